"""Runs the nets of the trained pipeline in NumPy: the same weights and the same answers as spaCy, without its import.

What a word says of itself is worked out once and remembered, and only numerals reach the last layers. Shapes: n
tokens, w the width of the net, k labels.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from operator import itemgetter
from pathlib import Path
from threading import Lock
from typing import Any, Final

import numpy
from numpy.typing import NDArray

from extract.hashing import rows_of, shape_of, string_id
from extract.windows import Piece

Floats = NDArray[numpy.float32]
Rows = NDArray[numpy.intp]
_Key = tuple[str, ...]

#: Words remembered before all are forgotten: bounds the memory of a run over any number of documents.
REMEMBERED: Final = 1 << 15
#: Layers that look across; as many empty rows stand between two windows, so that neither sees the other.
DEEPEST: Final = 4
#: Below every value: what stands beyond the ends of a window.
_NOTHING: Final = numpy.float32(-1e4)
_TINY: Final = numpy.float32(1e-8)


class WeightsError(ValueError):
    """Weights that are not of a net that ``tallycheck train`` makes."""


@dataclass(frozen=True, slots=True)
class Layer:
    """The highest of several linear pieces, normalised: weights (inputs, pieces x w), bias, scale and shift."""

    weights: Floats
    bias: Floats
    scale: Floats
    shift: Floats

    def __call__(self, values: Floats) -> Floats:
        """(n, inputs) -> (n, w)."""
        width = len(self.scale)
        pieces = values @ self.weights
        pieces += self.bias
        best: Floats = numpy.maximum(pieces[:, :width], pieces[:, width : 2 * width])
        for at in range(2 * width, pieces.shape[1], width):
            numpy.maximum(best, pieces[:, at : at + width], out=best)
        mean = numpy.full(width, 1 / width, dtype=numpy.float32)
        best -= (best @ mean)[:, None]
        spread = numpy.einsum("ij,ij->i", best, best) / numpy.float32(width) + _TINY
        best *= (1 / numpy.sqrt(spread))[:, None]
        best *= self.scale
        best += self.shift
        return best


@dataclass(frozen=True, slots=True)
class Across:
    """A layer that looks at a token and both its neighbours, tokens in columns: each step is then over long rows.

    Weights (pieces x w, 3 w + 1), the last for the bias; scale and shift (w, 1).
    """

    weights: Floats
    scale: Floats
    shift: Floats

    @classmethod
    def of(cls, layer: Layer) -> Across:
        """``layer`` turned round."""
        weights = numpy.vstack([layer.weights, layer.bias]).T
        return cls(numpy.ascontiguousarray(weights), layer.scale[:, None].copy(), layer.shift[:, None].copy())

    def add_to(self, tokens: Floats, seen: Floats, pieces: Floats) -> None:
        """Add to ``tokens`` (w, n + 2) what it sees, save at both ends.

        ``seen`` (3 w + 1, n), whose last row is of ones, and ``pieces`` (pieces x w, n) are room to work in.
        """
        width = len(self.scale)
        seen[:width], seen[width : 2 * width], seen[2 * width : -1] = tokens[:, :-2], tokens[:, 1:-1], tokens[:, 2:]
        numpy.matmul(self.weights, seen, out=pieces)
        best = pieces[:width]
        for at in range(width, len(pieces), width):
            numpy.maximum(best, pieces[at : at + width], out=best)
        mean = numpy.full(width, 1 / width, dtype=numpy.float32)
        best -= mean @ best
        spread = numpy.einsum("ij,ij->j", best, best) / numpy.float32(width) + _TINY
        best *= 1 / numpy.sqrt(spread)
        best *= self.scale
        best += self.shift
        tokens[:, 1:-1] += best


class _Room:
    """Memory for what nets work out on their way, kept from batch to batch: new memory costs more than the work."""

    def __init__(self) -> None:
        self._kept: dict[str, Floats] = {}

    def __call__(self, name: str, rows: int, columns: int) -> Floats:
        """Room of that shape, its values those of last time."""
        kept = self._kept.get(name)
        if kept is None or len(kept) < rows * columns:
            kept = self._kept[name] = numpy.empty(rows * columns * 5 // 4, dtype=numpy.float32)
        return kept[: rows * columns].reshape(rows, columns)


_ROOM: Final = _Room()


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows as the nets take them, one below the other, with empty rows before, between and behind them.

    ``words`` numbers what tokens show of themselves, here and in batches before; ``shown`` is the word of each row,
    0 of an empty one; ``numerals`` are the rows of numerals, ``begins`` and ``ends`` those of the window of each.
    """

    words: dict[_Key, int]
    shown: Rows
    numerals: Rows
    begins: Rows
    ends: Rows

    @classmethod
    def of(cls, windows: Iterable[Sequence[Piece]]) -> Batch:
        """The batch of ``windows``; each holds a numeral."""
        empty = [0] * (DEEPEST + 1)
        shown = [*empty]
        at: list[tuple[int, int, int]] = []
        with _ONE:
            words = _numbers()
            for window in windows:
                begin, end = len(shown), len(shown) + len(window)
                shown += map(words.__getitem__, map(_KEY, window))
                shown += empty
                at += [(row, begin, end) for row, piece in enumerate(window, begin) if piece.numeral >= 0]
        numerals, begins, ends = numpy.array(at, dtype=numpy.intp).reshape(-1, 3).T
        return cls(words, numpy.array(shown, dtype=numpy.intp), numerals, begins, ends)

    def near(self, wanted: Sequence[int], far: int) -> Batch:
        """The same of the numerals ``wanted`` alone, with the rows up to ``far`` from them."""
        numerals = self.numerals[list(wanted)]
        kept = numpy.zeros(len(self.shown) + 2 * far, dtype=numpy.bool_)
        kept[(numerals + numpy.arange(2 * far + 1)[:, None]).ravel()] = True
        kept = kept[far : far + len(self.shown)]
        kept[0] = True
        place = numpy.cumsum(kept) - 1  # of a row that is kept, and else of the last one before it
        begins, ends = self.begins[list(wanted)], self.ends[list(wanted)]
        return Batch(self.words, self.shown[kept], place[numerals], place[begins - 1] + 1, place[ends - 1] + 1)


_NO_WORD: Final = ("",) * 6
#: Words, their numbers and the room are shared: threads take turns.
_ONE: Final = Lock()


class _Numbers(dict[_Key, int]):
    """Words and their numbers, in the order in which they were first asked for; 0 is of no word."""

    def __missing__(self, word: _Key) -> int:
        number = self[word] = len(self)
        return number


_NUMBERS: Final = [_Numbers({_NO_WORD: 0})]


def _numbers() -> _Numbers:
    """The words of the batches so far; of none where these are too many."""
    if len(_NUMBERS[0]) > REMEMBERED:
        _NUMBERS[0] = _Numbers({_NO_WORD: 0})
    return _NUMBERS[0]


#: All that a net sees of a token by itself: text, norm, kind, form, header and position.
_KEY: Final = itemgetter(*map(Piece._fields.index, ("text", "norm", "kind", "form", "header", "position")))

#: What each attribute of a token shows, from its key; the form of a numeral is its entity.
_ATTRIBUTES: Final = {
    "NORM": lambda key: key[1], "PREFIX": lambda key: key[0][:1], "SUFFIX": lambda key: key[0][-3:],
    "SHAPE": lambda key: shape_of(key[0]), "ENT_TYPE": lambda key: key[3] or key[2], "LEMMA": lambda key: key[4],
    "DEP": lambda key: key[5],
}  # fmt: skip


@dataclass(slots=True)
class Words:
    """What words say of themselves: worked out once and remembered."""

    attributes: tuple[str, ...]
    tables: tuple[tuple[Floats, int], ...]
    mix: Layer
    symbols: Mapping[str, int]
    _of: dict[_Key, int] = field(default_factory=dict)
    _known: int = 0
    _vectors: Floats = field(default_factory=lambda: numpy.empty((0, 0), dtype=numpy.float32))

    def __call__(self, batch: Batch) -> Floats:
        """The vector of each row of ``batch`` (n, w)."""
        words = batch.words
        if self._of is not words or len(words) > len(self._vectors):  # begin anew, with room for these and more
            self._of, self._known = words, 0
            self._vectors = numpy.empty((max(2 * REMEMBERED, len(words)), len(self.mix.scale)), dtype=numpy.float32)
        if self._known < len(words):
            self._remember([*islice(reversed(words), len(words) - self._known)][::-1])
        room = _ROOM("vectors", len(batch.shown), self._vectors.shape[1])
        # A mode other than to raise is what lets take() write where it is told.
        self._vectors.take(batch.shown, axis=0, out=room, mode="clip")
        return room

    def _remember(self, words: Sequence[_Key]) -> None:
        seen = []
        for attribute, (table, seed) in zip(self.attributes, self.tables, strict=True):
            shown = _ATTRIBUTES[attribute]
            ids = [self.symbols.get(text) or string_id(text) for text in map(shown, words)]
            rows = rows_of(numpy.array(ids, dtype=numpy.uint64), seed) % numpy.uint32(len(table))
            seen.append(table[rows].sum(axis=1))
        self._vectors[self._known : self._known + len(words)] = self.mix(numpy.hstack(seen))
        self._vectors[0] = 0  # of no word, as between windows
        self._known += len(words)


@dataclass(frozen=True, slots=True)
class Net:
    """One part of the pipeline: the probability of each of its labels, and of none, for each numeral."""

    labels: tuple[str, ...]
    words: Words
    encode: tuple[Across, ...]
    reach: int
    head: Layer
    weights: Floats
    bias: Floats

    @property
    def sight(self) -> int:
        """How far from a numeral a token can stand and still be seen."""
        return self.reach + len(self.encode)

    def predict(self, batch: Batch) -> Floats:
        """(numerals of all windows, k + 1); the last column is of no label."""
        if not len(batch.numerals):
            return numpy.zeros((0, len(self.bias)), dtype=numpy.float32)
        with _ONE:
            scores = self.head(self._around(self._encoded(batch), batch)) @ self.weights
        scores += self.bias
        scores -= scores.max(axis=1, keepdims=True)
        numpy.exp(scores, out=scores)
        scores /= scores.sum(axis=1, keepdims=True)
        return scores

    def _encoded(self, batch: Batch) -> Floats:
        """(n, w): what each token says of itself, to which each layer adds what it sees there and on both sides."""
        vectors = self.words(batch)
        n, width = vectors.shape
        tokens = _ROOM("tokens", width, n)
        tokens[:] = vectors.T
        seen = _ROOM("seen", 3 * width + 1, n - 2)
        seen[-1] = 1
        pieces = _ROOM("pieces", len(self.encode[0].weights), n - 2)
        for layer in self.encode:
            layer.add_to(tokens, seen, pieces)
        vectors[:] = tokens.T
        return vectors

    def _around(self, vectors: Floats, batch: Batch) -> Floats:
        """(numerals, 3 w): of each its vector, and the highest values of ``reach`` tokens before it and after it."""
        vectors[0] = _NOTHING  # an empty row stands for all beyond the ends of a window
        far = numpy.arange(1, self.reach + 1)[:, None]
        before, after = batch.numerals - far, batch.numerals + far
        before[before < batch.begins] = 0
        after[after >= batch.ends] = 0
        sides = (vectors[before].max(axis=0), vectors[after].max(axis=0))
        return numpy.hstack([vectors[batch.numerals], *(numpy.where(s <= _NOTHING, 0, s) for s in sides)])


def net(folder: Path, symbols: Mapping[str, int]) -> Net:
    """The net in one part of a pipeline's folder. ``WeightsError`` where it holds something else."""
    import srsly  # type: ignore[import-untyped]  # has no stubs

    try:
        labels = json.loads((folder / "cfg").read_text(encoding="utf-8"))["labels"]
        saved: Any = srsly.msgpack_loads((folder / "model").read_bytes())
        nodes = [(n["name"], a, p) for n, a, p in zip(saved["nodes"], saved["attrs"], saved["params"], strict=True)]
        attributes = next(a["columns"] for name, a, _ in nodes if name == "extract_features")
        reach = next(a["reach"] for name, a, _ in nodes if name == "around")
        tables = [(_floats(p["E"]), srsly.msgpack_loads(a["seed"])) for name, a, p in nodes if name == "hashembed"]
        linear = [p for name, _, p in nodes if name == "maxout"]
        norms = [p for name, _, p in nodes if name == "layernorm"]
        head, mix, *encode = [_layer(a, b) for a, b in zip(linear, norms, strict=True)]
        if not 0 < len(encode) <= DEEPEST:
            raise ValueError(f"{len(encode)} layers that look across")
        last = next(p for name, _, p in nodes if name == "softmax")
        copies = head.weights.shape[0] // (3 * len(mix.scale))  # a span of one token is shown as last, first, mean, max
        folded = head.weights.reshape(copies, -1, head.weights.shape[1]).sum(axis=0)
        return Net(
            tuple(labels),
            Words(tuple(srsly.msgpack_loads(attributes)), tuple(tables), mix, symbols),
            tuple(map(Across.of, encode)), srsly.msgpack_loads(reach),
            Layer(folded, head.bias, head.scale, head.shift), _floats(last["W"]).T.copy(), _floats(last["b"]),
        )  # fmt: skip
    except (KeyError, TypeError, StopIteration, IndexError, ValueError) as error:
        raise WeightsError(f"{folder.name}: no weights of a net ({type(error).__name__}: {error})") from None


def _layer(linear: Mapping[str, Any], norm: Mapping[str, Any]) -> Layer:
    """Weights (w, pieces, inputs) as (inputs, pieces x w), so that the pieces of a token lie in blocks."""
    weights = _floats(linear["W"])
    inputs = weights.shape[2]
    return Layer(
        numpy.ascontiguousarray(weights.transpose(2, 1, 0).reshape(inputs, -1)),
        _floats(linear["b"]).T.reshape(-1).copy(), _floats(norm["G"]), _floats(norm["b"]),
    )  # fmt: skip


def _floats(values: Any) -> Floats:
    return numpy.asarray(values, dtype=numpy.float32)
