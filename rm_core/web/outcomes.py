"""Pages of mid-term and end: the survey, and how far each goal came (M62, M63)."""

from dataclasses import replace

from rm_core.errors import NotAllowed
from rm_core.program.agenda import days_after
from rm_core.program.forms import survey as forms
from rm_core.program.forms.answers import Answers
from rm_core.program.forms.form import Form, Section
from rm_core.program.outcomes import Moment
from rm_core.program.pairing import State
from rm_core.program.purposes import Purpose
from rm_core.services import outcomes
from rm_core.store.unit import Begin
from rm_core.web.asked import Asked, Question, Sheet
from rm_core.web.view import PageResult


def _form(asked: Asked, moment: Moment) -> Form:
    """The survey, and below it the goals that the two agreed on."""
    survey = forms.survey(asked.me.participant.role, moment)
    goals = asked.matter.agreements[-1].terms.goals if asked.matter.agreements else ()
    if not goals:
        return survey
    ratings = Section(
        heading="Your goals",
        intro="Each of you says on their own where each goal stands.",
        fields=forms.ratings(goals).fields,
    )
    return replace(survey, sections=(*survey.sections, ratings))


def _midterm(asked: Asked) -> Sheet:
    _expect(asked, {State.ACTIVE, State.PAUSED, State.ASSESSING})
    return Sheet(
        title="Half-time",
        intro=(f"How is it going with {asked.partner}, and what should change?",),
        form=_form(asked, Moment.MIDTERM),
        values=asked.earlier(),
    )


def _keep_midterm(asked: Asked, _begin: Begin, form: Form, answers: Answers) -> PageResult:
    asked.keep(form, answers)
    return PageResult("survey")


def _survey(asked: Asked) -> Sheet:
    _expect(asked, {State.ASSESSING})
    within = asked.program.surveys.answer_within
    return Sheet(
        title="What came of it",
        intro=("Five minutes. Answers are reported in groups of at least five people only.",),
        form=_form(asked, Moment.END),
        values=asked.earlier(),
        closes_at=days_after(asked.pairing.since, within, asked.program.zone),
    )


def _keep_survey(asked: Asked, begin: Begin, form: Form, answers: Answers) -> PageResult:
    asked.keep(form, answers)
    outcomes.surveyed(begin, asked.clock, asked.pairing.id, asked.me.participant.id)
    return PageResult("survey")


def _expect(asked: Asked, states: set[State]) -> None:
    if asked.pairing.state not in states:
        message = f"pairing {asked.pairing.id} is {asked.pairing.state}: {asked.purpose} is closed"
        raise NotAllowed(message)


QUESTIONS = {
    Purpose.MIDTERM: Question(_midterm, _keep_midterm),
    Purpose.SURVEY: Question(_survey, _keep_survey),
}
