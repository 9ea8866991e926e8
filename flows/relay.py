"""What happened, told to Prefect: hints that make the next stage start within seconds."""

from datetime import datetime

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.events import emit_event
from prefect.states import Completed

from rm_core.services import relaying
from rm_core.store.events import Happened
from rm_core.wiring import wired


@flow(name="relay", flow_run_name="relay", retries=3, retry_delay_seconds=5)
async def run_relay() -> State[int]:
    """Announce everything that happened and has not been told yet."""
    told = relay()
    return Completed(message=f"{told} events told", data=told)


def relay() -> int:
    """Tell every event that nobody has been told of; says how many."""
    parts = wired()
    return relaying.relay(parts.begin, parts.clock, tell)


def tell(event: Happened) -> None:
    """Announce one event under its own id: telling it twice is telling it once."""
    emit_event(
        event=f"rm.{event.name}",
        resource={
            "prefect.resource.id": f"rm.cohort.{event.cohort_key}",
            "prefect.resource.name": event.cohort_key,
            "rm.cohort": event.cohort_key,
            "rm.about": event.about,
        },
        payload=dict(event.payload),
        occurred=_not_ahead(event.at),
        id=event.id,
    )


def _not_ahead(at: datetime) -> datetime | None:
    """When it happened, unless the clock is a simulated one; Prefect then takes its own."""
    return None if wired().settings.clock_file else at
