"""The corpora: labels stand in their texts, origins and splits are complete, scores keep their floors."""

from __future__ import annotations

import csv
import html
import json
import re
import tomllib
from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from extract import scoring
from extract.labels import LabelledDocument, labels_in
from extract.model import CHANGES, UNOWNED, Measure, Status

ROOT = Path(__file__).resolve().parent.parent
CORPORA = ROOT / "corpora"
SETS = sorted(path.name for path in CORPORA.iterdir() if path.is_dir())
LABELLED = [(name, document.stem) for name in SETS for document in labels_in(CORPORA / name)]
#: Sets whose every label is ours; the others came with their texts and are kept as they came.
OURS = {"layouts", "seeds"}
SIDES = {"train", "dev"}


@cache
def documents(name: str) -> dict[str, LabelledDocument]:
    return {document.stem: document for document in labels_in(CORPORA / name)}


@cache
def text_of(name: str, stem: str) -> str:
    with documents(name)[stem].text.open(encoding="utf-8", newline="") as file:
        return file.read()


def raw(name: str, stem: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((CORPORA / name / f"{stem}.json").read_text(encoding="utf-8"))
    return data


def sources(name: str) -> list[dict[str, str]]:
    with (CORPORA / name / "SOURCES.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def stories() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads((CORPORA / "splits.toml").read_text(encoding="utf-8"))["story"]
    return found


def test_there_is_a_corpus() -> None:
    assert {"dev", "layouts", "seeds"} <= set(SETS)
    assert len(LABELLED) >= 100


@pytest.mark.parametrize(("name", "stem"), LABELLED)
def test_labels_stand_in_the_text(name: str, stem: str) -> None:
    document, text = documents(name)[stem], text_of(name, stem)
    for figure in document.figures:
        assert text[figure.start : figure.end] == figure.surface, figure
        assert figure.measure in set(Measure)
        assert figure.statuses <= set(Status)
    for start, surface in document.unread:
        assert text[start : start + len(surface)] == surface


@pytest.mark.parametrize(("name", "stem"), [pair for pair in LABELLED if pair[0] in OURS])
def test_a_label_says_what_is_printed(name: str, stem: str) -> None:
    """Catches the slip of a labelling hand: another number, a lost sign, an owner for what nobody owns."""
    taken: set[int] = set()
    for figure in documents(name)[stem].figures:
        digits = re.sub(r"[^\d.]", "", figure.surface.removesuffix("."))
        if digits and " " not in figure.surface:
            assert abs(Decimal(str(figure.value))) == Decimal(digits), figure
        if figure.value < 0:
            assert Measure(figure.measure) in CHANGES, figure
        if figure.surface[0] in "-−":
            assert figure.value < 0, figure
        if Measure(figure.measure) in UNOWNED:
            assert not figure.party, figure
            assert not figure.candidate, figure
        assert figure.start not in taken, figure
        taken.add(figure.start)
    assert not taken & {start for start, _ in documents(name)[stem].unread}


@pytest.mark.parametrize(("name", "stem"), [pair for pair in LABELLED if pair[0] in OURS])
def test_candidates_carry_the_labelled_figures(name: str, stem: str) -> None:
    data = raw(name, stem)
    printed = Counter((f["measure"], f["value"], f["party"]) for f in data["figures"])
    for contest in data.get("contests", [data] if "candidates" in data else []):
        assert contest["candidates"]
        for candidate in contest["candidates"]:
            for measure in ("votes", "vote_share", "vote_share_change"):
                if candidate[measure] is not None:
                    assert printed[measure, candidate[measure], candidate["party"]], candidate


@pytest.mark.parametrize("name", SETS)
def test_every_document_has_its_source(name: str) -> None:
    rows = sources(name)
    listed = Counter(row["document"] for row in rows)
    texts = {document.text.name for document in documents(name).values()}
    pages = {path.name for path in (CORPORA / name).glob("*.html")}
    assert listed == Counter(texts | pages)
    for row in rows:
        assert all(row[column] for column in ("origin", "licence", "labelled_by", "split")), row


def test_every_text_is_labelled() -> None:
    for name in SETS:
        texts = {path.stem for path in (CORPORA / name).iterdir() if path.suffix in {".txt", ".html"}}
        assert texts <= set(documents(name))
    assert {path.stem for path in (ROOT / "seeds").glob("*.txt")} == set(documents("seeds"))


def test_each_story_stands_on_one_side() -> None:
    sides: dict[str, str] = {}
    for story in stories():
        assert story["side"] in SIDES
        for document in story["documents"]:
            assert document not in sides, f"{document} is in two stories"
            sides[document] = story["side"]
    assert len({story["id"] for story in stories()}) == len(stories())
    assert set(sides) == {f"{name}/{stem}" for name, stem in LABELLED}
    for name in SETS:
        for row in sources(name):
            assert row["split"] == sides[f"{name}/{Path(row['document']).stem}"], row


def test_the_same_figures_are_not_on_both_sides() -> None:
    """Two documents that share many large numbers tell one story, whatever splits.toml calls them."""
    sides = {document: story["side"] for story in stories() for document in story["documents"]}
    large = {
        f"{name}/{stem}": {f.value for f in documents(name)[stem].figures if abs(f.value) >= 10_000}
        for name, stem in LABELLED
    }
    for a, b in ((a, b) for a in large for b in large if a < b and sides[a] != sides[b]):
        assert len(large[a] & large[b]) < 3, (a, b, large[a] & large[b])


@pytest.mark.parametrize("layout", sorted({raw("layouts", stem)["layout"] for stem in documents("layouts")}))
def test_each_layout_has_a_case_to_read_and_one_to_refuse(layout: str) -> None:
    cases = [stem for stem in documents("layouts") if raw("layouts", stem)["layout"] == layout]
    refused = {stem for stem in cases if stem.endswith("-refused")}
    assert refused
    assert set(cases) - refused
    for stem in refused:
        document = documents("layouts")[stem]
        assert document.unread or not document.figures
    assert all(documents("layouts")[stem].figures for stem in set(cases) - refused)


@pytest.mark.parametrize("page", sorted((CORPORA / "layouts").glob("*.html")), ids=lambda path: path.stem)
def test_a_page_prints_what_its_text_prints(page: Path) -> None:
    markup = re.sub(r"<(style|script).*?</\1>", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    printed = html.unescape(re.sub(r"<[^>]+>", "", markup))
    document = documents("layouts")[page.stem]
    numbers = Counter(re.sub(r"[^\d.,]", "", figure.surface) for figure in document.figures)
    for number, times in numbers.items():
        assert printed.count(number) >= times, number
    for figure in document.figures:
        if figure.candidate:
            assert figure.candidate.split()[-1].casefold() in printed.casefold()


@pytest.fixture(scope="module")
def reports() -> dict[str, scoring.Report]:
    """Every set as the pipeline reads it now."""
    return {name: scoring.read_set(CORPORA / name) for name in SETS}


def test_scores_keep_their_floors(reports: dict[str, scoring.Report]) -> None:
    """After a gain: ``tallycheck score --floors corpora/floors.json --raise``."""
    floors = scoring.read_floors(CORPORA / "floors.json")
    assert set(floors) == set(SETS)
    assert scoring.below(floors, scoring.reached(reports)) == []


@pytest.mark.parametrize("name", SETS)
def test_hard_negatives_stay_clean(reports: dict[str, scoring.Report], name: str) -> None:
    dirty = {stem for stem, tally in reports[name].documents.items() if not tally.gold and tally.predicted}
    assert not dirty


@pytest.mark.parametrize(("name", "stem"), [(n, s) for n, s in LABELLED if documents(n)[s].unread])
def test_what_cannot_be_known_is_not_read(name: str, stem: str) -> None:
    document = documents(name)[stem]
    for row in scoring.read_labelled(document):
        for start, surface in document.unread:
            assert not (row.start < start + len(surface) and start < row.end), row
