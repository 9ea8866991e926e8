"""Emails that are owed, sent in batches; never a run for one person's email."""

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed

from rm_core.services import outreach
from rm_core.wiring import wired


@flow(name="outreach", flow_run_name="outreach", retries=2, retry_delay_seconds=10)
async def run_outreach() -> State[str]:
    """Send every email that is due, answers first, and say what became of them."""
    said = send()
    return Completed(message=said or "nothing was due", data=said)


def send() -> str:
    """Send what is due; what became of it in a few words, empty if nothing was."""
    parts = wired()
    ended = outreach.send_due(parts.begin, parts.clock, parts.post)
    return ", ".join(f"{count} emails {state}" for state, count in sorted(ended.items()))
