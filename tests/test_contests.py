from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from counted import CON, IND, LAB, LD, SEAT, WARD, Text, rows, two, whole

import extract
from extract.load import load_bytes
from extract.model import Candidacy, Contest, Measure, Owner, Party, Place, Status
from extract.packs import rules
from extract.people import person
from extract.pipeline import read_document

# -- rows ----------------------------------------------------------------------------------------


def test_a_row_gathers_votes_share_change_and_rank() -> None:
    page = Text("Jo Bell (Lab) 900 60.0 +5.0\nAl Roe (Con) 600 40.0 -5.0\n")
    for owner, votes, share, change in (
        (Owner(LAB, "Jo Bell"), "900", "60.0", "+5.0"),
        (Owner(CON, "Al Roe"), "600", "40.0", "-5.0"),
    ):
        page.say(votes, owner)
        page.say(share, owner, Measure.VOTE_SHARE)
        page.say(change, owner, Measure.VOTE_SHARE_CHANGE)
    (contest,), (bell, roe) = page.assembled()
    assert (bell.votes, bell.vote_share, bell.vote_share_change) == (Decimal(900), Decimal(60), Decimal(5))
    assert (roe.votes, roe.vote_share, roe.vote_share_change) == (Decimal(600), Decimal(40), Decimal(-5))
    assert (bell.rank, roe.rank) == (1, 2)
    assert bell.figures == tuple(f.id for f in page.figures[:3])
    assert (contest.place, contest.candidates, contest.status) == (SEAT, 2, Status.RESULT)
    assert bell.contest == roe.contest == contest.id


def test_alphabetical_rows_keep_their_order_and_ties_share_a_rank() -> None:
    page = Text("Al Ash 300\nBo Elm 500\nCy Fir 300\nDi Oak 500\n")
    for name, votes in (("Al Ash", "300"), ("Bo Elm", "500"), ("Cy Fir", "300"), ("Di Oak", "500")):
        page.say(votes, Owner(None, name))
    _, found = page.assembled()
    assert [(c.candidate, c.rank) for c in found] == [
        ("Al Ash", 3), ("Bo Elm", 1), ("Cy Fir", 3), ("Di Oak", 1),
    ]  # fmt: skip
    assert {c.elected for c in found} == {None}


def test_others_and_totals_are_no_candidates() -> None:
    page = two("Bell 900\nRoe 400\nOthers 77\nInvalid votes 12\n")
    others = next(p.party for p in rules().countries["gb"].parties if p.kind == "others")
    page.say("77", Owner(others)).say("12", Owner(Party("Invalid votes")))
    assert [name for name, *_ in rows(page.assembled())] == ["Jo Bell", "Al Roe"]


def test_a_party_that_only_lost_its_share_did_not_stand() -> None:
    page = two("Bell 900\nRoe 400\n[Lib Dem 0.0 -12.5]\n")
    page.say("0.0", Owner(LD), Measure.VOTE_SHARE).say("-12.5", Owner(LD), Measure.VOTE_SHARE_CHANGE)
    assert len(page.assembled()[1]) == 2


def test_one_party_twice_is_two_rows_and_the_share_stays_with_its_own() -> None:
    page = Text("Con 889 (50.9), Con 832, Lab 373 (17.5)")
    page.say("889", Owner(CON)).say("50.9", Owner(CON), Measure.VOTE_SHARE).say("832", Owner(CON))
    page.say("373", Owner(LAB)).say("17.5", Owner(LAB), Measure.VOTE_SHARE)
    _, found = page.assembled()
    shares = [(int(c.votes or 0), c.vote_share) for c in found]
    assert shares == [(889, Decimal("50.9")), (832, None), (373, Decimal("17.5"))]


def test_a_share_of_two_people_together_is_neither_s() -> None:
    page = Text("Con: 524 & 462 [26.2]\nLab: 193 [10.3]")
    page.say("524", Owner(CON)).say("462", Owner(CON)).say("26.2", Owner(CON), Measure.VOTE_SHARE)
    page.say("193", Owner(LAB)).say("10.3", Owner(LAB), Measure.VOTE_SHARE)
    assert [(int(c.votes or 0), c.vote_share) for c in page.assembled()[1]] == [
        (524, None), (462, None), (193, Decimal("10.3")),
    ]  # fmt: skip


def test_no_description_is_no_party() -> None:
    none = next(p.party for p in rules().countries["gb"].parties if p.kind == "none")
    page = two("Bell 900\nRoe 400\nPowell 32\n").say("32", Owner(none, "David Powell"))
    assert page.assembled()[1][-1].party is None


# -- what is one contest -------------------------------------------------------------------------


def test_two_seats_of_one_page_are_kept_apart_by_their_place() -> None:
    page = two("Bell 900\nRoe 400\n\nNext\nBell 901\nRoe 401\n")
    page.say("901", Owner(LAB, "Ann Bell"), place=WARD).say("401", Owner(CON, "Bo Roe"), place=WARD)
    contests, found = page.assembled()
    assert [c.place for c in contests] == [SEAT, WARD]
    assert [[c.candidate for c in found if c.contest == contest.id] for contest in contests] == [
        ["Jo Bell", "Al Roe"], ["Ann Bell", "Bo Roe"],
    ]  # fmt: skip


def test_a_list_a_table_and_a_sentence_about_one_seat_are_one_contest() -> None:
    page = two("Bell 900\nRoe 400\n\nLab 900 69.2\nCon 400 30.8\n\nMs Bell had almost 1,000, and Roe 30.8.\n")
    for votes, share, party in (("900", "69.2", LAB), ("400", "30.8", CON)):
        page.say(votes, Owner(party), contest=2).say(share, Owner(party), Measure.VOTE_SHARE, contest=2)
    near: dict[str, Any] = {"qualifier": "about", "low": Decimal(850), "high": Decimal(1050)}
    page.say("1,000", Owner(None, "Bell"), contest=None, place=None, **near)
    contests, (bell, roe) = page.assembled()
    assert len(contests) == 1
    assert (bell.candidate, bell.party, bell.vote_share) == ("Jo Bell", LAB, Decimal("69.2"))
    assert (bell.votes, roe.votes, roe.candidate) == (Decimal(900), Decimal(400), "Al Roe")
    assert len(bell.figures) == 4


def test_a_sentence_never_overwrites_the_table() -> None:
    page = two("Bell 900\nRoe 400\nBell stood 500 votes ahead.\n")
    page.say("500", Owner(LAB, "Jo Bell"), contest=None)
    assert rows(page.assembled())[0][:2] == ("Jo Bell", 900)


def test_the_fuller_name_is_kept() -> None:
    page = Text("Bell 900\nRoe 400\n\nJo Bell 900 69.2\nAl Roe 400 30.8\n")
    page.say("900", Owner(LAB, "Bell")).say("400", Owner(CON, "Roe"))
    page.say("900", Owner(LAB, "Jo Bell"), contest=2).say("400", Owner(CON, "Al Roe"), contest=2)
    assert [name for name, *_ in rows(page.assembled())] == ["Jo Bell", "Al Roe"]


def test_father_and_son_are_two_candidates() -> None:
    page = Text("James Bell 900\nJohn Bell 400\n")
    page.say("900", Owner(IND, "James Bell")).say("400", Owner(IND, "John Bell"))
    assert [name for name, *_ in rows(page.assembled())] == ["James Bell", "John Bell"]


def test_lists_whose_votes_exclude_each_other_are_two_contests() -> None:
    page = two("Bell 900\nRoe 400\n\nBell 950\nRoe 380\n", place=None)
    page.say("950", Owner(LAB, "Jo Bell"), contest=2, place=None)
    page.say("380", Owner(CON, "Al Roe"), contest=2, place=None)
    contests, found = page.assembled()
    assert len(contests) == 2
    assert [int(c.votes or 0) for c in found] == [900, 400, 950, 380]


def test_the_election_before_is_a_contest_of_its_own() -> None:
    page = two("Bell 900\nRoe 400\n\nIn 2015\nBell 700\nRoe 800\n")
    before: dict[str, Any] = {"status": Status.PREVIOUS, "contest": 2}
    page.say("700", Owner(LAB, "Jo Bell"), **before).say("800", Owner(CON, "Al Roe"), **before)
    contests, found = page.assembled()
    assert [c.status for c in contests] == [Status.RESULT, Status.PREVIOUS]
    assert [c.election for c in contests] == ["parl.2017-06-08", ""]
    assert [int(c.votes or 0) for c in found] == [900, 400, 700, 800]


@pytest.mark.parametrize("status", [Status.POLL, Status.PROJECTION, Status.HYPOTHETICAL])
def test_what_is_no_result_is_no_contest(status: Status) -> None:
    assert two("Bell 900\nRoe 400\n", status=status).assembled() == ((), ())


@pytest.mark.parametrize(
    ("measure", "place"),
    [
        (Measure.SEATS, WARD),
        (Measure.COUNCILLORS, None),
        (Measure.VOTE_SHARE, Place("United Kingdom", "", "country")),
        (Measure.VOTES, Place("Scotland", "", "nation")),
        (Measure.VOTE_SHARE, None),
    ],
)
def test_seats_and_national_tallies_are_no_contests(measure: Measure, place: Place | None) -> None:
    page = Text("Labour 40\nConservatives 30\nLib Dems 10\n")
    for party, printed in ((LAB, "40"), (CON, "30"), (LD, "10")):
        page.say(printed, Owner(party), measure, place=place)
    assert page.assembled() == ((), ())


def test_a_mayor_of_a_whole_region_is_a_contest() -> None:
    contests, _ = two("Bell 900\nRoe 400\n", place=Place("London", "", "region")).assembled()
    assert len(contests) == 1


def test_the_figures_of_the_whole_keep_their_ids_and_the_exact_one_comes_first() -> None:
    page = two("About 600 was the majority.\nBell 900\nRoe 400\nMajority 500\nElectorate 2,000\n")
    whole(page, "600", Measure.MAJORITY, qualifier="about", contest=None)
    whole(page, "500", Measure.MAJORITY)
    whole(page, "2,000", Measure.ELECTORATE)
    (contest,), _ = page.assembled()
    ids = {f.claim.value: f.id for f in page.figures}
    assert contest.figures == (
        (Measure.MAJORITY, Decimal(500), ids[Decimal(500)]),
        (Measure.ELECTORATE, Decimal(2000), ids[Decimal(2000)]),
        (Measure.MAJORITY, Decimal(600), ids[Decimal(600)]),
    )


def test_ids_do_not_depend_on_the_run_or_the_name_of_the_file() -> None:
    first, again = two("Bell 900\nRoe 400\n"), two("Bell 900\nRoe 400\n")
    again.document = replace(again.document, name="copy.txt")
    assert first.assembled()[0][0].id == again.assembled()[0][0].id
    assert first.assembled()[0][0].id != two("Bell 900\n\nRoe 400\n\n").assembled()[0][0].id


# -- counts --------------------------------------------------------------------------------------


def test_the_last_count_does_not_overwrite_the_first_and_decides() -> None:
    page = Text("Count 1\nBell 900\nRoe 1,100\nAsh 300\nCount 2\nBell 1,150\nRoe 1,120\n")
    page.say("900", Owner(LAB, "Jo Bell")).say("1,100", Owner(CON, "Al Roe")).say("300", Owner(IND, "Cy Ash"))
    page.say("1,150", Owner(LAB, "Jo Bell"), contest=2).say("1,120", Owner(CON, "Al Roe"), contest=2)
    contests, found = page.assembled()
    assert [(c.candidate, c.count, int(c.votes or 0), c.elected) for c in found] == [
        ("Jo Bell", "", 900, True), ("Jo Bell", "2", 1150, True),
        ("Al Roe", "", 1100, False), ("Al Roe", "2", 1120, False),
        ("Cy Ash", "", 300, False),
    ]  # fmt: skip
    assert contests[0].candidates == 3


def test_second_preferences_and_their_sum_in_one_row() -> None:
    page = Text("1st 2nd Final\nBell 900 250 1,150\nRoe 1,100 20 1,120\nAsh 300\n")
    for printed in ("900", "250", "1,150"):
        page.say(printed, Owner(LAB, "Jo Bell"))
    for printed in ("1,100", "20", "1,120"):
        page.say(printed, Owner(CON, "Al Roe"))
    page.say("300", Owner(IND, "Cy Ash"))
    _, found = page.assembled()
    assert [(c.candidate, c.count, int(c.votes or 0)) for c in found][:2] == [
        ("Jo Bell", "", 900), ("Jo Bell", "final", 1150),
    ]  # fmt: skip
    assert [c.candidate for c in found if c.elected] == ["Jo Bell", "Jo Bell"]


def test_first_preferences_alone_elect_nobody() -> None:
    page = two("First preference votes, Milton Keynes South\nBell 900\nRoe 400\n")
    assert {c.elected for c in page.assembled()[1]} == {None}


# -- names ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jo Bell", "BELL, Joanna Mary"),
        ("Jo Bell", "Ms Bell"),
        ("Mairéad Ní Bheoláin", "MAIREAD NI BHEOLAIN"),
        ("O’Neill", "Peadar O'Neill"),
        ("Bell, Joanna (commonly known as Jo Bell)", "Jo Bell"),
        ("VIDYA SAGAR RAO", "Rao Vidya Sagar"),
    ],
)
def test_one_person_under_two_prints(one: str, other: str) -> None:
    a, b = (person(name, {"ms"}) for name in (one, other))
    assert a is not None
    assert b is not None
    assert a.same(b)
    assert b.same(a)


@pytest.mark.parametrize(("one", "other"), [("Jo Bell", "Al Bell"), ("Jo Bell", "Jo Roe")])
def test_two_people(one: str, other: str) -> None:
    a, b = person(one), person(other)
    assert a is not None
    assert b is not None
    assert not a.same(b)


def test_a_title_is_no_name() -> None:
    assert person("Ms", {"ms"}) is None


# -- the whole line ---------------------------------------------------------------------------


def read(text: str) -> tuple[list[Contest], list[Candidacy]]:
    result = read_document(load_bytes(text.encode(), "page.txt"), country="gb")
    return list(result.contests), list(result.candidates)


def candidates(found: Iterable[Candidacy]) -> list[tuple[str | None, str, int, bool | None]]:
    return [(c.candidate, c.party.name if c.party else "", int(c.votes or -1), c.elected) for c in found]


def test_a_page_of_two_by_elections() -> None:
    contests, found = read(
        "Council by-elections, 4 May 2017\n\n"
        "Camden: Quay\n"
        "Con 1,015 (65.0%, +9.3%), Lab 545 (35.0%, -9.3%)\n"
        "Conservative HOLD, majority 470\n\n"
        "Barnet: Mill\n"
        "Lib Dem 1,220 (61.0%, +1.0%), Con 780 (39.0%, -1.0%)\n"
        "Lib Dem gain from Con, majority 440\n"
    )
    assert [c.place.name if c.place else None for c in contests] == ["Camden: Quay", "Barnet: Mill"]
    assert candidates(found) == [
        (None, "Conservative Party", 1015, True),
        (None, "Labour Party", 545, False),
        (None, "Liberal Democrats", 1220, True),
        (None, "Conservative Party", 780, False),
    ]
    assert [next(v for m, v, _ in c.figures if m is Measure.MAJORITY) for c in contests] == [470, 440]


def test_a_national_table_gives_no_candidates() -> None:
    contests, found = read(
        "General election results: seats and share of the vote\n"
        "Conservatives 317 seats 42.4%\nLabour 262 seats 40.0%\nLib Dems 12 seats 7.4%\n"
    )
    assert (contests, found) == ([], [])


def test_a_thousand_blocks_take_no_hours() -> None:
    lines = [f"Bell {1000 + n} Roe {4000 + n}" for n in range(1000)]
    page = Text("\n".join(lines))
    for n in range(1000):
        page.say(str(1000 + n), Owner(LAB, "Jo Bell"), contest=n)
        page.say(str(4000 + n), Owner(CON, "Al Roe"), contest=n)
    start = time.perf_counter()
    contests, _ = page.assembled()
    assert len(contests) == 1000
    assert time.perf_counter() - start < 10


def test_none_of_the_above_stands_as_a_row_of_its_own() -> None:
    head = "Candidate\tParty\tTotal Votes\n"
    rows = "SAKUNTALA LAGURI\tBiju Janata Dal\t434471\nANANTA NAYAK\tBharatiya Janata Party\t277154\n"
    text = f"Keonjhar, Lok Sabha general election\n{head}{rows}NOTA\tNone of the Above\t26065\n"
    told = [(c.candidate, c.party and c.party.name, c.votes) for c in extract.read(text, country="in").candidates]
    assert told[-1] == ("NOTA", "None of the Above", Decimal(26065))
