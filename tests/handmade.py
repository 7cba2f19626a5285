"""Results made by hand, and a stand-in for the pipeline, for tests of what comes after the readers."""

from __future__ import annotations

import re
import sys
import types
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from extract.batch import Outcome
from extract.export import Export
from extract.model import (
    Agreement,
    Document,
    Figure,
    Ignored,
    Measure,
    Owner,
    Party,
    Place,
    Reading,
    Result,
    Span,
    Status,
    Unread,
    content_id,
)

LABOUR = Party("Labour Party", "PP53")
WALES = Place("Wales", "W92000004", "nation")


def reading(document: Document, printed: str, value: str | int | None = None, **changes: object) -> Reading:
    """A claim about the first ``printed`` in the text: seats of Labour in Wales but for ``changes``."""
    start = document.text.index(printed)
    number = Decimal(str(printed if value is None else value))
    claim = Reading(
        span=Span(start, start + len(printed)),
        measure=Measure.SEATS,
        value=number,
        low=number,
        high=number,
        rule="won-seats",
        reader="prose",
        owner=Owner(LABOUR),
        place=WALES,
    )
    return replace(claim, **changes)  # type: ignore[arg-type]


def figure(document: Document, *claims: Reading, election: str = "parl.2017-06-08") -> Figure:
    """A figure that rests on ``claims``."""
    first = claims[0]
    agreement = Agreement.SINGLE
    if len(claims) > 1:
        agreement = Agreement.CONFIRMED if len({c.value for c in claims}) == 1 else Agreement.DISPUTED
    identity = content_id(document.name, str(first.span), first.measure, str(first.value))
    return Figure(identity, document.name, claims, agreement, election)


DOCUMENT = Document(
    "night/wales.txt",
    "At 10.30pm it was settled. Labour took 28 seats in Wales, +0.7 points,\nwith 771,354 votes (−13). Or 29?\n",
)


def outcome(*figures: Figure, document: Document = DOCUMENT, **more: Any) -> Outcome:
    """What a run would say of ``document``."""
    result = Result(document, figures, more.pop("ignored", ()), more.pop("unread", ()), "gb", **more)
    return Outcome(document.name, f"reports/{document.name}", result)


def full() -> Outcome:
    """An outcome with something in every list."""
    disputed = figure(DOCUMENT, reading(DOCUMENT, "28"), reading(DOCUMENT, "28", 29, reader="layout", rule="cell"))
    change = figure(DOCUMENT, reading(DOCUMENT, "+0.7", "0.7", measure=Measure.VOTE_SHARE_CHANGE))
    fall = figure(DOCUMENT, reading(DOCUMENT, "−13", -13, measure=Measure.SEATS_CHANGE))
    votes = reading(
        DOCUMENT,
        "771,354",
        771354,
        measure=Measure.VOTES,
        low=Decimal("771354.0"),
        high=Decimal("7.71354E+5"),
    )
    return outcome(
        disputed,
        change,
        figure(DOCUMENT, votes),
        fall,
        ignored=(Ignored(Span(3, 8), "time"),),
        unread=(Unread(Span(100, 102), "no rule places it"),),
    )


FAILED = Outcome("=bad.txt", "reports/=bad.txt", reason="holds no text", next_step="check it")


def written(out: Path, outcomes: Iterable[Outcome] = (), form: Any = "csv") -> Path:
    """``out``, with the tables of ``outcomes`` in it."""
    with Export(out, form) as export:
        for one in outcomes:
            export.add(one)
    return out


def read_document(
    document: Document,
    *,
    country: str | None = None,
    date: date | None = None,
    readers: str = "rules",
    model: str = "",
) -> Result:
    """A stand-in reader: "N seats" is a figure, "N.NNpm" is ignored, any other number is unread."""
    figures, ignored, unread = [], [], []
    for match in re.finditer(r"\d+(?:\.\d+)?(?P<rest> seats|pm)?", document.text):
        printed = match[0].removesuffix(match["rest"] or "")
        span = Span(match.start(), match.start() + len(printed))
        if match["rest"] == " seats":
            number = Decimal(printed)
            claim = Reading(span, Measure.SEATS, number, number, number, "won-seats", "prose", owner=Owner(LABOUR))
            figures.append(figure(document, replace(claim, status=Status.RESULT)))
        elif match["rest"]:
            ignored.append(Ignored(span, "time"))
        else:
            unread.append(Unread(span, "no rule places it"))
    if "make the reader fail" in document.text:
        raise ZeroDivisionError("a fault\nof ours")
    return Result(document, tuple(figures), tuple(ignored), tuple(unread), country=country or "gb")


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let everything above the pipeline read with ``read_document`` of this module."""
    module = types.ModuleType("extract.pipeline")
    module.read_document = read_document  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "extract.pipeline", module)
