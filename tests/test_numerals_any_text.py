"""Numerals over any text: what always holds, how long it takes, how the rows of a language are checked."""

from __future__ import annotations

import pickle
import re
import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_numerals import ROWS, WORDS, only

from extract.numerals import Numeral, NumeralWords, Refused, scan

AROUND = ["12", "7, 387", "16 025", "a", "and", "votes", "-", "%", "between", "more than", "or"]
TEXTS = st.one_of(
    st.text(),
    st.text(alphabet="0123456789,.·-–−+%() \u00a0\u202f\n½٣msv", max_size=60),
    st.lists(
        st.sampled_from([*WORDS.forms, "12", "7, 387", "16 025", "a", "and", "votes", "-", "million", "%", "between"])
    ).map(" ".join),
)


@given(TEXTS)
def test_any_text_is_covered_in_order_and_grounded(text: str) -> None:
    covered: set[int] = set()
    last = 0
    for item in scan(text, WORDS):
        assert last <= item.start < item.end <= len(text)
        last = item.end
        printed = text[item.start : item.end]
        assert any(c.isdecimal() for c in printed) or WORDS.finder.search(printed)
        covered.update(range(item.start, item.end))
        if isinstance(item, Numeral):
            assert item.low <= item.value <= item.high
            assert (item.value < 0) <= (item.sign == "-")
    assert all(at in covered for at, c in enumerate(text) if c.isdecimal())


@given(TEXTS)
def test_words_found_elsewhere_give_the_same(text: str) -> None:
    hits = [match.span() for match in WORDS.finder.finditer(text)]
    assert scan(text, WORDS, hits=hits) == scan(text, WORDS)


@given(st.integers(0, 10**15 - 1))
def test_grouped_integers_come_back(number: int) -> None:
    assert only(f"{number:,}").value == number
    assert only(f"won {number} seats").value == number


@given(st.integers(-999, 999), st.integers(0, 99))
def test_signed_decimals_come_back(whole: int, cents: int) -> None:
    printed = f"{whole:+d}.{cents:02d}"
    found = only(f"({printed}%)")
    assert (found.value, found.decimals, found.percent) == (Decimal(printed), 2, True)
    assert found.low <= Decimal(printed) <= found.high


@given(st.integers(1, 999_999))
def test_spelt_integers_come_back(number: int) -> None:
    assert only(spell(number)).value == number


ONES = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
ONES += ["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def spell(number: int) -> str:
    """English for a whole number, written independently of the rules."""
    if number < 20:
        return ONES[number - 1]
    if number < 100:
        return TENS[number // 10 - 2] + (f"-{ONES[number % 10 - 1]}" if number % 10 else "")
    unit, name, link = (100, "hundred", " and ") if number < 1000 else (1000, "thousand", " ")
    rest = number % unit
    link = " and " if rest < 100 else link
    return f"{spell(number // unit)} {name}" + (f"{link}{spell(rest)}" if rest else "")


# Time

HOSTILE = ["1", "1,", "1.", "1-", "-(", "1, 111, ", " 111", "12, 300 votes ", "1.1,1 ", "- – −"]
HOSTILE += ["one hundred and ", "a third ", "60 or ", "more than ", "no ", "million "]


@pytest.mark.parametrize("unit", HOSTILE)
def test_time_is_linear(unit: str) -> None:
    def seconds(length: int) -> float:
        text = (unit * (length // len(unit) + 1))[:length]
        best = 60.0
        for _ in range(3):
            started = time.perf_counter()
            scan(text, WORDS)
            best = min(best, time.perf_counter() - started)
        return best

    small, large = seconds(25_000), seconds(200_000)
    # Eight times the length; a quadratic pass would take 64 times as long.
    assert large < 24 * small + 0.05


def test_a_million_digits_are_refused_at_once() -> None:
    text = "7" * 1_000_000
    assert scan(text, WORDS) == [Refused(0, len(text), "too many digits")]
    text = "7," * 500_000
    assert scan(text, WORDS) == [Refused(0, len(text) - 1, "too many digits")]


# The rows


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"word": "eleventy", "value": "110", "kind": "units"}, "line 4: 'eleventy' is 'units'"),
        ({"word": "", "value": "1", "kind": "unit"}, "line 4: '' is 'unit'"),
        ({"word": "uno", "value": "one", "kind": "unit"}, "line 4: 'uno' has value 'one'"),
        ({"word": "uno", "value": "1/0", "kind": "fraction"}, "line 4: 'uno' has value '1/0'"),
        ({"word": "circa", "value": "near", "kind": "qualifier"}, "line 4: 'circa' has value 'near'"),
        ({"word": "..", "value": "", "kind": "decimal"}, "line 4: decimal '..' is no mark"),
    ],
)
def test_a_faulty_row_is_named(row: dict[str, str], message: str) -> None:
    marks = [{"word": ".", "value": "", "kind": "decimal"}, {"word": ",", "value": "", "kind": "group"}]
    with pytest.raises(ValueError, match=re.escape(message)):
        NumeralWords.from_rows([*marks, row])


def test_a_word_is_not_of_two_kinds() -> None:
    with pytest.raises(ValueError, match="'half' is also"):
        NumeralWords.from_rows([*ROWS, {"word": "half", "value": "1", "kind": "unit"}])


def test_marks_are_required() -> None:
    with pytest.raises(ValueError, match="no row of kind 'decimal'"):
        NumeralWords.from_rows([])


def test_another_language_is_only_other_rows() -> None:
    german = NumeralWords.from_rows(
        {"word": word, "value": value, "kind": kind}
        for word, value, kind in [
            (",", "", "decimal"), (".", "", "group"), ("Prozent", "", "percent"), ("%", "", "percent"),
            ("drei", "3", "unit"), ("Millionen", "1000000", "scale"), ("rund", "about", "qualifier"),
        ]
    )  # fmt: skip
    text = "rund 12.345.678 Stimmen, 47,5 Prozent, drei Sitze, 1,2 Millionen"
    found = [n for n in scan(text, german) if isinstance(n, Numeral)]
    assert [f"{n.value:f}" for n in found] == ["12345678", "47.5", "3", "1200000"]
    assert [n.percent for n in found] == [False, True, False, False]
    assert [n.qualifier for n in found] == ["about", "exact", "exact", "exact"]


def test_the_words_reach_other_processes() -> None:
    text = "a hundred and four of 12.8 million"
    assert scan(text, pickle.loads(pickle.dumps(WORDS))) == scan(text, WORDS)  # noqa: S301
