"""Tables whose cells and columns are known: the numbers of each row, under what the header says.

Every cell of a column means the same, whatever is printed in it, and the party and the person need not be
guessed from the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extract.context import Context, party_of, place_of
from extract.lexer import PARTY, PLACE, Lexed, Token, label_at, tokenize
from extract.model import Ignored, Owner, Party, Place, Span, Status, Unread
from extract.readers.cells import EDGE, Grid, party_in
from extract.readers.column_roles import BEFORE, TEXT_ROLES, Columns
from extract.readers.entries import WHOLE, Entry, Group
from extract.readers.rows import Number

_ASIDE = re.compile(r"\s*[(\[](?:commonly known as|aka|elected)\b[^)\]]*[)\]]", re.IGNORECASE)
_MARK = re.compile(r"[\s*†‡✔✓•#]+$")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_COUNTS = frozenset({"votes", "seats", "electorate", "valid_votes", "rejected_ballots", "turnout"})
# A count in groups of one number, or several: "12 345", "12'345", "12.345".
_GROUPS = re.compile(r"\d{1,3}(?:[ '’.\xa0\u2009\u202f]\d{3})+")
_NUMBER = re.compile(r"(?P<sign>[+−–-]?)(?P<count>\d[\d,]*)(?P<rest>\.\d+|%)?\Z")  # all that a cell holds
_ABOVE = 200  # code points above a table in which its heading may name the party it is about


def refuse(grid: Grid, lexed: Lexed) -> Iterator[Unread]:
    """Leave every number of a foreign table unread."""
    for row in grid.rows:
        yield from _leave(row, lexed, "no column of its table has a name we know")


def fill(
    grid: Grid, table: Columns, group: Group, people: list[Owner], lexed: Lexed, context: Context
) -> Iterator[Ignored | Unread]:
    """Add the numbers of the body to ``group``, each with its owner and column, and to ``people`` whom it names."""
    text = lexed.text
    group.named = "candidate" in table.roles
    last_year = max((r for r in table.roles if r.startswith("year")), default="")
    heading = _heading_party(grid, table, lexed, context) if "party" not in table.roles else None
    for above in grid.rows[: table.body - 1]:
        yield from _title(above, group, lexed, context)
    yield from _dismiss(grid.rows[table.body - 1], lexed, "row.header")
    for printed in grid.rows[table.body :]:
        group.records += 1
        whole = next((label for cell in printed if (label := _whole_label(lexed, cell))), None)
        row = printed if whole else _aligned(printed, table.roles, text)
        if row is None:
            yield from _leave(printed, lexed, "its row does not fit the columns above it")
            continue
        owner = _owner(row, table, lexed, context)
        place = _place(row, table, lexed, context)
        owner = owner or (Owner(heading) if heading else None)
        words = () if whole else (w.strip(".:") for c in row for w in text[c.start : c.end].lower().split())
        total = not lexed.lexicon.lists["total_words"].isdisjoint(words)
        if owner is not None and owner.candidate and not total:
            people.append(owner)
        for index, cell in enumerate(row):
            role = table.roles[index] if index < len(table.roles) else ""
            if whole is None and role in TEXT_ROLES:
                yield from _dismiss((cell,), lexed, "row.name")
                continue
            known = len(group.entries)
            yield from _read_cell(cell, role, whole, owner, total, last_year, group, lexed)
            for entry in group.entries[known:]:
                entry.place = place
                if index in table.past:
                    entry.status = Status.PREVIOUS


def _aligned(row: tuple[Span, ...], roles: tuple[str, ...], text: str) -> tuple[Span, ...] | None:
    """The cells of a row under their columns; none where what they hold contradicts the columns they stand in.

    Empty cells get lost when a page is copied: a row that came short is tried with the missing ones put
    beside each empty cell it still has, and taken where one way alone fits.
    """
    if _fits(row, roles, text):
        return row
    missing = max((i for i, role in enumerate(roles) if role), default=0) + 1 - len(row)
    empty = [i for i, cell in enumerate(row) if not text[cell.start : cell.end].strip(EDGE)]
    blank = (Span(row[-1].end, row[-1].end),) * missing
    ways = [(*row[:i], *blank, *row[i:]) for i in empty if i + 1 not in empty and missing > 0]
    fitting = [way for way in ways if _fits(way, roles, text)]
    return fitting[0] if len(fitting) == 1 else None


def _fits(row: tuple[Span, ...], roles: tuple[str, ...], text: str) -> bool:
    """Whether no share is above a hundred and no count of votes or seats is a fraction or has a sign."""
    for role, cell in zip(roles, row, strict=False):
        number = _NUMBER.match(text[cell.start : cell.end].strip(EDGE))
        if number is None:
            continue
        if role == "vote_share" and not number["rest"] and "," in number["count"]:
            return False
        if role in ("votes", "seats") and (number["sign"] or (number["rest"] and role == "seats")):
            return False
    return True


def _leave(row: tuple[Span, ...], lexed: Lexed, reason: str) -> Iterator[Unread]:
    for cell in row:
        for number in lexed.numbers(*cell):
            yield Unread(Span(number.start, number.end), reason)


def _read_cell(
    cell: Span, role: str, whole: str | None, owner: Owner | None, total: bool, last_year: str,
    group: Group, lexed: Lexed,
) -> Iterator[Ignored | Unread]:  # fmt: skip
    numbers = lexed.numbers(*cell)
    if numbers and role in _COUNTS and _GROUPS.fullmatch(lexed.text[cell.start : cell.end].strip(EDGE)):
        yield from (Unread(Span(n.start, n.end), "its cell holds one number or several") for n in numbers)
        return
    arrow = _arrow(lexed.text[cell.start : cell.end]) if numbers else 0
    for position, number in enumerate(numbers):
        span = Span(number.start, number.end)
        if total or role == "skip":
            yield Ignored(span, "row.total" if total else "row.skipped-column")
        elif whole == "majority" and number.number and number.number.sign:
            yield Ignored(span, "row.change-of-margin")
        elif whole is not None:
            owners = [owner] if owner and owner.party and owner.party.id else []
            group.entries.append(Entry(Number(number, position > 0, 0), owners, whole, position, group.records, arrow))
        elif not role or owner is None:
            yield Unread(span, "its column has no name we know" if owner else "its row names no party or person")
        else:
            second = position > 0 and role in ("votes", "seats")
            label = None if second or role.startswith("year") else role
            entry = Entry(Number(number, second, 0), [owner], label, position, group.records, arrow)
            if role.startswith("year"):
                entry.status = Status.PREVIOUS if role < last_year or role == BEFORE else Status.RESULT
            group.entries.append(entry)


def _arrow(text: str) -> int:
    lower = text.lower()
    return -1 if "decrease" in lower or "▼" in text else 1 if "increase" in lower or "▲" in text else 0


def _whole_label(lexed: Lexed, cell: Span) -> str | None:
    """The label of a row that speaks of the whole contest ("Majority", "Turnout"), if a cell is one."""
    text = lexed.text[cell.start : cell.end]
    stripped = text.strip(EDGE)
    if not stripped or stripped[0].isdigit():
        return None
    start = cell.start + text.index(stripped[0])
    label = label_at(lexed, start)
    if label is not None and label[1] in WHOLE and (label[0] - start) * 3 >= 2 * len(stripped.split("(")[0].strip()):
        return label[1]
    return None


def _owner(row: tuple[Span, ...], table: Columns, lexed: Lexed, context: Context) -> Owner | None:
    cells = dict(zip(table.roles, row, strict=False))
    if "winner" in cells and "candidate" not in cells:
        cells["candidate"] = cells["winner"]
    party = party_in(cells["party"], lexed, context) if "party" in cells else None
    names = [
        _clean(lexed.text[cells[r].start : cells[r].end]) for r in ("forenames", "surname", "candidate") if r in cells
    ]
    candidate = " ".join(n for n in names if n) or None
    if candidate and "party" not in cells:
        inner = [t for t in _tokens(cells, "candidate", lexed) if t.type == PARTY and t.name and not _initial(t, lexed)]
        if inner and inner[-1].name is not None:
            party = party_of(inner[-1].name, context)
            candidate = _clean(lexed.text[cells["candidate"].start : inner[-1].start].rstrip("( ,-–")) or None
    return Owner(party, candidate) if party or candidate else None


def _place(row: tuple[Span, ...], table: Columns, lexed: Lexed, context: Context) -> Place | None:
    """The place a row is about, from its column of wards or constituencies."""
    cell = next((c for r, c in zip(table.roles, row, strict=False) if r == "ward"), None)
    if cell is None:
        return None
    named = [t for t in tokenize(lexed, *cell).tokens if t.type == PLACE and t.name is not None]
    printed = lexed.text[cell.start : cell.end].strip(EDGE)
    if named and named[0].name is not None and named[0].end - named[0].start == len(printed):
        return place_of(named[0].name, context)
    return Place(printed) if printed else None


def _heading_party(grid: Grid, table: Columns, lexed: Lexed, context: Context) -> Party | None:
    """The party a table without a party column is about: the only one its headings name."""
    begin, end = (
        grid.start - _ABOVE,
        grid.rows[table.body][0].start if table.body < len(grid.rows) else grid.end,
    )
    named = [n for n in lexed.names if begin <= n.start < end and any(r.kind == "party" and not r.weak for r in n.refs)]
    parties = {p.id: p for n in named if (p := party_of(n, context))}
    return next(iter(parties.values())) if len(parties) == 1 else None


def _initial(token: Token, lexed: Lexed) -> bool:
    """Whether a letter behind a comma is that of a name, and no party: "Green, L"."""
    return token.end - token.start == 1 and lexed.text.endswith(", ", 0, token.start)


def _tokens(cells: dict[str, Span], role: str, lexed: Lexed) -> tuple[Token, ...]:
    return tokenize(lexed, *cells[role], weak=True).tokens if role in cells else ()


def _clean(text: str) -> str:
    """A name without its marks and asides: "Simpson* (commonly known as Sam)" is Simpson."""
    return _MARK.sub("", _ASIDE.sub("", text)).strip(EDGE)


def _title(row: tuple[Span, ...], group: Group, lexed: Lexed, context: Context) -> Iterator[Ignored]:
    """A row above the header: the contest's name, perhaps with the year of an earlier election."""
    printed = [cell for cell in row if lexed.text[cell.start : cell.end].strip()]
    if len(printed) == 1:
        cell = printed[0]
        text = lexed.text[cell.start : cell.end].strip(EDGE)
        year = _YEAR.search(text)
        if year and context.year and int(year.group()) < context.year:
            group.status = Status.PREVIOUS
        named = [t for t in tokenize(lexed, *cell).tokens if t.type == PLACE and t.name is not None]
        if named and named[0].name is not None and len(text) <= 60:
            known = place_of(named[0].name, context)
            whole = named[0].end - named[0].start >= len(text)
            group.place = known if whole else Place(text)
    yield from _dismiss(row, lexed, "row.title")


def _dismiss(row: tuple[Span, ...], lexed: Lexed, rule: str) -> Iterator[Ignored]:
    for cell in row:
        for number in lexed.numbers(*cell):
            yield Ignored(Span(number.start, number.end), rule)
