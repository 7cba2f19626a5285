"""Names of places and people as different tables print them: one of a list, or said to be ambiguous.

"Hull E.", "Kingston upon Hull, East" and "East Hull" differ in print only. Abbreviations, word order and
accents are put aside first; what is still not alike is compared by letters, and only a clear winner counts.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz, process

from extract.context import fold
from extract.packs import english

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[&+]")

#: Likeness of the letters, of 100, that a match needs, and how far behind the next must be.
ALIKE: Final = 88.0
AHEAD: Final = 6.0


@lru_cache(maxsize=2**17)
def plain_name(name: str) -> str:
    """``name`` in lower case, without accents and punctuation, what is written short written out."""
    short = english("names.toml")["short"]
    words = (w.replace("'", "").replace("’", "") for w in _WORD.findall(fold(name)))
    return " ".join(short.get(w, w) for w in words)


def _bag(plain: str) -> str:
    """The words of a plain name in alphabetical order, those that say nothing left out."""
    words, empty = plain.split(), english("names.toml")["empty"]
    return " ".join(sorted(w for w in words if w not in empty) or sorted(words))


def _telling(words: Iterable[str]) -> frozenset[str]:
    return frozenset(words).intersection(english("names.toml")["telling"])


@dataclass(frozen=True, slots=True)
class Match:
    """What a name was taken for: ``at`` numbers the list, ``how`` says id, name, words or letters.

    Without a match ``at`` is None and ``rivals`` holds those that the name can equally mean.
    """

    at: int | None
    how: str = ""
    rivals: tuple[int, ...] = ()

    @property
    def ambiguous(self) -> bool:
        """Whether the name means something in the list, but not one thing."""
        return self.at is None and bool(self.rivals)


class Matcher:
    """Finds names in a list of them, each with an id where there is one."""

    def __init__(self, entries: Sequence[tuple[str, str]]) -> None:
        self._ids = _index((id_, at) for at, (_, id_) in enumerate(entries) if id_)
        plain = [plain_name(name) for name, _ in entries]
        self._names = _index((name, at) for at, name in enumerate(plain) if name)
        self._bags = _index((_bag(name), at) for at, name in enumerate(plain) if name)
        self._choices = list(self._bags)
        self._known: dict[tuple[str, str], Match] = {}

    def find(self, name: str, id_: str = "") -> Match:
        """The entry that ``name`` (or ``id_``) means; an ambiguous name is told, never taken."""
        found = self._known.get((name, id_))
        if found is None:
            found = self._known[name, id_] = self._find(name, id_)
        return found

    def _find(self, name: str, id_: str) -> Match:
        plain = plain_name(name)
        for how, index, text in (
            ("id", self._ids, id_),
            ("name", self._names, plain),
            ("words", self._bags, _bag(plain)),
        ):
            hits = index.get(text, ()) if text else ()
            if len(hits) == 1:
                return Match(hits[0], how)
            if hits:
                return Match(None, how, tuple(hits))
        return self._by_letters(_bag(plain)) if plain else Match(None)

    def _by_letters(self, bag: str) -> Match:
        words = bag.split()
        telling = _telling(words)
        near = process.extract(bag, self._choices, scorer=fuzz.ratio, score_cutoff=ALIKE - AHEAD, limit=8)
        near = [n for n in near if _telling(n[0].split()) == telling]
        best = [n for n in near if n[1] >= ALIKE]
        if best and (len(near) == 1 or near[0][1] - near[1][1] >= AHEAD):
            hits = self._bags[best[0][0]]
            return Match(hits[0], "letters") if len(hits) == 1 else Match(None, "letters", tuple(hits))
        # "Newcastle" is part of several names: it means one of them, and nobody can say which.
        inside = [b for b in self._choices if set(words) <= set(b.split())]
        rivals = tuple(at for b in [n[0] for n in best] or inside for at in self._bags[b])
        return Match(None, "letters", rivals[:8])


def _index(pairs: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for text, at in pairs:
        if at not in found[text]:
            found[text].append(at)
    return dict(found)
