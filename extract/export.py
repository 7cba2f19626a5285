"""Writes the tables: into a folder that appears whole or not at all, or one table to a stream.

A folder is written beside its final place and renamed when all of it is on the disk. An earlier one is
replaced only if tallycheck wrote everything in it.
"""

from __future__ import annotations

import errno
import json
import os
import re
import secrets
import shutil
from collections.abc import Iterable
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Literal, Self

from extract.batch import Outcome
from extract.ours import PACKAGE, PACKAGE_NAME, written_in
from extract.tables import FIGURES, TABLES, Cell, Table, plain

Format = Literal["csv", "jsonl"]

# A spreadsheet runs a cell that begins like this as a formula; the wide forms are read as the plain ones.
_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")  # noqa: RUF001 - the wide forms are meant
# ... except a plain signed number, which it shows as that number.
_SIGNED = re.compile(r"[+-][0-9]+(?:[.,·][0-9]+)*%?")
_QUOTED = re.compile(r'[",\r\n]|^ | $')


class ExportError(Exception):
    """The output cannot be written: one line that says where, why and what to do."""


def csv_cell(cell: Cell) -> str:
    """``cell`` as CSV text, quoted where RFC 4180 wants it and guarded where a spreadsheet would run it."""
    if not isinstance(cell, str):
        return _plain_text(cell)
    if not cell or cell.isalnum():  # most cells: ids, words, counts
        return cell
    text = guarded(_plain_text(cell))
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text


def guarded(text: str) -> str:
    """``text`` with a leading apostrophe where a formula could start from it; ``unguarded`` takes it off."""
    return f"'{text}" if _FORMULA.match(text) and not _SIGNED.fullmatch(text) else text


def unguarded(text: str) -> str:
    """The text that ``guarded`` was given."""
    return text[1:] if text[:1] == "'" and guarded(text[1:]) == text else text


def _plain_text(cell: Cell) -> str:
    if isinstance(cell, str):
        return cell.replace("\0", "\ufffd")
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return plain(cell) if isinstance(cell, Decimal) else str(cell)


def _json_cell(cell: Cell) -> str:
    """``cell`` as JSON. Numbers keep every digit, which a float would not."""
    if cell is None:
        return "null"
    if isinstance(cell, str):
        return json.dumps(cell, ensure_ascii=False)
    return _plain_text(cell)


def _line(table: Table, row: Iterable[Cell], form: Format) -> bytes:
    if form == "csv":
        line = ",".join(map(csv_cell, row))
    else:
        pairs = zip(table.columns, row, strict=True)
        line = "{" + ", ".join(f'"{column.name}": {_json_cell(cell)}' for column, cell in pairs) + "}"
    # A lone surrogate cannot be written as UTF-8; it can come in only through the Python API.
    return (line + "\n").encode("utf-8", "backslashreplace")


def _header(table: Table, form: Format) -> bytes:
    return _line(table, [column.name for column in table.columns], form) if form == "csv" else b""


def stream(outcomes: Iterable[Outcome], out: BinaryIO, form: Format = "csv") -> None:
    """Write the figures of ``outcomes`` to ``out`` as they come."""
    out.write(_header(FIGURES, form))
    for outcome in outcomes:
        for row in FIGURES.rows(outcome):
            out.write(_line(FIGURES, row, form))
    out.flush()


class Export:
    """A folder of tables being written: in place at the end of the ``with`` block, discarded on an exception.

    >>> with Export("out") as export:  # doctest: +SKIP
    ...     for outcome in run(["reports"]):
    ...         export.add(outcome)
    """

    def __init__(self, out: str | os.PathLike[str], form: Format = "csv") -> None:
        self._shown = os.fspath(out)
        # Through a link: the folder it points to is what gets replaced.
        self._out = Path(os.path.realpath(out))
        self._form: Format = form
        if not self._out.name:
            raise ExportError(f"{self._shown}: is the root of the file system; choose a folder in it for -o")
        self._part = self._out.with_name(f".{self._out.name}.{secrets.token_hex(4)}.part")
        self._files: dict[str, BinaryIO] = {}
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        try:
            check_replaceable(self._out, self._shown)
            self._out.parent.mkdir(parents=True, exist_ok=True)
            self._part.mkdir()
            try:
                for table in TABLES:
                    path = self._part / f"{table.name}.{self._form}"
                    self._files[table.name] = self._stack.enter_context(path.open("wb"))
                    self._files[table.name].write(_header(table, self._form))
            except BaseException:
                self._discard()
                raise
        except OSError as error:
            raise self._failure(error) from error
        return self

    def add(self, outcome: Outcome) -> None:
        """Write the rows of one document."""
        try:
            for table in TABLES:
                file = self._files[table.name]
                for row in table.rows(outcome):
                    file.write(_line(table, row, self._form))
        except OSError as error:
            raise self._failure(error) from error

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._discard()
            return
        try:
            self._finish()
        except OSError as fault:
            raise self._failure(fault) from fault
        finally:
            self._discard()

    def _finish(self) -> None:
        """Everything onto the disk, then into place."""
        package = self._part / PACKAGE
        package.write_bytes(package_json(self._form))
        for file in self._files.values():
            file.flush()
            os.fsync(file.fileno())
        self._stack.close()
        _sync(package)
        _sync(self._part)
        _replace(self._part, self._out, self._shown)
        _sync(self._out.parent)

    def _discard(self) -> None:
        """Remove what was written so far; after a rename there is nothing left to remove."""
        for file in self._files.values():
            try:
                file.close()
            except OSError:  # a full disk fails again on the last buffer; the file goes anyway
                continue
        self._stack.pop_all()
        shutil.rmtree(self._part, ignore_errors=True)

    def _failure(self, error: OSError) -> ExportError:
        advice = "choose another -o"
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            advice = "free some space, or choose an -o on another disk"
        elif isinstance(error, PermissionError):
            advice = "choose an -o that you may write to"
        return ExportError(f"{self._shown}: cannot be written ({error.strerror or error}); nothing was kept; {advice}")


def check_replaceable(out: Path, shown: str) -> None:
    """Refuse to replace what tallycheck did not write, a file or a folder."""
    if not os.path.lexists(out):
        return
    if not out.is_dir():
        raise ExportError(f"{shown}: is a file; choose a folder for -o, or remove it")
    present = {entry.name for entry in out.iterdir()}
    if not present:
        return
    if foreign := present - written_in(out):
        raise not_ours(foreign, shown)


def check_addable(out: Path, names: Iterable[str], shown: str) -> None:
    """Refuse to add the files ``names`` to a folder of somebody else, or to write over a file of theirs."""
    if not out.is_dir():  # what is in the way of a new one is told when it is made
        return
    present = {entry.name for entry in out.iterdir()}
    ours = written_in(out)
    if foreign := (present & set(names)) - ours if ours else present:
        raise not_ours(foreign, shown)


def not_ours(foreign: Iterable[str], shown: str) -> ExportError:
    """Says which files are in the way."""
    names = sorted(foreign)
    named = ", ".join(names[:3]) + (" ..." if len(names) > 3 else "")
    return ExportError(f"{shown}: holds what tallycheck did not write ({named}); choose another -o, or move it away")


def _replace(part: Path, out: Path, shown: str) -> None:
    """Put ``part`` in the place of ``out``. No system renames over a full folder: the old one steps aside
    first and comes back if the new one cannot take its place."""
    check_replaceable(out, shown)  # again: it may have changed in the meantime
    if not out.exists() or not any(out.iterdir()):
        if out.exists():
            out.rmdir()
        part.rename(out)
        return
    old = part.with_suffix(".old")
    out.rename(old)
    try:
        part.rename(out)
    except OSError:
        old.rename(out)
        raise
    shutil.rmtree(old)


def _sync(path: Path) -> None:
    """Have the disk hold ``path``; a folder can be synced only where the system lets it be opened."""
    if os.name != "posix" and path.is_dir():
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def package_json(form: Format) -> bytes:
    """The description of the tables as a Frictionless data package."""
    resources = [
        {
            "name": table.name,
            "path": f"{table.name}.{form}",
            "description": table.about,
            "profile": "tabular-data-resource" if form == "csv" else "data-resource",
            "format": form,
            "mediatype": "text/csv" if form == "csv" else "application/jsonl",
            "encoding": "utf-8",
            **({"dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"'}} if form == "csv" else {}),
            "schema": {
                "fields": [{"name": c.name, "type": c.type, "description": c.about} for c in table.columns],
                "missingValues": [""],
            },
        }
        for table in TABLES
    ]
    package = {
        "name": PACKAGE_NAME,
        "profile": "tabular-data-package" if form == "csv" else "data-package",
        "title": "Reported election figures",
        "description": "Written by tallycheck. Offsets count Unicode code points of the decoded document. "
        "In CSV a text that a spreadsheet would run as a formula has an apostrophe before it.",
        "resources": resources,
    }
    return (json.dumps(package, indent=2, ensure_ascii=False) + "\n").encode()
