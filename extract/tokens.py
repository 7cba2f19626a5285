"""What stands in a text: its names, numbers and phrases, each where it begins, and sentences as typed tokens."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from typing import NamedTuple

from extract.lexicon import (
    COUNT,
    DECIMAL,
    FRACTION,
    PADDED,
    PARTY,
    PERCENT,
    POINTS,
    SMALL,
    TOKEN,
    YEAR,
    Form,
    Lexicon,
    NameRef,
)
from extract.numerals import Numeral, Refused

NUMBER, NAME, PHRASE = 0, 1, 2  # which comes first where two things begin together
_SURNAME = 3  # letters before a change of case: what is shorter is the beginning of a name
_PREFIXES = ("Mac", "itz")
_INCUMBENT = re.compile(r", ?(?:i|inc|incumbent)\.?[)\]]")  # behind a party in brackets
_JOINERS = frozenset("'’&.")
_CLIPPED = frozenset("'’‘")  # before the last two digits of a year: "in '97"
_BEFORE_CLIPPED = frozenset(("", " ", "\n", "(", "\t"))


class Name(NamedTuple):
    """A name found in the text with every entry, of the country it is about, that is printed like this."""

    start: int
    end: int
    form: Form

    @property
    def refs(self) -> tuple[NameRef, ...]:
        """The entries that the name may mean."""
        return self.form.refs


class Token(NamedTuple):
    """One typed token. ``number`` is set on numbers, ``name`` on names."""

    start: int
    end: int
    type: str
    number: Numeral | None = None
    name: Name | None = None


# Where it begins, its rank among what begins there, where it ends, its type, and the token of a number or name.
Event = tuple[int, int, int, str, Token | None]
_PLACE = itemgetter(0, 1)  # no two of one rank begin together


class Sentence(NamedTuple):
    """A stretch of text as tokens; ``types`` has one character for each."""

    start: int
    end: int
    tokens: tuple[Token, ...]
    types: str


class Sketch(NamedTuple):
    """A sentence without the tokens that are mere words: the types of all, and by index the tokens that
    are numbers, names, people or capitalised words."""

    start: int
    end: int
    types: str
    tokens: dict[int, Token]


@dataclass(slots=True)
class Lexed:
    """A text with its numerals, phrases and names located; sentences are made when asked for.

    ``hits`` are the names of all countries as (form, start, end); ``names`` are those that mean something in
    the country of the text, once that is known. ``topics`` are the words found that say what it is about, and how
    often each, and ``inside`` those that do so also inside other words.
    ``lower`` is the text in lower case, offsets unmoved and a line's end after it.
    """

    text: str
    lower: str
    lexicon: Lexicon
    numerals: tuple[Numeral, ...]
    refused: tuple[Refused, ...]
    hits: list[tuple[int, int, int]]
    phrases: dict[int, tuple[int, str]]
    topics: Mapping[str, int]
    inside: frozenset[str]
    names: tuple[Name, ...] = ()
    number_at: dict[int, Numeral] = field(default_factory=dict)
    number_starts: list[int] = field(default_factory=list)
    name_at: dict[int, Name] = field(default_factory=dict)
    _starts: list[int] = field(default_factory=list)
    _events: list[Event] = field(default_factory=list)
    _number_starts: list[int] = field(default_factory=list)
    _numbers: list[Token] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.number_at = {n.start: n for n in self.numerals}
        self.number_starts = sorted(self.number_at)

    def know(self, names: tuple[Name, ...]) -> None:
        """Take ``names`` for the names of the text: what stands where is settled then, once for all who ask."""
        text = self.text
        self.names = names
        self.name_at = {n.start: n for n in names}
        if inner := set(self._in_parties()):  # "One Nation", "Five Star Movement", "Ind4C"
            self.refused += tuple(Refused(n.start, n.end, "part of a name") for n in self.numerals if n.start in inner)
            self.numerals = tuple(n for n in self.numerals if n.start not in inner)
            self.__post_init__()
        events: list[Event] = []
        for number in self.numerals:
            begin, end = number.start, number.end
            if text[begin - 1] == " " or _begins(text, begin):
                kind = number_type(number, text)
                stop = self._unit_end(number) if number.percent or number.points else end
                events.append((begin, NUMBER, stop, kind, Token(begin, end, kind, number)))
        self._numbers = [token for *_, token in events if token is not None]
        self._number_starts = [token.start for token in self._numbers]
        for name in names:
            begin, end, form = name
            before = text[begin - 1]
            if before == " " or _begins(text, begin):
                kind = form.type if before not in "([" else _name_type(name, text)
                events.append((begin, NAME, end, kind, Token(begin, end, kind, None, name)))
        for begin, (end, kind) in self.phrases.items():
            if text[begin - 1] == " " or _begins(text, begin):
                events.append((begin, PHRASE, end, kind, None))
        events.sort(key=_PLACE)
        self._events = events
        self._starts = [event[0] for event in events]

    def _in_parties(self) -> Iterator[int]:
        """Where numerals begin that are a part of the name of a party."""
        starts = self.number_starts
        for name in self.names if starts else ():
            number = self.number_at.get(name.start)
            if number and name.form.party and number.form == "unchanged" and number.end == name.end:
                yield name.start  # "NC": no change, and the Nepali Congress
            elif name.form.type == PARTY:
                at = bisect_left(starts, name.start)
                while at < len(starts) and starts[at] < name.end:
                    if name.start < starts[at] or self.number_at[starts[at]].end < name.end:
                        yield starts[at]
                    at += 1

    def events(self, start: int, end: int) -> list[Event]:
        """What is known to begin in ``text[start:end]``, in order; of two that overlap, the first counts."""
        return self._events[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def numbers(self, start: int, end: int) -> list[Token]:
        """The numbers among them alone."""
        starts = self._number_starts
        return self._numbers[bisect_left(starts, start) : bisect_left(starts, end)]

    def _unit_end(self, number: Numeral) -> int:
        """The end of the words "per cent" or "points" right after a number they belong to, else of the number."""
        units = self.lexicon.units
        at = number.end + (self.text[number.end : number.end + 1] in (" ", "-", "\xa0"))
        if at in self.phrases:
            end, cue = self.phrases[at]
            return end if cue in units else number.end
        match = TOKEN.match(self.text, at)
        return match.end() if match and self.lexicon.types[match.group()] in units else number.end


def _begins(text: str, start: int) -> bool:
    """Whether a token can begin at ``start``: not inside a word, nor after a mark that joins words."""
    before = text[start - 1 : start]
    if not text[start].isalpha():
        return True
    if before.islower() and text[start].isupper() and text[start - _SURNAME : start].isalpha():
        # Cells that ran together: "HopkinsLiberal Democrats"; not "McGreen", "MacGreen".
        return not text.startswith(_PREFIXES, start - _SURNAME)
    return not (before.isalpha() or (before in _JOINERS and text[start - 2 : start - 1].isalpha()))


def _name_type(name: Name, text: str) -> str:
    """The type of a name; in brackets also letters name a party: "(D)", "(R, inc.)"."""
    bracketed = text[name.start - 1 : name.start] in ("(", "[") and (
        text[name.end : name.end + 1] in (")", "]") or _INCUMBENT.match(text, name.end) is not None
    )
    return name.form.weak_type if bracketed else name.form.type


def number_type(number: Numeral, text: str) -> str:
    """The token type of a number, by its printed form alone."""
    if number.percent:
        return PERCENT
    if number.points:
        return POINTS
    start, end, value = number.start, number.end, number.value
    if end - start == 2 and text[start - 1 : start] in _CLIPPED and text[start - 2 : start - 1] in _BEFORE_CLIPPED:
        return YEAR
    if text[start] == "0" and text[start : start + 2].isdecimal():
        return PADDED
    if number.decimals and value < 1000 and (end - start < 6 or value != value.to_integral_value()):
        return DECIMAL
    if number.sign:
        return COUNT
    if end - start == 4 and 1800 <= value <= 2100 and text[start:end].isdecimal():
        return YEAR
    if 0 < value < 1:  # of something, and no count of it
        return FRACTION
    return SMALL if 0 < value <= 31 else COUNT
