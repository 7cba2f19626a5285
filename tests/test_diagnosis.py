"""A failed identity: which repairs are offered, which are not, and in what order."""

from __future__ import annotations

from decimal import Decimal

import pytest
from officers import PARTIES, Paper, seat

from extract.model import Measure as M
from extract.model import Place, Verdict

LAB, CON, LD, GREEN, UKIP = PARTIES
UK = Place("United Kingdom", "uk", "country")


def commons(labour: str, *changes: str) -> Paper:
    paper = Paper(UK).seats((CON, "318"), (LAB, labour), ("Scottish National Party", "35"), (LD, "12"))
    paper.seats(("Others", "23")).house("650", M.SEATS_TOTAL)
    parties = (CON, LAB, "Scottish National Party", LD, "Others")
    return paper.seats(*zip(parties, changes, strict=False), measure=M.SEATS_CHANGE)


@pytest.mark.parametrize(
    ("paper", "code", "printed", "meant", "kind"),
    [
        (commons("162"), "seats-sum", 162, 262, "digit"),
        (commons("226"), "seats-sum", 226, 262, "transposed"),
        (commons("26"), "seats-sum", 26, 262, "dropped"),
        (commons("2662"), "seats-sum", 2662, 262, "doubled"),
        (commons("262", "-13", "30", "21", "+4", "0"), "changes-sum", 21, -21, "sign"),
        (seat("900", "400", "50").of(M.VALID_VOTES, "1,360"), "votes-sum", 1360, 1350, "digit"),
        (seat("900 45.7%").of(M.VALID_VOTES, "1,350"), "share", "45.7", "66.7", ""),
        (seat("4,000 50.0%", "3,000 35.7%", "1,000 12.5%"), "share", "35.7", "37.5", "transposed"),
    ],
)
def test_one_slip_is_found(paper: Paper, code: str, printed: object, meant: object, kind: str) -> None:
    found = {(r.printed, r.suggested): r.kind for f in paper.findings(code) for r in f.repairs}
    wanted = (Decimal(str(printed)), Decimal(str(meant)))
    if kind:
        assert found.get(wanted) == kind
    else:
        assert wanted not in found  # two slips are not one


def test_two_rows_swapped() -> None:
    paper = seat("4,000 50.0%", "1,000 37.5%", "3,000 12.5%").of(M.VALID_VOTES, "8,000")
    (finding,) = [f for f in paper.findings("share") if f.severity]
    assert ("swapped", Decimal(1000), Decimal(3000)) in {(r.kind, r.printed, r.suggested) for r in finding.repairs}


def test_every_repair_that_fits_is_listed_and_the_smallest_come_first() -> None:
    paper = Paper(UK).house("435", M.SEATS_TOTAL).house("217", M.MAJORITY_THRESHOLD)
    assert paper.repairs("threshold") == {
        (Decimal(217), Decimal(218)),
        (Decimal(435), Decimal(432)),
        (Decimal(435), Decimal(433)),
    }
    (finding,) = paper.findings("threshold")
    assert "432 for 435" in finding.explanation
    kinds = [r.kind for r in finding.repairs]
    assert kinds == sorted(kinds, key=["digit", "transposed", "dropped", "doubled", "sign", "swapped"].index)


def test_a_repair_must_keep_what_holds() -> None:
    # 500 could be 900 - 400, or 1,000 could be right: the sum of the votes decides.
    alone = seat("900", "400").of(M.MAJORITY, "600")
    assert (Decimal(900), Decimal(1000)) not in alone.repairs("majority")  # that is more than one slip
    assert {(Decimal(400), Decimal(300)), (Decimal(600), Decimal(500))} <= alone.repairs("majority")
    summed = seat("900", "400").of(M.MAJORITY, "600").of(M.VALID_VOTES, "1,300")
    assert summed.repairs("majority") == {(Decimal(600), Decimal(500))}


def test_a_repair_brings_its_evidence() -> None:
    paper = seat("900", "300").of(M.MAJORITY, "500").of(M.VALID_VOTES, "1,300")
    repairs = [r for f in paper.findings("majority") for r in f.repairs]
    # What mends the majority and the sum comes before what mends the majority alone.
    assert [r.suggested for r in repairs] == [Decimal(400), Decimal(600)]
    assert repairs[0].evidence[0] == "one digit changed: 300 for 400"
    assert len(repairs[0].evidence) > 2  # the majority and the sum of the votes


def test_what_is_copied_within_a_page_is_wrong_in_both_places() -> None:
    paper = seat("900", "400").of(M.MAJORITY, "600").of(M.MAJORITY, "600").of(M.VALID_VOTES, "1,300")
    assert paper.repairs("majority") == {(Decimal(600), Decimal(500))}
    assert paper.verdicts("repeated") == [Verdict.HOLDS]


def test_two_wrong_numbers_still_bring_what_mends_each() -> None:
    paper = seat("900", "400", "50").of(M.MAJORITY, "600").of(M.VALID_VOTES, "1,450")
    assert (Decimal(600), Decimal(500)) in paper.repairs("majority")
    assert (Decimal(1450), Decimal(1350)) in paper.repairs("votes-sum")


def test_nothing_is_mended_where_no_slip_fits() -> None:
    paper = seat("900", "400").of(M.MAJORITY, "7,431")
    (finding,) = paper.findings("majority")
    assert (finding.verdict, finding.severity, finding.repairs) == (Verdict.CONFLICT, 3, ())


def test_a_number_in_words_has_no_digits_to_slip() -> None:
    paper = Paper(UK).seats((CON, "318"), table=None).house("six", M.SEATS_SHORT, CON)
    paper.house("326", M.MAJORITY_THRESHOLD)
    assert all(printed != 6 for printed, _ in paper.repairs("seats-short"))
