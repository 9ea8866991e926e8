"""Pages of the intake: the invitation, the form, the line manager's word (M08-M12)."""

from rm_core.errors import NotAllowed
from rm_core.program.forms import intake as forms
from rm_core.program.forms import leaving
from rm_core.program.forms.answers import Answers, BadAnswers, FieldError
from rm_core.program.forms.form import Choice, Form, Option, one
from rm_core.program.intake import closes_at
from rm_core.program.people import Person, Role, State
from rm_core.program.purposes import Purpose
from rm_core.services import intake
from rm_core.store.unit import Begin
from rm_core.web.asked import Asked, Question, Sheet
from rm_core.web.view import PageResult

ENROLLING = frozenset({State.INVITED, State.ENROLLED, State.READY, State.WAITLISTED})


def _invitation(asked: Asked) -> Sheet:
    program, me = asked.program, asked.me
    _expect(asked, me.participant.state in {State.INVITED, State.ENROLLED, State.READY})
    teaches = me.participant.role is Role.MENTOR
    part = "teach a colleague something you know" if teaches else "learn from a colleague"
    form = one(
        "invitation",
        Choice(
            name="reply",
            label=f"Would you like to take part, and {part}?",
            options=(
                Option(value="yes", label="Yes", hint="A form of about ten minutes comes next."),
                Option(value="no", label="Not this time", hint="No reason is needed."),
            ),
        ),
    )
    intro = (
        f"{program.sponsor.name} invites you to {program.title}.",
        program.goal.statement,
    )
    return Sheet(title="Your invitation", intro=intro, form=form, closes_at=closes_at(program))


def _answer_invitation(asked: Asked, begin: Begin, form: Form, answers: Answers) -> PageResult:
    asked.keep(form, answers)
    me = asked.me.participant
    if answers.text("reply") == "no":
        intake.decline(begin, asked.clock, me.id)
        return PageResult("decline")
    intake.accept(begin, asked.clock, me.id)
    return PageResult("invitation", onward=asked.url(Purpose.INTAKE))


def _intake_form(asked: Asked) -> Form:
    offered = asked.catalogue.only(asked.program.topics)
    build = forms.mentor if asked.me.participant.role is Role.MENTOR else forms.mentee
    return build(asked.program, offered, asked.me.person)


def _intake(asked: Asked) -> Sheet:
    _expect(asked, asked.me.participant.state in ENROLLING)
    return Sheet(
        title="Your form",
        intro=("It takes about ten minutes. You can come back and change it until it closes.",),
        form=_intake_form(asked),
        values=asked.earlier() or forms.beginnings(asked.me.person),
        closes_at=closes_at(asked.program),
    )


def _enrol(asked: Asked, begin: Begin, form: Form, answers: Answers) -> PageResult:
    me = asked.me
    profile = forms.profile(me.participant.role, answers, _named(asked, answers))
    asked.keep(form, answers)
    intake.enrol(begin, asked.clock, me.participant.id, profile)
    return PageResult("intake")


def _named(asked: Asked, answers: Answers) -> dict[str, Person]:
    """The colleagues whom somebody wished for or ruled out, by their addresses (M21).

    Raises:
        BadAnswers: an address that is nobody's here, or the reader's own.
    """
    wanted = {
        name: [line.strip().lower() for line in answers.text(name).splitlines() if line.strip()]
        for name in forms.NAMED
    }
    found = asked.work.people.by_email({each for lines in wanted.values() for each in lines})
    found.pop(asked.me.person.email.lower(), None)
    errors = tuple(
        FieldError(name, f"we know no colleague with the address {each[:80]}")
        for name, lines in wanted.items()
        for each in lines
        if each not in found
    )
    if errors:
        raise BadAnswers(errors)
    return found


def _consent(asked: Asked) -> Sheet:
    me = asked.me
    _expect(asked, me.participant.state in {State.ENROLLED, State.READY})
    default = asked.program.eligibility.consent_default
    return Sheet(
        title=f"{me.person.name} would like to take part",
        intro=(f"{asked.program.title}: {asked.program.goal.statement}",),
        form=leaving.manager_consent(me.person.given_name, default),
    )


def _take_consent(asked: Asked, begin: Begin, form: Form, answers: Answers) -> PageResult:
    asked.keep(form, answers)
    granted = answers.text("consent") == "granted"
    intake.consent(begin, asked.clock, asked.me.participant.id, granted=granted)
    return PageResult("manager_consent")


def _next_round(_asked: Asked) -> Sheet:
    form = one(
        "next_round",
        Choice(
            name="again",
            label="Shall we write to you when the next round begins?",
            options=(
                Option(value="yes", label="Yes, please"),
                Option(value="no", label="No, thank you"),
            ),
        ),
    )
    return Sheet(title="The next round", form=form)


def _keep_next_round(asked: Asked, _begin: Begin, form: Form, answers: Answers) -> PageResult:
    asked.keep(form, answers)
    return PageResult("next_round")


def _expect(asked: Asked, is_open: bool) -> None:
    if not is_open:
        state = asked.me.participant.state
        message = f"participant {asked.me.participant.id} is {state}: {asked.purpose} is closed"
        raise NotAllowed(message)


QUESTIONS = {
    Purpose.INVITATION: Question(_invitation, _answer_invitation),
    Purpose.INTAKE: Question(_intake, _enrol),
    Purpose.CONSENT: Question(_consent, _take_consent),
    Purpose.NEXT_ROUND: Question(_next_round, _keep_next_round),
}
