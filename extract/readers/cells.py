"""Tables whose cells are known, from the DOM of a page or lines parted by tabs or pipes, and what a cell names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extract.context import Context, names_none, party_of
from extract.lexer import PARTY, Lexed, longest_name
from extract.model import BlockKind, Document, Party, Span
from extract.segments import Outline

#: What may stand around the words of a cell.
EDGE = " \t|*†‡✔✓•,;:"
_LINE = re.compile(r"[^\r\n]+")
_RULE = re.compile(r"[\s|:+-]*")
_MIN_ROWS = 2


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of a table, row by row; an empty cell is an empty span."""

    start: int
    end: int
    rows: tuple[tuple[Span, ...], ...]


def find(document: Document, lexed: Lexed, outline: Outline) -> dict[int, Grid]:
    """The grids of a document by the offset of their first cell or line."""
    grids: dict[int, Grid] = {}
    for block in document.blocks:
        if block.kind is not BlockKind.TABLE or not block.cells:
            continue
        height = max(c.row for c in block.cells) + 1
        width = max(c.column for c in block.cells) + 1
        table = [[Span(block.span.start, block.span.start)] * width for _ in range(height)]
        for cell in block.cells:
            table[cell.row][cell.column] = cell.span
        grids[block.span.start] = Grid(block.span.start, block.span.end, tuple(tuple(r) for r in table))
    if not document.blocks and ("\t" in lexed.text or "|" in lexed.text):
        grids.update((g.start, g) for g in _from_lines(lexed.text))
    return grids


def _from_lines(text: str) -> Iterator[Grid]:
    """Runs of lines with the same number of cells, parted by tabs or pipes."""
    run: list[tuple[Span, ...]] = []
    begin = 0
    for match in _LINE.finditer(text):
        cells = _cells(text, *match.span())
        if run and (len(cells) < 2 or len(cells) > len(run[0])):
            yield from _grid(begin, run)
            run = []
        if len(cells) > 1 and _RULE.fullmatch(match.group()) is None:
            begin = begin if run else match.start()
            run.append(cells)
    yield from _grid(begin, run)


def is_rule(text: str, start: int, end: int) -> bool:
    """Whether a line is the rule below the header of a table: "---|---|"."""
    return text.find("|", start, end) >= 0 and _RULE.fullmatch(text, start, end) is not None


def _grid(begin: int, run: list[tuple[Span, ...]]) -> Iterator[Grid]:
    if len(run) > _MIN_ROWS:
        yield Grid(begin, run[-1][-1].end, tuple(run))


def _cells(text: str, start: int, end: int) -> tuple[Span, ...]:
    line = text[start:end]
    mark = "\t" if "\t" in line else "|" if line.count("|") > 1 else ""
    if not mark:
        return ()
    if mark == "|":
        begin = start + len(line) - len(line.lstrip())
        stop = start + len(line.rstrip())
        start = begin + 1 if text[begin] == "|" else begin
        end = stop - 1 if text[stop - 1] == "|" else stop
    cells = []
    at = start
    for part in text[start:end].split(mark):
        cells.append(Span(at, at + len(part)))
        at += len(part) + 1
    return tuple(cells)


def party_in(cell: Span, lexed: Lexed, context: Context) -> Party | None:
    """The party a cell names: of the packs where its name is most of what the cell prints, else as printed."""
    printed = lexed.text[cell.start : cell.end].strip(EDGE)
    if not printed or not any(c.isalpha() for c in printed):
        return None
    name = longest_name(lexed, *cell, PARTY, len(printed))
    if name is not None:
        if names_none(name):
            return None
        party = party_of(name, context)
        if party is not None and (name.end - name.start) * 2 >= len(printed):
            return party
    return Party(printed)
