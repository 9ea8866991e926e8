"""How times, counts and other people's words are put into an email.

Whatever is printed passes `printed`: one line, no control characters, nothing that is not a word or
a number. Only `url` and `place` print links; a link smuggled into a name loses its colon.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from jinja2 import Undefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from rm_core.errors import BadInput
from rm_core.mail.facts import Meeting, Partner, is_web_link

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

_BREAKS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_DIRECTIONS = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]")
_SURROGATES = re.compile("[\ud800-\udfff]")


class Link(str):
    """A checked URL, to be printed as it is."""

    __slots__ = ()


def plain(text: str) -> str:
    """Other people's words on one line, without anything that could steer a mail client.

    Control characters become a blank, marks that turn the direction of writing are dropped, and
    `://` loses its meaning so that no name becomes a link.
    """
    if not text.isprintable():
        text = _SURROGATES.sub("\ufffd", _DIRECTIONS.sub("", _BREAKS.sub(" ", text)))
    return text.replace("://", ":// ") if "://" in text else text


def printed(value: object) -> object:
    """What a template may print: words, whole numbers and links.

    Raises:
        BadInput: anything else, such as None or a raw time; it is a fault of the template.
    """
    match value:
        case Markup() | Link() | Undefined():
            return value
        case str():
            return plain(str(value))
        case bool() | None:
            pass
        case int():
            return value
        case _:
            pass
    message = f"an email can print words, numbers and links, not a {type(value).__name__}"
    raise BadInput(message)


def url(link: str) -> Link:
    """A link of ours.

    Raises:
        BadInput: it is not an absolute http(s) URL.
    """
    if not is_web_link(link):
        message = "an email can link only to an absolute http(s) URL"
        raise BadInput(message)
    return Link(link)


def place(where: str) -> str:
    """Where a meeting is: a link if the whole of it is one, otherwise words."""
    return Link(where) if is_web_link(where) else plain(where)


def is_link(where: str) -> bool:
    """Whether `place` printed a link."""
    return isinstance(where, Link)


def sentence(text: str) -> str:
    """Other people's words, ended by a full stop unless they end themselves."""
    text = plain(text).strip()
    return text if text.endswith((".", "!", "?", "…", "。", "؟", ")", "”")) else f"{text}."


def listed(parts: Iterable[str]) -> str:
    """`A`, `A and B`, `A, B and C`."""
    words = [plain(part) for part in parts]
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def quoted(text: str) -> str:
    """Other people's words, as theirs."""
    return f"“{sentence(text)}”"


def titles(labels: Iterable[str]) -> str:
    """Labels of topics in running text: `“A” and “B”`."""
    return listed(f"“{plain(label)}”" for label in labels)


def counted(count: int, noun: str) -> str:
    """`1 meeting`, `6 meetings`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def hours(minutes: int) -> str:
    """`45 minutes`, `1 hour`, `3½ hours`; above an hour rounded down to the half."""
    if minutes < 60:
        return counted(minutes, "minute")
    whole, half = divmod(minutes // 30, 2)
    return counted(whole, "hour") if not half else f"{whole}½ hours"


def job(partner: Partner) -> str:
    """What somebody does and where: the parts that are known, or nothing."""
    return ", ".join(filter(None, (partner.title, partner.department, partner.site)))


def local(when: datetime, zone: ZoneInfo) -> datetime:
    """The time on the reader's clock.

    Raises:
        BadInput: the time is naive, so that nobody can say when it is.
    """
    if when.tzinfo is None:
        message = "an email needs aware times (UTC), this one has no zone"
        raise BadInput(message)
    return when.astimezone(zone)


def on(day: date) -> str:
    """`Tuesday 3 March 2027`."""
    return f"{DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


def moment_in(zone: ZoneInfo, when: datetime) -> str:
    """`Tuesday 3 March 2027, 10:00 (Europe/Berlin)`."""
    at = local(when, zone)
    return f"{on(at)}, {at:%H:%M} ({zone.key})"


def deadline_in(zone: ZoneInfo, when: datetime) -> str:
    """A time by which; midnight is said as the end of the day before."""
    at = local(when, zone)
    if at.hour == at.minute == 0:
        return f"the end of {on(at - timedelta(days=1))} ({zone.key})"
    return moment_in(zone, when)


def span_in(zone: ZoneInfo, meeting: Meeting) -> str:
    """`Tuesday 3 March 2027, 10:00–10:45 (Europe/Berlin)`; over midnight both days are named."""
    starts = local(meeting.starts_at, zone)
    ends = local(meeting.starts_at + timedelta(minutes=meeting.minutes), zone)
    until = f"–{ends:%H:%M}" if ends.date() == starts.date() else f" – {on(ends)}, {ends:%H:%M}"
    return f"{on(starts)}, {starts:%H:%M}{until} ({zone.key})"


def date_in(zone: ZoneInfo, when: date) -> str:
    """`Tuesday 3 March 2027`; a bare date is nobody's zone."""
    return on(local(when, zone) if isinstance(when, datetime) else when)


def day_in(zone: ZoneInfo, when: date) -> str:
    """`Tuesday 3 March`, for subjects; midnight is the day before, as in a deadline."""
    if isinstance(when, datetime):
        when = local(when, zone) - timedelta(microseconds=1)
    return f"{DAYS[when.weekday()]} {when.day} {MONTHS[when.month - 1]}"


def short_in(zone: ZoneInfo, when: datetime) -> str:
    """`Tuesday 3 March, 10:00`, for subjects."""
    at = local(when, zone)
    return f"{DAYS[at.weekday()]} {at.day} {MONTHS[at.month - 1]}, {at:%H:%M}"


def theirs(partner: Partner, meeting: Meeting, zone: ZoneInfo) -> str:
    """The meeting on the partner's clock, or nothing where both clocks show the same."""
    if partner.zone is None:
        return ""
    same = local(meeting.starts_at, partner.zone).replace(tzinfo=None) == local(
        meeting.starts_at, zone
    ).replace(tzinfo=None)
    return "" if same else span_in(partner.zone, meeting)


def _in_readers_zone(say: Callable[[ZoneInfo, object], str]) -> Callable[..., str]:
    @pass_context
    def said(context: Context, value: object) -> str:
        return say(context["reader"].zone, value)

    return said


FILTERS: Mapping[str, Callable[..., object]] = MappingProxyType(
    {
        "counted": counted,
        "date": _in_readers_zone(date_in),  # type: ignore[arg-type]
        "day": _in_readers_zone(day_in),  # type: ignore[arg-type]
        "deadline": _in_readers_zone(deadline_in),  # type: ignore[arg-type]
        "hours": hours,
        "is_link": is_link,
        "job": job,
        "listed": listed,
        "moment": _in_readers_zone(moment_in),  # type: ignore[arg-type]
        "place": place,
        "sentence": sentence,
        "quoted": quoted,
        "short": _in_readers_zone(short_in),  # type: ignore[arg-type]
        "span": _in_readers_zone(span_in),  # type: ignore[arg-type]
        "theirs": theirs,
        "titles": titles,
        "url": url,
    }
)
"""What templates may ask for; the times among them know the reader's zone by themselves."""
