"""How right the figures are: precision, recall and F1 against labelled documents, and the floors they keep.

The verb ``score`` prints them for one set of predictions; with ``--floors`` or ``--write-docs`` it reads
every labelled set under ``corpora/`` itself, with the pipeline as it stands.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, Final

from extract import agreement
from extract.labels import (
    LEVELS,
    ONE_MEASURE,
    Labelled,
    LabelledDocument,
    Names,
    Predicted,
    ScoreError,
    labels_in,
    level,
    names_of,
    predictions_in,
)
from extract.model import Figure, Reading
from extract.pages import write_between, write_text

GROUPINGS: Final = ("measure", "status", "doc")

#: What stands between these in a page of docs/ is written by the verb, the rest by people.
BEGIN: Final = "<!-- written by: tallycheck score --write-docs docs/accuracy.md -->"


@dataclass(slots=True)
class Tally:
    """What was labelled, what was read, and how much of it was right at each level."""

    gold: int = 0
    predicted: int = 0
    hits: list[int] = field(default_factory=lambda: [0] * len(LEVELS))

    def add(self, other: Tally) -> None:
        """Count another tally in."""
        self.gold += other.gold
        self.predicted += other.predicted
        self.hits = [a + b for a, b in zip(self.hits, other.hits, strict=True)]

    def scores(self, name: str) -> tuple[float, float, float]:
        """Precision, recall and F1 at a level; where nothing could go wrong, nothing did."""
        hits = self.hits[LEVELS.index(name)]
        precision = hits / self.predicted if self.predicted else 1.0
        recall = hits / self.gold if self.gold else 1.0
        both = precision + recall
        return round(precision, 4), round(recall, 4), round(2 * precision * recall / both, 4) if both else 0.0

    def f1(self, name: str) -> float:
        """F1 at a level."""
        return self.scores(name)[2]

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        levels = {n: dict(zip(("precision", "recall", "f1"), self.scores(n), strict=True)) for n in LEVELS}
        return {"gold": self.gold, "predicted": self.predicted, **levels}


@dataclass(slots=True)
class Report:
    """The scores of a set of documents. ``misses`` tells document, what went wrong, and the figure."""

    total: Tally = field(default_factory=Tally)
    groups: dict[str, dict[str, Tally]] = field(default_factory=lambda: {name: {} for name in GROUPINGS})
    misses: list[tuple[str, str, Predicted | Labelled]] = field(default_factory=list)

    @property
    def documents(self) -> dict[str, Tally]:
        """The tally of each document."""
        return self.groups["doc"]

    def macro(self, name: str) -> float:
        """Mean F1 of the documents at a level."""
        scores = [tally.f1(name) for tally in self.documents.values()]
        return round(sum(scores) / max(1, len(scores)), 4)

    def negatives(self) -> tuple[int, int]:
        """How many documents without a figure stayed clean, and how many there are."""
        without = [tally for tally in self.documents.values() if not tally.gold]
        return sum(not tally.predicted for tally in without), len(without)

    def as_dict(self, by: str | None = None) -> dict[str, Any]:
        """For JSON; ``by`` adds one of the groupings."""
        total = self.total.as_dict()
        report = {
            "documents": len(self.documents),
            "gold": total.pop("gold"),
            "predicted": total.pop("predicted"),
            "micro": total,
            "macro_f1": {name: self.macro(name) for name in LEVELS},
            "perfect_documents": sum(tally.f1("full") == 1.0 for tally in self.documents.values()),
            "clean_negatives": list(self.negatives()),
        }
        if by:
            report[f"by_{by}"] = {key: tally.as_dict() for key, tally in self.groups[by].items()}
        return report


def score(
    documents: Sequence[LabelledDocument],
    predictions: Mapping[str, Sequence[Predicted]],
    names: Mapping[str, Names] | None = None,
) -> Report:
    """Score ``predictions`` (by document name) against labels; ``names`` are by country."""
    report = Report()
    # A measure that nobody labelled in this set is not judged: it may well be right.
    known = {figure.measure for document in documents for figure in document.figures}.union(*ONE_MEASURE)
    by_stem = defaultdict(list)
    for name, rows in predictions.items():
        by_stem[PurePosixPath(name).stem].append((name, rows))
    for document in documents:
        rows = [
            row
            for name, found in by_stem.get(document.stem, ())
            if _is_for(name, document)
            for row in found
            if row.measure in known
        ]
        same = names.get(document.country, Names()) if names is not None else names_of(document.country)
        _score_document(document, rows, same, report)
    for name in ("measure", "status"):
        report.groups[name] = dict(sorted(report.groups[name].items(), key=lambda kv: (-kv[1].gold, kv[0])))
    return report


def _is_for(name: str, document: LabelledDocument) -> bool:
    """Whether predictions of the document ``name`` are of this one: page.html is no prediction for page.txt."""
    path, suffix = PurePosixPath(name), PurePosixPath(document.name).suffix
    return path.stem == document.stem and (not suffix or path.suffix in ("", suffix))


def _score_document(document: LabelledDocument, rows: Sequence[Predicted], names: Names, report: Report) -> None:
    of_row, of_figure = _match(rows, document.figures, names)
    tally = report.groups["doc"].setdefault(document.stem, Tally())
    for number, figure in enumerate(document.figures):
        if figure.ambiguous:
            continue
        reached = of_figure.get(number, 0)
        one = Tally(gold=1, hits=[int(reached > n) for n in range(len(LEVELS))])
        _count(report, tally, figure, one)
        if reached < len(LEVELS):
            what = f"only {LEVELS[reached - 1]}" if reached else "missed"
            report.misses.append((document.stem, what, figure))
    for number, row in enumerate(rows):
        if number in of_row:
            matched = document.figures[of_row[number]]
            if not matched.ambiguous:
                _count(report, tally, matched, Tally(predicted=1))
        elif not any(f.ambiguous and row.start < f.end and f.start < row.end for f in document.figures):
            _count(report, tally, row, Tally(predicted=1))
            report.misses.append((document.stem, "extra", row))


def _count(report: Report, document: Tally, figure: Predicted | Labelled, one: Tally) -> None:
    for tally in (
        report.total,
        document,
        report.groups["measure"].setdefault(figure.measure, Tally()),
        report.groups["status"].setdefault(figure.status, Tally()),
    ):
        tally.add(one)


def _match(
    rows: Sequence[Predicted], figures: Sequence[Labelled], names: Names
) -> tuple[dict[int, int], dict[int, int]]:
    """Pair each row with at most one figure, the best pairs first: row -> figure, and figure -> level."""
    pairs = [(-level(row, gold, names), i, j) for i, row in enumerate(rows) for j, gold in enumerate(figures)]
    of_row: dict[int, int] = {}
    of_figure: dict[int, int] = {}
    for reached, i, j in sorted(pairs):
        if reached and i not in of_row and j not in of_figure:
            of_row[i] = j
            of_figure[j] = -reached
    return of_row, of_figure


def read_set(folder: Path) -> Report:
    """Read every document of a labelled folder with the pipeline, and score what it reads."""
    documents = list(labels_in(folder))
    return score(documents, {document.name: read_labelled(document) for document in documents})


def read_labelled(document: LabelledDocument) -> list[Predicted]:
    """The figures the pipeline reads in the text of a labelled document."""
    from extract.load import LoadError, load_file
    from extract.pipeline import read_document

    try:
        result = read_document(load_file(document.text))
    except LoadError as error:
        raise ScoreError(f"{error}; restore the text, or remove the labels of {document.name}") from None
    return predicted(result.figures, result.document.text)


def predicted(figures: Iterable[Figure], text: str) -> list[Predicted]:
    """Figures of a document as its labels are compared with them."""
    return [as_predicted(f.claim, text[f.claim.span.start : f.claim.span.end]) for f in figures]


def as_predicted(claim: Reading, printed: str = "") -> Predicted:
    """A claim as labels are compared with it."""
    return Predicted(
        start=claim.span.start,
        end=claim.span.end,
        measure=claim.measure.value,
        value=float(claim.value),
        party=claim.owner.party.name if claim.owner.party else "",
        candidate=claim.owner.candidate or "",
        place=claim.place.name if claim.place else "",
        status=claim.status.value,
        text=printed,
    )


def sets_in(corpora: Path) -> list[Path]:
    """The labelled folders under ``corpora``."""
    found = sorted(path for path in corpora.iterdir() if any(path.glob("*.json"))) if corpora.is_dir() else []
    if not found:
        raise ScoreError(f"{corpora}: no labelled sets; run in a checkout, or name its folder with --corpora")
    return found


def reached(reports: Mapping[str, Report]) -> dict[str, dict[str, float]]:
    """What a floors file holds: micro F1 at each level, by set."""
    return {name: {at: report.total.f1(at) for at in LEVELS} for name, report in reports.items()}


def below(floors: Mapping[str, Mapping[str, float]], now: Mapping[str, Mapping[str, float]]) -> list[str]:
    """Where a set fell under its floor, is gone, or has no floor yet: one line each."""
    lines = [f"{name}: no floor yet; pin it with --raise" for name in now if name not in floors]
    for name, floor in floors.items():
        if name not in now:
            lines.append(f"{name}: its floor is pinned but the set is gone; restore the folder")
            continue
        for at, least in floor.items():
            if now[name][at] < least:
                lines.append(f"{name}: {at} F1 fell from {least:.4f} to {now[name][at]:.4f}")
    return lines


def raised(
    floors: Mapping[str, Mapping[str, float]], now: Mapping[str, Mapping[str, float]]
) -> dict[str, dict[str, float]]:
    """The floors lifted to what was reached; a floor never sinks."""
    return {name: {at: max(now[name][at], floors.get(name, {}).get(at, 0.0)) for at in LEVELS} for name in sorted(now)}


def read_floors(path: Path) -> dict[str, dict[str, float]]:
    """The pinned scores; a file that is not there yet pins nothing."""
    if not path.exists():
        return {}
    try:
        floors: dict[str, dict[str, float]] = json.loads(path.read_text(encoding="utf-8"))
        return {name: {at: float(floor[at]) for at in LEVELS} for name, floor in floors.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ScoreError(f"{path}: no floors file ({error!r}); restore it, or remove it and --raise") from None


def _rows(groups: Mapping[str, Tally]) -> Iterator[tuple[str, ...]]:
    for name, tally in groups.items():
        yield name, str(tally.gold), str(tally.predicted), *(f"{tally.f1(at):.3f}" for at in LEVELS)


def markdown(reports: Mapping[str, Report]) -> str:
    """One table of measures for each set."""
    lines: list[str] = []
    for name, report in reports.items():
        clean, negatives = report.negatives()
        lines += [f"### {name}", "", f"{len(report.documents)} documents, {report.total.gold} figures."]
        if negatives:
            lines.append(f"{clean} of {negatives} documents without a figure stayed clean.")
        lines += ["", f"| measure | labelled | read | {' | '.join(f'{at} F1' for at in LEVELS)} |"]
        lines.append(f"|---|{'---:|' * (2 + len(LEVELS))}")
        lines += [f"| {' | '.join(row)} |" for row in _rows(report.groups["measure"])]
        lines += [f"| {' | '.join(row)} |" for row in _rows({"**all**": report.total})]
        macro = (f"{report.macro(at):.3f}" for at in LEVELS)
        lines += [f"| mean of the documents | | | {' | '.join(macro)} |", ""]
    return "\n".join(lines)


def write_docs(path: Path, reports: Mapping[str, Report]) -> None:
    """Put the tables into a page."""
    write_between(path, BEGIN, markdown(reports))


def _table(report: Report, by: str | None) -> str:
    rows = [("", "labelled", "read", *(f"{at} F1" for at in LEVELS))]
    rows += _rows(report.groups[by] if by else {})
    rows += _rows({"all": report.total})
    rows.append(("mean of docs", "", "", *(f"{report.macro(at):.3f}" for at in LEVELS)))
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    clean, negatives = report.negatives()
    lines = [
        "  ".join(
            cell.rjust(width) if n else cell.ljust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    return "\n".join([*lines, f"documents without a figure that stayed clean: {clean} of {negatives}"])


def _miss(document: str, what: str, figure: Predicted | Labelled) -> str:
    printed = figure.text if isinstance(figure, Predicted) else figure.surface
    owner = " / ".join(filter(None, (figure.party, figure.candidate))) or "nobody"
    return (
        f"{document}:{figure.start}: {what}: {printed!r} {figure.measure} {figure.value:g},"
        f" {owner}, {figure.place or 'no place'}, {figure.status}"
    )


def configure(parser: argparse.ArgumentParser) -> None:
    """Give the parser of the verb ``score`` its options."""
    add = parser.add_argument
    add("predictions", nargs="?", type=Path, metavar="PREDICTIONS", help="figures.csv or figures.jsonl")
    add("gold", nargs="?", type=Path, metavar="GOLD_DIR", help="folder of label files, such as corpora/dev")
    add("--by", choices=GROUPINGS, help="also score each measure, status or document")
    add("--misses", type=int, default=0, metavar="N", help="show the first N mistakes")
    add("--json", action="store_true", help="print JSON instead of a table")
    add(
        "--corpora",
        type=Path,
        default=Path("corpora"),
        metavar="DIR",
        help="labelled sets (default: corpora)",
    )
    add("--floors", type=Path, metavar="FILE", help="read every set and hold it to the scores pinned in FILE")
    add("--raise", action="store_true", dest="lift", help="with --floors: pin the scores reached")
    add("--agreement", action="store_true", help="read every set by rules and model: overlap, conflict, Cohen's kappa")
    add("--write-docs", type=Path, metavar="PAGE", help="read every set and write the tables into PAGE")


def run(args: argparse.Namespace) -> int:
    """Do what the verb ``score`` was asked: 0 is well, 1 a score below its floor, 2 a mistake."""
    try:
        if args.agreement:
            print(agreement.told(sets_in(args.corpora)))
            return 0
        if args.floors or args.write_docs:
            return _run_sets(args)
        if args.predictions is None or args.gold is None:
            raise ScoreError("score needs PREDICTIONS and GOLD_DIR, or --floors, --write-docs or --agreement")
        return _run_one(args)
    except ScoreError as error:
        print(f"tallycheck: {error}", file=sys.stderr)
        return 2


def _run_one(args: argparse.Namespace) -> int:
    documents, predictions = list(labels_in(args.gold)), predictions_in(args.predictions)
    report = score(documents, predictions)
    if predictions and not any(_is_for(name, document) for name in predictions for document in documents):
        advice = "extract the documents of that folder first"
        print(f"tallycheck: {args.predictions}: names no document of {args.gold}; {advice}", file=sys.stderr)
    if args.json:
        print(json.dumps(report.as_dict(args.by), indent=1, ensure_ascii=False))
    else:
        print(_table(report, args.by))
    for miss in report.misses[: args.misses]:
        print(_miss(*miss), file=sys.stderr)
    return 0


def _run_sets(args: argparse.Namespace) -> int:
    reports = {path.name: read_set(path) for path in sets_in(args.corpora)}
    if args.write_docs:
        write_docs(args.write_docs, reports)
    if not args.floors:
        return 0
    floors, now = read_floors(args.floors), reached(reports)
    if args.lift:
        write_text(args.floors, json.dumps(raised(floors, now), indent=1) + "\n")
        return 0
    fallen = below(floors, now)
    for line in fallen:
        print(line)
    return 1 if fallen else 0
