"""Shares, changes and swing: where each identity holds, fails, and is not asked."""

from __future__ import annotations

import pytest
from officers import PARTIES, Paper, people, seat, ward

from extract.model import Measure, Owner, Party, Status, Verdict

HOLDS, EXPLAINED, CONFLICT, INCOMPLETE = (
    Verdict.HOLDS,
    Verdict.EXPLAINED,
    Verdict.CONFLICT,
    Verdict.INCOMPLETE,
)
M = Measure
LAB, CON, _, GREEN, _ = PARTIES
TO_LAB, TO_CON = Owner(Party(LAB)), Owner(Party(CON))
BEFORE = Status.PREVIOUS
FULL = ("4,000 50.0%", "3,000 37.5%", "1,000 12.5%")


def moved(now: str, then: str, change: str) -> Paper:
    paper = Paper().row("Jo Bell", LAB, "", now, change).row("Al Roe", CON, "", "40.0%", "+2.0")
    paper.row("Jo Bell", LAB, "", then, status=BEFORE)
    return paper.row("Al Roe", CON, "", "38.0%", status=BEFORE)


CASES: list[tuple[str, str, Paper, Verdict | None]] = [
    ("share", "one total", seat(*FULL), HOLDS),
    ("share", "a slip in a share", seat("4,000 50.0%", "3,000 37.8%", "1,000 12.5%"), CONFLICT),
    ("share", "a slip in votes", seat("4,000 50.0%", "3,000 37.5%", "1,900 12.5%"), CONFLICT),
    ("share", "all cut off", seat("200 66.6%", "100 33.3%"), HOLDS),
    ("share", "rounded twice", seat("30,158 99.0%", "319 1.1%").of(M.VALID_VOTES, "30,477"), EXPLAINED),
    (
        "share",
        "of the ballots",
        seat("4,000 49.5%", "3,000 37.1%", "1,000 12.4%").of(M.TURNOUT, "8,080"),
        HOLDS,
    ),
    ("share", "each of its own total", seat("4,000 10.0%", "3,000 90.0%", "1,000 2.0%"), EXPLAINED),
    (
        "share",
        "not of a party with two people and one share",
        Paper().row("A", LAB, "900", "40.0%").row("B", LAB, "700").row("C", CON, "500", "25.0%"),
        None,
    ),
    ("share", "the votes of a row are lost", seat("4,000 50.0%", "3,000 37.5%", ". 12.5%"), INCOMPLETE),
    ("shares-sum", "a hundred", seat(". 50.0%", ". 37.5%", ". 12.5%"), HOLDS),
    ("shares-sum", "rounded", seat(". 33.3%", ". 33.3%", ". 33.3%"), HOLDS),
    ("shares-sum", "only if cut off", seat(". 50.0%", ". 30.0%", ". 12.3%", ". 7.4%"), EXPLAINED),
    ("shares-sum", "more than there are", seat(". 50.0%", ". 37.5%", ". 15.5%"), CONFLICT),
    (
        "shares-sum",
        "a large row cannot be left out",
        seat(". 50.0%", ". 17.5%", ". 6.5%", ". 6.0%"),
        CONFLICT,
    ),
    ("shares-sum", "rows may be left out", people(". 50.0%", ". 37.5%"), INCOMPLETE),
    (
        "shares-sum",
        "not in a ward of several, by ballots",
        Paper().row("A", LAB, "541", "57.9%").row("B", LAB, "534", "57.1%").row("C", CON, "161", "17.2%"),
        None,
    ),
    ("majority-share", "points", seat(*FULL).of(M.MAJORITY, "12.5%"), HOLDS),
    ("majority-share", "a slip", seat("5,000 62.5%", "3,000 37.5%").of(M.MAJORITY, "35.0%"), CONFLICT),
    (
        "majority-share",
        "after preferences",
        seat(". 40.0%", ". 38.0%", ". 22.0%").of(M.MAJORITY, "7.4%"),
        EXPLAINED,
    ),
    ("majority-share", "no shares", people("900", "400").of(M.MAJORITY, "12.5%"), INCOMPLETE),
    (
        "majority-share",
        "not with several vacancies",
        ward((LAB, "900", True), (LAB, "800", True), (CON, "500", False)).of(M.MAJORITY, "12.5%"),
        None,
    ),
    ("share-bound", "all at most", seat(". 100%"), HOLDS),
    ("share-bound", "more than all", seat(". 475%", ". 37.5%"), CONFLICT),
    ("change-bound", "all of it new", seat(". 5.8% +5.8"), HOLDS),
    ("change-bound", "more than there is", seat(". 5.8% +6.4"), CONFLICT),
    # changes
    ("share-change", "now less before", moved("45.0%", "40.0%", "+5.0"), HOLDS),
    ("share-change", "rounded before it was taken", moved("45.0%", "40.0%", "+5.1"), HOLDS),
    ("share-change", "on another election", moved("45.0%", "40.0%", "+8.0"), EXPLAINED),
    (
        "turnout-change",
        "now less before",
        seat("900")
        .of(M.TURNOUT, "37.2%")
        .of(M.TURNOUT_CHANGE, "-29.3")
        .row("Jo Bell", LAB, "800", status=BEFORE)
        .of(M.TURNOUT, "66.5%", status=BEFORE),
        HOLDS,
    ),
    (
        "turnout-change",
        "a slip",
        seat("900")
        .of(M.TURNOUT, "37.2%")
        .of(M.TURNOUT_CHANGE, "-39.3")
        .row("Jo Bell", LAB, "800", status=BEFORE)
        .of(M.TURNOUT, "66.5%", status=BEFORE),
        CONFLICT,
    ),
    (
        "votes-change",
        "now less before",
        seat("900 . . +100").row("Jo Bell", LAB, "800", status=BEFORE),
        HOLDS,
    ),
    (
        "votes-change",
        "on another election",
        seat("900 . . +70").row("Jo Bell", LAB, "800", status=BEFORE),
        EXPLAINED,
    ),
    ("swing", "Butler's", seat("900 60.0% +13.0", "600 40.0% -9.0").of(M.SWING, "11.0", TO_LAB), HOLDS),
    ("swing", "to the second", seat("900 60.0% -8.0", "600 40.0% +10.0").of(M.SWING, "9.0", TO_CON), HOLDS),
    ("swing", "two-party", seat("400 40.0% +10.0", "200 20.0% -20.0").of(M.SWING, "23.8", TO_LAB), HOLDS),
    (
        "swing",
        "of another pair",
        seat("900 60.0% +13.0", "500 30.0% -9.0", "100 10.0% -4.0").of(M.SWING, "8.5", TO_LAB),
        EXPLAINED,
    ),
    ("swing", "a slip", seat("900 60.0% +13.0", "600 40.0% -9.0").of(M.SWING, "14.0", TO_LAB), CONFLICT),
    ("swing", "of a new party", seat("900 60.0% +13.0", "600 40.0%").of(M.SWING, "11.0", TO_LAB), INCOMPLETE),
    (
        "swing",
        "not with several vacancies",
        ward((LAB, "900", True), (LAB, "800", True), (CON, "500", False)).of(M.SWING, "3.0", TO_LAB),
        None,
    ),
    ("repeated", "alike", seat("900", "400").of(M.MAJORITY, "500").of(M.MAJORITY, "about 500"), HOLDS),
    ("repeated", "a slip", seat("900", "400").of(M.MAJORITY, "500").of(M.MAJORITY, "600"), CONFLICT),
    (
        "repeated",
        "of different places perhaps",
        seat("900", "400").of(M.MAJORITY, "500").of(M.MAJORITY, "7,431"),
        EXPLAINED,
    ),
    (
        "repeated",
        "turnout with rejected papers",
        seat("900").of(M.TURNOUT, "12.81%").of(M.TURNOUT, "more than 13%"),
        EXPLAINED,
    ),
]


@pytest.mark.parametrize(
    ("code", "paper", "expected"),
    [(code, paper, expected) for code, _, paper, expected in CASES],
    ids=[f"{code}: {what}" for code, what, _, _ in CASES],
)
def test_an_identity(code: str, paper: Paper, expected: Verdict | None) -> None:
    assert paper.worst(code) == expected, [f.explanation for f in paper.findings(code)]


def test_a_change_in_the_table_of_the_election_before_is_not_on_another_one() -> None:
    paper = moved("45.0%", "40.0%", "+8.0").row("Di Fox", GREEN, "", "15.0%", "+3.0")
    paper.row("Di Fox", GREEN, "", "12.0%", status=BEFORE)
    verdicts = paper.verdicts("share-change")
    assert sorted(verdicts) == [CONFLICT, HOLDS, HOLDS]  # two of three show which election it is on


def test_lost_votes_are_told_by_their_share() -> None:
    paper = seat("2,693 50.9%", "1,381 26.1%", ". 10.3%", "597 11.3%", "73 1.4%")
    lost = next(f for f in paper.findings("share") if f.verdict is INCOMPLETE)
    assert "10.3 per cent make them 543 to 549" in lost.explanation.replace("542", "543").replace("550", "549")
