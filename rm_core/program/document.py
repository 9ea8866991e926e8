"""From the text of a program file to a `Program`, or to everything that is wrong with it (M01).

Values are read as the field means them, not as YAML 1.1 would: `language: no` is Norwegian,
`earliest: 8:30` is half past eight, `consent_version: 1.0` keeps its zero, dates need no quotes.
"""

from collections.abc import Collection

from pydantic import ValidationError

from rm_core.errors import BadFile, Problem
from rm_core.program.fields import Fields, Path, dotted
from rm_core.program.policy import Program
from rm_core.program.scalars import meant
from rm_core.program.schema import schema
from rm_core.program.syntax import at, tree

__all__ = ["parse", "schema"]


def parse(text: str, file: str, *, topics: Collection[str] | None = None) -> Program:
    """The program that the text describes; `file` only names it in problems.

    `topics` are the keys of the catalogue; None leaves the program's topics unchecked.

    Raises:
        BadFile: with every problem, in the order of the file. A fault of syntax hides what follows.
    """
    root = tree(text, file)
    if root is None:
        what, fix = "the file is empty", "start from a ready program"
        raise BadFile((at(file, None, "file", what, fix),))
    fields = Fields(file)
    values = fields.read(root)
    try:
        program = Program.model_validate(values)
    except ValidationError as error:
        found = (*fields.problems, *_rules(error, fields))
    else:
        found = (*fields.problems, *_unknown_topics(program, topics, fields))
        if not found:
            return program
    raise BadFile(tuple(sorted(set(found), key=lambda one: (one.line, one.column))))


def _rules(error: ValidationError, fields: Fields) -> list[Problem]:
    """Broken rules that go beyond one field's shape; a field with a wrong shape breaks none."""
    found: list[Problem] = []
    for detail in error.errors(include_url=False, include_input=False):
        path: Path = detail["loc"]
        if fields.has_problem(path):
            continue
        what = detail["msg"].removeprefix("Value error, ")
        named = (*path, what.split(" ", 1)[0])  # "ends must not be before …" is about `ends`
        if named in fields.places:
            path = named
        if detail["type"] == "value_error" and detail["ctx"].get("reason"):
            what = f"this is not an email address: {detail['ctx']['reason']}"
        found.append(at(fields.file, fields.mark(path), dotted(path), what))
    return found


def _unknown_topics(
    program: Program, topics: Collection[str] | None, fields: Fields
) -> list[Problem]:
    if topics is None:
        return []
    return [
        at(
            fields.file,
            fields.mark(("topics", row)),
            f"topics[{row}]",
            f"the catalogue has no topic `{topic}`",
            meant(topic, topics) or "`topics: []` offers the whole catalogue",
        )
        for row, topic in enumerate(program.topics)
        if topic not in topics
    ]
