import sqlite3
from pathlib import Path

import pytest

from rm_core.errors import NotFound, SetupBroken
from rm_core.mailbox.letters import FILE, Mailbox
from rm_core.mailbox.records import Party
from tests.mailbox.given import NOW, a_message, arrival, kept


def test_messages_are_there_after_a_restart(tmp_path: Path) -> None:
    first = kept(tmp_path, arrival(a_message(subject="One")), arrival(a_message(subject="Two")))
    before = first.arrived()
    first.close()

    second = Mailbox(tmp_path)
    second.keep([arrival(a_message(subject="Three"))])

    assert second.arrived()[:2] == before
    assert [(letter.seq, letter.subject) for letter in second.arrived()] == [
        (1, "One"),
        (2, "Two"),
        (3, "Three"),
    ]
    second.close()


def test_a_reader_goes_on_where_it_stopped(tmp_path: Path) -> None:
    mailbox = kept(tmp_path, *(arrival(a_message(subject=str(n))) for n in range(5)))

    assert [letter.seq for letter in mailbox.arrived(2, limit=2)] == [3, 4]
    assert mailbox.arrived(5) == []
    mailbox.close()


def test_one_address_gets_its_own_messages_and_no_others(tmp_path: Path) -> None:
    mailbox = kept(
        tmp_path,
        arrival(a_message(), "anna@example.org"),
        arrival(a_message(), "joanna@example.org"),
        arrival(a_message(), "joanna@example.org", "anna@example.org"),
    )

    assert [letter.seq for letter in mailbox.arrived(to=" Anna@example.org")] == [1, 3]
    assert mailbox.arrived(to="nobody@example.org") == []
    mailbox.close()


def test_a_message_without_headers_shows_envelope_and_arrival(tmp_path: Path) -> None:
    mailbox = kept(tmp_path, arrival(b"just words"))

    letter = mailbox.arrived()[0]

    assert letter.sender == Party("", "program@example.org")
    assert (letter.sent_at, letter.subject, letter.kind) == (NOW, "", "")
    mailbox.close()


def test_a_batch_is_kept_whole_or_not_at_all(tmp_path: Path) -> None:
    mailbox = kept(tmp_path, arrival(a_message()))
    unfit = arrival(a_message(), "lone surrogate \ud800")

    with pytest.raises(UnicodeEncodeError):
        mailbox.keep([arrival(a_message()), unfit])

    assert [letter.seq for letter in mailbox.arrived()] == [1]
    assert mailbox.keep([arrival(a_message())]) > 1
    mailbox.close()


@pytest.mark.parametrize("seq", [-1, 0, 2])
def test_a_number_that_no_message_has_is_not_found(tmp_path: Path, seq: int) -> None:
    mailbox = kept(tmp_path, arrival(a_message()))

    with pytest.raises(NotFound, match=f"no message {seq}"):
        mailbox.get(seq)
    mailbox.close()


def test_a_file_that_is_no_mailbox_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"somebody's notes, and long enough to look like a file" * 20)

    with pytest.raises(SetupBroken, match=r"cannot be used.*give another folder"):
        Mailbox(tmp_path)

    assert (tmp_path / FILE).read_bytes().startswith(b"somebody's notes")


def test_a_mailbox_of_another_version_is_left_alone(tmp_path: Path) -> None:
    db = sqlite3.connect(tmp_path / FILE)
    db.execute("PRAGMA user_version = 99")
    db.close()

    with pytest.raises(SetupBroken, match="has version 99, this program reads 1"):
        Mailbox(tmp_path)


def test_two_processes_may_open_the_same_mailbox(tmp_path: Path) -> None:
    writer, reader = Mailbox(tmp_path), Mailbox(tmp_path)

    writer.keep([arrival(a_message())])

    assert [letter.subject for letter in reader.arrived()] == ["Meet Kenji"]
    writer.close()
    reader.close()
