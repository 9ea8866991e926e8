"""The trial stage of a cohort, told in Prefect."""

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed

from rm_core.services import trial as service
from rm_core.wiring import wired


@flow(
    name="trial",
    flow_run_name="trial · {cohort}",
    retries=3,
    retry_delay_seconds=5,
)
async def run_trial(cohort: str) -> State[int]:
    """Follow the trial meetings of one cohort to a verdict or a release."""
    parts = wired()
    attended = service.attend(parts.begin, parts.clock, cohort)
    return Completed(message=f"{attended} pairings attended", data=attended)
