"""Seats of a chamber: where each identity holds, fails, and is not asked."""

from __future__ import annotations

from decimal import Decimal

import pytest
from officers import PARTIES, Paper

from extract.model import Measure, Owner, Party, Place, Status, Verdict
from extract.packs import rules

HOLDS, EXPLAINED, CONFLICT, INCOMPLETE = (
    Verdict.HOLDS,
    Verdict.EXPLAINED,
    Verdict.CONFLICT,
    Verdict.INCOMPLETE,
)
M = Measure
LAB, CON, LD, *_ = PARTIES
BEFORE = Status.PREVIOUS
UK = Place("United Kingdom", "uk", "country")
COMMONS = ((CON, "318"), (LAB, "262"), ("Scottish National Party", "35"), (LD, "12"), ("Others", "23"))


def house(*rows: tuple[str, str]) -> Paper:
    return Paper(UK).seats(*rows)


CASES: list[tuple[str, str, Paper, Verdict | None]] = [
    ("seats-sum", "all seats", house(*COMMONS).house("650", M.SEATS_TOTAL), HOLDS),
    (
        "seats-sum",
        "the seats declared",
        house((CON, "318"), (LAB, "261"), ("Others", "70")).house("649", M.SEATS_DECLARED).house("650", M.SEATS_TOTAL),
        HOLDS,
    ),
    (
        "seats-sum",
        "a slip",
        house((CON, "318"), (LAB, "161"), *COMMONS[2:]).house("650", M.SEATS_TOTAL),
        CONFLICT,
    ),
    (
        "seats-sum",
        "more than there are",
        house((CON, "418"), *COMMONS[1:]).house("650", M.SEATS_TOTAL),
        CONFLICT,
    ),
    ("seats-sum", "parties left out", house(*COMMONS[:3]).house("650", M.SEATS_TOTAL), INCOMPLETE),
    (
        "seats-sum",
        "not in a story",
        Paper(UK).seats(*COMMONS[:3], table=None).house("650", M.SEATS_TOTAL),
        None,
    ),
    (
        "seats-sum",
        "not over columns of one party",
        house((CON, "32"), (CON, "35"), (LAB, "10"), (LAB, "12")).house("60", M.SEATS_TOTAL),
        None,
    ),
    (
        "changes-sum",
        "to nothing",
        house(*COMMONS)
        .house("650", M.SEATS_TOTAL)
        .seats(
            (CON, "-13"),
            (LAB, "+30"),
            ("Scottish National Party", "-21"),
            (LD, "+4"),
            ("Others", "0"),
            measure=M.SEATS_CHANGE,
        ),
        HOLDS,
    ),
    (
        "changes-sum",
        "a slip",
        house(*COMMONS)
        .house("650", M.SEATS_TOTAL)
        .seats(
            (CON, "-13"),
            (LAB, "+20"),
            ("Scottish National Party", "-21"),
            (LD, "+4"),
            ("Others", "0"),
            measure=M.SEATS_CHANGE,
        ),
        CONFLICT,
    ),
    (
        "changes-sum",
        "parties left out",
        Paper(UK).seats((CON, "-13"), (LAB, "+30"), (LD, "+4"), measure=M.SEATS_CHANGE),
        INCOMPLETE,
    ),
    (
        "seats-counted",
        "declared and out",
        Paper(UK).house("649", M.SEATS_DECLARED).house("one", M.SEATS_REMAINING).house("650", M.SEATS_TOTAL),
        HOLDS,
    ),
    (
        "seats-counted",
        "a slip",
        Paper(UK).house("629", M.SEATS_DECLARED).house("11", M.SEATS_REMAINING).house("650", M.SEATS_TOTAL),
        CONFLICT,
    ),
    (
        "seats-counted",
        "not without all seats",
        Paper(UK).house("629", M.SEATS_DECLARED).house("11", M.SEATS_REMAINING),
        None,
    ),
    (
        "threshold",
        "more than half",
        Paper(UK).house("650", M.SEATS_TOTAL).house("326", M.MAJORITY_THRESHOLD),
        HOLDS,
    ),
    (
        "threshold",
        "of an odd number",
        Paper(UK).house("543", M.SEATS_TOTAL).house("272", M.MAJORITY_THRESHOLD),
        HOLDS,
    ),
    (
        "threshold",
        "a slip",
        Paper(UK).house("650", M.SEATS_TOTAL).house("336", M.MAJORITY_THRESHOLD),
        CONFLICT,
    ),
    (
        "threshold",
        "with a casting vote",
        Paper(UK).house("100", M.SEATS_TOTAL).house("50", M.MAJORITY_THRESHOLD),
        EXPLAINED,
    ),
    (
        "threshold",
        "two thirds",
        Paper(UK).house("400", M.SEATS_TOTAL).house("267", M.MAJORITY_THRESHOLD),
        EXPLAINED,
    ),
    (
        "threshold",
        "without those who never vote",
        Paper(UK).house("650", M.SEATS_TOTAL).house("321", M.MAJORITY_THRESHOLD, status=Status.HYPOTHETICAL),
        EXPLAINED,
    ),
    ("threshold", "not without all seats", Paper(UK).house("326", M.MAJORITY_THRESHOLD), None),
    (
        "seats-short",
        "threshold less seats",
        Paper(UK).seats((CON, "318"), table=None).house("eight", M.SEATS_SHORT, CON).house("326", M.MAJORITY_THRESHOLD),
        HOLDS,
    ),
    (
        "seats-short",
        "a slip",
        Paper(UK).seats((CON, "318"), table=None).house("six", M.SEATS_SHORT, CON).house("326", M.MAJORITY_THRESHOLD),
        CONFLICT,
    ),
    (
        "overall-majority",
        "twice the seats less all",
        Paper(UK).seats((CON, "331"), table=None).house("650", M.SEATS_TOTAL).house("12", M.MAJORITY, CON),
        HOLDS,
    ),
    (
        "overall-majority",
        "a slip",
        Paper(UK).seats((CON, "331"), table=None).house("650", M.SEATS_TOTAL).house("52", M.MAJORITY, CON),
        CONFLICT,
    ),
    (
        "overall-majority",
        "a working one",
        Paper(UK).seats((CON, "331"), table=None).house("650", M.SEATS_TOTAL).house("17", M.MAJORITY, CON),
        EXPLAINED,
    ),
    (
        "overall-majority",
        "while the count goes on",
        Paper(UK)
        .seats((CON, "326"), table=None)
        .house("650", M.SEATS_TOTAL)
        .house("20", M.SEATS_REMAINING)
        .house("12", M.MAJORITY, CON),
        INCOMPLETE,
    ),
    (
        "seats-change",
        "now less before",
        Paper(UK).seats((LAB, "262"), (LAB, "+30"), table=None).seats((LAB, "232"), status=BEFORE),
        None,
    ),
    ("seats-bound", "not more than all", house(*COMMONS).house("650", M.SEATS_TOTAL), HOLDS),
    ("seats-bound", "more than all", house((CON, "818"), *COMMONS[1:]).house("650", M.SEATS_TOTAL), CONFLICT),
]


@pytest.mark.parametrize(
    ("code", "paper", "expected"),
    [(code, paper, expected) for code, _, paper, expected in CASES],
    ids=[f"{code}: {what}" for code, what, _, _ in CASES],
)
def test_an_identity(code: str, paper: Paper, expected: Verdict | None) -> None:
    assert paper.worst(code) == expected, [f.explanation for f in paper.findings(code)]


def change(now: str, then: str, moved_by: str, apart: str = "") -> Paper:
    paper = Paper(UK)
    paper.say(now, M.SEATS, Owner(Party(LAB)), table=None)
    paper.say(moved_by, M.SEATS_CHANGE, Owner(Party(LAB)), table=None)
    paper.text += apart
    paper.say(then, M.SEATS, Owner(Party(LAB)), status=BEFORE, table=None)
    return paper


@pytest.mark.parametrize(
    ("paper", "expected"),
    [
        (change("262", "232", "+30"), [HOLDS]),
        (change("262", "231", "+30"), [EXPLAINED]),  # with or without the Speaker
        (change("262", "232", "+80"), [CONFLICT]),
    ],
)
def test_a_change_of_seats(paper: Paper, expected: list[Verdict]) -> None:
    assert paper.verdicts("seats-change") == expected


def test_the_size_of_a_chamber_comes_from_its_pack() -> None:
    paper = Paper(rules().countries["gb"].place, "parl.2017-06-08").house("336", M.MAJORITY_THRESHOLD)
    assert paper.verdicts("threshold") == [CONFLICT]
    assert paper.repairs("threshold") == {(Decimal(336), Decimal(326))}
