"""A made-up cohort to show emails with: its people, meetings and agreement. Nobody in it exists."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from rm_core.mail.facts import (
    Agreement,
    Case,
    Evidence,
    Figure,
    Goal,
    Meeting,
    Partner,
    Reader,
    Topic,
)
from rm_core.program.emails import Desk
from rm_core.program.people import Role

BERLIN = ZoneInfo("Europe/Berlin")
LISBON = ZoneInfo("Europe/Lisbon")


def utc(month: int, day: int, hour: int = 17, minute: int = 0) -> datetime:
    return datetime(2027, month, day, hour, minute, tzinfo=UTC)


HELEN = Reader(name="Helen Brandt", given_name="Helen", role=Role.MENTEE, zone=BERLIN)
SAMIR = Reader(name="Samir Haddad", given_name="Samir", role=Role.MENTOR, zone=LISBON)
READERS: Mapping[Role | Desk, Reader] = MappingProxyType(
    {
        Role.MENTEE: HELEN,
        Role.MENTOR: SAMIR,
        Desk.MANAGER: Reader(
            name="Joana Prates", given_name="Joana", role=Desk.MANAGER, zone=LISBON
        ),
        Desk.COORDINATOR: Reader(
            name="Inês Duarte", given_name="Inês", role=Desk.COORDINATOR, zone=LISBON
        ),
        Desk.CONCERN: Reader(
            name="Tomasz Reiter", given_name="Tomasz", role=Desk.CONCERN, zone=BERLIN
        ),
        Desk.SPONSOR: Reader(
            name="Margaret Lindqvist", given_name="Margaret", role=Desk.SPONSOR, zone=BERLIN
        ),
    }
)

PARTNERS: Mapping[tuple[Role, bool], Partner] = MappingProxyType(
    {
        (Role.MENTOR, False): Partner(name="Samir Haddad", given_name="Samir", role=Role.MENTOR),
        (Role.MENTEE, False): Partner(name="Helen Brandt", given_name="Helen", role=Role.MENTEE),
        (Role.MENTOR, True): Partner(
            name="Samir Haddad",
            given_name="Samir",
            role=Role.MENTOR,
            title="Data engineer",
            department="Platform",
            site="Lisbon",
            line="I like to take things apart until they are simple",
            email="samir.haddad@northwind.example",
            zone=LISBON,
        ),
        (Role.MENTEE, True): Partner(
            name="Helen Brandt",
            given_name="Helen",
            role=Role.MENTEE,
            title="Head of Supply Chain",
            department="Operations",
            site="Hamburg",
            line="Twenty-two years in logistics, and I still like the smell of a warehouse",
            email="helen.brandt@northwind.example",
            zone=BERLIN,
        ),
    }
)

EVIDENCE = Evidence()
MUCH_EVIDENCE = Evidence(
    topics=(
        Topic("Working with AI assistants", "Others come to me for it"),
        Topic("Reading dashboards critically", "I know it well and can teach it"),
    ),
    interests=("cycling", "jazz"),
    shared_minutes=210,
    crosses=("department", "site"),
)
MEETINGS = (
    Meeting(starts_at=utc(4, 6, 8), minutes=50, number=1),
    Meeting(starts_at=utc(5, 4, 8), minutes=50, number=2, aim="Use it on Helen’s own report"),
    Meeting(starts_at=utc(6, 1, 8), minutes=50, number=3, aim="What to automate, what to leave"),
)
AGREEMENT = Agreement(version=1, goals=(), cadence="every four weeks", ends_on=date(2027, 9, 30))
FULL_AGREEMENT = Agreement(
    version=2,
    goals=(
        Goal("Draft the weekly supply report with an AI assistant", "four reports in a row"),
        Goal("Samir meets three people who decide on platform budgets"),
    ),
    cadence="every four weeks",
    ends_on=date(2027, 9, 30),
    meetings=MEETINGS,
    gives_back="An honest reading of Samir’s application for the lead role",
    wishes_back="A day in the warehouse",
)
TRIAL = Meeting(starts_at=utc(3, 2, 9), minutes=45)
FULL_TRIAL = Meeting(starts_at=utc(3, 2, 9), minutes=45, where="Café Nord, ground floor")
FULL_MEETING = Meeting(
    starts_at=utc(6, 1, 8),
    minutes=50,
    number=3,
    where="https://meet.northwind.example/samir-helen",
    aim="What to automate, what to leave",
    casual=True,
)
FIGURES = (
    Figure("Invited", "120"),
    Figure("Enrolled", "84 of 120 (70 %)"),
    Figure("Pairs introduced", "39"),
    Figure("Went on after the trial", "33 of 39 (85 %, 70–93 %)"),
    Figure("Meetings held as planned", "71 of 88 (81 %, 71–88 %)"),
)
CASES = (
    Case(
        id="7c1f0a52",
        reason="mentee_cancelled_twice",
        since=utc(5, 11),
        due=utc(5, 18),
    ),
    Case(id="90be44d1", reason="no_first_contact", since=utc(5, 12)),
)
CONCERN = Case(id="90be44d1", reason="concern", since=utc(5, 13))
