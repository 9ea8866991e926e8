"""The outbox: every email once, claimed by one sender, and never lost."""

import threading
from collections import Counter
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from rm_core.program.emails import Desk, EmailKind, Owed
from rm_core.program.ids import EmailId, ParticipantId, derive
from rm_core.store.ledgers import OUTBOX_CLOSED, outbox
from rm_core.store.outbox import OPEN, Email, State
from rm_core.store.unit import Begin, Work, opener
from tests.support.builders import LATER, NOW, a_cohort, a_pairing, a_participant, an_owed

COHORT = a_cohort().id
LEASE = timedelta(minutes=15)
MINUTE = timedelta(minutes=1)


def owe(begin: Begin, *emails: Owed) -> None:
    with begin() as work:
        work.cohorts.add(a_cohort())
        work.cohorts.add(a_cohort("autumn"))
        work.outbox.owe(emails, NOW)


def claim(begin: Begin, after: timedelta = timedelta(0), limit: int = 50) -> list[Email]:
    with begin() as work:
        return work.outbox.claim(NOW + after, NOW + after + LEASE, limit)


def read(begin: Begin, email: EmailId) -> Email:
    with begin() as work:
        return work.outbox.some([email])[email]


def test_an_email_comes_back_as_it_was_owed(begin: Begin) -> None:
    meeting = derive("meeting", 1)
    owed = an_owed(EmailKind.TRIAL_GUIDE, "0", pairing=a_pairing().id, subject=meeting)
    owe(begin, owed)

    assert read(begin, owed.id) == Email(
        id=owed.id,
        cohort=COHORT,
        kind=EmailKind.TRIAL_GUIDE,
        participant=a_participant().id,
        desk=None,
        pairing=a_pairing().id,
        subject=meeting,
        occasion="0",
        owed_at=NOW,
        state=State.READY,
        fence=0,
        attempts=0,
        resend=0,
        sent_at=None,
        reason="",
    )


def test_a_desk_is_a_reader_too(begin: Begin) -> None:
    owed = an_owed(EmailKind.ATTENTION, to=Desk.COORDINATOR)
    owe(begin, owed)

    assert (read(begin, owed.id).desk, read(begin, owed.id).participant) == (
        Desk.COORDINATOR,
        None,
    )


def test_the_same_occasion_owed_twice_is_one_email(begin: Begin) -> None:
    owe(begin, an_owed(occasion="1"))

    with begin() as work:
        again = [an_owed(occasion="1"), an_owed(occasion="1"), an_owed(occasion="2")]
        assert work.outbox.owe(again, LATER) == 1
        assert work.outbox.owe([], LATER) == 0

    assert len(claim(begin)) == 2


def test_an_email_that_was_sent_is_not_owed_again(begin: Begin) -> None:
    owe(begin, an_owed())
    (email,) = claim(begin)
    with begin() as work:
        assert work.outbox.sent(email, NOW)

    with begin() as work:
        assert work.outbox.owe([an_owed()], LATER) == 0

    assert claim(begin, timedelta(days=1)) == []
    assert read(begin, email.id).state is State.SENT


def test_answers_travel_before_reminders_and_reminders_before_bulk(begin: Begin) -> None:
    kinds = [EmailKind.INVITATION, EmailKind.PULSE, EmailKind.NEW_LINK]
    emails = [
        an_owed(kind, str(number), not_before=NOW - number * MINUTE)
        for kind in kinds
        for number in range(2)
    ]
    owe(begin, *emails)

    claimed = [claim(begin, limit=1)[0] for _ in emails]

    assert [(email.kind, email.occasion) for email in claimed] == [
        (kind, number) for kind in reversed(kinds) for number in ("1", "0")
    ]


def test_one_claim_takes_at_most_its_limit_across_lanes(begin: Begin) -> None:
    kinds = (EmailKind.NEW_LINK, EmailKind.PULSE, EmailKind.INVITATION)
    owe(begin, *(an_owed(kind, str(number)) for kind in kinds for number in range(4)))

    taken = [Counter(email.kind for email in claim(begin, limit=6)) for _ in range(3)]

    assert taken == [
        {EmailKind.NEW_LINK: 4, EmailKind.PULSE: 2},
        {EmailKind.PULSE: 2, EmailKind.INVITATION: 4},
        {},
    ]


def test_an_email_is_not_claimed_before_its_time(begin: Begin) -> None:
    owe(begin, an_owed(not_before=NOW + MINUTE))

    assert claim(begin) == []
    assert len(claim(begin, MINUTE)) == 1


def test_a_claimed_email_is_nobody_elses_until_the_lease_runs_out(begin: Begin) -> None:
    owe(begin, an_owed())
    (first,) = claim(begin)

    assert claim(begin, LEASE - timedelta(seconds=1)) == []
    (second,) = claim(begin, LEASE)

    assert (first.id, first.fence, first.attempts) == (second.id, 1, 1)
    assert (second.fence, second.attempts, second.state) == (2, 2, State.CLAIMED)


def test_a_sender_that_lost_its_claim_can_note_nothing_any_more(begin: Begin) -> None:
    owe(begin, an_owed())
    (old,) = claim(begin)
    (new,) = claim(begin, LEASE)

    with begin() as work:
        assert not work.outbox.begin(old)
        assert not work.outbox.sent(old, NOW)
        assert not work.outbox.later(old, NOW, "busy")
        assert not work.outbox.put_back(old, NOW, "busy")
        assert not work.outbox.end(old, State.FAILED, "refused")

    assert read(begin, new.id) == new
    with begin() as work:
        assert work.outbox.begin(new)
        assert work.outbox.sent(new, LATER)
    assert read(begin, new.id).sent_at == LATER


def test_what_was_just_claimed_begins_in_one_step_and_nothing_else_does(begin: Begin) -> None:
    owe(begin, *(an_owed(occasion=str(number)) for number in range(4)))
    with begin() as work:
        claimed = work.outbox.claim(NOW, NOW + LEASE, 3)
        work.outbox.end(claimed[0], State.CANCELLED, "not wanted any more")
        work.outbox.begin_all(claimed)
        work.outbox.begin_all([])

    with begin() as work:
        states = Counter(email.state for email in work.outbox.of(COHORT))
    assert states == {State.CANCELLED: 1, State.BEGUN: 2, State.READY: 1}


def test_a_sender_whose_lease_ran_out_unnoticed_may_still_note_that_it_sent(begin: Begin) -> None:
    owe(begin, an_owed())
    (email,) = claim(begin)

    with begin() as work:
        assert work.outbox.sent(email, NOW + 2 * LEASE)

    assert claim(begin, 3 * LEASE) == []


def test_a_deferred_email_comes_again_and_keeps_count(begin: Begin) -> None:
    owe(begin, an_owed())
    (email,) = claim(begin)

    with begin() as work:
        assert work.outbox.later(email, NOW + MINUTE, "try later " * 40)

    assert claim(begin) == []
    (again,) = claim(begin, MINUTE)
    assert (again.attempts, again.fence, len(again.reason)) == (2, 2, 200)


def test_an_email_put_back_was_never_tried(begin: Begin) -> None:
    owe(begin, an_owed())
    (email,) = claim(begin)

    with begin() as work:
        assert work.outbox.put_back(email, NOW, "the relay is down")

    (again,) = claim(begin)
    assert (again.attempts, again.fence) == (1, 2)


@pytest.mark.parametrize("state", [State.FAILED, State.CANCELLED])
def test_an_email_that_ended_says_why_and_stays_ended(begin: Begin, state: State) -> None:
    owe(begin, an_owed())
    (email,) = claim(begin)

    with begin() as work:
        assert work.outbox.end(email, state, "no such mailbox")

    ended = read(begin, email.id)
    assert (ended.state, ended.reason) == (state, "no such mailbox")
    assert claim(begin, timedelta(days=30)) == []


def test_what_nobody_has_claimed_can_be_cancelled_by_cohort_pairing_reader_and_kind(
    begin: Begin,
) -> None:
    pairing, other = a_pairing().id, a_pairing("bo", "cy").id
    bo = a_participant("bo").id
    emails = {
        "of the pairing": an_owed(EmailKind.NUDGE, pairing=pairing),
        "of another kind": an_owed(EmailKind.PULSE, pairing=pairing),
        "of another pairing": an_owed(EmailKind.NUDGE, pairing=other),
        "of another reader": an_owed(EmailKind.NUDGE, to=bo),
        "of another cohort": an_owed(EmailKind.NUDGE, cohort="autumn"),
    }
    owe(begin, *emails.values())

    def cancelled() -> list[str]:
        with begin() as work:
            rows = work.outbox.some([each.id for each in emails.values()])
        return [name for name, each in emails.items() if rows[each.id].state is State.CANCELLED]

    with begin() as work:
        assert work.outbox.cancel("moved on", pairing=pairing, kinds=[EmailKind.NUDGE]) == 1
    assert cancelled() == ["of the pairing"]
    with begin() as work:
        assert work.outbox.cancel("they left", participant=bo) == 1
    assert cancelled() == ["of the pairing", "of another reader"]
    with begin() as work:
        assert work.outbox.cancel("over", cohort=COHORT) == 2
        assert work.outbox.cancel("over", cohort=COHORT) == 0
    assert cancelled() == [name for name in emails if name != "of another cohort"]
    assert read(begin, emails["of another pairing"].id).reason == "over"


def test_what_is_on_its_way_is_not_cancelled(begin: Begin) -> None:
    owe(begin, an_owed(occasion="1"), an_owed(occasion="2"))
    (claimed,) = claim(begin, limit=1)

    with begin() as work:
        assert work.outbox.cancel("over", cohort=COHORT) == 1

    assert read(begin, claimed.id).state is State.CLAIMED


def test_the_next_email_is_due_when_the_earliest_of_all_lanes_is(begin: Begin) -> None:
    with begin() as work:
        assert work.outbox.next_due() is None
    owe(
        begin,
        an_owed(EmailKind.NEW_LINK, not_before=LATER),
        an_owed(EmailKind.INVITATION, not_before=NOW + MINUTE),
    )

    with begin() as work:
        assert work.outbox.next_due() == NOW + MINUTE
    claim(begin, MINUTE)
    with begin() as work:
        assert work.outbox.next_due() == NOW + MINUTE + LEASE


def test_counts_and_lists_are_a_cohorts_own(begin: Begin) -> None:
    nudge = an_owed(EmailKind.NUDGE)
    owe(begin, an_owed(occasion="1"), an_owed(occasion="2"), nudge, an_owed(cohort="autumn"))
    with begin() as work:
        work.outbox.cancel("moved on", kinds=[EmailKind.NUDGE])

    with begin() as work:
        assert work.outbox.counts(COHORT) == {
            (EmailKind.PULSE, State.READY): 2,
            (EmailKind.NUDGE, State.CANCELLED): 1,
        }
        assert [email.id for email in work.outbox.of(COHORT, [State.CANCELLED])] == [nudge.id]
        assert len(work.outbox.of(COHORT)) == 3


@pytest.mark.parametrize("state", OPEN)
def test_an_open_email_without_a_due_date_cannot_be_kept(begin: Begin, state: State) -> None:
    owe(begin, an_owed())

    with pytest.raises(IntegrityError, match="open_is_due"), begin() as work:
        work.connection.execute(outbox.update().values(state=state, due_at=None))


def test_the_constraint_knows_which_states_are_closed() -> None:
    assert set(State) - set(OPEN) == OUTBOX_CLOSED


def wave(size: int) -> list[Owed]:
    readers = (ParticipantId(derive("participant", number)) for number in range(size))
    return [an_owed(EmailKind.INVITATION, to=reader) for reader in readers]


@pytest.mark.parametrize("senders", [2, 4])
def test_senders_at_the_same_time_never_get_the_same_email(postgres: Engine, senders: int) -> None:
    begin = opener(postgres)
    emails = wave(400)
    owe(begin, *emails)
    together = threading.Barrier(senders)
    taken: list[list[EmailId]] = [[] for _ in range(senders)]

    def send(mine: list[EmailId]) -> None:
        together.wait(30)
        while batch := claim(begin, limit=10):
            mine.extend(email.id for email in batch)

    threads = [threading.Thread(target=send, args=(mine,)) for mine in taken]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    everything = [id_ for mine in taken for id_ in mine]
    assert len(everything) == len(emails)
    assert set(everything) == {email.id for email in emails}


def test_a_sender_takes_others_while_a_claim_is_not_committed_yet(postgres: Engine) -> None:
    begin = opener(postgres)
    owe(begin, *wave(20))

    with begin() as first:
        mine = first.outbox.claim(NOW, NOW + LEASE, 10)
        others = claim(begin, limit=20)

    assert len(mine) == len(others) == 10
    assert not {email.id for email in mine} & {email.id for email in others}


def test_a_claim_that_was_rolled_back_never_happened(begin: Begin) -> None:
    owe(begin, an_owed())

    def dies() -> None:
        with begin() as work:
            work.outbox.claim(NOW, NOW + LEASE, 10)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        dies()

    assert [email.fence for email in claim(begin)] == [1]


STEPS = st.lists(
    st.sampled_from(["claim", "sent", "later", "back", "failed", "lease", "owe", "cancel"]),
    max_size=12,
)


def noted(work: Work, email: Email, step: str, now: datetime) -> bool:
    """What became of an email; True if it was accepted and that was noted."""
    match step:
        case "sent":
            return work.outbox.sent(email, now)
        case "later":
            work.outbox.later(email, now, "busy")
        case "back":
            work.outbox.put_back(email, now, "down")
        case _:
            work.outbox.end(email, State.FAILED, "refused")
    return False


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None
)
@given(steps=STEPS)
def test_whatever_senders_do_an_email_is_accepted_at_most_once(
    begin: Begin, steps: list[str]
) -> None:
    with begin() as work:
        work.connection.execute(outbox.delete())
    owe(begin, an_owed())
    now, held, accepted = NOW, list[Email](), 0
    for step in steps:
        with begin() as work:
            match step:
                case "claim":
                    held += work.outbox.claim(now, now + LEASE, 1)
                case "lease":
                    now += LEASE
                case "owe":
                    work.outbox.owe([an_owed()], now)
                case "cancel":
                    work.outbox.cancel("over", cohort=COHORT)
                case _ if held:
                    accepted += noted(work, held.pop(0), step, now)

    assert accepted <= 1
    email = read(begin, an_owed().id)
    assert (email.state is State.SENT) == (accepted == 1)
    with begin() as work:
        assert (work.outbox.next_due() is None) == (email.state not in OPEN)
