"""Emails on their way out: each once, none to whom it should not reach, none lost."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Update

from rm_core.errors import BadInput, MailRefused, SetupBroken
from rm_core.mail.smtp import Accepted, Deferred, Envelope, Receipt, Refused, Uncertain
from rm_core.program.emails import Desk, EmailKind, Owed
from rm_core.program.people import Role
from rm_core.program.policy import Mail
from rm_core.program.trial import Reply
from rm_core.services import cohorts, leaving
from rm_core.services.approving import Verdict
from rm_core.services.enacting import owe
from rm_core.services.handing_over import LEASE
from rm_core.services.outreach import BATCH, TRIES
from rm_core.store.outbox import State
from rm_core.store.tables import pairings
from tests.support.cohort_builders import World, named
from tests.support.program import BERLIN, DAY

K = EmailKind
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def fate(world: World, *receipts: Receipt | Exception) -> None:
    """What becomes of the next emails, the last of these for ever."""
    left = list(receipts)

    def decide(_: Envelope) -> Receipt:
        receipt = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(receipt, Exception):
            raise receipt
        return receipt

    world.fate = decide


def states(world: World) -> Counter[State]:
    return Counter(email.state for email in world.emails())


def reasons(world: World) -> set[str]:
    return {email.reason for email in world.emails()}


@pytest.fixture
def invited(world: World) -> World:
    """Two who have just been invited; both invitations are due."""
    return world.launched(["bo"], ["ada"])


def test_what_is_due_is_sent_once(invited: World) -> None:
    assert invited.send() == {"sent": 2}
    assert invited.send() == {}

    assert sorted(mail.to for mail in invited.inbox) == ["ada@example.org", "bo@example.org"]
    assert states(invited) == {State.SENT: 2}


def test_the_invitation_comes_in_the_sponsors_name_and_answers_reach_the_coordinator(
    invited: World,
) -> None:
    invited.send()
    message = invited.inbox[0].message

    assert message["From"] == "Alex Sponsor <program@example.org>"
    assert message["Reply-To"] == "Kim Coordinator <kim@example.org>"


def test_who_stopped_emails_gets_those_that_must_be_and_no_others(invited: World) -> None:
    ada = invited.id_of("ada", Role.MENTEE)
    leaving.stop_emails(invited.begin, invited.clock, ada)
    invited.send()

    assert invited.mail_of("ada") == []
    assert "they stopped these emails" in reasons(invited)


def test_nothing_is_sent_to_who_withdrew_even_of_a_batch_that_was_claimed(
    invited: World,
) -> None:
    with invited.begin() as work:
        claimed = work.outbox.claim(invited.now, invited.now + LEASE, BATCH)
    assert len(claimed) == 2

    leaving.withdraw(invited.begin, invited.clock, invited.id_of("ada", Role.MENTEE))
    invited.at(invited.now + LEASE + MINUTE).send()

    assert invited.mail_of("ada") == []
    assert "they have left" in reasons(invited)
    assert invited.mail_of("bo") == [K.INVITATION]


def test_nothing_of_a_cancelled_cohort_is_sent(invited: World) -> None:
    cohorts.cancel(invited.begin, invited.clock, invited.key, by="kim", why="a test")

    assert invited.send() == {}
    assert states(invited) == {State.CANCELLED: 2}
    assert reasons(invited) == {"the cohort was cancelled"}


def test_what_was_claimed_of_a_cancelled_cohort_is_not_sent_either(invited: World) -> None:
    with invited.begin() as work:
        work.outbox.claim(invited.now, invited.now + LEASE, BATCH)
    cohorts.cancel(invited.begin, invited.clock, invited.key, by="kim", why="a test")

    assert invited.at(invited.now + LEASE).send() == {"cancelled": 2}


def test_a_cohort_on_hold_sends_nothing_and_everything_when_it_goes_on(invited: World) -> None:
    cohorts.hold(invited.begin, invited.clock, invited.key, on=True, by="kim")
    for _ in range(TRIES + 3):
        assert invited.send() in ({"ready": 2}, {})
        invited.at(invited.now + HOUR)

    cohorts.hold(invited.begin, invited.clock, invited.key, on=False, by="kim")
    invited.at(invited.now + HOUR).send()

    assert states(invited) == {State.SENT: 2}


def test_a_sender_that_died_before_it_noted_the_email_sends_the_same_one_once_more(
    invited: World,
) -> None:
    fate(invited, RuntimeError("the process was killed"))
    with pytest.raises(RuntimeError):
        invited.send()
    assert states(invited) == {State.BEGUN: 2}
    ids = {message_id_of(invited, email.id) for email in invited.emails()}

    fate(invited, Accepted("250"))
    assert invited.at(invited.now + LEASE - MINUTE).send() == {}
    assert invited.at(invited.now + MINUTE).send() == {"sent": 2}

    assert {mail.id for mail in invited.inbox} == ids
    assert len(invited.inbox) == 2


def message_id_of(world: World, email: object) -> str:
    return f"<{getattr(email, 'hex', email)}.0@{world.post.domain}>"


def test_a_sender_that_died_after_handing_over_repeats_that_one_under_the_same_message_id(
    invited: World,
) -> None:
    handed: list[bytes] = []

    def die_after_the_first(envelope: Envelope) -> Receipt:
        handed.append(envelope.content)
        message = "the process was killed"
        raise RuntimeError(message)

    invited.fate = die_after_the_first
    with pytest.raises(RuntimeError):
        invited.send()
    fate(invited, Accepted("250"))
    invited.at(invited.now + LEASE).send()

    again = {bytes(mail.message["Message-ID"], "ascii") for mail in invited.inbox}
    (first,) = (line for line in handed[0].split(b"\r\n") if line.startswith(b"Message-ID: "))
    assert first.removeprefix(b"Message-ID: ") in again
    assert len(handed) == 1


def test_whatever_kills_its_sender_again_and_again_is_given_up_and_told(invited: World) -> None:
    fate(invited, RuntimeError("killed"))
    for _ in range(TRIES):
        with pytest.raises(RuntimeError):
            invited.send()
        invited.at(invited.now + LEASE)

    assert invited.send() == {"failed": 2}
    assert reasons(invited) == {f"no result after {TRIES} attempts"}


def test_a_refused_address_fails_alone_and_is_not_tried_again(invited: World) -> None:
    invited.fate = lambda envelope: (
        Refused("550 no such user") if envelope.recipient.startswith("ada") else Accepted("250")
    )

    assert invited.send() == {"failed": 1, "sent": 1}
    assert invited.at(invited.now + DAY).send() == {}
    assert "550 no such user" in reasons(invited)


def test_a_deferred_email_is_tried_again_later_and_later_for_more_than_a_day(
    invited: World,
) -> None:
    invited.send()
    owed_now(invited, K.NEW_LINK, invited.id_of("ada", Role.MENTEE))
    began, waits = invited.now, []
    fate(invited, Deferred("451 greylisted"))

    while invited.send() == {"ready": 1}:
        with invited.look() as work:
            due = work.outbox.next_due()
        assert due is not None
        waits.append(due - invited.now)
        invited.at(due)

    assert waits == [20 * MINUTE * 2**tried for tried in range(7)]
    assert invited.now - began > DAY
    assert states(invited) == {State.SENT: 2, State.FAILED: 1}


def test_a_deferred_email_arrives_in_the_end(invited: World) -> None:
    fate(invited, Deferred("451"), Deferred("451"), Deferred("451"), Accepted("250"))
    for _ in range(6):
        invited.send(most=1)
        invited.at(invited.now + HOUR)
    invited.at(invited.now + 3 * HOUR).send()

    assert states(invited) == {State.SENT: 2}


def test_a_server_that_puts_everybody_off_is_left_alone_for_a_while(invited: World) -> None:
    fate(invited, Deferred("421 too busy", everyone=True))

    with pytest.raises(MailRefused, match="421"):
        invited.send()

    assert states(invited) == {State.READY: 2}
    fate(invited, Accepted("250"))
    invited.at(invited.now + HOUR).send()
    assert states(invited) == {State.SENT: 2}


@pytest.mark.parametrize("error", [SetupBroken("no server"), MailRefused("no mail from us")])
def test_a_connection_that_cannot_be_used_costs_time_and_no_attempt(
    invited: World, error: Exception
) -> None:
    fate(invited, error)
    for _ in range(TRIES + 2):
        with pytest.raises(type(error)):
            invited.send()
        invited.at(invited.now + HOUR)

    fate(invited, Accepted("250"))
    assert invited.send() == {"sent": 2}


def test_an_uncertain_email_is_sent_once_more_under_the_same_id_and_then_left(
    invited: World,
) -> None:
    fate(invited, Uncertain("the line dropped"))
    assert invited.send() == {"ready": 2}
    assert invited.at(invited.now + LEASE).send() == {"failed": 2}
    assert invited.at(invited.now + DAY).send() == {}

    assert reasons(invited) == {"the line dropped"}


def test_an_email_that_breaks_for_one_person_stops_that_one_only(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.introduced(named("m", 3), named("s", 3))
    pairing = world.pairings()[0]
    for each in world.pairings():
        for role in Role:
            world.answer(each, role, Reply.ACCEPT)
    world.now += timedelta(minutes=1)
    broken = [{"topic": "ai-assistants", "offered": 99}]
    world.write(lambda work: work.connection.execute(_evidence(pairing.id, {"needs": broken})))
    world.write(
        lambda work: owe(
            work,
            [
                Owed(
                    kind=K.FIRST_CONTACT_NUDGE,
                    cohort=each.cohort,
                    to=each.mentee,
                    not_before=world.now,
                    pairing=each.id,
                )
                for each in world.pairings()
            ],
            world.program,
            world.now,
        )
    )

    told = world.send()

    assert told["failed"] == 1
    assert [mail.kind for mail in world.inbox].count(K.FIRST_CONTACT_NUDGE) == 2
    failed = [email for email in world.emails() if email.state is State.FAILED]
    assert [email.pairing for email in failed] == [pairing.id]
    assert "Example" not in caplog.text
    assert "@" not in caplog.text


def _evidence(pairing: object, evidence: dict[str, object]) -> Update:
    return pairings.update().where(pairings.c.id == pairing).values(evidence=evidence)


def test_a_template_that_breaks_for_everybody_stops_the_wave_and_tells_an_operator(
    world: World,
) -> None:
    world.launched(named("m", 40), named("s", 40))
    renderer = Broken(BadInput("invitation cannot be written: 'sponser' is undefined"))
    world.post = replace(world.post, renderer=renderer)

    with pytest.raises(SetupBroken, match="cannot be written"):
        world.send()

    assert 20 < states(world)[State.FAILED] <= BATCH
    assert states(world)[State.READY] >= 80 - BATCH


class Broken:
    """A renderer whose every template is broken."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def render(self, *_: object) -> None:
        raise self.error


def owed_now(world: World, kind: EmailKind, to: object, **more: object) -> None:
    letter = Owed(kind=kind, cohort=world.cohort.id, to=to, not_before=world.now, **more)
    world.write(lambda work: owe(work, [letter], world.program, world.now))


@pytest.mark.parametrize(
    ("owed_at", "sent_at"),
    [
        (datetime(2027, 3, 2, 10, tzinfo=UTC), datetime(2027, 3, 2, 10, tzinfo=UTC)),
        (datetime(2027, 3, 2, 18, tzinfo=UTC), datetime(2027, 3, 3, 7, tzinfo=UTC)),
        (datetime(2027, 3, 26, 18, tzinfo=UTC), datetime(2027, 3, 29, 6, tzinfo=UTC)),
    ],
)
def test_reminders_wait_for_the_readers_working_hours(
    world: World, owed_at: datetime, sent_at: datetime
) -> None:
    world.introduced(["bo"], ["ada"]).at(owed_at)
    pairing = world.pairing("bo", "ada")
    owed_now(world, K.INTRODUCTION_REMINDER, pairing.mentee, pairing=pairing.id)

    world.send()
    before = world.mail_of("ada").count(K.INTRODUCTION_REMINDER)
    world.at(sent_at).send()

    assert before == (owed_at == sent_at)
    assert world.newest("ada", K.INTRODUCTION_REMINDER).at == sent_at


def test_an_answer_does_not_wait_for_working_hours(world: World) -> None:
    world.introduced(["bo"], ["ada"]).at(datetime(2027, 3, 6, 22, tzinfo=UTC))

    owed_now(world, K.NEW_LINK, world.id_of("ada", Role.MENTEE))
    world.send()

    assert world.mail_of("ada")[-1] is K.NEW_LINK


def test_what_is_late_at_night_waits_for_the_morning_all_the_same(world: World) -> None:
    world.launched(["bo"], ["ada"])
    cohorts.hold(world.begin, world.clock, world.key, on=True, by="kim")
    world.send()
    cohorts.hold(world.begin, world.clock, world.key, on=False, by="kim")

    world.at(datetime(2027, 1, 11, 22, tzinfo=UTC)).send()
    assert world.inbox == []

    world.at(datetime(2027, 1, 12, 7, tzinfo=UTC)).send()
    assert len(world.inbox) == 2


def test_quiet_hours_are_those_of_where_the_reader_lives(world: World) -> None:
    world.enrolled(["bo"], ["ada"])
    world.enrol("ada", Role.MENTEE, time_zone="America/New_York")
    world.at(datetime(2027, 2, 8, 8, tzinfo=UTC)).sweep().propose()
    world.decide(Verdict.APPROVE)

    world.until(datetime(2027, 2, 8, 20, tzinfo=UTC))

    assert world.newest("bo", K.INTRODUCTION).at == datetime(2027, 2, 8, 8, tzinfo=UTC)
    assert world.newest("ada", K.INTRODUCTION).at == datetime(2027, 2, 8, 13, tzinfo=UTC)


def test_where_weekends_will_do_the_hours_are_quiet_still(world: World) -> None:
    world.program = BERLIN.model_copy(update={"mail": Mail(working_days_only=False)})
    world.introduced(["bo"], ["ada"]).at(datetime(2027, 2, 13, 22, tzinfo=UTC))

    world.until(datetime(2027, 2, 14, 12, tzinfo=UTC))

    assert world.newest("ada", K.INTRODUCTION_REMINDER).at == datetime(2027, 2, 14, 7, tzinfo=UTC)


def test_answers_travel_before_reminders_and_reminders_before_bulk(world: World) -> None:
    world.introduced(["bo"], ["ada"])
    pairing = world.pairing("bo", "ada")
    sent = len(world.inbox)
    world.at(datetime(2027, 2, 9, 10, tzinfo=UTC))
    owed_now(world, K.SPONSOR_REPORT, Desk.SPONSOR)
    owed_now(world, K.INTRODUCTION_REMINDER, pairing.mentee, pairing=pairing.id)
    owed_now(world, K.NEW_LINK, pairing.mentee)

    world.send()

    assert [mail.kind for mail in world.inbox[sent:]] == [
        K.NEW_LINK,
        K.INTRODUCTION_REMINDER,
        K.SPONSOR_REPORT,
    ]


def test_no_more_is_claimed_than_was_asked_for(world: World) -> None:
    world.launched(named("m", 4), named("s", 4))

    world.send(most=3)

    assert len(world.inbox) == 3
    assert states(world) == {State.SENT: 3, State.READY: 5}


def test_every_email_ends_with_a_reason_or_is_sent(world: World) -> None:
    world.introduced(["bo", "cy"], ["ada", "eve"])
    world.until(datetime(2027, 4, 30, tzinfo=UTC))

    dropped = [email for email in world.emails() if email.state is State.CANCELLED]
    assert all(email.reason for email in dropped)
    assert set(states(world)) <= {State.SENT, State.CANCELLED, State.READY}
