"""What a real browser does with a hostile message."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import sync_playwright

from rm_core.mailbox.letters import Mailbox
from rm_core.mailbox.pages import mailbox_pages
from tests.mailbox.given import TEMPLATES, a_message, arrival, html, kept

CHROMIUM = shutil.which("chromium")
HOSTILE = """<base href="https://elsewhere.example/" target="_top">
<meta http-equiv="refresh" content="0;url=/mailbox-was-left">
<script>document.title = "taken"; parent.document.title = "taken"</script>
<img src="/tracked.png" onerror="document.title='taken'"><link rel=stylesheet href="/tracked.css">
<form action="/sent"><button id=send>send</button></form><iframe src="/framed"></iframe>
<p id=said>I am here</p><a id=link href="{address}/people">link</a>"""


@contextmanager
def served(mailbox: Mailbox) -> Iterator[str]:
    config = uvicorn.Config(
        mailbox_pages(mailbox, TEMPLATES),
        host="127.0.0.1",
        port=0,
        log_level="error",
        lifespan="off",
    )
    server = uvicorn.Server(config)
    socket = config.bind_socket()
    thread = threading.Thread(target=server.run, args=([socket],))
    thread.start()
    try:
        yield f"http://127.0.0.1:{socket.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        socket.close()


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_a_hostile_message_shows_but_neither_runs_nor_fetches_nor_leads_away(
    tmp_path: Path,
) -> None:
    mailbox = kept(tmp_path)
    with served(mailbox) as address, sync_playwright() as playwright:
        mailbox.keep([arrival(a_message(content=html(HOSTILE.format(address=address))))])
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        answered: list[str] = []
        page.on("response", lambda response: answered.append(response.url))

        page.goto(f"{address}/m/1", wait_until="networkidle")
        message = page.frame_locator("iframe")
        said = message.locator("#said").text_content()
        message.locator("#send").click()
        with page.expect_popup() as popup:
            message.locator("#link").click()
        opened = popup.value
        opened.wait_for_load_state()

        assert said == "I am here"
        assert page.url == f"{address}/m/1"
        assert page.title() == "Meet Kenji · Mailbox"
        assert sorted(answered) == [f"{address}/m/1", f"{address}/m/1/html"]
        assert (opened.title(), opened.evaluate("window.opener")) == ("People · Mailbox", None)
        browser.close()
    mailbox.close()
