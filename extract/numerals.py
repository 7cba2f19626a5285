"""A printed number to its exact value, or a refusal with its reason; never a guess.

Digits are found by one pass of a compiled expression and number words by another. Each find is read once: by
its shape, its left side (sign, glued letters) and its right side (multiplier, percent, suffix). What could be
read in two ways is refused. All vocabulary comes from ``numerals.csv`` through ``NumeralWords``.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from operator import attrgetter

from extract.numeral_words import SPACES, Numeral, NumeralWords, Qualifier, Refused
from extract.spoken import spoken

__all__ = ["Numeral", "NumeralWords", "Refused", "scan"]

_ONE = Decimal(1)
_UNITS = tuple(_ONE.scaleb(-places) for places in range(13))  # one in the last printed place
_HALVES = tuple(unit * Decimal("0.5") for unit in _UNITS)
_MINUS = "\u2212"  # never joins or separates, unlike the dashes
_DASHES = frozenset("-\u2010\u2011\u2013\u2014")
_SIGNS = _DASHES | {"+", _MINUS}
# A dash after one of these is a sign; after anything else (a letter, a digit, %, a bracket) it separates.
_BEFORE_SIGN = frozenset(SPACES + "\n\r\t\v\f([{,;:|=>\"'\u2018\u201c")
_GAPS = frozenset(SPACES)
_OPENING, _CLOSING = frozenset("(["), frozenset(")]")
_HYPHENS = frozenset("-\u2010\u2011")
_NARROW = frozenset("\u2009\u202f")  # printed inside numbers only
_PLAIN_BEFORE, _PLAIN_AFTER = frozenset("\n\t(["), frozenset(",;:)]/\"'")  # nothing to look at there
_BEFORE_POINT = _BEFORE_SIGN | _SIGNS
# Shapes of digits: groups of the expression that finds them, and what is made of several.
_PLAIN, _GROUPED, _DECIMAL, _CHAIN, _POINTED = 1, 2, 3, 6, 7
_WHOLE = frozenset({_PLAIN, _GROUPED})
_SIMPLE = _WHOLE | {_DECIMAL}
_COUNTS = frozenset({"digits", "words"})
_LONGEST_OPENING = 16  # "between "
_LONGEST_GAP = 10  # between the two numbers of one range
_LONGEST_GLYPHS = 60  # digits and marks of a number that can be one


def scan(text: str, words: NumeralWords, *, hits: Iterable[tuple[int, int]] | None = None) -> list[Numeral | Refused]:
    """Every digit run and number word of ``text``, in order and without overlap, read or refused.

    ``hits`` are the spans of ``words.forms`` where the caller has found them already, in order.
    """
    found = _digits(text, words)
    named = spoken(text, words, hits)
    if named:
        # Two sorted runs merge in linear time; a multiplier after digits (22 crore) belongs to them already.
        merged = sorted(found + named, key=attrgetter("start"))
        found, done = [], 0
        for item in merged:
            if item.start >= done:
                found.append(item)
                done = item.end
    _ranges(text, found, words)
    return found


# Digits


def _digits(text: str, words: NumeralWords) -> list[Numeral | Refused]:
    found: list[Numeral | Refused] = []
    spaced: bool | None = None
    done, last, comma = 0, len(text) - 3, words.group
    for match in words.digits.finditer(text):
        start, end = match.span()
        if start < done:
            continue
        shape = match.lastindex or 0
        if shape == _PLAIN and end - start <= 3 and end < last:
            follows, beyond = text[end], text[end + 1]
            if (follows in _GAPS and beyond.isdecimal()) or (follows in comma and beyond in _GAPS):
                chain = words.chain.match(text, start)
                if chain:
                    if spaced is None and follows in comma:
                        spaced = _writes_spaced(text, words)
                    verdict = _one_number(text, start, chain.end(), words, bool(spaced))
                    if verdict:
                        found.append(Refused(start, chain.end(), verdict))
                        done = chain.end()
                        continue
                    if verdict is not None:
                        end, shape = chain.end(), _CHAIN
        places = match.end(4) - match.start(4) if shape == _DECIMAL else 0
        if shape in _SIMPLE and words.stands_alone(text, start, end):  # as most, above all in tables
            raw = match.group()
            if places:
                size = Decimal(raw if "." in raw else _pointed(raw, words))
                low, high = size - _HALVES[places], size + _UNITS[places]
                found.append(Numeral(start, end, size, low, high, decimals=places))
                done = end
                continue
            if raw[0] != "0" or end - start < 3:
                size = Decimal(raw if shape == _PLAIN else _without(raw, comma))
                found.append(Numeral(start, end, size, size, size))
                done = end
                continue
        item = _read(text, start, end, shape, places, words, found)
        found.append(item)
        done = item.end
    return found


def _read(
    text: str,
    start: int,
    end: int,
    shape: int,
    places: int,
    words: NumeralWords,
    found: list[Numeral | Refused],
) -> Numeral | Refused:
    """The numeral whose digits are ``text[start:end]``; ``found`` is what stands before it."""
    raw = text[start:end]
    before = text[start - 1] if start else "\n"
    sign = glued = ""
    qualifier: Qualifier | None = None
    if before == " ":
        qualifier = words.qualifier_before(text, start)
    elif before not in _PLAIN_BEFORE:
        if before in words.decimal and shape == _PLAIN and (start < 2 or text[start - 2] in _BEFORE_POINT):
            start, shape, before = start - 1, _POINTED, text[start - 2] if start > 1 else "\n"
        if before in _SIGNS:
            sign, glued = _sign(text, start, found)
            if sign:
                start -= 1
                before = text[start - 1] if start else "\n"
                if before == " ":
                    qualifier = words.qualifier_before(text, start)
        elif before.isalpha() or before == "_":
            glued = "letters"
        elif before in words.symbols:
            qualifier = words.symbols[before]

    unit, percent, points, stop = _ONE, False, False, end
    after = text[end : end + 1]
    if after in words.percent_signs and not words.goes_on(text, end + 1):
        percent, stop = True, end + 1
    elif after and after not in _PLAIN_AFTER and words.goes_on(text, end):
        tail = words.tail.match(text, end)
        if tail:
            suffix, extension, scale, second, mark, apart = tail.group(1, 2, 3, 4, 5, 6)
            if suffix:
                return Refused(start, tail.end(1), words.suffixes.get(suffix.lower(), "suffix"))
            if extension:
                return Refused(start, tail.end(2), "part of a file name")
            if apart:
                return Refused(start, tail.end(6), "a multiplier apart from its digits, or another word")
            for multiplier in filter(None, (scale, second, mark)):
                unit *= words.multipliers.get(multiplier.lower(), _ONE)
            percent = bool(tail["sign"] or tail["percent"] or tail["below"])
            points = tail["points"] is not None
            stop = max(end, tail.end(3), tail.end(4), tail.end(5), tail.end("sign"))
            if tail["after"]:
                qualifier = words.qualifier_after(tail["after"])
    elif after > "~" and after.isnumeric() and not after.isdigit():
        return Refused(start, end + 1, "digits with a sign for a fraction or of another script")

    scaled = percent or points or unit is not _ONE
    bracket = before in _OPENING and text[stop : stop + 1] in _CLOSING
    if shape in _WHOLE:
        if raw[0] == "0" and len(raw) > 2:
            return Refused(start, end, "leading zero")
        size = Decimal(raw if shape == _PLAIN else _without(raw, words.group))
        if not (sign or scaled or qualifier or glued or bracket):
            return Numeral(start, end, size, size, size)
    elif shape == _DECIMAL:
        size = Decimal(raw if "." in raw else _pointed(raw, words))
    else:
        value = _other(raw, shape, scaled, words)
        if isinstance(value, str):
            return Refused(start, stop, value)
        size, places = value
    low = high = size
    if unit is not _ONE:
        size *= unit
        whole = size.to_integral_value()
        size = whole if whole == size else size  # 12.8 million as 12800000, not 12800000.0
        low, high = size - _HALVES[places] * unit, size + _UNITS[places] * unit
    elif places or scaled:
        low, high = size - _HALVES[places], size + _UNITS[places]
    if qualifier:
        low, high = qualifier.widen(size, low, high)
    if sign == "-" and size:
        size, low, high = -size, -high, -low
    direction = qualifier.direction if qualifier else "exact"
    return Numeral(start, stop, size, low, high, "digits", sign, percent, points, places, direction, bracket, glued)


def _other(raw: str, shape: int, scaled: bool, words: NumeralWords) -> tuple[Decimal, int] | str:
    """Value and decimal places of digits that are no plain integer, or why they have none."""
    if shape == _CHAIN:
        return Decimal("".join(filter(str.isdecimal, raw))), 0
    if shape == _POINTED:
        return (Decimal(f"0.{raw}"), len(raw)) if len(raw) < len(_UNITS) else "too many digits"
    if len(raw) > _LONGEST_GLYPHS:
        return "too many digits"
    if not raw.isascii() and any(c.isdecimal() and c > "9" for c in raw):
        return "digits of another script"
    grouped = words.grouped_decimal.fullmatch(raw)
    if grouped and raw[0] != "0":
        return Decimal(_pointed(_without(raw, words.group), words)), len(grouped[1] or grouped[2] or "")
    comma = words.comma_decimal.fullmatch(raw)
    if comma and scaled:  # 32,6 per cent cannot be a group of thousands
        return Decimal(_without(raw, words.group, ".")), len(comma[1])
    if raw.isdecimal():
        return "too many digits"
    return "more than one decimal mark" if sum(map(raw.count, words.decimal)) > 1 else "unclear grouping"


def _without(raw: str, marks: str, by: str = "") -> str:
    for mark in marks:
        raw = raw.replace(mark, by)
    return raw


def _pointed(raw: str, words: NumeralWords) -> str:
    return _without(raw, words.decimal, ".")


def _sign(text: str, start: int, found: list[Numeral | Refused]) -> tuple[str, str]:
    """The sign that the mark left of ``start`` gives, and what the digits are glued to."""
    mark, prior = text[start - 1], text[start - 2] if start > 1 else "\n"
    sign = "+" if mark == "+" else "-"
    if prior in _BEFORE_SIGN:
        return sign, ""
    if prior.isalpha():
        return ("", "hyphen" if mark in _HYPHENS else "") if mark in _DASHES else (sign, "letters")
    if mark not in _DASHES:
        return sign, ""
    # Between digits a dash separates, unless the cells of a row ran together on its left (16117.2-2.8).
    previous = found[-1] if found and found[-1].end == start - 1 else None
    if isinstance(previous, Refused) or (previous and previous.glued and previous.decimals):
        return sign, ""
    return "", ""


def _writes_spaced(text: str, words: NumeralWords) -> bool:
    """Whether a text prints thousands as 37, 353.

    Proof is a candidate directly before "votes" (and not "votes ahead", where a new phrase begins) or one
    whose group begins with 0, as no list does. One proof is enough in a text without 37,353; two in any.
    """
    proofs = words.chain_proof.finditer(text)
    if next(proofs, None) is None:
        return False
    return next(proofs, None) is not None or not words.compact.search(text)


def _one_number(text: str, start: int, end: int, words: NumeralWords, spaced: bool) -> str | None:
    """Whether groups of three digits apart are one number: "" if so, None if several, or why that is open.

    Commas: never in a list (a number before or after, as in "10, 114 and 20"); otherwise in a text that
    writes thousands so, or where three groups or more follow a word: a list would name its last with "and".
    So "won 12, 300 voters" stays two numbers. Spaces: only with a group that begins with 0, narrow spaces,
    or "votes" behind, and no other number beside it, since the columns of a table look the same.
    """
    raw, before = text[start:end], text[start - 2 : start]
    apart = before[1:] in _GAPS
    if any(mark in raw for mark in words.group):
        listed = words.listed.match(text, end) or (
            apart and before[0] in words.group and text[start - 3 : start - 2].isdecimal()
        )
        if spaced or listed:
            return None if not spaced else "one number or a list" if listed else ""
        if len(raw.split()) > 2 and apart and before[0].isalpha():
            return ""
        return "one number or a list" if words.votes_ahead.match(text, end) else None
    narrow = all(c in _NARROW for c in raw if c in _GAPS)
    zero = any(group[0] == "0" for group in raw.split()[1:])
    if not (narrow or zero or words.votes_ahead.match(text, end)):
        return None
    beside = apart and before[:1].isdecimal()
    if beside or (text[end : end + 1] in _GAPS and text[end + 1 : end + 2].isdecimal()):
        return "one number or several columns"
    return None if raw[0] == "0" else ""


def _ranges(text: str, found: list[Numeral | Refused], words: NumeralWords) -> None:
    """Give both numbers of "60 or 70", "60-70" and "between 60 and 70" the bounds of the range, in place."""
    for at in range(1, len(found)):
        first, second = found[at - 1], found[at]
        if second.start - first.end > _LONGEST_GAP:
            continue
        link = text[first.end : second.start].lower()
        if link not in words.ranges:
            opened = text[max(0, first.start - _LONGEST_OPENING) : first.start].lower()
            if link not in words.range_join or not opened.endswith(words.range_open):
                continue
        if isinstance(first, Refused) or isinstance(second, Refused) or second.sign or first.glued:
            continue
        around = text[first.start - 1 : first.start], text[second.end : second.end + 1]
        if first.form not in _COUNTS or second.form not in _COUNTS or not _DASHES.isdisjoint(around):
            continue  # -5 or 3, or a date such as 2024-11-06
        value, low, percent = first.value, first.low, first.percent
        times = _times(text[second.start : second.end], words)
        if value < second.value / times and _times(text[first.start : first.end], words) < times:
            value *= times  # 2-3 million
            low = value - (second.value - second.low)
        if second.percent and not (percent or first.points):
            low, percent = value - (second.value - second.low), True  # 12-13%
        if value < second.value:
            high = second.high
            found[at - 1] = first._replace(value=value, low=low, high=high, percent=percent, form="range")
            qualifier = first.qualifier if second.qualifier == "exact" else second.qualifier
            found[at] = second._replace(low=low, form="range", qualifier=qualifier)


def _times(printed: str, words: NumeralWords) -> Decimal:
    """The product of the multipliers that a printed number ends in."""
    times, rest = _ONE, printed.lower().rstrip("%")
    while word := next((w for w in words.multipliers if rest.endswith(w)), ""):
        times *= words.multipliers[word]
        rest = rest[: -len(word)].rstrip(" -")
    return times
