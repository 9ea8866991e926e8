"""Cohorts and their log, match runs, events, links, deeds and reports."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from rm_core.errors import LinkInvalid, NotFound, Stale
from rm_core.program.cohort import CLOSED, State
from rm_core.program.ids import LinkId, MatchRunId, PersonId, derive
from rm_core.store.deeds import Deed
from rm_core.store.links import Link
from rm_core.store.matching import Bar, BarKind, MatchRun, RunState
from rm_core.store.unit import Begin
from tests.support.builders import (
    LATER,
    NOW,
    a_cohort,
    a_pairing,
    a_participant,
    a_person,
    a_program,
    an_event,
    store_pair,
)

COHORT = a_cohort().id
HOUR = timedelta(hours=1)
RUN = MatchRun(
    id=MatchRunId(derive("match run", COHORT, 1)),
    cohort=COHORT,
    round=1,
    state=RunState.PROPOSED,
    proposed_at=NOW,
    figures={"pairs": 3, "gap": 0.0, "worst": [0.41, 0.5]},
)


def test_a_cohort_comes_back_with_its_program(begin: Begin) -> None:
    cohort = a_cohort(program=a_program(title="Zoë’s program", consent_version="7"))
    with begin() as work:
        assert work.cohorts.add(cohort)

    with begin() as work:
        assert work.cohorts.get("spring-2027") == work.cohorts.by_id(COHORT) == cohort
        assert work.cohorts.all() == [cohort]


def test_a_cohort_is_added_once_for_each_key(begin: Begin) -> None:
    with begin() as work:
        work.cohorts.add(a_cohort())

    with begin() as work:
        assert not work.cohorts.add(a_cohort(state=State.DRAFT))
        assert work.cohorts.add(a_cohort("autumn"))

    with begin() as work:
        assert [each.key for each in work.cohorts.all()] == ["autumn", "spring-2027"]
        assert work.cohorts.log(COHORT) == [(State.TRIAL, NOW, None)]


@pytest.mark.parametrize("state", sorted(set(State) - CLOSED))
def test_an_open_cohort_without_a_due_date_cannot_be_kept(begin: Begin, state: State) -> None:
    with pytest.raises(IntegrityError, match="open_is_due"), begin() as work:
        work.cohorts.add(a_cohort(state=state, due_at=None))


@pytest.mark.parametrize("state", sorted(CLOSED))
def test_a_closed_cohort_needs_no_due_date(begin: Begin, state: State) -> None:
    with begin() as work:
        work.cohorts.add(a_cohort(state=state))

    with begin() as work:
        assert work.cohorts.get("spring-2027").due_at is None


def test_the_log_of_a_cohort_says_when_it_entered_and_left_each_state(begin: Begin) -> None:
    cohort = a_cohort()
    seen = replace(cohort, seen=NOW + HOUR)
    running = replace(seen, state=State.RUNNING, since=LATER)
    closed = replace(running, state=State.CLOSED, since=LATER + HOUR, due_at=None)
    with begin() as work:
        work.cohorts.add(cohort)
    for before, after in ((cohort, seen), (seen, running), (running, closed)):
        with begin() as work:
            work.cohorts.move(before, after)

    with begin() as work:
        assert work.cohorts.log(COHORT) == [
            (State.TRIAL, NOW, LATER),
            (State.RUNNING, LATER, LATER + HOUR),
            (State.CLOSED, LATER + HOUR, None),
        ]


def test_whoever_moves_a_cohort_second_is_told_and_the_log_stays_right(begin: Begin) -> None:
    cohort = a_cohort()
    running = replace(cohort, state=State.RUNNING, since=LATER)
    with begin() as work:
        work.cohorts.add(cohort)
    with begin() as work:
        work.cohorts.move(cohort, running)

    with pytest.raises(Stale), begin() as work:
        work.cohorts.move(cohort, replace(cohort, state=State.CANCELLED, due_at=None))

    with begin() as work:
        assert work.cohorts.get("spring-2027") == running
        assert [state for state, _, _ in work.cohorts.log(COHORT)] == [State.TRIAL, State.RUNNING]


def test_a_draft_takes_a_new_program(begin: Begin) -> None:
    draft = a_cohort(state=State.DRAFT)
    with begin() as work:
        work.cohorts.add(draft)

    changed = replace(draft, program=a_program(title="Another title"))
    with begin() as work:
        work.cohorts.move(draft, changed)

    with begin() as work:
        assert work.cohorts.get("spring-2027") == changed


def test_a_cohort_is_on_hold_until_it_is_let_go(begin: Begin) -> None:
    with begin() as work:
        work.cohorts.add(a_cohort())
        held = [work.cohorts.is_on_hold(COHORT)]
    for on in (True, False):
        with begin() as work:
            work.cohorts.hold(COHORT, on=on)
            held.append(work.cohorts.is_on_hold(COHORT))

    assert held == [False, True, False]


def test_a_match_run_is_decided_once(begin: Begin) -> None:
    approved = replace(RUN, state=RunState.APPROVED, decided_at=LATER, decided_by="Kim")
    with begin() as work:
        work.cohorts.add(a_cohort())
        assert work.match_runs.add(RUN)
        assert not work.match_runs.add(RUN)
    with begin() as work:
        work.match_runs.move(RUN, approved)

    with pytest.raises(Stale), begin() as work:
        work.match_runs.move(RUN, replace(RUN, state=RunState.REJECTED, reason="no"))

    with begin() as work:
        assert work.match_runs.of(COHORT) == [approved]


def test_the_same_two_are_barred_once_for_each_kind(begin: Begin) -> None:
    bar = Bar(
        cohort=COHORT,
        mentor=a_person("bo").id,
        mentee=a_person("ada").id,
        kind=BarKind.BAN,
        at=NOW,
    )
    past = replace(bar, kind=BarKind.PAST)
    with begin() as work:
        store_pair(work)
        work.match_runs.bar([bar, past])
    with begin() as work:
        work.match_runs.bar([replace(bar, at=LATER)])
        work.match_runs.bar([])

    with begin() as work:
        kept = work.match_runs.bars(COHORT)
        assert sorted(kept, key=lambda each: each.kind) == [replace(bar, at=LATER), past]


def test_someone_unknown_cannot_be_barred(begin: Begin) -> None:
    nobody = PersonId(derive("person", "nobody"))
    bar = Bar(cohort=COHORT, mentor=nobody, mentee=nobody, kind=BarKind.PIN, at=NOW)
    with begin() as work:
        store_pair(work)

    with pytest.raises(IntegrityError), begin() as work:
        work.match_runs.bar([bar])


def test_an_event_is_told_once_and_the_oldest_first(begin: Begin) -> None:
    first, second = an_event("1", payload={"round": "1"}), an_event("2")
    with begin() as work:
        work.cohorts.add(a_cohort())
        assert work.events.announce([second], LATER) == 1
        assert work.events.announce([first, first], NOW) == 1
    with begin() as work:
        assert work.events.announce([first], LATER) == 0
        assert [each.id for each in work.events.untold(1)] == [first.id]

    with begin() as work:
        told = work.events.untold(10)
        work.events.told([each.id for each in told], LATER)

    assert [(each.id, each.cohort_key, each.at) for each in told] == [
        (first.id, "spring-2027", NOW),
        (second.id, "spring-2027", LATER),
    ]
    assert told[0].payload == {"round": "1"}
    with begin() as work:
        assert work.events.untold(10) == []
        assert work.events.announce([first, second], LATER) == 0
        assert work.events.untold(10) == []


def test_an_event_that_nobody_was_told_of_waits(begin: Begin) -> None:
    with begin() as work:
        work.cohorts.add(a_cohort())
        work.events.announce([an_event("1"), an_event("2")], NOW)
    with begin() as work:
        work.events.told([an_event("1").id], NOW)
        work.events.told([], NOW)

    with begin() as work:
        assert [each.id for each in work.events.untold(10)] == [an_event("2").id]


def test_a_link_opens_what_it_is_about_until_it_is_revoked(begin: Begin) -> None:
    with begin() as work:
        pairing = store_pair(work)
        mine = Link(cohort=COHORT, participant=pairing.mentee, pairing=pairing.id)
        meeting = replace(mine, subject=derive("meeting", 1))
        desk = Link(cohort=COHORT)
        work.links.make([mine, mine, meeting, desk], NOW)
        work.links.make([mine], LATER)

    with begin() as work:
        assert [work.links.get(each.id) for each in (mine, meeting, desk)] == [mine, meeting, desk]
        assert {each.id for each in work.links.of(pairing.mentee)} == {mine.id, meeting.id}
        assert work.links.of(a_participant("bo").id) == []

    with begin() as work:
        assert work.links.revoke(pairing.mentee, LATER) == 2
        assert work.links.revoke(pairing.mentee, LATER) == 0
    with begin() as work:
        assert work.links.of(pairing.mentee) == []
        assert work.links.get(desk.id) == desk
        with pytest.raises(LinkInvalid):
            work.links.get(mine.id)


def test_a_revoked_link_is_not_revived_by_making_it_again(begin: Begin) -> None:
    with begin() as work:
        pairing = store_pair(work)
        link = Link(cohort=COHORT, participant=pairing.mentee)
        work.links.make([link], NOW)
        work.links.revoke(pairing.mentee, NOW)

    with begin() as work:
        work.links.make([link], LATER)

    with pytest.raises(LinkInvalid), begin() as work:
        work.links.get(link.id)


def test_a_link_that_nobody_made_opens_nothing(begin: Begin) -> None:
    with pytest.raises(LinkInvalid), begin() as work:
        work.links.get(LinkId(derive("link", "guessed")))


def test_deeds_are_told_in_the_order_in_which_they_were_done(begin: Begin) -> None:
    first = Deed(cohort=COHORT, at=LATER, by="Kim", what="launch", about="spring-2027")
    second = replace(first, at=NOW, what="hold", why="the sponsor’s wish")
    with begin() as work:
        for deed in (first, second, replace(first, cohort=a_cohort("autumn").id)):
            work.deeds.note(deed)

    with begin() as work:
        assert work.deeds.of(COHORT) == [first, second]


def test_a_report_is_the_newest_of_its_name_byte_for_byte(begin: Begin) -> None:
    everything = bytes(range(256)) * 40
    with begin() as work:
        work.cohorts.add(a_cohort())
        work.reports.put(COHORT, {"report.html": b"old", "figures.json": b"{}"}, NOW)
    with begin() as work:
        work.reports.put(COHORT, {"report.html": everything}, LATER)

    with begin() as work:
        assert work.reports.get(COHORT, "report.html") == everything
        assert work.reports.get(COHORT, "figures.json") == b"{}"
        with pytest.raises(NotFound):
            work.reports.get(COHORT, "none")


def test_ids_of_pairings_and_links_are_made_of_what_makes_them(begin: Begin) -> None:
    link = Link(cohort=COHORT, participant=a_participant().id, pairing=a_pairing().id)

    assert link.id == replace(link).id
    assert link.id != replace(link, pairing=None).id
