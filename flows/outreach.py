"""Emails that are owed, sent in batches; never a run for one person's email."""

from prefect import flow, task
from prefect.client.schemas.objects import State
from prefect.states import Completed

from rm_core.services import outreach
from rm_core.wiring import wired


@task(retries=2, retry_delay_seconds=[10, 60], task_run_name="send what is due")
def send() -> dict[str, int]:
    parts = wired()
    ended = outreach.send_due(parts.begin, parts.clock, parts.post)
    return {state.value: count for state, count in ended.items()}


@flow(name="outreach", flow_run_name="outreach")
async def run_outreach() -> State[dict[str, int]]:
    """Send every email that is due, answers first, and say what became of them."""
    ended = send()
    said = ", ".join(f"{count} {state}" for state, count in sorted(ended.items()))
    return Completed(message=said or "nothing was due", data=ended)
