import pytest
from hypothesis import given
from hypothesis import strategies as st

from rm_core.program.shares import Band, Interval, Share, band, difference, if_all_had_answered


def shares(most: int = 500) -> st.SearchStrategy[Share]:
    return st.integers(0, most).flatmap(
        lambda n: st.integers(0, n).map(lambda k: Share(k, n)),
    )


def rounded(interval: Interval | None, digits: int = 3) -> tuple[float, float]:
    assert interval is not None
    return (round(interval.low, digits), round(interval.high, digits))


@pytest.mark.parametrize(
    ("share", "interval"),
    [
        (Share(24, 30), (0.627, 0.905)),
        (Share(29, 30), (0.833, 0.994)),
        (Share(0, 10), (0.0, 0.278)),
        (Share(10, 10), (0.722, 1.0)),
        (Share(81, 263), (0.255, 0.366)),
        (Share(0, 0), (0.0, 1.0)),
    ],
)
def test_the_interval_of_a_share_is_wilsons(share: Share, interval: tuple[float, float]) -> None:
    assert rounded(share.interval) == interval


@given(shares())
def test_the_interval_contains_the_share_and_stays_inside_0_and_1(share: Share) -> None:
    interval = share.interval

    assert 0 <= interval.low <= interval.high <= 1
    assert share.value is None or share.value in interval


@given(st.integers(1, 500), st.data())
def test_one_more_yes_moves_both_ends_up(n: int, data: st.DataObject) -> None:
    k = data.draw(st.integers(0, n - 1))

    fewer, more = Share(k, n).interval, Share(k + 1, n).interval

    assert fewer.low < more.low or (fewer.low == 0 == k)
    assert fewer.high < more.high


@given(shares(200).filter(lambda share: share.n > 0), st.integers(2, 5))
def test_more_answers_of_the_same_kind_narrow_the_interval(share: Share, times: int) -> None:
    wide, narrow = share.interval, Share(share.k * times, share.n * times).interval

    assert narrow.high - narrow.low < wide.high - wide.low


@given(shares())
def test_who_says_no_mirrors_who_says_yes(share: Share) -> None:
    other = Share(share.n - share.k, share.n).interval

    assert share.interval.low == pytest.approx(1 - other.high)
    assert share.interval.high == pytest.approx(1 - other.low)


@pytest.mark.parametrize(("k", "n"), [(-1, 3), (4, 3), (0, -1)])
def test_a_share_of_more_than_everybody_is_refused(k: int, n: int) -> None:
    with pytest.raises(ValueError, match="0 <= k <= n"):
        Share(k, n)


def test_those_who_did_not_answer_bound_the_share_from_both_sides() -> None:
    assert if_all_had_answered(Share(24, 30), 40) == Interval(0.6, 0.85)
    assert if_all_had_answered(Share(24, 30), 30) == Interval(0.8, 0.8)
    assert if_all_had_answered(Share(0, 0), 0) == Interval(0.0, 1.0)
    with pytest.raises(ValueError, match="30 answers from 29"):
        if_all_had_answered(Share(24, 30), 29)


@pytest.mark.parametrize(
    ("now", "before", "interval"),
    [
        (Share(56, 70), Share(48, 80), (0.0524, 0.3339)),
        (Share(9, 10), Share(3, 10), (0.1705, 0.8090)),
        (Share(5, 56), Share(0, 29), (-0.0381, 0.1926)),
        (Share(10, 10), Share(0, 10), (0.6075, 1.0)),
    ],
)
def test_the_difference_of_two_shares_is_newcombes(
    now: Share, before: Share, interval: tuple[float, float]
) -> None:
    """The cases (a), (b), (d) and (h) of his table II, method 10."""
    assert rounded(difference(now, before), 4) == interval


@given(shares(), shares())
def test_the_other_way_round_the_difference_changes_its_sign(a: Share, b: Share) -> None:
    forth, back = difference(a, b), difference(b, a)

    if forth is None or back is None:
        assert 0 in (a.n, b.n)
    else:
        assert forth.low == pytest.approx(-back.high)
        assert a.value is not None
        assert b.value is not None
        assert forth.low <= a.value - b.value <= forth.high


@pytest.mark.parametrize(
    ("rate", "colour"),
    [
        (Share(60, 100), Band.GREEN),
        (Share(59, 100), Band.AMBER),
        (Share(45, 100), Band.AMBER),
        (Share(44, 100), Band.RED),
        (Share(0, 0), None),
    ],
)
def test_the_colour_of_a_response_rate(rate: Share, colour: Band | None) -> None:
    assert band(rate) is colour
