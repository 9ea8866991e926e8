"""Where cohorts stand, as tables in a terminal; numbers and ids, no names."""

from collections import Counter
from datetime import timedelta

from rich.console import Console
from rich.table import Table

from rm_core.store.audit import stalls
from rm_core.store.outbox import State
from rm_core.wiring import Wired


def show_all(wired: Wired, console: Console) -> None:
    """Every cohort on a line."""
    table = Table("cohort", "state", "since", "next date", "people", "emails waiting")
    with wired.look() as work:
        for cohort in work.cohorts.all():
            counts = work.outbox.counts(cohort.id)
            waiting = sum(n for (_, state), n in counts.items() if state is State.READY)
            table.add_row(
                cohort.key,
                f"{cohort.state}, emails held"
                if work.cohorts.is_on_hold(cohort.id)
                else cohort.state,
                f"{cohort.since.astimezone(cohort.program.zone):%d %b %Y %H:%M}",
                f"{cohort.due_at.astimezone(cohort.program.zone):%d %b %Y %H:%M}"
                if cohort.due_at
                else "",
                str(len(work.participants.of(cohort.id))),
                str(waiting),
            )
    console.print(table)


def show_one(wired: Wired, key: str, console: Console) -> None:
    """One cohort: its people, its pairings, its emails."""
    with wired.look() as work:
        cohort = work.cohorts.get(key)
        people = Counter((each.role, each.state) for each in work.participants.of(cohort.id))
        pairings = Counter(each.state for each in work.pairings.of(cohort.id))
        emails = Counter(work.outbox.counts(cohort.id))
        log = work.cohorts.log(cohort.id)
        is_on_hold = work.cohorts.is_on_hold(cohort.id)
    zone = cohort.program.zone
    stages = Table("state", "entered", "left", title=cohort.program.title, title_justify="left")
    for state, entered, left in log:
        stages.add_row(
            state,
            f"{entered.astimezone(zone):%d %b %Y %H:%M}",
            f"{left.astimezone(zone):%d %b %Y %H:%M}" if left else "now",
        )
    console.print(stages)
    console.print(_counts("people", {f"{role}, {state}": n for (role, state), n in people.items()}))
    console.print(_counts("pairings", {str(state): n for state, n in pairings.items()}))
    console.print(_counts("emails", {f"{kind}, {state}": n for (kind, state), n in emails.items()}))
    if is_on_hold:
        let_go = f"rmctl release {key} --by YOU"
        console.print(f"Its emails are on hold. Let them go: {let_go}", soft_wrap=True)


def _counts(title: str, counts: dict[str, int]) -> Table:
    table = Table(title, "number")
    for name, number in sorted(counts.items()):
        table.add_row(name, str(number))
    return table


def show_stalls(wired: Wired, grace_hours: int, console: Console) -> int:
    """What waits in silence; 1 if anything does, 0 if nothing."""
    with wired.look() as work:
        found = stalls(work.connection, wired.clock(), timedelta(hours=grace_hours))
    for each in found:
        console.print(str(each), markup=False, soft_wrap=True)
    wait = "1 thing waits" if len(found) == 1 else f"{len(found)} things wait"
    console.print(f"{wait} in silence." if found else "Nothing waits in silence.")
    return 1 if found else 0
