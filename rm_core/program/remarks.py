"""What is allowed in a program file and still worth a second look before a launch."""

from collections.abc import Iterator
from dataclasses import dataclass

from rm_core.program.policy import Program

SATURDAY = 5
SHORT_ENROLMENT_DAYS = 7


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that a coordinator may want to change; `where` is the field."""

    where: str
    what: str


def remarks(program: Program) -> tuple[Remark, ...]:
    """Everything odd about a valid program, in the order of the file."""
    found = (
        *_people(program),
        *_calendar(program),
        *_matching(program),
        *_trial(program),
        *_term(program),
        *_surveys(program),
    )
    return tuple(Remark(where, what) for where, what in found)


def _people(program: Program) -> Iterator[tuple[str, str]]:
    if program.goal.baseline == program.goal.target:
        yield "goal.target", "the target is the baseline: reaching it changes nothing"
    concern = program.concern_contact.email.lower()
    if concern in {program.coordinator.email.lower(), program.sponsor.email.lower()}:
        what = "concerns reach somebody who runs or sponsors the cohort; name somebody outside"
        yield "concern_contact", what


def _calendar(program: Program) -> Iterator[tuple[str, str]]:
    dates = program.dates
    for name in ("enrolment_opens", "matching"):
        day = getattr(dates, name)
        if day.weekday() >= SATURDAY:
            yield f"dates.{name}", f"{day} is a {day:%A}"
    days = (dates.enrolment_closes - dates.enrolment_opens).days
    if days < SHORT_ENROLMENT_DAYS:
        yield "dates.enrolment_closes", f"enrolment is open for {days} days only"
    if program.mail.earliest >= program.mail.latest:
        what = f"no email can arrive between {program.mail.earliest} and {program.mail.latest}"
        yield "mail", what


def _matching(program: Program) -> Iterator[tuple[str, str]]:
    weights = program.matching.weights
    parts = ("needs", "interests", "style", "boundary", "language", "hours")
    if not any(getattr(weights, part) for part in parts):
        yield "matching.weights", "every weight is 0: all pairs are as good as each other"
    if "generation" in weights.boundaries and not program.matching.allow_protected:
        what = "generation counts, but nobody is asked for theirs; see allow_protected"
        yield "matching.weights.boundaries", what


def _trial(program: Program) -> Iterator[tuple[str, str]]:
    rules = program.trial
    room = (program.dates.trial_ends - program.dates.matching).days
    needed = program.matching.approve_within + rules.meet_within + rules.verdict_within
    if needed > room:
        what = f"approval, trial meeting and verdict may take {needed} days; there are {room}"
        yield "dates.trial_ends", what
    late = [day for day in program.reminders.after if day >= rules.answer_within]
    if late:
        what = f"day {late[0]} is after an introduction closes, on day {rules.answer_within}"
        yield "reminders.after", what


def _term(program: Program) -> Iterator[tuple[str, str]]:
    cadence = program.cadence
    room = (program.dates.ends - program.dates.trial_ends).days
    needed = cadence.agree_within + cadence.first_after + (cadence.meetings - 1) * cadence.every
    if needed > room:
        what = f"{cadence.meetings} meetings may need {needed} days; the term has {room}"
        yield "cadence.meetings", what
    if program.checkins.first_pulse > room:
        what = (
            f"the first pulse comes after {program.checkins.first_pulse} days; the term has {room}"
        )
        yield "checkins.first_pulse", what


def _surveys(program: Program) -> Iterator[tuple[str, str]]:
    surveys = program.surveys
    late = [day for day in surveys.reminders if day >= surveys.answer_within]
    if late:
        what = f"day {late[0]} is after the survey closes, on day {surveys.answer_within}"
        yield "surveys.reminders", what
    if surveys.red_below > surveys.amber_below:
        yield "surveys.red_below", "red begins above amber, so amber is never shown"
