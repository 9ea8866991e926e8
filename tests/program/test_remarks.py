"""A valid program may still deserve a second look."""

from importlib.resources import files

import pytest

from rm_core.program.document import parse
from rm_core.program.remarks import remarks
from tests.support.program_text import SOUND, with_line

READY = [
    each.read_text(encoding="utf-8")
    for each in (files("rm_core.program") / "ready").iterdir()
    if each.name.endswith(".yaml")
]


def remarked(text: str) -> list[tuple[str, str]]:
    return [(each.where, each.what) for each in remarks(parse(text, "p.yaml"))]


@pytest.mark.parametrize("text", [SOUND, *READY])
def test_a_ready_program_deserves_none(text: str) -> None:
    assert remarked(text) == []


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        (
            SOUND.replace("target: 60", "target: 35"),
            "goal.target",
            "the target is the baseline: reaching it changes nothing",
        ),
        (
            SOUND.replace("robin@example.org", "Kim@example.org"),
            "concern_contact",
            "concerns reach somebody who runs or sponsors the cohort; name somebody outside",
        ),
        (
            SOUND.replace("matching: 2027-02-08", "matching: 2027-02-07"),
            "dates.matching",
            "2027-02-07 is a Sunday",
        ),
        (
            SOUND.replace("enrolment_opens: 2027-01-11", "enrolment_opens: 2027-02-01"),
            "dates.enrolment_closes",
            "enrolment is open for 4 days only",
        ),
        (
            with_line("mail: {earliest: 18:00, latest: 8:00}"),
            "mail",
            "no email can arrive between 18:00:00 and 08:00:00",
        ),
        (
            with_line(
                "matching: {weights: "
                "{needs: 0, interests: 0, style: 0, boundary: 0, language: 0, hours: 0}}"
            ),
            "matching.weights",
            "every weight is 0: all pairs are as good as each other",
        ),
        (
            with_line("matching: {weights: {boundaries: [generation]}}"),
            "matching.weights.boundaries",
            "generation counts, but nobody is asked for theirs; see allow_protected",
        ),
        (
            SOUND.replace("trial_ends: 2027-03-19", "trial_ends: 2027-03-01"),
            "dates.trial_ends",
            "approval, trial meeting and verdict may take 27 days; there are 21",
        ),
        (
            with_line("reminders: {after: [3, 10]}"),
            "reminders.after",
            "day 10 is after an introduction closes, on day 10",
        ),
        (
            with_line("cadence: {meetings: 8}"),
            "cadence.meetings",
            "8 meetings may need 220 days; the term has 182",
        ),
        (
            with_line("checkins: {first_pulse: 200}"),
            "checkins.first_pulse",
            "the first pulse comes after 200 days; the term has 182",
        ),
        (
            with_line("surveys: {answer_within: 14}"),
            "surveys.reminders",
            "day 14 is after the survey closes, on day 14",
        ),
        (
            with_line("surveys: {red_below: 0.7}"),
            "surveys.red_below",
            "red begins above amber, so amber is never shown",
        ),
    ],
)
def test_what_is_odd_is_remarked_on(text: str, where: str, what: str) -> None:
    assert remarked(text) == [(where, what)]
