"""The forms that the report's charts share: whiskers, five-part bars, bars by side."""

from collections.abc import Sequence

import altair as alt

from rm_core.program.people import Role
from rm_core.program.shares import Share
from rm_core.reports.drawing import BOTH, FIVE, MENTEE, MENTOR, MUTED, WIDTH, Row, source
from rm_core.reports.words import SIDES, counted, percent

ORDER = (SIDES[Role.MENTEE], SIDES[Role.MENTOR])
SIDE_SCALE = alt.Scale(domain=list(ORDER), range=[MENTEE, MENTOR])
SIDE_SHAPE = alt.Scale(domain=list(ORDER), range=["square", "circle"])
SHARE_AXIS = alt.Axis(tickCount=5, labelExpr="round(datum.value * 100) + ' %'")
SHARE_SCALE = alt.Scale(domain=[0, 1])


def height(rows: int, each: int) -> int:
    """Pixels for so many rows, at least one."""
    return max(each * rows, each)


def dot(label: str, side: Role | None, share: Share) -> Row:
    """One share as `whiskers` reads it."""
    value = share.k / share.n
    return {
        "label": label,
        "side": SIDES[side],
        "value": value,
        "low": share.interval.low,
        "high": share.interval.high,
        "text": f"{percent(value)}  ({counted(share)})",
    }


def whiskers(rows: Sequence[Row], *, each: int = 30, sides: bool = True) -> alt.LayerChart:
    """Shares with their intervals; rows without `value` are ranges, drawn without a dot."""
    names = list(dict.fromkeys(row["label"] for row in rows))
    base = alt.Chart(source(rows)).properties(width=WIDTH - 210, height=height(len(names), each))
    y = alt.Y("label:N", sort=names, title=None)
    offset = alt.YOffset("side:N", sort=list(ORDER)) if sides else alt.YOffset()
    colour = alt.Color("side:N", scale=SIDE_SCALE, title=None) if sides else alt.value(BOTH)
    shape = alt.Shape("side:N", scale=SIDE_SHAPE, title=None) if sides else alt.value("circle")
    x = alt.X("low:Q", title=None, axis=SHARE_AXIS, scale=SHARE_SCALE)
    lines = base.mark_rule(strokeWidth=2.5).encode(
        y=y, yOffset=offset, x=x, x2="high:Q", color=colour
    )
    dots = (
        base.transform_filter("isValid(datum.value)")
        .mark_point(filled=True, size=90, opacity=1)
        .encode(y=y, yOffset=offset, x="value:Q", color=colour, shape=shape)
    )
    text = base.mark_text(align="left").encode(
        y=y, yOffset=offset, x=alt.value(WIDTH - 200), text="text:N"
    )
    return alt.LayerChart(layer=[lines, dots, text])


def fives(
    rows: Sequence[tuple[str, str, Sequence[int], str]], legend: Sequence[str], *, each: int = 46
) -> alt.LayerChart:
    """Bars cut into five parts; rows are (label, which bar of it, five counts, text beside)."""
    names = list(dict.fromkeys(label for label, _, _, _ in rows))
    bars = list(dict.fromkeys(bar for _, bar, _, _ in rows))
    parts: list[Row] = [
        {"label": label, "bar": bar, "point": point, "place": place, "share": count / sum(counts)}
        for label, bar, counts, _ in rows
        for place, (point, count) in enumerate(zip(legend, counts, strict=True))
    ]
    y = alt.Y("label:N", sort=names, title=None)
    offset = alt.YOffset("bar:N", sort=bars)
    size = {"width": WIDTH - 210, "height": height(len(names), each)}
    stack = (
        alt.Chart(source(parts))
        .mark_bar(size=min(15, each // max(1, len(bars)) - 3))
        .encode(
            y=y,
            yOffset=offset,
            x=alt.X("share:Q", title=None, axis=SHARE_AXIS, scale=SHARE_SCALE),
            color=alt.Color(
                "point:N",
                scale=alt.Scale(domain=list(legend), range=list(FIVE)),
                title=None,
                legend=alt.Legend(columns=5),
            ),
            order=alt.Order("place:Q"),
        )
        .properties(**size)
    )
    beside = [{"label": label, "bar": bar, "text": text} for label, bar, _, text in rows]
    text = (
        alt.Chart(source(beside))
        .mark_text(align="left")
        .encode(y=y, yOffset=offset, x=alt.value(WIDTH - 200), text="text:N")
    )
    return alt.LayerChart(layer=[stack, text])


def bars(
    rows: Sequence[Row],
    *,
    x_title: str | None,
    sides: Sequence[str],
    colours: Sequence[str],
    each: int = 30,
    as_share: bool = False,
) -> alt.LayerChart:
    """Bars side by side, their text at the end; rows have label, side, value and text."""
    names = list(dict.fromkeys(row["label"] for row in rows))
    axis = SHARE_AXIS if as_share else alt.Axis(tickMinStep=1, tickCount=6, format=",d")
    y = alt.Y("label:N", sort=names, title=None)
    offset = alt.YOffset("side:N", sort=list(sides))
    base = alt.Chart(source(rows)).properties(width=WIDTH - 210, height=height(len(names), each))
    drawn = base.mark_bar(size=11 if len(sides) > 1 else 16).encode(
        y=y,
        yOffset=offset,
        x=alt.X(
            "value:Q",
            title=x_title,
            axis=axis,
            scale=SHARE_SCALE if as_share else alt.Scale(domainMin=0),
        ),
        color=alt.Color(
            "side:N",
            scale=alt.Scale(domain=list(sides), range=list(colours)),
            title=None,
            legend=alt.Legend() if len(sides) > 1 else None,
        ),
    )
    text = base.mark_text(align="left", dx=5).encode(
        y=y, yOffset=offset, x="value:Q", text="text:N"
    )
    return alt.LayerChart(layer=[drawn, text])


def columns(
    rows: Sequence[Row], *, x_title: str, y_title: str, as_share: bool = False
) -> alt.LayerChart:
    """Upright bars over an ordered scale; rows have at, value and text."""
    order = [row["at"] for row in rows]
    base = alt.Chart(source(rows)).properties(width=WIDTH - 80, height=170)
    x = alt.X("at:N", sort=order, title=x_title, axis=alt.Axis(labelAngle=0))
    axis = SHARE_AXIS if as_share else alt.Axis(tickMinStep=1, tickCount=5)
    drawn = base.mark_bar(color=BOTH, size=26).encode(
        x=x, y=alt.Y("value:Q", title=y_title, axis=axis)
    )
    text = base.mark_text(dy=-8, color=MUTED, fontSize=11).encode(x=x, y="value:Q", text="text:N")
    return alt.LayerChart(layer=[drawn, text])
