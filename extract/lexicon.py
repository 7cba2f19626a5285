"""The words of a rule pack compiled once, ready to run over any number of texts.

Three things are prepared. Names (and what each printed form can mean) stand in one automaton. Everything
that reaches over several words, and the words that numerals and the document as a whole ask for, stand in a
second one, in lower case. Single words are looked up by the chunk between two spaces, punctuation and all,
and remembered: print repeats itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from extract.packs import CountryPack, Language, PartyEntry, PersonEntry, PlaceEntry, RulePack

# Token types that are not vocabulary classes. Vocabulary classes get private-use characters.
COUNT, SMALL, PERCENT, POINTS, DECIMAL, YEAR, PADDED, FRACTION = "n", "s", "%", "q", "d", "y", "t", "f"
COUNTS: Final = COUNT + SMALL
PARTY, PLACE, PERSON, WORD, CAPITAL = "P", "L", "H", "w", "C"
COMMA, SEMICOLON, COLON, DASH, OPEN, CLOSE, STOP, CELL, OTHER, POSSESSIVE = (
    ",",
    ";",
    ":",
    "-",
    "(",
    ")",
    ".",
    "|",
    "~",
    "'",
)
NUMBERS: Final = COUNTS + PERCENT + POINTS + DECIMAL + YEAR + PADDED + FRACTION

NAMED_TYPES: Final[Mapping[str, str]] = {
    "count": COUNTS, "small": SMALL, "percent": PERCENT, "points": POINTS, "decimal": DECIMAL,
    "year": YEAR, "padded": PADDED, "fraction": FRACTION, "number": NUMBERS, "party": PARTY,
    "place": PLACE, "person": PERSON, "owner": PARTY + PERSON,
    "word": WORD, "capital": CAPITAL, "comma": COMMA, "semicolon": SEMICOLON, "colon": COLON,
    "dash": DASH, "other": OTHER, "open": OPEN, "close": CLOSE, "stop": STOP, "cell": CELL, "'s": POSSESSIVE,
}  # fmt: skip

_PUNCTUATION: Final = {
    ",": COMMA, ";": SEMICOLON, ":": COLON, "-": DASH, "–": DASH, "—": DASH, "−": DASH, "(": OPEN, "[": OPEN,
    "{": OPEN, ")": CLOSE, "]": CLOSE, "}": CLOSE, ".": STOP, "!": STOP, "?": STOP, "|": CELL, "\t": CELL,
}  # fmt: skip
DASHES: Final = frozenset(mark for mark, kind in _PUNCTUATION.items() if kind == DASH)

# A word keeps inner apostrophes, stops and ampersands only between letters; "'s" is a token of its own.
_WORDS = r"[^\W\d_]+(?:['’][^\W\d_]{2,})?(?=['’]s\b)|['’]s\b|[^\W\d_]+(?:['’&.][^\W\d_]+)*"
TOKEN: Final = re.compile(_WORDS + r"|[^\w \r\n]|\d+|_+")

# Lists of words whose presence says what a whole text tells of; its subject is told by the fields of subjects.toml.
MOST_TIMES = 3  # that a form printed so often says more of the country than printed once
_TOPICS = ("count_told", "contest_words", "chamber_topics")
# Lists whose words count wherever they stand, also inside others: "polls" in "pollster".
_ANYWHERE = ("exit_polls", "poll_words", "count_reports")
_REMEMBERED = 50_000  # chunks; news of a year prints about as many different ones
_LONGEST_CHUNK = 40  # code points; longer ones do not come back
# How much a printed form says of the country; forms that several countries share say little.
_WEIGHT = {"country": 2.0, "chamber": 2.0, "party": 3.0, "person": 3.0, "place": 1.0}


@dataclass(frozen=True, slots=True, eq=False)
class NameRef:
    """One meaning of a printed form. ``kind`` is party, place, person, country or chamber."""

    country: str
    kind: str
    entry: PartyEntry | PlaceEntry | PersonEntry | CountryPack
    weak: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """A printed form with all it can mean, and what readers ask of that, worked out once.

    ``type`` is its token type in running text, ``weak_type`` in a bracket or a cell; ``weak`` says that
    every meaning is a weak one, ``party`` that some meaning is a party, ``parties`` are those it means in
    the strong sense. ``weights`` say how much it speaks for which country, printed once, twice, or more often.
    """

    refs: tuple[NameRef, ...]
    type: str
    weak_type: str
    weak: bool
    party: bool
    parties: frozenset[str]
    nations: tuple[str, ...]
    weights: tuple[tuple[str, tuple[float, ...]], ...]

    @classmethod
    def of(cls, refs: tuple[NameRef, ...]) -> Form:
        """From the meanings alone."""
        strong = [ref for ref in refs if not ref.weak]
        countries = {ref.country for ref in strong}
        pairs = dict.fromkeys((ref.country, ref.kind) for ref in strong)
        return cls(
            refs=refs,
            type=_type({ref.kind for ref in strong}),
            weak_type=_type({ref.kind for ref in refs if not ref.weak or ref.kind == "party"}),
            weak=not strong,
            party=any(ref.kind == "party" for ref in refs),
            parties=frozenset(r.entry.party.id for r in strong if isinstance(r.entry, PartyEntry)),
            nations=tuple(_nations(refs)),
            weights=tuple(
                (c, tuple(_WEIGHT[k] * n / len(countries) ** 2 for n in range(1, MOST_TIMES + 1))) for c, k in pairs
            ),
        )


def _type(kinds: set[str]) -> str:
    if "party" in kinds:
        return PARTY
    if "person" in kinds:
        return PERSON
    return PLACE if not kinds.isdisjoint({"place", "country", "chamber"}) else CAPITAL


def _nations(refs: tuple[NameRef, ...]) -> Iterator[str]:
    """The nations or provinces that a form speaks for: by naming them, or one party of theirs alone."""
    for ref in refs:
        if isinstance(ref.entry, PlaceEntry):
            if ref.entry.place.kind in {"nation", "province", "state"}:
                yield ref.entry.place.name
        elif isinstance(ref.entry, PartyEntry) and ref.entry.nation and not ref.weak and len(refs) == 1:
            yield ref.entry.nation


class _Forms(dict[int, Form]):
    """Forms by their number in the automaton, made when first met."""

    def __init__(self, refs: tuple[tuple[NameRef, ...], ...]) -> None:
        super().__init__()
        self._refs = refs

    def __missing__(self, index: int) -> Form:
        self[index] = form = Form.of(self._refs[index])
        return form


class _Narrowed(dict[int, Form | None]):
    """Forms with only what they mean in one country (or as a country's name); None where that is nothing."""

    def __init__(self, country: str, forms: Mapping[int, Form]) -> None:
        super().__init__()
        self._country, self._forms = country, forms

    def __missing__(self, index: int) -> Form | None:
        form = self._forms[index]
        refs = tuple(r for r in form.refs if r.country == self._country or (r.kind == "country" and not r.weak))
        self[index] = kept = (form if len(refs) == len(form.refs) else Form.of(refs)) if refs else None
        return kept


class Phrase(NamedTuple):
    """What a pattern of the second automaton is: a cue of several words, a number word, a word of a topic.

    ``anywhere`` says that it counts also inside other words.
    """

    words: str
    cue: str
    number: bool
    topic: bool
    anywhere: bool


class Chunks(dict[str, tuple[tuple[int, int, str], ...]]):
    """The tokens of what stands between two spaces, with offsets into it; the usual ones are remembered."""

    def __init__(self, single: Mapping[str, str]) -> None:
        super().__init__()
        self._single = single

    def __missing__(self, chunk: str) -> tuple[tuple[int, int, str], ...]:
        found = tuple(_tokens(chunk, self._single))
        if len(chunk) <= _LONGEST_CHUNK:
            if len(self) >= _REMEMBERED:
                self.clear()
            self[chunk] = found
        return found


class Types(dict[str, str]):
    """The types alone of the same tokens, noise left out."""

    def __init__(self, chunks: Chunks, noise: str) -> None:
        super().__init__()
        self._chunks, self._noise = chunks, noise

    def __missing__(self, chunk: str) -> str:
        types = "".join([kind for _, _, kind in self._chunks[chunk] if kind != self._noise])
        if len(chunk) <= _LONGEST_CHUNK:
            if len(self) >= _REMEMBERED:
                self.clear()
            self[chunk] = types
        return types


def _tokens(chunk: str, single: Mapping[str, str]) -> Iterator[tuple[int, int, str]]:
    for match in TOKEN.finditer(chunk):
        start, end = match.span()
        word = match.group()
        first = word[0]
        if first.isalpha():
            yield start, end, single.get(word.lower()) or (CAPITAL if first.isupper() else WORD)
        elif first in "'’":
            yield start, end, POSSESSIVE if len(word) > 1 else OTHER
        elif first not in DASHES or not joins(chunk, start):
            yield start, end, single.get(first) or _PUNCTUATION.get(first, OTHER)


def joins(text: str, at: int) -> bool:
    """Whether the dash at ``at`` joins, as in "80-seat" and "six-seat"; it separates only with space about it."""
    return at > 0 and text[at - 1].isalnum() and text[at + 1 : at + 2].isalpha()


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """The compiled words of a rule pack."""

    names: AhoCorasick
    forms: Mapping[int, Form]
    automaton: AhoCorasick
    phrases: tuple[Phrase, ...]
    chunks: Mapping[str, tuple[tuple[int, int, str], ...]]
    types: Mapping[str, str]
    letters: Mapping[str, str]
    labels: Mapping[str, tuple[tuple[str, str], ...]]
    label_begins: frozenset[str]
    rules: RulePack
    noise: str
    qualifier: str
    units: frozenset[str]
    lists: Mapping[str, frozenset[str]]
    fields: Mapping[str, tuple[str, ...]]
    cues: frozenset[str]
    _narrowed: dict[str, Mapping[int, Form | None]]

    def type_of(self, class_name: str) -> str:
        """The character(s) of a token type or vocabulary class by its name."""
        members = self.rules.language.groups.get(class_name, (class_name,))
        return "".join(NAMED_TYPES.get(name) or self.letters[name] for name in members)

    def narrowed(self, country: str) -> Mapping[int, Form | None]:
        """What each form, by its number in the automaton, means in ``country``."""
        if country not in self._narrowed:
            self._narrowed[country] = _Narrowed(country, self.forms)
        return self._narrowed[country]


def _first_words(table: Iterable[tuple[str, str]]) -> dict[str, tuple[tuple[str, str], ...]]:
    """Phrases by their first token, longest first: {first token: ((phrase, type), ...)}."""
    found: dict[str, list[tuple[str, str]]] = {}
    for phrase, value in table:
        found.setdefault(_first_token(phrase), []).append((phrase, value))
    return {first: tuple(sorted(rest, key=lambda p: -len(p[0]))) for first, rest in found.items()}


def _first_token(phrase: str) -> str:
    match = TOKEN.match(phrase)
    return match.group() if match else phrase


def _name_forms(pack: CountryPack) -> Iterator[tuple[str, NameRef]]:
    for name in pack.aliases:
        yield name, NameRef(pack.code, "country", pack)
    for name in (pack.chamber, *pack.chamber_aliases):
        if name:  # elsewhere another chamber is called so
            yield name, NameRef(pack.code, "chamber", pack)
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


def _names(rules: RulePack) -> dict[str, list[NameRef]]:
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
    return forms


def _phrases(language: Language, cues: Mapping[str, str]) -> tuple[Phrase, ...]:
    """All that is searched for in lower case."""
    told = {word for name in _TOPICS for word in language.lists[name]}
    topics = told.union(*language.fields.values())
    numbers = set(language.numerals.forms)
    several = {phrase: letter for phrase, letter in cues.items() if _first_token(phrase) != phrase}
    anywhere = {word for name in _ANYWHERE for word in language.lists[name]}
    words = sorted({*several, *numbers, *topics, *anywhere})
    return tuple(Phrase(w, several.get(w, ""), w in numbers, w in topics, w in anywhere) for w in words)


def _fields_of(language: Language) -> dict[str, tuple[str, ...]]:
    """The fields of subjects that each word belongs to."""
    fields: dict[str, tuple[str, ...]] = {}
    for name, words in language.fields.items():
        for word in words:
            fields[word] = (*fields.get(word, ()), name)
    return fields


@lru_cache(maxsize=4)
def compile_rules(rules: RulePack) -> Lexicon:
    """The words of ``rules`` ready to run; kept, so that a second call is free."""
    language = rules.language
    letters = {name: chr(0xE000 + i) for i, name in enumerate(language.classes)}
    cues = {word: letters[name] for name, words in language.classes.items() for word in words}
    names = _names(rules)
    phrases = _phrases(language, cues)
    chunks = Chunks({word: letter for word, letter in cues.items() if _first_token(word) == word})
    labels = _first_words((w, c) for c, words in language.labels.items() for w in words)
    return Lexicon(
        names=AhoCorasick(list(names), matchkind=MatchKind.LeftmostLongest),
        forms=_Forms(tuple(tuple(refs) for refs in names.values())),
        automaton=AhoCorasick([p.words for p in phrases], implementation=Implementation.DFA),
        phrases=phrases,
        chunks=chunks,
        types=Types(chunks, letters["noise"]),
        letters=letters,
        labels=labels,
        label_begins=frozenset(first[:2] for first in labels),
        rules=rules,
        noise=letters["noise"],
        qualifier="".join(letters[name] for name in language.groups["qualifier"]),
        units=frozenset({letters["pct_words"], letters["point_words"]}),
        lists={name: frozenset(words) for name, words in language.lists.items()},
        fields=_fields_of(language),
        cues=frozenset(map(_first_token, cues)),
        _narrowed={},
    )
