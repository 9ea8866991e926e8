"""People and participants: nobody is doubled, nobody is moved twice, nobody open lacks a date."""

from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from rm_core.errors import NotFound, Stale
from rm_core.program.ids import ParticipantId, PersonId, derive
from rm_core.program.people import CLOSED, Need, Offer, OfficeHours, Profile, Role, State
from rm_core.store.unit import Begin, Work
from tests.support.builders import LATER, NOW, a_cohort, a_participant, a_person, store_people

WHOLE = Profile(
    needs=(Need(topic="ai-assistants", level=3, priority=2),),
    offers=(Offer("data", 4), Offer("video", 1)),
    interests=frozenset({"chess", "running"}),
    style=MappingProxyType({"pace": 4}),
    hours=(OfficeHours(0, 540, 600), OfficeHours(4, 0, 30)),
    time_zone="Asia/Kolkata",
    languages=("de", "en"),
    capacity=2,
    cadence="fortnightly",
    hopes="To try things.",
    gap="I nod when people say “prompt”.",
    gives_back="Introductions",
    generation="x",
    wishes=(PersonId(derive("person", "bo")),),
    vetoes=(PersonId(derive("person", "cy")),),
    openness=True,
)


def cohort_with(work: Work, *names: str, **changed: Any) -> list[ParticipantId]:
    work.cohorts.add(a_cohort())
    participants = [a_participant(name, **changed) for name in names]
    store_people(work, participants, names)
    return [each.id for each in participants]


def test_a_second_import_doubles_nobody_and_refreshes_everybody(begin: Begin) -> None:
    with begin() as work:
        work.people.put([a_person("ada"), a_person("bo", level=3)])

    moved = [a_person("ada", site="Pune", languages=("hi", "en")), a_person("bo")]
    with begin() as work:
        work.people.put(moved)

    with begin() as work:
        assert work.people.everyone() == moved


def test_the_last_of_two_rows_for_one_person_counts(begin: Begin) -> None:
    with begin() as work:
        work.people.put([a_person("ada"), a_person("ada", site="Pune")])

    with begin() as work:
        assert work.people.everyone() == [a_person("ada", site="Pune")]


def test_a_person_keeps_their_id_whatever_an_import_says(begin: Begin) -> None:
    with begin() as work:
        cohort_with(work, "ada")

    with begin() as work:
        work.people.put([a_person("ada", id=PersonId(derive("person", "other")), site="Pune")])

    with begin() as work:
        assert work.people.everyone() == [a_person("ada", site="Pune")]


def test_nobody_at_all_may_be_imported(begin: Begin) -> None:
    with begin() as work:
        work.people.put([])
        assert work.participants.add([]) == 0
        work.participants.keep_profiles([], "1", NOW)

    with begin() as work:
        assert work.people.everyone() == []


def test_people_are_found_by_id_external_id_and_address(begin: Begin) -> None:
    ada, bo = a_person("ada", email="Ada@Example.org"), a_person("bo")
    with begin() as work:
        work.people.put([ada, bo])

    with begin() as work:
        assert work.people.some([ada.id, bo.id]) == {ada.id: ada, bo.id: bo}
        assert work.people.by_external_id(["ada", "nobody"]) == {"ada": ada}
        assert work.people.by_email(["ada@example.org", "x@example.org"]) == {
            "ada@example.org": ada
        }
        with pytest.raises(NotFound, match=str(derive("person", "nobody"))):
            work.people.get(PersonId(derive("person", "nobody")))


def test_more_people_than_one_statement_holds_are_found(begin: Begin) -> None:
    many = [a_person(f"p{number:04}") for number in range(1_203)]

    with begin() as work:
        work.people.put(many)

    with begin() as work:
        assert work.people.some([each.id for each in many]) == {each.id: each for each in many}
        assert len(work.people.by_external_id([each.external_id for each in many])) == 1_203


def test_a_second_import_adds_only_new_participants_and_leaves_the_others_alone(
    begin: Begin,
) -> None:
    with begin() as work:
        cohort_with(work, "ada", "bo", state=State.READY)

    with begin() as work:
        work.people.put([a_person("cy")])
        again = [a_participant(name) for name in ("ada", "bo", "cy")]
        assert work.participants.add(again) == 1

    with begin() as work:
        states = {each.state for each in work.participants.of(a_cohort().id)}
        assert states == {State.READY, State.INVITED}
        assert len(work.participants.of(a_cohort().id)) == 3


def test_one_person_may_be_mentor_and_mentee_in_one_cohort(begin: Begin) -> None:
    with begin() as work:
        cohort_with(work, "ada")
        assert work.participants.add([a_participant("ada", Role.MENTOR)]) == 1

    with begin() as work:
        roles = {each.role for each in work.participants.of_person(a_person().id, a_cohort().id)}
        assert roles == {Role.MENTOR, Role.MENTEE}


@pytest.mark.parametrize("state", sorted(set(State) - CLOSED))
def test_an_open_participant_without_a_due_date_cannot_be_kept(begin: Begin, state: State) -> None:
    with pytest.raises(IntegrityError, match="open_is_due"), begin() as work:
        cohort_with(work, "ada", state=state, due_at=None)


@pytest.mark.parametrize("state", sorted(CLOSED))
def test_a_closed_participant_needs_no_due_date(begin: Begin, state: State) -> None:
    with begin() as work:
        (ada,) = cohort_with(work, "ada", state=state)

    with begin() as work:
        assert work.participants.get(ada).due_at is None


def test_a_participant_cannot_lose_their_due_date_while_they_are_open(begin: Begin) -> None:
    with begin() as work:
        cohort_with(work, "ada")

    with pytest.raises(IntegrityError, match="open_is_due"), begin() as work:
        work.participants.move(a_participant("ada"), a_participant("ada", due_at=None))


def test_whoever_moves_a_participant_second_is_told_and_changes_nothing(begin: Begin) -> None:
    before = a_participant("ada")
    first = replace(before, state=State.ENROLLED, since=LATER)
    with begin() as work:
        cohort_with(work, "ada")
    with begin() as work:
        work.participants.move(before, first)

    with pytest.raises(Stale, match=str(before.id)), begin() as work:
        work.participants.move(before, replace(before, state=State.DECLINED, due_at=None))

    with begin() as work:
        assert work.participants.get(before.id) == first


@pytest.mark.parametrize("changed", [{"reminders": 1}, {"due_at": NOW}, {"priority": 3}])
def test_two_who_change_the_same_thing_do_not_both_win(
    begin: Begin, changed: dict[str, Any]
) -> None:
    before = a_participant("ada")
    with begin() as work:
        cohort_with(work, "ada")
    with begin() as work:
        work.participants.move(before, replace(before, **changed))

    other = (
        {name: value + type(value - value)(1) for name, value in changed.items()}
        if ("due_at" not in changed)
        else {"due_at": NOW + timedelta(days=1)}
    )
    with pytest.raises(Stale), begin() as work:
        work.participants.move(before, replace(before, **other))


def test_a_move_that_changes_nothing_is_none(begin: Begin) -> None:
    with begin() as work:
        cohort_with(work, "ada")

    with begin() as work:
        work.participants.move(a_participant("ada"), a_participant("ada"))


def test_quiet_survives_a_move_that_was_read_before(begin: Begin) -> None:
    before = a_participant("ada")
    with begin() as work:
        cohort_with(work, "ada")
    with begin() as work:
        work.participants.hush(before.id)

    with begin() as work:
        work.participants.move(before, replace(before, state=State.ENROLLED))

    with begin() as work:
        expected = replace(before, state=State.ENROLLED, quiet=True)
        assert work.participants.get(before.id) == expected


def test_a_profile_comes_back_whole(begin: Begin) -> None:
    with begin() as work:
        ada, bo = cohort_with(work, "ada", "bo")
        work.participants.keep_profiles([(ada, WHOLE)], "2", NOW)

    with begin() as work:
        assert work.participants.profile(ada) == WHOLE
        assert work.participants.profile(bo) is None
        assert work.participants.profiles([ada, bo]) == {ada: WHOLE}


def test_zones_are_those_of_the_people(begin: Begin) -> None:
    with begin() as work:
        ada, bo = cohort_with(work, "ada", "bo")
        work.people.put([a_person("ada", time_zone="Asia/Kolkata")])

    with begin() as work:
        assert work.participants.zones([ada, bo]) == {ada: "Asia/Kolkata", bo: "UTC"}


def test_the_longest_waiting_are_due_first_and_others_cohorts_are_left_out(begin: Begin) -> None:
    def waiting(name: str, hours: int) -> Any:
        return a_participant(name, due_at=NOW - timedelta(hours=hours))

    with begin() as work:
        work.cohorts.add(a_cohort())
        work.cohorts.add(a_cohort("autumn"))
        due = [waiting("ada", 1), waiting("bo", 3), waiting("cy", 0), waiting("di", -1)]
        other = a_participant("ed", cohort="autumn", due_at=NOW)
        gone = a_participant("fay", state=State.LEFT)
        store_people(work, [*due, other, gone], ["ada", "bo", "cy", "di", "ed", "fay"])

    with begin() as work:
        assert work.participants.due(a_cohort().id, NOW, 10) == [due[1], due[0], due[2]]
        assert work.participants.due(a_cohort().id, NOW, 1) == [due[1]]
