"""One row of an HR export, checked cell by cell."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from rm_core.errors import Problem
from rm_core.program.people import Role
from rm_core.program.roster_addresses import Addresses
from rm_core.program.roster_columns import Columns
from rm_core.program.roster_headings import Field
from rm_core.program.roster_words import languages_of, level_of, roles_of
from rm_core.program.roster_zones import zone_meant, zone_of, zone_of_site
from rm_core.program.sheets import Row, letter, shown

LONGEST: Mapping[Field, int] = MappingProxyType(
    {
        Field.EXTERNAL_ID: 64,
        Field.NAME: 200,
        Field.GIVEN_NAME: 100,
        Field.FAMILY_NAME: 100,
        Field.EMAIL: 254,
        Field.MANAGER: 254,
        Field.DEPARTMENT: 120,
        Field.SITE: 120,
        Field.LEVEL: 80,
        Field.TIME_ZONE: 120,
        Field.LANGUAGES: 200,
        Field.ROLE: 60,
    }
)
"""Characters that a cell may have; the address's limit is that of RFC 5321."""

NAMES = frozenset({Field.NAME, Field.GIVEN_NAME, Field.FAMILY_NAME})
IDENTITY = NAMES | {Field.EXTERNAL_ID, Field.EMAIL}
"""Without these right, a row cannot be taken; other cells that do not fit are left empty."""

_UNFIT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufffd\ud800-\udfff]"
)
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\ufeff\u00ad\u2060"))
_NOTHING = frozenset({"-", "--", "–", "—", "n/a", "#n/a", "#n/v", "null", "(none)", "(blank)"})
_FORMULA = re.compile(r"[=@]|[+-](?![\d\s.,]+$)")
_MARKUP = re.compile(r"[<>]|://|\bwww\.", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """A person as an export shows them; `line` is where in the file.

    `manager` is the external id of the line manager, `level` the seniority band with 1 for the
    entry. None or empty means that the file does not say. `roles` is a hint whom to invite as what.
    """

    line: int
    external_id: str
    name: str
    given_name: str
    email: str
    manager: str | None = None
    department: str = ""
    site: str = ""
    level: int | None = None
    time_zone: str | None = None
    languages: tuple[str, ...] = ()
    roles: frozenset[Role] = frozenset()


class Notes:
    """What is found wrong while a sheet is read: problems leave the row out, remarks keep it."""

    def __init__(self, file: str, columns: Columns) -> None:
        self._file = file
        self._columns = columns
        self.problems: list[Problem] = []
        self.remarks: list[Problem] = []
        self.left_out: dict[int, set[Field]] = {}

    def problem(self, line: int, field: Field, what: str, fix: str = "") -> None:
        self.problems.append(self._at(line, field, what, fix))
        self.left_out.setdefault(line, set()).add(field)

    def remark(self, line: int, field: Field, what: str, fix: str = "") -> None:
        """Something to look at; line 0 speaks of the whole column."""
        self.remarks.append(self._at(line, field, what, fix))

    def torn(self, row: Row) -> bool:
        """Whether a row has more cells than there are headings, so that no cell is sure."""
        line, cells = row
        width = len(self._columns.headings)
        if not any(cell.strip() for cell in cells[width:]):
            return False
        what = f"there are {len(cells)} cells under {width} headings, so they have shifted"
        fix = "put a cell that contains the separator in quotation marks"
        where = f"column {letter(width + 1)}"
        self.problems.append(
            Problem(file=self._file, line=line, column=width + 1, where=where, what=what, fix=fix)
        )
        self.left_out[line] = set()
        return True

    def _at(self, line: int, field: Field, what: str, fix: str) -> Problem:
        index = self._columns.at.get(field)
        column = 0 if index is None else index + 1
        where = field if index is None else self._columns.where(field)
        return Problem(file=self._file, line=line, column=column, where=where, what=what, fix=fix)


def person_of(row: Row, columns: Columns, addresses: Addresses, notes: Notes) -> PersonRow:
    """The person in a row; what is wrong with it goes to `notes`.

    `manager` still reads as in the file, and cells that do not fit are empty.
    """
    line, raw = row
    cells = {field: raw[i] if i < len(raw) else "" for field, i in columns.at.items()}
    for field, cell in cells.items():
        if cell:
            cells[field] = _tidy(line, field, cell, notes)
    given, name = _names(cells)
    refused = notes.left_out.get(line, set())
    if not name and not refused & NAMES:
        notes.problem(line, _name_field(columns), "there is no name")
    if not cells[Field.EXTERNAL_ID] and Field.EXTERNAL_ID not in refused:
        notes.problem(line, Field.EXTERNAL_ID, "there is no id", "each person needs one that lasts")
    return PersonRow(
        line=line,
        external_id=cells[Field.EXTERNAL_ID],
        name=name,
        given_name=given,
        email=_address(line, cells[Field.EMAIL], addresses, notes),
        manager=cells.get(Field.MANAGER) or None,
        department=cells.get(Field.DEPARTMENT, ""),
        site=cells.get(Field.SITE, ""),
        level=_level(line, cells.get(Field.LEVEL, ""), notes),
        time_zone=_zone(line, cells, notes),
        languages=_languages(line, cells.get(Field.LANGUAGES, ""), notes),
        roles=_roles(line, cells.get(Field.ROLE, ""), notes),
    )


def _tidy(line: int, field: Field, cell: str, notes: Notes) -> str:
    """A cell on one line and without surprises; empty when it cannot be used."""
    if cell.isascii() and cell.isprintable() and "  " not in cell:
        text = cell.strip()
    else:
        unfit = _UNFIT.search(cell)
        if unfit:
            what = f"{shown(cell)} contains a character that is no text (U+{ord(unfit[0]):04X})"
            return _refuse(line, field, what, "type the cell anew", notes)
        text = " ".join(unicodedata.normalize("NFC", cell.translate(_INVISIBLE)).split())
    if len(text) > LONGEST[field]:
        what = f"{len(text)} characters are too many: {shown(text, 30)}"
        return _refuse(line, field, what, f"at most {LONGEST[field]} fit", notes)
    if not text or text.casefold() in _NOTHING:
        return ""
    if text[0] in "=@+-" and _FORMULA.match(text):
        what = f"{shown(text)} looks like a spreadsheet formula"
        return _refuse(line, field, what, "write plain text", notes)
    if field in NAMES and _MARKUP.search(text):
        return _refuse(line, field, f"{shown(text)} is no name", "write the name alone", notes)
    return text


def _refuse(line: int, field: Field, what: str, fix: str, notes: Notes) -> str:
    if field in IDENTITY:
        notes.problem(line, field, what, fix)
    else:
        notes.remark(line, field, f"{what}; the cell is left empty", fix)
    return ""


def _names(cells: Mapping[Field, str]) -> tuple[str, str]:
    """The given name and the whole name; `Family, Given` is turned round."""
    given, family = cells.get(Field.GIVEN_NAME, ""), cells.get(Field.FAMILY_NAME, "")
    whole = cells.get(Field.NAME, "")
    last, comma, first = whole.partition(",")
    if comma and first.strip():
        whole = f"{first.strip()} {last.strip()}"
    whole = whole or f"{given} {family}".strip()
    return given or whole.partition(" ")[0], whole


def _name_field(columns: Columns) -> Field:
    return next(f for f in (Field.NAME, Field.FAMILY_NAME, Field.GIVEN_NAME) if f in columns.at)


def _address(line: int, cell: str, addresses: Addresses, notes: Notes) -> str:
    if not cell:
        if Field.EMAIL not in notes.left_out.get(line, set()):
            notes.problem(line, Field.EMAIL, "there is no address")
        return ""
    verdict = addresses.judge(cell)
    if not verdict.address:
        notes.problem(line, Field.EMAIL, verdict.what, verdict.fix)
    elif verdict.what:
        notes.remark(line, Field.EMAIL, verdict.what, verdict.fix)
    return verdict.address


def _level(line: int, cell: str, notes: Notes) -> int | None:
    level = level_of(cell) if cell else None
    if cell and level is None:
        fix = "write a number, 1 for the entry, or a word such as Junior, Senior, Manager, Director"
        notes.remark(line, Field.LEVEL, f"{shown(cell)} is no level we know", fix)
    return level


def _zone(line: int, cells: Mapping[Field, str], notes: Notes) -> str | None:
    """The zone that the row names, or else the one of its site."""
    cell = cells.get(Field.TIME_ZONE, "")
    zone = zone_of(cell) if cell else None
    if cell and zone is None:
        notes.remark(line, Field.TIME_ZONE, f"{shown(cell)} is no time zone", zone_meant(cell))
    site = cells.get(Field.SITE, "")
    return zone or (zone_of_site(site) if site else None)


def _languages(line: int, cell: str, notes: Notes) -> tuple[str, ...]:
    found, unknown = languages_of(cell) if cell else ((), ())
    if unknown:
        words = ", ".join(shown(word, 30) for word in unknown[:5])
        fix = "write names or codes such as English or de, with commas between them"
        notes.remark(line, Field.LANGUAGES, f"no language we know: {words}", fix)
    return found


def _roles(line: int, cell: str, notes: Notes) -> frozenset[Role]:
    roles = roles_of(cell) if cell else frozenset()
    if roles is None:
        notes.remark(line, Field.ROLE, f"{shown(cell)} is no role", "write mentor, mentee or both")
    return roles or frozenset()
