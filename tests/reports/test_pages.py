import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from rm_core.program.people import Role
from rm_core.reports.drawing import DARK
from rm_core.reports.facts import CohortFacts, Quote, TopicFacts
from rm_core.reports.figures import publish
from rm_core.reports.pages import report_page, sponsor_page
from tests.reports.cohorts import a_second_cohort, an_empty_cohort

HOSTILE = "</title><script>alert(1)</script>\"'& {{ 7*7 }} ]]>"
VOID = {"meta", "link", "br", "img", "hr", "input"}


class Page(HTMLParser):
    """What a browser would find: elements that fetch, ids, and whether every tag is closed."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.fetches: list[str] = []
        self.ids: list[str] = []
        self.scripts = 0
        self.images: list[dict[str, str | None]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.scripts += tag == "script"
        self.fetches += [
            f"{tag} {name}={value}"
            for name, value in attrs
            if name in {"src", "srcset", "data", "action", "poster", "xlink:href", "href"}
            and not (name == "href" and (value or "").startswith("#"))
        ]
        self.fetches += [f"{tag} {name}" for name, _ in attrs if name.startswith("on")]
        if value := found.get("id"):
            self.ids.append(value)
        if tag == "svg":
            self.images.append(found)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.fixture(scope="module")
def cohort() -> CohortFacts:
    return a_second_cohort(600)


@pytest.fixture(scope="module")
def page(cohort: CohortFacts) -> str:
    return report_page(publish(cohort))


def test_the_pages_ask_nothing_of_any_server(cohort: CohortFacts, page: str) -> None:
    for text in (page, sponsor_page(publish(cohort))):
        parsed = Page(text)

        assert parsed.fetches == []
        assert parsed.scripts == 0
        assert "@import" not in text
        assert re.findall(r"url\((?!#)", text) == []
        assert set(re.findall(r"https?://[^\s\"'<]+", text)) <= {
            "http://www.w3.org/2000/svg",
            "http://www.w3.org/1999/xlink",
        }


def test_every_chart_has_a_name_and_a_description_of_its_own(page: str) -> None:
    parsed = Page(page)

    assert len(parsed.images) >= 10
    for image in parsed.images:
        assert image["role"] == "img"
        title, description = (image["aria-labelledby"] or "").split()
        assert {title, description} <= set(parsed.ids)
    assert len(parsed.ids) == len(set(parsed.ids))


def test_every_colour_of_a_chart_has_one_for_the_dark(page: str) -> None:
    drawn = "".join(re.findall(r"<svg.*?</svg>", page, re.DOTALL))
    colours = set(re.findall(r"(?:fill|stroke)=\"([^\"]+)\"", drawn))

    assert len(colours) > 5
    assert colours <= {*DARK, "none", "transparent"}
    for colour, dark in DARK.items():
        assert f'svg [fill="{colour}"] {{ fill: {dark}; }}' in page


def test_the_levels_come_in_kirkpatricks_order(page: str) -> None:
    order = [
        page.index(f'<section id="{name}">')
        for name in (
            "people",
            "reaction",
            "learning",
            "behaviour",
            "results",
            "run",
            "lessons",
            "method",
        )
    ]

    assert order == sorted(order)


def test_hostile_text_is_printed_and_never_run() -> None:
    facts = a_second_cohort(60)
    assert facts.earlier is not None
    facts = replace(
        facts,
        earlier=replace(facts.earlier, cohort=HOSTILE),
        program=HOSTILE,
        cohort=HOSTILE,
        organisation=HOSTILE,
        sponsor=HOSTILE,
        coordinator=HOSTILE,
        goal=HOSTILE,
        metric=HOSTILE,
        unit="<b>",
        quotes=(Quote(Role.MENTEE, HOSTILE),),
        topics=(TopicFacts(title=HOSTILE, needs=9, offers=7),),
        releases={HOSTILE: 9, "<i>": 8},
    )

    for draw in (report_page, sponsor_page):
        parsed = Page(draw(publish(facts)))

        assert parsed.scripts == 0
        assert parsed.fetches == []
        assert HOSTILE in "".join(parsed.words)


def test_a_report_of_nobody_says_so() -> None:
    report = publish(an_empty_cohort())

    words = "".join(Page(report_page(report)).words)

    assert "Nobody has been invited yet." in words
    assert "No survey has gone out yet." in words
    assert "not measured yet" in words
    assert "nobody yet" in "".join(Page(sponsor_page(report)).words)


def test_the_published_figures_stand_as_a_reference_without_a_count(page: str) -> None:
    assert "80 % for business practice and 97 % for growth; how many people that was is not" in page


def test_a_share_of_nearly_all_is_not_said_to_be_all() -> None:
    from rm_core.reports.words import percent

    assert [percent(value) for value in (0.0, 0.001, 0.5, 0.999, 1.0)] == [
        f"{whole}\N{NO-BREAK SPACE}%" for whole in (0, 1, 50, 99, 100)
    ]
