"""What the columns of a table hold, by the cells of its header."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extract.context import Context
from extract.lexer import Lexed, label_at
from extract.model import Span
from extract.readers.cells import EDGE, Grid, party_in
from extract.readers.entries import changes

#: Columns that hold names.
TEXT_ROLES = frozenset({"candidate", "party", "surname", "forenames", "ward", "winner"})
#: Columns of the council that was, and of the one that is.
BEFORE, AFTER = "year 0000", "year 9999"
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_HEADER_WORD = re.compile(r"[^\s(\[][^\s]*")  # "Vote (%)" is a vote in percent


@dataclass(frozen=True, slots=True)
class Columns:
    """What each column of a grid holds, and the row below which its body begins."""

    roles: tuple[str, ...]
    body: int


def columns(grid: Grid, lexed: Lexed, context: Context) -> Columns | None:
    """The roles of the columns, from the first row that names at least two; None where no row does."""
    above: tuple[str, ...] = ()
    for index, row in enumerate(grid.rows[:5]):
        roles = _counted(tuple(_role(lexed, cell) for cell in row), row, lexed.text)
        if above and len(above) == len(roles) and any(roles):
            roles = tuple(r or (a if a in TEXT_ROLES else "") for r, a in zip(roles, above, strict=True))
        above = roles
        named = [r for r in roles if r]
        texts = any(r in TEXT_ROLES for r in named)
        if len(named) >= 2 and texts and any(r not in TEXT_ROLES for r in named):
            return Columns(changes(_with_parties(roles, grid.rows[index + 1 :], lexed, context)), index + 1)
    return None


def _counted(roles: tuple[str, ...], row: tuple[Span, ...], text: str) -> tuple[str, ...]:
    """The roles, with columns that are numbered from one upwards taken for the counts of one election."""
    printed = [text[cell.start : cell.end].strip(EDGE) for cell in row]
    if "1" not in printed or "2" not in printed:
        return roles
    first = printed.index("1")
    numbers = {at: str(at - first + 1) for at in range(first, len(row))}
    return tuple(
        "votes" if not r and p == numbers.get(at) else r for at, (r, p) in enumerate(zip(roles, printed, strict=True))
    )


def _with_parties(
    roles: tuple[str, ...], body: tuple[tuple[Span, ...], ...], lexed: Lexed, context: Context
) -> tuple[str, ...]:
    """The roles, with a column whose header is empty taken for that of the parties where its cells are."""
    if "party" in roles:
        return roles
    for at in (at for at, role in enumerate(roles) if not role):
        cells = [row[at] for row in body if at < len(row) and lexed.text[slice(*row[at])].strip(EDGE)]
        parties = [party for cell in cells if (party := party_in(cell, lexed, context)) is not None]
        if len(parties) > 1 and len(parties) == len(cells) and sum(bool(p.id) for p in parties) * 2 > len(cells):
            return (*roles[:at], "party", *roles[at + 1 :])
    return roles


def is_foreign(grid: Grid, lexed: Lexed, context: Context) -> bool:
    """Whether a table names its columns, and none of the names is one of an election."""
    head = grid.rows[0]
    printed = [lexed.text[c.start : c.end].strip(EDGE) for c in head]
    named = [p for p in printed if p]
    if len(named) < 4 or any(any(c.isdecimal() for c in p) for p in named):
        return False
    known = sum(bool(r) and r not in TEXT_ROLES and r != "skip" for r in (_role(lexed, c) for c in head))
    parties = sum((p := party_in(c, lexed, context)) is not None and bool(p.id) for c in head)
    return (known + parties) * 3 < len(named)


def _role(lexed: Lexed, cell: Span) -> str:
    """What a header cell says its column holds; empty where it says nothing known."""
    text = lexed.text
    found: list[str] = []
    skip = cell.start
    covered = 0
    printed = text[cell.start : cell.end].strip(EDGE)
    if _YEAR.fullmatch(printed):
        return f"year {printed}"
    for when, year in (("before", BEFORE), ("after", AFTER)):
        if printed.lower() in lexed.lexicon.lists[f"columns_{when}"]:
            return year
    for role in ("seats_leading", "seats", "total"):
        if printed in lexed.lexicon.lists[f"letter_{role}"]:
            return "seats" if role == "total" else role
    if any(c.isdecimal() for c in printed) and set(printed.lower().split()) & lexed.lexicon.lists["count_words"]:
        return "votes"
    for token in _HEADER_WORD.finditer(text, cell.start, cell.end):
        at = token.start()
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
        return found[0] if "(" in printed else "change"
    return "vote_share" if "vote_share" in found and "votes" in found else found[0]
