"""The intake stage of a cohort, told in Prefect."""

from prefect import flow, task
from prefect.client.schemas.objects import State
from prefect.states import Completed

from rm_core.services import intake as service
from rm_core.wiring import wired


@task(retries=3, retry_delay_seconds=[2, 10, 60], task_run_name="attend {cohort}")
def attend(cohort: str) -> int:
    parts = wired()
    return service.attend(parts.begin, parts.clock, cohort)


@flow(name="intake", flow_run_name="intake · {cohort}")
async def run_intake(cohort: str) -> State[int]:
    """Invite, remind and close the intake of one cohort; whoever is due hears from us now."""
    attended = attend(cohort)
    return Completed(message=f"{attended} participants attended", data=attended)
