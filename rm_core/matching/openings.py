"""What single change would have given the unmatched a partner (M23)."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from rm_core.matching.assign import PriceList, Result
from rm_core.matching.candidates import Candidate
from rm_core.matching.costs import pinned_away
from rm_core.matching.field import blocks
from rm_core.matching.problem import Problem
from rm_core.matching.profile import Bits, Whole
from rm_core.matching.rules import BIT, RULES, Reason
from rm_core.program.ids import ParticipantId

BLOCK = 256
FIXED = frozenset({Reason.SAME_PERSON, Reason.ALREADY_PAIRED})
"""What nobody would lift."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Lifting `rule` between somebody and `partner`, and nothing else, would have matched them.

    `others` counts further candidates with whom lifting the same rule would do.
    """

    rule: Reason
    partner: ParticipantId
    others: int


def openings(problem: Problem, result: Result) -> Mapping[ParticipantId, tuple[Opening, ...]]:
    """For everyone unmatched: each rule whose lifting for one pair would have matched them.

    Certain, not likely: the pair would be worth more than its two places can ever cost, so every
    best assignment would have it (under the fair objective: at the same floor). The rules that
    open most come first; the partner is the one with whom the cohort would gain most.
    """
    pool = problem.pool
    alone = frozenset(each.id for each in result.unmatched)
    away = pinned_away(problem)
    sides = (
        _Side.of(pool.mentees, result.mentees, alone, away),
        _Side.of(pool.mentors, result.mentors, alone, away),
    )
    for start, field in blocks(problem, BLOCK):
        here = slice(start, start + BLOCK)
        gain = field.worth.astype(np.int64) + result.premium
        gain -= sides[0].price[here, None] + sides[1].price
        fits = (gain > 0) & (field.satisfaction >= result.floor)
        fits &= sides[0].open[here, None] & sides[1].open
        for reason in RULES.keys() - FIXED:
            only = fits & (field.mask == np.uint32(1 << BIT[reason]))
            sides[0].note(BIT[reason], here, np.where(only, gain, 0), 0)
            sides[1].note(BIT[reason], slice(None), np.where(only, gain, 0).T, start)
    return MappingProxyType(
        {**sides[0].told(pool.mentees, pool.mentors), **sides[1].told(pool.mentors, pool.mentees)}
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Side:
    """One side's people; `count`, `gain`, `partner` are (rules, people) and fill up in `note`.

    `price` is the highest; it is 0 for those alone: a place nobody takes never has a price.
    """

    alone: Bits
    open: Bits
    price: Whole
    count: Whole
    gain: Whole
    partner: Whole

    @classmethod
    def of(
        cls,
        people: tuple[Candidate, ...],
        prices: PriceList,
        alone: frozenset[ParticipantId],
        away: frozenset[ParticipantId],
    ) -> "_Side":
        lonely = np.array([each.id in alone for each in people], np.bool_)
        most = np.array([prices.most[each.id] for each in people], np.int64)
        shape = (len(RULES), len(people))
        return cls(
            alone=lonely,
            open=np.array([each.id not in away for each in people], np.bool_),
            price=most,
            count=np.zeros(shape, np.int64),
            gain=np.zeros(shape, np.int64),
            partner=np.zeros(shape, np.int64),
        )

    def note(self, rule: int, here: slice, gain: Whole, first: int) -> None:
        """Take in gains, (these people, partners from `first` on); 0 where there is no opening."""
        if not gain.size:
            return
        best = gain.argmax(1)
        value = np.take_along_axis(gain, best[:, None], 1)[:, 0]
        better = value > self.gain[rule, here]
        self.count[rule, here] += np.count_nonzero(gain, axis=1)
        self.partner[rule, here] = np.where(better, best + first, self.partner[rule, here])
        self.gain[rule, here] = np.maximum(value, self.gain[rule, here])

    def told(
        self, people: tuple[Candidate, ...], partners: tuple[Candidate, ...]
    ) -> dict[ParticipantId, tuple[Opening, ...]]:
        out = {}
        for place in np.flatnonzero(self.alone).tolist():
            found = [
                Opening(
                    rule=rule,
                    partner=partners[int(self.partner[BIT[rule], place])].id,
                    others=int(self.count[BIT[rule], place]) - 1,
                )
                for rule in RULES
                if self.count[BIT[rule], place]
            ]
            out[people[place].id] = tuple(sorted(found, key=lambda each: -each.others))
        return out
