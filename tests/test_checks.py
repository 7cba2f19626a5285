"""Every identity: where it holds, where it does not, and where it must not be asked."""

from __future__ import annotations

from decimal import Decimal

import pytest
from officers import PARTIES, Paper

from extract.identities import IDENTITIES
from extract.model import Measure, Owner, Party, Place, Status, Verdict

HOLDS, EXPLAINED, CONFLICT, INCOMPLETE = (
    Verdict.HOLDS, Verdict.EXPLAINED, Verdict.CONFLICT, Verdict.INCOMPLETE,
)  # fmt: skip
UK = Place("United Kingdom", "uk", "country")
LAB, CON, LD, GREEN, UKIP = PARTIES
TO_LAB, TO_CON = Owner(Party(LAB)), Owner(Party(CON))
M = Measure
BEFORE = Status.PREVIOUS


def seat(*rows: str, elected: int = 0) -> Paper:
    return Paper().standing(*rows, elected=elected)


def people(*rows: str) -> Paper:
    """Rows in a story: who else stood is not known."""
    return Paper().standing(*rows, table=None)


def ward(*rows: tuple[str, str, bool]) -> Paper:
    """Several vacancies: a party has two people."""
    paper = Paper()
    for at, (party, votes, won) in enumerate(rows):
        paper.row(f"Person {chr(65 + at)}", party, votes, elected=won)
    return paper


def house(*rows: tuple[str, str]) -> Paper:
    return Paper(UK).seats(*rows)


def moved(now: str, then: str, change: str) -> Paper:
    paper = Paper().row("Jo Bell", LAB, "", now, change).row("Al Roe", CON, "", "40.0%", "+2.0")
    paper.row("Jo Bell", LAB, "", then, status=BEFORE)
    return paper.row("Al Roe", CON, "", "38.0%", status=BEFORE)


FULL = ("4,000 50.0%", "3,000 37.5%", "1,000 12.5%")
COMMONS = ((CON, "318"), (LAB, "262"), ("Scottish National Party", "35"), (LD, "12"), ("Others", "23"))

CASES: list[tuple[str, str, Paper, Verdict | None]] = [
    # votes of a contest
    ("majority", "first less second", seat("900", "400").of(M.MAJORITY, "500"), HOLDS),
    ("majority", "in any order", seat("400", "900").of(M.MAJORITY, "500"), HOLDS),
    ("majority", "with a qualifier", seat("900", "400").of(M.MAJORITY, "more than 480"), HOLDS),
    ("majority", "a digit wrong", seat("900", "400").of(M.MAJORITY, "600"), CONFLICT),
    ("majority", "in a story too large", people("900", "400").of(M.MAJORITY, "600"), CONFLICT),
    ("majority", "in a story small: the second may be missing",
     people("900", "400").of(M.MAJORITY, "200"), INCOMPLETE),
    ("majority", "the row without votes has a small share",
     seat("900 60.0%", "400 26.7%", ". 13.3%").of(M.MAJORITY, "500"), HOLDS),
    ("majority", "the row without votes may be second",
     seat("900 60.0%", ". 26.7%", "200 13.3%").of(M.MAJORITY, "500"), INCOMPLETE),
    ("majority", "at the last count",
     seat("500", "450", "300").row("Jo Bell", LAB, "590", count="2").row("Al Roe", CON, "610", count="2")
     .of(M.MAJORITY, "20"), HOLDS),
    ("majority", "of the first count",
     seat("500", "450", "300").row("Jo Bell", LAB, "590", count="2").row("Al Roe", CON, "610", count="2")
     .of(M.MAJORITY, "50"), EXPLAINED),
    ("majority", "not with a quota", seat("900", "400").of(M.MAJORITY, "3").of(M.QUOTA, "651"), None),
    ("majority", "not with one row", seat("900").of(M.MAJORITY, "500"), None),
    ("majority-several", "last winner less first loser",
     ward((LAB, "900", True), (LAB, "800", True), (CON, "500", False)).of(M.MAJORITY, "300"), HOLDS),
    ("majority-several", "the places are not known",
     ward((LAB, "900", False), (LAB, "800", False), (CON, "500", False)).of(M.MAJORITY, "300"), HOLDS),
    ("majority-several", "the lead of the first",
     ward((LAB, "900", True), (LAB, "800", True), (CON, "500", False)).of(M.MAJORITY, "400"), EXPLAINED),
    ("majority-several", "no such gap",
     ward((LAB, "900", True), (LAB, "800", True), (CON, "500", False)).of(M.MAJORITY, "302"), CONFLICT),
    ("majority", "not with several vacancies",
     ward((LAB, "900", True), (LAB, "800", True), (CON, "500", False)).of(M.MAJORITY, "300"), None),
    ("votes-sum", "valid votes", seat("900", "400", "50").of(M.VALID_VOTES, "1,350"), HOLDS),
    ("votes-sum", "a slip", seat("900", "400", "50").of(M.VALID_VOTES, "1,360"), CONFLICT),
    ("votes-sum", "a row left out, as no slip explains", seat("900", "400").of(M.VALID_VOTES, "1,987"), INCOMPLETE),
    ("votes-sum", "more than there are", seat("900", "400").of(M.VALID_VOTES, "1,287"), CONFLICT),
    ("votes-sum", "votes of a row not printed", seat("900", ". 20.0%").of(M.VALID_VOTES, "1,350"), INCOMPLETE),
    ("votes-sum", "ballots with rejected papers",
     seat("900", "400").of(M.TURNOUT, "1,307").of(M.REJECTED_BALLOTS, "7"), HOLDS),
    ("votes-sum", "ballots, the rejected not printed", seat("900", "400").of(M.TURNOUT, "1,307"), EXPLAINED),
    ("votes-sum", "not with several vacancies",
     ward((LAB, "900", True), (LAB, "800", True), (CON, "500", False)).of(M.VALID_VOTES, "1,200"), None),
    ("ballots", "valid and rejected",
     seat("900", "400").of(M.VALID_VOTES, "1,300").of(M.REJECTED_BALLOTS, "7").of(M.TURNOUT, "1,307"), HOLDS),
    ("ballots", "a slip",
     seat("900", "400").of(M.VALID_VOTES, "1,300").of(M.REJECTED_BALLOTS, "7").of(M.TURNOUT, "1,407"), CONFLICT),
    ("ballots", "turnout counts valid votes only",
     seat("900", "400").of(M.VALID_VOTES, "1,300").of(M.REJECTED_BALLOTS, "7").of(M.TURNOUT, "1,300"), EXPLAINED),
    ("ballots", "not without the rejected",
     seat("900", "400").of(M.VALID_VOTES, "1,300").of(M.TURNOUT, "1,307"), None),
    ("turnout", "ballots of electors",
     seat("900", "400").of(M.TURNOUT, "1,300").of(M.ELECTORATE, "2,000").of(M.TURNOUT, "65.0%"), HOLDS),
    ("turnout", "cut off", seat(*FULL).of(M.ELECTORATE, "12,040").of(M.TURNOUT, "66%"), HOLDS),
    ("turnout", "a slip",
     seat("900", "400").of(M.TURNOUT, "1,300").of(M.ELECTORATE, "2,000").of(M.TURNOUT, "68.0%"), CONFLICT),
    ("turnout", "with rejected papers not printed",
     seat("900", "400").of(M.VALID_VOTES, "1,300").of(M.ELECTORATE, "2,000").of(M.TURNOUT, "65.5%"), EXPLAINED),
    ("turnout", "no ballots printed",
     ward((LAB, "900", True), (LAB, "800", True), (CON, "500", False))
     .of(M.ELECTORATE, "2,000").of(M.TURNOUT, "65.0%"), INCOMPLETE),
    ("turnout", "not without an electorate", seat("900", "400").of(M.TURNOUT, "65.0%"), None),
    ("winner", "the most votes", seat("900", "400", elected=1), HOLDS),
    ("winner", "behind, by preferences perhaps", seat("400", "900", elected=1), EXPLAINED),
    ("winner", "behind by the majority printed",
     seat("400", "900", elected=1).of(M.MAJORITY, "500"), CONFLICT),
    ("winner", "not with several vacancies",
     ward((LAB, "900", True), (LAB, "500", True), (CON, "800", False)), None),
    ("quota", "Droop's", seat("900", "400", "50").of(M.VALID_VOTES, "1,350").of(M.QUOTA, "338"), HOLDS),
    ("quota", "of no number of places",
     seat("900", "400", "50").of(M.VALID_VOTES, "1,350").of(M.QUOTA, "348"), CONFLICT),
    ("quota", "valid votes unknown", people("900", "400").of(M.QUOTA, "338"), INCOMPLETE),
    ("votes-bound", "parts", seat("900", "400").of(M.VALID_VOTES, "1,300").of(M.ELECTORATE, "2,000"), HOLDS),
    ("votes-bound", "more votes than electors",
     seat("900", "400").of(M.VALID_VOTES, "1,300").of(M.ELECTORATE, "1,200"), CONFLICT),
    ("turnout-bound", "all at most", seat("900").of(M.TURNOUT, "100%"), HOLDS),
    ("turnout-bound", "more than all", seat("900").of(M.TURNOUT, "653%"), CONFLICT),
    # shares
    ("share", "one total", seat(*FULL), HOLDS),
    ("share", "a slip in a share", seat("4,000 50.0%", "3,000 37.8%", "1,000 12.5%"), CONFLICT),
    ("share", "a slip in votes", seat("4,000 50.0%", "3,000 37.5%", "1,900 12.5%"), CONFLICT),
    ("share", "all cut off", seat("200 66.6%", "100 33.3%"), HOLDS),
    ("share", "rounded twice", seat("30,158 99.0%", "319 1.1%").of(M.VALID_VOTES, "30,477"), EXPLAINED),
    ("share", "of the ballots", seat("4,000 49.5%", "3,000 37.1%", "1,000 12.4%").of(M.TURNOUT, "8,080"), HOLDS),
    ("share", "each of its own total", seat("4,000 10.0%", "3,000 90.0%", "1,000 2.0%"), EXPLAINED),
    ("share", "not of a party with two people and one share",
     Paper().row("A", LAB, "900", "40.0%").row("B", LAB, "700").row("C", CON, "500", "25.0%"), None),
    ("share", "the votes of a row are lost", seat("4,000 50.0%", "3,000 37.5%", ". 12.5%"), INCOMPLETE),
    ("shares-sum", "a hundred", seat(". 50.0%", ". 37.5%", ". 12.5%"), HOLDS),
    ("shares-sum", "rounded", seat(". 33.3%", ". 33.3%", ". 33.3%"), HOLDS),
    ("shares-sum", "only if cut off", seat(". 50.0%", ". 30.0%", ". 12.3%", ". 7.4%"), EXPLAINED),
    ("shares-sum", "more than there are", seat(". 50.0%", ". 37.5%", ". 15.5%"), CONFLICT),
    ("shares-sum", "a large row cannot be left out", seat(". 50.0%", ". 17.5%", ". 6.5%", ". 6.0%"), CONFLICT),
    ("shares-sum", "rows may be left out", people(". 50.0%", ". 37.5%"), INCOMPLETE),
    ("shares-sum", "not in a ward of several, by ballots",
     Paper().row("A", LAB, "541", "57.9%").row("B", LAB, "534", "57.1%").row("C", CON, "161", "17.2%"), None),
    ("majority-share", "points", seat(*FULL).of(M.MAJORITY, "12.5%"), HOLDS),
    ("majority-share", "a slip", seat("5,000 62.5%", "3,000 37.5%").of(M.MAJORITY, "35.0%"), CONFLICT),
    ("majority-share", "after preferences", seat(". 40.0%", ". 38.0%", ". 22.0%").of(M.MAJORITY, "7.4%"), EXPLAINED),
    ("majority-share", "no shares", people("900", "400").of(M.MAJORITY, "12.5%"), INCOMPLETE),
    ("majority-share", "not with several vacancies",
     ward((LAB, "900", True), (LAB, "800", True), (CON, "500", False)).of(M.MAJORITY, "12.5%"), None),
    ("share-bound", "all at most", seat(". 100%"), HOLDS),
    ("share-bound", "more than all", seat(". 475%", ". 37.5%"), CONFLICT),
    ("change-bound", "all of it new", seat(". 5.8% +5.8"), HOLDS),
    ("change-bound", "more than there is", seat(". 5.8% +6.4"), CONFLICT),
    # changes
    ("share-change", "now less before", moved("45.0%", "40.0%", "+5.0"), HOLDS),
    ("share-change", "rounded before it was taken", moved("45.0%", "40.0%", "+5.1"), HOLDS),
    ("share-change", "on another election", moved("45.0%", "40.0%", "+8.0"), EXPLAINED),
    ("turnout-change", "now less before",
     seat("900").of(M.TURNOUT, "37.2%").of(M.TURNOUT_CHANGE, "-29.3")
     .row("Jo Bell", LAB, "800", status=BEFORE).of(M.TURNOUT, "66.5%", status=BEFORE), HOLDS),
    ("turnout-change", "a slip",
     seat("900").of(M.TURNOUT, "37.2%").of(M.TURNOUT_CHANGE, "-39.3")
     .row("Jo Bell", LAB, "800", status=BEFORE).of(M.TURNOUT, "66.5%", status=BEFORE), CONFLICT),
    ("votes-change", "now less before",
     seat("900 . . +100").row("Jo Bell", LAB, "800", status=BEFORE), HOLDS),
    ("votes-change", "on another election",
     seat("900 . . +70").row("Jo Bell", LAB, "800", status=BEFORE), EXPLAINED),
    ("swing", "Butler's", seat("900 60.0% +13.0", "600 40.0% -9.0").of(M.SWING, "11.0", TO_LAB), HOLDS),
    ("swing", "to the second", seat("900 60.0% -8.0", "600 40.0% +10.0").of(M.SWING, "9.0", TO_CON), HOLDS),
    ("swing", "two-party", seat("400 40.0% +10.0", "200 20.0% -20.0").of(M.SWING, "23.8", TO_LAB), HOLDS),
    ("swing", "of another pair",
     seat("900 60.0% +13.0", "500 30.0% -9.0", "100 10.0% -4.0").of(M.SWING, "8.5", TO_LAB), EXPLAINED),
    ("swing", "a slip", seat("900 60.0% +13.0", "600 40.0% -9.0").of(M.SWING, "14.0", TO_LAB), CONFLICT),
    ("swing", "of a new party", seat("900 60.0% +13.0", "600 40.0%").of(M.SWING, "11.0", TO_LAB), INCOMPLETE),
    ("swing", "not with several vacancies",
     ward((LAB, "900", True), (LAB, "800", True), (CON, "500", False)).of(M.SWING, "3.0", TO_LAB), None),
    ("repeated", "alike", seat("900", "400").of(M.MAJORITY, "500").of(M.MAJORITY, "about 500"), HOLDS),
    ("repeated", "a slip", seat("900", "400").of(M.MAJORITY, "500").of(M.MAJORITY, "600"), CONFLICT),
    ("repeated", "of different places perhaps",
     seat("900", "400").of(M.MAJORITY, "500").of(M.MAJORITY, "7,431"), EXPLAINED),
    ("repeated", "turnout with rejected papers",
     seat("900").of(M.TURNOUT, "12.81%").of(M.TURNOUT, "more than 13%"), EXPLAINED),
    # chambers
    ("seats-sum", "all seats", house(*COMMONS).house("650", M.SEATS_TOTAL), HOLDS),
    ("seats-sum", "the seats declared",
     house((CON, "318"), (LAB, "261"), ("Others", "70")).house("649", M.SEATS_DECLARED).house("650", M.SEATS_TOTAL),
     HOLDS),
    ("seats-sum", "a slip", house((CON, "318"), (LAB, "161"), *COMMONS[2:]).house("650", M.SEATS_TOTAL), CONFLICT),
    ("seats-sum", "more than there are", house((CON, "418"), *COMMONS[1:]).house("650", M.SEATS_TOTAL), CONFLICT),
    ("seats-sum", "parties left out", house(*COMMONS[:3]).house("650", M.SEATS_TOTAL), INCOMPLETE),
    ("seats-sum", "not in a story",
     Paper(UK).seats(*COMMONS[:3], table=None).house("650", M.SEATS_TOTAL), None),
    ("seats-sum", "not over columns of one party",
     house((CON, "32"), (CON, "35"), (LAB, "10"), (LAB, "12")).house("60", M.SEATS_TOTAL), None),
    ("changes-sum", "to nothing",
     house(*COMMONS).house("650", M.SEATS_TOTAL).seats(
         (CON, "-13"), (LAB, "+30"), ("Scottish National Party", "-21"), (LD, "+4"), ("Others", "0"),
         measure=M.SEATS_CHANGE), HOLDS),
    ("changes-sum", "a slip",
     house(*COMMONS).house("650", M.SEATS_TOTAL).seats(
         (CON, "-13"), (LAB, "+20"), ("Scottish National Party", "-21"), (LD, "+4"), ("Others", "0"),
         measure=M.SEATS_CHANGE), CONFLICT),
    ("changes-sum", "parties left out",
     Paper(UK).seats((CON, "-13"), (LAB, "+30"), (LD, "+4"), measure=M.SEATS_CHANGE), INCOMPLETE),
    ("seats-counted", "declared and out",
     Paper(UK).house("649", M.SEATS_DECLARED).house("one", M.SEATS_REMAINING).house("650", M.SEATS_TOTAL), HOLDS),
    ("seats-counted", "a slip",
     Paper(UK).house("629", M.SEATS_DECLARED).house("11", M.SEATS_REMAINING).house("650", M.SEATS_TOTAL), CONFLICT),
    ("seats-counted", "not without all seats",
     Paper(UK).house("629", M.SEATS_DECLARED).house("11", M.SEATS_REMAINING), None),
    ("threshold", "more than half", Paper(UK).house("650", M.SEATS_TOTAL).house("326", M.MAJORITY_THRESHOLD), HOLDS),
    ("threshold", "of an odd number",
     Paper(UK).house("543", M.SEATS_TOTAL).house("272", M.MAJORITY_THRESHOLD), HOLDS),
    ("threshold", "a slip", Paper(UK).house("650", M.SEATS_TOTAL).house("336", M.MAJORITY_THRESHOLD), CONFLICT),
    ("threshold", "with a casting vote",
     Paper(UK).house("100", M.SEATS_TOTAL).house("50", M.MAJORITY_THRESHOLD), EXPLAINED),
    ("threshold", "two thirds", Paper(UK).house("400", M.SEATS_TOTAL).house("267", M.MAJORITY_THRESHOLD), EXPLAINED),
    ("threshold", "without those who never vote",
     Paper(UK).house("650", M.SEATS_TOTAL).house("321", M.MAJORITY_THRESHOLD, status=Status.HYPOTHETICAL),
     EXPLAINED),
    ("threshold", "not without all seats", Paper(UK).house("326", M.MAJORITY_THRESHOLD), None),
    ("seats-short", "threshold less seats",
     Paper(UK).seats((CON, "318"), table=None).house("eight", M.SEATS_SHORT, CON).house("326", M.MAJORITY_THRESHOLD),
     HOLDS),
    ("seats-short", "a slip",
     Paper(UK).seats((CON, "318"), table=None).house("six", M.SEATS_SHORT, CON).house("326", M.MAJORITY_THRESHOLD),
     CONFLICT),
    ("overall-majority", "twice the seats less all",
     Paper(UK).seats((CON, "331"), table=None).house("650", M.SEATS_TOTAL).house("12", M.MAJORITY, CON), HOLDS),
    ("overall-majority", "a slip",
     Paper(UK).seats((CON, "331"), table=None).house("650", M.SEATS_TOTAL).house("52", M.MAJORITY, CON), CONFLICT),
    ("overall-majority", "a working one",
     Paper(UK).seats((CON, "331"), table=None).house("650", M.SEATS_TOTAL).house("17", M.MAJORITY, CON), EXPLAINED),
    ("overall-majority", "while the count goes on",
     Paper(UK).seats((CON, "326"), table=None).house("650", M.SEATS_TOTAL).house("20", M.SEATS_REMAINING)
     .house("12", M.MAJORITY, CON), INCOMPLETE),
    ("seats-change", "now less before",
     Paper(UK).seats((LAB, "262"), (LAB, "+30"), table=None).seats((LAB, "232"), status=BEFORE), None),
    ("seats-bound", "not more than all", house(*COMMONS).house("650", M.SEATS_TOTAL), HOLDS),
    ("seats-bound", "more than all",
     house((CON, "818"), *COMMONS[1:]).house("650", M.SEATS_TOTAL), CONFLICT),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "paper", "expected"),
    [(code, paper, expected) for code, _, paper, expected in CASES],
    ids=[f"{code}: {what}" for code, what, _, _ in CASES],
)
def test_an_identity(code: str, paper: Paper, expected: Verdict | None) -> None:
    found = [f for f in paper.findings(code)]
    worst = max((f.verdict for f in found), key=[HOLDS, INCOMPLETE, EXPLAINED, CONFLICT].index, default=None)
    assert worst == expected, [f.explanation for f in found]


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


def test_a_change_in_the_table_of_the_election_before_is_not_on_another_one() -> None:
    paper = moved("45.0%", "40.0%", "+8.0").row("Di Fox", GREEN, "", "15.0%", "+3.0")
    paper.row("Di Fox", GREEN, "", "12.0%", status=BEFORE)
    verdicts = paper.verdicts("share-change")
    assert sorted(verdicts) == [CONFLICT, HOLDS, HOLDS]  # two of three show which election it is on


def test_every_identity_has_its_cases() -> None:
    codes = {code for code, *_ in CASES} | {"seats-change"}
    assert codes == {identity.code for identity in IDENTITIES}
    for code in codes - {"seats-change"}:
        assert len({expected for other, _, _, expected in CASES if other == code}) > 1, code


def test_every_identity_says_what_it_is_and_where_it_comes_from() -> None:
    assert len({i.code for i in IDENTITIES}) == len(IDENTITIES)
    for identity in IDENTITIES:
        assert identity.sentence.endswith(".")
        assert identity.source


def test_a_finding_says_what_stands_there_and_what_should() -> None:
    paper = seat("900", "400").of(M.MAJORITY, "600")
    (finding,) = paper.findings("majority")
    assert finding.explanation.startswith(
        "Jo Bell (Labour Party) leads Al Roe (Conservative Party) by 500 votes, but the majority is printed as 600."
    )
    assert (finding.expected, finding.printed) == ("500", "600")
    assert (finding.place, finding.documents) == ("Hendon", ("paper.txt",))
    assert finding.figures == ("2", "0", "1")
    assert finding.severity == 2  # one digit mends it


def test_lost_votes_are_told_by_their_share() -> None:
    paper = seat("2,693 50.9%", "1,381 26.1%", ". 10.3%", "597 11.3%", "73 1.4%")
    lost = next(f for f in paper.findings("share") if f.verdict is INCOMPLETE)
    assert "10.3 per cent make them 543 to 549" in lost.explanation.replace("542", "543").replace(
        "550", "549"
    )


def test_findings_have_stable_ids_and_stand_in_the_order_of_the_text() -> None:
    paper = seat(*FULL).of(M.MAJORITY, "1,000").of(M.VALID_VOTES, "8,000")
    first, again = paper.findings(), paper.findings()
    assert first == again
    assert len({f.id for f in first}) == len(first) > 3
    starts = [min(int(i) for i in f.figures) for f in first]
    assert starts == sorted(starts)


def test_a_figure_that_fits_wins_over_one_that_does_not() -> None:
    paper = seat("4,000", "3,000").of(M.VALID_VOTES, "7,000").of(M.MAJORITY, "1,000")
    paper.rows[0][4].append(paper.say("4,500", M.VOTES, Owner(Party(LAB), "Jo Bell")))
    assert paper.verdicts("votes-sum") == [HOLDS]
    assert paper.repairs("repeated") == {(Decimal(4500), Decimal(4000))}


def test_the_size_of_a_chamber_comes_from_its_pack() -> None:
    paper = Paper(UK_OF_PACK(), "parl.2017-06-08").house("336", M.MAJORITY_THRESHOLD)
    assert paper.verdicts("threshold") == [CONFLICT]
    assert paper.repairs("threshold") == {(Decimal(336), Decimal(326))}


def UK_OF_PACK() -> Place:
    from extract.packs import rules

    return rules().countries["gb"].place


def test_nothing_is_said_of_an_empty_document() -> None:
    assert Paper().findings() == []
