"""Every pattern of the packs proves itself; and what proves them can fail, naming file and line."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from extract import proofs
from extract.packs import Pattern, load_rules
from extract.paths import rules_dir

SHIPPED = load_rules(rules_dir())
PATTERNS = Path("lang", "en", "patterns.toml")
TWO = """\
[[pattern]]
id = "seats.lost"
template = "lose count=seats_change- seat"
examples = [{ text = "Labour lost 12 seats.", reads = ["12=seats_change:-12"] }]
counterexamples = ["Labour won 12 seats."]

[[pattern]]
id = "seats.n"
template = "count=seats seat"
examples = [{ text = "Labour has 12 seats.", reads = ["12=seats"] }]
counterexamples = ["Labour lost 12 seats."]
"""


def test_every_pack_loads() -> None:
    assert SHIPPED.problems == ()


@pytest.mark.parametrize("pattern", SHIPPED.language.patterns, ids=lambda p: p.id)
def test_a_pattern_reads_its_examples_and_no_counterexample(pattern: Pattern) -> None:
    assert list(proofs.prove(pattern, SHIPPED)) == []


# What proves them must be able to fail.


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    """Packs of two sound patterns, to be broken."""
    root = tmp_path / "rules"
    for folder in ("lang/en", "gb"):
        shutil.copytree(rules_dir() / folder, root / folder)
    (root / PATTERNS).write_text(TWO, encoding="utf-8")
    return root


def broken(packs: Path, file: str | Path, old: str, new: str) -> tuple[str, ...]:
    """The problems found once ``old`` in ``file`` is ``new``."""
    path = packs / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return proofs.check_folder(packs).problems


def test_sound_packs_are_proven(packs: Path) -> None:
    assert proofs.check_folder(packs) == proofs.Report((), patterns=2, examples=4)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            '"12=seats_change:-12"',
            '"12=seats_change:+12"',
            "2: pattern seats.lost: 'Labour lost 12 seats.' must read 12=seats_change:+12, "
            "but reads 12=seats_change:-12 (else: nothing)",
        ),
        (
            '"12=seats_change:-12"',
            '"21=seats_change:-12"',
            "2: pattern seats.lost: 'Labour lost 12 seats.' must read 21=seats_change:-12, "
            "but reads 12=seats_change:-12 (else: nothing)",
        ),
        (
            "change- seat",
            "change-@previous seat",
            "2: pattern seats.lost: 'Labour lost 12 seats.' must read 12=seats_change:-12, "
            "but reads 12=seats_change@previous:-12 (else: nothing)",
        ),
        (
            "Labour has 12 seats.",
            "Labour lost 12 seats.",
            "8: pattern seats.n: 'Labour lost 12 seats.' must read 12=seats, but reads nothing "
            "(else: 12=seats_change:-12 by seats.lost)",
        ),
        (
            '"Labour lost 12 seats."]',
            '"Labour kept 12 seats."]',
            "8: pattern seats.n: 'Labour kept 12 seats.' must read nothing, but reads 12=seats",
        ),
        (
            'examples = ["Labour lost 12 seats."]',
            "examples = []",
            "8: pattern seats.n: it has no counterexample",
        ),
        (
            '[{ text = "Labour lost 12 seats.", reads = ["12=seats_change:-12"] }]',
            "[]",
            "2: pattern seats.lost: it has no example",
        ),
        (
            'template = "count=seats seat"',
            'template = "count=seats chair"',
            "8: pattern seats.n: 'chair': no class 'chair'",
        ),
        (
            'template = "count=seats seat"',
            'template = "count=chairs seat"',
            "8: pattern seats.n: 'count=chairs' names no measure or status",
        ),
    ],
    ids=[
        "wrong value",
        "wrong number",
        "forced status",
        "an earlier pattern wins",
        "counterexample matches",
        "no counterexample",
        "no example",
        "unknown class",
        "unknown measure",
    ],
)
def test_a_fault_in_a_pattern_is_named(packs: Path, old: str, new: str, problem: str) -> None:
    assert broken(packs, PATTERNS, old, new) == (f"{packs / PATTERNS}:{problem}",)


def test_an_id_given_twice_is_named(packs: Path) -> None:
    problems = broken(packs, PATTERNS, '"seats.lost"', '"seats.n"')
    assert f"{packs / PATTERNS}:8: pattern seats.n: another pattern has this id" in problems


def test_broken_toml_is_named_with_its_line(packs: Path) -> None:
    (problem,) = broken(packs, PATTERNS, 'id = "seats.n"', "id = seats.n")
    assert problem.startswith(f"{packs / PATTERNS}:")
    assert re.search(r"\bline 8\b", problem)


def test_a_pattern_without_a_template_is_named(packs: Path) -> None:
    (problem,) = broken(packs, PATTERNS, 'template = "count=seats seat"\n', "")
    assert problem.startswith(f"{packs / PATTERNS}:")
    assert "pattern 2 (seats.n) lacks 'template'" in problem


def test_a_broken_country_is_named_by_line_and_the_patterns_are_still_tried(packs: Path) -> None:
    shutil.copytree(packs / "gb", packs / "xx")
    elections = packs / "xx" / "elections.csv"
    header = elections.read_text(encoding="utf-8").splitlines()[0]
    rows = f"{header}\nxx.1,2017-06-08,general,One,650,\nxx.2,8 June,general,Two,650,\n"
    elections.write_text(rows, encoding="utf-8")
    report = proofs.check_folder(packs)
    assert report.problems == (f"{elections}:3: '8 June' is not an ISO date (YYYY-MM-DD)",)
    assert report.patterns == 2


@pytest.mark.parametrize(
    "name", ["elections.csv", "members.csv", "pack.toml", "parties.csv", "people.csv", "places.csv"]
)
def test_a_country_that_is_not_utf_8_is_left_out_with_file_and_line(packs: Path, name: str) -> None:
    path = packs / "gb" / name
    line = path.read_bytes().count(b"\n") + 1
    path.write_bytes(path.read_bytes() + b"\xe9")
    assert load_rules(packs).problems == (f"{path}:{line}: is not UTF-8; save it in that encoding",)


@pytest.mark.parametrize("name", ["numerals.csv", "patterns.toml", "subjects.toml", "vocabulary.toml"])
def test_a_language_that_is_not_utf_8_is_named(packs: Path, name: str) -> None:
    path = packs / "lang" / "en" / name
    path.write_bytes(b"\xe9" + path.read_bytes())
    assert proofs.check_folder(packs).problems == (f"{path}:1: is not UTF-8; save it in that encoding",)


def test_the_pattern_that_is_to_be_copied_is_proven_where_the_page_says(root: Path, tmp_path: Path) -> None:
    page = (root / "CONTRIBUTING.md").read_text(encoding="utf-8")
    block = re.search(r"```toml\n(\[\[pattern\]\].*?)```", page, re.DOTALL)
    place = re.search(r"goes before `([\w.-]+)`", page)
    assert block is not None
    assert place is not None
    packs = tmp_path / "rules"
    shutil.copytree(rules_dir(), packs)
    patterns = (packs / PATTERNS).read_text(encoding="utf-8")
    head, mark, rest = patterns.partition(f'[[pattern]]\nid = "{place[1]}"')
    assert mark
    (packs / PATTERNS).write_text(f"{head}{block[1]}\n{mark}{rest}", encoding="utf-8")
    assert proofs.check_folder(packs).problems == ()
