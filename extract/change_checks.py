"""The identities of change since the election before: shares, votes, turnout, and swing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from extract import identities as rule
from extract.contest_checks import at_most
from extract.identities import Check, Identity, Outcome, conflict, explained, holds, incomplete
from extract.intervals import Interval
from extract.model import Measure
from extract.records import Line, Quantity, Record, Values

_TWO = Decimal(2)


def checks(record: Record, before: Record | None, place: str) -> Iterator[Check]:
    """Every identity of change in ``record``; ``before`` is the same contest at the election before."""
    yield from _swing(record, place)
    yield from _bounds(record, place)
    if before is not None:
        yield from _changes(record, before, place)


def _swing(record: Record, place: str) -> Iterator[Check]:
    swing = record.get(Measure.SWING)
    rows = [(line, c) for line, c in record.cells(Measure.VOTE_SHARE_CHANGE) if not line.rest]
    if swing is None or record.several:
        return
    strength = Measure.VOTES if len(record.cells(Measure.VOTES)) > 1 else Measure.VOTE_SHARE
    ahead = sorted(record.cells(strength), key=lambda r: Values()[r[1]].high, reverse=True)
    leaders = [line for line, _ in ahead if not line.rest][:2]
    covers = (swing, *(c for line, c in rows if line in leaders))

    def test(values: Values) -> Outcome:
        said = values[swing]
        told = values.said(swing)
        order = sorted(record.cells(strength), key=lambda r: values[r[1]].high, reverse=True)
        top = [line for line, _ in order if not line.rest][:2]
        changes = dict(rows)
        if len(top) < 2 or any(line not in changes for line in top):
            return incomplete(f"A swing of {told} cannot be checked: the changes of the first two are not printed.")
        first, second = top
        butler = (values[changes[first]] - values[changes[second]]).times(1 / _TWO)
        party, person = record.swing_to
        to = next(
            (x for x in record.lines if (person and x.candidate == person) or (party and x.party == party)),
            None,
        )
        ways = [butler, -butler] if to is None else [-butler] if to is second else [butler]
        sentence = f"Half of what {first.name} gained on {second.name} is {ways[0]} points"
        if to in (None, first, second):
            if any(said.meets(way) for way in ways):
                return holds(f"{sentence}, the swing printed.", ways[0], told)
            steed = _two_party(first, second, changes, values)
            if steed and any(
                said.meets(way) for way in ([steed, -steed] if to is None else [-steed] if to is second else [steed])
            ):
                return holds(f"Among the votes of the first two the swing is {steed} points.", steed, told)
        for line, change in rows:
            if to is not None and to in changes and line is not to and line not in (top if to in top else []):
                named = (values[changes[to]] - values[change]).times(1 / _TWO)
                if said.meets(named):
                    return explained(
                        f"{told} is the swing from {line.name} to {to.name}, not of the first two.",
                        ways[0],
                        told,
                    )
        return conflict(f"{sentence}, but a swing of {told} is printed.", ways[0], told)

    yield Check(rule.SWING, place, covers, test)


def _two_party(a: Line, b: Line, changes: dict[Line, Quantity], values: Values) -> Interval | None:
    """Steed's swing: the change of the first party's part of what both have."""
    shares = [line.get(Measure.VOTE_SHARE) for line in (a, b)]
    if shares[0] is None or shares[1] is None:
        return None
    now = [values[shares[0]], values[shares[1]]]
    old = [now[0] - values[changes[a]], now[1] - values[changes[b]]]
    parts = []
    for own, other in (now, old):
        if own.low < 0 or other.low < 0 or own.low + other.low <= 0:
            return None
        parts.append(Interval(own.low / (own.low + other.high), own.high / (own.high + other.low)).times(100))
    return parts[0] - parts[1]


def _bounds(record: Record, place: str) -> Iterator[Check]:
    for line in record.lines:
        share, change = line.get(Measure.VOTE_SHARE), line.get(Measure.VOTE_SHARE_CHANGE)
        if share is not None:
            yield Check(rule.SHARE_BOUND, place, (share,), _below(share))
        votes, gain = line.get(Measure.VOTES), line.get(Measure.VOTES_CHANGE)
        if gain and gain.prints[0].claim.unit == "percent":
            gain = None  # so many per cent more votes: another thing
        for more, now, unit in ((change, share, "per cent"), (gain, votes, "votes")):
            if more is None or now is None:
                continue
            yield Check(rule.CHANGE_BOUND, place, (more, now), _not_below_nothing(line, more, now, unit))


def _below(share: Quantity) -> Callable[[Values], Outcome]:
    return lambda values: at_most(share, Decimal(100), values)


def _not_below_nothing(line: Line, more: Quantity, now: Quantity, unit: str) -> Callable[[Values], Outcome]:
    def test(values: Values) -> Outcome:
        if values[more].low <= values[now].high:
            return holds(f"What {line.name} had before is not below nothing.", values[now], values[more])
        return conflict(
            f"{line.name} has {values.said(now)} {unit} and cannot have gained {values.said(more)}: "
            "it would have had less than nothing.", values[now], values[more],
        )  # fmt: skip

    return test


def _changes(record: Record, before: Record, place: str) -> Iterator[Check]:
    for measure, change, identity in (
        (Measure.VOTE_SHARE, Measure.VOTE_SHARE_CHANGE, rule.SHARE_CHANGE),
        (Measure.VOTES, Measure.VOTES_CHANGE, rule.VOTES_CHANGE),
    ):
        triples = []
        for line, moved in record.cells(change):
            now, old = line.get(measure), _same(line, before.lines)
            then = old.get(measure) if old else None
            if now and then and moved.prints[0].claim.unit in ("", "points", "votes"):
                triples.append((line.name, now, then, moved))
        strict = sum(_difference_fits(*t[1:], Values()) for t in triples) * 2 > len(triples)
        for name, now, then, moved in triples:
            yield _change(identity, place, name, (now, then, moved), strict)
    now, then = (r.get(Measure.TURNOUT, percent=True) for r in (record, before))
    moved_turnout = record.get(Measure.TURNOUT_CHANGE, percent=True) or record.get(Measure.TURNOUT_CHANGE)
    if now and then and moved_turnout:
        yield _change(
            rule.TURNOUT_CHANGE, place, "Turnout", (now, then, moved_turnout), record.listed and before.listed
        )


def _same(line: Line, others: Sequence[Line]) -> Line | None:
    """The row of the same party, where each side has one."""
    found = [o for o in others if o.party and o.party == line.party]
    return found[0] if len(found) == 1 else None


def _difference_fits(now: Quantity, then: Quantity, moved: Quantity, values: Values) -> bool:
    return values[moved].meets(values[now] - values[then])


def _change(
    identity: Identity, place: str, name: str, three: tuple[Quantity, Quantity, Quantity], strict: bool
) -> Check:
    now, then, moved = three

    def test(values: Values) -> Outcome:
        difference, said = values[now] - values[then], values[moved]
        told = values.said(moved)
        sentence = f"{name} moved by {difference}, from {values.said(then)} to {values.said(now)}"
        if said.meets(difference):
            return holds(f"{sentence}; {told} is printed.", difference, told)
        if strict:
            return conflict(f"{sentence}, but a change of {told} is printed.", difference, told)
        return explained(f"{sentence}; the change of {told} may be on another election.", difference, told)

    return Check(identity, place, three, test)
