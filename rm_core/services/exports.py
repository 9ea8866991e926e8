"""HR exports, read from disk: CSV in whatever encoding and separator, and Excel workbooks.

Cells come out as text, as a person sees them. What cannot be read for certain is refused with the
line and the way to mend it, never guessed: a shifted cell would put one person's address beside
another's name.
"""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from rm_core.errors import BadFile, Problem
from rm_core.program.sheets import Row, Sheet
from rm_core.services.workbooks import is_workbook, workbook_rows

if TYPE_CHECKING:
    from _csv import Reader

MOST_BYTES = 256 * 2**20
"""A CSV file with a million people has about 150 MB."""

MOST_ROWS = 1_048_576
MOST_COLUMNS = 702
"""As many as an Excel sheet has rows, and columns up to ZZ."""

SEPARATORS = (",", ";", "\t", "|")
_SAMPLE = 64 * 1024

_TEXT = frozenset({".csv", ".txt", ".tsv"})
_WORKBOOK = frozenset({".xlsx", ".xlsm"})
_SAVE = "save it as .xlsx or as CSV (UTF-8)"
_FOREIGN: Mapping[bytes, tuple[str, str]] = MappingProxyType(
    {
        b"\xd0\xcf\x11\xe0": ("an old .xls or a workbook with a password", f"open it and {_SAVE}"),
        b"PK": ("an archive and no Excel workbook", f"open it in a spreadsheet and {_SAVE}"),
        b"%PDF": ("a PDF", f"export the table itself and {_SAVE}"),
        b"\x1f\x8b": ("compressed", "unpack it first"),
        b"<!DO": ("a web page", f"the export probably needs a login; {_SAVE}"),
        b"<htm": ("a web page", f"open it in a spreadsheet and {_SAVE}"),
        b"<?xm": ("XML", f"open it in a spreadsheet and {_SAVE}"),
    }
)
"""How files begin that are often taken for a CSV file."""


@dataclass(frozen=True, slots=True)
class _Text:
    """A file's text; `doubt` says why its letters should be looked at, if they should."""

    text: str
    doubt: str = ""


def cells(path: Path) -> Sheet:
    """All rows of the file's only or first sheet that has any, as text.

    Numbers come without a needless `.0`, dates as 2026-04-01, formulas as their last value.

    Raises:
        BadFile: it is no file, too large, no spreadsheet, or cannot be read without guessing.
    """
    file = path.name
    data = _bytes(path)
    if path.suffix.lower() in _WORKBOOK and not is_workbook(data):
        _refuse_foreign(data, file)
        raise _bad(file, f"named {path.suffix}, but is no Excel workbook", "is it a CSV? rename it")
    if path.suffix.lower() in _WORKBOOK:
        return Sheet(file=file, rows=tuple(workbook_rows(data, file)))
    if path.suffix.lower() not in _TEXT:
        raise _bad(file, f"a {path.suffix or 'nameless'} file is no export we read", _SAVE)
    if is_workbook(data):
        raise _bad(file, f"named {path.suffix}, but is an Excel workbook", "rename it to .xlsx")
    _refuse_foreign(data, file)
    text = _decoded(data, file)
    if not text.text.strip():
        raise _bad(file, "the file is empty", "export it again")
    remarks = (_problem(file, text.doubt, _SAVE),) if text.doubt else ()
    return Sheet(file=file, rows=tuple(_rows(text.text, file)), remarks=remarks)


def _bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise _bad(path.name, "this is no file", "give the path of an export")
        if size > MOST_BYTES:
            what = f"{size / 2**20:.0f} MB are too much; {MOST_BYTES // 2**20} MB can be read"
            raise _bad(path.name, what, "leave out columns or split the file")
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise _bad(
            path.name or str(path), f"cannot be opened: {reason}", "check the path"
        ) from error
    if not data.strip(b"\x00 \t\r\n"):
        raise _bad(path.name, "the file is empty", "export it again")
    return data


def _refuse_foreign(data: bytes, file: str) -> None:
    for start, (kind, fix) in _FOREIGN.items():
        if data[: len(start)].lower() == start.lower():
            raise _bad(file, f"this is {kind}", fix)


def _decoded(data: bytes, file: str) -> _Text:
    """UTF-8 or UTF-16 where the bytes say so, else Windows-1252 with a doubt."""
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if data.startswith(mark):
            return _Text(_strictly(data, encoding, file))
    head = data[:_SAMPLE]
    if head.count(0) * 4 > len(head):
        little = head[1::2].count(0) >= head[::2].count(0)
        return _Text(_strictly(data, "utf-16-le" if little else "utf-16-be", file))
    if 0 in data:
        raise _bad(file, "there are zero bytes in it, so it is no text", _SAVE)
    try:
        return _Text(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
    lenient = data.decode("utf-8", errors="replace")
    broken = lenient.count("\ufffd")
    if sum(not one.isascii() for one in lenient) > 2 * broken:
        raise _bad(file, "the file mixes two encodings: this line is not UTF-8", _SAVE, line)
    doubt = f"line {line} is not UTF-8; the file was read as Windows-1252, so check the accents"
    return _Text(_strictly(data, "cp1252", file), doubt)


def _strictly(data: bytes, encoding: str, file: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        what = f"byte {error.start + 1} fits neither UTF-8, UTF-16 nor Windows-1252"
        raise _bad(file, what, _SAVE) from error
    if "\x00" in text:
        raise _bad(file, "there are zero characters in it, so it is no text", _SAVE)
    return text.removeprefix("\ufeff")


def _rows(text: str, file: str) -> Iterator[Row]:
    """The records of a CSV text, each with the line on which it begins."""
    separator, text, line = _declared(text)
    reader = _reader(text, separator or _separator(text))
    begins = line
    try:
        for count, record in enumerate(reader):
            if count >= MOST_ROWS or len(record) > MOST_COLUMNS:
                what = f"more than {MOST_ROWS} rows or {MOST_COLUMNS} columns"
                raise _bad(file, what, "leave out what is not needed", begins)
            yield begins, tuple(record)
            begins = line + reader.line_num
    except csv.Error as error:
        raise _bad(file, *_in_words(error), begins) from error


def _declared(text: str) -> tuple[str, str, int]:
    """The separator that Excel's first line `sep=;` names, the rest, and the line it begins on."""
    first, newline, rest = text.partition("\n")
    declared = first.strip().strip('"')
    if declared[:4].lower() == "sep=" and declared[4:] in SEPARATORS and newline:
        return declared[4:], rest, 2
    return "", text, 1


def _separator(text: str) -> str:
    """The separator that cuts the first rows into the most columns the most evenly."""
    return max(SEPARATORS, key=lambda one: _evenness(text[:_SAMPLE], one))


def _evenness(text: str, separator: str) -> float:
    widths: list[int] = []
    try:
        for record in _reader(text, separator):
            widths += [len(record)] if record else []
            if len(widths) == 50:
                break
    except csv.Error:  # a wrong separator, or a sample that ends inside quotation marks
        pass
    if not widths:
        return 0.0
    width, times = Counter(widths).most_common(1)[0]
    return width * times / len(widths) if width > 1 else 0.0


def _reader(text: str, separator: str) -> "Reader":
    lines = io.StringIO(text, newline="")
    return csv.reader(lines, delimiter=separator, strict=True, skipinitialspace=separator != "\t")


def _in_words(error: csv.Error) -> tuple[str, str]:
    said = str(error)
    if "unexpected end" in said or "larger than field limit" in said:
        return "a quotation mark is opened here and never closed", "close it, or remove it"
    if "expected after" in said:
        what = "there is a quotation mark inside a quoted cell"
        return what, 'double it: ""'
    return f"this row is no CSV ({said})", _SAVE


def _bad(file: str, what: str, fix: str, line: int = 0) -> BadFile:
    return BadFile((_problem(file, what, fix, line),))


def _problem(file: str, what: str, fix: str, line: int = 0) -> Problem:
    return Problem(file=file, line=line, column=0, where="file", what=what, fix=fix)
