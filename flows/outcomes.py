"""The outcomes stage of a cohort, told in Prefect."""

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed

from rm_core.services import outcomes as service
from rm_core.wiring import wired


@flow(
    name="outcomes",
    flow_run_name="outcomes · {cohort}",
    retries=3,
    retry_delay_seconds=5,
)
async def run_outcomes(cohort: str) -> State[int]:
    """Survey both sides, remind those who are silent, and wrap up what is complete."""
    parts = wired()
    attended = service.attend(parts.begin, parts.clock, cohort)
    return Completed(message=f"{attended} pairings attended", data=attended)
