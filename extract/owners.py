"""Who owns a number, for the trained reader: mentions near it, ranked by weights that were learned.

The weights are a table of hashed features, kept beside the spaCy pipeline.
"""

from __future__ import annotations

import zlib
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, chain
from math import exp
from pathlib import Path
from typing import Final, NamedTuple

import numpy
from numpy.typing import NDArray

from extract.model import NOBODY, UNOWNED, Measure, Owner, Span
from extract.scene import Mention, Scene, begin

#: The files of the pipeline's part that carries the weights, and the strings that spaCy numbers by hand.
WEIGHTS: Final = "owners.npy"
SYMBOLS: Final = "symbols.json"
#: Weights of one model; a power of two, as features are hashed to it.
SIZE: Final = 1 << 15
#: Mentions that are looked at on each side of a number.
BEFORE: Final = 8
AFTER: Final = 4
_FAR = 1500  # code points
_TOLD = 12  # words between a number and a mention that tell of it
_REMEMBERED = 1 << 15  # features of each kind; those of news come back
_PARTY_ONLY = frozenset(
    m for m in Measure if m.value.startswith(("seats", "councillors", "councils")) and m not in UNOWNED
)

Weights = NDArray[numpy.float32]


class Asked(NamedTuple):
    """A number whose owner is wanted."""

    span: Span
    measure: Measure
    status: str


def candidates(here: Scene, asked: Asked) -> list[Mention]:
    """The mentions that may own a number: the last before it and the first after it."""
    at = bisect_left(here.mentions, asked.span.start, key=begin)
    near = here.mentions[max(at - BEFORE, 0) : at + AFTER]
    return [m for m in near if -_FAR < m.start - asked.span.start < _FAR / 3]


def features(here: Scene, asked: Asked, near: Sequence[Mention]) -> list[list[int]]:
    """The hashed features of a number having no owner, and of each mention near it being the one."""
    start, end = asked.span
    unit = here.unit_of(start)
    of_unit = [m.start for m in near if m.unit == unit]
    first, last = here.word_at(start), here.word_at(end)
    around = _Around(
        unit=unit,
        first=of_unit[0] if of_unit else -1,
        row=here.is_row(unit),
        number=bisect_left(here.numbers, start),
        words=(first, last),
        follows=here.words[last : here.word_at(end + 30)][:2],
    )
    measure = asked.measure.value
    none = [
        _hashed("none", measure),
        _hashed("none", measure, min(len(of_unit), 3)),
        _hashed("none", asked.status),
        _hashed("none", min(len(near), 3)),
        *(_hashed("none:w", w) for w in around.follows),
    ]
    before = bisect_left(near, start, key=begin)
    ranks = (*range(before - 1, -1, -1), *range(len(near) - before))
    return [none, *(_of_mention(here, asked, m, around, rank) for m, rank in zip(near, ranks, strict=True))]


class _Around(NamedTuple):
    """What stands round a number: its unit, the first mention there, the words it is made of and those after it."""

    unit: int
    first: int
    row: bool
    number: int
    words: tuple[int, int]
    follows: list[str]


def _of_mention(here: Scene, asked: Asked, mention: Mention, around: _Around, rank: int) -> list[int]:
    """What tells of a mention as the owner, hashed; ``rank`` counts from the number outwards."""
    measure, status = asked.measure.value, asked.status
    beside = here.beside(mention)
    before = mention.start < asked.span.start
    if before:
        side, numbers, gap = "b", around.number - beside.numbers, here.text[mention.end : asked.span.start]
        low, high = beside.words[1], around.words[0]
    else:
        side, numbers, gap = "a", beside.numbers - around.number - 1, here.text[asked.span.end : mention.start]
        low, high = around.words[1], beside.words[0]
    many, apart = max(high - low, 0), around.unit - mention.unit
    where = f"{side}{max(min(apart, 3), -2)}"
    far = many if many < 6 else 6 + min(many // 4, 6)
    found = [
        *_standing(measure, status, where, min(rank, 4), far, min(numbers, 4), around.row, beside.has),
        *_looking(
            where, mention.start == around.first, around.row, mention.weak, min(gap.count("\n"), 4),
            f"{';' in gap}:{'(' in gap}:{')' in gap}:{',' in gap}", beside.plural, min(far, 3),
        ),
    ]  # fmt: skip
    if many <= 4:
        found.append(_hashed("gap", side, " ".join(here.words[low:high])))
    if apart == 0:
        if many:
            found += map(_BETWEEN[side].__getitem__, here.words[low : min(high, low + _TOLD)])
            found += _hashed("g1", side, here.words[low]), _hashed("g2", side, here.words[high - 1])
        if beside.lead:
            found += _hashed("lead", side, beside.lead, min(rank, 1)), _hashed("lead", side, beside.lead, measure)
        if beside.follows:
            found.append(_hashed("follows", side, beside.follows))
        if around.follows:
            found.append(_hashed("next", side, around.follows[0], min(rank, 2)))
        if status == "previous":
            found.append(_hashed("prev", side, beside.has, min(far, 4)))
    return found


@lru_cache(maxsize=_REMEMBERED)
def _standing(
    measure: str, status: str, where: str, rank: int, far: int, numbers: int, row: bool, has: str
) -> tuple[int, ...]:
    """What tells of a mention by where it stands and what is asked."""
    return (
        _hashed("w", where), _hashed("r", where, rank), _hashed("d", where, far), _hashed("n", where, numbers),
        _hashed("rn", where, min(rank, 3), min(numbers, 3)), _hashed("m", measure, where, min(rank, 3)),
        _hashed("row", where, row, min(rank, 3)), _hashed("st", status, where, min(rank, 2)),
        _hashed("mr", measure, where, row, min(rank, 2)),
        _hashed("has", has, measure), _hashed("has", has, where, min(rank, 2)), _hashed("has", has, status),
    )  # fmt: skip


@lru_cache(maxsize=_REMEMBERED)
def _looking(
    where: str, first: bool, row: bool, weak: bool, ends: int, marks: str, plural: bool, far: int
) -> tuple[int, ...]:
    """What tells of a mention by its looks, and by the line ends and marks between."""
    return (
        _hashed("first", where, first, row), _hashed("weak", weak, where), _hashed("nl", ends, where),
        _hashed("p", where, marks), _hashed("plural", where[0], plural, far),
    )  # fmt: skip


@lru_cache(maxsize=_REMEMBERED)
def _hashed(*parts: str | int) -> int:
    """The weight that a feature has, by its parts."""
    return zlib.crc32(":".join(map(str, parts)).encode()) & (SIZE - 1)


class _Between(dict[str, int]):
    """The weights that words between a mention and a number have."""

    def __init__(self, side: str) -> None:
        self.side = side

    def __missing__(self, word: str) -> int:
        if len(self) >= _REMEMBERED:
            self.clear()
        found = self[word] = _hashed("g", self.side, word)
        return found


_BETWEEN = {side: _Between(side) for side in "ba"}


def choose(here: Scene, asked: Sequence[Asked], weights: Weights) -> list[tuple[Owner, float]]:
    """Whom each number belongs to, and how sure that is; the answers of a whole text are weighed at once."""
    near = [candidates(here, a) for a in asked]
    answers = list(chain.from_iterable(features(here, a, n) for a, n in zip(asked, near, strict=True)))
    if not answers:
        return []
    begins = [0, *accumulate(map(len, answers[:-1]))]
    scores = numpy.add.reduceat(weights[list(chain.from_iterable(answers))], begins).tolist()
    found: list[tuple[Owner, float]] = []
    done = 0
    for question, mentions in zip(asked, near, strict=True):
        of_it = scores[done : done + len(mentions) + 1]
        done += len(of_it)
        top = max(of_it)
        best = of_it.index(top)
        sure = 1 / sum(exp(score - top) for score in of_it)
        found.append((owner_of(mentions[best - 1], question.measure) if best else NOBODY, sure))
    return found


def owner_of(mention: Mention, measure: Measure) -> Owner:
    """The owner that a mention names; seats are a party's, even where a person is said to have won them."""
    if measure in _PARTY_ONLY and mention.party is not None:
        return Owner(mention.party)
    return Owner(mention.party, mention.person or None)


class Choice(NamedTuple):
    """One question to learn from: the features of each answer, and which of them are right."""

    answers: list[list[int]]
    right: list[int]


def learn(
    choices: Sequence[Choice], *, rounds: int = 12, rate: float = 0.15, decay: float = 1e-5, seed: int = 0
) -> Weights:
    """Weights that give the right answers most of the probability: a logistic model, by AdaGrad steps."""
    weights = numpy.zeros(SIZE, dtype=numpy.float32)
    seen = numpy.full(SIZE, 1e-2, dtype=numpy.float32)
    order = numpy.random.default_rng(seed)
    total = numpy.zeros(SIZE, dtype=numpy.float64)
    for _ in range(rounds):
        for index in order.permutation(len(choices)):
            answers, right = choices[index]
            scores = numpy.array([weights[a].sum() for a in answers])
            chance = numpy.exp(scores - scores.max())
            chance /= chance.sum()
            wanted = numpy.zeros(len(answers))
            wanted[right] = chance[right] / max(chance[right].sum(), 1e-9)
            for answer, step in zip(answers, wanted - chance, strict=True):
                if abs(step) > 1e-4:
                    slope = step - decay * weights[answer]
                    seen[answer] += slope * slope
                    weights[answer] += rate * slope / numpy.sqrt(seen[answer])
        total += weights
    return (total / rounds).astype(numpy.float32)


def save(weights: Weights, path: Path) -> None:
    """Write the weights, as half floats."""
    numpy.save(path, weights.astype(numpy.float16))


def load(path: Path) -> Weights:
    """Read the weights."""
    found = numpy.load(path, allow_pickle=False)
    if found.shape != (SIZE,):
        raise ValueError(f"{path.name} holds {found.shape} weights, not {SIZE}")
    return numpy.asarray(found, dtype=numpy.float32)
