"""The intake stage of a cohort, told in Prefect."""

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed

from rm_core.services import intake as service
from rm_core.wiring import wired


@flow(
    name="intake",
    flow_run_name="intake · {cohort}",
    retries=3,
    retry_delay_seconds=5,
)
async def run_intake(cohort: str) -> State[int]:
    """Invite, remind and close the intake of one cohort; whoever is due hears from us now."""
    parts = wired()
    attended = service.attend(parts.begin, parts.clock, cohort)
    return Completed(message=f"{attended} participants attended", data=attended)
