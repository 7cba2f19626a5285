from __future__ import annotations

import csv
import importlib.util
import io
import json
import os
import random
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from handmade import read_document, stand_in  # noqa: F401 - a fixture

from extract import cli
from extract.packs import PackError

COMMAND = (sys.executable, "-m", "extract.cli")

#: These run the readers themselves; all others put a stand-in in their place.
needs_pipeline = pytest.mark.skipif(
    importlib.util.find_spec("extract.pipeline") is None, reason="the pipeline is not there yet"
)


@pytest.fixture
def reports(tmp_path: Path, stand_in: None) -> Path:  # noqa: F811 - the fixture
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "one.txt").write_text("The party won 318 seats, at 10.30pm. A recount of 40 boxes went on.\n")
    (folder / "two.txt").write_text("They have 12 seats and 12 seats.\n")
    return folder


def run(*arguments: str | Path) -> int:
    return cli.main([str(a) for a in arguments])


def contents(out: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in out.iterdir()}


def figures(out: Path) -> list[dict[str, str]]:
    with (out / "figures.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_extract_writes_the_tables_and_a_summary(reports: Path, tmp_path: Path, capsys: Any) -> None:
    assert run("extract", reports, "-o", tmp_path / "out") == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert re.findall(r"^(\w+) +(\d+)", said.err, re.M) == [
        ("documents", "2"),
        ("figures", "3"),
        ("candidates", "0"),
        ("ignored", "1"),
        ("unread", "1"),
        ("findings", "0"),
    ]
    assert [(r["document"], r["text"]) for r in figures(tmp_path / "out")] == [
        ("one.txt", "318"),
        ("two.txt", "12"),
        ("two.txt", "12"),
    ]


def test_quiet_says_nothing(reports: Path, tmp_path: Path, capsys: Any) -> None:
    assert run("extract", reports, "-q", "-o", tmp_path / "out") == 0
    assert capsys.readouterr() == ("", "")


def test_a_document_that_cannot_be_read_is_told_and_the_rest_is_written(
    reports: Path, tmp_path: Path, capsys: Any
) -> None:
    (reports / "empty.txt").write_text("")
    assert run("extract", reports, tmp_path / "none.txt", "-q", "-o", tmp_path / "out") == cli.MISTAKE
    lines = sorted(capsys.readouterr().err.splitlines())
    assert lines == sorted(
        [
            f"tallycheck: {reports / 'empty.txt'}: holds no text; check that the page or article was saved in full",
            f"tallycheck: {tmp_path / 'none.txt'}: no such file or folder; check the name",
        ]
    )
    assert len(figures(tmp_path / "out")) == 3


def test_order_and_jobs_and_a_second_run_change_no_byte(reports: Path, tmp_path: Path) -> None:
    for number in range(12):
        (reports / f"{number}.txt").write_text(f"{number} seats" if number % 5 else "")
    paths = sorted(reports.iterdir())
    run("extract", *paths, "-q", "-o", tmp_path / "out")
    expected = contents(tmp_path / "out")
    for jobs in ("1", "2", "3"):
        random.Random(jobs).shuffle(paths)
        run("extract", *paths, paths[0], "-q", "--jobs", jobs, "-o", tmp_path / "out")
        assert contents(tmp_path / "out") == expected


def test_stdout_gets_the_figures_only(reports: Path, tmp_path: Path, capsysbinary: Any) -> None:
    run("extract", reports, "-q", "-o", tmp_path / "out")
    assert run("extract", reports, "-o", "-") == 0
    said = capsysbinary.readouterr()
    assert said.out == (tmp_path / "out" / "figures.csv").read_bytes()
    assert b"written to" not in said.err
    run("extract", reports, "-q", "-o", "-", "--format", "jsonl")
    assert [json.loads(line)["value"] for line in capsysbinary.readouterr().out.splitlines()] == [318, 12, 12]


def test_standard_input(reports: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"won 7 seats")))
    assert run("extract", "-", reports, "-q", "-o", "-", "--jobs", "2") == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [(r["document"], r["text"]) for r in rows][1] == ("stdin", "7")


def test_an_out_that_is_not_ours_is_one_line_and_no_traceback(reports: Path, capsys: Any) -> None:
    assert run("extract", reports, "-o", reports) == cli.MISTAKE
    assert capsys.readouterr().err == (
        f"tallycheck: {reports}: holds what tallycheck did not write (one.txt, two.txt); "
        "choose another -o, or move it away\n"
    )


def test_an_unknown_country_is_refused_with_those_there_are(reports: Path, tmp_path: Path, capsys: Any) -> None:
    assert run("extract", reports, "-o", tmp_path / "out", "--country", "xx") == cli.MISTAKE
    assert re.fullmatch(r"tallycheck: --country xx: no such pack; there are .*\bgb\b.*\n", capsys.readouterr().err)
    assert not (tmp_path / "out").exists()


def test_ctrl_c_ends_quietly_and_leaves_nothing(
    reports: Path, tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(sys.modules["extract.pipeline"], "read_document", interrupt)
    assert run("extract", reports, "-o", tmp_path / "out") == cli.INTERRUPTED
    assert capsys.readouterr() == ("", "")
    assert [p.name for p in tmp_path.iterdir()] == ["reports"]


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_explain_shows_the_figure_where_it_stands(reports: Path, tmp_path: Path, capsys: Any, form: str) -> None:
    out = tmp_path / "out"
    run("extract", reports, "-q", "-o", out, "--format", form)
    text = (out / f"figures.{form}").read_text(encoding="utf-8")
    (first, *_) = re.findall(r"\b[0-9a-f]{16}\b", text)
    assert run("explain", out, first[:8]) == 0
    said = capsys.readouterr().out
    assert "The party won >>318<< seats, at 10.30pm." in said
    assert "says       318 seats, Labour Party, result" in said
    assert "read by    won-seats (prose), single" in said
    assert "claim    prose won-seats: 318 seats" in said
    assert "ignored    10.30 at 28: time" in said
    assert "unread     40 at 50: no rule places it" in said
    (reports / "one.txt").unlink()  # then the sentence in the table has to do
    assert run("explain", out, first) == 0
    assert "The party won >>318<< seats" in capsys.readouterr().out


def test_explain_tells_twins_in_one_sentence_apart(reports: Path, tmp_path: Path, capsys: Any) -> None:
    out = tmp_path / "out"
    run("extract", reports, "-q", "-o", out)
    second = figures(out)[2]["id"]
    run("explain", out, second)
    assert "12 seats and >>12<< seats" in capsys.readouterr().out
    (reports / "two.txt").write_text("Now it has another 12 seats.")
    run("explain", out, second)
    assert "no longer there" in capsys.readouterr().out


def test_explain_asks_for_what_it_needs(reports: Path, tmp_path: Path, capsys: Any) -> None:
    out = tmp_path / "out"
    run("extract", reports, "-q", "-o", out)
    for arguments, reason in (
        ((out, "zz"), "no figure 'zz'; take an id from figures.csv"),
        ((out, ""), "begins 3 ids"),
        ((reports, "a"), "holds no tables of tallycheck"),
        ((tmp_path / "none", "a"), "holds no tables of tallycheck"),
    ):
        assert run("explain", *arguments) == cli.MISTAKE
        said = capsys.readouterr()
        assert said.out == ""
        assert reason in said.err
        assert said.err.count("\n") == 1
    (out / "readings.csv").unlink()
    assert run("explain", out, figures(out)[0]["id"]) == cli.MISTAKE
    assert "readings.csv cannot be read" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ((), "the following arguments are required: VERB"),
        (("extrct",), "invalid choice: 'extrct'"),
        (("extract", "x"), "the following arguments are required: -o/--out"),
        (("extract", "-o", "out"), "the following arguments are required: PATH"),
        (("extract", "x", "-o", "out", "--date", "8 June"), "'8 June' is not a date; write YYYY-MM-DD"),
        (("extract", "x", "-o", "out", "--jobs", "0"), "'0' is not a whole number above 0"),
        (("extract", "x", "-o", "out", "--form", "csv"), "unrecognized arguments: --form"),
        (("rules",), "the following arguments are required: VERB"),
    ],
)
def test_a_mistake_in_the_call_is_one_line(arguments: tuple[str, ...], reason: str, capsys: Any) -> None:
    assert run(*arguments) == cli.MISTAKE
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("tallycheck: ")
    assert reason in said.err
    assert re.search(r"; see tallycheck.* --help\n$", said.err)
    assert said.err.count("\n") == 1


@pytest.mark.parametrize("verb", ["", "extract", "explain", "rules", "rules check"])
def test_help(verb: str, capsys: Any) -> None:
    assert run(*verb.split(), "--help") == 0
    said = capsys.readouterr()
    assert said.out.startswith(f"usage: tallycheck {verb}".rstrip())
    assert said.err == ""


def test_help_imports_no_reader() -> None:
    code = "import sys; from extract.cli import main; main(['--help']); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.splitlines()[-1].split())
    heavy = {"regex", "spacy", "lxml", "bs4", "trafilatura", "dateparser", "ahocorasick_rs", "csv", "json"}
    assert {m for m in loaded if m.startswith("extract.")} <= {"extract.cli"}
    assert not heavy & loaded


def test_version(capsys: Any) -> None:
    assert run("--version") == 0
    assert re.fullmatch(r"tallycheck \S.*\n", capsys.readouterr().out)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
@needs_pipeline
def test_a_full_disk_behind_stdout(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Labour won 262 seats.")
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*COMMAND, "extract", tmp_path / "a.txt", "-o", "-"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
        )
    assert done.returncode == cli.MISTAKE
    assert done.stderr.count("\n") == 1
    assert "standard output cannot be written (No space left on device); give a folder with -o" in done.stderr


@needs_pipeline
def test_a_reader_that_goes_away_ends_it_quietly(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Labour won 262 seats.")
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run([*COMMAND, "extract", tmp_path, "-o", "-"], stdout=writing, stderr=subprocess.PIPE)
    os.close(writing)
    assert (done.returncode, done.stderr) == (cli.PIPE_CLOSED, b"")


@needs_pipeline
def test_the_whole_way_with_the_real_readers(tmp_path: Path) -> None:
    text = "The Conservatives won 318 seats at the 2017 general election, down 13, and Labour 262."
    (tmp_path / "2017-06-09.txt").write_text(text)
    assert run("extract", tmp_path / "2017-06-09.txt", "-q", "-o", tmp_path / "out") == 0
    rows = figures(tmp_path / "out")
    assert {"318", "262"} <= {r["text"] for r in rows}
    for row in rows:
        assert text[int(row["start"]) : int(row["end"])] == row["text"]


@pytest.mark.skipif(importlib.util.find_spec("extract.scoring") is None, reason="scoring is not there yet")
def test_score_shows_its_options(capsys: Any) -> None:
    assert run("score", "--help") == 0
    assert "usage: tallycheck score" in capsys.readouterr().out


def test_rules_check_reports_and_counts(capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import types

    report = types.SimpleNamespace(problems=(), patterns=3, examples=9)
    module = types.ModuleType("extract.proofs")
    module.check_folder = lambda _: report  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "extract.proofs", module)
    assert run("rules", "check") == 0
    assert capsys.readouterr() == ("", "3 patterns, 9 examples: all proven\n")
    report.problems = ("won-seats: reads nothing in 'they won 3 seats'",)
    assert run("rules", "check") == cli.FINDINGS
    said = capsys.readouterr()
    assert said.out == "won-seats: reads nothing in 'they won 3 seats'\n"
    assert said.err == "3 patterns, 9 examples: 1 problems\n"


def test_an_out_among_the_documents_is_not_read_back(reports: Path, capsys: Any) -> None:
    for _ in range(3):
        assert run("extract", reports, "-o", reports / "out") == 0
        assert capsys.readouterr().err.split()[:2] == ["documents", "2"]


def test_the_root_as_out_is_one_line(reports: Path, capsys: Any) -> None:
    assert run("extract", reports, "-o", "/") == cli.MISTAKE
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("tallycheck: /: is the root of the file system")


@pytest.mark.skipif(os.name != "posix", reason="closes a stream as a POSIX shell does")
@pytest.mark.parametrize(
    ("closed", "arguments", "code", "says"),
    [
        (">&-", ("--version",), cli.MISTAKE, "standard output cannot be written"),
        (">&-", ("extract", "{a}", "-q", "-o", "-"), cli.MISTAKE, "standard output cannot be written"),
        (">&-", ("extract", "{a}", "-q", "-o", "{out}"), 0, ""),
        (">&- 2>&-", ("extract", "{a}", "-o", "-"), cli.MISTAKE, ""),
        ("2>&-", ("extract", "{a}", "-o", "{out}"), 0, ""),
    ],
)
@needs_pipeline
def test_a_closed_stream(tmp_path: Path, closed: str, arguments: tuple[str, ...], code: int, says: str) -> None:
    (tmp_path / "a.txt").write_text("Labour won 262 seats.")
    named = [a.format(a=tmp_path / "a.txt", out=tmp_path / "out") for a in arguments]
    shell = ["sh", "-c", f'exec "$@" {closed}', "sh", *COMMAND, *named]
    done = subprocess.run(shell, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (code, "")
    assert says in done.stderr
    assert done.stderr.count("\n") == bool(says)
    assert (tmp_path / "out").exists() == ("{out}" in arguments)


@pytest.mark.parametrize(
    ("table", "content", "reason"),
    [
        ("figures.csv", "", "no column"),
        ("figures.csv", "id,document\nab,a.txt\n", "no column value, measure, unit ..."),
        ("figures.csv", "{header}\nab,a.txt\n", "cannot be read"),
        ("figures.csv", '{header}\n"' + "x" * 200_000 + '"\n', "cannot be read"),
        ("readings.csv", "figure\nab\n", "no column"),
        ("figures.jsonl", '{"id": "ab"}\n', "no column"),
        ("figures.jsonl", "[1]\n", "cannot be read"),
    ],
)
def test_explain_of_tables_that_are_broken_is_one_line(
    reports: Path, tmp_path: Path, capsys: Any, table: str, content: str, reason: str
) -> None:
    out, form = tmp_path / "out", table.rpartition(".")[2]
    run("extract", reports, "-q", "-o", out, "--format", form)
    path = out / table
    identity = figures(out)[0]["id"] if table == "readings.csv" else "ab"
    header = path.read_text(encoding="utf-8").partition("\n")[0]
    path.write_text(content.replace("{header}", header), encoding="utf-8")
    assert run("explain", out, identity) == cli.MISTAKE
    (line,) = capsys.readouterr().err.splitlines()
    assert table in line
    assert reason in line
    assert line.endswith("run extract again")


def test_a_broken_language_pack_is_one_line(
    reports: Path, tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    run("extract", reports, "-q", "-o", out)

    def broken() -> None:
        raise PackError(Path("vocabulary.toml"), 3, "is not UTF-8")

    monkeypatch.setattr("extract.grouping.rules", broken)
    assert run("check", out) == cli.MISTAKE
    assert capsys.readouterr().err.startswith("tallycheck: vocabulary.toml:3: is not UTF-8")
