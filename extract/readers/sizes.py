"""The sizes of a country's chambers: a number that is one of them, with no owner beside it, counts all the seats."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache

from extract.context import Context, leaders
from extract.lexer import (
    CLOSE,
    COLON,
    COMMA,
    COUNTS,
    DASH,
    OPEN,
    PARTY,
    PERSON,
    POSSESSIVE,
    SEMICOLON,
    STOP,
    Lexicon,
    Sketch,
    Token,
)
from extract.model import Measure, Owner, Reading
from extract.numerals import Numeral
from extract.packs import CountryPack
from extract.readers.mentions import Letters
from extract.readers.patterns import Claim, Slot

_SMALLEST = 20  # seats; fewer are won by a party as often as they make a chamber
# Rules that go by the words on one side of a number, or by its form alone.
_LOOSE = frozenset({"seats.n", "seats.adjective", "seats.polled-n", "form.seats", "form.members"})
_WEAK = ("form.", "list.")  # beginnings of rules that go by less than the word before a number
_MARGINS = frozenset({"majority.n", "majority.is", "majority.of", "majority.of-seats"})
_ALL_SEATS = 1000  # no chamber is as large
_PARTIES = 4  # as many share out the seats of a chamber
_MARGIN = 100  # seats; smaller majorities are common, larger ones rarely just half a chamber
_BREAKS = frozenset((COMMA, SEMICOLON, COLON, OPEN, CLOSE, STOP, DASH))


@lru_cache(maxsize=64)
def _sizes(pack: CountryPack) -> tuple[frozenset[int], frozenset[int]]:
    """The sizes of all chambers of a country, now and before; and what is just over half of one."""
    sizes = {election.seats for election in pack.elections if election.seats} | {pack.seats or 0}
    sizes = {size for size in sizes if size >= _SMALLEST}
    return frozenset(sizes), frozenset(size // 2 + 1 for size in sizes)


@lru_cache(maxsize=4)
def _types(lexicon: Lexicon) -> tuple[frozenset[str], frozenset[str], frozenset[str], frozenset[str]]:
    """What may stand before a whole, what must stand after it, what speaks of a threshold, and who gets."""
    of = frozenset(lexicon.type_of("of") + lexicon.type_of("for") + lexicon.type_of("in") + lexicon.type_of("each"))
    seat = frozenset(lexicon.type_of("seat") + lexicon.type_of("chamber"))
    needed = frozenset(lexicon.type_of("need") + lexicon.type_of("overall") + lexicon.type_of("majority"))
    return of | _BREAKS, seat, needed, frozenset(PARTY + PERSON + POSSESSIVE + lexicon.type_of("get"))


def whole(index: int, value: int, types: str, claim: Claim | None, context: Context, lexicon: Lexicon) -> Claim | None:
    """``claim``, or that the number is all the seats of a chamber, or just more than half of them."""
    if context.pack is None or (claim is not None and claim.rule not in _LOOSE | _MARGINS):
        return claim
    sizes, halves = _sizes(context.pack)
    if value not in sizes and value not in halves:
        return claim
    before, seat, needed, getting = _types(lexicon)
    leads = types[index - 1 : index]
    if value in sizes and (not leads or leads in before) and not seat.isdisjoint(types[index + 1 : index + 3]):
        return Claim(index, Slot(Measure.SEATS_TOTAL), "seats.whole-chamber")
    half = value in halves
    unclaimed = claim is None or (claim.rule in _MARGINS and value > _MARGIN)
    if half and unclaimed and leads not in getting and not needed.isdisjoint(types):
        return Claim(index, Slot(Measure.MAJORITY_THRESHOLD), "threshold.half-a-chamber")
    if half and _is_what_counts(types, index, lexicon) and unclaimed:
        return Claim(index, Slot(Measure.MAJORITY_THRESHOLD), "threshold.half-is-it")  # "326 is the number to watch"
    if half and leads in _needs(lexicon) and (claim is None or claim.rule == "seats.n" or claim.rule.startswith(_WEAK)):
        return Claim(index, Slot(Measure.MAJORITY_THRESHOLD), "threshold.half-needed")  # "a party needs 326"
    return claim


def of_all(index: int, token: Token, last: Reading, sentence: Sketch, letters: Letters) -> bool:
    """Whether a number is all the seats that the one before is some of: "26 out of 60", "53, of 126"."""
    types = sentence.types
    if types[index - 1 : index] not in (letters.of, letters.out) or token.type not in COUNTS:
        return False
    before = sentence.tokens.get(index - 2 if types[index - 2] != COMMA else index - 3)
    follows = before is not None and before.number is not None and before.number.start == last.span.start
    some = last.measure in (Measure.SEATS, Measure.COUNCILLORS, Measure.SEATS_LEADING)
    return follows and some and token.number is not None and last.value <= token.number.value < _ALL_SEATS


def _is_what_counts(types: str, index: int, lexicon: Lexicon) -> bool:
    """Whether a sentence says of a number that it is the one to reach: "326 is the figure that matters"."""
    said = lexicon.type_of("rank") + lexicon.type_of("figure") + lexicon.type_of("mark")
    return types[index + 1 : index + 2] == lexicon.type_of("be") and types[index + 2 : index + 3] in tuple(said)


@lru_cache(maxsize=4)
def _needs(lexicon: Lexicon) -> frozenset[str]:
    return frozenset(lexicon.type_of("need"))


def shared_out(counts: Sequence[tuple[Decimal, Sequence[Owner]]], context: Context) -> bool:
    """Whether the counts of a list of parties, each with its leader, come to the seats of a chamber, or nearly.

    The votes of those who stand in one contest can do so by chance.
    """
    pack = context.pack
    owners = [owner for _, theirs in counts for owner in theirs]
    if pack is None or len({owner.party for owner in owners}) < max(_PARTIES, len(counts)):
        return False
    people = [owner.candidate for owner in owners if owner.candidate]
    if sum(name in leaders(pack) for name in people) * 2 < len(people):
        return False
    total = int(sum(value * len(theirs) for value, theirs in counts))
    if total in _sizes(pack)[0]:
        return True
    known = len(people) >= _PARTIES
    return known and context.chamber_seats * 9 <= total * 10 <= context.chamber_seats * 10


def one_total(pairs: Iterable[tuple[Numeral | None, Numeral | None]]) -> bool:
    """Whether the shares of two counts or more are shares in one total."""
    bounds = [
        (count.value / share.high, count.value / share.low)
        for count, share in pairs
        if count is not None and share is not None and share.value > 0 and not share.sign and share.low > 0
    ]
    return len(bounds) > 1 and max(low for low, _ in bounds) <= min(high for _, high in bounds)
