"""How a simulated person takes part: drawn once for each address, the same for a seed.

The shares are those of a plausible cohort: about seven of ten invited people enrol, three of four
answer a survey, most pairs go on after their trial meeting, and some do everything else that
people do. Reminders help those who wait for them (`practices`, response rates).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random
from typing import TypeVar


class Pace(StrEnum):
    """How soon somebody acts on an email; who is REMINDED waits for the reminder."""

    PROMPT = "prompt"
    SLOW = "slow"
    REMINDED = "reminded"


class Start(StrEnum):
    """What becomes of an invitation; who WANDERS says yes and never fills in the form."""

    JOINS = "joins"
    DECLINES = "declines"
    IGNORES = "ignores"
    WANDERS = "wanders"


class Meeting(StrEnum):
    """What somebody says to an introduction."""

    ACCEPTS = "accepts"
    DECLINES = "declines"
    IGNORES = "ignores"


class Trial(StrEnum):
    """What somebody says after the trial meeting."""

    CONTINUES = "continues"
    UNSURE = "unsure"
    STOPS = "stops"
    MISSES = "misses"
    SILENT = "silent"


class Term(StrEnum):
    """How somebody keeps to a running term."""

    STEADY = "steady"
    MOVES = "moves"
    CANCELS = "cancels"
    PAUSES = "pauses"
    ENDS = "ends"
    LEAVES = "leaves"
    FADES = "fades"


class Survey(StrEnum):
    """Whether somebody answers surveys."""

    ANSWERS = "answers"
    REMINDED = "reminded"
    NEVER = "never"


class Consent(StrEnum):
    """What somebody says as a line manager."""

    GRANTS = "grants"
    REFUSES = "refuses"
    SILENT = "silent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Temperament:
    """One person's habits.

    `mood` is how well they find things go, 1 to 5. `turns_after` is after how many meetings their
    `term` shows (0 is the trial). `clicks_twice` presses every button twice, `worries` raises a
    concern, `amends` wants one change in an agreement, `stops_emails` uses that link.
    """

    pace: Pace
    start: Start
    meeting: Meeting
    trial: Trial
    term: Term
    survey: Survey
    consent: Consent
    mood: float
    turns_after: int
    clicks_twice: bool
    worries: bool
    amends: bool
    stops_emails: bool


T = TypeVar("T")

PACES = {Pace.PROMPT: 48, Pace.SLOW: 32, Pace.REMINDED: 20}
STARTS = {Start.JOINS: 73, Start.DECLINES: 10, Start.IGNORES: 12, Start.WANDERS: 5}
MEETINGS = {Meeting.ACCEPTS: 91, Meeting.DECLINES: 6, Meeting.IGNORES: 3}
TRIALS = {
    Trial.CONTINUES: 82,
    Trial.UNSURE: 7,
    Trial.STOPS: 5,
    Trial.MISSES: 4,
    Trial.SILENT: 2,
}
TERMS = {
    Term.STEADY: 53,
    Term.MOVES: 12,
    Term.CANCELS: 11,
    Term.PAUSES: 7,
    Term.ENDS: 6,
    Term.LEAVES: 6,
    Term.FADES: 5,
}
SURVEYS = {Survey.ANSWERS: 56, Survey.REMINDED: 24, Survey.NEVER: 20}
CONSENTS = {Consent.GRANTS: 80, Consent.REFUSES: 7, Consent.SILENT: 13}
GLOOMY = frozenset({Term.CANCELS, Term.ENDS, Term.LEAVES, Term.FADES})


def chance(seed: int, *about: object) -> Random:
    """Chance that is the same whenever the same thing is asked with the same seed."""
    return Random(":".join(map(str, (seed, *about))))  # noqa: S311 - a rehearsal, no secrets


def one_of(shares: Mapping[T, float], random: Random) -> T:
    return random.choices(list(shares), list(shares.values()))[0]


def temperament(seed: int, address: str) -> Temperament:
    """The temperament of whoever reads this address."""
    random = chance(seed, "temperament", address)
    trial, term = one_of(TRIALS, random), one_of(TERMS, random)
    gloom = (1.1 if term in GLOOMY else 0.0) + (0.9 if trial is Trial.STOPS else 0.0)
    return Temperament(
        pace=one_of(PACES, random),
        start=one_of(STARTS, random),
        meeting=one_of(MEETINGS, random),
        trial=trial,
        term=term,
        survey=one_of(SURVEYS, random),
        consent=one_of(CONSENTS, random),
        mood=min(5.0, max(1.0, random.gauss(4.25, 0.6) - gloom)),
        turns_after=random.choices((0, 1, 2, 3, 4), (10, 30, 30, 20, 10))[0],
        clicks_twice=random.random() < 0.08,
        worries=random.random() < 0.05,
        amends=random.random() < 0.15,
        stops_emails=random.random() < 0.04,
    )


def when(pace: Pace, after: datetime, random: Random) -> datetime:
    """When somebody of this pace acts on an email that reached them at `after` (UTC).

    Minutes to a day for the prompt and the reminded, one to four days for the slow; few people
    answer at night or at the weekend (UTC stands in for their zones).
    """
    if pace is Pace.SLOW:
        delay = timedelta(hours=random.uniform(20, 90))
    else:
        delay = timedelta(minutes=min(24 * 60.0, random.lognormvariate(5.0, 1.2)))
    return _awake(after + delay, random)


def _awake(at: datetime, random: Random) -> datetime:
    if at.hour >= 21 or at.hour < 6:
        days = 1 if at.hour >= 21 else 0
        at = at.replace(hour=6, minute=0) + timedelta(days=days, minutes=random.uniform(0, 180))
    if at.weekday() >= 5 and random.random() < 0.8:
        at += timedelta(days=7 - at.weekday())
    return at.replace(second=0, microsecond=0)
