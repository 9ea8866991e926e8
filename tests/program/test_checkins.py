"""The term of a pairing: meetings, silence, pauses, and the ladder that hears of trouble."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rm_core.errors import NotAllowed
from rm_core.program.agenda import Item, morning
from rm_core.program.checkins import Met, agenda
from rm_core.program.emails import Desk, EmailKind
from rm_core.program.meetings import State as MeetingState
from rm_core.program.pairing import State
from rm_core.program.people import Role
from rm_core.program.trial import Verdict
from tests.support.program import BERLIN, DAY, Life, introduced, moves, program_with

K = EmailKind
ZONE = ZoneInfo("Europe/Berlin")
START = datetime(2027, 2, 15, 12, tzinfo=UTC)
PER_MEETING = [K.MEETING_CARD, K.DID_YOU_MEET]


def agreeing() -> Life:
    return introduced(now=START).held().both_judge(Verdict.CONTINUE, Verdict.CONTINUE)


def running() -> Life:
    return introduced(now=START).begin()


def since(life: Life, act: Callable[[], object]) -> list[tuple[EmailKind, object]]:
    """What an act leads to being written, and to whom."""
    before = len(life.sent)
    act()
    return [(owed.kind, owed.to) for _, owed in life.sent[before:]]


def wall(moment: datetime) -> tuple[int, time]:
    local = moment.astimezone(ZONE)
    return local.weekday(), local.time()


def test_both_confirmed_begins_the_term_with_its_series_in_both_calendars() -> None:
    life = running()

    assert life.pairing.state is State.ACTIVE
    assert [each.number for each in life.term.meetings] == [1, 2, 3, 4, 5, 6]
    assert life.letters(Role.MENTOR)[-1] is life.letters(Role.MENTEE)[-1] is K.MEETING_SERIES
    assert life.pairing.ends_at == morning(BERLIN.dates.ends + DAY, ZONE)


def test_without_an_agreement_the_standard_terms_begin_and_the_coordinator_hears() -> None:
    life = agreeing()

    life.until(life.now + 17 * DAY)

    assert life.pairing.state is State.ACTIVE
    assert len(life.term.meetings) == 6
    assert life.letters(Desk.COORDINATOR) == [K.ATTENTION]


def test_an_agreement_is_closed_after_an_outage_without_a_word_of_reminding() -> None:
    life = agreeing()

    life.wait(40 * DAY).look()

    assert life.pairing.state is State.ACTIVE
    assert K.AGREEMENT_REMINDER not in life.letters(Role.MENTEE)


def test_no_meeting_is_planned_after_the_end_of_the_term() -> None:
    late = introduced(now=datetime(2027, 8, 2, 12, tzinfo=UTC)).begin()

    assert late.pairing.ends_at is not None
    assert 1 <= len(late.term.meetings) < 6
    assert all(each.starts_at < late.pairing.ends_at for each in late.term.meetings)


def test_a_term_that_would_be_over_already_lasts_a_day() -> None:
    late = introduced(now=datetime(2027, 9, 20, 12, tzinfo=UTC)).begin()

    assert late.pairing.ends_at == late.now + DAY
    assert late.in_silence().pairing.state is State.COMPLETED


def test_a_meeting_has_a_card_the_day_before_and_a_question_after_it() -> None:
    life = running()
    first = life.meetings[1]

    told = since(life, lambda: life.until(first.ends_at + DAY))

    both = [life.pairing.mentor, life.pairing.mentee]
    assert told == [(kind, side) for kind in PER_MEETING for side in both]


def test_a_meeting_of_which_nobody_says_anything_climbs_the_ladder() -> None:
    life = running().until(datetime(2027, 3, 1, tzinfo=UTC))
    first = life.meetings[1]
    life.until(first.ends_at + DAY)

    told = since(life, lambda: life.until(first.starts_at + 22 * DAY))

    mentor, mentee = life.pairing.mentor, life.pairing.mentee
    assert [each for each in told if each[0] not in {K.PULSE, *PER_MEETING}] == [
        (K.NUDGE, mentee),
        (K.NUDGE, mentor),
        (K.NUDGE, mentee),
        (K.ATTENTION, Desk.COORDINATOR),
    ]
    assert life.meetings[1].state is MeetingState.MISSED


def test_a_meeting_that_was_held_ends_the_ladder_and_the_count_of_cancellations() -> None:
    life = running().until(datetime(2027, 3, 1, tzinfo=UTC))
    life.met(1, Met.CANCELLED, by_mentee=True)
    assert life.pairing.cancelled == 1

    life.met(2, Met.YES)

    assert life.pairing.cancelled == 0
    assert [due.item for due in agenda(life.pairing, life.term) if due.number in {1, 2}] == [
        Item.PULSE,
        Item.PULSE,
    ]


def test_two_cancellations_by_the_mentee_in_a_row_reach_the_coordinator_at_once() -> None:
    life = running()

    assert K.ATTENTION not in dict(since(life, lambda: life.met(1, Met.CANCELLED, by_mentee=True)))
    told = since(life, lambda: life.met(2, Met.CANCELLED, by_mentee=True))

    assert (K.ATTENTION, Desk.COORDINATOR) in told
    assert life.sent[-1][0] == life.now


def test_one_cancellation_that_both_tell_of_counts_once() -> None:
    life = running().met(1, Met.CANCELLED, by_mentee=True)

    told = since(life, lambda: life.met(1, Met.CANCELLED, by_mentee=True))

    assert told == []
    assert life.pairing.cancelled == 1


def test_cancellations_by_the_mentor_do_not_count_against_the_mentee() -> None:
    life = running().met(1, Met.CANCELLED).met(2, Met.CANCELLED)

    assert life.pairing.cancelled == 0
    assert life.letters(Desk.COORDINATOR) == []


def test_who_cancels_ahead_of_time_has_both_calendars_told() -> None:
    life = running()

    told = since(life, lambda: life.met(1, Met.CANCELLED))

    both = [life.pairing.mentor, life.pairing.mentee]
    assert told == [(K.MEETING_SERIES, side) for side in both]
    assert (life.meetings[1].state, life.meetings[1].sequence) == (MeetingState.CANCELLED, 1)


def test_who_tells_of_a_cancellation_afterwards_has_nobody_told() -> None:
    life = running()
    life.until(life.meetings[1].ends_at + DAY)

    assert since(life, lambda: life.met(1, Met.CANCELLED)) == []


def test_yes_from_either_side_holds() -> None:
    life = running().met(1, Met.YES).met(1, Met.NO)

    assert life.meetings[1].state is MeetingState.HELD
    assert K.NUDGE not in life.letters(Role.MENTEE)


def test_a_meeting_that_was_moved_is_asked_about_at_its_new_time() -> None:
    life = running()
    life.until(life.meetings[1].ends_at + DAY)
    again = life.now + 4 * DAY

    told = since(life, lambda: life.met(1, Met.MOVED, moved_to=again).until(again + 2 * DAY))

    assert Counter(kind for kind, _ in told) == {
        K.MEETING_SERIES: 2,
        K.MEETING_CARD: 2,
        K.DID_YOU_MEET: 2,
    }


@pytest.mark.parametrize("moved_to", [None, START])
def test_a_meeting_moves_to_a_time_that_lies_ahead_only(moved_to: datetime | None) -> None:
    life = running()

    with pytest.raises(NotAllowed, match="time that lies ahead"):
        life.met(1, Met.MOVED, moved_to=moved_to)


def test_meetings_are_told_of_in_a_running_term_only() -> None:
    life = running()
    life.pause(life.now + 9 * DAY)

    with pytest.raises(NotAllowed, match="its meetings are closed"):
        life.met(1, Met.YES)


def test_pulses_come_on_day_30_and_every_60_days_and_not_shortly_before_the_end() -> None:
    life = running()
    began = life.pairing.started_at
    assert began is not None

    pulses = [due.at for due in agenda(life.pairing, life.term) if due.item is Item.PULSE]

    assert [(at.astimezone(ZONE).date() - began.date()).days for at in pulses] == [30, 90, 152]
    assert all(at.astimezone(ZONE).time() == time(9) for at in pulses)


def test_the_end_of_the_term_asks_both_what_came_of_it() -> None:
    life = running()
    assert life.pairing.ends_at is not None

    told = since(life, lambda: life.until(life.pairing.ends_at))

    assert life.pairing.state is State.ASSESSING
    assert told[-2:] == [
        (K.OUTCOME_SURVEY, side) for side in (life.pairing.mentor, life.pairing.mentee)
    ]


@pytest.mark.parametrize("days", [1, 6, 7, 8, 20, 45, 90])
def test_a_pause_moves_all_later_dates_by_whole_weeks_on_the_wall_clock(days: int) -> None:
    life = running()
    planned, ends = dict(life.meetings), life.pairing.ends_at
    until = morning(life.now.date() + timedelta(days=days), ZONE)

    life.pause(until).until(until)

    weeks = -(-days // 7)
    assert ends is not None
    assert life.pairing.ends_at is not None
    assert life.pairing.state is State.ACTIVE
    for number, before in planned.items():
        if number:
            gap = life.meetings[number].starts_at.date() - before.starts_at.date()
            assert gap == timedelta(weeks=weeks)
            assert wall(life.meetings[number].starts_at) == wall(before.starts_at)
    assert life.pairing.ends_at.date() - ends.date() == timedelta(weeks=weeks)
    assert wall(life.pairing.ends_at) == wall(ends)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 40 * 24 * 60), st.integers(1, 100), st.integers(0, 50 * 24))
def test_whenever_a_pause_begins_and_however_late_it_ends_no_meeting_lies_in_the_past(
    began: int, days: int, late: int
) -> None:
    life = running()
    life.until(life.now + timedelta(minutes=began))
    asked = {each.number for each in life.term.meetings if each.starts_at < life.now}
    until = morning(life.now.astimezone(ZONE).date() + timedelta(days=days), ZONE)
    life.pause(until)

    life.wait(until - life.now + timedelta(hours=late)).look()

    assert life.pairing.state is State.ACTIVE
    ahead = [each for each in life.term.meetings if each.number not in asked]
    assert all(each.starts_at > life.now for each in ahead)
    assert life.pairing.ends_at is not None
    assert life.pairing.ends_at > life.now


def test_a_meeting_on_the_morning_on_which_a_pause_begins_is_not_moved_into_the_past() -> None:
    life = running()
    first = life.meetings[1].starts_at
    life.until(first - timedelta(minutes=30))

    life.pause(morning(first.astimezone(ZONE).date() + timedelta(days=7), ZONE))
    life.wait(timedelta(days=7, hours=5)).look()

    assert life.meetings[1].starts_at == first + timedelta(days=14)


def test_a_pause_that_begins_after_the_end_of_the_term_leaves_a_day() -> None:
    life = running()
    assert life.pairing.ends_at
    life.wait(life.pairing.ends_at - life.now + 2 * DAY)
    until = morning(life.now.date() + timedelta(days=7), ZONE)

    life.pause(until).wait(7 * DAY).look()

    assert life.pairing.state is State.ACTIVE
    assert life.pairing.ends_at > life.now


def test_what_a_pause_cut_short_is_asked_when_it_ends() -> None:
    life = running()
    life.until(life.meetings[1].ends_at + timedelta(hours=1))
    until = morning(life.now.date() + timedelta(days=10), ZONE)

    life.pause(until).until(until)

    assert Counter(life.letters(Role.MENTEE))[K.DID_YOU_MEET] == 1


def test_a_pause_ends_ahead_of_now() -> None:
    life = running()

    with pytest.raises(NotAllowed, match="date that lies ahead"):
        life.pause(life.now)


def test_an_extension_moves_every_later_date_by_whole_weeks_on_the_wall_clock() -> None:
    life = running()
    life.until(life.meetings[2].ends_at + DAY)
    planned, ends = dict(life.meetings), life.pairing.ends_at

    told = since(life, lambda: life.extend(6))

    moved = {n: life.meetings[n].starts_at.date() - planned[n].starts_at.date() for n in planned}
    assert moved == {n: timedelta(weeks=6 if n > 2 else 0) for n in planned}
    assert [wall(each.starts_at) for each in life.term.meetings] == [
        wall(planned[each.number].starts_at) for each in life.term.meetings
    ]
    assert ends is not None
    assert life.pairing.ends_at == morning(ends.astimezone(ZONE).date() + timedelta(weeks=6), ZONE)
    assert [kind for kind, _ in told] == [K.MEETING_SERIES, K.MEETING_SERIES]


def test_every_extension_is_told_even_the_second_of_one_day() -> None:
    life = running().extend(2)

    told = since(life, lambda: life.extend(2))

    assert [kind for kind, _ in told] == [K.MEETING_SERIES, K.MEETING_SERIES]


@pytest.mark.parametrize("weeks", [0, -1])
def test_a_term_is_extended_by_at_least_a_week(weeks: int) -> None:
    life = running()

    with pytest.raises(NotAllowed, match="at least one week"):
        life.extend(weeks)


def test_only_a_running_term_is_extended() -> None:
    life = agreeing()

    with pytest.raises(NotAllowed, match="only a running term"):
        life.extend(2)


@pytest.mark.parametrize("weeks", [3, 7, 12, 20, 60])
def test_after_an_outage_of_weeks_there_is_one_email_of_a_kind_and_no_step_is_lost(
    weeks: int,
) -> None:
    life = running()

    life.wait(timedelta(weeks=weeks)).look()

    missed = [each.number for each in life.term.meetings if each.state is MeetingState.MISSED]
    late = [
        each.number
        for each in life.term.meetings
        if each.starts_at + 15 * DAY < min(life.now, life.pairing.ends_at or life.now)
    ]
    assert missed == late
    reasons = [owed.occasion for _, owed in life.sent if owed.to is Desk.COORDINATOR]
    assert bool(reasons) == (life.meetings[1].starts_at + 24 * DAY < life.now)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 45 * 24), st.integers(0, 10**6)), max_size=30))
def test_whatever_is_said_and_however_late_anybody_looks_a_pairing_comes_to_one_end(
    story: list[tuple[int, int]],
) -> None:
    life = introduced(program_with("trial", one_sided_silence="continue"))

    for hours, choice in story:
        life.wait(timedelta(hours=hours)).look()
        could = moves(life)
        if could:
            could[choice % len(could)](life)
    life.in_silence()

    assert life.ends == 1
    assert life.pairing.state in {State.COMPLETED, State.RELEASED}


def test_a_pairing_of_which_nobody_ever_says_anything_ends_by_itself() -> None:
    life = running().in_silence()

    assert life.pairing.state is State.COMPLETED
    assert life.now.date() < date(2027, 11, 1)
