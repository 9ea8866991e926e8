"""Matching again with least disturbance (M22, M58): what was accepted stays."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from rm_core.matching.assign import Result
from rm_core.matching.candidates import Candidate
from rm_core.matching.problem import Pair, Problem
from rm_core.program.ids import ParticipantId


def rematch(
    problem: Problem,
    *,
    accepted: Iterable[Pair] = (),
    rejected: Iterable[Pair] = (),
    keep: Iterable[Pair] = (),
    waited: Mapping[ParticipantId, int] = MappingProxyType({}),
) -> Problem:
    """The problem of the next run, to be given to `solve`.

    Accepted pairings stay and their places leave the pool. Rejected pairs are never proposed again.
    Proposals to keep get a bonus (`Weights.keep`), so that they change only for something clearly
    better. `waited` is the priority of those who waited; nobody's goes down.
    """
    pool = problem.pool
    settled = problem.accepted | frozenset(accepted)
    turned_down = problem.rejected | frozenset(rejected)
    return replace(
        problem,
        pool=replace(
            pool,
            mentees=_moved_up(pool.mentees, waited),
            mentors=_moved_up(pool.mentors, waited),
        ),
        accepted=settled,
        rejected=turned_down,
        keep=frozenset(keep) - turned_down,
        pins=problem.pins - settled - turned_down,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Disturbance:
    """What a re-run changed: proposals that stayed, went and came; `total` is the new one."""

    stayed: frozenset[Pair]
    went: frozenset[Pair]
    came: frozenset[Pair]
    total: int


def disturbance(before: Iterable[Pair], after: Result) -> Disturbance:
    """Compare earlier proposals with those of a re-run."""
    old = frozenset(before)
    return Disturbance(
        stayed=old & after.pairs, went=old - after.pairs, came=after.pairs - old, total=after.total
    )


def _moved_up(
    people: tuple[Candidate, ...], waited: Mapping[ParticipantId, int]
) -> tuple[Candidate, ...]:
    return tuple(
        replace(each, priority=max(each.priority, waited.get(each.id, 0))) for each in people
    )
