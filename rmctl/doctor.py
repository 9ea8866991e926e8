"""`rmctl doctor`: every part of the set-up looked at, with the way to mend what is found."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from rm_core import clock
from rm_core.errors import EXIT_CODES, ProgramError, SetupBroken
from rm_core.settings import Settings
from rmctl import doctor_calls as calls
from rmctl import doctor_checks as checks
from rmctl import engine_home
from rmctl.finding import Examination, Finding, Setup, Verdict, broken
from rmctl.home import given, read_settings

AGAIN = "make setup"
COMPLETE = "mend the file, or run from a complete checkout"
ENVIRONMENT = "mend the environment, or the file .env in this folder"
DATABASE = "set RM_DATABASE, or give another --home"
RELAY = "check RM_SMTP_HOST, _PORT, _SECURITY, _USER, _PASSWORD"

EXAMINATIONS: tuple[Examination, ...] = (
    Examination(name="Python", check=checks.python, mend=AGAIN),
    Examination(name="packages", check=checks.packages, mend=AGAIN),
    Examination(name="time zones", check=checks.zones, mend="pip install tzdata"),
    Examination(name="topics", check=checks.topics, mend=COMPLETE),
    Examination(name="program file", check=checks.program, mend="give another file with --program"),
    Examination(name="folder", check=checks.folder, mend="give another folder with --home"),
    Examination(name="settings", check=checks.settings, mend=ENVIRONMENT),
    Examination(
        name="signing keys",
        check=checks.keys,
        mend=f"set RM_SIGNING_KEYS to what this prints: {checks.RANDOM_KEY}",
        after="settings",
    ),
    Examination(name="templates", check=checks.templates, mend=COMPLETE, after="settings"),
    Examination(name="mail server", check=calls.relay, mend=RELAY, after="settings"),
    Examination(name="database", check=calls.database, mend=DATABASE, after="settings"),
    Examination(name="clock", check=calls.clocks, mend=DATABASE, after="database"),
    Examination(name="silence", check=calls.audit, mend=DATABASE, after="database"),
    Examination(name="ports", check=calls.ports, mend="rmctl up --port with another number"),
    Examination(name="Prefect", check=calls.prefect, mend="stop `rmctl up`, start it again"),
)
COLOURS = {Verdict.OK: "green", Verdict.WARNING: "yellow", Verdict.BROKEN: "red"}


def run(home: Path, program: Path | None, console: Console) -> int:
    """Show what was found; 0 if nothing is broken, else the exit code of a broken set-up."""
    found = tuple(examine(home, program))
    table = Table(title="Set-up", title_justify="left", show_lines=False)
    for heading in ("", "", "found", "how to mend it"):
        table.add_column(heading, overflow="fold")
    above = ""
    for name, each in found:
        verdict = f"[{COLOURS[each.verdict]}]{each.verdict}[/]"
        table.add_row("" if name == above else name, verdict, _line(each.what), _line(each.mend))
        above = name
    console.print(table, emoji=False)
    console.print(summary([each.verdict for _, each in found]))
    wrong = any(each.verdict is Verdict.BROKEN for _, each in found)
    return EXIT_CODES[SetupBroken] if wrong else 0


def examine(home: Path, program: Path | None) -> Iterator[tuple[str, Finding]]:
    """Everything that can be looked at, under its name; never raises."""
    setup = _setup(home, program)
    given_up: set[str] = set()
    for row in EXAMINATIONS:
        if row.after in given_up:
            given_up.add(row.name)
            continue
        for finding in examined(row, setup):
            if finding.verdict is Verdict.BROKEN:
                given_up.add(row.name)
            yield row.name, finding


def _setup(home: Path, program: Path | None) -> Setup:
    chosen: frozenset[str] = frozenset()
    settings, now, trouble = Settings.model_construct(), clock.system(), None
    try:
        chosen, settings = given(), read_settings(home)
        if settings.clock_file:
            now = clock.told_by(settings.clock_file)()
    except SetupBroken as error:
        trouble = error
    return Setup(
        home=home,
        program=program,
        settings=settings,
        given=chosen,
        versions=engine_home.installed_versions(),
        now=now,
        trouble=trouble,
    )


def examined(row: Examination, setup: Setup) -> Iterator[Finding]:
    """What one check finds; an error of any kind is a finding, and ends only this check."""
    try:
        yield from row.check(setup)
    except ProgramError as error:
        yield broken(str(error), row.mend)
    except Exception as error:  # whatever it is, the operator wants to see the other checks
        yield broken(f"{type(error).__name__}: {error}", row.mend)


def summary(verdicts: Sequence[Verdict]) -> str:
    """One line about all of it."""
    count = Counter(verdicts)
    warnings = (
        f"{count[Verdict.WARNING]} {'warning' if count[Verdict.WARNING] == 1 else 'warnings'}"
    )
    if count[Verdict.BROKEN]:
        return f"{count[Verdict.BROKEN]} broken, {warnings}: mend what is broken, then ask again."
    return f"Nothing is broken, {warnings}."


def _line(text: str) -> str:
    return escape(" ".join(text.split()))
