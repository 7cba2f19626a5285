"""A text cut for the trained reader: the sentences and rows that hold a numeral, as tokens with features.

Every numeral of the lexer is one token, so that a prediction always stands on a whole printed number. Nothing
here knows a pattern or a cue word: a number is known by its form, its place on its line and the header above.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from extract.lexer import Lexed
from extract.model import Span
from extract.numerals import Numeral
from extract.sentences import units

#: The kind of a piece that is a numeral of our lexer: what is labelled.
NUMERAL = "NUM"
#: Code points of a unit without numerals that is still shown beside its neighbour: a heading, a label.
SHORT = 60
#: Tokens in one window; a text is cut into windows at units.
LONGEST = 300

# A token with the single space that follows it, or other white space.
_PIECE = re.compile(r"([^\W\d_]+(?:['’][^\W\d_]+)*|\d+|[^\w\s]|_)( (?! ))?| (?! )|\s+")
_CELL = re.compile(r"[^\t|]+")
_WIDE_GAP = re.compile(r" {2,}")
_DIGIT = re.compile(r"\d")
_HEADER_WORD = re.compile(r"[^\W\d_]+|[%#±]|\+/-")
_LONGEST_HEADER = 120
_WIDE = re.compile(r"\s ")  # where no single space divides words
_REMEMBERED = 1 << 14  # words with the marks on them
_LONGEST_WORD = 60  # code points; what is longer is not remembered
_LONGEST_ROW = 1000  # code points; no row of a table that somebody reads is longer


class Piece(NamedTuple):
    """One token: whether a space follows, and what the model sees of it."""

    text: str
    space: bool
    norm: str
    kind: str = ""
    form: str = ""
    header: str = ""
    position: str = ""
    numeral: int = -1


def form_of(number: Numeral) -> str:
    """The form of a numeral: sign, whole digits, decimals, unit, and whether it was written in words."""
    whole = len(str(abs(int(number.value))))
    unit = "%" if number.percent else "p" if number.points else ""
    value = abs(number.value)
    size = "" if whole > 3 else "t" if value <= 12 else "m" if value <= 31 else "c" if value <= 100 else "k"
    year = "y" if not number.decimals and 1832 <= value <= 2100 and number.end - number.start == 4 else ""
    sign = "s" if number.sign else ""
    words = "" if number.form == "digits" else "w"
    return f"{sign}{whole}.{number.decimals}{unit}{size}{year}{words}"


def windows(lexed: Lexed) -> list[list[Piece]]:
    """The windows of a text, in order; no numeral stands in two."""
    found: list[list[Piece]] = []
    window: list[Piece] = []
    for span, header in _kept(lexed):
        pieces = _pieces(lexed, span, header)
        if window and len(window) + len(pieces) > LONGEST:
            found.append(window)
            window = []
        while len(pieces) > LONGEST:  # a unit too long for one window
            found.append(pieces[:LONGEST])
            pieces = pieces[LONGEST:]
        window.extend(pieces)
    if any(p.numeral >= 0 for p in window):
        found.append(window)
    return found


def whole(lexed: Lexed) -> list[Piece]:
    """All of a text as one window, every character in it."""
    return _pieces(lexed, Span(0, len(lexed.text)), ())


def _kept(lexed: Lexed) -> Iterator[tuple[Span, tuple[str, ...]]]:
    """The units with a numeral and their short neighbours, each with the header above it."""
    text = lexed.text
    starts = [n.start for n in lexed.numerals]
    found: list[tuple[Span, bool, tuple[str, ...]]] = []
    header: tuple[str, ...] = ()
    for line, inside in units(text, lexed.lexicon.lists["abbreviations"]):
        printed = text[line.start : line.end]
        numbers = bisect_left(starts, line.end) - bisect_left(starts, line.start)
        if not numbers and len(printed) <= _LONGEST_HEADER and not printed.rstrip().endswith((".", "!", "?")):
            cells = cells_of(printed)
            header = cells if len(cells) > 1 + (len(printed.split()) == len(cells)) else ()
        elif not numbers:
            header = ()
        for span in inside:
            holds = numbers > 0 and bisect_left(starts, span.end) > bisect_left(starts, span.start)
            found.append((span, holds, header))
    for index, (span, holds, above) in enumerate(found):
        near = span.end - span.start <= SHORT and any(u[1] for u in found[max(index - 1, 0) : index + 2])
        if holds or near:
            yield Span(span.start, min(span.end + 1, len(text))), above


def cells_of(line: str) -> tuple[str, ...]:
    """The cells of a line in lower case: by tabs and bars, by wide gaps, else by its words."""
    if "\t" in line or "|" in line:
        cells = [m.group().strip() for m in _CELL.finditer(line)]
    elif _WIDE_GAP.search(line.strip()):
        cells = [c.strip() for c in _WIDE_GAP.split(line.strip())]
    else:
        cells = _HEADER_WORD.findall(line)
    return tuple(c.lower() for c in cells if c)


def _pieces(lexed: Lexed, span: Span, header: Sequence[str]) -> list[Piece]:
    """The tokens of one unit."""
    text = lexed.text
    found: list[Piece] = []
    numerals = lexed.numerals
    first = bisect_left(numerals, span.start, key=_begin)
    last = bisect_left(numerals, span.end, key=_begin)
    fixed: list[tuple[int, int, str, int]] = [
        (n.start, n.end, "", first + i) for i, n in enumerate(numerals[first:last])
    ]
    starts = [n.start for n in numerals[first:last]]
    names = lexed.names
    for name in names[bisect_left(names, (span.start,)) : bisect_left(names, (span.end,))]:
        before = bisect_left(starts, name.end)
        free = not before or numerals[first + before - 1].end <= name.start
        if name.end <= span.end and free:
            fixed.append((name.start, name.end, "PARTY" if name.form.party else "PLACE", -1))
    fixed.sort()
    add = _add_wide if _WIDE.search(text, span.start, span.end) else _add_plain
    done = span.start
    for begin, end, kind, number in fixed:
        if begin < done:
            continue
        if done < begin:
            add(found, text, done, begin)
        printed = text[begin:end]
        # A single space is the mark of the token before it.
        done = end + (text.startswith(" ", end, span.end) and not text.startswith("  ", end, span.end))
        if number >= 0:
            numeral = numerals[number]
            shape = "#" + _DIGIT.sub("d", printed) if numeral.form == "digits" else printed.lower()
            order = number - first
            position = f"{min(order, 6)}/{min(last - first, 8)}"
            above = _above(text, span, begin, order, last - first, header)
            found.append(Piece(printed, done > end, shape, NUMERAL, form_of(numeral), above, position, number))
        else:
            found.append(Piece(printed, done > end, f"<{kind.lower()}>", kind))
    if done < span.end:
        add(found, text, done, span.end)
    return found


def _begin(number: Numeral) -> int:
    return number.start


def _add_wide(found: list[Piece], text: str, start: int, end: int) -> None:
    """Add the words, marks and white space of a stretch."""
    for match in _PIECE.finditer(text, start, end):
        printed = match[1]
        if printed is None:
            found.append(Piece(match[0], False, match[0]))
        else:
            found.append(Piece(printed, match[2] is not None, printed.lower()))


class _Chunks(dict[str, tuple[Piece, ...]]):
    """The pieces of what stands between two spaces, which come back as often as words do; ``after`` comes last."""

    def __init__(self, after: str) -> None:
        self.after = after

    def __missing__(self, chunk: str) -> tuple[Piece, ...]:
        printed = chunk + self.after
        made: list[Piece] = []
        _add_wide(made, printed, 0, len(printed))
        found = tuple(made)
        if len(chunk) <= _LONGEST_WORD:
            if len(self) >= _REMEMBERED:
                self.clear()
            self[chunk] = found
        return found


_BEFORE_SPACE, _AT_END = _Chunks(" "), _Chunks("")


def _add_plain(found: list[Piece], text: str, start: int, end: int) -> None:
    """The same where white space is single spaces, or ends no word before one."""
    *chunks, rest = text[start:end].split(" ")
    found.extend(chain.from_iterable(map(_BEFORE_SPACE.__getitem__, chunks)))
    found.extend(_AT_END[rest])


def _above(text: str, span: Span, at: int, order: int, numbers: int, header: Sequence[str]) -> str:
    """The header over a numeral: of its cell where the line has as many, else counted from the right."""
    if not header or span.end - span.start > _LONGEST_ROW:
        return ""
    line = text[span.start : span.end].rstrip("\r\n")
    cells = cells_of(line)
    if ("\t" in line or "|" in line or _WIDE_GAP.search(line.strip())) and len(cells) == len(header):
        before = cells_of(text[span.start : at])
        opened = text[span.start : at].rstrip(" ").endswith(("\t", "|")) or text[at - 2 : at] == "  "
        return header[min(len(before) - (not opened and len(before) > 0), len(header) - 1)]
    index = len(header) - (numbers - order)
    return header[index] if 0 <= index < len(header) else ""
