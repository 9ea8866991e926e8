import csv
import io
import json
from dataclasses import replace
from pathlib import Path

from rm_core.program.outcomes import Moment
from rm_core.program.people import Role
from rm_core.reports.facts import Asked, Response, TopicFacts
from rm_core.reports.figures import publish
from rm_core.reports.tables import COLUMNS, as_csv, as_json
from tests.reports.cohorts import a_second_cohort, an_empty_cohort

GOLDEN = Path(__file__).parent / "golden" / "spring-2027.json"


def lines(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_the_json_of_one_made_up_cohort_stays_as_it_is() -> None:
    """Where a change is meant: write as_json(publish(a_second_cohort(60))) to the file."""
    assert as_json(publish(a_second_cohort(60))) == GOLDEN.read_text(encoding="utf-8")


def test_the_json_is_strict_and_says_its_format() -> None:
    text = as_json(publish(an_empty_cohort()))
    document = json.loads(text)

    assert document["format"] == "reverse-mentoring-report/1"
    assert document["head"]["starts"] == "2027-03-01"
    assert document["questions"] == []
    assert "NaN" not in text


def test_a_share_carries_its_count_and_interval_in_both_files() -> None:
    answers = tuple(
        Response(side=Role.MENTEE, moment=Moment.END, points={"business_practice": point})
        for point in [5] * 24 + [2] * 6
    )
    report = publish(
        an_empty_cohort(
            asked=(Asked(side=Role.MENTEE, moment=Moment.END, people=40),), responses=answers
        )
    )

    row = next(row for row in lines(as_csv(report)) if row["item"] == "business_practice")
    question = json.loads(as_json(report))["questions"][0]

    assert row == {
        "section": "reaction",
        "item": "business_practice",
        "side": "mentees",
        "moment": "end",
        "group": "",
        "k": "24",
        "n": "30",
        "share": "0.8",
        "low": "0.626943",
        "high": "0.904949",
        "shown": "exact",
    }
    assert question["share"] == {
        "k": 24,
        "n": 30,
        "share": 0.8,
        "interval": [0.626943, 0.904949],
    }
    assert question["bounds"] == [0.6, 0.85]


def test_what_is_held_back_is_empty_and_says_why() -> None:
    topics = (TopicFacts(title="Video", needs=9, offers=3),)

    row = next(
        row
        for row in lines(as_csv(publish(an_empty_cohort(topics=topics))))
        if row["section"] == "topic offered"
    )

    assert (row["item"], row["k"], row["shown"]) == ("Video", "", "held back")


def test_a_spreadsheet_finds_no_formula() -> None:
    nasty = ("=HYPERLINK(1)", "+1", "-1", "@x", "\t=1", " =1")
    topics = tuple(TopicFacts(title=title, needs=9, offers=9) for title in nasty)

    items = {row["item"] for row in lines(as_csv(publish(an_empty_cohort(topics=topics))))}

    assert {f"'{title}" for title in nasty} <= items
    assert not any(item.lstrip().startswith(("=", "+", "-", "@")) for item in items)


def test_every_line_of_the_csv_has_every_column() -> None:
    rows = list(csv.reader(io.StringIO(as_csv(publish(a_second_cohort(600))))))

    assert tuple(rows[0]) == COLUMNS
    assert len(rows) > 200
    assert {len(row) for row in rows} == {len(COLUMNS)}


def test_a_hostile_title_stays_text_in_both_files() -> None:
    title = 'a","b\r\n=1;<script>'
    report = publish(
        replace(an_empty_cohort(), topics=(TopicFacts(title=title, needs=9, offers=9),))
    )

    assert json.loads(as_json(report))["topics"][0]["title"] == title
    assert title in {row["item"] for row in lines(as_csv(report))}
