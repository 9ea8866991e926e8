"""The pages of an embedded installation over HTTP: questions, mailbox, reports, in one process."""

import os
import socket
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import uvicorn
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

from rm_core import resources
from rm_core.errors import BadInput, SetupBroken
from rm_core.mailbox.letters import Mailbox
from rm_core.mailbox.pages import mailbox_pages
from rm_core.web.asking import Asking
from rm_core.web.pages import pages
from rm_core.wiring import Wired

HOST = "127.0.0.1"
PORTS = range(1, 65536)


def free_port() -> int:
    """A port on the loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    return port


def is_free(port: int) -> bool:
    """Whether a server of ours could listen on this port of the loopback now."""
    try:
        socket.create_server((HOST, port)).close()
    except OSError:
        return False
    return True


def site(
    wired: Wired, folders: Mapping[str, Path], mailbox: Mailbox | None, smtp: str
) -> Starlette:
    """Questions at `/a/…`, the mailbox at `/mailbox`, each folder at its name."""
    asking = Asking(
        begin=wired.begin,
        look=wired.look,
        clock=wired.clock,
        links=wired.links,
        catalogue=wired.catalogue,
    )
    routes: list[BaseRoute] = [
        Mount(f"/{name}", StaticFiles(directory=folder, html=True))
        for name, folder in folders.items()
    ]
    if mailbox is not None:
        routes.append(Mount("/mailbox", mailbox_pages(mailbox, resources.templates(), smtp=smtp)))
    routes.append(Mount("/", pages(asking)))
    return Starlette(routes=routes)


class Site:
    """The application, served from a thread of this process until it is stopped."""

    def __init__(self, app: Starlette, port: int) -> None:
        # Whoever reads a link can answer with it, so paths are kept out of any log.
        config = uvicorn.Config(
            app, host=HOST, port=port, log_level="error", access_log=False, lifespan="off"
        )
        self._server = uvicorn.Server(config)
        self._port = port
        self._thread: threading.Thread | None = None
        self.url = f"http://{HOST}:{port}"

    def __enter__(self) -> Self:
        """Raises: SetupBroken: the port cannot be used. BadInput: there is no such port."""
        listener = listening(self._port)
        self._thread = threading.Thread(
            target=self._server.run, args=([listener],), name="site", daemon=True
        )
        self._thread.start()
        while not self._server.started:
            if not self._thread.is_alive():
                message = f"{self.url} cannot be served: the server ended as it began."
                raise SetupBroken(message)
            time.sleep(0.01)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.should_exit = True
        if self._thread is not None:
            self._thread.join(timeout=5)


def listening(port: int) -> socket.socket:
    """Taken before the server starts, which would only tell its log that it cannot have it."""
    if port not in PORTS:
        message = f"there is no port {port}: give --port a number from 1 to 65535"
        raise BadInput(message)
    try:
        opened = socket.create_server((HOST, port), backlog=2048)
    except OSError as error:
        message = (
            f"port {port} on {HOST} cannot be used for the pages ({os.strerror(error.errno or 0)}):"
            " stop the program that has it, or choose another one with --port"
        )
        raise SetupBroken(message) from error
    # Only a socket that says TCP itself is sent without delay by asyncio; the others make every
    # answer wait 40 ms for an acknowledgement (RFC 896 against RFC 1122, 4.2.3.2).
    return socket.socket(opened.family, opened.type, socket.IPPROTO_TCP, fileno=opened.detach())
