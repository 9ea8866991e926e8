"""What the simulated people of the tests are given: pages over HTTP, and letters."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx
from anyio.from_thread import BlockingPortal, start_blocking_portal
from starlette.types import ASGIApp

NOW = datetime(2027, 2, 9, 8, 0, tzinfo=UTC)


class _Calls(httpx.BaseTransport):
    """Calls an application in this process, as if it were served."""

    def __init__(self, app: ASGIApp, portal: BlockingPortal) -> None:
        self._transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        self._portal = portal

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._portal.call(self._answer, request)

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        response = await self._transport.handle_async_request(request)
        content = await response.aread()
        return httpx.Response(response.status_code, headers=response.headers, content=content)


@contextmanager
def calling(app: ASGIApp) -> Iterator[httpx.Client]:
    """A client whose every request this application answers, whatever the host."""
    with start_blocking_portal() as portal, httpx.Client(transport=_Calls(app, portal)) as client:
        yield client


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    seq: int
    kind: str
    to: tuple[str, ...]
    links: tuple[str, ...]
    sent_at: datetime = NOW


class Post:
    """Letters as they come in; `arrived` hands them out as a mailbox does."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []

    def bring(
        self, kind: str, *links: str, to: str = "ada@example.org", at: datetime = NOW
    ) -> None:
        seq = len(self.letters) + 1
        self.letters.append(Letter(seq=seq, kind=kind, to=(to,), links=links, sent_at=at))

    def arrived(self, after_seq: int, limit: int) -> Sequence[Letter]:
        return [each for each in self.letters if each.seq > after_seq][:limit]
