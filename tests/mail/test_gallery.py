"""The preview of all emails: one page, whole, and safe to open anywhere."""

import re
from html import unescape

from rm_core.mail.gallery import PAGE, shown, write
from rm_core.mail.kinds import CATALOGUE
from tests.support.emails import the_renderer


def test_one_page_shows_every_email(tmp_path):
    path = write(tmp_path / "preview", the_renderer())
    page = path.read_text(encoding="utf-8")
    emails = tuple(shown(the_renderer()))

    assert path == tmp_path / "preview" / PAGE
    assert {each.kind for each in emails} == set(CATALOGUE)
    assert page.count("<article ") == len(emails)
    assert len({each.anchor for each in emails}) == len(emails)
    for each in emails:
        assert f'<article id="{each.anchor}">' in page
        assert f'href="#{each.kind}-0"' in page


def test_the_page_needs_no_script_and_nothing_from_elsewhere(tmp_path):
    page = write(tmp_path, the_renderer()).read_text(encoding="utf-8")
    own = re.sub(r'srcdoc="[^"]*"', "", page)

    assert not re.search(r"<script|<img|<link|\bsrc=|url\(|@import|\son\w+=", own)
    assert set(re.findall(r"<iframe[^>]* sandbox=\"([^\"]*)\"", page)) == {""}
    assert own.count("<iframe") == page.count('sandbox=""')
    assert not re.search(r'href="(?!#)', own)


def test_each_email_is_framed_whole_in_both_themes(tmp_path):
    page = write(tmp_path, the_renderer()).read_text(encoding="utf-8")
    framed = [unescape(each) for each in re.findall(r'srcdoc="([^"]*)"', page)]
    emails = tuple(shown(the_renderer()))

    assert framed == [document for each in emails for document in (each.light, each.dark)]
    for each in emails:
        assert "@media not all{" in each.light
        assert "@media all{" in each.dark
        assert each.light.replace("not all", "all") == each.dark


def test_writing_again_gives_the_same_page(tmp_path):
    first = write(tmp_path, the_renderer()).read_bytes()

    assert write(tmp_path, the_renderer()).read_bytes() == first
