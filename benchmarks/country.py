"""Whole-country tables: are planted disagreements between six outlets found, and the wrong side named?

    python -m benchmarks.country [--official CANDIDACIES.csv]

One result of 3,300 candidates, invented or taken from an official file, is printed by six outlets in six
formats. 160 disagreements are planted: a digit, a transposition, two rows swapped, the number of the election
before, and one wrong number that several outlets copied from one feed.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from extract.claims import Sources, from_results
from extract.load import load_bytes, load_file
from extract.matching import plain_name
from extract.model import Measure, Result
from extract.reconcile import Reconciled, reconcile
from extract.tabular import read_table
from extract.verdicts import SEVERITY

SEATS, CANDIDATES = 650, 3300
PLANTED = {"digit": 50, "transposed": 30, "swapped": 20, "stale": 30, "copied": 30}
COPIES = 3

_PARTIES = (
    ("Conservative Party", "PP52"), ("Labour Party", "PP53"), ("Liberal Democrats", "PP90"),
    ("Green Party", "PP63"),
    ("UK Independence Party", "PP85"), ("Monster Raving Loony Party", "PP66"),
)  # fmt: skip
_FIRST = (
    "Ada", "Ben", "Cara", "Dan", "Edith", "Finn", "Gwen", "Hugo", "Isla", "Jack", "Kit", "Lena", "Max",
    "Nora", "Owen", "Pia", "Quin", "Rosa", "Sam", "Tess", "Una", "Vic", "Wes", "Yara", "Zoe",
)  # fmt: skip
_LAST = (
    "Aldous", "Birch", "Corran", "Dunmore", "Eastley", "Fenwick", "Garrow", "Hollis", "Irvine", "Jessop",
    "Kerrick", "Lomas", "Marlow", "Nesbit", "Orme", "Pardoe", "Quayle", "Rushby", "Sorrel", "Tarrant",
    "Upjohn", "Venning", "Wexcombe", "Yarrow",
)  # fmt: skip
_STEMS = (
    "Alder", "Birk", "Cold", "Dun", "Elm", "Fern", "Gale", "Holm", "Ives", "Kel", "Lark", "Marl", "Nether",
    "Oak", "Pine", "Raven", "Stone", "Thorn", "Ull", "Wick",
)  # fmt: skip
_ENDS = (
    "bridge", "bury", "combe", "dale", "field", "ford", "ham", "hurst", "leigh", "mouth", "port", "stead",
    "ton", "wick", "worth",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stood:
    """A candidate of one seat with the true votes, and those of the party there at the election before."""

    seat: str
    seat_id: str
    first: str
    last: str
    party: str
    party_id: str
    votes: int
    before: int


@dataclass(frozen=True, slots=True)
class Error:
    """A planted error: whose votes, printed by which tables, and what it is."""

    kind: str
    stood: Stood
    printed: int
    tables: tuple[int, ...]


@dataclass(slots=True)
class Tables:
    """Six tables as bytes, with all that was planted in them."""

    files: list[tuple[str, bytes]]
    errors: list[Error]
    stood: list[Stood]


def invented(seed: int = 1) -> list[Stood]:
    """A result of a country that is not there: about five candidates for each seat."""
    chance = random.Random(seed)
    seats = sorted({f"{a}{b} {c}".strip() for a in _STEMS for b in _ENDS for c in ("", "North", "South")})
    out: list[Stood] = []
    for number, seat in enumerate(chance.sample(seats, k=SEATS)):
        few = len(_PARTIES) - (number % 13 > 0)
        for party, party_id in _PARTIES[:few]:
            votes = int(chance.lognormvariate(8.6, 1.1)) + 150
            person = chance.choice(_FIRST), chance.choice(_LAST)
            out.append(
                Stood(
                    seat,
                    "",
                    *person,
                    party,
                    party_id,
                    votes,
                    max(int(votes * chance.uniform(0.5, 1.6)), 60) + 7,
                )
            )
    return out[:CANDIDATES]


def official(path: Path, seed: int = 1) -> list[Stood]:
    """The result that an official file of candidacies prints, with an invented election before it."""
    chance = random.Random(seed)
    found = read_table(load_file(path, name=path.name, limit=2**28))
    out = []
    for figure in found.figures:
        claim = figure.claim
        if claim.measure is Measure.VOTES and claim.place and claim.owner.party and claim.owner.candidate:
            first, _, last = claim.owner.candidate.rpartition(" ")
            before = max(int(int(claim.value) * chance.uniform(0.5, 1.6)), 60) + 7
            party = claim.owner.party
            out.append(
                Stood(
                    claim.place.name,
                    claim.place.id,
                    first,
                    last,
                    party.name,
                    party.id,
                    int(claim.value),
                    before,
                )
            )
    return out[:CANDIDATES]


def plant(stood: Sequence[Stood], seed: int = 2) -> list[Error]:
    """Errors in seats of their own, so that each stands for itself."""
    chance = random.Random(seed)
    seats: dict[str, list[Stood]] = {}
    for one in stood:
        seats.setdefault(one.seat_id or one.seat, []).append(one)
    whole = [rows for rows in seats.values() if len(rows) >= 3]
    errors: list[Error] = []
    picked = iter(chance.sample(whole, k=sum(PLANTED.values())))
    for kind, count in PLANTED.items():
        for rows in (next(picked) for _ in range(count)):
            ranked = sorted(rows, key=lambda s: -s.votes)
            one, other = ranked[0], ranked[1]
            table = chance.randrange(6)
            if kind == "swapped":
                errors.append(Error(kind, one, other.votes, (table,)))
                errors.append(Error(kind, other, one.votes, (table,)))
            elif kind == "stale":
                errors.append(Error(kind, one, one.before, (table,)))
            else:
                wrong = _wrong(chance, one.votes, "transposed" if kind == "copied" else kind)
                tables = tuple(chance.sample((0, 1, 3, 4, 5), k=COPIES)) if kind == "copied" else (table,)
                errors.append(Error(kind, one, wrong, tables))
    return errors


def _wrong(chance: random.Random, votes: int, kind: str) -> int:
    """``votes`` with one digit changed, or two neighbours transposed, such that the number is another."""
    while True:
        digits = list(str(votes))
        at = chance.randrange(len(digits) - 1)
        if kind == "transposed":
            digits[at], digits[at + 1] = digits[at + 1], digits[at]
        else:
            digits[at] = chance.choice("123456789")
        wrong = int("".join(digits))
        if wrong != votes and digits[0] != "0":
            return wrong
        if kind == "transposed" and len(set(str(votes))) == 1:
            kind = "digit"


@dataclass(frozen=True, slots=True)
class Row:
    """A row to be printed: whose it is, the votes as this outlet has them, the share and the valid votes."""

    stood: Stood
    votes: int
    share: Decimal
    total: int

    @property
    def name(self) -> str:
        """The candidate, as most outlets print names."""
        return f"{self.stood.first} {self.stood.last}"


@dataclass(frozen=True, slots=True)
class Outlet:
    """How one outlet prints its table."""

    file: str
    mark: str
    header: tuple[str, ...]
    cells: Callable[[Row], tuple[object, ...]]


_OUTLETS = (
    Outlet(
        "alpha.csv",
        ",",
        ("Constituency", "Candidate", "Party", "Votes"),
        lambda r: (r.stood.seat, r.name, r.stood.party, r.votes),
    ),
    Outlet(
        "beta.csv",
        ",",
        ("party_name", "party_id", "person_name", "post_label", "votes_cast"),
        lambda r: (
            r.stood.party,
            r.stood.party_id,
            f"{r.stood.last}, {r.stood.first}",
            r.stood.seat,
            f"{r.votes:,}",
        ),
    ),
    Outlet(
        "gamma.csv",
        ";",
        ("Seat", "Surname", "First name", "Party", "Votes", "Vote share (%)", "Valid votes"),
        lambda r: (
            r.stood.seat,
            r.stood.last,
            r.stood.first,
            r.stood.party,
            r.votes,
            f"{r.share:.1f}",
            r.total,
        ),
    ),
    Outlet(
        "delta.tsv",
        "\t",
        ("Constituency name", "Party name", "Name", "Votes", "Share"),
        lambda r: (r.stood.seat, r.stood.party, r.name, r.votes, f"{r.share / 100:.6f}"),
    ),
    Outlet(
        "epsilon.csv",
        ",",
        ("CANDIDATE", "CONSTITUENCY", "PARTY", "VOTES"),
        lambda r: (r.name, r.stood.seat, r.stood.party, r.votes),
    ),
    Outlet(
        "zeta.csv",
        "|",
        ("ward", "affiliation", "candidate_name", "total votes received"),
        lambda r: (r.stood.seat, r.stood.party, r.name, r.votes),
    ),
)


def tables(stood: Sequence[Stood], errors: Sequence[Error]) -> Tables:
    """The six outlets' files. Shares and totals, where one prints them, are those of the count itself."""
    totals: dict[str, int] = {}
    for one in stood:
        totals[one.seat_id or one.seat] = totals.get(one.seat_id or one.seat, 0) + one.votes
    wrong = {(e.stood, table): e.printed for e in errors for table in e.tables}
    files = []
    for number, outlet in enumerate(_OUTLETS):
        lines = [outlet.header]
        for one in stood:
            total = totals[one.seat_id or one.seat]
            votes = wrong.get((one, number), one.votes)
            cells = outlet.cells(Row(one, votes, Decimal(one.votes) * 100 / total, total))
            lines.append(tuple(map(str, cells)))
        text = "".join(outlet.mark.join(_quoted(c, outlet.mark) for c in line) + "\n" for line in lines)
        files.append((outlet.file, text.encode()))
    return Tables(files, list(errors), list(stood))


def _quoted(cell: str, mark: str) -> str:
    return f'"{cell}"' if mark in cell else cell


def read(made: Tables) -> list[Result]:
    """The tables read as files."""
    return [read_table(load_bytes(data, name), country="gb") for name, data in made.files]


@dataclass(slots=True)
class Score:
    """How many were found, in how many the right number stands, and what was found that is not there."""

    found: int = 0
    named: int = 0
    planted: int = 0
    invented: int = 0
    missed: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"planted {self.planted}: {self.found} found, {self.named} with the right number agreed; "
            f"{self.invented} findings on what is right"
        )


def score(made: Tables, sources: Sources, found: Reconciled) -> Score:
    """Compare with what was planted."""
    names = [name for name, _ in made.files]
    planted = {(names[t], plain_name(e.stood.seat), e.stood.votes, e.printed): e for e in made.errors for t in e.tables}
    out = Score(planted=len(made.errors))
    seen: set[Error] = set()
    right: set[Error] = set()
    for row in found.rows:
        for side in row.sides:
            if SEVERITY[side.why] < 2:
                continue
            for claim in side.claims:
                name = sources.origins[claim.origin].name
                hits = [
                    e
                    for (n, seat, _, printed), e in planted.items()
                    if n == name and printed == claim.value and seat == plain_name(claim.place)
                ]
                if not hits and row.agreed is not None:
                    out.invented += 1
                    out.missed.append(f"invented: {row.explanation}")
                for error in hits:
                    seen.add(error)
                    if row.agreed == error.stood.votes:
                        right.add(error)
    out.found, out.named = len(seen), len(right)
    out.missed += [f"missed: {e}" for e in made.errors if e not in seen]
    out.missed += [f"side: {e}" for e in made.errors if e in seen and e not in right]
    return out


def main() -> None:
    """Make, read, reconcile and tell."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--official", type=Path, metavar="CSV", help="a file of candidacies to take the result from")
    args = parser.parse_args()
    stood = official(args.official) if args.official else invented()
    made = tables(stood, plant(stood))
    start = time.perf_counter()
    results = read(made)
    read_in = time.perf_counter() - start
    sources = from_results(results)
    found = reconcile(sources)
    seconds = time.perf_counter() - start
    result = score(made, sources, found)
    print(result)
    print(f"{len(stood)} candidates, {len(sources.claims)} figures")
    print(f"read in {read_in:.1f} s, read and reconciled in {seconds:.1f} s")
    for line in result.missed[:20]:
        print(f"  {line}")


if __name__ == "__main__":
    main()
