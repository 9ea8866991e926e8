"""`rmctl`: what an operator types. Every command ends with a documented exit code."""

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from rich.console import Console

app = App(
    suppress_keyboard_interrupt=False,
    name="rmctl",
    help="Run reverse-mentoring cohorts. Exit codes: 0 done, 1 unexpected, 2 bad input, "
    "3 not allowed now, 4 not found, 5 changed by somebody else, 6 set-up broken, 7 mail refused.",
    version_flags=["--version"],
)
console = Console()
problems = Console(stderr=True)

Home = Annotated[Path, Parameter(help="Folder of the installation", env_var="RM_HOME")]
HERE = Path(".rm")


@app.command
def demo(
    *,
    people: int = 60,
    seed: int = 1,
    program: Path | None = None,
    import_: Annotated[Path | None, Parameter(name="--import")] = None,
    exit_: Annotated[bool, Parameter(name="--exit", negative=())] = False,
    wait_for_me: Annotated[bool, Parameter(negative=())] = False,
) -> int:
    """Run one whole cohort on a simulated clock, then show where to look.

    Parameters
    ----------
    people: how many people to make up
    seed: another seed, other people
    program: a program file of yours instead of the ready six-month one
    import_: an HR export of yours instead of made-up people
    exit_: end when the cohort is closed, instead of staying up
    wait_for_me: leave the decision on the proposed pairs to you, in the Prefect UI
    """
    from rmctl.demo import Wish, run

    wish = Wish(
        people=people,
        seed=seed,
        program=program,
        export=import_,
        exit=exit_,
        wait_for_me=wait_for_me,
    )
    return run(wish, console)


@app.command
def up(*, home: Home = HERE, port: int = 8000) -> None:
    """Start everything on this machine: Prefect, flows, pages, and a mailbox if no relay is set."""
    from rmctl.up import run

    run(home, port, console)


@app.command
def doctor(*, home: Home = HERE, program: Path | None = None) -> int:
    """Check versions, ports, database, mail server and Prefect; say how to mend each finding."""
    from rmctl.doctor import run

    return run(home, program, console)


@app.command
def new(template: str, path: Path) -> None:
    """Start a program file from a ready one: six-month, digital-fluency, inclusion, ..."""
    from rmctl.program_file import new as start

    start(template, path)
    console.print(f"Wrote {path} and the schema beside it. Edit it, then: rmctl validate {path}")


@app.command
def validate(path: Path) -> int:
    """Check a program file; every problem with line, field and how to mend it."""
    from rmctl.program_file import validate as check

    return check(path, console)


@app.command
def schema(path: Path = Path("program.schema.json")) -> None:
    """Write the JSON Schema of program files, for editors."""
    from rmctl.program_file import write_schema

    write_schema(path)
    console.print(f"Wrote {path}")


def main() -> None:
    """The entry point: errors become one clear message and a documented exit code."""
    from rmctl import cohort_commands
    from rmctl.ending import ended

    cohort_commands.add_to(app)
    sys.exit(ended(lambda: app(result_action="return_value"), problems))


if __name__ == "__main__":
    main()
