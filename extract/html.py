"""A web page as a document: one reading order, tables as rows, furniture told from content.

The text is a rendering of our own: a paragraph, heading or list item is a line, a table row is a line whose
cells are joined by a tab, and an empty line stands between blocks. Prose and tables come in the order in
which they stand in the page, and every printed character knows its place in the page's source.

The tree is walked as lxml gives it. BeautifulSoup would build the same tree a second time (on lxml it has the
same parser under it) at many times the cost; it serves where it knows more, in finding a page's encoding.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from operator import itemgetter

from lxml import etree

from extract.html_dom import ARROWS, BLOCKS, SIGNING, Line, Visibility, names, sign_of, squeezed
from extract.html_main import Judged, Passage, content_holders, is_furniture, mark_furniture
from extract.html_meta import Facts, read_facts
from extract.html_source import HtmlError, Page, Part, decode, parse, unpack
from extract.html_tables import Grid, is_layout, read_definitions, read_records, read_table, rows_of
from extract.model import Block, BlockKind, Cell, Document, OffsetMap, Segment, Source, Span

__all__ = ["HtmlError", "load_html"]

_HEADINGS = names("h1 h2 h3 h4 h5 h6")
#: Blocks that make something of what stands in them.
_TELLING = _HEADINGS | names("li table ul ol")
#: Elements that can be a table, beside those that say so by their role.
_TABLES = names("table dl ul ol div")
#: Tables nested deeper than this are taken as layout unseen; no page of figures comes near.
_MAX_NESTED = 20
_MAX_LINKED_TABLE = 0.7
#: What stands between lines, blocks and columns, none of it in the source.
_LINE_END: Part = ("\n", -1, -1)
_EMPTY_LINE: Part = ("\n\n", -1, -1)
_TAB: Part = ("\t", -1, -1)
_SIGNED = names("img svg i span")  # elements that can show the sign of a change


def load_html(data: bytes, name: str, *, media_type: str = "text/html") -> Document:
    """Load a page (``.html``, ``.htm``, ``.xhtml``, each also ``.gz``; ``.mhtml``) from its bytes.

    Offsets of ``Document.offsets`` count code points of the page as ``html_source.decode`` decodes it; of an
    MHTML archive, of its HTML part. Raises HtmlError where there is no page to read.
    """
    packed = unpack(data, name)
    source, encoding = decode(packed.data, packed.charset)
    if not source.strip():
        raise HtmlError("the page is empty", "fetch it again, or leave it out")
    page = parse(source)
    facts = read_facts(page.root, len(source))
    facts.offer("url", packed.url, "mhtml")
    walk = _Walk(page)
    pieces = walk.pieces()
    title = page.root.find("head/title")
    tables = [p.element for p in pieces if p.grid is not None and not p.furniture]
    mark_furniture(page.root, [p for p in pieces if p.prose], tables, walk.judged, len(source))
    _choose_headline(page, pieces, facts, title)
    text, blocks, segments = _render(pieces)
    if not text:
        raise HtmlError("the page holds no text", "check that it is not drawn by a script alone")
    notes = [] if not page.lost else [f"{page.lost} stretches of text are nested too deep and were left out"]
    return Document(
        name=name,
        text=text,
        blocks=blocks,
        source=Source(
            path=name,
            media_type=media_type,
            encoding=encoding,
            title=facts.title,
            url=facts.url,
            publisher=facts.publisher,
            published=facts.published,
            origin=tuple(sorted(facts.origin.items())),
            notes=tuple(notes),
        ),
        offsets=OffsetMap(segments),
    )


@dataclass(slots=True)
class _Piece(Passage):
    """A block before it is printed: a line of text (``line``; ``prose`` if it is no records) or a table (``grid``)."""

    kind: BlockKind
    line: Line | None = None
    grid: Grid | None = None
    prose: bool = False
    listed: etree._Element | None = None


#: What the block elements around a line make of it: the heading it is in, whether it is an item of a list, the
#: outermost list, and how many tables it is in. A plain tuple, as one is made for nearly every block.
_Around = tuple[str, bool, "etree._Element | None", int]


def _within(around: _Around, block: etree._Element, tag: str) -> _Around:
    """The same for what stands in ``block``, one step further in."""
    level, item, listed, tables = around
    if tag == "li":
        return level, True, listed, tables
    if tag in ("ul", "ol"):
        return level, item, block if listed is None else listed, tables
    if tag == "table":
        return level, False, listed, tables + 1
    return tag if tag in _HEADINGS else level, item, listed, tables


class _Walk:
    """One pass over the tree that cuts it into pieces, in reading order; without recursion."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._shown = Visibility(page)
        self._holders = content_holders(page.root)
        self._found: list[_Piece] = []
        self._line = Line()
        self._blocks: list[tuple[etree._Element, _Around]] = [(page.root, ("", False, None, 0))]  # those we are in
        self._outer: etree._Element | None = None  # the furniture we are in
        self._links = 0
        self._verbatim = 0
        self.judged = Judged()

    def pieces(self) -> list[_Piece]:
        """The page's blocks, each still knowing its element."""
        root, hidden, tails = self._page.root, self._shown.hidden, self._page.tails
        walks = [(root, etree.iterwalk(root, events=("start", "end")))]
        passed: set[etree._Element] = set()  # what was not entered
        depth = 0
        while walks:
            top, walk = walks[-1]
            for event, element in walk:
                tag = element.tag
                if event == "end":
                    if element not in passed:
                        depth -= 1
                        if tag in BLOCKS or tag == "a" or element is self._outer:
                            self._leave(element, tag)
                    if element in tails and element is not top:
                        self._line.add(tails[element], verbatim=self._verbatim > 0, link=self._links > 0)
                elif element is not root and hidden(element):
                    if self._outer is None:  # else it goes with what it stands in
                        self.judged.apart.append(element)
                    passed.add(element)
                    walk.skip_subtree()
                elif (tag in _TABLES or element.get("role")) and (nested := self._grid(element)) is not None:
                    passed.add(element)
                    walk.skip_subtree()
                    if nested:
                        walks.extend((n, etree.iterwalk(n, events=("start", "end"))) for n in reversed(nested))
                        break  # this walk goes on behind them
                else:
                    depth += 1
                    if depth > self.judged.depth:
                        self.judged.depth = depth
                    self._enter(element, tag)
            else:
                walks.pop()
        self._flush()
        return self._found

    def _enter(self, element: etree._Element, tag: str) -> None:
        if tag in BLOCKS:
            if self._line.length:
                self._flush()
            around = self._blocks[-1][1]
            self._blocks.append((element, _within(around, element, tag) if tag in _TELLING else around))
            if tag == "pre":
                self._verbatim += 1
                self.judged.apart.append(element)
        elif tag == "br":
            if self._verbatim:
                self._line.put("\n")
            elif self._line.length and not self._line.break_line():
                self._flush()
        elif tag == "a":
            self._links += 1
        if self._outer is None and is_furniture(element, self._holders):
            self._flush()
            self._outer = element
            self.judged.apart.append(element)
        sign = sign_of(element) if tag in _SIGNED and not SIGNING.isdisjoint(element.keys()) else ""
        if sign:
            self._line.word(sign)
            if not squeezed(element.text or "").strip(ARROWS):
                return  # the arrow that the word stands for
        texts = self._page.texts
        if element in texts:
            self._line.add(texts[element], verbatim=self._verbatim > 0, link=self._links > 0)

    def _leave(self, element: etree._Element, tag: str) -> None:
        if tag in BLOCKS:
            if self._line.length:
                self._flush()
            self._blocks.pop()
            self._verbatim -= tag == "pre"
        elif tag == "a":
            self._links -= 1
        if element is self._outer:
            self._flush()
            self._outer = None

    def _flush(self) -> None:
        """End the line under way and keep it with what the elements around it make of it."""
        if not self._line.length:
            return
        line, self._line = self._line, Line()
        line.trim()
        text = line.text
        if not text or text.isspace():
            return
        element, (level, item, listed, _) = self._blocks[-1]
        kind = BlockKind.PARAGRAPH
        if self._verbatim:
            kind = BlockKind.RECORDS
        elif item and not level:
            kind = BlockKind.LIST
        outside = self._outer is not None
        prose = kind is not BlockKind.RECORDS  # what is set out by hand is content as a table is
        listed = listed if kind is BlockKind.LIST else None
        self._found.append(_Piece(element, text, line.linked, level, outside, kind, line, None, prose, listed))

    def _grid(self, element: etree._Element) -> list[etree._Element] | None:
        """Keep ``element`` as a table if it is one and name the tables nested in it; None if it is none."""
        tag = element.tag
        grid: Grid | None = None
        if tag == "table" or element.get("role") in ("table", "grid"):
            if self._blocks[-1][1][3] >= _MAX_NESTED or is_layout(element, rows := rows_of(element)):
                self.judged.layout.append(element)
                return None
            grid = read_table(self._page, self._shown, element, rows)
        elif tag == "dl":
            grid = read_definitions(self._page, self._shown, element)
        elif tag in ("ul", "ol", "div") and len(element) > 1 and self._outer is None:
            grid = read_records(self._page, self._shown, element)
        if grid is None or not any(f.line.length for f in grid.fields):
            return None
        self._flush()
        if not grid.nested:
            self.judged.apart.append(element)
        outside = self._outer is not None or is_furniture(element, self._holders) or _is_menu(grid)
        if grid.caption is not None and grid.caption.length:
            self._found.append(_Piece(element, "", 0, "", outside, BlockKind.PARAGRAPH, grid.caption))
        self._found.append(_Piece(element, "", 0, "", outside, BlockKind.TABLE, None, grid))
        return grid.nested


def _is_menu(grid: Grid) -> bool:
    """A table that is nearly all links and holds no figure leads elsewhere."""
    length = sum(f.line.length for f in grid.fields)
    linked = sum(f.line.linked for f in grid.fields)
    if linked <= _MAX_LINKED_TABLE * length:
        return False
    return not any(char.isdigit() for f in grid.fields for char in f.line.text)


def _choose_headline(page: Page, pieces: list[_Piece], facts: Facts, element: etree._Element | None) -> None:
    """Name the headline: the first-level heading that the title speaks of, else the first, else the title."""
    title = squeezed(facts.title)
    headings = [p for p in pieces if p.level]
    told = [p for p in headings if len(text := squeezed(p.text)) > 3 and text in title]
    first = [p for p in headings if p.level == "h1" and not p.furniture]
    best = next((p for p in (*told, *first) if p.level == "h1"), told[0] if told else None)
    if best is not None:
        best.kind, best.furniture = BlockKind.HEADLINE, False
        if facts.origin.get("title") not in ("json-ld", "og:title") or not facts.title:
            facts.title, facts.origin["title"] = " ".join(best.text.split()), best.level
        return
    line = Line()
    if element is not None and element in page.texts:
        line.add(page.texts[element])
    elif facts.title:
        line.word(facts.title)
    if line.length:
        pieces.insert(0, _Piece(page.root, "", 0, "", False, BlockKind.HEADLINE, line))


def _render(pieces: list[_Piece]) -> tuple[str, tuple[Block, ...], tuple[Segment, ...]]:
    """Print the pieces one after the other, an empty line between blocks, the items of a list together."""
    parts: list[Part] = []
    blocks: list[Block] = []
    start = end = 0  # of the block
    for piece, after in zip_longest(pieces, pieces[1:]):
        cells: tuple[Cell, ...] = ()
        if piece.line is not None:
            parts += piece.line.parts
            end += piece.line.length
        elif piece.grid is not None:
            cells, end = _print_grid(parts, end, piece.grid)
        listed = piece.listed
        if after is not None and listed is not None and listed is after.listed and piece.furniture == after.furniture:
            parts.append(_LINE_END)
            end += 1
            continue
        kind = BlockKind.FURNITURE if piece.furniture else piece.kind
        blocks.append(Block(Span(start, end), kind, cells if kind is BlockKind.TABLE else ()))
        if after is not None:
            parts.append(_EMPTY_LINE)
            end += 2
        start = end
    return "".join([text for text, _, _ in parts]), tuple(blocks), _segments(parts)


def _print_grid(parts: list[Part], at: int, grid: Grid) -> tuple[tuple[Cell, ...], int]:
    """Print one line a row from ``at`` on, a tab between the columns of the grid; also where that ends."""
    cells: list[Cell] = []
    above = column = reach = 0  # the row and column we are at, and the column behind the last cell
    for line, row, left, rowspan, colspan, header in sorted(grid.fields, key=itemgetter(1, 2)):
        tabs = left - column
        if cells and row != above:
            parts += [_TAB] * (reach - column - 1)
            parts.append(_LINE_END)
            at += reach - column
            tabs = left
        if tabs:
            parts += [_TAB] * tabs
            at += tabs
        end = at + line.length
        parts += line.parts
        cells.append(Cell(Span(at, end), row, left, rowspan, colspan, header))
        at, above, column, reach = end, row, left, left + colspan
    if cells:
        parts += [_TAB] * (reach - column - 1)
        at += reach - column - 1
    return tuple(cells), at


def _segments(parts: list[Part]) -> tuple[Segment, ...]:
    """Where the parts stand in text and source."""
    found: list[Segment] = []
    at = 0  # in the text
    for text, start, end in parts:
        length = len(text)
        if start >= 0:
            found.append((at, start, end, length))
        at += length
    return tuple(found)
