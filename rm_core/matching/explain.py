"""Every proposal explained, with who could stand in: values, no wording (M24)."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from rm_core.errors import NotFound
from rm_core.matching.assign import Match, Result
from rm_core.matching.costs import Cost, pinned_away
from rm_core.matching.evidence import Evidence, evidence
from rm_core.matching.field import Field, blocks, survey
from rm_core.matching.problem import Pair, Problem, index
from rm_core.matching.profile import Bits, Whole
from rm_core.program.ids import ParticipantId

BLOCK = 256
STANDBYS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Standby:
    """Another mentor whom nothing forbids, and what choosing them would cost at least.

    `is_free` says that they would have a place without anybody losing theirs.
    """

    mentor: ParticipantId
    score: int
    cost: Cost
    is_free: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why these two: what really matched, what their places are worth, who stands by."""

    match: Match
    evidence: Evidence
    mentee_price: Cost
    mentor_price: Cost
    standbys: tuple[Standby, ...]


def explain(problem: Problem, result: Result) -> Mapping[Pair, Explanation]:
    """Explain every match of the result, by pair."""
    people = {each.id: each for each in (*problem.pool.mentees, *problem.pool.mentors)}
    standing_by = _standbys_by_mentee(problem, result)
    out = {
        match.pair: Explanation(
            match=match,
            evidence=evidence(problem, people[match.mentee], people[match.mentor]),
            mentee_price=Cost.of(result.mentees.least[match.mentee], result.premium),
            mentor_price=Cost.of(result.mentors.least[match.mentor], result.premium),
            standbys=standing_by[match.mentee],
        )
        for match in result.matches
    }
    return MappingProxyType(out)


def alternatives(
    problem: Problem, result: Result, mentee: ParticipantId, count: int = STANDBYS
) -> tuple[Standby, ...]:
    """The mentors whom the cohort could give this mentee instead, the cheapest first.

    Raises:
        NotFound: there is no such mentee in this match run.
    """
    rows = index(problem.pool.mentees)
    if mentee not in rows:
        message = f"participant {mentee} is not a mentee in this match run"
        raise NotFound(message)
    field = survey(problem.block(rows[mentee], rows[mentee] + 1))
    return _standbys(problem, result, field, 0, mentee, _Mentors.of(problem, result), count)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Mentors:
    """(mentors,) each: may they be chosen beside the pins, have they a place left, their prices.

    `partners` are each mentee's in the result; `place` is where a mentor stands.
    """

    partners: Mapping[ParticipantId, list[ParticipantId]]
    place: Mapping[ParticipantId, int]
    open: Bits
    spare: Bits
    least: Whole
    most: Whole

    @classmethod
    def of(cls, problem: Problem, result: Result) -> "_Mentors":
        _, places = problem.open_places()
        ids = [each.id for each in problem.pool.mentors]
        used = Counter(match.mentor for match in result.matches if not match.pinned)
        left = places - np.array([used[each] for each in ids], np.int64)
        away = pinned_away(problem)
        partners: dict[ParticipantId, list[ParticipantId]] = {}
        for match in result.matches:
            partners.setdefault(match.mentee, []).append(match.mentor)
        return cls(
            partners=partners,
            place=index(problem.pool.mentors),
            open=np.array([each not in away for each in ids], np.bool_),
            spare=left > 0,
            least=np.array([result.mentors.least[each] for each in ids], np.int64),
            most=np.array([result.mentors.most[each] for each in ids], np.int64),
        )


def _standbys_by_mentee(
    problem: Problem, result: Result
) -> Mapping[ParticipantId, tuple[Standby, ...]]:
    mentors = _Mentors.of(problem, result)
    wanted = {match.mentee for match in result.matches}
    out = {}
    for start, field in blocks(problem, BLOCK):
        for row, each in enumerate(problem.pool.mentees[start : start + BLOCK]):
            if each.id in wanted:
                out[each.id] = _standbys(problem, result, field, row, each.id, mentors, STANDBYS)
    return out


def _standbys(
    problem: Problem,
    result: Result,
    field: Field,
    row: int,
    mentee: ParticipantId,
    mentors: _Mentors,
    count: int,
) -> tuple[Standby, ...]:
    """The cheapest few of one row of a field that are allowed and not proposed already."""
    worth = field.worth[row].astype(np.int64) + result.premium
    # Any optimal prices bound the cost from below; these two sets are the furthest apart.
    price = np.maximum(
        result.mentees.most[mentee] + mentors.least, result.mentees.least[mentee] + mentors.most
    )
    costs = price - worth
    allowed = (field.mask[row] == 0) & (field.satisfaction[row] >= result.floor) & mentors.open
    allowed[[mentors.place[each] for each in mentors.partners.get(mentee, ())]] = False
    places = np.flatnonzero(allowed)
    cheapest = places[np.argsort(costs[places], kind="stable")]
    return tuple(
        Standby(
            mentor=problem.pool.mentors[column].id,
            score=int(field.score[row, column]),
            cost=Cost.of(int(costs[column]), result.premium),
            is_free=bool(mentors.spare[column]),
        )
        for column in cheapest[:count].tolist()
    )
