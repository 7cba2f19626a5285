from __future__ import annotations

from pathlib import Path

import pytest
from counted import CON, HALL, LAB, SEAT, WARD, Text, rows, two, whole

from extract.model import Measure, Owner, Place
from extract.outcome_words import words
from extract.packs import PackError, rules


def test_most_votes_win_a_single_seat() -> None:
    assert rows(two("Bell 900\nRoe 400\n").assembled()) == [("Jo Bell", 900, True), ("Al Roe", 400, False)]


def test_the_first_row_is_not_the_winner_for_being_first() -> None:
    page = Text("Ash 300\nBell 900\n").say("300", Owner(CON, "Cy Ash")).say("900", Owner(LAB, "Jo Bell"))
    assert rows(page.assembled()) == [("Cy Ash", 300, False), ("Jo Bell", 900, True)]


@pytest.mark.parametrize(
    ("doubt", "place"),
    [
        ("Two seats, by block vote.", SEAT),
        ("Quota 651", SEAT),
        ("With half the votes counted:", SEAT),
        ("A recount is under way.", SEAT),
        ("Results by precinct", SEAT),
        ("", Place("Ohio", "", "state")),
        ("", HALL),
    ],
)
def test_most_votes_are_not_enough_where_there_is_doubt(doubt: str, place: Place) -> None:
    page = two(f"{doubt}\nBell 900\nRoe 400\n", place=place)
    assert {c.elected for c in page.assembled()[1]} == {None}


def test_who_wins_a_state_is_not_elected_there() -> None:
    page = two("United States presidential election in Ohio\nBell 900\nRoe 400\nLabour hold\n")
    assert {c.elected for c in page.assembled()[1]} == {None}


def test_a_party_with_two_candidates_means_several_places() -> None:
    page = two("Bell 900\nMay 890\nRoe 400\n").say("890", Owner(LAB, "Cy May"))
    assert {c.elected for c in page.assembled()[1]} == {None}


def test_two_independents_do_not() -> None:
    page = two("Bell 900\nAsh 60\nElm 50\nRoe 400\n")
    independent = next(p.party for p in rules().countries["gb"].parties if p.party.name == "Independent")
    page.say("60", Owner(independent, "Cy Ash")).say("50", Owner(independent, "Di Elm"))
    assert page.assembled()[1][0].elected is True


def test_shares_that_leave_room_for_another_decide_nothing() -> None:
    page = Text("Bell 40.0\nRoe 15.0\n")
    page.say("40.0", Owner(LAB, "Jo Bell"), Measure.VOTE_SHARE)
    page.say("15.0", Owner(CON, "Al Roe"), Measure.VOTE_SHARE)
    assert {c.elected for c in page.assembled()[1]} == {None}


def test_shares_that_leave_none_decide() -> None:
    page = Text("Bell 58.0\nRoe 41.0\n")
    page.say("58.0", Owner(LAB, "Jo Bell"), Measure.VOTE_SHARE)
    page.say("41.0", Owner(CON, "Al Roe"), Measure.VOTE_SHARE)
    assert [c.elected for c in page.assembled()[1]] == [True, False]


def test_a_majority_that_is_the_difference_proves_a_single_winner_anywhere() -> None:
    page = whole(two("Bell 900\nRoe 400\nMajority 500\n", place=HALL), "500", Measure.MAJORITY, place=HALL)
    assert [c.elected for c in page.assembled()[1]] == [True, False]


def test_a_wrong_majority_proves_nothing() -> None:
    page = whole(two("Bell 900\nRoe 400\nMajority 510\n", place=HALL), "510", Measure.MAJORITY, place=HALL)
    assert {c.elected for c in page.assembled()[1]} == {None}


@pytest.mark.parametrize(
    "words",
    [
        "Labour HOLD, swing 2",
        "Lab gain from Con",
        "Labour gain, Conservative loss",
        "Labour keep it.",
        "Held by the Labour Party",
        "Gain for Labour",
        "Winner: Jo Bell",
        "Elected: Jo Bell",
        "Jo Bell (Labour) is elected",
        "Ms Bell has been duly elected as the member",
        "And declare that:\n\nJo Bell\n\nHas been duly elected",
        "Labour hold off Conservatives",
        "Labour take the seat from Conservatives",
    ],
)
def test_words_name_the_winner(words: str) -> None:
    page = two(f"{words}\nBell 900\nRoe 400\n", place=HALL)
    assert [c.elected for c in page.assembled()[1]] == [True, False]


@pytest.mark.parametrize(
    "words",
    [
        "Labour won 12 seats elsewhere",
        "Labour gains of 3 points",
        "If Labour hold, it is over",
        "Labour would gain it",
        "Labour expected to win it",
        "Labour took 900 votes",
        "Jo Bell was first elected in 2010",
        "Labour gain from Con in 2012",
        "Elected Jo Bell's agent",
        "Jo Bell was not elected",
        "A Labour gain would help",
        "The council is to be elected: Jo Bell",
    ],
)
def test_words_that_name_no_winner(words: str) -> None:
    page = two(f"Election of 8 June 2017\n\n{words}\nBell 900\nRoe 400\n", place=HALL)
    assert {c.elected for c in page.assembled()[1]} == {None}


@pytest.mark.parametrize("words", ["Labour hold. Conservatives hold.", "Green gain from Con", "Conservatives hold"])
def test_words_that_contradict_the_votes_leave_the_seat_undecided(words: str) -> None:
    page = two(f"{words}\nBell 900\nRoe 400\n", place=WARD)
    assert {c.elected for c in page.assembled()[1]} == {None}


def test_a_mark_in_the_row_s_own_line_elects_several() -> None:
    text = "Two seats\nBell\tLab\t900\tElected\nMay\tLab\t890\tElected\nRoe\tCon\t400\tNot elected\n"
    page = two(text).say("890", Owner(LAB, "Cy May"))
    assert [(c.candidate, c.elected) for c in page.assembled()[1]] == [
        ("Jo Bell", True), ("Cy May", True), ("Al Roe", False),
    ]  # fmt: skip


def test_a_list_of_names_elects_several() -> None:
    text = "Bell 900\nMay 890\nRoe 400\nAnd declare that:\nJo Bell\nCy May\n\nHave\xa0been duly elected.\n"
    page = two(text).say("890", Owner(LAB, "Cy May"))
    assert {c.candidate for c in page.assembled()[1] if c.elected} == {"Jo Bell", "Cy May"}


def test_one_winner_of_several_says_nothing_of_the_others() -> None:
    page = two("Two seats\nGreen gain from Con\nBell 900\nMay 890\nMoss 895\nRoe 400\n")
    page.say("890", Owner(LAB, "Cy May"))
    green = next(p.party for p in rules().countries["gb"].parties if p.party.name == "Green Party")
    page.say("895", Owner(green, "Di Moss"))
    decided = [(c.candidate, c.elected) for c in page.assembled()[1] if c.elected is not None]
    assert decided == [("Di Moss", True)]


def test_the_words_of_one_contest_do_not_decide_the_next() -> None:
    text = "Boniface\nLab 900\nCon 400\nLabour hold\n\nTaw\nLab 901\nCon 411\nCount adjourned.\n"
    boniface, taw = Place("Boniface"), Place("Taw")
    page = Text(text).say("900", Owner(LAB), place=boniface).say("400", Owner(CON), place=boniface)
    page.say("901", Owner(LAB), place=taw, contest=2).say("411", Owner(CON), place=taw, contest=2)
    assert [c.elected for c in page.assembled()[1]] == [True, False, None, None]


def test_two_tallies_of_one_seat_decide_nothing() -> None:
    page = two("Bell 900\nRoe 400\n\nBell 950\nRoe 380\n")
    page.say("950", Owner(LAB, "Jo Bell"), contest=2).say("380", Owner(CON, "Al Roe"), contest=2)
    contests, found = page.assembled()
    assert len(contests) == 2
    assert {c.elected for c in found} == {None}


def test_a_list_that_is_missing_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "lang" / "en"
    folder.mkdir(parents=True)
    with pytest.raises(PackError, match="missing file"):
        words(tmp_path, "en")
    (folder / "outcomes.toml").write_text('wins = ["hold"]\n', encoding="utf-8")
    with pytest.raises(PackError, match="missing list needs_object"):
        words(tmp_path, "en")
