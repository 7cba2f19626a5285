"""What the sources say, one claim for each figure: read back from tables that extract wrote, or from results.

Offsets, readers and rules stay behind: a claim is what has to agree with other claims.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Final

from extract.batch import Outcome
from extract.export import csv_cell, unguarded
from extract.model import Measure, Result, Status
from extract.reliability import TRAINED
from extract.schema import FINDINGS
from extract.tables import FIGURES, is_percentage

_MEASURES: Final = {m.value: m for m in Measure}
#: What is told of a chamber as a whole, whoever wins.
_CHAMBER: Final = frozenset({Measure.SEATS_TOTAL.value, Measure.MAJORITY_THRESHOLD.value})
_STATUSES: Final = {s.value: s for s in Status}
#: Measures printed both as a count and as a percentage.
_BOTH: Final = frozenset({Measure.TURNOUT, Measure.MAJORITY, Measure.REJECTED_BALLOTS, Measure.SEATS_DECLARED})
#: The columns that are read back, by table.
_READ: Final = {
    "documents": ("document", "status", "id", "publisher", "published", "country", "media_type"),
    "figures": (
        "document", "id", "election", "place", "place_id", "party", "party_id", "candidate", "measure", "status",
        "value", "value_min", "value_max", "unit", "declared", "declared_of", "sentence", "text", "readers",
    ),
    "checks": tuple(column.name for column in FINDINGS),
}  # fmt: skip


class ClaimError(Exception):
    """Tables that cannot be read back: names the file, the place and the next step."""


@dataclass(frozen=True, slots=True)
class Origin:
    """A document as a source: ``publisher`` and ``published`` where they are known."""

    name: str
    id: str = ""
    publisher: str = ""
    published: str = ""
    country: str = ""
    media_type: str = "text/plain"


@dataclass(slots=True)
class Claim:
    """One figure of one source. ``origin`` numbers it; ``unit`` is percent, seats or a plain count."""

    id: str
    origin: int
    election: str
    place: str
    place_id: str
    party: str
    party_id: str
    candidate: str
    measure: Measure
    status: Status
    value: Decimal
    low: Decimal
    high: Decimal
    unit: str
    declared: int | None
    declared_of: int | None
    sentence: str
    text: str

    @property
    def exact(self) -> bool:
        """Whether the print leaves only one value."""
        return self.low == self.high


@dataclass(frozen=True, slots=True)
class Sources:
    """The claims of a set of documents, in the order in which they were read."""

    claims: Sequence[Claim]
    origins: Sequence[Origin]


def kind_of(measure: Measure, value: Decimal, unit: str) -> str:
    """What a measure that is printed in several ways is printed in here: percent, seats or a count."""
    if is_percentage(measure, value, unit):
        return "percent" if measure in _BOTH else ""
    if measure is Measure.MAJORITY and unit == "seats":
        return "seats"
    return ""


def from_results(results: Iterable[Result]) -> Sources:
    """The claims of results that are still in memory."""
    claims: list[Claim] = []
    origins: list[Origin] = []
    for number, result in enumerate(results):
        document, source = result.document, result.document.source
        origins.append(
            Origin(
                document.name,
                document.id,
                source.publisher,
                source.published,
                result.country,
                source.media_type,
            )
        )
        # The rows that would be written: a claim is the same whether it was on the disk in between or not.
        for cells in FIGURES.rows(Outcome(document.name, source.path, result)):
            row = {
                column.name: cell if isinstance(cell, str) else csv_cell(cell)
                for column, cell in zip(FIGURES.columns, cells, strict=True)
            }
            if not _of_some_chamber(row):
                claims.append(_claim(row, number, {}))
    return Sources(claims, origins)


def from_folders(folders: Iterable[Path]) -> Sources:
    """The claims in the tables of OUT folders. A document found twice, content and all, counts once."""
    claims: list[Claim] = []
    origins: list[Origin] = []
    seen: set[tuple[str, str]] = set()
    for folder in folders:
        numbers: dict[str, int] = {}
        for row in rows_of(folder, "documents"):
            if row.get("status") != "ok" or (row["document"], row["id"]) in seen:
                continue
            seen.add((row["document"], row["id"]))
            numbers[row["document"]] = len(origins)
            origins.append(
                Origin(
                    row["document"],
                    row["id"],
                    row["publisher"],
                    row["published"],
                    row["country"],
                    row["media_type"],
                )
            )
        claims.extend(_claims(folder, numbers))
    return Sources(claims, origins)


def _claims(folder: Path, numbers: Mapping[str, int]) -> Iterator[Claim]:
    decimals: dict[str, Decimal] = {}
    for line, row in enumerate(rows_of(folder, "figures"), 2):
        origin = numbers.get(row["document"])
        if origin is None or _of_some_chamber(row):
            continue
        try:
            yield _claim(row, origin, decimals)
        except (KeyError, ValueError, InvalidOperation) as error:
            raise ClaimError(
                f"{_table(folder, 'figures')}:{line}: no row of figures ({error}); run extract again"
            ) from error


def _of_some_chamber(row: Mapping[str, str]) -> bool:
    """Whether a figure is the size of nobody knows which chamber: the trained reader, alone here, knows no places."""
    return row["readers"] == TRAINED and not row["place"] and row["measure"] in _CHAMBER


def _claim(row: Mapping[str, str], origin: int, decimals: dict[str, Decimal]) -> Claim:
    intern = sys.intern
    value, low, high = (_decimal(row[n], decimals) for n in ("value", "value_min", "value_max"))
    measure = _MEASURES[row["measure"]]
    return Claim(
        row["id"], origin, intern(row["election"]), intern(row["place"]), intern(row["place_id"]),
        intern(row["party"]), intern(row["party_id"]), intern(row["candidate"]),
        measure, _STATUSES[row["status"]], value, low, high, kind_of(measure, value, row["unit"]),
        _count(row["declared"]), _count(row["declared_of"]), row["sentence"], row["text"],
    )  # fmt: skip


def _decimal(text: str, known: dict[str, Decimal]) -> Decimal:
    found = known.get(text)
    if found is None:
        found = known[text] = Decimal(text)
    return found


def _count(text: str) -> int | None:
    return int(text) if text else None


def _table(folder: Path, name: str) -> Path:
    for suffix in ("csv", "jsonl"):
        path = folder / f"{name}.{suffix}"
        if path.is_file():
            return path
    raise ClaimError(f"{folder}: holds no {name}.csv; name a folder that tallycheck extract -o wrote, or run it again")


def rows_of(folder: Path, name: str) -> Iterator[dict[str, str]]:
    """The rows of a table as text, of CSV or JSON Lines alike, with every column that is read."""
    path = _table(folder, name)
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            if path.suffix == ".jsonl":
                for line in lines:
                    row = dict(json.loads(line, parse_float=str, parse_int=str))
                    _complete(row, name, path)
                    yield {k: _text(v) for k, v in row.items()}
                return
            reader = csv.reader(lines)
            header = next(reader, [])
            _complete(header, name, path)
            guarded = [i for i, n in enumerate(header) if n not in ("value", "value_min", "value_max", "start", "end")]
            for cells in reader:
                for i in guarded:
                    if cells[i][:1] == "'":
                        cells[i] = unguarded(cells[i])
                yield dict(zip(header, cells, strict=True))
    except (OSError, ValueError, TypeError, IndexError, csv.Error) as error:
        raise ClaimError(f"{path}: cannot be read ({error}); run tallycheck extract again") from error


def _text(cell: object) -> str:
    """A JSON value as CSV has it."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return "" if cell is None else str(cell)


def _complete(columns: Collection[str], name: str, path: Path) -> None:
    """Refuse a table without the columns that are read: taken for one without figures, it would pass."""
    if missing := [column for column in _READ[name] if column not in columns]:
        some = ", ".join(missing[:3]) + (" ..." if len(missing) > 3 else "")
        raise ClaimError(f"{path}: lacks the columns {some}; run tallycheck extract again")
