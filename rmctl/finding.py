"""What an examination of the set-up finds, and what it looks at."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from rm_core.errors import SetupBroken
from rm_core.settings import Settings


class Verdict(StrEnum):
    """How bad it is: fine; worth knowing; something will not work."""

    OK = "ok"
    WARNING = "warning"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found; `mend` is empty where nothing is to be done."""

    verdict: Verdict
    what: str
    mend: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What is examined.

    `given` names the settings that somebody chose. `versions` are those of the packages that
    matter, by name. `now` is UTC, and simulated where the settings say so. `trouble` is why the
    settings cannot be read; `settings` are then the defaults.
    """

    home: Path
    program: Path | None
    settings: Settings
    given: frozenset[str]
    versions: Mapping[str, str]
    now: datetime
    trouble: SetupBroken | None = None


Check = Callable[[Setup], Iterator[Finding]]
"""Looks at one thing and changes nothing; whatever it raises is a finding as well."""


def fine(what: str, mend: str = "") -> Finding:
    return Finding(Verdict.OK, what, mend)


def warning(what: str, mend: str) -> Finding:
    return Finding(Verdict.WARNING, what, mend)


def broken(what: str, mend: str) -> Finding:
    return Finding(Verdict.BROKEN, what, mend)


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """A row of the doctor's table.

    `mend` stands beside what the check only raises; once `after` is broken, there is no point in
    looking at this one.
    """

    name: str
    check: Check
    mend: str
    after: str = ""
