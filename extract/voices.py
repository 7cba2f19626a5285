"""How many voices say something: sources that print one agency's copy speak with one.

The running sentences that figures stand in are compared by the runs of words they share. Rows of tables
are left out: two tables of one result look alike because the result is one, not because one was copied.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final
from zlib import crc32

from extract.claims import Claim

#: Words in a run. Shorter runs are shared by chance, longer ones break at every edit.
_RUN: Final = 5
#: Copies are cut and edited. This much of the shorter text must be in the longer.
_SHARED: Final = 0.6
#: Too little text to tell a copy from two reports of one sentence.
_LEAST_RUNS: Final = 12
#: Runs of each text that are looked up: the smallest hashes, so that alike texts choose alike.
_SKETCH: Final = 32
#: Texts compared for one run of words: beyond that it is a phrase that everybody uses.
_MEETINGS: Final = 8
#: A line with fewer lower-case words is a row or a heading.
_LEAST_LOWER: Final = 5

_WORD = re.compile(r"\w+(?:[.,]\d+)*")


def clusters(claims: Iterable[Claim], count: int, ids: Sequence[str] = ()) -> list[int]:
    """For each of ``count`` sources the number of its cluster: the first source that prints the same copy.

    ``ids`` are the hashes of their texts, where known: one text is one copy, be it a table or a line.
    """
    runs: list[set[int]] = [set() for _ in range(count)]
    known: dict[str, frozenset[int]] = {}
    for claim in claims:
        found = known.get(claim.sentence)
        if found is None:
            found = known[claim.sentence] = _runs(claim.sentence)
        runs[claim.origin] |= found
    parent = list(range(count))
    first: dict[str, int] = {}
    for number, content in enumerate(ids):
        if content:
            join(parent, first.setdefault(content, number), number)
    met: dict[int, list[int]] = {}
    for number, own in enumerate(runs):
        if len(own) < _LEAST_RUNS:
            continue
        tried: set[int] = set()
        for run in sorted(own)[:_SKETCH]:
            others = met.setdefault(run, [])
            for other in others:
                if other in tried:
                    continue
                tried.add(other)
                if root(parent, other) != root(parent, number) and _copies(own, runs[other]):
                    join(parent, other, number)
            if len(others) < _MEETINGS:
                others.append(number)
    return [root(parent, number) for number in range(count)]


def _runs(sentence: str) -> frozenset[int]:
    words = _WORD.findall(sentence)
    if sum(word.islower() for word in words) < _LEAST_LOWER:
        return frozenset()
    words = [word.lower() for word in words]
    return frozenset(
        crc32(" ".join(words[at : at + _RUN]).encode("utf-8", "surrogatepass"))
        for at in range(max(len(words) - _RUN + 1, 1))
    )


def _copies(one: set[int], other: set[int]) -> bool:
    return len(one & other) >= _SHARED * min(len(one), len(other))


def root(parent: list[int], number: int) -> int:
    """The number that stands for all that ``number`` was joined with."""
    while parent[number] != number:
        parent[number] = number = parent[parent[number]]
    return number


def join(parent: list[int], one: int, other: int) -> None:
    """Let ``one`` and ``other`` stand together, under the smaller number."""
    a, b = sorted((root(parent, one), root(parent, other)))
    parent[b] = a


def independent(origins: Iterable[int], cluster: Sequence[int], publishers: Sequence[str]) -> int:
    """How many voices a number of sources are: copies of one text and papers of one publisher are one."""
    own = sorted(set(origins))
    if len(own) < 2:
        return len(own)
    parent = list(range(len(own)))
    first: dict[object, int] = {}
    for at, origin in enumerate(own):
        for mark in (cluster[origin], publishers[origin]):
            if mark != "":
                join(parent, first.setdefault(mark, at), at)
    return len({root(parent, at) for at in range(len(own))})
