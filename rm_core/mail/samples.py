"""For every kind of email the facts of a made-up cohort: with the most known, and with the least.

Used by the preview of all emails and by the tests.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import TypedDict

from rm_core.mail.entries import Stage
from rm_core.mail.facts import Case, Coordinator, Facts, Links, Partner, Reader, Shortfall, Sponsor
from rm_core.mail.kinds import CATALOGUE
from rm_core.mail.letters import (
    Appointment,
    Consent,
    Ending,
    Enrolment,
    Expectations,
    FreshLink,
    Introduction,
    Pause,
    Question,
    Quiet,
    Report,
    Series,
    Thanks,
    Times,
    Waiting,
)
from rm_core.mail.sample_cohort import (
    AGREEMENT,
    CASES,
    CONCERN,
    EVIDENCE,
    FIGURES,
    FULL_AGREEMENT,
    FULL_MEETING,
    FULL_TRIAL,
    MEETINGS,
    MUCH_EVIDENCE,
    PARTNERS,
    READERS,
    TRIAL,
    utc,
)
from rm_core.program.emails import Desk, EmailKind
from rm_core.program.people import Role

SITE = "https://mentoring.northwind.example/a"
"""Where the links of the samples lead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Facts for one kind; `case` says whose email it is and how much is known."""

    kind: EmailKind
    case: str
    facts: Facts


class _Common(TypedDict):
    reader: Reader
    program: str
    organisation: str
    cohort: str
    coordinator: Coordinator
    sponsor: Sponsor
    links: Links
    concern_contact: str


def samples(kind: EmailKind) -> Iterator[Sample]:
    """The facts of one kind for each of its readers, with the most known and with the least."""
    for role in CATALOGUE[kind].readers:
        most = sample(kind, role, much=True)
        yield Sample(kind=kind, case=f"to the {role}", facts=most)
        for flag in ("last", "again"):
            if hasattr(most, flag):
                flagged = replace(most, **{flag: True})  # type: ignore[arg-type]
                yield Sample(kind=kind, case=f"to the {role}, {flag}", facts=flagged)
        least = sample(kind, role, much=False)
        yield Sample(kind=kind, case=f"to the {role}, least known", facts=least)


def sample(kind: EmailKind, role: Role | Desk, *, much: bool) -> Facts:
    """The facts of one kind for one reader; `much` fills in all that may be known."""
    return _MAKERS[CATALOGUE[kind].facts](kind, _common(role, much=much), much)


def _common(role: Role | Desk, *, much: bool) -> _Common:
    links = Links(action=f"{SITE}/kx7Qm2vT9a")
    if much and isinstance(role, Role):
        links = Links(
            action=f"{SITE}/kx7Qm2vT9a",
            decline=f"{SITE}/p4Zr8sWn1c",
            hub=f"{SITE}/h2Yd6uLb3e",
            leave=f"{SITE}/l9Gf5tRj7i",
            concern=f"{SITE}/c3Vn1wKx8o",
            stop=f"{SITE}/s6Jb4yHq2u",
            refer=f"{SITE}/r8Tm5zDp4y",
        )
    return _Common(
        reader=READERS[role],
        program="Reverse Mentoring",
        organisation="Northwind",
        cohort="Spring 2027",
        coordinator=Coordinator("Inês Duarte", "ines.duarte@northwind.example"),
        sponsor=Sponsor("Margaret Lindqvist", "Chief Operating Officer"),
        links=links,
        concern_contact="Tomasz Reiter" if much else "",
    )


def _partner(common: _Common, much: bool) -> Partner:
    role = common["reader"].role
    return PARTNERS[role.other if isinstance(role, Role) else Role.MENTOR, much]


def _enrolment(kind: EmailKind, common: _Common, much: bool) -> Facts:
    missing = ("your office hours", "a topic") if much and kind is EmailKind.INTAKE else ()
    return Enrolment(
        **common,
        due=utc(1, 29),
        months=6,
        meetings=6,
        minutes=50,
        goal="Every team lead uses one new tool by the autumn" if much else "",
        topics=("Working with AI assistants", "How younger customers decide") if much else (),
        missing=missing,
    )


def _consent(_: EmailKind, common: _Common, much: bool) -> Facts:
    return Consent(
        **common,
        participant=PARTNERS[Role.MENTOR if much else Role.MENTEE, much],
        months=6,
        minutes_a_month=90,
        due=utc(1, 29),
        yes_by_default=much,
    )


def _waiting(_: EmailKind, common: _Common, much: bool) -> Facts:
    shortfall = Shortfall.NO_TOPIC if much else Shortfall.TOO_WEAK
    return Waiting(**common, shortfall=shortfall, next_look=utc(3, 16, 9))


def _introduction(_: EmailKind, common: _Common, much: bool) -> Facts:
    evidence = MUCH_EVIDENCE if much else EVIDENCE
    return Introduction(**common, partner=_partner(common, much), evidence=evidence, due=utc(2, 19))


def _times(_: EmailKind, common: _Common, much: bool) -> Facts:
    slots = (utc(3, 2, 9), utc(3, 4, 13, 30), utc(3, 9, 9)) if much else ()
    return Times(**common, partner=_partner(common, much), slots=slots, minutes=45, due=utc(2, 26))


def _appointment(kind: EmailKind, common: _Common, much: bool) -> Facts:
    trial = CATALOGUE[kind].stage is Stage.TRIAL
    meeting = (FULL_TRIAL if much else TRIAL) if trial else (FULL_MEETING if much else MEETINGS[0])
    return Appointment(
        **common,
        partner=_partner(common, much),
        meeting=meeting,
        before=utc(2, 25, 14) if much else None,
        due=utc(3, 9) if much else None,
    )


def _question(kind: EmailKind, common: _Common, much: bool) -> Facts:
    minutes = 1 if CATALOGUE[kind].stage is Stage.TRIAL else 8
    return Question(**common, partner=_partner(common, much), due=utc(3, 12), minutes=minutes)


def _expectations(_: EmailKind, common: _Common, much: bool) -> Facts:
    agreement = FULL_AGREEMENT if much else None
    return Expectations(
        **common, partner=_partner(common, much), due=utc(3, 26), agreement=agreement
    )


def _series(_: EmailKind, common: _Common, much: bool) -> Facts:
    agreement = FULL_AGREEMENT if much else AGREEMENT
    return Series(**common, partner=_partner(common, much), agreement=agreement)


def _quiet(_: EmailKind, common: _Common, much: bool) -> Facts:
    last_met = utc(4, 6, 8) if much else None
    return Quiet(**common, partner=_partner(common, much), due=utc(5, 21), last_met=last_met)


def _thanks(_: EmailKind, common: _Common, much: bool) -> Facts:
    favour = FULL_AGREEMENT.gives_back if much else ""
    held = 3 if much else 0
    return Thanks(**common, partner=_partner(common, much), meetings_held=held, favour=favour)


def _pause(_: EmailKind, common: _Common, much: bool) -> Facts:
    ends_on = date(2027, 11, 4) if much else None
    return Pause(**common, partner=_partner(common, much), until=date(2027, 8, 30), ends_on=ends_on)


def _ending(_: EmailKind, common: _Common, much: bool) -> Facts:
    return Ending(
        **common,
        partner=_partner(common, much),
        next_look=utc(3, 16, 9) if much else None,
        meetings_held=6 if much else 0,
    )


def _fresh_link(_: EmailKind, common: _Common, much: bool) -> Facts:
    page = "your form" if much else "your page"
    return FreshLink(**common, page=page, expires=utc(3, 12))


def _report(kind: EmailKind, common: _Common, much: bool) -> Facts:
    known = len(CASES) if much else int(kind is EmailKind.ATTENTION)
    theirs: dict[Role | Desk, tuple[Case, ...]] = {
        Desk.COORDINATOR: CASES[:known],
        Desk.CONCERN: (CONCERN,),
    }
    cases = theirs.get(common["reader"].role, ())
    return Report(**common, as_of=utc(5, 14), figures=FIGURES if much else (), cases=cases)


_MAKERS: Mapping[type[Facts], Callable[[EmailKind, _Common, bool], Facts]] = MappingProxyType(
    {
        Appointment: _appointment,
        Consent: _consent,
        Ending: _ending,
        Enrolment: _enrolment,
        Expectations: _expectations,
        FreshLink: _fresh_link,
        Introduction: _introduction,
        Pause: _pause,
        Question: _question,
        Quiet: _quiet,
        Report: _report,
        Series: _series,
        Thanks: _thanks,
        Times: _times,
        Waiting: _waiting,
    }
)
