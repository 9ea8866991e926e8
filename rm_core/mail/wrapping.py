"""Plain text as people like to read it: paragraphs filled to 78 columns, lists with an indent.

In a template `## ` begins a heading, `- ` an item, `> ` a quotation, `| ` a line that stands by
itself; a URL, and the `-- ` before the footer, keep a line of their own.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

COLUMNS = 78

_PREFIXES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {"- ": ("- ", "  "), "> ": ("> ", "> "), "| ": ("", "  ")}
)
_PLAIN = ("", "")
_KEPT = ("http://", "https://", "-- ")


def wrapped(text: str) -> str:
    """The text with every paragraph filled; a word longer than a line is never broken."""
    done: list[str] = []
    words: list[str] = []
    prefix = _PLAIN
    for line in text.split("\n"):
        begins = _PREFIXES.get(line[:2])
        if begins is not None and not (begins == prefix and line[0] == ">" and words):
            _fill(words, prefix, done)
            words, prefix = line[2:].split(), begins
        elif begins is not None:
            words += line[2:].split()
        elif not line.strip() or line.startswith(("## ", *_KEPT)):
            _fill(words, prefix, done)
            words, prefix = [], _PLAIN
            done += _standing(line, done)
        else:
            words += line.split()
    _fill(words, prefix, done)
    return "\n".join(done).strip("\n") + "\n"


def _standing(line: str, done: Sequence[str]) -> tuple[str, ...]:
    """A heading with its rule, a kept line, or one blank line where there is none yet."""
    if line.startswith("## "):
        heading = " ".join(line[3:].split())
        return (heading, "-" * min(len(heading), COLUMNS))
    if line.strip():
        return (line,)
    return ("",) if done and done[-1] not in {"", "-- "} else ()


def _fill(words: Sequence[str], prefix: tuple[str, str], done: list[str]) -> None:
    if not words:
        return
    first, later = prefix
    line = first + words[0]
    for word in words[1:]:
        if len(line) + len(word) >= COLUMNS:
            done.append(line)
            line = later + word
        else:
            line = f"{line} {word}"
    done.append(line)
