"""What a wish of an admin would cost the cohort: bounds from the prices, exact by solving again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from rm_core.errors import BadInput, NotFound
from rm_core.matching.assign import Result, solve
from rm_core.matching.field import Field, survey
from rm_core.matching.problem import Pair, Problem, Rules, index
from rm_core.matching.rules import Reason, reasons
from rm_core.program.ids import ParticipantId


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What the cohort would lose: so many pairs, and so much total score (millionths).

    Either may be negative: a pair lost may leave a better total.
    """

    pairs: int
    score: int

    @classmethod
    def of(cls, units: int, premium: int) -> "Cost":
        """Take a price apart into whole pairs and the score that remains."""
        pairs = (units + premium // 2) // premium if premium else 0
        return cls(pairs=pairs, score=units - pairs * premium)

    @classmethod
    def between(cls, before: Result, after: Result) -> "Cost":
        """What is lost from one result to the other."""
        pairs = len(before.matches) - len(after.matches)
        return cls(pairs=pairs, score=before.total - after.total)


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyNot:
    """Why two people are not proposed to each other (B25).

    Either `reasons` forbid it, or nothing does and choosing them would cost the cohort at least
    `cost`; `forced_cost` has it exactly. Both are empty when they are proposed.
    """

    mentee: ParticipantId
    mentor: ParticipantId
    proposed: bool
    reasons: tuple[Reason, ...] = ()
    cost: Cost | None = None


def why_not(
    problem: Problem, result: Result, mentee: ParticipantId, mentor: ParticipantId
) -> WhyNot:
    """Why these two are not proposed: the rules that forbid it, or what it would cost.

    Raises:
        NotFound: one of them is not in this match run, in that role.
    """
    row, column = _place(problem, mentee, mentor)
    if (mentee, mentor) in result.pairs:
        return WhyNot(mentee=mentee, mentor=mentor, proposed=True)
    field = survey(problem.block(row, row + 1))
    why = barriers(problem, result, field, 0, column, mentee)
    if why:
        return WhyNot(mentee=mentee, mentor=mentor, proposed=False, reasons=why)
    worth = int(field.worth[0, column]) + result.premium
    # Any optimal prices bound the cost from below; these two sets are the furthest apart.
    price = max(
        result.mentees.most[mentee] + result.mentors.least[mentor],
        result.mentees.least[mentee] + result.mentors.most[mentor],
    )
    cost = Cost.of(price - worth, result.premium)
    return WhyNot(mentee=mentee, mentor=mentor, proposed=False, cost=cost)


def barriers(
    problem: Problem, result: Result, field: Field, row: int, column: int, mentee: ParticipantId
) -> tuple[Reason, ...]:
    """Everything in the way of one pair of a field (or block): rules, the fair floor, pins."""
    found = list(reasons(int(field.mask[row, column])))
    if not found and field.satisfaction[row, column] < result.floor:
        found.append(Reason.BELOW_FAIR_FLOOR)
    pinned = pinned_away(problem)
    if not found and (mentee in pinned or problem.pool.mentors[column].id in pinned):
        found.append(Reason.PINNED_ELSEWHERE)
    return tuple(found)


def pinned_away(problem: Problem) -> frozenset[ParticipantId]:
    """Those whose every free place is taken by pins."""
    sides = zip((problem.pool.mentees, problem.pool.mentors), problem.free_places(), strict=True)
    free = {each.id: int(n) for people, left in sides for each, n in zip(people, left, strict=True)}
    opened = zip((problem.pool.mentees, problem.pool.mentors), problem.open_places(), strict=True)
    return frozenset(
        each.id
        for people, left in opened
        for each, n in zip(people, left.tolist(), strict=True)
        if n == 0 and free[each.id]
    )


def forced_cost(problem: Problem, result: Result, pair: Pair) -> Cost:
    """What pinning this pair costs, exactly, by one more solve.

    Raises:
        BadInput: a rule or a full place forbids it.
    """
    return Cost.between(result, solve(replace(problem, pins=problem.pins | {pair})))


def pin_cost(problem: Problem, result: Result, pair: Pair) -> Cost:
    """What an existing pin costs, exactly, by one more solve without it.

    Raises:
        BadInput: it is no pin of this problem.
    """
    if pair not in problem.pins:
        message = f"{pair[0]} with {pair[1]} is not pinned: there is no pin to price"
        raise BadInput(message)
    return Cost.between(solve(replace(problem, pins=problem.pins - {pair})), result)


def rule_cost(problem: Problem, result: Result, rule: Reason) -> Cost:
    """What a rule costs the cohort, exactly, by one more solve without it.

    Raises:
        BadInput: the rule is not the program's to switch off (vetoes, capacity, the same person).
    """
    if rule in _OFF:
        eased = replace(problem, rules=_OFF[rule](problem.rules))
    elif rule is Reason.BANNED:
        eased = replace(problem, bans=frozenset())
    elif rule is Reason.EARLIER_PARTNER:
        eased = replace(problem, earlier=frozenset())
    elif rule is Reason.REJECTED:
        eased = replace(problem, rejected=frozenset())
    else:
        message = f"{rule} cannot be switched off; price one of {', '.join(sorted(PRICED))}"
        raise BadInput(message)
    return Cost.between(solve(eased), result)


_OFF: Mapping[Reason, Callable[[Rules], Rules]] = MappingProxyType(
    {
        Reason.REPORTING_LINE: lambda r: replace(r, chain_levels=0, shared_manager_levels=0),
        Reason.NO_COMMON_LANGUAGE: lambda r: replace(r, common_language=False),
        Reason.NO_NEED_COVERED: lambda r: replace(r, min_needs_covered=0),
        Reason.TOO_FAR_APART: lambda r: replace(r, max_zone_hours=None),
        Reason.TOO_LITTLE_OVERLAP: lambda r: replace(r, min_overlap_minutes=0),
        Reason.SCORE_TOO_LOW: lambda r: replace(r, min_score=0.0),
    }
)

PRICED = frozenset({*_OFF, Reason.BANNED, Reason.EARLIER_PARTNER, Reason.REJECTED})
"""The rules whose cost can be asked for."""


def _place(problem: Problem, mentee: ParticipantId, mentor: ParticipantId) -> tuple[int, int]:
    try:
        return index(problem.pool.mentees)[mentee], index(problem.pool.mentors)[mentor]
    except KeyError as error:
        message = f"participant {error.args[0]} is not in this match run in that role"
        raise NotFound(message) from None
