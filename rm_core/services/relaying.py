"""Events on their way out of the database; told at least once, each under its own id."""

from collections.abc import Callable

from rm_core.clock import Clock
from rm_core.store.events import Happened
from rm_core.store.unit import Begin

BATCH = 200

Tell = Callable[[Happened], None]
"""Announces one event somewhere; telling the same one twice must be harmless."""


def relay(begin: Begin, clock: Clock, tell: Tell) -> int:
    """Tell everything that has not been told yet, and note it; says how many events it was.

    Whoever dies between telling and noting leaves the batch to be told again, under the same ids.
    """
    told = 0
    while count := _relay_some(begin, clock, tell):
        told += count
    return told


def _relay_some(begin: Begin, clock: Clock, tell: Tell) -> int:
    with begin() as work:
        waiting = work.events.untold(BATCH)
    for event in waiting:
        tell(event)
    if waiting:
        with begin() as work:
            work.events.told([event.id for event in waiting], clock())
    return len(waiting)
