"""Where a page's text stood in its source, how its bytes are decoded, and what hostile pages may cost."""

from __future__ import annotations

import gzip
import re
import time
import tracemalloc
from html import unescape

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from extract.html import HtmlError, load_html
from extract.html_source import MAX_BYTES, decode, text_runs
from extract.model import Document, Span

_TAGS = re.compile(r"<!--.*?-->|<[a-zA-Z/!?](?:[^>\"']|\"[^\"]*\"|'[^']*')*>", re.DOTALL)


def grounded(document: Document, source: str) -> int:
    """Check every run of digits that has a place in the source, and count them."""
    assert document.offsets is not None
    mapped = 0
    for number in re.finditer(r"\d+", document.text):
        place = document.offsets.source_span(Span(*number.span()))
        if place is not None:
            assert unescape(_TAGS.sub("", source[place.start : place.end])) == number.group()
            mapped += 1
    return mapped


PAGE = """<!doctype html><title>Ashmoor: 12 seats</title><body class="n12" data-x='<b>7</b>'>
<script>var votes = "99";</script><!-- 98 --><h1>Ashmoor: 12 seats</h1>
<p title="5 > 4">Turnout &lt; 50&#37;: <span>1</span><span>2</span>,&#51;45 of 2&nbsp;000
&minus;7 &amp; 6 < 8</p>
<table><tr><td colspan=2>Round 1<tr><td>Lab<td>1<b>,2</b>00<tr><td>Con<td>9<td></td></table>
<p>last &#x31;9"""


def test_every_number_points_into_the_source() -> None:
    document = load_html(PAGE.encode(), "p.html")
    assert "Turnout < 50%: 12,345 of 2\u00a0000 \u22127 & 6 < 8" in document.text
    assert "99" not in document.text
    assert grounded(document, PAGE) == len(re.findall(r"\d+", document.text))


def test_an_entity_is_mapped_whole_and_our_own_words_not_at_all() -> None:
    source = '<p>swing &minus;4</p><table><tr><td><img alt="Increase">5<td>x<tr><td>6<td>y</table>'
    document = load_html(source.encode(), "p.html")
    assert document.offsets is not None
    minus = document.text.index("\u2212")
    place = document.offsets.source_span(Span(minus, minus + 1))
    assert place is not None
    assert source[place.start : place.end] == "&minus;"
    word = document.text.index("Increase")
    assert document.offsets.source_span(Span(word, word + len("Increase"))) is None
    assert document.offsets.source_span(Span(document.text.index("\t"), document.text.index("\t") + 1)) is None


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        ("<p>12 <b>seats</b>\n</p> <p> more</p>", ["12 ", "seats", " more"]),
        ("<script>a<b>1</b></scripts></SCRIPT >5<style>p{}</style>", ["5"]),
        ("<SCRIPT>1</script><scripted>2</scripted><textarea><b>3</textarea>4", ["2", "4"]),
        ("<title>Up <b>5</b></titles></title><svg><title> </title>6", ["Up <b>5</b></titles>", "6"]),
        ("50 < 60 <5 <= 7<b>8", ["50 < 60 <5 <= 7", "8"]),
        (" < 5<i>6", [" < 5", "6"]),
        ("<!-- 1 > 2 -- --->3<!-->4<!--->5<!DOCTYPE html [>6<?php 7 ?>8</>9", ["3", "4", "5", "6", "8", "9"]),
        ("""<a title="1 > 2" b='>' c=">" d= '>'>3<a 4">5<a title="6>7<p>8""", ["3", "5", "7", "8"]),
        ("1<!-- 2", ["1"]),
        ("1<script>2", ["1"]),
        ("1<title>2<p>3", ["1", "2<p>3"]),
        ("", []),
        (" \u00a0\n", []),
    ],
)
def test_text_is_told_from_markup_as_html_has_it(source: str, texts: list[str]) -> None:
    assert [source[start:end] for start, end in text_runs(source)] == texts


_PIECES = st.sampled_from(
    [
        *(
            "<p>",
            "</p>",
            "<table>",
            "<tr>",
            "<td>",
            "</table>",
            "<div>",
            "</div>",
            "<ul><li>",
            "<b>",
            "</b>",
            "<",
        ),
        *(
            "<span>",
            "</span>",
            "<br>",
            "<td rowspan=3>",
            "<td colspan=0>",
            "<!--",
            "-->",
            "<script>",
            "</script>",
        ),
        *(
            "12",
            "3,456",
            " 7.8% ",
            "&minus;",
            "&#57;",
            "&amp",
            "&",
            "\u00a0",
            "\n",
            "Labour ",
            "</body>",
            "<a href='",
        ),
        *(
            "<dl><dt>",
            "<dd>",
            "<title>",
            "</title>",
            "<pre>",
            "<nav>",
            '"',
            "'",
            ">",
            "\x00",
            "\ufdd0",
            "<svg>",
            "=",
            "\f",
        ),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(_PIECES, max_size=40).map("".join))
@example("<a href='12<p>it's 3</p>")
@example("<table>5<tr>6<td>7</table>8</html>9")
@example("<title>1<p>2</title>3<plaintext>4</p>5")
def test_broken_pages_are_never_grounded_wrongly(source: str) -> None:
    try:
        document = load_html(source.encode(), "p.html")
    except HtmlError:
        return
    decoded, _ = decode(source.encode())
    assert document.offsets is not None
    for at, low, high, length in document.offsets.segments:
        assert unescape(decoded[low:high]) == document.text[at : at + length]
    starts = [segment[0] for segment in document.offsets.segments]
    assert starts == sorted(starts)
    for block in document.blocks:
        assert 0 <= block.span.start < block.span.end <= len(document.text)
        assert all(block.span.start <= c.span.start <= c.span.end <= block.span.end for c in block.cells)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200), st.sampled_from(["p.html", "p.mhtml", "p.html.gz"]))
def test_any_bytes_load_or_are_refused(data: bytes, name: str) -> None:
    try:
        document = load_html(data, name)
    except HtmlError:
        return
    assert document.text.strip()


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(PAGE)))
def test_a_page_cut_short_keeps_what_it_has(length: int) -> None:
    cut = PAGE[:length]
    try:
        document = load_html(cut.encode(), "p.html")
    except HtmlError:
        assert not any(cut[a:b].strip() for a, b in text_runs(cut)) or "<body" not in cut
        return
    grounded(document, cut)


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("<p>Sinn Féin £5 – ok".encode(), "utf-8"),
        ("\ufeff<p>Sinn Féin £5 – ok".encode(), "utf-8"),
        ("\ufeff<p>Sinn Féin £5 – ok".encode("utf-16-le"), "utf-16-le"),
        ("<p>Sinn Féin £5 – ok".encode("utf-16-le"), "utf-16-le"),
        ("<p>Sinn Féin £5 – ok".encode("cp1252"), "cp1252"),
        ("<meta charset=iso-8859-1><p>Sinn Féin £5 – ok".encode("cp1252"), "cp1252"),
        ("<meta charset=iso-8859-1><p>Sinn Féin £5 – ok".encode(), "utf-8"),
        (
            ("<meta http-equiv=Content-Type content='text/html; charset=mac-roman'><p>Sinn Féin £5 – ok").encode(
                "mac-roman"
            ),
            "mac-roman",
        ),
        ("<meta charset=nonsense><p>Sinn Féin £5 – ok".encode("cp1252"), "cp1252"),
        (
            "<?xml version='1.0' encoding='utf-8'?><html><p>Sinn Féin £5 – ok</p></html>".encode(),
            "utf-8",
        ),
    ],
)
def test_encodings(data: bytes, encoding: str) -> None:
    document = load_html(data, "p.html")
    assert document.text == "Sinn Féin £5 – ok"
    assert document.source.encoding == encoding
    grounded(document, decode(data)[0])


def test_damaged_utf8_is_not_another_encoding() -> None:
    data = "<meta charset=utf-8><p>Sinn Féin won 5</p>".encode() + b"\xc3"
    assert load_html(data, "p.html").text.startswith("Sinn Féin won 5")


def test_packed_pages() -> None:
    page = b"<p>Labour 12</p>"
    assert load_html(gzip.compress(page) + gzip.compress(b"<p>Green 5"), "p.html.gz").text == "Labour 12\n\nGreen 5"
    archive = (
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\n"
        b"Content-Type: text/css\r\n\r\np{}\r\n--b\r\nContent-Type: text/html; charset=cp1252\r\n"
        b"Content-Transfer-Encoding: quoted-printable\r\n"
        b"Content-Location: https://post.example/a\r\n\r\n<p>Labour=\r\n =A312</p>\r\n--b--\r\n"
    )
    document = load_html(archive, "p.mhtml")
    assert document.text == "Labour £12"
    assert (document.source.url, dict(document.source.origin)["url"]) == ("https://post.example/a", "mhtml")


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "p.html", "empty"),
        (b" \n", "p.html", "empty"),
        (b"<html><script>draw()</script>", "p.html", "no text"),
        (b"\x1f\x8bnonsense", "p.html.gz", "gzip"),
        (gzip.compress(b"<p>12</p>" * 99)[:-20], "p.html.gz", "ends early"),
        (gzip.compress(bytes(MAX_BYTES + 1)), "p.html.gz", "unpacks to more"),
        (b"Content-Type: text/plain\r\n\r\n12", "p.mhtml", "no HTML part"),
    ],
)
def test_refusals_name_reason_and_next_step(data: bytes, name: str, reason: str) -> None:
    with pytest.raises(HtmlError, match=reason) as refused:
        load_html(data, name)
    assert refused.value.next_step


HOSTILE = {
    "nested": "<div>" * 10_000 + "12" + "</div>" * 10_000,
    "nested tables": "<table><tr><td>a<td>b<tr><td>c<td>d<tr><td>x<td>" * 1_000,
    "nested inline": "<b>" * 50_000 + "12",
    "brackets": "<" * 200_000,
    "open tags": "<a " * 200_000,
    "open quotes": '<a ="' * 200_000,
    "open comments": "<!--" * 200_000,
    "entities": "&amp;" * 50_000 + "&" * 200_000 + "&#" * 100_000,
    "doctype bomb": "<!DOCTYPE x [<!ENTITY a '12'><!ENTITY b '&a;&a;&a;'>]><p>" + "&b;" * 50_000,
    "spans": "<table><tr><td>1<td>2" + "<tr><td rowspan=65000 colspan=1000>5<td colspan=999>6" * 3_000,
    "headings": "<div>" * 1_000 + "<h1>5</h1>" * 5_000,
    "hidden": "".join(f"<i aria-hidden=true>z{n}</i>" for n in range(5_000)) + "<p>x</p>" * 2_000,
    "json": "<script type='application/ld+json'>" + "[" * 200_000 + "</script><p>5",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_are_bounded_in_time_and_memory(name: str) -> None:
    data = HOSTILE[name].encode()
    tracemalloc.start()
    began = time.perf_counter()
    try:
        document = load_html(data, "p.html")
        assert len(document.text) <= 20 * len(data)
    except HtmlError:
        pass  # refused is as good as read, so long as it is soon
    finally:
        seconds, (_, peak) = time.perf_counter() - began, tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert seconds < 20
    assert peak < 1000 * len(data) + 50_000_000


def test_what_is_nested_too_deep_is_owned_up_to() -> None:
    document = load_html(b"<p>5</p>" + b"<div>" * 10_000 + b"12", "p.html")
    assert document.text == "5"
    assert "nested too deep" in document.source.notes[0]


def test_time_grows_with_the_page_and_no_faster() -> None:
    row = "<tr><td>Party %d</td><td>1,%03d</td><td>&minus;4.5</td></tr>"

    def seconds(count: int) -> float:
        page = f"<h1>R</h1><table>{''.join(row % (n, n % 1000) for n in range(count))}</table>".encode()
        best = float("inf")
        for _ in range(3):
            began = time.process_time()
            load_html(page, "p.html")
            best = min(best, time.process_time() - began)
        return best

    assert seconds(16_000) < 16 * seconds(2_000)
