"""The embedded mode: everything of one installation, in one terminal, until Ctrl-C."""

import json
import os
import time
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from rm_core import clock
from rm_core.errors import SetupBroken
from rm_core.mailbox.letters import Mailbox
from rm_core.mailbox.receive import MailServer
from rm_core.settings import Settings
from rmctl import engine_home
from rmctl.ending import stopped_in_order
from rmctl.engine import ROOT, Engine
from rmctl.engine_automations import keep_automations
from rmctl.home import environment, given, joined, refuse_garbage, settings_at
from rmctl.site import HOST, Site, is_free, site

PLACE = "running.json"
"""Beside the data while it runs: where the other commands find Prefect."""

PREFECT_PORT = 4200
"""Taken if it is free, so that the address of the Prefect UI stays the same."""


@dataclass(frozen=True, slots=True)
class Running:
    """Where a running installation answers; no slash at the end."""

    api_url: str
    pages_url: str


def run(home: Path, port: int, console: Console) -> None:
    """Start Prefect, the flows with their schedules, the pages, and a mailbox if there is no relay.

    Raises:
        SetupBroken: something cannot be started; the message says what to do.
    """
    home = home.resolve()
    installed = engine_home.installed_versions()
    for wanted in (engine_home.CHECKED, engine_home.CHECKED_FOR_SCHEDULES):
        engine_home.check_versions(installed, wanted)
    with stopped_in_order(), ExitStack() as stack:
        settings, mailbox, smtp = _settings(stack, home, port)
        os.environ.update(environment(settings))
        served = stack.enter_context(Site(site(joined(settings), {}, mailbox, smtp), port))
        engine = Engine(
            home / "prefect",
            port=PREFECT_PORT if is_free(PREFECT_PORT) else None,
            templates=home / "cache",
        )
        stack.callback(engine.stop)
        with console.status("Starting Prefect ..."):
            _start(engine)
        place = home / PLACE
        running = Running(api_url=engine.api_url, pages_url=served.url)
        place.write_text(json.dumps(asdict(running)), encoding="utf-8")
        stack.callback(lambda: place.unlink(missing_ok=True))
        _show(console, engine, served, has_mailbox=mailbox is not None)
        _wait()
        console.print("Stopping what was started.")


def running_at(home: Path) -> Running | None:
    """Where a running installation answers, as it has noted itself; None if it is not up."""
    try:
        found = json.loads((home / PLACE).read_text(encoding="utf-8"))
        return Running(api_url=str(found["api_url"]), pages_url=str(found["pages_url"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def api_url_at(home: Path) -> str | None:
    """Where the Prefect server of a running installation answers; None if it is not up."""
    running = running_at(home)
    return running.api_url if running else None


def _settings(stack: ExitStack, home: Path, port: int) -> tuple[Settings, Mailbox | None, str]:
    """What to run with; where no relay is set, a mailbox that takes every email, and its place."""
    own: dict[str, object] = {}
    if "base_url" not in given():
        own["base_url"] = f"http://{HOST}:{port}"
    settings = settings_at(home, **own)
    if "smtp_host" in given():
        return settings, None, ""
    mailbox = Mailbox(home / "mailbox")
    stack.callback(mailbox.close)
    server = stack.enter_context(MailServer(HOST, 0, mailbox, clock.system))
    own |= {"smtp_host": server.host, "smtp_port": server.port, "smtp_security": "none"}
    return settings_at(home, **own), mailbox, f"{server.host}:{server.port}"


def _start(engine: Engine) -> None:
    try:
        refuse_garbage(engine.home / engine_home.DATABASE)
        engine.start()
        engine.wait_until_healthy()
        engine.serve(ROOT / "flows" / "deployments.py")
        engine.wait_until_served()
    except OSError as error:
        message = (
            f"Prefect cannot work in {engine.home}: {error.strerror}."
            " Move away what is there, or give another --home."
        )
        raise SetupBroken(message) from error
    keep_automations(engine.api_url)


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
