"""What a number goes on with: the noun before it in its sentence, or the seats that the text is counting."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from extract.context import Context, leaders
from extract.lexer import (
    CLOSE,
    COLON,
    COMMA,
    OPEN,
    OTHER,
    PARTY,
    PERSON,
    PLACE,
    POSSESSIVE,
    SEMICOLON,
    STOP,
    Lexed,
    Lexicon,
    Sketch,
)
from extract.model import Measure, Reading
from extract.numerals import Numeral
from extract.readers.mentions import Mention, letters
from extract.readers.patterns import Slot

_HUNDRED = 100  # votes; a smaller number behind "majority" may be one of seats, or of anything
_OLDEST = 100
_ELIDED = 9  # tokens in which a number comes that stands for a noun: "Mr Lock's, in 1997, was 6,946"
THEMES = frozenset({Measure.TURNOUT, Measure.MAJORITY, Measure.SWING})
_LONGEST = 12  # code points of the words beside a number that say what it is
_MOVING = 6  # tokens between a move and by how much
_MINUTES, _HOUR, _DAY = 2, Decimal("0.6"), 24
_WHOLE = frozenset({Measure.SEATS, Measure.COUNCILLORS})


@dataclass(frozen=True, slots=True)
class Cues:
    """The token types that say what a number goes on with."""

    of: str
    out: str
    in_: str
    be: str
    by: str
    gains: str
    losses: str
    survey: str
    failed: str
    pronouns: str
    turnout: str
    swing: str
    majorities: str
    ones: tuple[str, ...]
    closing: tuple[str, ...]
    shares: str
    no_counts: tuple[str, ...]
    before_hours: tuple[str, ...]
    behind_hours: tuple[str, ...]
    plus: tuple[str, ...]
    minus: tuple[str, ...]
    nouns: re.Pattern[str]
    elided: re.Pattern[str]


@lru_cache(maxsize=4)
def cues(lexicon: Lexicon) -> Cues:
    """The cue types of one lexicon."""
    t = lexicon.type_of
    units = letters(lexicon).units
    nouns = units + "".join(map(t, ("turnout", "swing", "margin", "electorate", "votes_cast", "outright")))
    stood = t("be") + t("had") + t("get")

    def before(name: str) -> tuple[str, ...]:
        return tuple(sorted(f" {word} " for word in lexicon.lists[name]))

    return Cues(
        of=t("of"), out=t("out"), in_=t("in"), be=t("be"), by=t("by"), gains=t("gain"), losses=t("lose"),
        survey=t("survey"), failed=t("failed"),
        pronouns=t("pronoun") + t("person_pronoun"), turnout=t("turnout"), swing=t("swing"),
        majorities=t("majority") + t("margin"),
        ones=(PARTY, COMMA, COLON, t("and"), t("with"), t("to"), t("from"), t("on")),
        closing=("", STOP, COMMA, SEMICOLON, COLON, CLOSE, t("and"), t("in")),
        shares=t("share") + t("pct_words"),
        no_counts=before("before_no_counts"), before_hours=before("before_hours"),
        behind_hours=tuple(sorted(f" {word}" for word in lexicon.lists["behind_hours"])),
        plus=before("plus_words"), minus=before("minus_words"),
        nouns=re.compile(f".*[{nouns}]"),
        elided=re.compile(
            f"(?:{t('pronoun')}|{POSSESSIVE}(?:{t('in')}{PLACE}|{COMMA}[^{COMMA}]+{COMMA})?)[{stood}][{t('be')}{t('on')}]?\\Z"
        ),
    )  # fmt: skip


def governed(index: int, percent: bool, number: Numeral, types: str, cs: Cues, theme: Measure | None) -> Measure | None:
    """What the nearest noun before a number makes of it: "his majority over Ukip was 11,771", "turnout fell to 67.3%".

    Votes, shares and seats are left to what follows, for they need an owner. Where there is no noun, a number that
    stands for one goes on with the ``theme`` of the sentence before: "Last time it was 60.7", "Mr Lock's was 6,946".
    """
    noun = cs.nouns.match(types, 0, index)
    kind, between = (types[noun.end() - 1], types[noun.end() : index]) if noun else ("", SEMICOLON)
    if SEMICOLON in between:
        theme = _told(kind, cs) if kind else theme
        stands = theme is not None and cs.elided.search(types, max(index - _ELIDED, 0), index)
        fits = number.form == "digits" and not number.sign and percent == (theme is not Measure.MAJORITY)
        return theme if stands and fits else None
    if types[index + 1 : index + 2] == cs.of:
        return None
    if percent and PARTY not in between:
        told = _told(kind, cs)
        return told if told is not Measure.MAJORITY else None
    if percent or number.sign or number.form != "digits" or number.value < _HUNDRED:
        return None
    return Measure.MAJORITY if kind in cs.majorities else None


def again_in_points(index: int, last: Reading, sentence: Sketch, lexicon: Lexicon) -> bool:
    """Whether a percentage says once more how large a majority is: "1,239 (17.2%)", "700 votes, or 12 per cent"."""
    types = sentence.types
    joined = types[index - 1 : index] in (OPEN, lexicon.type_of("or"))
    if not joined or last.measure is not Measure.MAJORITY or last.unit != "votes":
        return False
    before = types[: index - 1].rstrip(COMMA).rstrip(letters(lexicon).units)
    told = sentence.tokens.get(len(before) - 1)
    return told is not None and told.start == last.span.start


def _told(kind: str, cs: Cues) -> Measure | None:
    """What a noun says a number is: no measure that needs an owner."""
    if kind in cs.majorities:
        return Measure.MAJORITY
    return Measure.TURNOUT if kind == cs.turnout else Measure.SWING if kind == cs.swing else None


def ending(
    index: int,
    number: Numeral,
    types: str,
    found: list[Mention],
    cs: Cues,
    last: Reading | None,
    counted: bool,
    context: Context,
) -> Slot | None:
    """What a number that ends its clause is, by what was counted before: "42 of 75.", "and the Greens kept four."

    ``counted`` says that the text counts seats, and that the chamber has room for so many.
    """
    before = types[max(index - 2, 0) : index]
    if before[-1:] in (cs.of, cs.out):
        whole = last is not None and last.measure in _WHOLE and last.value <= number.value
        return Slot(Measure.SEATS_TOTAL) if whole else None
    if not counted:
        return None
    if before[-1:] == cs.failed and number.value == 1:
        return Slot(Measure.SEATS, nil=True)  # "eleven in England, not one in Wales"
    if before[-1:] in (cs.in_, OTHER) or cs.survey in types:
        return None
    if number.value == 1 and before[-1:] not in cs.ones:
        return None  # "the first of them ever to win one"
    if before[-1:] in cs.be and before[:-1] in cs.pronouns:
        return None  # "it was 48"
    noun = cs.nouns.match(types, 0, index)
    if noun is not None and types[noun.end() - 1] in cs.majorities + cs.turnout + cs.swing:
        return None
    named = [m for m in found if m.last < index]
    person = named[-1].owner.candidate if named else None
    if person is None:
        return Slot(Measure.SEATS)
    # "Mr Bell, 56," and "Mr Bell is 40" tell his age, and a candidate has no seats.
    return Slot(Measure.SEATS) if not _aged(index, types, named, cs) and person in leaders(context.pack) else None


def hour(index: int, number: Numeral, types: str, text: str, cs: Cues, last: Reading | None) -> bool:
    """Whether a decimal number is an hour: "asked to leave at 1.40".

    Where a share was told, or its name stands before, it is the next share: "fell to 23.4 per cent from 21.50".
    """
    if number.percent or number.decimals != _MINUTES or number.value % 1 >= _HOUR or number.value >= _DAY:
        return False
    if (last is not None and last.unit in ("percent", "points")) or any(kind in types[:index] for kind in cs.shares):
        return False
    behind = text[number.end : number.end + _LONGEST].lower()
    return _behind(number, text, cs.before_hours) or behind.startswith(cs.behind_hours)


def _behind(number: Numeral, text: str, words: tuple[str, ...]) -> bool:
    """Whether one of ``words`` stands right before a number."""
    begin = max(number.start - _LONGEST, 0)
    return f" {text[begin : number.start].lower()}".endswith(words)


def worded_sign(index: int, number: Numeral, types: str, text: str, cs: Cues) -> int:
    """The sign of a number that a word gives it: "That's minus 43.9", "Lib Dems plus ten"."""
    if _behind(number, text, cs.plus) and types[index - 2 : index - 1] == PARTY:
        return 1
    return -1 if _behind(number, text, cs.minus) else 0


def moved(index: int, number: Numeral, types: str, text: str, cs: Cues) -> int:
    """Which way a share moved by a number where no pattern says so: "slipped, by 1.5, to 42.4", "minus 43.9"; or 0."""
    if number.sign:
        return 0
    sign = worded_sign(index, number, types, text, cs)
    if not sign and types[index - 1 : index] == cs.by:
        begin = max(index - _MOVING, 0)
        rose, fell = (max(types.rfind(kind, begin, index) for kind in kinds) for kinds in (cs.gains, cs.losses))
        sign = (rose > fell) - (fell > rose)
    return sign


def _aged(index: int, types: str, named: list[Mention], cs: Cues) -> bool:
    """Whether a number is the age of the person named before it: "said Mr Bell, 56,", "Mr Bell is 40"."""
    if not named or named[-1].owner.candidate is None:
        return False
    between = types[named[-1].last + 1 : index]
    return between == COMMA or (len(between) == 1 and between in cs.be)


def other(index: int, number: Numeral, types: str, text: str, found: list[Mention], cs: Cues) -> bool:
    """Whether a bare number is one of other things than seats: of an hour, an age, a length, the posts of a thread."""
    before, after = text[number.start - 1 : number.start], text[number.end : number.end + 1]
    if after.isalpha() or after == "/" or before == "/":
        return True  # "a 30ft balloon", "5/ The Greens", "4/9"
    stands = types[index - 2 : index - 1] in (PARTY, PERSON)  # "the Greens at nine"
    if not stands and _behind(number, text, cs.no_counts):
        return True
    named = [m for m in found if m.last < index]
    if named and number.value < _OLDEST and types[index + 1 : index + 2] in cs.closing:
        return _aged(index, types, named, cs)
    return False


def themes(lexed: Lexed) -> list[tuple[int, Measure]]:
    """Where a text names what its numbers can be about without saying so again: the turnout, a majority, a swing."""
    found = [(m.start(), measure) for measure in sorted(THEMES) for m in _word(measure).finditer(lexed.lower)]
    return sorted(found)


def theme(found: list[tuple[int, Measure]], start: int, end: int) -> Measure | None:
    """What a sentence or heading without numbers is about, of what :func:`themes` found."""
    at = bisect_left(found, (end, Measure.TURNOUT)) - 1
    return found[at][1] if at >= 0 and found[at][0] >= start else None


@cache
def _word(measure: Measure) -> re.Pattern[str]:
    return re.compile(rf"{measure.value}(?![^\W_])")  # a literal stands first: fast to find
