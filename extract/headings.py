"""Which place a heading names, and where the name ends: "Crosby Park (two seats)", "Rugby constituency: result"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from functools import lru_cache

from extract.context import Context, place_of
from extract.lexer import (
    CAPITAL,
    COMMA,
    OPEN,
    PARTY,
    PERSON,
    PLACE,
    POSSESSIVE,
    SMALL,
    YEAR,
    Lexed,
    Lexicon,
    Token,
    label_at,
    tokenize,
)
from extract.model import Place

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_CAMEL = re.compile(r" |(?<=[a-z])(?=[A-Z])")
_EDGE = " :*_#|\t-–—"  # marks around the name in a heading
_BULLET = re.compile(r"[\s•*·>#|-]+")
_WIDE = frozenset({"country", "nation"})  # whose name begins a heading that says where it plays: "UK LOCALS: ..."
# What stands in headlines, letters, paths and names of files, and in no name of a place.
_NO_NAME = re.compile(r"[?!\"“”]| [/>]|\.(?:svg|png|gif|jpe?g)\b")


def name_end(lexed: Lexed, start: int, end: int) -> int | None:
    """Where the name ends in a heading that goes on to say how many are to be elected: "Cliff (2 seats)"."""
    at = bisect_left(lexed.number_starts, start)
    if at >= len(lexed.number_starts) or lexed.number_starts[at] >= end:
        return None
    number = lexed.number_at[lexed.number_starts[at]]
    dated = _dated(lexed, start, end)
    if dated is not None:
        return dated
    lead = lexed.text[start : number.start].rstrip()
    rest = lexed.text[number.end : end].strip(" ):.]").lower()
    vacancies = rest in lexed.lexicon.lists["vacancy_words"] and number.value == number.value.to_integral_value()
    name = lead.rstrip("([-–—, ")
    if not vacancies or not name or name == lead:
        return None
    stands = lexed.name_at.get(start + len(lead) - len(lead.lstrip(" •*·-")))  # "• Labour – 24 seats"
    return start + len(name) if stands is None or not stands.form.party or stands.end < start + len(name) else None


def is_plain(lexed: Lexed, start: int, end: int) -> bool:
    """Whether words say that results follow, and name no place: "Full result", "The candidates"."""
    words = {w.lower() for w in _WORD.findall(lexed.text, start, end)}
    return bool(words) and words <= _plain_words(lexed.lexicon)


def _dated(lexed: Lexed, start: int, end: int) -> int | None:
    """Where the name ends in a heading with a date in brackets behind it: "Rugby (2 May 2019)"."""
    bracket = lexed.text.find("(", start, end)
    if bracket <= start or not lexed.text[bracket:end].rstrip().endswith(")"):
        return None
    numbers = [t for t in tokenize(lexed, start, end).tokens if t.number is not None]
    dated = [t.type for t in numbers if t.start > bracket]
    if len(dated) != len(numbers) or YEAR not in dated or not set(dated) <= {YEAR, SMALL}:
        return None
    return start + len(lexed.text[start:bracket].rstrip())


def place_of_heading(lexed: Lexed, start: int, end: int, context: Context, *, above_rows: bool) -> Place | None:
    """The place that a heading names; none where it names none, or may be anything else.

    ``above_rows`` says that the rows of a contest stand right below: then any name is that of a place.
    """
    text = lexed.text[start:end]
    if any(c.isdecimal() for c in text) and name_end(lexed, start, end) is None:
        return None  # digits that are no number: cells that ran together
    bullet = _BULLET.match(text)
    start += bullet.end() if bullet else 0
    end = name_end(lexed, start, end) or end
    plain = lexed.text[start:end].strip(_EDGE).lower()
    lists = lexed.lexicon.lists
    if not plain or plain in lists["plain_headings"] or plain in lists["not_names"] or _NO_NAME.search(text):
        return None
    tokens = tokenize(lexed, start, end).tokens
    if not tokens or tokens[0].type in (PARTY, OPEN):
        return None
    if label_at(lexed, tokens[0].start) is not None or any(_glued_labels(lexed, t) for t in tokens):
        return None
    cut = _cut(lexed.text, start, end, lists)
    head = [t for t in tokens if t.start < cut]
    while head and _plain_tail(lexed.text[head[-1].start : head[-1].end], lists, first=len(head) == 1):
        head.pop()
    known = [t for t in head if t.type == PLACE and t.name is not None]
    words = {w.lower() for w in _WORD.findall(text)}
    if _is_other(lexed.text[start:end], lists, above_rows=above_rows, known=bool(known)):
        return None
    if words <= lists["place_words"] | lists["chamber_words"] | _plain_words(lexed.lexicon):
        return None
    if known and known[0].start == start:
        place = place_of(known[0].name, context) if known[0].name else None
        named = lexed.text[start : head[-1].end].strip(_EDGE)
        if place and (len(head) == 1 or place.kind in _WIDE or head[1].type == POSSESSIVE):
            last = known[-1].name if place.kind in _WIDE else None
            return place_of(last, context) or place if last else place
        if any(word in lists["finite_verbs"] and word.endswith("s") for word in words):
            return None  # a headline: "Wisconsin Poll Shows ..."
        going_on = lists["name_joiners"] | lists["place_words"] | lists["row_words"] | lists["chamber_words"]
        if place and any(word.islower() and word not in going_on for word in _WORD.findall(named)):
            return place  # "Osaka speaks"
        return Place(named) if len(named) <= 60 and len(head) <= 8 else place
    within = len(head) > 2 and known[-1:] == head[-1:] and COMMA in (head[-2].type, head[-3].type)  # "Dewi, on Gwynedd"
    entitled = above_rows or (within and start > 0)
    joining = lists["name_joiners"] if entitled else frozenset()
    capitals = all(
        t.type in (CAPITAL, PERSON, PLACE, "'", ",")
        or not lexed.text[t.start].islower()
        or lexed.text[t.start : t.end] in joining
        for t in head
    )
    said = entitled or (head and words & lists["place_words"] and _named(lexed.text[start : head[-1].end], lists))
    if head and len(head) <= (8 if entitled else 6) and capitals and said:
        if any(t.type == PARTY for t in head) or words & lists["total_words"]:
            return None
        return Place(lexed.text[start : head[-1].end].strip(_EDGE))
    return None


def ends_place(lexed: Lexed, start: int, end: int) -> bool:
    """Whether a heading above rows that names no place of ours may be that of another contest: "The Lawns Herald".

    What stands below it is not where the heading before it plays, unless it speaks of the votes: "HOW WE VOTED".
    """
    lists = lexed.lexicon.lists
    text = lexed.text[start:end]
    names = _WORD.findall(text)
    words = {w.lower() for w in names}
    if not names or not all(w[0].isupper() or w in lists["name_joiners"] for w in names):
        return False
    if not _is_other(text, lists, above_rows=True, known=False):
        return False
    told = (lists[kind] for kind in ("row_words", "chamber_words", "finite_verbs", "total_words"))
    return (words - lists["function_words"]).isdisjoint(frozenset().union(*told, _plain_words(lexed.lexicon)))


def _is_other(text: str, lists: Mapping[str, frozenset[str]], *, above_rows: bool, known: bool) -> bool:
    """Whether a heading says who wrote a report, or has words that no name has: "HOW THE COUNCIL STOOD".

    Before a word such as ward any other may stand in a name: "Standard Ward", "Our Lady's Ward".
    """
    words = [w.lower() for w in _WORD.findall(text)]
    papers = sum(word in lists["paper_words"] for word in words)
    if papers > 1 or (papers and words[-1] in lists["paper_words"]) or (papers and words[0] == "the"):
        return True
    if words and words[-1] in lists["ward_words"]:
        return False
    if (papers and not above_rows) or not lists["byline_words"].isdisjoint(words):
        return True
    return not known and not (lists["function_words"] & set(words)) <= lists["name_joiners"]


def _named(name: str, lists: Mapping[str, frozenset[str]]) -> bool:
    """Whether a word such as "ward" begins or ends a name; inside it, it is one of a headline: "KHAN'S CITY HALL"."""
    words = [w.lower() for w in _WORD.findall(name)]
    ends = lists["place_words"] | lists["chamber_words"]
    while words and words[-1] in ends:
        words.pop()
    first = next((at for at, word in enumerate(words) if word not in ends), len(words))
    return bool(words) and ends.isdisjoint(words[first:])


@lru_cache(maxsize=4)
def _plain_words(lexicon: Lexicon) -> frozenset[str]:
    """The words that headings without a place are made of."""
    return frozenset(word for heading in lexicon.lists["plain_headings"] for word in heading.split())


def _plain_tail(word: str, lists: Mapping[str, frozenset[str]], *, first: bool) -> bool:
    """Whether the last word of a heading is no part of a name: "Rugby constituency", "Rugby result"."""
    return word.lower() in lists["plain_headings"] or (not first and word in lists["place_words"])


def _glued_labels(lexed: Lexed, token: Token) -> bool:
    """Whether a word is a header whose labels ran together: "PartyCandidateVotes"."""
    word = lexed.text[token.start : token.end]
    pieces = [p for p in _CAMEL.split(word) if p]
    return len(pieces) > len(word.split()) and sum(p.lower() in lexed.lexicon.labels for p in pieces) * 2 >= len(pieces)


def _cut(text: str, start: int, end: int, lists: Mapping[str, frozenset[str]]) -> int:
    """Where the name in a heading ends: at a bracket, or at a colon with words after it.

    What came of the contest is no part of it: "Foyle - SDLP hold".
    Words in capitals may be a second name, unless the first is whole: "Harbour ward: DEE BY A HAIR'S BREADTH".
    """
    bracket = text.find("(", start, end)
    stop = bracket if bracket > start else end
    colon = text.rfind(":", start, stop)
    rest = text[colon + 1 : stop].strip() if colon > start else ""
    whole = rest and text[start:colon].rpartition(" ")[2].lower() in lists["ward_words"]
    dash = max(text.rfind(f" {sign} ", start, stop) for sign in "-–—")
    if dash > start and text[dash:stop].split()[-1].strip(_EDGE).upper() in lists["tag_words"]:
        return dash
    return colon if rest and (whole or not rest[0].isupper() or rest.lower() in lists["place_words"]) else stop
