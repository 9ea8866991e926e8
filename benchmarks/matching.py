"""How fast a whole cohort is matched, checked and explained, one figure a line.

    python -m benchmarks.matching [people a side ...]

Each size runs in a process of its own, so that its memory is its own.
"""

import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from typing import TypeVar
from uuid import uuid5

import numpy as np
from scipy.optimize import linear_sum_assignment

from rm_core.matching.assign import Result, solve
from rm_core.matching.candidates import Candidate
from rm_core.matching.explain import explain
from rm_core.matching.field import survey
from rm_core.matching.openings import openings
from rm_core.matching.problem import Objective, Problem
from rm_core.matching.profile import gather
from rm_core.matching.verify import verify
from rm_core.matching.weights import Fit, Weights
from rm_core.program.ids import NAMESPACE, ParticipantId, PersonId
from rm_core.program.people import Need, Offer, OfficeHours, Person, Profile

T = TypeVar("T")

SIZES = (500, 1_000, 2_000)
ON = date(2027, 3, 1)
TOPICS = tuple(f"topic {k}" for k in range(60))
INTERESTS = tuple(f"interest {k}" for k in range(40))
ZONES = ("Europe/Berlin", "Europe/London", "America/New_York", "Asia/Kolkata")
WEIGHTS = Weights(traits={"pace": Fit.SIMILAR, "planning": Fit.COMPLEMENTARY})


def a_side(role: str, count: int, most_places: int) -> list[Candidate]:
    """People as they come: 5 topics of 60, 4 interests of 40, 8 departments, 4 time zones."""
    luck = np.random.default_rng([count, len(role), most_places])
    return [_somebody(f"{role} {k}", luck, most_places) for k in range(count)]


def _somebody(name: str, luck: np.random.Generator, most_places: int) -> Candidate:
    topics = [str(topic) for topic in luck.choice(TOPICS, 5, replace=False)]
    starts = (luck.integers(14, 24, 4) * 30).tolist()
    zone = str(luck.choice(ZONES, p=(0.5, 0.3, 0.15, 0.05)))
    person = Person(
        id=PersonId(uuid5(NAMESPACE, name)),
        external_id=name,
        name="",
        given_name="",
        email="",
        manager=f"manager {luck.integers(200)}",
        department=f"department {luck.integers(8)}",
        site=f"site {luck.integers(5)}",
    )
    profile = Profile(
        needs=tuple(
            Need(topic=topic, level=int(luck.integers(1, 5)), priority=int(luck.integers(1, 4)))
            for topic in topics[:3]
        ),
        offers=tuple(Offer(topic, int(luck.integers(1, 5))) for topic in topics),
        interests=frozenset(map(str, luck.choice(INTERESTS, 4, replace=False))),
        style={"pace": int(luck.integers(1, 6)), "planning": int(luck.integers(1, 6))},
        hours=tuple(OfficeHours(day, start, start + 240) for day, start in enumerate(starts)),
        time_zone=zone,
        languages=("en",) if luck.random() < 0.7 else ("de", "en"),
    )
    return Candidate(
        id=ParticipantId(uuid5(NAMESPACE, f"participant {name}")),
        person=person,
        profile=profile,
        capacity=int(luck.integers(1, most_places + 1)),
    )


def plain(problem: Problem) -> tuple[int, int]:
    """Pairs and total by one plain call of scipy, a column for every place of a mentor."""
    field = survey(problem)
    premium = problem.premium()
    gain = np.where(field.mask == 0, field.worth + np.int64(premium), 0)
    places = np.repeat(np.arange(gain.shape[1]), problem.free_places()[1])
    rows, columns = linear_sum_assignment(gain[:, places].astype(float), maximize=True)
    found = gain[rows, places[columns]]
    pairs = int((found > 0).sum())
    return pairs, int(found.sum()) - premium * pairs


def figures(size: int, most_places: int) -> Iterator[str]:
    label = f"{size} x {size}, places 1-{most_places}"
    pool, took = timed(
        lambda: gather(
            a_side("mentee", size, 1), a_side("mentor", size, most_places), TOPICS, on=ON
        )
    )
    yield f"{label}: draw and gather {took}"
    for objective in (Objective.FAIR, Objective.TOTAL):
        problem = Problem(pool=pool, weights=WEIGHTS, objective=objective, seed=1)
        yield f"{label}: {solved(problem)[1]}"
    problem = Problem(pool=pool, weights=WEIGHTS, seed=1)
    result, told = solved(problem)
    yield f"{label}: {told}"
    yield f"{label}: peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB"
    same = plain(problem) == (len(result.matches), result.total)
    yield f"{label}: objective equal to plain scipy: {'yes' if same else 'NO'}"
    certificate, took = timed(lambda: verify(problem, result))
    yield f"{label}: verify {took}, clean: {'yes' if certificate.is_clean else 'NO'}"
    yield f"{label}: explain {timed(lambda: explain(problem, result))[1]}"
    yield f"{label}: openings {timed(lambda: openings(problem, result))[1]}"


def solved(problem: Problem) -> tuple[Result, str]:
    result, took = timed(lambda: solve(problem))
    told = f"{len(result.matches)} pairs, total {result.total}, gap {result.gap}"
    floor = f", floor {result.floor / 10:.1f} %" if result.floor else ""
    return result, f"solve {problem.objective} {took}, {told}{floor}"


def timed(step: Callable[[], T]) -> tuple[T, str]:
    """What a step gives, and its time: by the clock, and of the processor on a busy machine."""
    wall, cpu = time.perf_counter(), time.process_time()
    found = step()
    return found, f"{time.perf_counter() - wall:.2f} s (CPU {time.process_time() - cpu:.2f} s)"


def main() -> None:
    match sys.argv[1:]:
        case ["one", one, most]:
            for figure in figures(int(one), int(most)):
                print(figure, flush=True)
        case sizes:
            for size in map(int, sizes or SIZES):
                for places in ("1", "3"):
                    command = [
                        sys.executable,
                        "-m",
                        "benchmarks.matching",
                        "one",
                        str(size),
                        places,
                    ]
                    subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
