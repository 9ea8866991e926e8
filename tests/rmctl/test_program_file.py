"""What an operator sees when a program file is checked or started."""

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from rm_core.errors import BadFile, BadInput, NotFound
from rm_core.program.document import schema
from rmctl.program_file import load, new, ready, validate, write_schema


def seen(path: Path) -> tuple[int, str]:
    screen = io.StringIO()
    code = validate(path, Console(file=screen, width=200, color_system=None))
    return code, screen.getvalue().replace(str(path), "p.yaml")


def test_a_started_program_is_sound_and_names_the_schema_beside_it(tmp_path: Path) -> None:
    for name in ready():
        path = tmp_path / f"{name}.yaml"
        new(name, path)

        assert seen(path)[0] == 0
        assert path.read_text().splitlines()[0] == (
            "# yaml-language-server: $schema=program.schema.json"
        )
    assert json.loads((tmp_path / "program.schema.json").read_text()) == schema()


def test_a_sound_file_is_told_in_a_few_lines(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    new("six-month", path)

    assert seen(path) == (
        0,
        (
            "✓ p.yaml is sound\n"
            "  Reverse mentoring, spring 2027 (spring-2027)\n"
            "  enrolment 2027-01-11 to 2027-02-05, matching 2027-02-08, trial until 2027-03-19, "
            "ends 2027-09-17 (Europe/Berlin)\n"
        ),
    )


def test_what_is_odd_about_a_sound_file_is_shown_below(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    new("six-month", path)
    path.write_text(path.read_text().replace("meetings: 6", "meetings: 9"))

    code, shown = seen(path)

    assert code == 0
    assert shown.splitlines()[-1] == (
        "  ! cadence.meetings: 9 meetings may need 248 days; the term has 182"
    )


def test_each_problem_is_shown_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    new("six-month", path)
    text = path.read_text().replace("meetings: 6", "meetings: six [bold]")
    path.write_text(text.replace("sponsor:", "sponser:"))

    assert seen(path) == (
        2,
        (
            "p.yaml:9:1 sponsor: is missing\n"
            "     9 │ version: 1\n"
            "       │ ^\n"
            "  → add a section with fields: "
            "The senior leader in whose name the invitation goes out\n"
            "p.yaml:29:1 sponser: there is no such field\n"
            "    29 │ sponser:\n"
            "       │ ^\n"
            "  → did you mean `sponsor`?\n"
            "p.yaml:100:13 cadence.meetings: `six [bold]` is not a whole number\n"
            "   100 │   meetings: six [bold]\n"
            "       │             ^\n"
            "  → write a whole number from 1 to 30\n"
            "\n"
            "✗ 3 problems in p.yaml\n"
        ),
    )


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_bytes(b"title: x\nkey: caf\xe9\n")

    assert seen(path) == (
        2,
        (
            "p.yaml file: line 2 is not UTF-8 text\n"
            "  → save the file with the encoding UTF-8\n"
            "\n"
            "✗ 1 problem in p.yaml\n"
        ),
    )


def test_a_huge_file_is_not_even_read(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_bytes(b"#" * 1_000_000)

    with pytest.raises(BadFile, match="far too large"):
        load(path)


def test_a_folder_is_no_program_file(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="cannot be read"):
        load(tmp_path)


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="there is no file"):
        load(tmp_path / "none.yaml")


def test_a_new_program_never_overwrites_an_old_one(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text("mine")

    with pytest.raises(BadInput, match="is there already"):
        new("six-month", path)

    assert path.read_text() == "mine"


def test_an_unknown_ready_program_is_answered_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="customer-focus-group, digital-fluency, inclusion"):
        new("hartford", tmp_path / "p.yaml")


def test_the_schema_is_written_as_it_is(tmp_path: Path) -> None:
    write_schema(tmp_path / "s.json")

    assert json.loads((tmp_path / "s.json").read_text()) == schema()
