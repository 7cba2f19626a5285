"""Runs the nets of the trained pipeline in NumPy: the same weights and the same answers as spaCy, without its import.

What a word says of itself is worked out once and remembered, a layer's pieces lie side by side, and only numerals
reach the last layers. Shapes: n tokens, w the width of the net, k labels.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy
from numpy.typing import NDArray

from extract.hashing import rows_of, shape_of, string_id
from extract.windows import Piece

Floats = NDArray[numpy.float32]
_Key = tuple[str, ...]

#: Words remembered before all are forgotten: bounds the memory of a run over any number of documents.
REMEMBERED: Final = 50_000
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
        best = pieces[:, :width]
        for at in range(width, pieces.shape[1], width):
            best = numpy.maximum(best, pieces[:, at : at + width])
        normal: Floats = best - best.mean(axis=1, keepdims=True)
        spread = numpy.einsum("ij,ij->i", normal, normal)[:, None] / numpy.float32(width) + _TINY
        normal /= numpy.sqrt(spread)
        normal *= self.scale
        normal += self.shift
        return normal


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows as the nets take them: what each token shows of itself, and where the numerals stand."""

    keys: tuple[tuple[_Key, ...], ...]
    numerals: tuple[NDArray[numpy.int64], ...]

    @classmethod
    def of(cls, windows: Iterable[Sequence[Piece]]) -> Batch:
        """The batch of ``windows``; each holds a numeral."""
        shown = list(windows)
        at = [[i for i, piece in enumerate(window) if piece.numeral >= 0] for window in shown]
        return cls(tuple(tuple(map(_key, w)) for w in shown), tuple(numpy.array(n, dtype=numpy.int64) for n in at))


@dataclass(slots=True)
class Net:
    """One part of the pipeline: the probability of each of its labels, and of none, for each numeral."""

    labels: tuple[str, ...]
    attributes: tuple[str, ...]
    tables: tuple[tuple[Floats, int], ...]
    mix: Layer
    encode: tuple[Layer, ...]
    reach: int
    head: Layer
    weights: Floats
    bias: Floats
    symbols: Mapping[str, int]
    _known: dict[_Key, int] = field(default_factory=dict)
    _vectors: Floats = field(default_factory=lambda: numpy.zeros((0, 0), dtype=numpy.float32))

    def predict(self, batch: Batch) -> Floats:
        """(numerals of all windows, k + 1); the last column is of no label."""
        if not batch.keys:
            return numpy.zeros((0, len(self.bias)), dtype=numpy.float32)
        encoded = self._encoded([self._embedded(keys) for keys in batch.keys])
        numerals = [_around(e, at, self.reach) for e, at in zip(encoded, batch.numerals, strict=True)]
        scores = self.head(numpy.concatenate(numerals)) @ self.weights + self.bias
        scores = numpy.exp(scores - scores.max(axis=1, keepdims=True))
        return numpy.asarray(scores / scores.sum(axis=1, keepdims=True), dtype=numpy.float32)

    def _encoded(self, windows: Sequence[Floats]) -> list[Floats]:
        """(n, w) -> (n, w) for each window: each layer adds what it sees of a token and its two neighbours."""
        apart = len(self.encode)  # as many empty rows round each window as layers look across
        width = windows[0].shape[1]
        starts = [1 + apart]  # and one more row at both ends, for the first layer to look at
        for window in windows:
            starts.append(starts[-1] + len(window) + apart)
        rows = numpy.zeros((starts[-1] + 1, width), dtype=numpy.float32)
        for start, window in zip(starts, windows, strict=False):
            rows[start : start + len(window)] = window
        for layer in self.encode:
            rows[1:-1] += layer(numpy.hstack([rows[:-2], rows[1:-1], rows[2:]]))
        return [rows[start : start + len(window)] for start, window in zip(starts, windows, strict=False)]

    def _embedded(self, keys: Sequence[_Key]) -> Floats:
        """(n, w): what each token says of itself."""
        known = self._known
        new = list(dict.fromkeys(key for key in keys if key not in known))
        if new:
            if len(known) > REMEMBERED:
                known.clear()
                self._vectors = self._vectors[:0]
                new = list(dict.fromkeys(keys))
            vectors = self._mixed(new)
            known.update(zip(new, range(len(known), len(known) + len(new)), strict=True))
            self._vectors = numpy.concatenate([self._vectors, vectors]) if len(self._vectors) else vectors
        return self._vectors[[known[key] for key in keys]]

    def _mixed(self, keys: Sequence[_Key]) -> Floats:
        seen = []
        for attribute, (table, seed) in zip(self.attributes, self.tables, strict=True):
            shown = _ATTRIBUTES[attribute]
            ids = [self.symbols.get(text) or string_id(text) for text in map(shown, keys)]
            rows = rows_of(numpy.array(ids, dtype=numpy.uint64), seed) % numpy.uint32(len(table))
            seen.append(table[rows].sum(axis=1))
        return self.mix(numpy.hstack(seen))


def _around(vectors: Floats, at: NDArray[numpy.int64], reach: int) -> Floats:
    """(numerals, 3 w): each numeral's vector, with the highest values of ``reach`` tokens before it and after it."""
    length, width = vectors.shape
    padded = numpy.full((length + 2 * reach, width), _NOTHING, dtype=numpy.float32)
    padded[reach : reach + length] = vectors
    peaks, span = padded, 1  # peaks[i] is the highest of ``span`` rows from i on
    while 2 * span <= reach:
        peaks = numpy.maximum(peaks[: len(peaks) - span], peaks[span:])
        span *= 2
    if span < reach:
        peaks = numpy.maximum(peaks[: len(padded) - reach + 1], peaks[reach - span :])
    sides = (peaks[at], peaks[at + reach + 1])
    return numpy.hstack([vectors[at], *(numpy.where(p <= _NOTHING, numpy.float32(0), p) for p in sides)])


def _key(piece: Piece) -> _Key:
    """All that a net sees of a token by itself: text, norm, entity, header and position."""
    if piece.numeral >= 0:
        return piece.text, piece.norm, piece.form, piece.header, piece.position
    return piece.text, piece.norm, piece.kind, "", ""


#: What each attribute of a token shows, from its key.
_ATTRIBUTES: Final = {
    "NORM": lambda key: key[1], "PREFIX": lambda key: key[0][:1], "SUFFIX": lambda key: key[0][-3:],
    "SHAPE": lambda key: shape_of(key[0]), "ENT_TYPE": lambda key: key[2], "LEMMA": lambda key: key[3],
    "DEP": lambda key: key[4],
}  # fmt: skip


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
        last = next(p for name, _, p in nodes if name == "softmax")
        copies = head.weights.shape[0] // (3 * len(mix.scale))  # a span of one token is shown as last, first, mean, max
        folded = head.weights.reshape(copies, -1, head.weights.shape[1]).sum(axis=0)
        return Net(
            tuple(labels), tuple(srsly.msgpack_loads(attributes)), tuple(tables), mix, tuple(encode),
            srsly.msgpack_loads(reach), Layer(folded, head.bias, head.scale, head.shift),
            _floats(last["W"]).T.copy(), _floats(last["b"]), symbols,
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
