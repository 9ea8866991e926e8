"""Which emails there are, in which lane they travel, and what it takes to owe one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from rm_core.program.ids import CohortId, EmailId, PairingId, ParticipantId, derive


class Lane(StrEnum):
    """Answers and confirmations travel before reminders, reminders before bulk."""

    ANSWER = "answer"
    REMINDER = "reminder"
    BULK = "bulk"


class EmailKind(StrEnum):
    """Every email that the program sends; each has a folder of this name in `templates/emails`."""

    INVITATION = "invitation"
    INTAKE = "intake"
    INTAKE_REMINDER = "intake_reminder"
    INTAKE_CLOSED = "intake_closed"
    MANAGER_CONSENT = "manager_consent"
    WAITLIST = "waitlist"
    INTRODUCTION = "introduction"
    INTRODUCTION_REMINDER = "introduction_reminder"
    FIRST_CONTACT_NUDGE = "first_contact_nudge"
    OPENING_LINE = "opening_line"
    PARTNER_DECLINED = "partner_declined"
    CHOOSE_TIME = "choose_time"
    TRIAL_INVITATION = "trial_invitation"
    TRIAL_MOVED = "trial_moved"
    TRIAL_CANCELLED = "trial_cancelled"
    TRIAL_GUIDE = "trial_guide"
    VERDICT = "verdict"
    VERDICT_REMINDER = "verdict_reminder"
    RELEASE = "release"
    AGREEMENT = "agreement"
    AGREEMENT_REMINDER = "agreement_reminder"
    MEETING_SERIES = "meeting_series"
    MEETING_CARD = "meeting_card"
    DID_YOU_MEET = "did_you_meet"
    PULSE = "pulse"
    NUDGE = "nudge"
    MIDTERM = "midterm"
    THANK_YOU = "thank_you"
    PAUSED = "paused"
    WRAP_UP = "wrap_up"
    OUTCOME_SURVEY = "outcome_survey"
    SURVEY_REMINDER = "survey_reminder"
    NEW_LINK = "new_link"
    SPONSOR_REPORT = "sponsor_report"
    COORDINATOR_REPORT = "coordinator_report"
    ATTENTION = "attention"


LANES: Mapping[EmailKind, Lane] = MappingProxyType(
    {
        EmailKind.INTAKE: Lane.ANSWER,
        EmailKind.CHOOSE_TIME: Lane.ANSWER,
        EmailKind.TRIAL_INVITATION: Lane.ANSWER,
        EmailKind.TRIAL_MOVED: Lane.ANSWER,
        EmailKind.TRIAL_CANCELLED: Lane.ANSWER,
        EmailKind.MEETING_SERIES: Lane.ANSWER,
        EmailKind.PARTNER_DECLINED: Lane.ANSWER,
        EmailKind.PAUSED: Lane.ANSWER,
        EmailKind.NEW_LINK: Lane.ANSWER,
        EmailKind.ATTENTION: Lane.ANSWER,
        EmailKind.INVITATION: Lane.BULK,
        EmailKind.INTRODUCTION: Lane.BULK,
        EmailKind.INTAKE_CLOSED: Lane.BULK,
        EmailKind.OUTCOME_SURVEY: Lane.BULK,
        EmailKind.SPONSOR_REPORT: Lane.BULK,
        EmailKind.COORDINATOR_REPORT: Lane.BULK,
    }
)
"""Kinds that are not here are reminders."""


class Desk(StrEnum):
    """Recipients who are named in the program file and not participants."""

    COORDINATOR = "coordinator"
    SPONSOR = "sponsor"
    MANAGER = "manager"


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """One email owed to one reader, ids only; it is rendered at the moment of sending.

    `occasion` makes it unique together with kind and reader: `""` for what happens once,
    a meeting id or a round where it happens again. `subject` is what it is about (a meeting, a
    match run), `not_before` is UTC and may lie ahead (quiet hours).
    """

    kind: EmailKind
    cohort: CohortId
    to: ParticipantId | Desk
    not_before: datetime
    occasion: str = ""
    pairing: PairingId | None = None
    subject: UUID | None = None

    @property
    def lane(self) -> Lane:
        return LANES.get(self.kind, Lane.REMINDER)

    @property
    def id(self) -> EmailId:
        """One email per occasion, ever: owing it twice collides instead of duplicating."""
        about = self.pairing or self.cohort
        return EmailId(derive("email", self.kind, self.to, about, self.occasion))
