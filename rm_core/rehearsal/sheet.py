"""What somebody sees of a page: its heading, its links and the form to fill in.

Only what a reader can see is read: the inputs and their options, which questions are marked
optional, which appear below an answer, the bounds beside a number.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape
from html.parser import HTMLParser

Attributes = dict[str, str | None]


@dataclass(slots=True, kw_only=True)
class Input:
    """One input by its name; a set of radios or boxes is one input.

    `kind` is the type of the input, or `select` or `textarea`. `present` is what stands in it as
    the page opens. `least`, `most` are bounds of numbers and dates as text. `below` is the (name,
    value) of the answer that it stands below.
    """

    name: str
    kind: str
    options: list[str] = field(default_factory=list)
    present: list[str] = field(default_factory=list)
    length: int = 0
    least: str = ""
    most: str = ""
    is_required: bool = True
    below: tuple[str, str] | None = None


@dataclass(slots=True)
class Sheet:
    """A page that was opened; `inputs` is None where there is no form, `action` where it posts."""

    title: str = ""
    links: list[str] = field(default_factory=list)
    inputs: dict[str, Input] | None = None
    action: str = ""


_SELECT = re.compile(r"(<select\b[^>]*>)(.*?)</select>", re.DOTALL)
_OPTION = re.compile(r'<option value="([^"]*)"( selected)?')
_BOUNDS = re.compile(r"(-?\d+) to (-?\d+)")
_SPACE = re.compile(r"\s+")
_ERRORS = re.compile(r'<div class="errors".*?</div>', re.DOTALL)
_ERROR = re.compile(r"<li>(.*?)</li>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


def read(text: str) -> Sheet:
    """The sheet in the HTML of a page.

    Long lists are taken out before the parser sees them: an intake page has the time zones of the
    world and five times the whole catalogue, and they are most of its elements.
    """
    bodies: list[str] = []

    def without_options(found: re.Match[str]) -> str:
        bodies.append(found[2])
        return f"{found[1]}</select>"

    reader = _Reader(bodies)
    reader.feed(_SELECT.sub(without_options, text))
    reader.close()
    return reader.sheet


def errors(text: str) -> tuple[str, ...]:
    """What the summary at the top of a refused page says."""
    summary = _ERRORS.search(text)
    items = _ERROR.findall(summary[0]) if summary else []
    return tuple(_SPACE.sub(" ", unescape(_TAG.sub("", item))).strip() for item in items)


@lru_cache(maxsize=64)
def _options(body: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The values of a list and the chosen ones; nothing chosen means the first."""
    found = [(unescape(value), bool(chosen)) for value, chosen in _OPTION.findall(body)]
    values = tuple(value for value, _ in found)
    return values, tuple(value for value, chosen in found if chosen) or values[:1]


class _Reader(HTMLParser):
    """Reads one page; `bodies` are the insides of its lists, in their order."""

    def __init__(self, bodies: list[str]) -> None:
        super().__init__()
        self.sheet = Sheet()
        self._bodies = iter(bodies)
        self._inside = ""
        self._said: list[str] = []
        self._boxes: list[list[Input]] = []
        self._below: list[tuple[str, str] | None] = []
        self._last = ("", "")
        self._optional = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("fieldset", "div"):
            self._open(tag, given.get("class") or "")
        elif tag == "a" and given.get("href"):
            self.sheet.links.append(given["href"] or "")
        elif tag == "form":
            self.sheet.inputs = {}
            self.sheet.action = given.get("action") or ""
        elif tag in ("input", "select", "textarea"):
            self._input(tag, given, next(self._bodies) if tag == "select" else "")
        elif tag == "span" and given.get("class") == "optional" and self._boxes:
            self._optional = True
        if tag in ("h1", "textarea") or given.get("class") == "bounds":
            self._inside, self._said = tag, []

    def handle_endtag(self, tag: str) -> None:
        if tag in ("legend", "label") and self._optional:
            self._boxes[-1].append(Input(name="", kind="optional"))
            self._optional = False
        elif tag in ("fieldset", "div") and self._boxes:
            self._shut()
        if tag == self._inside:
            self._said_of(tag, "".join(self._said))
            self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside:
            self._said.append(data)

    def _open(self, tag: str, classes: str) -> None:
        self._boxes.append([])
        self._below.append(self._last if tag == "div" and classes == "more" else None)

    def _shut(self) -> None:
        """A question ends: marked optional, its own inputs are; they belong to no outer one."""
        found = self._boxes.pop()
        self._below.pop()
        inputs = [each for each in found if each.kind != "optional"]
        if len(inputs) < len(found):
            for each in inputs:
                each.is_required = False
        elif self._boxes:
            self._boxes[-1].extend(inputs)

    def _input(self, tag: str, given: Attributes, body: str) -> None:
        name, value = given.get("name") or "", given.get("value") or ""
        kind = (given.get("type") or "text") if tag == "input" else tag
        known = self.sheet.inputs
        if not name or known is None:
            return
        if name not in known:
            known[name] = Input(
                name=name,
                kind=kind,
                length=int(given.get("maxlength") or 0),
                least=given.get("min") or "",
                most=given.get("max") or "",
                below=next((each for each in reversed(self._below) if each), None),
            )
            if self._boxes:
                self._boxes[-1].append(known[name])
        found = known[name]
        if kind in ("radio", "checkbox"):
            found.options.append(value)
            found.present += [value] if "checked" in given else []
        elif kind == "select":
            options, chosen = _options(body)
            found.options, found.present = list(options), list(chosen)
        else:
            found.present = [value]
        self._last = (name, value)

    def _said_of(self, tag: str, said: str) -> None:
        words = _SPACE.sub(" ", said).strip()
        if tag == "h1":
            self.sheet.title = words
        elif tag == "textarea" and self.sheet.inputs:
            self.sheet.inputs[self._last[0]].present = [said.removeprefix("\n")]
        elif self.sheet.inputs and (bounds := _BOUNDS.fullmatch(words)):
            self.sheet.inputs[self._last[0]].least = bounds[1]
            self.sheet.inputs[self._last[0]].most = bounds[2]
