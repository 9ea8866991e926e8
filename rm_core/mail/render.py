"""From facts to the three parts of an email: subject, plain text, HTML."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    Template,
    TemplateError,
    select_autoescape,
)

from rm_core.errors import BadInput, SetupBroken
from rm_core.mail.facts import Facts
from rm_core.mail.kinds import CATALOGUE
from rm_core.mail.phrases import FILTERS, printed
from rm_core.mail.styles import TagsAndStyles, dark_sheet
from rm_core.mail.wrapping import wrapped
from rm_core.program.emails import EmailKind

SUBJECT_AT_MOST = 160
"""Longer subjects are cut: no client shows more, and names can be of any length."""

_NAMES: Mapping[type[Facts], tuple[str, ...]] = {
    entry.facts: tuple(each.name for each in fields(entry.facts)) for entry in CATALOGUE.values()
}
"""What templates see by name; what the names hold stays objects."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """An email in words: `subject` is one line, `text` ends in a newline, `html` is a document."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    subject: Template
    text: Template
    html: Template


class Renderer:
    """Renders every kind of email from the templates in a folder; each is compiled once.

    Raises:
        SetupBroken: a kind has no template there, or one cannot be compiled.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        env = Environment(
            loader=FileSystemLoader(folder),
            extensions=[TagsAndStyles],
            undefined=StrictUndefined,
            autoescape=select_autoescape(("html",)),
            finalize=printed,
            auto_reload=False,
            cache_size=-1,
        )
        env.filters.update(FILTERS)
        env.globals["dark_sheet"] = dark_sheet()
        self._parts: Mapping[EmailKind, _Parts] = {kind: _load(env, kind) for kind in EmailKind}

    def render(self, kind: EmailKind, facts: Facts) -> Rendered:
        """The email of this kind that these facts make.

        Raises:
            BadInput: the facts have another shape than this kind needs, or lack something.
        """
        expected = CATALOGUE[kind].facts
        if type(facts) is not expected:
            message = f"{kind} needs {expected.__name__} facts, not {type(facts).__name__}"
            raise BadInput(message)
        parts = self._parts[kind]
        known: dict[str, object] = {name: getattr(facts, name) for name in _NAMES[expected]}
        known |= {"why": CATALOGUE[kind].why, "cohort_name": facts.cohort_name}
        try:
            subject = _one_line(parts.subject.render(known))
            known["subject"] = subject
            text = wrapped(parts.text.render(known))
            html = parts.html.render(known)
        except TemplateError as error:
            message = f"{kind} cannot be written: {error.message}"
            raise BadInput(message) from error
        if not subject:
            message = f"{kind} would have no subject"
            raise BadInput(message)
        return Rendered(subject=subject, text=text, html=html)


def _load(env: Environment, kind: EmailKind) -> _Parts:
    try:
        return _Parts(
            subject=env.get_template(f"{kind}/subject.txt"),
            text=env.get_template(f"{kind}/body.txt"),
            html=env.get_template(f"{kind}/body.html"),
        )
    except TemplateError as error:
        message = f"email template {kind}: {type(error).__name__}: {error.message}"
        raise SetupBroken(message) from error


def _one_line(text: str) -> str:
    """A subject: nothing in it can end the header line, and it is cut where nobody reads on."""
    line = " ".join(text.split())
    return line if len(line) <= SUBJECT_AT_MOST else line[: SUBJECT_AT_MOST - 1].rstrip() + "…"
