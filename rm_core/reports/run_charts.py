"""Charts of how the cohort ran; each says what a table beside it says too."""

from collections.abc import Mapping
from types import MappingProxyType

import altair as alt

from rm_core.reports.drawing import BOTH, MENTEE, MENTOR, WIDTH, Chart, Row, draw, source
from rm_core.reports.marks import (
    ORDER,
    SIDE_SCALE,
    bars,
    columns,
    height,
)
from rm_core.reports.published import Report
from rm_core.reports.words import STAGES, counted, percent


def funnel(report: Report) -> Chart | None:
    """How many people came how far."""
    if not report.funnel or not report.funnel[0].people:
        return None
    invited = report.funnel[0].people
    apart = report.funnel[0].mentors is not None
    rows: list[Row] = []
    for row in report.funnel:
        text = f"{row.people:,}  ({percent(row.people / invited)})"
        sides = (row.mentees or 0, row.mentors or 0) if apart else (row.people,)
        rows += [
            {
                "stage": STAGES[row.stage],
                "side": side,
                "people": people,
                "place": place,
                "all": row.people,
                "text": text if place == 0 else "",
            }
            for place, (side, people) in enumerate(zip(ORDER, sides, strict=False))
        ]
    y = alt.Y("stage:N", sort=[STAGES[row.stage] for row in report.funnel], title=None)
    base = alt.Chart(source(rows)).properties(
        width=WIDTH - 210, height=height(len(report.funnel), 32)
    )
    drawn = base.mark_bar(size=20).encode(
        y=y,
        x=alt.X("people:Q", title=None, axis=alt.Axis(tickMinStep=1, tickCount=5, format=",d")),
        color=alt.Color("side:N", scale=SIDE_SCALE, title=None) if apart else alt.value(BOTH),
        order=alt.Order("place:Q"),
    )
    text = base.mark_text(align="left", dx=6).encode(y=y, x="all:Q", text="text:N")
    spoken = "; ".join(f"{STAGES[row.stage]}: {row.people:,}" for row in report.funnel)
    return draw(drawn + text, title="How far people came", told=f"People by stage. {spoken}.")


def met(report: Report) -> Chart | None:
    """How many pairings met at least so many times."""
    if not report.met:
        return None
    rows = [
        {"at": str(row.times), "value": row.share.value, "text": f"{row.share.k:,}"}
        for row in report.met
    ]
    spoken = "; ".join(f"{row.times} times: {counted(row.share)}" for row in report.met)
    return draw(
        columns(rows, x_title="met at least so many times", y_title="pairings", as_share=True),
        title="Meetings held",
        told=f"Confirmed pairings that met at least so many times. {spoken}.",
    )


TOPICS: Mapping[str, str] = MappingProxyType(
    {"sought by mentees": MENTEE, "offered by mentors": MENTOR}
)


def topics(report: Report, most: int = 12) -> Chart | None:
    """The most sought topics, beside how many offered them."""
    rows = [
        {
            "label": row.title,
            "side": side,
            "value": count or 0,
            "text": f"{count:,}" if count is not None else f"under {report.head.smallest}",
        }
        for row in report.topics[:most]
        for side, count in zip(TOPICS, (row.needs, row.offers), strict=True)
    ]
    if not rows:
        return None
    spoken = "; ".join(f"{row['label']}, {row['side']}: {row['text']}" for row in rows)
    drawn = bars(rows, x_title=None, sides=list(TOPICS), colours=list(TOPICS.values()), each=36)
    return draw(drawn, title="Topics sought and offered", told=f"{spoken}.")


def scores(report: Report) -> Chart | None:
    """How good the pairs were, by tenths of the score."""
    if report.match is None or not report.match.pairs:
        return None
    rows = [
        {
            "at": f"{place * 10}–{place * 10 + 10}",
            "value": count,
            "text": f"{count:,}" if count else "",
        }
        for place, count in enumerate(report.match.scores)
    ]
    spoken = "; ".join(f"{row['at']}: {row['value']}" for row in rows if row["value"])
    return draw(
        columns(rows, x_title="score of the pair, 0 to 100", y_title="pairs"),
        title="How well the pairs fitted",
        told=f"Pairs by score. {spoken}.",
    )
