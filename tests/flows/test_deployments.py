import importlib.util
import re
import sys
from pathlib import Path

import pytest

from flows.deployments import DEPLOYMENTS, Deployment
from rmctl.engine import ROOT, Engine
from tests.support.prefect_server import python_against

FLOWS = ROOT / "flows"


def test_every_deployment_has_a_name_of_its_own_and_says_what_it_does():
    names = [row.name for row in DEPLOYMENTS]

    assert len(set(names)) == len(names)
    assert [row.name for row in DEPLOYMENTS if not row.description or not row.tags] == []


@pytest.mark.parametrize("row", DEPLOYMENTS, ids=lambda row: row.name)
def test_an_entrypoint_is_a_flow_in_the_file_of_its_name(row: Deployment):
    assert row.entrypoint == f"flows/{row.name}.py:run_{row.name}"


@pytest.mark.prefect
def test_every_entrypoint_is_a_flow_that_goes_by_the_name_of_its_row(engine: Engine):
    code = (
        "from prefect.flows import load_flow_from_entrypoint\n"
        "from flows.deployments import DEPLOYMENTS\n"
        "for row in DEPLOYMENTS:\n"
        "    flow = load_flow_from_entrypoint(row.entrypoint, use_placeholder_flow=False)\n"
        "    print(flow.name, *flow.parameters.properties)\n"
    )

    loaded = python_against(engine, code, ROOT).splitlines()

    of_one_cohort = {row.name for row in DEPLOYMENTS if not row.alone}
    assert loaded == [
        f"{row.name} cohort" if row.name in of_one_cohort else row.name for row in DEPLOYMENTS
    ]


def test_only_what_covers_all_cohorts_runs_by_the_clock():
    by_the_clock = {row.name for row in DEPLOYMENTS if row.every}

    assert by_the_clock == {"sweep"}
    assert {row.name for row in DEPLOYMENTS if row.alone} == {"sweep", "relay", "outreach"}


def test_no_flow_file_hides_anything_importable():
    """Prefect puts `flows/` first on `sys.path`: a `flows/statistics.py` would be `statistics`."""
    elsewhere = [place for place in sys.path if Path(place).resolve() != FLOWS]
    names = [file.stem for file in FLOWS.glob("*.py")]

    hidden = [
        name
        for name in names
        if name in sys.stdlib_module_names
        or importlib.machinery.PathFinder.find_spec(name, elsewhere) is not None
    ]

    assert len(names) >= 2
    assert hidden == []
    assert all(re.fullmatch(r"[a-z_]+", name) for name in names)
