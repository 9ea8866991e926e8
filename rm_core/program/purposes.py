"""What a link is for: one question of one person, and never a login."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from rm_core.program.emails import EmailKind


class Purpose(StrEnum):
    """The questions that pages ask; a signed link opens exactly one of them."""

    INVITATION = "invitation"
    INTAKE = "intake"
    NEXT_ROUND = "next-round"
    CONSENT = "consent"
    INTRODUCTION = "introduction"
    CHOOSE_TIME = "choose-time"
    VERDICT = "verdict"
    AGREEMENT = "agreement"
    DID_YOU_MEET = "did-you-meet"
    PULSE = "pulse"
    MIDTERM = "midterm"
    SURVEY = "survey"
    THANKS = "thanks"
    PAUSE = "pause"
    LEAVE = "leave"
    CONCERN = "concern"
    STOP = "stop"
    HUB = "hub"
    REPORT = "report"
    CASES = "cases"
    CONCERNS = "concerns"


ACTIONS: Mapping[EmailKind, Purpose] = MappingProxyType(
    {
        EmailKind.INVITATION: Purpose.INVITATION,
        EmailKind.INTAKE: Purpose.INTAKE,
        EmailKind.INTAKE_REMINDER: Purpose.INTAKE,
        EmailKind.INTAKE_CLOSED: Purpose.NEXT_ROUND,
        EmailKind.MANAGER_CONSENT: Purpose.CONSENT,
        EmailKind.WAITLIST: Purpose.INTAKE,
        EmailKind.INTRODUCTION: Purpose.INTRODUCTION,
        EmailKind.INTRODUCTION_REMINDER: Purpose.INTRODUCTION,
        EmailKind.PARTNER_DECLINED: Purpose.INTAKE,
        EmailKind.CHOOSE_TIME: Purpose.CHOOSE_TIME,
        EmailKind.FIRST_CONTACT_NUDGE: Purpose.CHOOSE_TIME,
        EmailKind.OPENING_LINE: Purpose.CHOOSE_TIME,
        EmailKind.TRIAL_INVITATION: Purpose.CHOOSE_TIME,
        EmailKind.TRIAL_MOVED: Purpose.CHOOSE_TIME,
        EmailKind.TRIAL_CANCELLED: Purpose.HUB,
        EmailKind.TRIAL_GUIDE: Purpose.CHOOSE_TIME,
        EmailKind.VERDICT: Purpose.VERDICT,
        EmailKind.VERDICT_REMINDER: Purpose.VERDICT,
        EmailKind.RELEASE: Purpose.INTAKE,
        EmailKind.AGREEMENT: Purpose.AGREEMENT,
        EmailKind.AGREEMENT_REMINDER: Purpose.AGREEMENT,
        EmailKind.MEETING_SERIES: Purpose.AGREEMENT,
        EmailKind.MEETING_CARD: Purpose.DID_YOU_MEET,
        EmailKind.DID_YOU_MEET: Purpose.DID_YOU_MEET,
        EmailKind.PULSE: Purpose.PULSE,
        EmailKind.NUDGE: Purpose.DID_YOU_MEET,
        EmailKind.MIDTERM: Purpose.MIDTERM,
        EmailKind.THANK_YOU: Purpose.THANKS,
        EmailKind.PAUSED: Purpose.PAUSE,
        EmailKind.WRAP_UP: Purpose.THANKS,
        EmailKind.OUTCOME_SURVEY: Purpose.SURVEY,
        EmailKind.SURVEY_REMINDER: Purpose.SURVEY,
        EmailKind.NEW_LINK: Purpose.HUB,
        EmailKind.SPONSOR_REPORT: Purpose.REPORT,
        EmailKind.COORDINATOR_REPORT: Purpose.CASES,
        EmailKind.ATTENTION: Purpose.CASES,
    }
)
"""Where the one action of each email leads."""
