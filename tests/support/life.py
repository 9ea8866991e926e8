"""A whole cohort in this process: production services, store, templates and pages; no Prefect."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path

from rm_core.mail.smtp import Accepted, Deliver, Envelope, Receipt
from rm_core.mailbox.letters import Mailbox
from rm_core.mailbox.records import Arrival
from rm_core.program.agenda import morning, working_day
from rm_core.program.policy import Program
from rm_core.rehearsal.crowd import Crowd
from rm_core.rehearsal.names import made_up_people
from rm_core.services import checkins, cohorts, intake, matching, outcomes, outreach, trial
from rm_core.services.approving import Decision, Verdict
from rm_core.services.duties import Stage, duties, next_due
from rm_core.services.relaying import relay
from rm_core.settings import Settings
from rm_core.store.audit import Stall, stalls
from rm_core.web.asking import Asking
from rm_core.web.pages import pages
from rm_core.wiring import Wired, wire
from rmctl.importing import person
from tests.rehearsal.given import calling

LOOK_AT = clock_time(14, 5)
GRACE = timedelta(days=4)
LATEST = datetime(2028, 12, 31, tzinfo=UTC)
"""By then every cohort is over, or waits for ever."""

ATTEND = {
    Stage.COHORT: cohorts.attend,
    Stage.INTAKE: intake.attend,
    Stage.TRIAL: trial.attend,
    Stage.CHECKINS: checkins.attend,
    Stage.OUTCOMES: outcomes.attend,
}


@dataclass
class Life:
    """One simulated cohort; `found` are the stalls of all its days."""

    program: Program
    people: int
    seed: int
    folder: Path

    def live(self) -> tuple[Wired, list[Stall]]:
        """From launch until nothing is open any more; audited whenever the engine has looked."""
        self.now = morning(
            self.program.dates.enrolment_opens - timedelta(days=1), self.program.zone
        )
        self.mailbox = Mailbox(self.folder / "mailbox")
        self.wired = replace(self._wired(), clock=lambda: self.now)
        self._launch()
        found: list[Stall] = []
        wired = self.wired
        asking = Asking(
            begin=wired.begin,
            look=wired.look,
            clock=wired.clock,
            links=wired.links,
            catalogue=wired.catalogue,
        )
        with calling(pages(asking)) as client:
            crowd = Crowd(self.mailbox.arrived, client, self.seed)
            while (at := self._next_look(crowd)) is not None and at < LATEST:
                crowd.act(at, self._tell)
                self._tell(at)
                self._look()
                crowd.read(self.now)
                found += self._audit()
        self.mailbox.close()
        return wired, found

    def _wired(self) -> Wired:
        settings = Settings(
            database=f"sqlite:///{self.folder}/rm.sqlite",
            base_url="http://pages.example",
            signing_keys="k1:" + "x" * 40,
        )
        return wire(settings, connect=self._connect)

    @contextmanager
    def _connect(self) -> Iterator[Deliver]:
        def deliver(envelope: Envelope) -> Receipt:
            arrival = Arrival(
                sender=envelope.sender,
                recipients=(envelope.recipient,),
                raw=envelope.content,
                received_at=self.now,
            )
            self.mailbox.keep([arrival])
            return Accepted("ok")

        yield deliver

    def _launch(self) -> None:
        begin, clock, key = self.wired.begin, self.wired.clock, self.program.key
        cohorts.create(begin, clock, self.program)
        rows = made_up_people(self.people, self.seed)
        intake.enlist(begin, clock, key, [person(row, self.program) for row in rows], {})
        cohorts.launch(begin, clock, key, by="somebody")

    def _tell(self, moment: datetime) -> None:
        self.now = max(moment, self.now)

    def _next_look(self, crowd: Crowd) -> datetime | None:
        moments = [each for each in (next_due(self.wired.look), crowd.next_at) if each]
        if not moments:
            return None
        after = max(min(moments), self.now + timedelta(minutes=1)).astimezone(self.program.zone)
        day = after.date() + timedelta(days=after.time() > LOOK_AT)
        return datetime.combine(working_day(day), LOOK_AT, self.program.zone).astimezone(UTC)

    def _look(self) -> None:
        begin, look, clock = self.wired.begin, self.wired.look, self.wired.clock
        for duty in duties(look, clock):
            if duty.stage is Stage.MATCHING:
                matching.attend(begin, clock, duty.cohort, self.wired.catalogue)
            else:
                ATTEND[duty.stage](begin, clock, duty.cohort)
        for key in matching.wanted(look, clock, timedelta(0)):
            if matching.make_proposal(begin, clock, key, self.wired.catalogue):
                word = Decision(verdict=Verdict.APPROVE, by="somebody")
                matching.decide(begin, clock, key, word, self.wired.catalogue)
        relay(begin, clock, lambda _event: None)
        outreach.send_due(begin, clock, self.wired.post)

    def _audit(self) -> list[Stall]:
        with self.wired.look() as work:
            return stalls(work.connection, self.now, GRACE)
