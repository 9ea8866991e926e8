"""Written emails and the mail server: one connection for a batch, each receipt noted at once."""

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta

from rm_core.clock import Clock
from rm_core.errors import MailRefused, SetupBroken
from rm_core.mail.smtp import Accepted, Deferred, Deliver, Envelope, Receipt, Refused, Uncertain
from rm_core.store.outbox import Email, State
from rm_core.store.unit import Begin

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=15)
"""Longer than the ten minutes that SMTP may take for one answer (RFC 5321, 4.5.3.2)."""

BACKOFF = timedelta(minutes=10)
DEFERRALS = 8
"""The waits double: the last one ends after more than a day and a half."""

Connect = Callable[[], AbstractContextManager[Deliver]]
"""Opens one connection to the mail server."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A claimed email and what to hand over of it."""

    email: Email
    envelope: Envelope


def hand_over(
    begin: Begin, clock: Clock, connect: Connect, ready: Sequence[Ready], told: Counter[State]
) -> None:
    """Send a batch over one connection; whatever the connection cannot take is due again.

    Raises:
        SetupBroken, MailRefused: as `Deliver` does.
    """
    waiting = list(ready)
    try:
        with connect() as deliver:
            while waiting:
                receipt = deliver(waiting[0].envelope)
                told[_note(begin, clock, waiting.pop(0).email, receipt)] += 1
                _go_on(receipt)
    except (SetupBroken, MailRefused) as error:
        now = clock()
        with begin() as work:
            for each in waiting:
                work.outbox.put_back(each.email, now + BACKOFF, str(error))
        log.warning("%d emails put off: %s", len(waiting), error)
        raise


def _go_on(receipt: Receipt) -> None:
    """Raises: MailRefused: the mail server would put off any email, not only this one."""
    if isinstance(receipt, Deferred) and receipt.everyone:
        raise MailRefused(receipt.reason)


def _note(begin: Begin, clock: Clock, email: Email, receipt: Receipt) -> State:
    """Write down what became of an email, at once and by itself."""
    now = clock()
    with begin() as work:
        match receipt:
            case Accepted():
                work.outbox.sent(email, now)
                state = State.SENT
            case Refused(reason):
                work.outbox.end(email, State.FAILED, reason)
                state = State.FAILED
            case Deferred(reason) if email.attempts >= DEFERRALS:
                work.outbox.end(email, State.FAILED, reason)
                state = State.FAILED
            case Deferred(reason):
                work.outbox.later(email, now + BACKOFF * 2**email.attempts, reason)
                state = State.READY
            case Uncertain(reason) if email.attempts > 1:
                work.outbox.end(email, State.FAILED, reason)
                state = State.FAILED
            case Uncertain(reason):
                work.outbox.later(email, now + LEASE, reason)
                state = State.READY
    log.info("email %s (%s): %s", email.id, email.kind, state)
    return state
