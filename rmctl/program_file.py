"""Program files on the command line: check one, start one, write the schema for editors."""

import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from rm_core.errors import BadFile, BadInput, NotFound, Problem, exit_code
from rm_core.program.document import parse, schema
from rm_core.program.policy import Program
from rm_core.program.remarks import remarks
from rm_core.program.syntax import MAX_CHARACTERS

_PROGRAM = files("rm_core.program")
_SHIPPED_SCHEMA = "$schema=../program.schema.json"
_SCHEMA_NAME = "program.schema.json"


def load(path: Path) -> Program:
    """The program in a file.

    Raises:
        NotFound: there is no such file.
        BadFile: with everything that is wrong with it.
    """
    return parse(_text(path), str(path))


def validate(path: Path, console: Console) -> int:
    """Say whether a program file is sound and what is odd about it, or show every problem.

    Returns the exit code; remarks alone do not change it.
    """
    try:
        program = load(path)
    except BadFile as error:
        lines = _text(path).splitlines() if _is_readable(path) else []
        for problem in error.problems:
            console.print(
                *_shown(problem, lines), sep="\n", highlight=False, soft_wrap=True, emoji=False
            )
        count = len(error.problems)
        what = "1 problem" if count == 1 else f"{count} problems"
        console.print(f"\n[red]✗[/] [bold]{what}[/] in {escape(str(path))}", emoji=False)
        return exit_code(error)
    days = program.dates
    console.print(f"[green]✓[/] {escape(str(path))} is sound", highlight=False, emoji=False)
    console.print(
        f"  {escape(program.title)} ([bold]{program.key}[/])\n"
        f"  enrolment {days.enrolment_opens} to {days.enrolment_closes}, matching {days.matching},"
        f" trial until {days.trial_ends}, ends {days.ends} ({program.time_zone})",
        highlight=False,
        soft_wrap=True,
    )
    for remark in remarks(program):
        shown = f"  [yellow]![/] [cyan]{remark.where}[/]: {escape(remark.what)}"
        console.print(shown, highlight=False, soft_wrap=True, emoji=False)
    return 0


def ready() -> tuple[str, ...]:
    """The names of the ready programs."""
    found = (_PROGRAM / "ready").iterdir()
    return tuple(sorted(Path(each.name).stem for each in found if each.name.endswith(".yaml")))


def new(template: str, path: Path) -> None:
    """Start a program file from a ready one, with the schema beside it for the editor.

    Raises:
        NotFound: no ready program has this name.
        BadInput: the file is there already.
    """
    if template not in ready():
        message = f"there is no ready program {template!r}; there are: {', '.join(ready())}"
        raise NotFound(message)
    text = (_PROGRAM / "ready" / f"{template}.yaml").read_text(encoding="utf-8")
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text.replace(_SHIPPED_SCHEMA, f"$schema={_SCHEMA_NAME}", 1))
    except FileExistsError:
        message = f"{path} is there already; choose another name, or delete it first"
        raise BadInput(message) from None
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror}"
        raise BadInput(message) from error
    write_schema(path.with_name(_SCHEMA_NAME))


def write_schema(path: Path) -> None:
    """Write the JSON Schema of program files, which editors read to complete and check them."""
    path.write_text(json.dumps(schema(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _is_readable(path: Path) -> bool:
    try:
        _text(path)
    except BadFile:
        return False
    return True


def _text(path: Path) -> str:
    """The text of a file: UTF-8, with or without a byte order mark."""
    try:
        if path.stat().st_size > 4 * MAX_CHARACTERS:
            raise BadFile((_whole(path, "the file is far too large for a program file"),))
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        what = f"line {line} is not UTF-8 text"
        raise BadFile((_whole(path, what, "save the file with the encoding UTF-8"),)) from error
    except FileNotFoundError:
        message = f"there is no file {path}"
        raise NotFound(message) from None
    except OSError as error:
        raise BadFile((_whole(path, f"cannot be read: {error.strerror}"),)) from error


def _whole(path: Path, what: str, fix: str = "") -> Problem:
    return Problem(file=str(path), line=0, column=0, where="file", what=what, fix=fix)


def _shown(problem: Problem, lines: list[str]) -> Iterator[str]:
    """One problem with the line it is about, for the terminal."""
    place = ":".join(str(part) for part in (problem.file, problem.line, problem.column) if part)
    yield f"[bold]{escape(place)}[/] [cyan]{escape(problem.where)}[/]: {escape(problem.what)}"
    if 0 < problem.line <= len(lines):
        line = lines[problem.line - 1].replace("\t", " ")[:160]
        yield f"  [dim]{problem.line:>4} │[/] {escape(line)}"
        if problem.column <= len(line) + 1:
            yield f"       [dim]│[/] {' ' * (problem.column - 1)}[red]^[/]"
    if problem.fix:
        yield f"  [green]→[/] {escape(problem.fix)}"
