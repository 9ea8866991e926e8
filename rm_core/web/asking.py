"""The program behind the pages: from a signed link to its question, and from an answer to a step.

The signature and the expiry are checked before any row is read. An answer and everything that
follows from it are one transaction.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError

from rm_core.clock import Clock
from rm_core.errors import LinkInvalid, ProgramError
from rm_core.links import Claim, Keys, read, recognise
from rm_core.program.emails import EmailKind, Owed
from rm_core.program.ids import LinkId
from rm_core.program.purposes import Purpose
from rm_core.program.topics import Catalogue
from rm_core.services.contexts import matter
from rm_core.services.enacting import owe
from rm_core.services.linking import LinkMaker
from rm_core.store.unit import Begin, Work, within
from rm_core.web import anytime, checkins, intake, outcomes, trial
from rm_core.web.asked import Asked, Question, answered, view
from rm_core.web.view import Data, PageResult, PageView

QUESTIONS: dict[Purpose, Question] = (
    intake.QUESTIONS | trial.QUESTIONS | checkins.QUESTIONS | outcomes.QUESTIONS | anytime.QUESTIONS
)

REPORTS = {Purpose.CASES.value: "report.html", Purpose.REPORT.value: "sponsor.html"}
"""Which report a desk's link leads to: the sponsor's is a summary of aggregates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Answers the pages' two questions: what to show, and what an answer does.

    `begin` may write, `look` only reads. `after` is called when an answer has been taken, so that
    its emails need not wait for the next round of outreach; it must not raise.
    """

    begin: Begin
    look: Begin
    clock: Clock
    links: LinkMaker
    catalogue: Catalogue
    after: Callable[[], None] = lambda: None

    @property
    def _keys(self) -> Keys:
        return self.links.keys

    def show(self, token: str) -> PageView:
        """The page behind a link; changes nothing."""
        now = self.clock()
        claim = read(self._keys, token, now)
        with self.look() as work:
            asked = self._asked(work, claim, now)
            return view(asked, QUESTIONS[asked.purpose].sheet(asked))

    def act(self, token: str, data: Data) -> PageResult:
        """Take an answer; it and whatever follows from it stand or fall together."""
        now = self.clock()
        claim = read(self._keys, token, now)
        with self.begin() as work:
            asked = self._asked(work, claim, now)
            result = answered(asked, QUESTIONS[asked.purpose], within(work), data)
        self.after()
        return result

    def renew(self, token: str) -> None:
        """Email a new link to whom an expired one was sent."""
        now = self.clock()
        claim = recognise(self._keys, token)
        with self.begin() as work:
            asked = self._asked(work, claim, now)
            letter = Owed(
                kind=EmailKind.NEW_LINK,
                cohort=asked.link.cohort,
                to=asked.me.participant.id,
                not_before=now,
                occasion=f"{now:%Y%m%d}",
            )
            owe(work, [letter], asked.program, now)
        self.after()

    def report(self, token: str) -> bytes:
        """The cohort's report, for the coordinator's and the sponsor's links only."""
        claim = read(self._keys, token, self.clock())
        name = REPORTS.get(claim.purpose)
        if name is None:
            message = f"a {claim.purpose} link leads to no report"
            raise LinkInvalid(message)
        with self.look() as work:
            return work.reports.get(work.links.get(LinkId(claim.link_id)).cohort, name)

    def is_ready(self) -> bool:
        """Whether the database answers."""
        try:
            with self.look() as work:
                work.cohorts.all()
        except (SQLAlchemyError, ProgramError):
            return False
        return True

    def _asked(self, work: Work, claim: Claim, now: datetime) -> Asked:
        try:
            purpose = Purpose(claim.purpose)
        except ValueError as error:
            message = f"a link for {claim.purpose!r}, which no page asks any more"
            raise LinkInvalid(message) from error
        link = work.links.get(LinkId(claim.link_id))
        return Asked(
            work=work,
            clock=lambda: now,
            purpose=purpose,
            link=link,
            matter=matter(work, link),
            links=self.links,
            catalogue=self.catalogue,
            now=now,
        )
