"""The report's charts; each says what a table beside it says too, so nothing depends on seeing."""

import altair as alt

from rm_core.program.goals import LEVEL_WORDS
from rm_core.program.outcomes import Level, Moment
from rm_core.program.people import Role
from rm_core.program.suppression import Cell, Shown
from rm_core.reports.drawing import INK, REFERENCE, WIDTH, Chart, Row, draw, source
from rm_core.reports.marks import (
    ORDER,
    SHARE_AXIS,
    SHARE_SCALE,
    SIDE_SCALE,
    SIDE_SHAPE,
    dot,
    fives,
    height,
    whiskers,
)
from rm_core.reports.published import GroupTable, Report
from rm_core.reports.words import MOMENTS, SIDES, counted, percent, told

BESIDE = {Role.MENTEE: -1.2, Role.MENTOR: 1.2}
"""Days by which the two sides' dots are drawn apart, so that neither hides the other."""

SIGNED = "(datum.value > 0 ? '+' : datum.value < 0 ? '−' : '') + abs(round(datum.value * 100))"
POINTS = ("1, least", "2", "3", "4", "5, most")


def headlines(report: Report) -> Chart | None:
    """The two headline questions, with intervals, beside what one company is said to report."""
    rows = [
        row
        for row in report.questions
        if row.published is not None and row.moment is Moment.END and row.share
    ]
    if not rows:
        return None
    published = {row.label: row.published for row in rows}
    reference = (
        alt.Chart(source([{"label": name, "value": at} for name, at in published.items()]))
        .mark_tick(thickness=2, size=52, color=REFERENCE, opacity=1)
        .encode(y=alt.Y("label:N", sort=list(published)), x="value:Q")
    )
    dots = [dot(row.label, row.side, row.share) for row in rows if row.share]
    spoken = "; ".join(f"{row.label}, {SIDES[row.side]}: {counted(row.share)}" for row in rows)
    return draw(
        whiskers(dots, each=60) + reference,
        title="Answered “effective” or “extremely effective”",
        told=f"Shares with 95 % intervals. {spoken}. Upright marks: the published 80 % and 97 %.",
    )


def answers(report: Report, level: Level) -> Chart | None:
    """Every other five-point question of a level, at the end."""
    rows = [
        (
            row.label,
            SIDES[row.side],
            row.points.counts,
            f"{SIDES[row.side]} {percent(row.share.k / row.share.n)}",
        )
        for row in report.questions
        if row.level is level
        and row.moment is Moment.END
        and row.published is None
        and row.points is not None
        and row.share is not None
        and row.share.n
    ]
    if not rows:
        return None
    spoken = "; ".join(f"{label}: {text}" for label, _, _, text in rows)
    title = f"{level.value.capitalize()}: what people answered"
    return draw(fives(rows, POINTS), title=title, told=f"Share who chose 4 or 5. {spoken}.")


def pulses(report: Report) -> Chart | None:
    """How the pulses went over time."""
    rows = [
        {"day": row.day, "x": row.day + BESIDE[row.side], **dot("", row.side, row.share)}
        for row in report.pulses
        if row.share
    ]
    if not rows:
        return None
    base = alt.Chart(source(rows)).properties(width=WIDTH - 80, height=190)
    days = sorted({row["day"] for row in rows})
    x = alt.X(
        "x:Q",
        title="days after the agreement",
        axis=alt.Axis(values=days, grid=False),
        scale=alt.Scale(domain=[days[0] - 10, days[-1] + 10]),
    )
    y = alt.Y("value:Q", title=None, axis=SHARE_AXIS, scale=SHARE_SCALE)
    colour = alt.Color("side:N", scale=SIDE_SCALE, title=None)
    line = base.mark_line(strokeWidth=2).encode(x=x, y=y, color=colour)
    rule = base.mark_rule(strokeWidth=1.5).encode(x=x, y="low:Q", y2="high:Q", color=colour)
    dots = base.mark_point(filled=True, size=80, opacity=1).encode(
        x=x,
        y=y,
        color=colour,
        shape=alt.Shape("side:N", scale=SIDE_SHAPE, title=None),
    )
    spoken = "; ".join(f"day {row['day']}, {row['side']}: {row['text']}" for row in rows)
    return draw(
        line + rule + dots,
        title="“It goes well” over time",
        told=f"Share who answered 4 or 5, with 95 % intervals. {spoken}.",
    )


def goals(report: Report) -> Chart | None:
    """How far the goals came, by moment and side."""
    rows = [
        (
            MOMENTS[row.moment],
            SIDES[row.side],
            row.levels.counts,
            f"{SIDES[row.side]} {percent(row.attained.reached.value or 0)}",
        )
        for row in report.goals
    ]
    if not rows:
        return None
    spoken = "; ".join(f"{label}, {text} as hoped or better" for label, _, _, text in rows)
    return draw(fives(rows, LEVEL_WORDS), title="Goals: levels reached", told=f"{spoken}.")


def groups(table: GroupTable, smallest: int) -> Chart | None:
    """A share by group; a range where only that may be said, nothing where nothing may."""
    rows = [row for cell in (table.cells or {}).values() if (row := _group(cell, smallest))]
    if not rows:
        return None
    side = f", {SIDES[table.side]}" if table.side else ""
    spoken = "; ".join(f"{row['label']}: {row['text']}" for row in rows)
    return draw(
        whiskers(rows, sides=False),
        title=f"{table.label} by {table.dimension}{side}",
        told=f"Shares with 95 % intervals. {spoken}.",
    )


def _group(cell: Cell, smallest: int) -> Row | None:
    if cell.share is not None:
        return dot(cell.group, None, cell.share)
    if cell.n is None or cell.shown is Shown.SIZE_ONLY:
        return None
    edge = (smallest - 1) / cell.n
    low, high = (0.0, edge) if cell.shown is Shown.LOW else (1 - edge, 1.0)
    return {
        "label": cell.group,
        "side": SIDES[None],
        "value": None,
        "low": low,
        "high": high,
        "text": told(cell, smallest),
    }


def changes(report: Report) -> Chart | None:
    """Differences to the earlier round, in percentage points."""
    rows: list[Row] = [
        {
            "label": row.label,
            "side": SIDES[row.side],
            "value": row.change.value,
            "low": row.change.interval.low,
            "high": row.change.interval.high,
        }
        for row in report.questions
        if row.change is not None and row.moment is Moment.END
    ]
    if not rows:
        return None
    names = list(dict.fromkeys(str(row["label"]) for row in rows))
    base = alt.Chart(source(rows)).properties(width=WIDTH - 210, height=height(len(names), 34))
    y = alt.Y("label:N", sort=names, title=None)
    offset = alt.YOffset("side:N", sort=list(ORDER))
    colour = alt.Color("side:N", scale=SIDE_SCALE, title=None)
    most = max(max(abs(row["low"]), abs(row["high"])) for row in rows)
    x = alt.X(
        "low:Q",
        title="percentage points",
        axis=alt.Axis(labelExpr=SIGNED, tickCount=7),
        scale=alt.Scale(domain=[-most, most]),
    )
    zero = alt.Chart(source([{"at": 0}])).mark_rule(strokeDash=[4, 3], color=INK).encode(x="at:Q")
    rule = base.mark_rule(strokeWidth=2.5).encode(
        y=y, yOffset=offset, x=x, x2="high:Q", color=colour
    )
    dots = base.mark_point(filled=True, size=80, opacity=1).encode(
        y=y,
        yOffset=offset,
        x="value:Q",
        color=colour,
        shape=alt.Shape("side:N", scale=SIDE_SHAPE, title=None),
    )
    return draw(
        zero + rule + dots,
        title=f"Since {report.earlier}",
        told="Differences of shares to the earlier round, with 95 % intervals.",
    )
