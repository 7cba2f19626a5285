"""Text -> typed tokens in one pass: numbers, names, cue words, separators.

The whole text is scanned twice by compiled code (an Aho-Corasick automaton for names and number
words, one regular expression for digits); Python runs only on the stretches that a reader asks for.
Every token type is one character, so that a sentence is a short string that patterns can match.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from extract.model import Span
from extract.numerals import Numeral, Refused, scan
from extract.packs import CountryPack, PartyEntry, PersonEntry, PlaceEntry, RulePack

# Token types that are not vocabulary classes. Vocabulary classes get private-use characters.
COUNT, SMALL, PERCENT, POINTS, DECIMAL, YEAR, PADDED = "n", "s", "%", "q", "d", "y", "t"
COUNTS: Final = COUNT + SMALL
PARTY, PLACE, PERSON, WORD, CAPITAL = "P", "L", "H", "w", "C"
COMMA, SEMICOLON, COLON, DASH, OPEN, CLOSE, STOP, CELL, OTHER, POSSESSIVE = ",", ";", ":", "-", "(", ")", ".", "|", "~", "'"
NUMBERS: Final = COUNTS + PERCENT + POINTS + DECIMAL + YEAR + PADDED

NAMED_TYPES: Final[Mapping[str, str]] = {
    "count": COUNTS, "small": SMALL, "percent": PERCENT, "points": POINTS, "decimal": DECIMAL, "year": YEAR, "padded": PADDED,
    "number": NUMBERS, "party": PARTY, "place": PLACE, "person": PERSON, "owner": PARTY + PERSON,
    "word": WORD, "capital": CAPITAL, "comma": COMMA, "semicolon": SEMICOLON, "colon": COLON,
    "dash": DASH, "other": OTHER, "open": OPEN, "close": CLOSE, "stop": STOP, "cell": CELL, "'s": POSSESSIVE,
}  # fmt: skip

_PUNCTUATION: Final = {
    ",": COMMA, ";": SEMICOLON, ":": COLON, "-": DASH, "–": DASH, "—": DASH, "−": DASH, "(": OPEN, "[": OPEN,
    "{": OPEN, ")": CLOSE, "]": CLOSE, "}": CLOSE, ".": STOP, "!": STOP, "?": STOP, "|": CELL, "\t": CELL,
}  # fmt: skip

# A word keeps inner apostrophes and hyphens only between letters; "'s" is a token of its own.
_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]{2,})?(?=['’]s\b)|['’]s\b|[^\W\d_]+(?:['’&.][^\W\d_]+)*|[^\w \r\n]|\d+|_+")
_INNER = frozenset({"'", "’", "-", ".", "&", "/"})
# Pictures of arrows and the like are words in tables; the letters before a capital end a glued word.
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]*]*(?=\s+[\"'“‘(\[•]*[A-Z0-9£$])|[\r\n]+")
_LINE = re.compile(r"[^\r\n]+")


class Name(NamedTuple):
    """A name found in the text with every entry, of whatever country, that is printed like this."""

    start: int
    end: int
    refs: tuple[NameRef, ...]


@dataclass(frozen=True, slots=True, eq=False)
class NameRef:
    """One meaning of a printed form. ``kind`` is party, place, person or country."""

    country: str
    kind: str
    entry: PartyEntry | PlaceEntry | PersonEntry | CountryPack
    weak: bool = False


class Token(NamedTuple):
    """One typed token. ``number`` is set on numbers, ``name`` on names."""

    start: int
    end: int
    type: str
    number: Numeral | None = None
    name: Name | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of text as tokens; ``types`` has one character for each."""

    start: int
    end: int
    tokens: tuple[Token, ...]
    types: str


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """The compiled words of a rule pack."""

    automaton: AhoCorasick
    forms: tuple[tuple[NameRef, ...], ...]
    letters: Mapping[str, str]
    cues: Mapping[str, tuple[tuple[str, str], ...]]
    labels: Mapping[str, tuple[tuple[str, str], ...]]
    rules: RulePack
    noise: str
    qualifier: str
    units: frozenset[str]
    lists: Mapping[str, frozenset[str]]

    def type_of(self, class_name: str) -> str:
        """The character(s) of a token type or vocabulary class by its name."""
        members = self.rules.language.groups.get(class_name, (class_name,))
        return "".join(NAMED_TYPES.get(name) or self.letters[name] for name in members)


@dataclass(slots=True)
class Lexed:
    """A text with its numerals and names located; sentences are made when asked for."""

    text: str
    lexicon: Lexicon
    numerals: tuple[Numeral, ...]
    refused: tuple[Refused, ...]
    names: tuple[Name, ...]
    number_at: dict[int, Numeral] = field(default_factory=dict)
    name_at: dict[int, Name] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.number_at = {n.start: n for n in self.numerals}
        self.name_at = {n.start: n for n in self.names}


def _first_words(table: Iterable[tuple[str, str]]) -> dict[str, tuple[tuple[str, str], ...]]:
    """Phrases by their first token, longest first: {first token: ((phrase, type), ...)}."""
    found: dict[str, list[tuple[str, str]]] = {}
    for phrase, value in table:
        match = _TOKEN.match(phrase)
        found.setdefault(match.group() if match else phrase, []).append((phrase, value))
    return {first: tuple(sorted(rest, key=lambda p: -len(p[0]))) for first, rest in found.items()}


def _name_forms(pack: CountryPack) -> Iterator[tuple[str, NameRef]]:
    for name in (*pack.aliases, pack.chamber, *pack.chamber_aliases):
        if name:
            yield name, NameRef(pack.code, "country", pack)
    for party in pack.parties:
        for form in party.aliases:
            yield form, NameRef(pack.code, "party", party)
        for form in party.weak:
            yield form, NameRef(pack.code, "party", party, weak=True)
    for place in pack.places:
        for form in place.aliases:
            yield form, NameRef(pack.code, "place", place, weak=place.weak)
    for person in pack.people:
        for form in person.aliases:
            yield form, NameRef(pack.code, "person", person)


@lru_cache(maxsize=4)
def compile_rules(rules: RulePack) -> Lexicon:
    """The words of ``rules`` ready to run; kept, so that a second call is free."""
    forms: dict[str, list[NameRef]] = {}
    named = {form for pack in rules.countries.values() for form, _ in _name_forms(pack)}
    for pack in rules.countries.values():
        for form, ref in _name_forms(pack):
            # "The Greens" of one country must not hide the "Greens" of another: the longest form wins a match.
            if form.startswith("The ") and form[4:] in named:
                continue
            for variant in {form, form.upper(), form.replace("'", "’"), form.replace("’", "'")}:
                refs = forms.setdefault(variant, [])
                if not any(r.entry is ref.entry and r.weak == ref.weak for r in refs):
                    refs.append(ref)
    language = rules.language
    letters = {name: chr(0xE000 + i) for i, name in enumerate(language.classes)}
    printed = list(forms)
    return Lexicon(
        automaton=AhoCorasick(printed, matchkind=MatchKind.LeftmostLongest),
        forms=tuple(tuple(forms[p]) for p in printed),
        letters=letters,
        cues=_first_words((w, letters[c]) for c, words in language.classes.items() for w in words),
        labels=_first_words((w, c) for c, words in language.labels.items() for w in words),
        rules=rules,
        noise=letters["noise"],
        qualifier=letters["qualifier"],
        units=frozenset({letters["pct_words"], letters["point_words"]}),
        lists={name: frozenset(words) for name, words in language.lists.items()},
    )


def _whole(text: str, start: int, end: int) -> bool:
    """Whether text[start:end] is no mere part of a word; a change of case or a digit may stand for a gap."""
    if start and (before := text[start - 1]).isalpha() and not (before.islower() and text[start].isupper()):
        return False
    if end - start < 3 and (text[end : end + 1] in _INNER or text[start - 1 : start] in _INNER):
        return False
    if end < len(text) and (after := text[end]).isalpha():
        return text[end - 1].islower() and after.isupper()
    return True


def lex(text: str, rules: RulePack) -> Lexed:
    """Locate every numeral and every known name of ``text``."""
    lexicon = compile_rules(rules)
    names = tuple(
        Name(start, end, lexicon.forms[index])
        for index, start, end in lexicon.automaton.find_matches_as_indexes(text)
        if _whole(text, start, end)
    )
    read: list[Numeral] = []
    refused: list[Refused] = []
    for numeral in scan(text, rules.language.numerals):
        (read if isinstance(numeral, Numeral) else refused).append(numeral)  # type: ignore[arg-type]
    return Lexed(text, lexicon, tuple(read), tuple(refused), names)


def number_type(number: Numeral, text: str) -> str:
    """The token type of a number, by its printed form alone."""
    if number.percent:
        return PERCENT
    if number.points:
        return POINTS
    if text[number.start] == "0" and text[number.start : number.start + 2].isdecimal():
        return PADDED
    if number.decimals and number.value < 1000 and number.value != number.value.to_integral_value():
        return DECIMAL
    if number.decimals and number.value < 1000 and number.end - number.start < 6:
        return DECIMAL
    if number.end - number.start == 4 and not number.sign and 1800 <= number.value <= 2100 and text[number.start : number.end].isdecimal():
        return YEAR
    return SMALL if 0 < number.value <= 31 and not number.sign else COUNT


def _phrase_type(text: str, start: int, lower: str, table: Mapping[str, tuple[tuple[str, str], ...]]) -> tuple[int, str] | None:
    """The longest phrase of ``table`` at ``start``: its end and its type."""
    for phrase, value in table.get(lower, ()):
        end = start + len(phrase)
        if len(phrase) == len(lower) or (
            text[start:end].lower() == phrase and (end >= len(text) or not text[end].isalnum())
        ):
            return end, value
    return None


def label_at(lexed: Lexed, start: int) -> tuple[int, str] | None:
    """The column or row label that begins at ``start``: its end and what it names."""
    match = _TOKEN.match(lexed.text, start)
    return _phrase_type(lexed.text, start, match.group().lower(), lexed.lexicon.labels) if match else None


def tokenize(lexed: Lexed, start: int, end: int, *, weak: bool = False, keep_noise: bool = False) -> Sentence:
    """The typed tokens of ``text[start:end]``; noise words and qualifiers of numbers are left out.

    ``weak`` takes weak party names for parties, as rows of tables do.
    """
    text, lexicon = lexed.text, lexed.lexicon
    cues, noise, qualifier = lexicon.cues, lexicon.noise, lexicon.qualifier
    tokens: list[Token] = []
    skip = start
    for match in _TOKEN.finditer(text, start, end):
        at = match.start()
        if at < skip:
            continue
        number = lexed.number_at.get(at)
        if number is not None:
            while tokens and tokens[-1].type == qualifier:
                tokens.pop()
            tokens.append(Token(at, number.end, number_type(number, text), number))
            skip = _unit_end(text, number, lexicon)
            continue
        name = lexed.name_at.get(at)
        if name is not None and name.end <= end:
            bracketed = text[at - 1 : at] in ("(", "[") and text[name.end : name.end + 1] in (")", "]")
            tokens.append(Token(at, name.end, _name_type(name, weak=weak or bracketed), None, name))
            skip = name.end
            continue
        word = match.group()
        first = word[0]
        if first.isalpha():
            lower = word.lower()
            cue = _phrase_type(text, at, lower, cues)
            if cue is not None:
                skip, kind = cue
                if kind != noise or keep_noise:
                    tokens.append(Token(at, skip, kind))
            else:
                tokens.append(Token(at, match.end(), CAPITAL if first.isupper() else WORD))
        elif first in "'’":
            tokens.append(Token(at, match.end(), POSSESSIVE if len(word) > 1 else OTHER))
        else:
            cue = cues.get(first)
            kind = cue[0][1] if cue else _PUNCTUATION.get(first, OTHER)
            # A hyphen inside "80-seat" or "six-seat" joins; it separates only with space about it.
            if kind != DASH or not (at and text[at - 1].isalnum() and match.end() < len(text) and text[match.end()].isalpha()):
                tokens.append(Token(at, match.end(), kind))
    tokens = _people(text, tokens, lexicon.lists["not_names"])
    return Sentence(start, end, tuple(tokens), "".join([t.type for t in tokens]))


def _unit_end(text: str, number: Numeral, lexicon: Lexicon) -> int:
    """The end of the words "per cent" or "points" right after a number they belong to, else of the number."""
    if not (number.percent or number.points):
        return number.end
    match = _TOKEN.match(text, number.end + (text[number.end : number.end + 1] in (" ", "-", "\xa0")))
    cue = _phrase_type(text, match.start(), match.group().lower(), lexicon.cues) if match else None
    return cue[0] if cue and cue[1] in lexicon.units else number.end


def _name_type(name: Name, *, weak: bool) -> str:
    kinds = {ref.kind for ref in name.refs if not ref.weak or (weak and ref.kind == "party")}
    if "party" in kinds:
        return PARTY
    if "person" in kinds:
        return PERSON
    if "place" in kinds or "country" in kinds:
        return PLACE
    return CAPITAL


def _people(text: str, tokens: list[Token], not_names: frozenset[str]) -> list[Token]:
    """Join runs of two to five capitalised words, unknown to the packs, into persons."""
    merged: list[Token] = []
    run: list[Token] = []

    def close() -> None:
        if len(run) > 1:
            merged.append(Token(run[0].start, run[-1].end, PERSON))
        else:
            merged.extend(run)
        run.clear()

    for token in tokens:
        if token.type == CAPITAL or _surname(text, run, token, not_names):
            if run and (text[run[-1].end : token.start] not in (" ", "-", ". ") or len(run) == 5):
                close()
            run.append(token)
        else:
            close()
            merged.append(token)
    close()
    return merged


def _surname(text: str, run: list[Token], token: Token, not_names: frozenset[str]) -> bool:
    """Whether a name of the packs is here a surname after a first name: "Mark Lancaster", "Damian Green"."""
    if len(run) != 1 or " " in text[token.start : token.end] or token.type not in (PLACE, PARTY):
        return False
    if text[run[0].start : run[0].end].lower() in not_names or text[token.end + 1 : token.end + 2].isupper():
        return False
    return run[0].type == CAPITAL and text[run[0].end : token.start] == " " and text[token.start + 1 : token.end].islower()


def sentences(text: str, start: int, end: int, abbreviations: frozenset[str]) -> Iterator[Span]:
    """Split ``text[start:end]`` at sentence ends and line breaks, not after an abbreviation or an initial."""
    begin = start
    for match in _SENTENCE_END.finditer(text, start, end):
        stop = match.end()
        if text[match.start()] == "." and _abbreviated(text, begin, match.start(), abbreviations):
            continue
        if text[begin:stop].strip():
            yield Span(begin, stop)
        begin = stop
    if text[begin:end].strip():
        yield Span(begin, end)


def _abbreviated(text: str, begin: int, stop: int, abbreviations: frozenset[str]) -> bool:
    cut = stop
    while cut > begin and (text[cut - 1].isalpha() or text[cut - 1] == "."):
        cut -= 1
    word = text[cut:stop]
    return (len(word) == 1 and word.isupper()) or word.lower() in abbreviations


def lines(text: str) -> Iterator[Span]:
    """The non-empty lines of ``text``."""
    for match in _LINE.finditer(text):
        if not match.group().isspace():
            yield Span(*match.span())
