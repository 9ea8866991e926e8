"""The guarantee behind everything: what has fallen due is attended, event or no event."""

import asyncio
from collections.abc import Callable, Coroutine
from contextvars import Context
from datetime import timedelta
from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.deployments import arun_deployment
from prefect.states import Completed

from flows.checkins import run_checkins
from flows.cohort import run_cohort
from flows.intake import run_intake
from flows.outcomes import run_outcomes
from flows.outreach import send
from flows.relay import relay
from flows.trial import run_trial
from rm_core.services import matching
from rm_core.services.duties import Duty, Stage, duties
from rm_core.wiring import wired

PATIENCE = timedelta(minutes=10)
"""So long the sweep leaves a match run to the event that should have started it."""

STAGES: dict[Stage, Callable[[str], Coroutine[Any, Any, State[Any]]]] = {
    Stage.COHORT: run_cohort,
    Stage.INTAKE: run_intake,
    Stage.TRIAL: run_trial,
    Stage.CHECKINS: run_checkins,
    Stage.OUTCOMES: run_outcomes,
}


@flow(name="sweep", flow_run_name="sweep")
async def run_sweep() -> State[int]:
    """Attend every stage of every cohort in which something is due, then tell and send.

    Telling and sending happen here, and not in runs of their own: each scheduled run is a new
    process and costs two seconds of CPU (decision 3).
    """
    parts = wired()
    due = duties(parts.look, parts.clock)
    for duty in due:
        await attend(duty)
    for cohort, round_ in matching.wanted(parts.look, parts.clock, PATIENCE).items():
        await ask_for_matching(cohort, round_)
    said = [f"{duty.stage} · {duty.cohort}" for duty in due]
    if told := relay():
        said.append(f"{told} events told")
    if sent := send():
        said.append(sent)
    return Completed(message=", ".join(said) or "nothing was due", data=len(due))


async def apart(run: Coroutine[Any, Any, Any]) -> None:
    """Have a flow run as a run of its own on the timeline.

    In an empty context: as a child of this run it would cost a second more (decision 2).
    """
    await asyncio.create_task(run, context=Context())


async def attend(duty: Duty) -> None:
    """Attend one stage of one cohort."""
    if duty.stage is Stage.MATCHING:
        parts = wired()
        matching.attend(parts.begin, parts.clock, duty.cohort, parts.catalogue)
        return
    await apart(STAGES[duty.stage](duty.cohort))


async def ask_for_matching(cohort: str, round_: int) -> None:
    """Have a match run started, at most once an hour for each round; it waits without a worker."""
    await arun_deployment(
        "matching/matching",
        parameters={"cohort": cohort},
        timeout=0,
        idempotency_key=f"{cohort} round {round_} {wired().clock():%Y-%m-%d %H}",
        as_subflow=False,
    )
