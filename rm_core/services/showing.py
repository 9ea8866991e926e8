"""A proposal as an admin sees it before deciding: figures in Markdown, pairs in a table (M30)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rm_core.errors import NotFound
from rm_core.program.pairing import State
from rm_core.services.matching import open_run
from rm_core.store.matching import MatchRun
from rm_core.store.unit import Begin

ROWS = 500
"""Rows of the table in the UI; the whole of it is in `rmctl proposal`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What is shown of a proposal; ids instead of names (guarantee 9)."""

    round: int
    pairs: int
    summary: str
    table: Sequence[dict[str, Any]]


def show(look: Begin, key: str, rows: int | None = ROWS) -> Shown:
    """The proposal that waits in a cohort.

    Raises:
        NotFound: none waits.
    """
    with look() as work:
        cohort = work.cohorts.get(key)
        run = open_run(work, cohort)
        if run is None:
            message = f"cohort {key} has no proposal that waits for a decision"
            raise NotFound(message)
        proposed = [each for each in work.pairings.of_run(run.id) if each.state is State.PROPOSED]
        evidence = work.pairings.evidence([each.id for each in proposed])
    table = [
        {
            "proposal": str(each.id),
            "mentor": str(each.mentor),
            "mentee": str(each.mentee),
            "score": evidence[each.id].get("score", 0),
            "needs met": evidence[each.id].get("satisfaction", 0),
            "topics": ", ".join(need["topic"] for need in evidence[each.id].get("needs", ())),
            "shared hours a week": round(evidence[each.id].get("minutes", 0) / 60, 1),
        }
        for each in proposed
    ]
    table.sort(key=lambda row: (row["score"], row["proposal"]))
    return Shown(
        round=run.round,
        pairs=len(proposed),
        summary=_summary(key, run, len(proposed)),
        table=table[:rows],
    )


def _summary(key: str, run: MatchRun, pairs: int) -> str:
    found = run.figures
    lines = [
        f"## {key}, round {run.round}: {pairs} pairs",
        "",
        f"{found['mentees']} mentees and {found['mentors']} mentors could be paired.",
        found["certificate"],
        "",
        _scores(found["scores"]),
        "",
        _table("Without a partner", "reason", "people", _words(found["unmatched"])),
        "",
        _table(
            "The ten weakest pairs",
            "mentor and mentee",
            "score",
            {
                f"`{each['mentor']}` `{each['mentee']}`": f"{each['score']:.2f}"
                for each in found["worst"]
            },
        ),
        "",
        _table(
            "Paired, by department (groups above the threshold)",
            "department",
            "paired",
            {
                each["department"]: f"{each['paired']} of {each['mentees']}"
                for each in found["fairness"]
            },
        ),
        "",
        f"Approving sends {found['emails']['introduction']} introductions.",
    ]
    return "\n".join(lines)


def _words(unmatched: Mapping[str, int]) -> dict[str, str]:
    return {reason.replace("_", " "): str(count) for reason, count in sorted(unmatched.items())}


def _scores(bands: Sequence[int]) -> str:
    """How the scores are spread, as rows of blocks that any Markdown shows."""
    most = max([*bands, 1])
    rows = [
        f"| {low / 10:.1f}-{(low + 1) / 10:.1f} | {'█' * round(20 * count / most)} {count} |"
        for low, count in enumerate(bands)
        if count
    ]
    return "\n".join(["| score | pairs |", "|---|---|", *rows])


def _table(title: str, left: str, right: str, rows: Mapping[str, str]) -> str:
    if not rows:
        return f"**{title}:** nobody"
    body = [f"| {name} | {value} |" for name, value in rows.items()]
    return "\n".join([f"**{title}**", "", f"| {left} | {right} |", "|---|---|", *body])
