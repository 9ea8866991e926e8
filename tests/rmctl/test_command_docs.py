"""`docs/command-line.md` says what the command line does: no more, no less, nothing stale."""

import re
import shlex
from collections.abc import Iterator
from functools import cache

import pytest
from cyclopts import App

from rm_core.errors import EXIT_CODES
from rm_core.settings import Settings
from rmctl import cohort_commands
from rmctl.__main__ import app
from rmctl.ending import STOPPED
from rmctl.engine import ROOT

PAGE = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
DONE, UNEXPECTED = 0, 1


@cache
def commands() -> dict[str, App]:
    cohort_commands.add_to(app)
    return {name: app[name] for name in app if not name.startswith("-")}


def sections() -> dict[str, str]:
    parts = re.split(r"^### rmctl (\S+)$", PAGE, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def examples() -> Iterator[str]:
    for block in re.findall(r"^```sh\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL):
        yield from block.splitlines()


NAMES = sorted(sections())
STILL_SILENT = {"demo", "up", "doctor", "new", "validate", "schema"}


def test_every_command_has_its_section_and_every_section_its_command() -> None:
    assert sorted(commands()) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_argument_is_described_and_nothing_else(name: str) -> None:
    described = re.findall(r"^- `(\S+)`: ", sections()[name], flags=re.MULTILINE)
    arguments = commands()[name].assemble_argument_collection(parse_docstring=True)
    names = [
        each.name
        if each.field_info.kind is each.field_info.KEYWORD_ONLY
        else each.name.removeprefix("--").upper()
        for each in arguments
    ]

    assert sorted(described) == sorted(names)


@pytest.mark.parametrize("name", sorted(set(NAMES) - STILL_SILENT))
def test_every_argument_says_in_the_help_what_it_is(name: str) -> None:
    arguments = commands()[name].assemble_argument_collection(parse_docstring=True)

    assert [each.name for each in arguments if not each.parameter.help] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_command_has_an_example(name: str) -> None:
    assert f"\nrmctl {name}" in sections()[name]


@pytest.mark.parametrize("line", sorted(set(examples())))
def test_every_example_is_understood(line: str) -> None:
    commands()
    program, *words = shlex.split(line)

    command, bound, _ = app.parse_args(words, exit_on_error=False, print_error=False)

    assert program == "rmctl"
    assert command is commands()[words[0]].default_command
    assert bound.args or bound.kwargs or len(words) == 1


def test_every_exit_code_is_documented() -> None:
    documented = [int(code) for code in re.findall(r"^\| (\d+) \|", PAGE, flags=re.MULTILINE)]

    assert documented == sorted({DONE, UNEXPECTED, STOPPED, *EXIT_CODES.values()})


def test_every_setting_is_documented() -> None:
    documented = re.findall(r"^\| `(RM_\w+)` \|", PAGE, flags=re.MULTILINE)

    assert documented == [f"RM_{name.upper()}" for name in Settings.model_fields]
