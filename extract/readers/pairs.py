"""Two numbers set against each other, "52-48" or "53 percent to 45": the winner's and the loser's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from extract.context import Context, names_none, party_of
from extract.lexer import (
    CAPITAL,
    CLOSE,
    COMMA,
    COUNT,
    DASH,
    DECIMAL,
    OPEN,
    PARTY,
    PERCENT,
    SMALL,
    STOP,
    YEAR,
    Lexed,
    Lexicon,
    Sketch,
)
from extract.model import Measure, Owner, Place
from extract.readers.mentions import Mention
from extract.readers.patterns import Claim, Slot

RULE = "pair.against"
_HALF = 50  # percent
_FEW = 10  # votes that electors of a college withheld or gave to others
_VACANT = 3  # seats of a chamber that nobody has, or somebody else
_COUNTED = 20  # votes that somebody beaten has at least
_VOTES = 1000  # smaller numbers set against each other are seats or shares
_CHANGEABLE = frozenset(
    {Measure.VOTE_SHARE, Measure.VOTES, Measure.SEATS, Measure.ELECTORAL_VOTES, Measure.MAJORITY, None}
)


class Pair(NamedTuple):
    """What one number of a pair is: its claim, and its owner if the sentence or the text says whose it is."""

    claim: Claim
    owner: Owner | None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class _Words:
    """The token types that pairs look at."""

    regex: re.Pattern[str]
    ranges: frozenset[str]
    other: frozenset[str]
    toward: frozenset[str]
    against: frozenset[str]
    objects: frozenset[str]
    lose: frozenset[str]
    chamber: frozenset[str]
    electoral: str
    by: str


@lru_cache(maxsize=4)
def _words(lexicon: Lexicon) -> _Words:
    t = lexicon.type_of
    numbers = COUNT + SMALL + PERCENT + DECIMAL
    joint = f"(?:{DASH}?{t('to')}{DASH}?|{DASH}|{t('against')})"
    before = t("in") + t("last_time") + t("previous") + YEAR  # "48% against 47% in 2019" is one party's
    regex = re.compile(f"([{numbers}])([{t('vote')}]?){joint}([{numbers}])(?![{DASH}{before}])")
    over = t("against") + t("beat") + t("than") + t("ahead") + t("qualifier")
    return _Words(
        regex, frozenset(t("from") + t("between") + DASH), frozenset(t("division") + t("turnout") + t("survey")),
        frozenset(t("to")), frozenset(over + t("for")),
        frozenset(over + t("lead_in") + t("margin") + t("to") + t("lose")), frozenset(t("lose")),
        frozenset(t("chamber") + t("seat") + t("majority") + t("overall")), t("electoral"), t("by"),
    )  # fmt: skip


def find(
    sentence: Sketch, claimed: dict[int, Claim], found: list[Mention], named: list[tuple[int, Place]], topic: Owner,
    rivals: tuple[Owner, ...], context: Context, lexicon: Lexicon,
) -> dict[int, Pair]:  # fmt: skip
    """The pairs of a sentence, by the token indexes of their numbers.

    ``rivals`` are who stood against each other in the pair before, or the only two parties of the text.
    """
    words = _words(lexicon)
    types = sentence.types
    pairs: dict[int, Pair] = {}
    for match in words.regex.finditer(types):
        first, second = match.start(1), match.start(3)
        if types[first - 1 : first] in words.ranges or not words.other.isdisjoint(types):
            continue
        if any(c.slot.ignored or c.slot.measure not in _CHANGEABLE for c in map(claimed.get, (first, second)) if c):
            continue
        chamber = not words.chamber.isdisjoint(types) or any(p.kind == "chamber" for _, p in named)
        people = any(m.owner.candidate for m in found if m.last < first)
        measure = _measure(sentence, first, second, chamber and not people, words.electoral in types, context)
        told = match[2] or types[first - 1 : first] == words.by or _apart(sentence, claimed, first, second)
        if people and measure is None and told:
            measure = _counted(sentence, first, second)
        owners = _owners(first, second, types, found, topic, rivals, words) if measure else None
        if measure is None or owners is None or not any(owner and (owner.party or owner.candidate) for owner in owners):
            continue
        numbers = sentence.tokens[first].number, sentence.tokens[second].number
        higher = numbers[0] is None or numbers[1] is None or numbers[0].value >= numbers[1].value
        lost = not words.lose.isdisjoint(types[:first]) and not higher
        if not higher and not lost:
            continue  # a range, or a rise
        for at, owner in zip((first, second), owners if higher else owners[::-1], strict=True):
            if measure is Measure.SEATS and owner is not None:
                owner = Owner(owner.party) if owner.party else None
            pairs[at] = Pair(Claim(at, Slot(measure), RULE), owner)
    return pairs


def rivals(paired: dict[int, Pair]) -> tuple[Owner, ...]:
    """Who stood against each other in the last pair of a sentence, if both are known."""
    owners = [pair.owner for pair in paired.values()][-2:]
    return tuple(owner for owner in owners if owner is not None) if len(owners) == 2 and None not in owners else ()


def only_two(lexed: Lexed, context: Context) -> tuple[Owner, ...]:
    """The two parties of a text that names no third one."""
    forms = {n.form: n for n in lexed.names if n.form.type == PARTY}.values()
    parties = {party_of(n, context) for n in forms if not names_none(n)} - {None}
    return tuple(sorted((Owner(p) for p in parties if p), key=str)) if len(parties) == 2 else ()


def _measure(
    sentence: Sketch, first: int, second: int, chamber: bool, electoral: bool, context: Context
) -> Measure | None:
    """What the two numbers count, by their form and their sum."""
    a, b = sentence.tokens[first], sentence.tokens[second]
    if a.number is None or b.number is None or a.number.sign or b.number.sign:
        return None
    total = a.number.value + b.number.value
    if PERCENT in a.type + b.type or a.type == b.type == DECIMAL:
        return Measure.VOTE_SHARE if _HALF < total <= 2 * _HALF else None
    if DECIMAL in a.type + b.type:
        return None
    if min(a.number.value, b.number.value) >= _VOTES:
        return Measure.VOTES
    elections = context.pack.elections if context.pack else ()
    college = {e.seats for e in elections if e.seats and e.id.split(".")[1:2] == ["president"]}
    if any(0 <= size - total <= _FEW for size in college):
        return Measure.ELECTORAL_VOTES
    if electoral:
        return None
    sizes = {e.seats for e in elections if e.seats} | ({context.pack.seats} if context.pack else set())
    if total in sizes and (chamber or total != 2 * _HALF):
        return Measure.SEATS
    if chamber and any(size and 0 < size - total <= _VACANT and size > 2 * _HALF for size in sizes):
        return Measure.SEATS  # "take control of the House, 235 to 199"
    return Measure.VOTE_SHARE if 2 * _HALF - _FEW <= total <= 2 * _HALF and not chamber else None


def _apart(sentence: Sketch, claimed: dict[int, Claim], first: int, second: int) -> bool:
    """Whether the sentence says by how many the one is more than the other: "by just 12 votes, 905 to 893"."""
    if first in claimed or second in claimed:
        return False
    one, two = (sentence.tokens[at].number for at in (first, second))
    margins = (sentence.tokens[at].number for at, c in claimed.items() if c.slot.measure is Measure.MAJORITY)
    return one is not None and two is not None and any(m and m.value == one.value - two.value for m in margins)


def _counted(sentence: Sketch, first: int, second: int) -> Measure | None:
    """Votes, where two people are set against each other by two counts: "beat Al Roy by 411 to 408"."""
    numbers = [sentence.tokens[at].number for at in (first, second)]
    whole = all(n is not None and n.form == "digits" and not n.percent and not n.decimals for n in numbers)
    return Measure.VOTES if whole and all(n is not None and n.value >= _COUNTED for n in numbers) else None


def _owners(
    first: int, second: int, types: str, found: list[Mention], topic: Owner, rivals: tuple[Owner, ...], words: _Words
) -> tuple[Owner | None, Owner | None] | None:
    """Who won and who lost; nothing where not even the winner can be told."""
    before = [m for m in found if m.last < first]
    follows = next((m for m in found if m.first > second), None)
    bridge = types[second + 1 : follows.first].strip(OPEN + CLOSE).rstrip(CAPITAL + STOP) if follows else ""
    if follows is not None and len(bridge) <= 2 and bridge[:1] in words.toward and bridge:
        loser = next((m.owner for m in reversed(before) if not m.oblique and m.owner != follows.owner), None)
        return follows.owner, loser or _rival(follows.owner, rivals)
    subject = next((m for m in before if not m.oblique), None)
    subject = next((m for m in reversed(before) if not m.oblique and not _is_object(m, before, types, words)), subject)
    if subject is None:
        return (topic, _rival(topic, rivals)) if topic.party or topic.candidate else None
    if follows is not None and 0 < len(bridge) <= 2 and bridge[-1] in words.against:
        return subject.owner, follows.owner
    beaten = next((m for m in reversed(before) if m.first > subject.last and m.owner != subject.owner), None)
    if beaten is None and not words.lose.isdisjoint(types[subject.last : first]):
        return _rival(subject.owner, rivals), subject.owner
    if beaten is not None and not words.lose.isdisjoint(types[subject.last : beaten.first]):
        return beaten.owner, subject.owner
    return subject.owner, beaten.owner if beaten else _rival(subject.owner, rivals)


def _is_object(mention: Mention, before: list[Mention], types: str, words: _Words) -> bool:
    """Whether somebody named earlier beats or leads this one."""
    return any(
        m.last < mention.first and not words.objects.isdisjoint(types[m.last + 1 : mention.first])
        and COMMA not in types[m.last + 1 : mention.first]
        for m in before
    )  # fmt: skip


def _rival(owner: Owner, rivals: tuple[Owner, ...]) -> Owner | None:
    """The other one of two, if ``owner`` is one of them."""
    if len(rivals) != 2:
        return None
    for one, other in (rivals, rivals[::-1]):
        if owner == one or (owner.party is not None and owner.party == one.party and other.party != one.party):
            return other
    return None
