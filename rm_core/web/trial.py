"""Pages between the introduction and the verdict (M32-M37)."""

from datetime import UTC, datetime, timedelta

from rm_core.errors import NotAllowed
from rm_core.program.agenda import days_after
from rm_core.program.forms import trial as forms
from rm_core.program.forms.answers import Answers, BadAnswers, FieldError
from rm_core.program.forms.form import Form
from rm_core.program.meetings import choices, hours_text
from rm_core.program.pairing import State
from rm_core.program.purposes import Purpose
from rm_core.program.trial import Reply, Verdict
from rm_core.services import trial
from rm_core.services.wording import Words
from rm_core.store.unit import Begin
from rm_core.web.asked import Asked, Question, Sheet
from rm_core.web.view import Fact, PageResult


def _introduction(asked: Asked) -> Sheet:
    _expect(asked, {State.INTRODUCED})
    within = asked.program.trial.answer_within
    return Sheet(
        title=f"You and {asked.partner}",
        intro=("One meeting, without obligation. You both say yes or no on your own.",),
        facts=why_you_two(asked),
        form=forms.introduction(asked.partner),
        closes_at=days_after(asked.pairing.since, within, asked.program.zone),
    )


def why_you_two(asked: Asked) -> tuple[Fact, ...]:
    """What speaks for the pairing, from what really matched (M24)."""
    words, found = Words(asked.catalogue), asked.matter.evidence
    partner = asked.matter.partner
    facts = []
    topics = tuple(words.topic(each["topic"]) for each in found.get("needs", ()))
    if topics:
        facts.append(Fact("Topics you share", topics))
    interests = tuple(words.interest(each) for each in found.get("interests", ()))
    if interests:
        facts.append(Fact("Interests you share", interests))
    if partner and (partner.person.department or partner.person.site):
        place = ", ".join(filter(None, (partner.person.department, partner.person.site)))
        facts.append(Fact(f"Where {asked.partner} works", (place,)))
    return tuple(facts)


def _answer(asked: Asked, begin: Begin, form: Form, answers: Answers) -> PageResult:
    asked.keep(form, answers, f"{asked.pairing.since:%Y%m%d}")
    said = Reply(answers.text("reply"))
    trial.answer(begin, asked.clock, asked.pairing.id, asked.me.participant.id, said)
    return PageResult("introduction")


def _choose_time(asked: Asked) -> Sheet:
    _expect(asked, {State.TRIAL, State.SCHEDULED})
    partner = asked.matter.partner
    facts = []
    if partner and partner.profile and partner.profile.hours:
        hours = hours_text(partner.profile.hours)
        label = f"{asked.partner}'s office hours ({partner.zone.key})"
        facts.append(Fact(label, (hours,)))
    fixed = asked.matter.trial
    if fixed and asked.pairing.state is State.SCHEDULED:
        facts.insert(0, Fact("Fixed for", (fixed.starts_at,)))
    last = asked.now + timedelta(days=60)
    return Sheet(
        title=f"A time to meet {asked.partner}",
        intro=("These times are in the office hours of both of you.",),
        facts=tuple(facts),
        form=forms.choose_time(_slots(asked), asked.now.date(), last.date()),
    )


def _slots(asked: Asked) -> tuple[datetime, ...]:
    """The same few times all day long, so that what was shown can be chosen."""
    partner = asked.matter.partner
    if partner is None or partner.profile is None or asked.me.profile is None:
        return ()
    after = asked.now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    minutes = asked.program.trial.minutes
    return choices(asked.me.profile, partner.profile, after, minutes)


def _fix(asked: Asked, begin: Begin, form: Form, answers: Answers) -> PageResult:
    starts_at = answers.moment("slot") or own_time(asked, answers)
    asked.keep(form, answers, f"{asked.now:%Y%m%d%H%M}")
    trial.choose_time(begin, asked.clock, asked.pairing.id, starts_at)
    return PageResult("choose_time")


def own_time(asked: Asked, answers: Answers) -> datetime:
    """The day and time that somebody proposed in their own zone, UTC.

    Raises:
        BadAnswers: it is missing or has passed.
    """
    day, clock = answers.day("day"), answers.clock("time")
    if day is None or clock is None:
        raise BadAnswers((FieldError("day", "give a day and a time"),))
    starts_at = datetime.combine(day, clock, asked.me.zone).astimezone(UTC)
    if starts_at <= asked.now:
        raise BadAnswers((FieldError("time", "this time has passed; give one that lies ahead"),))
    return starts_at


def _verdict(asked: Asked) -> Sheet:
    _expect(asked, {State.HELD})
    within = asked.program.trial.verdict_within
    return Sheet(
        title=f"After your meeting with {asked.partner}",
        form=forms.verdict(asked.partner),
        closes_at=days_after(asked.pairing.since, within, asked.program.zone),
    )


def _judge(asked: Asked, begin: Begin, form: Form, answers: Answers) -> PageResult:
    asked.keep(form, answers, str(asked.pairing.trials))
    said = Verdict(answers.text("verdict"))
    trial.judge(begin, asked.clock, asked.pairing.id, asked.me.participant.id, said)
    return PageResult("verdict")


def _expect(asked: Asked, states: set[State]) -> None:
    if asked.pairing.state not in states:
        message = f"pairing {asked.pairing.id} is {asked.pairing.state}: {asked.purpose} is closed"
        raise NotAllowed(message)


QUESTIONS = {
    Purpose.INTRODUCTION: Question(_introduction, _answer),
    Purpose.CHOOSE_TIME: Question(_choose_time, _fix),
    Purpose.VERDICT: Question(_verdict, _judge),
}
