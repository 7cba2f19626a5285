"""Strict interpretation: every numeral of a text ends as a figure, as ignored by a named rule, or as unread."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from extract.lexer import Lexed
from extract.model import Ignored, Span, Unread
from extract.numeral_words import Numeral, Refused

NOT_AN_ELECTION = "document.not-about-an-election"


def settle(
    lexed: Lexed,
    read: Iterable[Span],
    ignored: Iterable[Ignored],
    unread: Iterable[Unread],
    *,
    about_election: bool,
) -> tuple[tuple[Ignored, ...], tuple[Unread, ...]]:
    """What becomes of each numeral that no figure stands on, in the order of the text.

    A numeral whose cells ran together may hold several figures; it counts as read if it holds one.
    """
    figures = sorted(set(read))
    dismissed = {item.span: item for item in ignored}
    open_ = {item.span: item for item in unread}
    out_ignored: list[Ignored] = []
    out_unread: list[Unread] = []
    numerals: list[Numeral | Refused] = [*lexed.numerals, *lexed.refused]
    for numeral in numerals:
        span = Span(numeral.start, numeral.end)
        at = bisect_left(figures, span)
        if (at < len(figures) and figures[at].start < span.end) or (at and figures[at - 1].end > span.start):
            continue
        if span in dismissed:
            out_ignored.append(dismissed[span])
        elif not about_election:
            out_ignored.append(Ignored(span, NOT_AN_ELECTION))
        else:
            reason = getattr(numeral, "reason", "no reader read the line it stands on")
            out_unread.append(open_.get(span) or Unread(span, reason))
    return tuple(sorted(out_ignored)), tuple(sorted(out_unread))
