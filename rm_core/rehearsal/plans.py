"""What people mean to do and when: one plan for each person and thing, in the order of time."""

from dataclasses import dataclass
from datetime import datetime
from heapq import heappop, heappush

from rm_core.rehearsal.browser import purpose
from rm_core.rehearsal.reader import Reader, Visit

_LINK_ID_CHARS = 21

Thing = tuple[str, str]
"""What a link is about: its purpose, and the part of its token that a reminder repeats."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Something that one person means to do; `number` counts plans as they are made."""

    at: datetime
    number: int
    me: Reader
    thing: Thing
    visit: Visit


class Plans:
    """Everybody's plans; a newer one about the same thing takes the place of the older one."""

    def __init__(self) -> None:
        self._standing: dict[tuple[str, Thing], Plan] = {}
        self._queue: list[tuple[datetime, int, Plan]] = []
        self._made = 0

    @property
    def next_at(self) -> datetime | None:
        """The time of the earliest plan, UTC; None where there is none."""
        while self._queue and not self._stands(self._queue[0][2]):
            heappop(self._queue)
        return self._queue[0][0] if self._queue else None

    def make(self, me: Reader, visit: Visit, at: datetime) -> None:
        """Mean to do something; a reminder brings a newer link, and neither delay nor doubt."""
        about = thing(visit.url)
        earlier = self._standing.get((me.address, about))
        if earlier:
            visit = Visit(visit.url, visit.aim or earlier.visit.aim)
            at = min(at, earlier.at)
        self._made += 1
        plan = Plan(at=at, number=self._made, me=me, thing=about, visit=visit)
        self._standing[me.address, about] = plan
        heappush(self._queue, (at, plan.number, plan))

    def take(self) -> Plan:
        """The earliest plan, which is carried out now; ask `next_at` first."""
        plan = heappop(self._queue)[2]
        del self._standing[plan.me.address, plan.thing]
        return plan

    def _stands(self, plan: Plan) -> bool:
        return self._standing.get((plan.me.address, plan.thing)) is plan


def thing(url: str) -> Thing:
    """What a link is about; a new link to the same question differs in when it runs out alone.

    That is the end of the last part of the token but one (see `rm_core.links`).
    """
    parts = url.rsplit("/", 1)[-1].split(".")
    return (purpose(url), parts[2][:_LINK_ID_CHARS] if len(parts) == 4 else url)
