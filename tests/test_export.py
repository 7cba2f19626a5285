from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from handmade import DOCUMENT, FAILED, LABOUR, figure, full, outcome, read_document, reading, written
from hypothesis import given
from hypothesis import strategies as st

import extract.export
from extract.batch import Outcome
from extract.export import csv_cell, guarded, stream, unguarded
from extract.model import (
    Candidacy,
    Contest,
    Document,
    Measure,
    OffsetMap,
    Owner,
    Place,
    Status,
)
from extract.tables import TABLES, plain


def table(out: Path, name: str) -> list[dict[str, str]]:
    with (out / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, strict=True))


def test_figures_have_the_agreed_columns_and_point_at_their_text(tmp_path: Path) -> None:
    rows = table(written(tmp_path / "out", [full()]), "figures")
    assert " ".join(rows[0]) == (
        "id document start end text measure value value_min value_max unit party party_id candidate "
        "place place_id election status declared declared_of agreement confidence readers rule sentence "
        "source_start source_end"
    )
    for row in rows:
        assert DOCUMENT.text[int(row["start"]) : int(row["end"])] == row["text"]
        assert row["text"] in row["sentence"]
    first = rows[0]
    assert (first["value"], first["agreement"], first["readers"]) == ("28", "disputed", "prose|layout")
    assert (first["party"], first["party_id"], first["place_id"]) == ("Labour Party", "PP53", "W92000004")
    assert first["sentence"] == "Labour took 28 seats in Wales, +0.7 points,"
    assert [r["text"] for r in rows] == ["28", "+0.7", "771,354", "−13"]
    assert [r["value"] for r in rows] == ["28", "0.7", "771354", "-13"]
    assert (rows[2]["value_min"], rows[2]["value_max"]) == ("771354", "771354")


def test_every_claim_and_every_numeral_is_kept(tmp_path: Path) -> None:
    out = written(tmp_path / "out", [full(), FAILED])
    claims = [(r["text"], r["reader"], r["value"]) for r in table(out, "readings")]
    assert claims[:2] == [("28", "prose", "28"), ("28", "layout", "29")]
    assert [(r["text"], r["rule"]) for r in table(out, "ignored")] == [("10.30", "time")]
    assert [(r["text"], r["reason"]) for r in table(out, "unread")] == [("29", "no rule places it")]
    read, failed = table(out, "documents")
    assert (read["status"], read["figures"], read["ignored"], read["unread"]) == ("ok", "4", "1", "1")
    assert read["id"] == DOCUMENT.id
    assert (failed["status"], failed["reason"], failed["document"]) == ("error", "holds no text", "'=bad.txt")


def test_source_offsets_where_there_is_a_map(tmp_path: Path) -> None:
    page = Document("a.html", "won 28 seats", offsets=OffsetMap(((0, 6, 18, 12),)))
    rows = table(written(tmp_path / "out", [outcome(figure(page, reading(page, "28")), document=page)]), "figures")
    assert (rows[0]["source_start"], rows[0]["source_end"]) == ("10", "12")


def test_a_page_without_a_full_stop_does_not_come_out_once_a_figure(tmp_path: Path) -> None:
    page = Document("a.txt", "seats 1 " * 5000 + "at last 28 " + "seats 1 " * 5000)
    rows = table(written(tmp_path / "out", [outcome(figure(page, reading(page, "28")), document=page)]), "figures")
    assert "28" in rows[0]["sentence"]
    assert len(rows[0]["sentence"]) < 1000


def test_candidates_and_contests(tmp_path: Path) -> None:
    seat = Place("Ynys Môn", "W07000041", "constituency")
    turnout = figure(DOCUMENT, reading(DOCUMENT, "0.7", measure=Measure.TURNOUT, unit="percent"))
    contest = Contest(
        "c1",
        DOCUMENT.id,
        seat,
        "parl.2017-06-08",
        Status.RESULT,
        ((Measure.TURNOUT, Decimal("70.6"), turnout.id), (Measure.MAJORITY, Decimal(5259), "")),
        1,
    )
    person = Candidacy(
        DOCUMENT.id, "c1", "Ann Other", LABOUR, seat, "parl.2017-06-08", Decimal(15643), Decimal("41.9"),
        Decimal("10.7"), 1, True, "", ("f1", "f2"),
    )  # fmt: skip
    unnamed = replace(person, candidate=None, place=Place("Somewhere"), votes=None, elected=None)
    out = written(tmp_path / "out", [outcome(turnout, contests=(contest,), candidates=(person, unnamed))])
    row, other = table(out, "candidates")
    expected = {
        "person_name": "Ann Other", "ballot_paper_id": "parl.ynys-mon.2017-06-08", "gss": "W07000041",
        "votes_cast": "15643", "elected": "true", "turnout_percentage": "70.6", "turnout_reported": "",
        "vote_share": "41.9", "figures": "f1|f2", "status": "result", "document": "night/wales.txt",
    }  # fmt: skip
    assert {name: row[name] for name in expected} == expected
    assert [other[n] for n in ("person_name", "ballot_paper_id", "gss", "votes_cast", "elected")] == [""] * 5
    (row,) = table(out, "contests")
    assert (row["turnout_percentage"], row["majority"], row["majority_percentage"]) == ("70.6", "5259", "")


def seats(*claims: Any) -> list[dict[str, str]]:
    sink = outcome(*(figure(DOCUMENT, claim) for claim in claims))
    seats_table = next(t for t in TABLES if t.name == "seats")
    names = [column.name for column in seats_table.columns]
    return [
        {n: "" if c is None else extract.export.csv_cell(c) for n, c in zip(names, row, strict=True)}
        for row in seats_table.rows(sink)
    ]


def test_seats_are_gathered_by_party_place_and_status() -> None:
    votes = reading(DOCUMENT, "771,354", 771354, measure=Measure.VOTES)
    change = reading(DOCUMENT, "−13", -13, measure=Measure.SEATS_CHANGE, status=Status.PREVIOUS)
    person = reading(DOCUMENT, "29", owner=Owner(LABOUR, "Ann Other"))
    result, previous = seats(reading(DOCUMENT, "28"), votes, change, person)
    assert (result["seats"], result["votes"], result["place"], result["status"]) == (
        "28",
        "771354",
        "Wales",
        "result",
    )
    assert result["figures"].count("|") == 1
    assert (previous["status"], previous["seats"], previous["seats_change"]) == ("previous", "", "-13")


def test_seats_take_the_latest_count_and_the_most_exact_value_but_never_choose() -> None:
    (row,) = seats(
        reading(DOCUMENT, "28", declared=640, declared_of=650),
        reading(DOCUMENT, "29", declared=650, declared_of=650),
    )
    assert row["seats"] == "29"
    rounded = reading(DOCUMENT, "+0.7", 770000, measure=Measure.VOTES, low=Decimal(765000), high=Decimal(780000))
    (row,) = seats(rounded, reading(DOCUMENT, "771,354", 771354, measure=Measure.VOTES))
    assert (row["votes"], row["several"]) == ("771354", "")
    (row,) = seats(reading(DOCUMENT, "28"), reading(DOCUMENT, "29"))
    assert (row["seats"], row["several"]) == ("", "seats=28/29")


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+44 20 7946", "'+44 20 7946"),
        ("-2+3", "'-2+3"),
        ("-A1", "'-A1"),
        ("- Labour 34", "'- Labour 34"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", '"\'\r=1"'),
        ("\uff1d1+1", "'\uff1d1+1"),  # the wide equals sign
        ('=HYPERLINK("x")', '"\'=HYPERLINK(""x"")"'),
        # plain signed numbers stay what they are
        ("-13", "-13"),
        ("−13", "−13"),
        ("+0.7", "+0.7"),
        ("+0.7%", "+0.7%"),
        ("-12,500", '"-12,500"'),
        ("+9·6", "+9·6"),
        # nothing here begins a formula
        ("1=1", "1=1"),
        ("Labour, Con", '"Labour, Con"'),
        ("two\nlines", '"two\nlines"'),
        ("a\0b", "a\ufffdb"),
        (" lead", '" lead"'),
    ],
)
def test_no_cell_starts_a_formula(text: str, cell: str) -> None:
    assert csv_cell(text) == cell
    (row,) = csv.reader(io.StringIO(f"{cell},x\n", newline=""), strict=True)
    assert unguarded(row[0]) == text.replace("\0", "\ufffd")


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_guarded_text_can_be_had_back(text: str) -> None:
    assert unguarded(guarded(text)) == text or text.startswith("'")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("47.50", "47.5"),
        ("12.8E+6", "12800000"),
        ("1E-3", "0.001"),
        ("-0", "0"),
        ("-0.0", "0"),
        ("100", "100"),
        ("-13", "-13"),
        ("0.70", "0.7"),
    ],
)
def test_values_are_written_in_full(value: str, text: str) -> None:
    assert plain(Decimal(value)) == text
    assert csv_cell(Decimal(value)) == text


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=4))
def test_a_written_value_is_the_value(value: Decimal) -> None:
    text = plain(value)
    assert Decimal(text) == value
    assert "E" not in text.upper()
    assert not ("." in text and text.endswith("0"))


def test_the_package_describes_every_table_as_it_is(tmp_path: Path) -> None:
    out = written(tmp_path / "out", [full(), FAILED])
    package = json.loads((out / "datapackage.json").read_text(encoding="utf-8"))
    assert {r["path"] for r in package["resources"]} | {"datapackage.json"} == {p.name for p in out.iterdir()}
    for resource in package["resources"]:
        with (out / resource["path"]).open(encoding="utf-8", newline="") as lines:
            header, *rows = csv.reader(lines, strict=True)
        fields = resource["schema"]["fields"]
        assert [f["name"] for f in fields] == header
        assert len(set(header)) == len(header)
        for row in rows:
            assert len(row) == len(header)
            for field, cell in zip(fields, row, strict=True):
                if cell and field["type"] in ("integer", "number"):
                    Decimal(cell)
                if cell and field["type"] == "boolean":
                    assert cell in ("true", "false")


def test_json_lines_hold_the_same(tmp_path: Path) -> None:
    as_csv = written(tmp_path / "csv", [full(), FAILED])
    as_json = written(tmp_path / "json", [full(), FAILED], "jsonl")
    for one in TABLES:
        lines = (as_json / f"{one.name}.jsonl").read_text(encoding="utf-8").splitlines()
        rows = [json.loads(line, parse_float=str, parse_int=str) for line in lines]
        texts = [{n: "" if c is None else str(c) for n, c in row.items()} for row in rows]
        assert texts == [{n: unguarded(c) for n, c in row.items()} for row in table(as_csv, one.name)]
    assert '"value": 0.7, ' in (as_json / "figures.jsonl").read_text(encoding="utf-8")


def test_lines_end_in_a_newline_only(tmp_path: Path) -> None:
    out = written(tmp_path / "out", [full()])
    for path in out.iterdir():
        data = path.read_bytes()
        assert data.endswith(b"\n")
        assert b"\r" not in data
        assert not data.startswith(b"\xef\xbb\xbf")


def test_the_stream_is_the_table(tmp_path: Path) -> None:
    sink = io.BytesIO()
    stream([full(), FAILED], sink)
    assert sink.getvalue() == (written(tmp_path / "out", [full(), FAILED]) / "figures.csv").read_bytes()


@given(st.text(max_size=200))
def test_any_text_is_written_and_read_back_from_its_offsets(before: str) -> None:
    text = f"{before} 5 seats"
    sink = io.BytesIO()
    stream([Outcome("a.txt", "a.txt", read_document(Document("a.txt", text)))], sink)
    rows = list(csv.DictReader(io.StringIO(sink.getvalue().decode("utf-8"), newline=""), strict=True))
    assert rows
    for row in rows:
        assert text[int(row["start"]) : int(row["end"])] == row["text"]
