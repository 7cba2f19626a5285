"""Counts how often claims of each kind are right, on documents the trained reader never learned from.

The table goes where ``extract.reliability`` finds it. Whether it holds elsewhere is measured too: each half of
the stories is judged by the counts of the other. How the two readers agree is told as the field does.
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter
from pathlib import Path
from typing import Final

from extract.agreement import Seen, kappas, overlap, seen
from extract.crosscheck import ALONE
from extract.labels import TESTS, LabelledDocument, Names, labels_in, level, names_of, stories
from extract.load import load_file
from extract.model import Reading
from extract.pipeline import read_document
from extract.reliability import TRAINED, Kind, Reliability, counted
from extract.scoring import as_predicted

#: Levels of ``extract.labels.level``: a claim is right with its measure, value and owner.
ATTRIBUTED: Final = 2
MODES: Final = ("rules", "ner", "both")
BINS: Final = 10
#: Where what was measured stands in docs/accuracy.md.
BEGIN: Final = "<!-- written by: tallycheck calibrate --write-docs docs/accuracy.md -->"


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim on a labelled document: its kind, whether it was right, and the story it is about."""

    kind: Kind
    right: bool
    story: str


@dataclass(slots=True)
class Measured:
    """All that was read of the labelled documents, in every mode."""

    claims: list[Judged]
    seen: list[Seen]
    documents: int


@dataclass(frozen=True, slots=True)
class _Asked(Reliability):
    """Knows nothing, and remembers of which kinds it was asked: each claim of a document, in order."""

    kinds: list[Kind]

    def of(self, kind: Kind) -> None:
        self.kinds.append(kind)


def measure(corpora: Path, model: str = "") -> Measured:
    """Read what the model never learned from, by rules, by the model and by both, and judge every claim."""
    found = Measured([], [], 0)
    for document, story in kept(corpora):
        loaded, names = load_file(document.text), names_of(document.country)
        found.documents += 1
        for mode in MODES:
            asked = _Asked({}, [])
            result = read_document(loaded, readers=mode, model=model, table=asked)
            claims = [claim for figure in result.figures for claim in figure.claims]
            # What was read of a text that turned out to be about something else is not reported.
            for kind, claim in zip(asked.kinds if claims else (), claims, strict=True):
                right = _right(claim, document, names)
                if right is not None:
                    found.claims.append(Judged(kind, right, story))
            if mode == "both":
                found.seen.extend(seen(result))
    return found


def kept(corpora: Path) -> Iterator[tuple[LabelledDocument, str]]:
    """The documents that are for measuring, with their story."""
    story_of = {name: story for story in stories(corpora) for name in story.documents}
    for folder in sorted(p for p in corpora.iterdir() if p.is_dir()):
        for document in labels_in(folder):
            story = story_of.get(f"{folder.name}/{document.stem}")
            if story is not None and (story.side == "dev" or folder.name in TESTS):
                yield document, story.id


def _right(claim: Reading, document: LabelledDocument, names: Names) -> bool | None:
    """Whether a claim is what somebody labelled; None where careful readers would differ."""
    here = [f for f in document.figures if claim.span.start < f.end and f.start < claim.span.end]
    if any(f.ambiguous for f in here):
        return None
    row = as_predicted(claim)
    return any(level(row, figure, names) >= ATTRIBUTED for figure in here)


@dataclass(frozen=True, slots=True)
class Bin:
    """Claims of like confidence: how many, the mean of what was stated, and the share that was right."""

    claims: int
    stated: float
    right: float


def reliability(claims: Sequence[Judged], mode: str, bins: int = BINS) -> list[Bin]:
    """Stated confidence against measured precision, each half of the stories judged by the other's counts.

    The claims are those that would stand in the tables, in ``bins`` of as many each.
    """
    mine = [c for c in claims if c.kind.readers == mode and not (c.kind.reader == TRAINED and _beside(c.kind))]
    rows: list[tuple[float, bool]] = []
    for half in (0, 1):
        table = counted((c.kind, c.right) for c in claims if _half(c.story) != half)
        for claim in mine:
            stated = table.of(claim.kind) if _half(claim.story) == half else None
            if stated is not None:
                rows.append((stated, claim.right))
    random.Random(BINS).shuffle(rows)  # noqa: S311  # claims stated alike must not stand by document
    rows.sort(key=itemgetter(0))
    cuts = [len(rows) * n // bins for n in range(bins + 1)]
    parts = [rows[a:b] for a, b in pairwise(cuts) if b > a]
    return [Bin(len(p), sum(s for s, _ in p) / len(p), sum(r for _, r in p) / len(p)) for p in parts]


def _beside(kind: Kind) -> bool:
    """Whether another reader's claim stands beside this one."""
    return not kind.agreement.startswith(ALONE)


def _half(story: str) -> int:
    return zlib.crc32(story.encode()) & 1


def section(measured: Measured) -> str:
    """What docs/accuracy.md says of confidence and agreement."""
    lines = [f"Measured on {measured.documents} documents that the trained reader never learned from.", ""]
    for mode in ("both", "rules"):
        lines += [f"### Stated and measured, `--readers {mode}`", "", "| figures | stated | right | off by |"]
        lines.append("|---:|---:|---:|---:|")
        for one in reliability(measured.claims, mode):
            off = abs(one.stated - one.right)
            lines.append(f"| {one.claims} | {one.stated:.3f} | {one.right:.3f} | {off:.3f} |")
        lines.append("")
    either, both, agree, differ = overlap(measured.seen)
    lines += [
        "### How the readers agree", "",
        f"Of {either} numerals that either reader reads, {both} are read by both ({both / either:.3f}): {agree} alike"
        f" ({agree / both:.3f}), {differ} differently in measure, value or owner.", "",
        "| measure | rules | model | both | Cohen's kappa |", "|---|---:|---:|---:|---:|",
    ]  # fmt: skip
    for name, (a, b, c, kappa) in kappas(measured.seen).items():
        lines.append(f"| {name} | {a} | {b} | {c} | {kappa:.3f} |")
    return "\n".join([*lines, ""])
