"""Tables whose columns are parties and whose rows are places: "Riding   Conservative   Green   Rejected Ballots"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from extract.context import Context, party_of
from extract.lexer import PARTY, Lexed, label_at, tokenize
from extract.model import Ignored, Owner, Place, Status, Unread
from extract.readers.entries import RECORD, WHOLE, Entry, Group, span_of
from extract.readers.rows import Item, Label, Number
from extract.segments import Unit
from extract.tokens import NAME

_CELL = re.compile(r"[^\s|](?:[^\s|]|[ \xa0](?![ \xa0\t|]))*")  # cells stand two spaces, a tab or a bar apart
_NUMBERED = re.compile(r"[\d\s.:)#-]*")  # the number of a row before the name of its place
_EDGE = " \t:|,;-–—"
_PARTIES = 2


class Column(NamedTuple):
    """A column of numbers: whose they are, or what they count of the whole; neither where nobody can tell."""

    owner: Owner | None
    label: str | None


def header(lexed: Lexed, unit: Unit, context: Context) -> list[Column] | None:
    """The columns that a line names, but for the first one, if parties are among them."""
    text = lexed.text
    if sum(rank == NAME for _, rank, *_ in lexed.events(unit.start, unit.end)) < _PARTIES:
        return None
    cells = [m.span() for m in _CELL.finditer(text, unit.start, unit.end)]
    if len(cells) <= _PARTIES or any(c.isdecimal() for c in text[unit.start : unit.end]):
        return None
    columns = [_column(lexed, *cell, context) for cell in cells]
    parties = [c.owner for c in columns if c.owner is not None]
    alone = columns[0].owner is None and len(set(parties)) == len(parties) >= _PARTIES
    known = sum(c != Column(None, None) for c in columns)
    return columns[1:] if alone and known * 2 >= len(columns) - 1 else None


def _column(lexed: Lexed, start: int, end: int, context: Context) -> Column:
    tokens = tokenize(lexed, start, end, weak=True).tokens
    if len(tokens) == 1 and tokens[0].type == PARTY and tokens[0].name is not None:
        party = party_of(tokens[0].name, context)
        return Column(Owner(party) if party else None, None)
    printed = lexed.text[start:end].lower()
    lists = lexed.lexicon.lists
    summed = next((name for name in ("valid_votes", "turnout") if printed in lists[f"summed_{name}"]), None)
    label = label_at(lexed, start)
    whole = label is not None and label[0] == end and label[1] in WHOLE
    return Column(None, summed or (label[1] if whole and label else None))


def fill(
    columns: list[Column], unit: Unit, items: list[Item], group: Group, status: Status | None, lexed: Lexed
) -> Iterator[Ignored | Unread]:
    """Put the numbers of a row under its columns, from the right: what stands before them is the name of a place."""
    numbers = [i for i in items if isinstance(i, Number)]
    own = numbers[-len(columns) :]
    labelled = any(isinstance(i, Label) and i.name in (*RECORD, *WHOLE) for i in items)
    if len(own) < len(columns) or labelled or len(numbers) > len(columns) + 1:
        yield from (Unread(span_of(n), "its row does not fit the columns above it") for n in numbers)
        return
    yield from (Ignored(span_of(n), "row.number") for n in numbers[: -len(columns)])
    name = lexed.text[unit.start : own[0].token.start]
    begin = _NUMBERED.match(name)
    place = name[begin.end() if begin else 0 :].strip(_EDGE)
    group.records += 1
    for position, (column, number) in enumerate(zip(columns, own, strict=True)):
        if column.owner is None and column.label is None:
            yield Unread(span_of(number), "its column has no name we know")
            continue
        if column.label == "rejected_ballots" and number.numeral.percent:
            yield Unread(span_of(number), "a share of something the table does not name")
            continue
        owners = [column.owner] if column.owner else []
        where = Place(place) if place else None
        entry = Entry(number, owners, column.label, position, group.records, 0, where, status)
        entry.line = unit.start
        group.entries.append(entry)
