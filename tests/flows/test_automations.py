import httpx
import pytest

from rm_core.errors import NotFound
from rmctl.engine import Engine
from rmctl.engine_automations import AUTOMATIONS, Automation, keep_automations
from rmctl.engine_runs import wait_until_idle
from tests.support.prefect_server import eventually, run_to_rest

pytestmark = pytest.mark.prefect


def matching_runs(engine: Engine, cohort: str) -> list[str]:
    question = {"flows": {"name": {"any_": ["matching"]}}, "limit": 200}
    runs = httpx.post(f"{engine.api_url}/flow_runs/filter", json=question).json()
    return [run["state_name"] for run in runs if run["parameters"].get("cohort") == cohort]


def test_a_burst_of_returns_makes_one_matching_run_for_each_cohort(engine: Engine):
    keep_automations(engine.api_url)

    run_to_rest(engine, "relay/relay", cohort="winter", first=0, events=20)
    run_to_rest(engine, "relay/relay", cohort="summer", first=0, events=20)
    eventually(lambda: matching_runs(engine, "summer"), lambda runs: runs == ["Suspended"])
    wait_until_idle(engine.api_url, 60)

    assert matching_runs(engine, "winter") == ["Suspended"]
    assert matching_runs(engine, "summer") == ["Suspended"]


def test_keeping_automations_twice_is_keeping_them_once(engine: Engine):
    keep_automations(engine.api_url)
    first = httpx.post(f"{engine.api_url}/automations/filter", json={}).json()
    keep_automations(engine.api_url)
    second = httpx.post(f"{engine.api_url}/automations/filter", json={}).json()

    assert [one["name"] for one in second] == [one.name for one in AUTOMATIONS]
    assert [one["id"] for one in second] == [one["id"] for one in first]


def test_an_automation_for_a_deployment_that_is_not_served_is_refused(engine: Engine):
    lost = Automation(name="x", description="", events=("rm.x",), deployment="no/such")

    with pytest.raises(NotFound, match="no/such"):
        keep_automations(engine.api_url, (lost,))
