"""Profiles as arrays: one row a candidate, the same columns on both sides."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from rm_core.matching.candidates import (
    Candidate,
    check,
    offered_topics,
    primary,
    wanted_topics,
    word,
)
from rm_core.matching.hours import WEEK_SLOTS, utc_offset, week_slots

Bits = NDArray[np.bool_]
Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Features:
    """One side as arrays, a row each; the columns mean the same on both sides.

    `wanted` and `offered`: (n, topics) levels, 0 for none. `share`: (n, topics) thousandths of
    the needs, by priority; rows sum to FULL or 0. `interests`, `languages`: (n, words).
    `style`: (n, traits) 1-5, 0 unanswered. `slots`: (n, 336) half hours of the UTC week. The rest
    is (n,): `offset` minutes from UTC, and codes of words with -1 for unknown.
    """

    wanted: Whole
    share: Whole
    offered: Whole
    interests: Bits
    languages: Bits
    style: Whole
    slots: Bits
    offset: Whole
    first_language: Whole
    department: Whole
    site: Whole
    generation: Whole

    def block(self, start: int, stop: int) -> "Features":
        """The rows from `start` up to `stop`."""
        return Features(**{f.name: getattr(self, f.name)[start:stop] for f in fields(self)})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pool:
    """Everyone of one match run, each side in the order of their ids.

    `managers` maps an external id to the line manager's, candidates and others alike.
    """

    topics: tuple[str, ...]
    traits: tuple[str, ...]
    on: date
    mentees: tuple[Candidate, ...]
    mentors: tuple[Candidate, ...]
    seeking: Features
    teaching: Features
    managers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def block(self, start: int, stop: int) -> "Pool":
        """The mentees from `start` up to `stop`, with all mentors."""
        return replace(
            self, mentees=self.mentees[start:stop], seeking=self.seeking.block(start, stop)
        )


def gather(
    mentees: Iterable[Candidate],
    mentors: Iterable[Candidate],
    topics: Sequence[str],
    *,
    on: date,
    managers: Mapping[str, str] = MappingProxyType({}),
) -> Pool:
    """Turn candidates and the catalogue's topics into a pool; the order given does not matter.

    UTC offsets are those of the day `on`, normally in the first week of the trial. `managers` maps
    external ids to the manager's, for people who are not candidates.

    Raises:
        BadInput: somebody is there twice, or a profile does not fit the catalogue; all are named.
    """
    sides = tuple(tuple(sorted(side, key=lambda each: each.id)) for side in (mentees, mentors))
    everyone = sides[0] + sides[1]
    check(sides[0], sides[1], frozenset(topics))
    encode = _Encoder.of(everyone, tuple(topics), on)
    lines = {c.person.external_id: c.person.manager for c in everyone if c.person.manager}
    return Pool(
        topics=tuple(topics),
        traits=tuple(encode.traits),
        on=on,
        mentees=sides[0],
        mentors=sides[1],
        seeking=encode.side(sides[0]),
        teaching=encode.side(sides[1]),
        managers=MappingProxyType({**managers, **lines}),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Encoder:
    """Words to columns, the same for both sides."""

    topics: Mapping[str, int]
    traits: Mapping[str, int]
    interests: Mapping[str, int]
    languages: Mapping[str, int]
    groups: Mapping[str, int]
    on: date

    @classmethod
    def of(cls, everyone: Sequence[Candidate], topics: tuple[str, ...], on: date) -> "_Encoder":
        def columns(words: Callable[[Candidate], Iterable[str]]) -> dict[str, int]:
            return {w: k for k, w in enumerate(sorted({w for c in everyone for w in words(c)}))}

        return cls(
            topics={topic: k for k, topic in enumerate(topics)},
            traits=columns(lambda c: c.profile.style),
            interests=columns(lambda c: map(word, c.profile.interests)),
            languages=columns(lambda c: map(primary, c.profile.languages)),
            groups=columns(
                lambda c: map(
                    word, (c.person.department, c.person.site, c.profile.generation or "")
                )
            ),
            on=on,
        )

    def side(self, people: Sequence[Candidate]) -> Features:
        n = len(people)
        wanted, share, offered = (np.zeros((n, len(self.topics)), np.int64) for _ in range(3))
        style = np.zeros((n, len(self.traits)), np.int64)
        slots = np.zeros((n, WEEK_SLOTS), np.bool_)
        for row, each in enumerate(people):
            for topic, (level, part) in wanted_topics(each.profile).items():
                wanted[row, self.topics[topic]], share[row, self.topics[topic]] = level, part
            for topic, level in offered_topics(each.profile).items():
                offered[row, self.topics[topic]] = level
            for trait, answer in each.profile.style.items():
                style[row, self.traits[trait]] = answer
            slots[row] = week_slots(each.profile.hours, each.profile.time_zone, self.on)
        return Features(
            wanted=wanted,
            share=share,
            offered=offered,
            interests=_hot(people, self.interests, lambda c: map(word, c.profile.interests)),
            languages=_hot(people, self.languages, lambda c: map(primary, c.profile.languages)),
            style=style,
            slots=slots,
            offset=_column(utc_offset(c.profile.time_zone, self.on) for c in people),
            first_language=_column(
                self.languages[primary(c.profile.languages[0])] if c.profile.languages else -1
                for c in people
            ),
            department=self._code(c.person.department for c in people),
            site=self._code(c.person.site for c in people),
            generation=self._code(c.profile.generation or "" for c in people),
        )

    def _code(self, words: Iterable[str]) -> Whole:
        return _column(self.groups[word(each)] if each.strip() else -1 for each in words)


def _hot(
    people: Sequence[Candidate],
    columns: Mapping[str, int],
    words: Callable[[Candidate], Iterable[str]],
) -> Bits:
    hot = np.zeros((len(people), len(columns)), np.bool_)
    for row, each in enumerate(people):
        for found in words(each):
            hot[row, columns[found]] = True
    return hot


def _column(values: Iterable[int]) -> Whole:
    return np.fromiter(values, np.int64)
