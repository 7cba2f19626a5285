"""Measured across sources: a newsroom, whole-country tables, an official file, and speed."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from benchmarks import country, newsroom, official, reconciling
from extract.claims import from_results
from extract.comparison import compare
from extract.reconcile import reconcile
from extract.reference import load_reference

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_newsroom_with_planted_errors(seed: int) -> None:
    articles = newsroom.newsroom(seed)
    sources = from_results(newsroom.read(articles))
    found = reconcile(sources)
    score = newsroom.score(articles, sources, found)
    assert len(articles) == newsroom.ARTICLES
    assert score.unread == 0
    assert score.planted == newsroom.PLANTED
    assert (score.found, score.missed) == (score.planted, [])
    assert score.explained >= 0.95 * score.other, score.wrong
    assert score.alarms == 0, score.wrong
    copied = {name for cluster in found.copies for name in cluster}
    assert {a.name for a in articles if "copy" in a.name} <= copied


def test_without_planted_errors_nothing_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(newsroom, "PLANTED", 0)
    found = reconcile(from_results(newsroom.read(newsroom.newsroom())))
    assert [f.explanation for f in found.findings if f.severity > 1] == []


def check_tables(stood: list[country.Stood]) -> None:
    made = country.tables(stood, country.plant(stood))
    start = time.perf_counter()
    sources = from_results(country.read(made))
    found = reconcile(sources)
    seconds = time.perf_counter() - start
    score = country.score(made, sources, found)
    assert score.missed == []
    assert score.planted == score.found == score.named == sum(country.PLANTED.values()) + country.PLANTED["swapped"]
    assert score.invented == 0
    assert seconds < 20


def test_six_tables_of_an_invented_country() -> None:
    check_tables(country.invented())


@pytest.fixture
def references(shared: Path) -> Path:
    folder = shared / "reference" / "uk"
    if not folder.is_dir():
        pytest.skip("no reference/uk in shared/: this test needs the official files")
    return folder


def test_six_tables_of_an_official_result(references: Path) -> None:
    check_tables(country.official(references / "2017_candidacies.csv"))


@pytest.mark.parametrize("seed", [1, 2])
def test_articles_against_the_official_file(references: Path, seed: int) -> None:
    reference = load_reference([references / "2024_candidacies.csv", references / "2024_constituencies.csv"])
    written = official.write(reference, 300, seed)
    sources = from_results(official.read(written, reference.date))
    score = official.score(written, sources, compare(sources, reference))
    assert score.planted > 50
    assert (score.found, score.invented, score.told) == (score.planted, 0, [])
    assert score.right > 20 * score.planted


@pytest.mark.parametrize("year", ["2010", "2017", "2019", "2024"])
def test_official_files_of_every_year_are_read_whole(references: Path, year: str) -> None:
    reference = load_reference([references / f"{year}_{what}.csv" for what in ("candidacies", "constituencies")])
    assert reference.date.startswith(year)
    assert reference.nation is not None
    assert len(reference.contests) == 651
    stood = sum(len(c.standings) for at, c in enumerate(reference.contests) if at != reference.nation)
    text = (references / f"{year}_candidacies.csv").read_text(encoding="utf-8-sig")
    assert stood == len(re.findall(r"^[EWSN]\d{8},", text, re.MULTILINE))


def test_ten_thousand_figures_in_two_seconds_and_ten_times_as_many_in_little_more_than_ten_times() -> None:
    taken = []
    for size in (10_000, 100_000):
        sources = reconciling.made(size)
        start = time.process_time()
        found = reconcile(sources)
        taken.append(time.process_time() - start)
        assert len(found.rows) == size // reconciling.VOICES
    assert taken[0] < 2
    assert taken[1] < 20 * taken[0]
