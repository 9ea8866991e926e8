from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rm_core.mailbox import browse
from rm_core.mailbox.browse import Correspondent, Wanted
from rm_core.mailbox.letters import Mailbox
from tests.mailbox.given import a_message, arrival, kept

PLAIN = "Content-Type: text/plain; charset=utf-8\n\n"


@pytest.fixture
def mailbox(tmp_path: Path) -> Iterator[Mailbox]:
    anna, joanna = "Anna Lindqvist <anna@example.org>", "Joanna Ek <joanna@example.org>"
    filled = kept(
        tmp_path,
        arrival(a_message(to=anna, content=f"{PLAIN}Prompting for café owners")),
        arrival(a_message(to=joanna, kind="pulse", stage="checkins", subject="Three questions"),
                "joanna@example.org"),
        arrival(a_message(to=anna, kind="pulse", stage="checkins", subject='50% "done"')),
    )  # fmt: skip
    yield filled
    filled.close()


@pytest.mark.parametrize(
    ("wanted", "seqs"),
    [
        (Wanted(), [3, 2, 1]),
        (Wanted(kind="pulse"), [3, 2]),
        (Wanted(stage="matching"), [1]),
        (Wanted(person="anna@example.org"), [3, 1]),
        (Wanted(person="ANNA"), [3, 2, 1]),
        (Wanted(person="joanna ek"), [2]),
        (Wanted(person="lindqvist", kind="pulse"), [3]),
        (Wanted(words="cafe prompt"), [1]),
        (Wanted(words="questions"), [2]),
        (Wanted(words="prompting nowhere"), []),
        (Wanted(words='50% "done"'), [3]),
        (Wanted(kind="%"), []),
        (Wanted(person="%"), []),
        (Wanted(words='" OR words MATCH "x'), []),
        (Wanted(words="NOT * ( ) : ^ NEAR(a b)"), []),
        (Wanted(words="'; DROP TABLE letters; --"), []),
    ],
)
def test_questions_find_exactly_what_fits_newest_first(
    mailbox: Mailbox, wanted: Wanted, seqs: list[int]
) -> None:
    found = browse.find(mailbox, wanted, page=1, size=50)

    assert [letter.seq for letter in found.letters] == seqs
    assert found.total == len(seqs)


@pytest.mark.parametrize(("page", "seqs"), [(1, [3, 2]), (2, [1]), (99, [1])])
def test_pages_follow_each_other_and_the_last_one_stays(
    mailbox: Mailbox, page: int, seqs: list[int]
) -> None:
    found = browse.find(mailbox, Wanted(), page=page, size=2)

    assert ([letter.seq for letter in found.letters], found.total) == (seqs, 3)


def test_counts_leave_their_own_question_out(mailbox: Mailbox) -> None:
    wanted = Wanted(kind="pulse", stage="matching")

    assert browse.stages(mailbox, wanted) == {"checkins": 2}
    assert browse.kinds(mailbox, wanted) == {"introduction": 1}


def test_newer_and_older_stay_within_the_question(mailbox: Mailbox) -> None:
    assert browse.around(mailbox, Wanted(), 2) == (3, 1)
    assert browse.around(mailbox, Wanted(person="anna@example.org"), 3) == (None, 1)


def test_people_are_listed_by_name_with_their_last_message(mailbox: Mailbox) -> None:
    sent = datetime(2027, 2, 1, 8, 30, tzinfo=UTC)

    assert browse.people(mailbox, "", page=1, size=10) == [
        Correspondent(
            address="anna@example.org", name="Anna Lindqvist", letters=2, last_sent_at=sent,
            last_subject='50% "done"',
        ),
        Correspondent(
            address="joanna@example.org", name="Joanna Ek", letters=1, last_sent_at=sent,
            last_subject="Three questions",
        ),
    ]  # fmt: skip
    assert [who.name for who in browse.people(mailbox, "ek", page=1, size=10)] == ["Joanna Ek"]


def test_a_later_message_without_a_name_keeps_the_name(mailbox: Mailbox) -> None:
    mailbox.keep([arrival(a_message(to="anna@example.org"))])

    letters = browse.find(mailbox, Wanted(), page=1, size=1).letters
    assert browse.names(mailbox, letters) == {"anna@example.org": "Anna Lindqvist"}
