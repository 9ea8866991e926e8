"""Facts of the letters about one person: enrolling, waiting, being introduced, reports."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from rm_core.mail import facts as f
from rm_core.mail import letters
from rm_core.matching.rules import Reason
from rm_core.program import intake
from rm_core.program.agenda import days_after
from rm_core.program.emails import EmailKind
from rm_core.services.contexts import Context
from rm_core.services.wording import Shared, Words, evidence, partner, whose

DAYS_A_MONTH = 30.4


def enrolment(words: Words, context: Context, shared: Shared, _now: datetime) -> f.Facts:
    program = context.cohort.program
    term = program.dates.ends - program.dates.matching
    offered = words.catalogue.only(program.topics).topics
    step = max(1, len(offered) // 3)
    return letters.Enrolment(
        **shared,
        due=intake.closes_at(program) - timedelta(minutes=1),
        months=max(1, round(term.days / DAYS_A_MONTH)),
        meetings=program.cadence.meetings,
        minutes=program.cadence.minutes,
        goal=program.goal.statement,
        topics=tuple(topic.label for topic in offered[::step][:3]),
        last=context.email.occasion == str(len(program.reminders.after) + 1),
    )


def consent(_words: Words, context: Context, shared: Shared, _now: datetime) -> f.Facts:
    program, me = context.cohort.program, whose(context)
    asked = f.Partner(
        name=me.person.name,
        given_name=me.person.given_name,
        role=me.participant.role,
        department=me.person.department,
    )
    within = program.eligibility.consent_within
    return letters.Consent(
        **shared,
        participant=asked,
        months=max(1, round((program.dates.ends - program.dates.matching).days / DAYS_A_MONTH)),
        minutes_a_month=program.cadence.minutes,
        due=days_after(context.email.owed_at, within, program.zone),
        yes_by_default=program.eligibility.consent_default == "granted",
    )


SHORTFALLS: Mapping[str, f.Shortfall] = MappingProxyType(
    {
        Reason.NO_NEED_COVERED: f.Shortfall.NO_TOPIC,
        Reason.NOBODY_THERE: f.Shortfall.NO_CAPACITY,
        Reason.ALL_TAKEN: f.Shortfall.NO_CAPACITY,
        Reason.NO_CAPACITY: f.Shortfall.NO_CAPACITY,
        Reason.TOO_FAR_APART: f.Shortfall.NO_HOURS,
        Reason.TOO_LITTLE_OVERLAP: f.Shortfall.NO_HOURS,
        Reason.NO_COMMON_LANGUAGE: f.Shortfall.NO_LANGUAGE,
        Reason.SCORE_TOO_LOW: f.Shortfall.TOO_WEAK,
        Reason.BELOW_FAIR_FLOOR: f.Shortfall.TOO_WEAK,
    }
)
"""How matching's reasons are told to the person; those not here are rules."""


def waiting(_words: Words, context: Context, shared: Shared, _now: datetime) -> f.Facts:
    me = whose(context).participant
    shortfall = SHORTFALLS.get(me.reason, f.Shortfall.RULES)
    program = context.cohort.program
    look = me.due_at or days_after(
        context.email.owed_at, program.matching.rematch_every, program.zone
    )
    return letters.Waiting(**shared, shortfall=shortfall, next_look=look)


def introduction(words: Words, context: Context, shared: Shared, now: datetime) -> f.Facts:
    program, pairing = context.cohort.program, context.pairing
    since = pairing.since if pairing else now
    within = program.trial.answer_within
    if context.email.kind in {EmailKind.FIRST_CONTACT_NUDGE, EmailKind.OPENING_LINE}:
        within = program.trial.coordinator_after
    due = days_after(since, within, program.zone)
    return letters.Introduction(
        **shared,
        partner=partner(context),
        evidence=evidence(words, context),
        due=due,
        last=due - now < timedelta(days=4),
    )


def fresh(_words: Words, _context: Context, shared: Shared, now: datetime) -> f.Facts:
    expires = now + timedelta(days=30)
    return letters.FreshLink(**shared, page="your page", expires=expires)


def report(_words: Words, context: Context, shared: Shared, now: datetime) -> f.Facts:
    reason = context.email.occasion.split(":", 1)[0]
    about = context.pairing.id if context.pairing else context.cohort.key
    since = context.pairing.since if context.pairing else context.cohort.since
    due = context.pairing.due_at if context.pairing else context.cohort.due_at
    cases = context.cases
    if context.email.kind is EmailKind.ATTENTION:
        cases = (f.Case(id=str(about), reason=reason, since=since, due=due),)
    return letters.Report(**shared, as_of=now, figures=context.figures, cases=cases)
