"""The report's figures for machines: one JSON document, one tidy CSV."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum

from rm_core.program.lessons import Lesson
from rm_core.program.shares import Interval, Share
from rm_core.program.suppression import Cell
from rm_core.reports.published import CountTable, GroupTable, Report
from rm_core.reports.words import SIDES, told

FORMAT = "reverse-mentoring-report/1"
DIGITS = 6
"""Decimals of every figure that is not a whole number."""


def as_json(report: Report) -> str:
    """The report as JSON; null stands where a figure is held back, cells say why."""
    document = {"format": FORMAT, **_object(report)}
    return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _object(value: object) -> dict[str, object]:
    return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}  # type: ignore[arg-type]


def _plain(value: object) -> object:
    match value:
        case Share():
            low_high = _plain(value.interval) if value.n else None
            return {"k": value.k, "n": value.n, "share": _plain(value.value), "interval": low_high}
        case Interval():
            return [_plain(value.low), _plain(value.high)]
        case Lesson():
            return {**_object(value), "says": str(value)}
        case Enum():
            return value.value
        case datetime() | date():
            return value.isoformat()
        case float():
            return round(value, DIGITS)
        case Mapping():
            return {str(_plain(key)): _plain(each) for key, each in value.items()}
        case tuple() | list():
            return [_plain(each) for each in value]
        case _ if is_dataclass(value):
            return _object(value)
        case _:
            return value


COLUMNS = (
    "section", "item", "side", "moment", "group", "k", "n", "share", "low", "high", "shown",
)  # fmt: skip

Line = tuple[object, ...]


def as_csv(report: Report) -> str:
    """One line per figure; text that a spreadsheet would run as a formula is quoted."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for line in _lines(report):
        writer.writerow([_safe(value) for value in line])
    return out.getvalue()


def _safe(value: object) -> object:
    """Spreadsheets run text that begins like a formula, even when it is quoted in the CSV."""
    if isinstance(value, float):
        return round(value, DIGITS)
    if isinstance(value, str) and value.lstrip().startswith(("=", "+", "-", "@", "\t", "\r")):
        return f"'{value}"
    return "" if value is None else value


def _share(section: str, item: str, side: str, moment: str, share: Share | None) -> Line:
    if share is None or share.value is None:
        return (section, item, side, moment, "", None, None, None, None, None, "held back")
    low, high = share.interval.low, share.interval.high
    return (section, item, side, moment, "", share.k, share.n, share.value, low, high, "exact")


def _count(section: str, item: str, side: str, count: int | None) -> Line:
    shown = "held back" if count is None else "exact"
    return (section, item, side, "", "", count, None, None, None, None, shown)


def _cell(section: str, item: str, side: str, cell: Cell, smallest: int) -> Line:
    share = cell.share
    if share is None:
        shown = "exact" if cell.shown == "exact" else told(cell, smallest)
        return (section, item, side, "", cell.group, None, cell.n, None, None, None, shown)
    low, high = share.interval.low, share.interval.high
    return (
        section, item, side, "", cell.group, share.k, share.n, share.value, low, high, "exact",
    )  # fmt: skip


def _lines(report: Report) -> Iterator[Line]:
    yield from _people(report)
    yield from _answers(report)
    yield from _reached(report)
    yield from _run(report)


def _people(report: Report) -> Iterator[Line]:
    for row in report.funnel:
        yield _count("funnel", row.stage, "both sides", row.people)
        if row.mentors is not None:
            yield _count("funnel", row.stage, "mentors", row.mentors)
            yield _count("funnel", row.stage, "mentees", row.mentees)
    for met in report.met:
        yield _share("met at least", str(met.times), "", "", met.share)
    for answered in report.responses:
        side = SIDES[answered.side]
        yield _share("response rate", "", side, answered.moment, answered.rate)


def _answers(report: Report) -> Iterator[Line]:
    for asked in report.questions:
        yield _share(asked.level, asked.code, SIDES[asked.side], asked.moment, asked.share)
    for choice in report.choices:
        yield _share(choice.label, choice.choice, SIDES[choice.side], "end", choice.share)
    for table in (*report.groups, *([report.goal_kinds] if report.goal_kinds else [])):
        yield from _table(table, report.head.smallest)
    for pulse in report.pulses:
        yield _share("pulse", f"day {pulse.day}", SIDES[pulse.side], "", pulse.share)


def _reached(report: Report) -> Iterator[Line]:
    for goal in report.goals:
        side = SIDES[goal.side]
        yield _share("goals", "as hoped or better", side, goal.moment, goal.attained.reached)
    for favour in report.favours:
        yield _share("favours", favour.name, "", "", favour.share)


def _run(report: Report) -> Iterator[Line]:
    for counts in (report.health, report.releases, *report.drop_outs):
        yield from _counts(counts, report.head.smallest)
    for topic in report.topics:
        yield _count("topic sought", topic.title, "mentees", topic.needs)
        yield _count("topic offered", topic.title, "mentors", topic.offers)
    for email in report.emails:
        yield _count("emails sent", email.kind, "", email.sent)
        yield _count("emails failed", email.kind, "", email.failed)


def _table(table: GroupTable, smallest: int) -> Iterator[Line]:
    for cell in (table.cells or {}).values():
        section = f"{table.code} by {table.dimension}"
        yield _cell(section, table.code, SIDES[table.side], cell, smallest)


def _counts(table: CountTable, smallest: int) -> Iterator[Line]:
    yield _count(table.name, "all", "", table.total)
    for cell in (table.cells or {}).values():
        yield _cell(table.name, "", "", cell, smallest)
