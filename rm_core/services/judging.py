"""What an admin judges a proposal by (M30): ids and numbers, no names."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from rm_core.matching.assign import Result
from rm_core.matching.candidates import Candidate
from rm_core.matching.problem import Problem
from rm_core.matching.verify import verify
from rm_core.matching.weights import UNITS
from rm_core.program.cohort import Cohort
from rm_core.program.ids import ParticipantId
from rm_core.program.people import Role

WORST = 10
BANDS = 10


def figures(posed: Problem, result: Result, cohort: Cohort) -> dict[str, Any]:
    """The proposal in figures: how many, how good, how fair, and the proof that it is the best."""
    people = {each.id: each for each in (*posed.pool.mentees, *posed.pool.mentors)}
    certificate = verify(posed, result)
    worst = sorted(result.matches, key=lambda match: (match.score, match.mentee))[:WORST]
    bands = Counter(min(BANDS - 1, match.score * BANDS // UNITS) for match in result.matches)
    return {
        "mentees": len(posed.pool.mentees),
        "mentors": len(posed.pool.mentors),
        "pairs": len(result.matches),
        "objective": result.objective.value,
        "total": result.total,
        "bound": result.bound,
        "gap": result.gap,
        "seed": result.seed,
        "weights": {part.value: value for part, value in result.weights.items()},
        "certificate": certificate.sentence,
        "is_proven": certificate.is_clean,
        "scores": [bands.get(band, 0) for band in range(BANDS)],
        "worst": [
            {"mentor": str(each.mentor), "mentee": str(each.mentee), "score": each.score / UNITS}
            for each in worst
        ],
        "unmatched": dict(Counter(f"{each.role}: {each.reason}" for each in result.unmatched)),
        "fairness": _fairness(result, people, cohort.program.surveys.smallest_group),
    }


def _fairness(
    result: Result, people: Mapping[ParticipantId, Candidate], smallest: int
) -> list[dict[str, Any]]:
    """How many mentees of each department have a partner, for groups above the threshold (M30)."""
    matched = {match.mentee for match in result.matches}
    alone = {each.id for each in result.unmatched if each.role is Role.MENTEE}
    sizes = Counter(people[id_].person.department for id_ in matched | alone)
    paired = Counter(people[id_].person.department for id_ in matched)
    return [
        {"department": name, "mentees": size, "paired": paired[name]}
        for name, size in sorted(sizes.items())
        if size >= smallest
    ]
