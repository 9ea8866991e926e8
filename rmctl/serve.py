"""`python -m rmctl.serve TABLE`: the process that runs the deployments of a table.

Each run gets a process of its own. Started by `rmctl.engine.Engine.serve`.
"""

import argparse
import asyncio
import contextlib
import json
import runpy
from collections.abc import Sequence
from pathlib import Path

from prefect.client.schemas.actions import DeploymentScheduleCreate
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.client.schemas.schedules import IntervalSchedule
from prefect.deployments.runner import RunnerDeployment
from prefect.runner import Runner

from flows.deployments import Deployment

POLL_S = 1.0
"""How often it asks for runs: what a click waits at most before its run begins to start."""

ALONE = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW)


class QuietRunner(Runner):
    """Ends in order when told to; Prefect's own answer to SIGTERM is a traceback in the log."""

    serving: asyncio.Task[None]

    def handle_sigterm(self, *_: object) -> None:
        self.serving.get_loop().call_soon_threadsafe(self.serving.cancel)


def main() -> None:
    arguments = _parse()
    table = runpy.run_path(str(arguments.table))["DEPLOYMENTS"]
    with contextlib.suppress(asyncio.CancelledError, KeyboardInterrupt):
        asyncio.run(_serve(table, arguments))


async def _serve(table: Sequence[Deployment], arguments: argparse.Namespace) -> None:
    runner = QuietRunner(
        name="rmctl", query_seconds=POLL_S, limit=arguments.limit, pause_on_shutdown=False
    )
    task = asyncio.current_task()
    assert task is not None  # noqa: S101 - for the type checker
    runner.serving = task
    served = {}
    for row in table:
        deployment = _registered(row, is_scheduled=arguments.schedules)
        served[deployment.full_name] = str(await runner.aadd_deployment(deployment))
    if arguments.ready is not None:
        arguments.ready.write_text(json.dumps(served, indent=1), encoding="utf-8")
    await runner.start()


def _registered(row: Deployment, *, is_scheduled: bool) -> RunnerDeployment:
    """What Prefect has to know of a row.

    A schedule is registered even if it is not to act: it then shows as switched off, and an
    earlier, active one in the same database is replaced.
    """
    schedules = [
        DeploymentScheduleCreate(schedule=IntervalSchedule(interval=every), active=is_scheduled)
        for every in (row.every,)
        if every is not None
    ]
    return RunnerDeployment.from_entrypoint(
        row.entrypoint,
        name=row.name,
        description=row.description,
        tags=list(row.tags),
        schedules=schedules,
        concurrency_limit=ALONE if row.alone else None,
    )


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="rmctl.serve", description=__doc__)
    parser.add_argument("table", type=Path, help="a file with DEPLOYMENTS")
    parser.add_argument("--schedules", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--limit", type=int, default=3, help="runs at the same time")
    parser.add_argument("--ready", type=Path, help="file to write once everything is registered")
    return parser.parse_args()


if __name__ == "__main__":
    main()
