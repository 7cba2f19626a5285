"""How far a claim can be trusted: the precision its kind had on labelled documents, kept as a table.

``tallycheck calibrate`` counts, on documents that the trained reader never learned from, how many claims of
each kind were right in measure, value and owner. A kind seen seldom leans on the kind above it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

#: The table that ships, beside the model whose agreement it measures.
SHIPPED: Final = Path(__file__).parent / "trained" / "reliability.csv"
#: So many claims of the kind above count beside those of a kind itself.
WEIGHT: Final = 15
#: The name of the trained reader, and how its rules end by how sure it is.
TRAINED: Final = "ner"
SURE, LIKELY, UNSURE = "sure", "likely", "unsure"
_ADVICE: Final = "make it anew with tallycheck calibrate"
COLUMNS: Final = ("readers", "agreement", "reader", "family", "claims", "right")


class Kind(NamedTuple):
    """What a claim's reliability depends on: who read, how they agreed, whose claim it is, by what kind of rule."""

    readers: str
    agreement: str
    reader: str
    family: str

    @property
    def above(self) -> Kind:
        """The kind that holds all families."""
        return Kind(self.readers, self.agreement, self.reader, "")


def family(rule: str) -> str:
    """The kind of a rule: "seats" of seats.won, "list" of list.votes."""
    return rule.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Reliability:
    """Precision by kind; without counts nothing is known of any."""

    counts: Mapping[Kind, tuple[int, int]]

    def of(self, kind: Kind) -> float | None:
        """The precision of claims of ``kind``, from 0 to 1; None where neither it nor the kind above was seen."""
        claims, right = self.counts.get(kind.above, (0, 0))
        if not claims:
            return None
        known = right / claims
        claims, right = self.counts.get(kind, (0, 0))
        return (right + WEIGHT * known) / (claims + WEIGHT)


NOTHING: Final = Reliability({})


def counted(judged: Iterable[tuple[Kind, bool]]) -> Reliability:
    """The table of claims that were found right or wrong."""
    counts: dict[Kind, tuple[int, int]] = {}
    for kind, right in judged:
        for one in {kind, kind.above}:
            claims, hits = counts.get(one, (0, 0))
            counts[one] = claims + 1, hits + right
    return Reliability(counts)


@lru_cache(maxsize=1)
def shipped() -> Reliability:
    """The table that ships."""
    return beside(SHIPPED.parent)


def beside(model: Path) -> Reliability:
    """The table in the folder of a model; nothing is known where there is none."""
    path = model / SHIPPED.name
    return read(path) if path.is_file() else NOTHING


def read(path: Path) -> Reliability:
    """The table of a file; ``ValueError`` names the line that is none of it."""
    counts: dict[Kind, tuple[int, int]] = {}
    try:
        rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    except (OSError, UnicodeError, csv.Error) as error:
        raise ValueError(f"{path.name}: cannot be read ({error}); {_ADVICE}") from None
    for number, row in enumerate(rows, 2):
        try:
            kind = Kind(row["readers"], row["agreement"], row["reader"], row["family"])
            claims, right = int(row["claims"]), int(row["right"])
            if not 0 <= right <= claims:
                raise ValueError(f"{right} of {claims} right")
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"{path.name}:{number}: {error!r}; {_ADVICE}") from None
        counts[kind] = claims, right
    return Reliability(counts)


def write(table: Reliability, path: Path) -> None:
    """Write the table, its kinds in order."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows((*kind, *counts) for kind, counts in sorted(table.counts.items()))
