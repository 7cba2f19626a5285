"""The second reader: a trained spaCy pipeline says what each numeral counts, a trained linker who owns it.

It shares with the rule reader what stands in the text: numerals, names of parties and places, and which
capitalised words are no names. It knows no pattern and no cue word. What it is not sure of is marked so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

import numpy

from extract import owners
from extract.context import Context
from extract.decoder import Batch, Net
from extract.lexer import Lexed
from extract.model import CHANGES, NOBODY, UNOWNED, Ignored, Measure, Owner, Reading, Span, Status
from extract.numerals import Numeral
from extract.reliability import LIKELY, SURE, TRAINED, UNSURE
from extract.scene import scene
from extract.trained_model import Trained
from extract.windows import Piece, windows

#: Probability of measure and owner from which a reading is sure, or at least likely: see docs/model.md.
FLOOR: Final = 0.95
FAIR: Final = 0.5
#: Probability from which a figure belongs to another world than the result, where most belong.
ELSEWHERE: Final = 0.8
#: Windows that go through the model at once: what more of them need does not stay near the processor.
BATCH: Final = 16

#: What a label says after the measure: a loss ("down 12"), or nothing at all ("not a single seat").
LOSS: Final = "-"
NIL: Final = "0"

_POINTS = frozenset({Measure.VOTE_SHARE_CHANGE, Measure.TURNOUT_CHANGE, Measure.SWING})


class Told(NamedTuple):
    """What the nets say of a numeral: its label, "" for none, with the probability, and its world."""

    number: int
    label: str
    chance: float
    status: Status


def read(lexed: Lexed, context: Context, trained: Trained) -> Iterator[Reading | Ignored]:
    """What the model reads in a text, each reading on a whole numeral of ``lexed``; all others it dismisses."""
    told = list(_told(windows(lexed), trained))
    asked: dict[int, owners.Asked] = {}
    for number, label, _, status in told:
        if label and (measure := _measure(label)) not in UNOWNED:
            numeral = lexed.numerals[number]
            asked[number] = owners.Asked(Span(numeral.start, numeral.end), measure, status.value)
    owned: dict[int, tuple[Owner, float]] = {}
    if asked:
        here = scene(lexed, context, trained.people(lexed.text) if trained.people else None)
        owned = dict(zip(asked, owners.choose(here, [*asked.values()], trained.owners), strict=True))
    for number, label, chance, status in told:
        numeral = lexed.numerals[number]
        span = Span(numeral.start, numeral.end)
        if not label:
            yield Ignored(span, _rule(chance))
            continue
        measure, value, low, high = _valued(label, numeral)
        owner, surely = owned.get(number, (NOBODY, 1.0))
        yield Reading(
            span=span, measure=measure, value=value, low=low, high=high, reader=TRAINED,
            rule=_rule(chance * surely), unit=_unit(measure, numeral),
            qualifier=numeral.qualifier, owner=owner, place=context.home, status=status,
        )  # fmt: skip


def _told(shown: Sequence[Sequence[Piece]], trained: Trained) -> Iterator[Told]:
    """What the nets say of the numerals of all windows."""
    for at in range(0, len(shown), BATCH):
        part = shown[at : at + BATCH]
        batch = Batch.of(part)
        figures = list(_likeliest(trained.figures, batch))
        # Of which world a number is matters only where it is a figure.
        counted = [index for index, (label, _) in enumerate(figures) if label]
        worlds = dict(
            zip(counted, _likeliest((trained.status,), batch.near(counted, trained.status.sight)), strict=True)
        )
        numerals = (piece.numeral for pieces in part for piece in pieces if piece.numeral >= 0)
        for index, (number, (label, chance)) in enumerate(zip(numerals, figures, strict=True)):
            world, elsewhere = worlds.get(index, ("", 1.0))
            status = Status(world) if world and elsewhere >= ELSEWHERE else Status.RESULT
            yield Told(number, label, chance, status)


def _rule(chance: float) -> str:
    return f"{TRAINED}.{SURE if chance >= FLOOR else LIKELY if chance >= FAIR else UNSURE}"


def _likeliest(nets: Sequence[Net], batch: Batch) -> Iterator[tuple[str, float]]:
    """For each numeral of ``batch`` the likeliest label by all ``nets``, "" for none, and its probability."""
    labels = [*nets[0].labels, ""]
    chances = numpy.mean([net.predict(batch) for net in nets], axis=0)
    best = chances.argmax(axis=1)
    for index, chance in zip(best.tolist(), chances.max(axis=1).tolist(), strict=True):
        yield labels[index], chance


def label_for(measure: str, value: float, numeral: Numeral) -> str | None:
    """The label that makes ``value`` of a numeral, or None where no label can."""
    printed = float(numeral.value)
    near = 1e-6 * max(1.0, abs(value))
    if abs(printed - value) <= near:
        return measure
    if abs(printed + value) <= near:
        return measure + LOSS
    return measure + NIL if not value else None


def _measure(label: str) -> Measure:
    return Measure(label.rstrip(LOSS + NIL))


def _valued(label: str, numeral: Numeral) -> tuple[Measure, Decimal, Decimal, Decimal]:
    """The measure of a label, and the value and bounds it gives a numeral."""
    measure = _measure(label)
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
