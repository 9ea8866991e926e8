"""Our own Prefect server, as a child process: started in the background, stopped without a trace.

Nothing here imports Prefect (2 s of CPU): the server is its own process and speaks HTTP.
"""

import os
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from rm_core.errors import SetupBroken
from rmctl import engine_home
from rmctl.engine_process import Child, start_python

HOST = "127.0.0.1"
ROOT = Path(__file__).resolve().parent.parent
"""The folder that holds `rmctl/` and `flows/`."""

Progress = Callable[[str, float], None]
"""Told what is being waited for, and the seconds waited so far."""

_QUIET: dict[str, str] = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "false",  # a lost server is an error, not a second one
    "PREFECT_CLI_PROMPT": "false",
    "PREFECT_LOGGING_EXTRA_LOGGERS": "rm_core",
    # Runs planned ahead: enough to bridge a scheduler's minute, few enough to read in the UI, and
    # after an outage a handful of late runs instead of a hundred.
    "PREFECT_SERVER_SERVICES_SCHEDULER_MAX_RUNS": "5",
}


class Engine:
    """A Prefect server with its UI on the loopback, in a folder of its own."""

    def __init__(
        self, home: Path, *, port: int | None = None, templates: Path | None = None
    ) -> None:
        """Nothing starts yet.

        Args:
            home: folder for database, logs and results; made if it is missing.
            port: None takes any free port.
            templates: folder that keeps migrated databases, for a quick first start.
        """
        self.home = home.resolve()
        self.port = _free_port() if port is None else port
        self._templates = templates
        self._server: Child | None = None
        self._runner: Child | None = None
        self._lock: int | None = None
        self._is_fresh = False

    @property
    def api_url(self) -> str:
        return f"http://{HOST}:{self.port}/api"

    @property
    def ui_url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def environment(self) -> dict[str, str]:
        """The whole environment for a child process that is to use this server.

        Any other Prefect setting of the caller's is left out. It has to be in place before Prefect
        is imported.
        """
        inherited = {name: text for name, text in os.environ.items() if "PREFECT_" not in name}
        return inherited | self.settings() | {"PYTHONPATH": _with_root()}

    def settings(self) -> dict[str, str]:
        """Only what makes Prefect use this server, for a process that already runs."""
        return _QUIET | {
            "PREFECT_HOME": str(self.home),
            "PREFECT_PROFILES_PATH": str(self.home / "profiles.toml"),
            "PREFECT_API_URL": self.api_url,
            "PREFECT_API_SSL_CERT_FILE": str(self.home / engine_home.CERTIFICATE),
            "PREFECT_SERVER_API_HOST": HOST,
            "PREFECT_SERVER_API_PORT": str(self.port),
            "PREFECT_SERVER_UI_API_URL": self.api_url,
            "PREFECT_SERVER_UI_STATIC_DIRECTORY": str(self.home / engine_home.PAGES),
        }

    def use_here(self) -> None:
        """Have this process use the server, for flows that are called in it.

        Raises:
            SetupBroken: Prefect is imported already and has read its settings.
        """
        if "prefect" in sys.modules:
            raise SetupBroken("Choose the Prefect server before anything imports Prefect.")
        os.environ.update(self.settings())

    def start(self) -> None:
        """Start the server in the background; returns at once.

        Raises:
            SetupBroken: a version does not fit, the port is in use, or the folder is.
        """
        engine_home.check_versions(engine_home.installed_versions())
        _check_port(self.port)
        self._lock = engine_home.lock(self.home)
        self._is_fresh = engine_home.lay_out(self.home, self._templates)
        engine_home.keep_one_certificate(self.home)
        arguments = ("-m", "prefect", "server", "start", "--host", HOST, "--port", str(self.port))
        self._server = self._child("server", arguments, self.home)

    def wait_until_healthy(self, timeout_s: float = 180, progress: Progress | None = None) -> None:
        """Wait until the API answers; `progress` is told about ten times a second.

        Raises:
            SetupBroken: the server ended, or did not answer in time; its last lines are quoted.
        """
        server = self._started(self._server)
        self._wait(server, self._is_healthy, timeout_s, progress)
        engine_home.keep_pages_quiet(self.home)
        if self._is_fresh:
            engine_home.keep_template(self.home, self._templates)

    def serve(self, table: Path, *, folder: Path = ROOT, schedules: bool = True) -> None:
        """Start serving the deployments that a table file lists; returns at once.

        `folder` is the working directory of every run; entrypoints are relative to it.
        `schedules=False` leaves the clock to somebody else, such as a rehearsal.

        Raises:
            SetupBroken: a version with which schedules would never act.
        """
        self._started(self._server)
        if schedules:
            versions = engine_home.installed_versions()
            engine_home.check_versions(versions, engine_home.CHECKED_FOR_SCHEDULES)
        self._ready_file.unlink(missing_ok=True)
        arguments = ["-m", "rmctl.serve", str(table), "--ready", str(self._ready_file)]
        arguments += [] if schedules else ["--no-schedules"]
        self._runner = self._child("runner", arguments, folder)

    def wait_until_served(self, timeout_s: float = 120, progress: Progress | None = None) -> None:
        """Wait until every deployment is registered and asked for.

        Raises:
            SetupBroken: the serving process ended, or was not ready in time.
        """
        runner = self._started(self._runner)
        self._wait(runner, self._ready_file.exists, timeout_s, progress)

    def stop(self, grace_s: float = 10) -> None:
        """End runs, serving process and server, and all they started. Does nothing twice."""
        for child in (self._runner, self._server):
            if child is not None:
                child.stop(grace_s)
        if self._lock is not None:
            engine_home.unlock(self._lock)
        self._server = self._runner = self._lock = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def _ready_file(self) -> Path:
        return self.home / "served.json"

    def _child(self, name: str, arguments: list[str] | tuple[str, ...], folder: Path) -> Child:
        assert self._lock is not None  # noqa: S101 - for the type checker
        child = start_python(
            name,
            arguments,
            environment=self.environment(),
            folder=folder,
            log_file=self.home / f"{name}.log",
            keep_open=(self._lock,),
        )
        engine_home.note_group(self._lock, child.group)
        return child

    def _started(self, child: Child | None) -> Child:
        if child is None:
            raise SetupBroken(f"{self.home}: the Prefect server or runner has not been started.")
        return child

    def _wait(
        self,
        child: Child,
        is_ready: Callable[[], bool],
        timeout_s: float,
        progress: Progress | None,
    ) -> None:
        began = time.monotonic()
        while not is_ready():
            waited_s = time.monotonic() - began
            if not child.is_running():
                raise SetupBroken(
                    f"The Prefect {child.name} ended (exit code {child.exit_code()}) after"
                    f" {waited_s:.0f} s. Its log {child.log_file} ends:\n{child.last_lines()}"
                )
            if waited_s > timeout_s:
                raise SetupBroken(
                    f"The Prefect {child.name} was not ready within {timeout_s:.0f} s."
                    f" Its log {child.log_file} ends:\n{child.last_lines()}"
                )
            if progress is not None:
                progress(child.name, waited_s)
            time.sleep(0.1)

    def _is_healthy(self) -> bool:
        try:
            return httpx.get(f"{self.api_url}/health", timeout=2).status_code == httpx.codes.OK
        except httpx.TransportError:
            return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise SetupBroken(
                f"Port {port} on {HOST} cannot be used ({error.strerror}): stop the program that"
                " has it, or choose another port."
            ) from error


def _with_root() -> str:
    inherited = os.environ.get("PYTHONPATH")
    return f"{ROOT}{os.pathsep}{inherited}" if inherited else str(ROOT)
