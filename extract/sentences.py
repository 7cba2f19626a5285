"""Where the lines of a text and the sentences of a line begin and end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from extract.model import Span

# The character that ends a sentence stands first and alone: fast to find.
_SENTENCE_END = re.compile(r"[.!?…\r\n](?:(?<=[\r\n])[\r\n]*|(?<=[.!?…])[\"'”’)\]*]*(?=\s+[\"'“‘(\[•]*[A-Z0-9£$]))")
_LEADERS = 6  # code points between the dots that lead to a column, at most
_NAME = 40  # code points that a row may have before its dots, if they are but three: "Conservative... 1,621"
_LINE = re.compile(r"[^\r\n]+")


def sentences(text: str, start: int, end: int, abbreviations: frozenset[str]) -> Iterator[Span]:
    """Split ``text[start:end]`` at sentence ends and line breaks, not after an abbreviation or an initial."""
    begin = start
    for match in _SENTENCE_END.finditer(text, start, end):
        stop = match.end()
        at = match.start()
        if text[at] == "." and (_abbreviated(text, begin, at, abbreviations) or _leads(text, begin, at)):
            continue
        if text[begin:stop].strip():
            yield Span(begin, stop)
        begin = stop
    if text[begin:end].strip():
        yield Span(begin, end)


def _leads(text: str, begin: int, stop: int) -> bool:
    """Whether a dot is the last of a row that leads to a column: "TURNOUT .  .  .  59.50", "Bell ..... 812"."""
    before = text[max(begin, stop - _LEADERS) : stop]
    if not before.rstrip(" \t").endswith("."):
        return False
    few = (
        before.endswith("..")
        and stop - begin <= _NAME
        and text[stop + 1 : stop + _LEADERS].lstrip(" \t")[:1].isdecimal()
    )
    return before[-1].isspace() or before.endswith("...") or few


def _abbreviated(text: str, begin: int, stop: int, abbreviations: frozenset[str]) -> bool:
    cut = stop
    while cut > begin and (text[cut - 1].isalpha() or text[cut - 1] == "."):
        cut -= 1
    word = text[cut:stop]
    return (len(word) == 1 and word.isupper()) or word.lower() in abbreviations


def lines(text: str) -> Iterator[Span]:
    """The non-empty lines of ``text``."""
    if "\r" in text:
        for match in _LINE.finditer(text):
            if not match.group().isspace():
                yield Span(*match.span())
        return
    start = 0
    for line in text.split("\n"):  # several times as fast
        if line and not line.isspace():
            yield Span(start, start + len(line))
        start += len(line) + 1


@lru_cache(maxsize=1)
def units(text: str, abbreviations: frozenset[str]) -> tuple[tuple[Span, tuple[Span, ...]], ...]:
    """The lines of a text with the sentences of each; of the last text they are remembered, as several ask."""
    return tuple((line, tuple(sentences(text, line.start, line.end, abbreviations))) for line in lines(text))
