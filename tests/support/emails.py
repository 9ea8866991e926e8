"""Facts as hostile as a form or an HR file can make them, and a reader for what was rendered."""

import re
from dataclasses import fields, is_dataclass, replace
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

from rm_core.mail.facts import Links
from rm_core.mail.render import Rendered, Renderer
from rm_core.mail.samples import sample
from rm_core.program.emails import Desk, EmailKind
from rm_core.program.people import Role

FOLDER = Path(__file__).parents[2] / "templates" / "emails"

HOSTILE = (
    "<script>alert(1)</script>\"'><img src=x onerror=y>\r\nBcc: all@evil.example\n\n"
    "{{ 7*7 }}{% raw %} \u202egnp.exe\u2028 https://evil.example/ \x00\x1b\ud800"
)
FREE_OF_CHOICE = frozenset({"reason", "locale"})


@cache
def the_renderer() -> Renderer:
    return Renderer(FOLDER)


def made_hostile(value: Any) -> Any:
    """The same facts, every text in them replaced; links and codes are ours, and stay."""
    match value:
        case Links():
            return value
        case str() if type(value) is str:
            return HOSTILE
        case tuple():
            return tuple(made_hostile(each) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        changed = {
            each.name: made_hostile(getattr(value, each.name))
            for each in fields(value)
            if each.name not in FREE_OF_CHOICE
        }
        return replace(value, **changed)
    return value


def links_in_text(text: str) -> list[str]:
    return re.findall(r"https?://[^\s>]+", text)


def links_in_html(html: str) -> list[str]:
    return [unescape(each) for each in re.findall(r'href="(https?:[^"]*)"', html)]


def words_of_html(html: str) -> str:
    """The words that a reader of the HTML sees, in order and without URLs."""
    seen = re.sub(r"(?s)<(style|title)>.*?</\1>|<!--.*?-->", " ", html)
    return _words(unescape(re.sub(r"<[^>]+>", " ", seen)))


def words_of_text(text: str) -> str:
    """The words of a plain text before its footer, in order and without URLs."""
    return _words(text.partition("\n-- \n")[0])


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", re.sub(r"https?://\S+", " ", text)))


def written(kind: EmailKind, role: Role | Desk, *, much: bool = True, **changed: Any) -> Rendered:
    """The email that a sample makes, with some of its facts changed."""
    return the_renderer().render(kind, replace(sample(kind, role, much=much), **changed))


def body(email: Rendered) -> str:
    """The plain text on one line, without the footer."""
    return " ".join(email.text.partition("\n-- \n")[0].split())


def footer(email: Rendered) -> str:
    return " ".join(email.text.partition("\n-- \n")[2].split())
