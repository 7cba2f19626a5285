"""The arithmetic of single documents on its way: from extract through its tables to the verb check."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

import extract
from extract import cli
from extract.model import Verdict

COUNT = """Bedford constituency result

General election of 8 June 2017

Jo Bell (Labour) 22,712
Ann Ray (Conservative) 21,923
Tim Ode (Liberal Democrats) 2,837

Majority: {majority}
Turnout: 67.5%
"""
RIGHT, WRONG = COUNT.format(majority="789"), COUNT.format(majority="739")


def run(*arguments: str | Path) -> int:
    return cli.main([str(a) for a in arguments])


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "right.txt").write_text(RIGHT, encoding="utf-8")
    (folder / "wrong.txt").write_text(WRONG, encoding="utf-8")
    return folder


@pytest.fixture
def out(articles: Path, tmp_path: Path) -> Path:
    assert run("extract", articles, "-o", tmp_path / "out", "-q") == 0
    return tmp_path / "out"


def test_extract_writes_what_does_not_add_up_and_all_that_was_checked(out: Path) -> None:
    findings, checks = rows(out / "findings.csv"), rows(out / "checks.csv")
    assert [(f["documents"], f["code"], f["flag_typo"], f["severity"]) for f in findings] == [
        ("wrong.txt", "majority", "true", "2")
    ]
    assert "739 -> 789 (digit)" in findings[0]["repairs"].split("|")
    assert [c for c in checks if c["severity"] != "0"] == findings
    held = {c["code"] for c in checks if c["documents"] == "right.txt" and c["verdict"] == "holds"}
    assert {"majority", "winner"} <= held
    figures = {f["id"] for f in rows(out / "figures.csv")}
    assert all(set(c["figures"].split("|")) <= figures for c in checks)


def test_the_summary_counts_them(articles: Path, tmp_path: Path, capsys: Any) -> None:
    run("extract", articles, "-o", tmp_path / "other")
    assert "findings          1  0 conflicts, 1 likely slips, 0 explained" in capsys.readouterr().err


def test_check_adds_what_sources_say_and_a_second_one_the_same(out: Path, tmp_path: Path, capsys: Any) -> None:
    assert run("check", out, "-q", "--fail-on", "typo") == 1
    assert "majority: " in capsys.readouterr().out
    found = rows(out / "findings.csv")
    within = [f for f in found if not f["code"].startswith("sources.")]
    across = [f for f in found if f["code"].startswith("sources.")]
    assert [f["documents"] for f in within] == ["wrong.txt"]
    assert across, "two documents that print different majorities"
    severities = [int(f["severity"]) for f in found]
    assert severities == sorted(severities, reverse=True)
    once = (out / "findings.csv").read_bytes()
    run("check", out, "-q")
    assert (out / "findings.csv").read_bytes() == once
    run("check", out, out, "-q", "-o", tmp_path / "both")
    assert (tmp_path / "both" / "findings.csv").read_bytes() == once


def test_copies_keep_their_findings_and_other_folders_theirs(articles: Path, out: Path, tmp_path: Path) -> None:
    (articles / "copy.txt").write_text(WRONG, encoding="utf-8")
    other = tmp_path / "other"
    run("extract", articles / "copy.txt", articles / "wrong.txt", "-o", other, "-q")
    run("check", other, "-q")
    assert len([f for f in rows(other / "findings.csv") if f["code"] == "majority"]) == 2
    run("check", out, other, "-o", out, "-q")
    run("check", out, "-q")
    assert {f["documents"] for f in rows(out / "findings.csv") if f["code"] == "majority"} == {"wrong.txt"}


def test_json_lines_give_the_same_findings(articles: Path, out: Path, tmp_path: Path, capsys: Any) -> None:
    lines = tmp_path / "lines"
    run("extract", articles, "-o", lines, "-q", "--format", "jsonl")
    run("check", out, "-q", "--log", tmp_path / "a.jsonl")
    run("check", lines, "-q", "--log", tmp_path / "b.jsonl")
    assert (lines / "findings.csv").read_bytes() == (out / "findings.csv").read_bytes()
    logged = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines()]
    assert logged == [json.loads(line) for line in (tmp_path / "b.jsonl").read_text(encoding="utf-8").splitlines()]
    assert all(isinstance(f["severity"], int) and isinstance(f["flag_typo"], bool) for f in logged)


def test_a_broken_table_of_findings_is_told_in_one_line(out: Path, capsys: Any) -> None:
    path = out / "checks.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",2,majority,", ",two,majority,"), encoding="utf-8")
    assert run("check", out, "-q") == 2
    err = capsys.readouterr().err
    assert "checks, line" in err
    assert err.count("\n") == 1


def test_the_same_from_python() -> None:
    verdicts = {f.code: f.verdict for f in extract.check(extract.read(WRONG))}
    assert verdicts["majority"] is Verdict.CONFLICT
    assert all(f.severity == 0 for f in extract.check(extract.read(RIGHT)))
