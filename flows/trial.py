"""The trial stage of a cohort, told in Prefect."""

from prefect import flow, task
from prefect.client.schemas.objects import State
from prefect.states import Completed

from rm_core.services import trial as service
from rm_core.wiring import wired


@task(retries=3, retry_delay_seconds=[2, 10, 60], task_run_name="attend {cohort}")
def attend(cohort: str) -> int:
    parts = wired()
    return service.attend(parts.begin, parts.clock, cohort)


@flow(name="trial", flow_run_name="trial · {cohort}")
async def run_trial(cohort: str) -> State[int]:
    """Follow the trial meetings of one cohort to a verdict or a release."""
    attended = attend(cohort)
    return Completed(message=f"{attended} pairings attended", data=attended)
