"""Where the lines of a text and the sentences of a line begin and end."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extract.model import Span

# The character that ends a sentence stands first and alone: fast to find.
_SENTENCE_END = re.compile(r"[.!?…\r\n](?:(?<=[\r\n])[\r\n]*|(?<=[.!?…])[\"'”’)\]*]*(?=\s+[\"'“‘(\[•]*[A-Z0-9£$]))")
_LINE = re.compile(r"[^\r\n]+")


def sentences(text: str, start: int, end: int, abbreviations: frozenset[str]) -> Iterator[Span]:
    """Split ``text[start:end]`` at sentence ends and line breaks, not after an abbreviation or an initial."""
    begin = start
    for match in _SENTENCE_END.finditer(text, start, end):
        stop = match.end()
        if text[match.start()] == "." and _abbreviated(text, begin, match.start(), abbreviations):
            continue
        if text[begin:stop].strip():
            yield Span(begin, stop)
        begin = stop
    if text[begin:end].strip():
        yield Span(begin, end)


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
