"""The agreement: what the two expect of each other, said once and confirmed by both (M39)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import MappingProxyType

from rm_core.program.goals import Goal
from rm_core.program.ids import PairingId
from rm_core.program.people import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Shared expectations (practice 50): goals, timeline, rhythm, and an aim per meeting.

    `every` is days between meetings; `gives_back` is the mentee's return-the-favour pledge and
    `wishes_back` the mentor's wish (practice 53).
    """

    goals: tuple[Goal, ...] = ()
    ends_on: date
    every: int
    aims: tuple[str, ...] = ()
    confidential: bool = True
    gives_back: str = ""
    wishes_back: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """One version of the terms; it holds once both sides have confirmed it. Times are UTC."""

    pairing: PairingId
    version: int
    terms: Terms
    confirmed: Mapping[Role, datetime] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def holds(self) -> bool:
        return all(role in self.confirmed for role in Role)

    def confirm(self, role: Role, now: datetime) -> "Agreement":
        return replace(self, confirmed=MappingProxyType({**self.confirmed, role: now}))


def propose(
    pairing: PairingId, latest: Agreement | None, terms: Terms, by: Role, now: datetime
) -> Agreement:
    """New terms from one side, who has thereby confirmed them; the other side is asked next."""
    version = 1 if latest is None else latest.version + 1
    return Agreement(pairing=pairing, version=version, terms=terms).confirm(by, now)
