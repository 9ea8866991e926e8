from importlib.metadata import version
from uuid import UUID

import httpx
import pytest

from rm_core.errors import BadInput, NotFound, SetupBroken
from rmctl.engine import Engine
from rmctl.engine_runs import Run, ask_for_run, is_idle, read_run, wait_until_idle
from tests.support.prefect_server import at_rest, eventually

pytestmark = pytest.mark.prefect


def a_run(*, kind: str, state: str, is_planned: bool = False) -> Run:
    return Run(
        id=UUID(int=1), name="sweep", kind=kind, state=state, message="", is_planned=is_planned
    )


@pytest.mark.parametrize(
    ("run", "is_under_way"),
    [
        (a_run(kind="SCHEDULED", state="Scheduled"), True),
        (a_run(kind="SCHEDULED", state="Resuming"), True),
        (a_run(kind="SCHEDULED", state="Scheduled", is_planned=True), False),
        (a_run(kind="SCHEDULED", state="Late", is_planned=True), True),
        (a_run(kind="PENDING", state="Submitting"), True),
        (a_run(kind="RUNNING", state="Running"), True),
        (a_run(kind="PAUSED", state="Suspended"), False),
        (a_run(kind="COMPLETED", state="Completed"), False),
    ],
    ids=lambda case: f"{case.kind}-{case.state}" if isinstance(case, Run) else "",
)
def test_what_a_clock_has_to_wait_for(run: Run, is_under_way: bool):
    assert run.is_under_way is is_under_way


def test_a_run_that_was_asked_for_is_waited_for(engine: Engine):
    wait_until_idle(engine.api_url, 60)

    run = ask_for_run(engine.api_url, "sweep/sweep", {})

    assert not is_idle(engine.api_url)
    with pytest.raises(SetupBroken, match="not idle after 0 s; under way: "):
        wait_until_idle(engine.api_url, 0)
    wait_until_idle(engine.api_url, 60)
    assert read_run(engine.api_url, run).state == "Completed"


def test_a_schedule_left_to_another_clock_is_shown_but_switched_off(engine: Engine):
    sweep = httpx.get(f"{engine.api_url}/deployments/name/sweep/sweep").json()

    shown = [(one["schedule"]["interval"], one["active"]) for one in sweep["schedules"]]

    assert shown == [(60.0, False)]
    assert sweep["tags"] == ["every minute"]


def test_parameters_that_a_flow_does_not_take_are_refused(engine: Engine):
    with pytest.raises(BadInput, match="cohort"):
        ask_for_run(engine.api_url, "matching/matching", {"kohort": "x"})
    with pytest.raises(NotFound, match="matching/nobody"):
        ask_for_run(engine.api_url, "matching/nobody", {})


def test_a_run_beside_one_that_covers_all_cohorts_is_cancelled(engine: Engine):
    both = [ask_for_run(engine.api_url, "sweep/sweep", {}) for _ in range(2)]

    ended = [at_rest(engine, run).kind for run in both]

    assert sorted(ended) == ["CANCELLED", "COMPLETED"]


@pytest.mark.skipif(
    not version("sqlalchemy").startswith("2.0."), reason="no run is planned with SQLAlchemy 2.1"
)
def test_a_schedule_that_is_switched_on_plans_a_handful_of_runs(engine: Engine):
    sweep = httpx.get(f"{engine.api_url}/deployments/name/sweep/sweep").json()
    switch = f"{engine.api_url}/deployments/{sweep['id']}"
    every_minute = {"schedule": {"interval": 60}}
    question = {"flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}}}

    def planned() -> int:
        return len(httpx.post(f"{engine.api_url}/flow_runs/filter", json=question).json())

    httpx.patch(switch, json={"schedules": [every_minute | {"active": True}]}).raise_for_status()
    most = eventually(planned, bool, timeout_s=90)
    httpx.patch(switch, json={"schedules": [every_minute | {"active": False}]}).raise_for_status()

    assert 1 <= most <= 5
    assert eventually(planned, lambda runs: runs == 0) == 0
