"""Figures reconciled a second, and whether time grows with their number: python -m benchmarks.reconciling [--largest N]

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
                    f"{number}-{key}", number, "parl.2017-06-08", f"Seat {key // 5}", "", f"Party {key % 5}", "", "",
                    Measure.VOTES, Status.RESULT, value, value - loose, value + loose, "", None, None, sentence, str(value),
                )
            )  # fmt: skip
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
        growth = seconds / size / first
        print(
            f"{size:>9,} figures {seconds:7.2f} s  {size / seconds:>9,.0f} a second  {growth:4.2f} times the time of the "
            f"first for each  {len(found.rows):,} things, {len(found.findings):,} findings"
        )


if __name__ == "__main__":
    main()
