"""How fast an HR export is read and checked: `python -m benchmarks.importing [PEOPLE]`.

Prints rows a second and the memory that the steps added, for a CSV file and an Excel workbook.
"""

import resource
import sys
import tempfile
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from typing import TypeVar

from rm_core.program.roster import read
from rm_core.rehearsal.names import made_up_people
from rm_core.services.exports import cells
from samples.make_samples import generic, write

T = TypeVar("T")

PEOPLE = 100_000


HEAD = "{:>8} {:>8} {:>7} {:>8} {:>8} {:>8}"
LINE = "{:>8} {:8.1f} {:7.2f} {:8.2f} {:8.0f} {:8.0f}"


def main() -> None:
    people = int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE
    print(f"{people} people")
    print(HEAD.format("", "file MB", "read s", "check s", "rows/s", "MB more"))
    with tempfile.TemporaryDirectory() as folder:
        for name in ("people.csv", "people.xlsx"):
            file = Path(folder) / name
            _apart(make, people, file)
            print(_apart(measure, file), flush=True)


def make(people: int, file: Path) -> None:
    write(generic(made_up_people(people, seed=1)), file)


def measure(file: Path) -> str:
    """Seconds, rows a second and the memory that one import adds to an idle process."""
    idle = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = perf_counter()
    sheet = cells(file)
    was_read = perf_counter()
    roster = read(sheet)
    checked = perf_counter()
    if roster.problems:
        raise SystemExit(f"{file.name}: {roster.problems[0]}")
    more = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - idle) / 1024
    rate = len(roster.people) / (checked - began)
    size = file.stat().st_size / 2**20
    return LINE.format(file.suffix, size, was_read - began, checked - was_read, rate, more)


def _apart(step: Callable[..., T], *arguments: object) -> T:
    """A step in a process of its own, so that its peak of memory is its own."""
    with get_context("spawn").Pool(1) as fresh:
        return fresh.apply(step, arguments)


if __name__ == "__main__":
    main()
