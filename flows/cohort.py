"""A cohort's own calendar, told in Prefect."""

from prefect import flow, task
from prefect.client.schemas.objects import State
from prefect.states import Completed

from rm_core.services import cohorts
from rm_core.wiring import wired


@task(retries=3, retry_delay_seconds=[2, 10, 60], task_run_name="attend {cohort}")
def attend(cohort: str) -> str:
    parts = wired()
    return cohorts.attend(parts.begin, parts.clock, cohort).state.value


@flow(name="cohort", flow_run_name="cohort · {cohort}")
async def run_cohort(cohort: str) -> State[str]:
    """Move one cohort on to its next stage, if the date has come."""
    state = attend(cohort)
    return Completed(message=f"{cohort} is {state}", data=state)
