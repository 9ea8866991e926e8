"""What the tests of the pure core share: walks through tables, and pairings that live on paper."""

from collections import Counter
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeVar

from hypothesis import strategies as st

from rm_core.program import assessment, checkins, checkins_due, pauses, trial, trial_due
from rm_core.program.agenda import days_after, morning
from rm_core.program.checkins import Met, Term
from rm_core.program.checkins_due import Standard
from rm_core.program.effects import Outcome
from rm_core.program.emails import Desk, EmailKind, Owed
from rm_core.program.ids import ParticipantId
from rm_core.program.meetings import Meeting, choices, latest_trial, series
from rm_core.program.pairing import CHECKIN_STAGE, TRIAL_STAGE, Pairing, State, Step
from rm_core.program.people import OfficeHours, Profile, Role
from rm_core.program.policy import Program
from rm_core.program.trial import Reply, Verdict
from tests.support.builders import NOW, a_pairing, a_program

S = TypeVar("S")
T = TypeVar("T")

DAY = timedelta(days=1)
WORKDAYS = tuple(OfficeHours(day, 9 * 60, 17 * 60) for day in range(5))
FREE = Profile(hours=WORKDAYS, time_zone="Europe/Berlin")
BERLIN: Program = a_program(time_zone="Europe/Berlin")


def moments(first: datetime, last: datetime) -> st.SearchStrategy[datetime]:
    """Whole minutes between two moments."""
    minutes = (last - first) // timedelta(minutes=1)
    return st.integers(0, minutes).map(lambda count: first + timedelta(minutes=count))


def closed_from(table: Mapping[tuple[S, T], S], start: S) -> set[S]:
    """Every state that can be reached from one."""
    found, fresh = {start}, {start}
    while fresh:
        fresh = {to for (state, _), to in table.items() if state in fresh} - found
        found |= fresh
    return found


def dead_ends(table: Mapping[tuple[S, T], S], closed: Set[S]) -> set[S]:
    """Open states from which no closed one can be reached."""
    states = {state for state, _ in table} | set(table.values())
    return {state for state in states - closed if not closed_from(table, state) & closed}


@dataclass
class Life:
    """One pairing on paper: whatever is said or falls due is decided, and nothing is stored.

    `sent` is every email ever owed, with the moment; an occasion is written to once, as the outbox
    sees to. Whatever happens, an open pairing has a date ahead of what has been attended (B54).
    """

    pairing: Pairing
    program: Program = BERLIN
    now: datetime = NOW
    profiles: tuple[Profile, Profile] = (FREE, FREE)
    meetings: dict[int, Meeting] = field(default_factory=dict)
    sent: list[tuple[datetime, Owed]] = field(default_factory=list)
    ends: int = 0

    @property
    def term(self) -> Term:
        return Term(
            meetings=tuple(each for number, each in sorted(self.meetings.items()) if number > 0),
            program=self.program,
        )

    @property
    def trial(self) -> Meeting | None:
        return latest_trial(self.meetings.values())

    def letters(self, to: Role | Desk) -> list[EmailKind]:
        """The kinds that one reader was sent, in order."""
        reader = self.pairing.side(to) if isinstance(to, Role) else to
        return [owed.kind for _, owed in self.sent if owed.to == reader]

    def enact(self, outcome: Outcome) -> "Life":
        known = {owed.id for _, owed in self.sent}
        was_open, self.pairing = self.pairing.is_open, outcome.pairing
        self.meetings |= {each.number: each for each in outcome.meetings}
        self.sent += [(self.now, owed) for owed in outcome.emails if owed.id not in known]
        self.ends += was_open and not self.pairing.is_open
        assert outcome.parted == (was_open and not self.pairing.is_open)
        if self.pairing.is_open:
            assert self.pairing.due_at is not None
            assert self.pairing.due_at > self.pairing.seen
        else:
            assert self.pairing.due_at is None
        return self

    def look(self) -> "Life":
        """Attend whatever has fallen due, as the sweep does; at most one email of a kind each."""
        while self.pairing.due_at is not None and self.pairing.due_at <= self.now:
            before = len(self.sent)
            self.enact(self._attended())
            told = Counter(_told(owed) for _, owed in self.sent[before:])
            assert not [one for one, count in told.items() if count > 1]
        return self

    def _attended(self) -> Outcome:
        program, now, pairing = self.program, self.now, self.pairing
        if pairing.state in TRIAL_STAGE:
            slots = choices(*self.profiles, now, program.trial.minutes)
            facts = trial_due.Trial(meeting=self.trial, slots=slots, program=program)
            return trial_due.attend(pairing, facts, now)
        if pairing.state in CHECKIN_STAGE:
            standard = Standard(meetings=self._planned(), ends_at=self._over())
            return checkins_due.attend(pairing, self.term, standard, now)
        return assessment.attend(pairing, program, now)

    def _planned(self) -> tuple[Meeting, ...]:
        cadence, zone = self.program.cadence, self.program.zone
        return series(
            self.pairing.id,
            *self.profiles,
            after=days_after(self.now, cadence.first_after, zone),
            count=cadence.meetings,
            every=cadence.every,
            minutes=cadence.minutes,
        )

    def _over(self) -> datetime:
        return morning(self.program.dates.ends + DAY, self.program.zone)

    def wait(self, passed: timedelta) -> "Life":
        """Time passes and nobody looks."""
        self.now += passed
        return self

    def until(self, moment: datetime) -> "Life":
        """Time passes, and whatever falls due is attended in its minute."""
        while self.pairing.due_at is not None and self.pairing.due_at <= moment:
            self.now = max(self.now, self.pairing.due_at)
            self.look()
        self.now = max(self.now, moment)
        return self

    def in_silence(self, looks: int = 300) -> "Life":
        """Nobody says anything any more, until it is over."""
        while self.pairing.due_at is not None:
            assert looks, f"still {self.pairing.state} at {self.now}"
            self.until(self.pairing.due_at)
            looks -= 1
        return self

    def reply(self, role: Role, said: Reply) -> "Life":
        return self.enact(trial.reply(self.pairing, role, said, self.program, self.now))

    def accepted(self) -> "Life":
        for role in Role:
            self.reply(role, Reply.ACCEPT)
        return self

    def fix(self, starts_at: datetime) -> "Life":
        """The trial meeting is fixed, or moved."""
        fixed = trial.schedule(self.pairing, self.trial, starts_at, self.program, self.now)
        return self.enact(fixed)

    def held(self) -> "Life":
        """From here to the question after the trial meeting, without delay."""
        if self.pairing.state is State.INTRODUCED:
            self.accepted()
        self.fix(self.now + DAY)
        while self.pairing.state is not State.HELD:
            assert self.pairing.due_at
            self.until(self.pairing.due_at)
        return self

    def judge(self, role: Role, said: Verdict) -> "Life":
        assert self.trial
        judged = trial.judge(self.pairing, role, said, self.trial, self.program, self.now)
        return self.enact(judged)

    def both_judge(self, mentor: Verdict, mentee: Verdict) -> "Life":
        return self.judge(Role.MENTOR, mentor).judge(Role.MENTEE, mentee)

    def begin(self) -> "Life":
        """Both have confirmed the agreement."""
        if self.pairing.state is not State.AGREEING:
            self.held().both_judge(Verdict.CONTINUE, Verdict.CONTINUE)
        return self.enact(
            checkins.confirm(self.pairing, self._planned(), self._over(), self.term, self.now)
        )

    def met(self, number: int, said: Met, **more: object) -> "Life":
        return self.enact(
            checkins.met(self.pairing, self.meetings[number], said, self.term, self.now, **more)  # type: ignore[arg-type]
        )

    def pause(self, until: datetime) -> "Life":
        return self.enact(pauses.pause(self.pairing, until, self.term, self.now))

    def extend(self, weeks: int) -> "Life":
        return self.enact(pauses.extend(self.pairing, weeks, self.term, self.now))

    def survey(self, role: Role) -> "Life":
        return self.enact(assessment.hear(self.pairing, role, self.now))

    def part(self) -> "Life":
        return self.enact(trial.part(self.pairing, Step.PART, EmailKind.RELEASE, self.now))


def introduced(program: Program = BERLIN, now: datetime = NOW, **changed: object) -> Life:
    """A pairing that has just been introduced."""
    proposed = a_pairing(state=State.PROPOSED, since=now, seen=now, due_at=now + DAY)
    life = Life(proposed, program=program, now=now, **changed)  # type: ignore[arg-type]
    return life.enact(trial.introduce(proposed, program, now))


def _told(owed: Owed) -> tuple[EmailKind, ParticipantId | Desk, str]:
    reason = owed.occasion.split(":")[0] if isinstance(owed.to, Desk) else ""
    return owed.kind, owed.to, reason


Move = Callable[[Life], object]


def moves(life: Life) -> list[Move]:
    """Everything that somebody could do about a pairing now."""
    ahead = life.now + 3 * DAY
    sides: list[Move] = []
    for role in Role:
        match life.pairing.state:
            case State.INTRODUCED:
                sides += [lambda each, r=role, s=said: each.reply(r, s) for said in Reply]
            case State.HELD:
                sides += [lambda each, r=role, s=said: each.judge(r, s) for said in Verdict]
            case State.ASSESSING:
                sides.append(lambda each, r=role: each.survey(r))
    match life.pairing.state:
        case State.TRIAL | State.SCHEDULED:
            sides.append(lambda each: each.fix(ahead))
        case State.AGREEING:
            sides.append(lambda each: each.begin())
        case State.ACTIVE:
            sides += _in_the_term(life, ahead)
    return sides


def _in_the_term(life: Life, ahead: datetime) -> list[Move]:
    found: list[Move] = [
        lambda each: each.pause(ahead),
        lambda each: each.pause(ahead + 40 * DAY),
        lambda each: each.extend(2),
    ]
    for number in sorted(life.meetings):
        if number > 0:
            found += [
                lambda each, n=number, s=said: each.met(n, s, by_mentee=True, moved_to=ahead)
                for said in Met
            ]
    return found


def program_with(part: str, **changed: object) -> Program:
    """The program with some rules of one part changed, such as `trial`."""
    changed_part = getattr(BERLIN, part).model_copy(update=changed)
    return BERLIN.model_copy(update={part: changed_part})


def as_of(pairing: Pairing, **changed: object) -> Pairing:
    return replace(pairing, **changed)  # type: ignore[arg-type]
