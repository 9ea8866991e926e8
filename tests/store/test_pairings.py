"""Pairings, their history, and what was planned, agreed and answered in them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType

import pytest
from sqlalchemy.exc import IntegrityError

from rm_core.errors import NotFound, Stale
from rm_core.program.agreements import Agreement, Terms, propose
from rm_core.program.goal_examples import EXAMPLES
from rm_core.program.ids import MatchRunId, PairingId, derive
from rm_core.program.meetings import State as MeetingState
from rm_core.program.meetings import meeting
from rm_core.program.pairing import CLOSED, Pairing, State, Step, take
from rm_core.program.people import Role
from rm_core.store.answers import Answer
from rm_core.store.unit import Begin, Work
from tests.support.builders import (
    LATER,
    NOW,
    a_cohort,
    a_pairing,
    a_participant,
    a_trial_meeting,
    store_pair,
    store_people,
)

COHORT = a_cohort().id
RUN = MatchRunId(derive("match run", COHORT, 1))
HOUR = timedelta(hours=1)
TERMS = Terms(
    goals=EXAMPLES[:2],
    ends_on=date(2027, 9, 17),
    every=28,
    aims=("Set up", "Try it"),
    gives_back="Feedback on a talk",
)
WHOLE = a_pairing(
    state=State.ACTIVE,
    match_run=RUN,
    said=MappingProxyType({Role.MENTEE: "yes"}),
    trials=2,
    misses=1,
    cancelled=1,
    started_at=NOW,
    ends_at=LATER,
    paused_until=LATER,
)


def several(work: Work, pairings: Sequence[Pairing], mentees: Sequence[str]) -> None:
    """Pairings of Bo with each of these mentees, in cohorts that are there."""
    work.cohorts.add(a_cohort())
    work.cohorts.add(a_cohort("autumn"))
    for cohort in ("spring-2027", "autumn"):
        store_people(work, [a_participant("bo", Role.MENTOR, cohort)], ["bo"])
        store_people(work, [a_participant(each, cohort=cohort) for each in mentees], mentees)
    work.pairings.add([(each, {}) for each in pairings])


def test_a_pairing_comes_back_whole_with_what_speaks_for_it(begin: Begin) -> None:
    evidence = {"score": 0.812, "needs": [{"topic": "ai", "wanted": 3}], "pinned": False}
    with begin() as work:
        store_pair(work)
        work.pairings.add([(replace(WHOLE, id=PairingId(derive("pairing", 2))), evidence)])

    with begin() as work:
        kept = work.pairings.get(PairingId(derive("pairing", 2)))
        assert kept == replace(WHOLE, id=kept.id)
        assert work.pairings.evidence([kept.id]) == {kept.id: evidence}
        assert work.pairings.of_run(RUN) == [kept]


def test_a_pairing_added_twice_is_there_once_and_so_is_its_history(begin: Begin) -> None:
    with begin() as work:
        pairing = store_pair(work, state=State.PROPOSED)
    with begin() as work:
        work.pairings.move(pairing, take(pairing, Step.INTRODUCE, now=LATER))

    with begin() as work:
        assert work.pairings.add([(pairing, {"score": 0.9})]) == 0

    with begin() as work:
        assert work.pairings.get(pairing.id).state is State.INTRODUCED
        assert work.pairings.evidence([pairing.id]) == {pairing.id: {"score": 0.5}}
        assert work.pairings.history(COHORT) == {
            pairing.id: [(State.PROPOSED, NOW), (State.INTRODUCED, LATER)]
        }


def test_one_run_does_not_pair_the_same_two_twice_but_a_later_run_may(begin: Begin) -> None:
    with begin() as work:
        store_pair(work, match_run=RUN, state=State.DROPPED)

    with begin() as work:
        later = MatchRunId(derive("match run", COHORT, 2))
        work.pairings.add([(replace(WHOLE, id=PairingId(later), match_run=later), {})])
    with pytest.raises(IntegrityError), begin() as work:
        work.pairings.add([(replace(WHOLE, id=PairingId(RUN)), {})])

    with begin() as work:
        assert len(work.pairings.of(COHORT)) == 2


@pytest.mark.parametrize("state", sorted(set(State) - CLOSED))
def test_an_open_pairing_without_a_due_date_cannot_be_kept(begin: Begin, state: State) -> None:
    with pytest.raises(IntegrityError, match="open_is_due"), begin() as work:
        store_pair(work, state=state, due_at=None)


@pytest.mark.parametrize("state", sorted(CLOSED))
def test_a_closed_pairing_needs_no_due_date(begin: Begin, state: State) -> None:
    with begin() as work:
        pairing = store_pair(work, state=state)

    with begin() as work:
        assert work.pairings.get(pairing.id) == pairing


def test_a_pairing_cannot_lose_its_due_date_while_it_is_open(begin: Begin) -> None:
    with begin() as work:
        pairing = store_pair(work)

    with pytest.raises(IntegrityError, match="open_is_due"), begin() as work:
        work.pairings.move(pairing, replace(pairing, due_at=None))


def test_a_pairing_of_people_who_are_not_there_cannot_be_kept(begin: Begin) -> None:
    with pytest.raises(IntegrityError), begin() as work:
        work.pairings.add([(a_pairing("nobody", "no-one"), {})])


@pytest.mark.parametrize(
    "first",
    [
        {"state": State.TRIAL},
        {"seen": LATER},
        {"said": MappingProxyType({Role.MENTOR: "accept"})},
        {"since": LATER},
    ],
)
def test_whoever_moves_a_pairing_second_is_told_and_changes_nothing(
    begin: Begin, first: dict[str, object]
) -> None:
    with begin() as work:
        before = store_pair(work)
    moved = replace(before, **first)  # type: ignore[arg-type]
    with begin() as work:
        work.pairings.move(before, moved)

    with pytest.raises(Stale, match=str(before.id)), begin() as work:
        work.pairings.move(before, replace(before, misses=1))

    with begin() as work:
        assert work.pairings.get(before.id) == moved
        assert len(work.pairings.history(COHORT)[before.id]) == (2 if "state" in first else 1)


def test_both_sides_answers_are_kept_when_they_read_one_after_the_other(begin: Begin) -> None:
    with begin() as work:
        before = store_pair(work)
    for role in Role:
        with begin() as work:
            read = work.pairings.get(before.id)
            work.pairings.move(read, read.hear(role, "accept"))

    with begin() as work:
        assert work.pairings.get(before.id).said == {Role.MENTOR: "accept", Role.MENTEE: "accept"}


def test_how_many_ever_reached_a_state_is_counted_by_pairing(begin: Begin) -> None:
    first, second = a_pairing("bo", "ada"), a_pairing("bo", "cy")
    with begin() as work:
        several(work, [first, second, a_pairing("bo", "ada", "autumn")], ["ada", "cy"])
    with begin() as work:
        trial = replace(first, state=State.TRIAL, since=LATER)
        work.pairings.move(first, trial)
        again = replace(trial, state=State.SCHEDULED, since=LATER + HOUR)
        work.pairings.move(trial, again)
        work.pairings.move(again, replace(trial, since=LATER + 2 * HOUR))

    with begin() as work:
        assert work.pairings.reached(COHORT) == {
            State.INTRODUCED: 2,
            State.TRIAL: 1,
            State.SCHEDULED: 1,
        }
        assert [state for state, _ in work.pairings.history(COHORT)[first.id]] == [
            State.INTRODUCED,
            State.TRIAL,
            State.SCHEDULED,
            State.TRIAL,
        ]


def test_due_pairings_are_those_of_one_cohort_and_these_states(begin: Begin) -> None:
    early = a_pairing("bo", "ada", due_at=NOW - HOUR)
    earlier = a_pairing("bo", "cy", due_at=NOW - 2 * HOUR, state=State.TRIAL)
    others = [
        a_pairing("bo", "di", due_at=NOW - HOUR, state=State.ACTIVE),
        a_pairing("bo", "ed", due_at=NOW + HOUR),
        a_pairing("bo", "fay", state=State.RELEASED),
        a_pairing("bo", "ada", "autumn", due_at=NOW - HOUR),
    ]
    with begin() as work:
        several(work, [early, earlier, *others], ["ada", "cy", "di", "ed", "fay"])

    with begin() as work:
        states = [State.INTRODUCED, State.TRIAL]
        assert work.pairings.due(COHORT, states, NOW, 10) == [earlier, early]
        assert work.pairings.due(COHORT, states, NOW, 1) == [earlier]
        assert work.pairings.due(COHORT, [], NOW, 10) == []


def test_someones_pairings_come_newest_first_whichever_side_they_are(begin: Begin) -> None:
    old = a_pairing("bo", "ada", state=State.RELEASED)
    new = a_pairing("bo", "cy", since=LATER)
    with begin() as work:
        several(work, [old, new], ["ada", "cy"])

    with begin() as work:
        assert work.pairings.of_participant(old.mentor) == [new, old]
        assert work.pairings.of_participant(old.mentee) == [old]
        assert work.pairings.of(COHORT, [State.RELEASED]) == [old]


def test_a_meeting_that_moves_is_the_same_meeting(begin: Begin) -> None:
    with begin() as work:
        pairing = store_pair(work)
        trial = a_trial_meeting(pairing)
        work.meetings.put([meeting(pairing.id, 2, LATER, 50), meeting(pairing.id, 1, LATER, 50)])
        work.meetings.put([trial])

    moved = replace(trial.moved(LATER), state=MeetingState.HELD)
    with begin() as work:
        work.meetings.put([moved])
        work.meetings.put([])

    with begin() as work:
        assert [each.number for each in work.meetings.of(pairing.id)] == [0, 1, 2]
        assert work.meetings.of(pairing.id)[0] == work.meetings.get(trial.id) == moved
        with pytest.raises(NotFound):
            work.meetings.get(meeting(pairing.id, 9, LATER, 50).id)


def test_every_version_of_an_agreement_stays_and_the_newest_is_the_latest(begin: Begin) -> None:
    with begin() as work:
        pairing = store_pair(work).id
        assert work.agreements.latest(pairing) is None
        first = propose(pairing, None, TERMS, Role.MENTEE, NOW)
        work.agreements.put(first)
    with begin() as work:
        held = first.confirm(Role.MENTOR, LATER)
        work.agreements.put(held)
    with begin() as work:
        latest = work.agreements.latest(pairing)
        second = propose(pairing, latest, replace(TERMS, every=14), Role.MENTOR, LATER)
        work.agreements.put(second)

    with begin() as work:
        assert work.agreements.of_some([pairing]) == {pairing: [held, second]}
        assert work.agreements.latest(pairing) == second
    assert (held.holds, second.holds, second.version) == (True, False, 2)
    assert isinstance(second, Agreement)


def test_the_last_answer_to_a_question_wins(begin: Begin) -> None:
    with begin() as work:
        pairing = store_pair(work)
        given = Answer(
            cohort=COHORT,
            participant=pairing.mentee,
            pairing=pairing.id,
            purpose="pulse",
            occasion="1",
            given_at=NOW,
            data={"going": 2, "words": "naïve “quotes” 🙂"},
        )
        work.answers.keep(given)
        work.answers.keep(replace(given, occasion="2", given_at=NOW + HOUR))
    last = replace(given, given_at=LATER, data={"going": 5})
    with begin() as work:
        work.answers.keep(last)

    with begin() as work:
        both = [replace(given, occasion="2", given_at=NOW + HOUR), last]
        assert work.answers.of_pairing(pairing.id, "pulse") == both
        assert work.answers.of_cohort(COHORT, "pulse") == both
        assert work.answers.of_participant(pairing.mentee) == both
        assert work.answers.of_cohort(COHORT, "midterm") == []
