"""Candidates for matching: plain builders, and whole cohorts drawn by a seed."""

from datetime import date
from uuid import UUID

import numpy as np

from rm_core.matching.assign import solve
from rm_core.matching.candidates import Candidate
from rm_core.matching.problem import Problem
from rm_core.matching.profile import Pool, gather
from rm_core.program.ids import ParticipantId, PersonId, derive
from rm_core.program.people import Need, Offer, OfficeHours, Person, Profile

TOPICS = ("ai-tools", "allyship", "data", "generations", "social-media", "video", "writing", "zoom")
ON = date(2027, 3, 1)
WORKDAYS = tuple(OfficeHours(day, 9 * 60, 17 * 60) for day in range(5))


def participant(name: str) -> ParticipantId:
    return ParticipantId(derive("participant", name))


def person(name: str) -> PersonId:
    return PersonId(derive("person", name))


def a_candidate(
    name: str,
    *,
    who: str = "",
    capacity: int = 1,
    priority: int = 0,
    manager: str | None = None,
    department: str = "",
    site: str = "",
    **answers: object,
) -> Candidate:
    """Somebody with office hours on workdays; `who` is the person, by default named as they are."""
    who = who or name
    profile = {"hours": WORKDAYS, **answers}
    return Candidate(
        id=participant(name),
        person=Person(
            id=person(who),
            external_id=who,
            name=who,
            given_name=who,
            email=f"{who}@example.org",
            manager=manager,
            department=department,
            site=site,
        ),
        profile=Profile(**profile),  # type: ignore[arg-type]
        capacity=capacity,
        priority=priority,
    )


def a_mentee(name: str, *needs: Need, **more: object) -> Candidate:
    """Somebody who seeks `data` unless told otherwise."""
    sought = needs or (Need(topic="data", level=2, priority=3),)
    return a_candidate(name, needs=sought, **more)  # type: ignore[arg-type]


def a_mentor(name: str, *offers: Offer, **more: object) -> Candidate:
    """Somebody who offers `data` at the highest level unless told otherwise."""
    return a_candidate(name, offers=offers or (Offer("data", 4),), **more)  # type: ignore[arg-type]


def a_pool(mentees: list[Candidate], mentors: list[Candidate]) -> Pool:
    return gather(mentees, mentors, TOPICS, on=ON)


def a_problem(mentees: list[Candidate], mentors: list[Candidate], **terms: object) -> Problem:
    return Problem(pool=a_pool(mentees, mentors), **terms)  # type: ignore[arg-type]


def a_crowd(
    mentees: int, mentors: int, seed: int, *, places: tuple[int, int] = (1, 3), needs: int = 3
) -> Pool:
    """A cohort as they come: few departments and zones, some languages, hours here and there.

    `places` are the most that a mentee and a mentor take; mentors draw from 0.
    """
    luck = np.random.default_rng(seed)
    return a_pool(
        [_drawn(f"mentee {k}", luck, places[0], needs=needs) for k in range(mentees)],
        [_drawn(f"mentor {k}", luck, places[1], needs=0) for k in range(mentors)],
    )


ZONES = ("Europe/Berlin", "Europe/London", "America/New_York", "Asia/Kolkata")
WORDS = ("chess", "climbing", "cooking", "football", "music", "painting", "running", "theatre")


def _drawn(name: str, luck: np.random.Generator, places: int, *, needs: int) -> Candidate:
    topics = luck.choice(TOPICS, size=3, replace=False)
    starts = luck.integers(14, 26, size=3) * 30
    zone = str(luck.choice(ZONES, p=(0.5, 0.3, 0.1, 0.1)))
    languages = (
        ("en", "de")
        if luck.random() < 0.5
        else (("de", "en"), ("en",), ("fr",))[int(luck.integers(3))]
    )
    sought = tuple(
        Need(topic=str(t), level=int(luck.integers(1, 5)), priority=int(luck.integers(1, 4)))
        for t in topics[:needs]
    )
    offered = tuple(Offer(str(topic), int(luck.integers(1, 5))) for topic in topics)
    return a_candidate(
        name,
        capacity=int(luck.integers(1, places + 1)) if needs else int(luck.integers(places + 1)),
        priority=int(luck.random() < 0.1),
        manager=f"boss {luck.integers(40)}",
        department=f"department {luck.integers(6)}",
        site=f"site {luck.integers(4)}",
        needs=sought if needs else (),
        offers=() if needs else offered,
        interests=frozenset(map(str, luck.choice(WORDS, size=3, replace=False))),
        style={"pace": int(luck.integers(1, 6)), "plan": int(luck.integers(1, 6))},
        hours=tuple(
            OfficeHours(int(day), int(start), int(start) + 240)
            for day, start in zip(luck.choice(5, size=3, replace=False), starts, strict=True)
        ),
        time_zone=zone,
        languages=languages,
    )


def somebody(number: int) -> ParticipantId:
    """A participant in no pool."""
    return ParticipantId(UUID(int=number))


def names(problem: Problem) -> set[tuple[str, str]]:
    """The proposed pairs, by the external ids of the people."""
    people = {each.id: each for each in (*problem.pool.mentees, *problem.pool.mentors)}
    return {
        (people[a].person.external_id, people[b].person.external_id)
        for a, b in solve(problem).pairs
    }
