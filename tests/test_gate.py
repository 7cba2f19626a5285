"""The verbs check and compare: what they write, say and return."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from handmade import figure, reading, written

from extract import cli
from extract.batch import Outcome
from extract.model import Document, Owner, Party, Place, Result

NATION = Place("United Kingdom", "K02000001", "country")


def said(name: str, seats: int) -> Outcome:
    """A document that prints one number of seats."""
    document = Document(name, f"Labour took {seats} seats in the whole country, said {name}.\n")
    claim = reading(document, str(seats), place=NATION, owner=Owner(Party("Labour Party", "PP53")))
    return Outcome(name, name, Result(document, (figure(document, claim),), (), (), "gb"))


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    return written(tmp_path / "clean", [said("a.txt", 262), said("b.txt", 262)])


@pytest.fixture
def typo(tmp_path: Path) -> Path:
    return written(tmp_path / "typo", [said("a.txt", 262), said("b.txt", 262), said("c.txt", 162)])


@pytest.fixture
def torn(tmp_path: Path) -> Path:
    return written(tmp_path / "torn", [said("a.txt", 262), said("b.txt", 162)])


def run(*arguments: str | Path) -> int:
    return cli.main([str(a) for a in arguments])


def official(path: Path) -> Path:
    """A results file of an election in which Labour took 262 seats."""
    lines = [f"Seat {n},{'Labour' if n < 262 else 'Green'},A B{n},{9 + n % 2}" for n in range(650)]
    path.write_text("\n".join(["Constituency,Party,Candidate,Votes", *lines]))
    return path


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize(
    ("folder", "fail_on", "code"),
    [
        ("clean", "explained", 0),
        ("typo", "conflict", 0),
        ("typo", "typo", 1),
        ("typo", "explained", 1),
        ("torn", "conflict", 1),
        ("torn", "typo", 1),
        ("torn", "never", 0),
    ],
)
def test_the_exit_code_is_by_the_gravest_finding(
    folder: str, fail_on: str, code: int, request: pytest.FixtureRequest
) -> None:
    assert run("check", request.getfixturevalue(folder), "-q", "--fail-on", fail_on) == code


def test_check_writes_flags_first_and_a_row_for_everything(typo: Path, capsys: Any) -> None:
    assert run("check", typo) == 0
    out, err = capsys.readouterr()
    assert out.startswith("sources.likely-typo: c.txt prints 162, likely a slip for 262 (one digit changed)")
    assert "written to" in err
    (finding,) = rows(typo / "findings.csv")
    assert list(finding)[:3] == ["flag_conflict", "flag_typo", "flag_explained"]
    assert (finding["flag_typo"], finding["printed"], finding["expected"]) == ("true", "162", "262")
    assert finding["repairs"] == "162 -> 262 (digit)"
    (row,) = rows(typo / "reconciled.csv")
    assert (row["agreed"], row["sources"], row["documents"]) == ("262", "2", "3")
    assert row["explanation"].startswith("Labour Party's seats in United Kingdom are 262, as two independent")


def test_one_text_in_several_files_is_one_voice_however_short_it_is(tmp_path: Path) -> None:
    first, other, third = said("a.txt", 262), said("b.txt", 262), said("c.txt", 162)
    assert first.result is not None
    text = replace(first.result.document, name="d.txt")
    again = Outcome("d.txt", "d.txt", replace(first.result, document=text))
    out = written(tmp_path / "out", [first, other, third, again])
    run("check", out, "-q")
    (row,) = rows(out / "reconciled.csv")
    assert (row["agreed"], row["sources"], row["documents"]) == ("262", "2", "4")
    assert [(r["cluster"], r["document"]) for r in rows(out / "copies.csv")] == [("1", "a.txt"), ("1", "d.txt")]


def test_a_second_run_gives_the_same_bytes_and_extract_may_replace_the_folder(typo: Path) -> None:
    run("check", typo, "-q")
    first = {p.name: p.read_bytes() for p in typo.iterdir()}
    run("check", typo, "-q")
    assert {p.name: p.read_bytes() for p in typo.iterdir()} == first
    package = json.loads((typo / "datapackage.json").read_text())
    assert {"figures", "findings", "reconciled", "copies"} <= {r["name"] for r in package["resources"]}
    written(typo, [said("a.txt", 262)])
    assert rows(typo / "findings.csv") == []
    assert not (typo / "reconciled.csv").exists()


def test_several_folders_write_nothing_unless_they_are_told_where(clean: Path, torn: Path, tmp_path: Path) -> None:
    before = {p.name for p in clean.iterdir()}
    assert run("check", clean, torn, "-q", "--fail-on", "never") == 0
    assert {p.name for p in clean.iterdir()} == before
    assert run("check", clean, torn, "-q", "-o", tmp_path / "both", "--fail-on", "never") == 0
    assert (tmp_path / "both" / "reconciled.csv").is_file()


def test_examples_are_limited_grouped_and_all_logged(tmp_path: Path, capsys: Any) -> None:
    many = [said(f"{n}.txt", 300 + n) for n in range(15)]
    out = written(tmp_path / "many", many)
    log = tmp_path / "log.jsonl"
    run("check", out, "-q", "--max-examples", "4", "--log", log)
    shown = capsys.readouterr().out.splitlines()
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert len(shown) == 5
    assert shown[-1] == f"... and {len(lines) - 4} more"
    assert all({"id", "severity", "code", "explanation"} <= line.keys() for line in lines)
    run("check", out, "-q", "--max-examples", "1", "--group-failures")
    grouped = capsys.readouterr().out.splitlines()
    assert grouped[0] == f"sources.conflict: {len(lines)}"
    run("check", out, "-q", "--max-examples", "0")
    assert capsys.readouterr().out.splitlines() == [f"... and {len(lines)} more"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["check", "nowhere"], "name a folder that tallycheck extract -o wrote"),
        (["check", "{clean}", "--log", "{clean}"], "choose another --log"),
        (["check", "{clean}", "--max-examples", "few"], "not a whole number"),
        (["compare", "{clean}"], "--reference"),
        (["compare", "{clean}", "--reference", "nowhere.csv"], "nowhere.csv: no such file"),
        (["compare", "{clean}", "--reference", "x.csv", "--country", "xx"], "no such pack"),
    ],
)
def test_a_mistake_is_told_in_one_line(arguments: list[str], says: str, clean: Path, capsys: Any) -> None:
    assert run(*(a.format(clean=clean) for a in arguments)) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert says in line


def test_compare_writes_tells_and_fails(torn: Path, tmp_path: Path, capsys: Any) -> None:
    reference = official(tmp_path / "2017.csv")
    assert run("compare", torn, "--reference", reference) == 0
    out, err = capsys.readouterr()
    assert (
        "b.txt: Labour Party seats in United Kingdom, printed as 162, officially 262 (likely one digit changed)" in out
    )
    assert "2017.csv" in err
    assert run("compare", torn, "-q", "--reference", reference, "--fail-on", "typo") == 1
    table = rows(torn / "compared.csv")
    assert [(r["document"], r["found"], r["difference"]) for r in table] == [
        ("a.txt", "ok", "0"),
        ("b.txt", "wrong", "-100"),
    ]
    assert list(table[0])[:4] == ["flag_wrong", "flag_ambiguous", "flag_not_in_text", "flag_not_in_reference"]
    assert {r["date"] for r in table} == {"2017-06-08"}


@pytest.mark.parametrize(
    ("table", "content", "lacks"),
    [
        ("figures.csv", "", "lacks the columns document, id, election ..."),
        ("figures.csv", "id,document\n", "lacks the columns election, place, place_id ..."),
        ("documents.csv", "document,status\n", "lacks the columns id, publisher, published ..."),
        ("documents.csv", "", "lacks the columns"),
        ("figures.jsonl", '{"id": "ab"}\n', "lacks the columns document"),
        ("documents.jsonl", '{"document": "a.txt", "status": "ok"}\n', "lacks the columns id"),
        ("documents.jsonl", "[1]\n", "cannot be read"),
    ],
)
def test_a_broken_table_is_not_one_without_figures(
    tmp_path: Path, capsys: Any, table: str, content: str, lacks: str
) -> None:
    out = written(tmp_path / "out", [said("a.txt", 262), said("b.txt", 162)], table.rpartition(".")[2])
    (out / table).write_text(content)
    assert run("check", out) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert f"{out / table}: {lacks}" in line
    assert line.endswith("run tallycheck extract again")


def test_tables_without_figures_are_sound(tmp_path: Path) -> None:
    for form in ("csv", "jsonl"):
        assert run("check", written(tmp_path / form, [], form), "-q") == 0


@pytest.mark.parametrize("name", ["findings.csv", "datapackage.json", "notes.txt"])
def test_a_folder_of_somebody_else_is_left_as_it_is(clean: Path, tmp_path: Path, capsys: Any, name: str) -> None:
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / name).write_text('{"name": "theirs", "resources": []}')
    assert run("check", clean, "-o", theirs) == 2
    assert f"holds what tallycheck did not write ({name}); choose another -o" in capsys.readouterr().err
    assert [p.name for p in theirs.iterdir()] == [name]
    assert (theirs / name).read_text() == '{"name": "theirs", "resources": []}'


def test_a_file_of_somebody_else_in_our_folder_is_left_as_it_is(clean: Path, capsys: Any) -> None:
    (clean / "notes.txt").write_text("mine")
    assert run("check", clean, "-q", "--log", clean / "log.jsonl") == 0
    assert run("check", clean, "-q") == 0
    (clean / "compared.csv").write_text("mine")
    assert run("compare", clean, "--reference", official(clean / "2017.csv")) == 2
    assert "did not write (compared.csv)" in capsys.readouterr().err
    assert (clean / "compared.csv").read_text() == "mine"


def test_a_write_that_fails_leaves_the_earlier_tables(typo: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    run("check", typo, "-q")
    first = {p.name: p.read_bytes() for p in typo.iterdir()}

    def full_disk(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("extract.judged.copies_rows", lambda _: map(full_disk, [0]))
    assert run("check", typo, "-q") == 2
    assert "No space left on device" in capsys.readouterr().err
    assert {p.name: p.read_bytes() for p in typo.iterdir()} == first
