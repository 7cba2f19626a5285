"""The second reader: a trained spaCy pipeline says what each numeral counts, a trained linker who owns it.

It shares with the rule reader what stands in the text: numerals, names of parties and places, and which
capitalised words are no names. It knows no pattern and no cue word. What it is not sure of is marked so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

import numpy

from extract import owners
from extract.context import Context
from extract.decoder import Batch, Net
from extract.lexer import Lexed
from extract.model import CHANGES, Ignored, Measure, Reading, Span, Status
from extract.numerals import Numeral
from extract.reliability import LIKELY, SURE, TRAINED, UNSURE
from extract.trained_model import Trained
from extract.windows import windows

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


def read(lexed: Lexed, context: Context, trained: Trained) -> Iterator[Reading | Ignored]:
    """What the model reads in a text, each reading on a whole numeral of ``lexed``; all others it dismisses."""
    shown = windows(lexed)
    if not shown:
        return
    here = owners.scene(lexed, context, trained.people(lexed.text) if trained.people else None)
    for at in range(0, len(shown), BATCH):
        batch = Batch.of(shown[at : at + BATCH])
        figures = _likeliest(trained.figures, batch)
        worlds = _likeliest((trained.status,), batch)
        numerals = (piece.numeral for pieces in shown[at : at + BATCH] for piece in pieces if piece.numeral >= 0)
        for number, (label, chance), (world, elsewhere) in zip(numerals, figures, worlds, strict=True):
            numeral = lexed.numerals[number]
            if not label:
                yield Ignored(Span(numeral.start, numeral.end), _rule(chance))
                continue
            measure, value, low, high = _valued(label, numeral)
            span = Span(numeral.start, numeral.end)
            status = Status(world) if world and elsewhere >= ELSEWHERE else Status.RESULT
            asked = owners.Asked(span, measure, status.value)
            owner, surely = owners.choose(here, asked, trained.owners)
            yield Reading(
                span=span, measure=measure, value=value, low=low, high=high, reader=TRAINED,
                rule=_rule(chance * surely), unit=_unit(measure, numeral),
                qualifier=numeral.qualifier, owner=owner, place=context.home, status=status,
            )  # fmt: skip


def _rule(chance: float) -> str:
    return f"{TRAINED}.{SURE if chance >= FLOOR else LIKELY if chance >= FAIR else UNSURE}"


def _likeliest(nets: Sequence[Net], batch: Batch) -> Iterator[tuple[str, float]]:
    """For each numeral of ``batch`` the likeliest label by all ``nets``, "" for none, and its probability."""
    labels = [*nets[0].labels, ""]
    chances = numpy.mean([net.predict(batch) for net in nets], axis=0)
    for row, best in zip(chances, chances.argmax(axis=1).tolist(), strict=True):
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
