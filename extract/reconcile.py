"""Figures of many sources -> agreed values, explained differences, conflicts.

Most keys are said once or alike by all, and pass through quickly. Where sources differ the value that
arithmetic bears out stands, else the one that most independent voices print at the latest stage of the
count; every other value is given its verdict. Where neither decides, nothing is agreed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from extract import wording
from extract.claims import Claim, Sources
from extract.grouping import CHAMBER, NATION, Key
from extract.model import FigureKey, Finding, Repair, Status, Verdict, content_id
from extract.settling import SINGLE, Settled, Settling
from extract.verdicts import LEVEL_OF, SEVERITY, Measured, Side, Why, judge

_LOOSE: Final = {
    Status.POLL: Why.POLL,
    Status.PROJECTION: Why.PROJECTION,
    Status.HYPOTHETICAL: Why.PROJECTION,
}
#: How the codes of findings across sources begin.
SOURCES: Final = "sources."


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
        return max((s.why for s in self.sides), key=lambda w: (SEVERITY[w], w is not Why.AGREES))


@dataclass(frozen=True, slots=True)
class Reconciled:
    """The outcome: a row for each key, a finding for each difference, and the copies that count as one."""

    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]
    copies: tuple[tuple[str, ...], ...]


def reconcile(sources: Sources) -> Reconciled:
    """Compare all claims of ``sources`` that speak of the same thing."""
    return _Reconciler(sources).run()


class _Reconciler(Settling):
    _agreed_in: dict[tuple[Key, Decimal], list[Key]] | None = None

    def run(self) -> Reconciled:
        """First every value is agreed as far as it can be, then each difference is judged by all of them."""
        for key, found in self.world.groups.items():
            self.settled[key] = self.settle(found)
        rows: list[Row] = []
        findings: list[Finding] = []
        for settled in self.settled.values():
            if len(settled.sides) > 1:
                self._judge(settled)
            row = self._row(settled)
            rows.append(row)
            if row.documents > 1:  # what one document says of itself is for the checks of that document
                findings.extend(self._findings(row))
        rows.sort(key=lambda r: (*r.key, r.kind))
        findings.sort(key=lambda f: (-f.severity, f.election, f.place, f.code, f.id))
        return Reconciled(tuple(rows), tuple(findings), self._copies())

    # -- judging ---------------------------------------------------------------------------------

    def _judge(self, settled: Settled) -> None:
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

    def _measured(self, settled: Settled, value: Decimal, behind: list[Claim]) -> Measured:
        key = settled.group.key
        previous = self.settled.get(key._replace(status=Status.PREVIOUS)) if key.status is Status.RESULT else None
        earlier = self._earlier(key)
        elsewhere = [
            (self.settled[other].group.claims[0].place or "the nation", side.value)
            for side in settled.sides
            for other in self._elsewhere().get((key._replace(place=""), side.value), ())
            if other.place != key.place and (key.place == NATION or key.measure in CHAMBER)
        ]
        return Measured(
            key, value, settled.stage, self.voices(behind), settled.proofs, behind, settled.stages or {},
            self.world.totals.get(key.election),
            frozenset(s.value for s in previous.sides if s.low == s.high) if previous else frozenset(earlier),
            tuple(elsewhere), tuple(settled.sides), *self._level(key),
        )  # fmt: skip

    def _elsewhere(self) -> dict[tuple[Key, Decimal], list[Key]]:
        """The parts of the country in which a number was agreed, by the key without its place."""
        if self._agreed_in is None:
            self._agreed_in = defaultdict(list)
            for key, settled in self.settled.items():
                if key.owner and settled.agreed is not None:
                    self._agreed_in[key._replace(place=""), settled.agreed].append(key)
        return self._agreed_in

    def _earlier(self, key: Key) -> Iterator[Decimal]:
        """What the same owner had here in other elections of the set."""
        for election in self.elections - {key.election}:
            other = self.settled.get(key._replace(election=election))
            if other is not None and other.agreed is not None:
                yield other.agreed

    def _level(self, key: Key) -> tuple[Decimal | None, dict[int, Decimal]]:
        """For a change: the level that was agreed, and the one that each document prints."""
        of = LEVEL_OF.get(key.measure)
        level = self.settled.get(key._replace(measure=of, kind="")) if of else None
        if level is None:
            return None, {}
        return level.agreed, {c.origin: c.value for c in level.group.claims}

    def _swapped(self, side: Side, settled: Settled) -> str:
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
                names = [wording.owner(g.claims[0]) for g in (settled.group, twin.group)]
                return f"the numbers of {' and '.join(names)} stand the wrong way round"
        return ""

    # -- telling ---------------------------------------------------------------------------------

    def _row(self, settled: Settled) -> Row:
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
        sources = self.voices(behind) if len(behind) > 1 else 1
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

    def _forecasts(self, settled: Settled) -> Iterator[Side]:
        """What was forecast for a figure that has become a result."""
        key = settled.group.key
        if key.status is not Status.RESULT or settled.agreed is None:
            return
        for status in (Status.PROJECTION, Status.POLL):
            other = self.settled.get(key._replace(status=status))
            for side in other.sides if other else ():
                if not side.holds(settled.agreed):
                    said = (
                        "it was forecast before the count" if status is Status.PROJECTION else "it is an opinion poll"
                    )
                    yield Side(
                        side.value, side.low, side.high, None, side.claims, side.voices, _LOOSE[status], said
                    )  # fmt: skip

    def _copied(self, claims: Iterable[Claim]) -> int:
        return len({c.origin for c in claims})

    def _findings(self, row: Row) -> Iterator[Finding]:
        merged: dict[tuple[Decimal, Why, int | None], list[Side]] = defaultdict(list)
        for side in row.sides:
            if side.why is not Why.AGREES:
                merged[side.value, side.why, side.stage].append(side)
        for (value, why, stage), sides in merged.items():
            claims = [c for s in sides for c in s.claims]
            severity = SEVERITY[why]
            code = SOURCES + why.value.replace(" ", "-")
            yield Finding(
                id=content_id(
                    code, *map(str, row.key), row.kind, str(value), str(stage), *sorted(c.id for c in claims)
                ),
                code=code,
                verdict=Verdict.CONFLICT if severity > 1 else Verdict.EXPLAINED,
                severity=severity,
                explanation=wording.difference(
                    wording.Subject(row.key, row.kind),
                    row.agreed,
                    sides,
                    self.origins,
                    row.sources,
                    row.proofs,
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
