"""What arithmetic says where sources differ: with which value do the numbers beside it add up?

Voices can repeat one mistake; a sum cannot. Each test asks one identity about every value on offer, and
counts only if it tells them apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from extract.grouping import NATION, Key
from extract.model import Measure
from extract.tables import plain

_HUNDRED: Final = Decimal(100)
_CHANGES: Final = {Measure.SEATS_CHANGE: Measure.SEATS, Measure.COUNCILLORS_CHANGE: Measure.COUNCILLORS}


@dataclass(frozen=True, slots=True)
class Stated:
    """A number that the sources give for something: the likeliest value and the bounds of its print."""

    value: Decimal
    low: Decimal
    high: Decimal


@dataclass(slots=True)
class Place:
    """What is stated of one place at one stage of the count: by owner, measure and kind."""

    values: dict[tuple[str, Measure, str], Stated] = field(default_factory=dict)
    previous: dict[tuple[str, Measure, str], Stated] = field(default_factory=dict)
    seats: int | None = None

    def whole(self, measure: Measure, kind: str = "") -> Stated | None:
        """What is stated of the contest as a whole; a majority stands under whoever won it."""
        found = [s for (_, m, k), s in self.values.items() if m is measure and k == kind]
        return found[0] if len({s.value for s in found}) == 1 else None

    def owned(self, measure: Measure) -> dict[str, Stated]:
        """What is stated of each owner."""
        return {o: s for (o, m, _), s in self.values.items() if m is measure and o}


@dataclass(frozen=True, slots=True)
class Test:
    """An identity: whether it holds with a value, and what holds, as a clause."""

    holds: Callable[[Stated], bool]
    says: Callable[[Stated], str]


def weigh(key: Key, options: Sequence[Stated], place: Place) -> list[tuple[int, list[str]]]:
    """For each option how many identities hold with it and not with all others, and which these are."""
    scores: list[tuple[int, list[str]]] = [(0, []) for _ in options]
    for test in _tests(key, place):
        held = [test.holds(option) for option in options]
        if all(held) or not any(held):
            continue
        for at, (option, holds) in enumerate(zip(options, held, strict=True)):
            if holds:
                scores[at] = (scores[at][0] + 1, [*scores[at][1], test.says(option)])
    return scores


def _tests(key: Key, place: Place) -> Iterator[Test]:
    measure = key.measure
    if measure is Measure.VOTES and key.owner and key.place != NATION:
        yield from _votes(key, place)
    elif measure is Measure.VALID_VOTES:
        yield from _valid(place)
    elif measure is Measure.MAJORITY and key.kind == "":
        yield from _majority(place)
    elif measure is Measure.VOTE_SHARE and key.owner:
        yield from _share(key, place)
    elif measure in (Measure.ELECTORATE, Measure.TURNOUT):
        yield from _turnout(key, place)
    elif measure is Measure.SEATS and key.owner:
        yield from _seats(key, place)
    elif measure in _CHANGES and key.owner:
        yield from _change(key, place)


def _votes(key: Key, place: Place) -> Iterator[Test]:
    others = {o: s.value for o, s in place.owned(Measure.VOTES).items() if o != key.owner}
    rest = sum(others.values(), Decimal(0))
    valid = place.whole(Measure.VALID_VOTES)
    if valid is not None and others:
        total = valid

        def adds_up(option: Stated) -> bool:
            return total.low <= rest + option.value <= total.high

        yield Test(adds_up, lambda o: f"with {_n(o)} the candidates' votes add up to the {_n(total)} valid votes")
    margin = place.whole(Measure.MAJORITY)
    if margin is not None and others:
        gap = margin

        def leads(option: Stated) -> bool:
            first, second = sorted((*others.values(), option.value), reverse=True)[:2]
            return gap.low <= first - second <= gap.high

        yield Test(leads, lambda o: f"with {_n(o)} the first two are the majority of {_n(gap)} apart")
    shares = place.owned(Measure.VOTE_SHARE)
    if key.owner in shares and (valid is not None or len(others) >= 2):
        own = shares[key.owner]

        def shares_hold(option: Stated) -> bool:
            base = valid.value if valid is not None else rest + option.value
            return _within(option.value, base, own)

        yield Test(shares_hold, lambda o: f"{_n(o)} votes are the {_n(own)} per cent that is printed")
    beside = [(others[o], s) for o, s in shares.items() if o in others]
    if valid is None and len(beside) >= 2:

        def others_hold(option: Stated) -> bool:
            return all(_within(votes, rest + option.value, share) for votes, share in beside)

        yield Test(others_hold, lambda o: f"with {_n(o)} the shares of the others are those that are printed")


def _valid(place: Place) -> Iterator[Test]:
    votes = [s.value for s in place.owned(Measure.VOTES).values()]
    if len(votes) >= 2:
        total = sum(votes, Decimal(0))
        yield Test(lambda o: o.low <= total <= o.high, lambda o: f"the candidates' votes add up to {_n(o)}")


def _majority(place: Place) -> Iterator[Test]:
    votes = sorted((s.value for s in place.owned(Measure.VOTES).values()), reverse=True)
    if len(votes) >= 2:
        gap = votes[0] - votes[1]
        said = f"{plain(votes[0])} less {plain(votes[1])}"
        yield Test(lambda o: o.low <= gap <= o.high, lambda o: f"{said} is {_n(o)}")


def _share(key: Key, place: Place) -> Iterator[Test]:
    votes = place.owned(Measure.VOTES)
    valid = place.whole(Measure.VALID_VOTES)
    if key.owner not in votes or (valid is None and (key.place == NATION or len(votes) < 2)):
        return
    base = valid.value if valid is not None else sum((s.value for s in votes.values()), Decimal(0))
    own = votes[key.owner].value
    yield Test(lambda o: _within(own, base, o), lambda o: f"{plain(own)} of {plain(base)} votes are {_n(o)} per cent")


def _turnout(key: Key, place: Place) -> Iterator[Test]:
    electorate, percent = place.whole(Measure.ELECTORATE), place.whole(Measure.TURNOUT, "percent")
    valid, rejected = place.whole(Measure.VALID_VOTES), place.whole(Measure.REJECTED_BALLOTS)
    counts = [s.value for s in (place.whole(Measure.TURNOUT), valid) if s is not None]
    if valid is not None and rejected is not None:
        counts.append(valid.value + rejected.value)
    if not counts:
        return
    if key.measure is Measure.ELECTORATE and percent is not None:
        share = percent
        yield Test(
            lambda o: any(_within(c, o.value, share) for c in counts),
            lambda o: f"with an electorate of {_n(o)} the turnout is the {_n(share)} per cent that is printed",
        )
    elif key.kind == "percent" and electorate is not None:
        base = electorate.value
        yield Test(
            lambda o: any(_within(c, base, o) for c in counts),
            lambda o: f"the votes counted are {_n(o)} per cent of the electorate of {plain(base)}",
        )


def _seats(key: Key, place: Place) -> Iterator[Test]:
    parties = {o: s.value for o, s in place.owned(Measure.SEATS).items() if o != key.owner}
    if place.seats and len(parties) >= 2:
        rest, total = sum(parties.values(), Decimal(0)), place.seats
        yield Test(lambda o: rest + o.value == total, lambda o: f"with {_n(o)} all parties' seats add up to {total}")
    change = place.values.get((key.owner, Measure.SEATS_CHANGE, ""))
    before = place.previous.get((key.owner, Measure.SEATS, key.kind))
    if change is not None and before is not None:
        moved, base = change.value, before.value
        yield Test(
            lambda o: o.value - base == moved,
            lambda o: f"{_n(o)} is the change of {plain(moved)} from {plain(base)}",
        )


def _change(key: Key, place: Place) -> Iterator[Test]:
    level = _CHANGES[key.measure]
    now, before = place.values.get((key.owner, level, "")), place.previous.get((key.owner, level, ""))
    if now is not None and before is not None:
        moved, said = now.value - before.value, f"{plain(now.value)} after {plain(before.value)}"
        yield Test(lambda o: o.low <= moved <= o.high, lambda o: f"{said} is a change of {_n(o)}")


def _within(part: Decimal, whole: Decimal, percent: Stated) -> bool:
    return whole > 0 and percent.low <= part * _HUNDRED / whole <= percent.high


def _n(stated: Stated) -> str:
    return plain(stated.value)
