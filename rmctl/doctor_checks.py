"""What the doctor can see without asking anybody: versions, settings, files."""

import shutil
import sys
import zoneinfo
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from rm_core import resources
from rm_core.errors import BadFile
from rm_core.links import keys_from
from rm_core.mail.render import Renderer
from rm_core.mailbox import shown as mailbox_drawing
from rm_core.program.catalogue import parse
from rm_core.program.emails import EmailKind
from rm_core.program.remarks import remarks
from rm_core.settings import Settings
from rm_core.web import shown as page_drawing
from rmctl import engine_home
from rmctl.finding import Finding, Setup, broken, fine, warning
from rmctl.home import KEY_FILE
from rmctl.program_file import load

PYTHON_AT_LEAST = (3, 11)
ZONES_AT_LEAST = 400
LITTLE_SPACE = 2**30
NO_SPACE = 100 * 2**20
OTHERS = 0o077
OTHERS_WRITE = 0o022
RANDOM_KEY = "python -c 'import secrets; print(\"k1:\" + secrets.token_urlsafe(36))'"
SAMPLE_SENDER = Settings.model_fields["mail_from"].default


def python(_: Setup) -> Iterator[Finding]:
    found = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < PYTHON_AT_LEAST:
        yield broken(f"Python {found} is too old", "install 3.11 or newer, then `make setup`")
    else:
        yield fine(f"Python {found}")


def packages(setup: Setup) -> Iterator[Finding]:
    for wanted in (engine_home.CHECKED, engine_home.CHECKED_FOR_SCHEDULES):
        engine_home.check_versions(setup.versions, wanted)
    yield fine(", ".join(f"{name} {version}" for name, version in setup.versions.items()))


def folder(setup: Setup) -> Iterator[Finding]:
    """Who may read it, and how much fits in."""
    home = setup.home
    place = next(each for each in (home, *home.resolve().parents) if each.exists())
    if not place.is_dir():
        yield broken(f"{place} is a file", "give another folder with --home")
        return
    free = shutil.disk_usage(place).free
    if free < LITTLE_SPACE:
        found = broken if free < NO_SPACE else warning
        yield found(f"{free // 2**20} MB are left on the disk of {place}", "make room")
    if place != home:
        yield fine(f"{home} is not there yet; the first command makes it")
        return
    yield from _open_to_others(home)


def _open_to_others(home: Path) -> Iterator[Finding]:
    key = home / KEY_FILE
    if key.exists() and key.stat().st_mode & OTHERS:
        yield broken(
            f"{key} can be read by others: they could answer for participants",
            f"chmod 600 {key}",
        )
    if home.stat().st_mode & OTHERS:
        yield warning(
            f"{home} is open to others, and holds names and addresses", f"chmod 700 {home}"
        )
    else:
        yield fine(f"{home} is open to its owner only")


def settings(setup: Setup) -> Iterator[Finding]:
    if setup.trouble is not None:
        raise setup.trouble
    chosen = ", ".join(sorted(f"RM_{name.upper()}" for name in setup.given))
    yield fine(f"given: {chosen}" if chosen else "none given: all as they come")
    yield from _address(setup.settings, setup.given)
    if setup.settings.clock_file:
        yield warning(
            f"a simulated clock rules: it shows {setup.now:%d %b %Y %H:%M} UTC",
            "unset RM_CLOCK_FILE for a real cohort",
        )
    if "smtp_host" in setup.given and setup.settings.mail_from == SAMPLE_SENDER:
        yield warning(
            f"emails would come from {SAMPLE_SENDER}",
            "set RM_MAIL_FROM to an address of yours that your mail server may send from",
        )


def _address(found: Settings, given: frozenset[str]) -> Iterator[Finding]:
    """The address that every link in an email begins with."""
    mend = "set RM_BASE_URL to what participants type, such as https://mentoring.example.org"
    url = urlsplit(found.base_url)
    plain = not (url.query or url.fragment or url.username)
    if url.scheme not in {"http", "https"} or not url.hostname or not plain:
        yield broken(f"RM_BASE_URL {found.base_url} is no address of a web site", mend)
    elif "smtp_host" in given and _is_here(url.hostname):
        yield warning(f"links in emails lead to {url.hostname}, which only this machine has", mend)
    elif url.scheme == "http" and not _is_here(url.hostname):
        yield warning("links are not encrypted: others could read them on the way", mend)


def _is_here(host: str) -> bool:
    """Whether a host name means this machine alone."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def keys(setup: Setup) -> Iterator[Finding]:
    text = setup.settings.signing_keys.get_secret_value()
    if not text and "signing_keys" in setup.given:
        yield broken("RM_SIGNING_KEYS is empty", f"set it to what this prints: {RANDOM_KEY}")
    elif not text:
        yield fine("none yet; the first command draws one")
    else:
        found = keys_from(text)
        count = len(found.secrets)
        yield fine(f"{count} key{'s' if count > 1 else ''}; {found.current} signs")


def zones(_: Setup) -> Iterator[Finding]:
    known = len(zoneinfo.available_timezones())
    if known < ZONES_AT_LEAST:
        yield broken(f"only {known} time zones are known", "pip install tzdata")
    else:
        yield fine(f"{known} time zones are known")


def templates(setup: Setup) -> Iterator[Finding]:
    """Compile every template; one that cannot be is named in the error."""
    Renderer((setup.settings.templates or resources.templates()) / "emails")
    ours = resources.templates()
    pages = page_drawing.environment(ours / "pages").list_templates(extensions=["html"])
    for name in pages:
        page_drawing.environment(ours / "pages").get_template(name)
    for name in mailbox_drawing.environment(ours).list_templates(extensions=["html"]):
        if name.startswith("mailbox/"):
            mailbox_drawing.environment(ours).get_template(name)
    yield fine(f"{len(EmailKind)} emails and {len(pages)} pages can be drawn")


def topics(_: Setup) -> Iterator[Finding]:
    catalogue = parse(resources.catalogue_text())
    yield fine(f"{len(catalogue.topics)} topics to offer and to seek")


def program(setup: Setup) -> Iterator[Finding]:
    path = setup.program
    if path is None:
        yield fine("none given; `rmctl doctor --program FILE` looks at one")
        return
    try:
        found = load(path)
    except BadFile as error:
        first, *more = error.problems
        rest = f" (and {len(more)} more)" if more else ""
        yield broken(f"{first}{rest}", f"rmctl validate {path}")
        return
    yield fine(f"{path} is sound")
    for remark in remarks(found):
        yield warning(f"{remark.where}: {remark.what}", f"change it in {path}, or mean it")
    if found.dates.enrolment_closes < setup.now.astimezone(found.zone).date():
        yield warning(
            f"enrolment closed on {found.dates.enrolment_closes}", f"renew the dates in {path}"
        )
