"""The identities of one contest: votes, majority, turnout, winner. Shares are in ``share_checks``."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_FLOOR, Decimal
from itertools import pairwise

from extract import identities as rule
from extract.identities import Check, Outcome, capital, conflict, explained, holds, incomplete
from extract.intervals import Interval, point, printed, total
from extract.model import Measure, Verdict
from extract.records import Line, Quantity, Record, Values

_HUNDRED = Decimal(100)
#: A larger part of rejected papers than this is not taken for granted where none are printed.
REJECTED = Decimal("0.015")
_MOST_PLACES = 12


def checks(record: Record, place: str) -> Iterator[Check]:
    """Every identity of ``record`` that its printed figures let us ask about."""
    yield from _majority(record, place)
    yield from _votes_sum(record, place)
    yield from _ballots(record, place)
    yield from _turnout(record, place)
    yield from _winner(record, place)
    yield from _quota(record, place)
    yield from _bounds(record, place)


def _majority(record: Record, place: str) -> Iterator[Check]:
    majority = record.get(Measure.MAJORITY)
    rows = _standing(record)
    if majority is None or record.get(Measure.QUOTA) or len(rows) < 2:
        return
    finals = [(line, line.counts[name]) for line, name in _last_counts(record)]
    covers = (majority, *(q for _, q in rows), *(q for _, q in finals))
    if record.several:

        def several(values: Values) -> Outcome:
            return _several_majority(record, majority, rows, values)

        yield Check(rule.MAJORITY_SEVERAL, place, covers, several)
        return

    def test(values: Values) -> Outcome:
        said = values[majority]
        told = values.said(majority)
        decisive = finals if len(finals) > 1 else rows
        lead, first, second = _lead(decisive, values)
        sentence = f"{first.name} leads {second.name} by {lead} votes"
        if said.meets(lead):
            return holds(f"{sentence}, as the majority of {told} says.", lead, told)
        if len(finals) > 1 and said.meets(_lead(rows, values)[0]):
            return explained(f"{sentence} at the last count; {told} is the lead at the first.", lead, told)
        wrong = f"{sentence}, but the majority is printed as {told}."
        if _rows_that_count_are_printed(record, decisive, values, second):
            return conflict(wrong, lead, told)
        if said.low > lead.high:
            return conflict(f"{wrong} A row that is not printed could only make it smaller.", lead, told)
        return incomplete(f"{wrong} The runner-up may be a row without printed votes.")

    yield Check(rule.MAJORITY, place, covers, test)


def _several_majority(record: Record, majority: Quantity, rows: list[tuple[Line, Quantity]], values: Values) -> Outcome:
    said = values[majority]
    told = values.said(majority)
    ordered = [values[q] for _, q in sorted(rows, key=lambda r: values[r[1]].high, reverse=True)]
    gaps = [a - b for a, b in pairwise(ordered)]
    places = sum(line.elected is True for line in record.lines)
    known = gaps[places - 1 : places] if places > 1 else gaps[1:]
    fit = next((gap for gap in known if said.meets(gap)), None)
    if fit is not None:
        return holds(f"The last winner leads the first loser by {fit} votes, the majority printed.", fit, told)
    if said.meets(gaps[0]) or said.meets(ordered[0] - ordered[-1]):
        return explained(
            f"{told} is the lead of the first over another row, not of the last winner over the "
            "first loser.", known[0] if known else "", told,
        )  # fmt: skip
    if record.lacking(Measure.VOTES):
        return incomplete(f"The votes of {_names(record.lacking(Measure.VOTES))} are not printed.")
    expected = known[0] if len(known) == 1 else ""
    return conflict(
        f"No winner leads a loser by the majority printed, {told}; the rows lie "
        f"{', '.join(map(str, gaps))} votes apart.", expected, told,
    )  # fmt: skip


def _votes_sum(record: Record, place: str) -> Iterator[Check]:
    whole = record.get(Measure.VALID_VOTES) or record.get(Measure.TURNOUT)
    rows = record.cells(Measure.VOTES)
    if whole is None or record.several or not rows:
        return
    ballots = whole.measure is Measure.TURNOUT
    rejected = record.get(Measure.REJECTED_BALLOTS) if ballots else None
    covers = tuple(q for q in (whole, *(q for _, q in rows), rejected) if q)

    def test(values: Values) -> Outcome:
        said, summed = values[whole], total(values[q] for _, q in rows)
        told = values.said(whole)
        name = "ballots" if ballots else "valid votes"
        sentence = f"The votes of {len(rows)} rows add up to {summed}"
        if said.meets(summed):
            return holds(f"{sentence}, the {name} printed.", summed, told)
        if rejected is not None:
            summed = summed + values[rejected]
            sentence += f" with the rejected papers of {values.said(rejected)}"
            if said.meets(summed):
                return holds(f"{sentence}, the {name} printed.", summed, told)
        wrong = f"{sentence}, but {told} {name} are printed."
        if summed.low > said.high:
            # Far fewer are those of one polling place, unless a slip explains them.
            return conflict(wrong, summed, told, unproved=_unless(summed.low > said.high * 2))
        lacking = record.lacking(Measure.VOTES)
        whole_rows = record.complete(values)
        gap = said - summed
        if lacking:
            return incomplete(f"{wrong} The votes of {_names(lacking)} are not printed; {gap} remain for them.")
        if rejected is None and ballots and gap.high <= said.high * REJECTED:
            return explained(f"{wrong} Rejected papers can explain {gap} votes.", summed, told)
        if whole_rows:
            return conflict(wrong, summed, told)
        if whole_rows is None and record.listed:
            return conflict(
                f"{wrong} Unless a row is left out, one of them is wrong.",
                summed,
                told,
                unproved=Verdict.INCOMPLETE,
            )
        return incomplete(f"{wrong} Not all who stood are printed.")

    yield Check(rule.VOTES_SUM, place, covers, test)


def _ballots(record: Record, place: str) -> Iterator[Check]:
    valid, rejected = record.get(Measure.VALID_VOTES), record.get(Measure.REJECTED_BALLOTS)
    ballots = record.get(Measure.TURNOUT)
    if valid is None or rejected is None or ballots is None or len(rejected.versions) > 1:
        return

    def test(values: Values) -> Outcome:
        summed, said = values[valid] + values[rejected], values[ballots]
        told = values.said(ballots)
        parts = f"{values.said(valid)} valid votes and {values.said(rejected)} rejected papers"
        sentence = f"{parts} make {summed} ballots"
        if said.meets(summed):
            return holds(f"{sentence}, as printed.", summed, told)
        if said.meets(values[valid]):
            return explained(f"{sentence}; the turnout of {told} counts valid votes only.", summed, told)
        return conflict(f"{sentence}, but {told} are printed.", summed, told)

    yield Check(rule.BALLOTS, place, (valid, rejected, ballots), test)


def _turnout(record: Record, place: str) -> Iterator[Check]:
    turnout, electorate = record.get(Measure.TURNOUT, percent=True), record.get(Measure.ELECTORATE)
    if turnout is None or electorate is None:
        return
    ballots, valid = record.get(Measure.TURNOUT), record.get(Measure.VALID_VOTES)
    rejected = record.get(Measure.REJECTED_BALLOTS)
    rows = () if record.several or record.lacking(Measure.VOTES) else tuple(record.cells(Measure.VOTES))
    summed = tuple(q for _, q in rows) if not (ballots or valid) else ()
    covers = tuple(q for q in (turnout, electorate, ballots, valid, rejected, *summed) if q)

    def test(values: Values) -> Outcome:
        said = values[turnout]
        told = values.said(turnout)
        papers = [values[q] for q in (ballots, valid) if q]
        if summed and (record.complete(values) or record.listed):
            papers.append(total(values[q] for q in summed))
        if rejected and papers and not ballots:
            papers.append(papers[-1] + values[rejected])
        rates = [r.times(100) for p in papers if (r := p.over(values[electorate]))]
        if not rates:
            return incomplete(f"A turnout of {told} per cent cannot be checked: no number of ballots is printed.")
        fit = next((r for r in rates if said.meets(r)), None)
        cast = f"{papers[0]} ballots of {values.said(electorate)} electors are {rates[0]} per cent"
        if fit is not None:
            return holds(f"{cast}, and {told} is printed.", fit, told)
        rejects = Interval(rates[0].low, rates[0].high * (1 + REJECTED))
        if rejected is None and said.meets(rejects):
            return explained(f"{cast} without rejected papers, which can explain {told}.", rates[0], told)
        return conflict(
            f"{cast}, but {told} is printed.",
            rates[0],
            told,
            unproved=_unless(bool(summed) and not record.complete(values)),
        )

    yield Check(rule.TURNOUT, place, covers, test)


def _winner(record: Record, place: str) -> Iterator[Check]:
    winner = [line for line in record.lines if line.elected]
    rows = record.cells(Measure.VOTES) or record.cells(Measure.VOTE_SHARE)
    finals = [(line, line.counts[name]) for line, name in _last_counts(record)]
    rows = finals if len(finals) > 1 else rows
    if len(winner) != 1 or record.several or record.get(Measure.QUOTA) or len(rows) < 2:
        return
    own = next((q for line, q in rows if line is winner[0]), None)
    majority = record.get(Measure.MAJORITY)
    if own is None:
        return

    def test(values: Values) -> Outcome:
        best, most = max(rows, key=lambda r: values[r[1]].low)
        if values[own].high >= values[most].low:
            return holds(f"{winner[0].name} is elected and nobody is ahead.", values[own], values[most])
        sentence = f"{winner[0].name} is elected with {values[own]}, but {best.name} has {values[most]}"
        if majority and values[majority].meets(_lead(rows, values)[0]):
            return conflict(f"{sentence}, ahead by the majority printed.", values[own], values[most])
        return explained(f"{sentence}; later preferences or a later round can explain it.", values[own], values[most])

    yield Check(rule.WINNER, place, (*(q for _, q in rows), *((majority,) if majority else ())), test)


def _quota(record: Record, place: str) -> Iterator[Check]:
    quota, valid = record.get(Measure.QUOTA), record.get(Measure.VALID_VOTES)
    if quota is None:
        return
    rows = tuple(q for _, q in record.cells(Measure.VOTES))
    places = sum(line.elected is True for line in record.lines)

    def test(values: Values) -> Outcome:
        said = values[quota]
        told = values.said(quota)
        if valid is None and (not rows or not (record.complete(values) or record.listed)):
            return incomplete(f"A quota of {told} cannot be checked: no number of valid votes is printed.")
        votes = values[valid] if valid else total(values[q] for q in rows)
        for seats in (places, *range(1, _MOST_PLACES + 1)) if places else range(1, _MOST_PLACES + 1):
            droop = _droop(votes, seats)
            if said.meets(droop):
                return holds(f"{votes} valid votes for {seats} places make a quota of {droop}.", droop, told)
        expected = _droop(votes, places) if places else ""
        return conflict(f"{votes} valid votes make a quota of {told} for no number of places.", expected, told)

    yield Check(rule.QUOTA, place, (quota, *((valid,) if valid else rows)), test)


def _droop(votes: Interval, seats: int) -> Interval:
    low, high = (
        (v / (seats + 1)).to_integral_value(ROUND_FLOOR) + 1 if v.is_finite() else v for v in (votes.low, votes.high)
    )
    return Interval(low, high)


def _bounds(record: Record, place: str) -> Iterator[Check]:
    order = [
        *(() if record.several else (record.get(Measure.VALID_VOTES),)), record.get(Measure.TURNOUT),
        record.get(Measure.ELECTORATE),
    ]  # fmt: skip
    wholes = [q for q in order if q]
    pairs = [(a, b) for a, b in pairwise(wholes)]
    pairs += [(q, wholes[0]) for _, q in record.cells(Measure.VOTES) if wholes]
    if pairs:
        covers = tuple(dict.fromkeys(q for pair in pairs for q in pair))

        def test(values: Values) -> Outcome:
            for part, whole in pairs:
                if values[part].low > values[whole].high:
                    sentence = f"{capital(part.name)}, {values[part]}, exceeds {whole.name}, {values.said(whole)}."
                    far = values[part].low > values[whole].high * 2
                    return conflict(sentence, values[whole], values[part], unproved=_unless(far))
            return holds("No part is larger than its whole.")

        yield Check(rule.VOTES_BOUND, place, covers, test)
    turnout = record.get(Measure.TURNOUT, percent=True)
    if turnout is not None:
        yield Check(rule.TURNOUT_BOUND, place, (turnout,), lambda values: at_most(turnout, _HUNDRED, values))


def at_most(quantity: Quantity, bound: Decimal, values: Values) -> Outcome:
    """Whether a quantity can be no larger than ``bound``."""
    said = values[quantity]
    told = values.said(quantity)
    if said.low <= bound:
        return holds(f"{capital(quantity.name)} is {told}, not above {printed(bound)}.", point(bound), told)
    return conflict(f"{capital(quantity.name)} is {told}, above {printed(bound)}.", point(bound), told)


def _unless(other: bool) -> Verdict:
    """What an unproved conflict is, where another cause is as likely."""
    return Verdict.INCOMPLETE if other else Verdict.CONFLICT


def _standing(record: Record) -> list[tuple[Line, Quantity]]:
    """The rows with votes that can win: not what the others have together."""
    return [(line, q) for line, q in record.cells(Measure.VOTES) if not line.rest]


def _last_counts(record: Record) -> list[tuple[Line, str]]:
    """The lines still in at the last count, each with the name of that count."""
    names = [name for line in record.lines for name in line.counts]
    last = "final" if "final" in names else max(names, key=lambda n: (len(n), n), default="")
    return [(line, last) for line in record.lines if last in line.counts]


def _lead(rows: list[tuple[Line, Quantity]], values: Values) -> tuple[Interval, Line, Line]:
    """By how much the first leads the second, and who they are."""
    (first, a), (second, b) = sorted(rows, key=lambda r: values[r[1]].high, reverse=True)[:2]
    return values[a] - values[b], first, second


def _rows_that_count_are_printed(
    record: Record, rows: list[tuple[Line, Quantity]], values: Values, second: Line
) -> bool:
    """Whether no row without printed votes can have come first or second."""
    if len(_last_counts(record)) > 1:
        return True
    share = second.get(Measure.VOTE_SHARE)
    for line in record.lines:
        own = line.get(Measure.VOTE_SHARE)
        unknown = line.get(Measure.VOTES) is None and not line.rest
        if unknown and (share is None or own is None or values[own].high >= values[share].low):
            return False
    return record.listed or bool(record.complete(values))


def _names(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
