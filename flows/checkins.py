"""The checkins stage of a cohort, told in Prefect."""

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed

from rm_core.services import checkins as service
from rm_core.wiring import wired


@flow(
    name="checkins",
    flow_run_name="checkins · {cohort}",
    retries=3,
    retry_delay_seconds=5,
)
async def run_checkins(cohort: str) -> State[int]:
    """Ask how the meetings of one cohort go, find silent pairings, climb the ladder."""
    parts = wired()
    attended = service.attend(parts.begin, parts.clock, cohort)
    return Completed(message=f"{attended} pairings attended", data=attended)
