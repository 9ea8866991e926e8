"""A whole cohort, from an HR export to its report: simulated people, nothing else simulated."""

import json
import os
import sqlite3
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from rm_core.program.cohort import State as CohortState
from rm_core.program.emails import EmailKind
from rm_core.program.pairing import CLOSED
from rm_core.program.pairing import State as PairingState
from rm_core.reports.gathering import gather
from rm_core.reports.write import write
from rm_core.store.outbox import State as EmailState
from rmctl.demo import default_program
from rmctl.engine import ROOT
from tests.support.life import Life

pytestmark = pytest.mark.acceptance


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nobody_waits_in_silence_from_the_launch_to_the_report(seed: int, tmp_path: Path) -> None:
    program = default_program()

    wired, found = Life(program=program, people=30, seed=seed, folder=tmp_path).live()

    assert found == []
    with wired.look() as work:
        cohort = work.cohorts.get(program.key)
        pairings = work.pairings.of(cohort.id)
        emails = Counter(email.state for email in work.outbox.of(cohort.id))
        kinds = {kind for kind, state in work.outbox.counts(cohort.id)}
        people = work.participants.of(cohort.id)
        names = [each.name for each in work.people.everyone()]
        facts = gather(work, program.key, wired.catalogue, wired.clock())
    assert cohort.state is CohortState.CLOSED
    assert {each.state for each in pairings} <= CLOSED
    assert any(each.state is PairingState.COMPLETED for each in pairings)
    assert not any(each.is_open for each in people)
    assert set(emails) <= {EmailState.SENT, EmailState.CANCELLED}
    assert {EmailKind.INTRODUCTION, EmailKind.VERDICT, EmailKind.OUTCOME_SURVEY} <= kinds
    written = write(facts, tmp_path / "report")
    report = written.report.read_text(encoding="utf-8")
    assert [name for name in names if name in report] == []
    wired.engine.dispose()


@pytest.mark.prefect
def test_the_demo_runs_a_cohort_in_prefect_and_leaves_nothing_behind(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "rmctl", "demo", "--exit", "--people", "24", "--seed", "3"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}

    ended = subprocess.run(
        command,
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )

    assert ended.returncode == 0, ended.stdout[-2000:] + ended.stderr[-4000:]
    assert "is closed" in ended.stdout
    home = tmp_path / ".demo"
    with sqlite3.connect(home / "rm.sqlite") as ours:
        assert ours.execute("SELECT state FROM cohorts").fetchall() == [("closed",)]
        assert ours.execute("SELECT count(*) FROM outbox WHERE state = 'failed'").fetchone() == (0,)
        names = [name for (name,) in ours.execute("SELECT name FROM people")]
    with sqlite3.connect(home / "prefect" / "prefect.db") as theirs:
        runs = Counter(name for (name,) in theirs.execute("SELECT name FROM flow_run"))
        told = "\n".join(
            json.dumps(row)
            for table in ("log", "artifact", "flow_run", "events")
            for row in theirs.execute(f"SELECT * FROM {table}")
        )
    ours.close()
    theirs.close()
    assert {"sweep", "matching · spring-2027", "trial · spring-2027"} <= set(runs)
    assert [name for name in names if name in told] == []
    assert "Introduction" in (home / "preview" / "index.html").read_text(encoding="utf-8")
    report = (home / "report" / "index.html").read_text(encoding="utf-8")
    assert [name for name in names if name in report] == []
