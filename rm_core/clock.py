"""The one module that reads the clock."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from rm_core.errors import SetupBroken

Clock = Callable[[], datetime]
"""Tells the present moment, aware and in UTC."""


def system() -> datetime:
    """The machine's clock, UTC."""
    return datetime.now(UTC)  # noqa: TID251


def told_by(file: Path) -> Clock:
    """A clock that several processes share: the ISO moment in a file, for simulated time.

    Raises (when asked): SetupBroken: the file is missing or holds no aware moment.
    """

    def read() -> datetime:
        try:
            return datetime.fromisoformat(file.read_text(encoding="ascii").strip()).astimezone(UTC)
        except (OSError, ValueError) as error:
            message = f"the simulated clock {file.name} cannot be read: {error}"
            raise SetupBroken(message) from error

    return read


def tell(file: Path, now: datetime) -> None:
    """Set the simulated clock, in one step for every reader."""
    fresh = file.with_suffix(".new")
    fresh.write_text(now.isoformat(), encoding="ascii")
    fresh.replace(file)
