"""Text -> typed tokens: numbers, names, cue words, separators.

The whole text is scanned three times by compiled code (two Aho-Corasick automata for names and phrases,
one regular expression for digits); Python runs only on what they find, and on the stretches that a reader
asks for. Every token type is one character, so that a sentence is a short string that patterns can match.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from operator import itemgetter

from extract.lexicon import (
    CAPITAL,
    CELL,
    CLOSE,
    COLON,
    COMMA,
    COUNT,
    COUNTS,
    DASH,
    DASHES,
    DECIMAL,
    FRACTION,
    NUMBERS,
    OPEN,
    OTHER,
    PADDED,
    PARTY,
    PERCENT,
    PERSON,
    PLACE,
    POINTS,
    POSSESSIVE,
    SEMICOLON,
    SMALL,
    STOP,
    TOKEN,
    WORD,
    YEAR,
    Form,
    Lexicon,
    NameRef,
    compile_rules,
    joins,
)
from extract.numerals import Numeral, Refused, scan
from extract.packs import RulePack
from extract.printed import lowered, searchable
from extract.tokens import NAME, NUMBER, PHRASE, Lexed, Name, Sentence, Sketch, Token, number_type

__all__ = [
    "CAPITAL", "CELL", "CLOSE", "COLON", "COMMA", "COUNT", "COUNTS", "DASH", "DECIMAL", "FRACTION", "NUMBERS", "OPEN",
    "OTHER", "PADDED", "PARTY", "PERCENT", "PERSON", "PLACE", "POINTS", "POSSESSIVE", "SEMICOLON", "SMALL", "STOP",
    "WORD", "YEAR", "Form", "Lexed", "Lexicon", "Name", "NameRef", "Sentence", "Sketch", "Token", "compile_rules",
    "label_at", "lex", "longest_name", "number_type", "sketch", "tokenize",
]  # fmt: skip

_COMPARED = NUMBERS.replace(YEAR, "")
_INNER = frozenset({"'", "’", "-", ".", "&", "/"})
_JOINERS = frozenset("'’&.")
# What mostly stands beside a name: no need for a closer look there.
_PLAIN_BEFORE, _PLAIN_AFTER = frozenset(" \n\t("), frozenset(" \n\t,;:)?!")
_REST = re.compile(r"(?!['’]s\b)(?:['’&.][^\W\d_]+)+")
# An address on the web, whole or as the target of a link in Markdown: its digits count nothing.
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s)>\]|]+|(?<=\]\()[^\s)]*/[^\s)]*(?=\))")
# A tag that was left in a text, with its attributes.
_TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,2000}>")
_TOGETHER = frozenset({" ", "-", ". "})  # what may stand between the words of a person's name
_LONGEST_NAME = 5
_CAPITALS = re.compile(f"{CAPITAL}[{CAPITAL}{PLACE}{PARTY}{PERSON}]+")  # where people's names can stand
_END = PHRASE + 1
_SHORT_GAP = 8  # code points


def _gap(text: str, start: int, end: int) -> tuple[str, int]:
    """``text[start:end]`` and where it begins, without a dash at its edges that joins it to its neighbour."""
    if start < end and text[start] in DASHES and joins(text, start):
        start += 1
    if start < end and text[end - 1] in DASHES and joins(text, end - 1):
        end -= 1
    return text[start:end], start


def _whole(text: str, start: int, end: int) -> bool:
    """Whether text[start:end] is no mere part of a word; a change of case or a digit may stand for a gap."""
    if start and (before := text[start - 1]).isalpha() and not (before.islower() and text[start].isupper()):
        return False
    if end - start < 3 and (text[end : end + 1] in _INNER or text[start - 1 : start] in _INNER):
        return False
    if end < len(text) and (after := text[end]).isalpha():
        initials = text[start:end].isupper() and text[end + 1 : end + 2].islower()  # "SNPMorven Kerr"
        return (text[end - 1].islower() or initials) and after.isupper()
    return True


def lex(text: str, rules: RulePack) -> Lexed:
    """Locate every numeral, phrase and known name of ``text``."""
    lexicon = compile_rules(rules)
    text = searchable(text)
    closed = text + "\n"  # so that there is a character at every end; its last stands before the first
    hits = [
        hit
        for hit in lexicon.names.find_matches_as_indexes(text)
        if not (after := closed[hit[2]]).islower()  # most of what is found begins a longer word
        and ((after in _PLAIN_AFTER and closed[hit[1] - 1] in _PLAIN_BEFORE) or _whole(text, hit[1], hit[2]))
    ]
    lower = lowered(closed)
    words, phrases, topics, inside = _phrases(lower, lexicon)
    read: list[Numeral] = []
    refused: list[Refused] = []
    addresses = [m.span() for m in _ADDRESS.finditer(text)] if "/" in text else []
    tags = [m.span() for m in _TAG.finditer(text)] if "<" in text else []
    coded = [w for w in lexicon.lists["digit_words"] if w in lower]
    codes = sorted(m.span() for w in coded for m in re.finditer(rf"(?<!\w){re.escape(w)}(?!\w)", lower))
    for numeral in scan(text, rules.language.numerals, hits=words):
        if not isinstance(numeral, Numeral):
            refused.append(numeral)
        elif addresses and _within(numeral.start, addresses):
            refused.append(Refused(numeral.start, numeral.end, "part of an address"))
        elif tags and _within(numeral.start, tags):
            refused.append(Refused(numeral.start, numeral.end, "part of a tag"))
        elif codes and _within(numeral.start, codes):
            refused.append(Refused(numeral.start, numeral.end, "part of a word"))
        else:
            read.append(numeral)
    return Lexed(text, lower, lexicon, tuple(read), tuple(refused), hits, phrases, topics, inside)


def _within(at: int, spans: list[tuple[int, int]]) -> bool:
    """Whether ``at`` lies in one of ``spans``, which stand in their order."""
    index = bisect_right(spans, at, key=itemgetter(0)) - 1
    return index >= 0 and at < spans[index][1]


def _phrases(
    lower: str, lexicon: Lexicon
) -> tuple[list[tuple[int, int]], dict[int, tuple[int, str]], Counter[str], frozenset[str]]:
    """The spans of number words, the longest cue at each place, the words of topics and those that count anywhere."""
    numbers: dict[int, int] = {}
    cues: dict[int, tuple[int, str]] = {}
    topics: list[str] = []
    inside: set[str] = set()
    known = lexicon.phrases
    for index, start, end in lexicon.automaton.find_matches_as_indexes(lower, overlapping=True):
        words, cue, number, topic, anywhere = known[index]
        if anywhere:
            inside.add(words)
        if lower[start - 1].isalpha() or (after := lower[end]).isalpha():
            continue
        if number:
            numbers[start] = end
        if cue and not after.isdigit():
            cues[start] = end, cue
        if topic and not (_hyphened(lower, start - 1, -1) or _hyphened(lower, end, 1)):
            topics.append(words)
    return sorted(numbers.items()), cues, Counter(topics), frozenset(inside)


def _hyphened(text: str, at: int, step: int) -> bool:
    """Whether a hyphen at ``at`` joins a word to another one."""
    return text[at] == "-" and text[at + step : at + step + 1].isalpha()


def label_at(lexed: Lexed, start: int) -> tuple[int, str] | None:
    """The column or row label that begins at ``start``: its end and what it names."""
    text = lexed.text
    begins = text[start : start + 2].lower()
    if begins not in lexed.lexicon.label_begins and begins[:1] not in lexed.lexicon.label_begins:
        return None  # as nearly always
    match = TOKEN.match(text, start)
    lower = match.group().lower() if match else ""
    for phrase, value in lexed.lexicon.labels.get(lower, ()):
        end = start + len(phrase)
        apart = end >= len(text) or not text[end].isalnum() or (" " in phrase and text[end : end + 2].isdecimal())
        if len(phrase) == len(lower) or (text[start:end].lower() == phrase and apart):
            return end, value
    return None


def tokenize(lexed: Lexed, start: int, end: int, *, weak: bool = False, keep_noise: bool = False) -> Sentence:
    """The typed tokens of ``text[start:end]``; noise words and qualifiers of numbers are left out.

    ``weak`` takes weak party names for parties, as rows of tables do.
    """
    text, lexicon = lexed.text, lexed.lexicon
    qualifier, left_out = lexicon.qualifier, "" if keep_noise else lexicon.noise
    tokens: list[Token] = []
    done = start
    for begin, rank, stop, kind, known in lexed.events(start, end):
        if begin < done or (rank == NAME and stop > end):
            continue
        _add_words(tokens, text, done, begin, lexicon, left_out)
        done = _rest(text, stop)
        if known is None:
            if kind != left_out:
                tokens.append(Token(begin, stop, kind))
            continue
        if known.number is not None:
            kept = len(tokens)
            while kept and tokens[kept - 1].type in qualifier:
                kept -= 1
            if not kept or tokens[kept - 1].type not in _COMPARED:  # "21 fewer than the 56 of before" compares two
                del tokens[kept:]
        elif weak and known.name is not None:
            known = known._replace(type=known.name.form.weak_type)
        tokens.append(known)
    _add_words(tokens, text, done, end, lexicon, left_out)
    types = "".join([t.type for t in tokens])
    if _CAPITALS.search(types):
        tokens = _people(text, tokens, lexicon.lists)
        types = "".join([t.type for t in tokens])
    return Sentence(start, end, tuple(tokens), types)


def longest_name(lexed: Lexed, start: int, end: int, kind: str, size: int) -> Name | None:
    """The longest name of ``kind``, weak or not, in a cell; most print nothing else in their ``size`` characters."""
    events = lexed.events(start, end)
    name = events[0][4].name if events and events[0][4] is not None else None
    if name is not None and name.end - name.start == size and name.end <= end and name.form.weak_type == kind:
        return name
    tokens = tokenize(lexed, start, end, weak=True).tokens
    named = [t.name for t in tokens if t.type == kind and t.name is not None]
    return max(named, key=lambda n: n.end - n.start, default=None)


def _add_words(tokens: list[Token], text: str, start: int, end: int, lexicon: Lexicon, left_out: str) -> None:
    gap, at = _gap(text, start, end)
    for chunk in gap.split(" "):
        for begin, stop, kind in lexicon.chunks[chunk]:
            if kind != left_out:
                tokens.append(Token(at + begin, at + stop, kind))
        at += len(chunk) + 1


def _rest(text: str, stop: int) -> int:
    """Where the token ends that a name, number or phrase ends in: what is left of "Labour.The" says nothing."""
    if text[stop : stop + 1] in _JOINERS and text[stop - 1].isalpha():
        rest = _REST.match(text, stop)
        return rest.end() if rest else stop
    return stop


def sketch(lexed: Lexed, start: int, end: int, *, capitals: bool, weak: bool = False) -> Sketch:
    """The types that ``tokenize`` gives, at a fraction of its cost: only the tokens that matter are made.

    Capitalised words are among these only where ``capitals`` asks for them; ``weak`` is that of ``tokenize``.
    """
    text, lexicon = lexed.text, lexed.lexicon
    types_of = lexicon.types.__getitem__
    noise, qualifier = lexicon.noise, lexicon.qualifier
    types = ""
    tokens: dict[int, Token] = {}
    gaps: list[tuple[int, int, list[str], list[str]]] = []
    done = start
    events = lexed.events(start, end)
    events.append((end, _END, end, "", None))
    for begin, rank, stop, kind, known in events:
        if begin < done or (rank == NAME and stop > end):
            continue
        gap = text[done:begin]
        if gap and gap != " ":
            if gap[0] in DASHES or gap[-1] in DASHES:
                gap, done = _gap(text, done, begin)
            if len(gap) <= _SHORT_GAP:  # a word or two: come back as often as single words
                kinds = types_of(gap)
                if CAPITAL in kinds:
                    chunks = gap.split(" ")
                    gaps.append((len(types), done, chunks, [*map(types_of, chunks)]))
            else:
                chunks = gap.split(" ")
                by_chunk = [*map(types_of, chunks)]
                kinds = "".join(by_chunk)
                if CAPITAL in kinds:
                    gaps.append((len(types), done, chunks, by_chunk))
            types += kinds
        done = stop
        if text[stop : stop + 1] in _JOINERS:
            done = _rest(text, stop)
        if known is not None:
            if rank == NUMBER and types and types[-1] in qualifier:
                bare = types.rstrip(qualifier)
                types = types if bare and bare[-1] in _COMPARED else bare
            elif weak and known.name is not None:
                kind = known.name.form.weak_type
                known = known._replace(type=kind)
            tokens[len(types)] = known
        elif kind == noise:
            continue
        types += kind
    runs = [run.span() for run in _CAPITALS.finditer(types)] if CAPITAL in types else None
    if runs or (capitals and gaps):
        for index, at, chunks, by_chunk in gaps:
            _capitals(tokens, lexicon, index, at, chunks, by_chunk)
    if runs:
        types, tokens = _with_people(text, types, tokens, runs, lexicon.lists)
    return Sketch(start, end, types, tokens)


def _capitals(
    tokens: dict[int, Token], lexicon: Lexicon, index: int, at: int, chunks: list[str], by_chunk: list[str]
) -> None:
    """Add the capitalised words of a gap, which stands at ``at`` and whose first token is ``index``."""
    for chunk, kinds in zip(chunks, by_chunk, strict=True):
        if kinds == CAPITAL:
            begin, stop, _ = lexicon.chunks[chunk][0]
            tokens[index] = Token(at + begin, at + stop, CAPITAL)
        elif CAPITAL in kinds:
            heard = [token for token in lexicon.chunks[chunk] if token[2] != lexicon.noise]
            for position, (begin, stop, kind) in enumerate(heard, index):
                if kind == CAPITAL:
                    tokens[position] = Token(at + begin, at + stop, CAPITAL)
        index += len(kinds)
        at += len(chunk) + 1


def _with_people(
    text: str, types: str, tokens: dict[int, Token], runs: list[tuple[int, int]], lists: Mapping[str, frozenset[str]]
) -> tuple[str, dict[int, Token]]:
    """``types`` and ``tokens`` with the names of people, which stand in ``runs``, joined to one token each."""
    joined: list[tuple[int, int, list[Token]]] = []
    gone = [0]  # tokens fewer before each of these runs, and behind the last
    parts: list[str] = []
    done = 0
    for first, last in runs:
        people = _people(text, [tokens[index] for index in range(first, last)], lists)
        if len(people) < last - first:
            joined.append((first, last, people))
            gone.append(gone[-1] + last - first - len(people))
            parts += types[done:first], *[t.type for t in people]
            done = last
    if not joined:
        return types, tokens
    ends = [last for _, last, _ in joined]
    kept: dict[int, Token] = {}
    for index, token in tokens.items():
        run = bisect_right(ends, index)
        if run == len(ends) or index < joined[run][0]:
            kept[index - gone[run]] = token
    for (first, _, people), fewer in zip(joined, gone, strict=False):
        kept.update(enumerate(people, first - fewer))
    return "".join(parts) + types[done:], kept


def _people(text: str, tokens: list[Token], lists: Mapping[str, frozenset[str]]) -> list[Token]:
    """Join runs of two to five capitalised words, unknown to the packs, into persons."""
    merged: list[Token] = []
    run: list[Token] = []
    not_names = lists["not_names"]
    if len(tokens) == 2 and tokens[0].type == tokens[1].type == CAPITAL:  # as most names are
        together = text[tokens[0].end : tokens[1].start] in _TOGETHER
        return _person(text, tokens, not_names) if together else tokens
    for index, token in enumerate(tokens):
        known = token.type == CAPITAL
        named = known or (len(run) == 1 and _surname(text, run[0], token, tokens[index + 1 : index + 2], lists))
        if run and not (named and len(run) < _LONGEST_NAME and text[run[-1].end : token.start] in _TOGETHER):
            merged += _person(text, run, not_names)
            run = []
        if named:
            run.append(token)
        else:
            merged.append(token)
    if run:
        merged += _person(text, run, not_names)
    return merged


def _person(text: str, run: list[Token], not_names: frozenset[str]) -> list[Token]:
    """A run as one person, where it is longer than a word and no heading of plain ones: "Result Winner Second"."""
    if len(run) == 1 or all(text[t.start : t.end].lower() in not_names for t in run):
        return run
    return [Token(run[0].start, run[-1].end, PERSON)]


def _surname(
    text: str, first: Token, token: Token, following: list[Token], lists: Mapping[str, frozenset[str]]
) -> bool:
    """Whether a name of the packs is here a surname after a first name: "Mark Lancaster", "Scott Cameron".

    Or a second name between two more: "Honveer Singh Randhawa". That of a party may be none: "JONES, Ann Labour 3,682".
    """
    if token.type not in (PLACE, PARTY, PERSON) or text[first.end : token.start] != " ":
        return False
    printed, not_names = text[token.start : token.end], lists["not_names"]
    if printed.lower() in lists["no_surnames"]:
        return False
    if text[first.start : first.end].lower() in not_names or " " in printed or not printed[1:].islower():
        return False
    if not text[token.end + 1 : token.end + 2].isupper():
        return True
    if token.type != PERSON or not following or following[0].type != CAPITAL:
        return False
    start, end = following[0].start, following[0].end
    return text[token.end : start] == " " and text[start:end].lower() not in not_names
