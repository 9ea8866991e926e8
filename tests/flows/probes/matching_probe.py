"""A matching run reduced to its waiting: it asks, after `rerun` again, and ends."""

from prefect import flow, task
from prefect.flow_runs import suspend_flow_run
from prefect.states import Completed, State

from flows.forms import Approval


@task
async def propose(cohort: str, attempt: int) -> str:
    return f"**{cohort}**, proposal {attempt}: 12 pairs, 1 person on the waitlist"


@flow(name="matching", flow_run_name="matching {cohort}")
async def run_matching(cohort: str) -> State:
    for attempt in (1, 2, 3):
        summary = await propose(cohort, attempt)
        verdict = await suspend_flow_run(
            wait_for_input=Approval.about(summary), key=f"approval-{attempt}", timeout=3600
        )
        if verdict.decision != "rerun":
            return Completed(name="Decided", message=f"{verdict.decision} {verdict.pins()}")
    return Completed(name="Not approved", message="asked three times")
