"""Elections outside the United Kingdom: chambers by their size, what was years ago, what a text is about."""

from __future__ import annotations

import pytest

import extract
from extract import subject
from extract.model import Result

HEAD = "General election: every constituency declared, turnout and majority.\n\n"


def _said(result: Result, surface: str) -> tuple[str, str, str] | None:
    """Measure, party and status of the figure printed as ``surface``; nothing where it was not read."""
    text = result.document.text
    for figure in result.figures:
        claim = figure.claim
        if text[claim.span.start : claim.span.end] == surface:
            return claim.measure, claim.owner.party.name if claim.owner.party else "", claim.status
    return None


@pytest.mark.parametrize(
    ("country", "text", "surface", "expected"),
    [
        ("us", "All 435 House seats were up and the Republicans won 222.", "435", ("seats_total", "", "result")),
        ("in", "The BJP won 240 and a majority in the Lok Sabha is 272.", "272", ("majority_threshold", "", "result")),
        ("za", "Three months ago the polls were kind. The ANC won 159 seats.", "Three", None),
        ("za", "Five years ago the ANC won 230 seats, the DA 84.", "84", ("seats", "Democratic Alliance", "previous")),
        ("za", "The ANC share, which was 57.5% five years ago, has fallen to 40.2%.", "40.2%",
         ("vote_share", "African National Congress", "result")),
        ("za", "Turnout was 58.6%, compared with 66.1% in the spring.", "66.1%", ("turnout", "", "previous")),
        ("us", "Joe Biden beat Donald Trump by 52.1% to 47.2% there.", "47.2%",
         ("vote_share", "Republican Party", "result")),
        ("us", "Donald Trump won the Electoral College 306-232 over the Democrats.", "232",
         ("electoral_votes", "Democratic Party", "result")),
        ("au", "After preferences it was 52.1-47.9 to Labor.", "52.1",
         ("vote_share", "Australian Labor Party", "result")),
        ("", "The United Zork Front (UZF) won 12 seats. UZF votes doubled.", "12",
         ("seats", "United Zork Front", "result")),
        ("", "Then came Bea Zork of the Mud Party with 4,211 votes.", "4,211", ("votes", "Mud Party", "result")),
        ("za", "The ANC, DA and EFF shares fell by 17, 2.1 and 3 percentage points respectively.", "2.1",
         ("vote_share_change", "Democratic Alliance", "result")),
        ("au", "In Torrens Labor lost narrowly to the Greens by 412 votes.", "412",
         ("majority", "Australian Greens", "result")),
        ("au", "In Torrens Labor lost by 412 votes.", "412", ("majority", "", "result")),
        ("za", "The DA has 84 seats where it had 89, the EFF 44.", "89", ("seats", "Democratic Alliance", "previous")),
        ("za", "The DA has 84 seats where it had 89, the EFF 44.", "44",
         ("seats", "Economic Freedom Fighters", "result")),
        ("us", "Trump had 71,527,867 (51%), with 66,671,671 (48%) for the losing candidate, Kamala Harris.",
         "66,671,671", ("votes", "Democratic Party", "result")),
        ("us", "There were 71,527,867 (51%) for Donald Trump, 66,671,671 (48%) for Kamala Harris.", "71,527,867",
         ("votes", "Republican Party", "result")),
        ("za", "The DA says that 40% of the candidates are women.", "40%", None),
    ],
)  # fmt: skip
def test_a_number_is_read_as_what_it_is(
    country: str, text: str, surface: str, expected: tuple[str, str, str] | None
) -> None:
    assert _said(extract.read(HEAD + text, country=country), surface) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Best in show\nGreen leaf 61 points, Conservative bedding 49, Labour of love 24, Reform wall 11. "
        "The cup is silver, and all of them are back next summer at the same place, rain or no rain.",
        "The jury gave the Labour Hall 1,200 points and the Conservative Club 900: a landslide, said the judges, "
        "and a prize.",
    ],
)
def test_names_of_parties_alone_make_no_election(text: str) -> None:
    assert not extract.read(text, country="gb").figures


def test_people_of_the_packs_are_evidence_of_an_election() -> None:
    text = "Counting went on all night. Bernie Sanders won 73 percent of the vote, Hillary Clinton 27 percent. " * 2
    assert extract.read(text + "The nomination is open and delegates are out.").figures


def test_lists_of_places_and_of_seats_answer_each_other() -> None:
    text = "In Ashanti, Volta and Northern the NPP has, in that order, 42, one and 18 seats, the NDC four, 17 and 15."
    result = extract.read(HEAD + text, country="gh")
    said = {(f.claim.owner.party.name, f.claim.place.name): int(f.claim.value) for f in result.figures
            if f.claim.owner.party and f.claim.place}  # fmt: skip
    npp, ndc = "New Patriotic Party", "National Democratic Congress"
    assert [said.get((npp, place)) for place in ("Ashanti", "Volta", "Northern")] == [42, 1, 18]
    assert [said.get((ndc, place)) for place in ("Ashanti", "Volta", "Northern")] == [4, 17, 15]


@pytest.mark.parametrize("text", ["VANCOUVER — The NDP won 47 seats.", "Vancouver, Oct 22. The NDP won 47 seats."])
def test_a_report_does_not_play_where_it_was_written(text: str) -> None:
    assert [f.claim.place for f in extract.read(text + " " + HEAD, country="ca").figures] == [None]


def test_a_text_few_of_whose_numbers_can_be_read_needs_words_that_leave_no_doubt() -> None:
    assert subject.told_of(margin=1, read=9, unread=3, length=2000)
    assert not subject.told_of(margin=1, read=3, unread=27, length=2000)
    assert subject.told_of(margin=9, read=3, unread=27, length=2000)
    assert subject.told_of(margin=1, read=1, unread=4, length=200)


def test_ballots_of_unions_and_clubs_choose_nobody_for_a_people() -> None:
    text = (
        "The trade union has a result. On a turnout of 61.2 per cent, 4,310 of its members voted for industrial action "
        "and 1,207 against it. The ballot closed on Friday; the Conservatives and Labour said nothing. "
        "Votes were counted in Leeds, where 312 depots had sent their papers."
    )
    assert not extract.read(text, country="gb").figures


def test_a_table_of_places_by_parties_needs_no_cells() -> None:
    rows = "APC PDP SDP\nIwo 7644 6122 415\nEde North 7025 1874 1380\nTotal: 14669 7996 1795\n"
    figures = extract.read(HEAD + rows, country="ng").figures
    said = [(int(f.claim.value), f.claim.place.name if f.claim.place else "") for f in figures]
    assert said == [(7644, "Iwo"), (6122, "Iwo"), (415, "Iwo"), (7025, "Ede North"), (1874, "Ede North"),
                    (1380, "Ede North"), (14669, ""), (7996, ""), (1795, "")]  # fmt: skip
    assert {f.claim.measure for f in figures} == {"votes"}


def test_senators_and_governors_stand_for_their_parties() -> None:
    figures = extract.read(HEAD + "Gov. Tony Evers had 51% and Lisa Murkowski 43%.", country="us").figures
    assert [f.claim.owner.party.name for f in figures if f.claim.owner.party] == [
        "Democratic Party",
        "Republican Party",
    ]
