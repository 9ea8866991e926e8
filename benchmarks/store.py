"""How fast the store takes people in, finds what is due, and hands out emails.

`python -m benchmarks.store [sqlite|postgresql] [PEOPLE]` fills ten cohorts with so many people each
(100 000 by default) and prints rates, and times as medians and 99th percentiles. The PostgreSQL is
the tests' own, which does not wait for its disk; `RM_TEST_POSTGRES` names another.
"""

import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from statistics import quantiles
from time import perf_counter

from sqlalchemy import Engine, text

from rm_core.program.emails import EmailKind
from rm_core.program.ids import ParticipantId, PersonId, derive
from rm_core.program.people import Participant
from rm_core.store.audit import stalls
from rm_core.store.rows import batches
from rm_core.store.schema import migrate
from rm_core.store.unit import Begin, opener
from tests.support.builders import LATER, NOW, a_cohort, a_participant, a_person, an_owed
from tests.support.databases import fresh

COHORTS = [f"cohort-{number}" for number in range(10)]
DUE = 1_000
LEASE = timedelta(minutes=15)
CLAIMED = 50
SENT = 10_000


def main() -> None:
    kind = sys.argv[1] if len(sys.argv) > 1 else "sqlite"
    people = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    print(f"{kind}, {len(COHORTS)} cohorts of {people} people")
    with tempfile.TemporaryDirectory() as folder, fresh(kind, Path(folder), tables=False) as engine:
        migrate(engine)
        begin = opener(engine)
        take_in(begin, people)
        analyse(engine)
        find_due(begin, people)
        send(begin, people)


def take_in(begin: Begin, people: int) -> None:
    """Everybody, in the one transaction that an import is; then nine cohorts more."""
    everybody = [a_person(f"p{number}") for number in range(people)]
    ids = [person.id for person in everybody]
    with begin() as work:
        for key in COHORTS:
            work.cohorts.add(a_cohort(key))
    first = everyone_in(COHORTS[0], ids)
    for again in ("", " again"):
        with rate(f"people put{again}", people), begin() as work:
            work.people.put(everybody)
        with rate(f"participants added{again}", people), begin() as work:
            work.participants.add(first)
    for key in COHORTS[1:]:
        with begin() as work:
            for batch in batches(everyone_in(key, ids), 20_000):
                work.participants.add(batch)


def everyone_in(key: str, people: Iterable[PersonId]) -> list[Participant]:
    """A participant for each person; few are due, evenly among them."""
    wanted = DUE // len(COHORTS)
    ids = list(people)
    stride = max(1, len(ids) // wanted)
    example = a_participant(cohort=key)
    return [
        Participant(
            id=ParticipantId(derive("participant", key, number)),
            cohort=example.cohort,
            person=person,
            role=example.role,
            state=example.state,
            since=NOW,
            seen=NOW,
            due_at=NOW if number % stride == 0 and number // stride < wanted else LATER,
        )
        for number, person in enumerate(ids)
    ]


def analyse(engine: Engine) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


def find_due(begin: Begin, people: int) -> None:
    cohort, total = a_cohort(COHORTS[0]).id, people * len(COHORTS)
    with begin() as work:
        found = sum(len(work.participants.due(a_cohort(key).id, NOW, total)) for key in COHORTS)
        print(f"{found} due of {total}")
        times("due in one cohort, 50", lambda: work.participants.due(cohort, NOW, 50))
        times("cohorts with something due", lambda: work.due.participants(NOW))
        times("the next due date of all", work.due.first)
        with rate("rows audited", total):
            assert stalls(work.connection, NOW, LEASE) == []


def send(begin: Begin, people: int) -> None:
    """A wave to one cohort, of which a part is claimed, begun and acknowledged one by one."""
    readers = [ParticipantId(derive("participant", COHORTS[0], n)) for n in range(people)]
    wave = [an_owed(EmailKind.INVITATION, to=reader, cohort=COHORTS[0]) for reader in readers]
    with rate("emails owed", people), begin() as work:
        work.outbox.owe(wave, NOW)
    claims: list[float] = []
    acknowledged: list[float] = []
    with rate("emails claimed, begun, acknowledged", min(SENT, people)):
        for _ in range(min(SENT, people) // CLAIMED):
            began = perf_counter()
            with begin() as work:
                claimed = work.outbox.claim(NOW, NOW + LEASE, CLAIMED)
                work.outbox.begin_all(claimed)
            claims.append(perf_counter() - began)
            for email in claimed:
                began = perf_counter()
                with begin() as work:
                    work.outbox.sent(email, NOW)
                acknowledged.append(perf_counter() - began)
    told(f"claim and begin {CLAIMED}", claims)
    told("acknowledge one", acknowledged)


@contextmanager
def rate(what: str, many: int) -> Iterator[None]:
    """Print how many a second were done meanwhile."""
    began = perf_counter()
    yield
    took = perf_counter() - began
    print(f"{what:38} {many / took:10.0f}/s {took:8.2f} s", flush=True)


def times(what: str, ask: Callable[[], object], rounds: int = 50) -> None:
    measured = []
    for _ in range(rounds):
        began = perf_counter()
        ask()
        measured.append(perf_counter() - began)
    told(what, measured)


def told(what: str, measured: list[float]) -> None:
    cuts = quantiles(measured, n=100)
    print(f"{what:38} {cuts[49] * 1e3:10.2f} ms {cuts[98] * 1e3:8.2f} ms", flush=True)


if __name__ == "__main__":
    main()
