"""For whom somebody stands, as sentences say it."""

from __future__ import annotations

import pytest

import extract


@pytest.mark.parametrize(
    ("text", "country", "owners"),
    [
        ("Labour's Jo Bell had 11,170 votes and National list MP Al Roy 4652.", "nz",
         [("New Zealand Labour Party", "Jo Bell"), ("New Zealand National Party", "Al Roy")]),
        ("In the governorship election Jo Bell, then of the APC, scored 319,483 votes and Al Roy, then the PDP's man, "
         "253,173.", "ng", [("All Progressives Congress", "Jo Bell"), ("Peoples Democratic Party", "Al Roy")]),
        ("Jo Bell, a Republican with Mitt Romney's blessing, is governor: she took 52% of the vote.", "us",
         [("Republican Party", "Jo Bell")]),
        ("Labour keeps Mt Roskill. Jo Bell had 6518 votes, National's Al Roy 4652.", "nz",
         [("New Zealand Labour Party", "Jo Bell"), ("New Zealand National Party", "Al Roy")]),
    ],
)  # fmt: skip
def test_somebody_stands_for_whom_a_sentence_says(text: str, country: str, owners: list[tuple[str, str]]) -> None:
    figures = sorted(extract.read(text, country=country).figures, key=lambda f: f.claim.span.start)
    found = [(f.claim.owner.party and f.claim.owner.party.name, f.claim.owner.candidate) for f in figures]
    assert found == owners


@pytest.mark.parametrize(
    ("text", "country", "figures"),
    [
        ("Newcomer Denk took three seats and Forum voor Democratie two.", "nl", ["DENK 3", "Forum for Democracy 2"]),
        ("The VVD won 33 seats, followed by 20 for the PVV.", "nl",
         ["People's Party for Freedom and Democracy 33", "Party for Freedom 20"]),
        ("The APC polled 319,483 votes while his closest from the PDP, Al Roy, polled 253,173 votes.", "ng",
         ["All Progressives Congress 319483", "Peoples Democratic Party 253173"]),
    ],
)  # fmt: skip
def test_a_number_is_of_the_party_that_its_words_name(text: str, country: str, figures: list[str]) -> None:
    claims = sorted((f.claim for f in extract.read(text, country=country).figures), key=lambda c: c.span.start)
    assert [f"{c.owner.party.name if c.owner.party else '-'} {c.value}" for c in claims] == figures


def test_seats_in_brackets_behind_seats_are_those_of_before() -> None:
    figures = extract.read("VVD 33 (41)\nPVV 20 (15)\nCDA 19 (13)\nD66 19 (12)\nPvdA 9 (38)\n", country="nl").figures
    assert sorted(f.claim.value for f in figures if f.claim.status == "previous") == [12, 13, 15, 38, 41]


def test_a_digit_in_a_word_counts_nothing() -> None:
    figures = extract.read("Labor lost the seat with a 2PP swing of 18%.", country="au").figures
    assert [f"{f.claim.measure} {f.claim.value}" for f in figures] == ["swing 18"]
