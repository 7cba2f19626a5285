"""The figures of one candidate, and of all who stand together, gathered from wherever they are printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from extract.context import fold
from extract.model import Measure, Party, Place, Reading, Status
from extract.people import Person

#: A claim and the id of the figure it belongs to.
Cell = tuple[Reading, str]


@dataclass(slots=True)
class Row:
    """One person or party of a tally. ``counts`` holds the votes of later counts by the name of the count."""

    party: Party | None
    candidate: str | None
    person: Person | None
    cells: dict[Measure, list[Cell]] = field(default_factory=dict)
    counts: dict[str, Cell] = field(default_factory=dict)
    firsts: dict[Measure, tuple[int, Cell]] = field(default_factory=dict)  # of so many claims, the first

    def cell(self, measure: Measure) -> Cell | None:
        """The first exact claim of ``measure``, else the first."""
        cells = self.cells.get(measure)
        if not cells:
            return None
        seen, first = self.firsts.get(measure, (1, cells[0]))
        if seen < len(cells):  # asked for as claims come in: only the new ones are looked at
            first = min(first, *cells[seen:], key=exact_first)
            self.firsts[measure] = len(cells), first
        return first

    def value(self, measure: Measure) -> Decimal | None:
        """What ``cell`` claims."""
        cell = self.cell(measure)
        return cell[0].value if cell else None

    @property
    def strength(self) -> Decimal | None:
        """What ranks it: votes, or the share where no votes are printed."""
        votes = self.value(Measure.VOTES)
        return self.value(Measure.VOTE_SHARE) if votes is None else votes

    def figures(self) -> tuple[str, ...]:
        """The ids of the figures it rests on, in the order of the text."""
        cells = [cell for found in self.cells.values() for cell in found]
        return tuple(dict.fromkeys(figure for _, figure in sorted(cells, key=lambda c: c[0].span)))

    def stands(self) -> bool:
        """Whether it has votes or a share; a party with nothing but a loss did not stand this time."""
        votes, share = self.value(Measure.VOTES), self.value(Measure.VOTE_SHARE)
        if self.candidate is None and not votes and not share:
            return False
        return votes is not None or share is not None or bool(self.counts)

    def allied(self, party: Party | None) -> bool:
        """Whether a row of ``party`` can be this one."""
        return self.party is None or party is None or self.party == party

    def agrees(self, other: Row) -> bool:
        """Whether no figure of the one excludes a figure of the other."""
        shared = self.cells.keys() & other.cells.keys()
        return all(fits(self.cells[m][0][0], other.cells[m][0][0]) for m in shared)

    def alike(self, other: Row) -> int:
        """How many of votes and share both give alike."""
        values = [(self.value(m), other.value(m)) for m in (Measure.VOTES, Measure.VOTE_SHARE)]
        return sum(a is not None and a == b for a, b in values)

    def absorb(self, other: Row) -> None:
        """Take over what another print of the same row says, and the fuller name."""
        self.party = self.party or other.party
        fuller = self.person and other.person and other.person.full and not self.person.full
        if self.candidate is None or fuller:
            self.candidate, self.person = other.candidate, other.person
        for measure, cells in other.cells.items():
            self.cells.setdefault(measure, []).extend(cells)
        for name, cell in other.counts.items():
            self.counts.setdefault(name, cell)


@dataclass(slots=True)
class Tally:
    """Rows that belong together, and the figures of the whole.

    ``listed`` tells a block of records from sentences. ``shared`` are the parties whose share is of
    several of their people at once, ``spots`` the offsets of all figures of its rows.
    """

    place: Place | None
    status: Status
    listed: bool = True
    rows: list[Row] = field(default_factory=list)
    whole: list[Cell] = field(default_factory=list)
    spots: list[int] = field(default_factory=list)
    current: Row | None = None
    seats: bool = False
    shared: set[Party] = field(default_factory=set)

    @property
    def everywhere(self) -> list[int]:
        """The offsets of all figures of its rows and of the whole."""
        return [*self.spots, *(claim.span.start for claim, _ in self.whole)]

    def new(self, party: Party | None, candidate: str | None, person: Person | None) -> Row:
        """Add an empty row."""
        self.rows.append(Row(party, candidate, person))
        return self.rows[-1]

    def pairs(self, others: Sequence[Row]) -> list[tuple[Row, Row]]:
        """Rows here and in ``others`` that are one candidate: by name, else as the only one of a party."""
        pairs: list[tuple[Row, Row]] = []
        ours, theirs = Counter(r.party for r in self.rows), Counter(r.party for r in others)
        for other in others:
            found = [r for r in self.rows if r.party == other.party and not (r.person and other.person)]
            if (who := other.person) is not None:
                named = [r for r in self.rows if r.person and r.person.same(who) and r.allied(other.party)]
                found = named or found
            elif theirs[other.party] > 1:
                found = [r for r in found if r.alike(other) and all(r is not a for a, _ in pairs)][:1]
            only = ours[other.party] == theirs[other.party] == 1
            if len(found) == 1 and (only or found[0].person or found[0].alike(other)):
                pairs.append((found[0], other))
        return pairs

    def marks(self) -> set[object]:
        """Its surnames, votes and shares: two tallies that share none have nothing in common."""
        marks: set[object] = {row.person.surname for row in self.rows if row.person}
        marks.update(row.value(m) for row in self.rows for m in (Measure.VOTES, Measure.VOTE_SHARE))
        return marks - {None}

    def merge(self, other: Tally, pairs: Sequence[tuple[Row, Row]]) -> None:
        """Join another print of the same contest; rows that are in no pair are added."""
        for row, again in pairs:
            row.absorb(again)
        taken = {id(again) for _, again in pairs}
        self.rows.extend(row for row in other.rows if id(row) not in taken)
        self.spots.extend(other.spots)
        self.place = self.place or other.place

    def split_counts(self) -> None:
        """Of votes, second preferences and their sum the first are the votes, the sum a later count."""
        for row in self.rows:
            cells = row.cells.get(Measure.VOTES, [])
            if not row.candidate or len(cells) < 2:
                continue
            row.cells[Measure.VOTES] = cells[:1]
            row.firsts.pop(Measure.VOTES, None)
            if len(cells) == 3 and cells[0][0].value + cells[1][0].value == cells[2][0].value:
                row.counts.setdefault("final", cells[2])

    def last_count(self) -> list[Decimal | None]:
        """The votes of the last count row by row; who had dropped out by then has none."""
        names = [name for row in self.rows for name in row.counts]
        last = "final" if "final" in names else max(names, key=lambda n: (len(n), n), default="")
        return [row.counts[last][0].value if last in row.counts else None for row in self.rows]

    def tidy(self) -> None:
        """Drop rows that did not stand, and a party's row that repeats the votes of a person without one."""
        people = [] if self.listed else [r for r in self.rows if r.person and r.party is None]
        for row in [r for r in self.rows if people and r.person is None and r.party]:
            twins = [r for r in people if r.party is None and r.alike(row) and r.agrees(row)]
            if len(twins) == 1:
                twins[0].absorb(row)
                self.rows.remove(row)
        self.rows = [row for row in self.rows if row.stands()]
        self.spots.sort()


def place_key(place: Place | None) -> str:
    """What tells places apart: their id, else their name."""
    return (place.id or _folded(place.name)) if place else ""


@lru_cache(maxsize=4096)
def _folded(name: str) -> str:
    return fold(" ".join(name.split()))


def exact_first(cell: Cell) -> tuple[bool, int]:
    """Sorts exact claims before approximate ones, each in the order of the text."""
    return cell[0].qualifier not in ("", "exact"), cell[0].span.start


def fits(a: Reading, b: Reading) -> bool:
    """Whether one number can stand behind both, as precisely as each is printed."""
    return a.low <= b.high and b.low <= a.high
