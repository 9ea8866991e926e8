"""Writing a cohort's report where its links find it."""

from pathlib import Path
from tempfile import TemporaryDirectory

from rm_core.clock import Clock
from rm_core.program.topics import Catalogue
from rm_core.reports.gathering import gather
from rm_core.reports.write import write
from rm_core.store.unit import Begin

SHOWN = "report.html"
FOR_SPONSOR = "sponsor.html"


def keep_report(begin: Begin, look: Begin, clock: Clock, key: str, catalogue: Catalogue) -> int:
    """Write the report of a cohort as it stands and keep it; says how many bytes it has."""
    now = clock()
    with look() as work:
        facts = gather(work, key, catalogue, now)
        cohort = work.cohorts.get(key).id
    with TemporaryDirectory() as folder:
        written = write(facts, Path(folder))
        files = {
            SHOWN: written.report.read_bytes(),
            FOR_SPONSOR: written.sponsor.read_bytes(),
            "report.json": written.json.read_bytes(),
            "report.csv": written.csv.read_bytes(),
        }
    with begin() as work:
        work.reports.put(cohort, files, now)
    return sum(map(len, files.values()))
