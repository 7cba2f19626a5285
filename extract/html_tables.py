"""Tables of a page as grids: ``<table>``, ``<dl>``, and lists or boxes that repeat the same fields.

Spans are laid out as HTML lays them out, a cell's text standing at its first row and column. Columns that
hold nothing but colour or space, which results pages put beside a party's name, are no columns here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree

from extract.html_dom import BLOCKS, Line, Visibility, classes, inline_text, names, squeezed, text_content
from extract.html_source import Page

#: Beyond these a span is no layout but damage or malice, and every cell is taken as it stands.
_MAX_COLUMNS = 250
_MAX_POSITIONS = 1_000_000
#: A cell of a table of figures is a name or a number; one much longer than this holds prose.
_CELL_PROSE = 400
#: A field of a list that is a table is shorter still.
_FIELD_LENGTH = 90
_FIELD_PARTS = 30
#: The attributes that make a cell reach over others.
_SPANNING = names("colspan rowspan aria-colspan aria-rowspan")
_FIELD_TAGS = names("span div b strong em i a p small abbr time data img svg td th h2 h3 h4 h5 h6 dt dd figure")


class Field(NamedTuple):
    """A cell with its text, where it stands on the grid and how far it reaches."""

    line: Line
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1
    header: bool = False


@dataclass(slots=True)
class Grid:
    """A table laid out: its fields in reading order, its caption, and the tables nested in its cells."""

    fields: list[Field] = field(default_factory=list)
    caption: Line | None = None
    nested: list[etree._Element] = field(default_factory=list)


@dataclass(slots=True)
class Row:
    """A row of a table: its cells, the section it stands in, and whether that is the head."""

    cells: list[etree._Element]
    section: int
    head: bool


def is_layout(table: etree._Element, rows: list[Row]) -> bool:
    """Whether ``table`` only arranges the page: one cell, or cells that hold prose or tables of their own."""
    filled = [cell for row in rows for cell in row.cells if _has_content(cell)]
    if len(filled) <= 1:
        return True
    named = any(cell.tag == "th" for cell in filled) or any(child.tag == "caption" for child in table)
    if table.get("role") in ("presentation", "none") and not named:
        return True
    if table.find(".//table") is not None:
        plain = sum(len(row.cells) > 1 and all(cell.find(".//table") is None for cell in row.cells) for row in rows)
        if plain < 2:
            return True
    if named:
        return False
    return any(_holds_prose(cell) for cell in filled)


def _has_content(cell: etree._Element) -> bool:
    text = cell.text
    if text and not text.isspace():
        return True
    return len(cell) > 0 and (bool(text_content(cell).strip()) or cell.find(".//img") is not None)


def _holds_prose(cell: etree._Element) -> bool:
    if len(cell) == 0:
        return False
    blocks = sum(1 for _ in cell.iter("p", "h1", "h2", "h3", "ul", "ol"))
    return blocks > 1 and len(text_content(cell)) > _CELL_PROSE


def rows_of(table: etree._Element) -> list[Row]:
    """The rows of ``table`` itself: head first, then the bodies as they stand, the foot last."""
    found: list[tuple[int, Row]] = []
    section = 0
    stack: list[tuple[etree._Element, int, bool]] = [(child, 1, False) for child in reversed(table)]
    stray: Row | None = None
    while stack:
        element, order, head = stack.pop()
        tag = element.tag
        if tag in ("td", "th"):  # a cell outside any row, as broken pages have them
            if stray is None:
                stray = Row([], section, head)
                found.append((order, stray))
            stray.cells.append(element)
            continue
        stray = None
        if tag == "tr" or element.get("role") == "row":
            cells = [c for c in element if c.tag in ("td", "th")] or [c for c in element if _is_aria_cell(c)]
            found.append((order, Row(cells, section, head)))
        elif tag in ("thead", "tbody", "tfoot"):
            section += 1
            order = {"thead": 0, "tbody": 1, "tfoot": 2}[str(tag)]
            stack.extend((child, order, tag == "thead") for child in reversed(element))
        elif tag in ("form", "div", "center", "a", "font") or element.get("role") == "rowgroup":
            stack.extend((child, order, head) for child in reversed(element))
    found.sort(key=lambda item: item[0])
    return [row for _, row in found]


def _is_aria_cell(element: etree._Element) -> bool:
    return element.get("role") in ("cell", "gridcell", "columnheader", "rowheader")


def _span(cell: etree._Element, name: str) -> int:
    """The span an attribute asks for; what is no number is 1, as in a browser, and 0 reaches to the end."""
    value = (cell.get(name) or cell.get(f"aria-{name}") or "1").strip()
    return min(int(value), 65_534) if value.isascii() and value.isdigit() and len(value) < 9 else 1


def _spans(cell: etree._Element) -> tuple[int, int]:
    """How many columns and rows a cell asks for."""
    attributes = cell.keys()
    if not attributes or _SPANNING.isdisjoint(attributes):  # as most
        return 1, 1
    return max(_span(cell, "colspan"), 1), _span(cell, "rowspan") or 65_534


def read_table(page: Page, shown: Visibility, table: etree._Element, rows: list[Row]) -> Grid:
    """Lay out a data table of these rows; tables nested in its cells are left for themselves."""
    grid = Grid()
    has_nested = table.find(".//table") is not None
    for row in rows:
        row.cells = [cell for cell in row.cells if not shown.hidden(cell)]
    spans = [[_spans(cell) for cell in row.cells] for row in rows]
    widest = min(max((sum(wide for wide, _ in row) for row in spans if len(row) > 1), default=1), _MAX_COLUMNS)
    ends = {row.section: index for index, row in enumerate(rows)}
    any_th = False
    busy: dict[int, int] = {}
    positions = 0
    for index, row in enumerate(rows):
        column = 0
        below: dict[int, int] = {}
        headers = [_is_header(cell) for cell in row.cells]
        head = row.head or (len(headers) > 1 and all(headers))
        any_th = any_th or any(cell.tag == "th" for cell in row.cells)
        for cell, (wide, deep), header in zip(row.cells, spans[index], headers, strict=True):
            while busy.get(column):
                column += 1
            inner = list(_tables_in(cell)) if has_nested else []
            grid.nested += inner
            line = inline_text(page, shown, cell, apart=inner)
            wide = min(wide, max(widest - column, 1))
            deep = min(deep, ends[row.section] - index + 1)
            positions += wide + len(busy)
            if column + wide > _MAX_COLUMNS or positions > _MAX_POSITIONS:
                wide = deep = 1
            grid.fields.append(Field(line, index, column, deep, wide, head or header))
            if deep > 1:
                below.update(dict.fromkeys(range(column, column + wide), deep))
            column += wide
        if below:
            busy.update(below)
        if busy:
            busy = {at: left - 1 for at, left in busy.items() if left > 1} if positions <= _MAX_POSITIONS else {}
    if not any_th:
        _mark_bold_head(grid, rows)
    grid.fields = _compact(grid.fields)
    caption = next((child for child in table if child.tag == "caption"), None)
    if caption is not None and not shown.hidden(caption):
        grid.caption = inline_text(page, shown, caption)
    return grid


def _tables_in(cell: etree._Element) -> Iterator[etree._Element]:
    """The tables nested in a cell, but not those nested in them."""
    walk = etree.iterwalk(cell, events=("start",))
    for _, element in walk:
        if element.tag == "table":
            walk.skip_subtree()
            yield element


def _is_header(cell: etree._Element) -> bool:
    return cell.tag == "th" or cell.get("role") in ("columnheader", "rowheader")


def _mark_bold_head(grid: Grid, rows: list[Row]) -> None:
    """In a table without ``<th>`` a first row printed all in bold, and no other, is its header."""
    filled = [i for i, row in enumerate(rows) if sum(_has_content(cell) for cell in row.cells) > 1]
    if len(filled) < 2:
        return
    bold = [i for i in filled[:2] if all(_is_bold(cell) for cell in rows[i].cells if _has_content(cell))]
    if bold == filled[:1]:
        grid.fields = [f._replace(header=True) if f.row == filled[0] else f for f in grid.fields]


def _is_bold(cell: etree._Element) -> bool:
    if "bold" in (cell.get("style") or "") or any("head" in name for name in classes(cell)):
        return True
    text = squeezed(text_content(cell))
    bold = "".join(text_content(b) for b in cell.iter("b", "strong"))
    return bool(text) and squeezed(bold) == text


def _compact(fields: list[Field]) -> list[Field]:
    """Number rows and columns without those that print nothing."""
    fields = [f if f.line.is_printed() else f._replace(line=Line()) for f in fields]
    printed = {f.row for f in fields if f.line.length}
    used = {f.column for f in fields if f.line.length and f.colspan == 1}
    # a heading over several columns needs one of them to stand in, even where all are empty below
    for spanning in (f for f in fields if f.line.length and f.colspan > 1):
        if not any(c in used for c in range(spanning.column, spanning.column + spanning.colspan)):
            used.add(spanning.column)
    columns = {at: number for number, at in enumerate(sorted(used))}
    rows = {at: number for number, at in enumerate(sorted(printed))}
    kept: list[Field] = []
    for cell in fields:
        line, row, column, rowspan, colspan, header = cell
        if rowspan == colspan == 1 and rows.get(row) == row and columns.get(column) == column:  # as nearly all
            kept.append(cell)
            continue
        if row not in rows:
            continue
        covered = [columns[c] for c in range(column, column + colspan) if c in columns]
        if covered:
            deep = sum(at in rows for at in range(row, row + rowspan)) if rowspan > 1 else 1
            kept.append(Field(line, rows[row], covered[0], deep, len(covered), header))
    return kept


def read_definitions(page: Page, shown: Visibility, element: etree._Element) -> Grid | None:
    """A ``<dl>`` as rows of a term and its definitions; None where it is no list of terms, or holds prose."""
    items = [item for child in element for item in (child if child.tag == "div" else (child,))]
    items = [item for item in items if item.tag in ("dt", "dd") and not shown.hidden(item)]
    terms = sum(item.tag == "dt" for item in items)
    if not terms or terms == len(items):
        return None
    inside = (next(item.iter("table", "dl", "ul", "ol"), None) for item in items)
    if any(found is not None for found in inside) or any(_holds_prose(item) for item in items):
        return None
    grid = Grid()
    row, column, last = -1, 0, "dd"
    for item in items:
        if row < 0 or (item.tag == "dt" and last == "dd"):
            row, column = row + 1, 0
        grid.fields.append(Field(inline_text(page, shown, item), row, column, header=item.tag == "dt"))
        last, column = str(item.tag), column + 1
    return grid


def read_records(page: Page, shown: Visibility, element: etree._Element) -> Grid | None:
    """A list, or a box of boxes, whose items repeat the same fields, as a table; None where it is none.

    The items must be built alike, hold short fields and no running text, and half of them a figure.
    """
    least = 2 if element.tag in ("ul", "ol") else 3
    if len(element) < least or (element.text or "").strip():
        return None
    first = element[0].tag
    if first not in ("li", "div", "a", "section", "article") or any(item.tag != first for item in element):
        return None
    items = [_unwrapped(item) for item in element if not shown.hidden(item)]
    shapes = Counter(shape for item in items if (shape := _shape(item)))
    if not shapes or len(items) < least:
        return None
    shape, count = shapes.most_common(1)[0]
    if len(shape) < 2 or count < max(least, 0.8 * len(items)):
        return None
    grid = Grid()
    with_figures = 0
    for row, item in enumerate(items):
        fields = [inline_text(page, shown, child) for child in item if not shown.hidden(child)]
        if any(line.length > _FIELD_LENGTH for line in fields):
            return None
        head = _shape(item) != shape
        with_figures += any(any(map(str.isdigit, line.text)) and not line.linked for line in fields)
        grid.fields.extend(Field(line, row, column, header=head) for column, line in enumerate(fields))
    if with_figures < 0.5 * len(items) or len({f.column for f in grid.fields if f.line.length}) < 2:
        return None
    grid.fields = _compact(grid.fields)
    return grid


def _unwrapped(item: etree._Element) -> etree._Element:
    while len(item) == 1 and item[0].tag in ("a", "div", "span") and not (item.text or "").strip():
        if (item[0].tail or "").strip():
            break
        item = item[0]
    return item


def _shape(item: etree._Element) -> tuple[tuple[str, str], ...]:
    """The tags and classes of an item's fields; empty where it holds text beside them, or running text."""
    if (item.text or "").strip():
        return ()
    shape = []
    for child in item:
        if child.tag not in _FIELD_TAGS or (child.tail or "").strip(" \t\r\n·|,:;"):
            return ()
        for count, deep in enumerate(child.iterdescendants()):
            if count > _FIELD_PARTS or (deep.tag in BLOCKS and deep.tag not in _FIELD_TAGS):
                return ()
        shape.append((str(child.tag), child.get("class") or ""))
    return tuple(shape)
