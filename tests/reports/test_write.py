import json
import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from rm_core.errors import BadInput
from rm_core.reports.write import Written, write
from tests.reports.cohorts import a_second_cohort, an_empty_cohort


def test_a_report_is_four_files_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "spring" / "report"

    written = write(an_empty_cohort(), folder)

    assert written == Written(
        report=folder / "report.html",
        sponsor=folder / "sponsor.html",
        json=folder / "report.json",
        csv=folder / "report.csv",
    )
    assert sorted(path.name for path in folder.iterdir()) == [
        "report.csv",
        "report.html",
        "report.json",
        "sponsor.html",
    ]
    assert json.loads(written.json.read_text(encoding="utf-8"))["head"]["cohort"] == "Spring 2027"
    assert written.csv.read_bytes().startswith(b"\xef\xbb\xbfsection,")


def test_writing_again_replaces_the_report(tmp_path: Path) -> None:
    write(an_empty_cohort(), tmp_path)

    written = write(an_empty_cohort(cohort="Autumn 2027"), tmp_path)

    assert "Autumn 2027" in written.sponsor.read_text(encoding="utf-8")
    assert len(list(tmp_path.iterdir())) == 4


def test_nothing_is_written_of_facts_that_contradict_each_other(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="smallest_group"):
        write(an_empty_cohort(smallest_group=0), tmp_path / "report")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.browser
@pytest.mark.skipif(shutil.which("chromium") is None, reason="no Chromium here")
@pytest.mark.parametrize("people", [0, 60, 2000])
def test_the_sponsors_summary_prints_on_one_page(people: int, tmp_path: Path) -> None:
    written = write(a_second_cohort(people) if people else an_empty_cohort(), tmp_path)

    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()
        requests: list[str] = []
        page.on("request", lambda request: requests.append(request.url))
        page.goto(written.sponsor.as_uri())
        printed = page.pdf(prefer_css_page_size=True)
        browser.close()

    assert requests == [written.sponsor.as_uri()]
    assert len(re.findall(rb"/Type /Page\b", printed)) == 1
