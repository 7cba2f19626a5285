"""Scoring: the four levels, what counts as the same, floors, and a second scorer that must agree."""

from __future__ import annotations

import argparse
import importlib.util
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from extract import pages, scoring
from extract.labels import (
    LEVELS,
    Labelled,
    LabelledDocument,
    Names,
    Predicted,
    ScoreError,
    labels_in,
    level,
    predictions_in,
)
from extract.people import alike

LABEL = {
    "surface": "1,725",
    "start": 10,
    "measure": "majority",
    "value": 1725,
    "party": "Conservative",
    "candidate": "Iain Stewart",
    "place": "Milton Keynes South",
    "status": "result",
}
RIGHT = Predicted(10, 15, "majority", 1725.0, "Conservative Party", "Iain Stewart", "Milton Keynes South", "result")
PARTIES = Names({"PP52": ["Conservative", "Tory", "Con"], "PP53": ["Labour", "Lab"]}, ["United Kingdom", "UK"])


def label(**changes: object) -> Labelled:
    return Labelled.of({**LABEL, **changes})


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, 4),
        ({"start": 14, "end": 16}, 4),  # one character is enough to point at the number
        ({"start": 15, "end": 16}, 0),
        ({"measure": "votes"}, 0),
        ({"value": 1752.0}, 0),
        ({"party": "Labour"}, 1),
        ({"party": ""}, 1),
        ({"candidate": "Iain Smith"}, 1),
        ({"candidate": "I. Stewart"}, 4),
        ({"party": "Tory"}, 4),
        ({"status": "previous"}, 2),
        ({"place": "Luton South"}, 3),
        ({"place": "milton keynes south ward"}, 4),
    ],
)
def test_each_level_asks_for_more(changes: dict[str, Any], expected: int) -> None:
    assert level(replace(RIGHT, **changes), label(), PARTIES) == expected


@pytest.mark.parametrize(
    ("changes", "predicted", "expected"),
    [
        ({"alt_status": ["previous"]}, {"status": "previous"}, 4),
        ({"alt_party": "Labour"}, {"party": "Labour"}, 4),
        ({"alt_place": "Luton South"}, {"place": "Luton South"}, 4),
        ({"ambiguous_place": ["Luton South"]}, {"place": "Luton South"}, 4),
        ({"party_inferred": True}, {"party": ""}, 4),
        ({"measure": "votes", "alt_measures": ["majority"]}, {}, 4),
        ({"measure": "councillors"}, {"measure": "seats"}, 4),
        ({"measure": "councillors_change"}, {"measure": "seats"}, 0),
        ({"measure": "quota"}, {"measure": "quota", "status": "hypothetical"}, 4),
        ({"party": None, "candidate": None}, {"party": "", "candidate": "Anybody"}, 4),
        ({"party": None}, {}, 1),
    ],
)
def test_what_else_a_label_accepts(changes: dict[str, Any], predicted: dict[str, Any], expected: int) -> None:
    assert level(replace(RIGHT, **predicted), label(**changes), PARTIES) == expected


def test_without_a_pack_a_short_form_is_another_party() -> None:
    assert Names().same_party("Conservatives", "The Conservative Party")
    assert not Names().same_party("Tory", "Conservative")
    assert PARTIES.same_party("Tory", "Conservatives")
    assert not PARTIES.same_party("Tory", "Lab")
    assert Names().same_party("", "")
    assert PARTIES.same_place("UK", "nationwide")
    assert not PARTIES.same_place("UK", "Scotland")


def test_one_person() -> None:
    assert alike("Swire", "Hugo Swire")
    assert alike("H. Swire", "Hugo Swire")
    assert not alike("Helen Smith", "Hugo Swire")
    assert not alike("", "Hugo Swire")
    assert not alike("-", "Hugo Swire")


def document(*figures: Labelled, name: str = "a.txt") -> LabelledDocument:
    return LabelledDocument(name, Path(name), "gb", figures)


def score(*pairs: tuple[LabelledDocument, list[Predicted]]) -> scoring.Report:
    return scoring.score([labelled for labelled, _ in pairs], {d.name: rows for d, rows in pairs}, {"gb": PARTIES})


def test_one_figure_is_matched_once_and_an_extra_costs_precision() -> None:
    report = score((document(label()), [RIGHT, replace(RIGHT, place="Luton South")]))
    assert report.total.scores("full") == (0.5, 1.0, 0.6667)
    assert [(what, figure) for _, what, figure in report.misses] == [("extra", replace(RIGHT, place="Luton South"))]


def test_an_ambiguous_figure_neither_rewards_nor_punishes() -> None:
    doubtful = label(ambiguous=True)
    other = replace(RIGHT, measure="votes")  # not what was labelled, but on the doubtful span
    for rows in ([], [RIGHT], [other], [RIGHT, other]):
        report = score((document(doubtful), rows))
        assert (report.total.gold, report.total.predicted, report.misses) == (0, 0, [])
    report = score((document(doubtful), [replace(RIGHT, start=40, end=45)]))
    assert report.total.predicted == 1


def test_groups_macro_and_negatives() -> None:
    report = score(
        (document(label(), label(start=40, measure="votes")), [RIGHT]),
        (document(name="b.txt"), [RIGHT]),
        (document(name="c.txt"), []),
    )
    assert report.groups["measure"]["votes"].scores("read") == (1.0, 0.0, 0.0)
    assert report.groups["measure"]["majority"].predicted == 2
    assert report.groups["status"]["result"].gold == 2
    assert report.negatives() == (1, 2)
    assert report.macro("full") == round((0.6667 + 0.0 + 1.0) / 3, 4)


def test_a_page_is_no_prediction_for_its_text() -> None:
    twins = {"a.txt": [RIGHT], "a.html": [replace(RIGHT, start=90, end=95)]}
    report = scoring.score([document(label())], twins, {})
    assert report.total.predicted == 1


def test_floors_fall_rise_and_never_sink() -> None:
    now = {"dev": dict.fromkeys(LEVELS, 0.7)}
    assert scoring.below({"dev": dict.fromkeys(LEVELS, 0.7)}, now) == []
    assert len(scoring.below({"dev": dict.fromkeys(LEVELS, 0.7001)}, now)) == len(LEVELS)
    assert scoring.below({}, now) == ["dev: no floor yet; pin it with --raise"]
    assert "restore the folder" in scoring.below({"old": dict.fromkeys(LEVELS, 0.5)}, {})[0]
    floors = {"dev": {"read": 0.9, "attributed": 0.1, "timed": 0.7, "full": 0.0}}
    assert scoring.raised(floors, now) == {"dev": {"read": 0.9, "attributed": 0.7, "timed": 0.7, "full": 0.7}}


def test_floors_files(tmp_path: Path) -> None:
    assert scoring.read_floors(tmp_path / "none.json") == {}
    broken = tmp_path / "floors.json"
    broken.write_text('{"dev": {"read": 1}}', encoding="utf-8")
    with pytest.raises(ScoreError, match=r"floors\.json"):
        scoring.read_floors(broken)


def test_docs_are_written_between_the_markers(tmp_path: Path) -> None:
    page = tmp_path / "accuracy.md"
    reports = {"dev": score((document(label()), [RIGHT]))}
    page.write_text("by hand\n", encoding="utf-8")
    with pytest.raises(ScoreError, match="markers are missing"):
        scoring.write_docs(page, reports)
    page.write_text(f"above\n{scoring.BEGIN}\nold\n{pages.END}\nbelow\n", encoding="utf-8")
    scoring.write_docs(page, reports)
    written = page.read_text(encoding="utf-8")
    assert written.startswith("above\n")
    assert written.endswith("below\n")
    assert "old" not in written
    assert "| majority | 1 | 1 | 1.000 |" in written
    scoring.write_docs(page, reports)
    assert page.read_text(encoding="utf-8") == written


@pytest.mark.parametrize(
    ("name", "content", "place"),
    [
        ("figures.csv", "document,start,end,measure,value\na.txt,1,2,votes,\n", "row 1"),
        ("figures.csv", "id,start\n1,2\n", "row 1"),
        ("figures.jsonl", '{"document": "a.txt"}\n', "row 1"),
        ("figures.jsonl", "no json\n", "cannot be read"),
    ],
)
def test_a_broken_predictions_file_is_named(tmp_path: Path, name: str, content: str, place: str) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ScoreError, match=f"{name}: .*{place}"):
        predictions_in(path)


def test_a_broken_label_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ScoreError, match="no label files"):
        list(labels_in(tmp_path))
    (tmp_path / "a.json").write_text('{"figures": [{"start": 1}]}', encoding="utf-8")
    with pytest.raises(ScoreError, match=r"a\.json"):
        list(labels_in(tmp_path))


def arguments(*argv: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    scoring.configure(parser)
    return parser.parse_args(argv)


def test_the_verb(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gold = tmp_path / "gold"
    gold.mkdir()
    (gold / "a.json").write_text(json.dumps({"document": "a.txt", "figures": [LABEL]}), encoding="utf-8")
    csv = tmp_path / "figures.csv"
    csv.write_text(
        "document,start,end,measure,value,party,candidate,place,status\n"
        "x/a.txt,10,15,majority,1725,Conservative,Iain Stewart,Milton Keynes South,previous\n",
        encoding="utf-8",
    )
    assert scoring.run(arguments(str(csv), str(gold), "--misses", "5", "--by", "measure")) == 0
    shown = capsys.readouterr()
    assert "majority" in shown.out
    assert "a:10: only attributed: '1,725'" in shown.err
    assert scoring.run(arguments(str(csv), str(gold), "--json", "--by", "doc")) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["micro"]["attributed"]["f1"] == 1.0
    assert report["by_doc"]["a"]["timed"]["f1"] == 0.0
    assert scoring.run(arguments(str(csv))) == 2
    assert "GOLD_DIR" in capsys.readouterr().err


def test_the_verb_names_what_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert scoring.run(arguments("--floors", "floors.json", "--corpora", str(tmp_path / "none"))) == 2
    assert "no labelled sets" in capsys.readouterr().err
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "a.json").write_text('{"figures": []}', encoding="utf-8")
    assert scoring.run(arguments("--floors", "floors.json", "--corpora", str(tmp_path))) == 2
    assert "a.txt" in capsys.readouterr().err


@pytest.fixture(scope="session")
def other(shared: Path) -> ModuleType:
    """The scorer others measure us with."""
    path = shared / "tools" / "score.py"
    if not path.is_file():
        pytest.skip("no second scorer beside the checkout")
    spec = importlib.util.spec_from_file_location("other_scorer", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


#: Forms that both know: from a pack here, from its own list there. That is shorter: "Lib Dems" is not in it.
SHORT = {"Conservative": "Con", "Labour": "Lab", "Liberal Democrats": "Lib Dem", "Green Party": "Greens"}


def perturbed(figure: Labelled, dice: random.Random, short: dict[str, str]) -> Iterator[Predicted]:
    """What a reader with faults would say of a labelled figure: nothing, something, or it twice."""
    right = Predicted(
        figure.start,
        figure.end,
        figure.measure,
        figure.value,
        figure.party,
        figure.candidate,
        figure.place,
        figure.status,
    )
    faults: list[Callable[[Predicted], Predicted]] = [
        lambda p: replace(p, start=p.start + 1, end=p.end + 3),
        lambda p: replace(p, start=p.end, end=p.end + 2),
        lambda p: replace(p, value=p.value + 1),
        lambda p: replace(p, value=-p.value),
        lambda p: replace(p, measure=dice.choice(["seats", "councillors", "votes", "majority", "nonsense"])),
        lambda p: replace(p, party=dice.choice(["", "Nonsuch Alliance", p.party.upper(), f"The {p.party}"])),
        lambda p: replace(p, party=short.get(p.party, p.party)),
        lambda p: replace(p, candidate=dice.choice(["", "Nemo Nobody", p.candidate.split(" ")[-1]])),
        lambda p: replace(p, status=dice.choice(["result", "previous", "projection", "poll", "hypothetical"])),
        lambda p: replace(p, place=dice.choice(["", "Nowhere on Sea", f"{p.place} ward", p.place.lower()])),
    ]
    for _ in range(dice.choice([0, 1, 1, 1, 1, 2])):
        row = right
        for fault in dice.sample(faults, dice.choice([0, 0, 1, 1, 2])):
            row = fault(row)
        yield row


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("name", ["dev", "seeds", "layouts"])
def test_a_second_scorer_agrees(other: ModuleType, root: Path, tmp_path: Path, name: str, seed: int) -> None:
    """Numbers on predictions with every kind of fault are the same, to the last digit."""
    dice = random.Random(f"{name} {seed}")
    documents = list(labels_in(root / "corpora" / name))
    predictions = {
        d.name: [row for figure in d.figures for row in perturbed(figure, dice, SHORT if d.country == "gb" else {})]
        for d in documents
    }
    rows = tmp_path / "figures.jsonl"
    with rows.open("w", encoding="utf-8") as out:
        for document_name, found in predictions.items():
            for row in found:
                entry = {at: getattr(row, at) for at in Predicted.__slots__}
                out.write(json.dumps({"document": document_name, **entry}) + "\n")
    theirs, _ = other.score(other.read_predictions(rows), root / "corpora" / name, "measure")
    report = scoring.score(documents, predictions_in(rows))
    ours = report.as_dict()
    for key in (
        "documents",
        "gold",
        "predicted",
        "macro_f1",
        "perfect_documents",
        "clean_negatives",
        "micro",
    ):
        assert ours[key] == theirs[key], key
    for measure, recall in theirs["recall_by_measure"].items():
        tally = report.groups["measure"][measure]
        assert tally.gold == recall["gold"]
        assert [round(hits / tally.gold, 3) for hits in tally.hits] == [recall[at] for at in LEVELS]


@pytest.mark.parametrize(("name", "told"), [("x/a.txt", False), ("a", False), ("b.txt", True), ("a.html", True)])
def test_predictions_of_other_documents_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, told: bool
) -> None:
    gold = tmp_path / "gold"
    gold.mkdir()
    (gold / "a.json").write_text(json.dumps({"document": "a.txt", "figures": [LABEL]}), encoding="utf-8")
    path = tmp_path / "figures.csv"
    header = "document,start,end,measure,value,party,candidate,place,status\n"
    path.write_text(header, encoding="utf-8")
    assert scoring.run(arguments(str(path), str(gold))) == 0
    assert capsys.readouterr().err == ""  # nothing was read, which is no mistake of names
    path.write_text(f"{header}{name},10,15,majority,1725,,,,result\n", encoding="utf-8")
    assert scoring.run(arguments(str(path), str(gold))) == 0
    assert ("names no document of" in capsys.readouterr().err) == told
