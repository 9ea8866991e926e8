"""A folder that holds everything of one embedded installation, and the settings to run it."""

import os
import secrets
import sqlite3
from contextlib import closing
from pathlib import Path

from pydantic import ValidationError
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from rm_core.errors import SetupBroken
from rm_core.settings import Settings
from rm_core.wiring import Wired, wire

KEY_FILE = "signing-keys"
URLS = "sqlite:////folder/rm.sqlite or postgresql://user:password@host/name"


def settings_at(home: Path, **own: object) -> Settings:
    """The settings of an installation in this folder; `own` ones win over the environment.

    The folder is made if it is missing, open to its owner only. The signing key is drawn at random
    once and stays in it.

    Raises:
        SetupBroken: the folder cannot be used, or a setting cannot be read.
    """
    key = home / KEY_FILE
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        if "signing_keys" not in given() and not key.exists():
            _draw(key)
    except OSError as error:
        in_the_way = isinstance(error, FileExistsError | NotADirectoryError)
        why = f"{error.filename} is a file" if in_the_way else error.strerror
        message = (
            f"the folder {home} cannot be used: {why}."
            " Give --home a folder that you may write to, or one that is not there yet."
        )
        raise SetupBroken(message) from error
    return read_settings(home, **own)


def read_settings(home: Path, **own: object) -> Settings:
    """The same, and nothing is made: without a folder there is no signing key yet.

    Raises:
        SetupBroken: a setting, or the file with the key, cannot be read.
    """
    defaults: dict[str, object] = {}
    if "database" not in given():
        defaults["database"] = f"sqlite:///{(home / 'rm.sqlite').resolve()}"
    if "signing_keys" not in given():
        defaults["signing_keys"] = _kept(home / KEY_FILE)
    return Settings.model_validate(Settings().model_dump() | defaults | own)


def given() -> frozenset[str]:
    """Names of the settings that the environment, or a `.env` in the working directory, gives.

    Raises:
        SetupBroken: with every setting that does not fit, and no value of a secret one.
    """
    try:
        return frozenset(Settings().model_fields_set)
    except ValidationError as error:
        wrong = [
            f"RM_{'_'.join(map(str, each['loc'])).upper()} is {each['input']!r}: {each['msg']}"
            for each in error.errors(include_url=False)
        ]
        message = f"a setting cannot be read: {'; '.join(wrong)}. Mend the environment or .env"
        raise SetupBroken(message) from error
    except (OSError, UnicodeDecodeError) as error:
        message = f"the settings in .env cannot be read: {error}"
        raise SetupBroken(message) from error


def joined(settings: Settings) -> Wired:
    """The parts, joined as the settings say.

    Raises:
        SetupBroken: a setting, the database or a template does not fit.
    """
    try:
        return wire(settings)
    except SQLAlchemyError as error:
        raise database_trouble(error, settings.database) from error


def database_trouble(error: SQLAlchemyError, url: str = "") -> SetupBroken:
    """An error of the database in one line, without a password or a value of a row."""
    if isinstance(error, ArgumentError):
        return SetupBroken(f"RM_DATABASE is no address of a database: expected {URLS}")
    why = str(error.orig) if isinstance(error, DBAPIError) else str(error)
    place = f" {url.rpartition('@')[2]}" if url else ""
    lines = " ".join(why.split()).rstrip(".?")
    return SetupBroken(f"the database{place} cannot be used: {lines}. Check RM_DATABASE or --home")


def refuse_garbage(file: Path) -> None:
    """Look into a SQLite file before a program does that would answer with pages of traceback.

    Raises:
        SetupBroken: there is such a file, and it is no database, or cannot be read.
    """
    if not file.exists():
        return
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as database:
            database.execute("PRAGMA schema_version").fetchone()
    except sqlite3.Error as error:
        message = f"{file} cannot be used: {error}. Move it away; a new one is made"
        raise SetupBroken(message) from error


def environment(settings: Settings) -> dict[str, str]:
    """The same settings for a child process."""
    plain = settings.model_dump()
    shown = {
        name: value.get_secret_value() if hasattr(value, "get_secret_value") else value
        for name, value in plain.items()
    }
    return {f"RM_{name.upper()}": str(value) for name, value in shown.items() if value is not None}


def _draw(key: Path) -> None:
    descriptor = os.open(key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(f"k1:{secrets.token_urlsafe(36)}")


def _kept(key: Path) -> str:
    try:
        return key.read_text(encoding="ascii").strip()
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except (OSError, UnicodeDecodeError) as error:
        message = f"the signing key in {key} cannot be read: {error}"
        raise SetupBroken(message) from error
