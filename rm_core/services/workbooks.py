"""Excel workbooks, read as rows of text without trusting what they say of their own size.

A workbook is a zip of XML. The reader holds a sheet as a full rectangle, so two cells in opposite
corners, a long text that a million cells share, or a zip that unpacks without end could exhaust
the memory. All three are measured before the reader sees the file.
"""

import datetime as dt
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from rm_core.errors import BadFile, Problem
from rm_core.program.sheets import Row

MOST_UNPACKED = 400 * 2**20
MOST_CELLS = 16_000_000
"""Half a million rows of 32 columns; empty cells of the rectangle count. About 500 MB."""

MOST_TEXT = 2**30
"""Bytes of text that all cells together may come to."""

Cell = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta

_AS_CSV = "save the sheet as CSV (UTF-8)"
_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*?\sr\s*=\s*[\"'](\d+)")
_WIDE = re.compile(rb"\sr\s*=\s*[\"']([A-Z]{2,})\d")
_CELL = re.compile(rb"<(?:\w+:)?c\b")
_STRING = re.compile(rb"<(?:\w+:)?si\b")

_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,
    NotImplementedError,
    ValueError,
)
"""What the standard library raises for a zip that is damaged, encrypted or strangely packed."""


def is_workbook(data: bytes) -> bool:
    """Whether these bytes are a zip with an Excel workbook in it."""
    if not data.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return any(name.startswith("xl/workbook") for name in archive.namelist())
    except _BROKEN:
        return False


def workbook_rows(data: bytes, file: str) -> Iterator[Row]:
    """The rows of the first visible sheet that has any, numbered as Excel numbers them.

    Raises:
        BadFile: the workbook is damaged, has a password, or is too large.
    """
    _measure(data, file)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            for index, sheet in enumerate(book.sheets_metadata):
                visible = sheet.visible is SheetVisibleEnum.Visible
                if not visible or sheet.typ is not SheetTypeEnum.WorkSheet:
                    continue
                found = book.get_sheet_by_index(index)
                if found.start is None:
                    continue
                before = ("",) * found.start[1]
                for number, row in enumerate(found.iter_rows(), start=1):
                    yield number, (*before, *map(_text, row))
                return
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        raise _bad(
            file, "the workbook is damaged or has a password", f"open it and {_AS_CSV}"
        ) from error
    raise _bad(file, "no visible sheet has anything in it", "is it the right file?")


def _text(cell: Cell) -> str:
    """A cell as a person reads it."""
    match cell:
        case str():
            return cell
        case bool():
            return "TRUE" if cell else "FALSE"
        case float() if cell.is_integer() and abs(cell) < 1e15:
            return str(int(cell))
        case dt.datetime() if cell.time() == dt.time():
            return cell.date().isoformat()
        case dt.datetime():
            return cell.isoformat(sep=" ", timespec="minutes")
        case dt.date() | dt.time():
            return cell.isoformat()
        case _:
            return str(cell)


def _measure(data: bytes, file: str) -> None:
    """Unpack every part once, within limits, and count what its sheets would come to."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            unpacked = sum(part.file_size for part in parts)
            if unpacked > MOST_UNPACKED or len(parts) > 10_000:
                what = f"it unpacks to {unpacked / 2**20:.0f} MB; {MOST_UNPACKED // 2**20} are read"
                raise _bad(file, what, _AS_CSV)
            cells = longest = 0
            for part in parts:
                content = archive.read(part)  # fails when there is more than the header says
                if b"sheetData" in content:  # whatever the part is called
                    cells = max(cells, _cells(content, file))
                else:
                    longest = max(longest, _longest(content))
    except _BROKEN as error:
        raise _bad(file, "the workbook is damaged", f"open it and {_AS_CSV}") from error
    if cells * longest > MOST_TEXT:
        what = f"{cells} cells that share texts of up to {longest} characters are too much"
        raise _bad(file, what, _AS_CSV)


def _cells(content: bytes, file: str) -> int:
    """How many cells a sheet's XML has.

    Raises:
        BadFile: the rectangle around them is too large.
    """
    counted = sum(1 for _ in _CELL.finditer(content))
    rows = max((int(row[1][:9]) for row in _ROW.finditer(content)), default=0)
    columns = max((_column(name) for name in set(_WIDE.findall(content))), default=26)
    area = max(rows, 1) * columns
    if area > MOST_CELLS or counted > MOST_CELLS:
        what = f"the sheet reaches to row {rows} and column {columns}: {area} cells are too many"
        raise _bad(file, what, "delete what lies far away from the table")
    return counted


def _column(name: bytes) -> int:
    number = 0
    for letter in name[:6]:
        number = number * 26 + letter - 64
    return number


def _longest(content: bytes) -> int:
    """The length in bytes of the longest shared text, with its tags."""
    starts = [found.start() for found in _STRING.finditer(content)]
    ends = [*starts[1:], len(content)]
    if not starts:
        return 0
    return max(end - start for start, end in zip(starts, ends, strict=True))


def _bad(file: str, what: str, fix: str) -> BadFile:
    problem = Problem(file=file, line=0, column=0, where="file", what=what, fix=fix)
    return BadFile((problem,))
