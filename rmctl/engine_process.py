"""A child process of ours: its own process group, its own log, and an end we can rely on."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

POLL_S = 0.05


class Child:
    """`python -m …` in a process group of its own, so that stopping it stops what it started."""

    def __init__(self, name: str, process: subprocess.Popen[bytes], log_file: Path) -> None:
        self.name = name
        self.log_file = log_file
        self._process = process

    @property
    def group(self) -> int:
        """Id of the process group; the same number as the first process of it."""
        return self._process.pid

    def is_running(self) -> bool:
        return self._process.poll() is None

    def exit_code(self) -> int | None:
        """None while it runs; negative is the signal that ended it."""
        return self._process.poll()

    def last_lines(self, count: int = 15) -> str:
        """The end of its log, for a message to the operator."""
        if not self.log_file.exists():
            return ""
        lines = self.log_file.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join([line for line in lines if line.strip()][-count:])

    def stop(self, grace_s: float) -> None:
        """End the whole group: ask, wait up to `grace_s`, then insist. Does nothing twice."""
        for kind, patience_s in ((signal.SIGTERM, grace_s), (signal.SIGKILL, 5.0)):
            if not self._tell(kind):
                return
            if _holds_within(lambda: not self._has_members(), patience_s):
                return

    def _tell(self, kind: int) -> bool:
        try:
            os.killpg(self.group, kind)
        except ProcessLookupError:
            self._process.poll()
            return False
        return True

    def _has_members(self) -> bool:
        self._process.poll()  # takes the exit status, without which the group would not end
        try:
            os.killpg(self.group, 0)
        except ProcessLookupError:
            return False
        return True


def start_python(
    name: str,
    arguments: Sequence[str],
    *,
    environment: Mapping[str, str],
    folder: Path,
    log_file: Path,
    keep_open: Sequence[int] = (),
) -> Child:
    """Start this interpreter with `arguments` in `folder`; returns at once.

    Output goes to `log_file`, emptied first. `keep_open` are file descriptors to hand down, such
    as that of a lock which has to live as long as the process.
    """
    with log_file.open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and arguments
            [sys.executable, *arguments],
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=tuple(keep_open),
        )
    return Child(name, process, log_file)


def _holds_within(condition: Callable[[], bool], patience_s: float) -> bool:
    deadline = time.monotonic() + patience_s
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL_S)
    return True
