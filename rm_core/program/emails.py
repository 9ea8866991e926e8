"""Which emails there are, in which lane they travel, and what it takes to owe one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from rm_core.program.ids import CohortId, EmailId, PairingId, ParticipantId, derive
from rm_core.program.pairing import Pairing
from rm_core.program.pairing import State as PairingState
from rm_core.program.people import Participant, Role
from rm_core.program.people import State as PersonState


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


_P = PairingState

WANTED: Mapping[EmailKind, frozenset[PairingState]] = MappingProxyType(
    {
        EmailKind.INTRODUCTION: frozenset({_P.INTRODUCED}),
        EmailKind.INTRODUCTION_REMINDER: frozenset({_P.INTRODUCED}),
        EmailKind.CHOOSE_TIME: frozenset({_P.TRIAL}),
        EmailKind.FIRST_CONTACT_NUDGE: frozenset({_P.TRIAL}),
        EmailKind.OPENING_LINE: frozenset({_P.TRIAL}),
        EmailKind.TRIAL_INVITATION: frozenset({_P.SCHEDULED}),
        EmailKind.TRIAL_MOVED: frozenset({_P.SCHEDULED}),
        EmailKind.TRIAL_GUIDE: frozenset({_P.SCHEDULED}),
        EmailKind.VERDICT: frozenset({_P.HELD}),
        EmailKind.VERDICT_REMINDER: frozenset({_P.HELD}),
        EmailKind.AGREEMENT: frozenset({_P.AGREEING, _P.ACTIVE, _P.PAUSED}),
        EmailKind.AGREEMENT_REMINDER: frozenset({_P.AGREEING}),
        EmailKind.MEETING_SERIES: frozenset({_P.ACTIVE, _P.PAUSED}),
        EmailKind.MEETING_CARD: frozenset({_P.ACTIVE}),
        EmailKind.DID_YOU_MEET: frozenset({_P.ACTIVE}),
        EmailKind.PULSE: frozenset({_P.ACTIVE}),
        EmailKind.NUDGE: frozenset({_P.ACTIVE}),
        EmailKind.MIDTERM: frozenset({_P.ACTIVE}),
        EmailKind.PAUSED: frozenset({_P.PAUSED}),
        EmailKind.OUTCOME_SURVEY: frozenset({_P.ASSESSING}),
        EmailKind.SURVEY_REMINDER: frozenset({_P.ASSESSING}),
    }
)
"""In which states of its pairing an email still makes sense; elsewhere it dies unsent (M56)."""

FAREWELLS = frozenset({EmailKind.INTAKE_CLOSED, EmailKind.NEW_LINK})
"""What somebody who declined may still get; who withdrew or left gets nothing."""


class Desk(StrEnum):
    """Recipients who are named in the program file and not participants."""

    COORDINATOR = "coordinator"
    SPONSOR = "sponsor"
    MANAGER = "manager"
    CONCERN = "concern"


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


def why_not(kind: EmailKind, participant: Participant | None, pairing: Pairing | None) -> str:
    """Why an email is not to be sent any more, in a few words; empty if it is to be sent.

    Asked at the last moment before sending: nothing goes to somebody who withdrew or left, and a
    reminder dies the moment the answer arrives (M56).
    """
    if participant is not None:
        if participant.state in {PersonState.WITHDRAWN, PersonState.LEFT}:
            return "they have left"
        if participant.state is PersonState.DECLINED and kind not in FAREWELLS:
            return "they declined"
        asks_to_enrol = kind in {EmailKind.INVITATION, EmailKind.INTAKE, EmailKind.INTAKE_REMINDER}
        if asks_to_enrol and participant.state is not PersonState.INVITED:
            return "it was answered"
    if pairing is not None:
        if kind in WANTED and pairing.state not in WANTED[kind]:
            return "the pairing has moved on"
        if participant is not None and kind in REMINDERS_OF_A_QUESTION:
            role: Role = pairing.role_of(participant.id)
            return "it was answered" if role in pairing.said else ""
    return ""


REMINDERS_OF_A_QUESTION = frozenset(
    {
        EmailKind.INTRODUCTION,
        EmailKind.INTRODUCTION_REMINDER,
        EmailKind.VERDICT,
        EmailKind.VERDICT_REMINDER,
        EmailKind.AGREEMENT_REMINDER,
        EmailKind.OUTCOME_SURVEY,
        EmailKind.SURVEY_REMINDER,
    }
)
"""Die when their own reader has answered, even while the other side is still thinking."""
