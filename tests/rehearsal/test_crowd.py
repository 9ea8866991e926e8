"""The crowd in front of real pages and letters brought by hand."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest

from rm_core.rehearsal.browser import PageBroken
from rm_core.rehearsal.crowd import Crowd
from rm_core.rehearsal.temperament import Meeting, Pace, Start, Temperament, Term, temperament
from rm_core.web.pages import pages
from rm_core.web.view import Data, PageResult, PageView
from tests.rehearsal.given import NOW, Post, calling
from tests.support.pages import Program

SEED = 3
LONG = NOW + timedelta(days=30)
KEYS = {
    "invitation": "introduction",
    "intake": "intake_mentee",
    "did-you-meet": "did_you_meet",
    "choose-time": "choose_time",
}


class Answered(Program):
    """The small program, with tokens as they look in emails."""

    def show(self, token: str) -> PageView:
        return super().show(_key(token))

    def act(self, token: str, data: Data) -> PageResult:
        return super().act(_key(token), data)

    def renew(self, token: str) -> None:
        super().renew(_key(token))


def _key(token: str) -> str:
    purpose = token.rsplit(".", 1)[-1]
    return KEYS.get(purpose, purpose)


def link(purpose: str, about: str = "a") -> str:
    """A link that differs from another in what it is about; `about` is one letter."""
    return f"http://pages/a/k.sig{about}.{about * 21}expiry.{purpose}"


def somebody(**wanted: object) -> str:
    """The address of somebody with such a temperament, who clicks once."""
    return next(
        address
        for number in range(10_000)
        if _has(who := temperament(SEED, address := f"p{number}@example.org"), wanted)
        and not who.clicks_twice
    )


def _has(who: Temperament, wanted: dict[str, object]) -> bool:
    return all(getattr(who, name) == value for name, value in wanted.items())


@contextmanager
def a_crowd(post: Post, program: Program, seed: int = SEED) -> Iterator[Crowd]:
    with calling(pages(program)) as client:
        yield Crowd(post.arrived, client, seed)


def nothing(_: datetime) -> None:
    pass


def test_who_is_prompt_answers_an_introduction_within_days() -> None:
    post, program = Post(), Answered()
    willing = somebody(pace=Pace.PROMPT, meeting=Meeting.ACCEPTS)
    post.bring("introduction", link("introduction"), to=willing)

    with a_crowd(post, program) as crowd:
        read = crowd.read(NOW)
        at = crowd.next_at
        acted = crowd.act(LONG, nothing)
        diary = crowd.diary

    assert (read, acted) == (1, 1)
    assert at is not None
    assert NOW <= at <= NOW + timedelta(days=5)
    assert program.kept == {"introduction": {"reply": ["accept"]}}
    assert (diary.letters, diary.pages) == (1, 1)
    assert (diary.answers, diary.closed) == ({"introduction accept": 1}, {})


@pytest.mark.parametrize(
    ("silent", "kind"),
    [
        ({"start": Start.IGNORES}, "invitation"),
        ({"meeting": Meeting.IGNORES}, "introduction"),
    ],
)
def test_who_is_silent_does_nothing(silent: dict[str, object], kind: str) -> None:
    post, program = Post(), Answered()
    post.bring(kind, link(kind), to=somebody(**silent))

    with a_crowd(post, program) as crowd:
        crowd.read(NOW)

        assert crowd.next_at is None
        assert crowd.act(LONG, nothing) == 0

    assert program.shown == []


def test_who_waits_for_the_reminder_acts_on_it_and_only_once() -> None:
    post, program = Post(), Answered()
    late = somebody(pace=Pace.REMINDED, meeting=Meeting.ACCEPTS)
    post.bring("introduction", link("introduction"), to=late)

    with a_crowd(post, program) as crowd:
        crowd.read(NOW)
        assert crowd.next_at is None
        for days in (3, 7):
            at = NOW + timedelta(days=days)
            post.bring("introduction_reminder", link("introduction"), to=late, at=at)
            crowd.read(at)
        crowd.act(LONG, nothing)
        after = NOW + timedelta(days=20)
        post.bring("introduction_reminder", link("introduction"), to=late, at=after)
        crowd.read(after)
        crowd.act(LONG, nothing)

    assert program.answered == ["introduction"]


def test_the_same_question_about_another_pairing_is_another_question() -> None:
    post, program = Post(), Answered()
    mentor = somebody(pace=Pace.PROMPT, meeting=Meeting.ACCEPTS)
    post.bring("introduction", link("introduction", "a"), to=mentor)
    post.bring("introduction", link("introduction", "b"), to=mentor)

    with a_crowd(post, program) as crowd:
        crowd.read(NOW)
        crowd.act(LONG, nothing)

    assert program.answered == ["introduction", "introduction"]


def test_things_happen_in_the_order_of_time_and_only_those_that_are_due() -> None:
    post, program, told = Post(), Answered(), list[datetime]()
    for number in range(60):
        to = f"q{number}@example.org"
        post.bring("introduction", link("introduction"), to=to, at=NOW + timedelta(hours=number))

    with a_crowd(post, program) as crowd:
        crowd.read(NOW)
        half = NOW + timedelta(days=2)
        crowd.act(half, told.append)
        before = len(told)
        assert all(at <= half for at in told)
        crowd.act(LONG, told.append)

    assert 10 < before < len(told)
    assert told == sorted(told)
    assert told[before] > half


def test_nobody_acts_before_they_have_read() -> None:
    post = Post()
    willing = somebody(pace=Pace.PROMPT, meeting=Meeting.ACCEPTS)
    post.bring("introduction", link("introduction"), to=willing, at=NOW - timedelta(days=50))

    with a_crowd(post, Answered()) as crowd:
        crowd.read(NOW)

        assert crowd.next_at == NOW


def test_the_same_seed_leads_to_the_same_answers() -> None:
    runs = []
    for seed in (SEED, SEED, SEED + 1):
        post, program, told = Post(), Answered(), list[datetime]()
        for number in range(30):
            to = f"q{number}@example.org"
            post.bring("intake", link("intake"), to=to)
            post.bring("pulse", link("pulse_mentee"), link("concern"), link("stop"), to=to)
        with a_crowd(post, program, seed) as crowd:
            crowd.read(NOW)
            crowd.act(LONG, told.append)
            runs.append((told, dict(program.kept), crowd.diary))

    assert runs[0] == runs[1]
    assert runs[0] != runs[2]


def test_a_closed_question_is_noted_and_life_goes_on() -> None:
    post, program = Post(), Answered()
    willing = somebody(pace=Pace.PROMPT, meeting=Meeting.ACCEPTS)
    post.bring("introduction", link("closed"), to=willing)
    post.bring("introduction", link("introduction"), to=willing)

    with a_crowd(post, program) as crowd:
        crowd.read(NOW)
        crowd.act(LONG, nothing)

        assert crowd.diary.closed == {"closed 409": 1}
    assert program.answered == ["introduction"]


def test_a_link_that_has_run_out_is_renewed() -> None:
    post, program = Post(), Answered()
    willing = somebody(pace=Pace.PROMPT, meeting=Meeting.ACCEPTS)
    post.bring("introduction", link("expired"), to=willing)

    with a_crowd(post, program) as crowd:
        crowd.read(NOW)
        crowd.act(LONG, nothing)

        assert crowd.diary.closed == {"expired 410": 1}
    assert program.renewed == ["expired"]


def test_a_broken_page_stops_the_rehearsal() -> None:
    post = Post()
    willing = somebody(pace=Pace.PROMPT, meeting=Meeting.ACCEPTS)
    post.bring("introduction", link("broken"), to=willing)

    with a_crowd(post, Answered()) as crowd:
        crowd.read(NOW)

        with pytest.raises(PageBroken, match="500"):
            crowd.act(LONG, nothing)


def test_who_ends_a_pairing_does_so_on_the_page_for_it() -> None:
    post, program = Post(), Answered()
    leaver = somebody(term=Term.ENDS, turns_after=1, pace=Pace.PROMPT, worries=False)
    for number in "ab":
        links = (link("did-you-meet", number), link("hub"), link("leave"))
        post.bring("did_you_meet", *links, to=leaver)

    with a_crowd(post, program) as crowd:
        crowd.read(NOW)
        crowd.act(LONG, nothing)

    assert program.answered.count("leave") == 1
    assert program.kept["leave"]["what"] == ["pairing"]


def test_who_has_left_the_program_answers_nothing_more() -> None:
    post, program = Post(), Answered()
    leaver = somebody(term=Term.LEAVES, turns_after=1, pace=Pace.PROMPT, worries=False)
    post.bring("did_you_meet", link("did-you-meet"), link("leave"), to=leaver)

    with a_crowd(post, program) as crowd:
        crowd.read(NOW)
        crowd.act(LONG, nothing)
        assert program.kept["leave"]["what"] == ["program"]
        before = list(program.answered)
        for number in range(10):
            post.bring("did_you_meet", link("did-you-meet", "cdefghijkl"[number]), to=leaver)
        crowd.read(LONG)
        crowd.act(LONG + timedelta(days=30), nothing)

    assert program.answered == before


def test_a_pause_is_found_on_the_page_of_everything() -> None:
    post, program = Post(), Answered()
    tired = somebody(term=Term.PAUSES, turns_after=1, pace=Pace.PROMPT, worries=False)
    post.bring("did_you_meet", link("did-you-meet"), link("hub"), to=tired)

    with a_crowd(post, program) as crowd:
        crowd.read(NOW)
        crowd.act(LONG, nothing)

        assert crowd.diary.pages == 2
    assert program.shown[-1] == "hub"


def test_reports_are_opened_by_those_who_run_the_cohort() -> None:
    post, program = Post(), Answered()
    post.bring("sponsor_report", link("hub"), to="sponsor@example.org")

    with a_crowd(post, program) as crowd:
        crowd.read(NOW)
        crowd.act(LONG, nothing)

        assert crowd.diary.answers == {"hub read": 1}
    assert program.answered == []


def test_an_email_of_a_kind_that_nobody_knows_is_only_read() -> None:
    post = Post()
    post.bring("something else", link("verdict"))

    with a_crowd(post, Answered()) as crowd:
        assert crowd.read(NOW) == 1
        assert crowd.next_at is None


def test_a_mailbox_is_read_to_its_end_and_every_email_once() -> None:
    post = Post()
    for number in range(1201):
        post.bring("introduction", link("introduction"), to=f"q{number}@example.org")

    with a_crowd(post, Answered()) as crowd:
        assert crowd.read(NOW) == 1201
        assert crowd.read(NOW) == 0
        assert crowd.diary.letters == 1201
