"""Terms hold once both have confirmed that very version of them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from rm_core.program.agreements import Terms, propose
from rm_core.program.people import Role
from tests.support.builders import NOW, a_pairing

TERMS = Terms(ends_on=date(2027, 9, 17), every=28)
OTHERS = replace(TERMS, every=14)
PAIRING = a_pairing().id


@pytest.mark.parametrize("by", Role)
def test_who_writes_the_terms_has_confirmed_them_and_the_other_is_asked(by: Role) -> None:
    first = propose(PAIRING, None, TERMS, by, NOW)

    assert (first.version, dict(first.confirmed), first.holds) == (1, {by: NOW}, False)
    assert first.confirm(by.other, NOW).holds


@pytest.mark.parametrize("by", Role)
def test_confirming_twice_is_the_same_as_once_but_for_the_time(by: Role) -> None:
    again = propose(PAIRING, None, TERMS, by, NOW).confirm(by, NOW + timedelta(days=1))

    assert dict(again.confirmed) == {by: NOW + timedelta(days=1)}
    assert not again.holds


@pytest.mark.parametrize("by", Role)
def test_changed_terms_are_a_new_version_that_nobody_else_has_confirmed(by: Role) -> None:
    first = propose(PAIRING, None, TERMS, by, NOW).confirm(by.other, NOW)

    second = propose(PAIRING, first, OTHERS, by.other, NOW)

    assert (second.version, second.terms, dict(second.confirmed)) == (2, OTHERS, {by.other: NOW})
    assert first.holds
