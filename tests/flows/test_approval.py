from dataclasses import replace
from uuid import uuid4

import pytest

from rm_core.errors import BadInput, NotAllowed, NotFound, SetupBroken
from rmctl.engine import Engine
from rmctl.engine_approval import Decision, approve, waiting_approvals
from rmctl.engine_runs import is_idle, read_run
from tests.support.prefect_server import at_rest, run_to_rest

pytestmark = pytest.mark.prefect

APPROVE = Decision(decision="approve", by="K. A.")


def test_a_run_waits_takes_a_rerun_waits_again_and_goes_on_when_approved(engine: Engine):
    run = run_to_rest(engine, "matching/matching", cohort="spring-2027")
    (waiting,) = waiting_approvals(engine.api_url, "spring-2027")

    assert (run.name, run.state) == ("matching spring-2027", "Suspended")
    assert (waiting.flow_run_id, waiting.cohort) == (run.id, "spring-2027")
    assert waiting.deadline is not None
    assert round((waiting.deadline - waiting.since).total_seconds()) == 3600
    assert waiting.page == f"{engine.ui_url}/v2/runs/flow-run/{run.id}"
    assert is_idle(engine.api_url)
    assert waiting_approvals(engine.api_url, "autumn-2027") == ()

    approve(engine.api_url, run.id, replace(APPROVE, decision="rerun"))
    assert not is_idle(engine.api_url)
    assert at_rest(engine, run.id).state == "Suspended"

    approve(engine.api_url, run.id, replace(APPROVE, pin=("mentor-1, mentee-7",)))
    over = at_rest(engine, run.id)
    assert (over.kind, over.state) == ("COMPLETED", "Decided")
    assert over.message == "approve (('mentor-1', 'mentee-7'),)"
    assert waiting_approvals(engine.api_url, "spring-2027") == ()
    with pytest.raises(NotAllowed, match="does not wait for a decision: it is Decided"):
        approve(engine.api_url, run.id, APPROVE)


def test_a_decision_that_the_form_does_not_take_leaves_the_run_waiting(engine: Engine):
    run = run_to_rest(engine, "matching/matching", cohort="refused")
    wrong = {
        "decision": replace(APPROVE, decision="maybe"),
        "by": replace(APPROVE, by=""),
        "drop": replace(APPROVE, drop=("two words",)),
        "pin": replace(APPROVE, pin=("one",)),
    }

    for field, decision in wrong.items():
        with pytest.raises(BadInput, match=f"field '{field}"):
            approve(engine.api_url, run.id, decision)

    assert read_run(engine.api_url, run.id).state == "Suspended"


def test_a_decision_for_a_run_that_does_not_exist_is_refused(engine: Engine):
    with pytest.raises(NotFound, match="check the id"):
        approve(engine.api_url, uuid4(), APPROVE)


def test_a_server_that_does_not_answer_is_said_to():
    with pytest.raises(
        SetupBroken, match=r"No Prefect server answers at http://127\.0\.0\.1:9/api/"
    ):
        waiting_approvals("http://127.0.0.1:9/api")
