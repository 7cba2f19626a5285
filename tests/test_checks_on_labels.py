"""The checks on figures as they were labelled: what is wrong in them is found, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from labelled_results import result_of

from benchmarks.injection import made, table, trials
from extract.checks import check
from extract.model import Finding, Verdict
from extract.packs import rules

#: What the notes of a label file say is wrong, or proved so: (document, check, part of the explanation,
#: what is printed, what may be meant; "" where no single slip mends it).
WRONG = [
    ("ct09", "change-bound", "UK Independence Party has 5.8", "6.4", "5.4"),
    ("ct36", "shares-sum", "99.7", "9.5", "9.8"),
    ("ct42", "share", "Independent has 60 votes", "7.2", "3.2"),
    ("ct15", "repeated", "12.81 and 13; ballots without and with the rejected", "", ""),
    # Not in the notes, but the arithmetic of the page itself:
    ("wd27", "threshold", "Of 435 seats 218 are a majority", "217", "218"),
]


@pytest.fixture(scope="module")
def findings(root: Path) -> dict[str, tuple[Finding, ...]]:
    """The findings on every labelled contest page and news report."""
    paths = sorted((root / "corpora" / "dev").glob("*.json"))
    assert len(paths) > 40
    return {path.stem: check(result_of(path), rules()) for path in paths}


@pytest.mark.parametrize(("document", "code", "part", "printed", "meant"), WRONG)
def test_what_is_wrong_is_found(
    findings: dict[str, tuple[Finding, ...]], document: str, code: str, part: str, printed: str, meant: str
) -> None:
    found = [f for f in findings[document] if f.code == code and f.severity and part in f.explanation]
    assert len(found) == 1
    if printed:
        assert (Decimal(printed), Decimal(meant)) in {(r.printed, r.suggested) for r in found[0].repairs}


def test_lost_votes_are_named_with_what_they_must_have_been(findings: dict[str, tuple[Finding, ...]]) -> None:
    lost = [f.explanation for f in findings["ct09"] if f.verdict is Verdict.INCOMPLETE]
    assert lost == ["The votes of Liberal Democrats are not printed; 10.3 per cent make them 542 to 550."]


def _conflicts(findings: dict[str, tuple[Finding, ...]]) -> Iterator[tuple[str, str]]:
    for document, found in findings.items():
        yield from ((document, f.code) for f in found if f.verdict is Verdict.CONFLICT)


def test_nothing_right_is_called_a_conflict(findings: dict[str, tuple[Finding, ...]]) -> None:
    assert set(_conflicts(findings)) <= {(document, code) for document, code, *_ in WRONG}
    assert sum(len(found) for found in findings.values()) > 400  # checks, of which none is a false alarm


def test_nothing_else_is_said_of_contests(findings: dict[str, tuple[Finding, ...]]) -> None:
    told = {(d, f.code) for d, found in findings.items() for f in found if f.severity and d.startswith("ct")}
    assert told == {(d, code) for d, code, *_ in WRONG if d.startswith("ct")}


def test_slips_in_made_results_are_found() -> None:
    digits, alarms = trials(60, made, ["digit"])
    row = table(digits, lambda t: t.kind)["all"]
    assert alarms == 0
    assert row["covered"] > 40
    assert row["found"] >= 0.9 * row["covered"]
    assert row["mended"] >= 0.8 * row["covered"]
