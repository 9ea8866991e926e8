"""Why somebody has no partner, and what would have given them one (M23)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from rm_core.matching.field import Field
from rm_core.matching.problem import Pair, Problem
from rm_core.matching.rules import BIT, RULES, Mask, Reason
from rm_core.program.ids import ParticipantId
from rm_core.program.people import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmatched:
    """Somebody with neither a proposal nor an accepted pairing.

    `removed` counts, for each rule, the candidates on the other side it forbids (a candidate may
    count under several); `possible` is how many nothing forbids.
    """

    id: ParticipantId
    role: Role
    reason: Reason
    possible: int
    removed: Mapping[Reason, int]


def unmatched(
    problem: Problem, field: Field, proposed: Sequence[Pair], floor: int
) -> tuple[Unmatched, ...]:
    """Everyone without a partner, mentees first, with the reason."""
    paired = {*proposed, *problem.accepted}
    sides = (
        (Role.MENTEE, problem.pool.mentees, {a for a, _ in paired}, field.mask, field.satisfaction),
        (
            Role.MENTOR,
            problem.pool.mentors,
            {b for _, b in paired},
            field.mask.T,
            field.satisfaction.T,
        ),
    )
    out = []
    for role, people, partnered, mask, satisfaction in sides:
        for place, each in enumerate(people):
            if each.id in partnered:
                continue
            line = mask[place]
            fair = bool(((line == 0) & (satisfaction[place] >= floor)).any())
            removed = _removed(line)
            out.append(
                Unmatched(
                    id=each.id,
                    role=role,
                    reason=_reason(each.capacity, line, removed, fair=fair),
                    possible=int((line == 0).sum()),
                    removed=MappingProxyType(removed),
                )
            )
    return tuple(out)


def _removed(line: Mask) -> dict[Reason, int]:
    counts = {reason: int((line >> np.uint32(BIT[reason]) & 1).sum()) for reason in RULES}
    return {reason: count for reason, count in counts.items() if count}


def _reason(capacity: int, line: Mask, removed: dict[Reason, int], *, fair: bool) -> Reason:
    """The one reason to tell: their own places, then rules by how many candidates they removed."""
    if capacity == 0:
        return Reason.NO_CAPACITY
    if not line.size:
        return Reason.NOBODY_THERE
    if fair:
        return Reason.ALL_TAKEN
    if (line == 0).any():
        return Reason.BELOW_FAIR_FLOOR
    others = Counter({r: k for r, k in removed.items() if r is not Reason.NO_CAPACITY})
    return others.most_common(1)[0][0] if others else Reason.ALL_TAKEN
