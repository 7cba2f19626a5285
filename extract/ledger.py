"""Strict interpretation: every numeral of a text ends as a figure, as ignored by a named rule, or as unread."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import lru_cache

from extract.lexer import Lexed
from extract.model import BlockKind, Document, Ignored, Span, Unread
from extract.numeral_words import Numeral, NumeralWords, Refused
from extract.numerals import scan
from extract.printed import Search, lowered, searchable

NOT_AN_ELECTION = "document.not-about-an-election"
FURNITURE = "document.furniture"
REST = "the rest of a run of cells"


def settle(
    document: Document,
    lexed: Lexed,
    read: Iterable[Span],
    ignored: Iterable[Ignored],
    unread: Iterable[Unread],
    *,
    about_election: bool,
) -> tuple[tuple[Ignored, ...], tuple[Unread, ...]]:
    """What becomes of each numeral that no figure stands on, in the order of the text.

    A numeral whose cells ran together may hold several figures; the digits that none stands on are left unread.
    Furniture is not lexed, so that the numerals in it are added here.
    """
    whole = set(read)
    figures = sorted(whole)
    dismissed = {item.span: item for item in ignored}
    open_ = {item.span: item for item in unread}
    out_ignored = list(_furniture(document, lexed.lexicon.rules.language.numerals))
    out_unread: list[Unread] = []
    numerals: list[Numeral | Refused] = [*lexed.numerals, *lexed.refused]
    for numeral in numerals:
        if numeral[:2] in whole:  # as most are
            continue
        span = Span(numeral.start, numeral.end)
        inside = standing_on(figures, span)
        if inside:
            out_unread.extend(Unread(piece, REST) for piece in _rest(lexed.text, span, inside))
        elif span in dismissed:
            out_ignored.append(dismissed[span])
        elif not about_election:
            out_ignored.append(Ignored(span, NOT_AN_ELECTION))
        else:
            reason = getattr(numeral, "reason", "no reader could place it")
            out_unread.append(open_.get(span) or Unread(span, reason))
    return tuple(sorted(out_ignored)), tuple(sorted(out_unread))


def _furniture(document: Document, words: NumeralWords) -> Iterator[Ignored]:
    """The numerals of what is no part of a document's subject."""
    pieces: list[str] = []
    done = 0
    for start, end in sorted(b.span for b in document.blocks if b.kind is BlockKind.FURNITURE):
        pieces += " " * (start - done), document.text[start:end]
        done = end
    text = searchable("".join(pieces))
    named = dict(_named(words).printed(lowered(text)))  # the longest at each place
    for numeral in scan(text, words, hits=named.items()) if pieces else ():
        yield Ignored(Span(numeral.start, numeral.end), FURNITURE)


@lru_cache(maxsize=4)
def _named(words: NumeralWords) -> Search:
    return Search(words.forms)


def standing_on(figures: list[Span], span: Span) -> list[Span]:
    """The figures that stand on a part of ``span``; they are in order and do not overlap."""
    at = bisect_left(figures, span)
    if at and figures[at - 1].end > span.start:
        at -= 1
    found = []
    while at < len(figures) and figures[at].start < span.end:
        found.append(figures[at])
        at += 1
    return found


def _rest(text: str, span: Span, inside: list[Span]) -> Iterator[Span]:
    """The stretches of ``span`` from a digit to a digit that no figure stands on."""
    begin = span.start
    for start, end in (*inside, Span(span.end, span.end)):
        digits = [at for at in range(begin, min(start, span.end)) if text[at].isdecimal()]
        if digits:
            yield Span(digits[0], digits[-1] + 1)
        begin = max(begin, end)
