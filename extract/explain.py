"""Shows one figure of an earlier run in its sentence, the rule that read it, and what was ignored beside it.

Reads the tables of that run only, and the document itself where it still lies as it was.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

from extract.export import unguarded
from extract.load import STDIN, LoadError, load_file
from extract.ours import PACKAGE, PACKAGE_NAME

#: How far from the figure its surroundings are shown, in code points.
REACH: Final = 240

#: The columns that are shown, by table.
_CLAIM: Final = (
    "document", "value", "measure", "unit", "candidate", "party", "place", "status", "declared", "declared_of", "rule",
)  # fmt: skip
_SHOWN: Final = {
    "figures": (
        *_CLAIM, "id", "start", "end", "text", "sentence", "value_min", "value_max", "election", "readers",
        "agreement", "confidence",
    ),
    "readings": (*_CLAIM, "figure", "reader"),
    "ignored": ("document", "start", "end", "text", "rule"),
    "unread": ("document", "start", "end", "text", "reason"),
    "documents": ("document", "id", "path"),
}  # fmt: skip

Record = dict[str, str]


class ExplainError(Exception):
    """What was asked for cannot be shown: one line that says why and what to do."""


def explain(out: Path, figure_id: str) -> str:
    """The story of the figure whose id begins with ``figure_id``, as lines of text."""
    form = _format(out)
    found: dict[str, list[Record]] = {}
    for row in _rows(out, "figures", form):
        if row["id"].startswith(figure_id):
            found.setdefault(row["id"], []).append(row)
    figures = found.get(figure_id) or (next(iter(found.values())) if len(found) == 1 else None)
    if not found:
        raise ExplainError(f"{out}: no figure {figure_id!r}; take an id from figures.{form}")
    if figures is None:
        some = ", ".join(list(found)[:4])
        raise ExplainError(f"{out}: {figure_id!r} begins {len(found)} ids ({some} ...); give more of it")
    # Copies of one text have the same ids, and each is shown where it was found.
    return "\n\n".join("\n".join(_story(out, form, figure)) for figure in figures)


def _format(out: Path) -> str:
    """The format of the tables in ``out``: csv or jsonl."""
    try:
        package = json.loads((out / PACKAGE).read_bytes())
        if package["name"] == PACKAGE_NAME:
            return str(package["resources"][0]["format"])
    except (OSError, ValueError, KeyError, TypeError, IndexError):  # whatever it is, it is not ours
        pass
    raise ExplainError(f"{out}: holds no tables of tallycheck; give the folder that extract -o wrote")


def _rows(out: Path, table: str, form: str) -> Iterator[Record]:
    try:
        with (out / f"{table}.{form}").open(encoding="utf-8", newline="") as lines:
            if form == "csv":
                reader = csv.reader(lines)
                header = next(reader, [])
                _complete(header, table)
                for cells in reader:
                    yield _placed(dict(zip(header, map(unguarded, cells), strict=True)))
            else:
                for line in lines:
                    # Numbers are shown as they were written, not as a float prints them.
                    row = dict(json.loads(line, parse_float=str, parse_int=str))
                    _complete(row, table)
                    yield _placed({name: "" if cell is None else str(cell) for name, cell in row.items()})
    except (OSError, ValueError, TypeError, csv.Error) as error:  # gone, or no longer what was written
        raise ExplainError(f"{out}: {table}.{form} cannot be read ({error}); run extract again") from error


def _complete(columns: Collection[str], table: str) -> None:
    if missing := [name for name in _SHOWN[table] if name not in columns]:
        raise ValueError(f"no column {', '.join(missing[:3])}{' ...' if len(missing) > 3 else ''}")


def _placed(row: Record) -> Record:
    """The row as it is, once its offsets are known to be numbers."""
    for name in ("start", "end"):
        if not row.get(name, "0").isdecimal():
            raise ValueError(f"{name} {row[name]!r} is no offset")
    return row


def _story(out: Path, form: str, figure: Record) -> Iterator[str]:
    yield f"figure     {figure['id']}"
    yield f"document   {figure['document']}, characters {figure['start']} to {figure['end']}"
    yield f"says       {_claim(figure)}"
    if figure["value_min"] != figure["value_max"]:
        yield f"may be     {figure['value_min']} to {figure['value_max']}"
    if figure["election"]:
        yield f"election   {figure['election']}"
    yield ""
    text = _text(out, form, figure["document"])
    for line in _context(figure, text):
        yield f"    {line}"
    yield ""
    confidence = f", confidence {figure['confidence']}" if figure["confidence"] else ""
    readers = figure["readers"].replace("|", ", ")
    yield f"read by    {figure['rule']} ({readers}), {figure['agreement']}{confidence}"
    claims = [r for r in _rows(out, "readings", form) if r["figure"] == figure["id"]]
    for claim in (c for c in claims if c["document"] == figure["document"]):
        yield f"  claim    {claim['reader']} {claim['rule']}: {_claim(claim)}"
    yield from _nearby(out, form, figure, "ignored", "rule")
    yield from _nearby(out, form, figure, "unread", "reason")


def _claim(row: Record) -> str:
    """What a row claims, in words: ``318 seats, Labour Party, Wales, result (650 of 650 declared)``."""
    unit = "" if row["unit"] in ("", row["measure"]) else f"({row['unit']})"
    value = " ".join(filter(None, (row["value"], row["measure"], unit)))
    owner = " / ".join(filter(None, (row["candidate"], row["party"])))
    said = ", ".join(filter(None, (value, owner, row["place"], row["status"])))
    if row["declared"]:
        said += f" ({row['declared']} of {row['declared_of'] or '?'} declared)"
    return said


def _text(out: Path, form: str, name: str) -> str | None:
    """The document's text, if it can still be found and is what was read."""
    row = next((d for d in _rows(out, "documents", form) if d["document"] == name), None)
    if row is None or row["path"] in ("", STDIN):
        return None
    try:
        document = load_file(row["path"], name=name)
    except LoadError:
        return None
    return document.text if document.id == row["id"] else None


def _context(figure: Record, text: str | None) -> list[str]:
    """The lines around the figure, the figure marked."""
    start, end = int(figure["start"]), int(figure["end"])
    if text is None:
        mark = f">>{figure['text']}<<"
        # Without the text a number that stands twice in its sentence cannot be told from its twin.
        if figure["sentence"].count(figure["text"]) == 1:
            return [figure["sentence"].replace(figure["text"], mark)]
        return [figure["sentence"], f"({mark}; the document is no longer there to show where)"]
    before = text[max(start - REACH, 0) : start]
    after = text[end : end + REACH]
    if start > REACH:
        before = "... " + before.partition(" ")[2]
    if end + REACH < len(text):
        after = after.rpartition(" ")[0] + " ..."
    return [line for line in f"{before}>>{text[start:end]}<<{after}".splitlines() if line.strip()]


def _nearby(out: Path, form: str, figure: Record, table: str, why: str) -> Iterator[str]:
    start, end = int(figure["start"]), int(figure["end"])
    for row in _rows(out, table, form):
        if row["document"] != figure["document"]:
            continue
        if int(row["end"]) > start - REACH and int(row["start"]) < end + REACH:
            yield f"{table:<10} {row['text']} at {row['start']}: {row[why]}"
