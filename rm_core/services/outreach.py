"""Emails on their way out: claimed in small batches, looked at once more, sent, acknowledged.

At least once, and at most one extra copy for each death of a sender: every email is acknowledged
by itself as soon as the mail server has accepted it, and a copy carries the same Message-ID.
"""

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from rm_core.clock import Clock
from rm_core.errors import NotFound, ProgramError, SetupBroken
from rm_core.mail.addresses import Mailbox, mailbox
from rm_core.mail.kinds import CATALOGUE
from rm_core.mail.message import Letter, build, message_id, thread_id
from rm_core.mail.render import Renderer
from rm_core.mail.smtp import Envelope
from rm_core.program.cohort import State as CohortState
from rm_core.program.emails import Desk, EmailKind, why_not
from rm_core.services.composing import compose
from rm_core.services.contexts import Context, contexts
from rm_core.services.enacting import arrival
from rm_core.services.handing_over import DEFERRALS, LEASE, Connect, Ready, hand_over
from rm_core.services.invitations import calendar_part
from rm_core.services.linking import LinkMaker
from rm_core.services.wording import DESKS, Words
from rm_core.store.links import Link
from rm_core.store.outbox import State
from rm_core.store.unit import Begin, Work

log = logging.getLogger(__name__)

BATCH = 50
TRIES = 3
"""Claims that came to no result; a deferral is one, and may come more often."""

HOLD_LOOK = timedelta(minutes=10)
QUIET = "it waits for its reader's working hours"
SPOILT = 20
"""So many emails that cannot be written, or one in a hundred, stop the wave."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """All that it takes to turn a row of the outbox into an email on the wire."""

    renderer: Renderer
    words: Words
    links: LinkMaker
    sender: str
    connect: Connect

    @property
    def domain(self) -> str:
        return self.sender.rpartition("@")[2]


def send_due(begin: Begin, clock: Clock, post: Post, most: int | None = None) -> Counter[State]:
    """Send what is due, answers first, until nothing is left or `most` emails have been claimed.

    Returns: how many ended in which state (ready: put off).

    Raises:
        SetupBroken: the mail server cannot be used, or more than a few emails cannot be written;
            whatever was not sent is due again.
        MailRefused: the mail server takes nothing from us now; likewise.
    """
    told: Counter[State] = Counter()
    claimed = spoilt = 0
    while most is None or claimed < most:
        size = BATCH if most is None else min(BATCH, most - claimed)
        batch = _prepare(begin, clock, post, size, told)
        if not batch.claimed:
            break
        if batch.ready:
            hand_over(begin, clock, post.connect, batch.ready, told)
        claimed, spoilt = claimed + batch.claimed, spoilt + batch.spoilt
        if spoilt > max(SPOILT, claimed // 100):
            message = f"{spoilt} of {claimed} emails cannot be written: see their reasons, mend it"
            raise SetupBroken(message)
    return told


@dataclass(slots=True)
class _Batch:
    """Emails claimed together: how many, how many of them cannot be written, and the others."""

    claimed: int
    spoilt: int = 0
    ready: list[Ready] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)


def _prepare(begin: Begin, clock: Clock, post: Post, size: int, told: Counter[State]) -> _Batch:
    """Claim a batch; end what is not wanted any more, render the rest, and note that it begins."""
    now = clock()
    with begin() as work:
        claimed = work.outbox.claim(now, now + LEASE, size)
        batch = _Batch(claimed=len(claimed))
        for context in contexts(work, claimed):
            state = _set_aside(work, context, now) or _add(work, batch, context, post, now)
            if state is not None:
                told[state] += 1
        work.links.make(dict.fromkeys(batch.links), now)
        work.outbox.begin_all([each.email for each in batch.ready])
    return batch


def _set_aside(work: Work, context: Context, now: datetime) -> State | None:
    """The state of an email that is not to go out now, if so: ended, or put off."""
    email = context.email
    reason = _objection(context)
    if reason:
        work.outbox.end(email, State.CANCELLED, reason)
        return State.CANCELLED
    if work.cohorts.is_on_hold(email.cohort):
        work.outbox.put_back(email, now + HOLD_LOOK, "the cohort is on hold")
        return State.READY
    zone = context.me.zone if context.me and not email.desk else context.cohort.program.zone
    opens = arrival(email.kind, now, zone, context.cohort.program)
    if opens > now and email.reason != QUIET:
        work.outbox.put_back(email, opens, QUIET)
        return State.READY
    tries = DEFERRALS if email.reason else TRIES
    if email.attempts > tries:
        work.outbox.end(email, State.FAILED, f"no result after {tries} attempts")
        log.error("email %s (%s): no result after %d attempts", email.id, email.kind, tries)
        return State.FAILED
    return None


def _add(work: Work, batch: _Batch, context: Context, post: Post, now: datetime) -> State | None:
    """Write an email and add it to the batch; one that cannot be written stops nobody else's.

    Nothing of an error that nobody foresaw is kept or logged but its kind: it may hold names.
    """
    email = context.email
    try:
        ready, links = _written(context, post, now)
    except ProgramError as error:
        reason = str(error)
    except Exception as error:
        reason = f"{type(error).__name__} while writing it"
    else:
        batch.ready.append(ready)
        batch.links.extend(links)
        return None
    batch.spoilt += 1
    work.outbox.end(email, State.FAILED, reason)
    log.error("email %s (%s) cannot be written: %s", email.id, email.kind, reason)
    return State.FAILED


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


def _written(context: Context, post: Post, now: datetime) -> tuple[Ready, Sequence[Link]]:
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
    return Ready(email, envelope), made


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
