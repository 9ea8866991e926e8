from collections import Counter
from datetime import timedelta
from random import Random

import pytest

from rm_core.rehearsal.names import made_up_people
from rm_core.rehearsal.temperament import (
    Consent,
    Meeting,
    Pace,
    Start,
    Survey,
    Term,
    Trial,
    chance,
    temperament,
    when,
)
from tests.rehearsal.given import NOW


def test_the_same_seed_and_address_make_the_same_person() -> None:
    assert temperament(1, "ada@example.org") == temperament(1, "ada@example.org")
    assert temperament(1, "ada@example.org") != temperament(2, "ada@example.org")
    assert temperament(1, "ada@example.org") != temperament(1, "bo@example.org")


def test_chance_is_the_same_for_the_same_thing() -> None:
    assert chance(1, "a", 2).random() == chance(1, "a", 2).random()
    assert chance(1, "a", 2).random() != chance(1, "a", 3).random()


def test_in_a_cohort_of_two_hundred_somebody_goes_every_path() -> None:
    everybody = [temperament(1, each.email) for each in made_up_people(200, 1)]

    assert {each.start for each in everybody} == set(Start)
    assert {each.pace for each in everybody} == set(Pace)
    assert {each.meeting for each in everybody} == set(Meeting)
    assert {each.trial for each in everybody} == set(Trial)
    assert {each.term for each in everybody} == set(Term)
    assert {each.survey for each in everybody} == set(Survey)
    assert {each.consent for each in everybody} == set(Consent)
    for habit in ("clicks_twice", "worries", "amends", "stops_emails"):
        assert {getattr(each, habit) for each in everybody} == {True, False}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_large_cohort_answers_as_published_programs_do(seed: int) -> None:
    everybody = [temperament(seed, f"p{number}@example.org") for number in range(4000)]
    starts = Counter(each.start for each in everybody)
    surveys = Counter(each.survey for each in everybody)
    content = sum(each.mood >= 3.5 for each in everybody)

    assert 0.70 <= starts[Start.JOINS] / 4000 <= 0.76
    assert 0.72 <= 1 - surveys[Survey.NEVER] / 4000 <= 0.86
    assert 0.65 <= content / 4000 <= 0.9
    assert all(1 <= each.mood <= 5 for each in everybody)


@pytest.mark.parametrize(
    ("pace", "least", "most"),
    [
        (Pace.PROMPT, timedelta(0), timedelta(days=5)),
        (Pace.REMINDED, timedelta(0), timedelta(days=5)),
        (Pace.SLOW, timedelta(hours=20), timedelta(days=7)),
    ],
)
def test_everybody_acts_after_the_email_and_within_a_week(
    pace: Pace, least: timedelta, most: timedelta
) -> None:
    random = Random(1)

    for hours in range(24 * 7):
        sent = NOW + timedelta(hours=hours)
        waited = when(pace, sent, random) - sent
        assert least <= waited + timedelta(minutes=1)
        assert waited <= most


def test_nobody_acts_at_night() -> None:
    random = Random(1)
    hours = {when(Pace.PROMPT, NOW + timedelta(hours=n), random).hour for n in range(500)}

    assert hours <= set(range(6, 21))
