"""The iCalendar part of an email, where it has one (M34, M44)."""

from datetime import datetime, timedelta

from rm_core.mail import calendar
from rm_core.mail.addresses import Mailbox, mailbox
from rm_core.mail.calendar import Appointment, uid
from rm_core.program.emails import EmailKind
from rm_core.program.ids import derive
from rm_core.program.meetings import State
from rm_core.services.contexts import Context

TRIAL = frozenset({EmailKind.TRIAL_INVITATION, EmailKind.TRIAL_MOVED})
ENDINGS = frozenset({EmailKind.WRAP_UP, EmailKind.RELEASE, EmailKind.TRIAL_CANCELLED})
REMIND = timedelta(minutes=30)

Part = tuple[bytes, str]
"""A whole iCalendar object and the method in it."""


def calendar_part(context: Context, domain: str, now: datetime) -> Part | None:
    """The calendar of an email: an invitation, a change, a cancellation, or nothing."""
    kind = context.email.kind
    if kind in TRIAL and context.trial is not None:
        return calendar.invitation(_trial(context, domain, now)), "REQUEST"
    if kind is EmailKind.MEETING_SERIES:
        series = _series(context, domain, now)
        return (calendar.invitation(series), "REQUEST") if series else None
    if kind is EmailKind.TRIAL_CANCELLED and context.trial is not None:
        return calendar.cancellation(_trial(context, domain, now, gone=True)), "CANCEL"
    if kind is EmailKind.WRAP_UP:
        series = _series(context, domain, now, gone=True)
        return (calendar.cancellation(series), "CANCEL") if series else None
    return None


def _trial(context: Context, domain: str, now: datetime, *, gone: bool = False) -> Appointment:
    meeting = context.trial
    if meeting is None:
        message = f"email {context.email.id} has no trial meeting"
        raise ValueError(message)
    return Appointment(
        uid=uid(meeting.id, domain),
        sequence=meeting.sequence + gone,
        stamp=now,
        starts=(meeting.starts_at,),
        length=timedelta(minutes=meeting.minutes),
        summary=f"Trial meeting: {_both(context)}",
        organizer=_organizer(context),
        attendees=_attendees(context),
        description=f"{context.cohort.program.title}: a first meeting that binds nobody.",
        remind=REMIND,
    )


def _series(
    context: Context, domain: str, now: datetime, *, gone: bool = False
) -> Appointment | None:
    """All planned meetings that lie ahead, as one series; None where there are none."""
    ahead = [
        each
        for each in context.meetings
        if each.number > 0 and each.state is State.PLANNED and each.starts_at > now
    ]
    if not ahead or context.pairing is None:
        return None
    return Appointment(
        uid=uid(derive("series", context.pairing.id), domain),
        sequence=sum(each.sequence for each in context.meetings) + gone,
        stamp=now,
        starts=tuple(sorted({each.starts_at for each in ahead})),
        length=timedelta(minutes=ahead[0].minutes),
        summary=f"Reverse mentoring: {_both(context)}",
        organizer=_organizer(context),
        attendees=_attendees(context),
        zone=context.me.zone if context.me else context.cohort.program.zone,
        description=context.cohort.program.title,
        remind=REMIND,
    )


def _both(context: Context) -> str:
    names = [side.person.given_name for side in (context.me, context.partner) if side]
    return " and ".join(names)


def _organizer(context: Context) -> Mailbox:
    coordinator = context.cohort.program.coordinator
    return mailbox(coordinator.name, coordinator.email)


def _attendees(context: Context) -> tuple[Mailbox, ...]:
    sides = [side for side in (context.me, context.partner) if side]
    return tuple(mailbox(side.person.name, side.person.email) for side in sides)
