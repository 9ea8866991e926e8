"""People from an HR export: read, checked, shown, and kept unless it is a dry run (M07)."""

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from rm_core.clock import Clock
from rm_core.errors import BadFile, BadInput, Problem
from rm_core.program.ids import PersonId, derive
from rm_core.program.people import Person
from rm_core.program.policy import Program
from rm_core.program.roster import Roster, read
from rm_core.program.roster_columns import mapping_of
from rm_core.program.roster_rows import PersonRow
from rm_core.services.exports import cells
from rm_core.services.intake import Enlisted, enlist
from rm_core.store.unit import Begin

SHOWN = 50
"""Problems printed; all of them go to the `--problems` file."""


def read_roster(begin: Begin, path: Path, maps: Sequence[str] = ()) -> Roster:
    """The people in a file, checked against those who are known already.

    Raises:
        BadFile: nothing of it can be used. BadInput: a `--map` does not fit.
    """
    with begin() as work:
        known = {person.external_id: person.email for person in work.people.everyone()}
    return read(cells(path), mapping=mapping_of(list(maps)), known=known)


def import_people(begin: Begin, clock: Clock, key: str, roster: Roster) -> Enlisted:
    """Keep the good rows of a roster and invite whom the program invites."""
    with begin() as work:
        program = work.cohorts.get(key).program
    persons = [person(row, program) for row in roster.people]
    wanted = {row.external_id: row.roles for row in roster.people if row.roles}
    return enlist(begin, clock, key, persons, wanted)


def person(row: PersonRow, program: Program) -> Person:
    """A person out of a row; what the file did not say is the program's default."""
    return Person(
        id=PersonId(derive("person", row.external_id)),
        external_id=row.external_id,
        name=row.name,
        given_name=row.given_name,
        email=row.email,
        manager=row.manager,
        department=row.department,
        site=row.site,
        level=row.level,
        time_zone=row.time_zone or program.time_zone,
        languages=row.languages or (program.language,),
    )


def show_problems(console: Console, roster: Roster) -> None:
    """What is wrong in the file, row by row, with how to mend it."""
    for title, problems in (("left out", roster.problems), ("kept, but look", roster.remarks)):
        if problems:
            console.print(_table(f"{len(problems)} {title}", problems[:SHOWN]))
        if len(problems) > SHOWN:
            console.print(f"... and {len(problems) - SHOWN} more")


def write_problems(path: Path, roster: Roster) -> None:
    """All problems as lines that editors and spreadsheets read.

    Raises: BadInput: the file cannot be written.
    """
    lines = [str(problem) for problem in (*roster.problems, *roster.remarks)]
    try:
        path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    except OSError as error:
        message = f"the problems cannot be written to {path}: {error.strerror}"
        raise BadInput(message) from error


def _table(title: str, problems: Sequence[Problem]) -> Table:
    table = Table(title=title, title_justify="left", show_lines=False)
    for heading in ("line", "column", "what", "how to mend it"):
        table.add_column(heading, overflow="fold")
    for each in problems:
        table.add_row(str(each.line), each.where, each.what, each.fix)
    return table


def refuse_empty(path: Path, roster: Roster) -> None:
    """Raises: BadFile: not one row of the file can be used."""
    if not roster.people:
        raise BadFile(
            roster.problems
            or (Problem(file=str(path), line=0, column=0, where="rows", what="it has no people"),)
        )
