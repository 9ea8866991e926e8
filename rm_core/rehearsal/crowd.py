"""Simulated people around the real program: they read their mail and answer on the pages.

They have what people have, the emails that reached them and the pages behind the links, and
nothing else of the program. The same seed and the same emails lead to the same answers.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Protocol
from urllib.parse import urljoin

import httpx

from rm_core.program.emails import EmailKind
from rm_core.program.purposes import ACTIONS, Purpose
from rm_core.rehearsal.answers import DEEDS, answer
from rm_core.rehearsal.browser import Browser, Opened, purpose
from rm_core.rehearsal.filling import Asked, Filled
from rm_core.rehearsal.habits import REMINDERS, visits
from rm_core.rehearsal.plans import Plan, Plans, Thing, thing
from rm_core.rehearsal.reader import Reader, Reading, Visit
from rm_core.rehearsal.temperament import Start, chance, temperament, when

BATCH = 500
SOON = timedelta(minutes=7)
GOES_ON = 0.6
"""So many fill in the form at once when their yes leads to it; the others do it from the email."""


class Letter(Protocol):
    """An email as its readers have it; `seq` counts up, `sent_at` is UTC."""

    @property
    def seq(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def to(self) -> tuple[str, ...]: ...
    @property
    def links(self) -> tuple[str, ...]: ...
    @property
    def sent_at(self) -> datetime: ...


Arrived = Callable[[int, int], Sequence[Letter]]
"""Emails after a number, oldest first, at most so many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Diary:
    """What the crowd has done: emails read, pages opened, answers by kind, closed pages met."""

    letters: int
    pages: int
    answers: Mapping[str, int]
    closed: Mapping[str, int]


class Crowd:
    """Everybody whose email arrives in one mailbox."""

    def __init__(self, arrived: Arrived, client: httpx.Client, seed: int) -> None:
        self._arrived = arrived
        self._browser = Browser(client)
        self._seed = seed
        self._readers: dict[str, Reader] = {}
        self._colleagues: list[str] = []
        self._done: set[tuple[str, Thing]] = set()
        self._plans = Plans()
        self._seq = 0
        self._letters = 0
        self._pages = 0
        self._answers: Counter[str] = Counter()
        self._closed: Counter[str] = Counter()

    @property
    def diary(self) -> Diary:
        return Diary(
            letters=self._letters,
            pages=self._pages,
            answers=MappingProxyType(dict(sorted(self._answers.items()))),
            closed=MappingProxyType(dict(sorted(self._closed.items()))),
        )

    @property
    def next_at(self) -> datetime | None:
        """When the next of them will do something, UTC; None while nobody means to."""
        return self._plans.next_at

    def read(self, now: datetime) -> int:
        """Read whatever has arrived and make plans, none before `now`; says how many emails."""
        count = 0
        while letters := self._arrived(self._seq, BATCH):
            for letter in letters:
                for address in letter.to:
                    self._read(letter, address, now)
            self._seq = letters[-1].seq
            count += len(letters)
        self._letters += count
        return count

    def act(self, until: datetime, tell: Callable[[datetime], None]) -> int:
        """Do what was planned up to and at `until`, in the order of time; says how many did.

        `tell` hears each moment before anything is done in it.

        Raises:
            PageBroken: a page that a person cannot get past.
        """
        count = 0
        while (at := self.next_at) is not None and at <= until:
            tell(at)
            self._visit(self._plans.take(), at)
            count += 1
        return count

    def _reader(self, address: str) -> Reader:
        if address not in self._readers:
            who = temperament(self._seed, address)
            self._readers[address] = Reader(address=address, who=who)
        return self._readers[address]

    def _read(self, letter: Letter, address: str, now: datetime) -> None:
        me = self._reader(address)
        me.heard[letter.kind] += 1
        if letter.kind not in ACTIONS:
            return
        kind = EmailKind(letter.kind)
        if kind is EmailKind.INVITATION and me.heard[kind] == 1:
            self._colleagues.append(address)
        asked = next((each for each in letter.links if purpose(each) == ACTIONS[kind]), "")
        key = (address, thing(asked))
        if kind not in REMINDERS:
            self._done.discard(key)
        random = chance(self._seed, address, kind, me.heard[kind])
        reading = Reading(
            kind=kind, links=letter.links, me=me, is_open=key not in self._done, random=random
        )
        for visit in visits(reading):
            at = when(visit.pace or me.who.pace, letter.sent_at, random)
            self._plans.make(me, visit, max(at, now))

    def _visit(self, plan: Plan, at: datetime) -> None:
        page = self._opened(plan.visit.url)
        what = purpose(plan.visit.url)
        match plan.visit.aim:
            case "read":
                self._answers[f"{what} read"] += 1
            case "pause" if what == Purpose.HUB:
                self._follow(plan, page, {Purpose.PAUSE}, at)
            case "next":
                self._follow(plan, page, set(ACTIONS.values()) - {Purpose.HUB}, at)
            case _ if page.is_closed:
                self._meet_closed(page, what)
            case _:
                self._answer(plan, page, what, at)

    def _opened(self, url: str) -> Opened:
        self._pages += 1
        return self._browser.open(url)

    def _follow(self, plan: Plan, page: Opened, wanted: set[Purpose], at: datetime) -> None:
        """Go on from 'my program' to the page that it leads to."""
        links = (urljoin(page.url, each) for each in page.sheet.links)
        found = next((each for each in links if purpose(each) in wanted), "")
        if found:
            self._plans.make(plan.me, Visit(found), at)

    def _meet_closed(self, page: Opened, what: str) -> None:
        """Note it; a link that has run out offers a new one, and they take it."""
        self._closed[f"{what} {page.status}"] += 1
        if page.inputs is not None:
            self._browser.send(page, {})
            self._answers[f"{what} new link"] += 1

    def _answer(self, plan: Plan, page: Opened, what: str, at: datetime) -> None:
        me, inputs = plan.me, page.inputs
        if inputs is None:
            self._answers[f"{what} looked"] += 1
            return
        times = me.answered[what]
        asked = Asked(
            purpose=what,
            who=me.who,
            random=chance(self._seed, me.address, "answer", what, times, me.meetings),
            today=at.date(),
            aim=plan.visit.aim,
            times=times,
            is_mentor=me.is_mentor,
            colleagues=[each for each in self._colleagues[-40:] if each != me.address],
        )
        filled = answer(inputs, asked)
        if filled is None:
            self._answers[f"{what} looked"] += 1
            return
        thanks = self._browser.send(page, filled)
        if thanks.is_closed:
            self._meet_closed(thanks, what)
            return
        if me.who.clicks_twice:
            self._browser.send(page, filled)
            self._answers["second click"] += 1
        self._remember(plan, what, filled, at)
        if thanks.inputs and me.who.start is Start.JOINS and asked.random.random() < GOES_ON:
            self._plans.make(me, Visit(thanks.url), at + SOON)

    def _remember(self, plan: Plan, what: str, filled: Filled, at: datetime) -> None:
        me = plan.me
        deed = next(iter(filled.get(DEEDS.get(what, ""), ())), "")
        self._answers[f"{what} {deed}".strip()] += 1
        me.answered[what] += 1
        if deed == "amend":
            self._plans.make(me, Visit(plan.visit.url, "amend"), at + SOON)
            return
        self._done.add((me.address, plan.thing))
        if what == Purpose.INTAKE:
            me.is_mentor = "offers-1-topic" in filled or (
                me.is_mentor and "needs-1-topic" not in filled
            )
        if deed == "program":
            me.gone = True
