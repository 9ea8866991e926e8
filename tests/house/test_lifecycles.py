"""The diagrams in the docs are those of the tables."""

import re

import pytest

from rmctl.diagrams import LIFECYCLES, TARGET, Lifecycle, lifecycles


def test_the_printed_lifecycles_are_those_of_the_tables() -> None:
    assert TARGET.read_text(encoding="utf-8") == lifecycles(), "run `make diagrams`"


@pytest.mark.parametrize("cycle", LIFECYCLES, ids=lambda cycle: cycle.title)
def test_a_diagram_shows_every_transition(cycle: Lifecycle) -> None:
    page = lifecycles().split(f"## {cycle.title}\n")[1].split("\n## ")[0]

    drawn = {
        (state, step, to)
        for state, to, steps in re.findall(r"^    (\w+) --> (\w+): (.+)$", page, re.MULTILINE)
        for step in steps.split(", ")
    }
    said = re.findall(r"\*([a-z ]+)\* leads to \*\*([a-z ]+)\*\*", page)
    open_states = {state.replace(" ", "_") for state, _ in cycle.table}
    everywhere = {(state, step, to.replace(" ", "_")) for step, to in said for state in open_states}

    assert drawn | everywhere == {
        (state.replace(" ", "_"), str(step), to.replace(" ", "_"))
        for (state, step), to in cycle.table.items()
    }
    ended = re.findall(r"^    (\w+) --> \[\*\]$", page, re.MULTILINE)
    assert sorted(ended) == sorted(state.replace(" ", "_") for state in cycle.closed)
