"""Against an official file: names matched or told to be ambiguous, values right, wrong or not there."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from said import claim, sources, votes

from extract.claims import Claim
from extract.comparison import Compared, Found, compare
from extract.matching import Matcher, plain_name
from extract.model import Measure
from extract.reference import Reference, ReferenceFault, load_reference

PLACES = [
    ("Kingston upon Hull East", "E14000771"),
    ("Kingston upon Hull North", "E14000772"),
    ("St Albans", "E14000960"),
    ("Ynys Môn", "W07000041"),
    ("Brighton, Pavilion", "E14000598"),
    ("Bedford", "E14000552"),
    ("North East Bedfordshire", "E14000843"),
    ("South West Bedfordshire", "E14000950"),
]


@pytest.mark.parametrize(
    ("name", "place", "how"),
    [
        ("Kingston upon Hull E.", "Kingston upon Hull East", "name"),
        ("East Kingston upon Hull", "Kingston upon Hull East", "words"),
        ("Kingston-upon-Hull, North", "Kingston upon Hull North", "name"),
        ("Saint Albans", "St Albans", "name"),
        ("Ynys Mon", "Ynys Môn", "name"),
        ("Brighton Pavilion constituency", "Brighton, Pavilion", "words"),
        ("N.E. Bedfordshire", "North East Bedfordshire", "name"),
        ("Bedfordshire North East", "North East Bedfordshire", "words"),
        ("Brighton Pavillion", "Brighton, Pavilion", "letters"),
    ],
)
def test_a_name_is_found_however_it_is_printed(name: str, place: str, how: str) -> None:
    match = Matcher(PLACES).find(name)
    assert match.at is not None
    assert (PLACES[match.at][0], match.how) == (place, how)


@pytest.mark.parametrize("name", ["Kingston upon Hull", "Bedfordshire", "Hull"])
def test_a_name_that_can_mean_several_is_told_and_not_taken(name: str) -> None:
    match = Matcher(PLACES).find(name)
    assert match.at is None
    assert match.ambiguous
    assert len(match.rivals) == 2


@pytest.mark.parametrize("name", ["North West Bedfordshire", "Kingston upon Hull West", "Luton", ""])
def test_a_name_that_means_none_is_not_bent_to_one(name: str) -> None:
    assert Matcher(PLACES).find(name).at is None


def test_an_id_comes_before_a_name() -> None:
    match = Matcher(PLACES).find("Nowhere", "E14000552")
    assert (match.at, match.how) == (5, "id")
    assert plain_name("N & E, Herts.") == "north and east herts"


# -- the reference ----------------------------------------------------------------------------------

CANDIDATES = (
    "ONS ID,Constituency name,Party name,Electoral Commission party ID,"
    "Candidate first name,Candidate surname,Votes\n"
    "E14000552,Bedford,Labour,PP53,Jo,Bell,22712\n"
    "E14000552,Bedford,Conservative,PP52,Ann,Ng,21923\n"
    "E14000552,Bedford,Green,PP63,Lucy,Bell,1008\n"
    "E14000960,St Albans,Conservative,PP52,Ann,Main,24571\n"
    "E14000960,St Albans,Liberal Democrat,PP90,Daisy,Cooper,18462\n"
)
SEATS = (
    "ONS ID,Constituency name,Electorate,Valid votes,Invalid votes,Majority\n"
    "E14000552,Bedford,71829,45643,100,789\n"
    "E14000960,St Albans,72811,43033,57,6109\n"
)


@pytest.fixture
def reference(tmp_path: Path) -> Reference:
    for name, text in (("2017_candidacies.csv", CANDIDATES), ("2017_constituencies.csv", SEATS)):
        (tmp_path / name).write_text(text)
    return load_reference([tmp_path / "2017_candidacies.csv", tmp_path / "2017_constituencies.csv"])


def one(reference: Reference, said: Claim) -> Compared:
    """The comparison of one claim."""
    return compare(sources(said), reference)[0]


def test_a_reference_keeps_its_name_version_and_date(reference: Reference, tmp_path: Path) -> None:
    assert reference.name == "2017_candidacies.csv, 2017_constituencies.csv"
    assert reference.date == "2017-06-08"
    assert reference.elections == {"parl.2017-06-08"}
    (tmp_path / "2017_candidacies.csv").write_text(CANDIDATES.replace("22712", "22713"))
    again = load_reference([tmp_path / "2017_candidacies.csv", tmp_path / "2017_constituencies.csv"])
    assert again.version != reference.version


@pytest.mark.parametrize(
    ("said", "found", "official"),
    [
        ({"value": 22712}, "ok", 22712),
        ({"value": 22712, "candidate": ""}, "ok", 22712),
        ({"value": 22712, "candidate": "Bell"}, "ok", 22712),
        ({"value": 22712, "candidate": "Joe Bell", "party": "", "party_id": ""}, "ok", 22712),
        ({"value": 22172}, "wrong", 22712),
        ({"value": 1008, "candidate": "Bell", "party": "", "party_id": ""}, "ambiguous", None),
        ({"value": 500, "candidate": "Sam Orr"}, "not in the reference", None),
        ({"value": 500, "place": "Luton"}, "not in the reference", None),
        ({"value": 24571, "candidate": "Ann Main", "place": "", "party": "", "party_id": ""}, "ok", 24571),
        ({"value": 789, "measure": Measure.MAJORITY, "candidate": ""}, "ok", 789),
        ({"value": 71829, "measure": Measure.ELECTORATE, "candidate": ""}, "ok", 71829),
        ({"value": 100, "measure": Measure.REJECTED_BALLOTS, "candidate": ""}, "ok", 100),
        ({"value": 22712, "election": "parl.2015-05-07"}, "not in the reference", None),
    ],
)
def test_a_figure_is_compared_with_one_official_value_or_none(
    reference: Reference, said: dict[str, Any], found: str, official: int | None
) -> None:
    item = one(reference, votes(0, said.pop("value"), **said))
    assert item.found.value == found
    assert (item.official.value if item.official else None) == official
    assert bool(item.reason) == (found in ("ambiguous", "not in the reference") or item.reason == "transposed")


def near(value: str, low: str, high: str) -> dict[str, Any]:
    return {"value": Decimal(value), "low": Decimal(low), "high": Decimal(high)}


def test_what_the_file_does_not_print_is_computed(reference: Reference) -> None:
    share = one(
        reference,
        votes(
            0,
            49.8,
            measure=Measure.VOTE_SHARE,
            **{k: v for k, v in near("49.8", "49.75", "49.9").items() if k != "value"},
        ),
    )
    assert share.found is Found.OK
    assert share.official is not None
    assert share.official.derived == "22712 / 45643"
    turnout = {"measure": Measure.TURNOUT, "unit": "percent", "candidate": "", "party": "", "party_id": ""}
    for printed, low, high, found in (
        ("63.5", "63.45", "63.6", Found.OK),
        ("63.68", "63.675", "63.69", Found.OK),  # with the rejected ballots
        ("64.5", "64.45", "64.6", Found.WRONG),
    ):
        item = one(reference, votes(0, printed, low=Decimal(low), high=Decimal(high), **turnout))
        assert item.found is found


def test_what_no_text_prints_of_a_contest_it_names_is_told(reference: Reference) -> None:
    items = compare(sources(votes(0, 22712)), reference)
    missing = {(i.place, i.owner) for i in items if i.found is Found.NOT_IN_TEXT}
    assert missing == {("Bedford", "Ann Ng (Conservative Party)"), ("Bedford", "Lucy Bell (Green Party)")}


def test_a_file_of_some_seats_says_nothing_of_the_nation(reference: Reference) -> None:
    assert reference.nation is None
    assert one(reference, claim(0, 262)).found is Found.NOT_IN_REFERENCE


def test_a_whole_election_gives_each_party_its_seats_and_votes(tmp_path: Path) -> None:
    rows = [
        f"Seat {n},{p},{c},{v}"
        for n in range(600)
        for p, c, v in (("Labour", f"A{n} B", 20 + n % 3), ("Conservative", f"C{n} D", 21))
    ]
    (tmp_path / "2017.csv").write_text("\n".join(["Constituency,Party,Candidate,Votes", *rows]))
    reference = load_reference([tmp_path / "2017.csv"])
    assert reference.nation is not None
    item = one(reference, claim(0, 200))
    assert (item.found, item.official and item.official.derived) == (
        Found.OK,
        "the seats where it came first",
    )
    early = claim(0, 100, declared=300, declared_of=650)
    assert "partial count, at 300" in one(reference, early).reason
    assert one(reference, claim(0, 12600, measure=Measure.VOTES)).found is Found.OK


def test_precincts_add_up_to_their_county(tmp_path: Path) -> None:
    text = "county,precinct,office,party,candidate,votes\n"
    text += "Adair,Ward 1,President,Democratic,Jo Bell,120\nAdair,Ward 2,President,Democratic,Jo Bell,130\n"
    (tmp_path / "ia.csv").write_text(text)
    reference = load_reference([tmp_path / "ia.csv"], "us")
    said = votes(0, 250, place="Adair", party="", party_id="", election="")
    assert one(reference, said).found is Found.OK


def test_a_reference_that_is_none_says_what_is_needed(tmp_path: Path) -> None:
    (tmp_path / "notes.csv").write_text("a,b\n1,2\n")
    with pytest.raises(ReferenceFault, match="give a CSV or TSV with a header row"):
        load_reference([tmp_path / "notes.csv"])
    with pytest.raises(ReferenceFault, match="no such file"):
        load_reference([tmp_path / "none.csv"])
    with pytest.raises(ReferenceFault, match="no reference was given"):
        load_reference([])
