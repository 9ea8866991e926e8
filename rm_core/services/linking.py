"""Links for emails and pages: signed, about one question, made from ids only."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from rm_core.links import Keys, sign
from rm_core.mail.entries import Entry
from rm_core.mail.facts import Links
from rm_core.mail.kinds import CATALOGUE
from rm_core.program.emails import Desk, EmailKind
from rm_core.program.intake import may_change_form
from rm_core.program.purposes import ACTIONS, Purpose
from rm_core.services.contexts import Context
from rm_core.store.links import Link

QUESTION_OPEN = timedelta(days=60)
PAGE_OPEN = timedelta(days=400)
"""How long the links to 'my program', leaving and concerns work: longer than any cohort."""


@dataclass(frozen=True, slots=True)
class LinkMaker:
    """Signs links to our pages; `base_url` has no slash at its end."""

    keys: Keys
    base_url: str

    def url(self, purpose: Purpose, link: Link, now: datetime) -> str:
        """Where the page is that asks this question in this context."""
        lasting = purpose in {Purpose.HUB, Purpose.LEAVE, Purpose.CONCERN, Purpose.STOP}
        expires = now + (PAGE_OPEN if lasting else QUESTION_OPEN)
        return f"{self.base_url}/a/{sign(self.keys, purpose, link.id, expires)}"

    def links(self, context: Context, now: datetime) -> tuple[Links, tuple[Link, ...]]:
        """The links of one email, and the contexts to keep so that they open."""
        email, entry = context.email, CATALOGUE[context.email.kind]
        action = Link(
            cohort=email.cohort,
            participant=context.me.participant.id if context.me else None,
            pairing=email.pairing,
            subject=_subject(context),
        )
        purpose = ACTIONS[email.kind]
        if purpose is Purpose.INTAKE and context.me and not may_change_form(context.me.participant):
            purpose = Purpose.NEXT_ROUND
        if email.desk is Desk.CONCERN:
            purpose = Purpose.CONCERNS
        if email.desk is not None:
            return Links(action=self.url(purpose, action, now)), (action,)
        own = Link(cohort=email.cohort, participant=action.participant)
        pairing = Link(cohort=email.cohort, participant=action.participant, pairing=email.pairing)
        return self._of_participant(purpose, action, own, pairing, entry, now), (
            action,
            own,
            pairing,
        )

    def _of_participant(
        self,
        purpose: Purpose,
        action: Link,
        own: Link,
        pairing: Link,
        entry: Entry,
        now: datetime,
    ) -> Links:
        url = self.url(purpose, action, now)
        declinable = purpose in {Purpose.INVITATION, Purpose.INTRODUCTION}
        return Links(
            action=url,
            decline=url if declinable else None,
            hub=self.url(Purpose.HUB, own, now),
            leave=self.url(Purpose.LEAVE, pairing, now),
            concern=self.url(Purpose.CONCERN, own, now),
            stop=self.url(Purpose.STOP, own, now) if entry.unsubscribable else None,
        )


ABOUT_A_MEETING = frozenset({EmailKind.MEETING_CARD, EmailKind.DID_YOU_MEET, EmailKind.NUDGE})


def _subject(context: Context) -> UUID | None:
    """The meeting that a question is about; others are about the pairing or the person alone."""
    found = context.meeting if context.email.kind in ABOUT_A_MEETING else None
    return found.id if found else None
