"""What the emails say, and what they must never say (practices 28-31, 41, 47, 51-53, 65-69, 86)."""

import re
from dataclasses import replace

import pytest

from rm_core.mail.facts import Evidence, Links, Topic
from rm_core.mail.kinds import BOTH, CATALOGUE
from rm_core.mail.samples import sample, samples
from rm_core.program.emails import Desk, EmailKind
from rm_core.program.people import Role
from tests.support.emails import body, footer, the_renderer, words_of_html, words_of_text, written

every_kind = pytest.mark.parametrize("kind", EmailKind)
both_sides = pytest.mark.parametrize("role", BOTH)

FLUFF = re.compile(
    r"!|\b(excit|thrill|delight|amazing|awesome|journey|unlock|empower|leverag|synerg|"
    r"reach out|touch base|kindly|super)\w*",
    re.IGNORECASE,
)
GENDERED = re.compile(r"\b(he|she|his|her|hers|him)\b", re.IGNORECASE)


@every_kind
def test_every_email_ends_with_why_it_was_sent_and_how_to_stop(kind):
    for each in samples(kind):
        end = footer(the_renderer().render(kind, each.facts))
        why, how = end.index("You get this email because"), end.rindex("top these emails")
        assert why < how
        assert how > len(end) - 90
        if each.facts.links.stop:
            assert end.endswith(f"Stop these emails: {each.facts.links.stop}")


@every_kind
def test_the_html_ends_as_the_text_does(kind):
    for each in samples(kind):
        email = the_renderer().render(kind, each.facts)
        text = words_of_text(footer(email))
        html = words_of_html(email.html)
        assert html.endswith(text.rpartition("You get this email")[2])


@every_kind
def test_both_people_are_named_properly(kind):
    for each in samples(kind):
        email = the_renderer().render(kind, each.facts)
        assert email.text.startswith(f"Hello {each.facts.reader.given_name},")
        if hasattr(each.facts, "partner"):
            assert each.facts.partner.name in body(email).partition("https:")[0]


@every_kind
def test_the_tone_is_adult_and_nobody_has_a_gender(kind):
    for each in samples(kind):
        email = the_renderer().render(kind, each.facts)
        said = email.subject + " " + body(email)
        assert FLUFF.findall(said) == []
        assert GENDERED.findall(said) == []


@every_kind
def test_deadlines_are_said_in_the_readers_zone(kind):
    for each in samples(kind):
        zones = set(re.findall(r"\((\w+/\w+)\)", body(the_renderer().render(kind, each.facts))))
        partner = getattr(each.facts, "partner", None)
        known = {each.facts.reader.zone.key}
        known |= {partner.zone.key} if partner and partner.zone else set()
        assert zones <= known


def test_the_invitation_is_signed_by_the_sponsor():
    for role in BOTH:
        text = written(EmailKind.INVITATION, role).text.partition("\n-- \n")[0]
        assert text.endswith("\n\nMargaret Lindqvist\nChief Operating Officer\n")


def test_the_mentee_schedules_at_the_mentors_convenience_and_pays():
    mentee = body(written(EmailKind.INTRODUCTION, Role.MENTEE))
    mentor = body(written(EmailKind.INTRODUCTION, Role.MENTOR))

    assert "You do the scheduling and the leg work" in mentee
    assert "when and where it suits Samir" in mentee
    assert "You pay for the coffee or the meal" in mentee
    assert "get in touch within three working days" in mentee
    assert "Helen does the scheduling, meets when and where it suits you, and pays" in mentor
    assert "Ask before you advise" in mentor


def test_the_introduction_gives_only_the_evidence_there_is():
    topic = Topic("Working with AI assistants", "I do it regularly")
    little = body(written(EmailKind.INTRODUCTION, Role.MENTEE, evidence=Evidence(topics=(topic,))))
    none = body(written(EmailKind.INTRODUCTION, Role.MENTEE, evidence=Evidence()))

    assert "Why the two of you ------------------ - Working with AI assistants. You want" in little
    assert "“I do it regularly.” Your part" in little
    assert "Why the two of you" not in none


def test_each_meeting_has_its_own_question_and_later_ones_share_the_last():
    facts = sample(EmailKind.MEETING_CARD, Role.MENTEE, much=True)
    asked = [
        body(
            the_renderer().render(
                EmailKind.MEETING_CARD,
                replace(facts, meeting=replace(facts.meeting, number=number, casual=False)),
            )
        )
        .partition("> ")[2]
        .partition("Listening, on a card")[0]
        for number in range(1, 8)
    ]

    assert len(set(asked[:6])) == 6
    assert asked[6] == asked[5]
    assert "advice can wait" in asked[0]
    assert "advice can wait" in asked[1]
    assert "Gentle advice" in asked[2]
    assert "twenty years ahead" in asked[4]


def test_a_question_of_ones_own_takes_the_place_of_the_prompt():
    facts = sample(EmailKind.MEETING_CARD, Role.MENTOR, much=True)
    own = replace(facts, meeting=replace(facts.meeting, question="What would you stop doing?"))

    said = body(the_renderer().render(EmailKind.MEETING_CARD, own))

    assert "> What would you stop doing? You know each other" in said


@pytest.mark.parametrize("kind", [EmailKind.TRIAL_GUIDE, EmailKind.MEETING_CARD])
@both_sides
def test_the_listening_card_comes_before_each_meeting(kind, role):
    assert "Put phone and laptop away" in body(written(kind, role))


def test_a_casual_place_is_suggested_only_when_it_is_due():
    facts = sample(EmailKind.MEETING_CARD, Role.MENTEE, much=True)
    usual = replace(facts, meeting=replace(facts.meeting, casual=False))

    assert "coffee shop" in body(the_renderer().render(EmailKind.MEETING_CARD, facts))
    assert "coffee shop" not in body(the_renderer().render(EmailKind.MEETING_CARD, usual))


def test_the_mentor_may_go_first_with_a_respectful_line():
    said = body(written(EmailKind.OPENING_LINE, Role.MENTOR))

    assert "bring you up to speed on our topic: Working with AI assistants." in said
    assert "You owe nothing here" in said


def test_the_desks_read_no_names_of_participants():
    for kind, desk in (
        (EmailKind.SPONSOR_REPORT, Desk.SPONSOR),
        (EmailKind.COORDINATOR_REPORT, Desk.COORDINATOR),
        (EmailKind.ATTENTION, Desk.COORDINATOR),
        (EmailKind.ATTENTION, Desk.CONCERN),
    ):
        said = written(kind, desk).text + written(kind, desk).html
        assert not re.search("Helen|Samir|Brandt|Haddad", said)


def test_a_case_with_an_unknown_code_is_still_readable():
    facts = sample(EmailKind.ATTENTION, Desk.COORDINATOR, much=True)
    case = replace(facts.cases[0], reason="some_new_reason")

    said = body(the_renderer().render(EmailKind.ATTENTION, replace(facts, cases=(case,))))

    assert "- Some new reason. Since Tuesday 11 May 2027." in said


def test_a_meeting_link_is_a_link_and_a_place_is_not():
    facts = sample(EmailKind.MEETING_CARD, Role.MENTEE, much=True)
    place = replace(facts, meeting=replace(facts.meeting, where="Room 5 https://a.example/x"))

    online = the_renderer().render(EmailKind.MEETING_CARD, facts)
    there = the_renderer().render(EmailKind.MEETING_CARD, place)

    assert 'href="https://meet.northwind.example/samir-helen"' in online.html
    assert "Where: Room 5 https:// a.example/x" in there.text
    assert "a.example/x" not in "".join(re.findall(r'href="[^"]*"', there.html))


def test_the_partners_clock_is_shown_only_where_it_differs():
    facts = sample(EmailKind.TRIAL_INVITATION, Role.MENTEE, much=True)
    near = replace(facts, partner=replace(facts.partner, zone=facts.reader.zone))

    assert "For Samir: Tuesday 2 March 2027, 09:00–09:45 (Europe/Lisbon)" in body(
        the_renderer().render(EmailKind.TRIAL_INVITATION, facts)
    )
    assert "For Samir" not in body(the_renderer().render(EmailKind.TRIAL_INVITATION, near))


def test_a_cohort_named_as_its_program_is_named_once():
    same = {"program": "Reverse mentoring", "cohort": "Reverse mentoring"}

    email = written(EmailKind.RELEASE, Role.MENTEE, **same)

    assert "take part in Reverse mentoring, at Northwind" in footer(email)
    assert "for Reverse mentoring\n" in email.text


def test_without_links_to_leave_or_stop_the_footer_names_a_human():
    email = written(EmailKind.RELEASE, Role.MENTOR, links=Links(action="https://a.example/b"))

    assert footer(email).endswith("To stop these emails, write to Inês Duarte.")
    assert "Leave the program" not in footer(email)


def test_every_sample_of_every_kind_was_read():
    assert {each.kind for kind in EmailKind for each in samples(kind)} == set(CATALOGUE)
