"""Forms: what people answer is read as it is meant; whatever else arrives is refused."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rm_core.program.agreements import Terms
from rm_core.program.forms import agreement, intake, leaving
from rm_core.program.forms.answers import Answers, BadAnswers, inputs, parse
from rm_core.program.forms.filling import fill
from rm_core.program.forms.form import Form
from rm_core.program.goals import Goal, GoalKind
from rm_core.program.ids import PersonId, derive
from rm_core.program.people import Need, Offer, OfficeHours, Profile, Role
from tests.support.forms import FORMS, GOAL_ROW, PERSON, Data


def errors(form: Form, data: Data) -> list[tuple[str, str]]:
    with pytest.raises(BadAnswers) as caught:
        parse(form, data)
    return [(error.field, error.what) for error in caught.value.errors]


def with_answers(key: str, **changes: list[str]) -> tuple[Form, Data]:
    form, data = FORMS[key]
    return form, {**data, **{name.replace("__", "-"): sent for name, sent in changes.items()}}


@pytest.mark.parametrize("key", FORMS)
def test_every_form_reads_what_it_asked(key: str) -> None:
    form, data = FORMS[key]

    answers = parse(form, data)

    assert parse(form, fill(form, answers)) == answers


@pytest.mark.parametrize("key", FORMS)
def test_every_input_of_a_form_has_its_own_name(key: str) -> None:
    form, _ = FORMS[key]
    names = [name for field in form.fields for name in inputs(field)]

    assert len(names) == len(set(names))


def test_a_mentees_answers_become_a_profile() -> None:
    answers = parse(*FORMS["intake_mentee"])

    assert intake.profile(Role.MENTEE, answers) == Profile(
        needs=(
            Need(topic="ai-assistants", level=3, priority=3),
            Need(topic="younger-customers", level=2, priority=1),
        ),
        style={"pace": 4},
        hours=(OfficeHours(0, 480, 720), OfficeHours(2, 840, 960)),
        time_zone="Europe/Berlin",
        languages=("de", "en"),
        cadence="monthly",
        hopes="To try things before I decide on them.",
        gap="I nod when people talk about prompts.",
        gives_back="Introductions",
        openness=True,
    )


def test_people_are_named_by_their_addresses() -> None:
    bo = replace(PERSON, id=PersonId(derive("person", "bo")), email="bo@example.org")
    form, data = with_answers(
        "intake_mentor", wishes=["BO@example.org \n\nno@example.org"], vetoes=["bo@example.org"]
    )

    profile = intake.profile(Role.MENTOR, parse(form, data), {bo.email: bo})

    assert (profile.wishes, profile.vetoes) == ((bo.id,), (bo.id,))
    assert intake.addresses("b@x.org\nA@x.org\nb@x.org\n") == ("b@x.org", "a@x.org")


def test_a_mentors_answers_become_a_profile() -> None:
    answers = parse(*FORMS["intake_mentor"])

    assert intake.profile(Role.MENTOR, answers) == Profile(
        offers=(Offer("ai-assistants", 4),),
        hours=(OfficeHours(1, 720, 840),),
        time_zone="Asia/Kolkata",
        capacity=2,
        cadence="fortnightly",
    )


def test_what_the_form_starts_with_are_answers_it_takes() -> None:
    form, data = FORMS["intake_mentor"]

    answers = parse(form, {**data, **intake.beginnings(PERSON)})

    assert answers.text("time_zone") == "Europe/Berlin"
    assert answers.several("languages") == ("de", "en")


def test_an_agreement_becomes_terms() -> None:
    answers = parse(*FORMS["agreement"])

    assert agreement.terms(answers) == Terms(
        goals=(
            Goal(
                kind=GoalKind.SKILL,
                statement="Use AI assistants in my daily work",
                measure="Tasks of a normal week done with one",
                levels=("none", "one", "three", "five", "I show colleagues how"),
                weight=3,
                now=-2,
            ),
        ),
        ends_on=date(2027, 9, 17),
        every=28,
        aims=("Set up", "Try it on my own mail"),
        confidential=True,
        gives_back="Feedback on a talk",
    )


def test_an_agreement_needs_no_goals() -> None:
    form, data = FORMS["agreement"]

    answers = parse(form, {name: sent for name, sent in data.items() if name not in GOAL_ROW})

    assert agreement.terms(answers).goals == ()


def test_a_slot_is_read_as_a_moment() -> None:
    answers = parse(*FORMS["choose_time"])

    assert answers == Answers({"slot": datetime(2027, 3, 9, 8, 0, tzinfo=UTC)})


def test_another_time_is_asked_for_only_where_no_slot_fits() -> None:
    form, data = with_answers("choose_time", slot=["other"], day=["2027-03-12"], time=["16:00"])

    answers = parse(form, data)

    assert answers == Answers({"day": date(2027, 3, 12), "time": time(16, 0)})
    assert fill(form, answers) == data
    assert errors(form, {"slot": ["other"]}) == [
        ("day", "give a date"),
        ("time", "give a time"),
    ]


def test_answers_to_what_was_not_asked_are_left_out() -> None:
    form, data = with_answers("choose_time", day=["not a day"], time=["16:00"])

    assert parse(form, data) == Answers({"slot": datetime(2027, 3, 9, 8, 0, tzinfo=UTC)})


MISSING: dict[str, list[tuple[str, str]]] = {
    "intake_mentee": [
        ("", "the text above has changed since you opened the page; read it again"),
        ("needs-1-topic", "fill in at least one need"),
        ("gap", "this needs an answer"),
        ("hours", "tick at least one"),
        ("time_zone", "choose from the list"),
        ("languages", "tick at least one"),
        ("cadence", "choose from the list"),
        ("openness", "tick the box to go on"),
        ("consent", "tick the box to go on"),
    ],
    "introduction": [("reply", "choose one of the answers")],
    "choose_time": [("slot", "choose one of the answers")],
    "did_you_meet": [("met", "choose one of the answers")],
    "pause": [("until", "give a date")],
    "pulse_mentor": [
        ("going", "choose one of the answers"),
        ("heard", "choose one of the answers"),
        ("confident", "choose one of the answers"),
    ],
    "midterm": [
        ("business_practice", "choose one of the answers"),
        ("personal_growth", "choose one of the answers"),
    ],
    "agreement": [
        ("every", "this needs an answer"),
        ("ends_on", "give a date"),
        ("confidential", "tick the box to go on"),
    ],
}


@pytest.mark.parametrize("key", MISSING)
def test_an_empty_form_is_answered_with_everything_it_misses(key: str) -> None:
    assert errors(FORMS[key][0], {}) == MISSING[key]


def test_a_half_filled_row_says_which_part_is_missing() -> None:
    form, data = with_answers("intake_mentee", needs__2__topic=["podcasts"])

    assert errors(form, data) == [
        ("needs-2-level", "choose from the list"),
        ("needs-2-priority", "choose from the list"),
    ]


def test_the_same_topic_twice_is_one_too_many() -> None:
    form, data = with_answers("intake_mentee", needs__3__topic=["ai-assistants"])

    assert errors(form, data) == [("needs-3-topic", "this repeats an earlier need")]


def test_consent_to_an_older_text_is_no_consent() -> None:
    form, data = with_answers("intake_mentor", edition=["0"])

    assert errors(form, data) == [
        ("", "the text above has changed since you opened the page; read it again")
    ]


REFUSED: list[tuple[str, dict[str, list[str]], str, str]] = [
    ("introduction", {"reply": ["accept", "decline"]}, "reply", "give one answer only"),
    ("introduction", {"reply": ["maybe"]}, "reply", "choose one of the answers on the page"),
    ("introduction", {"reply": ["ACCEPT"]}, "reply", "choose one of the answers on the page"),
    ("introduction", {"role": ["admin"]}, "", "the page sent an answer that this form does not"),
    ("pulse_mentor", {"going": ["6"]}, "going", "give a whole number from 1 to 5"),
    ("pulse_mentor", {"going": ["٣"]}, "going", "give a whole number from 1 to 5"),
    ("pulse_mentor", {"going": ["1e0"]}, "going", "give a whole number from 1 to 5"),
    ("pulse_mentor", {"going": ["9" * 9999]}, "going", "give a whole number from 1 to 5"),
    ("pulse_mentor", {"learned": ["x" * 501]}, "learned", "this has 501 characters; at most 500"),
    ("pulse_mentor", {"learned": ["a\x00b"]}, "learned", "this holds invisible control characters"),
    ("pulse_mentor", {"learned": ["a\x1b[2Jb"]}, "learned", "this holds invisible control"),
    ("pulse_mentor", {"learned": ["a\u202eb"]}, "learned", "this holds invisible control"),
    ("pulse_mentor", {"learned": ["a\ud800b"]}, "learned", "this holds invisible control"),
    ("intake_mentor", {"capacity": ["-1"]}, "capacity", "give a whole number from 0 to 3"),
    ("intake_mentor", {"capacity": ["4"]}, "capacity", "give a whole number from 0 to 3"),
    ("intake_mentor", {"capacity": ["1.5"]}, "capacity", "give a whole number from 0 to 3"),
    ("intake_mentor", {"hours": ["1-720-841"]}, "hours", "choose among the hours on the page"),
    ("intake_mentor", {"hours": ["x"]}, "hours", "choose among the hours on the page"),
    ("intake_mentor", {"languages": ["xx"]}, "languages", "choose among the answers on the page"),
    ("intake_mentor", {"consent": ["no"]}, "consent", "choose one of the answers on the page"),
    ("intake_mentor", {"time_zone": ["Mars/Base"]}, "time_zone", "choose one of the answers"),
    ("intake_mentor", {"offers-1-topic": ["../x"]}, "offers-1-topic", "choose one of the answers"),
    ("intake_mentor", {"offers-9-topic": ["x"]}, "", "the page sent an answer that this form"),
    ("choose_time", {"slot": ["2027-03-09T09:00Z"]}, "slot", "choose one of the times on the page"),
    ("pause", {"until": ["2027-02-30"]}, "until", "give a date as year-month-day"),
    ("pause", {"until": ["20270501"]}, "until", "give a date as year-month-day"),
    ("pause", {"until": ["2026-01-01"]}, "until", "give a date from 2027-02-08 to 2027-09-17"),
    ("did_you_meet", {"time": ["24:00"]}, "time", "give a time as hours and minutes"),
    ("agreement", {"goals-1-statement": ["a\nb"]}, "goals-1-statement", "write it on one line"),
    ("agreement", {"every": ["1"]}, "every", "give a whole number from 7 to 90"),
]


@pytest.mark.parametrize(("key", "sent", "field", "what"), REFUSED)
def test_what_does_not_fit_is_refused(
    key: str, sent: dict[str, list[str]], field: str, what: str
) -> None:
    form, data = FORMS[key]

    found = errors(form, {**data, **sent})

    assert [(name, told[: len(what)]) for name, told in found] == [(field, what)]


def test_line_breaks_are_kept_and_made_alike() -> None:
    form, data = with_answers("concern", words=["  one\r\ntwo\rthree\n"])

    assert parse(form, data).text("words") == "one\ntwo\nthree"


def test_letters_written_in_two_ways_are_read_as_one() -> None:
    form, data = with_answers("concern", words=["cafe\u0301"])

    assert parse(form, data).text("words") == "caf\u00e9"


def test_blank_text_is_no_answer() -> None:
    form, data = with_answers("concern", words=["  \n "])

    assert errors(form, data) == [("words", "this needs an answer")]


def test_a_form_without_questions_takes_no_answers() -> None:
    assert parse(leaving.stop_emails(), {}) == Answers({})
    assert errors(leaving.stop_emails(), {"x": ["y"]}) == [
        ("", "the page sent an answer that this form does not ask for")
    ]


NASTY = st.text(max_size=30) | st.sampled_from(
    ["", "yes", "other", "1", "-2", "2027-03-09", "0-480"]
)


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_nothing_that_arrives_does_worse_than_be_refused(data: Any) -> None:
    key = data.draw(st.sampled_from(sorted(FORMS)))
    form, good = FORMS[key]
    names = st.sampled_from(sorted({*good, *(n for f in form.fields for n in inputs(f))}) or ["x"])
    sent = data.draw(st.dictionaries(names | st.text(max_size=5), st.lists(NASTY, max_size=3)))

    with suppress(BadAnswers):
        answers = parse(form, {**good, **sent})
        assert parse(form, fill(form, answers)) == answers
