"""Rows whose cells ran together: "Gina Ford15917.0-6.2", "BJD2389112" under "PartyLWT".

A split is taken only where it is proved: the header says which columns there are, and of all ways to
cut the digits just one obeys what the columns must obey together (leading and won make the total,
gains less losses make the net change, every share is the same fraction of one total). Else the row
stays unread.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import product

from extract.lexer import COUNT, PERCENT, Lexed, Lexicon, Token, tokenize
from extract.model import Ignored, Owner, Span
from extract.numerals import Numeral
from extract.readers.entries import Entry, Group, changes
from extract.readers.rows import Number

_MAX_SPLITS = 4000
_INTEGER = re.compile(r"\d{1,3}(?:,\d{3})+|\d+")
_SHARE = re.compile(r"(?:100|\d{1,2})\.(\d{1,2})%?")
_WHOLE_SHARE = re.compile(r"\d+(?=%)")
_BEHIND = re.compile(r"[^\d%)]*\Z")  # words behind the last cell of a row: "Elected"
_CHANGE = re.compile(r"\(?[+\-–−]\s?\d+(?:\.\d{1,2})?%?\)?")
# What follows the name of an icon that was an image file: "Decrease2.svg".
_FILE = r"(?:\d?\.(?:svg|png|gif))?\s*"
_SPACE = re.compile(r"\s*")
_PAUSE = re.compile(r"[\s()]*")
_NUMBER = re.compile(r"\d[\d.,]*")

# The labels of columns that mean the same as a plainer one.
_LABELS = {"total": "seats", "net": "seats_change"}
INTEGERS = frozenset({"votes", "seats", "seats_leading", "total", "candidates", "gains", "losses"})
SHARES = frozenset({"vote_share", "seat_share"})


@dataclass(frozen=True, slots=True)
class Piece:
    """One cell of a split row: where its number stands, its value, and what it was printed as."""

    column: str
    start: int
    end: int
    value: Decimal | None
    decimals: int = 0


Split = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a language that stand in cells: names of icons by their sign, placeholders."""

    icon: re.Pattern[str]
    blank: re.Pattern[str]
    signs: dict[str, int]


@lru_cache(maxsize=4)
def words(lexicon: Lexicon) -> Words:
    """The cell words of one lexicon, compiled."""
    signs = {
        word: sign for name, sign in (("rising", 1), ("falling", -1), ("level", 0)) for word in lexicon.lists[name]
    }
    return Words(
        re.compile(f"({_any(signs)}){_FILE}", re.IGNORECASE),
        re.compile(f"{_any(lexicon.lists['placeholders'])}|[–—-]", re.IGNORECASE),
        signs,
    )


def _any(forms: Iterable[str]) -> str:
    return "|".join(re.escape(form) for form in sorted(forms, key=lambda f: (-len(f), f)))


def header(lexed: Lexed, start: int, end: int) -> list[str] | None:
    """The columns of a header line whose labels run together; None where it holds anything but labels."""
    text, at, glued = lexed.text, start, False
    found: list[str] = []
    while at < end:
        at = _PAUSE.match(text, at).end()  # type: ignore[union-attr]
        if at >= end:
            break
        label = label_of(lexed, at, end)
        if label is None:
            return None
        stop, name = label
        glued = glued or (stop < end and not text[stop].isspace())
        if name == "vote_share" and found[-1:] == ["vote_share"]:  # "Share %" names one column twice
            at = stop
            continue
        if not (name == "vote_share" and found[-1:] in (["seats"], ["votes"]) and text[at - 1] == " "):
            found.append(name)
        elif found[-1] == "seats":
            found[-1] = "seat_share"
        else:
            found[-1] = "vote_share"
        at = stop
    return list(changes(found)) if glued and len(found) >= 3 else None


@lru_cache(maxsize=4)
def _by_beginning(lexicon: Lexicon) -> tuple[dict[str, list[tuple[str, str]]], int]:
    """The labels by the one or two characters they begin with, the longest first, and the length of that."""
    entries = [entry for entries in lexicon.labels.values() for entry in entries]
    found: dict[str, list[tuple[str, str]]] = {}
    for phrase, name in sorted(entries, key=lambda entry: -len(entry[0])):
        found.setdefault(phrase[:2], []).append((phrase, name))
    return found, max((len(phrase) for phrase, _ in entries), default=0)


def label_of(lexed: Lexed, at: int, end: int) -> tuple[int, str] | None:
    """The label that begins at ``at`` and may run into what follows: where it ends, and what it names."""
    text, lists = lexed.text, lexed.lexicon.lists
    labels, longest = _by_beginning(lexed.lexicon)
    printed = text[at : min(at + longest, end)].lower()
    for phrase, name in (*labels.get(printed[:2], ()), *labels.get(printed[:1], ())):
        stop = at + len(phrase)
        if printed.startswith(phrase) and not text[stop : stop + 1].islower():
            return stop, _kind(name, phrase)
    if not text[at + 1 : at + 2].islower():
        for name in ("seats_leading", "seats", "total"):
            if text[at] in lists[f"letter_{name}"]:
                return at + 1, name
    return None


def _kind(name: str, phrase: str) -> str:
    """The kind of column a label means where cells run together: counts of gains and losses keep their own."""
    if phrase in ("gains", "losses"):
        return phrase
    if name == "skip" and "%" in phrase:
        return "seat_share"
    return "candidates" if phrase == "candidates" else "net" if phrase == "net" else name


def splits(text: str, start: int, end: int, columns: Sequence[str], known: Words) -> list[Split]:
    """Every way to cut ``text[start:end]`` into one cell for each of ``columns``; none where there are too many."""
    found: list[Split] = []

    def cut(at: int, index: int, pieces: Split) -> bool:
        at = _SPACE.match(text, at, end).end()  # type: ignore[union-attr]
        if index == len(columns):
            if at >= end:
                found.append(pieces)
            return len(found) < _MAX_SPLITS
        return all(
            cut(stop, index + 1, (*pieces, piece)) for stop, piece in _cells(text, at, end, columns[index], known)
        )

    return found if cut(start, 0, ()) else []


def _cells(text: str, at: int, end: int, column: str, known: Words) -> Iterator[tuple[int, Piece]]:
    sign = 1
    icon = known.icon.match(text, at, end)
    if icon is not None and column in ("net", "change", "seats_change", "vote_share_change"):
        sign = known.signs[icon[1].lower()]
        if not sign:
            yield icon.end(), Piece(column, icon.end(), icon.end(), Decimal(0))
        at = icon.end()
    if column in INTEGERS or column == "net":
        match = _INTEGER.match(text, at, end)
        if match is not None:
            yield from _integers(text, match, column, sign)
    elif column in SHARES or (icon is not None and column.endswith("change")):
        whole = _WHOLE_SHARE.match(text, at, end)
        if whole is not None and len(whole.group()) <= 3 and int(whole.group()) <= 100:
            yield whole.end() + 1, Piece(column, at, whole.end() + 1, sign * Decimal(whole.group()))
        for width in (3, 2, 1):
            match = _SHARE.match(text, at, end)
            if match is not None and match.end() - match.start() >= width:
                yield from _shares(text, match, column, sign)
                break
    else:
        blank = known.blank.match(text, at, end)
        change = _CHANGE.match(text, at, end)
        if change is not None:
            yield from _signed(text, change, column)
        elif blank is not None:
            yield blank.end(), Piece(column, at, at, None)


def _integers(text: str, match: re.Match[str], column: str, sign: int) -> Iterator[tuple[int, Piece]]:
    start, stop = match.span()
    plain = len(re.match(r"\d+", text[start:stop]).group())  # type: ignore[union-attr]
    for end in range(start + 1, start + plain + 1):
        digits = text[start:end]
        if len(digits) > 1 and digits[0] == "0":
            break
        yield end, Piece(column, start, end, sign * Decimal(digits))
    for lead in range(1, min(3, plain) + 1):
        grouped = re.compile(r"(?:,\d{3})+").match(text, start + lead)
        if grouped is not None and lead == plain:
            digits = text[start : grouped.end()]
            yield grouped.end(), Piece(column, start, grouped.end(), sign * Decimal(digits.replace(",", "")))


def _shares(text: str, match: re.Match[str], column: str, sign: int) -> Iterator[tuple[int, Piece]]:
    start = match.start()
    point = text.index(".", start)
    for decimals in range(1, len(match[1]) + 1):
        end = point + 1 + decimals
        value = sign * Decimal(text[start:end])
        stop = end + 1 if text[end : end + 1] == "%" else end
        if abs(value) <= 100:
            yield stop, Piece(column, start, stop, value, decimals)


def _signed(text: str, match: re.Match[str], column: str) -> Iterator[tuple[int, Piece]]:
    number = _NUMBER.search(text, match.start(), match.end())
    if number is None:
        return
    sign = -1 if text[match.start() : number.start()].strip("( ")[:1] in "-–−" else 1
    begin = match.start() + (1 if text[match.start()] == "(" else 0)
    printed = number.group().rstrip(".,").replace(",", "")
    yield match.end(), Piece(column, begin, number.end(), sign * Decimal(printed))


def last_cell(text: str, start: int, end: int) -> int:
    """Where the numbers of a row end: words may stand behind them."""
    behind = _BEHIND.search(text[start:end])
    return start + behind.start() if behind is not None else end


def prove(rows: Sequence[list[Split]]) -> list[Split | None]:
    """The one split of each row that the columns allow; None for a row that stays open."""
    kept = [[s for s in row if all(holds(s) for holds in _ROW_RULES)] for row in rows]
    for part, share in (("votes", "vote_share"), ("seats", "seat_share")):
        kept = _same_total(kept, part, share)
    return [row[0] if len({_values(s) for s in row}) == 1 else None for row in kept]


def _values(split: Split) -> tuple[tuple[str, int, Decimal | None], ...]:
    return tuple((p.column, p.start, p.value) for p in split)


def _of(split: Split, column: str) -> Decimal | None:
    return next((p.value for p in split if p.column == column), None)


def _totals(split: Split) -> bool:
    won, leading, total = _of(split, "seats"), _of(split, "seats_leading"), _of(split, "total")
    return total is None or won is None or (leading or 0) + won == total


def _net(split: Split) -> bool:
    gains, losses, net = _of(split, "gains"), _of(split, "losses"), _of(split, "net")
    return gains is None or losses is None or net is None or gains - losses == net


_ROW_RULES: tuple[Callable[[Split], bool], ...] = (_totals, _net)


def _bounds(split: Split, part: str, share: str) -> tuple[float, float] | None:
    """The totals of which ``part`` can be the printed ``share``."""
    amount = _of(split, part)
    piece = next((p for p in split if p.column == share), None)
    if amount is None or piece is None or piece.value is None or not amount or piece.value <= 0:
        return None
    half = 0.5001 * 10**-piece.decimals
    low, high = float(piece.value) - half, float(piece.value) + half
    return 100 * float(amount) / high, 100 * float(amount) / max(low, 1e-9)


def _same_total(rows: list[list[Split]], part: str, share: str) -> list[list[Split]]:
    """Keep the splits that agree on one total; all of them where no total or several totals fit."""
    ranges = [[(b, s) for s in row if (b := _bounds(s, part, share))] for row in rows]
    told = [r for r in ranges if r]
    if len(told) < 2:
        return rows
    edges = sorted({edge for r in told for (low, high), _ in r for edge in (low, high)})
    best: list[list[list[tuple[float, float]]]] = []
    for total in edges:
        fits = [[b for b, _ in r if b[0] <= total <= b[1]] for r in told]
        if all(fits) and fits not in best:
            best.append(fits)
    allowed = {b for fits in best for row in fits for b in row}
    out = []
    for row, known in zip(rows, ranges, strict=True):
        fitting = [s for b, s in known if b in allowed]
        out.append(fitting + [s for s in row if _bounds(s, part, share) is None] if fitting else row)
    return _sums(out, part, edges if best else [])


def _sums(rows: list[list[Split]], part: str, totals: list[float]) -> list[list[Split]]:
    """Where a few readings remain, those whose parts add up to a total the shares allow come first."""
    size = 1
    for row in rows:
        size *= max(len(row), 1)
    if size == 1 or size > _MAX_SPLITS or not totals:
        return rows
    good = []
    for choice in product(*[row or [()] for row in rows]):
        amounts = [_of(s, part) for s in choice if s]
        total = float(sum(a for a in amounts if a is not None))
        bounds = [b for s in choice if s and (b := _bounds(s, part, "vote_share" if part == "votes" else "seat_share"))]
        if bounds and all(low <= total <= high for low, high in bounds):
            good.append(choice)
    if len(good) != 1:
        return rows
    return [[s] if s else [] for s in good[0]]


def first_number(text: str, start: int, end: int, columns: Sequence[str], known: Words) -> int:
    """Where the name of a row ends: at its first digit, sign or icon. "BJP+" keeps its plus before a count."""
    at = start
    while at < end and not text[at].isdecimal() and not (text[at] in "+−" and text[at + 1 : at + 2].isdecimal()):
        at += 1
    icon = known.icon.search(text, start, at)
    if icon is not None and icon.end() == at and not text[icon.start() - 1 : icon.start()].isalpha():
        return icon.start()
    return at + 1 if text[at : at + 1] == "+" and columns[:1] and columns[0] in INTEGERS else at


def place(piece: Piece, owners: list[Owner], group: Group, lexed: Lexed) -> Iterator[Ignored]:
    """Add one proved cell to ``group``, or name why it is no figure."""
    if piece.value is None or piece.start == piece.end:
        return
    label = _LABELS.get(piece.column, piece.column)
    if label in ("candidates", "gains", "losses", "seat_share", "skip"):
        yield Ignored(Span(piece.start, piece.end), "row.skipped-column")
        return
    printed = lexed.text[piece.start : piece.end]
    size = abs(piece.value)
    half = Decimal(5).scaleb(-piece.decimals - 1) if piece.decimals else Decimal(0)
    low, high = size - half, size + 2 * half
    if piece.value < 0:
        low, high = -high, -low
    sign = printed[0] if printed[0] in "+-–−" else ""
    number = Numeral(
        piece.start, piece.end, piece.value, low, high, sign="-" if sign and sign != "+" else sign,
        percent="%" in printed, decimals=piece.decimals,
    )  # fmt: skip
    kind = PERCENT if "%" in printed or piece.decimals else COUNT
    token = Token(piece.start, piece.end, kind, number)
    group.entries.append(Entry(Number(token, False, 0), owners, label, 0, group.records))


def later(start: int, end: int, owners: list[Owner], group: Group, lexed: Lexed) -> None:
    """Add the votes of the counts after the first, which stand apart."""
    for token in tokenize(lexed, start, end).tokens:
        if token.number is not None:
            group.entries.append(Entry(Number(token, False, 0), owners, "votes", 0, group.records))
