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
    ],
)
def test_what_nothing_overtakes_stands(text: str, surface: str, status: str) -> None:
    assert _statuses(text)[surface] == status
