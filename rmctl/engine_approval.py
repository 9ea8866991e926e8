"""Decisions that runs wait for: which there are, and giving one without opening the UI.

It is the same API call as the form's *Submit*, so the server checks the answer by the same rules.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from rm_core.errors import BadInput, NotAllowed
from rmctl.engine_api import Json, open_api

FLOW = "matching"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The answer to `flows.forms.Approval`, field by field; ids as in the run's tables."""

    decision: str
    by: str
    drop: tuple[str, ...] = ()
    swap: tuple[str, ...] = ()
    pin: tuple[str, ...] = ()
    forbid: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingApproval:
    """A suspended run. `deadline` is None where it waits for ever; times are UTC."""

    flow_run_id: UUID
    name: str
    cohort: str
    since: datetime
    deadline: datetime | None
    page: str


def waiting_approvals(api_url: str, cohort: str | None = None) -> tuple[WaitingApproval, ...]:
    """Matching runs that wait for a decision, the longest waiting first; of all cohorts if None."""
    question = {
        "flows": {"name": {"any_": [FLOW]}},
        "flow_runs": {"state": {"type": {"any_": ["PAUSED"]}, "name": {"any_": ["Suspended"]}}},
        "limit": 200,
    }
    with open_api(api_url) as api:
        found = [_waiting(run, api_url) for run in api.post("flow_runs/filter", question)]
    asked = [run for run in found if cohort in (None, run.cohort)]
    return tuple(sorted(asked, key=lambda run: run.since))


def approve(api_url: str, flow_run_id: UUID, decision: Decision) -> None:
    """Give a waiting run its decision; it goes on by itself.

    Raises:
        NotFound: no such run.
        NotAllowed: the run is not waiting (any more).
        BadInput: the form does not take this decision; nothing happened, the run still waits.
    """
    with open_api(api_url) as api:
        run = api.get(f"flow_runs/{flow_run_id}")
        if run["state_type"] != "PAUSED":
            raise NotAllowed(
                f"flow run {flow_run_id} does not wait for a decision: it is {run['state_name']}."
            )
        answer = api.post(f"flow_runs/{flow_run_id}/resume", {"run_input": asdict(decision)})
    reason = (answer.get("details") or {}).get("reason")
    if answer["status"] == "ABORT":
        raise NotAllowed(f"flow run {flow_run_id}: {reason}")
    if answer["status"] != "ACCEPT":
        raise BadInput(f"flow run {flow_run_id} does not take this decision: {reason}")


def _waiting(run: Json, api_url: str) -> WaitingApproval:
    state = run["state"]
    deadline = state["state_details"].get("pause_timeout")
    return WaitingApproval(
        flow_run_id=UUID(run["id"]),
        name=run["name"],
        cohort=str(run["parameters"].get("cohort", "")),
        since=datetime.fromisoformat(state["timestamp"]),
        deadline=datetime.fromisoformat(deadline) if deadline else None,
        page=f"{api_url.removesuffix('/api')}/v2/runs/flow-run/{run['id']}",
    )
