"""Reporting lines: rings in them, and who is above whom once some rows are left out."""

from collections.abc import Collection, Mapping


def rings(manager_of: Mapping[str, str]) -> tuple[tuple[str, ...], ...]:
    """Every ring of people who report to each other: A to B, B to C, C to A gives (A, B, C).

    Each ring is given once, beginning with the member that comes first in `manager_of`; so are
    the rings among each other. Someone who reports to themself is a ring of one. Visits everyone
    at most twice.
    """
    order = {person: n for n, person in enumerate(manager_of)}
    walked_in: dict[str, str] = {}
    found: list[tuple[str, ...]] = []
    for start in manager_of:
        path: list[str] = []
        person = start
        while person in manager_of and person not in walked_in:
            walked_in[person] = start
            path.append(person)
            person = manager_of[person]
        if path and walked_in.get(person) == start:
            ring = path[path.index(person) :]
            first = min(range(len(ring)), key=lambda n: order[ring[n]])
            found.append(tuple(ring[first:] + ring[:first]))
    return tuple(sorted(found, key=lambda ring: order[ring[0]]))


def next_above(manager_of: Mapping[str, str], kept: Collection[str]) -> dict[str, str | None]:
    """For everyone with a manager, the nearest person above them who is kept, or None.

    A manager who is left out must not make their team and their own manager strangers to each
    other: the rule about reporting chains (M18) needs the line unbroken.
    """
    above: dict[str, str | None] = {}
    for start in manager_of:
        path: list[str] = []
        walked: set[str] = set()
        person = start
        while person in manager_of and person not in above and person not in walked:
            walked.add(person)
            path.append(person)
            person = manager_of[person]
            if person in kept:
                break
        top = person if person in kept else above.get(person)
        for below in path:
            above[below] = top
    return above
