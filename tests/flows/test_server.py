import os
import socket
from pathlib import Path

import httpx
import pytest

from rm_core.errors import SetupBroken
from rmctl.engine import Engine
from rmctl.engine_home import CHECKED_FOR_SCHEDULES, check_versions, installed_versions
from rmctl.engine_runs import ask_for_run
from tests.support.prefect_server import PROBES, TEMPLATES, eventually, python_against

pytestmark = pytest.mark.prefect


def processes_of(home: Path) -> list[int]:
    """Every process that was told to work in this folder, whoever its parent is."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            environment = (folder / "environ").read_bytes()
        except OSError:
            continue
        if f"PREFECT_HOME={home}".encode() in environment.split(b"\0"):
            found.append(int(folder.name))
    return found


def test_stopped_in_the_middle_of_a_run_it_leaves_no_process_and_a_folder_to_start_in(
    tmp_path: Path,
):
    with Engine(tmp_path / "home", templates=TEMPLATES) as engine:
        engine.wait_until_healthy()
        engine.serve(PROBES / "table.py", folder=PROBES, schedules=False)
        engine.wait_until_served()
        ask_for_run(engine.api_url, "sweep/sweep", {})
        running = eventually(lambda: processes_of(engine.home), lambda found: len(found) == 3)

    assert len(running) == 3, "server, runner, run"
    assert processes_of(engine.home) == []
    assert "Traceback" not in (engine.home / "runner.log").read_text()
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{engine.api_url}/health")
    with Engine(engine.home, port=engine.port) as again:
        assert processes_of(again.home) != []


def test_a_port_in_use_is_refused_before_anything_starts(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as somebody:
        port = somebody.getsockname()[1]

        with pytest.raises(SetupBroken, match=f"Port {port} on 127.0.0.1 cannot be used"):
            Engine(tmp_path / "home", port=port).start()

    assert not (tmp_path / "home").exists()


def test_a_folder_in_use_is_refused_with_the_way_to_end_what_uses_it(tmp_path: Path):
    with (
        Engine(tmp_path) as first,
        pytest.raises(SetupBroken, match=r"works in this folder.*kill -- -\d+"),
        Engine(first.home),
    ):
        pytest.fail("two servers in one folder")


def test_a_server_that_dies_says_why(tmp_path: Path):
    (tmp_path / "prefect.db").write_text("this was never a database")

    with Engine(tmp_path) as engine, pytest.raises(SetupBroken) as broken:
        engine.wait_until_healthy()

    assert "The Prefect server ended (exit code" in str(broken.value)
    assert "file is not a database" in str(broken.value)


def test_a_serving_process_that_dies_says_why(engine: Engine, tmp_path: Path):
    with Engine(tmp_path, templates=TEMPLATES) as own:
        own.serve(tmp_path / "no-such-table.py", schedules=False)

        with pytest.raises(SetupBroken, match=r"runner ended(.|\n)*no-such-table\.py"):
            own.wait_until_served()


def test_waiting_for_what_never_started_is_refused(tmp_path: Path):
    with pytest.raises(SetupBroken, match="has not been started"):
        Engine(tmp_path).wait_until_healthy()


@pytest.mark.parametrize(
    ("package", "version"),
    [("prefect", "3.8.7"), ("prefect", "3.10.0"), ("prefect", ""), ("fastapi", "0.151.0")],
)
def test_a_version_that_was_not_checked_is_refused_with_the_way_to_mend_it(
    package: str, version: str
):
    with pytest.raises(SetupBroken, match=f'{package} .*pip install "{package}'):
        check_versions({"prefect": "3.8.8", "fastapi": "0.150.0"} | {package: version})


def test_a_version_with_which_schedules_would_never_act_is_refused():
    with pytest.raises(SetupBroken, match=r"sqlalchemy 2\.1\.9 .*sqlalchemy>=2\.0,<2\.1"):
        check_versions({"sqlalchemy": "2.1.9"}, CHECKED_FOR_SCHEDULES)

    check_versions({"sqlalchemy": "2.0.58"}, CHECKED_FOR_SCHEDULES)


@pytest.mark.parametrize("version", ["3.8.8", "3.9.0", "3.9.12rc1"])
def test_a_version_that_was_checked_is_taken(version: str):
    check_versions({"prefect": version, "fastapi": "0.150.0"})


def test_what_is_installed_was_checked():
    check_versions(installed_versions())


def test_children_get_our_folder_and_no_setting_of_the_callers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("PREFECT_API_AUTH_STRING", "someone:else")
    engine = Engine(tmp_path, port=4999)

    settings = {k: v for k, v in engine.environment().items() if k.startswith("PREFECT_")}

    assert settings["PREFECT_HOME"] == str(tmp_path)
    assert settings["PREFECT_API_URL"] == "http://127.0.0.1:4999/api"
    assert "PREFECT_API_AUTH_STRING" not in settings
    assert os.environ["PREFECT_API_AUTH_STRING"] == "someone:else"


def test_the_pages_may_ask_no_other_host(engine: Engine):
    page = httpx.get(f"{engine.ui_url}/v2/dashboard", headers={"Accept": "text/html"}).text

    assert '<head><meta http-equiv="Content-Security-Policy" content="connect-src \'self\'' in page


def test_an_async_flow_called_in_process_is_tracked(engine: Engine):
    code = (
        "import asyncio, sweep_probe\n"
        "from prefect.runtime import flow_run\n"
        "asyncio.run(sweep_probe.run_sweep())\n"
    )
    question = {"flows": {"name": {"any_": ["sweep"]}}, "sort": "END_TIME_DESC", "limit": 1}

    def newest() -> list[tuple[str, object]]:
        runs = httpx.post(f"{engine.api_url}/flow_runs/filter", json=question).json()
        return [(run["state_name"], run["deployment_id"]) for run in runs]

    python_against(engine, code)

    assert eventually(newest, lambda seen: seen == [("Completed", None)]) == [("Completed", None)]


def test_a_process_that_already_has_prefect_cannot_change_its_server(engine: Engine):
    code = (
        "import prefect, pathlib\n"
        "from rmctl.engine import Engine\n"
        "try: Engine(pathlib.Path('x')).use_here()\n"
        "except Exception as error: print(type(error).__name__)\n"
    )

    assert python_against(engine, code) == "SetupBroken\n"
