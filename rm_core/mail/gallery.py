"""One page that shows every email as its readers see it, in both themes, without a script."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from rm_core.mail.entries import Entry
from rm_core.mail.kinds import CATALOGUE
from rm_core.mail.render import Rendered, Renderer
from rm_core.mail.samples import samples
from rm_core.program.emails import EmailKind

PAGE = "emails.html"
TEMPLATE = "gallery.html"

_DARK = re.compile(r"@media \(prefers-color-scheme:\s*dark\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One email on the page, the `place`-th kind of the catalogue; `anchor` is unique.

    `light` and `dark` are whole documents.
    """

    place: int
    anchor: str
    kind: EmailKind
    entry: Entry
    case: str
    email: Rendered
    light: str
    dark: str


def write(folder: Path, renderer: Renderer) -> Path:
    """Write the preview of all emails into the folder, and say where it is.

    The page is self-contained: it needs no server, no script and nothing from elsewhere.
    """
    env = Environment(
        loader=FileSystemLoader(renderer.folder),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page = env.get_template(TEMPLATE).render(shown=tuple(shown(renderer)))
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / PAGE
    path.write_text(page, encoding="utf-8")
    return path


def shown(renderer: Renderer) -> Iterator[Shown]:
    """Every email with the facts of the made-up cohort, in the order of the catalogue.

    Cases that read the same as one before them are left out.
    """
    for place, (kind, entry) in enumerate(CATALOGUE.items()):
        seen: set[Rendered] = set()
        for number, sample in enumerate(samples(kind)):
            email = renderer.render(kind, sample.facts)
            if email not in seen:
                seen.add(email)
                yield Shown(
                    place=place,
                    anchor=f"{kind}-{number}",
                    kind=kind,
                    entry=entry,
                    case=sample.case,
                    email=email,
                    light=_DARK.sub("@media not all", email.html),
                    dark=_DARK.sub("@media all", email.html),
                )
