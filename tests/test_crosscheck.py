"""Where readers meet: what agrees, what differs, which claim stands first, and what is not reported at all."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.agreement import Seen, kappas, overlap
from extract.calibration import Judged, reliability
from extract.crosscheck import DOUBTED, crosscheck
from extract.model import Agreement, Document, Ignored, Measure, Owner, Party, Reading, Span, Status
from extract.packs import rules
from extract.reliability import NOTHING, SHIPPED, WEIGHT, Kind, Reliability, counted, family, read, write

DOCUMENT = Document("a.txt", "Labour won 262 seats.")


def claim(reader: str, rule: str, **changes: Any) -> Reading:
    """A claim that Labour won 262 seats, but for ``changes``."""
    value = Decimal(changes.pop("value", 262))
    settings: dict[str, Any] = {
        "span": Span(11, 14), "measure": Measure.SEATS, "value": value, "low": value, "high": value, "rule": rule,
        "reader": reader, "owner": Owner(Party("Labour Party"), changes.pop("person", None)), "status": Status.RESULT,
    }  # fmt: skip
    return Reading(**settings | changes)


RULES = claim("rules", "seats.won")


@pytest.mark.parametrize(
    ("trained", "agreement"),
    [
        (claim("ner", "ner.sure"), Agreement.CONFIRMED),
        (claim("ner", "ner.likely"), Agreement.CONFIRMED),
        (claim("ner", "ner.unsure"), Agreement.SINGLE),
        (claim("ner", "ner.sure", measure=Measure.COUNCILLORS), Agreement.CONFIRMED),
        (claim("ner", "ner.sure", measure=Measure.VOTES), Agreement.DISPUTED),
        (claim("ner", "ner.sure", value=-262), Agreement.DISPUTED),
        (claim("ner", "ner.likely", owner=Owner(Party("Green Party"))), Agreement.DISPUTED),
        (claim("ner", "ner.unsure", measure=Measure.VOTES), Agreement.SINGLE),
    ],
)
def test_two_claims_on_one_number(trained: Reading, agreement: Agreement) -> None:
    for pair in ([RULES, trained], [trained, RULES]):
        (figure,), doubted = crosscheck(DOCUMENT, pair, None, readers="both", table=NOTHING)
        assert figure.agreement is agreement
        assert figure.claims == (RULES, trained)
        assert figure.confidence is None
        assert not doubted


@pytest.mark.parametrize(("other", "agreement"), [("Bell", Agreement.CONFIRMED), ("Jo Gray", Agreement.DISPUTED)])
def test_a_surname_and_a_full_name_are_one_person_and_two_names_are_not(other: str, agreement: Agreement) -> None:
    pair = [claim("rules", "seats.won", person="Jo Bell"), claim("ner", "ner.sure", person=other)]
    (figure,), _ = crosscheck(DOCUMENT, pair, None, readers="both", table=NOTHING)
    assert figure.agreement is agreement


OTHER = claim("scoreboard", "scoreboard", measure=Measure.VOTES)


@pytest.mark.parametrize(
    ("claims", "agreement"),
    [
        ([RULES, claim("scoreboard", "scoreboard")], Agreement.CONFIRMED),
        ([RULES, OTHER], Agreement.DISPUTED),
        ([OTHER, claim("almanac", "almanac")], Agreement.DISPUTED),
        ([RULES, claim("ner", "ner.sure"), OTHER], Agreement.DISPUTED),
        ([RULES, claim("ner", "ner.unsure", measure=Measure.VOTES)], Agreement.SINGLE),
    ],
)
def test_every_reader_counts(claims: list[Reading], agreement: Agreement) -> None:
    (figure,), _ = crosscheck(DOCUMENT, claims, None, readers="both", table=NOTHING)
    assert figure.agreement is agreement
    assert set(figure.claims) == set(claims)


@pytest.mark.parametrize("other", ["J. Bell", "BELL, Jo", "Bell", "Sir Jo Bell"])
def test_one_person_has_many_names(other: str) -> None:
    pair = [claim("rules", "seats.won", person="Jo Bell"), claim("ner", "ner.sure", person=other)]
    (figure,), _ = crosscheck(DOCUMENT, pair, None, readers="both", table=NOTHING)
    assert figure.agreement is Agreement.CONFIRMED


def test_what_was_right_more_often_stands_first_and_what_is_mostly_wrong_is_not_reported() -> None:
    votes = claim("ner", "ner.sure", measure=Measure.VOTES)
    kinds = [Kind("both", "differ.measure.sure", "rules", "seats"), Kind("both", "differ.measure.sure", "ner", "")]
    prefers = counted([(kinds[0], n < 40) for n in range(100)] + [(kinds[1], n < 80) for n in range(100)])
    (figure,), _ = crosscheck(DOCUMENT, [RULES, votes], None, readers="both", table=prefers)
    assert figure.claims == (votes, RULES)
    assert figure.confidence == pytest.approx(0.8)
    assert figure.agreement is Agreement.DISPUTED
    refuses = counted([(kind, n < 10) for kind in kinds for n in range(100)])
    figures, doubted = crosscheck(DOCUMENT, [RULES, votes], None, readers="both", table=refuses)
    assert not figures
    assert [(u.span, u.reason) for u in doubted] == [(RULES.span, DOUBTED)]


def test_a_number_that_the_trained_reader_dismisses_is_of_another_kind() -> None:
    asked: list[Kind] = []

    class Asked(Reliability):
        def of(self, kind: Kind) -> None:
            asked.append(kind)

    for dismissed in ([], [Ignored(RULES.span, "ner.sure")]):
        crosscheck(DOCUMENT, [RULES], None, readers="both", dismissed=dismissed, table=Asked({}))
    assert [kind.agreement for kind in asked] == ["alone", "alone.sure"]


def test_several_owners_of_one_number_are_as_many_figures_and_the_trained_reader_adds_none() -> None:
    each = [claim("rules", "seats.won.each", owner=Owner(Party(name))) for name in ("Labour Party", "Green Party")]
    figures, _ = crosscheck(DOCUMENT, [*each, claim("ner", "ner.sure")], None, readers="both", table=NOTHING)
    assert [f.claim for f in figures] == sorted(each, key=lambda c: str(c.owner.party))


def test_a_run_of_cells_that_rows_cut_is_no_single_number() -> None:
    cells = [claim("rules", "layout.votes", span=Span(0, 3)), claim("rules", "layout.seats", span=Span(3, 7))]
    run, apart = claim("ner", "ner.sure", span=Span(0, 7)), claim("ner", "ner.sure", span=Span(9, 12))
    figures = crosscheck(DOCUMENT, [run, apart, *cells], None, readers="both", table=NOTHING).figures
    assert [f.claim.span for f in figures] == [Span(0, 3), Span(3, 7), Span(9, 12)]


def test_a_kind_seen_seldom_leans_on_the_kind_above() -> None:
    often, seldom = Kind("rules", "alone", "rules", "seats"), Kind("rules", "alone", "rules", "form")
    table = counted([(often, n < 90) for n in range(100)] + [(seldom, False)] * 2)
    above = 90 / 102
    assert table.of(seldom) == pytest.approx(WEIGHT * above / (2 + WEIGHT))
    assert table.of(seldom._replace(family="never")) == pytest.approx(above)
    assert table.of(seldom._replace(readers="both")) is None


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xy"), st.booleans()), min_size=1))
def test_what_is_stated_is_a_probability_and_a_table_can_be_had_back(judged: list[tuple[str, str, bool]]) -> None:
    import tempfile

    table = counted((Kind("both", a, "rules", f), right) for a, f, right in judged)
    assert all(0 <= (table.of(kind) or 0) <= 1 for kind in table.counts)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        write(table, path)
        assert read(path) == table


@pytest.mark.parametrize("counts", ["many,2", "10,20", "-1,-1", "3"])
def test_a_damaged_table_names_its_line(counts: str, tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text(f"readers,agreement,reader,family,claims,right\nboth,alone,rules,seats,{counts}\n")
    with pytest.raises(ValueError, match=r"table\.csv:2: .*tallycheck calibrate"):
        read(path)


def test_the_shipped_table_knows_the_common_kinds_of_rules() -> None:
    known = {kind.family for kind in read(SHIPPED).counts if kind.readers == "rules"}
    heads = {family(pattern.id) for pattern in rules().language.patterns}
    assert len(known & heads) >= 10
    assert {"layout", "form", "list"} <= known


def test_reliability_compares_what_is_stated_with_what_is_right_elsewhere() -> None:
    kinds = [Kind("both", "alone", "rules", name) for name in ("seats", "votes")]
    claims = [Judged(kinds[n % 2], n % (2 + 2 * (n % 2)) == 0 or n % 2 == 0, f"story {n % 17}") for n in range(2000)]
    bins = reliability(claims, "both", 4)
    assert sum(b.claims for b in bins) == 2000
    assert all(abs(b.stated - b.right) < 0.05 for b in bins)


def test_kappa_is_one_where_readers_agree_nothing_by_chance_and_negative_below() -> None:
    alike = [Seen("seats", "seats", True), Seen("", "", True), Seen("votes", "votes", True)]
    assert kappas(alike)["seats"] == (1, 1, 1, 1.0)
    chance = [Seen(a, b, a == b) for a in ("seats", "") for b in ("seats", "")]
    assert kappas(chance)["seats"][3] == pytest.approx(0)
    assert kappas([Seen("seats", "", False), Seen("", "seats", False)])["seats"][3] < 0
    assert overlap([*chance, Seen("seats", "votes", False)]) == (4, 2, 1, 1)
