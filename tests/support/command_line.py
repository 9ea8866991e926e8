"""Commands typed into `rmctl`: in this process, or in one of their own."""

import os
import subprocess
import sys
import warnings
from dataclasses import dataclass
from pathlib import Path

import pytest

from rmctl.__main__ import main
from rmctl.engine import ROOT


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a command ended; its output, and each line of its error output."""

    code: int
    out: str
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Terminal:
    """Types commands in an empty folder, without any `RM_` setting but those that a test gives."""

    capture: pytest.CaptureFixture[str]
    patch: pytest.MonkeyPatch

    def __call__(self, *words: object) -> Ended:
        self.patch.setattr(sys, "argv", ["rmctl", *map(str, words)])
        self.capture.readouterr()
        with pytest.raises(SystemExit) as end:
            _main()
        shown = self.capture.readouterr()
        code = end.value.code
        assert isinstance(code, int)
        return Ended(code=code, out=shown.out, told=tuple(shown.err.splitlines()))


@pytest.fixture
def typed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Terminal:
    for name in [name for name in os.environ if name.startswith("RM_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "500")
    monkeypatch.chdir(tmp_path)
    return Terminal(capsys, monkeypatch)


def _main() -> None:
    """The entry point; cyclopts warns whoever leaves it to read the words by itself in a test."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Cyclopts application invoked without tokens")
        main()


def started(folder: Path, *words: object, **settings: object) -> subprocess.Popen[str]:
    """`python -m rmctl` as a process of its own, in a folder, with no settings but these."""
    clean = {name: text for name, text in os.environ.items() if not name.startswith("RM_")}
    given = {f"RM_{name.upper()}": str(value) for name, value in settings.items()}
    return subprocess.Popen(
        [sys.executable, "-m", "rmctl", *map(str, words)],
        cwd=folder,
        env=clean | given | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(process: subprocess.Popen[str], timeout_s: float = 60) -> Ended:
    out, err = process.communicate(timeout=timeout_s)
    return Ended(code=process.returncode, out=out, told=tuple(err.splitlines()))
