"""A whole cohort on a real database: real services, templates and links; only time stands still."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cache
from typing import Any

import pytest
from sqlalchemy import Engine, select

from rm_core import resources
from rm_core.links import keys_from
from rm_core.mail.smtp import Accepted, Deliver, Envelope, Receipt
from rm_core.program.catalogue import parse
from rm_core.program.cohort import Cohort
from rm_core.program.emails import EmailKind
from rm_core.program.ids import PairingId, ParticipantId, derive
from rm_core.program.meetings import Meeting
from rm_core.program.pairing import CLOSED, Pairing
from rm_core.program.people import Need, Offer, Participant, Person, Profile, Role
from rm_core.program.policy import Program
from rm_core.program.purposes import Purpose
from rm_core.program.topics import Catalogue
from rm_core.program.trial import Reply, Verdict
from rm_core.services import checkins, cohorts, intake, matching, outcomes, outreach, trial
from rm_core.services.approving import Decision
from rm_core.services.approving import Verdict as Word
from rm_core.services.duties import Stage, duties, next_due
from rm_core.services.linking import LinkMaker
from rm_core.services.outreach import Post
from rm_core.services.wording import Words
from rm_core.store import columns
from rm_core.store.links import Link
from rm_core.store.matching import Bar, MatchRun
from rm_core.store.outbox import Email
from rm_core.store.unit import Work, opener, reader
from rm_core.web.asking import Asking
from tests.support.builders import a_person
from tests.support.emails import links_in_text, the_renderer
from tests.support.program import BERLIN, DAY, WORKDAYS

START = datetime(2027, 1, 4, 10, tzinfo=UTC)
"""A week before enrolment opens."""

TOPIC = "ai-assistants"


@cache
def the_catalogue() -> Catalogue:
    return parse(resources.catalogue_text())


def a_mentee_profile(**changed: Any) -> Profile:
    """Seeks one topic, and is free in office hours in Berlin."""
    needs = (Need(topic=TOPIC, level=2, priority=3),)
    fields = {"needs": needs, "hours": WORKDAYS, "time_zone": "Europe/Berlin"} | changed
    return Profile(**fields)


def a_mentor_profile(**changed: Any) -> Profile:
    """Offers the same topic at the same hours, to one mentee."""
    fields = {"offers": (Offer(TOPIC, 3),), "hours": WORKDAYS, "time_zone": "Europe/Berlin"}
    return Profile(**fields | changed)


PROFILES = {Role.MENTOR: a_mentor_profile, Role.MENTEE: a_mentee_profile}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One email as it was handed over."""

    at: datetime
    to: str
    kind: EmailKind
    message: EmailMessage

    @property
    def id(self) -> str:
        return str(self.message["Message-ID"])

    @property
    def text(self) -> str:
        body = self.message.get_body(("plain",))
        assert body is not None
        return body.get_content()

    @property
    def tokens(self) -> list[str]:
        """The tokens of our links in it, the action first."""
        return [each.rsplit("/a/", 1)[1].split("?")[0] for each in links_in_text(self.text)]


@dataclass
class World:
    """One cohort; `now` is moved by tests alone, `fate` decides what becomes of each email."""

    engine: Engine
    program: Program = BERLIN
    now: datetime = START
    inbox: list[Mail] = field(default_factory=list)
    fate: Callable[[Envelope], Receipt] = lambda _: Accepted("250 ok")

    def __post_init__(self) -> None:
        self.begin = opener(self.engine)
        self.look = reader(self.engine)
        self.catalogue = the_catalogue()
        keys = keys_from("k1:" + "0123456789abcdef" * 2)
        self.links = LinkMaker(keys, "https://program.example.org")
        self.post = Post(
            renderer=the_renderer(),
            words=Words(self.catalogue),
            links=self.links,
            sender="program@example.org",
            connect=self._connection,
        )
        self.asking = Asking(
            begin=self.begin,
            look=self.look,
            clock=self.clock,
            links=self.links,
            catalogue=self.catalogue,
        )

    def clock(self) -> datetime:
        return self.now

    @contextmanager
    def _connection(self) -> Iterator[Deliver]:
        yield self._delivered

    def _delivered(self, envelope: Envelope) -> Receipt:
        receipt = self.fate(envelope)
        message = message_from_bytes(envelope.content, policy=policy.default)
        kind = EmailKind(message["X-RM-Kind"])
        mail = Mail(at=self.now, to=envelope.recipient, kind=kind, message=message)
        if isinstance(receipt, Accepted):
            self.inbox.append(mail)
        return receipt

    # What is there.

    @property
    def key(self) -> str:
        return self.program.key

    @property
    def cohort(self) -> Cohort:
        with self.look() as work:
            return work.cohorts.get(self.key)

    def id_of(self, name: str, role: Role) -> ParticipantId:
        person = derive("person", name)
        cohort = derive("cohort", self.key)
        return ParticipantId(derive("participant", cohort, person, role))

    def participant(self, name: str, role: Role) -> Participant:
        with self.look() as work:
            return work.participants.get(self.id_of(name, role))

    def mentee(self, name: str) -> Participant:
        return self.participant(name, Role.MENTEE)

    def mentor(self, name: str) -> Participant:
        return self.participant(name, Role.MENTOR)

    def pairings(self) -> list[Pairing]:
        with self.look() as work:
            return work.pairings.of(self.cohort.id)

    def pairing(self, mentor: str, mentee: str) -> Pairing:
        """The newest pairing of these two."""
        two = (self.id_of(mentor, Role.MENTOR), self.id_of(mentee, Role.MENTEE))
        found = [each for each in self.pairings() if (each.mentor, each.mentee) == two]
        return max(found, key=lambda each: each.since)

    def open_pairs(self) -> set[tuple[ParticipantId, ParticipantId]]:
        return {(e.mentor, e.mentee) for e in self.pairings() if e.state not in CLOSED}

    def meetings(self, pairing: PairingId) -> dict[int, Meeting]:
        with self.look() as work:
            return {each.number: each for each in work.meetings.of(pairing)}

    def emails(self) -> list[Email]:
        with self.look() as work:
            return work.outbox.of(self.cohort.id)

    def runs(self) -> list[MatchRun]:
        with self.look() as work:
            return work.match_runs.of(self.cohort.id)

    def bars(self) -> list[Bar]:
        with self.look() as work:
            return work.match_runs.bars(self.cohort.id)

    def events(self) -> list[str]:
        with self.look() as work:
            return [event.name for event in work.events.untold(1000)]

    def mail_of(self, name: str) -> list[EmailKind]:
        """The kinds that one person got, in order."""
        return [mail.kind for mail in self.inbox if mail.to == f"{name}@example.org"]

    def dump(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table."""
        with self.look() as work:
            return {
                table.name: sorted(map(tuple, work.connection.execute(select(table))), key=repr)
                for table in columns.metadata.sorted_tables
            }

    # What happens.

    def enlist(self, *people_: Person, **roles: Role) -> intake.Enlisted:
        """People of the HR export; names given with a role take that one only."""
        named = [a_person(name, time_zone="Europe/Berlin") for name in roles]
        wanted = {name: frozenset({role}) for name, role in roles.items()}
        return intake.enlist(self.begin, self.clock, self.key, [*people_, *named], wanted)

    def launched(self, mentors: Sequence[str], mentees: Sequence[str]) -> "World":
        """A cohort whose people have just been invited."""
        cohorts.create(self.begin, self.clock, self.program)
        self.enlist(**dict.fromkeys(mentors, Role.MENTOR), **dict.fromkeys(mentees, Role.MENTEE))
        cohorts.launch(self.begin, self.clock, self.key, by="kim")
        return self.at(datetime(2027, 1, 11, 8, tzinfo=UTC))

    def enrol(self, name: str, role: Role, **changed: Any) -> Participant:
        profile = PROFILES[role](**changed)
        return intake.enrol(self.begin, self.clock, self.id_of(name, role), profile)

    def enrolled(self, mentors: Sequence[str], mentees: Sequence[str]) -> "World":
        """A cohort whose people have all filled in their forms."""
        self.launched(mentors, mentees)
        for name in mentors:
            self.enrol(name, Role.MENTOR)
        for name in mentees:
            self.enrol(name, Role.MENTEE)
        return self

    def proposed(self, mentors: Sequence[str], mentees: Sequence[str]) -> "World":
        """A cohort whose proposal waits for a decision."""
        self.enrolled(mentors, mentees).at(datetime(2027, 2, 8, 8, tzinfo=UTC)).sweep()
        self.propose()
        return self

    def introduced(self, mentors: Sequence[str], mentees: Sequence[str]) -> "World":
        """A cohort whose pairs have just been told of each other."""
        self.proposed(mentors, mentees).decide(Word.APPROVE)
        self.send()
        return self

    def propose(self) -> MatchRun | None:
        return matching.make_proposal(self.begin, self.clock, self.key, self.catalogue)

    def decide(self, verdict: Word, **edits: Any) -> int:
        word = Decision(verdict=verdict, by="kim", reason="a test", **edits)
        return matching.decide(self.begin, self.clock, self.key, word, self.catalogue)

    def answer(self, pairing: Pairing, role: Role, said: Reply) -> Pairing:
        return trial.answer(self.begin, self.clock, pairing.id, pairing.side(role), said)

    def held(self, mentor: str, mentee: str) -> Pairing:
        """Both said yes, met, and are being asked."""
        pairing = self.pairing(mentor, mentee)
        for role in Role:
            self.answer(pairing, role, Reply.ACCEPT)
        trial.choose_time(self.begin, self.clock, pairing.id, self.now + DAY)
        self.at(self.now + 3 * DAY).sweep()
        self.send()
        return self.pairing(mentor, mentee)

    def judge(self, pairing: Pairing, role: Role, said: Verdict) -> Pairing:
        return trial.judge(self.begin, self.clock, pairing.id, pairing.side(role), said)

    def agreeing(self, mentor: str, mentee: str) -> Pairing:
        pairing = self.held(mentor, mentee)
        for role in Role:
            self.judge(pairing, role, Verdict.CONTINUE)
        return self.pairing(mentor, mentee)

    def running(self, mentor: str, mentee: str) -> Pairing:
        """Both have confirmed the program's usual rhythm."""
        pairing = self.agreeing(mentor, mentee)
        terms = checkins.Terms(ends_on=self.program.dates.ends, every=self.program.cadence.every)
        for role in Role:
            checkins.agree(self.begin, self.clock, pairing.id, pairing.side(role), terms)
        return self.pairing(mentor, mentee)

    def at(self, moment: datetime) -> "World":
        assert moment >= self.now
        self.now = moment
        return self

    def sweep(self) -> "World":
        """Attend whatever is due, as the sweep does."""
        for _ in range(20):
            due = duties(self.look, self.clock)
            if not due:
                return self
            for duty in due:
                self._attend(duty.stage)
        message = f"the same duties again and again: {due}"
        raise AssertionError(message)

    def _attend(self, stage: Stage) -> None:
        if stage is Stage.MATCHING:
            matching.attend(self.begin, self.clock, self.key, self.catalogue)
            return
        attend = {
            Stage.COHORT: cohorts.attend,
            Stage.INTAKE: intake.attend,
            Stage.TRIAL: trial.attend,
            Stage.CHECKINS: checkins.attend,
            Stage.OUTCOMES: outcomes.attend,
        }[stage]
        attend(self.begin, self.clock, self.key)

    def send(self, most: int | None = None) -> Mapping[str, int]:
        told = outreach.send_due(self.begin, self.clock, self.post, most)
        return {state.value: count for state, count in told.items()}

    def until(self, moment: datetime, *, approve: bool = True) -> "World":
        """Time passes; whatever falls due is attended and sent in its minute."""
        while (due := next_due(self.look)) is not None and due <= moment:
            self.now = max(self.now, due)
            self.sweep()
            if matching.wanted(self.look, self.clock, timedelta(0)) and self.propose() and approve:
                self.decide(Word.APPROVE)
            self.send()
        return self.at(max(self.now, moment))

    # Pages.

    def link(
        self, purpose: Purpose, name: str, role: Role, pairing: PairingId | None = None
    ) -> str:
        """The token of a link that an email could have brought."""
        about = Link(cohort=self.cohort.id, participant=self.id_of(name, role), pairing=pairing)
        with self.begin() as work:
            work.links.make([about], self.now)
        return self.links.url(purpose, about, self.now).rsplit("/a/", 1)[1]

    def newest(self, name: str, kind: EmailKind) -> Mail:
        """The last email of a kind that one person got."""
        return next(
            mail
            for mail in reversed(self.inbox)
            if (mail.to, mail.kind) == (f"{name}@example.org", kind)
        )

    def write(self, change: Callable[[Work], object]) -> None:
        """Mend a row by hand."""
        with self.begin() as work:
            change(work)


@pytest.fixture
def world(sqlite: Engine) -> World:
    """A cohort in Berlin that has not even been created."""
    return World(sqlite)


def named(prefix: str, count: int) -> list[str]:
    return [f"{prefix}{number}" for number in range(1, count + 1)]
