"""What a cohort has been through: who came how far, and what they left behind."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rm_core.program.agreements import Agreement
from rm_core.program.cohort import Cohort
from rm_core.program.emails import EmailKind
from rm_core.program.goals import Goal
from rm_core.program.ids import PairingId, ParticipantId
from rm_core.program.meetings import Meeting
from rm_core.program.meetings import State as MeetingState
from rm_core.program.outcomes import Moment
from rm_core.program.pairing import Pairing, State
from rm_core.program.people import Participant, Profile, Role
from rm_core.reports.facts import DropOut, Stage, StageCount
from rm_core.services.contexts import Side, read_sides
from rm_core.store.outbox import Email
from rm_core.store.outbox import State as EmailState
from rm_core.store.pairings import Evidence
from rm_core.store.unit import Work

CONFIRMED = State.ACTIVE
REACHED: Mapping[Stage, State] = {
    Stage.MATCHED: State.INTRODUCED,
    Stage.TRIAL: State.HELD,
    Stage.CONFIRMED: CONFIRMED,
    Stage.ASSESSED: State.COMPLETED,
}
"""Which state of a pairing shows that its people came so far."""

REGISTERED = {Stage.MATCHED, Stage.TRIAL}
"""Stages that pairs formed elsewhere skip; they count as having passed them (M16)."""

SURVEYED = {Moment.MIDTERM: EmailKind.MIDTERM, Moment.END: EmailKind.OUTCOME_SURVEY}


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """Everything the report needs of one cohort, read once."""

    cohort: Cohort
    sides: Mapping[ParticipantId, Side]
    pairings: Sequence[Pairing]
    history: Mapping[PairingId, Sequence[tuple[State, datetime]]]
    evidence: Mapping[PairingId, Evidence]
    all_meetings: Mapping[PairingId, Sequence[Meeting]]
    agreements: Mapping[PairingId, Sequence[Agreement]]
    sent: Sequence[Email]

    @classmethod
    def read(cls, work: Work, cohort: Cohort) -> "Past":
        pairings = [
            each
            for each in work.pairings.of(cohort.id)
            if each.state not in {State.PROPOSED, State.DROPPED}
        ]
        ids = [each.id for each in pairings]
        participants = {each.id for each in work.participants.of(cohort.id)}
        return cls(
            cohort=cohort,
            sides=read_sides(work, participants),
            pairings=pairings,
            history=work.pairings.history(cohort.id),
            evidence=work.pairings.evidence(ids),
            all_meetings=work.meetings.of_some(ids),
            agreements=work.agreements.of_some(ids),
            sent=work.outbox.of(cohort.id, [EmailState.SENT]),
        )

    @property
    def people(self) -> Mapping[ParticipantId, Participant]:
        return {id_: side.participant for id_, side in self.sides.items()}

    @property
    def profiles(self) -> Mapping[ParticipantId, Profile]:
        return {id_: side.profile for id_, side in self.sides.items() if side.profile}

    @property
    def confirmed(self) -> Sequence[Pairing]:
        """Pairings whose term began."""
        return [each for each in self.pairings if each.started_at is not None]

    def reached(self, stage: Stage) -> set[ParticipantId]:
        """Everybody who came at least so far, in any of their pairings."""
        if stage is Stage.INVITED:
            return set(self.sides)
        if stage is Stage.ENROLLED:
            return set(self.profiles) | self.reached(Stage.MATCHED)
        wanted = REACHED[stage]
        return {
            id_
            for each in self.pairings
            if self._was(each, wanted) or (stage in REGISTERED and each.started_at)
            for id_ in (each.mentor, each.mentee)
        }

    def _was(self, pairing: Pairing, state: State) -> bool:
        return any(state is each for each, _ in self.history.get(pairing.id, ()))

    def funnel(self) -> tuple[StageCount, ...]:
        """People who came to each stage and, so that no stage outgrows an earlier one, before."""
        counts, so_far = [], set(self.sides)
        for stage in Stage:
            so_far = so_far & self.reached(stage)
            roles = Counter(self.people[id_].role for id_ in so_far)
            counts.append(
                StageCount(stage=stage, mentors=roles[Role.MENTOR], mentees=roles[Role.MENTEE])
            )
        return tuple(counts)

    def drop_outs(self) -> tuple[DropOut, ...]:
        """Who came to a stage and no further, by how they left."""
        found: Counter[tuple[Stage, str]] = Counter()
        for id_, participant in self.people.items():
            stages = [stage for stage in Stage if id_ in self.reached_by_stage[stage]]
            last = stages[-1]
            if last is not Stage.ASSESSED and not participant.is_open:
                found[last, participant.reason or participant.state.value] += 1
        return tuple(
            DropOut(after=stage, reason=reason, people=count)
            for (stage, reason), count in sorted(found.items())
        )

    @property
    def reached_by_stage(self) -> Mapping[Stage, set[ParticipantId]]:
        return {stage: self.reached(stage) for stage in Stage}

    def releases(self) -> Mapping[str, int]:
        """Released pairings by the state they were released from."""
        found: Counter[str] = Counter()
        for each in self.pairings:
            states = [state for state, _ in self.history.get(each.id, ())]
            if each.state is State.RELEASED and len(states) > 1:
                found[states[-2].value] += 1
        return found

    def asked(self, role: Role, moment: Moment) -> set[ParticipantId]:
        """Everybody of one side to whom a survey was sent."""
        return {
            each.participant
            for each in self.sent
            if each.kind is SURVEYED[moment]
            and each.participant
            and self.people[each.participant].role is role
        }

    @property
    def pulses_asked(self) -> Sequence[tuple[int, ParticipantId]]:
        """The number of each pulse that was sent, and to whom."""
        return [
            (int(each.occasion), each.participant)
            for each in self.sent
            if each.kind is EmailKind.PULSE and each.participant and each.occasion.isdigit()
        ]

    def meetings(self, pairing: PairingId) -> Sequence[Meeting]:
        return self.all_meetings.get(pairing, ())

    def held(self, pairing: PairingId) -> int:
        """How many meetings of the term took place."""
        held = [each for each in self.meetings(pairing) if each.state is MeetingState.HELD]
        return sum(1 for each in held if each.number > 0)

    def goals(self, pairing: PairingId) -> tuple[Goal, ...]:
        versions = self.agreements.get(pairing, ())
        return versions[-1].terms.goals if versions else ()

    def pledge(self, pairing: PairingId) -> str:
        versions = self.agreements.get(pairing, ())
        return versions[-1].terms.gives_back if versions else ""

    def groups(self, participant: ParticipantId) -> dict[str, str]:
        """The groups by which answers may be compared, such as the department."""
        person = self.sides[participant].person
        wanted = self.cohort.program.surveys.compare_by
        values = {"department": person.department, "site": person.site}
        return {name: values[name] for name in wanted if values[name]}
