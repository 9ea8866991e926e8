"""A browser without script: opens a link, sends the form that is there, reads the thank-you page.

Whatever a page does not offer cannot be sent, and a page that refuses what it offered is a fault
of the product: it is raised, never passed over.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

import httpx

from rm_core.errors import BadInput
from rm_core.rehearsal.sheet import Input, Sheet, errors, read

CLOSED = frozenset({404, 409, 410})
"""The question is over, or the link is: that happens to everybody who is late."""

Filled = Mapping[str, Sequence[str]]
"""Input name to values."""

_AS_A_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class PageBroken(BadInput):
    """A page that a person cannot get past; the text says which question and what it said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What came of opening a link or sending a form; `url` is where the browser is now.

    `status` 200 has the sheet, any of `CLOSED` the sheet of the page that says so.
    """

    url: str
    status: int
    sheet: Sheet

    @property
    def is_closed(self) -> bool:
        return self.status in CLOSED

    @property
    def inputs(self) -> Mapping[str, Input] | None:
        return self.sheet.inputs


class Browser:
    """One browser for everybody: nothing is remembered between two pages, there are no cookies."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def open(self, url: str) -> Opened:
        """Raises: PageBroken: the page is broken."""
        return _opened(self._client.get(url, follow_redirects=False))

    def send(self, page: Opened, filled: Filled) -> Opened:
        """Press the button with these answers; everything else is sent as it stands.

        Raises:
            PageBroken: the answers were refused, or no thank-you page came.
            BadInput: the answers are not on the page.
        """
        url = urljoin(page.url, page.sheet.action)
        data = {name: list(values) for name, values in _sent(page, filled).items()}
        response = self._client.post(url, data=data, headers=_AS_A_FORM, follow_redirects=False)
        if response.status_code == 422:
            said = "; ".join(errors(response.text)) or "no summary of what is wrong"
            message = f"{_question(url)}: a filled-in form was refused: {said}"
            raise PageBroken(message)
        if response.status_code != 303:
            return _closed_or_broken(_opened(response))
        thanks = _opened(self._client.get(urljoin(url, response.headers["location"])))
        if thanks.status != 200 or not thanks.sheet.title:
            message = f"{_question(url)}: answered with {thanks.status} in place of thanks"
            raise PageBroken(message)
        return thanks


def purpose(url: str) -> str:
    """Which question a link opens: the last part of its token, as `rm_core.links` writes it."""
    return url.split("?", maxsplit=1)[0].rstrip("/").rsplit(".", 1)[-1] if "/a/" in url else ""


def _question(url: str) -> str:
    """The purpose of a link for messages; the token itself is a secret."""
    return f"page {purpose(url) or 'without a purpose'}"


def _opened(response: httpx.Response) -> Opened:
    status, url = response.status_code, str(response.url)
    if status not in {200, *CLOSED}:
        message = f"{_question(url)}: {response.request.method} was answered with {status}"
        raise PageBroken(message)
    return Opened(url=url, status=status, sheet=read(response.text))


def _closed_or_broken(page: Opened) -> Opened:
    if not page.is_closed:
        message = f"{_question(page.url)}: a form was answered with {page.status}, expected 303"
        raise PageBroken(message)
    return page


def _sent(page: Opened, filled: Filled) -> dict[str, Sequence[str]]:
    """What a browser sends: every input with what stands in it, boxes only where ticked.

    Raises:
        BadInput: an answer that the page does not offer.
    """
    inputs = page.inputs or {}
    if strange := [name for name in filled if name not in inputs]:
        message = f"{_question(page.url)}: there is no input {strange[0]!r} on this page"
        raise BadInput(message)
    sent: dict[str, Sequence[str]] = {}
    for name, each in inputs.items():
        values = filled.get(name, each.present)
        if each.options and (wrong := [value for value in values if value not in each.options]):
            message = f"{_question(page.url)}: {name!r} does not offer {wrong[0]!r}"
            raise BadInput(message)
        if values:
            sent[name] = values
    return sent
