"""Tallies that a later one in the same text has overtaken: what a live page had said before, and the count at noon.

A text that goes on reporting leaves its old figures standing. One of them is a figure of an earlier time only if the
text also prints the same thing of the same owner and place for a later one: with nothing to overtake it, or what stands
beside it in the same entry of a live page, it stands.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Set
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from extract.lexer import CAPITAL, PERSON, PLACE, Lexed, Token, tokenize
from extract.model import Measure, Reading, Status
from extract.packs import PlaceEntry
from extract.printed import Search, printed
from extract.segments import Kind, Outline, Unit

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
# Measure, party, candidate and place of a tally.
_Key = tuple[Measure, str, str, str]
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
    tallies = _Tallies(lexed, outline, frozenset(r.owner.candidate for r in readings if r.owner.candidate))
    twice = _told_twice(readings, tallies)
    if not twice:
        return readings  # there is nothing to overtake
    newer = _older_entries(readings, tallies)
    return _at_breakfast(newer, twice if newer is readings else _told_twice(newer, tallies), tallies)


def _pages(text: str, figures: Set[int]) -> _Pages | None:
    """The entries of a live page; nothing where a text has few times at the head of its lines, or in no order.

    What begins one of the ``figures`` is a share and no time: "14.30 Green".
    """
    stamps = [(m.start(), _minutes(m)) for m in _STAMP.finditer(text) if m.start(1) not in figures]
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


def _paragraph(unit: Unit) -> int:
    return unit.paragraph


class _Tallies:
    """What each reading of a text tells of."""

    def __init__(self, lexed: Lexed, outline: Outline, candidates: frozenset[str]) -> None:
        self.lexed, self.outline = lexed, outline
        self._candidates = "\n".join(sorted(candidates))
        self._starts = [unit.start for unit in outline.units]
        self._named: dict[int, bool] = {}
        self._above: list[int] = []  # the unit above the rows that each unit is one of

    def key(self, reading: Reading, *, anywhere: bool = False) -> _Key | None:
        """What a reading tells of, so that two of them can be set side by side; nothing where nobody knows.

        A figure of a party in a place that no list has may be of any contest; with the candidate it is of one.
        It does not matter where ``anywhere`` is told, for words say which of the two is the earlier.
        """
        party, candidate = reading.owner.party, reading.owner.candidate
        if reading.measure not in _TALLIES or (not party and not candidate and reading.measure in _OWNED):
            return None
        where = reading.place.name if reading.place else ""
        if not anywhere and not where and not (party and candidate) and self.somewhere(reading):
            return None
        return reading.measure, party.name if party else "", (candidate or "").rpartition(" ")[2], where

    def unit(self, reading: Reading) -> int:
        """The number of the sentence or row that a reading stands in; -1 where it stands in none."""
        return bisect_right(self._starts, reading.span.start) - 1

    def somewhere(self, reading: Reading) -> bool:
        """Whether the line of a reading, or that above its rows, may name a place: any name not known to be none."""
        at, units = self.unit(reading), self.outline.units
        if at < 0:
            return False
        if not self._above:
            for index, unit in enumerate(units):
                self._above.append(self._above[-1] if index and unit.kind is Kind.ROW else index)
        return self._names_place(units[at].paragraph) or self._names_place(units[self._above[at]].paragraph)

    def _names_place(self, line: int) -> bool:
        if line not in self._named:
            units = self.outline.units
            first, last = bisect_left(units, line, key=_paragraph), bisect_right(units, line, key=_paragraph)
            tokens = (t for unit in units[first:last] for t in tokenize(self.lexed, unit.start, unit.end).tokens)
            self._named[line] = any(map(self._may_be_place, tokens))
        return self._named[line]

    def _may_be_place(self, token: Token) -> bool:
        if token.type not in (PLACE, PERSON, CAPITAL):
            return False
        if token.name is not None:
            return any(isinstance(ref.entry, PlaceEntry) for ref in token.name.refs)
        words = self.lexed.text[token.start : token.end]
        return not any(printed(self._candidates, words)) and words.lower() not in self.lexed.lexicon.lists["not_names"]


def _older_entries(readings: list[Reading], tallies: _Tallies) -> list[Reading]:
    pages = _pages(tallies.lexed.text, {r.span.start for r in readings})
    if pages is None:
        return readings
    last = len(pages.starts)

    def age(reading: Reading) -> int:  # what stands above the first time sums up all
        entry = bisect_right(pages.starts, reading.span.start)
        return entry if pages.newest_first or not entry else last + 1 - entry

    newest: dict[_Key, tuple[int, Reading]] = {}
    for reading in readings:
        key = tallies.key(reading)
        if key is not None and reading.status is Status.RESULT:
            newest[key] = min(newest.get(key, (last + 2, reading)), (age(reading), reading), key=lambda n: n[0])
    recounted = [r for r in readings if r.status is Status.RESULT and r.measure in _RECOUNTED]
    counted = [(r, key) for r in recounted if (key := tallies.key(r)) is not None]
    older = [(r, key) for r, key in counted if age(r) > newest[key][0] and r.value != newest[key][1].value]
    # Whoever else an overtaken entry counts there was counted at the same hour.
    hours = {(age(r), r.measure, key[-1]) for r, key in older}
    same = (r for r, key in counted if (age(r), r.measure, key[-1]) in hours and not tallies.somewhere(r))
    early = {id(r) for r, _ in older} | {id(r) for r in same}
    return [replace(r, status=Status.PREVIOUS) if id(r) in early else r for r in readings]


@lru_cache(maxsize=4)
def _before(phrases: frozenset[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(phrases)))}) \Z", re.IGNORECASE)


@lru_cache(maxsize=4)
def _earlier(phrases: frozenset[str]) -> Search:
    return Search(phrases)


def _told_twice(readings: list[Reading], tallies: _Tallies) -> list[tuple[Reading, _Key]]:
    """The results that the text gives another value elsewhere, wherever that is, with what they tell of."""
    results = [r for r in readings if r.status is Status.RESULT]
    keyed = [(r, key) for r in results if (key := tallies.key(r, anywhere=True)) is not None]
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


def _at_breakfast(readings: list[Reading], twice: list[tuple[Reading, _Key]], tallies: _Tallies) -> list[Reading]:
    """The readings, with those of a sentence about an earlier hour told as such, if another sentence goes on."""
    if not twice:
        return readings
    lexed, outline = tallies.lexed, tallies.outline
    lists = lexed.lexicon.lists
    hours = [spot.start for spot in _earlier(lists["earlier_counts"]).printed(lexed.lower)]
    had = _before(lists["held_before"])
    rows = _rows_under(outline, hours, lexed.text)

    def held(reading: Reading) -> bool:
        stands = reading.span.start
        return reading.measure in _HELD and had.search(lexed.text, max(stands - _PHRASE, 0), stands) is not None

    def of_an_earlier_hour(reading: Reading) -> bool:
        stands = reading.span.start
        at = tallies.unit(reading)
        begin = outline.units[at].start if at >= 0 else 0
        return at in rows or bisect_right(hours, stands) > bisect_right(hours, begin - 1)

    before = {id(r) for r, _ in twice if held(r)}
    early = {id(r) for r, _ in twice if id(r) not in before and of_an_earlier_hour(r)}
    if not before and not early:
        return readings
    later = [(r, key) for r, key in twice if id(r) not in before | early]
    # What was held before is told of whatever was counted last; an hour of one place says nothing of another.
    now, there = {key: r for r, key in later}, {key: r for r, _ in later if (key := tallies.key(r)) is not None}

    def twin(reading: Reading) -> Reading | None:
        held_before = id(reading) in before
        if not held_before and id(reading) not in early:
            return None
        key = tallies.key(reading, anywhere=held_before)
        return (now if held_before else there).get(key) if key is not None else None

    return [
        replace(r, status=Status.PREVIOUS) if (other := twin(r)) is not None and other.value != r.value else r
        for r in readings
    ]
