"""How a simulated cohort lives: time moves, what is due is attended, people read and answer."""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from rm_core import clock as clocks
from rm_core.errors import SetupBroken
from rm_core.mailbox.letters import Mailbox
from rm_core.program.agenda import working_day
from rm_core.program.pairing import State as PairingState
from rm_core.rehearsal.crowd import Crowd
from rm_core.services import matching
from rm_core.services.duties import next_due
from rm_core.store.audit import stalls
from rm_core.wiring import Wired
from rmctl.engine import Engine
from rmctl.engine_approval import Decision, WaitingApproval, approve, waiting_approvals
from rmctl.engine_runs import wait_until_idle

LOOK_AT = clock_time(14, 5)
"""When in a simulated day the engine looks: office hours from New York to Bengaluru."""

GRACE = timedelta(days=4)
"""What may be overdue at most: a weekend and a day on which the engine looks once."""

PATIENCE_S = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How the demo goes: the seed of its people, and who decides on proposals."""

    seed: int
    waits_for_me: bool
    url: str


@dataclass(slots=True, kw_only=True)
class Life:
    """One simulated cohort on the production code; only the clock is not real."""

    wired: Wired
    engine: Engine
    mailbox: Mailbox
    clock_file: Path
    cohort: str
    pace: Pace
    console: Console
    rounds: int = 0
    ticks: int = 0
    looks: list[str] = field(default_factory=list)

    async def live(self) -> None:
        """From launch to close; raises if anything ever waits in silence."""
        with httpx.Client(timeout=30) as client, _bar(self.console) as bar:
            crowd = Crowd(self.mailbox.arrived, client, self.pace.seed)
            task = bar.add_task("", total=self._days())
            while (at := self._next_look(crowd)) is not None:
                crowd.act(at, self._tell)
                self._tell(at)
                await self._look(crowd)
                self._show(bar, task)
            self.looks.append(str(crowd.diary))

    def _tell(self, moment: datetime) -> None:
        """Move the simulated clock; it never goes back."""
        clocks.tell(self.clock_file, max(moment, self.wired.clock()))

    def _next_look(self, crowd: Crowd) -> datetime | None:
        """The next moment at which the engine looks, None when everything is done."""
        moments = [moment for moment in (next_due(self.wired.look), crowd.next_at) if moment]
        if not moments:
            return None
        zone = self._program_zone()
        after = max(min(moments), self.wired.clock() + timedelta(minutes=1)).astimezone(zone)
        day = after.date() if after.time() <= LOOK_AT else after.date() + timedelta(days=1)
        return datetime.combine(working_day(day), LOOK_AT, zone).astimezone(UTC)

    async def _look(self, crowd: Crowd) -> None:
        """What production does every minute: the sweep; then people read their email."""
        from flows.sweep import run_sweep

        self.ticks += 1
        due = next_due(self.wired.look)
        if due is not None and due <= self.wired.clock():
            await run_sweep()
        if matching.wanted(self.wired.look, self.wired.clock, timedelta(0)):
            self._match()
            await run_sweep()
        crowd.read(self.wired.clock())
        self._audit()

    def _match(self) -> None:
        """A match run was started by an event; wait for its proposal, and for the decision."""
        self.rounds += 1
        deadline = time.monotonic() + PATIENCE_S
        while matching.wanted(self.wired.look, self.wired.clock, timedelta(0)):
            if time.monotonic() > deadline:
                message = "no match run started: see .demo/prefect/runner.log"
                raise SetupBroken(message)
            time.sleep(0.1)
        waiting = self._waiting(deadline)
        if waiting is None:
            return
        if self.pace.waits_for_me:
            self._wait_for_person(waiting)
        else:
            approve(
                self.engine.api_url,
                waiting.flow_run_id,
                Decision(decision="approve", by="the demo", reason="looks good"),
            )
        wait_until_idle(self.engine.api_url, timeout_s=PATIENCE_S)

    def _waiting(self, deadline: float) -> WaitingApproval | None:
        """The run that is suspended; None if the round had nothing to propose."""
        while time.monotonic() < deadline:
            with self.wired.look() as work:
                if matching.open_run(work, work.cohorts.get(self.cohort)) is None:
                    return None
            waiting = waiting_approvals(self.engine.api_url, self.cohort)
            if waiting:
                return waiting[0]
            time.sleep(0.1)
        message = "the match run did not come to its decision: see .demo/prefect/runner.log"
        raise SetupBroken(message)

    def _wait_for_person(self, waiting: WaitingApproval) -> None:
        self.console.print(f"Your decision is wanted: open {waiting.page}, press Resume.")
        while waiting_approvals(self.engine.api_url, self.cohort):
            time.sleep(1)

    def _audit(self) -> None:
        """Nothing may ever wait in silence (B54)."""
        with self.wired.look() as work:
            found = stalls(work.connection, self.wired.clock(), GRACE)
        if found:
            message = f"the audit found {len(found)} stalls, the first: {found[0]}"
            raise SetupBroken(message)

    def _program_zone(self) -> ZoneInfo:
        with self.wired.look() as work:
            return work.cohorts.get(self.cohort).program.zone

    def _days(self) -> int:
        with self.wired.look() as work:
            program = work.cohorts.get(self.cohort).program
        dates = program.dates
        return (dates.ends - dates.enrolment_opens).days + program.surveys.answer_within

    def _show(self, bar: Progress, task: TaskID) -> None:
        with self.wired.look() as work:
            cohort = work.cohorts.get(self.cohort)
        now = self.wired.clock()
        opens = cohort.program.dates.enrolment_opens
        said = f"{now:%d %b %Y} · {cohort.state}"
        if self.console.is_terminal:
            bar.update(task, completed=(now.date() - opens).days, description=said)
        elif not self.looks or self.looks[-1] != cohort.state:
            self.looks.append(cohort.state)
            self.console.print(said)

    def show_end(self, seconds: float) -> None:
        """What happened, in a few lines."""
        with self.wired.look() as work:
            cohort = work.cohorts.get(self.cohort)
            reached = work.pairings.reached(cohort.id)
            counts = work.outbox.counts(cohort.id)
        sent = sum(count for (_, state), count in counts.items() if state == "sent")
        self.console.print(
            f"{cohort.program.title} is {cohort.state}: {_funnel(reached)}; "
            f"{sent} emails, {self.rounds} match runs, {self.ticks} looks, {seconds:.0f} s."
        )


def _funnel(reached: dict[PairingState, int]) -> str:
    steps = (
        PairingState.INTRODUCED,
        PairingState.HELD,
        PairingState.ACTIVE,
        PairingState.COMPLETED,
    )
    return ", ".join(f"{reached.get(step, 0)} {step}" for step in steps)


def _bar(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=console,
        disable=not console.is_terminal,
    )
