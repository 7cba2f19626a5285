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
from extract.model import Ignored, Owner, Span, Status
from extract.readers.entries import RECORD, Group
from extract.readers.glued import Piece, label_of, place, words
from extract.readers.patterns import Template, claims
from extract.segments import Unit

_LINES: Final = 14  # below the parties in which the numbers come
_BEFORE: Final = frozenset({"before", "seats_before"})  # lines of an earlier count, or of the seats since
_CHANGING: Final = frozenset({"seats_change", "swing", "net", "change"})
_SEATS: Final = frozenset({"seats", "councillors"})
_SHARES = re.compile(r"(\d{1,2}(?:\.\d+)?)%")
_COUNTS = re.compile(r"(\d{1,3}(?:,\d{3})+)(?!,?\d)|(\d{1,3}(?:,\d{3})+)(?=\d{1,3},)")
_HELD = re.compile(r"(\d+)\s*([^\W\d_]+)(?:,\s*(\d{1,2}(?:\.\d+)?)%)?")
_APART = re.compile(r"\s*([+\-–−]?)(\d+(?:,\d{3})*)(\.\d+)?(%?)(?!\S)")
_AMOUNT = re.compile(r"(\d+(?:\.\d+)?)%?(?:\s?pp)?\s*")
_FILLING = re.compile(r"[\s*,]*")
_LONGEST: Final = 24  # characters of a numeral

_Cell = tuple[int, int, Decimal]
_Column = tuple[str, list[_Cell]]


class Box:
    """The parties of a box, and what its lines have told of them so far."""

    def __init__(self, owners: list[Owner]) -> None:
        self.owners = owners
        self.before: list[Decimal] = []
        self.moved: list[Decimal] = []
        self.won: tuple[int, int] | None = None  # where the seats are printed, until it is told how they part
        self.told = False  # whether the seats are read
        self.last = "seats"  # what the line above counts


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


def fill(
    box: Box, units: Sequence[Unit], group: Group, lexed: Lexed, context: Context, templates: tuple[Template, ...]
) -> tuple[int, list[Ignored]]:
    """Read the lines below the parties into ``group``, as far as the next box.

    Returns where the last that was read ends, and what is no figure in the lines between: "Leader since 2020".
    """
    read, others = 0, list[Unit]()
    for unit in units[:_LINES]:
        if find(lexed, unit, context) is not None:
            break
        if _read(box, unit, group, lexed):
            read = unit.end
        else:
            others.append(unit)
    lines = [tokenize(lexed, unit.start, unit.end, weak=True) for unit in others if unit.end < read]
    told = [(line.tokens[claim.index], claim) for line in lines for claim in claims(line, templates).values()]
    return read, [Ignored(Span(t.start, t.number.end), c.rule) for t, c in told if c.slot.ignored and t.number]


def _read(box: Box, unit: Unit, group: Group, lexed: Lexed) -> bool:
    """Read one line below the parties into ``group``; False where it is no line of the box or does not part."""
    name, begin = _label(unit, lexed)
    columns = _columns(box, name, begin, unit.end, lexed)
    for column, cells in columns:
        for owner, (start, end, value) in zip(box.owners, cells, strict=True):
            known = len(group.entries)
            group.records += 1
            decimals = len(lexed.text[start:end].rstrip("%").partition(".")[2])
            for _ in place(Piece(column, start, end, value, decimals), [owner], group, lexed):
                pass
            for entry in group.entries[known:]:
                entry.status = Status.PREVIOUS if name in _BEFORE else None
    return bool(columns) or (name == "seats" and box.won == (begin, unit.end))


def _label(unit: Unit, lexed: Lexed) -> tuple[str, int]:
    """What the words before the cells of a line name, and where these begin; no name where no pack knows them."""
    text, lists = lexed.text, lexed.lexicon.lists
    first = next((at for at in range(unit.start, unit.end) if text[at].isdecimal()), unit.end)
    printed = text[unit.start : first].rstrip()
    stop, name = label_of(lexed, unit.start, unit.end) or (unit.start, "")
    if printed.strip().lower() in lists["columns_before"]:
        return "seats_before" if name == "seats" else "before", unit.start + len(printed)
    return name, unit.start + len(printed) if printed.strip().lower() in lists["columns_after"] else stop


def _columns(box: Box, name: str, begin: int, end: int, lexed: Lexed) -> list[_Column]:
    """The cells of a line by what they count; none where they do not come to one for each party."""
    columns = [
        (column, cells)
        for column, cells in _printed(name, begin, end, lexed)
        if len(cells) == len(box.owners) and all(_whole(lexed, start, stop) for start, stop, _ in cells)
    ]
    if name == "change" and columns and columns[0][0] == "seats_change" and box.last != "seats":
        return []
    box.last = columns[0][0] if columns else name
    counts = [value for _, _, value in columns[0][1]] if columns else []
    if name == "seats":
        if box.won is not None or lexed.text[begin : begin + 1].isalpha():  # read already, or "Seats needed"
            return []
        box.won, box.told = (begin, end), bool(columns)
    elif name == "before":
        box.before = counts or box.before
    elif columns and columns[0][0] == "seats_change":
        box.moved = counts
    if box.won is None or box.told or not (counts or name == "seats"):
        return columns
    won = _won(box, *box.won, lexed.text)
    box.told = bool(won)
    return [*columns, *won]


def _printed(name: str, begin: int, end: int, lexed: Lexed) -> Iterator[_Column]:
    """The cells of a line as their forms part them."""
    text, apart = lexed.text, _apart(lexed.text, begin, end)
    shares = bool(apart) and all("." in text[a:b] or text[b - 1] == "%" for a, b, _ in apart)
    signed = bool(apart) and all(text[a] in "+-–−" or not value for a, _, value in apart)
    whole = bool(apart) and all(text[a].isdecimal() and text[a:b].replace(",", "").isdecimal() for a, b, _ in apart)
    if name == "before":
        found = list(_HELD.finditer(text, begin, end))
        labels = [label_of(lexed, m.start(2), m.end(2)) for m in found]
        if all(label is not None and label[1] in _SEATS for label in labels):
            yield "seats", [(m.start(1), m.end(1), Decimal(m[1])) for m in found]
            yield "vote_share", [(m.start(3), m.end(3), Decimal(m[3])) for m in found if m[3]]
    elif name in ("seats", "seats_before"):
        if whole:
            yield "seats", apart
    elif name in ("votes", "vote_share"):
        pattern = _SHARES if name == "vote_share" else _COUNTS
        cells = [(m.start(), m.end(), _value(m.group())) for m in pattern.finditer(text, begin, end)]
        if (whole and name == "votes") or (shares and not signed and name == "vote_share"):
            yield name, apart
        elif _covered(text, begin, end, cells):
            yield name, cells
    elif name in _CHANGING:
        moved = signed or (name == "swing" and any(value < 0 for *_, value in apart))
        cells = apart if moved else _changes(text, begin, end, lexed)
        parts = any(not text[a:b].lstrip("+-–−").isdecimal() for a, b, _ in cells if a < b)
        if name == "swing" or not parts:
            yield "vote_share_change" if name == "swing" else "seats_change", cells
        elif name == "change":  # of whatever stands above it, and that is no count: "Change +2.1% -3.0%"
            yield "vote_share_change", cells
    elif name in RECORD and (signed if name.endswith("_change") else whole):
        yield name, apart


def _apart(text: str, begin: int, end: int) -> list[_Cell]:
    """The numerals of a line that has nothing else, with spaces between them: "58 21 4", "+8 -9 +1"."""
    cells: list[_Cell] = []
    at = begin
    while text[at:end].strip():
        match = _APART.match(text, at, end)
        if match is None:
            return []
        value = Decimal(match[2].replace(",", "") + (match[3] or ""))
        start = match.start(1)
        cells.append((start, match.end(), -value if match[1] and match[1] != "+" else value))
        at = match.end()
    return cells


def _whole(lexed: Lexed, start: int, end: int) -> bool:
    """Whether a cell is no part of a longer numeral: "0.4" is none of "10.4%"."""
    for at in range(max(start - _LONGEST, 0), end):
        numeral = lexed.number_at.get(at)
        if numeral is not None and numeral.end > start:
            rest = lexed.text[at : max(at, start)] + lexed.text[end : numeral.end]
            if any(map(str.isdecimal, rest)):
                return False
    return True


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


def _changes(text: str, begin: int, end: int, lexed: Lexed) -> list[_Cell]:
    """The changes of a line of icons: "Decrease2.svg 10Increase2.svg 7"; a level has no number of its own."""
    known = words(lexed.lexicon)
    cells: list[_Cell] = []
    at = _filled(text, begin, end)
    while at < end:
        icon = known.icon.match(text, at, end)
        if icon is None:
            return []
        sign = known.signs[icon[1].lower()]
        amount = _AMOUNT.match(text, icon.end(), end) if sign else None
        at = icon.end()
        if amount is None:
            cells.append((at, at, Decimal(0)))
        else:
            cells.append((amount.start(), amount.end(1), sign * Decimal(amount[1])))
            at = amount.end()
        at = _filled(text, at, end)
    return cells


def _filled(text: str, at: int, end: int) -> int:
    """Where what only parts cells ends."""
    return _FILLING.match(text, at, end).end()  # type: ignore[union-attr]


def _won(box: Box, begin: int, end: int, text: str) -> list[tuple[str, list[_Cell]]]:
    """The seats of each party, where what it had and how many it won or lost part the digits: "1812"."""
    if len(box.before) != len(box.moved):
        return []
    at, cells = begin, []
    for was, change in zip(box.before, box.moved, strict=True):
        at = _filled(text, at, end)
        printed = str(was + change)
        if not text.startswith(printed, at):
            return []
        cells.append((at, at + len(printed), was + change))
        at += len(printed)
    return [("seats", cells)] if _FILLING.fullmatch(text, at, end) else []
