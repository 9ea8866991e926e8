"""What somebody makes of an email: which link they open, what for, and how soon."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from rm_core.program.emails import EmailKind
from rm_core.program.purposes import Purpose
from rm_core.rehearsal.reader import Reading, Visit
from rm_core.rehearsal.temperament import Consent, Meeting, Pace, Start, Survey, Term, Trial


def visits(reading: Reading) -> list[Visit]:
    """What they will do because of this email; usually one thing or nothing."""
    if reading.me.gone or reading.me.has_faded:
        return []
    react = HABITS.get(reading.kind)
    return [each for each in react(reading) if each.url] if react else []


Visits = Iterator[Visit]


def _answer_if(wants: Callable[[Reading], bool]) -> Callable[[Reading], Visits]:
    def react(reading: Reading) -> Visits:
        if wants(reading):
            yield Visit(reading.action)

    return react


def _sometimes(share: float) -> Callable[[Reading], Visits]:
    return _answer_if(lambda reading: reading.perhaps(share))


def _invited(reading: Reading) -> bool:
    start = reading.me.who.start
    joins = start is Start.JOINS and not reading.waits
    return joins or start in {Start.DECLINES, Start.WANDERS}


def _enrols(reading: Reading) -> bool:
    return reading.is_open and reading.me.who.start is Start.JOINS


def _introduced(reading: Reading) -> bool:
    return reading.me.who.meeting is not Meeting.IGNORES and not reading.waits


def _introduced_late(reading: Reading) -> bool:
    return reading.is_open and reading.me.who.meeting is not Meeting.IGNORES


def _schedules(reading: Reading) -> bool:
    """Scheduling is the mentee's part; some have to be reminded of it (practice 47)."""
    me = reading.me
    reminded = reading.kind is EmailKind.FIRST_CONTACT_NUDGE
    ready = reminded or not reading.waits
    return ready and reading.is_open and not me.is_mentor and me.who.trial is not Trial.SILENT


def _judges(reading: Reading) -> bool:
    reminded = reading.kind is EmailKind.VERDICT_REMINDER
    ready = reading.is_open if reminded else not reading.waits
    return ready and reading.me.who.trial is not Trial.SILENT


def _fixed(reading: Reading) -> Visits:
    """The time of the trial meeting is fixed: some move it, and some leave even now."""
    me = reading.me
    if me.who.term is Term.MOVES and not me.is_mentor and not me.turned:
        me.turned += 1
        yield Visit(reading.action, "move", Pace.PROMPT)
    if me.who.turns_after == 0:
        yield from _turn(reading)


def _agrees(reading: Reading) -> Visits:
    """The mentee begins; a mentor looks, waits, and confirms what is written by then."""
    me, reminded = reading.me, reading.kind is EmailKind.AGREEMENT_REMINDER
    if reminded:
        if reading.is_open:
            begins = me.is_mentor and reading.perhaps(0.3)
            yield Visit(reading.action, "begin" if begins else "")
    elif me.heard[reading.kind] > 1 or not reading.waits:
        yield Visit(reading.action)


def _carded(reading: Reading) -> Visits:
    """The card before a meeting is when people see that they cannot make it."""
    me = reading.me
    if me.who.term is Term.CANCELS and me.meetings and me.turned < 2:
        me.turned += 1
        yield Visit(reading.action, "cancel", Pace.PROMPT)
    if me.who.term is Term.MOVES and me.meetings >= me.who.turns_after and me.turned < 3:
        me.turned += 1
        yield Visit(reading.action, "move", Pace.PROMPT)


def _met(reading: Reading) -> Visits:
    me = reading.me
    me.meetings += 1
    if reading.perhaps({Pace.PROMPT: 0.92, Pace.SLOW: 0.8, Pace.REMINDED: 0.4}[me.who.pace]):
        yield Visit(reading.action)
    if me.who.worries and not me.worried:
        me.worried = True
        yield Visit(reading.link(Purpose.CONCERN))
    if me.meetings >= me.who.turns_after:
        yield from _turn(reading)


def _turn(reading: Reading) -> Visits:
    """What some do once: pause, end the pairing, leave the program."""
    me = reading.me
    if me.turned:
        return
    if me.who.term is Term.PAUSES and me.meetings:
        me.turned += 1
        yield Visit(reading.link(Purpose.HUB), "pause", Pace.SLOW)
    if me.who.term in {Term.ENDS, Term.LEAVES}:
        me.turned += 1
        yield Visit(reading.link(Purpose.LEAVE), "leave", Pace.SLOW)


def _nudged(reading: Reading) -> Visits:
    """A mentee says what became of the meeting, or proposes another date for it."""
    if reading.is_open:
        yield Visit(reading.action)
    elif not reading.me.is_mentor and reading.perhaps(0.7):
        yield Visit(reading.action, "move")


def _pulsed(reading: Reading) -> Visits:
    share = 0.4 if reading.me.who.survey is Survey.NEVER else 0.85
    if reading.perhaps(share):
        yield Visit(reading.action)
    if reading.me.who.stops_emails and reading.me.heard[reading.kind] == 1:
        yield Visit(reading.link(Purpose.STOP), "stop")


def _surveyed(reading: Reading) -> bool:
    return reading.me.who.survey is Survey.ANSWERS


def _surveyed_late(reading: Reading) -> bool:
    late = reading.me.who.survey is not Survey.NEVER
    return reading.is_open and late and reading.perhaps(0.8)


def _reads(reading: Reading) -> Visits:
    yield Visit(reading.action, "read")


def _new_link(reading: Reading) -> Visits:
    yield Visit(reading.action, "next", Pace.PROMPT)


_K = EmailKind

HABITS: Mapping[EmailKind, Callable[[Reading], Visits]] = MappingProxyType(
    {
        _K.INVITATION: _answer_if(_invited),
        _K.INTAKE: _answer_if(_enrols),
        _K.INTAKE_REMINDER: _answer_if(_enrols),
        _K.INTAKE_CLOSED: _sometimes(0.35),
        _K.MANAGER_CONSENT: _answer_if(lambda r: r.me.who.consent is not Consent.SILENT),
        _K.WAITLIST: _sometimes(0.25),
        _K.RELEASE: _sometimes(0.15),
        _K.PARTNER_DECLINED: _sometimes(0.15),
        _K.INTRODUCTION: _answer_if(_introduced),
        _K.INTRODUCTION_REMINDER: _answer_if(_introduced_late),
        _K.CHOOSE_TIME: _answer_if(_schedules),
        _K.FIRST_CONTACT_NUDGE: _answer_if(_schedules),
        _K.OPENING_LINE: _sometimes(0.5),
        _K.TRIAL_INVITATION: _fixed,
        _K.VERDICT: _answer_if(_judges),
        _K.VERDICT_REMINDER: _answer_if(_judges),
        _K.AGREEMENT: _agrees,
        _K.AGREEMENT_REMINDER: _agrees,
        _K.MEETING_CARD: _carded,
        _K.DID_YOU_MEET: _met,
        _K.NUDGE: _nudged,
        _K.PULSE: _pulsed,
        _K.MIDTERM: _answer_if(_surveyed),
        _K.OUTCOME_SURVEY: _answer_if(_surveyed),
        _K.SURVEY_REMINDER: _answer_if(_surveyed_late),
        _K.THANK_YOU: _sometimes(0.7),
        _K.WRAP_UP: _sometimes(0.5),
        _K.NEW_LINK: _new_link,
        _K.SPONSOR_REPORT: _reads,
        _K.COORDINATOR_REPORT: _reads,
        _K.ATTENTION: _reads,
    }
)
"""Emails that are not here are read, and that is all."""

REMINDERS = frozenset(
    {
        _K.INTAKE,
        _K.INTAKE_REMINDER,
        _K.INTRODUCTION_REMINDER,
        _K.FIRST_CONTACT_NUDGE,
        _K.OPENING_LINE,
        _K.VERDICT_REMINDER,
        _K.AGREEMENT_REMINDER,
        _K.NUDGE,
        _K.SURVEY_REMINDER,
    }
)
"""Emails about a question that was asked before: an answer already given stands."""
