"""The catalogue of emails: what each is for, who reads it, and which practices it rests on.

The numbers are those of `docs/practices.md`; they are cited here and never in an email.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from types import MappingProxyType

from rm_core.mail.entries import Entry, Stage, Why
from rm_core.mail.facts import Facts
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
from rm_core.program.emails import Desk, EmailKind
from rm_core.program.people import Role

BOTH = (Role.MENTEE, Role.MENTOR)


def _asks(
    facts: type[Facts],
    action: str,
    practices: tuple[int, ...],
    *,
    readers: tuple[Role | Desk, ...] = BOTH,
    why: Why = Why.TAKES_PART,
    unsubscribable: bool = True,
    calendar: bool = False,
) -> Entry:
    """An email that asks for something, and that its reader may unsubscribe from."""
    return Entry(
        facts=facts,
        action=action,
        practices=practices,
        readers=readers,
        why=why,
        unsubscribable=unsubscribable,
        calendar=calendar,
    )


_tells = partial(_asks, unsubscribable=False)

_BY_STAGE: Mapping[Stage, Mapping[EmailKind, Entry]] = {
    Stage.INTAKE: {
        EmailKind.INVITATION: _asks(
            Enrolment,
            "say yes or no",
            (3, 7, 16, 22, 23, 24, 25, 26, 33, 34, 39, 76, 78, 84, 86, 87),
            why=Why.INVITED,
        ),
        EmailKind.INTAKE: _tells(
            Enrolment, "fill in the form", (1, 4, 6, 7, 9, 11, 27, 35, 37, 42, 43, 46, 51, 58)
        ),
        EmailKind.INTAKE_REMINDER: _asks(
            Enrolment, "fill in the form", (10, 28, 39, 42, 58), why=Why.INVITED
        ),
        EmailKind.INTAKE_CLOSED: _asks(
            Enrolment, "ask to hear of the next round", (39,), why=Why.INVITED
        ),
        EmailKind.MANAGER_CONSENT: _tells(
            Consent,
            "agree to the time",
            (23, 36, 51, 74, 78, 79),
            readers=(Desk.MANAGER,),
            why=Why.MANAGES,
        ),
    },
    Stage.MATCHING: {
        EmailKind.WAITLIST: _tells(Waiting, "look over the answers", (8, 9, 27, 35, 45, 46)),
        EmailKind.INTRODUCTION: _tells(
            Introduction,
            "say yes to a first meeting",
            (6, 8, 9, 21, 23, 28, 29, 30, 41, 47, 51, 52, 53, 65, 66, 70),
        ),
        EmailKind.INTRODUCTION_REMINDER: _asks(
            Introduction, "answer the introduction", (10, 28, 29, 30)
        ),
        EmailKind.PARTNER_DECLINED: _tells(Ending, "look over the answers", (29, 31)),
    },
    Stage.TRIAL: {
        EmailKind.CHOOSE_TIME: _tells(Times, "choose a time", (9, 28, 30, 47)),
        EmailKind.FIRST_CONTACT_NUDGE: _asks(
            Introduction, "choose a time", (10, 28, 30, 43, 47), readers=(Role.MENTEE,)
        ),
        EmailKind.OPENING_LINE: _asks(
            Introduction, "offer times", (30, 49, 51), readers=(Role.MENTOR,)
        ),
        EmailKind.TRIAL_INVITATION: _tells(
            Appointment, "keep the meeting, or move it", (29, 30, 63), calendar=True
        ),
        EmailKind.TRIAL_MOVED: _tells(
            Appointment, "keep the new time, or move it", (29, 30), calendar=True
        ),
        EmailKind.TRIAL_CANCELLED: _tells(
            Appointment, "find another time", (29, 30, 31), calendar=True
        ),
        EmailKind.TRIAL_GUIDE: _asks(
            Appointment, "see or move the meeting", (30, 42, 43, 55, 62, 63, 65, 66, 68, 69, 71)
        ),
        EmailKind.VERDICT: _asks(Question, "continue, unsure or stop", (29, 31)),
        EmailKind.VERDICT_REMINDER: _asks(Question, "continue, unsure or stop", (29, 31)),
        EmailKind.RELEASE: _tells(Ending, "look over the answers", (29, 31)),
    },
    Stage.CHECKINS: {
        EmailKind.AGREEMENT: _tells(
            Expectations, "write or confirm the agreement", (11, 12, 13, 32, 38, 41, 50, 53)
        ),
        EmailKind.AGREEMENT_REMINDER: _asks(
            Expectations, "write or confirm the agreement", (11, 50, 53)
        ),
        EmailKind.MEETING_SERIES: _tells(
            Series, "open the agreement", (10, 28, 30, 50, 53), calendar=True
        ),
        EmailKind.MEETING_CARD: _asks(
            Appointment, "see or move the meeting", (30, 40, 50, 62, 65, 66, 67, 68, 69, 71, 73)
        ),
        EmailKind.DID_YOU_MEET: _asks(Appointment, "say whether you met", (10, 12, 30, 61, 74)),
        EmailKind.PULSE: _asks(Question, "answer the pulse", (36, 54, 55, 60, 61, 63, 64)),
        EmailKind.NUDGE: _asks(Quiet, "propose a date", (9, 10, 28, 30, 31, 88)),
        EmailKind.PAUSED: _tells(Pause, "change the pause", (32, 39)),
    },
    Stage.OUTCOMES: {
        EmailKind.MIDTERM: _asks(
            Question, "answer the mid-term questions", (14, 15, 20, 53, 61, 75, 85)
        ),
        EmailKind.THANK_YOU: _asks(Thanks, "thank, and return the favour", (23, 51, 52, 53)),
        EmailKind.WRAP_UP: _tells(
            Ending, "leave a word of thanks", (17, 31, 32, 52), calendar=True
        ),
        EmailKind.OUTCOME_SURVEY: _asks(
            Question, "answer the closing questions", (14, 20, 23, 24, 61, 75, 78, 79, 85, 92)
        ),
        EmailKind.SURVEY_REMINDER: _asks(Question, "answer the questions", (14, 85)),
        EmailKind.SPONSOR_REPORT: _asks(
            Report,
            "read the report",
            (36, 51, 84, 85, 86),
            readers=(Desk.SPONSOR,),
            why=Why.SPONSORS,
        ),
        EmailKind.COORDINATOR_REPORT: _asks(
            Report, "look at the cases", (10, 84, 85), readers=(Desk.COORDINATOR,), why=Why.RUNS
        ),
    },
    Stage.ANY: {
        EmailKind.NEW_LINK: _tells(
            FreshLink, "open the page", (39,), readers=(*BOTH, Desk.MANAGER), why=Why.ASKED
        ),
        EmailKind.ATTENTION: _tells(
            Report,
            "look at the case",
            (8, 10, 55, 60),
            readers=(Desk.COORDINATOR, Desk.CONCERN),
            why=Why.RUNS,
        ),
    },
}

CATALOGUE: Mapping[EmailKind, Entry] = MappingProxyType(
    {
        kind: replace(entry, stage=stage)
        for stage, entries in _BY_STAGE.items()
        for kind, entry in entries.items()
    }
)
"""Every kind of email, in the order in which a cohort meets them."""
