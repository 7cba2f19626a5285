"""A failed identity -> the smallest repairs of the print that make it and all others about the number hold.

A repair is a hypothesis with its evidence and is never applied. Tried are the slips of a hand: one digit
changed, two digits transposed, one dropped or doubled, a sign lost, two rows swapped.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from extract.identities import Check, Outcome
from extract.intervals import Interval, printed
from extract.model import CHANGES, Document, Repair, Verdict
from extract.records import Print, Quantity, Values

#: The kinds of repair, the smallest first.
KINDS = ("digit", "transposed", "dropped", "doubled", "sign", "swapped")
#: Words for a kind of repair.
SAID = {
    "digit": "one digit changed",
    "transposed": "two digits transposed",
    "dropped": "one digit dropped",
    "doubled": "one digit doubled",
    "sign": "the sign lost",
    "swapped": "two rows swapped",
}
_NOT_DIGITS = re.compile(r"[^0-9]")
_LONGEST = 9
#: Of so many numbers some slip would always fit, and trying each takes the square of the time.
_MOST = 120


@dataclass(frozen=True, slots=True)
class _Try:
    """One way to read prints otherwise."""

    kind: str
    first: Print
    suggested: Decimal
    altered: dict[str, Interval]
    quantities: tuple[Quantity, ...]


class Diagnosis:
    """The repairs that fit the checks of one document."""

    def __init__(self, document: Document, checks: Sequence[Check], values: Values) -> None:
        self._text = document.text
        self._values = values
        self._by_quantity: dict[Quantity, list[Check]] = defaultdict(list)
        for check in checks:
            for quantity in check.covers:
                self._by_quantity[quantity].append(check)
        self._standing = {check: check.test(values) for check in checks}

    def repairs(self, check: Check) -> tuple[tuple[Repair, ...], bool]:
        """Every repair that makes ``check`` and all checks about the number hold, the smallest first.

        Where none does, those that mend this check and break nothing that holds, for two prints may be
        wrong; whether they mend all is said beside them.
        """
        whole: list[tuple[int, int, Repair]] = []
        part: list[tuple[int, int, Repair]] = []
        for attempt in self._attempts(check):
            values = self._values.reading(attempt.altered)
            if not _good(check.test(values)):
                continue
            fits = self._fits(attempt, values)
            if fits is None:
                continue
            mended, left = fits
            order = KINDS.index(attempt.kind)
            repair = self._repair(check, attempt)
            (part if left else whole).append((order, -mended, repair))
        return tuple(r for *_, r in sorted(whole or part, key=_smallest)), bool(whole)

    def _attempts(self, check: Check) -> Iterator[_Try]:
        if len(check.covers) > _MOST:
            return
        for quantity in check.covers:
            for alike in _as_printed(quantity.prints):
                value = alike[0].claim.value
                for kind, other in self._slips(alike[0]):
                    altered = {p.figure: _moved(p.interval, other - value) for p in alike}
                    yield _Try(kind, alike[0], other, altered, (quantity,))
        yield from self._swaps(check)

    def _swaps(self, check: Check) -> Iterator[_Try]:
        alike: dict[object, list[Quantity]] = defaultdict(list)
        for quantity in check.covers:
            if len(quantity.prints) == 1:
                alike[quantity.measure].append(quantity)
        for group in alike.values():
            ordered = sorted(group, key=lambda q: q.prints[0].claim.span.start)
            # Neighbours only: a hand slips by a row, and any two rows would fit by chance too often.
            for a, b in pairwise(ordered):
                one, other = a.prints[0], b.prints[0]
                if one.claim.value != other.claim.value and (a.name != b.name):
                    altered = {one.figure: other.interval, other.figure: one.interval}
                    yield _Try("swapped", one, other.claim.value, altered, (a, b))

    def _slips(self, one: Print) -> Iterator[tuple[str, Decimal]]:
        """What else the print may have been meant to be, each number once and by its smallest slip."""
        value = one.claim.value
        span = one.claim.span
        surface = self._text[span.start : span.end]
        digits = _NOT_DIGITS.sub("", surface)
        if one.claim.measure in CHANGES and value:
            yield "sign", -value
        if not digits or len(digits) > _LONGEST or not digits.isascii() or Decimal(digits) == 0:
            return
        scale = abs(value) / Decimal(digits)
        sign = -1 if value < 0 else 1
        seen = {digits}
        for kind, other in _slipped(digits):
            if other not in seen and (len(other) == 1 or other[0] != "0" or scale < 1):
                seen.add(other)
                yield kind, sign * Decimal(other) * scale

    def _fits(self, attempt: _Try, values: Values) -> tuple[int, int] | None:
        """How many failed checks the attempt mends and how many still fail; None where it breaks one."""
        mended = left = 0
        for check in {c: None for q in attempt.quantities for c in self._by_quantity[q]}:
            before, after = self._standing[check], check.test(values)
            if _bad(after) and not _bad(before):
                return None
            if before.verdict is Verdict.HOLDS and not _good(after):
                return None
            mended += _bad(before) and _good(after)
            left += _bad(before) and not _good(after)
        return mended, left

    def _repair(self, check: Check, attempt: _Try) -> Repair:
        evidence = [check.identity.sentence]
        for quantity in attempt.quantities:
            for other in self._by_quantity[quantity]:
                if other is not check and other.identity.equality and other.identity.sentence not in evidence:
                    evidence.append(other.identity.sentence)
        said = f"{SAID[attempt.kind]}: {printed(attempt.first.claim.value)} for {printed(attempt.suggested)}"
        return Repair(
            figure=attempt.first.figure,
            printed=attempt.first.claim.value,
            suggested=attempt.suggested,
            kind=attempt.kind,
            evidence=(said, *evidence),
        )


def _as_printed(prints: Sequence[Print]) -> Iterator[tuple[Print, ...]]:
    """The prints of one value together: a number copied within a page is wrong in both places."""
    groups: dict[Decimal, list[Print]] = defaultdict(list)
    for one in prints:
        groups[one.claim.value].append(one)
    for group in groups.values():
        yield tuple(group)


def _slipped(digits: str) -> Iterator[tuple[str, str]]:
    for at, digit in enumerate(digits):
        for other in "0123456789":
            if other != digit:
                yield "digit", digits[:at] + other + digits[at + 1 :]
    for at in range(len(digits) - 1):
        yield "transposed", digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
    for at in range(len(digits) + 1):
        for other in "0123456789":
            yield "dropped", digits[:at] + other + digits[at:]
    for at in range(1, len(digits)):
        if digits[at] == digits[at - 1]:
            yield "doubled", digits[:at] + digits[at + 1 :]


def _moved(interval: Interval, by: Decimal) -> Interval:
    return Interval(interval.low + by, interval.high + by)


def _good(outcome: Outcome) -> bool:
    return outcome.verdict is Verdict.HOLDS


def _bad(outcome: Outcome) -> bool:
    return outcome.verdict in (Verdict.CONFLICT, Verdict.EXPLAINED)


def _smallest(entry: tuple[int, int, Repair]) -> tuple[int, int, str, Decimal]:
    kind, mended, repair = entry
    return mended, kind, repair.figure, repair.suggested
