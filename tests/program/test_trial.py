"""From two names to two people who want to go on: dates, verdicts, an end that blames nobody."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rm_core.errors import NotAllowed
from rm_core.program.agenda import Item, days_after
from rm_core.program.emails import Desk, EmailKind
from rm_core.program.pairing import State
from rm_core.program.people import Profile, Role
from rm_core.program.trial import Reply, Verdict
from rm_core.program.trial_agenda import agenda
from tests.support.builders import NOW
from tests.support.program import DAY, Life, introduced, program_with

K = EmailKind
THURSDAY = datetime(2027, 3, 25, 12, tzinfo=UTC)
STOP, GO, UNSURE, NOT_MET = Verdict.STOP, Verdict.CONTINUE, Verdict.UNSURE, Verdict.NOT_MET
PATIENT = program_with("trial", one_sided_silence="continue")
BUSY = Profile(time_zone="Europe/Berlin")


def berlin(month: int, day: int, hour: int = 9, summer: bool = True) -> datetime:
    return datetime(2027, month, day, hour - (2 if summer else 1), tzinfo=UTC)


def test_an_introduction_is_written_to_both_at_once() -> None:
    life = introduced()

    assert life.letters(Role.MENTOR) == life.letters(Role.MENTEE) == [K.INTRODUCTION]
    assert life.letters(Desk.COORDINATOR) == []


def test_an_introduction_reminds_on_day_3_day_7_and_the_last_day_and_then_lapses() -> None:
    life = introduced(now=THURSDAY)

    found = [(due.at, due.item) for due in sorted(agenda(life.pairing, None, life.program))]

    assert found == [
        (berlin(3, 29), Item.REMIND),
        (berlin(4, 1), Item.REMIND),
        (berlin(4, 2), Item.REMIND),
        (berlin(4, 5), Item.LAPSE),
    ]


def test_after_two_yeses_the_mentee_has_three_working_days_and_then_help_comes_step_by_step() -> (
    None
):
    life = introduced(now=THURSDAY).accepted()

    found = [(due.at, due.item) for due in sorted(agenda(life.pairing, None, life.program))]

    assert found == [
        (berlin(3, 30), Item.NUDGE),
        (berlin(4, 1), Item.OPENING_LINE),
        (berlin(4, 5), Item.COORDINATOR),
        (berlin(4, 8), Item.OVERDUE),
    ]


def test_no_first_step_nudges_the_mentee_then_helps_the_mentor_then_tells_the_coordinator() -> None:
    life = introduced(now=THURSDAY).accepted().until(berlin(4, 5))

    after = [(owed.kind, owed.to) for _, owed in life.sent if owed.kind not in EARLY]
    assert after == [
        (K.FIRST_CONTACT_NUDGE, life.pairing.mentee),
        (K.OPENING_LINE, life.pairing.mentor),
        (K.ATTENTION, Desk.COORDINATOR),
    ]


EARLY = {K.INTRODUCTION, K.CHOOSE_TIME}


def test_a_trial_that_nobody_fixed_is_fixed_by_the_program_once_and_then_released() -> None:
    life = introduced(now=THURSDAY).accepted().until(berlin(4, 8))

    assert (life.pairing.state, life.pairing.misses) == (State.SCHEDULED, 1)

    life.until(life.meetings[0].ends_at + 2 * DAY).both_judge(NOT_MET, NOT_MET)

    assert life.pairing.state is State.RELEASED
    assert life.letters(Role.MENTEE)[-1] is K.RELEASE


def test_two_who_have_no_hours_in_common_are_released_when_they_fixed_nothing() -> None:
    life = introduced(profiles=(BUSY, BUSY)).accepted().in_silence()

    assert life.pairing.state is State.RELEASED
    assert K.TRIAL_INVITATION not in life.letters(Role.MENTEE)


def test_a_trial_that_did_not_happen_is_fixed_once_more_and_then_released() -> None:
    life = introduced().held().both_judge(NOT_MET, GO)
    assert (life.pairing.state, life.pairing.misses) == (State.TRIAL, 1)

    life.held().both_judge(GO, NOT_MET)

    assert life.pairing.state is State.RELEASED


def test_unsure_means_once_more_and_then_it_is_a_stop() -> None:
    life = introduced().held().both_judge(UNSURE, GO)
    assert life.pairing.state is State.TRIAL

    life.held().both_judge(GO, UNSURE)

    assert life.pairing.state is State.RELEASED


def test_a_meeting_that_did_not_happen_is_not_the_one_more_that_unsure_asks_for() -> None:
    life = introduced().held().both_judge(NOT_MET, NOT_MET).held().both_judge(UNSURE, GO)

    assert life.pairing.state is State.TRIAL

    assert life.held().both_judge(UNSURE, GO).pairing.state is State.RELEASED


@pytest.mark.parametrize(("mentor", "mentee"), list(product(Verdict, Verdict)))
def test_what_two_verdicts_lead_to(mentor: Verdict, mentee: Verdict) -> None:
    life = introduced().held().both_judge(mentor, mentee)

    both = {mentor, mentee}
    expected = (
        State.RELEASED
        if STOP in both
        else State.TRIAL
        if both & {UNSURE, NOT_MET}
        else State.AGREEING
    )
    assert life.pairing.state is expected


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(
    ("said", "patient", "expected"),
    [
        (GO, False, State.RELEASED),
        (GO, True, State.AGREEING),
        (UNSURE, False, State.RELEASED),
        (UNSURE, True, State.TRIAL),
        (STOP, True, State.RELEASED),
        (NOT_MET, True, State.TRIAL),
    ],
)
def test_silence_of_one_side_ends_as_the_program_says(
    role: Role, said: Verdict, patient: bool, expected: State
) -> None:
    life = introduced(PATIENT if patient else program_with("trial")).held().judge(role, said)

    life.until(life.now + 13 * DAY)

    assert life.pairing.state is expected


@pytest.mark.parametrize("program", [PATIENT, program_with("trial")])
def test_silence_of_both_is_a_stop(program) -> None:
    life = introduced(program).held()

    assert life.until(life.now + 13 * DAY).pairing.state is State.RELEASED


def told_after_the_verdict(mentor: Verdict, mentee: Verdict) -> dict[Role, list[EmailKind]]:
    life = introduced().held().both_judge(mentor, mentee)
    return {role: life.letters(role) for role in Role}


def test_both_get_the_same_letters_whoever_stopped() -> None:
    stops = [(STOP, GO), (GO, STOP), (STOP, STOP), (STOP, UNSURE), (NOT_MET, STOP)]

    told = [told_after_the_verdict(*verdicts) for verdicts in stops]

    assert told[0][Role.MENTOR] == told[0][Role.MENTEE]
    assert told[0][Role.MENTOR][-1] is K.RELEASE
    assert told == [told[0]] * len(stops)


@pytest.mark.parametrize(
    ("first", "second"), [(Role.MENTOR, Role.MENTEE)] * 1 + [(Role.MENTEE, Role.MENTOR)]
)
def test_a_stop_shows_nowhere_until_the_other_has_answered_too(first: Role, second: Role) -> None:
    stopped, going = (introduced().held().judge(first, said) for said in (STOP, GO))
    week = timedelta(days=8)

    stopped.until(stopped.now + week)
    going.until(going.now + week)

    assert stopped.pairing.state is State.HELD
    assert stopped.sent == going.sent
    assert stopped.pairing.due_at == going.pairing.due_at
    assert stopped.letters(first.other) == going.letters(first.other)


def test_whoever_declines_an_introduction_both_get_the_same_letter() -> None:
    told = []
    for role in Role:
        life = introduced().reply(role.other, Reply.ACCEPT).reply(role, Reply.DECLINE)
        told.append([life.letters(each) for each in Role])

    assert told == [[[K.INTRODUCTION, K.PARTNER_DECLINED]] * 2] * 2


def test_a_yes_can_become_a_no_while_the_introduction_is_open() -> None:
    life = introduced().reply(Role.MENTOR, Reply.ACCEPT).reply(Role.MENTOR, Reply.DECLINE)

    assert life.pairing.state is State.RELEASED


def test_ending_it_with_a_meeting_fixed_takes_the_meeting_off_both_calendars() -> None:
    life = introduced().accepted().fix(NOW + 3 * DAY).part()

    assert life.letters(Role.MENTOR)[-2:] == [K.RELEASE, K.TRIAL_CANCELLED]
    assert life.letters(Role.MENTEE)[-2:] == [K.RELEASE, K.TRIAL_CANCELLED]


def test_moving_the_meeting_moves_it_in_the_calendar_and_its_dates_with_it() -> None:
    life = introduced().accepted().fix(NOW + 3 * DAY).fix(NOW + 5 * DAY)

    assert life.letters(Role.MENTEE)[-2:] == [K.TRIAL_INVITATION, K.TRIAL_MOVED]
    assert (life.meetings[0].sequence, life.pairing.trials) == (1, 1)
    assert life.pairing.due_at == days_after(NOW, 4, life.program.zone)
    assert [due.item for due in sorted(agenda(life.pairing, life.meetings[0], life.program))] == [
        Item.GUIDE,
        Item.ASK,
    ]


def test_a_meeting_fixed_at_short_notice_still_has_its_guide_and_its_question() -> None:
    life = introduced().accepted().fix(NOW + timedelta(minutes=10)).until(NOW + 3 * DAY)

    assert life.pairing.state is State.HELD
    assert life.letters(Role.MENTEE)[-2:] == [K.TRIAL_GUIDE, K.VERDICT]


def test_reminders_go_to_those_who_have_not_answered() -> None:
    life = introduced().reply(Role.MENTOR, Reply.ACCEPT)
    life.until(NOW + 9 * DAY)

    assert Counter(life.letters(Role.MENTOR)) == {K.INTRODUCTION: 1}
    assert Counter(life.letters(Role.MENTEE)) == {K.INTRODUCTION: 1, K.INTRODUCTION_REMINDER: 3}


@pytest.mark.parametrize("weeks", [2, 5, 30])
def test_after_an_outage_of_weeks_no_backlog_is_sent(weeks: int) -> None:
    life = introduced()
    while life.pairing.is_open:
        life.wait(timedelta(weeks=weeks)).look()

    assert max(Counter(life.letters(Role.MENTEE)).values()) == 1


def test_the_agreement_that_follows_is_reminded_of_and_not_only_closed() -> None:
    life = introduced().held().both_judge(GO, GO)

    life.until(life.now + 13.5 * DAY)

    assert life.pairing.state is State.AGREEING
    assert Counter(life.letters(Role.MENTEE))[K.AGREEMENT_REMINDER] == 3


def test_after_an_outage_nobody_is_nudged_towards_what_the_program_has_done_meanwhile() -> None:
    life = introduced(now=THURSDAY).accepted()

    life.wait(20 * DAY).look()

    assert life.pairing.state is State.SCHEDULED
    assert [kind for kind in life.letters(Role.MENTEE) if kind not in EARLY] == [K.TRIAL_INVITATION]


@pytest.mark.parametrize("state", [State.TRIAL, State.SCHEDULED, State.HELD, State.AGREEING])
def test_an_introduction_is_answered_while_it_is_open_only(state: State) -> None:
    life = {
        State.TRIAL: lambda: introduced().accepted(),
        State.SCHEDULED: lambda: introduced().accepted().fix(NOW + DAY),
        State.HELD: lambda: introduced().held(),
        State.AGREEING: lambda: introduced().held().both_judge(GO, GO),
    }[state]()
    assert life.pairing.state is state

    with pytest.raises(NotAllowed, match="its introduction is closed"):
        life.reply(Role.MENTEE, Reply.DECLINE)


def test_a_verdict_is_heard_after_the_meeting_only() -> None:
    life = introduced().accepted().fix(NOW + DAY)

    with pytest.raises(NotAllowed, match="no verdict is open"):
        life.judge(Role.MENTEE, GO)


said = st.tuples(st.sampled_from(list(Role)), st.sampled_from([*Reply, *Verdict, "fix", None]))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(said, st.integers(0, 30 * 24)), max_size=40), st.booleans())
def test_whatever_is_said_and_however_late_anybody_looks_the_trial_comes_to_one_end(
    story: list[tuple[tuple[Role, object], int]], patient: bool
) -> None:
    life = introduced(PATIENT if patient else program_with("trial"))

    for (role, what), hours in story:
        live_on(life.wait(timedelta(hours=hours)).look(), role, what)
        if life.pairing.state is State.AGREEING:
            break

    if life.pairing.state is not State.AGREEING:
        life.in_silence(looks=60)
    assert life.ends == (not life.pairing.is_open)
    asked = Counter(owed.kind for _, owed in life.sent if owed.to == life.pairing.mentee)
    assert asked[K.INTRODUCTION_REMINDER] <= 3
    assert asked[K.VERDICT_REMINDER] <= 3 * asked[K.VERDICT]
    assert asked[K.VERDICT] <= 3


def live_on(life: Life, role: Role, what: object) -> None:
    match life.pairing.state, what:
        case State.INTRODUCED, Reply():
            life.reply(role, what)
        case State.HELD, Verdict():
            life.judge(role, what)
        case ((State.TRIAL | State.SCHEDULED), "fix"):
            life.fix(life.now + 2 * DAY)
