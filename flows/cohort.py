"""A cohort's own calendar, told in Prefect."""

from prefect import flow, task
from prefect.client.schemas.objects import State
from prefect.states import Completed

from rm_core.reports.keeping import keep_report
from rm_core.services import cohorts
from rm_core.wiring import wired

REPORTED = ("running", "assessing", "closed")
"""Stages in which a cohort has something to report; the emails about it come after this run."""


@task(retries=3, retry_delay_seconds=[2, 10, 60], task_run_name="attend {cohort}")
def attend(cohort: str) -> tuple[str, bool]:
    """Its state, and whether it has just come to it."""
    parts = wired()
    found = cohorts.attend(parts.begin, parts.clock, cohort)
    return found.state.value, found.since == found.seen


@task(retries=2, retry_delay_seconds=[5, 60], task_run_name="write the report of {cohort}")
def publish(cohort: str) -> int:
    parts = wired()
    return keep_report(parts.begin, parts.look, parts.clock, cohort, parts.catalogue)


@flow(name="cohort", flow_run_name="cohort · {cohort}")
async def run_cohort(cohort: str) -> State[str]:
    """Move one cohort on to its next stage, if the date has come."""
    state, is_new = attend(cohort)
    if is_new and state in REPORTED:
        publish(cohort)
    return Completed(message=f"{cohort} is {state}", data=state)
