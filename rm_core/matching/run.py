"""A match run in three calls, for services.

    pool = gather(mentees, mentors, topics, on=first_day_of_trial, managers=managers)
    problem = pose(pool, program.matching, bans=bans, pins=pins, earlier=earlier, seed=seed)
    run = propose(problem)

`run.result` has the matches, prices and everyone unmatched; `run.certificate` says whether an
independent check agrees, in one sentence too; `run.explanations` has, by pair, what really
matched and who stands by; `run.openings` what single change would have matched the unmatched.
For a re-run: `propose(rematch(problem, accepted=..., rejected=..., keep=..., waited=...))`.
For questions: `costs.why_not`, `costs.forced_cost`, `costs.pin_cost`, `costs.rule_cost`,
`explain.alternatives`; before a run, `shortage.demand`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from rm_core.errors import BadInput
from rm_core.matching.assign import Result, solve
from rm_core.matching.explain import Explanation, explain
from rm_core.matching.openings import Opening, openings
from rm_core.matching.problem import Acquaintance, Objective, Pair, Problem, Rules
from rm_core.matching.profile import Pool
from rm_core.matching.shortage import TopicPrice, topic_prices
from rm_core.matching.stability import Blocking, blocking
from rm_core.matching.verify import Certificate, verify
from rm_core.matching.weights import Boundary, Fit, Part, Weights
from rm_core.program import policy
from rm_core.program.ids import ParticipantId


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchRun:
    """One execution of the optimiser, with all that an admin needs to decide on it."""

    problem: Problem
    result: Result
    certificate: Certificate
    explanations: Mapping[Pair, Explanation]
    openings: Mapping[ParticipantId, tuple[Opening, ...]]
    blocking: Blocking
    topics: tuple[TopicPrice, ...]


def pose(
    pool: Pool,
    rules: policy.Matching,
    *,
    pins: Iterable[Pair] = (),
    accepted: Iterable[Pair] = (),
    rejected: Iterable[Pair] = (),
    keep: Iterable[Pair] = (),
    bans: Iterable[Acquaintance] = (),
    earlier: Iterable[Acquaintance] = (),
    seed: int = 0,
) -> Problem:
    """A match run's problem, from the program's matching section; see `Problem` for the pairs.

    Raises:
        BadInput: weights and rules do not fit together.
    """
    return Problem(
        pool=pool,
        rules=Rules(
            chain_levels=rules.chain_levels,
            min_overlap_minutes=rules.min_overlap_minutes,
            max_zone_hours=rules.max_zone_hours,
            min_score=rules.min_score,
        ),
        weights=weights_of(rules),
        objective=Objective(rules.objective),
        pins=frozenset(pins),
        accepted=frozenset(accepted),
        rejected=frozenset(rejected),
        keep=frozenset(keep),
        bans=frozenset(bans),
        earlier=frozenset(earlier),
        seed=seed,
    )


def weights_of(rules: policy.Matching) -> Weights:
    """The program file's weights; a protected trait counts only where it is allowed (M81).

    Raises:
        BadInput: generation is a boundary, but not among the protected traits that are allowed.
    """
    boundaries = tuple(Boundary(each) for each in rules.weights.boundaries)
    if Boundary.GENERATION in boundaries and "generation" not in rules.allow_protected:
        message = (
            "matching.weights.boundaries names generation, a protected trait; list it in "
            "matching.allow_protected, or leave it out"
        )
        raise BadInput(message)
    traits = {trait: Fit(fit) for trait, fit in rules.weights.traits.items()}
    return Weights(
        **{part.value: getattr(rules.weights, part.value) for part in Part},
        traits=MappingProxyType(traits),
        boundaries=boundaries,
    )


def propose(problem: Problem) -> MatchRun:
    """Solve a problem, check the result independently, and explain all of it.

    Raises:
        BadInput: a pin cannot be had.
    """
    result = solve(problem)
    return MatchRun(
        problem=problem,
        result=result,
        certificate=verify(problem, result),
        explanations=explain(problem, result),
        openings=openings(problem, result),
        blocking=blocking(problem, result),
        topics=topic_prices(problem.pool, result),
    )
