"""The shelf of a mailbox: every message it was given, in one SQLite file of its own."""

import json
import sqlite3
import threading
import zlib
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from rm_core.errors import NotFound, SetupBroken
from rm_core.mailbox.parse import Letter, read
from rm_core.mailbox.records import Arrival, Party, Received

FILE = "mailbox.sqlite3"
_VERSION = 1
_BUSY_S = 30

_TABLES = """
CREATE TABLE letters (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    message_id TEXT NOT NULL,
    sender_name TEXT NOT NULL,
    sender TEXT NOT NULL,
    subject TEXT NOT NULL,
    kind TEXT NOT NULL,
    stage TEXT NOT NULL,
    preview TEXT NOT NULL,
    links TEXT NOT NULL,
    has_calendar INTEGER NOT NULL,
    sent_at INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    size_bytes INTEGER NOT NULL
);
CREATE INDEX letters_stage_kind ON letters (stage, kind);
CREATE INDEX letters_kind_stage ON letters (kind, stage);
CREATE TABLE sources (seq INTEGER PRIMARY KEY, packed BLOB NOT NULL);
CREATE TABLE people (
    id INTEGER PRIMARY KEY, address TEXT NOT NULL UNIQUE, name TEXT NOT NULL, folded TEXT NOT NULL
);
CREATE TABLE deliveries (
    person INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (person, seq)
) WITHOUT ROWID;
CREATE INDEX deliveries_seq ON deliveries (seq, person);
CREATE VIRTUAL TABLE words USING fts5 (
    subject, people, body, content = '', tokenize = "unicode61 remove_diacritics 2"
);
"""
_LETTER = """
INSERT INTO letters (message_id, sender_name, sender, subject, kind, stage, preview, links,
                     has_calendar, sent_at, received_at, size_bytes)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_PERSON = """
INSERT INTO people (address, name, folded) VALUES (?, ?, ?)
ON CONFLICT (address) DO UPDATE SET name = excluded.name, folded = excluded.folded
WHERE excluded.name <> '' AND excluded.name <> people.name
"""
ADDRESSED = """
    (SELECT json_group_array(address) FROM
        (SELECT address FROM deliveries JOIN people ON people.id = deliveries.person
         WHERE deliveries.seq = letters.seq ORDER BY address)) AS addressed
"""
"""A column for `received`: the addresses of a letter as JSON."""
# The texts below are joined from constants; what people ask for is always bound.
_ARRIVED = f"""
SELECT letters.*, {ADDRESSED} FROM letters WHERE seq > :after ORDER BY seq LIMIT :limit
"""  # noqa: S608
_ARRIVED_FOR_ONE = f"""
SELECT letters.*, {ADDRESSED} FROM letters WHERE seq IN (
    SELECT deliveries.seq FROM deliveries JOIN people ON people.id = deliveries.person
    WHERE people.address = :to AND deliveries.seq > :after ORDER BY deliveries.seq LIMIT :limit)
ORDER BY seq
"""  # noqa: S608


class Mailbox:
    """Every message of one folder. Any thread may call it, and other processes may read along.

    Commits survive the death of the process; a loss of power may take the last moments
    (`synchronous=NORMAL`), which suits a mailbox that stands in for other people's.

    Raises:
        SetupBroken: the folder or the file in it cannot be used.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / FILE
        self._writing = threading.Lock()
        self._idle: deque[sqlite3.Connection] = deque()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._writer = self._connect()
            _prepare(self._writer, self._file)
        except (OSError, sqlite3.Error) as error:
            raise SetupBroken(
                f"the mailbox {self._file} cannot be used: {error}; "
                "give another folder, or move this file away"
            ) from error

    def close(self) -> None:
        """Close the file; closing twice does no harm."""
        self._writer.close()
        while self._idle:
            self._idle.pop().close()

    def keep(self, arrivals: Sequence[Arrival]) -> int:
        """Keep messages in one transaction, all or none; the `seq` of the last one."""
        letters = [(arrival, read(arrival.raw)) for arrival in arrivals]
        seq = 0
        with self._writing, self._writer as db:
            db.execute("BEGIN IMMEDIATE")
            for arrival, letter in letters:
                seq = _insert(db, arrival, letter)
        return seq

    def arrived(self, after_seq: int = 0, limit: int = 500, *, to: str = "") -> list[Received]:
        """Messages that came after `after_seq`, oldest first, at most `limit`.

        `to` keeps those for one address, whole, in any case.
        """
        with self.reading() as db:
            asked = {"after": after_seq, "to": to.strip().lower(), "limit": limit}
            arrived = _ARRIVED_FOR_ONE if asked["to"] else _ARRIVED
            return [received(row) for row in db.execute(arrived, asked)]

    def get(self, seq: int) -> tuple[Received, bytes]:
        """One message and its bytes as they came.

        Raises:
            NotFound: no message has this number.
        """
        with self.reading() as db:
            row = db.execute(_ARRIVED, {"after": seq - 1, "limit": 1}).fetchone()
            if row is None or row["seq"] != seq:
                raise NotFound(f"no message {seq} in this mailbox")
            packed = db.execute("SELECT packed FROM sources WHERE seq = ?", (seq,)).fetchone()[0]
        return received(row), zlib.decompress(packed)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection for reading only; it sees what was kept before its first query."""
        try:
            db = self._idle.pop()
        except IndexError:
            db = self._connect()
            db.execute("PRAGMA query_only = ON")
        try:
            yield db
        finally:
            self._idle.append(db)

    def _connect(self) -> sqlite3.Connection:
        db = sqlite3.connect(
            self._file, timeout=_BUSY_S, isolation_level=None, check_same_thread=False
        )
        db.row_factory = sqlite3.Row
        return db


def _prepare(db: sqlite3.Connection, file: Path) -> None:
    """Bring the file to this version's tables.

    Raises:
        SetupBroken: the file belongs to another version.
    """
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = NORMAL")
    with db:
        db.execute("BEGIN IMMEDIATE")
        version = db.execute("PRAGMA user_version").fetchone()[0]
        if version == 0:
            for table in _TABLES.split(";\n"):
                db.execute(table)
            db.execute(f"PRAGMA user_version = {_VERSION}")
        elif version != _VERSION:
            raise SetupBroken(
                f"the mailbox {file} has version {version}, this program reads {_VERSION}; "
                "move the file away, a new one is made"
            )


def _insert(db: sqlite3.Connection, arrival: Arrival, letter: Letter) -> int:
    received_s = round(arrival.received_at.timestamp())
    sender = letter.sender or Party("", arrival.sender)
    row = (
        letter.message_id,
        sender.name,
        sender.address,
        letter.subject,
        letter.kind,
        letter.stage,
        letter.preview,
        json.dumps(letter.links),
        letter.has_calendar,
        round(letter.sent_at.timestamp()) if letter.sent_at else received_s,
        received_s,
        len(arrival.raw),
    )
    seq = db.execute(_LETTER, row).lastrowid or 0
    db.execute("INSERT INTO sources VALUES (?, ?)", (seq, zlib.compress(arrival.raw, 1)))
    names = {party.address.lower(): party.name for party in letter.named}
    people = [(address, names.get(address, "")) for address in _addresses(arrival)]
    for address, name in people:
        db.execute(_PERSON, (address, name, f"{name} {address}".casefold()))
        db.execute(
            "INSERT INTO deliveries SELECT id, ? FROM people WHERE address = ?", (seq, address)
        )
    known = " ".join([sender.name, sender.address, *(part for person in people for part in person)])
    db.execute(
        "INSERT INTO words (rowid, subject, people, body) VALUES (?, ?, ?, ?)",
        (seq, letter.subject, known, letter.text),
    )
    return seq


def _addresses(arrival: Arrival) -> tuple[str, ...]:
    """The envelope's addresses in lower case, each once."""
    return tuple(dict.fromkeys(address.lower() for address in arrival.recipients))


def received(row: sqlite3.Row) -> Received:
    """A row of `letters` with the JSON column `addressed`."""
    return Received(
        seq=row["seq"],
        message_id=row["message_id"],
        sender=Party(row["sender_name"], row["sender"]),
        to=tuple(json.loads(row["addressed"])),
        subject=row["subject"],
        kind=row["kind"],
        stage=row["stage"],
        preview=row["preview"],
        links=tuple(json.loads(row["links"])),
        has_calendar=bool(row["has_calendar"]),
        sent_at=datetime.fromtimestamp(row["sent_at"], UTC),
        received_at=datetime.fromtimestamp(row["received_at"], UTC),
        size_bytes=row["size_bytes"],
    )
