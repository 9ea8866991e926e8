"""The matching stage of a cohort: propose, wait for an admin, introduce."""

from datetime import timedelta

from prefect import flow, get_client, task
from prefect.artifacts import acreate_markdown_artifact, acreate_table_artifact
from prefect.client.schemas.filters import FlowRunFilter
from prefect.client.schemas.objects import State
from prefect.flow_runs import asuspend_flow_run
from prefect.runtime import flow_run
from prefect.states import Completed

from flows.forms import Approval
from rm_core.services import matching
from rm_core.services.approving import Decision, Verdict
from rm_core.services.showing import Shown, show
from rm_core.wiring import wired

APPROVE_WITHIN = timedelta(days=30)
"""How long a run waits at most; the program's own deadline comes sooner and reminds."""


@task(retries=2, retry_delay_seconds=[5, 30], task_run_name="propose {cohort}")
def propose(cohort: str) -> int | None:
    """The number of the round that waits for a decision, None if nothing can be proposed."""
    parts = wired()
    run = matching.make_proposal(parts.begin, parts.clock, cohort, parts.catalogue)
    return run.round if run else None


@task(retries=2, retry_delay_seconds=[5, 30], task_run_name="decide {cohort}")
def decide(cohort: str, word: Approval) -> int:
    parts = wired()
    decision = Decision(
        verdict=Verdict(word.decision),
        by=word.by,
        reason=word.reason,
        drop=word.drops(),
        swap=word.swaps(),
        pin=word.pins(),
        forbid=word.bans(),
    )
    return matching.decide(parts.begin, parts.clock, cohort, decision, parts.catalogue)


@flow(name="matching", flow_run_name="matching · {cohort}")
async def run_matching(cohort: str) -> State[int]:
    """Propose pairings, wait for an admin, introduce those that were approved.

    The run is suspended, not held, while it waits: it costs no worker. A resumed run starts from
    the top, which is why `propose` returns the proposal that a cohort already has.
    """
    while (round_ := propose(cohort)) is not None:
        if await waits_elsewhere(cohort):
            return Completed(name="Already waiting", message="another run waits for the decision")
        shown = show(wired().look, cohort)
        await present(cohort, shown)
        word = await asuspend_flow_run(
            wait_for_input=Approval.about(shown.summary),
            key=f"round-{round_}",
            timeout=int(APPROVE_WITHIN.total_seconds()),
        )
        introduced = decide(cohort, word)
        if word.decision == "reject":
            return Completed(name="Not approved", message=word.reason or "rejected", data=0)
        if word.decision != "rerun":
            message = f"{introduced} of {shown.pairs} pairs introduced"
            return Completed(message=message, data=introduced)
    return Completed(name="Nothing to propose", message="nobody can be paired now", data=0)


async def waits_elsewhere(cohort: str) -> bool:
    """Whether another run of this cohort is suspended already: one decision, one form."""
    async with get_client() as client:
        named = {
            "name": {"any_": [f"matching · {cohort}"]},
            "state": {"type": {"any_": ["PAUSED"]}},
        }
        waiting = await client.read_flow_runs(flow_run_filter=FlowRunFilter.model_validate(named))
    return any(str(each.id) != flow_run.id for each in waiting)


async def present(cohort: str, shown: Shown) -> None:
    """The figures and the pairs, under the run and under Artifacts; ids only."""
    await acreate_markdown_artifact(
        key=f"{cohort}-proposal", markdown=shown.summary, description="Proposal to decide on"
    )
    await acreate_table_artifact(
        key=f"{cohort}-pairs",
        table=list(shown.table),
        description="Proposed pairs, the weakest first",
    )
