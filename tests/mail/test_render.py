"""Facts become an email, whatever is in them."""

import re
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser

import pytest

from rm_core.errors import BadInput, SetupBroken
from rm_core.mail.facts import Links
from rm_core.mail.render import SUBJECT_AT_MOST, Rendered, Renderer
from rm_core.mail.samples import Sample, sample, samples
from rm_core.mail.styles import DARK, LIGHT
from rm_core.mail.wrapping import COLUMNS
from rm_core.program.emails import EmailKind
from rm_core.program.people import Role
from tests.support.emails import (
    FOLDER,
    links_in_html,
    links_in_text,
    made_hostile,
    the_renderer,
    words_of_html,
    words_of_text,
)

VOID = {"meta", "br"}

every_kind = pytest.mark.parametrize("kind", EmailKind)


@cache
def written(kind: EmailKind) -> tuple[tuple[Sample, Rendered], ...]:
    """Every sample of a kind, and the email that it makes."""
    return tuple((each, the_renderer().render(kind, each.facts)) for each in samples(kind))


class Balance(HTMLParser):
    """Notes tags that are closed out of order."""

    def __init__(self):
        super().__init__()
        self.open, self.wrong, self.tags = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def names(self):
        return {tag for tag, _ in self.tags}

    def count(self, tag, class_):
        return sum(name == tag and attrs.get("class") == class_ for name, attrs in self.tags)


def parsed(html: str) -> Balance:
    balance = Balance()
    balance.feed(html)
    balance.close()
    return balance


@every_kind
def test_every_email_can_be_written_with_the_most_and_the_least(kind):
    for each, email in written(kind):
        assert email.subject
        assert email.text.startswith(f"Hello {each.facts.reader.given_name},\n\n")
        assert email.html.startswith("<!doctype html>")


@every_kind
def test_text_and_html_carry_the_same_links(kind):
    for each, email in written(kind):
        assert each.facts.links.action in links_in_text(email.text)
        assert set(links_in_text(email.text)) == set(links_in_html(email.html))


@every_kind
def test_the_html_says_what_the_text_says_word_by_word(kind):
    for _, email in written(kind):
        assert words_of_text(email.text) in words_of_html(email.html)


@every_kind
def test_the_action_comes_before_the_second_paragraph_ends(kind):
    for each, email in written(kind):
        _greeting, first, second = email.text.split("\n\n")[:3]
        assert each.facts.links.action in first + second
        assert len(re.findall(r"<p\b", email.html.partition('class="press"')[0])) == 3


@every_kind
def test_the_html_is_well_formed_and_has_one_button(kind):
    for _, email in written(kind):
        balance = parsed(email.html)
        assert (balance.wrong, balance.open) == ([], [])
        assert balance.count("a", "press") == 1
        assert not {"img", "script", "link", "iframe", "form", "svg"} & balance.names()


@every_kind
def test_no_block_stands_in_a_paragraph(kind):
    inner = re.compile(r"<p\b(?:(?!</p>).)*<(p|ul|table|h2|blockquote)\b", re.DOTALL)

    assert [email.subject for _, email in written(kind) if inner.search(email.html)] == []


@every_kind
def test_nothing_is_fetched_and_every_colour_is_of_the_palettes(kind):
    palette = {getattr(theme, name) for theme in (LIGHT, DARK) for name in theme.__slots__}

    for _, email in written(kind):
        assert not re.search(r"\bsrc=|url\(|@import|background=", email.html)
        assert set(re.findall(r"#[0-9a-f]{6}\b", email.html)) <= palette


@every_kind
def test_every_visible_tag_carries_its_style(kind):
    styled = {"p", "h1", "h2", "ul", "li", "a", "td", "th", "blockquote", "table", "div", "span"}

    for _, email in written(kind):
        tags = parsed(email.html).tags
        assert [tag for tag, attrs in tags if tag in styled and "style" not in attrs] == []


@every_kind
def test_lines_are_short_but_for_words_that_are_not(kind):
    for _, email in written(kind):
        long = [line for line in email.text.split("\n") if len(line) > COLUMNS]
        assert [line for line in long if " " in line.strip()] == []
        assert "\n\n\n" not in email.text


@every_kind
def test_hostile_facts_stay_words(kind):
    for each in samples(kind):
        facts = made_hostile(each.facts)
        email = the_renderer().render(kind, facts)
        ours = {getattr(facts.links, name) for name in Links.__slots__}
        assert email.subject.isprintable()
        assert len(email.subject) <= SUBJECT_AT_MOST
        assert not {"script", "img"} & parsed(email.html).names()
        assert email.html.count("{{ 7*7 }}") > email.html.count("49")
        assert "\n\n{{ 7*7 }}" not in email.text
        assert set(links_in_text(email.text)) | set(links_in_html(email.html)) <= ours
        for part in (email.subject, email.text, email.html):
            assert not set("\r\x00\x1b\u202e\u2028\ud800") & set(part)
            part.encode()


def test_a_name_of_ten_thousand_letters_is_cut_in_the_subject_alone():
    facts = sample(EmailKind.INTRODUCTION, Role.MENTEE, much=True)
    facts = replace(facts, partner=replace(facts.partner, name="x" * 10_000))

    email = the_renderer().render(EmailKind.INTRODUCTION, facts)

    assert email.subject == "Meet " + "x" * (SUBJECT_AT_MOST - 6) + "…"
    assert "x" * 10_000 in email.text


def test_facts_of_another_shape_are_refused():
    facts = sample(EmailKind.VERDICT, Role.MENTEE, much=True)

    with pytest.raises(BadInput, match="release needs Ending facts, not Question"):
        the_renderer().render(EmailKind.RELEASE, facts)


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "/answer",
        "http://",
        "https://a.example/ b",
        'https://a.example/"onclick',
        "https://a.example/\nBcc:",
        "https://[a.example/",
        "",
    ],
)
def test_a_link_that_is_none_is_refused(link):
    with pytest.raises(BadInput, match=r"links\.action"):
        Links(action=link)


def test_a_missing_fact_is_an_error_and_not_a_gap(tmp_path):
    renderer = broken(tmp_path, "Hello {{ reader.nickname }}")

    with pytest.raises(BadInput, match=r"release cannot be written.*nickname"):
        renderer.render(EmailKind.RELEASE, sample(EmailKind.RELEASE, Role.MENTEE, much=True))


@pytest.mark.parametrize("print_", ["reader.zone", "next_look", "links.refer", "partner"])
def test_only_words_and_numbers_are_printed(tmp_path, print_):
    renderer = broken(tmp_path, f"{{{{ {print_} }}}}")
    facts = sample(EmailKind.RELEASE, Role.MENTEE, much=False)

    with pytest.raises(BadInput, match="words, numbers and links, not a"):
        renderer.render(EmailKind.RELEASE, facts)


def test_a_subject_is_one_line_whatever_its_template(tmp_path):
    renderer = broken(tmp_path, "You and\n\n  {{ partner.name }}\n{{ cohort }}")

    email = renderer.render(EmailKind.RELEASE, sample(EmailKind.RELEASE, Role.MENTEE, much=True))

    assert email.subject == "You and Samir Haddad Spring 2027"


def test_an_empty_subject_is_an_error(tmp_path):
    renderer = broken(tmp_path, "{% if false %}x{% endif %}")

    with pytest.raises(BadInput, match="release would have no subject"):
        renderer.render(EmailKind.RELEASE, sample(EmailKind.RELEASE, Role.MENTEE, much=True))


def test_a_template_that_cannot_be_compiled_is_found_at_once(tmp_path):
    with pytest.raises(SetupBroken, match="email template release: TemplateSyntaxError"):
        broken(tmp_path, "{% if %}")


def test_a_missing_template_is_found_at_once(tmp_path):
    with pytest.raises(SetupBroken, match="email template invitation: TemplateNotFound"):
        Renderer(tmp_path)


def test_no_html_takes_in_a_text_template():
    assert [
        path.name
        for path in FOLDER.rglob("*.html")
        if re.search(r'(include|extends) "[^"]*\.txt"', path.read_text())
    ] == []


def broken(folder, subject: str) -> Renderer:
    """The real templates, with another subject of the release letter."""
    for path in FOLDER.rglob("*"):
        copy = folder / path.relative_to(FOLDER)
        if path.is_dir():
            copy.mkdir()
        else:
            copy.write_bytes(path.read_bytes())
    (folder / "release" / "subject.txt").write_text(subject)
    return Renderer(folder)
