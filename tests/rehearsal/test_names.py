"""Made-up people form a sane organisation, the same for a seed."""

import pytest

from rm_core.program.reporting import rings
from rm_core.rehearsal.names import made_up_people


def test_made_up_people_are_the_same_for_a_seed_and_stand_in_a_sane_order() -> None:
    people = made_up_people(300, seed=5)

    level = {one.external_id: one.level or 0 for one in people}
    assert people == made_up_people(300, seed=5)
    assert people != made_up_people(300, seed=6)
    assert len({one.email for one in people}) == 300
    assert {one.line: one.manager for one in people if not one.manager} == {2: None}
    assert all(level[one.manager] > (one.level or 0) for one in people if one.manager)
    assert rings({one.external_id: one.manager for one in people if one.manager}) == ()
    assert sum(value <= 2 for value in level.values()) > 150
    assert sum(value >= 4 for value in level.values()) > 40


@pytest.mark.parametrize("n", [0, 1, 2, 9, 10, 30])
def test_any_number_of_people_can_be_made_up(n: int) -> None:
    assert len(made_up_people(n, seed=1)) == n
