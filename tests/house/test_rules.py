"""Rules about the code itself that no other tool checks."""

import ast
import re
import sys
from importlib.machinery import PathFinder

import pytest

from tests.house.code import ROOT, calls, functions, imported, modules

MOST_LINES_OF_A_MODULE = 250
MOST_LINES_OF_A_FUNCTION = 40
CLOCK = re.compile(
    r"(^|\.)(datetime|date|dt)\.(now|today|utcnow)$"
    r"|^time\.(time|time_ns|localtime|gmtime|ctime|strftime)$"
)
LONG_MODULES: set[str] = set()
LONG_FUNCTIONS = {"rm_core/reports/charts.py changes", "rmctl/demo.py run"}
"""What has outgrown the rule and still waits to be cut; nothing is added here."""

FLOWS = sorted(path.stem for path in (ROOT / "flows").glob("*.py") if path.stem != "__init__")


def test_no_module_is_longer_than_a_few_screens() -> None:
    lengths = {
        name: len((ROOT / name).read_text(encoding="utf-8").splitlines()) for name in modules()
    }

    assert {name for name, lines in lengths.items() if lines > MOST_LINES_OF_A_MODULE} <= (
        LONG_MODULES
    )


def test_no_function_is_longer_than_a_screen() -> None:
    lengths = {
        f"{name} {function.name}": lines_of(function)
        for name, module in modules().items()
        for function in functions(module)
    }

    assert {name for name, lines in lengths.items() if lines > MOST_LINES_OF_A_FUNCTION} <= (
        LONG_FUNCTIONS
    )


def lines_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """From its name to its end, without the docstring: that may be a manual page."""
    said = function.body[0] if ast.get_docstring(function) else None
    told = (said.end_lineno or 0) - said.lineno + 1 if said else 0
    return (function.end_lineno or 0) - function.lineno + 1 - told


def test_one_module_reads_the_clock() -> None:
    readers = {
        f"{name}:{call.lineno} {called}"
        for name, module in modules().items()
        for called, call in calls(module)
        if CLOCK.search(called)
    }

    assert {reader.split(":")[0] for reader in readers} == {"rm_core/clock.py"}


def test_only_the_clock_hands_out_the_system_time() -> None:
    names = {"time", "time_ns", "localtime", "gmtime"}
    smuggled = [
        name
        for name, module in modules().items()
        for node in ast.walk(module)
        if isinstance(node, ast.ImportFrom)
        and node.module == "time"
        and names & {alias.name for alias in node.names}
    ]

    assert smuggled == []


def test_prefect_is_imported_in_flows_and_on_the_command_line_only() -> None:
    users = {
        name.split("/")[0]
        for name, module in modules().items()
        for each in imported(module)
        if each.split(".")[0] == "prefect"
    }

    assert users == {"flows", "rmctl"}


def test_flows_import_the_core_prefect_each_other_and_the_standard_library_only() -> None:
    allowed = {"rm_core", "prefect", "flows", "pydantic", *sys.stdlib_module_names}

    strangers = {
        f"{name}: {each}"
        for name, module in modules().items()
        if name.startswith("flows/")
        for each in imported(module)
        if each.split(".")[0] not in allowed
    }

    assert strangers == set()


@pytest.mark.parametrize("stem", FLOWS)
def test_a_flow_file_does_not_hide_a_module_of_its_name(stem: str) -> None:
    elsewhere = [path for path in sys.path if not path.rstrip("/").endswith("/flows")]

    assert stem not in sys.stdlib_module_names
    assert PathFinder.find_spec(stem, elsewhere) is None


def test_a_hidden_module_would_be_found() -> None:
    assert PathFinder.find_spec("statistics", sys.path) is not None


def test_everything_that_can_happen_says_what_it_does() -> None:
    silent = [
        f"{name}:{function.lineno} {function.name}"
        for name, module in modules().items()
        if name.startswith("rm_core/services/")
        for function in module.body
        if isinstance(function, ast.FunctionDef)
        and not function.name.startswith("_")
        and {"begin", "look", "work"} & {each.arg for each in function.args.args}
        and not ast.get_docstring(function)
    ]

    assert silent == []


def test_every_module_says_what_it_is() -> None:
    assert [name for name, module in modules().items() if not ast.get_docstring(module)] == []


def test_the_core_of_the_program_keeps_its_hands_off_the_world() -> None:
    hands = {"open", "print", "input"}

    touched = {
        f"{name}:{call.lineno} {called}"
        for name, module in modules().items()
        if name.startswith(("rm_core/program/", "rm_core/matching/"))
        for called, call in calls(module)
        if called in hands or called.startswith(("os.", "sys.", "random.", "logging."))
    }

    assert touched == set()
