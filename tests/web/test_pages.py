"""Pages: GET shows, POST answers, and neither scanners nor hostile hands do any harm."""

import re

import pytest

from rm_core.program.forms.answers import parse
from rm_core.web.guard import HEADERS, MOST_BYTES
from rm_core.web.pages import pages
from tests.support.forms import FORMS
from tests.support.html import see
from tests.support.pages import THANKS, Browser, Program

ODD = "\"><script>alert('x')</script> {{ 7*7 }} & ünïcode"


def a_site(program: Program | None = None, root_path: str = "") -> tuple[Program, Browser]:
    program = program or Program()
    return program, Browser(pages(program), root_path)


@pytest.mark.parametrize("key", FORMS)
def test_an_answer_is_taken_and_leads_to_its_thanks(key: str) -> None:
    program, browser = a_site()
    form, data = FORMS[key]

    answered = browser.post(f"/a/{key}", data)

    assert (answered.status_code, answered.headers["location"]) == (
        303,
        f"/a/{key}/done/{THANKS.get(key, key)}",
    )
    assert browser.get(answered.headers["location"]).status_code == 200
    assert parse(form, program.kept[key]) == parse(form, data)


@pytest.mark.parametrize("key", FORMS)
def test_what_was_answered_is_shown_again_just_so(key: str) -> None:
    program, browser = a_site()
    form, data = FORMS[key]
    browser.post(f"/a/{key}", data)

    shown = see(browser.get(f"/a/{key}").text)

    assert parse(form, {name: sent for name, sent in shown.data.items() if any(sent)}) == (
        parse(form, data)
    )
    assert program.answered == [key]


@pytest.mark.parametrize("path", [*(f"/a/{key}" for key in FORMS), "/a/hub", "/a/expired", "/"])
def test_looking_changes_nothing(path: str) -> None:
    program, browser = a_site()

    shown = [browser.get(path), browser.get(f"{path}?utm=x&reply=accept"), browser.head(path)]

    assert program == Program(shown=program.shown)
    assert shown[2].content == b""
    assert shown[2].status_code == shown[0].status_code


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "PUT", "DELETE", "PROPFIND"])
def test_a_mail_scanner_cannot_answer(method: str) -> None:
    program, browser = a_site()

    for path in ("/a/verdict", "/a/verdict/new-link", "/a/expired/new-link", "/a/stop"):
        browser.ask(method, path)

    assert (program.answered, program.renewed, program.kept) == ([], [], {})


def test_a_second_press_of_the_button_changes_nothing() -> None:
    program, browser = a_site()

    first = browser.post("/a/verdict", {"verdict": ["unsure"]})
    kept = dict(program.kept)
    second = browser.post("/a/verdict", {"verdict": ["unsure"]})

    assert second.headers["location"] == first.headers["location"]
    assert program.kept == kept


def test_the_last_answer_wins() -> None:
    program, browser = a_site()

    browser.post("/a/verdict", {"verdict": ["stop"]})
    browser.post("/a/verdict", {"verdict": ["continue"]})

    assert program.kept == {"verdict": {"verdict": ["continue"]}}


def test_a_faulty_form_keeps_what_was_typed_and_says_what_to_mend() -> None:
    program, browser = a_site()
    sent = {"met": ["moved"], "day": ["2027-04-01"], "time": [""], "learned": [ODD]}

    refused = browser.post("/a/did_you_meet", sent)

    seen = see(refused.text)
    assert refused.status_code == 422
    assert seen.title.startswith("Not sent yet: Your third meeting")
    assert "Not sent yet: one answer needs a look New time – give a time" in seen.text
    assert seen.data["met"] == ["moved"]
    assert seen.data["day"] == ["2027-04-01"]
    assert seen.data["learned"] == [ODD]
    assert refused.text.index('class="errors"') < refused.text.index("<h1>")
    assert program.kept == {}


@pytest.mark.parametrize("key", [key for key in FORMS if key != "stop"])
def test_every_error_links_to_the_answer_it_is_about(key: str) -> None:
    _, browser = a_site()

    refused = browser.post(f"/a/{key}", {})

    seen = see(refused.text)
    assert refused.status_code == 422
    assert seen.targets - {"main"} != set()
    assert seen.targets <= set(seen.ids)
    assert seen.described <= set(seen.ids)


def test_typed_markup_is_shown_as_text() -> None:
    _, browser = a_site()
    form_, data = FORMS["concern"]
    browser.post("/a/concern", {**data, "words": [ODD]})

    shown = browser.get("/a/concern")

    assert "<script" not in shown.text
    assert see(shown.text).data["words"] == [ODD]
    assert form_.key == "concern"


HOSTILE = {
    "an unknown name": {"is_admin": ["1"]},
    "a name of templates": {"{{ config }}": ["x"]},
    "a prototype": {"__proto__[x]": ["1"], "constructor": ["y"]},
    "SQL": {"verdict": ["continue' OR '1'='1"]},
    "a path": {"verdict": ["../../etc/passwd"]},
    "markup": {"verdict": ["<script>alert(1)</script>"]},
    "two answers": {"verdict": ["continue", "stop"]},
    "zero bytes": {"verdict": ["continue\x00"]},
    "line breaks": {"verdict": ["continue\r\nSet-Cookie: a=b"]},
    "a very long answer": {"verdict": ["x" * 60_000]},
    "many names": {f"n{number}": ["x"] for number in range(500)},
    "an empty name": {"": ["x"]},
    "nothing": {},
}


@pytest.mark.parametrize("attack", HOSTILE)
def test_a_hostile_answer_is_refused_politely(attack: str) -> None:
    program, browser = a_site()

    refused = browser.post("/a/verdict", HOSTILE[attack])

    assert refused.status_code == 422
    assert "set-cookie" not in refused.headers
    assert "<script" not in refused.text
    assert "passwd" not in refused.text
    assert program.kept == {}


def test_too_many_inputs_are_refused() -> None:
    program, browser = a_site()

    refused = browser.post("/a/verdict", {f"n{number}": ["x"] for number in range(700)})

    assert refused.status_code == 400
    assert program.kept == {}


def test_a_request_that_is_too_large_is_refused_before_it_is_read() -> None:
    program, browser = a_site()

    refused = browser.post("/a/concern", {"words": ["x" * MOST_BYTES]})

    assert refused.status_code == 413
    assert program.kept == {}


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "application/xml", ""])
def test_only_forms_are_taken(kind: str) -> None:
    program, browser = a_site()

    refused = browser.ask(
        "POST", "/a/verdict", content=b"verdict=continue", headers={"Content-Type": kind}
    )

    assert refused.status_code == 415
    assert program.kept == {}


def test_files_are_refused() -> None:
    program, browser = a_site()

    refused = browser.ask("POST", "/a/verdict", files={"verdict": ("x.txt", b"continue")})

    assert refused.status_code == 400
    assert program.kept == {}


@pytest.mark.parametrize("body", [b"verdict=%ff%fe", b"%=&&;=;", b"verdict", b"\xff\x00=1"])
def test_a_garbled_body_is_refused(body: bytes) -> None:
    program, browser = a_site()
    kind = {"Content-Type": "application/x-www-form-urlencoded"}

    refused = browser.ask("POST", "/a/verdict", content=body, headers=kind)

    assert refused.status_code in {400, 422}
    assert program.kept == {}


@pytest.mark.parametrize("way", ["data", "files"])
def test_the_unsubscribe_button_of_a_mail_program_works(way: str) -> None:
    program, browser = a_site()
    sent = {"data": {"List-Unsubscribe": "One-Click"}}
    if way == "files":
        sent = {"files": {"List-Unsubscribe": (None, "One-Click")}}  # type: ignore[dict-item]

    stopped = browser.ask("POST", "/a/stop", **sent)

    assert stopped.status_code == 200
    assert program.answered == ["stop"]


def test_the_unsubscribe_button_answers_no_other_question() -> None:
    program, browser = a_site()

    refused = browser.ask("POST", "/a/verdict", data={"List-Unsubscribe": "One-Click"})

    assert refused.status_code == 422
    assert program.kept == {}


def test_a_link_may_bring_an_answer_along_but_does_not_send_it() -> None:
    program, browser = a_site()

    shown = see(browser.get("/a/verdict?verdict=continue").text)

    assert shown.data == {"verdict": ["continue"]}
    assert program.kept == {}


@pytest.mark.parametrize("query", ["verdict=<b>", "verdict=", "words=x", "verdict=x&verdict=y"])
def test_a_link_brings_along_only_what_the_page_offers(query: str) -> None:
    _, browser = a_site()

    shown = browser.get(f"/a/verdict?{query}")

    assert shown.text == browser.get("/a/verdict").text


def test_a_link_never_brings_words_along() -> None:
    _, browser = a_site()

    assert browser.get("/a/concern?words=x").text == browser.get("/a/concern").text


def test_an_expired_link_offers_a_new_one() -> None:
    program, browser = a_site()

    shown = browser.get("/a/expired")
    asked = browser.post("/a/expired/new-link")

    assert shown.status_code == 410
    assert 'action="/a/expired/new-link"' in shown.text
    assert (asked.status_code, asked.headers["location"]) == (303, "/a/expired/done/new_link")
    assert program.renewed == ["expired"]


@pytest.mark.parametrize(
    ("path", "status", "title"),
    [
        ("/a/none", 404, "This link does not lead anywhere"),
        ("/a/closed", 409, "This question is closed"),
        ("/a/broken", 500, "Something broke on our side"),
        ("/elsewhere", 404, "This link does not lead anywhere"),
        ("/a/verdict/done/none", 404, "This link does not lead anywhere"),
        ("/a/verdict/done/..%2fstyle", 404, "This link does not lead anywhere"),
        ("/static/pages.css", 404, "This link does not lead anywhere"),
    ],
)
def test_what_cannot_be_shown_is_explained(path: str, status: int, title: str) -> None:
    _, browser = a_site()

    shown = browser.get(path)

    assert (shown.status_code, see(shown.text).title) == (status, title)
    assert "secret detail" not in shown.text


@pytest.mark.parametrize("token", ["none", "closed", "expired", "broken"])
def test_an_answer_to_no_question_is_refused(token: str) -> None:
    program, browser = a_site()

    refused = browser.post(f"/a/{token}", {"verdict": ["continue"]})

    assert refused.status_code == browser.get(f"/a/{token}").status_code
    assert program.kept == {}


def test_a_forged_link_gets_no_new_one() -> None:
    program, browser = a_site()

    assert browser.post("/a/forged/new-link").status_code == 404
    assert program.renewed == []


ANYWHERE = ["/", "/a/verdict", "/a/none", "/a/expired", "/a/broken", "/a/verdict/done/verdict"]


@pytest.mark.parametrize("path", [*ANYWHERE, "/health", "/ready", "/elsewhere"])
def test_every_response_is_sealed(path: str) -> None:
    _, browser = a_site()

    headers = browser.get(path).headers

    assert {name: headers.get(name) for name in HEADERS} == HEADERS
    assert headers["cache-control"] == "no-store"
    assert "set-cookie" not in headers


def test_a_refused_request_is_sealed_too() -> None:
    _, browser = a_site()

    for refused in (
        browser.post("/a/verdict", {}),
        browser.post("/a/verdict", {"x": ["x" * MOST_BYTES]}),
        browser.ask("PUT", "/a/verdict"),
    ):
        assert {name: refused.headers.get(name) for name in HEADERS} == HEADERS
    allowed = browser.ask("PUT", "/a/verdict").headers["allow"]
    assert set(allowed.split(", ")) == {"GET", "HEAD", "POST"}


def test_the_style_sheet_is_kept_until_it_changes() -> None:
    _, browser = a_site()
    path = re.search(r'href="(/static/pages\.[0-9a-f]{12}\.css)"', browser.get("/a/hub").text)
    assert path

    sheet = browser.get(path[1])

    assert sheet.headers["content-type"].startswith("text/css")
    assert sheet.headers["cache-control"] == "public, max-age=31536000, immutable"


def test_pages_work_below_a_path() -> None:
    _, browser = a_site(root_path="/mentoring")

    answered = browser.post("/a/verdict", {"verdict": ["stop"]})

    assert answered.headers["location"] == "/mentoring/a/verdict/done/verdict"
    assert 'href="/mentoring/static/pages.' in browser.get("/a/verdict").text
    assert 'action="/mentoring/a/expired/new-link"' in browser.get("/a/expired").text


def test_health_asks_nobody_and_readiness_asks_the_program() -> None:
    program, browser = a_site()

    up = (browser.get("/health").text, browser.get("/ready").status_code)
    program.ready = False
    down = (browser.get("/health").text, browser.get("/ready").status_code)

    assert (up, down) == (("ok", 200), ("ok", 503))


def test_search_engines_stay_out() -> None:
    _, browser = a_site()

    assert browser.get("/robots.txt").text == "User-agent: *\nDisallow: /\n"
