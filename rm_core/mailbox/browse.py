"""Questions that the pages ask of a mailbox: which messages, how many, whose, and what is next."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from rm_core.mailbox.letters import ADDRESSED, Mailbox, received
from rm_core.mailbox.records import Received

MOST_WORDS = 12

_FITS = """
    (:kind = '' OR kind = :kind) AND (:stage = '' OR stage = :stage)
    AND (:person = '' OR seq IN (
        SELECT deliveries.seq FROM deliveries JOIN people ON people.id = deliveries.person
        WHERE people.address = :person OR (:loosely AND instr(people.folded, :person) > 0)))
    AND (:words = '' OR seq IN (SELECT rowid FROM words WHERE words MATCH :words))
"""
# The texts below are joined from constants; what people ask for is always bound.
_COUNT = f"SELECT count(*) FROM letters WHERE {_FITS}"  # noqa: S608
_PAGE = f"""
SELECT letters.*, {ADDRESSED} FROM letters WHERE {_FITS}
ORDER BY seq DESC LIMIT :size OFFSET :skipped
"""  # noqa: S608
_STAGES = f"SELECT stage, count(*) FROM letters WHERE {_FITS} GROUP BY stage"  # noqa: S608
_KINDS = f"SELECT kind, count(*) FROM letters WHERE {_FITS} GROUP BY kind"  # noqa: S608
_NEWER = f"SELECT min(seq) FROM letters WHERE seq > :seq AND {_FITS}"  # noqa: S608
_OLDER = f"SELECT max(seq) FROM letters WHERE seq < :seq AND {_FITS}"  # noqa: S608
_NAMES = """
SELECT people.address, people.name FROM deliveries JOIN people ON people.id = deliveries.person
WHERE deliveries.seq = ?
"""
_PEOPLE = """
SELECT people.address, people.name, tally.letters, letters.sent_at, letters.subject
FROM (SELECT person, count(*) AS letters, max(seq) AS last FROM deliveries GROUP BY person) tally
JOIN people ON people.id = tally.person
JOIN letters ON letters.seq = tally.last
WHERE :person = '' OR instr(people.folded, :person) > 0
ORDER BY people.name = '', people.name COLLATE NOCASE, people.address
LIMIT :size OFFSET :skipped
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which messages somebody looks for; an empty field means any.

    `words` must all begin a word of subject, people or text. `person` is a whole address or a piece
    of a name or an address.
    """

    words: str = ""
    person: str = ""
    kind: str = ""
    stage: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One page of messages, newest first, and how many fit altogether."""

    total: int
    letters: tuple[Received, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Correspondent:
    """Somebody who got mail; `last_sent_at` is UTC."""

    address: str
    name: str
    letters: int
    last_sent_at: datetime
    last_subject: str


def find(mailbox: Mailbox, wanted: Wanted, page: int, size: int) -> Found:
    """One page; pages count from 1, and a page past the end is the last one."""
    with mailbox.reading() as db:
        asked = _asked(db, wanted)
        total = db.execute(_COUNT, asked).fetchone()[0]
        last = max(1, -(-total // size))
        skipped = (min(page, last) - 1) * size
        rows = db.execute(_PAGE, {**asked, "size": size, "skipped": skipped}).fetchall()
    return Found(total=total, letters=tuple(received(row) for row in rows))


def stages(mailbox: Mailbox, wanted: Wanted) -> Mapping[str, int]:
    """Messages per stage among those that fit in every other respect."""
    return _tally(mailbox, _STAGES, wanted, "stage")


def kinds(mailbox: Mailbox, wanted: Wanted) -> Mapping[str, int]:
    """Messages per kind among those that fit in every other respect."""
    return _tally(mailbox, _KINDS, wanted, "kind")


def around(mailbox: Mailbox, wanted: Wanted, seq: int) -> tuple[int | None, int | None]:
    """The next newer and the next older message that fit."""
    with mailbox.reading() as db:
        asked = {**_asked(db, wanted), "seq": seq}
        newer = db.execute(_NEWER, asked).fetchone()[0]
        older = db.execute(_OLDER, asked).fetchone()[0]
    return newer, older


def names(mailbox: Mailbox, letters: tuple[Received, ...]) -> Mapping[str, str]:
    """The name of each recipient of these messages, by address; empty where none was ever given."""
    with mailbox.reading() as db:
        return {
            row["address"]: row["name"]
            for letter in letters
            for row in db.execute(_NAMES, (letter.seq,))
        }


def people(mailbox: Mailbox, person: str, page: int, size: int) -> list[Correspondent]:
    """Those who got mail and whose name or address holds `person`, by name."""
    asked = {"person": person.strip().casefold(), "size": size, "skipped": (page - 1) * size}
    with mailbox.reading() as db:
        rows = db.execute(_PEOPLE, asked).fetchall()
    return [
        Correspondent(
            address=row["address"],
            name=row["name"],
            letters=row["letters"],
            last_sent_at=datetime.fromtimestamp(row["sent_at"], UTC),
            last_subject=row["subject"],
        )
        for row in rows
    ]


def _tally(mailbox: Mailbox, counting: str, wanted: Wanted, free: str) -> Mapping[str, int]:
    with mailbox.reading() as db:
        rows = db.execute(counting, {**_asked(db, wanted), free: ""}).fetchall()
    return {row[0]: row[1] for row in rows}


def _asked(db: sqlite3.Connection, wanted: Wanted) -> dict[str, Any]:
    """The bound values; a person's whole address means that person and nobody else."""
    person = wanted.person.strip().casefold()
    known = db.execute("SELECT 1 FROM people WHERE address = ?", (person,)).fetchone()
    return {
        "kind": wanted.kind,
        "stage": wanted.stage,
        "person": person,
        "loosely": known is None,
        "words": _match(wanted.words),
    }


def _match(words: str) -> str:
    """An FTS5 query for every word by its beginning; quoted, so nothing in it commands."""
    asked = words.replace("\x00", " ").split()[:MOST_WORDS]
    return " ".join('"' + word.replace('"', '""') + '"*' for word in asked)
