"""From an invitation to a partner: who is invited, what each waits for, and when it is over."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rm_core.errors import NotAllowed
from rm_core.program import intake
from rm_core.program.agenda import days_after, morning
from rm_core.program.eligibility import is_eligible
from rm_core.program.emails import Desk, EmailKind
from rm_core.program.intake import Change, Reason, agenda, last_round, next_round
from rm_core.program.people import Participant, Role, State, Step
from rm_core.program.policy import Dates, Eligibility, Program
from tests.support.builders import a_participant, a_person
from tests.support.program import BERLIN, DAY, moments, program_with

K = EmailKind
ZONE = ZoneInfo("Europe/Berlin")
OPENS = datetime(2027, 1, 11, 8, tzinfo=UTC)
ASKS_MANAGERS = program_with("eligibility", ask_line_manager=True)
REFUSES = program_with("eligibility", ask_line_manager=True, consent_default="refused")
CLOSES = datetime(2027, 2, 5, 23, tzinfo=UTC)


def somebody(state: State = State.INVITED, at: datetime = OPENS, **changed: object) -> Participant:
    made = a_participant(state=state, since=at, seen=at, **changed)
    return intake.settle(made, BERLIN)


def walked(program: Program, participant: Participant, until: datetime) -> list[Change]:
    """Every change on the way, each attended in its minute."""
    found: list[Change] = []
    while participant.due_at is not None and participant.due_at <= until:
        change = intake.attend(participant, program, participant.due_at)
        found.append(change)
        participant = change.participant
    return found


@pytest.mark.parametrize(
    ("role", "rules", "person", "expected"),
    [
        (Role.MENTEE, {}, {}, True),
        (Role.MENTEE, {"mentee_min_level": 4}, {"level": 4}, True),
        (Role.MENTEE, {"mentee_min_level": 4}, {"level": 3}, False),
        (Role.MENTEE, {"mentee_min_level": 4}, {"level": None}, False),
        (Role.MENTOR, {"mentee_min_level": 4}, {"level": 1}, True),
        (Role.MENTOR, {"mentor_max_level": 2}, {"level": 2}, True),
        (Role.MENTOR, {"mentor_max_level": 2}, {"level": 3}, False),
        (Role.MENTOR, {"mentor_max_level": 2}, {"level": None}, False),
        (Role.MENTEE, {"mentor_max_level": 2}, {"level": 5}, True),
        (Role.MENTEE, {"departments": ("Sales",)}, {"department": "Sales"}, True),
        (Role.MENTEE, {"departments": ("Sales",)}, {"department": "Law"}, False),
        (Role.MENTEE, {"sites": ("Berlin",)}, {"site": "Berlin"}, True),
        (Role.MENTEE, {"sites": ("Berlin",)}, {"site": "Bonn"}, False),
        (Role.MENTEE, {"sites": ("Berlin",), "nominated": ("ada",)}, {"site": "Bonn"}, True),
        (Role.MENTEE, {"excluded": ("ada",)}, {}, False),
        (Role.MENTEE, {"excluded": ("ada",), "nominated": ("ada",)}, {}, False),
    ],
)
def test_who_is_invited(
    role: Role, rules: dict[str, object], person: dict[str, object], expected: bool
) -> None:
    given_rules = Eligibility.model_validate(rules)

    assert is_eligible(a_person("ada", **person), role, given_rules) is expected


def test_an_invitation_reminds_on_day_3_day_7_and_the_last_day_and_then_closes_kindly() -> None:
    invited = somebody()

    changes = walked(BERLIN, invited, CLOSES + DAY)

    sent = [(owed.kind, owed.not_before) for change in changes for owed in change.emails]
    assert sent == [
        (K.INTAKE_REMINDER, datetime(2027, 1, 14, 8, tzinfo=UTC)),
        (K.INTAKE_REMINDER, datetime(2027, 1, 18, 8, tzinfo=UTC)),
        (K.INTAKE_REMINDER, datetime(2027, 2, 5, 8, tzinfo=UTC)),
        (K.INTAKE_CLOSED, CLOSES),
    ]
    gone = changes[-1].participant
    assert (gone.state, gone.reason, gone.due_at) == (State.DECLINED, Reason.NO_ANSWER, None)


@pytest.mark.parametrize("days", [2, 12, 24])
def test_after_an_outage_one_reminder_is_sent(days: int) -> None:
    change = intake.attend(somebody(), BERLIN, OPENS + days * DAY)

    assert len(change.emails) == (days > 2)
    assert change.participant.due_at is not None
    assert change.participant.due_at > OPENS + days * DAY


def test_after_an_outage_beyond_the_end_only_the_closing_note_is_sent() -> None:
    change = intake.attend(somebody(), BERLIN, CLOSES + 10 * DAY)

    assert [owed.kind for owed in change.emails] == [K.INTAKE_CLOSED]


def test_who_is_invited_on_the_last_evening_has_a_day() -> None:
    late = somebody(at=CLOSES - timedelta(hours=2))

    assert late.due_at == CLOSES + timedelta(hours=22)


def test_enrolling_makes_ready_at_once_where_no_manager_is_asked() -> None:
    change = intake.enrol(somebody(), BERLIN, OPENS + DAY)

    assert (change.participant.state, change.emails) == (State.READY, ())


def test_the_manager_is_asked_once_and_their_word_or_its_default_decides() -> None:
    asked = intake.enrol(somebody(), ASKS_MANAGERS, OPENS)
    again = intake.enrol(asked.participant, ASKS_MANAGERS, OPENS + DAY)
    assert asked.participant.state is State.ENROLLED
    assert [owed.to for owed in asked.emails] == [Desk.MANAGER]
    assert [owed.id for owed in again.emails] == [owed.id for owed in asked.emails]

    granted = intake.consent(asked.participant, ASKS_MANAGERS, OPENS + DAY, granted=True)
    refused = intake.consent(asked.participant, ASKS_MANAGERS, OPENS + DAY, granted=False)

    assert (granted.participant.state, granted.emails) == (State.READY, ())
    assert refused.participant.state is State.DECLINED
    assert [owed.kind for owed in refused.emails] == [K.INTAKE_CLOSED]
    assert refused.participant.reason == Reason.NO_CONSENT


@pytest.mark.parametrize(
    ("program", "expected"), [(ASKS_MANAGERS, State.READY), (REFUSES, State.DECLINED)]
)
def test_a_manager_who_says_nothing_is_taken_as_the_program_says(
    program: Program, expected: State
) -> None:
    enrolled = intake.enrol(somebody(), program, OPENS).participant
    assert enrolled.due_at == days_after(OPENS, 7, ZONE)

    assert intake.attend(enrolled, program, enrolled.due_at).participant.state is expected


def test_a_managers_word_after_they_went_on_changes_nothing() -> None:
    ready = somebody(State.READY)

    assert intake.consent(ready, ASKS_MANAGERS, OPENS, granted=False) == Change(participant=ready)


def test_no_time_to_answer_is_still_a_date_ahead() -> None:
    at_once = program_with("eligibility", ask_line_manager=True, consent_within=0)

    enrolled = intake.enrol(somebody(), at_once, OPENS + timedelta(hours=3)).participant

    assert enrolled.due_at is not None


def test_who_waits_may_change_their_form_and_waits_on() -> None:
    waiting = somebody(State.WAITLISTED, reason="released", priority=2)

    assert intake.enrol(waiting, BERLIN, OPENS + DAY) == Change(participant=waiting)


def test_who_has_a_partner_does_not_enrol_again() -> None:
    with pytest.raises(NotAllowed, match="who is paired cannot enrol"):
        intake.enrol(somebody(State.PAIRED), BERLIN, OPENS)


def test_who_is_ready_and_never_matched_is_told_of_week_by_week_and_let_go_in_the_end() -> None:
    ready = somebody(State.READY, at=OPENS + DAY)

    changes = walked(BERLIN, ready, datetime(2028, 1, 1, tzinfo=UTC))

    *looks, end = changes
    assert all([owed.to for owed in look.emails] == [Desk.COORDINATOR] for look in looks)
    assert looks[0].emails[0].not_before == days_after(
        morning(BERLIN.dates.matching, ZONE), 5, ZONE
    )
    assert (end.participant.state, end.participant.reason) == (
        State.FINISHED,
        Reason.NO_MORE_ROUNDS,
    )
    assert [owed.kind for owed in end.emails] == [K.INTAKE_CLOSED]


def test_nobody_is_let_go_before_they_could_be_matched() -> None:
    day = BERLIN.dates.matching
    short = BERLIN.dates.model_copy(update={"trial_ends": day})
    program = BERLIN.model_copy(update={"dates": short})
    ready = intake.settle(somebody(State.READY), program)

    changes = walked(program, ready, morning(day, ZONE) + 10 * DAY)

    assert [change.participant.state for change in changes] == [State.READY]


@given(moments(datetime(2027, 1, 1, tzinfo=UTC), datetime(2027, 12, 31, tzinfo=UTC)))
def test_rounds_come_on_working_mornings_week_by_week_until_the_last_one(after: datetime) -> None:
    found = next_round(after, BERLIN)

    local = found.astimezone(ZONE)
    if after < last_round(BERLIN):
        assert after < found <= last_round(BERLIN)
        assert found == last_round(BERLIN) or (local.weekday(), local.time()) == (0, time(9))
        assert found - after <= max(7 * DAY, morning(BERLIN.dates.matching, ZONE) - after)
    else:
        assert found >= after


def test_everybody_who_waits_is_asked_about_on_the_same_day() -> None:
    friday = somebody(State.WAITLISTED, at=datetime(2027, 2, 12, 15, tzinfo=UTC))
    tuesday = somebody(State.WAITLISTED, at=datetime(2027, 2, 9, 9, tzinfo=UTC))

    assert friday.due_at == tuesday.due_at == datetime(2027, 2, 15, 8, tzinfo=UTC)


def test_a_round_wakes_those_who_wait_and_they_wait_for_the_next_one_until_the_last() -> None:
    waiting = somebody(State.WAITLISTED, at=datetime(2027, 2, 9, 9, tzinfo=UTC))

    changes = walked(BERLIN, waiting, datetime(2028, 1, 1, tzinfo=UTC))

    *rounds, end = changes
    assert [each.name for change in rounds for each in change.events] == [
        "participant.waiting"
    ] * len(rounds)
    assert len(rounds) == 5
    assert end.participant.state is State.FINISHED
    assert [owed.kind for owed in end.emails] == [K.INTAKE_CLOSED]


def test_the_unmatched_hear_why_once_and_gain_priority_with_every_round() -> None:
    ready = somebody(State.READY)

    first = intake.wait(ready, BERLIN, OPENS, "all_taken")
    second = intake.wait(first.participant, BERLIN, OPENS + 7 * DAY, "no_need_covered")

    assert [owed.kind for owed in first.emails] == [K.WAITLIST]
    assert second.emails == ()
    assert (second.participant.priority, second.participant.reason) == (2, "no_need_covered")


def test_the_released_come_back_with_priority_as_often_as_the_program_says() -> None:
    paired = somebody(State.PAIRED)
    twice = program_with("matching", rematches=2)

    first = intake.come_back(paired, twice, OPENS).participant
    again = intake.come_back(replace(first, state=State.PAIRED), twice, OPENS).participant
    third = intake.come_back(replace(again, state=State.PAIRED), twice, OPENS).participant

    assert [each.state for each in (first, again, third)] == [
        State.WAITLISTED,
        State.WAITLISTED,
        State.FINISHED,
    ]
    assert (first.priority, first.rematches, first.reason) == (1, 1, Reason.RELEASED)
    assert third.reason == Reason.NO_MORE_ROUNDS


def test_nobody_comes_back_when_no_round_is_left() -> None:
    over = last_round(BERLIN)

    assert intake.come_back(somebody(State.PAIRED), BERLIN, over).participant.due_at is None


def test_who_is_in_a_pairing_is_looked_after_for_as_long_as_it_lasts() -> None:
    late = datetime(2027, 12, 1, tzinfo=UTC)

    change = intake.attend(somebody(State.PAIRED), BERLIN, late)

    assert (change.participant.state, change.emails) == (State.PAIRED, ())
    assert change.participant.due_at is not None
    assert change.participant.due_at > late


OPEN = [State.INVITED, State.ENROLLED, State.READY, State.WAITLISTED, State.PAIRED]
programs = st.builds(
    lambda ask, within, default, after, last, zone, dates: BERLIN.model_copy(
        update={
            "time_zone": zone,
            "eligibility": Eligibility(
                ask_line_manager=ask, consent_within=within, consent_default=default
            ),
            "reminders": BERLIN.reminders.model_copy(update={"after": after, "last_day": last}),
            "dates": dates,
        }
    ),
    st.booleans(),
    st.integers(0, 30),
    st.sampled_from(["granted", "refused"]),
    st.lists(st.integers(1, 60), max_size=2).map(tuple),
    st.booleans(),
    st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Pacific/Apia"]),
    st.lists(st.integers(0, 200), min_size=5, max_size=5).map(
        lambda days: Dates.model_construct(
            **{
                name: date(2027, 1, 4) + timedelta(days=count)
                for name, count in zip(Dates.model_fields, sorted(days), strict=True)
            }
        )
    ),
)


@settings(max_examples=100, deadline=None)
@given(
    programs,
    st.sampled_from(OPEN),
    st.integers(0, 300 * 24),
    st.lists(st.integers(0, 60 * 24), max_size=12),
)
def test_an_open_participant_always_has_a_date_ahead_and_silence_comes_to_an_end(
    program: Program, state: State, began: int, looks: list[int]
) -> None:
    now = datetime(2027, 1, 1, tzinfo=UTC) + timedelta(hours=began)
    participant = intake.settle(somebody(state, at=now), program)
    reminded: Counter[EmailKind] = Counter()

    for hours in (*looks, *[24 * 60] * 9):
        assert participant.is_open == (participant.due_at is not None)
        if participant.due_at is None:
            break
        assert participant.due_at > participant.seen
        now += timedelta(hours=hours)
        if participant.due_at <= now:
            change = intake.attend(participant, program, now)
            assert len(change.emails) <= 1
            reminded.update(owed.kind for owed in change.emails)
            participant = change.participant

    assert reminded[K.INTAKE_REMINDER] <= 3
    assert participant.state is State.PAIRED or not participant.is_open


@pytest.mark.parametrize("state", OPEN)
def test_every_open_state_has_an_agenda(state: State) -> None:
    assert agenda(somebody(state), BERLIN)


@given(st.lists(st.sampled_from(list(Step)), max_size=30))
def test_any_sequence_of_steps_ends_at_most_once(steps: list[Step]) -> None:
    participant, ends = somebody(), 0

    for number, step in enumerate(steps):
        try:
            participant = intake.move(participant, step, BERLIN, OPENS + number * DAY)
        except NotAllowed:
            continue
        ends += not participant.is_open
        assert participant.is_open == (participant.due_at is not None)

    assert ends == (not participant.is_open)
