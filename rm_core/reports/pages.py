"""The report as pages; all they say comes from a `Report`, so nothing held back can leak."""

from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from rm_core.program.goals import LEVEL_WORDS
from rm_core.program.outcomes import Level, Moment
from rm_core.program.people import Role
from rm_core.reports import charts, run_charts, words
from rm_core.reports.drawing import DARK, Chart
from rm_core.reports.published import Report
from rm_core.resources import templates


def _environment(folder: Path) -> Environment:
    env = Environment(
        loader=FileSystemLoader(folder / "report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters |= {
        "percent": words.percent,
        "span": words.span,
        "points": words.points,
        "signed": words.signed,
        "counted": words.counted,
        "plain": words.plain,
        "told": words.told,
    }
    env.globals |= {
        "STAGES": words.STAGES,
        "MOMENTS": words.MOMENTS,
        "SIDES": words.SIDES,
        "LEVELS": words.LEVELS,
        "FAVOURS": words.FAVOURS,
        "BANDS": words.BANDS,
        "LEVEL_WORDS": LEVEL_WORDS,
        "END": Moment.END,
        "MENTEE": Role.MENTEE,
        "MENTOR": Role.MENTOR,
        "dark": DARK,
    }
    return env


def _drawn(report: Report) -> dict[str, Chart | None]:
    """The charts of the full report by name; None where there is nothing to draw."""
    return {
        "funnel": run_charts.funnel(report),
        "met": run_charts.met(report),
        "headlines": charts.headlines(report),
        **{level.value: charts.answers(report, level) for level in Level},
        "pulses": charts.pulses(report),
        "goals": charts.goals(report),
        "changes": charts.changes(report),
        "topics": run_charts.topics(report),
        "scores": run_charts.scores(report),
    }


def _markup(drawn: Mapping[str, Chart | None]) -> dict[str, Markup | None]:
    """SVG that `drawing` made; every text in it was escaped by the renderer."""
    return {name: Markup(chart.svg) if chart else None for name, chart in drawn.items()}  # noqa: S704


def report_page(report: Report) -> str:
    """The whole report: one HTML file without a single request, for screen and paper."""
    by_group = {
        f"{table.code}-{table.side}-{table.dimension}": charts.groups(table, report.head.smallest)
        for table in report.groups
    }
    env = _environment(templates())
    return env.get_template("report.html").render(
        report=report,
        head=report.head,
        charts=_markup(_drawn(report)),
        group_charts=_markup(by_group),
    )


def sponsor_page(report: Report) -> str:
    """The summary for the sponsor: one page of A4 (S71)."""
    env = _environment(templates())
    drawn = {"headlines": charts.headlines(report), "funnel": run_charts.funnel(report)}
    return env.get_template("sponsor.html").render(
        report=report, head=report.head, charts=_markup(drawn)
    )
