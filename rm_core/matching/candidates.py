"""Those who are ready to be matched, and how their words are compared."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rm_core.errors import BadInput
from rm_core.program.ids import ParticipantId
from rm_core.program.people import Person, Profile

TOP_LEVEL = 4
TOP_PRIORITY = 3
TOP_ANSWER = 5
FULL = 1000
"""Parts of a score are whole thousandths: FULL is all of it."""
SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A participant who is ready to be matched, in one role.

    `capacity` is how many pairings they may hold in all, accepted ones included; `priority` is
    higher for those who waited (0: did not).
    """

    id: ParticipantId
    person: Person
    profile: Profile
    capacity: int = 1
    priority: int = 0


def primary(language: str) -> str:
    """The language without region or script: `pt` for both `pt-BR` and `pt-PT` (BCP 47)."""
    return language.strip().replace("_", "-").split("-")[0].casefold()


def word(text: str) -> str:
    """A word as it is compared: without case and outer blanks."""
    return text.strip().casefold()


def split(whole: int, parts: Sequence[float]) -> tuple[int, ...]:
    """Divide a whole number in proportion, the largest remainders rounded up; zeros stay 0."""
    total = sum(parts)
    if total <= 0:
        return (0,) * len(parts)
    exact = [whole * part / total for part in parts]
    floors = [int(each) for each in exact]
    by_rest = sorted(range(len(parts)), key=lambda k: (floors[k] - exact[k], k))
    for k in by_rest[: whole - sum(floors)]:
        floors[k] += 1
    return tuple(floors)


def wanted_topics(profile: Profile) -> dict[str, tuple[int, int]]:
    """Topic to (level, thousandths of all needs); a topic named twice counts once, at its most."""
    level: dict[str, int] = {}
    priority: dict[str, int] = {}
    for need in profile.needs:
        level[need.topic] = max(need.level, level.get(need.topic, 0))
        priority[need.topic] = max(need.priority, priority.get(need.topic, 0))
    names = sorted(level)
    shares = split(FULL, [priority[name] for name in names])
    return {name: (level[name], share) for name, share in zip(names, shares, strict=True)}


def offered_topics(profile: Profile) -> dict[str, int]:
    """Topic to level; a topic named twice counts once, at its highest."""
    level: dict[str, int] = {}
    for offer in profile.offers:
        level[offer.topic] = max(offer.level, level.get(offer.topic, 0))
    return level


def check(
    mentees: Sequence[Candidate], mentors: Sequence[Candidate], topics: frozenset[str]
) -> None:
    """Refuse candidates that cannot be matched as they are.

    Raises:
        BadInput: somebody is there twice, or a profile does not fit; all of them, by id.
    """
    problems = [
        *_repeated(mentees, "mentee"),
        *_repeated(mentors, "mentor"),
        *(problem for each in (*mentees, *mentors) for problem in _misfits(each, topics)),
    ]
    if problems:
        shown = "; ".join(problems[:SHOWN])
        more = f"; and {len(problems) - SHOWN} more" if len(problems) > SHOWN else ""
        message = f"{len(problems)} misfits among the candidates: {shown}{more}"
        raise BadInput(message)


def _repeated(side: Sequence[Candidate], role: str) -> Iterator[str]:
    for kind, ids in (
        ("participant", Counter(each.id for each in side)),
        ("person", Counter(each.person.id for each in side)),
    ):
        for found, times in ids.items():
            if times > 1:
                yield f"{kind} {found} is a {role} {times} times, expected once"


def _misfits(each: Candidate, topics: frozenset[str]) -> Iterator[str]:
    if each.capacity < 0 or each.priority < 0:
        found = f"capacity {each.capacity} and priority {each.priority}"
        yield f"{each.id}: {found}, expected 0 or more"
    needs = [(need.topic, need.level) for need in each.profile.needs]
    for topic, level in (*needs, *((offer.topic, offer.level) for offer in each.profile.offers)):
        if topic not in topics:
            yield f"{each.id}: topic {topic!r} is not in the catalogue; add it or map it"
        if not 1 <= level <= TOP_LEVEL:
            yield f"{each.id}: level {level} of {topic!r}, expected 1-{TOP_LEVEL}"
    for need in each.profile.needs:
        if not 1 <= need.priority <= TOP_PRIORITY:
            yield f"{each.id}: priority {need.priority} of {need.topic!r}, expected 1-3"
    for trait, answer in each.profile.style.items():
        if not 1 <= answer <= TOP_ANSWER:
            yield f"{each.id}: answer {answer} on trait {trait!r}, expected 1-{TOP_ANSWER}"
