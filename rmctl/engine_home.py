"""The folder that a Prefect server of ours lives in: never `~/.prefect`, never two servers in one.

A fresh folder costs the server about 10 s of migrations. A *template* is a migrated, empty folder
kept from an earlier start, one per Prefect version; see docs/decisions/0002.
"""

import fcntl
import os
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Mapping
from contextlib import closing
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import certifi

from rm_core.errors import SetupBroken

CERTIFICATE = "certificate.pem"
BEGIN, END = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"
DATABASE = "prefect.db"
MEMO = "memo_store.toml"
LOCK = "engine.lock"
PAGES = "ui"

ONLY_US = (
    '<meta http-equiv="Content-Security-Policy"'
    " content=\"connect-src 'self' http://127.0.0.1:* ws://127.0.0.1:*\">"
)
"""Prefect's newer UI asks an analytics host for its settings, whatever the server was told."""

Versions = Mapping[str, tuple[tuple[int, ...], tuple[int, ...]]]

CHECKED: Versions = {
    "prefect": ((3, 8, 8), (3, 10)),
    "fastapi": ((0,), (0, 151)),
}
"""Versions this product was checked with: from (inclusive) and below."""

CHECKED_FOR_SCHEDULES: Versions = {"sqlalchemy": ((2, 0), (2, 1))}
"""With SQLAlchemy 2.1 the scheduler of Prefect 3.8 fails in its log and never plans a run."""


def installed_versions() -> dict[str, str]:
    """Versions of what the engine stands on; an empty text where a package is missing."""
    found = {}
    for package in (*CHECKED, *CHECKED_FOR_SCHEDULES):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = ""
    return found


def check_versions(found: Mapping[str, str], wanted: Versions = CHECKED) -> None:
    """Compare what is installed with what was checked.

    Raises:
        SetupBroken: a version is outside the range that this product was checked with.
    """
    for package, (lowest, below) in wanted.items():
        parts = tuple(int(part) for part in re.findall(r"\d+", found[package])[:3])
        if not parts or not lowest <= parts < below:
            raise SetupBroken(
                f"{package} {found[package] or '(not installed)'} does not fit: this product was"
                f" checked with {package} >={_dotted(lowest)},<{_dotted(below)}."
                f' Mend it with: pip install "{package}>={_dotted(lowest)},<{_dotted(below)}"'
            )


def lock(home: Path) -> int:
    """Take the folder for one engine; returns the open lock, which children have to inherit.

    Raises:
        SetupBroken: an engine, or a process it left behind, still works in this folder.
    """
    home.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(home / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        groups = os.pread(descriptor, 200, 0).decode().split()
        os.close(descriptor)
        mend = f"kill -- {' '.join(f'-{group}' for group in groups)}" if groups else "stop it first"
        raise SetupBroken(
            f"{home}: another Prefect server of this product works in this folder."
            f" Use its address, give another folder, or end it with: {mend}"
        ) from None
    os.ftruncate(descriptor, 0)
    return descriptor


def note_group(descriptor: int, group: int) -> None:
    """Write into the lock whom to stop, for whoever finds it taken."""
    os.write(descriptor, f"{group} ".encode())


def unlock(descriptor: int) -> None:
    os.close(descriptor)


def lay_out(home: Path, templates: Path | None) -> bool:
    """Begin a fresh home from its template; True if it needs migrations (nothing to begin from)."""
    if (home / DATABASE).exists():
        return False
    template = _template(templates)
    if template is None or not (template / DATABASE).exists():
        return True
    shutil.copyfile(template / DATABASE, home / DATABASE)
    if (template / MEMO).exists():
        shutil.copyfile(template / MEMO, home / MEMO)
    return False


def keep_one_certificate(home: Path) -> None:
    """Have Prefect's clients load one certificate instead of some hundred and forty.

    Our server speaks plain HTTP on the loopback, yet every client makes a TLS context of its own,
    several for each run: a fifth of all CPU of a process that calls flows.
    """
    whole = Path(certifi.where()).read_text(encoding="ascii", errors="ignore")
    first = whole[whole.index(BEGIN) : whole.index(END) + len(END)]
    (home / CERTIFICATE).write_text(f"{first}\n", encoding="ascii")


def keep_template(home: Path, templates: Path | None) -> None:
    """Keep a copy of a home that was just migrated and holds nothing yet."""
    template = _template(templates)
    if template is None or template.exists():
        return
    template.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix="unfinished-", dir=template.parent))
    with closing(sqlite3.connect(home / DATABASE)) as database:
        database.execute("VACUUM INTO ?", (str(unfinished / DATABASE),))
    if (home / MEMO).exists():
        shutil.copyfile(home / MEMO, unfinished / MEMO)
    try:
        unfinished.rename(template)
    except OSError:  # somebody else was faster, and theirs is as good
        shutil.rmtree(unfinished)


def keep_pages_quiet(home: Path) -> None:
    """Have the browser refuse whatever the pages of the server would ask other hosts for."""
    for page in (home / PAGES).glob("*/index.html"):
        text = page.read_text(encoding="utf-8")
        if ONLY_US not in text:
            page.write_text(text.replace("<head>", f"<head>{ONLY_US}", 1), encoding="utf-8")


def _template(templates: Path | None) -> Path | None:
    return templates / f"prefect-{version('prefect')}" if templates else None


def _dotted(parts: tuple[int, ...]) -> str:
    return ".".join(map(str, parts))
