"""Charts as inline SVG that follows the page: light and dark, screen, screen reader and paper."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from types import MappingProxyType
from typing import Any

import altair as alt
import vl_convert

INK, MUTED, GRID = "#22303c", "#5b6875", "#dce2e8"
MENTOR, MENTEE, BOTH, REFERENCE = "#0b6e8f", "#b4530a", "#3f5b8c", "#7a3e9d"
FIVE = ("#9c3d12", "#dd9a6f", "#c9ced4", "#74b3c4", "#0c6580")
"""From worst to best; told apart by lightness as well as hue."""

DARK: Mapping[str, str] = MappingProxyType(
    {
        INK: "#e6ebf0",
        MUTED: "#a7b3bf",
        GRID: "#36424d",
        MENTOR: "#58c4e6",
        MENTEE: "#f3a35e",
        BOTH: "#9db8ea",
        REFERENCE: "#cf9bf0",
        FIVE[0]: "#f08a55",
        FIVE[1]: "#a5623c",
        FIVE[2]: "#59646f",
        FIVE[3]: "#2f8098",
        FIVE[4]: "#6cd0ec",
    }
)
"""What each colour of a chart becomes on a dark screen; the page's style sheet swaps them."""

WIDTH = 620
FONT = "Helvetica, Arial, sans-serif"
VEGA_LITE = ".".join(alt.SCHEMA_VERSION.lstrip("v").split(".")[:2])
"""The grammar that the installed altair writes."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Chart:
    """One drawing; `svg` is markup, safe to print as it is."""

    svg: str
    title: str


def source(rows: Sequence[Row]) -> alt.InlineData:
    return alt.InlineData(values=[dict(row) for row in rows])


def draw(chart: alt.LayerChart | alt.Chart, *, title: str, told: str) -> Chart:
    """Render a chart; `told` says in a sentence what it shows, for those who cannot see it."""
    themed = (
        chart.configure(font=FONT, background="transparent", padding=4)
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=INK,
            titleColor=MUTED,
            labelFontSize=13,
            titleFontSize=13,
            titleFontWeight="normal",
            labelLimit=300,
            gridColor=GRID,
            domainColor=GRID,
            tickColor=GRID,
        )
        .configure_legend(
            labelColor=INK, titleColor=MUTED, labelFontSize=13, orient="top", symbolSize=120
        )
        .configure_text(color=INK, fontSize=13)
    )
    spec = json.dumps(themed.to_dict(validate=False))
    svg = vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE)
    return Chart(_named(svg, title, told), title)


_ROOT = re.compile(r"<svg\b[^>]*?(width=\"[\d.]+\" height=\"[\d.]+\" viewBox=\"[^\"]*\")[^>]*>")
_ARIA = re.compile(r"\s(?:role|aria-[a-z]+|class)=\"[^\"]*\"")
_CLIP = re.compile(r"(id=\"|url\(#)(clip|gradient)")


def _named(svg: str, title: str, told: str) -> str:
    """One image with a name and a description instead of a tree of unnamed marks."""
    slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    bare = _CLIP.sub(rf"\g<1>{slug}-\g<2>", _ARIA.sub("", svg))
    opening = (
        f'<svg \\1 role="img" aria-labelledby="{slug}-title {slug}-desc">'
        f'<title id="{slug}-title">{escape(title)}</title>'
        f'<desc id="{slug}-desc">{escape(told)}</desc>'
    )
    return _ROOT.sub(lambda found: opening.replace("\\1", found.group(1)), bare, count=1)
