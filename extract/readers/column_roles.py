"""What the columns of a table hold, by the cells of its header."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extract.context import Context
from extract.lexer import Lexed, label_at
from extract.model import Span
from extract.readers.cells import EDGE, Grid, party_in
from extract.readers.entries import WHOLE, changes

#: Columns that hold names.
TEXT_ROLES = frozenset({"candidate", "party", "surname", "forenames", "ward", "winner"})
#: Columns of the council that was, and of the one that is.
BEFORE, AFTER = "year 0000", "year 9999"
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
#: Measures of which a column may give what they were before.
_COUNTED = frozenset({"votes", "vote_share", "seats", "councils", "councillors"})
_LONGEST = 6  # words of a header that says when
_ALIKE = 0.6  # of the greater of two sums, that the other is at least where both count the same
_HEADER_WORD = re.compile(r"[^\s(\[][^\s]*")  # "Vote (%)" is a vote in percent


@dataclass(frozen=True, slots=True)
class Columns:
    """What each column of a grid holds, and the row below which its body begins; ``past`` are those of last time."""

    roles: tuple[str, ...]
    body: int
    past: frozenset[int] = frozenset()


def columns(grid: Grid, lexed: Lexed, context: Context) -> Columns | None:
    """The roles of the columns, from the first row that names at least two; None where no row does."""
    above: tuple[str, ...] = ()
    for index, row in enumerate(grid.rows[:5]):
        roles = _counted(tuple(_role(lexed, cell) for cell in row), row, lexed)
        if above and len(above) == len(roles) and any(roles):
            roles = tuple(r or (a if a in TEXT_ROLES else "") for r, a in zip(roles, above, strict=True))
        above = roles
        named = [r for r in roles if r]
        texts = any(r in TEXT_ROLES for r in named)
        if len(named) >= 2 and texts and any(r not in TEXT_ROLES for r in named):
            body = grid.rows[index + 1 :]
            timed = (_timed(lexed, cell) for cell in row)
            past = frozenset(at for at, when in enumerate(timed) if when is not None and when[1] == BEFORE)
            roles, found = _told_apart(_with_parties(roles, body, lexed, context), body, lexed)
            return Columns(changes(roles), index + 1, past | found)
    return None


def _told_apart(
    roles: tuple[str, ...], body: tuple[tuple[Span, ...], ...], lexed: Lexed
) -> tuple[tuple[str, ...], frozenset[int]]:
    """The roles, with what columns of before and after count; and which of them are of last time.

    The two of a table without any other count are left to the numbers, and what a change is of is not known then. One
    of before alone counts what the only column with numbers as large does. Nothing else tells: "New" may be who is
    new. How many candidates a party has is none of them by name.
    """
    roles = tuple(
        "skip" if role == "candidate" and _sum(body, at, lexed) is not None else role for at, role in enumerate(roles)
    )
    past = [at for at, role in enumerate(roles) if role == BEFORE]
    years = [role for role in roles if role.startswith("year")]
    if not past and AFTER not in years:
        return roles, frozenset()
    if past and len(years) > 1 and not _COUNTED.intersection(roles):
        return tuple("" if role == "change" else role for role in roles), frozenset()
    of = ""
    if len(past) == len(years) == 1:
        sums = [_sum(body, at, lexed) for at in range(len(roles))]
        total = sums[past[0]] or 0
        apart = {"change", "skip", BEFORE}
        alike = [
            roles[at]
            for at, other in enumerate(sums)
            if other and roles[at] not in apart and min(other, total) >= _ALIKE * max(other, total)
        ]
        of = alike[0] if len(alike) == 1 and alike[0] in _COUNTED else ""
    said = tuple(of if role == BEFORE else "" if role == AFTER else role for role in roles)
    return said, frozenset(past if of else ())


def _sum(body: tuple[tuple[Span, ...], ...], at: int, lexed: Lexed) -> float | None:
    """What the numbers of a column come to; None where a cell holds anything else, or none has a number."""
    total: float | None = None
    for row in body:
        printed = lexed.text[row[at].start : row[at].end].strip(EDGE) if at < len(row) else ""
        numbers = lexed.numbers(*row[at]) if printed else ()
        if printed and not (numbers and printed[0].isdecimal() and not any(map(str.isalpha, printed))):
            return None
        if numbers:
            total = (total or 0) + (float(number.value) if (number := numbers[0].number) else 0)
    return total


def _counted(roles: tuple[str, ...], row: tuple[Span, ...], lexed: Lexed) -> tuple[str, ...]:
    """The roles, with columns that are numbered from one upwards taken for the counts of one election.

    Those of a table of parties, or of seats, may be districts.
    """
    printed = [lexed.text[cell.start : cell.end].strip(EDGE) for cell in row]
    if "1" not in printed or "2" not in printed or "seats" in roles:
        return roles
    counts = lexed.lexicon.lists["count_words"]
    if {"candidate", "surname"}.isdisjoint(roles) and not any(p.lower() in counts for p in printed):
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


def _timed(lexed: Lexed, cell: Span) -> tuple[str, str] | None:
    """The role of a header cell that says when, and when that is: "Seats before"; None where it does not."""
    start, end = cell
    while start < end and lexed.text[start] in EDGE:
        start += 1
    printed = lexed.text[start:end].rstrip(EDGE).lower()
    words = printed.split(" ")
    for when, year in (("before", BEFORE), ("after", AFTER)):
        known = lexed.lexicon.lists[f"columns_{when}"]
        for at in range(1, min(len(words), _LONGEST)):
            said = len(" ".join(words[:at]))
            if printed[said + 1 :] in known:
                rest = Span(start, start + said)
            elif year == BEFORE and printed[:said] in known:
                rest = Span(start + said + 1, start + len(printed))
            else:
                continue
            role = _role(lexed, rest)
            if role in _COUNTED or role in WHOLE:
                return ("" if role in WHOLE else role), year
        if printed in known:
            return year, year
    return None


def _role(lexed: Lexed, cell: Span) -> str:
    """What a header cell says its column holds; empty where it says nothing known."""
    text = lexed.text
    found: list[str] = []
    skip = cell.start
    covered = 0
    printed = text[cell.start : cell.end].strip(EDGE)
    if _YEAR.fullmatch(printed):
        return f"year {printed}"
    timed = _timed(lexed, cell)
    if timed is not None:
        return timed[0]
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
