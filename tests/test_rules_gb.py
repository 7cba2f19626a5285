"""The United Kingdom pack against facts known elsewhere and, where it lies near the checkout, its source."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest

from extract.packs import load_country

PACK = Path(__file__).resolve().parent.parent / "rules" / "gb"
REFERENCE = Path(__file__).resolve().parents[2] / "shared" / "reference" / "uk"
TABLES = ("elections", "parties", "people", "places")

BEFORE, AFTER = "2015-05-07", "2024-07-04"
#: Seats by nation, as the statutory instruments on boundaries lay them down.
NATIONS = {
    BEFORE: {"E": 533, "S": 59, "W": 40, "N": 18},
    AFTER: {"E": 543, "S": 57, "W": 32, "N": 18},
}
CHAMBER = {
    "1997-05-01": 659,
    "2001-06-07": 659,
    "2005-05-05": 646,
    "2010-05-06": 650,
    "2015-05-07": 650,
    "2017-06-08": 650,
    "2019-12-12": 650,
    "2024-07-04": 650,
}

BODIES = "parl|sp|senedd|naw|nia|europarl|gla|mayor|pcc|local|ref"

Row = dict[str, str]


def table(name: str) -> list[Row]:
    with (PACK / f"{name}.csv").open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def reference(name: str) -> list[list[str]]:
    if not REFERENCE.is_dir():
        pytest.skip("no shared/reference/uk beside the checkout: the source tables cannot be compared")
    with (REFERENCE / name).open(newline="", encoding="utf-8-sig") as lines:
        return [row for row in csv.reader(lines) if not row[0].startswith(("ONS", "Election", "By-election"))]


def held(row: Row, day: str) -> bool:
    return (row["from"] or "0") <= day and (not row["to"] or day <= row["to"])


def overlap(a: Row, b: Row) -> bool:
    return (a["from"] or "0") <= (b["to"] or "9") and (b["from"] or "0") <= (a["to"] or "9")


def constituencies(day: str) -> list[Row]:
    return [row for row in table("places") if row["kind"] == "constituency" and held(row, day)]


def forms(row: Row, *columns: str) -> set[str]:
    """Every form under which a row can be found in a text, with the capitals that are added to each."""
    printed = {form for column in columns for form in row[column].split("|") if form} | {row["name"]}
    return printed | {form.upper() for form in printed}


def clashes(rows: list[Row], *columns: str) -> Iterator[tuple[str, str, str]]:
    claimed: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        for form in forms(row, *columns):
            claimed[form].append(row)
    for form, owners in sorted(claimed.items()):
        for a, b in combinations(owners, 2):
            if overlap(a, b):
                yield form, f"{a['id']} {a['name']}", f"{b['id']} {b['name']}"


def same_name(a: str, b: str) -> bool:
    """The source varies in capitals (Of, Upon) and spaces at the end, never in letters."""
    return a.strip().casefold() == b.strip().casefold()


def test_the_pack_loads() -> None:
    pack = load_country(PACK)
    assert (pack.code, pack.place.name, pack.seats) == ("gb", "United Kingdom", 650)
    assert {p.party.name for p in pack.parties if p.kind == "independent"} >= {"Independent"}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_tidy(name: str) -> None:
    data = (PACK / f"{name}.csv").read_bytes()
    text = data.decode("utf-8")
    assert not data.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in data
    assert text.endswith("\n")
    assert [line for line in text.split("\n") if line != line.rstrip()] == []
    rows = table(name)
    for row in rows:
        for column, cell in row.items():
            assert cell == " ".join(cell.split()), (row["id"], column)
            if column in ("aliases", "weak"):
                parts = cell.split("|") if cell else []
                assert all(part and part == part.strip() for part in parts), (row["id"], column)
                assert len(set(parts)) == len(parts), (row["id"], column)
        assert row["name"] not in row.get("aliases", "").split("|"), row["id"]
        for column in ("date", "from", "to"):
            if row.get(column):
                assert date.fromisoformat(row[column]).isoformat() == row[column], row["id"]
        assert not row.get("from") or not row.get("to") or row["from"] <= row["to"], row["id"]


@pytest.mark.parametrize("name", ["parties", "people", "places"])
def test_rows_are_sorted_and_keyed_by_id_and_first_day(name: str) -> None:
    keys = [(row["id"], row["from"]) for row in table(name)]
    assert keys == sorted(set(keys))


def test_elections_are_sorted_by_day_with_those_of_a_place_first() -> None:
    rows = table("elections")
    keys = [(row["date"], not row["place"]) for row in rows]
    assert keys == sorted(keys)
    assert len({row["id"] for row in rows}) == len(rows)


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("elections", rf"({BODIES})(\.[a-z0-9-]+)*\.\d{{4}}-\d\d-\d\d"),
        ("parties", r"PP\d+|gb-[a-z0-9-]+"),
        ("places", r"[EKNSW]\d{8}|gb-[a-z-]+"),
        ("people", r"gb-[a-z-]+"),
    ],
)
def test_ids_are_well_formed(name: str, shape: str) -> None:
    assert [row["id"] for row in table(name) if not re.fullmatch(shape, row["id"])] == []


def test_an_election_id_ends_with_its_day() -> None:
    assert [row["id"] for row in table("elections") if not row["id"].endswith("." + row["date"])] == []


@pytest.mark.parametrize("day", [BEFORE, AFTER])
def test_650_constituencies_are_in_force(day: str) -> None:
    rows = constituencies(day)
    assert len(rows) == len({row["id"] for row in rows}) == len({row["name"] for row in rows}) == 650
    assert Counter(row["id"][0] for row in rows) == NATIONS[day]


@pytest.mark.parametrize("day", [BEFORE, AFTER])
def test_no_form_names_two_constituencies_at_once(day: str) -> None:
    assert list(clashes(constituencies(day), "aliases")) == []


def test_every_place_lies_in_a_known_one() -> None:
    rows = table("places")
    ids = {row["id"] for row in rows}
    assert [row["id"] for row in rows if row["parent"] and row["parent"] not in ids] == []
    assert [row["id"] for row in rows if not row["parent"]] == ["K02000001"]


def test_general_elections_have_their_chamber() -> None:
    general = {row["date"]: int(row["seats"]) for row in table("elections") if row["kind"] == "general"}
    assert {day: seats for day, seats in general.items() if day >= "1997"} == CHAMBER
    # From 1945 to 1992, two of them in 1974.
    assert sum(day < "1997" for day in general) == 14
    assert sum(day.startswith("1974") for day in general) == 2


def test_only_the_commons_has_a_size_and_no_place() -> None:
    """A reader that looks for the chamber of a year takes the row that has seats and no place."""
    rows = [row for row in table("elections") if row["seats"] and not row["place"]]
    assert {row["kind"] for row in rows} == {"general"}
    assert all(row["id"] == f"parl.{row['date']}" for row in rows)


@pytest.mark.parametrize(
    ("body", "place", "sizes"),
    [
        ("sp", "Scotland", {"1999": 129, "2011": 129, "2021": 129, "2026": 129}),
        ("naw", "Wales", {"1999": 60, "2016": 60}),
        ("senedd", "Wales", {"2021": 60, "2026": 96}),
        ("nia", "Northern Ireland", {"1998": 108, "2016": 108, "2017": 90, "2022": 90}),
        ("europarl", "United Kingdom", {"1999": 87, "2004": 78, "2009": 72, "2014": 73, "2019": 73}),
        ("gla", "London", {"2000": 25, "2024": 25}),
    ],
)
def test_other_bodies_have_their_size(body: str, place: str, sizes: dict[str, int]) -> None:
    rows = {r["date"][:4]: r for r in table("elections") if r["id"].startswith(body + ".")}
    assert {year: int(rows[year]["seats"]) for year in sizes} == sizes
    assert {row["place"] for row in rows.values()} == {place}


def test_a_poll_is_held_on_a_thursday() -> None:
    """A wrong day is easily typed; three polls, all in Northern Ireland, were held on another one."""
    other = {row["id"] for row in table("elections") if date.fromisoformat(row["date"]).weekday() != 3}
    assert other == {"nia.2003-11-26", "nia.2007-03-07", "ref.belfast-agreement.1998-05-22"}


def test_a_by_election_is_for_one_known_seat() -> None:
    names = {row["name"] for row in table("places") if row["kind"] == "constituency"}
    rows = [row for row in table("elections") if row["kind"] == "by-election"]
    assert rows
    assert [row["id"] for row in rows if row["place"] not in names or row["seats"] != "1"] == []


def test_no_printed_form_means_two_parties_on_one_day() -> None:
    assert list(clashes(table("parties"), "short", "aliases", "weak")) == []


def test_a_weak_form_is_not_also_a_strong_one() -> None:
    both = {
        row["id"]: shared
        for row in table("parties")
        if (shared := ({row["name"], *row["aliases"].split("|")} & set(row["weak"].split("|"))) - {""})
    }
    assert both == {}


def test_single_letters_and_ordinary_words_are_weak() -> None:
    strong = {form for row in table("parties") for form in {row["name"], *row["aliases"].split("|")} if form}
    assert {form for form in strong if len(form) < 2} == set()
    ordinary = {"Change", "Love", "Alliance", "Trust", "Humanity", "Christian", "Family", "Other", "Heritage"}
    assert strong & ordinary == set()


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("Tories", "Conservative Party"),
        ("CON", "Conservative Party"),
        ("Labour and Co-operative", "Labour Party"),
        ("Lib Dems", "Liberal Democrats"),
        ("LDem", "Liberal Democrats"),
        ("Ukip", "UK Independence Party"),
        ("Reform", "Reform UK"),
        ("Sinn Fein", "Sinn Féin"),
        ("Alliance Party", "Alliance Party of Northern Ireland"),
        ("Plaid", "Plaid Cymru"),
        ("Scottish Greens", "Scottish Green Party"),
        ("independents", "Independent"),
        ("Bristol First", "Bristol 1st"),
        ("NOC", "No overall control"),
    ],
)
def test_a_form_in_print_names_its_party(printed: str, name: str) -> None:
    assert {row["name"] for row in table("parties") if printed in forms(row, "aliases")} == {name}


def test_one_registration_has_the_name_of_its_day() -> None:
    rows = [row for row in table("parties") if row["id"] == "PP7931"]
    assert [r["name"] for r in rows if held(r, "2019-05-23")] == ["Brexit Party"]
    assert [r["name"] for r in rows if held(r, "2024-07-04")] == ["Reform UK"]


def test_a_person_stands_for_a_known_party() -> None:
    parties = {row["id"] for row in table("parties")}
    assert [row["id"] for row in table("people") if row["party"] not in parties] == []
    roles = {role for row in table("people") for role in row["role"].split("|")}
    assert roles == {
        "leader", "prime minister", "first minister", "minister", "mayor", "candidate for mayor", "member", "speaker"
    }  # fmt: skip


def test_a_member_sat_for_a_known_party_and_for_one_at_a_time() -> None:
    members = load_country(PACK)
    assert members.party_of_member("Chi Onwurah", 2017) == members.party_of_member("Chi Onwurah", None)
    assert members.party_of_member("Jo Bell", 2017) is None
    liberal, democrat = (members.party_of_member("Simon Hughes", year) for year in (1984, 2010))
    assert liberal is not None
    assert democrat is not None
    assert (liberal.name, democrat.name) == ("Liberal Party", "Liberal Democrats")
    assert members.party_of_member("Simon Hughes", None) is None


def test_no_printed_form_means_two_people_on_one_day() -> None:
    assert list(clashes(table("people"), "aliases")) == []


@pytest.mark.parametrize("word", ["May", "Brown", "Long", "Price", "Lucas", "Steel", "Foot", "Major", "Wood"])
def test_a_surname_that_is_a_word_never_stands_alone(word: str) -> None:
    assert [row["id"] for row in table("people") if word in row["aliases"].split("|")] == []


@pytest.mark.parametrize(
    ("day", "party", "leader"),
    [
        ("1997-05-01", "PP53", "Tony Blair"),
        ("2005-05-05", "PP90", "Charles Kennedy"),
        ("2010-05-06", "PP53", "Gordon Brown"),
        ("2015-05-07", "PP102", "Nicola Sturgeon"),
        ("2017-06-08", "PP70", "Arlene Foster"),
        ("2017-06-08", "PP52", "Theresa May"),
        ("2019-12-12", "PP90", "Jo Swinson"),
        ("2019-12-12", "PP7931", "Nigel Farage"),
        ("2024-07-04", "PP53", "Keir Starmer"),
        ("2024-07-04", "PP52", "Rishi Sunak"),
    ],
)
def test_a_leader_leads_on_polling_day(day: str, party: str, leader: str) -> None:
    leaders = [row for row in table("people") if row["party"] == party and "leader" in row["role"]]
    assert leader in [row["name"] for row in leaders if held(row, day)]


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("2010_constituencies.csv", "2010-05-06"),
        ("2017_constituencies.csv", "2017-06-08"),
        ("2019_constituencies.csv", "2019-12-12"),
        ("2024_constituencies.csv", "2024-07-04"),
    ],
)
def test_constituencies_are_those_of_the_source(name: str, day: str) -> None:
    source = {row[0]: (row[2], row[1]) for row in reference(name)}
    ours = {row["id"]: row for row in constituencies(day)}
    assert ours.keys() == source.keys()
    assert [i for i, (label, _) in source.items() if not same_name(label, ours[i]["name"])] == []
    assert [i for i, (_, region) in source.items() if ours[i]["parent"] != region] == []


def test_every_party_of_the_source_is_known() -> None:
    """The source gives one by-election label to a second registration of a party that we hold once."""
    seen = {row[9] for year in (2010, 2017, 2019, 2024) for row in reference(f"{year}_candidacies.csv")}
    for period in ("2010-15", "2017-19", "2019-24", "2024-"):
        seen |= {row[10] for row in reference(f"byelections_{period}_candidacies.csv")}
    assert seen - {""} - {row["id"] for row in table("parties")} == {"PP65"}


@pytest.mark.parametrize("period", ["2010-15", "2017-19", "2019-24", "2024-"])
def test_every_by_election_of_the_source_is_known(period: str) -> None:
    rows = [row for row in table("elections") if row["kind"] == "by-election"]
    ours = {(row["date"], row["place"].casefold()) for row in rows}
    source = {
        ("-".join(reversed(row[0].split("/"))), row[4].strip().casefold())
        for row in reference(f"byelections_{period}_constituencies.csv")
    }
    assert source <= ours
