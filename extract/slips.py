"""What a finger does to a number: whether one printed number is another with one slip of the hand."""

from __future__ import annotations

from decimal import Decimal

from extract.tables import plain

#: What each kind of slip is called in a sentence.
SAID = {
    "sign": "the sign lost",
    "digit": "one digit changed",
    "transposed": "two digits transposed",
    "dropped": "one digit dropped",
    "doubled": "one digit doubled",
    "added": "one digit added",
}


def slip(printed: Decimal, meant: Decimal) -> str:
    """The one slip that turns ``meant`` into ``printed``, or nothing where it takes more than one.

    Numbers of fewer than two digits tell nothing: every digit is one slip away from every other.
    """
    if printed == -meant and printed:
        return "sign"
    if (printed < 0) != (meant < 0):
        return ""
    a, b = _digits(printed, meant), _digits(meant, printed)
    if max(len(a), len(b)) < 2 or a == b:
        return ""
    if len(a) == len(b):
        wrong = [i for i, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
        if len(wrong) == 1:
            return "digit"
        first, last = wrong[0], wrong[-1]
        return "transposed" if len(wrong) == 2 and a[first] == b[last] and a[last] == b[first] else ""
    if len(a) == len(b) - 1:
        return "dropped" if _one_more(a, b) >= 0 else ""
    if len(a) == len(b) + 1:
        at = _one_more(b, a)
        return "" if at < 0 else "doubled" if at and a[at] == a[at - 1] else "added"
    return ""


def _digits(number: Decimal, beside: Decimal) -> str:
    """The digits of ``number`` with as many decimals as the longer of the two has."""
    places = max(_places(number), _places(beside))
    return plain(abs(number).scaleb(places))


def _places(number: Decimal) -> int:
    text = plain(number)
    return len(text) - text.index(".") - 1 if "." in text else 0


def _one_more(short: str, long: str) -> int:
    """Where ``long`` has one digit more than ``short``, at the end of a run; -1 where it is not so."""
    at = next((i for i, (x, y) in enumerate(zip(short, long, strict=False)) if x != y), len(short))
    return at if short[at:] == long[at + 1 :] else -1
