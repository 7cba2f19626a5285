"""Figures of many sources: what is agreed, and why one prints another number."""

from __future__ import annotations

import random
from decimal import Decimal as D
from pathlib import Path

import pytest
from handmade import LABOUR, figure, outcome, reading, written
from said import NATION, claim, row, sources, told, votes, whys

from extract.claims import ClaimError, from_folders, from_results
from extract.load import load_file
from extract.model import Document, Measure, Status, Verdict
from extract.pipeline import read_document
from extract.reconcile import reconcile
from extract.slips import slip
from extract.voices import clusters


@pytest.mark.parametrize(
    ("printed", "meant", "kind"),
    [
        ("161", "261", "digit"),
        ("56.3", "53.6", "transposed"),
        ("457", "467", "digit"),
        ("24736", "24376", "transposed"),
        ("725", "1725", "dropped"),
        ("17725", "1725", "doubled"),
        ("17925", "1725", "added"),
        ("12", "-12", "sign"),
        ("161", "262", ""),
        ("8", "9", ""),
        ("262", "262", ""),
        ("4321", "1234", ""),
    ],
)
def test_one_slip_of_the_hand_is_told_from_two(printed: str, meant: str, kind: str) -> None:
    found = slip(D(printed), D(meant))
    assert found == kind


def test_what_all_print_is_agreed_and_counted() -> None:
    one = row(told(claim(0, 262), claim(1, 262), claim(2, 262)))
    assert (one.agreed, one.sources, one.documents, one.basis) == (D(262), 3, 3, "independent sources")
    assert one.explanation == "Labour Party's seats in United Kingdom are 262, as three independent sources print."


def test_a_place_without_its_name_is_the_nation_and_a_part_stays_a_part() -> None:
    found = told(
        claim(0, 262), claim(1, 262, place=""), claim(2, 262, place="UK"),
        claim(3, 7, place="Scotland", place_id="S92000003"), claim(4, 7, place="Scotland"),
    )  # fmt: skip
    assert sorted((r.key.place, r.agreed, r.sources) for r in found.rows) == [
        ("Scotland", D(7), 2),
        (NATION, D(262), 3),
    ]


def test_a_document_that_names_no_election_speaks_of_the_only_one() -> None:
    assert row(told(claim(0, 262), claim(1, 262, election=""))).sources == 2
    other = claim(2, 232, election="parl.2015-05-07")
    assert len(told(claim(0, 262), claim(1, 262, election=""), other).rows) == 3


def test_a_candidate_and_the_party_that_stood_nobody_else_are_one() -> None:
    party_only = votes(1, 22712, candidate="")
    surname = votes(2, 22712, candidate="Bell", party="", party_id="")
    one = row(told(votes(0, 22712), party_only, surname), Measure.VOTES)
    assert (one.sources, one.key.candidate) == (3, "Jo Bell")


def test_two_people_of_one_name_in_one_contest_stay_two() -> None:
    other = {"party": "Green Party", "party_id": "PP63"}
    found = told(votes(0, 22712), votes(1, 22712), votes(0, 1008, **other), votes(1, 1008, **other))
    assert sorted(r.agreed or 0 for r in found.rows) == [1008, 22712]
    assert found.findings == ()


def test_a_contest_has_one_majority_whoever_it_is_printed_beside() -> None:
    by_party = claim(0, 789, measure=Measure.MAJORITY, place="Bedford")
    by_nobody = claim(1, 789, measure=Measure.MAJORITY, place="Bedford", party="", party_id="")
    assert row(told(by_party, by_nobody), Measure.MAJORITY).sources == 2


# -- copies ---------------------------------------------------------------------------------------

COPY = (
    "The party held on to the seat with an unexpectedly large lead over its nearest rival, said the "
    "returning officer shortly after four in the morning, and {n} votes were "
    "counted twice before anybody went home"
)


def test_copies_of_one_text_count_once_and_are_shown() -> None:
    copy = COPY.format(n="24,736")
    found = told(
        votes(0, 24736, sentence=copy),
        votes(1, 24736, sentence=f"Agency: {copy}"),
        votes(2, 24736, sentence=copy + ", to sleep"),
        votes(3, 24736),
    )
    assert found.copies == (("a.txt", "b.txt", "c.txt"),)
    one = row(found, Measure.VOTES)
    assert (one.sources, one.documents) == (2, 4)
    assert "4 documents, but copies count once" in one.explanation


def test_papers_of_one_publisher_are_one_voice() -> None:
    found = told(claim(0, 262), claim(1, 262), claim(2, 262), publishers=["Bugle", "Bugle", "Courier"])
    assert row(found).sources == 2


def test_rows_of_tables_and_short_sentences_are_no_copies() -> None:
    line = "Jo Bell | Labour Party | 24,736 | 46.8 | +6.6 | Elected | Bedford | East of England | E14000552"
    short = "Jo Bell won the seat with 24,736 votes."
    for sentence in (line, short):
        assert clusters([votes(n, 24736, sentence=sentence) for n in range(3)], 3) == [0, 1, 2]


def test_a_copied_error_does_not_outvote_its_correction() -> None:
    copy = COPY.format(n="24,736")
    one = row(
        told(*(votes(n, 24736, sentence=copy) for n in range(4)), votes(4, 24376), votes(5, 24376)),
        Measure.VOTES,
    )
    assert (one.agreed, whys(one)) == (D(24376), {"24376": "agrees", "24736": "likely typo"})


# -- verdicts -------------------------------------------------------------------------------------


def vague(origin: int, text: str, value: int, low: int, high: int) -> object:
    return claim(origin, value, low=D(low), high=D(high), text=text, measure=Measure.VOTES)


def test_rounded_and_cut_off_numbers_agree_and_are_told_apart() -> None:
    exact = claim(0, 12_858_644, measure=Measure.VOTES)
    cut = vague(1, "12.8 million", 12_800_000, 12_750_000, 12_900_000)
    rounded = vague(2, "12.9 million", 12_900_000, 12_850_000, 13_000_000)
    one = row(told(exact, cut, rounded), Measure.VOTES)  # type: ignore[arg-type]
    assert one.agreed == 12_858_644
    assert whys(one) == {"12858644": "agrees", "12800000": "truncated", "12900000": "rounded"}
    assert one.sources == 3


PARTIES = (
    ("Conservative Party", "PP52", 317),
    ("Scottish National Party", "PP102", 35),
    ("Others", "gb-others", 36),
)


def board(origin: int, labour: int) -> list[object]:
    """A table of all parties whose seats make 650 if Labour has 262."""
    rest = [claim(origin, n, party=name, party_id=id_) for name, id_, n in PARTIES]
    return [
        claim(origin, labour),
        *rest,
        claim(origin, 650, measure=Measure.SEATS_DECLARED, party="", party_id=""),
    ]


def test_a_count_that_one_seat_had_not_joined_is_partial_and_a_hundred_less_is_not_possible() -> None:
    found = told(
        *board(0, 262),  # type: ignore[arg-type]
        claim(1, 261, declared=649, declared_of=650),
        claim(2, 161, declared=649, declared_of=650),
    )
    one = next(r for r in found.rows if r.key.party == "Labour Party")
    assert one.agreed == 262
    assert whys(one) == {"262": "agrees", "261": "partial count", "161": "likely typo"}
    (typo,) = [f for f in found.findings if f.severity == 2]
    assert {(r.printed, r.suggested, r.kind) for r in typo.repairs} == {(D(161), D(261), "digit")}


def test_seats_that_add_up_outrank_a_report_that_says_no_stage() -> None:
    one = next(
        r for r in told(*board(0, 262), claim(1, 161), claim(2, 161)).rows if r.key.party == "Labour Party"  # type: ignore[arg-type]
    )  # fmt: skip
    assert (one.agreed, one.basis) == (D(262), "arithmetic")
    assert one.proofs == ("with 262 all parties' seats add up to 650",)


def test_seats_still_to_declare_say_the_stage_of_a_document() -> None:
    out = claim(0, 1, measure=Measure.SEATS_REMAINING, party="", party_id="")
    one = next(
        r for r in told(claim(0, 261), out, *board(1, 262)).rows if r.key.party == "Labour Party"  # type: ignore[arg-type]
    )  # fmt: skip
    assert whys(one) == {"262": "agrees", "261": "partial count"}


def test_an_earlier_report_that_says_no_stage_is_superseded() -> None:
    found = told(claim(0, 202), claim(1, 262), claim(2, 262), published=["2017-06-08", "2017-06-10", "2017-06-10"])
    assert whys(row(found)) == {"262": "agrees", "202": "superseded"}
    later = told(claim(0, 202), claim(1, 262), claim(2, 262), published=["2017-06-11", "2017-06-10", "2017-06-10"])
    assert row(later).why.value != "superseded"


def test_a_change_counted_from_another_day_is_no_error() -> None:
    change = {"measure": Measure.SEATS_CHANGE, "party": "Conservative Party", "party_id": "PP52"}
    same = {"party": "Conservative Party", "party_id": "PP52"}
    found = told(
        claim(0, -12, **change), claim(0, 318, **same), claim(1, -13, **change), claim(1, 318, **same),
        claim(2, -13, **change),
    )  # fmt: skip
    one = row(found, Measure.SEATS_CHANGE)
    assert (one.agreed, whys(one)) == (D(-13), {"-13": "agrees", "-12": "baseline"})
    assert {f.severity for f in found.findings} == {1}


def test_a_change_with_its_digits_the_wrong_way_round_is_no_baseline() -> None:
    change = {"measure": Measure.SEATS_CHANGE}
    one = row(told(claim(0, -21, **change), claim(1, -12, **change), claim(2, -12, **change)), Measure.SEATS_CHANGE)
    assert whys(one)["-21"] == "likely typo"


def test_the_speaker_may_stand_with_a_party_or_apart() -> None:
    apart = claim(0, 317, sentence="The party has 317 seats without the Speaker.")
    one = row(told(apart, claim(1, 318), claim(2, 318)))
    assert whys(one) == {"318": "agrees", "317": "baseline"}
    assert "Speaker" in one.explanation


def test_another_part_of_the_country_is_named() -> None:
    share = {"measure": Measure.VOTE_SHARE}
    britain = claim(0, "43.4", sentence="In Great Britain the party took 43.4 per cent.", **share)
    one = row(told(britain, claim(1, "42.3", **share), claim(2, "42.3", **share)), Measure.VOTE_SHARE)
    assert whys(one)["43.4"] == "scope"
    found = told(
        claim(0, 7),
        claim(1, 262),
        claim(2, 262),
        claim(3, 7, place="Scotland"),
        claim(4, 7, place="Scotland"),
    )
    national = next(r for r in found.rows if r.key.place == NATION)
    assert whys(national)["7"] == "scope"
    assert "it is the number for Scotland" in national.explanation


def test_what_was_forecast_is_no_rival_of_the_result() -> None:
    found = told(
        claim(0, 262),
        claim(1, 262),
        claim(2, 266, status=Status.PROJECTION),
        claim(3, 255, status=Status.POLL),
    )
    assert whys(row(found)) == {"262": "agrees", "266": "projection", "255": "poll"}
    assert all(f.verdict is Verdict.EXPLAINED for f in found.findings)


def test_the_number_of_the_election_before_is_known_for_what_it_is() -> None:
    before = votes(3, 19625, status=Status.PREVIOUS)
    one = row(told(votes(0, 19625), votes(1, 22712), votes(2, 22712), before), Measure.VOTES)
    assert whys(one) == {"22712": "agrees", "19625": "election before"}
    earlier = votes(3, 19625, election="parl.2015-05-07")
    found = told(votes(0, 19625), votes(1, 22712), votes(2, 22712), earlier)
    one = next(r for r in found.rows if r.key.election == "parl.2017-06-08")
    assert whys(one)["19625"] == "election before"


def test_two_rows_that_changed_places_are_both_named() -> None:
    second = {"candidate": "Ann Ng", "party": "Green Party", "party_id": "PP63"}
    found = told(
        votes(0, 900), votes(0, 22712, **second),
        *(c for n in (1, 2) for c in (votes(n, 22712), votes(n, 900, **second))),
    )  # fmt: skip
    assert {f.code for f in found.findings} == {"sources.swapped-rows"}
    assert len(found.findings) == 2
    assert "Jo Bell and Ann Ng" in " ".join(f.explanation for f in found.findings)


# -- what an agreed value rests on -------------------------------------------------------------------


def contest(origin: int, first: int, **more: object) -> list[object]:
    """Two candidates: the second has 10,000."""
    second = votes(origin, 10000, candidate="Ann Ng", party="Green Party", party_id="PP63")
    nobody = {"candidate": "", "party": "", "party_id": ""}
    whole = [votes(origin, value, measure=Measure(name), **nobody) for name, value in more.items()]
    return [votes(origin, first), second, *whole]


@pytest.mark.parametrize(
    ("beside", "proof"),
    [
        ({"valid_votes": 34376}, "add up to the 34376 valid votes"),
        ({"majority": 14376}, "the majority of 14376"),
    ],
)
def test_arithmetic_outranks_the_number_of_voices(beside: dict[str, int], proof: str) -> None:
    claims = [c for n in range(4) for c in contest(n, 24736)] + contest(4, 24376, **beside)
    found = told(*claims)  # type: ignore[arg-type]
    one = next(r for r in found.rows if r.key.candidate == "Jo Bell" and r.key.measure is Measure.VOTES)
    assert (one.agreed, one.basis, one.sources) == (D(24376), "arithmetic", 1)
    assert proof in one.proofs[0]
    assert whys(one)["24736"] == "likely typo"
    assert "no more than one source prints it" in one.explanation


def test_a_tie_that_nothing_decides_is_left_open() -> None:
    found = told(votes(0, 24736), votes(1, 24376))
    one = row(found, Measure.VOTES)
    assert (one.agreed, one.why.value) == (None, "conflict")
    assert {f.severity for f in found.findings} == {3}
    assert "the sources leave open which is right" in one.explanation


def test_seats_that_do_not_add_up_while_the_count_goes_on_prove_nothing() -> None:
    stage = {"declared": 600, "declared_of": 650}
    others = [claim(n, v, party=p, party_id=i, **stage) for n in range(3) for p, i, v in PARTIES]
    # 588 is what is missing from 600 to the parties that happen to be listed, and is wrong.
    found = told(*others, claim(0, 212, **stage), claim(1, 240, **stage), claim(2, 240, **stage))
    one = next(r for r in found.rows if r.key.party == "Labour Party")
    assert (one.agreed, one.basis) == (D(240), "independent sources")


def test_the_order_of_the_sources_changes_nothing() -> None:
    claims = [
        votes(0, 24736),
        votes(1, 24376),
        votes(2, 24376),
        *(votes(n, 900, place="Luton") for n in (0, 1)),
    ]
    first = told(*claims)
    for seed in range(5):
        shuffled = random.Random(seed).sample(claims, k=len(claims))
        again = told(*shuffled)
        assert [r.explanation for r in again.rows] == [r.explanation for r in first.rows]
        assert [f.id for f in again.findings] == [f.id for f in first.findings]


# -- tables and the three seeds ----------------------------------------------------------------------


def test_claims_are_the_same_from_results_and_from_the_tables_they_were_written_to(tmp_path: Path) -> None:
    document = Document("night.txt", "Labour took 28 seats, −13, with a share of 40.0 per cent.")
    figures = [
        figure(document, reading(document, "28")),
        figure(document, reading(document, "−13", -13, measure=Measure.SEATS_CHANGE)),
        figure(
            document,
            reading(document, "40.0", measure=Measure.VOTE_SHARE, unit="percent", low=D("39.95")),
        ),
    ]
    one = outcome(*figures, document=document)
    assert one.result is not None
    memory = from_results([one.result])
    for form in ("csv", "jsonl"):
        folder = written(tmp_path / form, [one], form)
        disk = from_folders([folder])
        assert disk.claims == memory.claims
        assert disk.origins == memory.origins
    assert memory.claims[0].party == LABOUR.name


def test_a_document_in_two_folders_counts_once(tmp_path: Path) -> None:
    document = Document("night.txt", "Labour took 28 seats.")
    one = outcome(figure(document, reading(document, "28")), document=document)
    folders = [written(tmp_path / name, [one]) for name in ("one", "two")]
    assert len(from_folders(folders).claims) == 1


def test_a_folder_without_tables_and_a_broken_row_name_the_place(tmp_path: Path) -> None:
    with pytest.raises(ClaimError, match=r"holds no documents\.csv; name a folder"):
        from_folders([tmp_path])
    document = Document("night.txt", "Labour took 28 seats.")
    folder = written(tmp_path / "out", [outcome(figure(document, reading(document, "28")), document=document)])
    table = folder / "figures.csv"
    table.write_text(table.read_text().replace(",28,28,28,", ",many,28,28,"))
    with pytest.raises(ClaimError, match=r"figures\.csv:2: no row of figures"):
        from_folders([folder])


def test_the_three_seeds_tell_one_story(root: Path) -> None:
    paths = sorted((root / "seeds").glob("*.txt"))
    read = from_results([read_document(load_file(path, name=path.name)) for path in paths])
    found = reconcile(read)
    labour = next(
        r for r in found.rows if (r.key.party, r.key.measure) == ("Labour Party", Measure.SEATS) and r.documents == 3
    )
    assert (labour.agreed, whys(labour)) == (
        D(262),
        {"262": "agrees", "261": "partial count", "161": "likely typo"},
    )
    tories = next(
        r
        for r in found.rows
        if (r.key.party, r.key.measure, r.key.status) == ("Conservative Party", Measure.SEATS_CHANGE, Status.RESULT)
        and r.documents > 1
    )
    assert whys(tories).keys() == {"-12", "-13"}
    assert sorted(whys(tories).values()) == ["agrees", "baseline"]
    (typo,) = [f for f in found.findings if f.severity > 1]
    assert typo.documents == ("hung-parliament.txt",)
    assert "a slip for 261" in typo.explanation
    assert "with 262 all parties' seats add up to 650" in typo.explanation


def test_nothing_is_said_of_nothing() -> None:
    found = reconcile(sources(claim(0, 1)))
    assert [r.basis for r in found.rows] == ["one source"]
    assert found.findings == ()
    assert found.copies == ()
