"""Emails on their way out: claimed in small batches, looked at once more, sent, acknowledged.

At least once, and at most one extra copy for each death of a sender: every email is acknowledged
by itself as soon as the mail server has accepted it, and a copy carries the same Message-ID.
"""

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta

from rm_core.clock import Clock
from rm_core.errors import MailRefused, NotFound, ProgramError, SetupBroken
from rm_core.mail.addresses import Mailbox, mailbox
from rm_core.mail.kinds import CATALOGUE
from rm_core.mail.message import Letter, build, message_id, thread_id
from rm_core.mail.render import Renderer
from rm_core.mail.smtp import Accepted, Deferred, Deliver, Envelope, Receipt, Refused, Uncertain
from rm_core.program.cohort import State as CohortState
from rm_core.program.emails import Desk, EmailKind, why_not
from rm_core.services.composing import compose
from rm_core.services.contexts import Context, contexts
from rm_core.services.invitations import calendar_part
from rm_core.services.linking import LinkMaker
from rm_core.services.wording import DESKS, Words
from rm_core.store.links import Link
from rm_core.store.outbox import Email, State
from rm_core.store.unit import Begin, Work

log = logging.getLogger(__name__)

BATCH = 50
LEASE = timedelta(minutes=15)
"""Longer than the ten minutes that SMTP may take for one answer (RFC 5321, 4.5.3.2)."""

TRIES = 3
BACKOFF = timedelta(minutes=10)
HOLD_LOOK = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """All that it takes to turn a row of the outbox into an email on the wire."""

    renderer: Renderer
    words: Words
    links: LinkMaker
    sender: str
    connect: Callable[[], AbstractContextManager[Deliver]]

    @property
    def domain(self) -> str:
        return self.sender.rpartition("@")[2]


@dataclass(frozen=True, slots=True)
class _Ready:
    email: Email
    envelope: Envelope


def send_due(begin: Begin, clock: Clock, post: Post, most: int | None = None) -> Counter[State]:
    """Send what is due, answers first, until nothing is left or `most` emails have been claimed.

    Returns: how many ended in which state (ready: put off).

    Raises:
        SetupBroken: the mail server cannot be used; whatever was not sent is due again.
        MailRefused: the mail server takes nothing from us now; likewise.
    """
    told: Counter[State] = Counter()
    left = most
    while left is None or left > 0:
        size = BATCH if left is None else min(BATCH, left)
        claimed, ready = _prepare(begin, clock, post, size, told)
        if not claimed:
            break
        if ready:
            _hand_over(begin, clock, post, ready, told)
        left = None if left is None else left - claimed
    return told


def _prepare(
    begin: Begin, clock: Clock, post: Post, size: int, told: Counter[State]
) -> tuple[int, list[_Ready]]:
    """Claim a batch; end what is not wanted any more, render the rest, and note that it begins."""
    now = clock()
    with begin() as work:
        claimed = work.outbox.claim(now, now + LEASE, size)
        if not claimed:
            return 0, []
        ready: list[_Ready] = []
        links: list[Link] = []
        for context in contexts(work, claimed):
            prepared = _prepared(work, context, post, now, told)
            if prepared is not None:
                ready.append(prepared[0])
                links.extend(prepared[1])
        work.links.make(dict.fromkeys(links), now)
        for each in ready:
            work.outbox.begin(each.email)
    return len(claimed), ready


def _prepared(
    work: Work, context: Context, post: Post, now: datetime, told: Counter[State]
) -> tuple[_Ready, Sequence[Link]] | None:
    email = context.email
    reason = _objection(context)
    if reason:
        work.outbox.end(email, State.CANCELLED, reason)
        told[State.CANCELLED] += 1
        return None
    if work.cohorts.is_on_hold(email.cohort):
        work.outbox.put_back(email, now + HOLD_LOOK, "the cohort is on hold")
        told[State.READY] += 1
        return None
    if email.attempts > TRIES:
        work.outbox.end(email, State.FAILED, f"no result after {TRIES} attempts")
        told[State.FAILED] += 1
        log.error("email %s (%s): no result after %d attempts", email.id, email.kind, TRIES)
        return None
    try:
        return _written(context, post, now)
    except ProgramError as error:
        work.outbox.end(email, State.FAILED, str(error))
        told[State.FAILED] += 1
        log.error("email %s (%s) cannot be written: %s", email.id, email.kind, error)  # noqa: TRY400
        return None


def _objection(context: Context) -> str:
    if context.cohort.state is CohortState.CANCELLED:
        return "the cohort was cancelled"
    me = context.me.participant if context.me and context.email.desk is None else None
    if me is not None and me.quiet and CATALOGUE[context.email.kind].unsubscribable:
        return "they stopped these emails"
    if context.email.kind is EmailKind.AGREEMENT and _has_confirmed(context):
        return "it was answered"
    return why_not(context.email.kind, me, context.pairing)


def _has_confirmed(context: Context) -> bool:
    """Whether the reader has confirmed the latest terms, before they were asked to by email."""
    latest = context.agreements[-1] if context.agreements else None
    me = context.me
    return latest is not None and me is not None and me.participant.role in latest.confirmed


def _written(context: Context, post: Post, now: datetime) -> tuple[_Ready, Sequence[Link]]:
    email = context.email
    links, made = post.links.links(context, now)
    words = post.renderer.render(email.kind, compose(post.words, context, links, now))
    part = calendar_part(context, post.domain, now)
    to = _reader(context)
    letter = Letter(
        sender=_sender(context, post.sender),
        to=to,
        reply_to=mailbox(
            context.cohort.program.coordinator.name, context.cohort.program.coordinator.email
        ),
        subject=words.subject,
        text=words.text,
        html=words.html,
        message_id=message_id(email.id, email.resend, post.domain),
        date=now,
        kind=email.kind,
        stage=CATALOGUE[email.kind].stage,
        calendar=part[0] if part else None,
        method=part[1] if part else "REQUEST",
        thread=thread_id(email.pairing, post.domain) if email.pairing else None,
        unsubscribe=links.stop,
    )
    envelope = Envelope(sender=post.sender, recipient=to.address, content=build(letter))
    return _Ready(email, envelope), made


def _sender(context: Context, address: str) -> Mailbox:
    """The invitation comes in the sponsor's name (practice 86), all else in the program's."""
    program = context.cohort.program
    invitation = context.email.kind is EmailKind.INVITATION
    return mailbox(program.sponsor.name if invitation else program.title, address)


def _reader(context: Context) -> Mailbox:
    desk = context.email.desk
    if desk is not None and desk is not Desk.MANAGER:
        named = DESKS[desk](context.cohort.program)
        return mailbox(named.name, named.email)
    me = context.me.person if context.me else None
    person = context.manager if desk else me
    if person is None:
        message = f"email {context.email.id} has no reader any more"
        raise NotFound(message)
    return mailbox(person.name, person.email)


def _hand_over(
    begin: Begin, clock: Clock, post: Post, ready: Sequence[_Ready], told: Counter[State]
) -> None:
    """Send a batch over one connection; whatever the connection cannot take is due again."""
    waiting = list(ready)
    try:
        with post.connect() as deliver:
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
