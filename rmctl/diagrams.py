"""The lifecycles as diagrams, from their tables: `make diagrams` prints docs/lifecycles.md."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from rm_core.program import cohort, pairing, people

TARGET = Path(__file__).parents[1] / "docs" / "lifecycles.md"

HEAD = """\
# Lifecycles

Printed by `make diagrams` from the tables in `rm_core/program/`; change a table, and print again.
Whatever is open has a next due date. Nothing leads out of a closed state.
"""


State = TypeVar("State", bound=StrEnum)
Step = TypeVar("Step", bound=StrEnum)
Table = Mapping[tuple[StrEnum, StrEnum], StrEnum]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifecycle:
    """One table of transitions; `start` is where everything begins."""

    title: str
    about: str
    table: Table
    start: StrEnum
    closed: Set[StrEnum]


def _table(transitions: Mapping[tuple[State, Step], State]) -> Table:
    """The same table, whatever its states and steps are."""
    return {(state, step): to for (state, step), to in transitions.items()}


LIFECYCLES = (
    Lifecycle(
        title="A cohort",
        about="One dated run of a program (`cohort.py`).",
        table=_table(cohort.TRANSITIONS),
        start=cohort.State.DRAFT,
        closed=cohort.CLOSED,
    ),
    Lifecycle(
        title="A participant",
        about="A person in one cohort, in one role (`people.py`).",
        table=_table(people.TRANSITIONS),
        start=people.State.INVITED,
        closed=people.CLOSED,
    ),
    Lifecycle(
        title="A pairing",
        about="A mentor and a mentee, and how far they have come (`pairing.py`).",
        table=_table(pairing.TRANSITIONS),
        start=pairing.State.PROPOSED,
        closed=pairing.CLOSED,
    ),
)


def lifecycles() -> str:
    """The whole page, as Markdown with Mermaid state diagrams."""
    return "\n".join([HEAD, *(_section(each) for each in LIFECYCLES)])


def _section(cycle: Lifecycle) -> str:
    anywhere = _from_anywhere(cycle)
    lines = [f"## {cycle.title}", "", cycle.about, "", "```mermaid", "stateDiagram-v2"]
    lines += [f"    {line}" for line in _diagram(cycle, anywhere)]
    lines.append("```")
    if anywhere:
        said = ", ".join(f"*{step}* leads to **{to}**" for step, to in anywhere.items())
        lines += ["", f"From every open state: {said}."]
    return "\n".join([*lines, ""])


def _from_anywhere(cycle: Lifecycle) -> dict[StrEnum, StrEnum]:
    """Steps that end it in every open state, and where they lead; they are not drawn."""
    open_states = {state for state, _ in cycle.table}
    ends = {step: to for (_, step), to in cycle.table.items() if to in cycle.closed}
    return {
        step: to
        for step, to in ends.items()
        if all(cycle.table.get((state, step)) == to for state in open_states)
    }


def _diagram(cycle: Lifecycle, anywhere: Mapping[StrEnum, StrEnum]) -> Iterator[str]:
    states = dict.fromkeys([*(state for state, _ in cycle.table), *cycle.table.values()])
    yield from (f'state "{state}" as {_id(state)}' for state in states if " " in state)
    yield f"[*] --> {_id(cycle.start)}"
    labels: dict[tuple[StrEnum, StrEnum], list[str]] = {}
    for (state, step), to in cycle.table.items():
        if step not in anywhere:
            labels.setdefault((state, to), []).append(step)
    for (state, to), steps in labels.items():
        yield f"{_id(state)} --> {_id(to)}: {', '.join(steps)}"
    yield from (f"{_id(state)} --> [*]" for state in states if state in cycle.closed)


def _id(state: StrEnum) -> str:
    return state.replace(" ", "_")


if __name__ == "__main__":
    TARGET.write_text(lifecycles(), encoding="utf-8")
