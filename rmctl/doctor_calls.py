"""What the doctor has to ask others for: database, mail server, ports, Prefect."""

from collections.abc import Iterator, Set
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from sqlalchemy import Engine, make_url
from sqlalchemy.exc import SQLAlchemyError

from rm_core import clock
from rm_core.errors import MailRefused, NotFound, SetupBroken
from rm_core.mail.relay import closed, opened
from rm_core.settings import Settings
from rm_core.store import probe, schema
from rm_core.store.audit import stalls
from rm_core.store.unit import open_database, reader
from rm_core.wiring import relay_of
from rmctl import engine_home
from rmctl.engine_api import open_api
from rmctl.finding import Finding, Setup, broken, fine, warning
from rmctl.home import database_trouble, refuse_garbage
from rmctl.site import is_free
from rmctl.up import PLACE, PREFECT_PORT, running_at

PATIENCE_S = 10
ASTRAY = timedelta(minutes=1)
GRACE = timedelta(hours=24)
BY_NTP = "have both clocks set by NTP"
SHOWN = "%d %b %Y %H:%M"
UP = "rmctl up"


def database(setup: Setup) -> Iterator[Finding]:
    with _opened(setup) as engine:
        if engine is None:
            yield fine("none yet; the first command makes it")
            return
        kind = engine.dialect.name
        try:
            schema.check(engine)
        except SetupBroken as error:
            if schema.TO_MEND not in str(error):
                raise
            yield warning(str(error), "rmctl migrate; every other command does it as well")
            return
        probe.try_to_write(engine)
    yield fine(f"{kind}: reachable, current, and takes writes")


def clocks(setup: Setup) -> Iterator[Finding]:
    """Our clock against the database's, and against the newest change written there."""
    now = clock.system()
    with _opened(setup) as engine:
        if engine is None or not schema.is_current(engine):
            yield fine(f"{now:{SHOWN}} UTC; no database yet to compare with")
            return
        away = abs(probe.clock_of(engine) - now)
        with reader(engine)() as work:
            newest = max((each.since for each in work.cohorts.all()), default=now)
    if away > ASTRAY:
        yield broken(f"this machine and the database differ by {away}", BY_NTP)
    elif newest > max(now, setup.now) + ASTRAY:
        yield broken(f"it is {now:{SHOWN}} UTC, but a cohort changed at {newest:{SHOWN}}", BY_NTP)
    else:
        yield fine(f"{now:{SHOWN}} UTC, as the database says")


def relay(setup: Setup) -> Iterator[Finding]:
    """Connect, greet, encrypt, log in; nothing is sent."""
    if "smtp_host" not in setup.given:
        yield fine(f"none set: `{UP}` keeps all emails in a mailbox of its own")
        return
    found = replace(relay_of(setup.settings), timeout_s=PATIENCE_S)
    try:
        closed(opened(found))
    except MailRefused as error:
        yield warning(str(error), "ask whoever runs the mail server; emails wait meanwhile")
    else:
        logged = ", logged in" if found.user else ""
        yield fine(f"{found.place} greets us{logged}; encryption: {found.security}")


def ports(setup: Setup) -> Iterator[Finding]:
    running = running_at(setup.home)
    own = {urlsplit(url).port for url in (running.pages_url, running.api_url)} if running else set()
    pages = urlsplit(Settings.model_fields["base_url"].default).port
    mends = {
        pages: f"{UP} --port with another number",
        PREFECT_PORT: f"nothing has to be done: `{UP}` then takes any free one",
    }
    for port, mend in mends.items():
        yield port_finding(port, own, mend)


def port_finding(port: int | None, own: Set[int | None], mend: str) -> Finding:
    """Who has a port of the loopback; `own` are those of this installation."""
    if port in own:
        return fine(f"{port} is used by this installation")
    if port is None or is_free(port):
        return fine(f"{port} is free")
    return warning(f"{port} is used by another program", mend)


def prefect(setup: Setup) -> Iterator[Finding]:
    refuse_garbage(setup.home / "prefect" / engine_home.DATABASE)
    running = running_at(setup.home)
    if running is None:
        yield fine(f"is not running here; `{UP}` starts it")
        return
    left = setup.home / PLACE
    try:
        httpx.get(f"{running.api_url}/health", timeout=PATIENCE_S).raise_for_status()
    except httpx.HTTPError:
        yield broken(f"{running.api_url} does not answer", f"start `{UP}` again, or delete {left}")
        return
    yield fine(f"{running.api_url} answers")
    yield from _served(running.api_url)


def _served(api_url: str) -> Iterator[Finding]:
    try:
        with open_api(api_url) as api:
            status = api.get("deployments/name/sweep/sweep")["status"]
    except NotFound:
        status = "NOT_REGISTERED"
    if status != "READY":
        yield broken(
            "no process serves the flows, so nothing moves", f"stop `{UP}`, start it again"
        )


def audit(setup: Setup) -> Iterator[Finding]:
    """Whether anything waits in silence (B54)."""
    with _opened(setup) as engine:
        if engine is None or not schema.is_current(engine):
            yield fine("no cohorts yet")
            return
        with reader(engine)() as work:
            cohorts = len(work.cohorts.all())
            found = stalls(work.connection, setup.now, GRACE)
    if found:
        yield broken(
            f"{len(found)} wait in silence, the first: {found[0]}",
            f"is `{UP}` running? `rmctl audit` lists all",
        )
    else:
        yield fine(
            f"nothing waits in silence in {cohorts} cohorts" if cohorts else "no cohorts yet"
        )


@contextmanager
def _opened(setup: Setup) -> Iterator[Engine | None]:
    """The database, for a look that makes nothing; None where it is still to be made.

    Raises:
        SetupBroken: it cannot be used.
    """
    url = setup.settings.database
    try:
        engine = None if _is_missing(url) else open_database(_impatient(url))
        try:
            yield engine
        finally:
            if engine is not None:
                engine.dispose()
    except SQLAlchemyError as error:
        raise database_trouble(error, url) from error


def _is_missing(url: str) -> bool:
    """Whether it is a file that SQLite would make if it were opened."""
    parsed = make_url(url)
    file = parsed.database or ":memory:"
    is_file = parsed.get_backend_name() == "sqlite" and not file.startswith((":memory:", "file:"))
    return is_file and not Path(file).exists()


def _impatient(url: str) -> str:
    """With a limit to the wait for a server that does not answer."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return url
    limited = parsed.update_query_dict({"connect_timeout": str(PATIENCE_S)})
    return limited.render_as_string(hide_password=False)
