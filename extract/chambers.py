"""What one document prints of each chamber or council: seats of parties, and of the whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from extract.intervals import Interval, of, point
from extract.model import Figure, Measure, Party, Place, Result, Status
from extract.records import WORDS, Print, Quantity, Values
from extract.tallies import place_key

_SEATS = (Measure.SEATS, Measure.COUNCILLORS)
_CHANGES = (Measure.SEATS_CHANGE, Measure.COUNCILLORS_CHANGE)
_OF_PLACE = (
    Measure.SEATS_TOTAL, Measure.SEATS_DECLARED, Measure.SEATS_REMAINING, Measure.MAJORITY_THRESHOLD,
)  # fmt: skip#: Further apart two numbers do not stand in cells side by side.
_CELLS = 12

Key = tuple[str, Status]


@dataclass(slots=True, eq=False)
class Table:
    """The parties of one table of seats, each once."""

    seats: dict[Party, Quantity] = field(default_factory=dict)
    changes: dict[Party, Quantity] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Chamber:
    """What one document prints of one chamber in one status: of parties, and of the whole."""

    place: Place | None
    status: Status
    seats: dict[Party, Quantity] = field(default_factory=dict)
    changes: dict[Party, Quantity] = field(default_factory=dict)
    short: dict[Party, Quantity] = field(default_factory=dict)
    majority: dict[Party, Quantity] = field(default_factory=dict)
    whole: dict[Measure, Quantity] = field(default_factory=dict)
    tables: list[Table] = field(default_factory=list)
    size: int | None = None

    @property
    def name(self) -> str:
        """The place as it is printed."""
        return self.place.name if self.place else ""

    def all_seats(self, values: Values) -> Interval | None:
        """All seats: as printed, else as the chamber is known to have."""
        whole = self.whole.get(Measure.SEATS_TOTAL)
        if whole is not None:
            # Two numbers, or one below what the parties have: then it is of a part, such as the seats up.
            known = len(whole.versions) == 1
            parts = [values[q].low for q in self.seats.values()]
            return values[whole] if known and (self.tables or max(parts, default=0) <= values[whole].high) else None
        return point(self.size) if self.size else None

    def counting(self, values: Values) -> bool:
        """Whether the document speaks of a count that is not over."""
        out, declared = (self.whole.get(m) for m in (Measure.SEATS_REMAINING, Measure.SEATS_DECLARED))
        seats = self.all_seats(values)
        if out is not None and values[out].high > 0:
            return True
        if declared is None:
            return False
        return len(declared.versions) > 1 or (seats is not None and values[declared].high < seats.low)

    def quantities(self) -> Iterator[Quantity]:
        """Everything printed of it."""
        for group in (self.seats, self.changes, self.short, self.majority):
            yield from group.values()
        yield from self.whole.values()


def chambers(result: Result, used: frozenset[str], sizes: Mapping[str, int]) -> list[Chamber]:
    """The chambers of ``result``; ``used`` are figures of contests, ``sizes`` the seats by place."""
    found: dict[Key, Chamber] = {}
    prints: dict[tuple[Key, Measure, Party | None], list[Figure]] = defaultdict(list)
    tables: dict[tuple[Key, int], list[Figure]] = defaultdict(list)
    for figure in result.figures:
        claim = figure.claim
        needed = claim.measure is Measure.MAJORITY_THRESHOLD  # whatever was won
        if figure.id in used or (claim.status is Status.HYPOTHETICAL and not needed):
            continue
        party = claim.owner.party
        owned = claim.measure in (*_SEATS, *_CHANGES, Measure.SEATS_SHORT)
        leads = claim.measure is Measure.MAJORITY and claim.unit not in ("percent", "points")
        if not (claim.measure in _OF_PLACE or (party and (owned or leads))) or claim.owner.candidate:
            continue
        if claim.measure is Measure.MAJORITY_THRESHOLD and claim.unit == "electoral_votes":
            continue
        key: Key = (place_key(claim.place), Status.RESULT if needed else claim.status)
        found.setdefault(key, Chamber(claim.place, key[1], size=sizes.get(key[0])))
        block = next((c.contest for c in figure.claims if c.contest is not None), None)
        if block is not None and claim.measure in (*_SEATS, *_CHANGES):
            tables[key, block].append(figure)
        prints[key, claim.measure, None if claim.measure in _OF_PLACE else party].append(figure)
    columns = {f.id for rows in tables.values() for f in _columns(rows)}
    columns |= {f.id for group in prints.values() for f in _beside(group, result.document.text)}
    for (key, measure, party), figures in prints.items():
        kept = [f for f in figures if f.id not in columns]
        if kept:
            _put(found[key], measure, party, _quantity(measure, party, kept))
    for (key, _), rows in tables.items():
        table = _table([f for f in rows if f.id not in columns])
        if len(table.seats) > 2 or len(table.changes) > 2:
            found[key].tables.append(table)
    return list(found.values())


def _columns(rows: Sequence[Figure]) -> Iterator[Figure]:
    """The figures of a party that has several in one table: leading, won, in all. None is just its seats."""
    groups: dict[tuple[Measure, Party | None], list[Figure]] = defaultdict(list)
    for figure in rows:
        groups[figure.claim.measure, figure.claim.owner.party].append(figure)
    for group in groups.values():
        if len({f.claim.value for f in group}) > 1:
            yield from group


def _beside(figures: Sequence[Figure], text: str) -> Iterator[Figure]:
    """Different numbers in a row with no word between them: columns again, where no table was seen."""
    for a, b in pairwise(figures):
        between = text[a.claim.span.end : b.claim.span.start]
        if a.claim.value != b.claim.value and len(between) < _CELLS and not any(map(str.isalpha, between)):
            yield from (a, b)


def _quantity(measure: Measure, party: Party | None, figures: Sequence[Figure]) -> Quantity:
    word = WORDS.get(measure, measure.value.replace("_", " "))
    name = f"the {word} of {party.name}" if party else f"the {word}"
    return Quantity(name, measure, tuple(Print(f.id, f.claim, of(f.claim)) for f in figures))


def _put(chamber: Chamber, measure: Measure, party: Party | None, quantity: Quantity) -> None:
    if party is None:
        chamber.whole[measure] = quantity
    elif measure in _SEATS:
        chamber.seats[party] = quantity
    elif measure in _CHANGES:
        chamber.changes[party] = quantity
    else:
        (chamber.short if measure is Measure.SEATS_SHORT else chamber.majority)[party] = quantity


def _table(rows: Sequence[Figure]) -> Table:
    table = Table()
    for figure in rows:
        party = figure.claim.owner.party
        if party:
            home = table.seats if figure.claim.measure in _SEATS else table.changes
            home[party] = _quantity(figure.claim.measure, party, [figure])
    return table
