"""The verb calibrate, and the scores in docs/model.md: what each reader reads of documents kept for measuring."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from extract.calibration import BEGIN as SECTION
from extract.calibration import MODES, kept, measure, section
from extract.labels import LEVELS, LabelledDocument, ScoreError
from extract.load import LoadError, load_file
from extract.model import Agreement, Result
from extract.pages import write_between
from extract.pipeline import read_document
from extract.reliability import SHIPPED, counted, shipped, write
from extract.scoring import Report, Tally, predicted, score
from extract.trained_model import ModelError, load

#: Where the scores stand in docs/model.md.
BEGIN: Final = "<!-- written by: tallycheck calibrate --write-card docs/model.md -->"
#: The set that is a test of its own, and the documents of British national elections in it.
TEST, NATIONAL = "dev", "uk"

Results = Mapping[str, Result]


def card(corpora: Path, model: str = "") -> str:
    """The scores of rules, model and both: by reader, by agreement and by measure."""
    documents = [document for document, _ in kept(corpora)]
    test = [d for d in documents if d.text.parent.name == TEST]
    groups = {
        "side dev": [d for d in documents if d.text.parent.name not in (TEST, "seeds")],
        f"corpora/{TEST}": test,
        f"corpora/{TEST}, {NATIONAL}*": [d for d in test if d.stem.startswith(NATIONAL)],
    }
    read = {m: {d.name: read_document(load_file(d.text), readers=m, model=model) for d in documents} for m in MODES}
    lines = [
        "| documents | readers | read P | read R | read F1 | attributed F1 | timed F1 |",
        "|---|---|---:|---:|---:|---:|---:|",
        *(line for name, group in groups.items() for line in _by_reader(name, group, read)),
        "",
        "How far agreement can be trusted, with `--readers both`: precision of figures, and their share of all figures",
        "that are right (attributed).",
        "",
        "| documents | agreement | figures | read precision | attributed precision | share of right figures |",
        "|---|---|---:|---:|---:|---:|",
        *(line for name in list(groups)[:2] for line in _by_agreement(name, groups[name], read["both"])),
        "",
        "The trained reader alone, by measure:",
        "",
        "| measure | side dev: labelled | read F1 | attributed F1 | corpora/dev: labelled | read F1 | attributed F1 |",
        "|---|---:|---:|---:|---:|---:|---:|",
        *_by_measure(_score(groups["side dev"], read["ner"]), _score(test, read["ner"])),
        "",
    ]
    return "\n".join(lines)


def _score(documents: Sequence[LabelledDocument], read: Results, only: Agreement | None = None) -> Report:
    rows = {}
    for document in documents:
        result = read[document.name]
        figures = [f for f in result.figures if only is None or f.agreement is only]
        rows[document.name] = predicted(figures, result.document.text)
    return score(documents, rows)


def _by_reader(name: str, group: Sequence[LabelledDocument], read: Mapping[str, Results]) -> Iterator[str]:
    for mode in MODES:
        total = _score(group, read[mode]).total
        precision, recall, both = total.scores(LEVELS[0])
        rest = " | ".join(f"{total.f1(at):.3f}" for at in LEVELS[1:3])
        yield f"| {name} ({len(group)}) | {mode} | {precision:.3f} | {recall:.3f} | {both:.3f} | {rest} |"


def _by_agreement(name: str, group: Sequence[LabelledDocument], read: Results) -> Iterator[str]:
    right = _score(group, read).total.hits[1]
    for agreement in Agreement:
        total = _score(group, read, agreement).total
        precision = " | ".join(f"{total.scores(at)[0]:.3f}" for at in LEVELS[:2])
        yield f"| {name} | {agreement} | {total.predicted} | {precision} | {total.hits[1] / max(right, 1):.3f} |"


def _by_measure(side: Report, test: Report) -> Iterator[str]:
    tallies = [report.groups["measure"] for report in (side, test)]
    names = {name for found in tallies for name, tally in found.items() if tally.gold}
    for name in sorted(names, key=lambda n: (-sum(found.get(n, Tally()).gold for found in tallies), n)):
        yield f"| {name} | {' | '.join(_cells(found.get(name, Tally())) for found in tallies)} |"


def _cells(tally: Tally) -> str:
    return f"{tally.gold} | {tally.f1('read'):.3f} | {tally.f1('attributed'):.3f}" if tally.gold else "0 | | "


def configure(parser: argparse.ArgumentParser) -> None:
    """Give the parser of the verb ``calibrate`` its options."""
    add = parser.add_argument
    add("--corpora", type=Path, default=Path("corpora"), metavar="DIR", help="labelled sets (default: corpora)")
    add("--model", default="", metavar="NAME", help="trained pipeline to measure (default: ours)")
    add("-o", "--out", type=Path, metavar="FILE", help=f"table to write (default: {SHIPPED.name} beside the model)")
    add("--write-docs", type=Path, metavar="PAGE", help="write what was measured into PAGE")
    add("--write-card", type=Path, metavar="PAGE", help="write the scores of the model into PAGE, its card")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Do what the verb ``calibrate`` was asked: 0 is well, 2 a mistake."""
    try:
        measured = measure(args.corpora, args.model)
        out = args.out or (Path(args.model) if args.model else SHIPPED.parent) / SHIPPED.name
        write(counted((c.kind, c.right) for c in measured.claims), out)
        if args.write_docs:
            write_between(args.write_docs, SECTION, section(measured))
        if args.write_card:
            shipped.cache_clear()  # the table may just have been written
            load.cache_clear()
            write_between(args.write_card, BEGIN, card(args.corpora, args.model))
    except (ScoreError, LoadError, ModelError, OSError) as error:
        print(f"tallycheck: {error}", file=sys.stderr)
        return 2
    print(f"{len(measured.claims)} claims on {measured.documents} documents: written to {out}", file=sys.stderr)
    return 0
