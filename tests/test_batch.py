from __future__ import annotations

import os
import random
import sys
from pathlib import Path

import pytest
from handmade import full, read_document, stand_in, written  # noqa: F401 - a fixture

import extract.batch
from extract.batch import Options, Outcome, expand, run
from extract.load import load_file

pytestmark = pytest.mark.usefixtures("stand_in")


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    for name, text in {
        "b.txt": "The party won 318 seats.",
        "a/z.txt": "They took 12 seats at 10.30pm.",
        "a/c.txt": "Only 4 seats and 99 more.",
        "notes.rst": "not read: 7 seats",
        ".hidden.txt": "not read: 7 seats",
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def summary(outcomes: list[Outcome]) -> list[tuple[str, int | None, str]]:
    return [(o.name, len(o.result.figures) if o.result else None, o.reason) for o in outcomes]


def names(*paths: str | Path, glob: str | None = None) -> list[str]:
    return [item.name for item in expand(paths, glob)]


def test_a_folder_is_read_to_the_bottom_by_relative_name(reports: Path) -> None:
    assert summary(list(run([reports]))) == [("a/c.txt", 1, ""), ("a/z.txt", 1, ""), ("b.txt", 1, "")]


def test_a_named_file_keeps_its_path_whatever_its_suffix(reports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(reports)
    assert names("a/c.txt", "./notes.rst") == ["./notes.rst", "a/c.txt"]


@pytest.mark.parametrize(
    ("glob", "found"),
    [
        ("*.rst", ["notes.rst"]),
        ("a/*", ["a/c.txt", "a/z.txt"]),
        ("**/*.txt", ["a/c.txt", "a/z.txt", "b.txt"]),
        ("z.*", ["a/z.txt"]),
    ],
)
def test_glob(reports: Path, glob: str, found: list[str]) -> None:
    assert names(reports, glob=glob) == found


def test_a_file_named_twice_is_read_once_under_one_name(reports: Path) -> None:
    ways = [reports, reports / "a", reports / "a" / "c.txt", reports / "b.txt"]
    expected = names(*ways)
    assert len(expected) == 3
    for seed in range(6):
        random.Random(seed).shuffle(ways)
        assert names(*ways) == expected


def test_files_of_two_folders_with_one_name_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in ("bbc", "pa"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "night.txt").write_text(f"{folder}: 3 seats")
    monkeypatch.chdir(tmp_path)
    assert names("pa", "bbc") == names("bbc", "pa") == ["bbc/night.txt", "pa/night.txt"]


def test_links_are_followed_but_not_in_circles(reports: Path) -> None:
    (reports / "a" / "up").symlink_to(reports)
    (reports / "0first").symlink_to(reports / "a")
    assert names(reports) == ["a/c.txt", "a/z.txt", "b.txt"]


def test_one_bad_file_never_stops_the_rest(reports: Path, tmp_path: Path) -> None:
    (reports / "empty.txt").write_text(" \n")
    (reports / "link.txt").symlink_to("gone.txt")
    (reports / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    (reports / "trap.txt").write_text("make the reader fail")
    os.mkfifo(reports / "pipe.txt")
    (tmp_path / "bare").mkdir()
    found = list(run([reports, tmp_path / "bare", tmp_path / "missing.txt"]))
    bad = {o.name: o for o in found if o.result is None}
    assert len(found) == 10
    assert {Path(name).name: o.reason for name, o in bad.items()} == {
        "bare": "no file in it has a suffix that is read (.txt, .html, .csv, .tsv, .xlsx)",
        "empty.txt": "holds no text",
        "link.txt": "broken link to gone.txt",
        "missing.txt": "no such file or folder",
        "picture.txt": "is an image, not text",
        "pipe.txt": "is a device, pipe or socket",
        "trap.txt": bad["trap.txt"].reason,
    }
    assert bad["trap.txt"].reason.startswith("internal error at handmade.py:")
    assert bad["trap.txt"].reason.endswith("(ZeroDivisionError: a fault of ours)")
    for outcome in bad.values():
        assert outcome.next_step
        assert outcome.message.startswith(outcome.path)
        assert "\n" not in outcome.message


def test_a_folder_that_cannot_be_listed_is_an_outcome(reports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scandir = os.scandir

    def locked(path: str) -> object:
        if str(path).endswith("/a"):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", locked)
    assert summary(list(run([reports]))) == [
        ("a", None, "folder cannot be listed (Permission denied)"),
        ("b.txt", 1, ""),
    ]


def test_order_and_jobs_change_nothing(tmp_path: Path) -> None:
    for number in range(30):
        (tmp_path / f"{number}.txt").write_text(f"They won {number} seats." if number % 7 else "")
    paths = sorted(tmp_path.iterdir())
    alone = list(run(paths, Options(jobs=1)))
    random.Random(1).shuffle(paths)
    assert list(run(paths, Options(jobs=3))) == alone
    assert list(run(paths)) == alone


def test_results_come_one_by_one(reports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []

    def watched(path: str, **options: object) -> object:
        opened.append(path)
        return load_file(path, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(extract.batch, "load_file", watched)
    next(iter(run([reports])))
    assert len(opened) == 1


def test_a_process_that_dies_costs_only_its_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def deadly(document: object, **options: object) -> object:
        if "die" in document.text:  # type: ignore[attr-defined]
            os._exit(9)
        return read_document(document)  # type: ignore[arg-type]

    monkeypatch.setattr(sys.modules["extract.pipeline"], "read_document", deadly)
    for number in range(20):
        (tmp_path / f"{number:02}.txt").write_text("die" if number in (3, 11) else f"{number} seats")
    found = list(run([tmp_path], Options(jobs=2)))
    assert [o.name for o in found] == [f"{n:02}.txt" for n in range(20)]
    assert [o.name for o in found if o.result is None] == ["03.txt", "11.txt"]
    assert "died" in found[3].reason


def test_options_reach_the_reader(reports: Path) -> None:
    outcome = next(iter(run([reports], Options(country="nz"))))
    assert outcome.result is not None
    assert outcome.result.country == "nz"
    assert [o.reason for o in run([reports / "b.txt"], Options(limit=5))] == ["is larger than 5 bytes"]


def test_tables_of_an_earlier_run_are_no_documents(reports: Path) -> None:
    before = names(reports)
    for out in (reports / "out", reports / "a" / "deep" / "out"):
        written(out, [full()])
    assert names(reports) == names(reports, glob="**/*.txt") == before
    (reports / "out" / "mine.txt").write_text("Somebody put 3 seats in between.")
    assert names(reports) == sorted([*before, "out/mine.txt"])


def test_a_folder_that_holds_only_our_tables_says_so(tmp_path: Path) -> None:
    (outcome,) = run([written(tmp_path / "out", [full()])])
    assert outcome.reason.endswith("(.txt, .html, .csv, .tsv, .xlsx) but the tables of an earlier run")


@pytest.mark.parametrize("package", ['{"name": "theirs", "resources": [{"path": "b.csv"}]}', "[]", "{", "[" * 100_000])
def test_tables_of_somebody_else_are_documents(reports: Path, package: str) -> None:
    (reports / "b.csv").write_text("Party,Seats\nLabour,12\n")
    (reports / "datapackage.json").write_text(package)
    assert "b.csv" in names(reports)
