"""What spaCy needs of ours to open the trained pipeline: its tokens, and the spans it may label.

Registered under names of their own, so that ``spacy.load`` finds them wherever tallycheck is installed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy
from spacy.language import Language
from spacy.symbols import IDS as SYMBOLS  # type: ignore[import-not-found]  # compiled, without stubs
from spacy.tokens import Doc
from spacy.util import registry
from spacy.vocab import Vocab
from thinc.api import Model, Ragged, chain, get_current_ops
from thinc.types import Floats2d

from extract import owners
from extract.windows import NUMERAL, Piece, whole

_NOTHING = -1e4  # below every value: what stands beyond the ends of a text


def _encodable(text: str) -> str:
    """``text`` with a mark for each half of a pair: spaCy keeps strings as UTF-8."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def doc_of(vocab: Vocab, pieces: Sequence[Piece]) -> Doc:
    """A spaCy document whose tokens are ``pieces``, with what the model sees of each."""
    doc = Doc(vocab, words=[_encodable(p.text) for p in pieces], spaces=[p.space for p in pieces])
    for token, piece in zip(doc, pieces, strict=True):
        token.norm_ = _encodable(piece.norm)
        if piece.kind == NUMERAL:
            token.tag_ = NUMERAL
            token.ent_type_ = piece.form
            token.dep_ = piece.position
            token.lemma_ = _encodable(piece.header)
        elif piece.kind:
            token.ent_type_ = piece.kind
    return doc


@registry.misc("tallycheck.numerals.v1")  # type: ignore[untyped-decorator]
def numerals() -> Callable[..., Ragged]:
    """A suggester that proposes exactly the numerals of our lexer, each one token."""

    def suggest(docs: Iterable[Doc], *, ops: Any = None) -> Ragged:
        ops = ops or get_current_ops()
        spans: list[tuple[int, int]] = []
        lengths: list[int] = []
        for doc in docs:
            found = [(t.i, t.i + 1) for t in doc if t.tag_ == NUMERAL]
            spans.extend(found)
            lengths.append(len(found))
        data = numpy.asarray(spans, dtype="i").reshape(-1, 2)
        return Ragged(ops.asarray(data), ops.asarray1i(lengths))

    return suggest


class NumeralTokenizer:
    """Tokens by tallycheck's lexer: every number is one token, so that labels fall on whole numbers."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """The tokens of ``text``."""
        from extract.context import build
        from extract.lexer import lex
        from extract.model import Document
        from extract.packs import rules

        _, lexed = build(Document("", text), lex(text, rules()))
        return doc_of(self.vocab, whole(lexed))

    def to_disk(self, path: Path, **_: object) -> None:
        """Nothing is kept: the lexer's data lies in the packs."""

    def from_disk(self, path: Path, **_: object) -> NumeralTokenizer:
        """Nothing was kept."""
        return self

    def to_bytes(self, **_: object) -> bytes:
        """Nothing is kept."""
        return b""

    def from_bytes(self, data: bytes, **_: object) -> NumeralTokenizer:
        """Nothing was kept."""
        return self


@registry.tokenizers("tallycheck.tokenizer.v1")  # type: ignore[untyped-decorator]
def tokenizer() -> Callable[[Any], NumeralTokenizer]:
    """Makes the tokenizer of a pipeline."""
    return lambda nlp: NumeralTokenizer(nlp.vocab)


def around(reach: int) -> Model[list[Floats2d], list[Floats2d]]:
    """Adds to each token's vector the highest values within ``reach`` tokens before it, and after it."""
    return Model("around", _around, attrs={"reach": reach})


def _around(
    model: Model[list[Floats2d], list[Floats2d]], docs: list[Floats2d], is_train: bool
) -> tuple[list[Floats2d], Callable[[list[Floats2d]], list[Floats2d]]]:
    reach: int = model.attrs["reach"]
    found: list[Any] = []
    chosen: list[tuple[Any, Any]] = []
    for each in docs:
        vectors: Any = each
        length, width = vectors.shape
        if not length:
            found.append(numpy.zeros((0, width * 3), dtype="f"))
            chosen.append((None, None))
            continue
        padded = numpy.full((length + 2 * reach, width), _NOTHING, dtype="f")
        padded[reach : reach + length] = vectors
        frames = numpy.lib.stride_tricks.sliding_window_view(padded, reach, axis=0)  # start, width, reach
        best = frames.argmax(axis=2)
        peaks = numpy.take_along_axis(frames, best[..., None], axis=2)[..., 0]
        peaks = numpy.where(peaks <= _NOTHING, numpy.float32(0), peaks)
        places = best + numpy.arange(frames.shape[0])[:, None]
        before, after = slice(0, length), slice(reach + 1, reach + 1 + length)
        found.append(numpy.hstack([vectors, peaks[before], peaks[after]]))
        chosen.append((places[before], places[after]))

    def back(changes: list[Floats2d]) -> list[Floats2d]:
        passed: list[Any] = []
        for each, (left, right) in zip(changes, chosen, strict=True):
            change: Any = each
            length, width = change.shape[0], change.shape[1] // 3
            wide = numpy.zeros((length + 2 * reach, width), dtype="f")
            if left is not None:
                wide[reach : reach + length] = change[:, :width]
                columns = numpy.arange(width)[None, :]
                numpy.add.at(wide, (left, columns), change[:, width : 2 * width])
                numpy.add.at(wide, (right, columns), change[:, 2 * width :])
            passed.append(wide[reach : reach + length])
        return passed

    return found, back


@registry.architectures("tallycheck.Tok2VecAround.v1")  # type: ignore[untyped-decorator]
def tok2vec_around(
    embed: Model[list[Doc], list[Floats2d]],
    encode: Model[list[Floats2d], list[Floats2d]],
    reach: int,
    width: int,
) -> Model[list[Doc], list[Floats2d]]:
    """spaCy's embed and encode, and to it what stands farther off on both sides.

    A numeral is told by words that stand a whole clause away: more than a small convolution sees.
    """
    model: Model[list[Doc], list[Floats2d]] = chain(embed, encode, around(reach))
    model.set_dim("nO", width * 3)
    model.set_ref("embed", embed)
    model.set_ref("encode", encode)
    return model


class Owners:
    """Carries the weights of ``extract.owners`` as a part of the pipeline; it changes no document."""

    def __init__(self) -> None:
        self.weights = numpy.zeros(owners.SIZE, dtype="f")

    def __call__(self, doc: Doc) -> Doc:
        """Nothing is written into ``doc``: the reader links owners over a whole text, not over one window."""
        return doc

    def to_disk(self, path: Path, **_: object) -> None:
        """Write the weights into a folder."""
        Path(path).mkdir(parents=True, exist_ok=True)
        owners.save(self.weights, Path(path) / owners.WEIGHTS)
        symbols = {name: number for name, number in sorted(SYMBOLS.items()) if number}
        (Path(path) / owners.SYMBOLS).write_text(json.dumps(symbols) + "\n", encoding="utf-8")

    def from_disk(self, path: Path, **_: object) -> Owners:
        """Read the weights of a folder."""
        self.weights = owners.load(Path(path) / owners.WEIGHTS)
        return self


@Language.factory("tallycheck_owners")
def owners_factory(nlp: Language, name: str) -> Owners:
    """Makes the part of the pipeline that carries the weights for owners."""
    return Owners()
