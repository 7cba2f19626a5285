"""What all checks share: identities with cases, findings with ids, sentences and an order."""

from __future__ import annotations

from decimal import Decimal

import test_chamber_checks
import test_contest_checks
import test_share_checks
from officers import PARTIES, Paper, seat

from extract.identities import IDENTITIES
from extract.model import Measure as M
from extract.model import Owner, Party, Verdict

LAB = PARTIES[0]
FULL = ("4,000 50.0%", "3,000 37.5%", "1,000 12.5%")
CASES = [*test_contest_checks.CASES, *test_share_checks.CASES, *test_chamber_checks.CASES]


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
    assert paper.verdicts("votes-sum") == [Verdict.HOLDS]
    assert paper.repairs("repeated") == {(Decimal(4500), Decimal(4000))}


def test_nothing_is_said_of_an_empty_document() -> None:
    assert Paper().findings() == []
