"""Match runs and their decisions; who must, and who must never, meet."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from rm_core.program.ids import CohortId, MatchRunId, PersonId, derive
from rm_core.store.rows import compare_and_set, insert_new, upsert
from rm_core.store.tables import bars, match_runs


class RunState(StrEnum):
    """What became of a match run."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchRun:
    """One execution of the optimiser; `figures` are what its proposal was judged by."""

    id: MatchRunId
    cohort: CohortId
    round: int
    state: RunState
    proposed_at: datetime
    figures: Mapping[str, Any]
    decided_at: datetime | None = None
    decided_by: str | None = None
    reason: str | None = None


class BarKind(StrEnum):
    """Why two people must, or must never, meet."""

    PIN = "pin"
    BAN = "ban"
    PAST = "past"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A pin or a ban by an admin, or two people who have been paired before."""

    cohort: CohortId
    mentor: PersonId
    mentee: PersonId
    kind: BarKind
    at: datetime


class MatchRuns:
    """The shelf of match runs, pins and bans."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, run: MatchRun) -> bool:
        """Add a run; False if the cohort has this round already."""
        return insert_new(self._connection, match_runs, [_row(run)]) == 1

    def of(self, cohort: CohortId) -> list[MatchRun]:
        """A cohort's runs, in order of their rounds."""
        query = select(match_runs).where(match_runs.c.cohort == cohort)
        rows = self._connection.execute(query.order_by(match_runs.c.round)).mappings()
        return [_run(row) for row in rows]

    def move(self, before: MatchRun, after: MatchRun) -> None:
        """Compare-and-set. Raises: Stale: somebody else decided in between."""
        compare_and_set(self._connection, match_runs, _row(before), _row(after))

    def bar(self, new: Iterable[Bar]) -> None:
        """Keep pins, bans and past pairings; the same two are kept once for each kind."""
        rows = [
            {
                "id": derive("bar", each.cohort, each.kind, each.mentor, each.mentee),
                "cohort": each.cohort,
                "mentor": each.mentor,
                "mentee": each.mentee,
                "kind": each.kind.value,
                "at": each.at,
            }
            for each in new
        ]
        upsert(self._connection, bars, rows)

    def bars(self, cohort: CohortId) -> list[Bar]:
        """Every pin, ban and past pairing of the cohort."""
        query = select(bars).where(bars.c.cohort == cohort).order_by(bars.c.id)
        return [
            Bar(
                cohort=row["cohort"],
                mentor=row["mentor"],
                mentee=row["mentee"],
                kind=BarKind(row["kind"]),
                at=row["at"],
            )
            for row in self._connection.execute(query).mappings()
        ]


def _row(run: MatchRun) -> dict[str, Any]:
    row = {name: getattr(run, name) for name in MatchRun.__slots__}
    return row | {"state": run.state.value, "figures": dict(run.figures)}


def _run(row: RowMapping) -> MatchRun:
    fields = {name: row[name] for name in MatchRun.__slots__}
    return MatchRun(**fields | {"state": RunState(row["state"])})
