"""What came back from a form: read into values, or refused field by field.

Whoever holds a link may send anything. Names that the form does not have, repeated single answers,
over-long text, control characters and text that reorders itself are refused, never cut or guessed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TypeVar

from rm_core.errors import BadInput
from rm_core.program.forms import form as f
from rm_core.program.forms.values import Refused, Several, Single, missing, read
from rm_core.program.people import OfficeHours

T = TypeVar("T")

Data = Mapping[str, Sequence[str]]
"""As a browser sends it: input name to values."""

Value = Single | Several | tuple["Answers", ...]


@dataclass(frozen=True, slots=True)
class FieldError:
    """One answer that cannot be taken: the input it is about, and what to do."""

    field: str
    what: str


class BadAnswers(BadInput):
    """A form that cannot be taken as it is; nothing of it was kept."""

    def __init__(self, errors: tuple[FieldError, ...]) -> None:
        super().__init__("; ".join(f"{error.field}: {error.what}" for error in errors))
        self.errors = errors


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers to one form, by field name; a field that was not answered is not in it."""

    values: Mapping[str, Value]

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def text(self, name: str, default: str = "") -> str:
        """A text, or the value of a choice."""
        return _as(str, self.values.get(name, default))

    def number(self, name: str, default: int = 0) -> int:
        return _as(int, self.values.get(name, default))

    def ticked(self, name: str) -> bool:
        return self.values.get(name) is True

    def moment(self, name: str) -> datetime | None:
        """The chosen slot in UTC; None where none was."""
        found = self.values.get(name)
        return None if found is None else _as(datetime, found)

    def day(self, name: str) -> date | None:
        found = self.values.get(name)
        return None if found is None else _as(date, found)

    def clock(self, name: str) -> time | None:
        found = self.values.get(name)
        return None if found is None else _as(time, found)

    def several(self, name: str) -> tuple[str, ...]:
        return tuple(_as(str, each) for each in _as(tuple, self.values.get(name, ())))

    def hours(self, name: str) -> tuple[OfficeHours, ...]:
        return tuple(_as(OfficeHours, each) for each in _as(tuple, self.values.get(name, ())))

    def rows(self, name: str) -> "tuple[Answers, ...]":
        return tuple(_as(Answers, each) for each in _as(tuple, self.values.get(name, ())))


def parse(form: f.Form, data: Data) -> Answers:
    """The answers in what a browser sent.

    Raises:
        BadAnswers: with every field that cannot be taken, in the order of the form.
    """
    reading = _Reading(data)
    known = {name for field in form.fields for name in inputs(field)} | {f.EDITION}
    for name in data:
        if name not in known:
            reading.refuse("", "the page sent an answer that this form does not ask for")
            break
    if form.edition and tuple(data.get(f.EDITION, ())) != (form.edition,):
        reading.refuse("", "the text above has changed since you opened the page; read it again")
    answers = reading.read(form.fields)
    if reading.errors:
        raise BadAnswers(tuple(reading.errors))
    return answers


def inputs(field: f.Field) -> tuple[str, ...]:
    """The names of a field's inputs."""
    if not isinstance(field, f.Rows):
        return (field.name,)
    return tuple(
        field.input(row, inner.name) for row in range(1, field.count + 1) for inner in field.fields
    )


class _Reading:
    """Reads one submission and collects what is wrong with it."""

    def __init__(self, data: Data) -> None:
        self.data = data
        self.errors: list[FieldError] = []

    def refuse(self, name: str, what: str) -> None:
        self.errors.append(FieldError(name, what))

    def read(self, fields: Sequence[f.Field], prefix: str = "") -> Answers:
        values: dict[str, Value] = {}
        for field in fields:
            if field.only_if and not self._is(prefix + field.only_if[0], field.only_if[1]):
                continue
            name = prefix + field.name
            before = len(self.errors)
            try:
                value = (
                    self._rows(field)
                    if isinstance(field, f.Rows)
                    else read(field, self.data.get(name, ()))
                )
            except Refused as refused:
                self.refuse(name, refused.what)
                continue
            if value is not None:
                values[field.name] = value
            elif field.required and len(self.errors) == before and not self._other(field, name):
                self.refuse(_first_input(field, name), missing(field))
        return Answers(values)

    def _is(self, name: str, value: str) -> bool:
        return tuple(self.data.get(name, ())) == (value,)

    def _other(self, field: f.Field, name: str) -> bool:
        return isinstance(field, f.Slot) and bool(field.other) and self._is(name, f.Slot.OTHER)

    def _rows(self, field: f.Rows) -> Value | None:
        filled: list[Answers] = []
        seen: set[str] = set()
        for row in range(1, field.count + 1):
            names = [field.input(row, inner.name) for inner in field.fields]
            if not any(each.strip() for name in names for each in self.data.get(name, ())):
                continue
            answers = self.read(field.fields, prefix=f"{field.name}-{row}-")
            chosen = str(answers.values.get(field.unique, "")).casefold()
            if chosen and chosen in seen:
                self.refuse(field.input(row, field.unique), f"this repeats an earlier {field.one}")
            seen.add(chosen)
            filled.append(answers)
        return tuple(filled) or None


def _first_input(field: f.Field, name: str) -> str:
    return field.input(1, field.fields[0].name) if isinstance(field, f.Rows) else name


def _as(kind: type[T], value: object) -> T:
    if not isinstance(value, kind):
        message = f"expected {kind.__name__}, the form gave {type(value).__name__}"
        raise TypeError(message)
    return value
