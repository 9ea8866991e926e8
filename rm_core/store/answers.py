"""What people answered on pages; the last answer to a question wins."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, select

from rm_core.program.ids import CohortId, PairingId, ParticipantId, derive
from rm_core.store.rows import upsert
from rm_core.store.tables import answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One person's answer to one question on one occasion; `data` is what the form gave."""

    cohort: CohortId
    participant: ParticipantId
    pairing: PairingId | None
    purpose: str
    occasion: str
    given_at: datetime
    data: Mapping[str, Any]


class Answers:
    """The shelf of answers."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, answer: Answer) -> None:
        """Keep an answer in place of an earlier one to the same question."""
        key = (answer.purpose, answer.participant, answer.pairing, answer.occasion)
        row = {name: getattr(answer, name) for name in Answer.__slots__}
        row |= {"id": derive("answer", *key), "data": dict(answer.data)}
        upsert(self._connection, answers, [row])

    def of_cohort(self, cohort: CohortId, purpose: str) -> list[Answer]:
        """Everything the cohort answered to one kind of question, the oldest first."""
        return self._read(
            select(answers).where(answers.c.cohort == cohort, answers.c.purpose == purpose)
        )

    def of_participant(self, participant: ParticipantId) -> list[Answer]:
        """Everything one person answered, the oldest first."""
        return self._read(select(answers).where(answers.c.participant == participant))

    def of_pairing(self, pairing: PairingId, purpose: str) -> list[Answer]:
        """What both sides answered to one kind of question, the oldest first."""
        return self._read(
            select(answers).where(answers.c.pairing == pairing, answers.c.purpose == purpose)
        )

    def _read(self, query: Select[Any]) -> list[Answer]:
        rows = self._connection.execute(query.order_by(answers.c.given_at, answers.c.id))
        return [_answer(row) for row in rows.mappings()]


def _answer(row: RowMapping) -> Answer:
    return Answer(**{name: row[name] for name in Answer.__slots__})
