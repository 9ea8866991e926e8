"""From a context to what its email may say: which facts each kind of email needs."""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType

from rm_core.mail import facts as f
from rm_core.program.emails import EmailKind
from rm_core.services import letters_pairing as pairs
from rm_core.services import letters_people as people
from rm_core.services.contexts import Context
from rm_core.services.wording import Shared, Words, shared

Shape = Callable[[Words, Context, Shared, datetime], f.Facts]


def compose(words: Words, context: Context, links: f.Links, now: datetime) -> f.Facts:
    """The facts of one email.

    Raises:
        NotFound: the email is about somebody or something that is not there any more.
    """
    return SHAPES[context.email.kind](words, context, shared(context, links), now)


SHAPES: Mapping[EmailKind, Shape] = MappingProxyType(
    {
        EmailKind.INVITATION: people.enrolment,
        EmailKind.INTAKE: people.enrolment,
        EmailKind.INTAKE_REMINDER: people.enrolment,
        EmailKind.INTAKE_CLOSED: people.enrolment,
        EmailKind.MANAGER_CONSENT: people.consent,
        EmailKind.WAITLIST: people.waiting,
        EmailKind.INTRODUCTION: people.introduction,
        EmailKind.INTRODUCTION_REMINDER: people.introduction,
        EmailKind.FIRST_CONTACT_NUDGE: people.introduction,
        EmailKind.OPENING_LINE: people.introduction,
        EmailKind.PARTNER_DECLINED: pairs.ending,
        EmailKind.CHOOSE_TIME: pairs.times,
        EmailKind.TRIAL_INVITATION: pairs.appointment,
        EmailKind.TRIAL_MOVED: pairs.appointment,
        EmailKind.TRIAL_CANCELLED: pairs.appointment,
        EmailKind.TRIAL_GUIDE: pairs.appointment,
        EmailKind.VERDICT: pairs.question,
        EmailKind.VERDICT_REMINDER: pairs.question,
        EmailKind.RELEASE: pairs.ending,
        EmailKind.AGREEMENT: pairs.expectations,
        EmailKind.AGREEMENT_REMINDER: pairs.expectations,
        EmailKind.MEETING_SERIES: pairs.series,
        EmailKind.MEETING_CARD: pairs.appointment,
        EmailKind.DID_YOU_MEET: pairs.appointment,
        EmailKind.PULSE: pairs.question,
        EmailKind.NUDGE: pairs.quiet,
        EmailKind.MIDTERM: pairs.question,
        EmailKind.THANK_YOU: pairs.thanks,
        EmailKind.PAUSED: pairs.pause,
        EmailKind.WRAP_UP: pairs.ending,
        EmailKind.OUTCOME_SURVEY: pairs.question,
        EmailKind.SURVEY_REMINDER: pairs.question,
        EmailKind.NEW_LINK: people.fresh,
        EmailKind.SPONSOR_REPORT: people.report,
        EmailKind.COORDINATOR_REPORT: people.report,
        EmailKind.ATTENTION: people.report,
    }
)
