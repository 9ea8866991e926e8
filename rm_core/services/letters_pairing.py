"""Facts of the letters about a pairing: times, meetings, questions, the agreement, its end."""

from datetime import datetime, timedelta

from rm_core.errors import NotFound
from rm_core.mail import facts as f
from rm_core.mail import letters
from rm_core.program.agenda import days_after
from rm_core.program.emails import EmailKind
from rm_core.program.meetings import State as MeetingState
from rm_core.program.meetings import choices, tomorrow
from rm_core.program.people import State as PersonState
from rm_core.services.contexts import Context
from rm_core.services.wording import Shared, Words, partner, whose


def times(_words: Words, context: Context, shared: Shared, now: datetime) -> f.Facts:
    program, pairing = context.cohort.program, context.pairing
    since = pairing.since if pairing else now
    starts: tuple[datetime, ...] = ()
    me, other = whose(context), context.partner
    if me.profile and other and other.profile:
        starts = choices(me.profile, other.profile, tomorrow(now), program.trial.minutes)
    return letters.Times(
        **shared,
        partner=partner(context),
        slots=starts,
        minutes=program.trial.minutes,
        due=days_after(since, program.trial.meet_within, program.zone),
        again=context.email.occasion != "0",
    )


def appointment(_words: Words, context: Context, shared: Shared, _now: datetime) -> f.Facts:
    kinds = {EmailKind.MEETING_CARD, EmailKind.DID_YOU_MEET}
    found = context.meeting if context.email.kind in kinds else context.trial
    if found is None:
        message = f"email {context.email.id} is about a meeting that is not there any more"
        raise NotFound(message)
    program = context.cohort.program
    terms = context.agreements[-1].terms if context.agreements else None
    aims = terms.aims if terms else ()
    casual = program.cadence.casual_every
    return letters.Appointment(
        **shared,
        partner=partner(context),
        meeting=f.Meeting(
            starts_at=found.starts_at,
            minutes=found.minutes,
            number=found.number,
            aim=aims[found.number - 1] if 0 < found.number <= len(aims) else "",
            casual=bool(casual and found.number > 0 and found.number % casual == 0),
        ),
    )


ASKED_DAYS = 14


def question(_words: Words, context: Context, shared: Shared, now: datetime) -> f.Facts:
    program, kind = context.cohort.program, context.email.kind
    verdict = kind in {EmailKind.VERDICT, EmailKind.VERDICT_REMINDER}
    survey = kind in {EmailKind.OUTCOME_SURVEY, EmailKind.SURVEY_REMINDER}
    since = context.pairing.since if context.pairing else now
    if verdict:
        due = days_after(since, program.trial.verdict_within, program.zone)
    elif survey:
        due = days_after(since, program.surveys.answer_within, program.zone)
    else:
        due = days_after(context.email.owed_at, ASKED_DAYS, program.zone)
    return letters.Question(
        **shared,
        partner=partner(context),
        due=due,
        minutes=5 if survey else 1 if verdict else 3,
        again=bool(verdict and context.pairing and context.pairing.trials > 1),
        last=due - now < timedelta(days=4),
    )


def expectations(_words: Words, context: Context, shared: Shared, now: datetime) -> f.Facts:
    program = context.cohort.program
    since = context.pairing.since if context.pairing else now
    due = days_after(since, program.cadence.agree_within, program.zone)
    return letters.Expectations(
        **shared,
        partner=partner(context),
        due=max(due, days_after(now, 2, program.zone)),
        agreement=agreement(context) if context.agreements else None,
        last=due - now < timedelta(days=4),
    )


def agreement(context: Context) -> f.Agreement:
    """The agreement as it stands, or the program's standard terms where nobody wrote any."""
    program = context.cohort.program
    latest = context.agreements[-1] if context.agreements else None
    terms = latest.terms if latest else None
    weeks = (terms.every if terms else program.cadence.every) / 7
    ends_at = context.pairing.ends_at if context.pairing else None
    aims = terms.aims if terms else ()
    return f.Agreement(
        version=latest.version if latest else 1,
        goals=tuple(f.Goal(goal.statement, goal.measure) for goal in terms.goals) if terms else (),
        cadence=f"every {weeks:g} weeks" if weeks != 1 else "every week",
        ends_on=ends_at.date() if ends_at else program.dates.ends,
        meetings=tuple(
            f.Meeting(
                starts_at=each.starts_at,
                minutes=each.minutes,
                number=each.number,
                aim=aims[each.number - 1] if each.number <= len(aims) else "",
            )
            for each in context.meetings
            if each.number > 0 and each.state is MeetingState.PLANNED
        ),
        gives_back=terms.gives_back if terms else "",
        wishes_back=terms.wishes_back if terms else "",
    )


def series(_words: Words, context: Context, shared: Shared, _now: datetime) -> f.Facts:
    return letters.Series(
        **shared,
        partner=partner(context),
        agreement=agreement(context),
        again=context.email.occasion != "1",
    )


def quiet(_words: Words, context: Context, shared: Shared, now: datetime) -> f.Facts:
    program = context.cohort.program
    held = [each.starts_at for each in context.meetings if each.state is MeetingState.HELD]
    due = days_after(now, program.checkins.ladder_days, program.zone)
    return letters.Quiet(
        **shared, partner=partner(context), due=due, last_met=max(held, default=None)
    )


def thanks(_words: Words, context: Context, shared: Shared, _now: datetime) -> f.Facts:
    terms = context.agreements[-1].terms if context.agreements else None
    return letters.Thanks(
        **shared,
        partner=partner(context),
        meetings_held=context.held,
        favour=terms.gives_back if terms else "",
    )


def pause(_words: Words, context: Context, shared: Shared, now: datetime) -> f.Facts:
    pairing = context.pairing
    until = pairing.paused_until if pairing and pairing.paused_until else now
    ends = pairing.ends_at.date() if pairing and pairing.ends_at else None
    return letters.Pause(**shared, partner=partner(context), until=until.date(), ends_on=ends)


def ending(_words: Words, context: Context, shared: Shared, _now: datetime) -> f.Facts:
    return letters.Ending(
        **shared,
        partner=partner(context),
        next_look=_next_look(context),
        meetings_held=context.held,
    )


def _next_look(context: Context) -> datetime | None:
    """When the next matching is, for who waits for it; None for who will not be matched again."""
    me = whose(context).participant
    return me.due_at if me.state is PersonState.WAITLISTED else None
