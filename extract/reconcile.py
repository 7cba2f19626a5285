"""Figures of many sources -> agreed values, explained differences, conflicts.

Most keys are said once or alike by all, and pass through quickly. Where sources differ the value that
arithmetic bears out stands, else the one that most independent voices print at the latest stage of the
count; every other value is given its verdict. Where neither decides, nothing is agreed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from extract import wording
from extract.claims import Claim, Origin, Sources
from extract.evidence import Place, Stated, weigh
from extract.grouping import NATION, Group, Key, World, group
from extract.model import Finding, FigureKey, Measure, Repair, Status, Verdict, content_id
from extract.verdicts import LEVEL_OF, PROGRESSING, SEVERITY, Measured, Side, Why, judge, possible
from extract.voices import clusters, independent

#: What an agreed value rests on.
ARITHMETIC, SOURCES, SINGLE, OPEN = "arithmetic", "independent sources", "one source", ""
_LOOSE: Final = {Status.POLL: Why.POLL, Status.PROJECTION: Why.PROJECTION, Status.HYPOTHETICAL: Why.PROJECTION}


@dataclass(frozen=True, slots=True)
class Row:
    """One key with what the sources say of it. ``sources`` counts independent voices, ``documents`` all."""

    key: FigureKey
    kind: str
    names: tuple[str, str, str]
    ids: tuple[str, str]
    agreed: Decimal | None
    sources: int
    documents: int
    basis: str
    proofs: tuple[str, ...]
    sides: tuple[Side, ...]
    explanation: str

    @property
    def why(self) -> Why:
        """The gravest verdict on any of its values."""
        return max((s.why for s in self.sides), key=lambda w: SEVERITY[w])


@dataclass(frozen=True, slots=True)
class Reconciled:
    """The outcome: a row for each key, a finding for each difference, and the copies that count as one."""

    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]
    copies: tuple[tuple[str, ...], ...]


def reconcile(sources: Sources) -> Reconciled:
    """Compare all claims of ``sources`` that speak of the same thing."""
    return _Reconciler(sources).run()


@dataclass(slots=True)
class _Settled:
    """A group and what was agreed in it. ``stages`` are the agreed values of each stage of the count."""

    group: Group
    sides: list[Side]
    agreed: Decimal | None
    stage: int | None
    basis: str
    proofs: tuple[str, ...] = ()
    stages: dict[int, Decimal] | None = None
    against: list[Claim] | None = None


class _Reconciler:
    def __init__(self, sources: Sources) -> None:
        self.origins: Sequence[Origin] = sources.origins
        self.publishers = [o.publisher for o in sources.origins]
        self.cluster = clusters(sources.claims, len(sources.origins))
        self.world: World = group(sources)
        self.places: dict[tuple[str, str], list[Key]] = defaultdict(list)
        self.owners: dict[tuple[str, str, Measure, str], list[Key]] = defaultdict(list)
        for key in self.world.groups:
            self.places[key.election, key.place].append(key)
            if key.owner:
                self.owners[key.election, key.owner, key.measure, key.kind].append(key)
        self._likely: dict[tuple[Key, int | None], Stated] = {}
        self.settled: dict[Key, _Settled] = {}

    def run(self) -> Reconciled:
        """First every value is agreed as far as it can be, then each difference is judged by all of them."""
        for key, found in self.world.groups.items():
            self.settled[key] = self._settle(found)
        rows: list[Row] = []
        findings: list[Finding] = []
        for settled in self.settled.values():
            if len(settled.sides) > 1:
                self._judge(settled)
            row = self._row(settled)
            rows.append(row)
            findings.extend(self._findings(row, settled))
        rows.sort(key=lambda r: (*r.key, r.kind))
        findings.sort(key=lambda f: (-f.severity, f.election, f.place, f.code, f.id))
        return Reconciled(tuple(rows), tuple(findings), self._copies())

    # -- agreeing --------------------------------------------------------------------------------

    def _voices(self, claims: Iterable[Claim]) -> int:
        return independent((c.origin for c in claims), self.cluster, self.publishers)

    def _settle(self, group: Group) -> _Settled:
        sides = self._sides(group)
        if len(sides) == 1:
            only = sides[0]
            return _Settled(group, sides, only.value, only.stage, SOURCES if only.voices > 1 else SINGLE)
        stages: dict[int, Decimal] = {}
        for stage in sorted({s.stage for s in sides if s.stage is not None}):
            agreed, _, _ = self._choose(group.key, [s for s in sides if s.stage == stage], sides)
            if agreed is not None:
                stages[stage] = agreed.value
        last = max((s.stage for s in sides if s.stage is not None), default=None)
        pool = [s for s in sides if s.stage in (None, last)]
        best, basis, proofs = self._choose(group.key, pool, sides)
        if best is None:
            return _Settled(group, sides, None, last, OPEN, (), stages)
        behind = [c for s in pool if s.holds(best.value) for c in s.claims]
        return _Settled(group, sides, best.value, best.stage, basis, proofs, stages, behind)

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
            side.voices = 1 if len(side.claims) == 1 else self._voices(side.claims)
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
            voices = self._voices(c for s in pool for c in s.claims)
            return best, SOURCES if voices > 1 else SINGLE, ()
        stage = max((o.stage for o in options if o.stage is not None), default=None)
        stated = [Stated(o.value, o.low, o.high) for o in options]
        scores = weigh(key, stated, self._place(key, stage)) if key.status is Status.RESULT else [(0, [])] * len(options)
        backing = [self._voices(c for s in sides if self._backs(s, o, key) for c in s.claims) for o in options]
        ranks = [(score[0], back) for score, back in zip(scores, backing, strict=True)]
        top = max(ranks)
        first = [at for at, rank in enumerate(ranks) if rank == top]
        best = options[first[0]]
        if len({options[at].value for at in first}) > 1:
            return None, OPEN, ()
        if top[0] > max((r[0] for o, r in zip(options, ranks, strict=True) if o.value != best.value), default=0):
            return best, ARITHMETIC, tuple(scores[first[0]][1])
        return best, SOURCES if top[1] > 1 else SINGLE, ()

    @staticmethod
    def _backs(side: Side, option: Side, key: Key) -> bool:
        """Whether what ``side`` prints leaves ``option`` possible, as an earlier count may."""
        if side.holds(option.value):
            return True
        if key.place != NATION or key.measure in LEVEL_OF:
            return False
        if side.stage is None or option.stage is None or side.stage >= option.stage:
            return False
        return possible(key.measure, side.value, option.value, option.stage - side.stage)

    # -- the numbers beside it -------------------------------------------------------------------

    def _place(self, key: Key, stage: int | None) -> Place:
        place = Place(seats=stage or self.world.totals.get(key.election) if key.place == NATION else None)
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

    # -- judging ---------------------------------------------------------------------------------

    def _judge(self, settled: _Settled) -> None:
        key = settled.group.key
        loose = _LOOSE.get(key.status)
        value = settled.agreed
        reference = settled.sides if value is None else [s for s in settled.sides if s.value == value]
        behind = settled.against or [c for s in reference for c in s.claims]
        if value is None:  # a tie: what explains the difference from one explains it from the other
            first = max(settled.sides, key=lambda s: (s.stage or 0, s.voices, -(s.high - s.low)))
            value, behind = first.value, first.claims
        against = self._measured(settled, value, behind)
        origins = list(self.origins)
        for side in settled.sides:
            judge(side, against, origins)
            if side.why is Why.CONFLICT and loose is not None:
                side.why, side.reason = loose, "forecasts and polls differ"
            elif side.why in (Why.CONFLICT, Why.TYPO) and (swapped := self._swapped(side, settled)):
                side.why, side.reason = Why.SWAPPED, swapped
        grave = [s for s in settled.sides if SEVERITY[s.why] > 1]
        if settled.agreed is None and not grave:
            settled.agreed, settled.against, settled.basis = value, behind, SINGLE
        elif settled.agreed is None:
            for side in settled.sides:
                if side.why in (Why.AGREES, Why.TYPO):
                    side.why, side.reason = Why.CONFLICT, grave[0].reason

    def _measured(self, settled: _Settled, value: Decimal, behind: list[Claim]) -> Measured:
        key = settled.group.key
        previous = self.settled.get(key._replace(status=Status.PREVIOUS)) if key.status is Status.RESULT else None
        earlier = [
            self.settled[k].agreed
            for k in self.owners.get(("", key.owner, key.measure, key.kind), ())
            if k.place == key.place and k.election != key.election and k.status is Status.RESULT
        ]
        elsewhere = []
        for other in self.owners.get((key.election, key.owner, key.measure, key.kind), ()):
            agreed = self.settled[other].agreed
            if other.place != key.place and other.status is key.status and agreed is not None:
                elsewhere.append((self.settled[other].group.claims[0].place or "the nation", agreed))
        return Measured(
            key, value, settled.stage, self._voices(behind), settled.proofs, behind, settled.stages or {},
            self.world.totals.get(key.election),
            frozenset(s.value for s in previous.sides) if previous else frozenset(v for v in earlier if v is not None),
            tuple(elsewhere), *self._level(key),
        )  # fmt: skip

    def _level(self, key: Key) -> tuple[Decimal | None, dict[int, Decimal]]:
        """For a change: the level that was agreed, and the one that each document prints."""
        of = LEVEL_OF.get(key.measure)
        level = self.settled.get(key._replace(measure=of, kind="")) if of else None
        if level is None:
            return None, {}
        return level.agreed, {c.origin: c.value for c in level.group.claims}

    def _swapped(self, side: Side, settled: _Settled) -> str:
        """Whether a document prints the agreed numbers of two owners the wrong way round."""
        key = settled.group.key
        if not key.owner or settled.agreed is None or side.low != side.high:
            return ""
        papers = {c.origin for c in side.claims}
        for other in self.places[key.election, key.place]:
            twin = self.settled[other]
            same = other.measure is key.measure and other.kind == key.kind and other.status is key.status
            if not same or other.owner == key.owner or twin.agreed != side.value or twin.agreed == settled.agreed:
                continue
            if any(c.origin in papers and c.value == settled.agreed for c in twin.group.claims):
                return f"the numbers of {wording.owner(settled.group.claims[0])} and {wording.owner(twin.group.claims[0])} stand the wrong way round"
        return ""

    # -- telling ---------------------------------------------------------------------------------

    def _row(self, settled: _Settled) -> Row:
        group = settled.group
        sides = sorted(settled.sides, key=lambda s: (SEVERITY[s.why], -(s.stage or 0), -s.voices, s.value))
        forecasts = self._forecasts(settled)
        place, place_id = _best((c.place, c.place_id) for c in group.claims)
        if group.key.place == NATION:
            place, place_id = self.world.nation
        party, party_id = _best((c.party, c.party_id) for c in group.claims)
        candidate = max((c.candidate for c in group.claims), key=lambda n: (len(n), n))
        behind = settled.against or group.claims
        key = group.key
        # The names that people print; ids stand beside them.
        shown = FigureKey(key.election, place or place_id, party or party_id, candidate, key.measure, key.status)
        sources = self._voices(behind) if len(behind) > 1 else 1
        sides = [*sides, *forecasts]
        told = len(sides) > 1 or len(group.claims) > 1
        subject = wording.Subject(shown, key.kind)
        explanation = wording.sentence(
            subject, settled.agreed, sources, settled.proofs, sides, self.origins, self._copied(behind)
        ) if told else wording.single(subject, group.claims[0], self.origins)  # fmt: skip
        return Row(
            shown, key.kind, (place, party, candidate), (place_id, party_id), settled.agreed, sources,
            len({c.origin for c in group.claims}), settled.basis, settled.proofs, tuple(sides), explanation,
        )  # fmt: skip

    def _forecasts(self, settled: _Settled) -> Iterator[Side]:
        """What was forecast for a figure that has become a result."""
        key = settled.group.key
        if key.status is not Status.RESULT or settled.agreed is None:
            return
        for status in (Status.PROJECTION, Status.POLL):
            other = self.settled.get(key._replace(status=status))
            for side in other.sides if other else ():
                if not side.holds(settled.agreed):
                    said = "it was forecast before the count" if status is Status.PROJECTION else "it is an opinion poll"
                    yield Side(
                        side.value, side.low, side.high, None, side.claims, side.voices, _LOOSE[status], said
                    )  # fmt: skip

    def _copied(self, claims: Iterable[Claim]) -> int:
        return len({c.origin for c in claims})

    def _findings(self, row: Row, settled: _Settled) -> Iterator[Finding]:
        merged: dict[tuple[Decimal, Why, int | None], list[Side]] = defaultdict(list)
        for side in row.sides:
            if side.why is not Why.AGREES:
                merged[side.value, side.why, side.stage].append(side)
        for (value, why, stage), sides in merged.items():
            claims = [c for s in sides for c in s.claims]
            severity = SEVERITY[why]
            code = "sources." + why.value.replace(" ", "-")
            yield Finding(
                id=content_id(code, *map(str, row.key), row.kind, str(value), str(stage), *sorted(c.id for c in claims)),
                code=code,
                verdict=Verdict.CONFLICT if severity > 1 else Verdict.EXPLAINED,
                severity=severity,
                explanation=wording.difference(
                    wording.Subject(row.key, row.kind), row.agreed, sides, self.origins, row.sources, row.proofs
                ),
                documents=tuple(sorted({self.origins[c.origin].name for c in claims})),
                figures=tuple(sorted({c.id for c in claims})),
                expected=wording.number(row.agreed) if row.agreed is not None else "",
                printed=wording.number(value),
                repairs=tuple(_repairs(sides, row)),
                place=row.key.place,
                election=row.key.election,
            )

    def _copies(self) -> tuple[tuple[str, ...], ...]:
        found: dict[int, list[str]] = defaultdict(list)
        for number, first in enumerate(self.cluster):
            found[first].append(self.origins[number].name)
        return tuple(tuple(sorted(names)) for _, names in sorted(found.items()) if len(names) > 1)


def _repairs(sides: Iterable[Side], row: Row) -> Iterator[Repair]:
    for side in sides:
        if side.slip and side.why in (Why.TYPO, Why.CONFLICT):
            evidence = row.proofs or (f"{wording.voices(row.sources)} print it",)
            for meant in side.meant:
                for claim in side.claims:
                    yield Repair(claim.id, side.value, meant, side.slip, evidence)


def _best(pairs: Iterable[tuple[str, str]]) -> tuple[str, str]:
    """The pair with an id before those without, the longest name first."""
    return max(pairs, key=lambda p: (bool(p[1]), len(p[0]), p[0]))
