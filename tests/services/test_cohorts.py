"""A cohort's own life on a real database: by its calendar, by its coordinator, and to an end."""

from datetime import UTC, date, datetime, timedelta

import pytest

from rm_core.errors import NotAllowed, NotFound
from rm_core.program.cohort import CLOSED as OVER
from rm_core.program.cohort import State
from rm_core.program.emails import EmailKind
from rm_core.program.pairing import CLOSED
from rm_core.program.people import CLOSED as GONE
from rm_core.program.people import Role
from rm_core.services import checkins, cohorts
from rm_core.services.approving import Verdict as Word
from rm_core.services.duties import duties, next_due
from rm_core.store.audit import stalls
from rm_core.store.outbox import State as EmailState
from tests.support.cohort_builders import World
from tests.support.program import BERLIN, DAY

K = EmailKind


def stuck(world: World) -> list[str]:
    with world.look() as work:
        return [str(each) for each in stalls(work.connection, world.now, timedelta(hours=1))]


def launch(world: World) -> int:
    return cohorts.launch(world.begin, world.clock, world.key, by="kim")


def cancel(world: World) -> None:
    cohorts.cancel(world.begin, world.clock, world.key, by="kim", why="the budget is gone")


def test_creating_again_updates_the_draft_and_keeps_one_cohort(world: World) -> None:
    first = cohorts.create(world.begin, world.clock, world.program)
    changed = BERLIN.model_copy(update={"title": "Another title"})

    second = cohorts.create(world.begin, world.clock, changed)

    assert first.id == second.id
    assert world.cohort.program.title == "Another title"
    assert (world.cohort.state, world.cohort.due_at) == (State.DRAFT, first.due_at)


def test_a_launched_cohort_is_not_created_again(world: World) -> None:
    world.launched(["bo"], ["ada"])

    with pytest.raises(NotAllowed, match="spring-2027 is enrolling: choose another key"):
        cohorts.create(world.begin, world.clock, world.program)


def test_a_cohort_of_nobody_is_not_launched(world: World) -> None:
    cohorts.create(world.begin, world.clock, world.program)
    before = world.dump()

    with pytest.raises(NotAllowed, match="import people first"):
        launch(world)

    assert world.dump() == before


def test_a_cohort_is_launched_once(world: World) -> None:
    world.launched(["bo"], ["ada"])
    before = world.dump()

    with pytest.raises(NotAllowed, match="is enrolling and cannot launch"):
        launch(world)

    assert world.dump() == before


def test_a_cohort_that_is_not_there_is_not_found(world: World) -> None:
    with pytest.raises(NotFound, match="there is no cohort spring-2027"):
        launch(world)


def test_the_invitations_wait_for_enrolment_to_open(world: World) -> None:
    cohorts.create(world.begin, world.clock, world.program)
    world.enlist(ada=Role.MENTEE)

    assert launch(world) == 1
    world.until(datetime(2027, 1, 11, 7, 59, tzinfo=UTC))
    assert world.inbox == []
    world.until(datetime(2027, 1, 11, 8, tzinfo=UTC))

    assert world.mail_of("ada") == [K.INVITATION]


def test_a_forgotten_draft_reaches_its_coordinator_again_and_again(world: World) -> None:
    cohorts.create(world.begin, world.clock, world.program)

    world.until(datetime(2027, 1, 18, 12, tzinfo=UTC))

    assert len(world.mail_of("kim")) >= 3
    assert set(world.mail_of("kim")) == {K.ATTENTION}


def test_the_calendar_moves_the_cohort_on_and_every_state_has_its_times(world: World) -> None:
    world.enrolled(["bo"], ["ada"])

    world.until(datetime(2027, 12, 31, tzinfo=UTC))

    with world.look() as work:
        log = work.cohorts.log(world.cohort.id)
    assert [(state, entered.date()) for state, entered, _ in log] == [
        (State.DRAFT, date(2027, 1, 4)),
        (State.ENROLLING, date(2027, 1, 4)),
        (State.MATCHING, date(2027, 2, 8)),
        (State.AWAITING_APPROVAL, date(2027, 2, 8)),
        (State.TRIAL, date(2027, 2, 8)),
        (State.RUNNING, date(2027, 3, 19)),
        (State.ASSESSING, date(2027, 9, 18)),
        (State.CLOSED, date(2027, 10, 18)),
    ]
    assert [left for _, _, left in log[:-1]] == [entered for _, entered, _ in log[1:]]


def test_every_change_is_announced_once_under_the_cohorts_key(world: World) -> None:
    world.enrolled(["bo"], ["ada"]).until(datetime(2027, 12, 31, tzinfo=UTC))

    with world.look() as work:
        told = [(e.name, e.cohort_key) for e in work.events.untold(1000) if e.about == world.key]
    assert told == [
        (f"cohort.{state}", "spring-2027")
        for state in (
            "enrolling",
            "matching",
            "awaiting_approval",
            "trial",
            "running",
            "assessing",
            "closed",
        )
    ]


def test_coordinator_and_sponsor_get_a_report_three_times(world: World) -> None:
    world.enrolled(["bo"], ["ada"]).until(datetime(2027, 12, 31, tzinfo=UTC))

    assert world.mail_of("alex").count(K.SPONSOR_REPORT) == 3
    assert world.mail_of("kim").count(K.COORDINATOR_REPORT) == 3


def test_a_cohort_closes_when_its_last_pairing_is_over_and_not_before(world: World) -> None:
    world.introduced(["bo"], ["ada"])
    world.running("bo", "ada")
    world.until(datetime(2027, 9, 1, tzinfo=UTC))
    checkins.extend_all(world.begin, world.clock, world.key, 8)

    world.until(datetime(2027, 11, 20, tzinfo=UTC))
    assert world.cohort.state is State.ASSESSING
    world.until(datetime(2028, 1, 20, tzinfo=UTC))

    assert world.cohort.state is State.CLOSED
    assert not world.open_pairs()


def test_a_cohort_in_which_nobody_ever_says_anything_comes_to_its_end_without_a_stall(
    world: World,
) -> None:
    world.launched(["bo", "cy", "di"], ["ada", "eve", "fay"])
    for name in ("bo", "cy"):
        world.enrol(name, Role.MENTOR)
    for name in ("ada", "eve"):
        world.enrol(name, Role.MENTEE)

    for days in range(0, 331, 5):
        world.until(datetime(2027, 1, 11, 12, tzinfo=UTC) + days * DAY)
        assert stuck(world) == []

    assert world.cohort.state is State.CLOSED
    with world.look() as work:
        states = {each.state for each in work.participants.of(world.cohort.id)}
    assert states <= GONE
    assert {each.state for each in world.pairings()} <= CLOSED
    assert next_due(world.look) is None
    open_emails = {EmailState.READY, EmailState.CLAIMED, EmailState.BEGUN}
    assert [each.kind for each in world.emails() if each.state in open_emails] == []


def test_cancelling_ends_everything_sends_nothing_more_and_says_why(world: World) -> None:
    world.introduced(["bo"], ["ada", "eve"])
    with world.look() as work:
        paired = {each.mentee for each in work.pairings.of(world.cohort.id)}
    world.running("bo", "ada" if world.id_of("ada", Role.MENTEE) in paired else "eve")
    sent = len(world.inbox)

    cancel(world)
    world.until(datetime(2028, 3, 1, tzinfo=UTC))

    assert world.cohort.state in OVER
    assert not world.open_pairs()
    assert len(world.inbox) == sent
    assert stuck(world) == []
    assert duties(world.look, world.clock) == []
    with world.look() as work:
        deed = work.deeds.of(world.cohort.id)[-1]
    assert (deed.by, deed.what, deed.why) == ("kim", "cancel", "the budget is gone")


@pytest.mark.parametrize("stage", ["launched", "enrolled", "proposed", "introduced"])
def test_any_cohort_can_be_cancelled_once(world: World, stage: str) -> None:
    getattr(world, stage)(["bo"], ["ada"])

    cancel(world)
    assert stuck(world) == []

    with pytest.raises(NotAllowed, match="is cancelled and cannot cancel"):
        cancel(world)


def test_looking_at_a_cohort_too_early_changes_nothing(world: World) -> None:
    world.launched(["bo"], ["ada"])
    before = world.dump()

    cohorts.attend(world.begin, world.clock, world.key)

    assert world.dump() == before


def test_holds_are_noted_with_who_did_it(world: World) -> None:
    world.launched(["bo"], ["ada"])

    for on in (True, False):
        cohorts.hold(world.begin, world.clock, world.key, on=on, by="kim")

    with world.look() as work:
        deeds = [(deed.what, deed.by) for deed in work.deeds.of(world.cohort.id)]
    assert deeds == [("launch", "kim"), ("hold", "kim"), ("release hold", "kim")]


def test_a_late_approval_starts_the_trial_all_the_same(world: World) -> None:
    world.proposed(["bo"], ["ada"]).at(datetime(2027, 2, 20, 10, tzinfo=UTC))

    world.decide(Word.APPROVE)
    world.until(world.now + DAY)

    assert world.cohort.state is State.TRIAL
    assert stuck(world) == []
