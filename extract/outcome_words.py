"""The phrases of ``outcomes.toml`` that say who won, and where one text prints them.

All phrases of a text are found in one pass of an automaton, when the first of its contests asks; a page of a
hundred contests is searched once.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

from extract.context import fold
from extract.lexer import Lexed
from extract.model import Span
from extract.numeral_words import any_of, beginnings
from extract.packs import PackError, read_toml

_LISTS = (
    "wins", "needs_object", "objects", "beats", "elected", "by", "labels",
    "unsure", "several", "rounds", "partial", "parts", "seats", "nobody",
)  # fmt: skip
#: Those looked for in whole passages; the others are only tried on a few words.
_SEARCHED = frozenset({"wins", "beats", "elected", "by", "labels", "several", "rounds", "partial", "parts", "seats"})
_SENTENCE_END = re.compile(r"[\n;!?]|\.(?=\s|$)")
_LAST_END = re.compile(f".*(?:{_SENTENCE_END.pattern})", re.DOTALL)
_YEAR = re.compile(r"(?<![\d.,])(?:1[89]|20)\d\d(?![\d,%]|\.\d)")
_ODD = re.compile(r"[^\x00-\x7f]")
_REACH = 300  # code points to either side in which a sentence is looked at


class Words(NamedTuple):
    """The lists of one language: each as an expression, and those that are searched for in one automaton.

    ``lists`` says of each phrase of the automaton in which lists it stands.
    """

    patterns: Mapping[str, re.Pattern[str]]
    automaton: AhoCorasick
    lists: tuple[tuple[str, ...], ...]


@lru_cache(maxsize=4)
def words(root: Path, language: str) -> Words:
    """The phrases of ``rules/lang/<language>/outcomes.toml``."""
    path = root / "lang" / language / "outcomes.toml"
    lists = read_toml(path)
    missing = [name for name in _LISTS if not lists.get(name)]
    if missing:
        raise PackError(path, 0, f"missing list {', '.join(missing)}")
    found: dict[str, list[str]] = {}
    for name in sorted(_SEARCHED):
        for phrase in lists[name]:
            found.setdefault(phrase.lower(), []).append(name)
    return Words(
        {name: _any_of(lists[name]) for name in _LISTS},
        AhoCorasick(list(found), implementation=Implementation.DFA),
        tuple(map(tuple, found.values())),
    )


def _any_of(phrases: Sequence[str]) -> re.Pattern[str]:
    printed = any_of(phrases, space=r"[ \xa0]")  # pages print a space that does not break like any other
    return re.compile(rf"(?<!\w)(?=[{re.escape(beginnings(phrases))}]){printed}(?!\w)", re.IGNORECASE)


class Said:
    """Where one text prints the phrases, and whether the sentence there leaves no doubt."""

    def __init__(self, lexed: Lexed, year: int | None) -> None:
        rules = lexed.lexicon.rules
        found = words(rules.root, rules.language.code)
        self.patterns, self._text, self._lower, self._year = found.patterns, lexed.text, lexed.lower, year
        self._spans = _spans(lexed.lower.replace("\xa0", " "), found)
        self._surely: dict[int, bool] = {}

    @cached_property
    def flat(self) -> str:
        """The text folded character by character, so that offsets stay."""
        if all(fold(odd) == odd for odd in set(_ODD.findall(self._lower))):
            return self._lower  # dashes and the like, in most texts
        return _ODD.sub(lambda odd: (fold(odd[0]) or odd[0])[0], self._lower)

    def within(self, name: str, span: Span) -> list[Span]:
        """Where phrases of the list ``name`` are printed in ``span``, in order; no phrase goes over a line's end."""
        spans = self._spans[name]
        return spans[bisect_left(spans, (span.start,)) : bisect_left(spans, (span.end,))]

    def surely(self, name: str, span: Span) -> list[Span]:
        """Those of them whose sentence states what happened now: no if, no forecast, no other year."""
        return [found for found in self.within(name, span) if self._states(found.start)]

    def _states(self, offset: int) -> bool:
        known = self._surely.get(offset)
        if known is None:
            known = self._surely[offset] = self._sentence_states(offset)
        return known

    def _sentence_states(self, offset: int) -> bool:
        text = self._text
        start = max(offset - _REACH, 0)
        before = _LAST_END.match(text, start, offset)
        start = before.end() if before else start
        stop = _SENTENCE_END.search(text, offset, offset + _REACH)
        end = stop.start() if stop else offset + _REACH
        if self.patterns["unsure"].search(text, start, end):
            return False
        year = self._year
        return all(year is not None and int(m[0]) == year for m in _YEAR.finditer(text, start, end))


def _spans(lower: str, known: Words) -> dict[str, list[Span]]:
    """The phrases of each list in order; of those that begin or overlap there, the first and longest."""
    spans: dict[str, list[Span]] = {name: [] for name in _SEARCHED}
    hits = known.automaton.find_matches_as_indexes(lower, overlapping=True)
    for index, start, end in sorted(hits, key=lambda hit: (hit[1], -hit[2])):
        if _inner(lower, start - 1) or _inner(lower, end):
            continue
        for name in known.lists[index]:
            if not spans[name] or spans[name][-1].end <= start:
                spans[name].append(Span(start, end))
    return spans


def _inner(lower: str, at: int) -> bool:
    """Whether a letter, a digit or a low line stands at ``at``: what is joined to it is no whole word."""
    return lower[at].isalnum() or lower[at] == "_"
