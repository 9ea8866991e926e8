"""The import contracts hold, and each of them is seen to break when it is broken."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.code import ROOT

LINT = Path(sys.executable).with_name("lint-imports")


def lint(folder: Path) -> str:
    done = subprocess.run(
        [LINT, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False, timeout=120
    )
    return f"{done.returncode}\n{done.stdout}{done.stderr}"


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tree, to be spoilt."""
    folder = tmp_path_factory.mktemp("tree")
    for package in ("rm_core", "rmctl"):
        shutil.copytree(
            ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_the_contracts_are_kept(copied: Path) -> None:
    said = lint(copied)

    assert said.startswith("0\n"), said
    assert "0 broken" in said


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("rm_core/services/trial.py", "import prefect", "Prefect stays out of rm_core"),
        (
            "rm_core/store/due.py",
            "import rm_core.services.trial",
            "each floor uses only the floors below it",
        ),
        (
            "rm_core/program/trial.py",
            "import sqlalchemy",
            "the program and the matching touch nothing of the world",
        ),
    ],
)
def test_one_bad_import_breaks_its_contract(
    copied: Path, module: str, line: str, contract: str
) -> None:
    file = copied / module
    sound = file.read_text(encoding="utf-8")
    file.write_text(f"{sound}\n{line}\n", encoding="utf-8")

    said = lint(copied)

    file.write_text(sound, encoding="utf-8")
    assert said.startswith("1\n")
    assert f"{contract} BROKEN" in said


def test_a_package_on_no_floor_is_refused(copied: Path) -> None:
    package = copied / "rm_core" / "attic"
    package.mkdir()
    (package / "__init__.py").write_text('"""Not on any floor."""\n', encoding="utf-8")

    said = lint(copied)

    shutil.rmtree(package)
    assert not said.startswith("0\n")
    assert "attic" in said
