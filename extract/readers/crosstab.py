"""Tables whose columns are parties and whose rows are places: "Riding   Conservative   Green   Rejected Ballots"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from extract.context import Context, party_of
from extract.lexer import COUNTS, DECIMAL, PARTY, PERCENT, YEAR, Lexed, label_at, tokenize
from extract.model import CHANGES, Ignored, Measure, Owner, Place, Status, Unread
from extract.readers import glued
from extract.readers.entries import CHANGE_OF, RECORD, WHOLE, Entry, Group, is_signed, span_of
from extract.readers.rows import Chunk, Gap, Item, Label, Number
from extract.segments import Unit
from extract.tokens import NAME

_CELL = re.compile(r"[^\s|](?:[^\s|]|[ \xa0](?![ \xa0\t|]))*")  # cells stand two spaces, a tab or a bar apart
_NUMBERED = re.compile(r"[\d\s.:)#-]*")  # the number of a row before the name of its place
_EDGE = " \t:|,;-–—"
_PARTIES = 2
_CORNERLESS = 3  # parties of a header that has no cell above the places
_BORDER = re.compile(r"[|\t]|[ \xa0]{2}")
_WORD = re.compile(r"[^\W_]+|[▲▼►]")
_OTHER = "its row does not fit the columns above it"
_UNSAID = "the words beside it do not say which way it moved"
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


def _named(items: list[Item], begin: int, end: int, lexed: Lexed) -> str | None:
    """The label that fills the first cell of a row, but for a year; none where it says more: "Seats lost"."""
    text, joiners = lexed.text, lexed.lexicon.lists["name_joiners"]
    labels = [i for i in items if isinstance(i, Label) and i.end <= end]
    if not labels or labels[0] is not items[0]:
        return None
    known = {at for i in labels for at in range(i.start, i.end)}
    known |= {at for i in items if _is_year(i, end) for at in range(i.token.start, i.token.end)}  # type: ignore[union-attr]
    if any(m.start() not in known and m.group().lower() not in joiners for m in _WORD.finditer(text, begin, end)):
        return None
    names = {label.name for label in labels}
    return "vote_share" if names == {"votes", "vote_share"} else names.pop() if len(names) == 1 else None


def _is_year(item: Item, end: int) -> bool:
    return isinstance(item, Number) and item.token.type == YEAR and item.token.end <= end


def _measure(name: str | None, own: Sequence[Number | Gap], group: Group) -> Measure | None:
    """What a row counts by its label, or by that above it; the swing of each party is a change of its share."""
    if name == "change":
        return CHANGE_OF.get(group.board) if group.board else None
    if name == "swing" and group.board in (Measure.VOTES, Measure.VOTE_SHARE):
        return Measure.VOTE_SHARE_CHANGE if any(n.numeral.sign for n in own if isinstance(n, Number)) else None
    measure = RECORD.get(name or "")
    if measure is not None and measure not in CHANGES and all(map(is_signed, own)) and not all(map(_is_none, own)):
        return CHANGE_OF.get(measure)  # "Seats | +2 | -3 | 0"
    group.board = measure if measure is not None and measure not in CHANGES else group.board
    return measure


def _is_none(item: Number | Gap) -> bool:
    return isinstance(item, Gap) or not item.numeral.value


def _head(unit: Unit, first: Item, lexed: Lexed) -> tuple[int, int]:
    """Where the first cell of a row begins and ends, before its ``first`` number and the sign that stands by that."""
    text, stop = lexed.text, _begin(first)
    cell = _CELL.search(text, unit.start, stop)
    begin, end = cell.span() if cell else (stop, stop)
    word = text[begin:end].rpartition(" ")[2]
    return begin, end - len(word) if text[end:stop].isspace() and word.lower() in _signs(lexed) else end


def _begin(item: Item) -> int:
    return item.token.start if isinstance(item, Number) else item.start


def _stop(item: Number | Gap) -> int:
    return item.token.end if isinstance(item, Number) else item.start + len(item.word)


def _signs(lexed: Lexed) -> dict[str, int]:
    return glued.words(lexed.lexicon).signs


def _arrows(own: Sequence[Number | Gap], begin: int, end: int, lexed: Lexed) -> Iterator[int | None]:
    """The sign that the words in its cell give each number: "down 2"; nothing where they say something else."""
    begins, ends = [begin, *map(_stop, own[:-1])], [*map(_begin, own[1:]), end]
    for number, start, stop in zip(own, begins, ends, strict=True):
        before = _BORDER.split(lexed.text[start : _begin(number)])[-1]
        behind, *border = _BORDER.split(lexed.text[_stop(number) : stop], maxsplit=1)
        words = _WORD.findall(f"{before} {behind if border or stop == end else ''}")
        told = {_signs(lexed).get(word.lower()) for word in words}
        yield None if None in told or len(told) > 1 else told.pop() if told else 0


def fill(
    columns: list[Column], unit: Unit, items: list[Item], group: Group, status: Status | None, lexed: Lexed
) -> Iterator[Ignored | Unread]:
    """Put the numbers of a row under its columns, from the right: what stands before them is the name of a place."""
    numbers = [i for i in items if isinstance(i, Number)]
    own = numbers[-len(columns) :]
    begin, end = _head(unit, own[0], lexed)
    labels = any(isinstance(i, Label) for i in items)
    signed = any(n.numeral.sign for n in own) and all(n.token.type in (PERCENT, DECIMAL) for n in own)
    measure = _measure(_named(items, begin, end, lexed), own, group) if labels else None
    other = measure is None if labels else group.board is not None
    if len(own) < len(columns) or other or len(numbers) > len(columns) + 1:
        yield from (Unread(span_of(n), _OTHER) for n in numbers)
        return
    if measure is None and signed:
        measure = Measure.VOTE_SHARE_CHANGE  # no share is below nothing: "-4.4 | 5.1 | -11.8"
    yield from (Ignored(span_of(n), "row.number") for n in numbers[: -len(columns)])
    name = lexed.text[unit.start : own[0].token.start]
    numbered = _NUMBERED.match(name)
    place = name[numbered.end() if numbered else 0 :].strip(_EDGE)
    group.records += 1
    group.years.update((unit.start, int(n.numeral.value)) for n in numbers[: -len(columns)] if _is_year(n, end))
    arrows = _arrows(own, end, unit.end, lexed)
    for position, (column, number, arrow) in enumerate(zip(columns, own, arrows, strict=True)):
        if column.owner is None and column.label is None:
            yield Unread(span_of(number), "its column has no name we know")
            continue
        if column.label == "rejected_ballots" and number.numeral.percent:
            yield Unread(span_of(number), "a share of something the table does not name")
            continue
        if arrow is None or (arrow and measure not in CHANGES):
            yield Unread(span_of(number), _UNSAID)
            continue
        owners = [column.owner] if column.owner else []
        where = Place(place) if place and not labels else None
        entry = Entry(number, owners, column.label, position, group.records, arrow, where, status)
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


def board_row(items: list[Item], unit: Unit, group: Group, lexed: Lexed) -> list[Unread] | None:
    """A row of a scoreboard: a label and one number for each party of the header; what of it cannot be read."""
    cells = [i for i in items if isinstance(i, Number | Gap)]
    own, years = cells[-len(group.parties) :], cells[: -len(group.parties)]
    label = next((i for i in items if isinstance(i, Label)), None)
    if label is None or len(own) != len(group.parties) or len(years) > 1:
        return None
    begin, end = _head(unit, own[0], lexed)
    if not all(_is_year(i, end) for i in years):
        return None
    measure = _measure(_named(items, begin, end, lexed), own, group)
    if measure is None:
        known = label.name in RECORD or label.name in ("change", "swing")
        return [Unread(span_of(n), _OTHER) for n in own if isinstance(n, Number)] if known else None
    group.years.update((unit.start, int(n.numeral.value)) for n in years if isinstance(n, Number))
    left: list[Unread] = []
    for owner, number, arrow in zip(group.parties, own, _arrows(own, end, unit.end, lexed), strict=True):
        if not isinstance(number, Number):
            continue
        if arrow is None or (arrow and measure not in CHANGES):
            left.append(Unread(span_of(number), _UNSAID))
        else:
            group.entries.append(Entry(number, [owner], None, 0, -1, arrow, line=unit.start, board=measure))
    return left
