from urllib.parse import urlencode

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from rm_core.errors import BadInput
from rm_core.rehearsal.browser import Browser, PageBroken, purpose
from rm_core.web.pages import pages
from tests.rehearsal.given import calling
from tests.support.pages import Program

FORM = """<h1>Ask</h1><form method="post"><input type="radio" name="x" value="1" checked>
<input type="radio" name="x" value="2"><input type="text" name="y" value="as it stood">
<input type="checkbox" name="z" value="yes"></form>"""


async def ask(request: Request) -> Response:
    if request.method == "GET":
        return HTMLResponse(FORM)
    sent = await request.form()
    return RedirectResponse(
        f"/done?{urlencode([(name, str(each)) for name, each in sent.multi_items()])}",
        status_code=303,
    )


def done(request: Request) -> Response:
    return HTMLResponse(f"<h1>{request.url.query}</h1>")


def fails(request: Request) -> Response:
    if request.method == "GET":
        return HTMLResponse(FORM)
    return HTMLResponse("<h1>x</h1>", status_code=int(request.path_params["status"]))


SMALL = Starlette(
    routes=[
        Route("/ask", ask, methods=["GET", "POST"]),
        Route("/done", done),
        Route("/fails/{status}", fails, methods=["GET", "POST"]),
    ]
)


def test_what_stands_on_the_page_is_sent_along_and_the_thanks_are_read() -> None:
    with calling(SMALL) as client:
        browser = Browser(client)
        page = browser.open("http://pages/ask")
        thanks = browser.send(page, {"x": ["2"]})

    assert (thanks.status, thanks.sheet.title) == (200, "x=2&y=as+it+stood")


def test_a_page_takes_no_answer_that_it_does_not_offer() -> None:
    with calling(SMALL) as client:
        browser = Browser(client)
        page = browser.open("http://pages/ask")

        with pytest.raises(BadInput, match="no input 'strange'"):
            browser.send(page, {"strange": ["1"]})
        with pytest.raises(BadInput, match="'x' does not offer '3'"):
            browser.send(page, {"x": ["3"]})


@pytest.mark.parametrize("status", [200, 400, 500])
def test_a_form_that_is_not_answered_by_thanks_is_broken(status: int) -> None:
    with calling(SMALL) as client:
        browser = Browser(client)
        page = browser.open(f"http://pages/fails/{status}")

        with pytest.raises(PageBroken, match=str(status)):
            browser.send(page, {})


def test_a_question_that_closes_between_opening_and_sending_is_closed() -> None:
    with calling(SMALL) as client:
        browser = Browser(client)
        sent = browser.send(browser.open("http://pages/fails/409"), {})

    assert sent.is_closed


@pytest.mark.parametrize(("token", "status"), [("nowhere", 404), ("closed", 409), ("expired", 410)])
def test_links_that_lead_nowhere_any_more_are_closed(token: str, status: int) -> None:
    with calling(pages(Program())) as client:
        page = Browser(client).open(f"http://pages/a/{token}")

    assert (page.status, page.is_closed) == (status, True)


def test_a_link_that_has_run_out_gives_a_new_one() -> None:
    program = Program()
    with calling(pages(program)) as client:
        browser = Browser(client)
        browser.send(browser.open("http://pages/a/expired"), {})

    assert program.renewed == ["expired"]


def test_a_broken_page_is_raised_without_its_token() -> None:
    with calling(pages(Program())) as client, pytest.raises(PageBroken) as caught:
        Browser(client).open("http://pages/a/broken")

    assert "500" in str(caught.value)


def test_a_refused_form_is_raised_with_what_the_page_says() -> None:
    with calling(pages(Program())) as client:
        browser = Browser(client)
        page = browser.open("http://pages/a/verdict")

        with pytest.raises(PageBroken, match="choose one of the answers"):
            browser.send(page, {})


def test_a_form_without_questions_can_be_sent() -> None:
    program = Program()
    with calling(pages(program)) as client:
        browser = Browser(client)
        browser.send(browser.open("http://pages/a/stop"), {})

    assert program.answered == ["stop"]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://x/a/k.sig.body.verdict", "verdict"),
        ("http://x/a/k.sig.body.did-you-meet?met=yes", "did-you-meet"),
        ("https://example.org/something.else", ""),
    ],
)
def test_the_purpose_of_a_link_is_its_last_part(url: str, expected: str) -> None:
    assert purpose(url) == expected
