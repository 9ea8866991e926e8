"""A small program behind the pages: real forms, answers kept in memory, everything counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import anyio
import httpx
from starlette.applications import Starlette

from rm_core.errors import LinkExpired, LinkInvalid, NotAllowed, NotFound
from rm_core.program.forms import agreement, intake
from rm_core.program.forms.answers import parse
from rm_core.program.forms.filling import fill
from rm_core.web.view import Data, Fact, Footer, Hub, PageResult, PageView, Todo
from tests.support.forms import FORMS, PERSON, PROGRAM

THANKS = {
    "intake_mentee": "intake",
    "intake_mentor": "intake",
    "pulse_mentor": "pulse",
    "pulse_mentee": "pulse",
    "midterm": "survey",
    "end": "survey",
}
TITLES = {
    "intake_mentee": "What would you like to learn?",
    "intake_mentor": "What could you teach?",
    "introduction": "Meet Bo",
    "choose_time": "Find a time with Bo",
    "verdict": "How was it with Bo?",
    "agreement": "Your agreement with Bo",
    "confirm": "Bo wrote down your agreement",
    "did_you_meet": "Your third meeting",
    "pulse_mentor": "How is it going?",
    "pulse_mentee": "How is it going?",
    "thanks": "A word of thanks",
    "pause": "Take a pause",
    "midterm": "Half-way",
    "end": "Looking back",
    "ratings": "Where do your goals stand?",
    "leave": "End it here",
    "decline": "Not this time?",
    "concern": "Something worries you",
    "manager_consent": "Ada would like to take part",
    "stop": "Stop the emails",
}
AT = datetime(2027, 3, 9, 8, 0, tzinfo=UTC)
FOOTER = Footer(hub="/a/hub", leave="/a/leave", concern="/a/concern")


@dataclass
class Program:
    """Services of one participant: a token is the key of a form, `hub`, `expired` or `closed`."""

    kept: dict[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)
    shown: list[str] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)
    renewed: list[str] = field(default_factory=list)
    ready: bool = True

    def show(self, token: str) -> PageView:
        self._open(token)
        self.shown.append(token)
        if token == "hub":
            return hub()
        return PageView(
            title=TITLES[token],
            program="Reverse mentoring, spring 2027",
            zone="Europe/Berlin",
            intro=INTROS.get(token, ()),
            facts=FACTS.get(token, ()),
            form=FORMS[token][0],
            values=self.kept.get(token, BEGINNINGS.get(token, {})),
            closes_at=AT,
            footer=FOOTER,
        )

    def act(self, token: str, data: Data) -> PageResult:
        self._open(token)
        form = FORMS[token][0]
        self.kept[token] = fill(form, parse(form, data))
        self.answered.append(token)
        return PageResult(THANKS.get(token, token))

    def renew(self, token: str) -> None:
        if token != "expired":
            message = "never was a link"
            raise LinkInvalid(message)
        self.renewed.append(token)

    def report(self, token: str) -> bytes:
        del token
        message = "no report has been written yet"
        raise NotFound(message)

    def is_ready(self) -> bool:
        return self.ready

    def _open(self, token: str) -> None:
        if token == "expired":
            message = "was good once"
            raise LinkExpired(message)
        if token == "closed":
            message = "was answered"
            raise NotAllowed(message)
        if token == "broken":
            message = "secret detail"
            raise RuntimeError(message)
        if token not in FORMS and token != "hub":
            message = "never was a link"
            raise LinkInvalid(message)


BEGINNINGS = {
    "intake_mentee": intake.beginnings(PERSON),
    "intake_mentor": intake.beginnings(PERSON),
    "agreement": agreement.beginnings(PROGRAM),
}
INTROS = {
    "introduction": ("You and Bo could learn from each other.",),
    "verdict": ("You met Bo for the first time. Be frank; nobody but the program reads this.",),
    "intake_mentee": (
        "Ten minutes now make a good match. You can come back and change everything.",
    ),
    "intake_mentor": ("Five minutes now make a good match.",),
    "concern": ("Robin Ombud stands outside everybody's line of management.",),
    "pulse_mentor": ("A minute is enough.",),
    "midterm": ("You are half-way. Five minutes; only the first two questions are a must.",),
}
FACTS = {
    "introduction": (
        Fact("Why the two of you", ("You seek: using AI assistants. Bo knows it well.",)),
        Fact("The first step", ("A first meeting of 45 minutes, without obligation.",)),
    ),
    "confirm": (
        Fact("Goal 1", ("Use AI assistants in my daily work", "Weight 3, now at -2")),
        Fact("Meetings", ("Every 28 days until 17 September 2027",)),
        Fact("First meeting", (AT,)),
    ),
    "did_you_meet": (Fact("It was planned for", (AT,)),),
}


def hub() -> PageView:
    return PageView(
        title="My program",
        program="Reverse mentoring, spring 2027",
        zone="Europe/Berlin",
        intro=("You are a mentee; your mentor is Bo.",),
        hub=Hub(
            todos=(Todo(what="Say how the first meeting was", link="/a/verdict", by=AT),),
            dates=(("Second meeting with Bo", AT), ("The term ends", AT.replace(month=9))),
            links=(("Pause until a date", "/a/pause"), ("Pair with somebody else", "/a/leave")),
        ),
        footer=FOOTER,
    )


class Browser:
    """Asks the pages as a browser does, without following redirects."""

    def __init__(self, app: Starlette, root_path: str = "") -> None:
        self._app = app
        self._root_path = root_path

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.ask("GET", path, **more)

    def head(self, path: str) -> httpx.Response:
        return self.ask("HEAD", path)

    def post(self, path: str, data: Data | None = None, **more: Any) -> httpx.Response:
        more.setdefault("headers", {"Content-Type": "application/x-www-form-urlencoded"})
        return self.ask("POST", path, data={**(data or {})}, **more)

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        async def asked() -> httpx.Response:
            transport = httpx.ASGITransport(
                self._app, raise_app_exceptions=False, root_path=self._root_path
            )
            async with httpx.AsyncClient(transport=transport, base_url="http://pages") as client:
                return await client.request(method, path, **more)

        return anyio.run(asked)
