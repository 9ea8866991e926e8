"""A proposal and its decision on a real database: made once, decided once, and never half."""

from datetime import timedelta

import pytest

from rm_core.errors import BadInput, NotAllowed, NotFound
from rm_core.program.cohort import State as CohortState
from rm_core.program.emails import EmailKind
from rm_core.program.pairing import State
from rm_core.program.people import Role
from rm_core.program.people import State as PersonState
from rm_core.program.trial import Reply
from rm_core.services import cohorts, leaving, matching
from rm_core.services.approving import Verdict
from rm_core.services.registering import register
from rm_core.services.showing import show
from rm_core.store.matching import BarKind, RunState
from tests.support.builders import a_person
from tests.support.cohort_builders import World, named
from tests.support.program import BERLIN, DAY, program_with

K = EmailKind
NOW_ = timedelta(0)
TWO_AND_TWO = (["bo", "cy"], ["ada", "eve"])


def ids(world: World, mentor: str, mentee: str) -> tuple[str, str]:
    return str(world.id_of(mentor, Role.MENTOR)), str(world.id_of(mentee, Role.MENTEE))


def pairs(world: World) -> set[tuple[str, str]]:
    """Who is proposed or paired, mentor and mentee."""
    return {(str(mentor), str(mentee)) for mentor, mentee in world.open_pairs()}


def waits(world: World) -> bool:
    return bool(matching.wanted(world.look, world.clock, NOW_))


def test_a_proposal_is_made_once_however_often_it_is_asked_for(world: World) -> None:
    world.proposed(*TWO_AND_TWO)
    before = world.dump()

    again = world.propose()

    assert world.dump() == before
    assert again == world.runs()[0]
    assert {each.state for each in world.pairings()} == {State.PROPOSED}


def test_a_proposal_tells_nobody(world: World) -> None:
    world.proposed(*TWO_AND_TWO)
    world.send()

    assert K.INTRODUCTION not in {mail.kind for mail in world.inbox}


def test_what_an_admin_is_shown_holds_ids_and_no_names(world: World) -> None:
    world.proposed(*TWO_AND_TWO)

    shown = show(world.look, world.key)

    assert (shown.round, shown.pairs, len(shown.table)) == (1, 2, 2)
    text = f"{shown.summary} {shown.table}"
    assert "example.org" not in text
    assert not [name for name in ("Bo", "Cy", "Ada", "Eve") if name in text]


def test_approving_introduces_everybody_once_and_moves_the_cohort_on(world: World) -> None:
    world.proposed(*TWO_AND_TWO)

    assert world.decide(Verdict.APPROVE) == 2
    world.send()

    assert {each.state for each in world.pairings()} == {State.INTRODUCED}
    assert world.cohort.state is CohortState.TRIAL
    assert {world.mentee("ada").state, world.mentor("bo").state} == {PersonState.PAIRED}
    assert [mail.kind for mail in world.inbox].count(K.INTRODUCTION) == 4
    assert (world.runs()[0].state, world.runs()[0].decided_by) == (RunState.APPROVED, "kim")


@pytest.mark.parametrize("first", list(Verdict))
@pytest.mark.parametrize("second", list(Verdict))
def test_a_second_decision_is_refused_and_changes_nothing(
    world: World, first: Verdict, second: Verdict
) -> None:
    world.proposed(["bo"], ["ada"]).decide(first)
    before = world.dump()

    with pytest.raises(NotFound, match="no proposal that waits"):
        world.decide(second)

    assert world.dump() == before


def test_a_rejected_proposal_waits_for_somebody_to_ask_again(world: World) -> None:
    world.proposed(*TWO_AND_TWO).decide(Verdict.REJECT)

    assert world.cohort.state is CohortState.MATCHING
    assert {each.state for each in world.pairings()} == {State.DROPPED}
    assert "cohort.matching" not in world.events()[world.events().index("cohort.matching") + 1 :]
    world.at(world.now + 5 * DAY).sweep()
    assert not waits(world)

    assert world.propose() is not None


def test_a_proposal_to_be_made_again_is_wanted_at_once(world: World) -> None:
    world.proposed(*TWO_AND_TWO).decide(Verdict.RERUN)

    assert waits(world)
    assert world.propose() is not None
    assert not waits(world)


def test_a_rerun_keeps_pins_and_bans(world: World) -> None:
    world.proposed(["bo", "cy", "di"], ["ada", "eve", "fay"])
    pin, ban = ids(world, "cy", "ada"), ids(world, "bo", "eve")

    world.decide(Verdict.RERUN, pin=[pin], forbid=[ban])
    world.propose()

    assert pin in pairs(world)
    assert ban not in pairs(world)
    assert len(pairs(world)) == 3
    assert {bar.kind for bar in world.bars()} == {BarKind.PIN, BarKind.BAN}


def test_a_pin_that_cannot_be_had_is_refused_with_its_rule_and_nothing_changes(
    world: World,
) -> None:
    world.proposed(*TWO_AND_TWO)
    before = world.dump()
    forced = ids(world, "bo", "ada")

    with pytest.raises(BadInput, match="forbidden by"):
        world.decide(Verdict.RERUN, pin=[forced], forbid=[forced])

    assert world.dump() == before


def test_a_pin_whose_pair_parted_does_not_stand_in_the_way_of_later_rounds(world: World) -> None:
    world.proposed(*TWO_AND_TWO)
    world.decide(Verdict.RERUN, pin=[ids(world, "bo", "ada")])
    world.propose()
    world.decide(Verdict.APPROVE)
    for each in world.pairings():
        if each.is_open:
            world.answer(each, Role.MENTEE, Reply.DECLINE)

    world.until(world.now + 8 * DAY)

    assert pairs(world) == {ids(world, "cy", "ada"), ids(world, "bo", "eve")}


def test_an_old_pin_that_cannot_be_had_any_more_does_not_refuse_a_new_one(world: World) -> None:
    world.proposed(["bo", "cy", "di"], ["ada", "eve", "fay"])
    world.decide(Verdict.RERUN, pin=[ids(world, "bo", "ada")])
    world.propose()
    world.decide(Verdict.RERUN, forbid=[ids(world, "bo", "ada")])
    world.propose()

    world.decide(Verdict.RERUN, pin=[ids(world, "cy", "ada")])
    world.propose()

    assert ids(world, "cy", "ada") in pairs(world)
    assert ids(world, "bo", "ada") not in pairs(world)


def test_a_pin_that_a_changed_form_made_impossible_is_left_out(world: World) -> None:
    world.proposed(*TWO_AND_TWO)
    world.decide(Verdict.RERUN, pin=[ids(world, "bo", "ada")])
    with world.begin() as work:
        profile = work.participants.profile(world.id_of("bo", Role.MENTOR))
        assert profile is not None
        silent = type(profile)(offers=(), hours=profile.hours, time_zone=profile.time_zone)
        work.participants.keep_profiles([(world.id_of("bo", Role.MENTOR), silent)], "1", world.now)

    assert world.propose() is not None
    assert ids(world, "bo", "ada") not in pairs(world)


def test_a_dropped_pair_waits_and_hears_when_the_next_round_is(world: World) -> None:
    world.proposed(*TWO_AND_TWO)
    gone, stays = world.pairings()

    assert world.decide(Verdict.APPROVE_WITH_EDITS, drop=[str(gone.id)]) == 1
    world.send()

    with world.look() as work:
        states = {each.id: each.state for each in work.participants.of(world.cohort.id)}
    assert states[gone.mentor] is states[gone.mentee] is PersonState.WAITLISTED
    assert states[stays.mentor] is states[stays.mentee] is PersonState.PAIRED
    assert [mail.kind for mail in world.inbox].count(K.WAITLIST) == 2


def test_swapping_exchanges_the_mentees_with_their_evidence(world: World) -> None:
    world.proposed(*TWO_AND_TWO)
    one, other = world.pairings()

    assert world.decide(Verdict.APPROVE_WITH_EDITS, swap=[(str(one.id), str(other.id))]) == 2

    crossed = {(str(one.mentor), str(other.mentee)), (str(other.mentor), str(one.mentee))}
    assert pairs(world) == crossed
    with world.look() as work:
        found = work.pairings.evidence([each.id for each in world.pairings() if each.is_open])
    assert all(evidence["needs"] for evidence in found.values())


def test_swapping_two_mentees_of_one_mentor_is_refused(world: World) -> None:
    world.enrolled(["bo"], ["ada", "eve"]).enrol("bo", Role.MENTOR, capacity=2)
    world.at(world.now.replace(month=2, day=8)).sweep().propose()
    one, other = world.pairings()
    before = world.dump()

    with pytest.raises(BadInput, match="the same mentor"):
        world.decide(Verdict.APPROVE_WITH_EDITS, swap=[(str(one.id), str(other.id))])

    assert world.dump() == before


def test_swapping_there_and_back_is_refused(world: World) -> None:
    world.proposed(*TWO_AND_TWO)
    one, other = (str(each.id) for each in world.pairings())

    with pytest.raises(BadInput, match="is not among the proposed pairings"):
        world.decide(Verdict.APPROVE_WITH_EDITS, swap=[(one, other), (one, other)])


@pytest.mark.parametrize(
    ("edits", "told"),
    [
        ({"drop": ["nonsense"]}, "is not among the proposed pairings"),
        ({"drop": ["6f1c5a52-6c0e-5b56-9a57-0d5f6f2a7d11"]}, "is not among the proposed"),
        ({"swap": [("a", "b")]}, "is not among the proposed pairings"),
        ({"pin": [("a", "b")]}, "is no id"),
        ({"forbid": [("6f1c5a52-6c0e-5b56-9a57-0d5f6f2a7d11",) * 2]}, "expected a mentor's"),
    ],
)
def test_an_edit_that_does_not_fit_is_refused_and_nothing_changes(
    world: World, edits: dict[str, object], told: str
) -> None:
    world.proposed(*TWO_AND_TWO)
    before = world.dump()

    with pytest.raises(BadInput, match=told):
        world.decide(Verdict.APPROVE_WITH_EDITS, **edits)

    assert world.dump() == before


def test_a_mentor_of_two_gets_two_and_one_of_one_gets_one(world: World) -> None:
    world.enrolled(["bo", "cy"], ["ada", "eve", "fay", "gil"])
    world.enrol("bo", Role.MENTOR, capacity=2)
    world.at(world.now.replace(month=2, day=8)).sweep().propose()

    found = [mentor for mentor, _ in pairs(world)]

    assert found.count(str(world.id_of("bo", Role.MENTOR))) == 2
    assert found.count(str(world.id_of("cy", Role.MENTOR))) == 1


def test_a_free_place_of_a_paired_mentor_is_filled_in_a_later_round(world: World) -> None:
    world.enrolled(["bo"], ["ada", "eve"]).enrol("bo", Role.MENTOR, capacity=2)
    world.at(world.now.replace(month=2, day=8)).sweep().propose()
    gone = world.pairings()[0]
    world.decide(Verdict.APPROVE_WITH_EDITS, drop=[str(gone.id)])
    assert len(pairs(world)) == 1

    world.until(world.now + 8 * DAY)

    assert len(pairs(world)) == 2


def test_where_nothing_can_be_proposed_the_ready_hear_it_and_nobody_asks_for_ever(
    world: World,
) -> None:
    world.enrolled(["bo"], ["ada"]).enrol("ada", Role.MENTEE, needs=())
    world.at(world.now.replace(month=2, day=8)).sweep()

    assert world.propose() is None
    world.send()

    assert not waits(world)
    assert world.runs()[0].state is RunState.EMPTY
    assert world.mentee("ada").state is world.mentor("bo").state is PersonState.WAITLISTED
    assert world.mail_of("ada")[-1] is world.mail_of("bo")[-1] is K.WAITLIST


def test_where_nothing_could_be_proposed_it_is_tried_again_when_the_cohort_is_looked_at(
    world: World,
) -> None:
    world.enrolled(["bo"], ["ada"]).enrol("ada", Role.MENTEE, needs=())
    world.at(world.now.replace(month=2, day=8)).sweep().propose()

    world.at(world.now + 3 * DAY).sweep()

    assert waits(world)


def test_who_left_before_the_approval_is_not_introduced_and_their_match_waits(
    world: World,
) -> None:
    world.proposed(["bo"], ["ada"])

    leaving.withdraw(world.begin, world.clock, world.id_of("ada", Role.MENTEE))
    introduced = world.decide(Verdict.APPROVE)
    world.send()

    assert introduced == 0
    assert world.pairings()[0].state is State.DROPPED
    assert world.mentor("bo").state is PersonState.WAITLISTED
    assert K.INTRODUCTION not in {mail.kind for mail in world.inbox}


def test_a_mentee_who_found_a_mentor_meanwhile_is_not_given_another(world: World) -> None:
    world.proposed(["bo"], ["ada"])
    world.write(lambda work: work.people.put([a_person("zoe")]))

    register(world.begin, world.clock, world.key, "zoe", "ada")

    assert world.decide(Verdict.APPROVE) == 0
    assert world.mentor("bo").state is PersonState.WAITLISTED
    assert len(pairs(world)) == 1


def test_a_cancelled_cohort_has_nothing_to_decide(world: World) -> None:
    world.proposed(["bo"], ["ada"])
    cohorts.cancel(world.begin, world.clock, world.key, by="kim", why="a test")

    with pytest.raises(NotAllowed, match="is cancelled"):
        world.decide(Verdict.APPROVE)


def test_nobody_is_matched_in_a_cohort_that_is_not_there_yet(world: World) -> None:
    cohorts.create(world.begin, world.clock, BERLIN)

    with pytest.raises(NotAllowed, match="nobody can be matched now"):
        world.propose()


def test_an_overdue_decision_reminds_the_coordinator_and_stays_open(world: World) -> None:
    world.proposed(["bo"], ["ada"])

    world.until(world.now + 12 * DAY, approve=False)

    assert world.pairings()[0].state is State.PROPOSED
    attention = [mail for mail in world.inbox if mail.to == "kim@example.org"]
    assert attention
    assert world.decide(Verdict.APPROVE) == 1


def test_an_overdue_decision_is_taken_where_the_program_says_so(world: World) -> None:
    world.program = program_with("matching", approve_default="approve")
    world.proposed(["bo"], ["ada"])

    world.until(world.now + 4 * DAY, approve=False)

    assert world.pairings()[0].state is State.INTRODUCED
    assert world.runs()[0].decided_by == "the program"


def test_the_same_cohort_is_matched_the_same_way_every_time(world: World) -> None:
    world.proposed(named("m", 6), named("s", 6))
    first = pairs(world)

    world.decide(Verdict.RERUN)
    world.propose()

    assert len(first) == 6
    assert all(run.figures["is_proven"] for run in world.runs())
