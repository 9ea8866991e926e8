"""Every error that leaves a function on purpose, named for what the reader should do.

`EXIT_CODES` and `HTTP_STATUS` are the only places that translate them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


class ProgramError(Exception):
    """Base of all errors that a person can act on; its text is for that person."""


class BadInput(ProgramError):
    """Something from outside does not fit: mend the file, form or argument and try again."""


class NotAllowed(ProgramError):
    """A step does not follow from the state a thing is in: look at the thing first."""


class NotFound(ProgramError):
    """No such thing: check the id."""


class Stale(ProgramError):
    """Somebody else was faster: read again, decide again."""


class LinkExpired(ProgramError):
    """The link was good once: ask for a new one."""


class LinkInvalid(ProgramError):
    """The link was never good: somebody changed or shortened it."""


class SetupBroken(ProgramError):
    """The surroundings do not fit (server, port, version): `rmctl doctor` says how to mend it."""


class MailRefused(ProgramError):
    """The mail server would not take it; see the recorded reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong in a file somebody gave us.

    `line` and `column` count from 1, 0 means the whole file; `where` names the field or the column
    heading; `fix` says how to mend it and may be empty.
    """

    file: str
    line: int
    column: int
    where: str
    what: str
    fix: str = ""

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        return f"{place}: {self.where}: {self.what}" + (f" ({self.fix})" if self.fix else "")


class BadFile(BadInput):
    """A file with at least one problem; nothing of it was taken."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


EXIT_CODES: Mapping[type[ProgramError], int] = MappingProxyType(
    {
        BadInput: 2,
        NotAllowed: 3,
        NotFound: 4,
        Stale: 5,
        SetupBroken: 6,
        MailRefused: 7,
    }
)
"""Exit codes of `rmctl`; 0 is success, 1 an unexpected error, 130 Ctrl-C."""

HTTP_STATUS: Mapping[type[ProgramError], int] = MappingProxyType(
    {BadInput: 422, NotAllowed: 409, NotFound: 404, Stale: 409, LinkExpired: 410, LinkInvalid: 404}
)


def exit_code(error: ProgramError) -> int:
    """The documented exit code of an error, by its nearest listed class; 1 where none is listed."""
    return next((EXIT_CODES[kind] for kind in type(error).__mro__ if kind in EXIT_CODES), 1)
