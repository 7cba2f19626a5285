"""What the sources agree on: for each key the value that stands, before any difference is judged.

Arithmetic outranks voices, and voices outrank a sharper print. Each stage of a count has its own value.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from extract.claims import Claim, Origin, Sources
from extract.evidence import Place, Stated, weigh
from extract.grouping import NATION, Group, Key, World, group
from extract.model import Status
from extract.verdicts import LEVEL_OF, PROGRESSING, Side, possible
from extract.voices import clusters, independent

#: What an agreed value rests on.
ARITHMETIC: Final = "arithmetic"
SOURCES: Final = "independent sources"
SINGLE: Final = "one source"
OPEN: Final = ""


@dataclass(slots=True)
class Settled:
    """A group and what was agreed in it. ``stages`` are the agreed values of each stage of the count."""

    group: Group
    sides: list[Side]
    agreed: Decimal | None
    stage: int | None
    basis: str
    proofs: tuple[str, ...] = ()
    stages: dict[int, Decimal] | None = None
    against: list[Claim] | None = None


class Settling:
    """All groups of a set of sources, and what was agreed in each."""

    def __init__(self, sources: Sources) -> None:
        self.origins: Sequence[Origin] = sources.origins
        self.publishers = [o.publisher for o in sources.origins]
        self.cluster = clusters(sources.claims, len(sources.origins), [o.id for o in sources.origins])
        self.world: World = group(sources)
        self.places: dict[tuple[str, str], list[Key]] = defaultdict(list)
        for key in self.world.groups:
            self.places[key.election, key.place].append(key)
        self.elections = {key.election for key in self.world.groups}
        self._likely: dict[tuple[Key, int | None], Stated] = {}
        self.settled: dict[Key, Settled] = {}

    # -- agreeing --------------------------------------------------------------------------------

    def voices(self, claims: Iterable[Claim]) -> int:
        """How many independent voices claims are."""
        return independent((c.origin for c in claims), self.cluster, self.publishers)

    def settle(self, group: Group) -> Settled:
        """What stands of ``group``, at the latest stage and at each."""
        sides = self._sides(group)
        if len(sides) == 1:
            only = sides[0]
            return Settled(group, sides, only.value, only.stage, SOURCES if only.voices > 1 else SINGLE)
        stages: dict[int, Decimal] = {}
        for stage in sorted({s.stage for s in sides if s.stage is not None}):
            agreed, _, _ = self._choose(group.key, [s for s in sides if s.stage == stage], sides)
            if agreed is not None:
                stages[stage] = agreed.value
        last = max((s.stage for s in sides if s.stage is not None), default=None)
        pool = [s for s in sides if s.stage in (None, last)]
        best, basis, proofs = self._choose(group.key, pool, sides)
        if best is None:
            return Settled(group, sides, None, last, OPEN, (), stages)
        if not proofs:
            proofs = self._proofs(group.key, best, sides)
            basis = ARITHMETIC if proofs else basis
        behind = [c for s in sides if s.holds(best.value) for c in s.claims]
        return Settled(group, sides, best.value, best.stage, basis, proofs, stages, behind)

    def _proofs(self, key: Key, best: Side, sides: list[Side]) -> tuple[str, ...]:
        """What holds with the value that voices chose and with no other that was printed."""
        others = [s for s in sides if not s.holds(best.value)]
        if key.status is not Status.RESULT or not others:
            return ()
        stated = [Stated(s.value, s.low, s.high) for s in (best, *others)]
        own, *rest = weigh(key, stated, self._place(key, best.stage))
        return tuple(own[1]) if own[0] > max(score for score, _ in rest) else ()

    def _sides(self, group: Group) -> list[Side]:
        progressing = group.key.measure in PROGRESSING
        found: dict[tuple[Decimal, Decimal, Decimal, int | None], Side] = {}
        for claim, stage in zip(group.claims, group.stages, strict=True):
            mark = (claim.value, claim.low, claim.high, stage if progressing else None)
            side = found.get(mark)
            if side is None:
                side = found[mark] = Side(*mark)
            side.claims.append(claim)
        sides = list(found.values())
        for side in sides:
            side.voices = 1 if len(side.claims) == 1 else self.voices(side.claims)
        return sides

    def _choose(self, key: Key, pool: list[Side], sides: list[Side]) -> tuple[Side | None, str, tuple[str, ...]]:
        """The side of ``pool`` that stands: arithmetic first, then voices, then the sharper print."""
        narrow = min((s.high - s.low for s in pool if s.high.is_finite()), default=None)
        sharp = [s for s in pool if s.high - s.low == narrow] or pool
        rest = [s for s in pool if not any(s.holds(o.value) for o in sharp)]
        options = [*sharp, *rest]
        values = list(dict.fromkeys(o.value for o in options))
        if len(values) == 1:
            best = options[0]
            voices = self.voices(c for s in pool for c in s.claims)
            return best, SOURCES if voices > 1 else SINGLE, ()
        stage = max((o.stage for o in options if o.stage is not None), default=None)
        stated = [Stated(o.value, o.low, o.high) for o in options]
        scores = (
            weigh(key, stated, self._place(key, stage)) if key.status is Status.RESULT else [(0, [])] * len(options)
        )
        ranks = [
            (score[0], self._direct(o, sides) + self._backing(o, sides, key))
            for o, score in zip(options, scores, strict=True)
        ]
        top = max(ranks)
        first = [at for at, rank in enumerate(ranks) if rank == top]
        best = options[first[0]]
        if len({options[at].value for at in first}) > 1:
            return None, OPEN, ()
        if top[0] > max((r[0] for o, r in zip(options, ranks, strict=True) if o.value != best.value), default=0):
            return best, ARITHMETIC, tuple(scores[first[0]][1])
        return best, SOURCES if top[1] > 1 else SINGLE, ()

    def _direct(self, option: Side, sides: list[Side]) -> int:
        """The voices that leave ``option`` possible at its own stage."""
        return self.voices(c for s in sides if s.stage == option.stage and s.holds(option.value) for c in s.claims)

    def _backing(self, option: Side, sides: list[Side], key: Key) -> int:
        """The voices that leave it possible at any stage; papers that follow a night back everything."""
        return self.voices(c for s in sides if self._backs(s, option, key) for c in s.claims)

    @staticmethod
    def _backs(side: Side, option: Side, key: Key) -> bool:
        """Whether what ``side`` prints leaves ``option`` possible, as another stage of the count may."""
        if side.holds(option.value):
            return True
        if key.place != NATION or key.measure in LEVEL_OF:
            return False
        if side.stage is None or option.stage is None or side.stage == option.stage:
            return False
        early, late = (side, option) if side.stage < option.stage else (option, side)
        return possible(key.measure, early.value, late.value, abs(option.stage - side.stage))

    # -- the numbers beside it -------------------------------------------------------------------

    def _place(self, key: Key, stage: int | None) -> Place:
        total = self.world.totals.get(key.election) if key.place == NATION else None
        # While a count goes on nobody lists every party, and a sum that is met would be met by chance.
        place = Place(seats=total if stage in (None, total) else None)
        for other in self.places[key.election, key.place]:
            target = place.values if other.status is Status.RESULT else place.previous
            if other.status in (Status.RESULT, Status.PREVIOUS):
                target[other.owner, other.measure, other.kind] = self._stated(other, stage)
        return place

    def _stated(self, key: Key, stage: int | None) -> Stated:
        """What most voices say, at ``stage`` where they say when; before anything was agreed."""
        mark = key, stage
        found = self._likely.get(mark)
        if found is None:
            settled = self.settled.get(key)
            sides = settled.sides if settled else self._sides(self.world.groups[key])
            fitting = [s for s in sides if s.stage == stage] or [s for s in sides if s.stage is None] or sides
            best = max(fitting, key=lambda s: (s.voices, s.low - s.high, s.stage or 0))
            found = self._likely[mark] = Stated(best.value, best.low, best.high)
        return found
