"""Articles against an official file: are all planted errors found, and none invented?

    python -m benchmarks.official CANDIDACIES.csv [CONSTITUENCIES.csv]

Articles are written from the file itself, five seats each, with every candidate's votes, the majority and the
turnout, in three layouts; one number in ten seats is altered. They are read and compared with the file.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from extract.claims import Sources, from_results
from extract.comparison import Compared, Found, compare
from extract.model import Document, Measure, Result, Source
from extract.packs import rules
from extract.pipeline import read_document
from extract.reference import OfficialContest, Reference, Standing, load_reference
from extract.slips import slip

SEATS_EACH = 5
EVERY = 5


@dataclass(frozen=True, slots=True)
class Error:
    """A planted error: in which article and seat, what is printed and what is right."""

    article: str
    seat: str
    printed: int
    right: int


@dataclass(slots=True)
class Written:
    """Articles with what was planted in them."""

    articles: list[tuple[str, str]] = field(default_factory=list)
    errors: list[Error] = field(default_factory=list)


Rows = Sequence[tuple[Standing, int]]


def _votes(standing: Standing) -> int:
    return int(standing.values[Measure.VOTES, ""].value)


def _named(standing: Standing) -> str:
    return f"{standing.name} ({standing.party.name})" if standing.party else standing.name


def _list(seat: str, rows: Rows, majority: int, turnout: Decimal | None) -> Iterator[str]:
    yield seat
    yield from (f"{_named(s)} {votes:,}" for s, votes in rows)
    yield f"Majority: {majority:,}"
    if turnout is not None:
        yield f"Turnout: {turnout:.1f}%"
    yield ""


def _columns(seat: str, rows: Rows, majority: int, turnout: Decimal | None) -> Iterator[str]:
    yield f"{seat} constituency"
    yield "Candidate | Party | Votes"
    yield from (f"{s.name} | {s.party.name if s.party else ''} | {votes:,}" for s, votes in rows)
    yield f"Majority | | {majority:,}"
    yield ""


def _colons(seat: str, rows: Rows, majority: int, turnout: Decimal | None) -> Iterator[str]:
    yield seat
    yield from (f"{s.party.name if s.party else ''} - {s.name}: {votes:,} votes" for s, votes in rows)
    yield f"Majority: {majority:,}"
    yield ""


_LAYOUTS: tuple[Callable[[str, Rows, int, Decimal | None], Iterator[str]], ...] = (_list, _columns, _colons)


def write(reference: Reference, seats: int, seed: int = 1) -> Written:
    """Articles on ``seats`` contests of ``reference``, drawn by chance, an error in one of every five."""
    chance = random.Random(seed)
    clear = _clear(reference.country)
    whole = [
        c
        for at, c in enumerate(reference.contests)
        if at != reference.nation and len(c.standings) > 2 and all(s.name and s.party for s in c.standings) and clear(c)
    ]
    out = Written()
    contests = chance.sample(whole, k=min(seats, len(whole)))
    for number in range(0, len(contests), SEATS_EACH):
        name = f"{number // SEATS_EACH:03}.txt"
        lines = [f"General election {reference.date[:4]}: results in full", "", reference.date, ""]
        layout = _LAYOUTS[number // SEATS_EACH % len(_LAYOUTS)]
        for at, contest in enumerate(contests[number : number + SEATS_EACH]):
            lines += layout(contest.place.name, *_numbers(chance, contest, name, out, altered=at % EVERY == 0))
        out.articles.append((name, "\n".join(lines) + "\n"))
    return out


def _clear(country: str) -> Callable[[OfficialContest], bool]:
    """Whether a seat is told by its name and its people by theirs.

    A seat called Rugby, or a candidate called like a party leader, is a matter of reading, not of comparing.
    """
    pack = rules().countries[country]
    words = {e.place.name for e in pack.places if e.weak}
    leaders = {p.name.rpartition(" ")[2] for p in pack.people if p.role == "leader"}

    def clear(contest: OfficialContest) -> bool:
        surnames = {s.name.rpartition(" ")[2] for s in contest.standings}
        return contest.place.name not in words and not surnames & leaders

    return clear


def _numbers(
    chance: random.Random, contest: OfficialContest, name: str, out: Written, *, altered: bool
) -> tuple[Rows, int, Decimal | None]:
    """The numbers of a contest as an article prints them, one of them altered where it is to be."""
    rows = sorted(((s, _votes(s)) for s in contest.standings), key=lambda r: -r[1])
    majority = rows[0][1] - rows[1][1]
    turnout = contest.values.get((Measure.TURNOUT, "percent"))
    if altered:
        at = chance.randrange(min(len(rows), 4) + 1)
        right = majority if at >= min(len(rows), 4) else rows[at][1]
        wrong = _wrong(chance, right)
        if at >= min(len(rows), 4):
            majority = wrong
        else:
            rows[at] = rows[at][0], wrong
        out.errors.append(Error(name, contest.place.name, wrong, right))
    return rows, majority, turnout.value if turnout else None


def _wrong(chance: random.Random, right: int) -> int:
    """Another number, one slip away."""
    while True:
        wrong = right + chance.choice((1, -1, 9, -9, 90, -90, 100, 200, -100, 900, 1000, 2000, 10_000))
        if wrong > 0 and slip(Decimal(wrong), Decimal(right)):
            return wrong
        if right < 10:
            return right * 10 + right


def read(written: Written, day: str) -> list[Result]:
    """The articles read as any others."""
    return [read_document(Document(n, t, source=Source(path=n, published=day))) for n, t in written.articles]


@dataclass(slots=True)
class Score:
    """What the comparison said of what was planted."""

    planted: int
    found: int = 0
    invented: int = 0
    right: int = 0
    other: int = 0
    told: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"planted {self.planted}: {self.found} found; {self.invented} invented; "
            f"{self.right} numbers right, {self.other} not compared or not in the text"
        )


def score(written: Written, sources: Sources, items: Sequence[Compared]) -> Score:
    """Compare with what was planted."""
    planted = {(e.article, e.printed, e.right): e for e in written.errors}
    out = Score(len(planted))
    seen = set()
    for item in items:
        claim = item.claim
        if item.found is Found.OK:
            out.right += 1
        elif item.found is not Found.WRONG or claim is None or item.official is None:
            out.other += 1
        else:
            key = sources.origins[claim.origin].name, int(claim.value), int(item.official.value)
            if key in planted:
                seen.add(key)
            else:
                out.invented += 1
                out.told.append(f"invented: {key} {item.place} {item.owner} {item.measure}")
    out.found = len(seen)
    out.told += [f"missed: {planted[key]}" for key in planted.keys() - seen]
    return out


def main() -> None:
    """Write, read, compare and tell."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("reference", nargs="+", type=Path, metavar="CSV", help="official candidacies, constituencies")
    parser.add_argument("--seats", type=int, default=300, metavar="N", help="seats to write about (default: 300)")
    args = parser.parse_args()
    reference = load_reference(args.reference)
    written = write(reference, args.seats)
    results = read(written, reference.date)
    sources = from_results(results)
    start = time.perf_counter()
    items = compare(sources, reference)
    seconds = time.perf_counter() - start
    result = score(written, sources, items)
    print(result)
    print(f"{len(written.articles)} articles, {len(sources.claims)} figures compared in {seconds:.2f} s")
    for line in result.told[:25]:
        print(f"  {line}")


if __name__ == "__main__":
    main()
