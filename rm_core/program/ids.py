"""Ids: UUIDs, one type each. What must exist once has an id made of what makes it that thing."""

from typing import NewType
from uuid import UUID, uuid5

PersonId = NewType("PersonId", UUID)
CohortId = NewType("CohortId", UUID)
ParticipantId = NewType("ParticipantId", UUID)
PairingId = NewType("PairingId", UUID)
MatchRunId = NewType("MatchRunId", UUID)
MeetingId = NewType("MeetingId", UUID)
GoalId = NewType("GoalId", UUID)
EmailId = NewType("EmailId", UUID)
EventId = NewType("EventId", UUID)
LinkId = NewType("LinkId", UUID)

NAMESPACE = UUID("6f1c5a52-6c0e-5b56-9a57-0d5f6f2a7d11")


def derive(kind: str, *parts: object) -> UUID:
    """The one id of the thing of this kind that these parts make (RFC 9562, version 5)."""
    return uuid5(NAMESPACE, ":".join((kind, *map(str, parts))))
