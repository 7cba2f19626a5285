from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.intervals import Interval, most_shared, of, point, printed, total
from extract.model import Measure, Reading, Span

INFINITE = Decimal("Infinity")


def between(low: object, high: object) -> Interval:
    return Interval(Decimal(str(low)), Decimal(str(high)))


def reading(value: str, low: str, high: str, measure: Measure = Measure.VOTE_SHARE, unit: str = "") -> Reading:
    return Reading(Span(0, 1), measure, Decimal(value), Decimal(low), Decimal(high), "r", "r", unit=unit)


numbers = st.decimals(-10_000, 10_000, places=2)
intervals = st.builds(lambda a, b: Interval(min(a, b), max(a, b)), numbers, numbers)
inside = st.tuples(intervals, st.decimals(0, 1, places=2)).map(
    lambda t: (t[0], t[0].low + (t[0].high - t[0].low) * t[1])
)


@given(inside, inside)
def test_what_is_inside_stays_inside(a: tuple[Interval, Decimal], b: tuple[Interval, Decimal]) -> None:
    for interval, number in ((a[0] + b[0], a[1] + b[1]), (a[0] - b[0], a[1] - b[1]), (-a[0], -a[1])):
        assert interval.low <= number <= interval.high


@given(intervals, intervals)
def test_two_intervals_meet_where_something_is_in_both(a: Interval, b: Interval) -> None:
    both = a.within(b)
    assert a.meets(b) == b.meets(a) == (both is not None)
    if both is not None:
        assert a.low <= both.low <= a.high
        assert b.low <= both.high <= b.high


@given(st.lists(intervals, min_size=1, max_size=6))
def test_no_number_lies_in_more_intervals_than_the_most_shared(several: list[Interval]) -> None:
    best = most_shared(several)
    most = max(sum(i.low <= end <= i.high for i in several) for j in several for end in (j.low, j.high))
    assert sum(i.low <= best.low and best.high <= i.high for i in several) == most


def test_the_most_shared_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="no intervals"):
        most_shared([])


def test_open_ends_never_break_the_arithmetic() -> None:
    more = between(500, "Infinity")
    assert (more + point(1)).high == INFINITE
    assert (more - more).low == -INFINITE
    assert more.over(more) == Interval(Decimal(0), INFINITE)
    assert more.times(2).meets(point(10**9))
    assert total([more, point(2)]) == between(502, "Infinity")


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (between(1, 2), between(4, 4), between("0.25", "0.5")),
        (between(0, 0), between(4, 4), between(0, 0)),
        (between(1, 2), between(0, 4), None),  # may be nothing
        (between(-1, 2), between(4, 4), None),  # counts are not negative
    ],
)
def test_quotients(a: Interval, b: Interval, expected: Interval | None) -> None:
    assert a.over(b) == expected


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        (reading("47.5", "47.45", "47.6"), between("47.45", "47.6")),  # rounded or cut off
        (reading("47", "47", "47"), between("46.5", 48)),  # a bare number in a column of shares
        (reading("-12", "-12", "-12", Measure.VOTE_SHARE_CHANGE), between(-13, "-11.5")),
        (reading("62", "62", "62", Measure.TURNOUT, "percent"), between("61.5", 63)),
        (reading("41283", "41283", "41283", Measure.TURNOUT, "votes"), point(41283)),  # counted
        (reading("161", "161", "161", Measure.SEATS), point(161)),
    ],
)
def test_what_a_print_allows(claim: Reading, expected: Interval) -> None:
    assert of(claim) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("24736", "24,736"),
        ("47.55", "47.55"),
        ("47.50", "47.50"),
        ("1878.7654", "1,878.765"),
        ("1E+3", "1,000"),
    ],
)
def test_numbers_are_printed_for_people(value: str, expected: str) -> None:
    assert printed(Decimal(value)) == expected


def test_intervals_are_printed_for_people() -> None:
    assert str(point(1725)) == "1,725"
    assert str(between(500, "Infinity")) == "500 or more"
    assert str(between("-Infinity", 500)) == "500 or less"
    assert str(between("9.8", "9.83")) == "9.8 to 9.83"
