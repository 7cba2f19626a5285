"""Tallies that a later one in the same text has overtaken: what a live page had said before, and the count at noon.

A text that goes on reporting leaves its old figures standing. One of them is a figure of an earlier time only if the
text also prints the same thing of the same owner and place for a later one: with nothing to overtake it, it stands.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from extract.lexer import Lexed
from extract.model import Measure, Reading, Status
from extract.printed import printed
from extract.segments import Kind, Outline

_TALLIES = frozenset(
    {Measure.VOTES, Measure.VOTE_SHARE, Measure.SEATS, Measure.SEATS_LEADING, Measure.MAJORITY, Measure.TURNOUT,
     Measure.ELECTORAL_VOTES, Measure.COUNCILLORS}
)  # fmt: skip
_OWNED = _TALLIES - {Measure.TURNOUT}
# A chamber fills up as the night goes on, and each of its tallies stood; the votes of one contest are counted anew.
_RECOUNTED = frozenset({Measure.VOTES, Measure.VOTE_SHARE})
# The time an entry of a live page opens with: "9:20 p.m.", "(08:00)", "Update 6.15pm:", "Jan 05, 8:15 pm".
_STAMP = re.compile(
    r"^[ \t>*(\[•-]{0,4}(?:[A-Z][A-Za-z]{2,8}\.?,? (?:\d{1,2},? )?){0,2}"
    r"(?:([01]?\d|2[0-3])[.:]([0-5]\d)[ ]?(?:([ap])\.?m\b\.?)?|(\d{1,2})[ ]?([ap])\.?m\b\.?)(?=[\s:)\].—–-]|$)",
    re.MULTILINE | re.IGNORECASE,
)
# "BN 79. It had 133." says what it had before: of votes it would be those it has just won.
_HELD = frozenset({Measure.SEATS, Measure.COUNCILLORS})
# Measure, owner and place of a tally.
_Key = tuple[Measure, str, str]
_DAY, _HALF = 24 * 60, 12 * 60  # minutes
_MIN_STAMPS = 3
_PHRASE = 24  # code points in which such a phrase stands before its number


class _Pages(NamedTuple):
    """Where the entries of a live page begin, and whether the newest comes first."""

    starts: tuple[int, ...]
    newest_first: bool


def supersede(readings: list[Reading], lexed: Lexed, outline: Outline) -> list[Reading]:
    """The readings, with those that a later tally of the same text overtakes told as earlier ones."""
    if not any(r.measure in _TALLIES and r.status is Status.RESULT for r in readings):
        return readings
    return _at_breakfast(_older_entries(readings, _pages(lexed.text)), lexed, outline)


def _pages(text: str) -> _Pages | None:
    """The entries of a live page; nothing where a text has few times at the head of its lines, or in no order."""
    stamps = [(m.start(), _minutes(m)) for m in _STAMP.finditer(text)]
    if len(stamps) < _MIN_STAMPS:
        return None
    steps = [((late[1] - early[1] + _HALF) % _DAY) - _HALF for early, late in pairwise(stamps)]
    rising, falling = sum(step > 0 for step in steps), sum(step < 0 for step in steps)
    if min(rising, falling) * 3 > max(rising, falling):
        return None
    return _Pages(tuple(at for at, _ in stamps), falling > rising)


def _minutes(stamp: re.Match[str]) -> int:
    hour, half = int(stamp[1] or stamp[4]), (stamp[3] or stamp[5] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return hour * 60 + int(stamp[2] or 0)


def _key(reading: Reading) -> _Key | None:
    """What a reading tells of, so that two of them can be set side by side; nothing where nobody knows."""
    owner = reading.owner
    who = owner.party.name if owner.party else (owner.candidate or "")
    if reading.measure not in _TALLIES or (not who and reading.measure in _OWNED):
        return None
    return reading.measure, who, reading.place.name if reading.place else ""


def _older_entries(readings: list[Reading], pages: _Pages | None) -> list[Reading]:
    if pages is None:
        return readings
    last = len(pages.starts)

    def age(reading: Reading) -> int:  # what stands above the first time sums up all
        entry = bisect_right(pages.starts, reading.span.start)
        return entry if pages.newest_first or not entry else last + 1 - entry

    newest: dict[_Key, tuple[int, Reading]] = {}
    for reading in readings:
        key = _key(reading)
        if key is not None and reading.status is Status.RESULT:
            newest[key] = min(newest.get(key, (last + 2, reading)), (age(reading), reading), key=lambda n: n[0])
    return [
        replace(reading, status=Status.PREVIOUS)
        if reading.status is Status.RESULT
        and reading.measure in _RECOUNTED
        and (key := _key(reading)) is not None
        and age(reading) > newest[key][0]
        and reading.value != newest[key][1].value
        else reading
        for reading in readings
    ]


@lru_cache(maxsize=4)
def _before(phrases: frozenset[str]) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(map(re.escape, sorted(phrases)))}) (?:[a-z]{{4}} )?\Z")


def _told_twice(readings: list[Reading]) -> list[tuple[Reading, _Key]]:
    """The results that the text gives another value elsewhere, with what they tell of."""
    keyed = [(r, key) for r in readings if r.status is Status.RESULT and (key := _key(r)) is not None]
    values: dict[_Key, set[Decimal]] = {}
    for reading, key in keyed:
        values.setdefault(key, set()).add(reading.value)
    return [(reading, key) for reading, key in keyed if len(values[key]) > 1]


def _rows_under(outline: Outline, hours: list[int], text: str) -> set[int]:
    """The rows under a sentence of an earlier hour that ends in a colon, by the numbers of their units."""
    found: set[int] = set()
    above = False
    for at, unit in enumerate(outline.units if hours else ()):
        if above and unit.kind is Kind.ROW:
            found.add(at)
            continue
        told = bisect_right(hours, unit.end) > bisect_right(hours, unit.start - 1)
        above = told and text[unit.start : unit.end].rstrip().endswith(":")
    return found


def _at_breakfast(readings: list[Reading], lexed: Lexed, outline: Outline) -> list[Reading]:
    """The readings, with those of a sentence about an earlier hour told as such, if another sentence goes on."""
    twice = _told_twice(readings)
    if not twice:
        return readings
    lists = lexed.lexicon.lists
    hours = sorted(spot.start for phrase in lists["earlier_counts"] for spot in printed(lexed.lower, phrase))
    had = _before(lists["held_before"])
    starts = [unit.start for unit in outline.units]
    rows = _rows_under(outline, hours, lexed.text)

    def of_an_earlier_hour(reading: Reading) -> bool:
        stands = reading.span.start
        if reading.measure in _HELD and had.search(lexed.text, max(stands - _PHRASE, 0), stands):
            return True
        at = bisect_right(starts, stands) - 1
        begin = starts[at] if at >= 0 else 0
        return at in rows or bisect_right(hours, stands) > bisect_right(hours, begin - 1)

    early = {id(r): key for r, key in twice if of_an_earlier_hour(r)}
    later = {key: r for r, key in twice if id(r) not in early}
    return [
        replace(r, status=Status.PREVIOUS)
        if (key := early.get(id(r))) and (twin := later.get(key)) is not None and twin.value != r.value
        else r
        for r in readings
    ]
