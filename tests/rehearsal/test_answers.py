"""Every form that a link may open, on its real page, answered by all kinds of people."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest

from rm_core.program.forms.answers import parse
from rm_core.program.purposes import Purpose
from rm_core.rehearsal.answers import answer
from rm_core.rehearsal.browser import Browser, Opened
from rm_core.rehearsal.filling import Asked
from rm_core.rehearsal.temperament import chance, temperament
from rm_core.web.pages import pages
from tests.rehearsal.given import calling
from tests.support.forms import FORMS
from tests.support.pages import Program

PURPOSES = {
    "intake_mentee": Purpose.INTAKE,
    "intake_mentor": Purpose.INTAKE,
    "introduction": Purpose.INTRODUCTION,
    "choose_time": Purpose.CHOOSE_TIME,
    "verdict": Purpose.VERDICT,
    "agreement": Purpose.AGREEMENT,
    "confirm": Purpose.AGREEMENT,
    "did_you_meet": Purpose.DID_YOU_MEET,
    "pulse_mentor": Purpose.PULSE,
    "pulse_mentee": Purpose.PULSE,
    "thanks": Purpose.THANKS,
    "pause": Purpose.PAUSE,
    "midterm": Purpose.MIDTERM,
    "end": Purpose.SURVEY,
    "ratings": Purpose.SURVEY,
    "leave": Purpose.LEAVE,
    "decline": "a page that nobody has habits for",
    "concern": Purpose.CONCERN,
    "manager_consent": Purpose.CONSENT,
    "stop": Purpose.STOP,
}
AIMS = {
    Purpose.AGREEMENT: ("", "amend", "begin"),
    Purpose.DID_YOU_MEET: ("", "move", "cancel"),
    Purpose.CHOOSE_TIME: ("", "move"),
}
DAY = date(2027, 2, 10)


@pytest.fixture(scope="module")
def opened() -> Iterator[dict[str, Opened]]:
    with calling(pages(Program())) as client:
        browser = Browser(client)
        yield {key: browser.open(f"http://pages/a/{key}") for key in FORMS}


def asked(key: str, number: int, aim: str = "") -> Asked:
    return Asked(
        purpose=PURPOSES[key],
        who=temperament(7, f"p{number}@example.org"),
        random=chance(7, key, number, aim),
        today=DAY,
        aim=aim,
        times=number % 3,
    )


def sent(page: Opened, filled: dict[str, list[str]]) -> dict[str, list[str]]:
    """What the browser would send: the answers over what stands on the page."""
    inputs = page.inputs or {}
    return {
        name: values for name, each in inputs.items() if (values := filled.get(name, each.present))
    }


@pytest.mark.parametrize("key", FORMS)
def test_everybody_can_fill_in_every_form(opened: dict[str, Opened], key: str) -> None:
    page = opened[key]

    for number in range(150):
        for aim in AIMS.get(PURPOSES[key], ("",)):  # type: ignore[call-overload]
            filled = answer(page.inputs or {}, asked(key, number, aim))
            assert filled is not None
            parse(FORMS[key][0], sent(page, filled))


@pytest.mark.parametrize("key", FORMS)
def test_the_same_person_answers_the_same(opened: dict[str, Opened], key: str) -> None:
    first, second = (answer(opened[key].inputs or {}, asked(key, 5)) for _ in range(2))

    assert first == second


def test_people_answer_intake_in_different_ways(opened: dict[str, Opened]) -> None:
    inputs = opened["intake_mentee"].inputs or {}
    answers = [answer(inputs, asked("intake_mentee", number)) or {} for number in range(40)]

    assert len({str(each) for each in answers}) == 40


def test_needs_and_offers_cluster_so_that_many_mentors_have_what_is_sought(
    opened: dict[str, Opened],
) -> None:
    sought, given = Counter[str](), Counter[str]()
    for number in range(100):
        for key, row, count in (
            ("intake_mentee", "needs", sought),
            ("intake_mentor", "offers", given),
        ):
            filled = answer(opened[key].inputs or {}, asked(key, number)) or {}
            count.update(
                values[0]
                for name, values in filled.items()
                if name.startswith(row) and "topic" in name
            )

    covered = sum(count for topic, count in sought.items() if given[topic] >= 5)
    assert covered / sum(sought.values()) > 0.65
    assert len(sought) > 20


def test_who_comes_back_to_their_form_only_adds_hours(opened: dict[str, Opened]) -> None:
    program = Program()
    with calling(pages(program)) as client:
        browser = Browser(client)
        page = browser.open("http://pages/a/intake_mentor")
        browser.send(page, answer(page.inputs or {}, asked("intake_mentor", 3)) or {})
        before = dict(program.kept["intake_mentor"])
        again = browser.open("http://pages/a/intake_mentor")
        filled = answer(again.inputs or {}, asked("intake_mentor", 4)) or {}
        browser.send(again, filled)

    after = dict(program.kept["intake_mentor"])
    assert set(before.pop("hours")) <= set(after.pop("hours"))
    assert after == before


def test_survey_answers_follow_the_mood(opened: dict[str, Opened]) -> None:
    marks: dict[bool, list[int]] = {True: [], False: []}
    for number in range(300):
        one = asked("end", number)
        filled = answer(opened["end"].inputs or {}, one) or {}
        marks[one.who.mood > 3.5].append(int(filled["personal_growth"][0]))

    glad, gloomy = (sum(marks[each]) / len(marks[each]) for each in (True, False))
    assert 4.2 < glad <= 5
    assert 2 < gloomy < 3.7


def test_a_mentor_leaves_the_first_agreement_to_the_mentee(opened: dict[str, Opened]) -> None:
    one = asked("agreement", 1)
    mentor = Asked(purpose=one.purpose, who=one.who, random=one.random, today=DAY, is_mentor=True)

    assert answer(opened["agreement"].inputs or {}, mentor) is None


def test_terms_that_are_written_already_are_left_as_they_are() -> None:
    program = Program()
    with calling(pages(program)) as client:
        browser = Browser(client)
        page = browser.open("http://pages/a/agreement")
        browser.send(page, answer(page.inputs or {}, asked("agreement", 3)) or {})
        again = browser.open("http://pages/a/agreement")

    assert answer(again.inputs or {}, asked("agreement", 6)) is None
