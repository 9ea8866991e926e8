"""The ready programs are valid as they are, here and in the editor of whoever opens them."""

import json
import re
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator, FormatChecker

from rm_core.program.document import parse, schema

PROGRAM = files("rm_core.program")
READY = sorted(each.name for each in (PROGRAM / "ready").iterdir() if each.name.endswith(".yaml"))


class Core(yaml.SafeLoader):
    """YAML 1.2 as editors read it: only true and false are booleans, dates and times are text."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012


Core.add_implicit_resolver("tag:yaml.org,2002:null", re.compile("~|null|Null|NULL|$"), None)
Core.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true|false"), None)
Core.add_implicit_resolver("tag:yaml.org,2002:int", re.compile("[-+]?[0-9]+$"), None)
Core.add_implicit_resolver("tag:yaml.org,2002:float", re.compile(r"[-+]?[0-9]*\.[0-9]+$"), None)


def text_of(name: str) -> str:
    return (PROGRAM / "ready" / name).read_text(encoding="utf-8")


def problems_in_editor(text: str) -> list[str]:
    validator = Draft202012Validator(schema(), format_checker=FormatChecker())
    return [error.message for error in validator.iter_errors(yaml.load(text, Core))]


def properties() -> Iterator[tuple[str, dict[str, Any]]]:
    whole = schema()
    for section, part in {"Program": whole, **whole["$defs"]}.items():
        for name, field in part["properties"].items():
            yield f"{section}.{name}", field


def test_the_four_ready_programs_are_there() -> None:
    assert READY == [
        "customer-focus-group.yaml",
        "digital-fluency.yaml",
        "inclusion.yaml",
        "six-month.yaml",
    ]


@pytest.mark.parametrize("name", READY)
def test_a_ready_program_is_valid(name: str) -> None:
    catalogue = (PROGRAM / "catalogue.yaml").read_text(encoding="utf-8")
    topics = set(re.findall(r"\{key: ([a-z0-9-]+)", catalogue))

    program = parse(text_of(name), name, topics=topics)

    assert set(program.topics) <= topics


@pytest.mark.parametrize("name", READY)
def test_an_editor_finds_nothing_wrong_with_a_ready_program(name: str) -> None:
    assert problems_in_editor(text_of(name)) == []


@pytest.mark.parametrize("name", READY)
def test_a_ready_program_names_its_schema_first(name: str) -> None:
    first = text_of(name).splitlines()[0]

    assert first == "# yaml-language-server: $schema=../program.schema.json"
    assert (PROGRAM / "program.schema.json").is_file()


def test_the_six_month_program_says_every_default_and_says_it_right() -> None:
    text = text_of("six-month.yaml")
    start, tuning = text.split("Fine tuning\n")

    whole, bare = parse(text, "whole"), parse(start, "bare")

    assert whole == bare
    assert {line.split(":")[0] for line in tuning.splitlines() if line[:1].isalpha()} == {
        "matching",
        "reminders",
        "trial",
        "cadence",
        "checkins",
        "surveys",
        "mail",
        "retention",
    }


@pytest.mark.parametrize("name", READY)
def test_the_meetings_fit_into_the_term(name: str) -> None:
    program = parse(text_of(name), name)
    cadence = program.cadence

    needed = cadence.agree_within + cadence.first_after + (cadence.meetings - 1) * cadence.every

    assert needed <= (program.dates.ends - program.dates.trial_ends).days


@pytest.mark.parametrize("name", READY)
def test_the_trial_fits_before_its_end(name: str) -> None:
    program = parse(text_of(name), name)
    trial, dates = program.trial, program.dates

    needed = program.matching.approve_within + trial.meet_within + trial.verdict_within

    assert needed <= (dates.trial_ends - dates.matching).days


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("meetings: 6", "meetings: 60"),
        ("every: 28", "every: 3"),
        ("earliest: 8:00", "earliest: 25:00"),
        ("ends: 2027-09-17", "ends: soon"),
        ("sponsor:", "sponser:"),
    ],
)
def test_an_editor_finds_what_the_program_refuses(old: str, new: str) -> None:
    text = text_of("six-month.yaml")
    assert old in text

    assert problems_in_editor(text.replace(old, new)) != []


def test_the_shipped_schema_is_current() -> None:
    shipped = json.loads((PROGRAM / "program.schema.json").read_text(encoding="utf-8"))

    assert shipped == schema()


def test_the_schema_is_itself_valid() -> None:
    Draft202012Validator.check_schema(schema())


def test_every_field_explains_itself_to_the_editor() -> None:
    silent = [name for name, field in properties() if not field.get("description")]

    assert silent == []


def test_every_optional_value_shows_its_default() -> None:
    whole = schema()
    required = {
        f"{section}.{name}"
        for section, part in {"Program": whole, **whole["$defs"]}.items()
        for name in part.get("required", ())
    }

    bare = [
        name
        for name, field in properties()
        if name not in required and "default" not in field and "$ref" not in field
    ]

    assert bare == ["Weights.traits"]


def test_bounds_in_the_schema_are_the_narrowest_that_hold() -> None:
    every = schema()["$defs"]["Cadence"]["properties"]["every"]

    assert (every["minimum"], every["maximum"]) == (7, 730)
