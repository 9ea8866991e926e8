"""The outcomes stage of a cohort, told in Prefect."""

from prefect import flow, task
from prefect.client.schemas.objects import State
from prefect.states import Completed

from rm_core.services import outcomes as service
from rm_core.wiring import wired


@task(retries=3, retry_delay_seconds=[2, 10, 60], task_run_name="attend {cohort}")
def attend(cohort: str) -> int:
    parts = wired()
    return service.attend(parts.begin, parts.clock, cohort)


@flow(name="outcomes", flow_run_name="outcomes · {cohort}")
async def run_outcomes(cohort: str) -> State[int]:
    """Survey both sides, remind those who are silent, and wrap up what is complete."""
    attended = attend(cohort)
    return Completed(message=f"{attended} pairings attended", data=attended)
