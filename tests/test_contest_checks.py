"""Votes, majority, turnout, quota, winner: where each identity holds, fails, and is not asked."""

from __future__ import annotations

import pytest
from officers import PARTIES, Paper, people, seat, ward

from extract.model import Measure, Verdict

HOLDS, EXPLAINED, CONFLICT, INCOMPLETE = (
    Verdict.HOLDS,
    Verdict.EXPLAINED,
    Verdict.CONFLICT,
    Verdict.INCOMPLETE,
)
M = Measure
LAB, CON, *_ = PARTIES
FULL = ("4,000 50.0%", "3,000 37.5%", "1,000 12.5%")

CASES: list[tuple[str, str, Paper, Verdict | None]] = [
    ("majority", "first less second", seat("900", "400").of(M.MAJORITY, "500"), HOLDS),
    ("majority", "in any order", seat("400", "900").of(M.MAJORITY, "500"), HOLDS),
    ("majority", "with a qualifier", seat("900", "400").of(M.MAJORITY, "more than 480"), HOLDS),
    ("majority", "a digit wrong", seat("900", "400").of(M.MAJORITY, "600"), CONFLICT),
    ("majority", "in a story too large", people("900", "400").of(M.MAJORITY, "600"), CONFLICT),
    (
        "majority",
        "in a story small: the second may be missing",
        people("900", "400").of(M.MAJORITY, "200"),
        INCOMPLETE,
    ),
    (
        "majority",
        "the row without votes has a small share",
        seat("900 60.0%", "400 26.7%", ". 13.3%").of(M.MAJORITY, "500"),
        HOLDS,
    ),
    (
        "majority",
        "the row without votes may be second",
        seat("900 60.0%", ". 26.7%", "200 13.3%").of(M.MAJORITY, "500"),
        INCOMPLETE,
    ),
    (
        "majority",
        "at the last count",
        seat("500", "450", "300")
        .row("Jo Bell", LAB, "590", count="2")
        .row("Al Roe", CON, "610", count="2")
        .of(M.MAJORITY, "20"),
        HOLDS,
    ),
    (
        "majority",
        "of the first count",
        seat("500", "450", "300")
        .row("Jo Bell", LAB, "590", count="2")
        .row("Al Roe", CON, "610", count="2")
        .of(M.MAJORITY, "50"),
        EXPLAINED,
    ),
    ("majority", "not with a quota", seat("900", "400").of(M.MAJORITY, "3").of(M.QUOTA, "651"), None),
    ("majority", "not with one row", seat("900").of(M.MAJORITY, "500"), None),
    (
        "majority-several",
        "last winner less first loser",
        ward((LAB, "900", True), (LAB, "800", True), (CON, "500", False)).of(M.MAJORITY, "300"),
        HOLDS,
    ),
    (
        "majority-several",
        "the places are not known",
        ward((LAB, "900", False), (LAB, "800", False), (CON, "500", False)).of(M.MAJORITY, "300"),
        HOLDS,
    ),
    (
        "majority-several",
        "the lead of the first",
        ward((LAB, "900", True), (LAB, "800", True), (CON, "500", False)).of(M.MAJORITY, "400"),
        EXPLAINED,
    ),
    (
        "majority-several",
        "no such gap",
        ward((LAB, "900", True), (LAB, "800", True), (CON, "500", False)).of(M.MAJORITY, "302"),
        CONFLICT,
    ),
    (
        "majority",
        "not with several vacancies",
        ward((LAB, "900", True), (LAB, "800", True), (CON, "500", False)).of(M.MAJORITY, "300"),
        None,
    ),
    ("votes-sum", "valid votes", seat("900", "400", "50").of(M.VALID_VOTES, "1,350"), HOLDS),
    ("votes-sum", "a slip", seat("900", "400", "50").of(M.VALID_VOTES, "1,360"), CONFLICT),
    (
        "votes-sum",
        "a row left out, as no slip explains",
        seat("900", "400").of(M.VALID_VOTES, "1,987"),
        INCOMPLETE,
    ),
    ("votes-sum", "more than there are", seat("900", "400").of(M.VALID_VOTES, "1,287"), CONFLICT),
    (
        "votes-sum",
        "votes of a row not printed",
        seat("900", ". 20.0%").of(M.VALID_VOTES, "1,350"),
        INCOMPLETE,
    ),
    (
        "votes-sum",
        "ballots with rejected papers",
        seat("900", "400").of(M.TURNOUT, "1,307").of(M.REJECTED_BALLOTS, "7"),
        HOLDS,
    ),
    ("votes-sum", "ballots, the rejected not printed", seat("900", "400").of(M.TURNOUT, "1,307"), EXPLAINED),
    (
        "votes-sum",
        "not with several vacancies",
        ward((LAB, "900", True), (LAB, "800", True), (CON, "500", False)).of(M.VALID_VOTES, "1,200"),
        None,
    ),
    (
        "ballots",
        "valid and rejected",
        seat("900", "400").of(M.VALID_VOTES, "1,300").of(M.REJECTED_BALLOTS, "7").of(M.TURNOUT, "1,307"),
        HOLDS,
    ),
    (
        "ballots",
        "a slip",
        seat("900", "400").of(M.VALID_VOTES, "1,300").of(M.REJECTED_BALLOTS, "7").of(M.TURNOUT, "1,407"),
        CONFLICT,
    ),
    (
        "ballots",
        "turnout counts valid votes only",
        seat("900", "400").of(M.VALID_VOTES, "1,300").of(M.REJECTED_BALLOTS, "7").of(M.TURNOUT, "1,300"),
        EXPLAINED,
    ),
    (
        "ballots",
        "not without the rejected",
        seat("900", "400").of(M.VALID_VOTES, "1,300").of(M.TURNOUT, "1,307"),
        None,
    ),
    (
        "turnout",
        "ballots of electors",
        seat("900", "400").of(M.TURNOUT, "1,300").of(M.ELECTORATE, "2,000").of(M.TURNOUT, "65.0%"),
        HOLDS,
    ),
    ("turnout", "cut off", seat(*FULL).of(M.ELECTORATE, "12,040").of(M.TURNOUT, "66%"), HOLDS),
    (
        "turnout",
        "a slip",
        seat("900", "400").of(M.TURNOUT, "1,300").of(M.ELECTORATE, "2,000").of(M.TURNOUT, "68.0%"),
        CONFLICT,
    ),
    (
        "turnout",
        "with rejected papers not printed",
        seat("900", "400").of(M.VALID_VOTES, "1,300").of(M.ELECTORATE, "2,000").of(M.TURNOUT, "65.5%"),
        EXPLAINED,
    ),
    (
        "turnout",
        "no ballots printed",
        ward((LAB, "900", True), (LAB, "800", True), (CON, "500", False))
        .of(M.ELECTORATE, "2,000")
        .of(M.TURNOUT, "65.0%"),
        INCOMPLETE,
    ),
    ("turnout", "not without an electorate", seat("900", "400").of(M.TURNOUT, "65.0%"), None),
    ("winner", "the most votes", seat("900", "400", elected=1), HOLDS),
    ("winner", "behind, by preferences perhaps", seat("400", "900", elected=1), EXPLAINED),
    (
        "winner",
        "behind by the majority printed",
        seat("400", "900", elected=1).of(M.MAJORITY, "500"),
        CONFLICT,
    ),
    (
        "winner",
        "not with several vacancies",
        ward((LAB, "900", True), (LAB, "500", True), (CON, "800", False)),
        None,
    ),
    ("quota", "Droop's", seat("900", "400", "50").of(M.VALID_VOTES, "1,350").of(M.QUOTA, "338"), HOLDS),
    (
        "quota",
        "of no number of places",
        seat("900", "400", "50").of(M.VALID_VOTES, "1,350").of(M.QUOTA, "348"),
        CONFLICT,
    ),
    ("quota", "valid votes unknown", people("900", "400").of(M.QUOTA, "338"), INCOMPLETE),
    ("votes-bound", "parts", seat("900", "400").of(M.VALID_VOTES, "1,300").of(M.ELECTORATE, "2,000"), HOLDS),
    (
        "votes-bound",
        "more votes than electors",
        seat("900", "400").of(M.VALID_VOTES, "1,300").of(M.ELECTORATE, "1,200"),
        CONFLICT,
    ),
    ("turnout-bound", "all at most", seat("900").of(M.TURNOUT, "100%"), HOLDS),
    ("turnout-bound", "more than all", seat("900").of(M.TURNOUT, "653%"), CONFLICT),
]


@pytest.mark.parametrize(
    ("code", "paper", "expected"),
    [(code, paper, expected) for code, _, paper, expected in CASES],
    ids=[f"{code}: {what}" for code, what, _, _ in CASES],
)
def test_an_identity(code: str, paper: Paper, expected: Verdict | None) -> None:
    assert paper.worst(code) == expected, [f.explanation for f in paper.findings(code)]
