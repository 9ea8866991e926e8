"""One answer as a browser sent it: read into its value, or refused with what to do instead."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from rm_core.program.forms import form as f
from rm_core.program.people import OfficeHours

Single = str | int | bool | date | time | datetime
Several = tuple[str, ...] | tuple[OfficeHours, ...]

_WHOLE = re.compile(r"-?[0-9]{1,6}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])(:00)?")
_REORDERING = re.compile("[\u202a-\u202e\u2066-\u2069]")


class Refused(Exception):
    """An answer that cannot be taken; `what` tells whoever gave it what to do."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


def read(field: f.Field, sent: Sequence[str]) -> Single | Several | None:
    """The value of any field but `Rows`; None where nothing was answered.

    Raises:
        Refused: the answer does not fit the field.
    """
    given = [each for each in sent if each]
    if isinstance(field, f.Several):
        return _several(field, given)
    if isinstance(field, f.Hours):
        return _hours(field, given)
    if len(given) > 1:
        raise Refused("give one answer only")
    return _single(field, given[0]) if given else None


def missing(field: f.Field) -> str:
    """What to do about a field without an answer."""
    match field:
        case f.Choice() | f.Slot() | f.Scale():
            return "choose one of the answers"
        case f.Pick():
            return "choose from the list"
        case f.Several() | f.Hours():
            return "tick at least one"
        case f.Tick():
            return "tick the box to go on"
        case f.Rows():
            return f"fill in at least one {field.one}"
        case f.Day():
            return "give a date"
        case f.Clock():
            return "give a time"
        case _:
            return "this needs an answer"


def _single(field: f.Field, sent: str) -> Single | None:
    match field:
        case f.Choice(options=known):
            return _listed(sent, {option.value for option in known})
        case f.Pick(groups=groups):
            return _listed(sent, {option.value for group in groups for option in group.options})
        case f.Text():
            return _text(field, sent)
        case f.Scale():
            return _whole(sent, f.SCALE[0], f.SCALE[-1])
        case f.Number(least=least, most=most):
            return _whole(sent, least, most)
        case f.Tick():
            return _listed(sent, {"yes"}) == "yes"
        case f.Slot():
            return _slot(field, sent)
        case f.Day():
            return _day(field, sent)
        case f.Clock():
            return _clock(sent)
        case _:
            message = f"a field of kind {field.kind} has more than one answer"
            raise TypeError(message)


def _listed(sent: str, known: set[str]) -> str:
    if sent not in known:
        raise Refused("choose one of the answers on the page")
    return sent


def _text(field: f.Text, sent: str) -> str | None:
    text = unicodedata.normalize("NFC", sent.replace("\r\n", "\n").replace("\r", "\n")).strip()
    text = text.replace("\t", " ")
    if field.lines == 1 and "\n" in text:
        raise Refused("write it on one line")
    hidden = any(unicodedata.category(each) in {"Cc", "Cs"} for each in text.replace("\n", ""))
    if hidden or _REORDERING.search(text):
        raise Refused("this holds invisible control characters; type it in again")
    if len(text) > field.most:
        raise Refused(f"this has {len(text)} characters; at most {field.most} fit")
    return text or None


def _whole(sent: str, least: int, most: int) -> int:
    text = sent.strip()
    if not _WHOLE.fullmatch(text) or not least <= int(text) <= most:
        raise Refused(f"give a whole number from {least} to {most}")
    return int(text)


def _several(field: f.Several, sent: list[str]) -> tuple[str, ...] | None:
    known = [option.value for option in field.options]
    if not set(sent) <= set(known):
        raise Refused("choose among the answers on the page")
    chosen = tuple(value for value in known if value in sent)
    if field.most is not None and len(chosen) > field.most:
        raise Refused(f"you ticked {len(chosen)}; keep the {field.most} that matter most")
    return chosen or None


def _hours(field: f.Hours, sent: list[str]) -> tuple[OfficeHours, ...] | None:
    known = {f"{day}-{start}-{end}" for day in field.weekdays for start, end in field.windows}
    if not set(sent) <= known:
        raise Refused("choose among the hours on the page")
    joined: list[OfficeHours] = []
    for day, start, end in sorted(tuple(map(int, each.split("-"))) for each in set(sent)):
        last = joined[-1] if joined else None
        if last and last.weekday == day and last.end >= start:
            joined[-1] = OfficeHours(day, last.start, max(end, last.end))
        else:
            joined.append(OfficeHours(day, start, end))
    return tuple(joined) or None


def _slot(field: f.Slot, sent: str) -> datetime | None:
    if field.other and sent == f.Slot.OTHER:
        return None
    known = {stamp(start): start for start in field.starts}
    if sent not in known:
        raise Refused("choose one of the times on the page")
    return known[sent]


def stamp(moment: datetime) -> str:
    """A moment as the value of an input, UTC to the minute."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%MZ}"


def _day(field: f.Day, sent: str) -> date:
    try:
        day = date.fromisoformat(sent.strip() if _DAY.fullmatch(sent.strip()) else "")
    except ValueError:
        raise Refused("give a date as year-month-day, such as 2027-03-31") from None
    if not field.earliest <= day <= field.latest:
        raise Refused(f"give a date from {field.earliest} to {field.latest}")
    return day


def _clock(sent: str) -> time:
    found = _CLOCK.fullmatch(sent.strip())
    if not found:
        raise Refused("give a time as hours and minutes, such as 14:30")
    return time(int(found[1]), int(found[2]))
