"""The identities of a chamber or council: seats, what is still out, thresholds, majorities, changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import ROUND_CEILING

from extract import identities as rule
from extract.chambers import Chamber, Table
from extract.identities import Check, Outcome, conflict, explained, holds, incomplete
from extract.intervals import Interval, of, point, total
from extract.model import Measure, Party, Status, Verdict
from extract.records import Quantity, Values

#: Where a seat changed hands between two elections, the change can be counted from either.
_BASELINE = 2
#: Members who never vote, so that fewer than half of all seats are enough, in the hundred seats.
_ABSENT = 2
#: How far two numbers of one statement can stand apart in the text.
_NEAR = 250
#: Majorities that constitutions ask for beside more than half.
_LARGER = ((2, 3), (3, 5), (3, 4))


def checks(chamber: Chamber, before: Chamber | None, kinds: Mapping[str, str]) -> Iterator[Check]:
    """Every identity of ``chamber`` that can be asked about; ``before`` is the same one an election ago."""
    for table in chamber.tables:
        yield from _sums(chamber, table, kinds)
    if chamber.status is Status.RESULT:
        yield from _counted(chamber)
        yield from _threshold(chamber)
        yield from _short(chamber)
        yield from _overall(chamber)
        yield from _bounds(chamber)
        if before is not None:
            yield from _seats_change(chamber, before)


def _sums(chamber: Chamber, table: Table, kinds: Mapping[str, str]) -> Iterator[Check]:
    """Both sums of one table: its seats, and its gains and losses."""
    rest = any(kinds.get(party.id or party.name) == "others" for party in table.seats)
    wholes = [chamber.whole[m] for m in (Measure.SEATS_DECLARED, Measure.SEATS_TOTAL) if m in chamber.whole]
    rows, moves = tuple(table.seats.values()), tuple(table.changes.values())

    def test(values: Values) -> Outcome:
        seats = chamber.all_seats(values)
        bounds = [values[w] for w in wholes] or ([seats] if seats else [])
        summed = total(values[q] for q in rows)
        sentence = f"The seats of {len(rows)} parties add up to {summed}"
        fit = next((b for b in bounds if summed.meets(b)), None)
        if fit is not None:
            return holds(f"{sentence}, all that are counted.", fit, summed)
        most = max(bounds, key=lambda b: b.high)
        said = " or ".join(str(b) for b in bounds)
        if summed.low > most.high:
            return conflict(f"{sentence}, but only {said} are there.", said, summed)
        if chamber.counting(values):
            return incomplete(f"{sentence} and not to {said}, while the count went on.")
        if (most - summed).high <= 1:
            return explained(f"{sentence} and not to {said}; one may be the Speaker's.", said, summed)
        balanced = len(moves) >= len(rows) > 3 and total(values[q] for q in moves).meets(point(0))
        if rest or balanced:
            why = "the others are among them" if rest else "their gains and losses balance"
            return conflict(f"{sentence} and not to {said}, though {why}.", said, summed)
        gap = min((b - summed for b in bounds), key=lambda i: i.low)
        if gap.low > min(values[q].low for q in rows):
            return conflict(f"{sentence} and not to {said}.", said, summed, unproved=Verdict.INCOMPLETE)
        return incomplete(f"{sentence}; {gap} of {said} are not in the table.")

    if (wholes or chamber.size) and len(rows) > 2:
        yield Check(rule.SEATS_SUM, chamber.name, (*rows, *wholes), test)

    def balance(values: Values) -> Outcome:
        summed = total(values[q] for q in moves)
        sentence = f"The gains and losses of {len(moves)} parties add up to {summed}"
        if summed.meets(point(0)):
            return holds(f"{sentence}.", 0, summed)
        seats = chamber.all_seats(values)
        full = rest or (rows and seats and total(values[q] for q in rows).meets(seats))
        if full and len(moves) >= len(rows):
            wrong = f"{sentence}: unless the chamber changed its size or a party lost all, one of them is wrong."
            return conflict(wrong, 0, summed, unproved=Verdict.INCOMPLETE)
        return incomplete(f"{sentence}; not all parties are in the table.")

    if len(moves) > 2:
        yield Check(rule.CHANGES_SUM, chamber.name, (*moves, *rows), balance)


def _counted(chamber: Chamber) -> Iterator[Check]:
    declared, out, seats = (
        chamber.whole.get(m) for m in (Measure.SEATS_DECLARED, Measure.SEATS_REMAINING, Measure.SEATS_TOTAL)
    )
    if declared is None or out is None or (seats is None and chamber.size is None):
        return

    def test(values: Values) -> Outcome:
        every = chamber.all_seats(values)
        if every is None:
            return incomplete("How many seats there are is printed in several ways.")
        summed = values[declared] + values[out]
        sentence = f"{values.said(declared)} seats declared and {values.said(out)} still out make {summed}"
        if summed.meets(every):
            return holds(f"{sentence}, all there are.", every, summed)
        one_hour = len(declared.versions) == len(out.versions) == 1 and _together(declared, out)
        if one_hour:
            return conflict(f"{sentence}, but there are {every}.", every, summed)
        return explained(f"{sentence} of {every}; they may be of different hours of the count.", every, summed)

    yield Check(rule.SEATS_COUNTED, chamber.name, tuple(q for q in (declared, out, seats) if q), test)


def _threshold(chamber: Chamber) -> Iterator[Check]:
    threshold, seats = (chamber.whole.get(m) for m in (Measure.MAJORITY_THRESHOLD, Measure.SEATS_TOTAL))
    if threshold is None or (seats is None and chamber.size is None):
        return

    def test(values: Values) -> Outcome:
        every = chamber.all_seats(values)
        if every is None:
            return incomplete("How many seats there are is printed in several ways.")
        expected, said = _more_than_half(every), values[threshold]
        told = values.said(threshold)
        sentence = f"Of {every} seats {expected} are a majority"
        if said.meets(expected):
            return holds(f"{sentence}, as printed.", expected, told)
        if said.meets(expected - point(1)) and every.exact and every.low % 2 == 0:
            return explained(f"{sentence}; {told} are half, enough with a casting vote.", expected, told)
        if any(said.meets(_part(every, *part)) for part in _LARGER):
            return explained(f"{sentence}; {told} are a larger one, as some votes need.", expected, told)
        hypothetical = values.taken(threshold)[0].claim.status is Status.HYPOTHETICAL
        if hypothetical and said.high < expected.low and (expected - said).low * 100 <= every.high * _ABSENT:
            return explained(f"{sentence}; {told} can be enough where members never vote.", expected, told)
        return conflict(f"{sentence}, but {told} is printed.", expected, told, unproved=Verdict.INCOMPLETE)

    yield Check(rule.THRESHOLD, chamber.name, tuple(q for q in (threshold, seats) if q), test)


def _part(seats: Interval, over: int, under: int) -> Interval:
    """At least so large a part of the seats."""
    low, high = ((n * over / under).to_integral_value(ROUND_CEILING) for n in (seats.low, seats.high))
    return Interval(low, high)


def _more_than_half(seats: Interval) -> Interval:
    return Interval(seats.low // 2 + 1, seats.high // 2 + 1)


def _short(chamber: Chamber) -> Iterator[Check]:
    for party, short in chamber.short.items():
        seats, threshold = chamber.seats.get(party), chamber.whole.get(Measure.MAJORITY_THRESHOLD)
        if seats is not None and (threshold is not None or chamber.size or Measure.SEATS_TOTAL in chamber.whole):
            yield _shortfall(chamber, party, short, seats, threshold)


def _shortfall(chamber: Chamber, party: Party, short: Quantity, seats: Quantity, threshold: Quantity | None) -> Check:
    def test(values: Values) -> Outcome:
        every = chamber.all_seats(values)
        needed = values[threshold] if threshold else _more_than_half(every) if every else None
        if needed is None:
            return incomplete("How many seats make a majority is not printed.")
        lack, said = needed - values[seats], values[short]
        told = values.said(short)
        sentence = f"{party.name} lacks {lack} of {needed} seats with {values.said(seats)}"
        if said.meets(lack):
            return holds(f"{sentence}, as printed.", lack, told)
        others = [needed - of(p.claim) for version in seats.versions for p in version]
        if any(said.meets(o) for o in others):
            return holds(f"{party.name} lacked {told} of {needed} seats at another hour of the count.", lack, told)
        if len(seats.versions) > 1 or not (_together(short, seats) or not chamber.counting(values)):
            return incomplete(f"{sentence}; {told} is printed, perhaps of another hour of the count.")
        return conflict(f"{sentence}, but {told} is printed.", lack, told)

    return Check(rule.SEATS_SHORT, chamber.name, tuple(q for q in (short, seats, threshold) if q), test)


def _overall(chamber: Chamber) -> Iterator[Check]:
    for party, majority in chamber.majority.items():
        seats = chamber.seats.get(party)
        if seats is not None and (chamber.size or Measure.SEATS_TOTAL in chamber.whole):
            yield _lead(chamber, party, majority, seats)


def _lead(chamber: Chamber, party: Party, majority: Quantity, seats: Quantity) -> Check:
    whole = chamber.whole.get(Measure.SEATS_TOTAL)

    def test(values: Values) -> Outcome:
        every = chamber.all_seats(values)
        if every is None:
            return incomplete("How many seats there are is printed in several ways.")
        lead, said = values[seats].times(2) - every, values[majority]
        told = values.said(majority)
        sentence = f"With {values.said(seats)} of {every} seats {party.name} has a majority of {lead}"
        if said.meets(lead):
            return holds(f"{sentence}, as printed.", lead, told)
        if len(seats.versions) > 1 or chamber.counting(values):
            return incomplete(f"{sentence}; {told} is printed, perhaps of another hour of the count.")
        if lead.high < said.low and (said - lead).low * 50 <= every.high * _ABSENT:
            return explained(f"{sentence}; {told} can be a working one, without members who never vote.", lead, told)
        return conflict(f"{sentence}, but {told} is printed.", lead, told)

    return Check(rule.OVERALL, chamber.name, tuple(q for q in (majority, seats, whole) if q), test)


def _bounds(chamber: Chamber) -> Iterator[Check]:
    whole = chamber.whole.get(Measure.SEATS_TOTAL)
    for seats in chamber.seats.values():
        if whole is not None or chamber.size:
            yield _bound(chamber, seats, whole)


def _bound(chamber: Chamber, seats: Quantity, whole: Quantity | None) -> Check:
    def test(values: Values) -> Outcome:
        every = chamber.all_seats(values)
        if every is None:
            return incomplete("How many seats there are is printed in several ways.")
        if values[seats].low <= every.high:
            return holds(f"{values.said(seats)} is not more than {every}.", every, values[seats])
        wrong = f"{seats.name[:1].upper()}{seats.name[1:]}, {values.said(seats)}, are more than all {every}."
        return conflict(wrong, every, values[seats])

    return Check(rule.SEATS_BOUND, chamber.name, tuple(q for q in (seats, whole) if q), test)


def _seats_change(chamber: Chamber, before: Chamber) -> Iterator[Check]:
    for party, change in chamber.changes.items():
        now, then = chamber.seats.get(party), before.seats.get(party)
        if now is not None and then is not None:
            yield _moved(chamber, party, (now, then, change))


def _moved(chamber: Chamber, party: Party, three: tuple[Quantity, Quantity, Quantity]) -> Check:
    now, then, change = three

    def test(values: Values) -> Outcome:
        difference, said = values[now] - values[then], values[change]
        told = values.said(change)
        sentence = f"{party.name} moved by {difference} seats, from {values.said(then)} to {values.said(now)}"
        if said.meets(difference):
            return holds(f"{sentence}, as printed.", difference, told)
        if len(now.versions) > 1 or len(then.versions) > 1:
            return incomplete(f"{sentence}; {told} is printed, and its seats in several ways.")
        gap = said - difference
        if gap.high >= -_BASELINE and gap.low <= _BASELINE:
            return explained(
                f"{sentence}; {told} can be counted from another day, or with or without the Speaker.",
                difference,
                said,
            )
        if _together(change, then) or _together(change, now):
            return conflict(f"{sentence}, but {told} is printed.", difference, told)
        return explained(f"{sentence}; {told} may be on another election.", difference, told)

    return Check(rule.SEATS_CHANGE, chamber.name, three, test)


def _together(a: Quantity, b: Quantity) -> bool:
    """Whether two quantities are printed in one table or near each other, so that they are of one hour."""
    for one in a.prints:
        for other in b.prints:
            if one.claim.contest is not None and one.claim.contest == other.claim.contest:
                return True
            if abs(one.claim.span.start - other.claim.span.start) < _NEAR:
                return True
    return False
