"""Writing a cohort's report to a folder."""

import os
from dataclasses import dataclass
from pathlib import Path

from rm_core.reports.facts import CohortFacts
from rm_core.reports.figures import publish
from rm_core.reports.pages import report_page, sponsor_page
from rm_core.reports.tables import as_csv, as_json


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Where the parts of a report are."""

    report: Path
    sponsor: Path
    json: Path
    csv: Path


def write(facts: CohortFacts, folder: Path) -> Written:
    """Write report.html, sponsor.html, report.json and report.csv; the folder is made if need be.

    Files of an earlier report there are replaced, each at once, so that no reader sees half of one.

    Raises:
        BadInput: the facts contradict each other; nothing was written.
        SetupBroken: the templates are not there.
    """
    report = publish(facts)
    texts = {
        "report.html": report_page(report),
        "sponsor.html": sponsor_page(report),
        "report.json": as_json(report),
        "report.csv": "\ufeff" + as_csv(report),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        _replace(folder / name, text)
    return Written(
        report=folder / "report.html",
        sponsor=folder / "sponsor.html",
        json=folder / "report.json",
        csv=folder / "report.csv",
    )


def _replace(path: Path, text: str) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_text(text, encoding="utf-8", newline="")
    draft.replace(path)
