"""How the two readers agree on the numerals of documents: overlap, conflict and Cohen's kappa by measure.

Cohen, J. (1960), A coefficient of agreement for nominal scales, Educational and Psychological Measurement 20.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from extract.crosscheck import differs
from extract.labels import ScoreError, labels_in
from extract.model import Figure, Result
from extract.reliability import NOTHING, TRAINED


@dataclass(frozen=True, slots=True)
class Seen:
    """One numeral: what each reader says it counts ("" for nothing), and whether two claims on it agree."""

    rules: str
    trained: str
    agree: bool


def seen(result: Result) -> Iterator[Seen]:
    """The numerals of one document that both readers were given."""
    yield from _read(result.figures)
    yield from (Seen("", "", True) for _ in (*result.ignored, *result.unread))


def _read(figures: Iterable[Figure]) -> Iterator[Seen]:
    for figure in figures:
        rules = next((c.measure.value for c in figure.claims if c.reader != TRAINED), "")
        trained = next((c.measure.value for c in figure.claims if c.reader == TRAINED), "")
        yield Seen(rules, trained, not any(differs(figure.claims[0], claim) for claim in figure.claims[1:]))


def kappas(seen: Sequence[Seen]) -> dict[str, tuple[int, int, int, float]]:
    """By measure, the commonest first: numerals that rules, the model and both give it, and Cohen's kappa."""
    found = {}
    for name in sorted(({s.rules for s in seen} | {s.trained for s in seen}) - {""}):
        a, b = (sum(getattr(s, who) == name for s in seen) for who in ("rules", "trained"))
        both = sum(s.rules == s.trained == name for s in seen)
        whole = len(seen)
        observed = (whole - a - b + 2 * both) / whole
        expected = (a * b + (whole - a) * (whole - b)) / whole**2
        found[name] = a, b, both, 1.0 if expected == 1 else (observed - expected) / (1 - expected)
    return dict(sorted(found.items(), key=lambda item: -item[1][0]))


def overlap(seen: Sequence[Seen]) -> tuple[int, int, int, int]:
    """Numerals that either reader reads, that both read, that they agree on, and that they differ on."""
    either = [s for s in seen if s.rules or s.trained]
    both = [s for s in either if s.rules and s.trained]
    agree = sum(s.agree for s in both)
    return len(either), len(both), agree, len(both) - agree


def told(folders: Iterable[Path]) -> str:
    """Overlap, conflict and kappa on the labelled documents of ``folders``; ``ScoreError`` without a model."""
    from extract.load import load_file
    from extract.pipeline import read_document
    from extract.trained_model import ModelError

    try:
        found = [
            one
            for folder in folders
            for document in labels_in(folder)
            for one in seen(read_document(load_file(document.text), readers="both", table=NOTHING))
        ]
    except ModelError as error:
        raise ScoreError(str(error)) from None
    either, both, agree, differ = overlap(found)
    lines = [
        f"numerals read by rules or model: {either}; by both: {both}; alike: {agree}; in conflict: {differ}",
        f"{'measure':<20}{'rules':>7}{'model':>7}{'both':>7}{'kappa':>8}",
    ]
    for name, (a, b, c, kappa) in kappas(found).items():
        lines.append(f"{name:<20}{a:>7}{b:>7}{c:>7}{kappa:>8.3f}")
    return "\n".join(lines)
