"""A sheet of text cells, as a person sees it in the file, and how to point into it."""

from collections.abc import Iterator
from dataclasses import dataclass
from string import ascii_uppercase

from rm_core.errors import Problem

Row = tuple[int, tuple[str, ...]]
"""The line on which a row begins, counted from 1 as an editor counts, and its cells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What was read from a file: its name (no folder), its rows, and remarks on the reading."""

    file: str
    rows: tuple[Row, ...]
    remarks: tuple[Problem, ...] = ()


def letter(column: int) -> str:
    """What a spreadsheet calls a column that is counted from 1: A, B, … Z, AA, …"""
    return "".join(reversed(tuple(_digits(column))))


def shown(cell: str, most: int = 60) -> str:
    """A cell in quotes for a message: short, on one line, with nothing invisible in it."""
    text = cell if len(cell) <= most else cell[: most - 1] + "…"
    return '"' + "".join(one if one.isprintable() else f"\\u{ord(one):04x}" for one in text) + '"'


def _digits(column: int) -> Iterator[str]:
    while column > 0:
        column, digit = divmod(column - 1, 26)
        yield ascii_uppercase[digit]
