"""Pages as documents: reading order, tables, what is said once, furniture, and the facts of a page."""

from __future__ import annotations

import re
from io import StringIO

import pandas
import pytest

from extract.html import load_html
from extract.model import Block, BlockKind, Document
from extract.pipeline import read_document

LEAD = (
    "The council changed hands overnight after every one of its wards had been counted twice, and the new "
    "leader said that the work of the next four years would begin before breakfast on the following day."
)


def load(body: str, *, head: str = "", name: str = "page.html") -> Document:
    page = f"<!doctype html><html><head><meta charset=utf-8>{head}</head><body>{body}</body></html>"
    return load_html(page.encode(), name)


def rows(document: Document, number: int = 0) -> list[list[str]]:
    """The rows of one table as a reader of the text alone sees them."""
    return [line.split("\t") for line in text_of(document, tables(document)[number]).split("\n")]


def tables(document: Document) -> list[Block]:
    return [block for block in document.blocks if block.kind is BlockKind.TABLE]


def text_of(document: Document, block: Block) -> str:
    return document.text[block.span.start : block.span.end]


def kinds(document: Document) -> dict[str, BlockKind]:
    return {text_of(document, block): block.kind for block in document.blocks}


# ---------------------------------------------------------------- one reading order


def test_prose_and_tables_come_where_they_stand() -> None:
    document = load(
        "<h1>Ashmoor result</h1><p>First the\n vote.</p>"
        "<table><tr><th>Party<th>Votes<tr><td>Labour<td>1,200<tr><td>Green<td>300</table>"
        "<h2>Seats</h2><ul><li>Labour 4<li>Green 1</ul>then a line<br>and another<br><br>and a third"
    )
    assert document.text == (
        "Ashmoor result\n\nFirst the vote.\n\nParty\tVotes\nLabour\t1,200\nGreen\t300\n\nSeats\n\n"
        "Labour 4\nGreen 1\n\nthen a line\nand another\n\nand a third"
    )
    assert [block.kind.value for block in document.blocks] == [
        *("headline", "paragraph", "table", "paragraph", "list", "paragraph", "paragraph"),
    ]


def test_inline_elements_join_and_blocks_part() -> None:
    document = load(
        "<p><span>12</span><span>,</span><b>345</b> votes</p><div>A<div>B</div>C</div>"
        "<table><tr><td><div>Ann Lee</div><div>Green</div><td>1<span>,2</span>00"
        "<tr><td>Bo<br>Day<td>7</table>"
    )
    assert "12,345 votes" in document.text
    assert "A\n\nB\n\nC" in document.text
    assert rows(document) == [["Ann Lee Green", "1,200"], ["Bo Day", "7"]]


def test_spaces_that_were_printed_stay() -> None:
    document = load("<p>16\u00a0025\u2009198 &nbsp;votes&#8239;cast</p>")
    assert document.text == "16\u00a0025\u2009198 \u00a0votes\u202fcast"


def test_printout_keeps_its_columns_even_after_the_end_of_the_page() -> None:
    document = load_html(b"<html><pre>\nLEE (GRN) . .    12\n</html></pre><html><pre>DAY (LAB)  .     7\n</html>", "p")
    assert "LEE (GRN) . .    12" in document.text
    assert "DAY (LAB)  .     7" in document.text
    assert {block.kind for block in document.blocks} == {BlockKind.RECORDS}


# ---------------------------------------------------------------- tables beside pandas

NO_DIFFERENCE = ""
EMPTY_COLUMN = "a column that only shows a colour is no column here"
EMPTY_ROW = "a row that prints nothing is no row here"
OVERWIDE = "a heading that asks for more columns than there are is cut to the table; pandas pads the table"
OVERLONG = "a span that reaches below the last row ends there, as in a browser; pandas adds rows"
HIDDEN_TWIN = "a label for screen readers is no part of the cell"
NESTED = "a table in a cell is a table of its own; pandas repeats its text in the outer cell"

AWKWARD = {
    "plain": ("<tr><th>P<th>V<tr><td>Lab<td>12<tr><td>Con<td>9", NO_DIFFERENCE),
    "sections": (
        "<tfoot><tr><td>All<td>21</tfoot><thead><tr><th>P<th>V</thead>"
        "<tbody><tr><td>Lab<td>12</tbody><tbody><tr><td>Con<td>9</tbody>",
        NO_DIFFERENCE,
    ),
    "rowspan": (
        "<tr><td rowspan=2>North<td>Lab<td>5<tr><td>Con<td>4<tr><td>South<td>Lab<td>3",
        NO_DIFFERENCE,
    ),
    "colspan": ("<tr><th>P<th colspan=2>Vote<tr><th>-<th>N<th>%<tr><td>Lab<td>5<td>50", NO_DIFFERENCE),
    "both": ("<tr><td rowspan=2 colspan=2>A<td>1<tr><td>2<tr><td>b<td>c<td>3", NO_DIFFERENCE),
    "overlong": ("<tr><td rowspan=9>N<td>1<tr><td>2", OVERLONG),
    "row heads": ("<tr><th>P<th>V<tr><th>Lab<td>12<tr><th>Con<td>9", NO_DIFFERENCE),
    "empty cells": ("<tr><td>Lab<td><td>12<tr><td>Con<td>gain<td>9", NO_DIFFERENCE),
    "spans inside": ("<tr><td>Lab<td><span>1</span><span>2</span><tr><td>Con<td><b>9</b>", NO_DIFFERENCE),
    "colour column": (
        "<tr><th colspan=2>Party<th>V<tr><td style='background:red'><td>Lab<td>12"
        "<tr><td style='background:blue'>&nbsp;<td>Con<td>9",
        EMPTY_COLUMN,
    ),
    "spacer row": ("<tr><td>Lab<td>12<tr><td>&nbsp;<td><tr><td>Con<td>9", EMPTY_ROW),
    "overwide": ("<tr><td colspan=40>Result<tr><td>Lab<td>12<tr><td>Con<td>9", OVERWIDE),
    "line break": ("<tr><td>Ann<br>Lee<td>12<tr><td>Bo Day<td>9", NO_DIFFERENCE),
    "spoken label": ("<tr><td>Lab<td><span class='sr-only'>Votes: </span>12<tr><td>Con<td>9", HIDDEN_TWIN),
    "nested": (
        "<tr><td>Lab<td>12<tr><td>Con<td>9<tr><td>Rest<td>3<table><tr><td>Grn<td>2<tr><td>Ind<td>1</table>",
        NESTED,
    ),
}
OURS_WHERE_IT_DIFFERS = {
    "colour column": [["Party", "V"], ["Lab", "12"], ["Con", "9"]],
    "spacer row": [["Lab", "12"], ["Con", "9"]],
    "overwide": [["Result", "Result"], ["Lab", "12"], ["Con", "9"]],
    "overlong": [["N", "1"], ["N", "2"]],
    "spoken label": [["Lab", "12"], ["Con", "9"]],
    "nested": [["Lab", "12"], ["Con", "9"], ["Rest", "3"]],
}


def ours(markup: str) -> list[list[str]]:
    """Our cells with each span repeated over the grid, as pandas has it."""
    document = load(f"<table>{markup}</table>")
    block = tables(document)[0]
    grid: dict[tuple[int, int], str] = {}
    for cell in block.cells:
        text = document.text[cell.span.start : cell.span.end]
        for row in range(cell.row, cell.row + cell.rowspan):
            for column in range(cell.column, cell.column + cell.colspan):
                grid[row, column] = text
    height, width = (1 + max(key[axis] for key in grid) for axis in (0, 1))
    return [[grid.get((row, column), "") for column in range(width)] for row in range(height)]


def theirs(markup: str) -> list[list[str]]:
    page = StringIO(f"<table>{markup}</table>")
    frame = pandas.read_html(page, flavor="lxml", keep_default_na=False)[0]
    found = [["" if pandas.isna(value) else str(value) for value in row] for row in frame.to_numpy().tolist()]
    if isinstance(frame.columns, pandas.MultiIndex):
        return [[str(name) for name in level] for level in zip(*frame.columns, strict=True)] + found
    if str(frame.columns[0]) == "0":
        return found
    return [[re.sub(r"\.\d+$", "", str(name)) for name in frame.columns], *found]


@pytest.mark.parametrize("name", AWKWARD)
def test_tables_are_those_of_pandas_or_differ_for_a_reason(name: str) -> None:
    markup, reason = AWKWARD[name]
    if reason == NO_DIFFERENCE:
        assert ours(markup) == theirs(markup)
    else:
        assert ours(markup) == OURS_WHERE_IT_DIFFERS[name]
        assert ours(markup) != theirs(markup), "the difference is gone: the reason can go too"


def test_header_cells_are_known() -> None:
    document = load(
        "<table><thead><tr><td>Party<td>Votes</thead><tr><th>Lab<td>12<tr><td>Con<td>9</table>"
        "<table><tr><td><b>Party</b><td><b>Votes</b><tr><td><b>Lab</b><td>12<tr><td>Con<td>9</table>"
    )
    for block, expected in zip(tables(document), ({"Party", "Votes", "Lab"}, {"Party", "Votes"}), strict=True):
        assert {document.text[c.span.start : c.span.end] for c in block.cells if c.header} == expected


def test_caption_and_nested_table_stand_on_their_own() -> None:
    document = load("<table><caption>Ashmoor, 4 May</caption>" + AWKWARD["nested"][0] + "</table>")
    assert document.text == "Ashmoor, 4 May\n\nLab\t12\nCon\t9\nRest\t3\n\nGrn\t2\nInd\t1"


def test_a_table_that_arranges_the_page_is_no_table() -> None:
    document = load(
        "<table><tr><td><p>Left text.<td><table><tr><td>Lab<td>12<tr><td>Con<td>9</table></table>"
        "<table><tr><td>Only one cell</table>"
    )
    assert document.text == "Left text.\n\nLab\t12\nCon\t9\n\nOnly one cell"
    assert len(tables(document)) == 1


def test_definition_lists_and_lists_of_fields_are_tables() -> None:
    document = load(
        "<dl><dt>Electorate</dt><dd>71,366</dd><div><dt>Turnout<dd>61.2%</div></dl>"
        "<ul><li><a href=x><span class=n>Ann Lee</span><span class=v>1,200</span></a>"
        "<li><a href=y><span class=n>Bo Day</span><span class=v>900</span></a></ul>"
        "<div><div class=h><b>Party</b><i>Seats</i></div>"
        + "".join(f"<div class=r><span>{p}</span><span>{n}</span></div>" for p, n in [("Lab", 4), ("Con", 3)] * 3)
        + "</div><ul><li><a href=z><span>News</span></a><li><a href=z><span>Sport</span></a></ul>"
    )
    assert rows(document, 0) == [["Electorate", "71,366"], ["Turnout", "61.2%"]]
    assert rows(document, 1) == [["Ann Lee", "1,200"], ["Bo Day", "900"]]
    assert rows(document, 2)[:3] == [["Party", "Seats"], ["Lab", "4"], ["Con", "3"]]
    assert len(tables(document)) == 3


# ---------------------------------------------------------------- signs, and what is said twice


@pytest.mark.parametrize(
    ("icon", "word"),
    [
        ('<img alt="Increase" src="a.png">', "Increase"),
        ('<img alt="" src="/static/11px-Decrease2.svg.png">', "Decrease"),
        ('<img src="Steady.svg">', "Steady"),
        ('<i class="fa fa-caret-down"></i>', "Decrease"),
        ('<span role="img" aria-label="up">▲</span>', "Increase"),
        ('<svg aria-label="down"><path d="M0"/><text>x</text></svg>', "Decrease"),
        ("▼", "▼"),
    ],
)
def test_icons_give_their_sign(icon: str, word: str) -> None:
    document = load(f"<table><tr><td>Lab<td>{icon}4.2<tr><td>Con<td>1.0</table>")
    assert rows(document)[0][1].replace(" ", "") == f"{word}4.2"
    assert rows(document)[0][1] in (f"{word} 4.2", f"{word}4.2")


def test_a_picture_alone_in_a_cell_is_its_text() -> None:
    document = load(
        "<table><tr><td><img alt='Labour Party'><td>12<tr><td><img alt='x'>Con<td>9"
        "<tr><td>Green<td><img alt='30px'><tr><td>Ind<td><img alt='Flag of x.svg'></table>"
    )
    assert rows(document) == [["Labour Party", "12"], ["Con", "9"], ["Green", ""], ["Ind", ""]]


@pytest.mark.parametrize(
    "twin",
    [
        "<span style='display: none'>Lab</span>",
        "<span hidden>Lab</span>",
        "<span aria-hidden='true'>Labour</span>",
        "<span class='visible-xs'>Labour</span>",
        "<span class='d-md-none'>Lab</span><span class='d-none d-md-inline'></span>",
        "<span class='sr-only'>Party:</span>",
        "<noscript>Labour</noscript>",
        "<template>Labour</template>",
        "<script>document.write('Labour')</script>",
        "<!-- Labour -->",
        "<sup class=reference><a href='#n1'>[1]</a></sup>",
        "<sup><a href='#n1'>1</a></sup>",
    ],
)
def test_what_is_said_twice_is_said_once(twin: str) -> None:
    document = load(f"<table><tr><td>Labour{twin}<td>12<tr><td>Con<td>9</table>")
    assert rows(document) == [["Labour", "12"], ["Con", "9"]]


def test_what_is_said_only_once_stays() -> None:
    document = load(
        "<p><span aria-hidden='true'>+4.2</span> and <span class='mobile-only'>7 seats</span></p>"
        "<div class='tab-pane' style='display:none'><p>Second round: 1,234</p></div>"
    )
    assert "+4.2 and 7 seats" in document.text
    assert "Second round: 1,234" in document.text


# ---------------------------------------------------------------- furniture

ARTICLE = f"""
<header class="site-header"><a href="/">The Ashmoor Post</a></header>
<nav><ul><li><a href="/a">News 24</a><li><a href="/b">Sport</a></ul></nav>
<div class="cookie-banner"><p>We and our 812 partners use cookies.</p></div>
<main><article><h1>Greens take Ashmoor</h1>
<p>{LEAD}</p><p>The Greens won 12 seats, five more than before, and {LEAD.lower()}</p>
<p>Turnout: 61.2%</p>
<table><tr><th>Party<th>Seats<tr><td>Green<td>12<tr><td>Labour<td>9</table>
<p>Labour, which had run the council since 1998, kept 9 seats. {LEAD}</p>
<div class="share-buttons"><a href="#">Share 45</a></div>
<aside><h3>Read more</h3><p>Labour won 99 seats in Wenby</p></aside></article>
<section class="comments"><p>bob: they won 500 seats lol, and nobody expected that to happen</p></section>
</main>
<div class="related-stories"><table><tr><td>Wenby<td>99<tr><td>Elsby<td>98</table></div>
<footer><p>Copyright 2024. Call 020 7946 0000.</p></footer>"""


def test_furniture_is_kept_apart_and_named() -> None:
    document = load(ARTICLE, head="<title>Greens take Ashmoor - The Ashmoor Post</title>")
    furniture = " ".join(t for t, kind in kinds(document).items() if kind is BlockKind.FURNITURE)
    content = " ".join(t for t, kind in kinds(document).items() if kind is not BlockKind.FURNITURE)
    for text in (
        "News 24",
        "812 partners",
        "Share 45",
        "99 seats in Wenby",
        "500 seats",
        "Wenby\t99",
        "0000",
    ):
        assert text in furniture
        assert text not in content
    for text in ("won 12 seats", "Turnout: 61.2%", "Green\t12", "since 1998"):
        assert text in content
    assert kinds(document)["Greens take Ashmoor"] is BlockKind.HEADLINE
    assert all(not b.cells for b in document.blocks if b.kind is BlockKind.FURNITURE)


def test_every_numeral_of_furniture_is_named_as_such() -> None:
    page = (
        "<html><body><nav><ul><li><a href=/a>Top ten stories</a></li><li><a href=/b>1.5m readers, 3 May</a></li>"
        "</ul></nav><main><h1>General election: the result</h1>"
        "<p>Labour won 262 seats at the general election, the party said.</p></main></body></html>"
    )
    result = read_document(load_html(page.encode(), "page.html"))
    text = result.document.text
    assert [text[i.span.start : i.span.end] for i in result.ignored if i.rule == "document.furniture"] == [
        "ten",
        "1.5m",
        "3",
    ]
    assert [f.claim.value for f in result.figures] == [262]


def test_a_page_that_is_no_article_keeps_its_content() -> None:
    document = load(
        "<nav><p>Menu 7</p></nav><div class=vote-share><p>Electorate 7,120</p></div>"
        "<table><tr><td>Lab<td>12<tr><td>Con<td>9</table><div><p>Spoilt: 13</p></div><footer>© 2024</footer>"
    )
    found = kinds(document)
    assert found["Electorate 7,120"] is found["Spoilt: 13"] is BlockKind.PARAGRAPH
    assert found["Menu 7"] is found["© 2024"] is BlockKind.FURNITURE


# ---------------------------------------------------------------- facts of the page


def test_facts_prefer_json_ld_and_name_their_origin() -> None:
    json_ld = (
        '<script type="application/ld+json">{"@graph":[{"@type":"WebSite","name":"x"},'
        '{"@type":["NewsArticle"],'
        '"headline":"Greens take Ashmoor","datePublished":"2024-05-03T06:00:00Z",'
        '"publisher":{"name":"The Ashmoor Post"}}]}</script>'
    )
    head = (
        f"{json_ld}<link rel=canonical href='https://post.example/a'>"
        "<meta property='og:title' content='Other'>"
        "<meta property='article:published_time' content='2024-05-09'>"
        "<title>Greens take Ashmoor | Post</title>"
    )
    source = load(ARTICLE, head=head).source
    assert (source.title, source.published) == ("Greens take Ashmoor", "2024-05-03")
    assert (source.publisher, source.url) == ("The Ashmoor Post", "https://post.example/a")
    assert dict(source.origin) == {
        "title": "json-ld",
        "published": "json-ld",
        "publisher": "json-ld",
        "url": "link rel=canonical",
    }


def test_facts_come_from_the_head_where_there_is_no_json_ld() -> None:
    head = (
        "<script type='application/ld+json'>{broken</script>"
        "<meta property='og:site_name' content='Ashmoor Post'>"
        "<meta property='article:published_time' content='2024-05-03T06:00:00Z'><title>A vote</title>"
    )
    source = load("<p>12 votes.</p>", head=head).source
    assert (source.published, source.publisher, source.title) == ("2024-05-03", "Ashmoor Post", "A vote")
    assert dict(source.origin)["published"] == "htmldate"
