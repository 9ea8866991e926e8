"""The HTTP API of a Prefect server, the one its UI uses, with our errors for its answers."""

import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import httpx

from rm_core.errors import BadInput, NotFound, SetupBroken

Json = Any  # JSON as it came; turned into a type on the next line of whoever asked

BUSY_PAUSES_S = (0.2, 0.5, 1.0, 2.0, 4.0)
"""With SQLite the server says 503 when it could not write in time; nothing has happened then."""

_NO_CERTIFICATES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Believes nobody; for plain HTTP, which never asks it."""


class Api:
    """One connection; use it in a `with open_api(…)` block."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def post(self, path: str, body: Mapping[str, object]) -> Json:
        """Ask; the answer is JSON as it came.

        Raises:
            SetupBroken: no server answers, or it failed.
            BadInput: it refuses the body; NotFound: it knows no such thing.
        """
        return self._ask("POST", path, body)

    def put(self, path: str, body: Mapping[str, object]) -> None:
        """Raises as `post`."""
        self._ask("PUT", path, body)

    def get(self, path: str) -> Json:
        """Raises as `post`."""
        return self._ask("GET", path, None)

    def delete(self, path: str) -> None:
        """Raises as `post`."""
        self._ask("DELETE", path, None)

    def _ask(self, method: str, path: str, body: Mapping[str, object] | None) -> Json:
        answer = self._send(method, path, body)
        for pause_s in BUSY_PAUSES_S:
            if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                break
            time.sleep(pause_s)
            answer = self._send(method, path, body)
        if answer.status_code == httpx.codes.NOT_FOUND:
            raise NotFound(f"Prefect knows nothing at {path}: check the id or name.")
        if answer.is_client_error:
            raise BadInput(f"Prefect refuses {method} {path}: {answer.text[:500]}")
        if answer.is_error:
            raise SetupBroken(f"Prefect failed at {method} {path}: {answer.status_code}")
        return answer.json() if answer.content else None

    def _send(self, method: str, path: str, body: Mapping[str, object] | None) -> httpx.Response:
        try:
            return self._client.request(method, path, json=body)
        except httpx.TransportError as error:
            raise SetupBroken(
                f"No Prefect server answers at {self._client.base_url}"
                f" ({type(error).__name__}): start one, or give its address."
            ) from error


def _verify(api_url: str) -> ssl.SSLContext | bool:
    """Checks certificates where there are any: loading them takes 20 ms, and we ask often."""
    return True if api_url.startswith("https:") else _NO_CERTIFICATES


@contextmanager
def open_api(api_url: str, timeout_s: float = 30) -> Iterator[Api]:
    """`api_url` ends in `/api`, as in `Engine.api_url`."""
    base = f"{api_url.rstrip('/')}/"
    with httpx.Client(base_url=base, timeout=timeout_s, verify=_verify(api_url)) as client:
        yield Api(client)
