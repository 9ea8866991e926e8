"""Pages of the term: agreement, meetings, pulses, thanks, pauses (M39-M51, M59)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from rm_core.errors import NotAllowed
from rm_core.program.agreements import Agreement
from rm_core.program.checkins import Met
from rm_core.program.forms import agreement as agreement_forms
from rm_core.program.forms import checkins as forms
from rm_core.program.forms.answers import Answers
from rm_core.program.forms.form import Form
from rm_core.program.meetings import Meeting
from rm_core.program.pairing import CHECKIN_STAGE, State
from rm_core.program.purposes import Purpose
from rm_core.services import checkins
from rm_core.store.unit import Begin
from rm_core.web.asked import Asked, Question, Sheet
from rm_core.web.trial import own_time
from rm_core.web.view import Fact, PageResult


def _agreement(asked: Asked) -> Sheet:
    _expect(asked, CHECKIN_STAGE)
    latest = asked.matter.agreements[-1] if asked.matter.agreements else None
    mine = asked.me.participant.role
    waits = latest is not None and not latest.holds and mine not in latest.confirmed
    if latest and waits and _said(asked, latest) != agreement_forms.AMEND:
        return Sheet(
            title="Your agreement",
            intro=(f"{asked.partner} wrote this down for the two of you.",),
            facts=terms_facts(latest),
            form=agreement_forms.confirm(asked.partner),
        )
    facts = terms_facts(latest) if latest else ()
    return Sheet(
        title="Your agreement",
        intro=("What you expect of each other, on one page. Both of you confirm it.",),
        facts=facts,
        form=agreement_forms.propose(asked.program, asked.now.date(), asked.partner),
        values=_written(asked) or _standard(asked),
    )


def _reply(agreement: Agreement) -> str:
    """The occasion of a word on one version: the next one is asked about anew."""
    return f"reply {agreement.version}"


def _said(asked: Asked, agreement: Agreement) -> str:
    """What they said of this version; empty if nothing."""
    return next(iter(asked.earlier(_reply(agreement)).get("reply", ())), "")


def _written(asked: Asked) -> Mapping[str, list[str]]:
    """The terms as whichever of the two wrote them last: they belong to both."""
    written = asked.work.answers.of_pairing(asked.pairing.id, Purpose.AGREEMENT)
    return next((each.data for each in reversed(written) if not each.occasion), {})


def _standard(asked: Asked) -> dict[str, list[str]]:
    program = asked.program
    return {
        "every": [str(program.cadence.every)],
        "ends_on": [program.dates.ends.isoformat()],
        "confidential": ["yes"],
    }


def terms_facts(agreement: Agreement) -> tuple[Fact, ...]:
    """The terms in lines."""
    terms = agreement.terms
    facts = [
        Fact("Goals", tuple(goal.statement for goal in terms.goals) or ("none written down",)),
        Fact("Rhythm", (f"every {terms.every} days, until {terms.ends_on:%d %B %Y}",)),
    ]
    if terms.aims:
        facts.append(Fact("Aim of each meeting", terms.aims))
    if terms.gives_back or terms.wishes_back:
        facts.append(Fact("In return", tuple(filter(None, (terms.gives_back, terms.wishes_back)))))
    return tuple(facts)


def _agree(asked: Asked, begin: Begin, form: Form, answers: Answers) -> PageResult:
    pairing, me = asked.pairing.id, asked.me.participant.id
    if form.key != "confirm":
        terms = agreement_forms.terms(answers)
        asked.keep(form, answers)
        checkins.agree(begin, asked.clock, pairing, me, terms)
        return PageResult("agreement")
    latest = asked.matter.agreements[-1]
    asked.keep(form, answers, _reply(latest))
    if answers.text("reply") == agreement_forms.AMEND:
        return PageResult("amend")
    checkins.agree(begin, asked.clock, pairing, me, latest.terms)
    return PageResult("confirm")


def _agreed_before(asked: Asked, data: Mapping[str, Any]) -> PageResult | None:
    """The same word on the same version again, from a second click: the same thanks."""
    latest = asked.matter.agreements[-1] if asked.matter.agreements else None
    said = _said(asked, latest) if latest else ""
    return PageResult(said) if said and dict(data) == {"reply": [said]} else None


def _did_you_meet(asked: Asked) -> Sheet:
    _expect(asked, {State.ACTIVE})
    meeting = _meeting(asked)
    last = asked.now + timedelta(days=90)
    return Sheet(
        title=f"Your meeting with {asked.partner}",
        facts=(Fact("Planned for", (meeting.starts_at,)),),
        form=forms.did_you_meet(asked.partner, asked.now.date(), last.date()),
        values=asked.earlier(str(meeting.number)),
    )


def _meeting(asked: Asked) -> Meeting:
    """The meeting that the link names, else the latest one that is past, else the next."""
    numbered = [each for each in asked.matter.meetings if each.number > 0]
    named = next((each for each in numbered if each.id == asked.link.subject), None)
    past = [each for each in numbered if each.starts_at <= asked.now]
    found = named or (past[-1] if past else None) or (numbered[0] if numbered else None)
    if found is None:
        message = f"pairing {asked.pairing.id} has no meeting to talk about"
        raise NotAllowed(message)
    return found


def _met(asked: Asked, begin: Begin, form: Form, answers: Answers) -> PageResult:
    meeting, said = _meeting(asked), Met(answers.text("met"))
    moved_to: datetime | None = own_time(asked, answers) if said is Met.MOVED else None
    asked.keep(form, answers, str(meeting.number))
    mine = asked.me.participant.role
    by = answers.text("by")
    by_mentee = (by == "me") == (mine == "mentee") and by != "both" and bool(by)
    checkins.met(
        begin,
        asked.clock,
        meeting.id,
        said,
        cancelled_by_mentee=by_mentee,
        moved_to=moved_to,
    )
    return PageResult("did_you_meet")


def _pulse(asked: Asked) -> Sheet:
    _expect(asked, {State.ACTIVE, State.ASSESSING})
    return Sheet(
        title=f"How is it going with {asked.partner}?",
        intro=("Only the program reads this. It takes a minute.",),
        form=forms.pulse(asked.me.participant.role, asked.partner),
    )


def _take_pulse(asked: Asked, begin: Begin, form: Form, answers: Answers) -> PageResult:
    occasion = f"{asked.now:%Y-%m}"
    asked.keep(form, answers, occasion)
    checkins.pulse(begin, asked.clock, asked.pairing.id, answers.number(forms.GOING), occasion)
    return PageResult("pulse")


def _thanks(asked: Asked) -> Sheet:
    words = tuple(
        each.data["words"][0]
        for each in asked.work.answers.of_pairing(asked.pairing.id, Purpose.THANKS)
        if each.participant != asked.me.participant.id and each.data.get("words")
    )
    return Sheet(
        title=f"Thanks to {asked.partner}",
        facts=(Fact(f"{asked.partner} wrote to you", words),) if words else (),
        form=forms.thanks(asked.me.participant.role, asked.partner),
        values=asked.earlier(),
    )


def _keep_thanks(asked: Asked, _begin: Begin, form: Form, answers: Answers) -> PageResult:
    asked.keep(form, answers)
    return PageResult("thanks")


def _pause(asked: Asked) -> Sheet:
    _expect(asked, {State.ACTIVE, State.PAUSED})
    if asked.pairing.state is State.PAUSED:
        until = asked.pairing.paused_until
        return Sheet(
            title="Your pause",
            intro=("Your pairing rests, and goes on by itself.",),
            facts=(Fact("Until", (until,)),) if until else (),
        )
    latest = asked.now + timedelta(days=180)
    return Sheet(
        title=f"A pause with {asked.partner}",
        form=forms.pause((asked.now + timedelta(days=1)).date(), latest.date()),
    )


def _take_pause(asked: Asked, begin: Begin, form: Form, answers: Answers) -> PageResult:
    until = answers.day("until")
    if until is None:
        message = f"pairing {asked.pairing.id}: a pause needs a day"
        raise NotAllowed(message)
    asked.keep(form, answers)
    checkins.pause(begin, asked.clock, asked.pairing.id, until)
    return PageResult("pause")


def _expect(asked: Asked, states: frozenset[State] | set[State]) -> None:
    if asked.pairing.state not in states:
        message = f"pairing {asked.pairing.id} is {asked.pairing.state}: {asked.purpose} is closed"
        raise NotAllowed(message)


QUESTIONS = {
    Purpose.AGREEMENT: Question(_agreement, _agree, _agreed_before),
    Purpose.DID_YOU_MEET: Question(_did_you_meet, _met),
    Purpose.PULSE: Question(_pulse, _take_pulse),
    Purpose.THANKS: Question(_thanks, _keep_thanks),
    Purpose.PAUSE: Question(_pause, _take_pause),
}
