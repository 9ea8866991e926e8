import os
from pathlib import Path

import pytest

from rmctl.engine_process import start_python
from tests.support.prefect_server import eventually

STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, flush=True)
time.sleep(60)
"""


def is_alive(process: int) -> bool:
    status = Path(f"/proc/{process}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"


def test_what_does_not_end_when_asked_is_ended_with_all_it_started(tmp_path: Path):
    child = start_python(
        "stubborn",
        ("-c", STUBBORN),
        environment=os.environ,
        folder=tmp_path,
        log_file=tmp_path / "log",
    )
    grandchild = int(eventually(child.last_lines, bool))
    assert is_alive(grandchild)

    child.stop(grace_s=0.2)
    child.stop(grace_s=0.2)

    assert (child.exit_code(), is_alive(grandchild)) == (-9, False)


@pytest.mark.parametrize("count", [1, 2])
def test_the_end_of_a_log_skips_empty_lines(tmp_path: Path, count: int):
    child = start_python(
        "talker",
        ("-c", "print('one\\n\\ntwo\\n')"),
        environment=os.environ,
        folder=tmp_path,
        log_file=tmp_path / "log",
    )
    eventually(child.exit_code, lambda code: code is not None)

    assert child.last_lines(count) == "\n".join(["one", "two"][-count:])
