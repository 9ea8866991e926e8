"""How an email looks: two palettes, and styles written into the tags when a template is compiled.

Mail clients drop style sheets, so every tag carries its own style for the light theme; the sheet in
the frame only turns the colours over where a client asks for the dark one.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from jinja2.ext import Extension


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """The colours of one theme, as `#rrggbb`.

    `page` lies behind the `card`, `tint` behind quotations; `text`, `muted` and `accent` are
    written on all three, `label` on the button, which is `button`. `second` only decorates.
    """

    page: str
    card: str
    tint: str
    rule: str
    text: str
    muted: str
    accent: str
    button: str
    label: str
    second: str


LIGHT = Palette(
    page="#f3f1ec",
    card="#ffffff",
    tint="#f1f6f4",
    rule="#e2ded5",
    text="#22262b",
    muted="#5a616b",
    accent="#0b625b",
    button="#0b625b",
    label="#ffffff",
    second="#d98a1f",
)
DARK = Palette(
    page="#121417",
    card="#1c1f24",
    tint="#242a2f",
    rule="#353b43",
    text="#e9e7e2",
    muted="#a8aeb7",
    accent="#7fd3c7",
    button="#7fd3c7",
    label="#0b2522",
    second="#eaa94e",
)

FONT = (
    "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,'Helvetica Neue',Arial,"
    "'Liberation Sans',sans-serif"
)

_BODY = f"font-family:{FONT};font-size:16px;line-height:1.55;color:{LIGHT.text}"
_SMALL = f"font-family:{FONT};font-size:13px;line-height:1.5;color:{LIGHT.muted}"

STYLES: Mapping[str, str] = MappingProxyType(
    {
        "body": f"margin:0;padding:0;background:{LIGHT.page};word-spacing:normal",
        "div.page": f"background:{LIGHT.page};padding:28px 12px 36px;overflow-wrap:anywhere",
        "div.sheet": "max-width:600px;margin:0 auto",
        "div.card": f"background:{LIGHT.card};border:1px solid {LIGHT.rule};border-radius:14px;"
        "padding:36px 40px 32px",
        "div.foot": "padding:22px 4px 0",
        "div.preheader": "display:none;font-size:1px;line-height:1px;max-height:0;max-width:0;"
        "opacity:0;overflow:hidden",
        "p": f"margin:0 0 16px;{_BODY}",
        "span.note": f"font-size:14px;color:{LIGHT.muted}",
        "p.brand": f"margin:0 4px 14px;{_SMALL};font-weight:600",
        "p.lead": f"margin:0 0 22px;{_BODY};font-size:17px",
        "p.small": f"margin:12px 0 24px;{_SMALL};word-break:break-all",
        "p.fine": f"margin:0 0 10px;{_SMALL}",
        "p.signature": f"margin:30px 0 0;{_BODY}",
        "h1": f"margin:0 0 18px;font-family:{FONT};font-size:25px;line-height:1.25;"
        f"font-weight:700;letter-spacing:-0.01em;color:{LIGHT.text}",
        "h2": f"margin:30px 0 10px;font-family:{FONT};font-size:16px;line-height:1.4;"
        f"font-weight:700;color:{LIGHT.text}",
        "ul": "margin:0 0 16px;padding:0 0 0 20px",
        "li": f"margin:0 0 7px;padding:0 0 0 2px;{_BODY}",
        "blockquote": f"margin:0 0 18px;padding:14px 18px;background:{LIGHT.tint};"
        f"border-left:3px solid {LIGHT.accent};border-radius:0 8px 8px 0;{_BODY}",
        "table.facts": "margin:22px 0 20px;border-collapse:collapse",
        "th": f"padding:3px 18px 3px 0;{_BODY};font-weight:400;color:{LIGHT.muted};"
        "text-align:left;vertical-align:top;white-space:nowrap",
        "td": f"padding:3px 0;{_BODY};vertical-align:top",
        "td.figure": f"padding:7px 0 7px 18px;border-top:1px solid {LIGHT.rule};{_BODY};"
        "text-align:right;font-variant-numeric:tabular-nums",
        "th.figure": f"padding:7px 0;border-top:1px solid {LIGHT.rule};{_BODY};font-weight:400;"
        "text-align:left",
        "table.figures": "width:100%;margin:0 0 20px;border-collapse:collapse",
        "table.press": "margin:0;border-spacing:0",
        "td.press": f"background:{LIGHT.button};border-radius:9px",
        "a": f"color:{LIGHT.accent};text-decoration:underline;text-underline-offset:2px",
        "a.press": f"display:inline-block;padding:13px 24px;font-family:{FONT};font-size:16px;"
        f"line-height:1.25;font-weight:600;color:{LIGHT.label};text-decoration:none;"
        "border-radius:9px",
        "a.quiet": f"color:{LIGHT.muted};text-decoration:underline",
        "span.one": f"display:inline-block;width:11px;height:11px;border-radius:6px;"
        f"background:{LIGHT.accent};vertical-align:-1px",
        "span.two": f"display:inline-block;width:11px;height:11px;border-radius:6px;"
        f"background:{LIGHT.second};margin:0 8px 0 -3px;vertical-align:-1px",
    }
)
"""Style by tag, or by tag and class."""


def dark_sheet() -> str:
    """What turns the colours over where the reader's client prefers dark."""
    rules = {
        "body,.page": f"background:{DARK.page}",
        ".card": f"background:{DARK.card};border-color:{DARK.rule}",
        "h1,h2,p,li,td,blockquote": f"color:{DARK.text}",
        "th,.brand,.small,.fine,.note": f"color:{DARK.muted}",
        "th.figure": f"color:{DARK.text}",
        "th.figure,td.figure": f"border-color:{DARK.rule}",
        "blockquote": f"background:{DARK.tint};border-color:{DARK.accent}",
        "a": f"color:{DARK.accent}",
        "a.quiet": f"color:{DARK.muted}",
        "td.press": f"background:{DARK.button}",
        "a.press": f"color:{DARK.label}",
        "span.one": f"background:{DARK.accent}",
        "span.two": f"background:{DARK.second}",
    }
    marked = (
        f"{name}{{{rule.replace(';', '!important;')}!important}}" for name, rule in rules.items()
    )
    return "@media (prefers-color-scheme:dark){" + "".join(marked) + "}"


_LONE = re.compile(r"^[ \t]*(\{% (?!include).*) %\}[ \t]*\n", re.MULTILINE)
_TAG = re.compile(r"<(\w+)((?:\s+[a-z-]+=\"[^\"<>]*\")*)\s*>")
_CLASS = re.compile(r'class="(\w+)"')


class TagsAndStyles(Extension):
    """What happens to a template once, when it is compiled, so that rendering costs nothing."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002
        """The source with lone tags taking no line, and with styles if its name ends in `.html`.

        A tag swallows its line only where it stands alone; jinja's `trim_blocks` would also glue a
        line that ends in a tag to the next one.
        """
        source = _LONE.sub(_lone, source)
        return _TAG.sub(_styled, source) if name and name.endswith(".html") else source


def _lone(found: re.Match[str]) -> str:
    tag = found[1]
    return found[0] if "%}" in tag else f"{tag}\n%}}"


def _styled(found: re.Match[str]) -> str:
    tag, attributes = found[1], found[2]
    named = _CLASS.search(attributes)
    style = STYLES.get(f"{tag}.{named[1]}" if named else tag)
    return f'<{tag}{attributes} style="{style}">' if style else found[0]
