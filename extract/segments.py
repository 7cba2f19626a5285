"""A text cut into units: sentences of prose, rows of tables and lists, headings, with the place each stands under."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from extract.context import Context
from extract.headings import ends_place, name_end, place_of_heading
from extract.lexer import Lexed, Lexicon, label_at
from extract.model import Ignored, Place, Span
from extract.numeral_words import Numeral, Refused, any_of
from extract.sentences import lines, sentences

_ENDS = ".!?:;"  # of sentences, and of what leads to a list
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_PIPED = re.compile(r"[^|]+")
# The time that begins a post of a live blog or a turn of a transcript; a text with one such line may have it by chance.
_STAMP = re.compile(
    r"[ \t]*(\[)?(\d{1,2})([.:]) ?(\d{2})(?(1)\]|(?: ?[ap]m:?)?)(?=[ \t]*$|[ \t]+[\"'“‘]?[A-Z0-9])(?!\.\d{3})",
    re.MULTILINE,
)
# The same in four digits: "2153 Labour have won Leicester South."
_CLOCK = re.compile(r"[ \t]*((?:[01]\d|2[0-3])[0-5]\d):?(?=[ \t]+[\"'“‘]?[A-Z])")
_YEARS, _TOLD = range(1900, 2060), 4  # what may be a year instead, and words in lower case that a post has
_MIN_STAMPS, _DAY, _HOUR = 2, 24, 60
_MOST, _SHIFTS = (1 << 32) - 1, (0, 32, 64, 96)  # counts side by side in one number
_REMEMBERED, _LONGEST_CHUNK = 50_000, 40
_BULLET = 12  # code points of bullets and blanks before a heading
_LIST_NUMBER = re.compile(r"[\s(\[*•>#-]*(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})[.)\]\s*]*")
_MANY = 4  # numbers that no heading has
_FIRST_OF = itemgetter(0)
_SAMPLE = 10  # words by which most sentences of prose are known
_MAX_HEADING = 90  # code points; longer lines are sentences


class Kind(StrEnum):
    """What a unit is, by its words: which reader may read it."""

    PROSE = "prose"
    ROW = "row"
    HEADING = "heading"
    TEXT = "text"


class Unit(NamedTuple):
    """A sentence or row. ``paragraph`` numbers the line it stands on; ``numbers`` says whether it holds any."""

    start: int
    end: int
    kind: Kind
    paragraph: int
    numbers: bool


@dataclass(frozen=True, slots=True)
class Outline:
    """The units of a text in order, and the places its headings set."""

    units: tuple[Unit, ...]
    headings: tuple[tuple[int, Place | None], ...]
    ignored: tuple[Ignored, ...] = ()

    def place_at(self, offset: int) -> Place | None:
        """The place of the nearest heading above ``offset``."""
        if not self.headings:
            return None
        index = bisect_right(self.headings, offset, key=_FIRST_OF) - 1
        return self.headings[index][1] if index >= 0 else None


def outline(lexed: Lexed, context: Context) -> Outline:
    """Cut a text into units."""
    text = lexed.text
    abbreviations = lexed.lexicon.lists["abbreviations"]
    starts = lexed.number_starts
    every = list(lines(text))
    stamps = _stamps(lexed, every)
    units: list[Unit] = []
    aside: list[tuple[Span, str]] = []
    for paragraph, line in enumerate(every):
        if line.start in stamps:
            aside.append((Span(line.start, stamps[line.start]), "time.stamp"))
            line = Span(stamps[line.start], line.end)
        for span in _pieces(lexed, line, abbreviations):
            at = bisect_right(starts, span.start - 1)
            numbers = bisect_right(starts, span.end - 1) - at
            entitled = 0 < numbers < _MANY and name_end(lexed, span.start, span.end) is not None
            if entitled:  # "Cliff (2 seats)"
                aside.append((span, "heading.vacancies"))
            kind = Kind.HEADING if entitled else _kind(lexed, span, numbers)
            numbers = 0 if entitled else numbers
            units.append(Unit(span.start, span.end, kind, paragraph, numbers > 0))
    ignored = tuple(_aside(lexed, aside))
    return Outline(tuple(units), tuple(_headings(lexed, units, context, [*stamps.items()])), ignored)


def _stamps(lexed: Lexed, every: list[Span]) -> dict[int, int]:
    """The times that begin lines, by where they start; nothing where there are too few.

    Of numbers with a dot, one that is no time of day makes shares of all on the lines next to it: "33.80 Labour",
    "14.30 Green". In square brackets they are minutes of a recording.
    """
    text, found, run = lexed.text, dict[int, int](), dict[int, int]()
    parties: set[tuple[int, int]] | None = None
    shares, end = False, 0
    for line in every:
        apart, end = text.count("\n", end, line.start) > 1, line.end
        stamp = _STAMP.match(text, line.start) if text[line.start] in " \t[" or text[line.start].isdecimal() else None
        if stamp is None or apart:
            found |= {} if shares else run
            run, shares = {}, False
        if stamp is None:
            continue
        if parties is None:
            parties = {(n.start, n.end) for n in lexed.names if n.form.party}
        row = text[stamp.end() : line.end]
        alone = (line.end - len(row.lstrip()), line.end - len(row) + len(row.rstrip())) in parties
        hours = stamp[1] or stamp[3] == ":" or int(stamp[2]) < _DAY
        shares = shares or not hours or int(stamp[4]) >= _HOUR or (stamp[3] == "." and alone)
        run[stamp.start()] = stamp.end()
    found |= {} if shares else run
    return found if len(found) >= _MIN_STAMPS else _clocks(text, every)


def _clocks(text: str, every: list[Span]) -> dict[int, int]:
    """The times in four digits that begin lines of prose, by where they start; nothing where they may be years."""
    begun = [m for line in every if text[line.start].isdecimal() and (m := _CLOCK.match(text, line.start, line.end))]
    if len(begun) < _MIN_STAMPS or all(int(m[1]) in _YEARS for m in begun):
        return {}
    ends = {line.start: line.end for line in every}
    told = [m for m in begun if sum(w.islower() for w in text[m.end() : ends[m.start()]].split()) >= _TOLD]
    return {m.start(): m.end() for m in begun} if len(told) * 2 > len(begun) else {}


def stretches(units: Sequence[Unit], tables: Collection[int], refused: Sequence[int]) -> Iterator[int]:
    """The indexes of units between two sentences of prose, and of the second, wherever there is a number to read.

    Numbers stand in rows, in ``tables``, and where one was ``refused``. Prose ends whatever was begun before
    it, and headings matter only to the rows below them: without rows a stretch says nothing.
    """
    run: list[int] = []
    rows = False
    for index, unit in enumerate(units):
        run.append(index)
        table = unit.start in tables
        if table or unit.kind is not Kind.PROSE:
            at = bisect_left(refused, unit.start)
            rows = rows or table or unit.numbers or (at < len(refused) and refused[at] < unit.end)
            continue
        if rows:
            yield from run
        run, rows = [], False
    if rows:
        yield from run


def _aside(lexed: Lexed, spans: list[tuple[Span, str]]) -> Iterator[Ignored]:
    """The numerals of stretches that are no part of what a document says, by the rule that says so."""
    printed: list[Numeral | Refused] = [*lexed.numerals, *lexed.refused]
    numerals = sorted((n.start, n.end) for n in printed)
    for span, rule in spans:
        at = bisect_left(numerals, (span.start, 0))
        while at < len(numerals) and numerals[at][0] < span.end:
            yield Ignored(Span(*numerals[at]), rule)
            at += 1


def _pieces(lexed: Lexed, line: Span, abbreviations: frozenset[str]) -> Iterator[Span]:
    """The sentences of a line; a table row whose cells hold sentences is cut at its cells first."""
    text = lexed.text
    cells = [line]
    if "|" in text[line.start : line.end]:
        parts = [Span(*m.span()) for m in _PIPED.finditer(text, line.start, line.end)]
        verbs = lexed.lexicon.lists["finite_verbs"]
        words = [_WORD.findall(text[p.start : p.end]) for p in parts]
        if any(len(w) >= 6 and _verbal(w, verbs) for w in words):
            cells = parts
    for cell in cells:
        yield from sentences(text, cell.start, cell.end, abbreviations)


def _kind(lexed: Lexed, span: Span, numbers: int) -> Kind:
    text = lexed.text[span.start : span.end]
    if not numbers:
        if text.rstrip()[-1] in ".,!?”\"'":
            return Kind.TEXT
        counts = _count(lexed, text.split())
        if not counts.words or counts.verbs:
            return Kind.TEXT
        return Kind.HEADING if len(text.strip()) <= _MAX_HEADING or not counts.function else Kind.TEXT
    tabular = "\t" in text or "|" in text
    words = text.split()
    if len(words) > _SAMPLE and not tabular and text.rstrip()[-1] in _ENDS:
        counts = _count(lexed, words[:_SAMPLE])
        if _is_worded(counts) and (numbers < 3 or _tells(counts, text, numbers)):
            return Kind.PROSE  # whatever else it says
    counts = _count(lexed, _but_outcome(text, lexed.lexicon.lists).split())
    bare = numbers >= 3 and not _tells(counts, text, numbers)
    if bare and (counts.lower <= numbers or counts.lower - _label_words(lexed, span) <= numbers):
        return Kind.ROW
    if tabular:
        return Kind.PROSE if counts.function > 5 and counts.function * 4 > counts.words else Kind.ROW
    return Kind.PROSE if _is_worded(counts) else Kind.ROW


def _but_outcome(text: str, lists: Mapping[str, frozenset[str]]) -> str:
    """A line without the words behind its last number that say only what came of it: "Jo Bell, 1,301 (elected)"."""
    end = len(text)
    if text.rstrip()[-1:] in _ENDS:
        return text
    while end and not text[end - 1].isdecimal():
        end -= 1
    words = {word.lower() for word in _WORD.findall(text, end)}
    said = words & lists["outcome_words"]
    return text[:end] if said and words - said <= lists["row_terms"] else text


class _Counts(NamedTuple):
    """How many words a text has, how many of them are function words, finite verbs, or in lower case."""

    words: int
    function: int
    verbs: int
    lower: int


def _is_worded(counts: _Counts) -> bool:
    return counts.verbs > 0 or counts.function >= 4 or counts.lower > 3


def _tells(counts: _Counts, text: str, numbers: int) -> bool:
    """Whether a sentence tells; a list may follow a colon, or stand in one with hardly a word of its own."""
    return counts.verbs > 0 and counts.lower * 2 >= numbers and ":" not in text and text.rstrip().endswith(".")


def _count(lexed: Lexed, chunks: Sequence[str]) -> _Counts:
    total = sum(map(_tally(lexed.lexicon).__getitem__, chunks))
    words, function, verbs, lower = _SHIFTS
    return _Counts(total >> words & _MOST, total >> function & _MOST, total >> verbs & _MOST, total >> lower & _MOST)


class _Tally(dict[str, int]):
    """The counts of what stands between two spaces, all four in one number, so that a sum adds them up at once."""

    def __init__(self, lists: Mapping[str, frozenset[str]]) -> None:
        super().__init__()
        self._lists = lists

    def __missing__(self, chunk: str) -> int:
        lists = self._lists
        total = 0
        for word in _WORD.findall(chunk):
            row_term = not word.islower() or word in lists["row_terms"]
            kinds = True, word.lower() in lists["function_words"], word in lists["finite_verbs"], not row_term
            total += sum(1 << shift for shift, counts in zip(_SHIFTS, kinds, strict=True) if counts)
        if len(chunk) <= _LONGEST_CHUNK:
            if len(self) >= _REMEMBERED:
                self.clear()
            self[chunk] = total
        return total


@lru_cache(maxsize=4)
def _tally(lexicon: Lexicon) -> _Tally:
    return _Tally(lexicon.lists)


@lru_cache(maxsize=4)
def _several(lexicon: Lexicon) -> re.Pattern[str]:
    """The labels of several words, wherever a word may begin with one."""
    labels = [phrase for entries in lexicon.labels.values() for phrase, _ in entries if not phrase.isalpha()]
    return re.compile(any_of(label for label in labels if label[0].isalpha()), re.IGNORECASE)


def _label_words(lexed: Lexed, span: Span) -> int:
    """How many lower-case words of a row are parts of labels of several words, such as "votes cast"."""
    seen, done = 0, span.start
    if _several(lexed.lexicon).search(lexed.text, span.start, span.end) is None:
        return 0
    for word in _WORD.finditer(lexed.text, span.start, span.end):
        label = label_at(lexed, word.start()) if word.start() >= done else None
        if label is not None and label[0] > word.end():
            done = label[0]
            row_terms = lexed.lexicon.lists["row_terms"]
            seen += sum(w.islower() and w not in row_terms for w in _WORD.findall(lexed.text[word.start() : done]))
    return seen


def _verbal(words: list[str], verbs: frozenset[str]) -> bool:
    return any(w in verbs for w in words)


def _headings(
    lexed: Lexed, units: list[Unit], context: Context, stamps: list[tuple[int, int]]
) -> list[tuple[int, Place | None]]:
    """The heading lines that name a place: by a known name, a word such as ward, or standing right above rows.

    That of a post, behind its time, or of a contest in one, holds to the end of the post; ``stamps`` are where these
    times begin and end.
    """
    found: list[tuple[int, Place | None]] = []
    headings = [index for index, unit in enumerate(units) if unit.kind is Kind.HEADING]
    parties = [n.start for n in lexed.names if n.form.party] if headings else []
    datelines = _datelines(units, parties, context) if headings else frozenset()
    outer: Place | None = None  # the place outside of posts
    after: tuple[int, Place | None] | None = None  # where the post ends, and the place from there on
    for index in headings:
        unit = units[index]
        if not _begins(lexed.text, units, index):
            continue  # the end of a sentence: "Not only in Kent. Look:"
        above_rows = _above_rows(parties, units, index)
        place = place_of_heading(lexed, unit.start, unit.end, context, above_rows=above_rows)
        ended = place is None and above_rows and bool(found) and ends_place(lexed, unit.start, unit.end)
        if (place is None and not ended) or (place and place.kind == "city" and index in datelines):
            continue
        post = bisect_right(stamps, unit.start, key=lambda s: s[0])
        if after is not None and after[0] < unit.start:
            found.append(after)
            after = None
        stamp = stamps[post - 1][1] if post else -_BULLET
        opens = unit.start < stamp + _BULLET and not lexed.text[stamp : unit.start].strip(" \t")
        if ended:
            outer = outer if after else None
        elif opens or (post and place and place.kind == "constituency"):
            after = (stamps[post][0], outer) if post < len(stamps) else None
        else:
            after, outer = None, place
        found.append((unit.start, place))
    return [*found, after] if after is not None else found


def _begins(text: str, units: list[Unit], index: int) -> bool:
    """Whether a unit begins its line or its cell, but for the time, the number in a list or the bullet before it."""
    unit, before = units[index], units[index - 1] if index else None
    if before is None or before.paragraph != unit.paragraph:
        return True
    if text[max(unit.start - _BULLET, 0) : unit.start].rstrip(" \t*•-–—#>").endswith("|"):
        return True
    first = index < 2 or units[index - 2].paragraph != unit.paragraph
    return first and _LIST_NUMBER.fullmatch(text, before.start, before.end) is not None


def _datelines(units: list[Unit], parties: list[int], context: Context) -> frozenset[int]:
    """The headings in which a town is where a report was written: above all prose, and right above some of it."""
    if context.local or context.one_contest:
        return frozenset()
    first = next((index for index, unit in enumerate(units) if unit.kind is Kind.PROSE), len(units))
    found: list[int] = []
    written = first < len(units)  # whether prose comes sooner than rows with parties
    for index in range(first - 1, -1, -1):
        unit = units[index]
        if unit.kind is Kind.TEXT:
            written = True
        elif unit.kind is Kind.ROW:
            written = written and not _names_party(parties, unit)
        elif written:
            found.append(index)
    return frozenset(found)


def _names_party(parties: list[int], unit: Unit) -> bool:
    at = bisect_left(parties, unit.start)
    return at < len(parties) and parties[at] < unit.end


def _above_rows(parties: list[int], units: list[Unit], index: int) -> bool:
    """Whether rows with parties in them come next, at most two headings (a table's header) later."""
    for unit in units[index + 1 : index + 4]:
        if unit.kind is Kind.ROW:
            return _names_party(parties, unit)
        if unit.kind is not Kind.HEADING:
            return False
    return False
