"""Real links, real pages, a real database: looking changes nothing, answering moves the program."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from rm_core.errors import LinkExpired, LinkInvalid, NotAllowed
from rm_core.program.emails import EmailKind
from rm_core.program.forms.answers import BadAnswers
from rm_core.program.meetings import State as MeetingState
from rm_core.program.pairing import State
from rm_core.program.people import Role
from rm_core.program.people import State as PersonState
from rm_core.program.purposes import Purpose
from rm_core.services import cohorts
from rm_core.services.approving import Verdict as Word
from rm_core.store.answers import Answer
from rm_core.web.pages import pages
from tests.support.builders import a_person
from tests.support.cohort_builders import World
from tests.support.forms import FORMS
from tests.support.pages import Browser
from tests.support.program import DAY, program_with

K = EmailKind


def give(world: World, token: str, **inputs: str) -> str:
    return world.asking.act(token, {name: [value] for name, value in inputs.items()}).thanks


def clicked(world: World, name: str, kind: EmailKind, **inputs: str) -> str:
    """Answer what the newest email of a kind asks, by its own link."""
    return give(world, world.newest(name, kind).tokens[0], **inputs)


def answers(world: World, purpose: Purpose) -> list[Answer]:
    with world.look() as work:
        return work.answers.of_cohort(world.cohort.id, purpose)


@pytest.fixture
def two(world: World) -> World:
    """Bo and Ada have just been introduced, and eve waits."""
    return world.introduced(["bo"], ["ada"])


def pairing(world: World):
    return world.pairing("bo", "ada")


# From page to rematch.


def test_a_no_on_the_page_frees_both_and_the_next_round_proposes_somebody_else(
    world: World,
) -> None:
    world.introduced(["bo", "cy"], ["ada", "eve"])
    first = {(each.mentor, each.mentee) for each in world.pairings()}

    for name in ("ada", "eve"):
        assert clicked(world, name, K.INTRODUCTION, reply="decline") == "introduction"
    world.send()
    assert {each.state for each in world.pairings()} == {State.RELEASED}
    for name in ("bo", "cy", "ada", "eve"):
        assert world.mail_of(name)[-1] is K.PARTNER_DECLINED
    world.until(world.now + 8 * DAY)

    assert len(world.open_pairs()) == 2
    assert world.open_pairs() & first == set()
    for name in ("bo", "cy", "ada", "eve"):
        assert world.mail_of(name)[-1] is K.INTRODUCTION
    assert len(answers(world, Purpose.INTRODUCTION)) == 2


def test_a_whole_pairing_goes_its_way_by_its_own_links(two: World) -> None:
    for name in ("bo", "ada"):
        clicked(two, name, K.INTRODUCTION, reply="accept")
    two.send()
    form = two.asking.show(two.newest("ada", K.CHOOSE_TIME).tokens[0]).form
    assert form is not None
    slot = form.fields[0].starts[0]  # type: ignore[union-attr]
    assert clicked(two, "ada", K.CHOOSE_TIME, slot=f"{slot:%Y-%m-%dT%H:%MZ}") == "choose_time"
    assert two.meetings(pairing(two).id)[0].starts_at == slot

    two.until(slot + 2 * DAY)
    for name in ("bo", "ada"):
        assert clicked(two, name, K.VERDICT, verdict="continue") == "verdict"
    two.send()
    two.until(two.now + 3 * DAY)
    _, filled = FORMS["agreement"]
    token = two.newest("ada", K.AGREEMENT).tokens[0]
    assert two.asking.act(token, filled).thanks == "agreement"
    two.until(two.now + DAY)
    assert clicked(two, "bo", K.AGREEMENT, reply="confirm") == "confirm"
    assert pairing(two).state is State.ACTIVE

    first = two.meetings(pairing(two).id)[1]
    two.until(first.ends_at + 2 * DAY)
    assert clicked(two, "ada", K.DID_YOU_MEET, met="yes", worth="5") == "did_you_meet"
    assert two.meetings(pairing(two).id)[1].state is MeetingState.HELD

    two.until(datetime(2027, 9, 20, 8, tzinfo=UTC))
    for name in ("bo", "ada"):
        survey = two.asking.show(two.newest(name, K.OUTCOME_SURVEY).tokens[0]).form
        assert survey is not None
        said = FORMS["end"][1] | {
            field.name: ["1"] for field in survey.fields if field.name.startswith("goal-")
        }
        token = two.newest(name, K.OUTCOME_SURVEY).tokens[0]
        assert two.asking.act(token, said).thanks == "survey"
    assert pairing(two).state is State.COMPLETED
    two.until(datetime(2027, 9, 22, 8, tzinfo=UTC))
    assert clicked(two, "ada", K.WRAP_UP, returned="yes", words="Thank you, Bo.") == "thanks"
    shown = two.asking.show(two.newest("bo", K.WRAP_UP).tokens[0])
    assert [fact.lines for fact in shown.facts] == [("Thank you, Bo.",)]


# Looking changes nothing.


def lived(world: World) -> Iterator[World]:
    """A cohort with managers, two pairs and one who waits, at many moments of its life."""
    world.program = program_with("eligibility", ask_line_manager=True)
    cohorts.create(world.begin, world.clock, world.program)
    world.enlist(max=Role.MENTOR, bo=Role.MENTOR, cy=Role.MENTOR, eve=Role.MENTEE, fay=Role.MENTEE)
    world.enlist(a_person("ada", manager="max", time_zone="Europe/Berlin"))
    cohorts.launch(world.begin, world.clock, world.key, by="kim")
    world.at(datetime(2027, 1, 11, 8, tzinfo=UTC))
    yield world.until(world.now)
    for name in ("bo", "cy"):
        world.enrol(name, Role.MENTOR)
    for name in ("ada", "eve", "fay"):
        world.enrol(name, Role.MENTEE)
    yield world.until(world.now + 2 * DAY)
    yield world.until(datetime(2027, 2, 9, 12, tzinfo=UTC))
    going = next(each for each in world.pairings() if each.state is State.INTRODUCED)
    for role in Role:
        world.answer(going, role, "accept")  # type: ignore[arg-type]
    for days in (1, 4, 9, 14, 17, 20, 30, 40):
        yield world.until(datetime(2027, 2, 9, 12, tzinfo=UTC) + days * DAY)
    for moment in (
        datetime(2027, 5, 4, tzinfo=UTC),
        datetime(2027, 9, 21, tzinfo=UTC),
        datetime(2027, 12, 1, tzinfo=UTC),
    ):
        yield world.until(moment)


def test_opening_any_link_of_any_email_at_any_time_changes_not_one_byte(world: World) -> None:
    browser = Browser(pages(world.asking))
    statuses: set[int] = set()
    seen: set[str] = set()

    for moment in lived(world):
        tokens = {token for mail in moment.inbox for token in mail.tokens}
        fresh = sorted(tokens - seen) + sorted(seen)[:: max(1, len(seen) // 12)]
        seen |= tokens
        before = moment.dump()
        for token in fresh:
            statuses.add(browser.get(f"/a/{token}").status_code)
            statuses.add(browser.head(f"/a/{token}").status_code)
        assert moment.dump() == before

    assert len(seen) > 60
    assert statuses <= {200, 409, 410}
    kinds = {mail.kind for mail in world.inbox}
    assert len(kinds) > 15


def test_the_action_of_every_email_opens_when_it_arrives(world: World) -> None:
    opened = 0
    closed: set[EmailKind] = set()

    for moment in lived(world):
        for mail in moment.inbox[opened:]:
            if mail.at < moment.now - DAY:
                continue
            try:
                moment.asking.show(mail.tokens[0])
            except NotAllowed:
                closed.add(mail.kind)
        opened = len(moment.inbox)

    assert closed == set()


def test_every_other_link_of_an_email_opens_as_long_as_the_cohort_lives(two: World) -> None:
    mail = two.newest("ada", K.INTRODUCTION)

    titles = [two.asking.show(token).title for token in dict.fromkeys(mail.tokens)]

    assert titles[0] == "You and Bo"
    assert {"My program", "Leaving", "A concern"} <= set(titles)


# What is asked for, and by whom.


def test_an_answer_may_be_changed_while_the_question_is_open(two: World) -> None:
    clicked(two, "ada", K.INTRODUCTION, reply="accept")
    clicked(two, "ada", K.INTRODUCTION, reply="accept")

    assert dict(pairing(two).said) == {Role.MENTEE: "accept"}
    assert len(answers(two, Purpose.INTRODUCTION)) == 1


def test_a_late_answer_is_refused_and_nothing_of_it_is_kept(two: World) -> None:
    clicked(two, "bo", K.INTRODUCTION, reply="decline")
    before = two.dump()

    with pytest.raises(NotAllowed):
        clicked(two, "ada", K.INTRODUCTION, reply="accept")

    assert two.dump() == before


@pytest.mark.parametrize("inputs", [{}, {"reply": "perhaps"}, {"reply": "accept", "more": "x"}])
def test_what_does_not_fit_the_form_is_refused_and_nothing_of_it_is_kept(
    two: World, inputs: dict[str, str]
) -> None:
    before = two.dump()

    with pytest.raises(BadAnswers):
        clicked(two, "ada", K.INTRODUCTION, **inputs)

    assert two.dump() == before


def test_a_page_never_shows_what_the_other_side_answered(two: World) -> None:
    token = two.newest("ada", K.INTRODUCTION).tokens[0]
    before = two.asking.show(token)

    clicked(two, "bo", K.INTRODUCTION, reply="accept")

    assert two.asking.show(token) == before


def test_a_verdict_shows_nowhere_on_the_other_sides_pages(two: World) -> None:
    two.held("bo", "ada")
    mail = two.newest("ada", K.VERDICT)
    before = [two.asking.show(token) for token in mail.tokens]

    clicked(two, "bo", K.VERDICT, verdict="stop")

    assert [two.asking.show(token) for token in mail.tokens] == before


def test_a_link_for_one_question_answers_no_other(two: World) -> None:
    token = two.newest("ada", K.INTRODUCTION).tokens[0]
    key, signature, body, _ = token.split(".")

    with pytest.raises(LinkInvalid):
        two.asking.show(f"{key}.{signature}.{body}.leave")


def test_an_expired_link_is_refused_and_a_new_one_is_sent_to_its_owner_once_a_day(
    two: World,
) -> None:
    token = two.newest("ada", K.INTRODUCTION).tokens[0]
    two.at(two.now + 61 * DAY)
    with pytest.raises(LinkExpired):
        two.asking.show(token)

    for _ in range(2):
        two.asking.renew(token)
    two.send()

    assert two.mail_of("ada").count(K.NEW_LINK) == 1
    assert K.NEW_LINK not in two.mail_of("bo")
    assert two.asking.show(two.newest("ada", K.NEW_LINK).tokens[0]).title == "My program"


def test_a_revoked_link_opens_nothing(two: World) -> None:
    token = two.newest("ada", K.INTRODUCTION).tokens[0]
    two.write(lambda work: work.links.revoke(two.id_of("ada", Role.MENTEE), two.now))

    with pytest.raises(LinkInvalid):
        two.asking.show(token)


# Leaving.


def test_who_ends_a_pairing_on_the_page_stays_in_the_program(two: World) -> None:
    token = two.link(Purpose.LEAVE, "ada", Role.MENTEE, pairing(two).id)

    assert give(two, token, what="pairing") == "leave"

    assert pairing(two).state is State.RELEASED
    assert two.mentee("ada").state is PersonState.WAITLISTED


def test_who_leaves_the_program_on_the_page_is_out_of_it(two: World) -> None:
    token = two.link(Purpose.LEAVE, "ada", Role.MENTEE, pairing(two).id)

    give(two, token, what="program")

    assert two.mentee("ada").state is PersonState.WITHDRAWN


def test_one_click_stops_the_emails_that_may_be_stopped(world: World) -> None:
    world.launched(["bo"], ["ada"]).send()
    mail = world.newest("ada", K.INVITATION)
    url = str(mail.message["List-Unsubscribe"]).strip("<>")
    browser = Browser(pages(world.asking))

    response = browser.post("/a/" + url.rsplit("/a/", 1)[1], {"List-Unsubscribe": ["One-Click"]})

    assert response.status_code == 200
    assert world.mentee("ada").quiet
    assert not world.mentor("bo").quiet


# Others.


def test_the_hub_says_what_is_next_and_its_links_open(two: World) -> None:
    hub = two.asking.show(two.link(Purpose.HUB, "ada", Role.MENTEE)).hub
    assert hub is not None

    opened = [two.asking.show(todo.link.rsplit("/a/", 1)[1]).title for todo in hub.todos]

    assert [todo.what for todo in hub.todos] == ["Say yes or no to meeting Bo"]
    assert opened == ["You and Bo"]


def test_the_hubs_links_open_before_the_first_email_about_a_pairing_has_gone_out(
    world: World,
) -> None:
    world.proposed(["bo"], ["ada"]).decide(Word.APPROVE)

    hub = world.asking.show(world.link(Purpose.HUB, "ada", Role.MENTEE)).hub

    assert hub is not None
    assert world.asking.show(hub.todos[0].link.rsplit("/a/", 1)[1]).title == "You and Bo"


def test_somebody_who_waits_may_change_their_form_on_the_page(world: World) -> None:
    world.introduced(["bo"], ["ada"])
    clicked(world, "bo", K.INTRODUCTION, reply="decline")
    world.send()
    token = world.newest("ada", K.PARTNER_DECLINED).tokens[0]

    page = world.asking.show(token)
    filled = FORMS["intake_mentee"][1]
    edition = {"edition": page.values["edition"]} if "edition" in page.values else {}
    thanks = world.asking.act(token, filled | edition).thanks

    assert thanks == "intake"
    with world.look() as work:
        profile = work.participants.profile(world.id_of("ada", Role.MENTEE))
    assert profile is not None
    assert profile.gap == "I nod when people talk about prompts."


def test_a_line_manager_says_yes_or_no_by_their_own_link(world: World) -> None:
    world.program = program_with("eligibility", ask_line_manager=True)
    cohorts.create(world.begin, world.clock, world.program)
    world.enlist(max=Role.MENTOR)
    world.enlist(a_person("ada", manager="max", time_zone="Europe/Berlin"))
    cohorts.launch(world.begin, world.clock, world.key, by="kim")
    world.at(datetime(2027, 1, 11, 8, tzinfo=UTC))
    world.enrol("ada", Role.MENTEE)
    world.send()

    clicked(world, "max", K.MANAGER_CONSENT, consent="granted")

    assert world.mentee("ada").state is PersonState.READY


def test_the_coordinators_page_names_the_two_and_not_what_they_said(two: World) -> None:
    two.held("bo", "ada")
    clicked(two, "bo", K.VERDICT, verdict="stop")
    two.until(two.now + 30 * DAY)
    attention = [mail for mail in two.inbox if mail.to == "kim@example.org"]

    for mail in attention:
        page = two.asking.show(mail.tokens[0])
        text = repr(page)
        assert "stop" not in text
        assert "declin" not in text


def test_a_concern_is_read_by_its_human_only(two: World) -> None:
    token = two.link(Purpose.CONCERN, "ada", Role.MENTEE)
    give(two, token, words="I feel pushed.", reply="no")
    two.send()

    shown = repr(two.asking.show(two.newest("robin", K.ATTENTION).tokens[0]))
    assert "I feel pushed." in shown
    assert "kim@example.org" not in [mail.to for mail in two.inbox if mail.kind is K.ATTENTION]


def test_a_click_in_the_middle_of_a_sweep_is_not_lost(two: World) -> None:
    token = two.newest("ada", K.INTRODUCTION).tokens[0]
    two.at(two.now + timedelta(days=3)).sweep()

    give(two, token, reply="accept")

    assert dict(pairing(two).said) == {Role.MENTEE: "accept"}


def test_who_wants_to_end_a_pairing_from_a_page_about_none_does_not_leave_the_program(
    two: World,
) -> None:
    token = two.link(Purpose.LEAVE, "ada", Role.MENTEE)

    give(two, token, what="pairing")

    assert two.mentee("ada").state is PersonState.WAITLISTED
    assert pairing(two).state is State.RELEASED
