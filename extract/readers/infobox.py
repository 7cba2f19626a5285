"""The box at the head of a page about an election, where the cells of each line ran together: "Seats won1812".

A line that names the parties says how many cells each line below it has. A line is read only where there is one
way to part it: by the form of its numbers, or by the seats that each party had and how many it won or lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from extract.context import Context, party_of
from extract.lexer import PARTY, Lexed, tokenize
from extract.model import Owner, Status
from extract.readers.entries import Group
from extract.readers.glued import Piece, label_of, place, words
from extract.segments import Unit

_LINES: Final = 14  # below the parties in which the numbers come
_SHARES = re.compile(r"(\d{1,2}(?:\.\d+)?)%")
_COUNTS = re.compile(r"(\d{1,3}(?:,\d{3})+)(?!,?\d)|(\d{1,3}(?:,\d{3})+)(?=\d{1,3},)")
_BEFORE = re.compile(r"(\d+)\s*[^\W\d_]+(?:,\s*(\d{1,2}(?:\.\d+)?)%)?")
_AMOUNT = re.compile(r"(\d+(?:\.\d+)?)%?(?:\s?pp)?\s*")
_FILLING = re.compile(r"[\s*,]*")

_Cell = tuple[int, int, Decimal]


class Box:
    """The parties of a box, and what its lines have told of them so far."""

    def __init__(self, owners: list[Owner]) -> None:
        self.owners = owners
        self.before: list[Decimal] = []
        self.moved: list[Decimal] = []
        self.won: tuple[int, int] | None = None  # where the seats are printed, until it is told how they part


def find(lexed: Lexed, unit: Unit, context: Context) -> Box | None:
    """The box that a line opens: the word for parties, two parties or more, and nothing else."""
    label = label_of(lexed, unit.start, unit.end)
    if label is None or label[1] != "party":
        return None
    tokens = tokenize(lexed, label[0], unit.end, weak=True).tokens
    owners = [Owner(party_of(t.name, context)) for t in tokens if t.type == PARTY and t.name is not None]
    named = sum(t.end - t.start for t in tokens if t.type == PARTY)
    printed = len(lexed.text[label[0] : unit.end].replace(" ", ""))
    if len(owners) < 2 or any(o.party is None for o in owners) or named < printed:
        return None
    return Box(owners)


def fill(box: Box, units: Sequence[Unit], group: Group, lexed: Lexed, context: Context) -> int:
    """Read the lines below the parties into ``group``, as far as the next box; where the last that was read ends."""
    last = 0
    for unit in units[:_LINES]:
        if find(lexed, unit, context) is not None:
            break
        if _read(box, unit, group, lexed):
            last = unit.end
    return last


def _read(box: Box, unit: Unit, group: Group, lexed: Lexed) -> bool:
    """Read one line below the parties into ``group``; False where it is no line of the box or does not part."""
    text, lists = lexed.text, lexed.lexicon.lists
    line = text[unit.start : unit.end]
    first = next((at for at, c in enumerate(line) if c.isdecimal()), len(line))
    past = line[:first].strip().lower() in lists["columns_before"]
    label = None if past else label_of(lexed, unit.start, unit.end)
    if label is None and not past:
        return False
    begin, name = (unit.start + first, "before") if label is None else label
    pieces = _pieces(box, name, begin, unit.end, lexed)
    for column, cells in pieces:
        for owner, (start, end, value) in zip(box.owners, cells, strict=True):
            known = len(group.entries)
            group.records += 1
            decimals = len(text[start:end].partition(".")[2])
            for _ in place(Piece(column, start, end, value, decimals), [owner], group, lexed):
                pass
            for entry in group.entries[known:]:
                entry.status = Status.PREVIOUS if past else None
    return bool(pieces) or name == "seats"


def _pieces(box: Box, name: str, begin: int, end: int, lexed: Lexed) -> list[tuple[str, list[_Cell]]]:
    """The cells of a line by what they count; none where they do not come to one for each party."""
    text, size = lexed.text, len(box.owners)
    if name == "before":
        found = list(_BEFORE.finditer(text, begin, end))
        if len(found) != size:
            return []
        box.before = [Decimal(m[1]) for m in found]
        seats = [(m.start(1), m.end(1), Decimal(m[1])) for m in found]
        shares = [(m.start(2), m.end(2), Decimal(m[2])) for m in found if m[2]]
        return [("seats", seats), ("vote_share", shares)] if len(shares) == size else [("seats", seats)]
    if name in ("votes", "vote_share"):
        pattern = _SHARES if name == "vote_share" else _COUNTS
        cells = [(m.start(), m.end(), _value(m.group())) for m in pattern.finditer(text, begin, end)]
        return [(name, cells)] if len(cells) == size and _covered(text, begin, end, cells) else []
    if name in ("seats_change", "swing", "net", "change"):
        cells = list(_changes(text, begin, end, lexed))
        if len(cells) != size:
            return []
        box.moved = box.moved if name == "swing" else [value for _, _, value in cells]
        told = [] if name == "swing" or box.won is None else _won(box, *box.won, text)
        return [("vote_share_change" if name == "swing" else "seats_change", cells), *told]
    if name == "seats":
        box.won = begin, end
        return _won(box, begin, end, text) if box.moved else []
    return []


def _value(printed: str) -> Decimal:
    return Decimal(printed.replace(",", "").rstrip("%"))


def _covered(text: str, begin: int, end: int, cells: list[_Cell]) -> bool:
    """Whether nothing but the cells is printed."""
    at = begin
    for start, stop, _ in cells:
        if _FILLING.fullmatch(text, at, start) is None:
            return False
        at = stop
    return _FILLING.fullmatch(text, at, end) is not None


def _changes(text: str, begin: int, end: int, lexed: Lexed) -> Iterator[_Cell]:
    """The changes of a line of icons: "Decrease2.svg 10Increase2.svg 7"; a level has no number of its own."""
    known = words(lexed.lexicon)
    at = begin
    while at < end:
        at = _FILLING.match(text, at, end).end()  # type: ignore[union-attr]
        icon = known.icon.match(text, at, end)
        if icon is None:
            return
        at = icon.end()
        sign = known.signs[icon[1].lower()]
        amount = _AMOUNT.match(text, at, end) if sign else None
        if amount is None:
            yield at, at, Decimal(0)
            continue
        yield amount.start(), amount.end(1), sign * Decimal(amount[1])
        at = amount.end()


def _won(box: Box, begin: int, end: int, text: str) -> list[tuple[str, list[_Cell]]]:
    """The seats of each party, where what it had and how many it won or lost part the digits: "1812"."""
    if len(box.before) != len(box.moved):
        return []
    at, cells = begin, []
    for was, change in zip(box.before, box.moved, strict=True):
        at = _FILLING.match(text, at, end).end()  # type: ignore[union-attr]
        printed = str(was + change)
        if not text.startswith(printed, at):
            return []
        cells.append((at, at + len(printed), was + change))
        at += len(printed)
    return [("seats", cells)] if _FILLING.fullmatch(text, at, end) else []
