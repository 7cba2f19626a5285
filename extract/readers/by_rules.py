"""The first reader: what the rows and the sentences of a document say by rules."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Set
from dataclasses import replace

from extract.context import Context
from extract.lexer import Lexed
from extract.model import NOBODY, UNOWNED, Document, Ignored, Owner, Reading, Span, Unread
from extract.readers import layout, prose
from extract.readers.record import NO_OWNER
from extract.segments import Kind, Outline, Unit

_SURE = 4  # evidence of an election that leaves no doubt what people are listed for
_NEAR = 200  # code points around a number in which its row, or the lines of one cell above it, name its owner
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def read(document: Document, lexed: Lexed, outline: Outline, around: Context) -> Iterator[Reading | Ignored | Unread]:
    """What rows and sentences say; rows that call by surname whom only sentences name in full are read after these."""
    table = layout.Reader(document, lexed, outline, around)
    rows = list(table.read())
    known = set(around.people)
    told = list(prose.read(lexed, replace(outline, units=tuple(_lines(outline, table.filled))), around))
    new = around.people.keys() - known
    if any(_called(lexed.text, r.span, new) for r in rows if isinstance(r, Unread) and r.reason == NO_OWNER):
        around.people = _sure(around, lexed)
        rows = list(table.read())
    yield from rows
    yield from told
    sentences = tuple(_sentences(lexed.text, outline, rows))
    for said in prose.read(lexed, replace(outline, units=sentences), around, apart=True) if sentences else ():
        if not isinstance(said, Reading) or said.measure in UNOWNED or said.owner != NOBODY:
            yield said


def _lines(outline: Outline, tables: Mapping[int, int]) -> Iterator[Unit]:
    """The lines of a text without the rows of the tables that were read by their columns: they say nothing more."""
    end = -1
    for unit in outline.units:
        end = tables.get(unit.start, end)
        if unit.start >= end or unit.kind is not Kind.ROW:
            yield unit


def _sentences(text: str, outline: Outline, rows: list[Reading | Ignored | Unread]) -> Iterator[Unit]:
    """The rows that no owner was found in, each as a sentence that says all by itself: "He read out 812 for Bell"."""
    left = sorted(r.span.start for r in rows if isinstance(r, Unread) and r.reason == NO_OWNER)
    read = sorted(r.span.start for r in rows if isinstance(r, Reading))
    for unit in outline.units if left else ():
        ended = text[unit.start : unit.end].rstrip().endswith((".", "!", "?"))
        if unit.kind is Kind.ROW and ended and _any_in(left, unit) and not _any_in(read, unit):
            yield unit._replace(kind=Kind.PROSE)


def _any_in(starts: list[int], unit: Unit) -> bool:
    return bisect_left(starts, unit.start) < bisect_left(starts, unit.end)


def _sure(around: Context, lexed: Lexed) -> dict[str, Owner]:
    """The people whom only sentences name, and rows may call by surname: no clubs, and nobody where all is in doubt."""
    bodies = lexed.lexicon.lists["party_nouns"]
    return {
        name: owner
        for name, owner in around.people.items()
        if owner.party or (around.evidence >= _SURE and name.rpartition(" ")[2].lower() not in bodies)
    }


def _called(text: str, span: Span, surnames: Set[str]) -> bool:
    """Whether one of ``surnames`` is printed near a number."""
    return not surnames.isdisjoint(_WORD.findall(text, max(span.start - _NEAR, 0), span.end + _NEAR))
