"""Words a second of reading by both readers, beside the same trained pipeline run by spaCy over every sentence.

    python -m benchmarks.ner [--articles 100] [--limit 3]

The articles are those of ``benchmarks.rules``. Ours is everything: rules, nets, owners, cross-check. The yardstick
is ``spacy.load`` of the same model and ``nlp.pipe`` over the same texts, each sentence and row a text of its own.
The sentences that ours leaves out hold no numeral, and so no figure: that is counted too.
"""

from __future__ import annotations

import argparse
import sys
from statistics import median

import spacy

from benchmarks.pairs import interleave, show
from benchmarks.rules import ROOT, articles, paragraphs
from extract import spacy_parts  # noqa: F401  # its registered parts are what the pipeline is made of
from extract.context import build
from extract.lexer import lex
from extract.model import Document
from extract.packs import rules
from extract.pipeline import read_document
from extract.sentences import lines, sentences
from extract.trained_model import SHIPPED, load
from extract.windows import windows


def units(text: str) -> list[str]:
    """The sentences and rows of a text."""
    return [text[s.start : s.end] for line in lines(text) for s in sentences(text, line.start, line.end, frozenset())]


def lost(text: str) -> int:
    """Numerals in the units that the gate leaves out: each would be a figure nobody can read."""
    document = Document("article", text)
    _, lexed = build(document, lex(text, rules()))
    seen = {piece.numeral for window in windows(lexed) for piece in window if piece.numeral >= 0}
    return len(lexed.numerals) - len(seen)


def main() -> int:
    """Measure, print, and fail below the limit or where the gate loses a numeral."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--articles", type=int, default=100)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--limit", type=float, default=3.0, help="fail when not so many times as fast")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()

    texts = articles(list(paragraphs([ROOT / "seeds", ROOT / "corpora"])), options.articles)
    words = sum(len(text.split()) for text in texts)
    nlp = spacy.load(SHIPPED)
    load()

    def ours() -> int:
        return sum(len(read_document(Document("article", text), readers="both").figures) for text in texts)

    def yardstick() -> int:
        return sum(len(doc.spans["figures"]) for doc in nlp.pipe(unit for text in texts for unit in units(text)))

    pairs = interleave(ours, yardstick, options.repeats)
    missed = sum(map(lost, texts))
    faster = 1 / pairs.ratio
    rows = {
        "articles": len(texts),
        "words": words,
        "figures read": ours(),
        "repeats": options.repeats,
        "tallycheck, both readers, words a second": words / median(pairs.ours),
        "spaCy over every sentence, words a second": words / median(pairs.yardstick),
        "times as fast, median": faster,
        "limit": options.limit,
        "numerals that the gate leaves out": missed,
    }
    show(rows, options.json)
    return int(faster < options.limit or missed > 0)


if __name__ == "__main__":
    sys.exit(main())
