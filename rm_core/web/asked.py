"""What a page knows when it is asked, and what a question has to be able to do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rm_core.clock import Clock
from rm_core.errors import LinkInvalid, NotAllowed
from rm_core.program.forms.answers import Answers, BadAnswers, parse
from rm_core.program.forms.filling import fill
from rm_core.program.forms.form import Form
from rm_core.program.pairing import Pairing
from rm_core.program.policy import Program
from rm_core.program.purposes import Purpose
from rm_core.program.topics import Catalogue
from rm_core.services.contexts import Matter, Side
from rm_core.services.linking import LinkMaker
from rm_core.store.answers import Answer
from rm_core.store.links import Link
from rm_core.store.unit import Begin, Work
from rm_core.web.view import Fact, Footer, Hub, PageResult, PageView


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One opened page: who asks, about what, and the unit of work it is read or answered in."""

    work: Work
    clock: Clock
    purpose: Purpose
    link: Link
    matter: Matter
    links: LinkMaker
    catalogue: Catalogue
    now: datetime

    @property
    def program(self) -> Program:
        return self.matter.cohort.program

    @property
    def me(self) -> Side:
        """Raises: LinkInvalid: this page is for participants."""
        if self.matter.me is None:
            message = f"a {self.purpose} link without a participant"
            raise LinkInvalid(message)
        return self.matter.me

    @property
    def pairing(self) -> Pairing:
        """Raises: NotAllowed: there is no pairing to talk about."""
        if self.matter.pairing is None:
            message = f"participant {self.me.participant.id} has no pairing for {self.purpose}"
            raise NotAllowed(message)
        return self.matter.pairing

    @property
    def partner(self) -> str:
        """The given name of the other of the two, or a word for them."""
        return self.matter.partner.person.given_name if self.matter.partner else "your partner"

    def url(self, purpose: Purpose, *, pairing: bool = True) -> str:
        """A link of the same participant to another question."""
        link = Link(
            cohort=self.link.cohort,
            participant=self.link.participant,
            pairing=self.link.pairing if pairing else None,
        )
        return self.links.url(purpose, link, self.now)

    def earlier(self, occasion: str = "") -> Mapping[str, list[str]]:
        """What the same person answered to the same question before, as the form shows it."""
        return next(
            (
                each.data
                for each in reversed(self.work.answers.of_participant(self.me.participant.id))
                if (each.purpose, each.pairing, each.occasion)
                == (self.purpose, self.link.pairing, occasion)
            ),
            {},
        )

    def keep(self, form: Form, answers: Answers, occasion: str = "") -> None:
        """Keep an answer as it was given; nothing of it is ever shown to the other side."""
        self.work.answers.keep(
            Answer(
                cohort=self.link.cohort,
                participant=self.me.participant.id,
                pairing=self.link.pairing,
                purpose=self.purpose,
                occasion=occasion,
                given_at=self.now,
                data=fill(form, answers),
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What one question's page shows, before program, zone and footer are added to it."""

    title: str
    intro: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    form: Form | None = None
    values: Mapping[str, list[str]] | None = None
    closes_at: datetime | None = None
    hub: Hub | None = None


Take = Callable[[Asked, Begin, Form, Answers], PageResult]
"""Acts on answers within the unit of work, and says what the reader sees next."""


Again = Callable[[Asked, Mapping[str, Any]], PageResult | None]
"""What somebody sees who sends the same answer twice; None if it is not the same."""


@dataclass(frozen=True, slots=True)
class Question:
    """One purpose: the sheet it shows and what an answer to it does.

    `again` is for pages that show another form once they are answered.
    """

    sheet: Callable[[Asked], Sheet]
    take: Take | None = None
    again: Again | None = None


def view(asked: Asked, sheet: Sheet) -> PageView:
    """The whole page around a sheet."""
    me = asked.matter.me
    return PageView(
        title=sheet.title,
        program=asked.program.title,
        zone=me.zone.key if me else asked.program.time_zone,
        intro=sheet.intro,
        facts=sheet.facts,
        form=sheet.form,
        values=dict(sheet.values or {}),
        closes_at=sheet.closes_at,
        hub=sheet.hub,
        footer=_footer(asked) if me and asked.link.participant else Footer(),
    )


def _footer(asked: Asked) -> Footer:
    return Footer(
        hub=asked.url(Purpose.HUB, pairing=False),
        leave=asked.url(Purpose.LEAVE),
        concern=asked.url(Purpose.CONCERN, pairing=False),
    )


def answered(asked: Asked, question: Question, begin: Begin, data: Mapping[str, Any]) -> PageResult:
    """Take an answer: read it strictly, then act on it.

    Raises:
        NotAllowed: there is nothing to answer here.
        BadAnswers: it does not fit the form; nothing was kept.
    """
    form = question.sheet(asked).form
    if form is None or question.take is None:
        message = f"nothing is being asked on this {asked.purpose} page"
        raise NotAllowed(message)
    try:
        answers = parse(form, data)
    except BadAnswers:
        if question.again and (result := question.again(asked, data)):
            return result
        raise
    return question.take(asked, begin, form, answers)
