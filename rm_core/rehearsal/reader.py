"""One reader and the email in front of them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from rm_core.program.emails import EmailKind
from rm_core.program.purposes import ACTIONS, Purpose
from rm_core.rehearsal.browser import purpose
from rm_core.rehearsal.temperament import Pace, Temperament, Term


@dataclass(frozen=True, slots=True)
class Visit:
    """A link to open. `aim` "" is to answer what it asks; `pace` None is the person's own."""

    url: str
    aim: str = ""
    pace: Pace | None = None


@dataclass(slots=True, kw_only=True)
class Reader:
    """One address and what its owner remembers.

    `heard` counts emails by kind, `answered` pages by purpose, `meetings` the meetings they were
    asked about. `is_mentor` is what they said at intake, `turned` whether their `term` has shown.
    """

    address: str
    who: Temperament
    heard: Counter[str] = field(default_factory=Counter)
    answered: Counter[str] = field(default_factory=Counter)
    meetings: int = 0
    is_mentor: bool = False
    turned: int = 0
    worried: bool = False
    gone: bool = False

    @property
    def has_faded(self) -> bool:
        return self.who.term is Term.FADES and self.meetings > self.who.turns_after


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One email in front of one reader; `is_open` says that its question is not answered yet."""

    kind: EmailKind
    links: Sequence[str]
    me: Reader
    is_open: bool
    random: Random

    def link(self, wanted: Purpose) -> str:
        """The first link for this purpose; empty if there is none."""
        return next((each for each in self.links if purpose(each) == wanted), "")

    @property
    def action(self) -> str:
        """Where the one thing to do of this email is done."""
        return self.link(ACTIONS[self.kind]) or (self.links[0] if self.links else "")

    @property
    def waits(self) -> bool:
        """Whether they leave a first email alone and act on its reminder."""
        return self.me.who.pace is Pace.REMINDED

    def perhaps(self, share: float) -> bool:
        return self.random.random() < share
