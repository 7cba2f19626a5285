"""Tables whose columns are parties and whose rows are places: "Riding   Conservative   Green   Rejected Ballots"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from extract.context import Context, party_of
from extract.lexer import COUNTS, DECIMAL, PARTY, PERCENT, YEAR, Lexed, label_at, tokenize
from extract.model import Ignored, Measure, Owner, Place, Status, Unread
from extract.readers.entries import CHANGE_OF, RECORD, WHOLE, Entry, Group, is_signed, span_of
from extract.readers.rows import Chunk, Gap, Item, Label, Number
from extract.segments import Unit
from extract.tokens import NAME

_CELL = re.compile(r"[^\s|](?:[^\s|]|[ \xa0](?![ \xa0\t|]))*")  # cells stand two spaces, a tab or a bar apart
_NUMBERED = re.compile(r"[\d\s.:)#-]*")  # the number of a row before the name of its place
_EDGE = " \t:|,;-–—"
_PARTIES = 2
_CORNERLESS = 3  # parties of a header that has no cell above the places
_THOUSANDS = "000"
_COLUMNS, _MANY = 3, 1000  # parties that make a table of places, and what is more than any of them has seats


class Column(NamedTuple):
    """A column of numbers: whose they are, or what they count of the whole; neither where nobody can tell."""

    owner: Owner | None
    label: str | None


def header(lexed: Lexed, unit: Unit, context: Context) -> list[Column] | None:
    """The columns that a line names, if parties are among them, without the first where that is no party's.

    The cell above the places may be missing: "Con | Lab | SNP |".
    """
    text = lexed.text
    if sum(rank == NAME for _, rank, *_ in lexed.events(unit.start, unit.end)) < _PARTIES:
        return None
    cells = [m.span() for m in _CELL.finditer(text, unit.start, unit.end)]
    if len(cells) <= _PARTIES or any(c.isdecimal() for c in text[unit.start : unit.end]):
        return None
    columns = [_column(lexed, *cell, context) for cell in cells]
    parties = [c.owner for c in columns if c.owner is not None]
    alone = len(set(parties)) == len(parties) >= _PARTIES
    if columns[0].owner is not None:
        alone = alone and "|" in text[unit.start : unit.end] and len(parties) >= _CORNERLESS
    else:
        columns = columns[1:]
    known = sum(c != Column(None, None) for c in columns)
    return columns if alone and known * 2 >= len(columns) else None


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


def _measure(label: Label, group: Group, lexed: Lexed) -> Measure | None:
    """What a row counts that begins with a label, or with "Change" below such a row; numbers in thousands are left."""
    if _THOUSANDS in lexed.text[label.start : label.end + len(_THOUSANDS) + 2]:
        return None
    if label.name == "change":
        return CHANGE_OF.get(group.board) if group.board else None
    group.board = RECORD.get(label.name, group.board)
    return RECORD.get(label.name)


def fill(
    columns: list[Column], unit: Unit, items: list[Item], group: Group, status: Status | None, lexed: Lexed
) -> Iterator[Ignored | Unread]:
    """Put the numbers of a row under its columns, from the right: what stands before them is the name of a place."""
    numbers = [i for i in items if isinstance(i, Number)]
    own = numbers[-len(columns) :]
    labels = [i for i in items if isinstance(i, Label)]
    measure = _measure(labels[0], group, lexed) if labels and labels[0] is items[0] else None
    other = group.board is not None if not labels else measure is None
    if len(own) < len(columns) or other or len(numbers) > len(columns) + 1:
        yield from (Unread(span_of(n), "its row does not fit the columns above it") for n in numbers)
        return
    if measure is None and any(n.numeral.sign for n in own) and all(n.token.type in (PERCENT, DECIMAL) for n in own):
        measure = Measure.VOTE_SHARE_CHANGE  # no share is below nothing: "-4.4 | 5.1 | -11.8"
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
        where = Place(place) if place and not labels else None
        entry = Entry(number, owners, column.label, position, group.records, 0, where, status)
        entry.line, entry.board = unit.start, measure if column.owner else None
        group.entries.append(entry)


def place_row(items: list[Item], group: Group, lexed: Lexed) -> bool:
    """A row of a table of places by parties: a name and one number for each party of the header.

    Bare counts are votes where one of them is larger than any number of seats; smaller tables say too little.
    """
    first, *numbers = items
    if not isinstance(first, Chunk) or first.parties or len(group.parties) < _COLUMNS:
        return False
    if len(numbers) != len(group.parties) or not all(isinstance(n, Number) for n in numbers):
        return False
    told = [n for n in numbers if isinstance(n, Number)]
    shares = all(n.token.type in (PERCENT, DECIMAL) for n in told)
    counts = all(n.token.type in (*COUNTS, YEAR) for n in told)
    votes = counts and (group.board is Measure.VOTES or any(n.numeral.value >= _MANY for n in told))
    if not shares and not votes:
        return False
    group.board = Measure.VOTE_SHARE if shares else Measure.VOTES
    name = lexed.text[first.words[0][0] : first.words[-1][1]] if first.words else ""
    place = Place(name) if name and name.lower() not in lexed.lexicon.lists["total_words"] else None
    for owner, number in zip(group.parties, told, strict=True):
        group.entries.append(Entry(number, [owner], None, 0, -1, board=group.board, place=place))
    return True


def board_row(items: list[Item], group: Group) -> bool:
    """A row of a scoreboard: a label and one number for each party of the header."""
    numbers = [i for i in items if isinstance(i, Number | Gap)]
    if len(numbers) != len(group.parties):
        return False
    label = next((i.name for i in items if isinstance(i, Label)), None)
    measure = RECORD.get(label or "")
    if label == "change" or (measure is None and group.board and all(is_signed(n) for n in numbers)):
        measure = CHANGE_OF.get(group.board) if group.board else None
    if measure is None:
        return False
    group.board = measure if label != "change" else group.board
    for owner, number in zip(group.parties, numbers, strict=True):
        if isinstance(number, Number):
            group.entries.append(Entry(number, [owner], None, 0, -1, board=measure))
    return True
