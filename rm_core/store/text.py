"""What text can be kept: anything that is Unicode, except the one character no database keeps."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ExceptionContext

from rm_core.errors import BadInput

ROW = (Mapping, tuple, list)
_ESCAPED_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")


def to_json(value: object) -> str:
    """JSON as it is kept: readable, and without numbers that are none.

    Raises:
        BadInput: a text in it cannot be kept.
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    _check("an answer", text, has_nul=_ESCAPED_NUL.search(text) is not None)
    return text


def as_it_was_said(failed: ExceptionContext) -> None:
    """Called when a statement fails: lets our own errors through without SQLAlchemy's around."""
    if isinstance(failed.original_exception, BadInput):
        raise failed.original_exception


def refuse(
    _connection: object,
    _cursor: object,
    _statement: str,
    parameters: Any,
    context: Any,
    many: bool,
) -> None:
    """Called before each statement: PostgreSQL would refuse such text, SQLite would keep it.

    Raises:
        BadInput: a text holds a NUL, or half a character (a lone surrogate).
    """
    rows = parameters if many and _is_rows(parameters) else (parameters,)
    for row in rows:
        values: Iterable[object] = row.values() if isinstance(row, Mapping) else row
        for place, value in enumerate(values):
            if isinstance(value, str) and ("\x00" in value or not value.isascii()):
                _check(_name(row, place, context), value, has_nul="\x00" in value)


def _check(name: str, value: str, *, has_nul: bool) -> None:
    if has_nul or not _is_whole(value):
        what = "a NUL character (U+0000)" if has_nul else "half a character"
        message = f"{name} holds {what}, which cannot be kept: take it out and try again"
        raise BadInput(message)


def _is_rows(parameters: Any) -> bool:
    """Rows of values; SQLAlchemy also says `many` of one long row that it has made of many."""
    return not isinstance(parameters, Mapping) and isinstance(next(iter(parameters), 0), ROW)


def _is_whole(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _name(row: Any, place: int, context: Any) -> str:
    """The name of the bound value, which is its column's wherever that is clear."""
    names: Sequence[str] = getattr(getattr(context, "compiled", None), "positiontup", None) or ()
    if isinstance(row, Mapping):
        names = list(row)
    return f"`{names[place]}`" if place < len(names) else "a text"
