"""A term that rests or lasts longer: every later date moves by whole weeks (M59)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from rm_core.errors import NotAllowed
from rm_core.program.checkins import Term, bounds, settle
from rm_core.program.effects import Outcome, to_both, told
from rm_core.program.emails import EmailKind
from rm_core.program.meetings import Meeting
from rm_core.program.meetings import State as MeetingState
from rm_core.program.pairing import Pairing, State, Step, take

WEEK = timedelta(weeks=1)


def pause(pairing: Pairing, until: datetime, term: Term, now: datetime) -> Outcome:
    """Rest until a morning (UTC), then go on by itself.

    Raises:
        NotAllowed: the date does not lie ahead, or the pairing is not running.
    """
    if until <= now:
        message = f"pairing {pairing.id} can only be paused until a date that lies ahead"
        raise NotAllowed(message)
    paused = replace(take(pairing, Step.PAUSE, now=now), paused_until=until)
    emails = to_both(paused, EmailKind.PAUSED, now, occasion=until.date().isoformat())
    happened = (told(paused, "paused", now),)
    return settle(Outcome(pairing=paused, emails=emails, events=happened), term)


def resume(pairing: Pairing, term: Term, now: datetime) -> Outcome:
    """Go on after a pause; what was planned since it began moves by as many weeks as it touched.

    The cursor goes back to where the pause began: what fell due meanwhile is attended now.
    """
    began = pairing.since
    active = replace(take(pairing, Step.RESUME, now=now), paused_until=None, seen=began)
    later = _planned_from(began, term)
    shift = _weeks_of_rest(began, later, term.program.zone, now)
    return _shifted(active, later, shift, term, now, occasion=f"resumed:{now:%Y%m%d}")


def extend(pairing: Pairing, weeks: int, term: Term, now: datetime) -> Outcome:
    """Prolong a running term: every later date moves by so many weeks.

    Raises:
        NotAllowed: it is not running, or not by at least one week.
    """
    if pairing.state is not State.ACTIVE:
        message = f"pairing {pairing.id} is {pairing.state}: only a running term can be extended"
        raise NotAllowed(message)
    if weeks < 1:
        message = f"a term is extended by at least one week, not by {weeks}"
        raise NotAllowed(message)
    ends = _same_hour(bounds(pairing)[1], weeks * WEEK, term.program.zone)
    occasion = f"extended:{ends:%Y%m%d}"
    return _shifted(pairing, _planned_from(now, term), weeks * WEEK, term, now, occasion=occasion)


def _planned_from(moment: datetime, term: Term) -> tuple[Meeting, ...]:
    return tuple(
        each
        for each in term.meetings
        if each.starts_at >= moment and each.state is MeetingState.PLANNED
    )


def _weeks_of_rest(
    began: datetime, later: tuple[Meeting, ...], zone: ZoneInfo, now: datetime
) -> timedelta:
    """Whole weeks, enough that no meeting planned for the pause lies in the past after it."""
    days = (now.astimezone(zone).date() - began.astimezone(zone).date()).days
    rest = -(-days // 7) * WEEK
    first = min((each.starts_at for each in later), default=None)
    too_short = first is not None and _same_hour(first, rest, zone) <= now
    return rest + WEEK if too_short else rest


def _shifted(
    pairing: Pairing,
    later: tuple[Meeting, ...],
    shift: timedelta,
    term: Term,
    now: datetime,
    *,
    occasion: str,
) -> Outcome:
    """The term with its later meetings and its end moved; the end lies ahead in any case."""
    zone = term.program.zone
    ends = max(_same_hour(bounds(pairing)[1], shift, zone), now + timedelta(days=1))
    moved = replace(pairing, ends_at=ends)
    outcome = Outcome(
        pairing=moved,
        meetings=tuple(each.moved(_same_hour(each.starts_at, shift, zone)) for each in later),
        emails=to_both(moved, EmailKind.MEETING_SERIES, now, occasion),
        events=(told(moved, "rescheduled", now),),
    )
    return settle(outcome, term)


def _same_hour(moment: datetime, shift: timedelta, zone: ZoneInfo) -> datetime:
    """So much later on the wall clock of the zone, whatever daylight saving does between; UTC."""
    return (moment.astimezone(zone) + shift).astimezone(UTC)
