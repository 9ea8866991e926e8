"""One Prefect server for a whole test session, started by the first test that asks for it."""

import atexit
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from rmctl.engine import ROOT, Engine
from rmctl.engine_runs import Run, ask_for_run, read_run

TEMPLATES = ROOT / ".cache"
Seen = TypeVar("Seen")
PROBES = ROOT / "tests" / "flows" / "probes"


@cache
def shared_server() -> Engine:
    """A server that serves the probe flows, without schedules; stopped when Python ends."""
    folder = tempfile.TemporaryDirectory(prefix="prefect-tests-")
    atexit.register(folder.cleanup)
    engine = Engine(Path(folder.name), templates=TEMPLATES)
    engine.start()
    atexit.register(engine.stop)
    engine.wait_until_healthy()
    engine.serve(PROBES / "table.py", folder=PROBES, schedules=False)
    engine.wait_until_served()
    return engine


def python_against(engine: Engine, code: str, folder: Path = PROBES) -> str:
    """What `code` prints in a Python of its own, run against the server."""
    ended = subprocess.run(
        [sys.executable, "-W", "error::RuntimeWarning", "-c", code],
        cwd=folder,
        env=engine.environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def run_to_rest(engine: Engine, deployment: str, **parameters: object) -> Run:
    """Run a deployment until it is over, or waits for a person."""
    return at_rest(engine, ask_for_run(engine.api_url, deployment, parameters))


def at_rest(engine: Engine, run: UUID) -> Run:
    return eventually(
        lambda: read_run(engine.api_url, run), lambda seen: seen.is_over or seen.kind == "PAUSED"
    )


def eventually(
    look: Callable[[], Seen], holds: Callable[[Seen], bool], timeout_s: float = 60
) -> Seen:
    """Look until it holds; whatever was seen last, so that a test can say what it was instead."""
    deadline = time.monotonic() + timeout_s
    while not holds(seen := look()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return seen
