from dataclasses import asdict, fields

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from flows.forms import Approval
from rmctl.engine_approval import Decision

ids = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,20}", fullmatch=True)
gaps = st.sampled_from([" ", "  ", ", ", ",", "\t"])


def test_the_form_asks_for_the_decision_and_for_who_makes_it():
    required = [name for name, field in Approval.model_fields.items() if field.is_required()]

    assert required == ["decision", "by"]


def test_every_field_has_a_title_and_help():
    bare = [
        name
        for name, field in Approval.model_fields.items()
        if not (field.title and field.description)
    ]

    assert bare == []


def test_the_command_line_answers_the_same_questions():
    assert {field.name for field in fields(Decision)} == set(Approval.model_fields)


def test_a_summary_changes_nothing_but_what_is_shown_above_the_form():
    form = Approval.about("**12** pairs")

    assert form._description == "**12** pairs"
    assert form.model_json_schema()["properties"] == Approval.model_json_schema()["properties"]


@given(first=ids, second=ids, gap=gaps)
def test_two_ids_come_back_as_they_were_typed(first: str, second: str, gap: str):
    line = f" {first}{gap}{second} "
    decision = Decision(decision="approve", by="x", pin=(line,), forbid=(line,), swap=(line,))

    form = Approval(**asdict(decision))

    assert (form.pins(), form.bans(), form.swaps()) == (((first, second),),) * 3


@given(one=ids)
def test_one_id_comes_back_as_it_was_typed(one: str):
    assert Approval(decision="reject", by="x", drop=[f" {one} "]).drops() == (one,)


@pytest.mark.parametrize(
    "wrong",
    [
        {"decision": "maybe"},
        {"by": ""},
        {"drop": ["a b"]},
        {"drop": [""]},
        {"pin": ["a"]},
        {"pin": ["a b c"]},
        {"forbid": ["<b>x</b> y"]},
        {"reason": "x" * 2001},
        {"unknown": 1},
    ],
    ids=str,
)
def test_what_cannot_be_understood_is_refused(wrong: dict[str, object]):
    with pytest.raises(ValidationError):
        Approval(**({"decision": "approve", "by": "x"} | wrong))
