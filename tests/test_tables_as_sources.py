"""Results tables in files of their own: cells, headers, and every number read by its column."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.columns import recognise, role_of
from extract.delimited import NOT_RESULTS, cells_of, delimiter
from extract.load import LoadError, load_bytes, load_file
from extract.model import BlockKind, Document, Measure
from extract.tabular import read_table, reads

LIBRARY = (
    "ONS ID,Constituency name,Party name,Electoral Commission party ID,"
    "Candidate first name,Candidate surname,Votes,Share,Change\n"
    "E14001063,Aldershot,Labour,PP53,Alice,Moor,19764,0.407689,0.172\n"
    "E14001063,Aldershot,Conservative,PP52,Leo,Dorf,14081,0.290460,-0.283\n"
)
CLUB = (
    "election_id,ballot_paper_id,person_id,person_name,party_id,party_name,post_label,gss,votes_cast,elected,"
    "total_electorate,turnout_percentage,spoilt_ballots\n"
    "parl.2024-07-04,parl.aldershot.2024-07-04,101,Alice Moor,PP53,Labour Party,"
    "Aldershot,E14001063,19764,t,78553,61.9,130\n"
    "parl.2024-07-04,parl.aldershot.2024-07-04,102,Leo Dorf,PP52,Conservative Party,"
    "Aldershot,E14001063,14081,f,78553,61.9,130\n"
)
OPEN = (
    "county,precinct,office,district,party,candidate,votes\n"
    'Adair,Ward 1,U.S. House,4,Republican,"Moor, Alice",1204\n'
    'Adair,Ward 1,U.S. House,4,Democratic,"Dorf, Leo",877\n'
)
SIMPLE = (
    "Election\tJurisdiction\tContest\tReportingUnit\tCount\tStatus\n"
    "2024-07-04\tAldershot\tMember of Parliament\tAldershot\t48478\tcertified\n"
)


def table(text: str, name: str = "results.csv") -> Document:
    return load_bytes(text.encode(), name)


def numbers(document: Document, **about: Any) -> dict[tuple[str, str], tuple[Decimal, str]]:
    """Every figure by owner and measure, with what is printed at its place."""
    found = {}
    for figure in read_table(document, **about).figures:
        claim = figure.claim
        owner = claim.owner.candidate or (claim.owner.party.name if claim.owner.party else "")
        found[owner, f"{claim.measure.value} {claim.unit}"] = claim.value, document.text[slice(*claim.span)]
    return found


@given(
    st.lists(
        st.lists(st.text(st.sampled_from('ab,"\n\r 7;é'), max_size=5), min_size=2, max_size=4),
        min_size=1, max_size=5,
    )
)  # fmt: skip
def test_cells_stand_where_the_csv_module_finds_them(rows: list[list[str]]) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows(rows)
    text = out.getvalue()
    cells = [[text[slice(*span)].replace('""', '"') for span in row] for row in cells_of(text, ",")]
    assert cells == list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
        ("a,b\r\n,2\r\n1,", [["a", "b"], ["", "2"], ["1", ""]]),
        ('"x, y" ,2\n', [["x, y", "2"]]),
        ('"never closed,2\n', [["never closed,2\n"]]),
        (" a , b \n", [["a", "b"]]),
        ("", []),
    ],
)
def test_cells_of_untidy_files(text: str, rows: list[list[str]]) -> None:
    assert [[text[slice(*span)] for span in row] for row in cells_of(text, ",")] == rows


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_that_parts_lines_alike(mark: str) -> None:
    lines = [["Name", "Votes, counted"], ["Moor", "1"], ["Dorf", "2"]]
    text = "\n".join(mark.join(f'"{c}"' if mark in c else c for c in line) for line in lines)
    assert delimiter(text) == mark


@pytest.mark.parametrize(
    ("header", "role"),
    [
        ("votes_cast", "votes"),
        ("VOTES", "votes"),
        ("\ufeffElection date", "election_date"),
        ("% share", "vote_share"),
        ("Candidate first name", "forenames"),
        ("party_name", "party"),
        ("Electoral Commission party ID", "party_id"),
        ("Valid votes", "valid_votes"),
        ("Sitting MP", ""),
        ("", ""),
    ],
)
def test_a_column_is_known_by_its_header(header: str, role: str) -> None:
    assert role_of(header) == role


def test_a_table_without_a_header_is_known_by_its_shapes_alone() -> None:
    row = "W07000049,W92000004,Aberavon,West,Wales,Wales,County,Labour,Lab,PP53,15,,Ann,Ng,F,Yes,Yes,1,"
    row += "16073,0.519,-0.08"
    columns = recognise([row.split(","), row.split(",")])
    assert columns is not None
    assert (columns.body, columns.at("votes"), columns.at("surname")) == (0, 18, 13)
    assert recognise([row.replace("W07000049", "Aberavon").split(",")]) is None
    assert recognise([row.replace("16073", "many").split(",")]) is None


def test_fractions_are_percentages_and_keep_their_print() -> None:
    found = numbers(table(LIBRARY))
    assert found["Alice Moor", "votes votes"] == (Decimal(19764), "19764")
    assert found["Alice Moor", "vote_share percent"] == (Decimal("40.7689"), "0.407689")
    assert found["Leo Dorf", "vote_share_change points"] == (Decimal("-28.3"), "-0.283")
    (claim,) = [f.claim for f in read_table(table(LIBRARY)).figures if f.claim.value == Decimal("40.7689")]
    assert claim.rule == "table.vote_share.fraction"
    assert claim.low < claim.value < claim.high


def test_shares_of_which_one_is_above_one_are_no_fractions() -> None:
    text = "Candidate,Party,Constituency,Share\nA Moor,Labour,Bedford,0.9\nB Dorf,Green,Bedford,99.1\n"
    assert {v for v, _ in numbers(table(text), country="gb").values()} == {Decimal("0.9"), Decimal("99.1")}


def test_a_candidate_export_gives_the_contest_its_whole_once() -> None:
    result = read_table(table(CLUB))
    by_measure = [f.claim.measure for f in result.figures]
    assert [
        by_measure.count(m) for m in (Measure.VOTES, Measure.ELECTORATE, Measure.TURNOUT, Measure.REJECTED_BALLOTS)
    ] == [2, 1, 1, 1]
    assert (result.country, result.election) == ("gb", "parl.2024-07-04")
    assert {f.election for f in result.figures} == {"parl.2024-07-04"}
    (contest,) = result.contests
    assert contest.place is not None
    assert (contest.place.name, contest.place.id, contest.candidates) == ("Aldershot", "E14001063", 2)
    assert [(c.candidate, c.votes, c.rank, c.elected) for c in result.candidates] == [
        ("Alice Moor", Decimal(19764), 1, True),
        ("Leo Dorf", Decimal(14081), 2, False),
    ]


def test_precincts_are_places_of_their_county_and_names_may_stand_surname_first() -> None:
    result = read_table(table(OPEN), country="us")
    assert [(f.claim.owner.candidate, f.claim.value, f.claim.place and f.claim.place.name) for f in result.figures] == [
        ("Moor, Alice", Decimal(1204), "Ward 1, Adair"),
        ("Dorf, Leo", Decimal(877), "Ward 1, Adair"),
    ]


def test_a_count_without_candidates_is_of_all_valid_votes() -> None:
    (figure,) = read_table(table(SIMPLE, "results.tsv"), country="gb").figures
    assert (figure.claim.measure, figure.claim.value) == (Measure.VALID_VOTES, Decimal(48478))
    assert figure.claim.place is not None
    assert figure.claim.place.name == "Aldershot"


@pytest.mark.parametrize("text", [LIBRARY, CLUB, OPEN, SIMPLE], ids=["library", "club", "open", "simple"])
def test_every_numeral_of_a_table_ends_somewhere_and_figures_stand_on_their_print(text: str) -> None:
    document = table(text, "r.tsv" if "\t" in text else "r.csv")
    result = read_table(document, country="us" if text is OPEN else "gb")
    ends = [
        *(f.claim.span for f in result.figures),
        *(i.span for i in result.ignored),
        *(u.span for u in result.unread),
    ]
    covered = {at for span in ends for at in range(*span)}
    assert {at for at, c in enumerate(text) if c.isdecimal()} <= covered
    assert len({f.id for f in result.figures}) == len(result.figures)


def test_a_cell_that_is_no_number_is_unread_with_its_reason() -> None:
    text = "Candidate,Party,Constituency,Votes\nA Moor,Labour,Bedford,12 or 13\nB Dorf,Green,Bedford,n/a\n"
    result = read_table(table(text), country="gb")
    assert result.figures == ()
    assert {u.reason for u in result.unread} == {"no number that a column of votes can hold"}
    assert len(result.unread) == 2


def test_a_table_that_holds_no_results_is_loaded_and_says_so() -> None:
    document = table("file,licence\na.txt,MIT\nb 12.txt,MIT\n")
    assert document.source.notes == (NOT_RESULTS,)
    result = read_table(document)
    assert result.figures == ()
    assert [i.rule for i in result.ignored] == ["table.not-results"]


def test_the_polling_day_is_taken_from_the_table_only_if_it_names_one() -> None:
    assert table(CLUB).source.published == "2024-07-04"
    two = CLUB.replace("parl.2024-07-04,parl.aldershot.2024-07-04,102", "parl.2019-12-12,parl.aldershot.2019-12-12,102")
    assert table(two).source.published == ""
    slashed = "Election date,Constituency,Candidate,Party,Votes\n01/05/2025,Runcorn,A Moor,Labour,12639\n"
    assert table(slashed).source.published == "2025-05-01"


def test_a_block_holds_the_cells_as_a_grid() -> None:
    document = table(LIBRARY)
    (block,) = document.blocks
    assert block.kind is BlockKind.TABLE
    assert [document.text[slice(*c.span)] for c in block.cells if c.row == 1][:3] == [
        "E14001063",
        "Aldershot",
        "Labour",
    ]
    assert all(c.header == (c.row == 0) for c in block.cells)
    assert reads(document)


def test_a_workbook_is_read_by_its_first_sheet_that_holds_anything(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.create_sheet("results")
    for line in csv.reader(io.StringIO(LIBRARY)):
        sheet.append([float(c) if c.replace(".", "").isdecimal() else c for c in line])
    path = tmp_path / "results.xlsx"
    book.save(path)
    document = load_file(path, name="results.xlsx")
    assert numbers(document)["Alice Moor", "votes votes"] == (Decimal(19764), "19764")
    with pytest.raises(LoadError, match="no workbook that can be read"):
        load_bytes(b"PK\x03\x04broken", "broken.xlsx")
