"""The YAML of a program file: its tree with line and column, and its faults in plain words.

Only what an ops team needs is YAML here: sections, lists, text and numbers in one document.
Aliases and tags are refused, depth and size are limited, so a hostile file costs nothing.
"""

import re
from collections.abc import Iterator
from typing import Protocol

import yaml
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    NodeEvent,
    ScalarEvent,
)

from rm_core.errors import BadFile, Problem

MAX_CHARACTERS = 200_000
MAX_DEPTH = 20
MAX_NODES = 20_000

UNWRITABLE = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_WORDS: tuple[tuple[str, str, str], ...] = (
    (
        r"found character '\\t'",
        "a tab indents this line, and YAML wants spaces",
        "replace the tab with two spaces",
    ),
    (
        r"found character '[@`%]'",
        "text may not begin with this character",
        "put the whole text in 'single quotes'",
    ),
    (
        "mapping values are not allowed",
        "there is a second `: ` on this line, or the line is indented too far",
        "put text that contains a colon in 'single quotes', or mend the indentation",
    ),
    (
        "could not find expected ':'",
        "the line before this one has a name without `: ` and a value",
        "write it as `name: value`",
    ),
    (
        "found unexpected end of stream|found unexpected document separator",
        "a quotation mark is opened and never closed",
        "close the quotation mark",
    ),
    (
        "expected ',' or ']'",
        "a list opened with `[` is not closed, or misses a comma",
        "separate the entries with commas and close the list with `]`",
    ),
    (
        "expected ',' or '}'",
        "a section opened with `{` is not closed, or misses a comma",
        "separate the fields with commas and close the section with `}`",
    ),
    (
        "expected <block end>|expected '<document start>'",
        "this line does not line up with the lines above it",
        "indent it exactly like the other fields of its section, with two spaces a level",
    ),
    (
        "unknown escape character|expected escape sequence",
        'a backslash inside "double quotes" begins a code, and this one is unknown',
        "use 'single quotes', in which a backslash is only a backslash",
    ),
    (
        "sequence entries are not allowed",
        "a list entry `- ` cannot begin here",
        "put each entry on a line of its own",
    ),
)


class Mark(Protocol):
    """A place in the text; both count from 0."""

    line: int
    column: int


def tree(text: str, file: str) -> yaml.Node | None:
    """The node tree of the one document in `text`; None when there is nothing but comments.

    Raises:
        BadFile: the text is not YAML, or is YAML of a kind that a program file does not use.
    """
    text = text.removeprefix("\ufeff")
    if len(text) > MAX_CHARACTERS:
        what = f"the file has {len(text)} characters; a program file has at most {MAX_CHARACTERS}"
        raise BadFile((Problem(file=file, line=0, column=0, where="file", what=what),))
    _refuse_unwritable(text, file)
    try:
        problems = tuple(_foreign(yaml.parse(text, Loader=yaml.SafeLoader), file))
        if problems:
            raise BadFile(problems)
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        raise BadFile((_in_words(error, file),)) from error
    except (ValueError, OverflowError) as error:  # an escape or a directive beyond all numbers
        what, fix = "a code in this file is no character", "write the character itself"
        problem = Problem(file=file, line=0, column=0, where="YAML", what=what, fix=fix)
        raise BadFile((problem,)) from error


def at(file: str, mark: Mark | None, where: str, what: str, fix: str = "") -> Problem:
    """A problem at a place in the file; without a mark it concerns the whole file."""
    line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
    return Problem(file=file, line=line, column=column, where=where, what=what, fix=fix)


def _refuse_unwritable(text: str, file: str) -> None:
    found = UNWRITABLE.search(text)
    if found:
        before = text[: found.start()]
        line = before.count("\n") + 1
        column = found.start() - before.rfind("\n")
        what = f"there is an invisible control character here (U+{ord(found[0]):04X})"
        fix = "delete it; save the file as plain UTF-8 text"
        problem = Problem(file=file, line=line, column=column, where="YAML", what=what, fix=fix)
        raise BadFile((problem,))


def _foreign(events: Iterator[Event], file: str) -> Iterator[Problem]:
    """Everything that YAML allows and a program file does not; ends early where it must."""
    depth = nodes = documents = 0
    for event in events:
        nodes += isinstance(event, NodeEvent)
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        if depth > MAX_DEPTH or nodes > MAX_NODES:
            what = f"nested deeper than {MAX_DEPTH} levels" if depth > MAX_DEPTH else "too long"
            yield at(file, event.start_mark, "YAML", f"the file is {what}")
            return
        if isinstance(event, DocumentStartEvent):
            documents += 1
            if documents > 1:
                what = "a second document begins here"
                yield at(file, event.start_mark, "YAML", what, "keep one program in one file")
                return
        elif isinstance(event, AliasEvent):
            what = f"`*{event.anchor}` refers to another place; a program file is written out"
            yield at(file, event.start_mark, "YAML", what, "write the value itself")
        elif isinstance(event, ScalarEvent | CollectionStartEvent) and event.tag not in (None, "!"):
            what = "a YAML tag (`!`) stands here; a program file has none"
            fix = "remove the tag, or put text that begins with `!` in 'single quotes'"
            yield at(file, event.start_mark, "YAML", what, fix)


def _in_words(error: yaml.MarkedYAMLError, file: str) -> Problem:
    said = error.problem or ""
    mark = error.problem_mark or error.context_mark
    unknown = f"this is not YAML: {said}", "compare the line with a ready program"
    what, fix = next((words for sign, *words in _WORDS if re.search(sign, said)), unknown)
    if "quotation mark" in what or "opened with" in what:
        mark = error.context_mark or mark  # where it was opened tells more than where it gave up
    return at(file, mark, "YAML", what, fix)
