"""Every email has all its parts, and every reason is worded."""

import ast
import re

import pytest

from rm_core.mail.kinds import CATALOGUE
from rm_core.program.cohort import CLOSED, State
from rm_core.program.emails import LANES, WANTED, EmailKind
from rm_core.program.purposes import ACTIONS, Purpose
from rm_core.services.composing import SHAPES
from rm_core.web.asking import QUESTIONS
from tests.house.code import ROOT, calls, modules

EMAILS = ROOT / "templates" / "emails"
KINDS = list(EmailKind)
WAITING = (State.DRAFT, State.MATCHING, State.AWAITING_APPROVAL)
"""States of a cohort in which its calendar asks for attention."""


@pytest.mark.parametrize("kind", KINDS)
def test_every_email_has_its_folder_its_entry_its_facts_and_its_action(kind: EmailKind) -> None:
    parts = {path.name for path in (EMAILS / kind).iterdir()}

    assert parts == {"subject.txt", "body.txt", "body.html"}
    assert kind in CATALOGUE
    assert kind in SHAPES
    assert ACTIONS[kind] in QUESTIONS


def test_every_folder_is_of_an_email() -> None:
    assert {path.name for path in EMAILS.iterdir() if path.is_dir()} == set(EmailKind)


def test_nothing_speaks_of_emails_that_there_are_not() -> None:
    for table in (CATALOGUE, SHAPES, ACTIONS, LANES, WANTED):
        assert set(table) <= set(EmailKind)


def test_every_question_has_a_page() -> None:
    assert set(Purpose) == set(QUESTIONS)


def worded() -> set[str]:
    text = (EMAILS / "reasons.txt").read_text(encoding="utf-8")
    return set(re.findall(r'"([a-z_]+)":', text))


def given() -> set[str]:
    """The codes that the program gives as reasons for asking somebody to look."""
    coordinators = {
        ast.literal_eval(call.args[1])
        for module in modules().values()
        for called, call in calls(module)
        if called == "to_coordinator"
    }
    return (
        coordinators
        | {"matching_late", "concern"}
        | {f"cohort_{state.replace(' ', '_')}" for state in WAITING}
    )


def test_every_reason_for_attention_is_worded() -> None:
    assert given() - worded() == set()
    assert len(given()) > 8


def test_the_states_that_ask_for_attention_are_open() -> None:
    assert not set(WAITING) & CLOSED
