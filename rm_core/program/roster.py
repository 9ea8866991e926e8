"""An HR export, read as people: who can be imported, and everything that is wrong with the rest.

Rows with a problem are left out, rows with a remark are kept (M07). Whoever reports to somebody
who is left out reports to the next one above, so that reporting chains stay whole (M18).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from rm_core.errors import Problem
from rm_core.program.reporting import next_above, rings
from rm_core.program.roster_addresses import Addresses
from rm_core.program.roster_columns import Columns, place
from rm_core.program.roster_headings import Field
from rm_core.program.roster_rows import Notes, PersonRow, person_of
from rm_core.program.sheets import Row, Sheet, shown

RING_SHOWN = 12
"""So many ids of a reporting ring are written out."""

NO_MAPPING: Mapping[str, Field] = MappingProxyType({})
NOBODY: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """What an export came to.

    `problems` each left a row out, `remarks` did not; both are in the order of the file.
    `columns` says which heading each field was taken from, `unused` the other headings.
    """

    people: tuple[PersonRow, ...]
    problems: tuple[Problem, ...]
    remarks: tuple[Problem, ...]
    columns: Mapping[str, str]
    unused: tuple[str, ...]


def read(
    sheet: Sheet, *, mapping: Mapping[str, Field] = NO_MAPPING, known: Mapping[str, str] = NOBODY
) -> Roster:
    """The people in a sheet.

    `mapping` says of headings what they hold, before anything is guessed. `known` are the people
    who were imported earlier, external id to address: managers may be among them, and nobody may
    take over an address of theirs.

    Raises:
        BadFile: the sheet has no usable headings; nothing of it was taken.
    """
    columns, first = place(sheet, mapping)
    notes = Notes(sheet.file, columns)
    people = _everyone(sheet.rows[first:], columns, notes)
    _refuse_taken(people, known, notes)
    kept = _with_managers(people, known, notes)
    _doubt_levels(kept, notes)
    return Roster(
        people=tuple(kept),
        problems=_in_order(notes.problems),
        remarks=sheet.remarks
        + _in_order(one for one in notes.remarks if one.line not in notes.left_out),
        columns=columns.used,
        unused=columns.unused,
    )


def _everyone(rows: tuple[Row, ...], columns: Columns, notes: Notes) -> dict[str, PersonRow]:
    """Everyone by their id without case: the first good row of each id, or else a bad one."""
    email = columns.at[Field.EMAIL]
    addresses = Addresses(cells[email] for _, cells in rows if len(cells) > email)
    people: dict[str, PersonRow] = {}
    owners: dict[str, PersonRow] = {}
    for row in rows:
        if not "".join(row[1]).strip() or notes.torn(row):
            continue
        person = person_of(row, columns, addresses, notes)
        key = person.external_id.casefold()
        before = people.get(key)
        if before and before.line not in notes.left_out and key:
            what = f"the id {shown(person.external_id)} is already in line {before.line}"
            notes.problem(person.line, Field.EXTERNAL_ID, what, "keep one row for each person")
            continue
        owner = owners.get(person.email.casefold())
        if owner and person.email:
            what = f"the address {person.email} is already in line {owner.line}"
            notes.problem(person.line, Field.EMAIL, what, "give each person their own address")
        if person.line not in notes.left_out:
            owners[person.email.casefold()] = person
        if key and (before is None or person.line not in notes.left_out):
            people.pop(key, None)
            people[key] = person
    return people


def _refuse_taken(people: dict[str, PersonRow], known: Mapping[str, str], notes: Notes) -> None:
    """Leave out whoever has the address of somebody known who does not get another one here."""
    owners = {address.casefold(): one for one, address in known.items()}
    for key, person in people.items():
        owner = owners.get(person.email.casefold()) if person.email else None
        if owner is None or owner.casefold() == key or person.line in notes.left_out:
            continue
        renewed = people.get(owner.casefold())
        if renewed is None or renewed.email.casefold() == person.email.casefold():
            what = f"the address {person.email} belongs to id {shown(owner)}, imported earlier"
            fix = "was the id changed? then keep the earlier one"
            notes.problem(person.line, Field.EMAIL, what, fix)


def _with_managers(
    people: dict[str, PersonRow], known: Mapping[str, str], notes: Notes
) -> list[PersonRow]:
    """Everyone who is kept, with the external id of whoever is above them."""
    manager_of = _reporting(people, known, notes)
    for ring in rings({one: above for one, above in manager_of.items() if one != above}):
        _refuse_ring([people[one] for one in ring], notes)
    kept = {key: one for key, one in people.items() if one.line not in notes.left_out}
    ids = {one.casefold(): one for one in known} | {k: p.external_id for k, p in kept.items()}
    above = next_above(manager_of, ids.keys())
    found: list[PersonRow] = []
    for key, person in kept.items():
        manager = manager_of.get(key)
        top = above.get(key) if manager != key else None
        if manager is not None and manager != key and manager not in ids:
            what = f"the manager {shown(person.manager or '')} is left out of this import"
            fix = f"taken instead: {shown(ids[top])}" if top else "nobody is above them now"
            notes.remark(person.line, Field.MANAGER, what, fix)
        external_id = ids[top] if top else None
        same = external_id == person.manager
        found.append(person if same else replace(person, manager=external_id))
    return found


def _reporting(
    people: dict[str, PersonRow], known: Mapping[str, str], notes: Notes
) -> dict[str, str]:
    """Who reports to whom, by ids without case; whoever has no manager is not in it."""
    by_address = {address.casefold(): one.casefold() for one, address in known.items()}
    by_address |= {one.email.casefold(): key for key, one in people.items() if one.email}
    ids = {one.casefold() for one in known} | people.keys()
    manager_of: dict[str, str] = {}
    for key, person in people.items():
        if person.manager is None:
            continue
        cell = person.manager.casefold()
        manager = cell if cell in ids else by_address.get(cell)
        if manager is None:
            what = f"nobody here has the id or address {shown(person.manager)}"
            by_name = " " in person.manager and "@" not in person.manager
            fix = "give the manager's id or address, not the name" if by_name else ""
            notes.remark(person.line, Field.MANAGER, what, fix or "is their row missing?")
            continue
        if manager == key:
            notes.remark(person.line, Field.MANAGER, "reports to themself; taken as the top")
        manager_of[key] = manager
    return manager_of


def _refuse_ring(ring: list[PersonRow], notes: Notes) -> None:
    ids = [person.external_id for person in ring]
    some = ids if len(ids) <= RING_SHOWN else [*ids[:RING_SHOWN], "…"]
    lines = ", ".join(str(person.line) for person in ring[:RING_SHOWN])
    what = f"a ring of managers: {' -> '.join([*some, ids[0]])} (lines {lines})"
    for person in ring:
        notes.problem(person.line, Field.MANAGER, what, "one of them reports to somebody else")


def _doubt_levels(people: list[PersonRow], notes: Notes) -> None:
    """Remark when most managers are below their people: then the levels count from the top."""
    level = {one.external_id: one.level for one in people}
    pairs = [(one.level, level.get(one.manager)) for one in people if one.manager]
    sure = [(own, above) for own, above in pairs if own is not None and above is not None]
    upside_down = sum(own > above for own, above in sure)
    if upside_down >= 10 and upside_down * 10 > len(sure) * 7:
        what = f"{upside_down} of {len(sure)} people stand above their manager"
        notes.remark(0, Field.LEVEL, what, "level 1 must be the entry, not the top")


def _in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda one: (one.line, one.column)))
