"""The term on a real database: agreement, meetings, pauses, and the pages and calendars of it."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from rm_core.errors import NotAllowed
from rm_core.program.agreements import Terms
from rm_core.program.checkins import Met
from rm_core.program.emails import EmailKind
from rm_core.program.meetings import State as MeetingState
from rm_core.program.pairing import Pairing, State
from rm_core.program.people import Role
from rm_core.program.people import State as PersonState
from rm_core.services import checkins, outcomes, trial
from tests.support.cohort_builders import World
from tests.support.program import BERLIN, DAY

K = EmailKind
TERMS = Terms(ends_on=BERLIN.dates.ends, every=28)
FORTNIGHTLY = replace(TERMS, every=14)


def agree(world: World, pairing: Pairing, role: Role, terms: Terms = TERMS) -> Pairing:
    by = pairing.side(role)
    return checkins.agree(world.begin, world.clock, pairing.id, by, terms)


def met(world: World, pairing: Pairing, number: int, said: Met, **more: object) -> Pairing:
    meeting = world.meetings(pairing.id)[number].id
    return checkins.met(world.begin, world.clock, meeting, said, **more)  # type: ignore[arg-type]


@pytest.fixture
def agreeing(world: World) -> World:
    world.introduced(["bo"], ["ada"]).agreeing("bo", "ada")
    world.send()
    return world


@pytest.fixture
def running(world: World) -> World:
    world.introduced(["bo"], ["ada"]).running("bo", "ada")
    world.send()
    return world


def two(world: World) -> Pairing:
    return world.pairing("bo", "ada")


@pytest.mark.parametrize("first", Role)
def test_the_term_begins_when_both_have_confirmed_the_same_terms(
    agreeing: World, first: Role
) -> None:
    assert agree(agreeing, two(agreeing), first).state is State.AGREEING
    assert agree(agreeing, two(agreeing), first.other).state is State.ACTIVE
    agreeing.send()

    assert sorted(agreeing.meetings(two(agreeing).id)) == [0, 1, 2, 3, 4, 5, 6]
    for name in ("bo", "ada"):
        assert agreeing.mail_of(name)[-1] is K.MEETING_SERIES
        assert "text/calendar" in {
            part.get_content_type()
            for part in agreeing.newest(name, K.MEETING_SERIES).message.walk()
        }


def test_terms_that_the_other_changed_must_be_confirmed_again(agreeing: World) -> None:
    agree(agreeing, two(agreeing), Role.MENTEE)

    assert agree(agreeing, two(agreeing), Role.MENTOR, FORTNIGHTLY).state is State.AGREEING
    assert set(two(agreeing).said) == {Role.MENTOR}
    began = agree(agreeing, two(agreeing), Role.MENTEE, FORTNIGHTLY)

    assert began.state is State.ACTIVE
    starts = [each.starts_at for each in agreeing.meetings(began.id).values()][1:]
    assert starts[1] - starts[0] <= 15 * DAY


def test_who_has_to_confirm_changed_terms_is_reminded(agreeing: World) -> None:
    agree(agreeing, two(agreeing), Role.MENTEE)
    agree(agreeing, two(agreeing), Role.MENTOR, FORTNIGHTLY)

    agreeing.until(agreeing.now + 13 * DAY)

    assert Counter(agreeing.mail_of("ada"))[K.AGREEMENT_REMINDER] >= 2
    assert Counter(agreeing.mail_of("bo"))[K.AGREEMENT_REMINDER] == 0


def test_terms_changed_during_the_term_hold_when_both_have_confirmed_them(
    running: World,
) -> None:
    agree(running, two(running), Role.MENTEE, FORTNIGHTLY)
    running.send()
    assert running.mail_of("bo")[-1] is K.AGREEMENT

    agree(running, two(running), Role.MENTOR, FORTNIGHTLY)

    with running.look() as work:
        latest = work.agreements.latest(two(running).id)
    assert latest is not None
    assert (latest.version, latest.holds) == (2, True)
    assert two(running).state is State.ACTIVE


def test_there_is_nothing_to_agree_on_before_the_verdict(world: World) -> None:
    world.introduced(["bo"], ["ada"])
    before = world.dump()

    with pytest.raises(NotAllowed, match="nothing to agree on"):
        agree(world, two(world), Role.MENTEE)

    assert world.dump() == before


def test_a_last_day_that_has_passed_makes_a_term_of_a_day(agreeing: World) -> None:
    past = replace(TERMS, ends_on=date(2027, 1, 1))
    for role in Role:
        agree(agreeing, two(agreeing), role, past)

    agreeing.until(agreeing.now + 3 * DAY)

    assert two(agreeing).state is State.ASSESSING


def test_nobody_agrees_to_more_than_the_program_lasts(agreeing: World) -> None:
    for role in Role:
        agree(agreeing, two(agreeing), role, replace(TERMS, ends_on=date(2030, 1, 1)))

    ends_at = two(agreeing).ends_at
    assert ends_at is not None
    assert ends_at.date() == date(2027, 9, 18)


def test_without_an_agreement_the_usual_rhythm_begins_by_itself(agreeing: World) -> None:
    agreeing.until(agreeing.now + 18 * DAY)

    assert two(agreeing).state is State.ACTIVE
    assert K.ATTENTION in agreeing.mail_of("kim")


def test_what_became_of_a_meeting_is_kept_once_however_often_it_is_told(running: World) -> None:
    met(running, two(running), 1, Met.YES)
    before = running.dump()

    met(running, two(running), 1, Met.YES)

    assert running.dump() == before
    assert running.meetings(two(running).id)[1].state is MeetingState.HELD


def test_two_cancellations_by_the_mentee_reach_the_coordinator_once(running: World) -> None:
    for number in (1, 1, 2, 2):
        met(running, two(running), number, Met.CANCELLED, cancelled_by_mentee=True)
    running.send()

    assert running.mail_of("kim").count(K.ATTENTION) == 1


def test_a_cancelled_meeting_leaves_both_calendars(running: World) -> None:
    met(running, two(running), 1, Met.CANCELLED)
    running.at(datetime(2027, 2, 12, 10, tzinfo=UTC)).send()

    for name in ("bo", "ada"):
        calendar = calendar_of(running, name)
        assert "SEQUENCE:1" in calendar
        assert calendar.count("20270") < calendar_of(running, name, 0).count("20270")


def calendar_of(world: World, name: str, which: int = -1) -> str:
    mails = [
        mail
        for mail in world.inbox
        if (mail.to, mail.kind) == (f"{name}@example.org", K.MEETING_SERIES)
    ]
    part = next(
        part for part in mails[which].message.walk() if part.get_content_type() == "text/calendar"
    )
    return part.get_content()


def test_the_last_meeting_ahead_can_be_cancelled_too(running: World) -> None:
    for number in range(1, 7):
        met(running, two(running), number, Met.CANCELLED)
    running.at(datetime(2027, 2, 12, 10, tzinfo=UTC))

    assert "failed" not in running.send()


def test_a_moved_meeting_moves_in_both_calendars(running: World) -> None:
    again = datetime(2027, 3, 3, 13, tzinfo=UTC)

    met(running, two(running), 1, Met.MOVED, moved_to=again)
    running.at(datetime(2027, 2, 12, 10, tzinfo=UTC)).send()

    moved = running.meetings(two(running).id)[1]
    assert (moved.starts_at, moved.sequence, moved.state) == (again, 1, MeetingState.PLANNED)
    assert running.mail_of("bo")[-1] is K.MEETING_SERIES


def test_a_pause_rests_everything_and_ends_by_itself(running: World) -> None:
    planned = running.meetings(two(running).id)
    until = date(2027, 4, 5)

    checkins.pause(running.begin, running.clock, two(running).id, until)
    running.send()
    assert running.mail_of("bo")[-1] is running.mail_of("ada")[-1] is K.PAUSED
    quiet = len(running.mail_of("ada"))
    running.until(datetime(2027, 4, 4, tzinfo=UTC))
    assert len(running.mail_of("ada")) == quiet
    running.until(datetime(2027, 4, 5, 12, tzinfo=UTC))

    assert two(running).state is State.ACTIVE
    moved = running.meetings(two(running).id)
    shifts = {moved[n].starts_at.date() - planned[n].starts_at.date() for n in range(1, 7)}
    assert len(shifts) == 1
    assert shifts.pop() % timedelta(weeks=1) == timedelta(0)


def test_an_extension_reaches_every_running_pairing_and_both_calendars(running: World) -> None:
    ends = two(running).ends_at

    assert checkins.extend_all(running.begin, running.clock, running.key, 4) == 1
    running.at(datetime(2027, 2, 12, 10, tzinfo=UTC)).send()

    assert ends is not None
    assert two(running).ends_at == ends + timedelta(weeks=4)
    assert running.mail_of("ada").count(K.MEETING_SERIES) == 2


@pytest.mark.parametrize(("lowest", "told"), [(1, 1), (2, 1), (3, 0), (5, 0)])
def test_a_low_pulse_reaches_the_coordinator_once_a_month(
    running: World, lowest: int, told: int
) -> None:
    for _ in range(2):
        checkins.pulse(running.begin, running.clock, two(running).id, lowest, "2027-03")
    running.send()

    assert running.mail_of("kim").count(K.ATTENTION) == told


def test_the_term_ends_in_two_surveys_and_a_good_end(running: World) -> None:
    running.until(datetime(2027, 9, 20, 8, tzinfo=UTC))
    assert two(running).state is State.ASSESSING

    for role in Role:
        outcomes.surveyed(running.begin, running.clock, two(running).id, two(running).side(role))
        outcomes.surveyed(running.begin, running.clock, two(running).id, two(running).side(role))
    running.until(datetime(2027, 9, 22, 8, tzinfo=UTC))

    assert two(running).state is State.COMPLETED
    assert running.mail_of("bo")[-1] is running.mail_of("ada")[-1] is K.WRAP_UP
    assert {running.mentor("bo").state, running.mentee("ada").state} == {PersonState.FINISHED}


def test_ending_it_early_is_a_wrap_up_and_takes_the_series_off_both_calendars(
    running: World,
) -> None:
    trial.part(running.begin, running.clock, two(running).id)
    running.at(datetime(2027, 2, 12, 10, tzinfo=UTC)).send()

    assert two(running).state is State.RELEASED
    for name in ("bo", "ada"):
        assert running.mail_of(name)[-1] is K.WRAP_UP
        methods = [
            part.get_param("method")
            for part in running.newest(name, K.WRAP_UP).message.walk()
            if part.get_content_type() == "text/calendar"
        ]
        assert methods == ["CANCEL"]


def test_weeks_of_silence_by_everybody_are_written_about_at_a_bearable_rate(
    running: World,
) -> None:
    running.until(datetime(2027, 12, 1, tzinfo=UTC))

    weeks = Counter(
        mail.at.isocalendar()[:2] for mail in running.inbox if mail.to == "ada@example.org"
    )
    assert two(running).state is State.COMPLETED
    assert max(weeks.values()) <= 7
    assert sum(weeks.values()) < 60


def test_after_an_outage_of_two_months_each_gets_one_email_of_a_kind(running: World) -> None:
    sent = len(running.inbox)

    running.at(running.now + 60 * DAY).sweep()
    running.at(running.now.replace(hour=10)).send()

    told = Counter((mail.to, mail.kind) for mail in running.inbox[sent:])
    assert set(told.values()) == {1}
