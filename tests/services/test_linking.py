"""Links are made from ids only, open one question each, and last as long as it does."""

from datetime import timedelta

import pytest

from rm_core.links import read
from rm_core.mail.kinds import CATALOGUE
from rm_core.program.emails import EmailKind
from rm_core.program.ids import CohortId, LinkId, derive
from rm_core.program.purposes import Purpose
from rm_core.services.linking import PAGE_OPEN, QUESTION_OPEN
from rm_core.store.links import Link
from tests.support.cohort_builders import World
from tests.support.emails import links_in_text
from tests.support.program import DAY

K = EmailKind


@pytest.mark.parametrize("purpose", list(Purpose))
def test_questions_close_and_the_ways_out_stay_open(world: World, purpose: Purpose) -> None:
    link = Link(cohort=CohortId(derive("cohort", world.key)))
    token = world.links.url(purpose, link, world.now).rsplit("/a/", 1)[1]

    claim = read(world.links.keys, token, world.now)

    lasting = {Purpose.HUB, Purpose.LEAVE, Purpose.CONCERN, Purpose.STOP}
    expected = PAGE_OPEN if purpose in lasting else QUESTION_OPEN
    assert (claim.purpose, LinkId(claim.link_id)) == (purpose, link.id)
    assert abs(claim.expires_at - world.now - expected) <= timedelta(seconds=1)


def test_an_email_has_its_one_action_before_the_ways_out_and_no_name_in_any_url(
    world: World,
) -> None:
    world.introduced(["bo"], ["ada"])
    mail = world.newest("ada", K.INTRODUCTION)

    urls = links_in_text(mail.text)

    purposes = [token.rsplit(".", 1)[1] for token in mail.tokens]
    assert purposes[0] == Purpose.INTRODUCTION
    assert {Purpose.HUB, Purpose.LEAVE, Purpose.CONCERN} <= set(purposes)
    assert all(url.startswith("https://program.example.org/a/") for url in urls)
    assert not [url for url in urls if "ada" in url.lower() or "example.org/a/ada" in url]


def test_only_emails_that_may_be_stopped_say_how(world: World) -> None:
    world.introduced(["bo"], ["ada"])
    world.until(world.now + 9 * DAY)

    for mail in world.inbox:
        has_header = mail.message["List-Unsubscribe"] is not None
        to_participant = mail.to in {"bo@example.org", "ada@example.org"}
        assert has_header == (to_participant and CATALOGUE[mail.kind].unsubscribable)


def test_the_two_sides_have_links_of_their_own(world: World) -> None:
    world.introduced(["bo"], ["ada"])

    one, other = (world.newest(name, K.INTRODUCTION).tokens for name in ("bo", "ada"))

    assert not set(one) & set(other)
