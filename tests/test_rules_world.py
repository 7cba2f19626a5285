"""Every country folder under rules/ keeps the promises that the loader and the readers rely on."""

from __future__ import annotations

import csv
import tomllib
from collections import Counter
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest

RULES = Path(__file__).resolve().parent.parent / "rules"
COUNTRIES = sorted(p for p in RULES.iterdir() if p.is_dir() and p.name != "lang")
COLUMNS = {
    "elections.csv": ["id", "date", "kind", "name", "seats", "place"],
    "parties.csv": ["id", "name", "short", "aliases", "weak", "kind", "nation", "from", "to", "source"],
    "places.csv": ["id", "name", "kind", "parent", "from", "to", "aliases", "weak"],
    "people.csv": ["id", "name", "party", "role", "from", "to", "aliases"],
}
ELECTION_KINDS = {"general", "regional", "presidential", "european", "local", "referendum", "by-election"}

Row = dict[str, str]

pytestmark = pytest.mark.parametrize("folder", COUNTRIES, ids=lambda folder: folder.name)


def rows(folder: Path, name: str) -> list[Row]:
    with (folder / name).open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def forms(row: Row) -> set[str]:
    """The forms of a row that count anywhere in a text: its name and its aliases."""
    return {row["name"], *row["aliases"].split("|")} - {""}


def overlap(one: Row, other: Row) -> bool:
    """Whether two rows are in force on one day; an empty date is open."""
    first = max(one["from"] or "0000", other["from"] or "0000")
    last = min(one["to"] or "9999", other["to"] or "9999")
    return first <= last


def test_has_the_head_that_the_loader_needs(folder: Path) -> None:
    head = tomllib.loads((folder / "pack.toml").read_text(encoding="utf-8"))
    assert head["code"] == folder.name
    for key in ("name", "place"):
        assert isinstance(head[key], str)
        assert head[key]
    for key in ("languages", "aliases", "demonyms", "chamber_aliases", "member_words", "source"):
        assert all(isinstance(word, str) and word for word in head[key]), key
    assert head["languages"]
    assert head["source"]
    assert head["chamber"]
    assert head["seats"] > 0


@pytest.mark.parametrize("name", sorted(COLUMNS))
def test_has_the_columns_of_the_format(folder: Path, name: str) -> None:
    with (folder / name).open(newline="", encoding="utf-8") as lines:
        header, *body = csv.reader(lines)
    assert header == COLUMNS[name]
    assert all(len(row) == len(header) for row in body)


@pytest.mark.parametrize("name", ["pack.toml", *sorted(COLUMNS)])
def test_ends_lines_with_lf_and_no_spaces(folder: Path, name: str) -> None:
    data = (folder / name).read_bytes()
    assert b"\r" not in data
    assert data.endswith(b"\n")
    assert not [line for line in data.split(b"\n") if line != line.rstrip()]


@pytest.mark.parametrize("name", sorted(COLUMNS))
def test_cells_are_trimmed_and_lists_have_no_empty_or_double_form(folder: Path, name: str) -> None:
    for row in rows(folder, name):
        for key, cell in row.items():
            assert cell == cell.strip(), (row["id"], key)
        for key in ("aliases", "weak"):
            listed = [part for part in row.get(key, "").split("|") if row.get(key)]
            assert all(part and part == part.strip() for part in listed), (row["id"], key)
            assert [part for part, times in Counter(listed).items() if times > 1] == [], (row["id"], key)


@pytest.mark.parametrize("name", sorted(COLUMNS))
def test_dates_are_iso_and_in_order(folder: Path, name: str) -> None:
    for row in rows(folder, name):
        for key in ("date", "from", "to"):
            if row.get(key):
                assert date.fromisoformat(row[key]).isoformat() == row[key], row["id"]
        if row.get("from") and row.get("to"):
            assert row["from"] <= row["to"], row["id"]


def test_election_ids_are_unique(folder: Path) -> None:
    counted = Counter(row["id"] for row in rows(folder, "elections.csv"))
    assert "" not in counted
    assert [key for key, times in counted.items() if times > 1] == []


@pytest.mark.parametrize("name", ["parties.csv", "people.csv"])
def test_an_id_has_one_row_at_a_time(folder: Path, name: str) -> None:
    """A party that changed its name, or a person who changed party, may have a row for each time."""
    listed = rows(folder, name)
    assert "" not in {row["id"] for row in listed}
    doubled = [one["id"] for one, other in combinations(listed, 2) if one["id"] == other["id"] and overlap(one, other)]
    assert doubled == []


def test_place_ids_are_unique_but_for_a_row_of_weak_forms(folder: Path) -> None:
    """A place may have a second row, weak, for those of its forms that are ordinary words too."""
    counted: Counter[tuple[str, bool]] = Counter()
    names: dict[str, str] = {}
    for row in rows(folder, "places.csv"):
        assert row["weak"] in {"", "1"}, row["id"]
        counted[row["id"], bool(row["weak"])] += 1
        assert names.setdefault(row["id"], row["name"]) == row["name"], row["id"]
    assert [key for key, times in counted.items() if times > 1] == []


def test_elections_are_of_a_known_kind_and_size(folder: Path) -> None:
    for row in rows(folder, "elections.csv"):
        assert row["date"], row["id"]
        assert row["kind"] in ELECTION_KINDS, row["id"]
        assert row["seats"] == "" or int(row["seats"]) > 0, row["id"]


def test_places_of_elections_are_places_of_the_pack(folder: Path) -> None:
    known = {row["name"] for row in rows(folder, "places.csv")}
    assert {row["place"] for row in rows(folder, "elections.csv")} - known - {""} == set()


def test_people_stand_for_parties_of_the_pack(folder: Path) -> None:
    parties = {row["id"] for row in rows(folder, "parties.csv")}
    assert [row["id"] for row in rows(folder, "people.csv") if row["party"] not in parties] == []


def test_has_rows_for_independents_and_others(folder: Path) -> None:
    kinds = {row["kind"] for row in rows(folder, "parties.csv")}
    assert {"independent", "others"} <= kinds


def test_no_strong_form_means_two_parties_of_one_nation_on_one_day(folder: Path) -> None:
    clashes = [
        (one["id"], other["id"], shared)
        for one, other in combinations(rows(folder, "parties.csv"), 2)
        if one["nation"] == other["nation"] and overlap(one, other)
        if (shared := forms(one) & forms(other))
    ]
    assert clashes == []


def test_no_form_is_both_strong_and_weak(folder: Path) -> None:
    both = {row["id"]: forms(row) & set(row["weak"].split("|")) for row in rows(folder, "parties.csv")}
    assert {key: shared for key, shared in both.items() if shared} == {}
