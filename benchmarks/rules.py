"""Words a second of reading by rules beside spaCy's blank English tokenizer: python -m benchmarks.rules

The articles are made from our own documents: prose paragraphs of seeds/ and corpora/, shuffled with a
fixed seed and balanced to hold as many numerals as news articles do. Printed numbers other than years
are drawn anew in every article, so that remembering sentences cannot pass for speed.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import spacy

import extract
from benchmarks.pairs import interleave, show

ROOT = Path(__file__).resolve().parent.parent
WORDS = 600
#: Words with a digit in 600 words of news prose: 12 to 20, so the middle.
NUMERALS = 16

_YEAR = re.compile(r"(?:19|20)\d\d")
_NUMBER = re.compile(r"\d[\d,.]*\d|\d")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of prose with its counts of words and of words with a digit."""

    text: str
    words: int
    numerals: int


def numerals_in(words: list[str]) -> int:
    """How many of the words hold a digit."""
    return sum(any(c.isdecimal() for c in word) for word in words)


def paragraphs(folders: list[Path]) -> Iterator[Paragraph]:
    """The prose of all .txt files: lines with a sentence in them, no tables or lists."""
    for folder in folders:
        for path in sorted(folder.rglob("*.txt")):
            for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
                words = line.split()
                numerals = numerals_in(words)
                if len(words) >= 12 and numerals <= len(words) / 5 and line.rstrip()[-1] in ".!?”\"'":
                    yield Paragraph(line.strip(), len(words), numerals)


def redrawn(text: str, chance: random.Random) -> str:
    """The same text with other numbers of the same print: 13,650,918 stays eight digits and two commas."""

    def other(match: re.Match[str]) -> str:
        printed = match.group()
        if _YEAR.fullmatch(printed):
            return printed
        drawn = "".join(chance.choice("0123456789") if c.isdecimal() else c for c in printed)
        return chance.choice("123456789") + drawn[1:]

    return _NUMBER.sub(other, text)


def articles(pool: list[Paragraph], count: int) -> list[str]:
    """``count`` articles of about 600 words: the next paragraph brings the density back to the middle."""
    chance = random.Random(2017)
    middle = NUMERALS / WORDS
    dense = [p for p in pool if p.numerals > middle * p.words]
    plain = [p for p in pool if p.numerals <= middle * p.words]
    if not dense or not plain:
        raise SystemExit("seeds/ and corpora/ hold too little prose to make articles of; add documents")
    made = []
    for _ in range(count):
        words = numerals = 0
        chosen: list[str] = []
        while words < WORDS:
            paragraph = chance.choice(plain if numerals > middle * words else dense)
            words += paragraph.words
            numerals += paragraph.numerals
            chosen.append(redrawn(paragraph.text, chance))
        made.append("\n\n".join(chosen))
    return made


def main() -> int:
    """Measure, print, and fail below the limit."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument(
        "--limit", type=float, default=0.3, help="fail when our share of the yardstick's speed is below"
    )
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()

    pool = list(paragraphs([ROOT / "seeds", ROOT / "corpora"]))
    texts = articles(pool, options.articles)
    words = sum(len(text.split()) for text in texts)
    tokenizer = spacy.blank("en")

    def ours() -> int:
        return sum(len(extract.read(text).figures) for text in texts)

    def yardstick() -> int:
        return sum(len(document) for document in tokenizer.pipe(texts))

    figures = ours()
    pairs = interleave(ours, yardstick, options.repeats)
    speed = 1 / pairs.ratio
    rows = {
        "articles": len(texts),
        "words": words,
        "paragraphs drawn from": len(pool),
        "numerals in 600 words": WORDS * sum(numerals_in(text.split()) for text in texts) / words,
        "figures read": figures,
        "repeats": options.repeats,
        "tallycheck, words a second": words / median(pairs.ours),
        "spaCy blank English, words a second": words / median(pairs.yardstick),
        "our share of its speed, median": speed,
        "limit": options.limit,
    }
    show(rows, options.json)
    return int(speed < options.limit)


if __name__ == "__main__":
    sys.exit(main())
