"""A form described as data; pages draw it, `answers` reads what comes back.

Names of fields are the names of the inputs. A field with `only_if` is asked (and read) only where
another field has a certain answer; without script it is shown below that answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

SCALE = (1, 2, 3, 4, 5)
EDITION = "edition"
"""Name of the hidden input that says which text somebody read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One possible answer."""

    value: str
    label: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Options that belong together in a long list."""

    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One question; `only_if` is (another field's name, the answer that makes this one asked)."""

    kind: ClassVar[str]

    name: str
    label: str
    hint: str = ""
    required: bool = True
    only_if: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Field):
    """One of a few answers; read as its value."""

    kind: ClassVar[str] = "choice"

    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick(Field):
    """One of a long list, in groups; read as its value."""

    kind: ClassVar[str] = "pick"

    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Several(Field):
    """Any number of the answers, `most` at most; read as a tuple of values in the form's order."""

    kind: ClassVar[str] = "several"

    options: tuple[Option, ...]
    most: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale(Field):
    """1 to 5, with words at the ends; read as a number."""

    kind: ClassVar[str] = "scale"

    low: str
    high: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Field):
    """Free text of at most so many characters; `lines` 1 takes no line breaks."""

    kind: ClassVar[str] = "text"

    most: int = 500
    lines: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(Field):
    """A whole number within bounds, both included."""

    kind: ClassVar[str] = "number"

    least: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick(Field):
    """One box to tick; read as True or False. Required means that it has to be ticked."""

    kind: ClassVar[str] = "tick"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours(Field):
    """Office hours: a weekly grid of windows; read as `OfficeHours`, windows that touch joined.

    `windows` are (start, end) in minutes after midnight of the person's zone; `weekdays` 0 is
    Monday.
    """

    kind: ClassVar[str] = "hours"

    windows: tuple[tuple[int, int], ...]
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot(Field):
    """One of a few moments (UTC), or, where `other` has words for it, none of them.

    Read as a moment; "none of them" is read as nothing, and the fields that depend on `OTHER`
    are asked.
    """

    kind: ClassVar[str] = "slot"
    OTHER: ClassVar[str] = "other"

    starts: tuple[datetime, ...]
    other: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day(Field):
    """A date within bounds, both included."""

    kind: ClassVar[str] = "day"

    earliest: date
    latest: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock(Field):
    """A time of day, hours and minutes, in the person's zone."""

    kind: ClassVar[str] = "clock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows(Field):
    """The same few questions, `count` times; rows left empty are skipped.

    `one` names a row ("goal"). `unique` is the inner field whose answers must differ. Inputs are
    named `<name>-<row from 1>-<inner name>`. Read as a tuple of one mapping for each filled row.
    """

    kind: ClassVar[str] = "rows"

    one: str
    count: int
    fields: tuple[Field, ...]
    unique: str = ""

    def input(self, row: int, inner: str) -> str:
        return f"{self.name}-{row}-{inner}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Questions under one heading, with examples to unfold; a short form needs no heading."""

    fields: tuple[Field, ...]
    heading: str = ""
    intro: str = ""
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What one link asks.

    `key` names it in stored answers and on its thank-you page. `edition` is the version of a text
    that has to be the one shown (M14): answers to an older one are refused.
    """

    key: str
    sections: tuple[Section, ...]
    button: str = "Send"
    edition: str = ""

    @property
    def fields(self) -> tuple[Field, ...]:
        return tuple(field for section in self.sections for field in section.fields)


def one(key: str, *fields: Field, button: str = "Send") -> Form:
    """A short form without headings."""
    return Form(key=key, sections=(Section(fields=fields),), button=button)


def options(words: Mapping[str, str]) -> tuple[Option, ...]:
    return tuple(Option(value=value, label=label) for value, label in words.items())


def signed(level: int) -> str:
    """A goal's level as people read it: −2 to +2."""
    return f"{level:+d}".replace("-", "−") if level else "0"
