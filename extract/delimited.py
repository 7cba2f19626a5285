"""Tables in files of their own (.csv, .tsv, .xlsx) -> a document whose one block is a table with its cells.

The text is the file's decoded text and every cell the span of its value in it, without the quotes, so
that offsets hold as in any other document. A workbook has no text; its first sheet is written out with
tabs between its cells, and that text is what offsets count in.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from extract.columns import Columns, recognise
from extract.model import Block, BlockKind, Cell, Document, Source, Span

CSV_TYPE: Final = "text/csv"
TSV_TYPE: Final = "text/tab-separated-values"
XLSX_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: The media types of documents that are one table.
TABLE_TYPES: Final = frozenset({CSV_TYPE, TSV_TYPE, XLSX_TYPE})

NOT_RESULTS: Final = "no column of this table is known to hold candidates or parties with votes or seats"

_MARKS: Final = ",;\t|"
_SAMPLE_LINES: Final = 20
_UNPACKED: Final = 256 * 2**20
_QUOTE: Final = '"'
_ISO_DAY = re.compile(r"(?:19|20)\d\d-[01]\d-[0-3]\d")
_SLASHED_DAY = re.compile(r"([0-3]\d)/([01]\d)/((?:19|20)\d\d)")


class TableError(Exception):
    """A table that cannot be read: why, and what to do about it."""

    def __init__(self, reason: str, next_step: str) -> None:
        super().__init__(reason)
        self.reason, self.next_step = reason, next_step


def load_delimited(text: str, path: str, encoding: str, notes: tuple[str, ...] = ()) -> Document:
    """The table that stands in ``text``: its delimiter is the one that parts its first lines alike."""
    mark = "\t" if path.lower().endswith((".tsv", ".tab")) else delimiter(text)
    media_type = TSV_TYPE if mark == "\t" else CSV_TYPE
    return _document(text, mark, Source(path=path, media_type=media_type, encoding=encoding, notes=notes))


def load_workbook(data: bytes, path: str) -> Document:
    """The first sheet of a workbook that holds anything."""
    try:
        import openpyxl  # an extra: most tables are text
    except ImportError:
        raise TableError(
            "is a workbook, and openpyxl is not installed",
            "pip install 'tallycheck[xlsx]', or save it as CSV",
        ) from None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _UNPACKED:
                raise TableError("unpacks to more than 256 MB", "save the sheet as CSV")
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheets = [
            [[_printed(v) for v in row] for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets
        ]
        book.close()
    except (zipfile.BadZipFile, OSError, KeyError, ValueError, TypeError, EOFError) as error:
        raise TableError(f"is no workbook that can be read ({error})", "save it as CSV") from error
    rows = next((rows for rows in sheets if any(any(row) for row in rows)), [])
    text = "".join("\t".join(row) + "\n" for row in rows)
    notes = ("offsets count in the first sheet, written with tabs between its cells",)
    return _document(text, "\t", Source(path=path, media_type=XLSX_TYPE, notes=notes), quoted=False)


def _printed(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return " ".join(str(value).split())


def _document(text: str, mark: str, source: Source, *, quoted: bool = True) -> Document:
    rows = [row for row in cells_of(text, mark, quoted=quoted) if any(c.end > c.start for c in row)]
    cells = tuple(Cell(span, r, c, header=r == 0) for r, row in enumerate(rows) for c, span in enumerate(row))
    if not cells:
        return Document(source.path, text, source=source)
    printed = [[text[c.start : c.end] for c in row] for row in rows[:5]]
    columns = recognise(printed)
    if columns is None:
        source = replace(source, notes=(*source.notes, NOT_RESULTS))
    else:
        day = _day(text, rows, columns)
        if day:
            source = replace(source, published=day, origin=(("published", "column of the table"),))
    block = Block(Span(cells[0].span.start, cells[-1].span.end), BlockKind.TABLE, cells)
    return Document(source.path, text, (block,), source)


def _day(text: str, rows: Sequence[Sequence[Span]], columns: Columns) -> str:
    """The one polling day that the table names in a column of dates or of election ids, as an ISO date."""
    days: set[str] = set()
    for role in ("election_date", "election"):
        at = columns.at(role)
        if at < 0:
            continue
        for row in rows[columns.body :]:
            cell = text[row[at].start : row[at].end] if at < len(row) else ""
            days.update(_ISO_DAY.findall(cell))
            days.update("-".join(reversed(parts)) for parts in _SLASHED_DAY.findall(cell))
    return days.pop() if len(days) == 1 else ""


def delimiter(text: str) -> str:
    """The mark that parts the first lines of ``text`` into the same number of cells, more than one."""
    best, score = ",", (0, 0)
    lines = text[: 2**16].splitlines()[:_SAMPLE_LINES]
    for mark in _MARKS:
        widths = [len(row) for row in cells_of("\n".join(lines), mark)]
        if not widths:
            continue
        common = max(set(widths), key=widths.count)
        if common > 1 and (widths.count(common), common) > score:
            best, score = mark, (widths.count(common), common)
    return best


def cells_of(text: str, mark: str, *, quoted: bool = True) -> Iterator[list[Span]]:
    """The cells of each record of ``text``; a quoted cell may hold the mark, line ends and doubled quotes."""
    at, size = 0, len(text)
    row: list[Span] = []
    plain = re.compile(f"[^{re.escape(mark)}\r\n]*")
    while at < size:
        if quoted and text[at] == _QUOTE:
            end = _closing(text, at)
            row.append(Span(at + 1, end))
            at = end + 1 if end < size else size
            rest = plain.match(text, at)
            at = rest.end() if rest else at
        else:
            match = plain.match(text, at)
            end = match.end() if match else at
            row.append(_trimmed(text, at, end))
            at = end
        if at < size and text[at] == mark:
            at += 1
            if at == size or text[at] in "\r\n":
                row.append(Span(at, at))
        if at >= size or text[at] in "\r\n":
            yield row
            row = []
            at += 2 if text.startswith("\r\n", at) else 1
    if row:
        yield row


def _closing(text: str, opening: int) -> int:
    """Where the quote that opens at ``opening`` closes; at the end of the text where it never does."""
    at = opening + 1
    while (at := text.find(_QUOTE, at)) >= 0:
        if text[at + 1 : at + 2] != _QUOTE:
            return at
        at += 2
    return len(text)


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)
