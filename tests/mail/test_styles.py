"""Colours that everybody can read, in light and in dark (WCAG 2.2, 1.4.3)."""

import pytest

from rm_core.mail.styles import DARK, LIGHT, STYLES, TagsAndStyles, dark_sheet

AA = 4.5
INK = ("text", "muted", "accent")
PAPER = ("page", "card", "tint")


def luminance(colour: str) -> float:
    """Relative luminance, 0..1 (WCAG 2.2)."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_reckoned_as_wcag_does():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ink", INK)
@pytest.mark.parametrize("paper", PAPER)
def test_every_ink_can_be_read_on_every_paper(theme, ink, paper):
    assert contrast(getattr(theme, ink), getattr(theme, paper)) >= AA


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_the_button_can_be_read_and_seen(theme):
    assert contrast(theme.label, theme.button) >= AA
    assert contrast(theme.button, theme.card) >= 3


def test_each_colour_of_the_light_theme_is_turned_over_in_the_dark():
    coloured = {name for name, style in STYLES.items() if "color:" in style or "ground:" in style}
    turned = dark_sheet()

    assert {name for name in coloured if not _reached(name, turned)} == set()
    assert not {getattr(LIGHT, name) for name in LIGHT.__slots__} & set(turned.split("!"))


def _reached(name: str, sheet: str) -> bool:
    """Whether a rule names the tag, its class, or both."""
    tag, _, named = name.partition(".")
    selectors = {
        each.strip()
        for rule in sheet.split("}")
        for each in rule.rpartition("{")[0].split("{")[-1].split(",")
    }
    return bool({tag, f".{named}", name} & selectors)


def test_a_tag_takes_no_line_only_where_it_stands_alone():
    source = "a\n{% if x %}\nb{% endif %}\n{% include 'c' %}\nd\n"

    done = TagsAndStyles.preprocess(None, source, "some.txt")

    assert done == "a\n{% if x\n%}b{% endif %}\n{% include 'c' %}\nd\n"


def test_styles_are_written_into_html_and_into_nothing_else():
    source = '<h1>A</h1><b>B</b><a class="press" href="{{ x }}">C</a>'

    html = TagsAndStyles.preprocess(None, source, "some.html")

    assert html == (
        f'<h1 style="{STYLES["h1"]}">A</h1><b>B</b>'
        f'<a class="press" href="{{{{ x }}}}" style="{STYLES["a.press"]}">C</a>'
    )
    assert TagsAndStyles.preprocess(None, source, "some.txt") == source
