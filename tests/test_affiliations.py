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
