"""The second reader: a trained spaCy pipeline says what each numeral counts, a trained linker who owns it.

It shares with the rule reader only what stands in the text: numerals, and names of parties. It knows no
pattern and no cue word. What it is not sure of is marked so; beside another reader it then adds no figure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, Final

import numpy
from spacy.language import Language
from spacy.tokens import Doc

from extract import owners
from extract.context import Context
from extract.lexer import Lexed
from extract.model import CHANGES, Document, Measure, Reading, Span, Status
from extract.numerals import Numeral
from extract.spacy_parts import doc_of
from extract.trained_model import FIGURES, STATUS
from extract.windows import windows

NAME: Final = "ner"
SURE: Final = "ner.sure"
LIKELY: Final = "ner.likely"
UNSURE: Final = "ner.unsure"
#: Probability of measure and owner from which a reading is sure, or at least likely: see docs/model.md.
FLOOR: Final = 0.95
FAIR: Final = 0.5
#: Probability from which a figure belongs to another world than the result, where most belong.
ELSEWHERE: Final = 0.8
#: Windows that go through the model at once.
BATCH: Final = 64

#: What a label says after the measure: a loss ("down 12"), or nothing at all ("not a single seat").
LOSS: Final = "-"
NIL: Final = "0"

_POINTS = frozenset({Measure.VOTE_SHARE_CHANGE, Measure.TURNOUT_CHANGE, Measure.SWING})


def read(document: Document, lexed: Lexed, context: Context, nlp: Language) -> Iterator[Reading]:
    """What the model reads in ``document``, each reading on a whole numeral of ``lexed``."""
    shown = windows(document, lexed)
    if not shown:
        return
    here = owners.scene(lexed, context)
    weights = nlp.get_pipe("owners").weights  # type: ignore[attr-defined]
    for at in range(0, len(shown), BATCH):
        batch = shown[at : at + BATCH]
        docs = [doc_of(nlp.vocab, pieces) for pieces in batch]
        figures = _likeliest(nlp, docs, FIGURES)
        worlds = _likeliest(nlp, docs, (STATUS,))
        numerals = (piece.numeral for pieces in batch for piece in pieces if piece.numeral >= 0)
        for number, (label, chance), (world, elsewhere) in zip(numerals, figures, worlds, strict=True):
            if not label:
                continue
            numeral = lexed.numerals[number]
            measure, value, low, high = _valued(label, numeral)
            span = Span(numeral.start, numeral.end)
            status = Status(world) if world and elsewhere >= ELSEWHERE else Status.RESULT
            asked = owners.Asked(span, measure, status.value)
            owner, surely = owners.choose(here, asked, weights)
            yield Reading(
                span=span, measure=measure, value=value, low=low, high=high, reader=NAME,
                rule=_rule(chance * surely), unit=_unit(measure, numeral),
                qualifier=numeral.qualifier, owner=owner, place=context.home, status=status,
            )  # fmt: skip


def _rule(chance: float) -> str:
    return SURE if chance >= FLOOR else LIKELY if chance >= FAIR else UNSURE


def _likeliest(nlp: Language, docs: list[Doc], parts: Sequence[str]) -> Iterator[tuple[str, float]]:
    """For each numeral of ``docs`` the likeliest label by all ``parts``, "" for none, and its probability."""
    pipes: list[Any] = [nlp.get_pipe(part) for part in parts]
    labels = [*pipes[0].labels, ""]
    for row in numpy.mean([numpy.asarray(pipe.predict(docs)[1]) for pipe in pipes], axis=0):
        best = int(row.argmax())
        yield labels[best], float(row[best])


def label_for(measure: str, value: float, numeral: Numeral) -> str | None:
    """The label that makes ``value`` of a numeral, or None where no label can."""
    printed = float(numeral.value)
    near = 1e-6 * max(1.0, abs(value))
    if abs(printed - value) <= near:
        return measure
    if abs(printed + value) <= near:
        return measure + LOSS
    return measure + NIL if not value else None


def _valued(label: str, numeral: Numeral) -> tuple[Measure, Decimal, Decimal, Decimal]:
    """The measure of a label, and the value and bounds it gives a numeral."""
    measure = Measure(label.rstrip(LOSS + NIL))
    if label.endswith(NIL):
        return measure, Decimal(0), Decimal(0), Decimal(0)
    lost = label.endswith(LOSS) and measure in CHANGES
    if lost and numeral.value > 0 and not numeral.sign:
        return measure, -numeral.value, -numeral.high, -numeral.low
    return measure, numeral.value, numeral.low, numeral.high


def _unit(measure: Measure, numeral: Numeral) -> str:
    """The unit of a value: percent, points, or what is counted."""
    if numeral.points or measure in _POINTS:
        return "points"
    if numeral.percent or numeral.decimals or measure is Measure.VOTE_SHARE:
        return "percent"
    counted = measure.value.partition("_")[0]
    if counted in ("seats", "councillors", "councils"):
        return counted
    if measure is Measure.MAJORITY_THRESHOLD:
        return "seats"
    return "electors" if measure is Measure.ELECTORATE else "votes"
