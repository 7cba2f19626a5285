"""Trains the second reader from the labelled corpora and from reports made of their sentences: fixed seeds, minutes.

Only documents whose side in ``splits.toml`` is train are learned from, and no set kept as a test. Each round
shows every window anew: other digits, lower case, words and names left out.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from extract import owners
from extract.context import Context, build
from extract.labels import (
    TESTS,
    Labelled,
    LabelledDocument,
    Names,
    ScoreError,
    labels_in,
    names_of,
    stories,
)
from extract.lexer import Lexed, lex
from extract.load import LoadError, load_file
from extract.model import UNOWNED, Document, Measure, Owner, Span
from extract.packs import rules
from extract.people import alike
from extract.scene import scene
from extract.synthesis import Reports, phrasing
from extract.trained_model import FIGURES, SHIPPED, STATUS
from extract.windows import Piece, windows

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.training import Example

SEED: Final = 3
ROUNDS: Final = 30
#: Made reports in each round, beside all the written ones.
MADE: Final = 200
WIDTH: Final = 64
REACH: Final = 12
_DROPOUT = 0.3
_RATE = 0.001
_ROWS = {
    "NORM": 3000, "PREFIX": 500, "SUFFIX": 1500, "SHAPE": 1000, "ENT_TYPE": 500, "LEMMA": 500, "DEP": 200,
}  # fmt: skip
_STATUS_ROWS = {"NORM": 2000, "ENT_TYPE": 300}

# How often a window is shown otherwise than it is printed.
_LOWER, _UPPER, _UNNAMED, _HEADLESS, _GAPPED = 0.15, 0.03, 0.3, 0.3, 0.7
_DIGITS, _WORD, _RARE, _NAME = 0.7, 0.1, 0.05, 0.7


class TrainError(Exception):
    """What stands in the way of training, and what to do."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """One labelled document, lexed, with the label of each numeral by its number."""

    labelled: LabelledDocument
    lexed: Lexed
    context: Context
    labels: Mapping[int, tuple[str, Labelled]]


def lessons(corpora: Path, side: str) -> list[Lesson]:
    """The documents of one side that are no test, in order of set and name."""
    known = {name: story.side for story in stories(corpora) for name in story.documents}
    found = []
    for folder in sorted(p for p in corpora.iterdir() if p.is_dir() and p.name not in TESTS):
        for labelled in labels_in(folder):
            if known.get(f"{folder.name}/{labelled.stem}") == side:
                found.append(lesson(labelled))
    if not found:
        raise TrainError(f"{corpora}: no documents on side {side}; run in a checkout")
    return found


def lesson(labelled: LabelledDocument, document: Document | None = None) -> Lesson:
    """One labelled document with the labels of its numerals; of two on one numeral the first counts."""
    from extract.readers.ner import label_for

    document = document or load_file(labelled.text)
    context, lexed = build(document, lex(document.content, rules()))
    labels: dict[int, tuple[str, Labelled]] = {}
    for figure in labelled.figures:
        for index, numeral in enumerate(lexed.numerals):
            if numeral.start < figure.end and figure.start < numeral.end and index not in labels:
                label = label_for(figure.measure, figure.value, numeral)
                if label is not None:
                    labels[index] = label, figure
                    break
    return Lesson(labelled, lexed, context, labels)


def invented(reports: Reports, count: int) -> list[Lesson]:
    """``count`` made reports as lessons."""
    found = []
    for _ in range(count):
        text, country, labels = reports.report()
        labelled = LabelledDocument("made", Path(), country, labels)
        found.append(lesson(labelled, Document("made", text)))
    return found


def varied(pieces: Sequence[Piece], chance: random.Random, common: Mapping[str, int] | None = None) -> list[Piece]:
    """A window as it might have been printed: other digits and case, words and names unknown.

    ``common`` says in how many documents a word stands: the rarer, the less it can teach.
    """
    lower, unnamed = chance.random() < _LOWER, chance.random() < _UNNAMED
    upper = chance.random() < _UPPER
    gapped, headless = chance.random() < _GAPPED, chance.random() < _HEADLESS
    found: list[Piece] = []
    for piece in pieces:
        if piece.numeral >= 0:
            if not {"y", "w"} & set(piece.form) and chance.random() < _DIGITS:
                piece = piece._replace(text=_digits(piece.text, chance))
            found.append(piece._replace(header="") if headless else piece)
            continue
        if piece.kind and unnamed and chance.random() < _NAME:
            found.extend(_unnamed(piece))
            continue
        if lower or upper:
            piece = piece._replace(text=piece.text.lower() if lower else piece.text.upper())
        if gapped and not piece.kind and piece.text.isalpha() and chance.random() < _forgotten(piece, common):
            blank = "x" * len(piece.text) if piece.text.islower() else "Xxxx"
            piece = piece._replace(norm="<unk>", text=blank)
        found.append(piece)
    return found


def _forgotten(piece: Piece, common: Mapping[str, int] | None) -> float:
    """How often a word is left out: the rarer, the more often."""
    return max(_WORD, _RARE / (_RARE + common.get(piece.norm, 1))) if common else _WORD


def _digits(text: str, chance: random.Random) -> str:
    first = True
    found = []
    for c in text:
        if c in "0123456789":
            c = str(chance.randint(int(first), 9))
            first = False
        found.append(c)
    return "".join(found)


def _unnamed(piece: Piece) -> Iterator[Piece]:
    """The words of a name, as they look where no pack knows it."""
    words = [w for w in piece.text.split(" ") if w]
    for index, word in enumerate(words):
        space = index < len(words) - 1 or piece.space
        yield piece._replace(text=word, norm=word.lower(), kind="", space=space)


def _net(width: int, depth: int, rows: Mapping[str, int]) -> dict[str, Any]:
    """What one part of the pipeline sees of the tokens: attributes and hash rows, width and depth."""
    embed = {
        "@architectures": "spacy.MultiHashEmbed.v2", "width": width, "attrs": list(rows),
        "rows": list(rows.values()), "include_static_vectors": False,
    }  # fmt: skip
    encode = {
        "@architectures": "spacy.MaxoutWindowEncoder.v2", "width": width, "depth": depth, "window_size": 1,
        "maxout_pieces": 3,
    }  # fmt: skip
    return {
        "@architectures": "tallycheck.Tok2VecAround.v1", "embed": embed, "encode": encode, "reach": REACH,
        "width": width,
    }  # fmt: skip


def pipeline() -> Language:
    """The pipeline before it has learned anything."""
    import spacy

    from extract import spacy_parts  # noqa: F401  # registers the parts named below

    config = {"nlp": {"tokenizer": {"@tokenizers": "tallycheck.tokenizer.v1"}}}
    nlp = spacy.blank("en", config=config)
    # Few figures are of another time than the result, and what tells them are a few words: a small net of its
    # own learns that better than one that is pulled both ways.
    parts = [(name, _net(WIDTH, 4, _ROWS)) for name in FIGURES]
    for name, sees in (*parts, (STATUS, _net(32, 2, _STATUS_ROWS))):
        head = {
            "@architectures": "spacy.SpanCategorizer.v1",
            "tok2vec": sees,
            "reducer": {"@layers": "spacy.mean_max_reducer.v1", "hidden_size": 128},
            "scorer": {"@layers": "Softmax.v2"},
        }
        settings = {"spans_key": name, "suggester": {"@misc": "tallycheck.numerals.v1"}, "model": head}
        nlp.add_pipe("spancat_singlelabel", name=name, config=settings | {"allow_overlap": True})
    nlp.add_pipe("tallycheck_owners", name="owners")
    return nlp


def example(nlp: Language, pieces: Sequence[Piece], labels: Mapping[int, tuple[str, Labelled]]) -> Example:
    """One window as spaCy learns from it."""
    from spacy.tokens import Span as Labelling
    from spacy.training import Example

    from extract.spacy_parts import doc_of

    shown, told = doc_of(nlp.vocab, pieces), doc_of(nlp.vocab, pieces)
    known = [(i, *labels[p.numeral]) for i, p in enumerate(pieces) if p.numeral in labels]
    for name in FIGURES:
        told.spans[name] = [Labelling(told, i, i + 1, label=label) for i, label, _ in known]
    told.spans[STATUS] = [Labelling(told, i, i + 1, label=figure.status) for i, _, figure in known]
    return Example(shown, told)


def questions(lesson: Lesson) -> Iterator[owners.Choice]:
    """What a document teaches about owners: for each figure, which of the mentions near it are right."""
    here = scene(lesson.lexed, lesson.context)
    names = names_of(lesson.labelled.country)
    for index, (_, figure) in lesson.labels.items():
        measure = Measure(figure.measure)
        if measure in UNOWNED or figure.party_inferred or figure.ambiguous:
            continue
        numeral = lesson.lexed.numerals[index]
        asked = owners.Asked(Span(numeral.start, numeral.end), measure, figure.status)
        near = owners.candidates(here, asked)
        answers = [Owner(), *(owners.owner_of(mention, measure) for mention in near)]
        party = [i for i, answer in enumerate(answers) if _same_party(answer, figure, names)]
        person = [i for i, a in enumerate(answers) if figure.candidate and alike(a.candidate, figure.candidate)]
        # Whose party stands elsewhere is the right answer too: completion asks the whole text for the party.
        right = [i for i in party if i in person or not figure.candidate]
        right = right or [i for i in person if answers[i].party is None] or party
        if right:
            yield owners.Choice(owners.features(here, asked, near), right)


def _same_party(answer: Owner, figure: Labelled, names: Names) -> bool:
    printed = answer.party.name if answer.party else ""
    return any(names.same_party(printed, party) for party in figure.parties)


def train(
    corpora: Path, *, rounds: int = ROUNDS, seed: int = SEED, made: int = MADE, written: bool = True, tell: Any = None
) -> Language:
    """The pipeline, trained on the side train of ``corpora`` and on ``made`` invented reports in each round.

    Without ``written`` the invented reports are all it learns from: to measure what they are worth.
    """
    from spacy.util import minibatch
    from thinc.util import fix_random_seed

    fix_random_seed(seed)
    chance = random.Random(seed)  # noqa: S311  # repeatable, not secret
    taught = lessons(corpora, "train") if written else []
    reports = Reports(rules(), phrasing(corpora / "frames.toml"), chance)
    shown = list(_shown(taught))
    common = Counter(word for lesson in taught for word in {p.norm for w in windows(lesson.lexed) for p in w})
    nlp = pipeline()
    # Some labels are seldom met: those of made reports are to be known from the start.
    known = [*shown, *_shown(invented(reports, 2 * made))]
    optimizer = nlp.initialize(lambda: [example(nlp, pieces, labels) for pieces, labels in known])
    optimizer.averages = {}
    for turn in range(rounds):
        told = [*shown, *_shown(invented(reports, made))]
        examples = [example(nlp, varied(pieces, chance, common), labels) for pieces, labels in told]
        chance.shuffle(examples)
        optimizer.learn_rate = _RATE * min(1.0, 2 * (rounds - turn) / rounds)
        losses: dict[str, float] = {}
        for batch in minibatch(examples, 4):  # type: ignore[no-untyped-call]
            nlp.update(batch, sgd=optimizer, drop=_DROPOUT, losses=losses)
        if tell is not None:
            sums = ", ".join(f"{name} {loss:.0f}" for name, loss in sorted(losses.items()))
            tell(f"round {turn + 1} of {rounds}: losses {sums}")
    with nlp.use_params(optimizer.averages):
        averaged: bytes = nlp.to_bytes(exclude=["tokenizer", "owners"])
    nlp.from_bytes(averaged, exclude=["tokenizer", "owners"])
    nlp.get_pipe("owners").weights = owners.learn(list(_asked(taught or invented(reports, 2 * made))), seed=seed)  # type: ignore[attr-defined]
    nlp.meta.update(
        name="tallycheck", version="0.1.0", license="MIT", author="The tallycheck authors",
        description="What the numerals of an election report count, and to which world they belong.",
    )  # fmt: skip
    return nlp


def _shown(taught: Iterable[Lesson]) -> Iterator[tuple[list[Piece], Mapping[int, tuple[str, Labelled]]]]:
    """The windows of lessons, each with the labels of its document."""
    for lesson in taught:
        for window in windows(lesson.lexed):
            yield window, lesson.labels


def _asked(taught: Sequence[Lesson]) -> Iterator[owners.Choice]:
    for lesson in taught:
        yield from questions(lesson)


def write(nlp: Language, out: Path) -> None:
    """Write the pipeline into ``out``, whole or not at all."""
    check_out(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(dir=out.parent, prefix=f".{out.name}."))
    try:
        nlp.to_disk(beside, exclude=["vocab"])  # the words it has met: a tenth of its size, and not needed to read
        beside.chmod(0o755)  # a temporary folder is its owner's alone
        if out.exists():
            shutil.rmtree(out)
        beside.rename(out)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def check_out(out: Path) -> None:
    """Refuse to replace anything else than a model."""
    if out.exists() and not (out / "meta.json").exists() and (not out.is_dir() or any(out.iterdir())):
        raise TrainError(f"{out}: holds something else than a model; name another folder with -o")


def configure(parser: argparse.ArgumentParser) -> None:
    """Give the parser of the verb ``train`` its options."""
    add = parser.add_argument
    add(
        "-o",
        "--out",
        type=Path,
        default=SHIPPED,
        metavar="DIR",
        help="folder to write (default: the shipped model)",
    )
    add(
        "--corpora",
        type=Path,
        default=Path("corpora"),
        metavar="DIR",
        help="labelled sets (default: corpora)",
    )
    add(
        "--rounds",
        type=int,
        default=ROUNDS,
        metavar="N",
        help=f"times the corpora are shown (default: {ROUNDS})",
    )
    add("--made", type=int, default=MADE, metavar="N", help=f"invented reports in each round (default: {MADE})")
    add("--made-only", action="store_true", help="learn from invented reports alone, to measure what they are worth")
    add("--seed", type=int, default=SEED, metavar="N", help=f"seed of all that is drawn (default: {SEED})")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Do what the verb ``train`` was asked: 0 is well, 2 a mistake."""
    begun = time.monotonic()
    try:
        check_out(args.out)  # before minutes are spent
        nlp = train(
            args.corpora, rounds=args.rounds, seed=args.seed, made=args.made, written=not args.made_only,
            tell=lambda line: print(line, file=sys.stderr),
        )  # fmt: skip
        write(nlp, args.out)
    except (TrainError, ScoreError, LoadError, ValueError, OSError) as error:
        print(f"tallycheck: {error}", file=sys.stderr)
        return 2
    took = time.monotonic() - begun
    print(f"written to {args.out} after {took:.0f} s; tallycheck calibrate measures it", file=sys.stderr)
    return 0
