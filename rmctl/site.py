"""The pages of an embedded installation over HTTP: questions, mailbox, reports, in one process."""

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
from rm_core.errors import SetupBroken
from rm_core.mailbox.letters import Mailbox
from rm_core.mailbox.pages import mailbox_pages
from rm_core.web.asking import Asking
from rm_core.web.pages import pages
from rm_core.wiring import Wired

HOST = "127.0.0.1"


def free_port() -> int:
    """A port on the loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    return port


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
        self._thread = threading.Thread(target=self._server.run, name="site", daemon=True)
        self.url = f"http://{HOST}:{port}"

    def __enter__(self) -> Self:
        """Raises: SetupBroken: the port is in use."""
        self._thread.start()
        while not self._server.started:
            if not self._thread.is_alive():
                message = f"{self.url} cannot be served: is the port in use? Choose another one."
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
        self._thread.join(timeout=5)
