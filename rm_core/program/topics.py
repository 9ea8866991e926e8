"""The closed catalogue of topics: what may be sought and given, and how well (M09, M10, M17).

Topics are skills or perspectives (practice 37), in branches of which digital tools and emerging
practice come first (practice 2). Words that fit no topic are answered with suggestions, never
taken into scores.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from rapidfuzz import fuzz, process

from rm_core.errors import NotFound
from rm_core.program.people import Role

LEVELS = (1, 2, 3, 4)
"""How well someone wants to know a topic, or knows it."""

LIKE_ENOUGH = 70.0
"""Suggestions below this likeness (0..100) only distract."""


class Kind(StrEnum):
    """A skill is learned by doing, a perspective by listening (practice 37)."""

    SKILL = "skill"
    PERSPECTIVE = "perspective"


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One entry of the catalogue; `branch` is the key of its branch."""

    key: str
    label: str
    branch: str
    kind: Kind
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """Topics that belong together, in the order in which a form shows them."""

    key: str
    label: str
    topics: tuple[Topic, ...]


@dataclass(frozen=True, slots=True)
class Interest:
    """Something people like to talk about besides work."""

    key: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trait:
    """One question about work style; the answer is 1 (`low`) to 5 (`high`) (practice 6)."""

    key: str
    question: str
    low: str
    high: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """Everything that a form may offer.

    `levels` has four texts, for levels 1 to 4, per kind of topic and role.
    """

    branches: tuple[Branch, ...]
    interests: tuple[Interest, ...]
    style: tuple[Trait, ...]
    levels: Mapping[tuple[Kind, Role], tuple[str, ...]]
    _by_words: Mapping[str, Topic] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        words = {plain(name): topic for topic in self.topics for name in names(topic)}
        object.__setattr__(self, "_by_words", MappingProxyType(words))

    @property
    def topics(self) -> tuple[Topic, ...]:
        """All topics, branch by branch."""
        return tuple(topic for branch in self.branches for topic in branch.topics)

    def topic(self, key: str) -> Topic:
        """The topic with this key.

        Raises:
            NotFound: the catalogue has no such key.
        """
        found = self._by_words.get(plain(key))
        if found is None or found.key != key:
            near = ", ".join(topic.key for topic in self.suggest(key, most=3))
            message = f"no topic {key[:60]!r} in the catalogue"
            raise NotFound(f"{message}; did you mean {near}?" if near else message)
        return found

    def find(self, words: str) -> Topic | None:
        """The topic whose key, label or alias these words are, whatever their case or hyphens."""
        return self._by_words.get(plain(words))

    def suggest(self, words: str, most: int = 5) -> tuple[Topic, ...]:
        """Topics that these words may mean, the likest first; empty when nothing comes near."""
        wanted = plain(words[:200])
        if not wanted:
            return ()
        exact = self._by_words.get(wanted)
        like = process.extract(
            wanted, self._by_words.keys(), scorer=_likeness, score_cutoff=LIKE_ENOUGH, limit=None
        )
        ranked = [exact] if exact else []
        ranked += [self._by_words[name] for name, _, _ in like]
        return tuple({topic.key: topic for topic in ranked}.values())[:most]

    def only(self, keys: tuple[str, ...]) -> "Catalogue":
        """The part of the catalogue that a program offers; no keys mean all of it.

        Raises:
            NotFound: a key is not in the catalogue.
        """
        if not keys:
            return self
        wanted = {self.topic(key).key for key in keys}
        return Catalogue(
            branches=tuple(_thinned(self.branches, wanted)),
            interests=self.interests,
            style=self.style,
            levels=self.levels,
        )


def names(topic: Topic) -> tuple[str, ...]:
    """Every way to call a topic: its key, its label, its aliases."""
    return (topic.key, topic.label, *topic.aliases)


def plain(words: str) -> str:
    """Words as they are compared: lower case, letters and digits only, single spaces."""
    return " ".join(re.findall(r"\w+", words.casefold().replace("_", " ")))


def _likeness(wanted: str, name: str, *, score_cutoff: float | None = None) -> float:
    """0..100: the words in any order, split otherwise, mistyped, or part of a longer name."""
    sorted_words = fuzz.token_sort_ratio(wanted, name)
    joined = fuzz.ratio(wanted.replace(" ", ""), name.replace(" ", ""))
    part = fuzz.token_set_ratio(wanted, name) * 0.9
    like = max(sorted_words, joined, part)
    return like if like >= (score_cutoff or 0) else 0.0


def _thinned(branches: tuple[Branch, ...], wanted: set[str]) -> Iterator[Branch]:
    for branch in branches:
        kept = tuple(topic for topic in branch.topics if topic.key in wanted)
        if kept:
            yield Branch(key=branch.key, label=branch.label, topics=kept)
