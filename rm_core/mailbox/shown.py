"""How times, people and labels are written on the mailbox's pages."""

import zlib
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime
from itertools import groupby
from pathlib import Path
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from rm_core.mailbox.browse import Wanted
from rm_core.mailbox.events import Card, utc
from rm_core.mailbox.parse import pieces
from rm_core.mailbox.records import Received

_WRITTEN = {"checkins": "check-ins", "midterm": "mid-term", "wrap_up": "wrap-up"}
HUES = 12
STAGES = ("intake", "matching", "trial", "checkins", "outcomes", "closing")


def environment(templates: Path) -> Environment:
    """Templates that escape everything and stop at a missing fact."""
    made = Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        clock=clock,
        day=day,
        event_time=event_time,
        event_utc=event_utc,
        hue=hue,
        initials=initials,
        label=label,
        pieces=pieces,
        size=size,
        stage_mark=stage_mark,
        thousands=thousands,
    )
    return made


class Way:
    """Addresses within the mailbox that keep what somebody is looking for."""

    def __init__(self, base: str, wanted: Wanted, *, live: bool) -> None:
        self._base = base
        self._asked = {
            "q": wanted.words,
            "to": wanted.person,
            "kind": wanted.kind,
            "stage": wanted.stage,
            "live": "1" if live else "",
        }

    def list(self, **changes: str | int) -> str:
        """The list, with some of the questions changed; an empty string takes one away."""
        return f"{self._base}/{self._query(changes)}"

    def letter(self, seq: int, **changes: str | int) -> str:
        """One message, still within what was looked for."""
        return f"{self._base}/m/{seq}{self._query({'live': '', **changes})}"

    def plain(self, path: str) -> str:
        """An address that does not depend on what was looked for."""
        return f"{self._base}/{path}"

    def _query(self, changes: dict[str, str | int]) -> str:
        asked = {name: value for name, value in {**self._asked, **changes}.items() if value}
        return f"?{urlencode(asked)}" if asked else ""


def by_day(letters: tuple[Received, ...]) -> Iterator[tuple[date, list[Received]]]:
    """Messages under the day of their date, in the order they have."""
    for when, group in groupby(letters, key=lambda letter: letter.sent_at.date()):
        yield when, list(group)


def chips(wanted: Wanted) -> list[tuple[str, str, str]]:
    """What is looked for: query field, its name for people, its value."""
    fields = {
        "words": ("q", "Search"),
        "person": ("to", "Person"),
        "stage": ("stage", "Stage"),
        "kind": ("kind", "Kind"),
    }
    asked = asdict(wanted)
    return [
        (field, name, label(asked[key]) if field in {"stage", "kind"} else asked[key])
        for key, (field, name) in fields.items()
        if asked[key]
    ]


def in_order(stages: dict[str, int]) -> list[tuple[str, int]]:
    """Named stages in the order of the program, then others by name."""
    return sorted(
        ((stage, count) for stage, count in stages.items() if stage),
        key=lambda entry: (_place(entry[0]), entry[0]),
    )


def stage_mark(stage: str) -> str:
    """A CSS class for the colour of a stage."""
    return f"stage-{_place(stage)}"


def _place(stage: str) -> int:
    plain = stage.lower().replace("-", "").replace("_", "")
    return STAGES.index(plain) if plain in STAGES else len(STAGES)


def label(value: str) -> str:
    """`introduction_reminder` as `Introduction reminder`."""
    words = _WRITTEN.get(value) or value.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def initials(name: str) -> str:
    """One or two letters for a person; a sign where the name has none."""
    words = [word for word in name.partition("@")[0].replace(".", " ").split() if word]
    letters = [next((sign for sign in word if sign.isalpha()), "") for word in words]
    first = [letter for letter in letters if letter]
    return "".join(first[:1] + first[1:][-1:]).upper() or "✉"


def hue(address: str) -> int:
    """The colour of a person, the same on every page."""
    return zlib.crc32(address.encode()) % HUES


def clock(when: datetime) -> str:
    return f"{when.astimezone(UTC):%H:%M}"


def day(when: date) -> str:
    return f"{when:%A} {when.day} {when:%B} {when.year}"


def event_time(card: Card) -> str:
    """From when to when, in the event's own zone."""
    return _span(card.start, card.end)


def event_utc(card: Card) -> str:
    """From when to when in UTC; empty where the event has no zone or is in UTC already."""
    start, end = utc(card.start), utc(card.end)
    if start is None or end is None or card.zone == "UTC":
        return ""
    return _span(start, end)


def _span(start: date, end: date) -> str:
    if not isinstance(start, datetime) or not isinstance(end, datetime):
        return day(start) if start >= end else f"{day(start)} – {day(end)}"
    if start.date() == end.date():
        return f"{day(start)}, {start:%H:%M}–{end:%H:%M}"
    return f"{day(start)}, {start:%H:%M} – {day(end)}, {end:%H:%M}"


def size(size_bytes: int) -> str:
    if size_bytes < 1000:
        return f"{size_bytes} B"
    if size_bytes < 1_000_000:
        return f"{size_bytes / 1000:.1f} kB"
    return f"{size_bytes / 1_000_000:.1f} MB"


def thousands(number: int) -> str:
    """A number with narrow spaces, the way that reads the same in every language."""
    return f"{number:,}".replace(",", "\u202f")
