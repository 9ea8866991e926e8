"""What speaks for one pair, read from the two profiles themselves: values, no wording (M24).

Written without the arrays of `score`, so that each can be checked against the other.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from rm_core.matching.candidates import (
    FULL,
    TOP_ANSWER,
    Candidate,
    offered_topics,
    primary,
    split,
    wanted_topics,
    word,
)
from rm_core.matching.hours import SLOT_MINUTES, week_slots
from rm_core.matching.problem import Pair, Problem, wish_strength
from rm_core.matching.weights import TOP_WAITING, Boundary, Extra, Fit, Part, Weights


@dataclass(frozen=True, slots=True, kw_only=True)
class MetNeed:
    """A need that the mentor's offer meets, at least in part.

    `share` is its part of all needs by priority, `earned` what the offer earns of it (thousandths).
    """

    topic: str
    wanted: int
    offered: int
    share: int
    earned: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MetTrait:
    """A trait of work style on which the two fit at least in part; `earned` in thousandths."""

    trait: str
    fit: Fit
    mentee: int
    mentor: int
    earned: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Everything that really matched; what did not is not in it.

    `needs` have the highest share first. `minutes` are common office hours a week. `languages` are
    in the mentee's order. `crossed` are the boundaries that count. `wish` is 0..1000, the mean of
    both sides' wishes. `parts` are thousandths before weights, `points` the same parts after
    weights in millionths: they and `extras` add up to what the pair is worth.
    """

    needs: tuple[MetNeed, ...]
    interests: tuple[str, ...]
    style: tuple[MetTrait, ...]
    crossed: tuple[Boundary, ...]
    languages: tuple[str, ...]
    minutes: int
    wish: int
    parts: Mapping[Part, int]
    points: Mapping[Part, int]
    extras: Mapping[Extra, int]

    @property
    def score(self) -> int:
        """Millionths, extras left out."""
        return sum(self.points.values())

    @property
    def worth(self) -> int:
        """Millionths, extras and all."""
        return self.score + sum(self.extras.values())


def evidence(problem: Problem, mentee: Candidate, mentor: Candidate) -> Evidence:
    """What speaks for the two, whether or not they may be paired."""
    weights = problem.weights
    needs = _needs(mentee, mentor)
    interests = _interests(mentee, mentor)
    style = _style(mentee, mentor, weights)
    crossed = _crossed(mentee, mentor, weights)
    languages = _languages(mentee, mentor)
    minutes = _minutes(problem, mentee, mentor)
    boundary_shares = split(FULL, [1] * len(dict.fromkeys(weights.boundaries)))
    by_boundary = dict(zip(dict.fromkeys(weights.boundaries), boundary_shares, strict=True))
    parts = {
        Part.NEEDS: sum(each.earned for each in needs),
        Part.INTERESTS: _up_to(len(interests), weights.enough_interests),
        Part.STYLE: sum(each.earned for each in style),
        Part.BOUNDARY: sum(by_boundary[each] for each in crossed),
        Part.LANGUAGE: _language(mentee, mentor, languages),
        Part.HOURS: _up_to(minutes, weights.enough_minutes),
    }
    wish = wish_strength(mentee).get(mentor.person.id, 0)
    wish += wish_strength(mentor).get(mentee.person.id, 0)
    scaled = weights.scaled()
    return Evidence(
        needs=needs,
        interests=interests,
        style=style,
        crossed=crossed,
        languages=languages,
        minutes=minutes,
        wish=wish // 2,
        parts=MappingProxyType(parts),
        points=MappingProxyType({part: scaled[part] * parts[part] for part in Part}),
        extras=MappingProxyType(_extras(problem, mentee, mentor)),
    )


def _extras(problem: Problem, mentee: Candidate, mentor: Candidate) -> dict[Extra, int]:
    weights = problem.weights
    pair: Pair = (mentee.id, mentor.id)
    waited = min(mentee.priority, TOP_WAITING) + min(mentor.priority, TOP_WAITING)
    wishes = (
        wish_strength(mentee).get(mentor.person.id, 0),
        wish_strength(mentor).get(mentee.person.id, 0),
    )
    wished = sum(weights.bonus(Extra.WISH) * strength // (2 * FULL) for strength in wishes)
    return {
        Extra.WISH: wished,
        Extra.WAITING: waited * weights.bonus(Extra.WAITING),
        Extra.KEEP: weights.bonus(Extra.KEEP) if pair in problem.keep else 0,
    }


def _needs(mentee: Candidate, mentor: Candidate) -> tuple[MetNeed, ...]:
    offered = offered_topics(mentor.profile)
    met = [
        MetNeed(
            topic=topic,
            wanted=level,
            offered=offered[topic],
            share=share,
            earned=share * min(offered[topic], level) // level,
        )
        for topic, (level, share) in wanted_topics(mentee.profile).items()
        if topic in offered
    ]
    return tuple(sorted(met, key=lambda each: (-each.share, each.topic)))


def _interests(mentee: Candidate, mentor: Candidate) -> tuple[str, ...]:
    theirs = {word(each) for each in mentor.profile.interests}
    shared = {word(each): each for each in sorted(mentee.profile.interests) if word(each) in theirs}
    return tuple(sorted(shared.values()))


def _style(mentee: Candidate, mentor: Candidate, weights: Weights) -> tuple[MetTrait, ...]:
    counted = sorted(trait for trait, fit in weights.traits.items() if fit is not Fit.IGNORE)
    met = []
    for trait, share in zip(counted, split(FULL, [1] * len(counted)), strict=True):
        ours, theirs = mentee.profile.style.get(trait), mentor.profile.style.get(trait)
        if ours is None or theirs is None:
            continue
        apart, furthest = abs(ours - theirs), TOP_ANSWER - 1
        steps = furthest - apart if weights.traits[trait] is Fit.SIMILAR else apart
        earned = share * steps // furthest
        if earned:
            fit = weights.traits[trait]
            found = MetTrait(trait=trait, fit=fit, mentee=ours, mentor=theirs, earned=earned)
            met.append(found)
    return tuple(met)


def _crossed(mentee: Candidate, mentor: Candidate, weights: Weights) -> tuple[Boundary, ...]:
    sides = {
        Boundary.DEPARTMENT: (mentee.person.department, mentor.person.department),
        Boundary.SITE: (mentee.person.site, mentor.person.site),
        Boundary.GENERATION: (mentee.profile.generation or "", mentor.profile.generation or ""),
    }
    return tuple(
        kind
        for kind in dict.fromkeys(weights.boundaries)
        if all(map(str.strip, sides[kind])) and word(sides[kind][0]) != word(sides[kind][1])
    )


def _languages(mentee: Candidate, mentor: Candidate) -> tuple[str, ...]:
    theirs = {primary(each) for each in mentor.profile.languages}
    ours = dict.fromkeys(primary(each) for each in mentee.profile.languages)
    return tuple(each for each in ours if each in theirs)


def _language(mentee: Candidate, mentor: Candidate, shared: tuple[str, ...]) -> int:
    if not shared:
        return 0
    first_of_both = primary(mentee.profile.languages[0]) == primary(mentor.profile.languages[0])
    return FULL if first_of_both else FULL // 2


def _minutes(problem: Problem, mentee: Candidate, mentor: Candidate) -> int:
    ours, theirs = (
        week_slots(each.profile.hours, each.profile.time_zone, problem.pool.on)
        for each in (mentee, mentor)
    )
    return int(np.count_nonzero(ours & theirs)) * SLOT_MINUTES


def _up_to(found: int, enough: int) -> int:
    return FULL * min(found, enough) // enough
