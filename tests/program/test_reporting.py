"""Reporting lines: rings are found, and nobody is cut off from those above."""

from hypothesis import given
from hypothesis import strategies as st

from rm_core.program.reporting import next_above, rings

GRAPHS = st.integers(1, 12).flatmap(
    lambda n: st.dictionaries(
        st.integers(0, n - 1).map(str), st.integers(0, n).map(str), max_size=n
    )
)


@given(GRAPHS)
def test_rings_are_those_that_walking_from_everyone_finds(manager_of: dict[str, str]) -> None:
    def ring_of(start: str) -> frozenset[str] | None:
        walked, person = [start], start
        while (person := manager_of.get(person, "")) and person != start:
            if person in walked:
                return None
            walked.append(person)
        return frozenset(walked) if person == start else None

    found = rings(manager_of)

    assert sorted(map(sorted, found)) == sorted(
        map(sorted, {ring for one in manager_of if (ring := ring_of(one))})
    )
    assert all(
        manager_of[one] == above
        for ring in found
        for one, above in zip(ring, (*ring[1:], ring[0]), strict=True)
    )


@given(GRAPHS, st.sets(st.integers(0, 12).map(str)))
def test_the_next_above_is_the_first_kept_on_the_way_up(
    manager_of: dict[str, str], kept: set[str]
) -> None:
    def by_hand(start: str) -> str | None:
        person = manager_of.get(start)
        for _ in range(20):
            if person is None or person in kept:
                return person
            person = manager_of.get(person)
        return None

    assert next_above(manager_of, kept) == {one: by_hand(one) for one in manager_of}


def test_a_reporting_line_of_a_hundred_thousand_is_walked_without_trouble() -> None:
    line = {str(n): str(n + 1) for n in range(100_000)}

    assert rings(line | {"100000": "0"})[0][:2] == ("0", "1")
    assert next_above(line, {"100000"})["0"] == "100000"
