"""The embedded mode: everything of one installation, in one terminal, until Ctrl-C."""

import json
import os
import time
from contextlib import ExitStack
from pathlib import Path

from rich.console import Console
from rich.table import Table

from rm_core import clock
from rm_core.mailbox.letters import Mailbox
from rm_core.mailbox.receive import MailServer
from rm_core.wiring import wire
from rmctl.engine import ROOT, Engine
from rmctl.engine_automations import keep_automations
from rmctl.home import environment, settings_at
from rmctl.site import Site, site

PLACE = "running.json"
"""Beside the data while it runs: where the other commands find Prefect."""


def run(home: Path, port: int, console: Console) -> None:
    """Start Prefect, the flows with their schedules, the pages, and a mailbox if there is no relay.

    Raises:
        SetupBroken: something cannot be started; the message says what to do.
    """
    home = home.resolve()
    with ExitStack() as stack:
        engine = Engine(home / "prefect", templates=home / "cache")
        mailbox: Mailbox | None = None
        own: dict[str, object] = {}
        smtp = ""
        if "RM_SMTP_HOST" not in os.environ:
            mailbox = Mailbox(home / "mailbox")
            stack.callback(mailbox.close)
            server = stack.enter_context(MailServer("127.0.0.1", 0, mailbox, clock.system))
            smtp = f"{server.host}:{server.port}"
            own |= {"smtp_host": server.host, "smtp_port": server.port, "smtp_security": "none"}
        if "RM_BASE_URL" not in os.environ:
            own["base_url"] = f"http://127.0.0.1:{port}"
        settings = settings_at(home, **own)
        os.environ.update(environment(settings))
        wired = wire(settings)
        served = stack.enter_context(Site(site(wired, {}, mailbox, smtp), port))
        engine.start()
        stack.callback(engine.stop)
        with console.status("Starting Prefect ..."):
            engine.wait_until_healthy()
            engine.serve(ROOT / "flows" / "deployments.py")
            engine.wait_until_served()
            keep_automations(engine.api_url)
        place = home / PLACE
        place.write_text(json.dumps({"api_url": engine.api_url}), encoding="utf-8")
        stack.callback(lambda: place.unlink(missing_ok=True))
        _show(console, engine, served, has_mailbox=mailbox is not None)
        _wait()


def api_url_at(home: Path) -> str | None:
    """Where the Prefect server of a running installation answers; None if it is not up."""
    try:
        found = json.loads((home / PLACE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    url: str = found["api_url"]
    return url


def _show(console: Console, engine: Engine, served: Site, *, has_mailbox: bool) -> None:
    table = Table(show_header=False)
    table.add_row("Prefect UI", engine.ui_url)
    table.add_row("Pages", served.url)
    if has_mailbox:
        table.add_row("Mailbox", f"{served.url}/mailbox/")
    console.print(table)
    console.print("Running until Ctrl-C.")


def _wait() -> None:
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        return
