"""Lists that answer each other: "In Volta, Oti and Ashanti the NPP won one, none and 42"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from extract.lexer import (
    CAPITAL,
    COMMA,
    COUNT,
    COUNTS,
    DECIMAL,
    PARTY,
    PERCENT,
    PERSON,
    PLACE,
    POINTS,
    SMALL,
    Lexicon,
    Sketch,
)
from extract.model import Measure, Owner, Place
from extract.readers.mentions import Mention
from extract.readers.pairs import Pair
from extract.readers.patterns import Claim, Slot

_T = TypeVar("_T")
RULE = "list.aligned"
_NAMED = re.compile(f"[{CAPITAL}{PERSON}]+")
_SURE = 3  # members from which on two lists of one length answer each other without a word that says so
_COUNTED = frozenset({Measure.SEATS, Measure.VOTES, Measure.COUNCILLORS, Measure.VOTE_SHARE, Measure.SEATS_LEADING})


@dataclass(frozen=True, slots=True)
class _Words:
    numbers: re.Pattern[str]
    places: re.Pattern[str]
    parties: re.Pattern[str]
    order: str
    gain: frozenset[str]
    lose: frozenset[str]
    for_: str


@lru_cache(maxsize=4)
def _words(lexicon: Lexicon) -> _Words:
    t = lexicon.type_of
    number = COUNT + SMALL + PERCENT + POINTS + DECIMAL

    def listed(kind: str) -> re.Pattern[str]:
        return re.compile(f"[{kind}]+(?:(?:{COMMA}[{t('and')}]?|[{t('and')}])[{kind}]+)+")

    return _Words(
        listed(number), listed(PLACE + CAPITAL + PERSON), listed(PARTY + PERSON), t("order"),
        frozenset(t("gain")), frozenset(t("lose")), t("for"),
    )  # fmt: skip


def find(
    sentence: Sketch, claimed: dict[int, Claim], found: list[Mention], named: list[tuple[int, Place]],
    base: Measure | None, text: str, lexicon: Lexicon,
) -> dict[int, Pair]:  # fmt: skip
    """What each number of a list is, by its token index, where another list says whose or where."""
    words = _words(lexicon)
    types = sentence.types
    told = words.order in types
    result: dict[int, Pair] = {}
    for run in words.numbers.finditer(types):
        numbers = [at for at in range(*run.span()) if at in sentence.tokens and sentence.tokens[at].number]
        if len(numbers) < (2 if told else _SURE):
            continue
        owners = {m.first: m.owner for m in found} | {m.last: m.owner for m in found}
        where = _by_name(sentence, text) | dict(named) if named else {}
        parties = _members(words.parties, types, run.start(), owners) if told else []
        places = _members(words.places, types, run.start(), where)
        measure = _measure(types, numbers, claimed, base, words)
        if measure is None and parties and all(owner.candidate for owner in parties):
            measure = Slot(Measure.VOTES)  # what people have each
        if measure is None:
            continue
        base = measure.measure
        if len(parties) == len(numbers):
            for at, owner in zip(numbers, parties, strict=True):
                result[at] = Pair(Claim(at, measure, RULE), owner)
        elif len(places) == len(numbers):
            whose = _owner(run.start(), run.end(), types, found, words)
            for at, place in zip(numbers, places, strict=True):
                result[at] = Pair(Claim(at, measure, RULE), whose, place)
    return result


def _by_name(sentence: Sketch, text: str) -> dict[int, Place]:
    """Capitalised words as places by their names: for lists in which known places stand too."""
    places = {}
    for run in _NAMED.finditer(sentence.types):
        first, last = sentence.tokens.get(run.start()), sentence.tokens.get(run.end() - 1)
        if first and last:
            places[run.start()] = Place(text[first.start : last.end])
    return places


def _members(pattern: re.Pattern[str], types: str, before: int, meant: Mapping[int, _T]) -> list[_T]:
    """What the last list of names before a list of numbers means, if it is known of each."""
    runs = [m for m in pattern.finditer(types) if m.end() <= before]
    if not runs:
        return []
    kinds = pattern.pattern[: pattern.pattern.index("]") + 1]
    at = [m.start() for m in re.compile(kinds + "+").finditer(types, *runs[-1].span())]
    known = PLACE not in kinds or PLACE in types[runs[-1].start() : runs[-1].end()]
    return [meant[index] for index in at] if known and all(index in meant for index in at) else []


def _measure(
    types: str, numbers: list[int], claimed: dict[int, Claim], base: Measure | None, words: _Words
) -> Slot | None:
    """What all numbers of a list count: as the last says by its form, or one of them by a pattern."""
    kinds = {types[at] for at in numbers}
    lead = types[max(numbers[0] - 4, 0) : numbers[0]]
    sign = -1 if not words.lose.isdisjoint(lead) else 1 if not words.gain.isdisjoint(lead) else 0
    if kinds & {PERCENT, POINTS} or kinds == {DECIMAL}:
        return (
            Slot(Measure.VOTE_SHARE_CHANGE, sign) if sign else Slot(Measure.VOTE_SHARE) if POINTS not in kinds else None
        )
    if kinds - set(COUNTS):
        return None
    slots = [claimed[at].slot for at in numbers if at in claimed]
    if slots:
        return slots[-1] if slots[-1].measure in _COUNTED else None
    return Slot(base) if base in _COUNTED and base is not Measure.VOTE_SHARE else None


def _owner(start: int, end: int, types: str, found: list[Mention], words: _Words) -> Owner | None:
    """Whose a whole list is: of the party behind it ("nine, two and 14 for the NDC"), else of the one before."""
    if types[end : end + 1] == words.for_:
        return next((Owner(m.owner.party) for m in found if m.first == end + 1 and m.owner.party), None)
    return next((Owner(m.owner.party) for m in reversed(found) if m.last < start and m.owner.party), None)
