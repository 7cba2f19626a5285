"""Two things timed in turns: on a busy machine only their ratio within one minute means something."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from time import perf_counter

Work = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Seconds that each took, repeat by repeat."""

    ours: tuple[float, ...]
    yardstick: tuple[float, ...]

    @property
    def ratio(self) -> float:
        """The median over the repeats of our time over the yardstick's."""
        return median(a / b for a, b in zip(self.ours, self.yardstick, strict=True))


def _seconds(work: Work) -> float:
    begin = perf_counter()
    work()
    return perf_counter() - begin


def interleave(ours: Work, yardstick: Work, repeats: int) -> Pairs:
    """Run both once unmeasured, then in turns; who goes first alternates, so that neither gains by it."""
    ours()
    yardstick()
    took: dict[Work, list[float]] = {ours: [], yardstick: []}
    for repeat in range(repeats):
        for work in (ours, yardstick) if repeat % 2 else (yardstick, ours):
            took[work].append(_seconds(work))
    return Pairs(tuple(took[ours]), tuple(took[yardstick]))


def show(rows: Mapping[str, object], as_json: bool) -> None:
    """Print what was measured, for people or for programs."""
    if as_json:
        print(json.dumps(rows, indent=2))
        return
    width = max(map(len, rows))
    for name, value in rows.items():
        number = f"{value:,.3f}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else value
        print(f"{name:<{width}}  {number}")
