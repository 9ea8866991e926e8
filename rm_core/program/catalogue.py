"""The catalogue file: what its YAML may hold, and every fault in it with line and column."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rm_core.errors import BadFile, Problem
from rm_core.program.people import Role
from rm_core.program.syntax import at, tree
from rm_core.program.topics import Branch, Catalogue, Interest, Kind, Topic, Trait, names, plain

Key = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
Label = Annotated[str, Field(pattern=r"\w", max_length=90)]
Four = Annotated[tuple[Label, ...], Field(min_length=4, max_length=4)]
Place = tuple[int | str, ...]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Levels(_Part):
    need: Four
    offer: Four


class _BothLevels(_Part):
    skill: _Levels
    perspective: _Levels


class _Topic(_Part):
    key: Key
    label: Label
    kind: Kind
    aliases: tuple[Label, ...] = ()


class _Branch(_Part):
    key: Key
    label: Label
    topics: Annotated[tuple[_Topic, ...], Field(min_length=1)]


class _Interest(_Part):
    key: Key
    label: Label


class _Trait(_Part):
    key: Key
    question: Label
    low: Label
    high: Label


class _File(_Part):
    levels: _BothLevels
    branches: Annotated[tuple[_Branch, ...], Field(min_length=1)]
    interests: tuple[_Interest, ...] = ()
    style: tuple[_Trait, ...] = ()


def parse(text: str, file: str = "catalogue.yaml") -> Catalogue:
    """The catalogue that a file's text holds; `file` is only its name in messages.

    Raises:
        BadFile: every fault that was found, in the order of the file.
    """
    root = tree(text, file)
    if root is None:
        problem = Problem(file=file, line=0, column=0, where="file", what="there is nothing in it")
        raise BadFile((problem,))
    try:
        held = _File.model_validate(yaml.safe_load(text.removeprefix("\ufeff")))
    except ValidationError as error:
        raise BadFile(tuple(sorted(_faults(error, root, file), key=_by_line))) from error
    except (yaml.YAMLError, TypeError, ValueError) as error:  # an unhashable name, an odd date
        raise BadFile(
            (at(file, root.start_mark, "YAML", f"this cannot be read: {error}"),)
        ) from error
    found = _catalogue(held)
    doubles = tuple(_doubles(found, root, file))
    if doubles:
        raise BadFile(tuple(sorted(doubles, key=_by_line)))
    return found


def _catalogue(held: _File) -> Catalogue:
    levels: Mapping[tuple[Kind, Role], tuple[str, ...]] = MappingProxyType(
        {
            (Kind.SKILL, Role.MENTEE): held.levels.skill.need,
            (Kind.SKILL, Role.MENTOR): held.levels.skill.offer,
            (Kind.PERSPECTIVE, Role.MENTEE): held.levels.perspective.need,
            (Kind.PERSPECTIVE, Role.MENTOR): held.levels.perspective.offer,
        }
    )
    return Catalogue(
        branches=tuple(_branch(branch) for branch in held.branches),
        interests=tuple(Interest(one.key, one.label) for one in held.interests),
        style=tuple(
            Trait(key=one.key, question=one.question, low=one.low, high=one.high)
            for one in held.style
        ),
        levels=levels,
    )


def _branch(held: _Branch) -> Branch:
    topics = tuple(
        Topic(key=one.key, label=one.label, branch=held.key, kind=one.kind, aliases=one.aliases)
        for one in held.topics
    )
    return Branch(key=held.key, label=held.label, topics=topics)


def _doubles(found: Catalogue, root: yaml.Node, file: str) -> Iterator[Problem]:
    """Names that would mean two things."""
    topics: list[tuple[Place, str, Iterable[str]]] = [
        (("branches", b, "topics", t), topic.key, {plain(name) for name in names(topic)})
        for b, branch in enumerate(found.branches)
        for t, topic in enumerate(branch.topics)
    ]
    lists: dict[str, list[tuple[Place, str, Iterable[str]]]] = {
        "topics": topics,
        "branches": [(("branches", n), b.key, {b.key}) for n, b in enumerate(found.branches)],
        "interests": [(("interests", n), i.key, {i.key}) for n, i in enumerate(found.interests)],
        "style": [(("style", n), s.key, {s.key}) for n, s in enumerate(found.style)],
    }
    for kind, entries in lists.items():
        owner: dict[str, str] = {}
        for place, key, called in entries:
            for name in sorted(called):
                if name in owner:
                    what = (
                        f"{name!r} already names {owner[name]!r}; in {kind} a name means one thing"
                    )
                    yield _fault(root, place, what, file)
                owner.setdefault(name, key)


def _faults(error: ValidationError, root: yaml.Node, file: str) -> Iterator[Problem]:
    """The innermost faults: a list that is too short once its bad entries are gone is no news."""
    found = error.errors()
    places = [fault["loc"] for fault in found]
    for fault in found:
        place = fault["loc"]
        if not any(len(one) > len(place) and one[: len(place)] == place for one in places):
            yield _fault(root, place, fault["msg"], file)


def _fault(root: yaml.Node, place: Place, what: str, file: str) -> Problem:
    """A problem at the deepest node of `place` that the file has."""
    node = root
    for step in place:
        inner = _inside(node, step)
        if inner is None:
            break
        node = inner
    return at(file, node.start_mark, ".".join(map(str, place)) or "file", what)


def _inside(node: yaml.Node, step: int | str) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        inner: yaml.Node = node.value[step]
        return inner
    return None


def _by_line(problem: Problem) -> tuple[int, int, str]:
    return problem.line, problem.column, problem.where
