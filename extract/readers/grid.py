"""Tables whose cells are known: from the DOM of a page, or from lines parted by tabs or pipes.

A header row says what each column holds; then every cell of a column means the same, whatever is
printed in it, and the party and the person need not be guessed from the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extract.context import Context, names_none, party_of, place_of
from extract.lexer import PARTY, PLACE, Lexed, Token, label_at, longest_name, tokenize
from extract.model import BlockKind, Document, Ignored, Owner, Party, Place, Span, Status, Unread
from extract.readers.groups import WHOLE, Entry, Group, changes
from extract.readers.rows import Number
from extract.segments import Outline

_LINE = re.compile(r"[^\r\n]+")
_RULE = re.compile(r"[\s|:+-]*")
_ASIDE = re.compile(r"\s*[(\[](?:commonly known as|aka|elected)\b[^)\]]*[)\]]", re.IGNORECASE)
_MARK = re.compile(r"[\s*†‡✔✓•#]+$")
_EDGE = " \t|*†‡✔✓•,;:"
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_TEXT_ROLES = frozenset({"candidate", "party", "surname", "forenames", "ward", "winner"})
_MIN_ROWS = 2
_COUNTS = frozenset({"votes", "seats", "electorate", "valid_votes", "rejected_ballots", "turnout"})
# A count in groups of one number, or several: "12 345", "12'345", "12.345".
_GROUPS = re.compile(r"\d{1,3}(?:[ '’.\xa0\u2009\u202f]\d{3})+")
_NUMBER = re.compile(r"(?P<sign>[+−–-]?)(?P<count>\d[\d,]*)(?P<rest>\.\d+|%)?\Z")  # all that a cell holds
_BEFORE, _AFTER = "year 0000", "year 9999"  # columns of the council that was and of the one that is
_ABOVE = 200  # code points above a table in which its heading may name the party it is about


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of a table, row by row; an empty cell is an empty span."""

    start: int
    end: int
    rows: tuple[tuple[Span, ...], ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """What each column of a grid holds, and the row below which its body begins."""

    roles: tuple[str, ...]
    body: int


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


def columns(grid: Grid, lexed: Lexed, context: Context) -> Columns | None:
    """The roles of the columns, from the first row that names at least two; None where no row does."""
    above: tuple[str, ...] = ()
    for index, row in enumerate(grid.rows[:5]):
        roles = tuple(_role(lexed, cell) for cell in row)
        if above and len(above) == len(roles) and any(roles):
            roles = tuple(r or (a if a in _TEXT_ROLES else "") for r, a in zip(roles, above, strict=True))
        above = roles
        named = [r for r in roles if r]
        texts = any(r in _TEXT_ROLES for r in named)
        if len(named) >= 2 and texts and any(r not in _TEXT_ROLES for r in named):
            return Columns(changes(_with_parties(roles, grid.rows[index + 1 :], lexed, context)), index + 1)
    return None


def _with_parties(
    roles: tuple[str, ...], body: tuple[tuple[Span, ...], ...], lexed: Lexed, context: Context
) -> tuple[str, ...]:
    """The roles, with a column whose header is empty taken for that of the parties where its cells are."""
    if "party" in roles:
        return roles
    for at in (at for at, role in enumerate(roles) if not role):
        cells = [row[at] for row in body if at < len(row) and lexed.text[slice(*row[at])].strip(_EDGE)]
        parties = [party for cell in cells if (party := _party(cell, lexed, context)) is not None]
        if len(parties) > 1 and len(parties) == len(cells) and sum(bool(p.id) for p in parties) * 2 > len(cells):
            return (*roles[:at], "party", *roles[at + 1 :])
    return roles


def is_foreign(grid: Grid, lexed: Lexed) -> bool:
    """Whether a table names its columns, and none of the names is one of an election."""
    head = grid.rows[0]
    printed = [lexed.text[c.start : c.end].strip(_EDGE) for c in head]
    named = [p for p in printed if p]
    if len(named) < 4 or any(any(c.isdecimal() for c in p) for p in named):
        return False
    known = sum(bool(r) and r not in _TEXT_ROLES and r != "skip" for r in (_role(lexed, c) for c in head))
    return known * 3 < len(named)


def _role(lexed: Lexed, cell: Span) -> str:
    """What a header cell says its column holds; empty where it says nothing known."""
    text = lexed.text
    found: list[str] = []
    skip = cell.start
    covered = 0
    printed = text[cell.start : cell.end].strip(_EDGE)
    if _YEAR.fullmatch(printed):
        return f"year {printed}"
    for when, year in (("before", _BEFORE), ("after", _AFTER)):
        if printed.lower() in lexed.lexicon.lists[f"columns_{when}"]:
            return year
    for role in ("seats_leading", "seats", "total"):
        if printed in lexed.lexicon.lists[f"letter_{role}"]:
            return "seats" if role == "total" else role
    if any(c.isdecimal() for c in printed) and set(printed.lower().split()) & lexed.lexicon.lists["count_words"]:
        return "votes"
    for token in re.finditer(r"\S+", text[cell.start : cell.end]):
        at = cell.start + token.start()
        if at < skip:
            continue
        label = label_at(lexed, at)
        if label is not None and label[0] <= cell.end:
            found.append(label[1])
            covered += label[0] - at
            skip = label[0]
    if "skip" in found:
        return "skip"
    if not found or covered * 2 < len(text[cell.start : cell.end].strip()):
        return ""
    if "change" in found:
        base = next((f for f in found if f != "change"), None)
        return base if base and "(" in printed else "change"
    return "vote_share" if "vote_share" in found and "votes" in found else found[0]


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
            if whole is None and role in _TEXT_ROLES:
                yield from _dismiss((cell,), lexed, "row.name")
                continue
            known = len(group.entries)
            yield from _read_cell(cell, role, whole, owner, total, last_year, group, lexed)
            for entry in group.entries[known:]:
                entry.place = place


def _aligned(row: tuple[Span, ...], roles: tuple[str, ...], text: str) -> tuple[Span, ...] | None:
    """The cells of a row under their columns; none where what they hold contradicts the columns they stand in.

    Empty cells get lost when a page is copied: a row that came short is tried with the missing ones put
    beside each empty cell it still has, and taken where one way alone fits.
    """
    if _fits(row, roles, text):
        return row
    missing = max((i for i, role in enumerate(roles) if role), default=0) + 1 - len(row)
    empty = [i for i, cell in enumerate(row) if not text[cell.start : cell.end].strip(_EDGE)]
    blank = (Span(row[-1].end, row[-1].end),) * missing
    ways = [(*row[:i], *blank, *row[i:]) for i in empty if i + 1 not in empty and missing > 0]
    fitting = [way for way in ways if _fits(way, roles, text)]
    return fitting[0] if len(fitting) == 1 else None


def _fits(row: tuple[Span, ...], roles: tuple[str, ...], text: str) -> bool:
    """Whether no share is above a hundred and no count of votes or seats is a fraction or has a sign."""
    for role, cell in zip(roles, row, strict=False):
        number = _NUMBER.match(text[cell.start : cell.end].strip(_EDGE))
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
    if numbers and role in _COUNTS and _GROUPS.fullmatch(lexed.text[cell.start : cell.end].strip(_EDGE)):
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
                entry.status = Status.PREVIOUS if role < last_year or role == _BEFORE else Status.RESULT
            group.entries.append(entry)


def _arrow(text: str) -> int:
    lower = text.lower()
    return -1 if "decrease" in lower or "▼" in text else 1 if "increase" in lower or "▲" in text else 0


def _whole_label(lexed: Lexed, cell: Span) -> str | None:
    """The label of a row that speaks of the whole contest ("Majority", "Turnout"), if a cell is one."""
    text = lexed.text[cell.start : cell.end]
    stripped = text.strip(_EDGE)
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
    party = _party(cells["party"], lexed, context) if "party" in cells else None
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
    printed = lexed.text[cell.start : cell.end].strip(_EDGE)
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


def _party(cell: Span, lexed: Lexed, context: Context) -> Party | None:
    """The party a cell names: of the packs where its name is most of what the cell prints, else as printed."""
    printed = lexed.text[cell.start : cell.end].strip(_EDGE)
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


def _clean(text: str) -> str:
    """A name without its marks and asides: "Simpson* (commonly known as Sam)" is Simpson."""
    return _MARK.sub("", _ASIDE.sub("", text)).strip(_EDGE)


def _title(row: tuple[Span, ...], group: Group, lexed: Lexed, context: Context) -> Iterator[Ignored]:
    """A row above the header: the contest's name, perhaps with the year of an earlier election."""
    printed = [cell for cell in row if lexed.text[cell.start : cell.end].strip()]
    if len(printed) == 1:
        cell = printed[0]
        text = lexed.text[cell.start : cell.end].strip(_EDGE)
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
