"""The tables that checks write: what sources agree on, what was found, and the comparison with a reference.

The ``flag_*`` columns come first, so that a spreadsheet sorted by them begins with what needs a look.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from extract import wording
from extract.claims import ClaimError, Origin, rows_of
from extract.comparison import Compared, Found
from extract.export import ExportError, check_addable, csv_cell
from extract.ours import PACKAGE, PACKAGE_NAME, written_in
from extract.reconcile import Reconciled
from extract.reconcile import Row as Agreed
from extract.reference import Reference
from extract.schema import FINDINGS, Column
from extract.tables import CONFLICT, TYPO, Cell, Row, plain
from extract.verdicts import SEVERITY, Side, Why


def _columns(text: str) -> tuple[Column, ...]:
    return tuple(Column(*line.split(maxsplit=2)) for line in text.strip().splitlines())


RECONCILED: Final = _columns("""
flag_conflict boolean Whether sources contradict each other
flag_typo boolean Whether a source most likely slipped
flag_explained boolean Whether all differences are explained
flag_single boolean Whether no more than one independent source says it
election string Id of the election
place string Place that the figure is about
place_id string Id of the place
party string Party that the figure belongs to
party_id string Id of the party
candidate string Person that the figure belongs to
measure string What the figure counts
unit string percent or seats, where the measure leaves a choice
status string One of result, previous, projection, poll, hypothetical
agreed number Value that stands; empty where the sources leave it open
sources integer Independent sources behind it; copies of one text count once
documents integer Documents that print the figure at all
rests_on string arithmetic, independent sources or one source
evidence string What holds with the agreed value and not with the others
verdict string Gravest verdict on any of the values
values string Every value with its verdict and documents, joined with |
figures string Ids of the figures, joined with |
explanation string What the sources say, in one sentence
""")
COMPARED: Final = _columns("""
flag_wrong boolean Whether the printed value is not the official one
flag_ambiguous boolean Whether the figure can be about several official ones
flag_not_in_text boolean Whether no text prints the official value
flag_not_in_reference boolean Whether the reference has nothing to compare with
found string How the figure compares
document string Document that prints it
place string Place, by the reference where it was matched
owner string Person or party, by the reference where it was matched
measure string What the figure counts
unit string percent or seats, where the measure leaves a choice
printed number Value as printed
official number Value of the reference
difference number Printed less official
computed_from string How the official value was computed, where the file does not print it
matched_by string id, name, words, letters, person or nation
reason string Why it is wrong, ambiguous or not there, as far as can be told
figure string Id of the figure
sentence string Sentence that the number stands in
reference string Name of the reference
version string Beginning of the hash of its content
date string Day of its election
""")
COPIES: Final = _columns("""
cluster integer Number of the copy
document string Document that prints it
""")

Schema = Sequence[Column]


def document_findings(folders: Iterable[Path]) -> Iterator[Row]:
    """The findings that extract wrote on single documents, each once, as rows of findings.csv.

    They are taken from the table of all checks, which no other verb writes.
    """
    seen: set[tuple[str, str]] = set()
    for folder in folders:
        for line, row in enumerate(rows_of(folder, "checks"), 2):
            told = row["id"], row["documents"]
            if row["severity"] == "0" or told in seen:
                continue
            seen.add(told)
            try:
                yield [_typed(column, row[column.name]) for column in FINDINGS]
            except ValueError as error:
                raise ClaimError(f"{folder}, checks, line {line}: {error}; run tallycheck extract again") from error


def _typed(column: Column, text: str) -> Cell:
    if column.type == "boolean":
        return text == "true"
    return int(text) if column.type == "integer" else text


def reconciled_row(row: Agreed, origins: Sequence[Origin]) -> list[Cell]:
    """A key with its agreed value as a row of reconciled.csv."""
    grave = SEVERITY[row.why]
    place, party, candidate = row.names
    return [
        grave >= CONFLICT, grave == TYPO, grave == 1, row.sources == 1, row.key.election, place, row.ids[0],
        party, row.ids[1], candidate, row.key.measure.value, row.kind, row.key.status.value, row.agreed,
        row.sources,
        row.documents, row.basis, "; ".join(row.proofs), row.why.value,
        " | ".join(_side(side, origins) for side in row.sides),
        "|".join(c.id for side in row.sides for c in side.claims), row.explanation,
    ]  # fmt: skip


def _side(side: Side, origins: Sequence[Origin]) -> str:
    names = sorted({origins[c.origin].name for c in side.claims})
    shown = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    verdict = (
        side.why.value
        if side.stage is None or side.why is not Why.PARTIAL
        else f"{side.why.value}, {side.stage} declared"
    )
    return f"{plain(side.value)} ({verdict}: {shown})"


def compared_row(item: Compared, reference: Reference, origins: Sequence[Origin]) -> list[Cell]:
    """A comparison as a row of compared.csv."""
    claim, official = item.claim, item.official
    measure = item.measure or (claim.measure if claim else None)
    reason = f"likely {wording.slip_said(item.reason)}" if item.found is Found.WRONG and item.reason else item.reason
    return [
        item.found is Found.WRONG, item.found is Found.AMBIGUOUS, item.found is Found.NOT_IN_TEXT,
        item.found is Found.NOT_IN_REFERENCE, item.found.value, origins[claim.origin].name if claim else "",
        item.place or (claim.place if claim else ""),
        item.owner or ((claim.candidate or claim.party) if claim else ""),
        measure.value if measure else "", item.kind,
        claim.value if claim else None, _short(official.value) if official else None,
        _short(item.difference) if item.difference is not None else None,
        official.derived if official else "", item.how, reason, claim.id if claim else "",
        claim.sentence if claim else "",
        reference.name, reference.version, reference.date,
    ]  # fmt: skip


def _short(value: Decimal) -> Decimal:
    return round(value, 6)


def shown(cell: Cell) -> Cell:
    """A cell as it is logged: a number in full, anything else as it is."""
    return plain(cell) if isinstance(cell, Decimal) else cell


def copies_rows(found: Reconciled) -> Iterator[list[Cell]]:
    """The documents that count as one, numbered by cluster."""
    for number, names in enumerate(found.copies, 1):
        for name in names:
            yield [number, name]


def write(out: Path, tables: Sequence[tuple[str, Schema, Iterable[Row]]]) -> None:
    """Write tables into ``out``, a new folder or one of ours, each whole or not at all, and name them in its
    datapackage.json."""
    parts: dict[Path, Path] = {}
    try:
        check_addable(out, [PACKAGE, *(f"{name}.csv" for name, _, _ in tables)], str(out))
        out.mkdir(parents=True, exist_ok=True)
        package = out / PACKAGE
        # First of all: after a run that broke off, the folder is known to be ours.
        parts[package] = out / ".package.part"
        parts[package].write_bytes(_package(package, [_resource(name, schema) for name, schema, _ in tables]))
        for name, schema, rows in tables:
            part = parts[out / f"{name}.csv"] = out / f".{name}.part"
            with part.open("wb") as file:
                file.write((",".join(column.name for column in schema) + "\n").encode())
                for row in rows:
                    file.write((",".join(map(csv_cell, row)) + "\n").encode("utf-8", "backslashreplace"))
        for path, part in parts.items():
            part.replace(path)
    except OSError as error:
        raise ExportError(f"{out}: cannot be written ({error.strerror or error}); choose another -o") from error
    finally:
        for part in parts.values():
            with suppress(OSError):  # a folder that cannot be written was told of already
                part.unlink(missing_ok=True)


def _resource(name: str, schema: Schema) -> dict[str, object]:
    return {
        "name": name, "path": f"{name}.csv", "profile": "tabular-data-resource", "format": "csv",
        "mediatype": "text/csv", "encoding": "utf-8",
        "schema": {
            "fields": [{"name": c.name, "type": c.type, "description": c.about} for c in schema],
            "missingValues": [""],
        },
    }  # fmt: skip


def _package(package: Path, resources: Sequence[dict[str, object]]) -> bytes:
    """The package with the tables named beside those that extract wrote, for a later run to replace."""
    content: dict[str, Any] = {"name": PACKAGE_NAME, "profile": "data-package", "title": "Checked election figures"}
    kept = []
    if written_in(package.parent):
        content = json.loads(package.read_bytes())
        names = {resource["name"] for resource in resources}
        kept = [r for r in content["resources"] if r["name"] not in names]
    content["resources"] = [*kept, *resources]
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode()
