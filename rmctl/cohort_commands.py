"""Commands about one cohort: import, launch, see, hold, extend, cancel, report."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

from cyclopts import App, Parameter
from rich.console import Console

from rm_core.services import checkins, cohorts
from rm_core.services.registering import register as register_pair
from rm_core.wiring import Wired
from rmctl import approval_commands, upkeep_commands
from rmctl.arguments import HERE, By, Folder, Home, Hours, Key, ProgramFile, Weeks, Why
from rmctl.home import joined, settings_at
from rmctl.importing import (
    import_people,
    read_roster,
    refuse_empty,
    show_problems,
    write_problems,
)
from rmctl.program_file import load

console = Console(highlight=False)


def add_to(app: App) -> None:
    """Add every command about cohorts, and those for upkeep; twice is the same as once."""
    for group, commands in (
        ("Cohorts", COMMANDS),
        ("Cohorts", approval_commands.COMMANDS),
        ("Upkeep", upkeep_commands.COMMANDS),
    ):
        for name, command in commands.items():
            if name not in app:
                app.command(command, name=name, group=group)


def _wired(home: Path) -> Wired:
    return joined(settings_at(home))


def create(program: ProgramFile, *, home: Home = HERE) -> None:
    """Keep a program file as a draft cohort; again while it is a draft updates it."""
    wired = _wired(home)
    cohort = cohorts.create(wired.begin, wired.clock, load(program))
    console.print(
        f"Cohort {cohort.key} is {cohort.state}. Next: rmctl import {cohort.key} FILE",
        soft_wrap=True,
    )


def import_(
    cohort: Key,
    file: Path,
    *,
    dry_run: Annotated[bool, Parameter(negative=())] = False,
    map_: Annotated[tuple[str, ...], Parameter(name="--map", negative=())] = (),
    problems: Path | None = None,
    home: Home = HERE,
) -> None:
    """Import people from CSV or XLSX into a cohort; bad rows are left out and told.

    Parameters
    ----------
    file
        the HR export
    dry_run
        check and show, keep nothing
    map_
        a heading of yours and the field it holds, such as "Cost centre=department"; repeatable
    problems
        write every problem to this file
    """
    wired = _wired(home)
    roster = read_roster(wired.look, file, map_)
    show_problems(console, roster)
    if problems:
        write_problems(problems, roster)
    refuse_empty(file, roster)
    if dry_run:
        console.print(
            f"{len(roster.people)} people could be imported; nothing was kept.", soft_wrap=True
        )
        return
    enlisted = import_people(wired.begin, wired.clock, cohort, roster)
    console.print(
        f"{enlisted.people} people kept; new in {cohort}: {enlisted.mentors} mentors, "
        f"{enlisted.mentees} mentees. Next: rmctl launch {cohort} --by YOU",
        soft_wrap=True,
    )


def launch(cohort: Key, *, by: By, home: Home = HERE) -> None:
    """Open enrolment: the invitations go out when the program file says so."""
    wired = _wired(home)
    invited = cohorts.launch(wired.begin, wired.clock, cohort, by=by)
    console.print(
        f"{invited} invitations are owed; `rmctl up` sends them when enrolment opens.",
        soft_wrap=True,
    )


def status(cohort: Key | None = None, *, home: Home = HERE) -> None:
    """Where the cohorts stand; with a key, one cohort in numbers."""
    from rmctl.status import show_all, show_one

    wired = _wired(home)
    if cohort is None:
        show_all(wired, console)
    else:
        show_one(wired, cohort, console)


def audit(*, grace_hours: Hours = 24, home: Home = HERE) -> int:
    """Prove that nothing waits in silence; exit code 1 if anything does."""
    from rmctl.status import show_stalls

    return show_stalls(_wired(home), grace_hours, console)


def hold(cohort: Key, *, by: By, home: Home = HERE) -> None:
    """Keep back every email of a cohort that is not on the wire yet."""
    wired = _wired(home)
    cohorts.hold(wired.begin, wired.clock, cohort, on=True, by=by)
    console.print(
        f"Emails of {cohort} are on hold. Let them go: rmctl release {cohort} --by YOU",
        soft_wrap=True,
    )


def release(cohort: Key, *, by: By, home: Home = HERE) -> None:
    """Let the emails of a cohort go again after a hold."""
    wired = _wired(home)
    cohorts.hold(wired.begin, wired.clock, cohort, on=False, by=by)
    console.print(f"Emails of {cohort} go out again.", soft_wrap=True)


def cancel(cohort: Key, *, by: By, why: Why, home: Home = HERE) -> None:
    """Wind a cohort down for good: nothing more is sent, everyone is finished."""
    wired = _wired(home)
    cohorts.cancel(wired.begin, wired.clock, cohort, by=by, why=why)
    console.print(f"{cohort} is cancelled.", soft_wrap=True)


def register(cohort: Key, mentor: str, mentee: str, *, home: Home = HERE) -> None:
    """Register a pair that formed elsewhere; it joins at the agreement.

    Parameters
    ----------
    mentor
        id of the one who teaches, as in the HR export
    mentee
        id of the one who learns
    """
    wired = _wired(home)
    pairing = register_pair(wired.begin, wired.clock, cohort, mentor, mentee)
    console.print(f"Registered as pairing {pairing}.", soft_wrap=True)


def extend(cohort: Key, weeks: Weeks, *, home: Home = HERE) -> None:
    """Prolong the running pairings of a cohort by so many weeks; every later date moves."""
    wired = _wired(home)
    count = checkins.extend_all(wired.begin, wired.clock, cohort, weeks)
    console.print(f"{count} pairings extended by {weeks} weeks.", soft_wrap=True)


def report(cohort: Key, folder: Folder = Path("report"), *, home: Home = HERE) -> None:
    """Write the cohort report: HTML with charts, CSV and JSON beside it."""
    from rm_core.reports.gathering import gather
    from rm_core.reports.write import write

    wired = _wired(home)
    with wired.look() as work:
        facts = gather(work, cohort, wired.catalogue, wired.clock())
    written = write(facts, folder)
    console.print(
        f"Wrote {written.report}, with JSON, CSV and the sponsor's page beside it.", soft_wrap=True
    )


COMMANDS: Mapping[str, Callable[..., int | None]] = MappingProxyType(
    {
        "create": create,
        "import": import_,
        "launch": launch,
        "status": status,
        "audit": audit,
        "hold": hold,
        "release": release,
        "extend": extend,
        "register": register,
        "cancel": cancel,
        "report": report,
    }
)
