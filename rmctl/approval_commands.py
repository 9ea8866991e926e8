"""Commands about a proposal: see it, decide on it."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Annotated

from cyclopts import Parameter
from rich.console import Console
from rich.table import Table

from rm_core.errors import BadInput
from rm_core.services import matching
from rm_core.services.approving import Decision, Two, Verdict
from rm_core.services.showing import show
from rmctl import engine_approval
from rmctl.arguments import HERE, By, Home, Key
from rmctl.home import joined, settings_at
from rmctl.up import api_url_at

console = Console(highlight=False)
IDS = ("proposal", "mentor", "mentee")
SHORT = 8
"""So much of an id is shown; `approve` takes as much of it as tells it from the others."""

Row = Mapping[str, object]
Ids = Annotated[tuple[str, ...], Parameter(negative=())]


def proposal(cohort: Key, *, home: Home = HERE) -> None:
    """Show the proposal that waits for a decision, all of it, the weakest pairs first."""
    shown = show(joined(settings_at(home)).look, cohort, rows=None)
    table = Table(title=f"{cohort}, round {shown.round}: {shown.pairs} pairs", title_justify="left")
    for heading in shown.table[0] if shown.table else ():
        table.add_column(heading, overflow="fold")
    for row in shown.table:
        table.add_row(*(str(row[name])[: SHORT if name in IDS else None] for name in row))
    console.print(table)
    console.print(f"Decide: rmctl approve {cohort} --by YOU", soft_wrap=True)


def approve(
    cohort: Key,
    *,
    by: By,
    decision: Verdict = Verdict.APPROVE,
    reason: str = "",
    drop: Ids = (),
    swap: Ids = (),
    pin: Ids = (),
    forbid: Ids = (),
    home: Home = HERE,
) -> None:
    """Decide on a proposal: in Prefect if a run waits there, else directly.

    Parameters
    ----------
    decision
        what becomes of the pairs; reject and rerun introduce nobody
    reason
        recorded with the decision
    drop
        id of a proposed pair that is not introduced; repeatable
    swap
        "ID ID" of two proposed pairs that exchange their mentees; repeatable
    pin
        "MENTOR MENTEE" to pair in every later run; repeatable
    forbid
        "MENTOR MENTEE" never to propose; repeatable
    """
    verdict = _meant(decision, edits=bool(drop or swap), bars=bool(pin or forbid))
    swaps, pins, bans = _pairs("--swap", swap), _pairs("--pin", pin), _pairs("--forbid", forbid)
    wired = joined(settings_at(home))
    rows = show(wired.look, cohort, rows=None).table
    chosen = Decision(
        verdict=verdict,
        by=by,
        reason=reason,
        drop=[_whole(each, rows, "proposal") for each in drop],
        swap=[(_whole(a, rows, "proposal"), _whole(b, rows, "proposal")) for a, b in swaps],
        pin=[(_whole(a, rows, "mentor"), _whole(b, rows, "mentee")) for a, b in pins],
        forbid=[(_whole(a, rows, "mentor"), _whole(b, rows, "mentee")) for a, b in bans],
    )
    api_url = api_url_at(home)
    waiting = engine_approval.waiting_approvals(api_url, cohort) if api_url else ()
    if waiting and api_url:
        engine_approval.approve(api_url, waiting[0].flow_run_id, _for_the_form(chosen))
        console.print(f"Told Prefect: {chosen.verdict}. See {waiting[0].page}", soft_wrap=True)
        return
    introduced = matching.decide(wired.begin, wired.clock, cohort, chosen, wired.catalogue)
    console.print(f"{introduced} pairs introduced.")


def _meant(decision: Verdict, *, edits: bool, bars: bool) -> Verdict:
    """Approving with edits is what approving means as soon as there are any.

    Raises: BadInput: edits of pairs that would not be introduced.
    """
    if decision is Verdict.APPROVE and (edits or bars):
        return Verdict.APPROVE_WITH_EDITS
    if decision in {Verdict.REJECT, Verdict.RERUN} and edits:
        message = f"--drop and --swap edit pairs that are introduced; {decision} introduces none"
        raise BadInput(message)
    return decision


def _pairs(option: str, texts: Sequence[str]) -> tuple[Two, ...]:
    found = []
    for text in texts:
        ids = text.replace(",", " ").split()
        if len(ids) != 2:
            message = f'{option} {text[:80]!r}: expected two ids, as in {option} "ID ID"'
            raise BadInput(message)
        found.append((ids[0], ids[1]))
    return tuple(found)


def _whole(id_: str, rows: Sequence[Row], column: str) -> str:
    """An id that was typed in part; one that is not in the proposal is left as it is.

    Raises: BadInput: it begins several ids.
    """
    found = {str(row[column]) for row in rows if str(row[column]).startswith(id_.lower())}
    if len(found) > 1:
        message = f"{id_}: {len(found)} of the {column} ids begin like this; give more of it"
        raise BadInput(message)
    return found.pop() if found else id_


def _for_the_form(decision: Decision) -> engine_approval.Decision:
    return engine_approval.Decision(
        decision=decision.verdict,
        by=decision.by,
        reason=decision.reason,
        drop=tuple(decision.drop),
        swap=tuple(map(" ".join, decision.swap)),
        pin=tuple(map(" ".join, decision.pin)),
        forbid=tuple(map(" ".join, decision.forbid)),
    )


COMMANDS: Mapping[str, Callable[..., int | None]] = MappingProxyType(
    {"proposal": proposal, "approve": approve}
)
