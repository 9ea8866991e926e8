"""How pages are drawn: templates, dates in the reader's zone, the style sheet, the thanks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from rm_core.program.forms.answers import FieldError, inputs
from rm_core.program.forms.form import Choice, Field, Form, Rows, Slot
from rm_core.program.forms.values import stamp
from rm_core.web.view import Data

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True)
class Filled:
    """A form with what stands in it and what is wrong with it, as a template draws it."""

    form: Form
    values: Data
    errors: tuple[FieldError, ...] = ()

    def value(self, name: str) -> str:
        sent = self.values.get(name, ())
        return sent[0] if sent else ""

    def has(self, name: str, value: str) -> bool:
        return value in self.values.get(name, ())

    def error(self, name: str) -> str:
        return next((error.what for error in self.errors if error.field == name), "")

    def is_open(self, rows: Rows, row: int) -> bool:
        """Whether a row is worth unfolding: the first, one with an answer, or with an error."""
        names = [rows.input(row, field.name) for field in rows.fields]
        return row == 1 or any(self.value(name) or self.error(name) for name in names)

    def after(self, field: Field, value: str) -> tuple[Field, ...]:
        """The questions that this answer to this field leads to."""
        return tuple(each for each in self.form.fields if each.only_if == (field.name, value))

    def label(self, name: str) -> str:
        """The question an input belongs to, for the list of errors."""
        for field in self.form.fields:
            if isinstance(field, Rows) and name in inputs(field):
                _, row, inner = name.removeprefix(field.name).split("-", 2)
                label = next(each.label for each in field.fields if each.name == inner)
                return f"{field.one.capitalize()} {row}: {label}"
            if field.name == name:
                return field.label
        return "This page"


def preselected(form: Form, query: Mapping[str, str]) -> dict[str, list[str]]:
    """Answers that a link in an email brings along, so that one click and a confirm are enough.

    Only choices are taken from a URL, never text, and the page marks only what it offers.
    """
    choices = (field.name for field in form.fields if isinstance(field, Choice | Slot))
    return {name: [query[name]] for name in choices if name in query}


@cache
def environment(pages: Path) -> Environment:
    """The templates in `templates/pages`, compiled once; whatever they print is escaped."""
    made = Environment(
        loader=FileSystemLoader(pages),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(moment=moment, clock_time=clock, stamp=stamp, sentence=sentence)
    made.globals["weekdays"] = DAYS
    made.tests["moment"] = lambda value: isinstance(value, datetime)
    return made


def moment(at: datetime, zone: str) -> str:
    """`Tuesday 9 March 2027, 09:00 (Berlin)`, in the reader's zone."""
    local = at.astimezone(ZoneInfo(zone))
    place = zone.rsplit("/", 1)[-1].replace("_", " ")
    return f"{local:%A} {local.day} {local:%B %Y, %H:%M} ({place})"


def clock(minutes: int) -> str:
    """Minutes after midnight as people read them."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def sentence(words: str) -> str:
    """The words with a capital at the front."""
    return words[:1].upper() + words[1:]


def thanks(pages: Path) -> Mapping[str, tuple[str, tuple[str, ...]]]:
    """Title and paragraphs of every thank-you page, by name."""
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for file in sorted((pages / "thanks").glob("*.txt")):
        title, *paragraphs = file.read_text(encoding="utf-8").strip().split("\n\n")
        found[file.stem] = title, tuple(" ".join(each.split()) for each in paragraphs)
    return found


def style(pages: Path) -> tuple[str, bytes]:
    """The style sheet and a file name that changes with it, so that it may be kept for ever."""
    sheet = (pages / "style.css").read_bytes()
    return f"pages.{sha256(sheet).hexdigest()[:12]}.css", sheet
