"""Figures reconciled a second, and how time grows with their number: python -m benchmarks.reconciling

Sources print the seats of parties in places that each of them covers; one number in fifty is a slip, one in
ten a rounded or earlier one. The sentences differ from source to source, so that nothing is a copy.
"""

from __future__ import annotations

import argparse
import random
import time
from decimal import Decimal

from extract.claims import Claim, Origin, Sources
from extract.model import Measure, Status
from extract.reconcile import reconcile

SIZES = (10_000, 100_000, 1_000_000)
VOICES, EACH = 10, 50


def made(size: int, seed: int = 1) -> Sources:
    """``size`` claims by as many sources as it takes, ten of them on each thing."""
    chance = random.Random(seed)
    origins: list[Origin] = []
    claims: list[Claim] = []
    words = [f"word{n}" for n in range(400)]
    for number in range(size // EACH):
        origins.append(Origin(f"{number}.txt", f"{number}", f"paper {number % 997}", "2017-06-09"))
        thing = number // VOICES * EACH
        sentence = " ".join(chance.choices(words, k=24))
        for key in range(thing, thing + EACH):
            true = Decimal(10_000 + key * 7919 % 30_000)
            value = true + 900 if chance.random() < 0.02 else true
            loose = Decimal(500) if chance.random() < 0.1 else Decimal(0)
            claims.append(
                Claim(
                    id=f"{number}-{key}",
                    origin=number,
                    election="parl.2017-06-08",
                    place=f"Seat {key // 5}",
                    place_id="",
                    party=f"Party {key % 5}",
                    party_id="",
                    candidate="",
                    measure=Measure.VOTES,
                    status=Status.RESULT,
                    value=value,
                    low=value - loose,
                    high=value + loose,
                    unit="",
                    declared=None,
                    declared_of=None,
                    sentence=sentence,
                    text=str(value),
                )
            )
    return Sources(claims, origins)


def main() -> None:
    """Measure each size once and tell."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--largest", type=int, default=SIZES[-1], metavar="N", help="leave out larger sizes")
    args = parser.parse_args()
    first = 0.0
    for size in (s for s in SIZES if s <= args.largest):
        sources = made(size)
        start = time.perf_counter()
        found = reconcile(sources)
        seconds = time.perf_counter() - start
        first = first or seconds / size
        print(f"{size:>9,} figures {seconds:7.2f} s  {size / seconds:>9,.0f} a second", end="  ")
        print(f"{seconds / size / first:4.2f} times as long for each as at first", end="  ")
        print(f"{len(found.rows):,} things, {len(found.findings):,} findings")


if __name__ == "__main__":
    main()
