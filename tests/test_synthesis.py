"""Made reports: their labels stand where they say, and their figures obey the identities."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.context import build
from extract.labels import Labelled
from extract.lexer import lex
from extract.model import Document, Measure, Status
from extract.packs import rules
from extract.readers.ner import label_for
from extract.synthesis import Phrasing, Reports, phrasing

FRAMES = Path(__file__).resolve().parent.parent / "corpora" / "frames.toml"
SAID = phrasing(FRAMES)


def reports(seed: int, said: Phrasing = SAID) -> Reports:
    return Reports(rules(), said, random.Random(seed))


@given(st.integers(0, 10_000))
def test_every_label_stands_on_a_numeral_that_can_have_its_value(seed: int) -> None:
    text, _, labels = reports(seed).report()
    _, lexed = build(Document("made", text), lex(text, rules()))
    for label in labels:
        assert text[label.start : label.end] == label.surface
        assert label.measure in set(Measure)
        assert label.status in set(Status)
        here = [n for n in lexed.numerals if n.start < label.end and label.start < n.end]
        assert here, (label.surface, text)
        assert any(label_for(label.measure, label.value, n) for n in here), (label, text)


def test_the_same_seed_gives_the_same_report() -> None:
    assert reports(7).report() == reports(7).report()
    assert reports(7).report() != reports(8).report()


def test_all_measures_are_taught() -> None:
    made = reports(1)
    taught = Counter(label.measure for _ in range(400) for label in made.report()[2])
    left_out = {"electoral_votes", "votes_change", "turnout_change"}
    assert set(Measure) - set(taught) == left_out
    assert min(taught.values()) > 5


def only(sentence: str) -> Phrasing:
    frames = {"one": next(iter(SAID.frames.values()))._replace(sentences=(sentence,))}
    return Phrasing(frames, SAID.words)


def values(labels: tuple[Labelled, ...]) -> list[float]:
    return [label.value for label in labels]


@pytest.mark.parametrize(
    ("sentence", "numbers", "identity"),
    [
        (
            "{G} went from {G.before} seats to {G.seats}, up {G.gain}.",
            3,
            lambda a, b, moved: a + moved == b,
        ),
        (
            "{X} fell from {X.before} to {X.seats}: a loss of {X.loss}.",
            3,
            lambda a, b, moved: a + moved == b,
        ),
        ("{declared} of {total} are in, {out} are out.", 3, lambda declared, total, out: declared + out == total),
        ("Of {total} seats {threshold} are a majority.", 2, lambda total, needed: needed == total // 2 + 1),
        ("{A} has {A.seats}, {A.short} short of {threshold}.", 3, lambda seats, short, needed: needed - seats == short),
        ("{W.name} won by {majority}, {W.votes} to {R.votes}.", 3, lambda lead, first, second: first - second == lead),
    ],
)
def test_the_figures_of_a_report_add_up(sentence: str, numbers: int, identity: Callable[..., bool]) -> None:
    told = 0
    for seed in range(60):
        found = values(reports(seed, only(sentence)).report()[2])
        for at in range(0, len(found), numbers):
            assert identity(*found[at : at + numbers]), (seed, found)
            told += 1
    assert told > 50


SLOTS = ["{A.medals}", "{#medals}", "{medals}", "{Q.seats}", "{total.before}", "{a.seats}", "{#year.then}"]


@pytest.mark.parametrize("slot", SLOTS)
def test_a_slot_that_nothing_fills_is_told(slot: str, tmp_path: Path) -> None:
    path = tmp_path / "frames.toml"
    sentence = f"{{A}} won {slot} seats."
    path.write_text(FRAMES.read_text(encoding="utf-8").replace("{A} has won {A.seats} seats.", sentence))
    with pytest.raises(ValueError, match=f"frames.toml: .*nothing fills {re.escape(slot)}"):
        phrasing(path)


def test_a_list_of_words_that_lacks_is_told(tmp_path: Path) -> None:
    path = tmp_path / "frames.toml"
    path.write_text(FRAMES.read_text(encoding="utf-8").replace("openings =", "unknown ="))
    with pytest.raises(ValueError, match=r"frames.toml: \[words\] lacks openings"):
        phrasing(path)
