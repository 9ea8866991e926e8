"""The page of an agreement: written by one side, confirmed or changed by the other."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rm_core import resources
from rm_core.links import keys_from
from rm_core.program.catalogue import parse
from rm_core.program.pairing import State
from rm_core.program.purposes import Purpose
from rm_core.services.linking import LinkMaker
from rm_core.store.links import Link
from rm_core.store.unit import opener, reader
from rm_core.web.asking import Asking
from rm_core.web.pages import pages
from tests.support.builders import NOW, a_pairing, store_pair
from tests.support.databases import fresh
from tests.support.forms import GOAL_ROW, Data
from tests.support.pages import Browser

TERMS: Data = {
    **GOAL_ROW,
    "every": ["28"],
    "ends_on": ["2027-09-10"],
    "aims": [""],
    "confidential": ["yes"],
    "gives_back": [""],
    "wishes_back": [""],
}
CONFIRM, AMEND = {"reply": ["confirm"]}, {"reply": ["amend"]}


class Two:
    """Bo and Ada with a browser, each on their page of the same agreement."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking
        self._browser = Browser(pages(asking))
        pairing = a_pairing()
        links = {
            name: Link(cohort=pairing.cohort, participant=participant, pairing=pairing.id)
            for name, participant in (("bo", pairing.mentor), ("ada", pairing.mentee))
        }
        with asking.begin() as work:
            store_pair(work, state=State.AGREEING)
            work.links.make(links.values(), NOW)
        self._paths = {
            name: asking.links.url(Purpose.AGREEMENT, link, NOW).removeprefix("http://pages")
            for name, link in links.items()
        }

    def sees(self, who: str) -> str:
        return self._browser.get(self._paths[who]).text

    def says(self, who: str, data: Data) -> str:
        """Where they are led; the status where they are not led anywhere."""
        answer = self._browser.post(self._paths[who], data)
        where = answer.headers.get("location", "")
        return where.rpartition("/")[2] or str(answer.status_code)

    def agreed(self) -> list[tuple[int, list[str]]]:
        """Versions and who confirmed them."""
        with self._asking.look() as work:
            kept = work.agreements.of_some([a_pairing().id])
        return [(each.version, sorted(each.confirmed)) for each in kept[a_pairing().id]]


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Two]:
    with fresh("sqlite", tmp_path) as engine:
        yield Two(
            Asking(
                begin=opener(engine),
                look=reader(engine),
                clock=lambda: NOW,
                links=LinkMaker(keys_from("a:" + "x" * 40), "http://pages"),
                catalogue=parse(resources.catalogue_text()),
            )
        )


@pytest.mark.parametrize("said", [CONFIRM, AMEND])
def test_a_second_click_says_the_same_and_changes_nothing(two: Two, said: Data) -> None:
    two.says("ada", TERMS)

    first = two.says("bo", said)
    agreed = two.agreed()
    second = two.says("bo", said)

    assert [first, second] == said["reply"] * 2
    assert two.agreed() == agreed


def test_another_word_after_the_first_is_no_second_click(two: Two) -> None:
    two.says("ada", TERMS)
    two.says("bo", CONFIRM)

    assert two.says("bo", AMEND) == "422"


def test_who_wants_a_change_finds_the_terms_of_the_other_to_change(two: Two) -> None:
    two.says("ada", TERMS)
    assert 'value="Use AI' not in two.sees("bo")

    two.says("bo", AMEND)

    assert 'value="Use AI assistants in my daily work"' in two.sees("bo")


def test_who_wanted_a_change_once_can_confirm_a_later_version(two: Two) -> None:
    two.says("ada", TERMS)
    two.says("bo", AMEND)
    two.says("bo", {**TERMS, "every": ["21"]})
    two.says("ada", AMEND)
    two.says("ada", {**TERMS, "every": ["14"]})

    assert two.says("bo", CONFIRM) == "confirm"

    assert two.agreed()[-1] == (3, ["mentee", "mentor"])
