"""What a printed number can stand for: a closed interval, and the arithmetic of such intervals.

47.5 may be 47.46 rounded or 47.58 cut off, "more than 500" has no upper end. Two figures contradict
each other only where no number lies in both of their intervals.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from extract.model import Measure, Reading

_ZERO = Decimal(0)
_HALF, _ONE = Decimal("0.5"), Decimal(1)
#: Never counted, always computed: without decimals it was rounded or cut off, whatever stands behind it.
_RATES = frozenset({Measure.VOTE_SHARE, Measure.VOTE_SHARE_CHANGE, Measure.TURNOUT_CHANGE, Measure.SWING})
_INFINITE = Decimal("Infinity")


@dataclass(frozen=True, slots=True)
class Interval:
    """All numbers from ``low`` to ``high``, both included; an end may be infinite."""

    low: Decimal
    high: Decimal

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.high + other.high)

    def __sub__(self, other: Interval) -> Interval:
        return Interval(self.low - other.high, self.high - other.low)

    def __neg__(self) -> Interval:
        return Interval(-self.high, -self.low)

    def times(self, factor: Decimal | int) -> Interval:
        """Every number multiplied by a positive ``factor``."""
        return Interval(self.low * factor, self.high * factor)

    def over(self, other: Interval) -> Interval | None:
        """What a number from here divided by one from ``other`` can be; both count things, so neither is
        negative. None where ``other`` may be nothing."""
        if other.low <= 0 or self.low < 0:
            return None
        top = _INFINITE if self.high == _INFINITE else self.high / other.low
        return Interval(_ZERO if other.high == _INFINITE else self.low / other.high, top)

    def meets(self, other: Interval) -> bool:
        """Whether one number can be in both."""
        return self.low <= other.high and other.low <= self.high

    def within(self, other: Interval) -> Interval | None:
        """What is in both, or None."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        return Interval(low, high) if low <= high else None

    @property
    def exact(self) -> bool:
        """Whether it is one number."""
        return self.low == self.high

    def __str__(self) -> str:
        if self.exact:
            return printed(self.low)
        if self.high == _INFINITE:
            return f"{printed(self.low)} or more"
        if self.low == -_INFINITE:
            return f"{printed(self.high)} or less"
        return f"{printed(self.low)} to {printed(self.high)}"


def point(value: Decimal | int) -> Interval:
    """The interval of one exact number."""
    return Interval(Decimal(value), Decimal(value))


def of(reading: Reading) -> Interval:
    """What the printed precision and the qualifier of ``reading`` allow; a bare 47 in a column of shares
    is as good as 47 per cent."""
    value = reading.value
    rate = reading.measure in _RATES or reading.unit in ("percent", "points")
    if not rate or reading.low != reading.high or value != value.to_integral_value():
        return Interval(reading.low, reading.high)
    below, above = (_ONE, _HALF) if value < 0 else (_HALF, _ONE)
    return Interval(value - below, value + above)


def total(intervals: Iterable[Interval]) -> Interval:
    """What the sum of one number from each can be."""
    low = high = _ZERO
    for interval in intervals:
        low, high = low + interval.low, high + interval.high
    return Interval(low, high)


def most_shared(intervals: Sequence[Interval]) -> Interval:
    """Where most of ``intervals`` lie over each other; of several such places the lowest."""
    if not intervals:
        raise ValueError("no intervals to lay over each other; ask for their consensus only where there are some")
    best, count = intervals[0], 0
    for low in sorted({i.low for i in intervals}):
        here = [i for i in intervals if i.low <= low <= i.high]
        if len(here) > count:
            best, count = Interval(low, min(i.high for i in here)), len(here)
    return best


def printed(value: Decimal) -> str:
    """A number as a reader expects it: 24,736 or 47.55, never 2.4E+4, three decimals at the most."""
    if not value.is_finite():
        return str(value)
    if value.as_tuple().exponent in (0, -1, -2):
        return f"{value:,f}"
    text = f"{value.quantize(Decimal('0.001')):,f}"
    return text.rstrip("0").rstrip(".")
