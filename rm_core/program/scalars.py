"""One value of a program file: read as its schema means it, or refused in plain words."""

import re
from collections.abc import Collection
from datetime import date, time

from rapidfuzz import fuzz, process
from yaml.nodes import ScalarNode

from rm_core.program.schema import TIME_PATTERN, Schema
from rm_core.program.syntax import UNWRITABLE

_WHOLE = re.compile(r"[-+]?[0-9]{1,15}")
_NUMBER = re.compile(r"[-+]?([0-9]{1,15}(\.[0-9]{0,15})?|\.[0-9]{1,15})")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LENIENT_DATE = re.compile(r"[0-9]{1,4}[-./ ][0-9]{1,2}[-./ ][0-9]{1,4}\.?")
_TRUTH = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


class Misfit(Exception):
    """A value that does not fit its field; `fix` says what does."""

    def __init__(self, what: str, fix: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.fix = fix


def scalar(node: ScalarNode, shape: Schema, *, may_be_empty: bool) -> object:
    """The value as the field means it.

    Raises:
        Misfit: it is of another kind, or outside the field's bounds.
    """
    text: str = node.value
    plain = node.style is None
    if UNWRITABLE.search(text):
        fix = "write it without codes such as \\0"
        raise Misfit("the text holds an invisible control character", fix)
    if plain and text in ("", "~", "null"):
        if may_be_empty:
            return None
        raise Misfit("has no value", f"write {expected(shape)}, or remove the line")
    match shape.get("type"):
        case "integer" | "number":
            return _number(text, plain, shape)
        case "boolean":
            return _truth(text, shape)
    return _text(text, shape)


def meant(name: str, known: Collection[str]) -> str:
    """`did you mean …?`, or nothing where no known name is close."""
    names = tuple(known)
    close = process.extractOne(name[:60].lower(), names, scorer=fuzz.ratio, score_cutoff=70)
    return f"did you mean `{close[0]}`?" if close else ""


def expected(shape: Schema) -> str:
    """What belongs in a field, in words."""
    if "enum" in shape:
        return f"one of {', '.join(map(str, shape['enum']))}"
    if "const" in shape:
        return f"{shape['const']}"
    match shape.get("type"), shape.get("format"):
        case "integer" | "number" as kind, _:
            return ("a whole number" if kind == "integer" else "a number") + _bounds(shape)
        case "boolean", _:
            return "true or false"
        case "array", _:
            return "a list"
        case "object", _:
            return "a section with fields"
        case _, "date":
            return "a date such as 2027-03-31"
        case _, "email":
            return "an email address"
    if shape.get("pattern") == TIME_PATTERN:
        return "a time such as 08:30"
    return "text" + (f" of at most {shape['maxLength']} characters" if "maxLength" in shape else "")


def _bounds(shape: Schema) -> str:
    least, most = shape.get("minimum"), shape.get("maximum")
    steps = f" in steps of {shape['multipleOf']}" if "multipleOf" in shape else ""
    if least is not None and most is not None:
        return f" from {least} to {most}{steps}"
    return (f" of at least {least}" if least is not None else "") + steps


def _number(text: str, plain: bool, shape: Schema) -> int | float:
    whole = shape["type"] == "integer"
    belongs = f"write {expected(shape)}"
    if not (_WHOLE if whole else _NUMBER).fullmatch(text):
        what = f"`{text[:40]}` is not {'a whole number' if whole else 'a number'}"
        raise Misfit(what, _meant_number(text, belongs, whole))
    if not plain:
        raise Misfit(f"the quotation marks make `{text}` text", f"write {text} without them")
    value = int(text) if whole else float(text)
    steps = shape.get("multipleOf")
    if value != shape.get("const", value):
        raise Misfit(f"{text} is not known here", belongs)
    if value < shape.get("minimum", value):
        raise Misfit(f"{text} is too small", belongs)
    if value > shape.get("maximum", value):
        raise Misfit(f"{text} is too large", belongs)
    if steps and value % steps:
        raise Misfit(f"{text} does not fit the steps", belongs)
    return value


def _meant_number(text: str, belongs: str, whole: bool) -> str:
    share = text.removesuffix("%").strip()
    if text.endswith("%") and _NUMBER.fullmatch(share):
        return f"{belongs}, without the sign; as a share it is {float(share) / 100:g}"
    if not whole and _NUMBER.fullmatch(text.replace(",", ".")):
        return f"write it with a point: {text.replace(',', '.')}"
    return belongs


def _truth(text: str, shape: Schema) -> bool:
    if text.lower() not in _TRUTH:
        raise Misfit(f"`{text[:40]}` is neither true nor false", f"write {expected(shape)}")
    return _TRUTH[text.lower()]


def _text(text: str, shape: Schema) -> object:
    belongs = f"write {expected(shape)}"
    if shape.get("format") == "date":
        return _date(text, belongs)
    if shape.get("pattern") == TIME_PATTERN:
        if not re.fullmatch(TIME_PATTERN, text):
            raise Misfit(f"`{text[:40]}` is not a time of day", f"{belongs}, hours and minutes")
        hours, minutes = text.split(":")
        return time(int(hours), int(minutes))
    if "enum" in shape and text not in shape["enum"]:
        raise Misfit(f"`{text[:40]}` is not known here", meant(text, shape["enum"]) or belongs)
    if len(text) < shape.get("minLength", 0) or (shape.get("minLength") and not text.strip()):
        raise Misfit("is empty", belongs)
    if len(text) > shape.get("maxLength", len(text)):
        raise Misfit(f"the text has {len(text)} characters", belongs)
    pattern = shape.get("pattern")
    if pattern and not re.search(pattern, text):
        raise Misfit(f"`{text[:40]}` does not have the right form", shape.get("description", ""))
    return text


def _date(text: str, belongs: str) -> date:
    if _DATE.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise Misfit(f"there is no day {text} in the calendar", belongs) from None
    if _LENIENT_DATE.fullmatch(text):
        raise Misfit(f"`{text}` may be read in two ways", f"{belongs}: year, month, day")
    raise Misfit(f"`{text[:40]}` is not a date", f"{belongs}: year, month, day")
