"""Where a text prints a word or a name as a whole, one of them or many at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ahocorasick_rs import AhoCorasick, Implementation

from extract.model import Span

_SURROGATE = re.compile("[\ud800-\udfff]")


def printed(text: str, words: str, start: int = 0, end: int | None = None) -> Iterator[Span]:
    """The places in ``text[start:end]`` where ``words`` stand as they are and no letter or digit touches them.

    A plain search is several times as fast as an expression, and has nothing to compile for each name.
    """
    end = len(text) if end is None else end
    size = len(words)
    at = text.find(words, start, end)
    while at >= 0:
        if _whole(text, at, at + size):
            yield Span(at, at + size)
        at = text.find(words, at + 1, end)


def searchable(text: str) -> str:
    """``text`` as a search takes it: without halves of pairs, of which nothing that is searched for holds one."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text)
    return text


def lowered(text: str) -> str:
    """``text`` in lower case, no offset moved."""
    lower = text.lower()
    return lower if len(lower) == len(text) else text.replace("\u0130", "i").lower()  # only this letter grows


class Search:
    """Many words or names that are looked for together, in one pass over a text: each alone would take as long."""

    def __init__(self, words: Iterable[str]) -> None:
        self._automaton = AhoCorasick(sorted(words), implementation=Implementation.DFA)

    def printed(self, text: str) -> list[Span]:
        """The places where one of the words stands as a whole, the longest of several last; ``text`` is searchable."""
        hits = self._automaton.find_matches_as_indexes(text, overlapping=True)
        return sorted(Span(start, end) for _, start, end in hits if _whole(text, start, end))


def _whole(text: str, start: int, end: int) -> bool:
    return not (_inner(text, start - 1) and _inner(text, start)) and not _inner(text, end)


def _inner(text: str, at: int) -> bool:
    """Whether a character of a word stands at ``at``."""
    return 0 <= at < len(text) and (text[at].isalnum() or text[at] == "_")
