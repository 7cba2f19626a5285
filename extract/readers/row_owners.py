"""Whom the words of a row name: people, parties no pack knows, and the place it begins with."""

from __future__ import annotations

import re
from dataclasses import replace
from enum import Enum
from itertools import pairwise

from extract.context import Context
from extract.headings import is_plain, place_of_heading
from extract.lexer import CAPITAL, PERSON, PLACE, Lexed, tokenize
from extract.model import Owner, Party, Place
from extract.readers.rows import Chunk, Item, Label

_CANDIDATE = re.compile(r"[^\W\d_][^\d\t|]*")
_DASH = re.compile(r"\s[-–—]\s?")
_TRIM = " \t,;:.-–—|*•·()[]/&+="


def names(chunk: Chunk, lexed: Lexed) -> list[str]:
    """The people a chunk names: what is left of it without the party, split at "and"."""
    text = lexed.text
    runs: list[list[tuple[int, int]]] = []
    for start, end in chunk.words:
        if chunk.parties and text[start].islower() and text[start - 1 : start].isdecimal():
            continue  # the end of "3rd"
        if runs and not _parted(text, runs[-1][-1][1], start, chunk):
            runs[-1].append((start, end))
        else:
            runs.append([(start, end)])
    if len(runs) > 1 and not _listed(text, runs):
        runs = [_nearest(runs, chunk)]
    found: list[str] = []
    for run in runs:
        name = text[run[0][0] : run[-1][1]].strip(_TRIM)
        listed = bool(chunk.parties) and text[run[0][0] - 1 : run[0][0]] in ("(", "[")
        found.extend(p.strip(_TRIM) for p in (re.split(r"\s+(?:and|&)\s+", name) if listed else [name]))
    return [n for n in found if _CANDIDATE.fullmatch(n) and _person_like(n, lexed)]


def _listed(text: str, runs: list[list[tuple[int, int]]]) -> bool:
    """Whether several names stand side by side on purpose: "A Bell, C Day"."""
    return all(text[a[-1][1] : b[0][0]].strip() == "," for a, b in pairwise(runs))


def _nearest(runs: list[list[tuple[int, int]]], chunk: Chunk) -> list[tuple[int, int]]:
    """Of several runs of words the one beside the party, before it rather than after; without a party the last."""
    party = chunk.parties[-1] if chunk.parties else None
    if party is None:
        return runs[-1]
    before = [r for r in runs if r[-1][1] <= party[0]]
    return before[-1] if before else runs[0]


def _parted(text: str, end: int, start: int, chunk: Chunk) -> bool:
    """Whether a party, a bracket or a cell border stands between two words of a chunk."""
    if any(end <= p[0] < start for p in chunk.parties):
        return True
    between = text[end:start]
    return any(c in between for c in "()[]|\t;:")


def _person_like(name: str, lexed: Lexed) -> bool:
    words = name.replace(",", " ").split()
    if not 1 <= len(words) <= 7:
        return False
    begins = [w[0] for w in words]
    if not any(map(str.isupper, begins)) or sum(map(str.islower, begins)) * 2 > len(words):
        return False
    lists = lexed.lexicon.lists
    plain = lists["not_names"], lists["plain_headings"]
    whole = name.lower() in plain[1]  # "So far: Lab 12"
    return not (whole or all(w in plain[0] or w in plain[1] for w in map(str.lower, words)))


def printed_party(chunk: Chunk, lexed: Lexed) -> Party | None:
    """The party a chunk names in words no pack knows, as printed: "Residents for Uttlesford"."""
    text = lexed.text[chunk.start : chunk.end].strip(_TRIM)
    words = text.split()
    lists = lexed.lexicon.lists
    plain = {w.lower().strip(".,:") for w in words}
    if (
        not 1 <= len(words) <= 7
        or not words[0][0].isupper()
        or plain & lists["total_words"]
        or plain <= lists["not_names"]
    ):
        return None
    return Party(text) if not any(c.isdecimal() for c in text) else None


def lead(chunk: Chunk, lexed: Lexed, context: Context) -> tuple[Place | None, Chunk]:
    """The place a row begins with, before a colon, and the chunk behind it: "Wenfield: C 695, Lab 270"."""
    end = min([chunk.end, *(p[0] for p in chunk.parties)])
    colon = lexed.text.rfind(":", chunk.start, end)
    if colon < 0 and lexed.text[end : end + 1] == ":":
        colon = end
    dash = _DASH.match(lexed.text, end - 3, end) if colon < 0 < end - chunk.start - 2 else None
    if dash is not None and dash.end() == end:
        colon = dash.start()  # "Wales – Labour 22, Plaid 4"
    if colon < 0:
        return None, chunk
    head = tokenize(lexed, chunk.start, colon).tokens
    if not head or head[0].type not in (CAPITAL, PERSON, PLACE):
        return None, chunk  # "Last time: ...", "First preferences: ..."
    place = place_of_heading(lexed, chunk.start, colon, context, above_rows=True)
    if place is not None or is_plain(lexed, chunk.start, colon):  # "Full result: Jo Bell (Lab) 812"
        words = [w for w in chunk.words if w[0] > colon]
        people = chunk.people if words else []
        chunk = replace(chunk, words=words, people=people, start=words[0][0] if words else end)
    return place, chunk


def dashed(chunk: Chunk, lexed: Lexed, context: Context) -> tuple[Place | None, Chunk]:
    """The place a row begins with, before a dash and a name, and the chunk behind it: "Wenfield – Jo Bell – Lab"."""
    party = min((p[0] for p in chunk.parties), default=0)
    dash = _DASH.search(lexed.text, chunk.start, party)
    behind = _DASH.search(lexed.text, dash.end(), party) if dash else None
    if dash is None or behind is None or not _person_like(lexed.text[dash.end() : behind.start()], lexed):
        return None, chunk
    place = place_of_heading(lexed, chunk.start, dash.start(), context, above_rows=True)
    if place is not None:
        chunk = replace(chunk, words=[w for w in chunk.words if w[0] > dash.start()], start=dash.end())
    return place, chunk


def rivals(chunk: Chunk, lexed: Lexed) -> list[Owner]:
    """The people of a chunk that names several, each with a party in brackets: "Bell (Lab) over Roy (Con)"."""
    bracketed = [p for p in chunk.parties if p[3]]
    found = []
    begin = chunk.start
    for start, end, party, _, _ in bracketed if len(bracketed) > 1 else ():
        words = lexed.text[begin:start].strip(_TRIM).split()
        while words and words[0][0].islower():
            words.pop(0)
        name = " ".join(words)
        if not (_CANDIDATE.fullmatch(name) and _person_like(name, lexed)):
            return []
        found.append(Owner(party, name))
        begin = end
    return found


def owner_of(chunk: Chunk, lexed: Lexed) -> list[Owner]:
    """The owners a chunk names: one, or several where a party's people are listed together."""
    party = chunk.party()
    people = names(chunk, lexed)
    if people and people[0][0].islower() and len(chunk.parties) == 1:  # "Residents for Uttlesford"
        return [Owner(printed_party(chunk, lexed) or party)]
    if not people and chunk.people:
        return [Owner(party or known, name) for name, known in chunk.people[:1]]
    if not people:
        return [Owner(party)] if party else []
    return [Owner(party, person) for person in people]


def merge(old: list[Owner], new: list[Owner]) -> list[Owner]:
    """Owners named over several lines or cells: the party of one line, the person of the next."""
    if len(old) != 1 or len(new) != 1:
        return new
    a, b = old[0], new[0]
    if a.party and b.party and a.party != b.party:
        return new
    if a.candidate and b.candidate:
        return new
    return [Owner(b.party or a.party, b.candidate or a.candidate)]


class Line(Enum):
    """What a line of words is as the cell of a record."""

    NAME = "name"
    PARTY = "party"
    OTHER = "other"


def line_of(items: list[Item], lexed: Lexed) -> Line:
    """What a line of its own is, as a cell of a record with one cell to a line."""
    chunk = items[0] if len(items) == 1 else None
    owners = owner_of(chunk, lexed) if isinstance(chunk, Chunk) else []
    if not isinstance(chunk, Chunk) or len(owners) != 1:
        return Line.OTHER
    if chunk.parties:
        return Line.PARTY if owners[0].candidate is None else Line.OTHER
    return Line.NAME if owners[0].candidate else Line.OTHER


def without_outcome(items: list[Item]) -> list[Item]:
    """The items of a line but for a word that says what came of it, or that somebody stands for a party.

    "MARTINS, Adeola (elected)", "Conservative Party candidate".
    """
    if len(items) < 2:
        return items
    told = {"winner", "candidate"} if isinstance(items[0], Chunk) else {"winner"}
    return [i for i in items if not (isinstance(i, Label) and i.name in told)]
