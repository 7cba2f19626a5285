"""The number vocabulary of one language, from rows of ``numerals.csv`` to compiled expressions.

Imports nothing of ours. Kinds of rows, where ``value`` is a number, ``n/d``, a direction or a reason:

- amounts: ``unit teen ten hundred dozen scale`` (also after digits: 22 crore), ``mark`` (only touching
  digits: 12.8m), ``fraction`` (half), ``part`` (third, which needs "a" or a number before it) and ``parts``
- fixed: ``phrase`` (a single), ``nil``, ``nil_before_noun`` (no, only before a ``count_noun``),
  ``unchanged``, ``unchanged_mark`` (nc: as printed here, or in brackets), ``not_number`` (no one)
- links: ``article joiner fraction_of part_next range range_open range_join``
- around digits: ``decimal group suffix extension percent points``, and ``decimal_word`` between words
- qualifiers: ``qualifier``, ``qualifier_near`` (just under), ``qualifier_than`` (more than: after another
  number it compares), ``qualifier_after`` (or more)
- proof of spaced grouping: ``vote_noun``, and ``comparison`` which disproves it
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

SPACES = " \u00a0\u2009\u202f"
SMALL = frozenset({"unit", "teen", "ten"})
MULTIPLIERS = frozenset({"hundred", "dozen", "scale"})
PARTS = frozenset({"part", "parts"})
AMOUNTS = SMALL | MULTIPLIERS | PARTS | {"fraction"}

_FIXED = frozenset({"phrase", "nil", "nil_before_noun", "unchanged", "unchanged_mark"})
_SPOKEN = AMOUNTS | _FIXED | {"not_number"}
# "exact" is for longer phrases that only look like a qualifier: "goes up to 62".
_DIRECTIONS = frozenset({"exact", "about", "more_than", "at_least", "less_than", "at_most"})
_BEFORE = frozenset({"qualifier", "qualifier_near", "qualifier_than"})
_QUALIFIERS = _BEFORE | {"qualifier_after"}
_KINDS = (
    _SPOKEN
    | _QUALIFIERS
    | {"mark", "article", "joiner", "fraction_of", "part_next", "range", "range_open", "range_join"}
    | {
        "decimal",
        "decimal_word",
        "group",
        "suffix",
        "extension",
        "percent",
        "points",
        "count_noun",
        "vote_noun",
        "comparison",
    }
)
_ZERO, _TENTH, _ENDLESS = Decimal(0), Decimal("0.1"), Decimal("Infinity")
_LONGEST_WORD = 16  # no qualifier ends in a longer one
_NUMBER = re.compile(r"[0-9]+(?:/[1-9][0-9]*)?")
_SPACE = f"[{SPACES}]"
_BREAK = rf"(?:{_SPACE}|\n)"
_BLANK = frozenset({"", " ", "\n", "\t"})
_PEEK = frozenset(SPACES + "\n")  # what may stand between digits and the word that belongs to them


class Numeral(NamedTuple):
    """A number as it is printed at ``text[start:end]``.

    ``low`` and ``high`` bound what its printed precision allows, rounded or cut off, and its qualifier;
    both numbers of a range (60 or 70) carry the bounds of the range. ``bracket`` says that it stands alone
    in brackets, ``glued`` that letters touch it on the left, or a hyphen does that they touch.
    """

    start: int
    end: int
    value: Decimal
    low: Decimal
    high: Decimal
    form: str = "digits"
    sign: str = ""
    percent: bool = False
    points: bool = False
    decimals: int = 0
    qualifier: str = "exact"
    bracket: bool = False
    glued: str = ""


class Refused(NamedTuple):
    """Digits or number words that have no certain value, and why."""

    start: int
    end: int
    reason: str


class Atom(NamedTuple):
    """What one number word says: its kind and its value, a numerator over ``over``."""

    kind: str
    value: Decimal
    over: Decimal


class Qualifier(NamedTuple):
    """A phrase that widens a number; ``near`` stays close to it, ``compares`` fails after another number."""

    phrase: str
    direction: str
    near: bool = False
    compares: bool = False

    def widen(self, size: Decimal, low: Decimal, high: Decimal) -> tuple[Decimal, Decimal]:
        """The bounds it allows: about and the near ones a tenth, the others all that lies on their side."""
        reach = size * _TENTH
        if self.direction == "about":
            return min(low, size - reach), max(high, size + reach)
        if self.direction in {"more_than", "at_least"}:
            return size, size + reach if self.near else _ENDLESS
        return size - reach if self.near else _ZERO, size


@dataclass(frozen=True, slots=True, eq=False)
class NumeralWords:
    """The number vocabulary of one language, compiled.

    ``forms`` are the words a caller may search itself, parted by any space, also a line's end.
    """

    forms: tuple[str, ...]
    atoms: Mapping[str, Atom]
    printed: frozenset[str]
    finder: re.Pattern[str]
    digits: re.Pattern[str]
    tail: re.Pattern[str]
    close: re.Pattern[str]
    percent_signs: frozenset[str]
    tail_touching: frozenset[str]
    tail_apart: frozenset[str]
    qualifier_ends: frozenset[str]
    decimal: str
    group: str
    grouped_decimal: re.Pattern[str]
    comma_decimal: re.Pattern[str]
    compact: re.Pattern[str]
    chain: re.Pattern[str]
    chain_proof: re.Pattern[str]
    listed: re.Pattern[str]
    votes_ahead: re.Pattern[str]
    noun_ahead: re.Pattern[str]
    part_ahead: re.Pattern[str]
    multipliers: Mapping[str, Decimal]
    suffixes: Mapping[str, str]
    after: Mapping[str, str]
    qualifiers: Mapping[str, tuple[Qualifier, ...]]
    symbols: Mapping[str, Qualifier]
    comparands: frozenset[str]
    articles: tuple[str, ...]
    gaps: Mapping[str, str]
    ranges: frozenset[str]
    range_open: tuple[str, ...]
    range_join: frozenset[str]
    decimal_words: frozenset[str]

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, str]]) -> NumeralWords:
        """Compile rows of ``word,value,kind``; a faulty row raises ValueError with its line and remedy."""
        kinds = _checked(rows)

        def of(*names: str) -> dict[str, str]:
            return {word: value for name in names for word, value in kinds.get(name, {}).items()}

        multipliers = of("scale", "hundred", "dozen", "mark")
        tails = of("percent", "points", "qualifier_after") | multipliers
        atoms = {
            word.lower(): _atom(kind, value) for kind in sorted(_SPOKEN) for word, value in kinds.get(kind, {}).items()
        }
        qualifiers = [
            Qualifier(phrase, direction, kind == "qualifier_near", kind == "qualifier_than")
            for kind in sorted(_BEFORE)
            for phrase, direction in kinds.get(kind, {}).items()
        ]
        by_last: dict[str, list[Qualifier]] = {}
        for qualifier in sorted(qualifiers, key=lambda q: (-len(q.phrase), q.phrase)):
            by_last.setdefault(qualifier.phrase.split()[-1], []).append(qualifier)
        close = _close_pattern(of)
        listed = any_of([*of("joiner"), *_spelt(of("range"))])
        return cls(
            forms=tuple(sorted({word.replace(" ", space) for word in atoms for space in (*SPACES, "\n")})),
            atoms=atoms,
            printed=frozenset(of("unchanged_mark")),
            finder=_ignoring_case(rf"(?<!\w)(?=[{re.escape(beginnings(atoms))}]){any_of(atoms)}(?!\w)"),
            tail=_ignoring_case(_tail_pattern(of) + close),
            close=_ignoring_case(close),
            percent_signs=frozenset(of("percent").keys() - _spelt(of("percent"))),
            tail_touching=frozenset(beginnings(of("suffix", "extension") | tails)) | {"-"},
            tail_apart=frozenset(start for word in tails for start in _printed(word[:2])),
            qualifier_ends=frozenset(end for q in qualifiers for end in _printed(q.phrase[-3:])),
            listed=_ignoring_case(
                rf"[{re.escape(''.join(of('group')))}]?{_SPACE}(?:(?:{listed}){_SPACE})?(?:\d|(?:{any_of(of(*SMALL))})(?!\w))"
            ),
            noun_ahead=_ignoring_case(rf"\s(?:[\w'\u2019-]{{1,30}}+\s)?(?:{any_of(of('count_noun'))})(?!\w)"),
            part_ahead=_ignoring_case(rf"[^\w\s-]|$|\n|{_BREAK}(?:[^\w\s]|(?:{any_of(of('part_next'))})(?!\w))"),
            multipliers={word.lower(): Decimal(value) for word, value in multipliers.items()},
            suffixes=of("suffix"),
            after=of("qualifier_after"),
            qualifiers={word: tuple(found) for word, found in by_last.items()},
            symbols={q.phrase: q for q in qualifiers if len(q.phrase) == 1 and not q.phrase.isalnum()},
            comparands=frozenset(word.lower() for word in of("count_noun", "points")) | atoms.keys(),
            articles=tuple(f"{word} " for word in of("article")),
            gaps=_gaps(of("joiner"), of("article"), of("fraction_of")),
            ranges=frozenset(f" {word} " if word[0].isalnum() else word for word in of("range")),
            range_open=tuple(f"{word} " for word in of("range_open")),
            range_join=frozenset(f" {word} " for word in of("range_join")),
            decimal_words=frozenset(f" {word} " for word in of("decimal_word")),
            **_digit_patterns(kinds),
        )

    def goes_on(self, text: str, end: int) -> bool:
        """Whether what begins at ``end`` can belong to the number before it: a glance, before a closer look."""
        after = text[end : end + 1]
        if after in _PEEK:
            ahead = text[end + 1 : end + 3]
            return ahead in self.tail_apart or (ahead[:1] in self.tail_apart and not ahead[1:].isalpha())
        if after == ".":
            return text[end + 1 : end + 2] in self.tail_touching
        return after in self.tail_touching

    def stands_alone(self, text: str, start: int, end: int) -> bool:
        """Whether nothing beside the number at ``text[start:end]`` can belong to it, as is so of most."""
        before = text[start - 1 : start]
        if before not in _BLANK or (before == " " and text[start - 4 : start - 1] in self.qualifier_ends):
            return False
        return text[end : end + 1] < "~" and not self.goes_on(text, end)

    def qualifier_before(self, text: str, start: int) -> Qualifier | None:
        """The qualifier that ends in the space before ``start``."""
        if text[start - 4 : start - 1] not in self.qualifier_ends:
            return None  # the common case, at little cost
        end = start - 1
        words = text[max(0, end - _LONGEST_WORD) : end].lower().split()
        for qualifier in self.qualifiers.get(words[-1].lstrip("(\"'\u201c\u2018"), ()) if words else ():
            begin = end - len(qualifier.phrase)
            if begin < 0 or text[begin:end].lower() != qualifier.phrase or text[begin - 1 : begin].isalnum():
                continue
            if qualifier.compares and begin > 1:
                # "12 more than 2015", "five seats fewer than 318": that number is compared with, not widened.
                prior = text[max(0, begin - 1 - _LONGEST_WORD) : begin - 1].rpartition(" ")[2].lower()
                if prior in self.comparands or prior[-1:].isdecimal() or prior[-1:] == "%":
                    return None
            return qualifier if qualifier.direction != "exact" else None
        return None

    def qualifier_after(self, printed: str) -> Qualifier | None:
        """The qualifier that ``printed``, right after a number, is."""
        direction = self.after.get(" ".join(printed.lower().split()))
        return Qualifier(printed, direction) if direction else None


def _checked(rows: Iterable[Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """The rows by kind; the first faulty one is named."""
    kinds: dict[str, dict[str, str]] = {}
    seen: dict[str, str] = {}
    for line, row in enumerate(rows, 2):
        word, value, kind = row["word"], row["value"], row["kind"]
        if not word or kind not in _KINDS:
            raise ValueError(f"line {line}: {word!r} is {kind!r}: give a word and one of {sorted(_KINDS)}")
        if kind in _QUALIFIERS and value not in _DIRECTIONS:
            raise ValueError(f"line {line}: {word!r} has value {value!r}: give one of {sorted(_DIRECTIONS)}")
        if kind in AMOUNTS | _FIXED | {"mark"} and not _NUMBER.fullmatch(value):
            raise ValueError(f"line {line}: {word!r} has value {value!r}: give a whole number or n/d")
        if kind in {"decimal", "group"} and (len(word) != 1 or word.isalnum()):
            raise ValueError(f"line {line}: {kind} {word!r} is no mark: give one character")
        if kind in _SPOKEN and seen.setdefault(word.lower(), kind) != kind:
            raise ValueError(f"line {line}: {word!r} is also {seen[word.lower()]}: keep one of the two rows")
        kinds.setdefault(kind, {})[word] = value
    for kind in ("decimal", "group"):
        if kind not in kinds:
            raise ValueError(f"no row of kind {kind!r}: add the mark that this language prints")
    return kinds


def _digit_patterns(kinds: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """What depends on the marks between digits. Every repetition is possessive or bounded: linear time."""
    point, comma = "".join(kinds["decimal"]), "".join(kinds["group"])
    p, g, marks = re.escape(point), re.escape(comma), re.escape(point + comma)
    end = rf"(?![{marks}]?\d)"
    three = r"[0-9]{3}(?!\d)"
    chain = rf"[0-9]{{1,3}}(?:(?:[{g}]{_SPACE}{three}){{1,4}}+|(?:{_SPACE}{three}){{1,4}}+){end}"
    comparison = any_of(kinds.get("comparison", {}))
    votes = rf"{_BREAK}(?:{any_of(kinds.get('vote_noun', {}))})(?!\w)(?!{_BREAK}(?:{comparison})(?!\w))"
    return {
        "decimal": point,
        "group": comma,
        # 1 plain, 2 in groups, 3 with 4 decimals, 5 all else. The first digit stands ahead: fast to find.
        "digits": re.compile(
            rf"\d(?:(?<=[0-9])(?:([0-9]{{0,14}}+){end}|([0-9]{{0,2}}(?:[{g}][0-9]{{3}}){{1,5}}+){end}"
            rf"|([0-9]{{0,14}}+[{p}]([0-9]{{1,12}}+)){end})|(\d*+(?:[{marks}]\d++)*+))"
        ),
        # 1,234.5; then the Indian 22,90,78,261 and 1,23,456.7: twos, and three at the end.
        "grouped_decimal": re.compile(
            rf"[0-9]{{1,3}}(?:[{g}][0-9]{{3}}){{1,5}}[{p}]([0-9]{{1,12}})"
            rf"|[0-9]{{1,2}}(?:[{g}][0-9]{{2}}){{1,6}}[{g}][0-9]{{3}}(?:[{p}]([0-9]{{1,12}}))?"
        ),
        "comma_decimal": re.compile(rf"[0-9]{{1,3}}[{g}]([0-9]{{1,2}})"),
        "compact": re.compile(rf"(?<![\d{marks}])[0-9]{{1,3}}[{g}]{three}"),
        "chain": re.compile(chain),
        # One number beyond doubt: 469, 896 votes; 7, 087 (a list prints no 087).
        "chain_proof": _ignoring_case(
            rf"(?<![\d{marks}])(?<!\d[{g}]{_SPACE})[0-9]{{1,3}}"
            rf"(?:[{g}]{_SPACE}0[0-9]{{2}}(?!\d)|(?:[{g}]{_SPACE}{three}){{1,4}}+{votes})"
        ),
        "votes_ahead": _ignoring_case(votes),
    }


def _tail_pattern(of: Callable[..., dict[str, str]]) -> str:
    """What may follow digits: 1 suffix, 2 extension, 3 and 4 multipliers, 5 mark, 6 mark apart."""
    multiplier = rf"({any_of(of(*MULTIPLIERS))})(?!\w)"
    mark = any_of(of("mark"))
    return (
        rf"(?:({any_of(of('suffix'))})(?!\w)|\.({any_of(of('extension'))})(?!\w)"
        rf"|(?:{_BREAK}|-)?{multiplier}(?:{_BREAK}{multiplier})?|({mark})(?!\w)|{_SPACE}((?-i:{mark}))(?!\w))?"
    )


def _close_pattern(of: Callable[..., dict[str, str]]) -> str:
    """What may follow any number: percent sign, points, percent in words, a qualifier."""
    spelt = any_of(_spelt(of("percent")))
    signs = any_of(of("percent").keys() - _spelt(of("percent")))
    # Only words in running text go on in the next line; a capital there begins another cell.
    return (
        rf"(?P<sign>{_SPACE}?(?:{signs})|\.(?:{signs}))?"
        rf"(?:(?:{_SPACE}|-)?(?P<points>{any_of(of('points'))})(?!\w)"
        rf"|(?:{_SPACE}|-)?(?P<percent>{spelt})(?!\w)|\n(?P<below>(?-i:{spelt}))(?!\w))?"
        rf"(?:{_SPACE}?(?P<after>{any_of(of('qualifier_after'))})(?!\w))?"
    )


def _gaps(joiners: Iterable[str], articles: Iterable[str], of: Iterable[str]) -> dict[str, str]:
    """What may stand between the words of one number, and what it means there."""
    gaps = dict.fromkeys([*SPACES, "-", "\u2010", "\u2011"], "")
    gaps |= {f" {a} ": "a" for a in articles} | {f" {o} {a} ": "a" for o in of for a in articles}
    for joiner in joiners:
        gaps |= {f" {joiner} ": "and", f"-{joiner}-": "and"}
        gaps |= {form.format(joiner, a): "and a" for form in (" {} {} ", "-{}-{}-") for a in articles}
    return gaps


def _atom(kind: str, value: str) -> Atom:
    top, _, bottom = value.partition("/")
    return Atom(kind, Decimal(top or 0), Decimal(bottom or 1))


def _ignoring_case(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _spelt(words: Iterable[str]) -> list[str]:
    return [word for word in words if word[0].isalnum()]


def _printed(part: str) -> set[str]:
    """A part of a word as it may be printed."""
    return {part.lower(), part.upper(), part.capitalize()}


def beginnings(words: Iterable[str]) -> str:
    """The characters that words begin with, in both cases."""
    return "".join(sorted({c for word in words for c in word[0].lower() + word[0].upper()}))


def any_of(words: Iterable[str], space: str = _BREAK) -> str:
    """A choice of literal words, the longest first, as a tree of shared beginnings: several times as fast."""
    tree: dict[str, Any] = {}
    for word in words:
        branch = tree
        for character in word:
            branch = branch.setdefault(character, {})
        branch[""] = {}

    def expression(branch: Mapping[str, Any]) -> str:
        letters = sorted(c for c in branch if c)
        ways = [(space if c == " " else re.escape(c)) + expression(branch[c]) for c in letters]
        whole = ways[0] if len(ways) == 1 else f"(?:{'|'.join(ways)})"
        return f"(?:{whole})?" if ways and "" in branch else whole if ways else ""

    return expression(tree) or "(?!)"
