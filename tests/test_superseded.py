"""Which tallies of a text a later one in it has overtaken."""

from __future__ import annotations

import pytest

import extract

HEAD = "General election: every constituency declared, turnout and majority.\n\n"
LIVE = """2.55am
Jo Bell (Labour) has 12,517 votes, Al Roy (Conservative) 11,926.

1.40am
Jo Bell (Labour) has 8,011 votes, Al Roy (Conservative) 7,247.

11.30pm
Jo Bell (Labour) has 42 votes, Al Roy (Conservative) 27.
"""


def _statuses(text: str) -> dict[str, str]:
    result = extract.read(HEAD + text, country="gb")
    return {result.document.text[f.claim.span.start : f.claim.span.end]: f.claim.status for f in result.figures}


@pytest.mark.parametrize("newest_first", [True, False])
def test_an_older_entry_of_a_live_page_is_overtaken(newest_first: bool) -> None:
    entries = LIVE.split("\n\n")
    found = _statuses("\n\n".join(entries if newest_first else entries[::-1]))
    assert found["12,517"] == found["11,926"] == "result"
    assert {found[s] for s in ("8,011", "7,247", "42", "27")} == {"previous"}


def test_times_in_no_order_are_no_live_page() -> None:
    found = _statuses(LIVE.replace("1.40am", "9.15pm").replace("11.30pm", "4.40am"))
    assert set(found.values()) == {"result"}


@pytest.mark.parametrize(
    ("text", "surface", "status"),
    [
        ("Labour took 41.2% of the vote. At midnight Labour was at 43.5%.", "43.5%", "previous"),
        ("At midnight Labour was at 43.5%.", "43.5%", "result"),
        ("Labour won 79 seats. It had 133.", "133", "previous"),
        ("In the end the Tories counted. It had 133 Labour MPs.", "133", "result"),
        ("Labour won 79 seats, where it had 133.", "133", "previous"),
        ("Labour won 79 seats. It had only 33.", "33", "previous"),
        ("Labour won 79 seats. They had both 33 seats.", "33", "result"),
        ("In the 59 constituencies in the west Labour won 12 seats. Labour won 262 seats.", "12", "result"),
        (
            "Hours earlier Labour won 15,103 votes at Wexcombe. It won 12,103 votes at Zeals.",
            "15,103",
            "result",
        ),
    ],
)
def test_what_nothing_overtakes_stands(text: str, surface: str, status: str) -> None:
    assert _statuses(text)[surface] == status


def test_another_constituency_overtakes_nothing() -> None:
    found = _statuses(
        "10.15pm: Sunderland South: Labour 18,103 votes, Conservatives 9,200 votes.\n"
        "10.30pm: Basildon has declared. Labour 15,103 votes, Conservatives 16,200 votes.\n"
        "11.45pm: Kettering: Labour 12,103 votes, Conservatives 19,400 votes."
    )
    assert len(found) == 6
    assert set(found.values()) == {"result"}


def test_a_place_above_its_rows_is_another_too() -> None:
    found = _statuses(
        "10.15pm: Wexcombe\nLabour 18,103\nConservative 9,200\n\n"
        "10.30pm\nZeals declares\n\nLabour 15,103\nConservative 16,200\n\n"
        "11.45pm\nNorbury Vale:\nLabour 12,103 votes\nConservative 19,400 votes"
    )
    assert len(found) == 6
    assert set(found.values()) == {"result"}


def test_a_candidate_is_overtaken_by_nobody_else_of_the_party() -> None:
    found = _statuses(
        "2.55am\nEve Fox (Labour) has 12,517 votes.\n\n"
        "1.40am\nJo Bell (Labour) has 8,011 votes.\n\n"
        "11.30pm\nAl Roy (Conservative) has 4,227 votes."
    )
    assert len(found) == 3
    assert set(found.values()) == {"result"}


def test_whoever_is_counted_beside_an_overtaken_tally_was_counted_at_the_same_hour() -> None:
    found = _statuses(LIVE.replace("7,247.", "7,247, Eve Fox (Green) 553."))
    assert found["553"] == "previous"


def test_shares_at_the_head_of_lines_are_no_times() -> None:
    rows = "23.70 Labour\n14.30 Conservative\n12.10 Reform UK\n"
    found = _statuses(f"In Kent:\n\n{rows}\nIn Devon:\n\n{rows.replace('23.70', '21.70')}")
    assert len(found) == 4
    assert set(found.values()) == {"result"}
