"""How a command ends: in order, with one clear message on the error stream and an exit code."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from rich.console import Console
from sqlalchemy.exc import SQLAlchemyError

from rm_core.errors import BadFile, BadInput, ProgramError, SetupBroken, exit_code
from rmctl.home import database_trouble

STOPPED = 130
"""Exit code after Ctrl-C, and after a SIGTERM that came while something was under way."""

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PATHS = (FileNotFoundError, FileExistsError, IsADirectoryError, NotADirectoryError, PermissionError)
LET_THROUGH = (signal.SIG_DFL, signal.default_int_handler)


def ended(command: Callable[[], object], problems: Console) -> int:
    """Run a command to its end; the exit code, once `problems` has shown what went wrong.

    An error that nobody foresaw is let through: its traceback is what we need to mend it.
    """
    try:
        with stopped_in_order():
            result = command()
    except BadFile as error:
        _show(problems, *map(str, error.problems))
        return exit_code(error)
    except ProgramError as error:
        return _told(error, problems)
    except SQLAlchemyError as error:
        return _told(database_trouble(error), problems)
    except OSError as error:
        return _told(file_trouble(error), problems)
    except BaseException as error:
        if not _means_stop(error):
            raise
        _show(problems, "rmctl: stopped")
        return STOPPED
    return result if isinstance(result, int) else 0


@contextmanager
def stopped_in_order() -> Iterator[None]:
    """Within, the first Ctrl-C, SIGTERM or hang-up unwinds what runs; others are then ignored.

    Children have process groups of their own: without this they would outlive a SIGTERM. What
    whoever started us has chosen to ignore (`nohup`) stays ignored.
    """
    before = {number: signal.getsignal(number) for number in SIGNALS}
    for number, handler in before.items():
        if handler in LET_THROUGH:
            signal.signal(number, _interrupt)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def file_trouble(error: OSError) -> BadInput | SetupBroken:
    """An error of the file system or the network in one line: a wrong path, or the surroundings."""
    message = f"{error.filename}: {error.strerror}" if error.filename else str(error)
    if isinstance(error, PATHS):
        return BadInput(f"{message}. Give another path")
    return SetupBroken(f"{message}. `rmctl doctor` looks for the cause")


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def _means_stop(error: BaseException) -> bool:
    """Whether somebody stopped us; while a flow runs here, Prefect has an exception of its own.

    It is known by its name, since importing Prefect takes seconds.
    """
    return isinstance(error, KeyboardInterrupt) or type(error).__name__ == "TerminationSignal"


def _told(error: ProgramError, problems: Console) -> int:
    _show(problems, f"rmctl: {error}")
    return exit_code(error)


def _show(problems: Console, *lines: str) -> None:
    for line in lines:
        problems.print(line, markup=False, highlight=False, emoji=False, soft_wrap=True)
