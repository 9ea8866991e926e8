"""Runs seen from outside: asking for one, reading one, and knowing when all is quiet."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from rm_core.errors import SetupBroken
from rmctl.engine_api import Json, open_api

POLL_S = 0.2
PAGE = 200  # the server's own limit for one answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A flow run as its page shows it; `kind` is the type of the state, `state` its name."""

    id: UUID
    name: str
    kind: str
    state: str
    message: str
    is_planned: bool

    @property
    def is_over(self) -> bool:
        return self.kind in {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}

    @property
    def is_under_way(self) -> bool:
        """Runs, or will by itself and soon. Not: over, waiting for a person, planned for later."""
        if self.kind == "SCHEDULED":
            return not self.is_planned or self.state != "Scheduled"
        return self.kind in {"PENDING", "RUNNING", "CANCELLING"}


def ask_for_run(api_url: str, deployment: str, parameters: Mapping[str, object]) -> UUID:
    """Have a served deployment run; returns at once. `deployment` is `flow/deployment`.

    Raises:
        NotFound: no such deployment. BadInput: it does not take these parameters.
    """
    with open_api(api_url) as api:
        known = api.get(f"deployments/name/{deployment}")
        body = {"parameters": dict(parameters), "state": {"type": "SCHEDULED"}}
        return UUID(api.post(f"deployments/{known['id']}/create_flow_run", body)["id"])


def read_run(api_url: str, run: UUID) -> Run:
    """How a run stands now.

    Raises:
        NotFound: no such run.
    """
    with open_api(api_url) as api:
        return _run(api.get(f"flow_runs/{run}"))


def runs_under_way(api_url: str) -> tuple[Run, ...]:
    """What a simulated clock has to wait for; a suspended run waits for a person and is not in it.

    An event that no automation has taken up yet cannot be seen here.
    """
    kinds = ["SCHEDULED", "PENDING", "RUNNING", "CANCELLING"]
    question = {"flow_runs": {"state": {"type": {"any_": kinds}}}, "limit": PAGE}
    with open_api(api_url) as api:
        found = map(_run, api.post("flow_runs/filter", question))
        return tuple(run for run in found if run.is_under_way)


def is_idle(api_url: str) -> bool:
    return not runs_under_way(api_url)


def wait_until_idle(api_url: str, timeout_s: float, settle_s: float = 0) -> None:
    """Wait until nothing is under way, and has not been for `settle_s`.

    Raises:
        SetupBroken: something still is after `timeout_s`; it is named.
    """
    began = quiet_since = time.monotonic()
    while True:
        under_way = runs_under_way(api_url)
        seen = time.monotonic()
        if under_way:
            quiet_since = seen
        elif seen - quiet_since >= settle_s:
            return
        if seen - began > timeout_s:
            names = ", ".join(f"{run.name} ({run.state})" for run in under_way[:5])
            raise SetupBroken(
                f"Prefect is not idle after {timeout_s:.0f} s; under way: {names or 'new runs'}."
            )
        time.sleep(POLL_S)


def _run(run: Json) -> Run:
    return Run(
        id=UUID(run["id"]),
        name=run["name"],
        kind=run["state_type"] or "",
        state=run["state_name"] or "",
        message=(run["state"] or {}).get("message") or "",
        is_planned=bool(run["auto_scheduled"]),
    )
