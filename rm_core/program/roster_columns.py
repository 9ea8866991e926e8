"""Where in a sheet the headings stand, and which column holds what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from rapidfuzz import fuzz, process

from rm_core.errors import BadFile, BadInput, Problem
from rm_core.program.roster_headings import ALIASES, Field, plain
from rm_core.program.sheets import Row, Sheet, letter, shown

HEADING_WITHIN = 20
"""Rows at the top among which the headings are looked for; reports often begin with a title."""


_WHOLE_OR_FAMILY = frozenset({"name", "nom"})
"""Headings that mean the whole name, or the family name where a given name stands beside them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Where the headings stand and which column (counted from 0) holds which field."""

    line: int
    headings: tuple[str, ...]
    at: Mapping[Field, int]

    def where(self, field: Field) -> str:
        """How a person finds the column, such as `Work Email (column C)`."""
        index = self.at[field]
        return f"{self.headings[index]} (column {letter(index + 1)})"

    @property
    def used(self) -> Mapping[str, str]:
        """Which heading each field was taken from."""
        return MappingProxyType({field.value: self.headings[i] for field, i in self.at.items()})

    @property
    def unused(self) -> tuple[str, ...]:
        """Headings that nothing was taken from."""
        taken = set(self.at.values())
        return tuple(h for i, h in enumerate(self.headings) if i not in taken and h)


def mapping_of(texts: Iterable[str]) -> Mapping[str, Field]:
    """What `--map "Their heading=our_field"` says, once for each column.

    Raises:
        BadInput: a text is not of this form, or names no field of ours.
    """
    found: dict[str, Field] = {}
    for text in texts:
        heading, sign, name = text.rpartition("=")
        if not sign or not plain(heading):
            message = f'--map {shown(text)}: write it as "Their heading=our_field"'
            raise BadInput(message)
        try:
            found[heading.strip()] = Field(name.strip())
        except ValueError:
            near = process.extractOne(name.strip(), list(Field), scorer=fuzz.ratio, score_cutoff=60)
            fix = f"did you mean {near[0]}?" if near else f"our fields are {', '.join(Field)}"
            message = f"--map {shown(text)}: we have no field {shown(name.strip())}; {fix}"
            raise BadInput(message) from None
    return MappingProxyType(found)


def place(sheet: Sheet, mapping: Mapping[str, Field]) -> tuple[Columns, int]:
    """The columns of a sheet, and the index of its first row below the headings.

    Raises:
        BadFile: a column that nobody can be imported without, or that `mapping` names, is missing.
    """
    if not sheet.rows:
        what = "the file is empty"
        raise BadFile((Problem(file=sheet.file, line=0, column=0, where="file", what=what),))
    tried = [_columns(row, mapping) for row in sheet.rows[:HEADING_WITHIN]]
    index = max(range(len(tried)), key=lambda n: (len(tried[n].at), -n))
    columns = tried[index]
    problems = (*_unmapped(sheet.file, columns, mapping), *_missing(sheet.file, columns))
    if problems:
        raise BadFile(problems)
    below = index + 1
    if len(sheet.rows) > below and len(_columns(sheet.rows[below], {}).at) >= 3:
        below += 1  # some systems write a second row of headings, for people
    if Field.NAME not in mapping.values():
        columns = _told_apart(columns, sheet.rows[below : below + 50])
    return columns, below


def _columns(row: Row, mapping: Mapping[str, Field]) -> Columns:
    line, cells = row
    headings = tuple(" ".join(cell.split())[:80] for cell in cells)
    plains = [plain(heading) for heading in headings]
    at: dict[Field, int] = {}
    for heading, field in mapping.items():
        wanted = plain(heading)
        if wanted in plains:
            at[field] = plains.index(wanted)
    taken = set(at.values())
    for field, aliases in ALIASES.items():
        open_to = {p: i for i, p in reversed(tuple(enumerate(plains))) if i not in taken}
        found = next((open_to[alias] for alias in aliases if alias in open_to), None)
        if field not in at and found is not None:
            at[field] = found
            taken.add(found)
    return Columns(line=line, headings=headings, at=MappingProxyType(at))


def _told_apart(columns: Columns, rows: tuple[Row, ...]) -> Columns:
    """`Name` beside a given name is the family name, unless the cells have both names in them."""
    at = dict(columns.at)
    whole, given = at.get(Field.NAME), at.get(Field.GIVEN_NAME)
    if whole is None or given is None or Field.FAMILY_NAME in at:
        return columns
    if plain(columns.headings[whole]) not in _WHOLE_OR_FAMILY:
        return columns
    both = [cells for _, cells in rows if len(cells) > max(whole, given) and cells[given].strip()]
    if sum(cells[given].strip() in cells[whole] for cells in both) * 2 > len(both):
        return columns
    at[Field.FAMILY_NAME] = at.pop(Field.NAME)
    return Columns(line=columns.line, headings=columns.headings, at=MappingProxyType(at))


def _unmapped(file: str, columns: Columns, mapping: Mapping[str, Field]) -> Iterable[Problem]:
    for heading, field in mapping.items():
        if field not in columns.at or plain(heading) != plain(columns.headings[columns.at[field]]):
            near = process.extractOne(
                heading, columns.headings, scorer=fuzz.WRatio, score_cutoff=60
            )
            yield Problem(
                file=file,
                line=columns.line,
                column=0,
                where="headings",
                what=f"there is no column {shown(heading)}, which is to be {field}",
                fix=f"did you mean {shown(near[0])}?" if near else "",
            )


def _missing(file: str, columns: Columns) -> Iterable[Problem]:
    for field in (Field.EXTERNAL_ID, Field.NAME, Field.EMAIL):
        named = field is Field.NAME and (Field.GIVEN_NAME in columns.at)
        if field in columns.at or named:
            continue
        near = _nearest(field, columns.unused)
        fix = f"is it {shown(near)}? then say" if near else "if another column has it, say"
        yield Problem(
            file=file,
            line=columns.line,
            column=0,
            where="headings",
            what=f"no column for {field} among {_listed(columns.headings)}",
            fix=f'{fix} --map "{near or "Their heading"}={field}"',
        )


def _listed(headings: tuple[str, ...]) -> str:
    named = [shown(heading, 30) for heading in headings if heading]
    return ", ".join(named[:12]) + (", …" if len(named) > 12 else "")


def _nearest(field: Field, headings: tuple[str, ...]) -> str | None:
    """The heading that is likest to one of the field's aliases, if any is like it at all."""
    likeness = {
        heading: max(fuzz.token_sort_ratio(plain(heading), alias) for alias in ALIASES[field])
        for heading in headings
    }
    best = max(likeness, key=lambda heading: likeness[heading], default=None)
    return best if best is not None and likeness[best] >= 65 else None
