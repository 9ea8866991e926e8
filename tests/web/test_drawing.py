"""How pages are drawn: for keyboard and screen reader, without script, in the reader's time."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rm_core.program.forms.answers import inputs
from rm_core.program.forms.form import EDITION
from rm_core.resources import templates
from rm_core.web.pages import pages
from rm_core.web.shown import moment, thanks
from tests.support.forms import FORMS
from tests.support.html import see
from tests.support.pages import Browser, Program

PAGES = templates() / "pages"
STYLE = (PAGES / "style.css").read_text(encoding="utf-8")


def shown(path: str) -> str:
    return Browser(pages(Program())).get(path).text


@pytest.mark.parametrize("key", FORMS)
def test_a_page_asks_every_question_of_its_form(key: str) -> None:
    form, _ = FORMS[key]

    asked = see(shown(f"/a/{key}")).names

    assert asked == {name for field in form.fields for name in inputs(field)} - {EDITION}


@pytest.mark.parametrize("key", [*FORMS, "hub", "none", "expired"])
def test_a_page_is_accessible_by_construction(key: str) -> None:
    seen = see(shown(f"/a/{key}"))

    assert len(seen.ids) == len(set(seen.ids))
    assert set(seen.controls) <= seen.labelled
    assert seen.described <= set(seen.ids)
    assert {"main", "h1", "title"} <= seen.tags


@pytest.mark.parametrize("key", [*FORMS, "hub", "none", "expired"])
def test_a_page_needs_no_script_and_no_inline_style(key: str) -> None:
    seen = see(shown(f"/a/{key}"))

    assert seen.tags & {"script", "style", "iframe", "object", "img", "base"} == set()
    assert {name for name in seen.attributes if name.startswith("on")} | (
        seen.attributes & {"style"}
    ) == set()


def test_groups_of_answers_have_a_legend_and_hours_have_headings() -> None:
    text = shown("/a/intake_mentee")

    assert text.count("<fieldset") == text.count("<legend") > 5
    assert '<th scope="col">Mon</th>' in text
    assert '<th scope="row">08:00' in text


def test_a_question_that_another_leads_to_stands_below_that_answer() -> None:
    text = shown("/a/did_you_meet")

    places = [text.index(f'value="{value}"') for value in ("yes", "moved", "cancelled", "no")]
    assert places[1] < text.index('name="day"') < places[2] < text.index('name="by"') < places[3]


def test_an_unused_row_is_folded_and_a_used_one_open() -> None:
    program = Program()
    browser = Browser(pages(program))
    browser.post("/a/intake_mentee", FORMS["intake_mentee"][1])

    rows = re.findall(r'<details class="row"( open)?>', browser.get("/a/intake_mentee").text)

    assert rows == [" open", " open", "", "", ""]


def test_the_hub_says_what_is_next_and_where_everything_is() -> None:
    text = see(shown("/a/hub")).text

    assert "Next for you Say how the first meeting was by Tuesday 9 March 2027, 09:00 (Berlin)" in (
        text
    )
    assert "The term ends Thursday 9 September 2027, 10:00 (Berlin)" in text
    assert text.endswith("My program Pause or leave Something worries me")


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Europe/Berlin", "Sunday 28 March 2027, 03:30 (Berlin)"),
        ("America/New_York", "Saturday 27 March 2027, 21:30 (New York)"),
        ("Asia/Kolkata", "Sunday 28 March 2027, 07:00 (Kolkata)"),
        ("UTC", "Sunday 28 March 2027, 01:30 (UTC)"),
    ],
)
def test_moments_are_told_in_the_readers_zone(zone: str, words: str) -> None:
    assert moment(datetime(2027, 3, 28, 1, 30, tzinfo=UTC), zone) == words


def test_every_thank_you_has_a_title_and_something_to_say() -> None:
    for title, paragraphs in thanks(PAGES).values():
        assert len(title) < 50
        assert paragraphs


def colours(scheme: str) -> dict[str, str]:
    light, dark = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)
    chosen = light if scheme == "light" else dark
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", chosen))


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_is_readable_on_every_ground(scheme: str) -> None:
    has = colours(scheme)
    text = [(ink, on) for ink in ("ink", "soft", "accent") for on in ("ground", "sheet", "tint")]
    text += [("accent-ink", "accent"), ("wrong", "sheet"), ("wrong", "wrong-tint")]
    edges = [("edge", "sheet"), ("ring", "sheet"), ("accent", "sheet"), ("edge", "tint")]

    pale = [pair for pair in text if contrast(has[pair[0]], has[pair[1]]) < 4.5]
    faint = [pair for pair in edges if contrast(has[pair[0]], has[pair[1]]) < 3]

    assert (pale, faint) == ([], [])


def test_nothing_is_fetched_from_elsewhere() -> None:
    for file in Path(PAGES).rglob("*"):
        if file.is_file():
            assert not re.search(r"https?:|url\(|@import", file.read_text(encoding="utf-8"))
