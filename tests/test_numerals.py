"""Numerals: exact or refused. The tables are the specification."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from extract.numerals import Numeral, NumeralWords, Refused, scan

ROWS = list(
    csv.DictReader(
        (Path(__file__).resolve().parent.parent / "rules/lang/en/numerals.csv").read_text(encoding="utf-8").splitlines()
    )
)
WORDS = NumeralWords.from_rows(ROWS)


def shown(text: str) -> list[tuple[str, str]]:
    """Each find as its characters and its value, or ! and the reason."""
    return [
        (text[n.start : n.end], f"{n.value:f}" if isinstance(n, Numeral) else f"!{n.reason}") for n in scan(text, WORDS)
    ]


def only(text: str) -> Numeral:
    """The one numeral of a text."""
    (found,) = scan(text, WORDS)
    assert isinstance(found, Numeral), found
    return found


@pytest.mark.parametrize(
    ("text", "printed", "value"),
    [
        # integers, western and Indian
        ("13,650,918 votes", "13,650,918", "13650918"),
        ("318 seats", "318", "318"),
        ("polled 22,90,78,261 votes", "22,90,78,261", "229078261"),
        ("1,23,456 votes", "1,23,456", "123456"),
        ("8,264\u00a0votes", "8,264", "8264"),
        ("650 of the", "650", "650"),
        ("0 votes", "0", "0"),
        # multipliers
        ("12.8 million", "12.8 million", "12800000"),
        ("12.8m", "12.8m", "12800000"),
        ("12.8M votes", "12.8M", "12800000"),
        ("12.8\nmillion votes", "12.8\nmillion", "12800000"),
        ("1.2bn", "1.2bn", "1200000000"),
        ("30k votes", "30k", "30000"),
        ("1.17 crore", "1.17 crore", "11700000"),
        ("11.72 lakh votes", "11.72 lakh", "1172000"),
        ("22 crore", "22 crore", "220000000"),
        ("2 lakh crore", "2 lakh crore", "2000000000000"),
        ("1,234.5", "1,234.5", "1234.5"),
        # decimals
        ("47.5", "47.5", "47.5"),
        ("47.5%", "47.5%", "47.5"),
        ("44 % of", "44 %", "44"),
        ("47·5 per cent", "47·5", "47.5"),
        ("32,6%", "32,6%", "32.6"),
        ("32,6 per cent", "32,6", "32.6"),
        (".5%", ".5%", "0.5"),
        ("-.5", "-.5", "-0.5"),
        # signs
        ("+0.7", "+0.7", "0.7"),
        ("−13", "−13", "-13"),
        ("–14.7", "–14.7", "-14.7"),
        ("-10.4", "-10.4", "-10.4"),
        ("(+48)", "+48", "48"),
        ("(-39)", "-39", "-39"),
        ("x;-2.4%)", "-2.4%", "-2.4"),
        ("swing: -3.2", "-3.2", "-3.2"),
        ("Con - 27.8%", "27.8%", "27.8"),
        ("a 20-point lead", "20", "20"),
        ("the 93-seat house", "93", "93"),
        # words
        ("ten seats", "ten", "10"),
        ("ONE vote", "ONE", "1"),
        ("twenty-one", "twenty-one", "21"),
        ("twenty one", "twenty one", "21"),
        ("a hundred and four", "a hundred and four", "104"),
        ("one hundred and forty-two", "one hundred and forty-two", "142"),
        ("two thousand three hundred and four", "two thousand three hundred and four", "2304"),
        ("a dozen", "a dozen", "12"),
        ("half a dozen", "half a dozen", "6"),
        ("three dozen councillors", "three dozen", "36"),
        ("a single seat", "a single", "1"),
        ("a couple of seats", "a couple", "2"),
        ("four million", "four million", "4000000"),
        ("two and a half million", "two and a half million", "2500000"),
        ("one lakh crore", "one lakh crore", "1000000000000"),
        ("up five", "five", "5"),
        ("down two", "two", "2"),
        ("losing 12.5", "12.5", "12.5"),
        ("12 fewer seats", "12", "12"),
        # nothing
        ("no seats", "no", "0"),
        ("No Labour MPs", "No", "0"),
        ("none", "none", "0"),
        ("nil", "nil", "0"),
        ("zero seats", "zero", "0"),
        ("nc", "nc", "0"),
        ("(n/c)", "n/c", "0"),
        ("(NC)", "NC", "0"),
        ("no change", "no change", "0"),
        ("unchanged", "unchanged", "0"),
        # fractions of a million are numbers
        ("half a million", "half a million", "500000"),
        ("thirty-nine point six per cent", "thirty-nine point six", "39.6"),
        ("NDP thirty point six", "thirty point six", "30.6"),
        ("a quarter of a million votes", "a quarter of a million", "250000"),
        # damage
        ("[26.2.%, x]", "26.2.%", "26.2"),
        ("and113", "113", "113"),
        ("Majority265", "265", "265"),
        ("12,973George", "12,973", "12973"),
        ("318.The next", "318", "318"),
        # other people's numbers: one numeral each, for a rule to ignore
        ("12.30pm", "12.30", "12.30"),
        ("at 02.30 in", "02.30", "2.30"),
        ("2019", "2019", "2019"),
        ("COVID-19", "19", "19"),
        ("P45", "45", "45"),
        ("A14", "14", "14"),
        # one number beyond doubt
        ("16 025 198 votes", "16 025 198", "16025198"),
        ("7 025", "7 025", "7025"),
        ("7, 025", "7, 025", "7025"),
        ("16\u202f125\u202f198", "16\u202f125\u202f198", "16125198"),
        ("polled 37, 353 votes in all", "37, 353", "37353"),
        ("a total of 13, 434, 574, which", "13, 434, 574", "13434574"),
    ],
)
def test_read_exactly(text: str, printed: str, value: str) -> None:
    assert shown(text) == [(printed, value)]


@pytest.mark.parametrize(
    ("text", "printed", "reason"),
    [
        ("32,6 of", "32,6", "unclear grouping"),
        ("1,23,4", "1,23,4", "unclear grouping"),
        ("12,34", "12,34", "unclear grouping"),
        ("7,9216,887", "7,9216,887", "unclear grouping"),
        ("0.07.11,651", "0.07.11,651", "more than one decimal mark"),
        ("08.05.2015", "08.05.2015", "more than one decimal mark"),
        ("2.svg", "2.svg", "part of a file name"),
        ("47th", "47th", "ordinal"),
        ("1ST", "1ST", "ordinal"),
        ("1990s", "1990s", "plural"),
        ("007", "007", "leading zero"),
        ("0,123", "0,123", "leading zero"),
        ("12.8 m votes", "12.8 m", "a multiplier apart from its digits, or another word"),
        ("2½", "2½", "digits with a sign for a fraction or of another script"),
        ("\u0661\u0662", "\u0661\u0662", "digits of another script"),
        ("1\u0662,345", "1\u0662,345", "digits of another script"),
        ("\uff11\uff12", "\uff11\uff12", "digits of another script"),
        ("1234567890123456", "1234567890123456", "too many digits"),
        ("hundreds", "hundreds", "a multiplier without a count"),
        ("a few million", "million", "a multiplier without a count"),
        ("42,000 here, but 12, 300 votes", "12, 300", "one number or a list"),
        ("25 7 16 025 198", "16 025 198", "one number or several columns"),
    ],
)
def test_refused_with_a_reason(text: str, printed: str, reason: str) -> None:
    refused = [(text[n.start : n.end], n.reason) for n in scan(text, WORDS) if isinstance(n, Refused)]
    assert refused == [(printed, reason)]


@pytest.mark.parametrize(
    "text",
    [
        "(-)",
        "new",
        "gained from nowhere",
        "N/A",
        "no overall majority",
        "No one else",
        "third place",
        "came third",
        "a third straight term",
        "a one-off",
        "in NC on Tuesday",
        "someone, nonetheless, often",
        "",
    ],
)
def test_no_numeral_at_all(text: str) -> None:
    assert scan(text, WORDS) == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("won 12, 300 voters", "12 300"),
        ("10, 14, 42, one, nil and 25", "10 14 42 1 0 25"),
        ("took 10, 114, 142 and 20 seats", "10 114 142 20"),
        ("10, 114 and 120 votes", "10 114 120"),
        ("lists 318, 262 and 35", "318 262 35"),
        ("won 12, 300 votes ahead of", "12 300"),
        ("Seats 318 262 35 12", "318 262 35 12"),
        ("08/05/2015", "8 5 2015"),
        ("2024-11-06", "2024 11 6"),
        ("2019-20", "2019 20"),
        ("11:20", "11 20"),
        ("Conservatives365(+48)43.6(+1.2)", "365 48 43.6 1.2"),
        ("Edwards16117.2-2.8", "16117.2 -2.8"),
        ("2.svg 24.8+2.7", "! 24.8 2.7"),
        ("34%−2", "34 -2"),
        ("one hundred and two hundred", "100 200"),
        ("five million and three million", "5000000 3000000"),
        ("eleven one", "11 1"),
        ("twenty ten", "20 10"),
        ("No 10 won no seats", "10 0"),
        ("on 6 May 1999, 205 votes", "6 1999 205"),
        # a text that writes thousands so throughout
        ("A won 469, 896 votes. B had 387, 476. C had 7, 387", "469896 387476 7387"),
        # ... or often enough beside the other way
        ("A: 9, 896 votes; B: 7, 476 votes; C 3,415; D: 5, 123.", "9896 7476 3415 5123"),
        # ... where a list stays open
        ("A won 469, 896 votes; lists 10, 114 and 20", "469896 ! 20"),
    ],
)
def test_several_numbers(text: str, values: str) -> None:
    assert [value if value[0] != "!" else "!" for _, value in shown(text)] == values.split()


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("12.8 million", "12750000", "12900000"),
        ("12.80 million", "12795000", "12810000"),
        ("22 crore", "215000000", "230000000"),
        ("four million", "3500000", "5000000"),
        ("half a million", "450000", "600000"),
        ("13,650,918", "13650918", "13650918"),
        ("318", "318", "318"),
        ("twenty-one", "21", "21"),
        ("47.5", "47.45", "47.6"),
        ("47.5%", "47.45", "47.6"),
        ("47%", "46.5", "48"),
        ("ten per cent", "9.5", "11"),
        ("4 points", "3.5", "5"),
        ("-10.4", "-10.5", "-10.35"),
        ("-13", "-13", "-13"),
        ("about 500", "450", "550"),
        ("roughly 9.7 million", "8730000", "10670000"),
        ("more than 1,000", "1000", "Infinity"),
        ("at least 40", "40", "Infinity"),
        ("fewer than 40", "0", "40"),
        ("within 2,000", "0", "2000"),
        ("just over 500", "500", "550"),
        ("just under 500", "450", "500"),
        ("nearly 30,000", "27000", "30000"),
    ],
)
def test_the_interval_of_what_is_printed(text: str, low: str, high: str) -> None:
    found = only(text)
    assert (found.low, found.high) == (Decimal(low), Decimal(high))


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [
        ("about 500", "about"),
        ("Around 500", "about"),
        ("some 500", "about"),
        ("~500", "about"),
        ("500 or so", "about"),
        ("500-odd", "about"),
        ("more than a dozen", "more_than"),
        ("a little more than 500", "more_than"),
        ("a.\n\nOver half", "more_than"),
        ("better than 3%", "more_than"),
        (">5%", "more_than"),
        ("at least 500", "at_least"),
        ("upwards of 500", "at_least"),
        ("no fewer than 500", "at_least"),
        ("70 or more", "at_least"),
        ("70+", "at_least"),
        ("less than 500", "less_than"),
        ("nearly half", "less_than"),
        ("almost 500", "less_than"),
        ("a shade under 500", "less_than"),
        ("below 50", "less_than"),
        ("no more than 500", "at_most"),
        ("up to 500", "at_most"),
        ("within 500", "at_most"),
        ("goes up to 62", "exact"),
        ("cover 500", "exact"),
        ("500", "exact"),
    ],
)
def test_qualifiers(text: str, qualifier: str) -> None:
    found = only(text)
    assert found.qualifier == qualifier
    assert found.low <= found.value <= found.high


@pytest.mark.parametrize("text", ["12 fewer than 318", "ten more than 2015", "five seats more than 12"])
def test_a_comparison_with_another_number_is_no_qualifier(text: str) -> None:
    assert [n.qualifier for n in scan(text, WORDS) if isinstance(n, Numeral)] == ["exact", "exact"]


@pytest.mark.parametrize(
    ("text", "value", "low", "high", "percent"),
    [
        ("60 or 70", "60 70", "60", "70", False),
        ("60-70", "60 70", "60", "70", False),
        ("11,000–13,000", "11000 13000", "11000", "13000", False),
        ("between 60 and 70", "60 70", "60", "70", False),
        ("between two and four seats", "2 4", "2", "4", False),
        ("12-13%", "12 13", "11.5", "14", True),
        ("2-3 million", "2000000 3000000", "1500000", "4000000", False),
        ("two or three million", "2000000 3000000", "1500000", "4000000", False),
    ],
)
def test_ranges(text: str, value: str, low: str, high: str, percent: bool) -> None:
    found = [n for n in scan(text, WORDS) if isinstance(n, Numeral)]
    assert [n.form for n in found] == ["range", "range"]
    assert [f"{n.value:f}" for n in found] == value.split()
    assert {(n.low, n.high, n.percent) for n in found} == {(Decimal(low), Decimal(high), percent)}


@pytest.mark.parametrize("text", ["60 and 70", "70-60", "from one to 13", "1-2-3", "A4-84", "32 to 35"])
def test_no_range(text: str) -> None:
    assert all(n.form != "range" for n in scan(text, WORDS) if isinstance(n, Numeral))


@pytest.mark.parametrize(
    ("text", "percent", "points"),
    [
        ("47.5%", True, False),
        ("47.5 %", True, False),
        ("47.5 per cent", True, False),
        ("47.5\nper cent", True, False),
        ("47.5\nPercent", False, False),  # the next cell of a column
        ("12pc", True, False),
        ("4.5 percentage points", False, True),
        ("4.5 pts", False, True),
        ("20-point", False, True),
        ("ten points", False, True),
        ("ten per cent", True, False),
        ("47.5 perceived", False, False),
        ("47.5", False, False),
    ],
)
def test_percent_and_points(text: str, percent: bool, points: bool) -> None:
    found = only(text)
    assert (found.percent, found.points) == (percent, points)


@pytest.mark.parametrize(
    ("text", "sign", "bracket", "glued", "form", "decimals"),
    [
        ("(+48)", "+", True, "", "digits", 0),
        ("[-3.10]", "-", True, "", "digits", 2),
        ("(44.0%, x)", "", False, "", "digits", 1),
        ("(44%)", "", True, "", "digits", 0),
        ("COVID-19", "", False, "hyphen", "digits", 0),
        ("BJP+354", "+", False, "letters", "digits", 0),
        ("Con–3", "", False, "", "digits", 0),
        ("(unchanged)", "", True, "", "unchanged", 0),
        ("half", "", False, "", "fraction", 0),
        ("none", "", False, "", "nil", 0),
        ("six", "", False, "", "words", 0),
    ],
)
def test_what_stands_around(text: str, sign: str, bracket: bool, glued: str, form: str, decimals: int) -> None:
    found = only(text)
    assert (found.sign, found.bracket, found.glued) == (sign, bracket, glued)
    assert (found.form, found.decimals) == (form, decimals)


@pytest.mark.parametrize(
    ("text", "parts"),
    [("a third of", "1/3"), ("two-thirds", "2/3"), ("half", "1/2"), ("fell by a fifth.", "1/5")],
)
def test_fractions_lie_inside_their_interval(text: str, parts: str) -> None:
    found, (top, bottom) = only(text), map(int, parts.split("/"))
    assert found.form == "fraction"
    assert found.low * bottom <= top <= found.high * bottom
    assert found.high - found.low < Decimal("1e-20")
