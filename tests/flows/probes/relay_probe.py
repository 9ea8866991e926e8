"""A relay that announces a burst, as the outbox would: our own ids, nothing but ids inside."""

from uuid import NAMESPACE_URL, uuid5

from prefect import flow
from prefect.events import emit_event
from prefect.events.worker import EventsWorker


@flow(name="relay", flow_run_name="relay {cohort}")
async def run_relay(cohort: str, first: int, events: int) -> int:
    for number in range(first, first + events):
        emit_event(
            event="rm.participant.waiting",
            resource={"prefect.resource.id": f"rm.cohort.{cohort}", "rm.cohort": cohort},
            id=uuid5(NAMESPACE_URL, f"{cohort}:{number}"),
            payload={"participant": str(number)},
        )
    EventsWorker.instance().drain()
    return events
