"""What a page shows, and what it needs from the services: values, drawn elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Protocol

from rm_core.program.forms.form import Form

Data = Mapping[str, Sequence[str]]

NOTHING: Data = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Fact:
    """Something to know before answering: why the two of you, the terms, the day of a meeting.

    A line may be a moment (UTC); it is shown in the reader's zone.
    """

    label: str
    lines: tuple[str | datetime, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Todo:
    """One thing that waits for the reader; `by` is UTC, `link` a path or URL."""

    what: str
    link: str
    by: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hub:
    """My program: what is next for me, the dates ahead (UTC), what I may do at any time."""

    todos: tuple[Todo, ...] = ()
    dates: tuple[tuple[str, datetime], ...] = ()
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Footer:
    """Where every page leads besides: my program, leaving, the concern button (M55)."""

    hub: str | None = None
    leave: str | None = None
    concern: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageView:
    """One page for one reader.

    `zone` is the reader's IANA zone, `values` what the form starts with: the reader's own earlier
    answers or a default, never anything of the other side. Until `closes_at` (UTC) the last answer
    wins. `program` is its title, which stands above every page.
    """

    title: str
    program: str
    zone: str = "UTC"
    language: str = "en"
    intro: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    form: Form | None = None
    values: Data = field(default_factory=lambda: NOTHING)
    closes_at: datetime | None = None
    hub: Hub | None = None
    footer: Footer = Footer()


@dataclass(frozen=True, slots=True)
class PageResult:
    """What an answer led to; `thanks` names the file in `templates/pages/thanks`.

    `onward` is the URL of a page that comes next instead, such as the form after a yes.
    """

    thanks: str
    onward: str | None = None


class PageServices(Protocol):
    """Everything the pages ask of the program; all of it bears being asked twice."""

    def show(self, token: str) -> PageView:
        """The page behind a link; changes nothing.

        Raises:
            LinkInvalid, LinkExpired, NotAllowed: there is no such page, or not any more.
        """
        ...

    def act(self, token: str, data: Data) -> PageResult:
        """Take an answer; the last one wins until the question closes.

        Raises:
            LinkInvalid, LinkExpired, NotAllowed, Stale: it comes too late, or from nowhere.
            BadAnswers: it does not fit the form; nothing was kept.
        """
        ...

    def renew(self, token: str) -> None:
        """Email a new link to whom this expired one was sent; nothing is said about who that is.

        Raises:
            LinkInvalid: it never was a link of ours.
        """
        ...

    def report(self, token: str) -> bytes:
        """The cohort's report as one HTML document, for whose link it is.

        Raises:
            LinkInvalid, LinkExpired, NotFound: there is none behind this link, or not yet.
        """
        ...

    def is_ready(self) -> bool:
        """Whether the program can take answers now."""
        ...
