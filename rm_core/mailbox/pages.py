"""The mailbox's pages and its small interface for programs; everything shown may be hostile."""

import base64
import hashlib
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment
from markupsafe import Markup
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from rm_core.errors import BadInput, NotFound
from rm_core.mailbox import browse
from rm_core.mailbox.browse import Wanted
from rm_core.mailbox.events import cards
from rm_core.mailbox.letters import Mailbox
from rm_core.mailbox.parse import Opened, open_letter
from rm_core.mailbox.records import Received
from rm_core.mailbox.shown import Way, by_day, chips, environment, in_order

PAGE = 50
PEOPLE_PAGE = 200
MOST_IN_ONE_ANSWER = 1000
SANDBOX = "allow-popups allow-popups-to-escape-sandbox"
VIEWS = ("html", "phone", "text", "headers", "source")
_SOURCE_SHOWN_CHARS = 300_000
_LARGEST = 2**63 - 1

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "SAMEORIGIN",
    "Cache-Control": "no-store",
}
LETTER_POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:; "
    f"base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox {SANDBOX}"
)
"""For the HTML of a message: no scripts, no forms, nothing fetched from anywhere."""


def mailbox_pages(mailbox: Mailbox, templates: Path, *, smtp: str = "") -> Starlette:
    """The application, to be mounted anywhere (`/mailbox`).

    `templates` is the folder that holds `mailbox/`. `smtp` is shown on an empty mailbox as the
    place to send to (`127.0.0.1:2525`).
    """
    pages = _Pages(mailbox, templates, smtp)
    return Starlette(
        routes=[
            Route("/", pages.list),
            Route("/people", pages.people),
            Route("/m/{seq:int}", pages.letter),
            Route("/m/{seq:int}/html", pages.html),
            Route("/m/{seq:int}/source", pages.source),
            Route("/m/{seq:int}/part/{part:int}", pages.part),
            Route("/api/messages", pages.api),
        ],
        exception_handlers={NotFound: pages.missing, 404: pages.missing, BadInput: _refused},
    )


class _Pages:
    def __init__(self, mailbox: Mailbox, templates: Path, smtp: str) -> None:
        self._mailbox = mailbox
        self._templates: Environment = environment(templates)
        self._smtp = smtp
        css = (templates / "mailbox" / "style.css").read_text(encoding="utf-8")
        self._css = Markup(css)  # noqa: S704 - our own file, and no `<` in it
        digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
        self._policy = (
            f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; frame-src 'self'; "
            "form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
        )

    def list(self, request: Request) -> Response:
        wanted, page = _wanted(request), _page(request)
        found = browse.find(self._mailbox, wanted, page, PAGE)
        last = max(1, -(-found.total // PAGE))
        live = request.query_params.get("live") == "1"
        return self._page(
            request,
            "list.html",
            live=live,
            chips=chips(wanted),
            days=list(by_day(found.letters)),
            names=browse.names(self._mailbox, found.letters),
            total=found.total,
            page=min(page, last),
            last=last,
            first_shown=(min(page, last) - 1) * PAGE + 1,
            last_shown=min(min(page, last) * PAGE, found.total),
            stages=in_order(dict(browse.stages(self._mailbox, wanted))),
            kinds=sorted((k, n) for k, n in browse.kinds(self._mailbox, wanted).items() if k),
        )

    def people(self, request: Request) -> Response:
        person, page = request.query_params.get("to", ""), _page(request)
        found = browse.people(self._mailbox, person, page, PEOPLE_PAGE + 1)
        return self._page(
            request, "people.html", people=found[:PEOPLE_PAGE], page=page,
            more=len(found) > PEOPLE_PAGE,
        )  # fmt: skip

    def letter(self, request: Request) -> Response:
        letter, raw = self._asked_for(request)
        opened = open_letter(raw)
        view = request.query_params.get("view", "")
        if view not in VIEWS or (view in {"html", "phone"} and not opened.html):
            view = "html" if opened.html else "text"
        newer, older = browse.around(self._mailbox, _wanted(request), letter.seq)
        return self._page(
            request,
            "letter.html",
            letter=letter,
            opened=opened,
            cards=cards(opened.calendar) if opened.calendar else (),
            names=browse.names(self._mailbox, (letter,)),
            source=raw[:_SOURCE_SHOWN_CHARS].decode("utf-8", "replace"),
            source_is_cut=len(raw) > _SOURCE_SHOWN_CHARS,
            view=view,
            newer=newer,
            older=older,
            sandbox=SANDBOX,
        )

    def html(self, request: Request) -> Response:
        """The message's own HTML behind a policy of its own; its links open in a new tab."""
        _, opened = self._opened(request)
        content = f'<!doctype html><base target="_blank">{opened.html}'
        return HTMLResponse(content, headers={**_ALWAYS, "Content-Security-Policy": LETTER_POLICY})

    def source(self, request: Request) -> Response:
        letter, raw = self._asked_for(request)
        return _download(raw, f"message-{letter.seq}.eml")

    def part(self, request: Request) -> Response:
        _, opened = self._opened(request)
        number = request.path_params["part"]
        if number >= len(opened.attachments):
            raise NotFound(f"the message has no part {number}")
        attachment = opened.attachments[number]
        return _download(attachment.content, attachment.name)

    def api(self, request: Request) -> Response:
        """Messages after `after`, oldest first; see `Mailbox.arrived`."""
        after = _number(request, "after", 0, 0, _LARGEST)
        limit = _number(request, "limit", 100, 1, MOST_IN_ONE_ANSWER)
        found = self._mailbox.arrived(after, limit, to=request.query_params.get("to", ""))
        return JSONResponse([_told(letter) for letter in found], headers=_ALWAYS)

    def missing(self, request: Request, _error: Exception) -> Response:
        return self._page(request, "missing.html", status=404)

    def _asked_for(self, request: Request) -> tuple[Received, bytes]:
        seq = request.path_params["seq"]
        if not 0 < seq <= _LARGEST:
            raise NotFound("no such message in this mailbox")
        return self._mailbox.get(seq)

    def _opened(self, request: Request) -> tuple[Received, Opened]:
        letter, raw = self._asked_for(request)
        return letter, open_letter(raw)

    def _page(
        self,
        request: Request,
        template: str,
        *,
        status: int = 200,
        live: bool = False,
        **facts: Any,
    ) -> Response:
        wanted = _wanted(request)
        way = Way(request.scope.get("root_path", ""), wanted, live=live)
        text = self._templates.get_template(f"mailbox/{template}").render(
            css=self._css, way=way, wanted=wanted, live=live, smtp=self._smtp, **facts
        )
        headers = {**_ALWAYS, "Content-Security-Policy": self._policy}
        return HTMLResponse(text, status_code=status, headers=headers)


def _wanted(request: Request) -> Wanted:
    def asked(name: str) -> str:
        return request.query_params.get(name, "")[:200]

    return Wanted(words=asked("q"), person=asked("to"), kind=asked("kind"), stage=asked("stage"))


def _page(request: Request) -> int:
    asked = request.query_params.get("page", "1")
    return max(1, int(asked)) if asked.isdecimal() and len(asked) < 8 else 1


def _number(request: Request, name: str, default: int, least: int, most: int) -> int:
    asked = request.query_params.get(name, "")
    if not asked:
        return default
    if not asked.isascii() or not asked.isdecimal() or not least <= int(asked[:20]) <= most:
        raise BadInput(f"{name}: a whole number from {least} to {most} is expected, not {asked!r}")
    return int(asked)


def _told(letter: Received) -> dict[str, Any]:
    return {
        "seq": letter.seq,
        "id": letter.message_id,
        "to": list(letter.to),
        "from": letter.sender.address,
        "subject": letter.subject,
        "kind": letter.kind,
        "stage": letter.stage,
        "date": letter.sent_at.isoformat(),
        "links": list(letter.links),
        "has_calendar": letter.has_calendar,
    }


def _refused(_request: Request, error: Exception) -> Response:
    return JSONResponse({"error": str(error)}, status_code=422, headers=_ALWAYS)


def _download(content: bytes, name: str) -> Response:
    """Bytes that a browser saves and never shows."""
    return Response(
        content,
        media_type="application/octet-stream",
        headers={
            **_ALWAYS,
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )
