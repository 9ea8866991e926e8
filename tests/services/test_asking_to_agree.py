"""An email that asks for what somebody has done already is not sent."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from rm_core import resources
from rm_core.links import keys_from
from rm_core.mail.render import Renderer
from rm_core.mail.smtp import Accepted, Deliver, Envelope, Receipt
from rm_core.program.agreements import Terms
from rm_core.program.catalogue import parse
from rm_core.program.emails import EmailKind
from rm_core.program.pairing import State
from rm_core.services import checkins, outreach
from rm_core.services.linking import LinkMaker
from rm_core.services.outreach import Post
from rm_core.services.wording import Words
from rm_core.store.unit import Begin, opener
from tests.support.builders import NOW, a_pairing, an_owed, store_pair
from tests.support.databases import fresh

TERMS = Terms(ends_on=date(2027, 9, 10), every=28)


def a_post(sent: list[str]) -> Post:
    """Everything that writes emails; their readers' addresses end in the list."""

    def deliver(envelope: Envelope) -> Receipt:
        sent.append(envelope.recipient)
        return Accepted("taken")

    @contextmanager
    def connect() -> Iterator[Deliver]:
        yield deliver

    return Post(
        renderer=Renderer(resources.templates() / "emails"),
        words=Words(parse(resources.catalogue_text())),
        links=LinkMaker(keys_from("a:" + "x" * 40), "http://pages"),
        sender="program@example.org",
        connect=connect,
    )


def ask_both_to_agree(begin: Begin) -> None:
    pairing = a_pairing()
    with begin() as work:
        store_pair(work, state=State.AGREEING)
        both = [
            an_owed(EmailKind.AGREEMENT, to=to, pairing=pairing.id)
            for to in (pairing.mentee, pairing.mentor)
        ]
        work.outbox.owe(both, NOW)


def test_both_are_asked_to_agree(tmp_path: Path) -> None:
    sent: list[str] = []
    with fresh("sqlite", tmp_path) as engine:
        begin = opener(engine)
        ask_both_to_agree(begin)

        outreach.send_due(begin, lambda: NOW, a_post(sent))

    assert sorted(sent) == ["ada@example.org", "bo@example.org"]


def test_who_has_written_the_terms_is_not_asked_for_them_any_more(tmp_path: Path) -> None:
    sent: list[str] = []
    pairing = a_pairing()
    with fresh("sqlite", tmp_path) as engine:
        begin = opener(engine)
        ask_both_to_agree(begin)
        checkins.agree(begin, lambda: NOW, pairing.id, pairing.mentee, TERMS)

        outreach.send_due(begin, lambda: NOW, a_post(sent))

    assert set(sent) == {"bo@example.org"}
