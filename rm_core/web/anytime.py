"""Pages that are open at any time: my program, leaving, concerns, stopping emails; the desks."""

from datetime import datetime

from rm_core.program.forms import leaving as forms
from rm_core.program.forms.answers import Answers
from rm_core.program.forms.form import Form
from rm_core.program.meetings import State as MeetingState
from rm_core.program.pairing import CHECKIN_STAGE, Pairing, State
from rm_core.program.people import State as PersonState
from rm_core.program.purposes import Purpose
from rm_core.services import leaving, trial
from rm_core.services.contexts import read_sides
from rm_core.services.standing import figures
from rm_core.store.links import Link
from rm_core.store.unit import Begin
from rm_core.web.asked import Asked, Question, Sheet
from rm_core.web.view import Fact, Hub, PageResult, Todo

TODO = {
    State.INTRODUCED: (Purpose.INTRODUCTION, "Say yes or no to meeting {partner}"),
    State.TRIAL: (Purpose.CHOOSE_TIME, "Choose a time to meet {partner}"),
    State.SCHEDULED: (Purpose.CHOOSE_TIME, "Your first meeting with {partner}"),
    State.HELD: (Purpose.VERDICT, "Say whether you go on with {partner}"),
    State.AGREEING: (Purpose.AGREEMENT, "Agree with {partner} on what you expect"),
    State.ACTIVE: (Purpose.DID_YOU_MEET, "Your meetings with {partner}"),
    State.PAUSED: (Purpose.PAUSE, "Your pause with {partner}"),
    State.ASSESSING: (Purpose.SURVEY, "Say what came of it with {partner}"),
}
ENROLLING = frozenset(
    {PersonState.INVITED, PersonState.ENROLLED, PersonState.READY, PersonState.WAITLISTED}
)


def _hub(asked: Asked) -> Sheet:
    me = asked.me.participant
    mine = asked.work.pairings.of_participant(me.id)
    open_pairings = [each for each in mine if each.state in TODO]
    begun = [each for each in mine if each.started_at is not None]
    names = _names(asked, [*open_pairings, *begun])
    todos = [_todo(asked, each, names[each.id]) for each in open_pairings]
    if me.state in ENROLLING:
        todos.insert(0, Todo(what="Your form", link=asked.url(Purpose.INTAKE)))
    links = [
        (f"{label} ({names[each.id]})", _link(asked, purpose, each))
        for each in begun
        for label, purpose in _open_at_any_time(each)
    ]
    return Sheet(
        title="My program",
        intro=(STATES[me.state],),
        facts=tuple(_so_far(asked, each, names[each.id]) for each in begun),
        hub=Hub(todos=tuple(todos), dates=_dates(asked, open_pairings, names), links=tuple(links)),
    )


def _open_at_any_time(pairing: Pairing) -> tuple[tuple[str, Purpose], ...]:
    """What one may do about a pairing without being asked."""
    if pairing.state in CHECKIN_STAGE:
        return (("Agreement", Purpose.AGREEMENT), ("Pause", Purpose.PAUSE))
    return (("A word of thanks", Purpose.THANKS),)


def _so_far(asked: Asked, pairing: Pairing, partner: str) -> Fact:
    """How often the two have met, and what they set out to do: both know it already."""
    meetings = [each for each in asked.work.meetings.of(pairing.id) if each.number > 0]
    held = sum(each.state is MeetingState.HELD for each in meetings)
    latest = asked.work.agreements.latest(pairing.id)
    goals = tuple(goal.statement for goal in latest.terms.goals) if latest else ()
    return Fact(f"You and {partner}", (f"{held} of {len(meetings)} meetings held", *goals))


STATES = {
    PersonState.INVITED: "You are invited. Your form is open.",
    PersonState.ENROLLED: "You have enrolled. We are waiting for your line manager's word.",
    PersonState.READY: "You are ready to be matched.",
    PersonState.WAITLISTED: "You are on the waiting list, with priority in the next round.",
    PersonState.PAIRED: "You have been paired.",
    PersonState.FINISHED: "Your part in this program has come to its end. Thank you.",
    PersonState.DECLINED: "You are not taking part this time.",
    PersonState.WITHDRAWN: "You have left the program.",
    PersonState.LEFT: "You have left.",
}


def _names(asked: Asked, pairings: list[Pairing]) -> dict[object, str]:
    mine = asked.me.participant.role
    others = {each.id: each.side(mine.other) for each in pairings}
    sides = read_sides(asked.work, set(others.values()))
    return {pairing: sides[other].person.given_name for pairing, other in others.items()}


def _todo(asked: Asked, pairing: Pairing, partner: str) -> Todo:
    purpose, what = TODO[pairing.state]
    by: datetime | None = pairing.due_at if pairing.state is not State.ACTIVE else None
    link = _link(asked, purpose, pairing)
    return Todo(what=what.format(partner=partner), link=link, by=by)


def _link(asked: Asked, purpose: Purpose, pairing: Pairing) -> str:
    context = Link(cohort=asked.link.cohort, participant=asked.link.participant, pairing=pairing.id)
    return asked.links.url(purpose, context, asked.now)


def _dates(
    asked: Asked, pairings: list[Pairing], names: dict[object, str]
) -> tuple[tuple[str, datetime], ...]:
    planned = asked.work.meetings.of_some([each.id for each in pairings])
    ahead = [
        (each.starts_at, names[pairing])
        for pairing, meetings in planned.items()
        for each in meetings
        if each.state is MeetingState.PLANNED and each.starts_at > asked.now
    ]
    return tuple((f"Meeting with {name}", at) for at, name in sorted(ahead))


def _leave(asked: Asked) -> Sheet:
    return Sheet(
        title="Leaving",
        intro=("You may end a pairing or your part in the program at any time. That is fine.",),
        form=forms.leave(asked.partner),
    )


def _take_leave(asked: Asked, begin: Begin, form: Form, answers: Answers) -> PageResult:
    asked.keep(form, answers)
    pairing = asked.matter.pairing
    if answers.text("what") != forms.END_PAIRING:
        leaving.withdraw(begin, asked.clock, asked.me.participant.id)
    elif pairing is not None:
        trial.part(begin, asked.clock, pairing.id)
    else:
        leaving.end_pairing(begin, asked.clock, asked.me.participant.id)
    return PageResult("leave")


def _concern(asked: Asked) -> Sheet:
    contact = asked.program.concern_contact
    return Sheet(
        title="A concern",
        intro=(f"{contact.name} hears concerns. They are outside your line of management.",),
        form=forms.concern(contact.name),
    )


def _take_concern(asked: Asked, begin: Begin, form: Form, answers: Answers) -> PageResult:
    asked.keep(form, answers, f"{asked.now:%Y%m%d%H%M%S}")
    leaving.concern(begin, asked.clock, asked.me.participant.id)
    return PageResult("concern")


def _stop(_asked: Asked) -> Sheet:
    return Sheet(
        title="Fewer emails",
        intro=(
            "You will still get what you must know, such as the time of a meeting that you fixed.",
        ),
        form=forms.stop_emails(),
    )


def _take_stop(asked: Asked, begin: Begin, _form: Form, _answers: Answers) -> PageResult:
    leaving.stop_emails(begin, asked.clock, asked.me.participant.id)
    return PageResult("stop")


def _cases(asked: Asked) -> Sheet:
    """For the coordinator's desk: where the cohort stands, and the two whom the email is about."""
    cohort = asked.matter.cohort
    facts = [Fact("Stage", (str(cohort.state),)), *_figures(asked, for_sponsor=False)]
    about = asked.matter.pairing
    if about is not None:
        facts.insert(0, Fact("This pairing", _people(asked, about)))
    return Sheet(title="Where the cohort stands", facts=tuple(facts), hub=_report_link(asked))


def _report(asked: Asked) -> Sheet:
    """For the sponsor's desk: aggregates only (M79)."""
    facts = _figures(asked, for_sponsor=True)
    return Sheet(title="Where the cohort stands", facts=facts, hub=_report_link(asked))


def _figures(asked: Asked, *, for_sponsor: bool) -> tuple[Fact, ...]:
    found = figures(asked.work, asked.matter.cohort, for_sponsor=for_sponsor)
    return tuple(Fact(each.label.capitalize(), (each.value,)) for each in found)


def _report_link(asked: Asked) -> Hub:
    """The whole report behind the same link; it is written when a cohort changes its stage."""
    page = f"{asked.links.url(asked.purpose, asked.link, asked.now)}/report"
    return Hub(links=(("The whole report", page),))


def _people(asked: Asked, pairing: Pairing) -> tuple[str | datetime, ...]:
    """Both names, for the coordinator only; never what either of them said."""
    sides = read_sides(asked.work, {pairing.mentor, pairing.mentee})
    names = tuple(
        f"{role}: {sides[id_].person.name}, {sides[id_].person.email}"
        for role, id_ in (("mentor", pairing.mentor), ("mentee", pairing.mentee))
    )
    return (*names, f"state: {pairing.state}, since", pairing.since)


def _concerns(asked: Asked) -> Sheet:
    """For the one who hears concerns: what was written, and by whom."""
    written = asked.work.answers.of_cohort(asked.link.cohort, Purpose.CONCERN)
    sides = read_sides(asked.work, {each.participant for each in written})
    facts = tuple(
        Fact(
            sides[each.participant].person.name,
            (each.given_at, each.data["words"][0], f"may be answered: {each.data['reply'][0]}"),
        )
        for each in reversed(written)
    )
    return Sheet(title="Concerns", facts=facts)


QUESTIONS = {
    Purpose.HUB: Question(_hub),
    Purpose.LEAVE: Question(_leave, _take_leave),
    Purpose.CONCERN: Question(_concern, _take_concern),
    Purpose.STOP: Question(_stop, _take_stop),
    Purpose.CASES: Question(_cases),
    Purpose.REPORT: Question(_report),
    Purpose.CONCERNS: Question(_concerns),
}
