"""The identities of shares: of votes, of a hundred, and of the majority in points."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import pairwise

from extract import identities as rule
from extract.contest_checks import REJECTED
from extract.identities import Check, Outcome, conflict, explained, holds, incomplete
from extract.intervals import Interval, most_shared, point, total
from extract.model import Measure, Verdict
from extract.records import Line, Quantity, Record, Values

_HUNDRED = point(100)
_LEFT_OUT = 3
_TWO = Decimal(2)


def checks(record: Record, place: str) -> Iterator[Check]:
    """Every identity of shares in ``record`` that its printed figures let us ask about."""
    yield from _shares(record, place)
    yield from _lost_votes(record, place)
    yield from _shares_sum(record, place)
    yield from _majority_share(record, place)


def _shares(record: Record, place: str) -> Iterator[Check]:
    """All rows with votes and a share imply one total, which is the valid votes where they are printed."""
    parties = Counter(line.party for line in record.lines)
    lacking = {line.party for line in record.lines if Measure.VOTE_SHARE not in line.cells}
    rows: list[tuple[Line, Quantity, Quantity]] = []
    for line in record.lines:
        votes, share = line.get(Measure.VOTES), line.get(Measure.VOTE_SHARE)
        # The share of a party with two people of whom one has no share may be of either or of both.
        if votes and share and not (record.several and parties[line.party] > 1 and line.party in lacking):
            rows.append((line, votes, share))
    valid = record.get(Measure.VALID_VOTES)
    whole = valid or record.get(Measure.TURNOUT)
    if len(rows) < 2 and not (rows and whole):
        return
    whole = None if record.several else whole
    counts = tuple(q for _, q in record.cells(Measure.VOTES))
    covers = tuple(q for q in (*counts, *(s for *_, s in rows), whole) if q)

    def test(values: Values) -> Outcome:
        bases = [(line, v, s, b) for line, v, s in rows if (b := values[v].over(values[s]))]
        implied = [b.times(100) for *_, b in bases]
        if not implied:
            return incomplete("No share is large enough to tell of how many votes it is.")
        known: list[Interval] = [values[whole]] if whole else []
        if not (record.several or record.lacking(Measure.VOTES)) and record.complete(values):
            known.append(total(values[v] for v in counts))
        # The total is no less than the rows together, unless it is one of their votes that is wrong.
        largest, summed = max(values[v].low for v in counts), total(values[v] for v in counts).low
        possible = [i for i in (*implied, *known) if i.high >= (largest if record.several else summed)]
        if 2 * len(possible) < len(implied):
            possible = [i for i in (*implied, *known) if i.high >= largest]
        base = most_shared(possible or implied)
        pairs = list(zip(bases, implied, strict=True))
        wrong = [(line, v, s) for (line, v, s, _), i in pairs if not i.meets(base)]
        if not wrong:
            cut = _cut_alone(rows, base, values) if known else None
            if cut is not None:
                return explained(
                    f"{cut[0].name} has {cut[1]} per cent; {values.said(cut[2])} is that cut off, and others "
                    "are rounded.", cut[1], values.said(cut[2]),
                )  # fmt: skip
            if all(k.meets(base) for k in known):
                return holds(f"The shares of {len(rows)} rows are of {base} votes.", base, known[0] if known else base)
            if known and not whole and base.low > known[0].high and known[0].meets(_valid_part(base)):
                return explained(
                    f"The shares are of {base} votes and the rows add up to {known[0]}: they are shares of "
                    "all ballots, rejected ones too.", base, known[0],
                )  # fmt: skip
            if known and not whole:
                wrong_sum = f"The shares are of {base} votes, but the rows add up to {known[0]}."
                return conflict(wrong_sum, base, known[0], unproved=Verdict.EXPLAINED)
            if whole is not None and whole is not valid and values[whole].low > base.high:
                return explained(
                    f"The shares are of {base} valid votes, fewer than the {values.said(whole)} ballots.",
                    base, values[whole],
                )  # fmt: skip
            wrong_total = f"The shares are of {base} votes, but {known[0]} are printed."
            return conflict(wrong_total, base, known[0], unproved=Verdict.EXPLAINED)
        line, vote, share = wrong[0]
        fraction = values[vote].over(base)
        expected = fraction.times(100) if fraction else base
        if len(wrong) == 1 and _twice_rounded(values[share]).meets(expected):
            return explained(
                f"{line.name} has {expected} per cent; {values.said(share)} is that rounded twice.",
                expected, values.said(share),
            )  # fmt: skip
        also = "" if len(wrong) == 1 else f" {len(wrong) - 1} more of {len(rows)} rows do not fit."
        return conflict(
            f"{line.name} has {values.said(vote)} votes of {base}, which is {expected} per cent, but "
            f"{values.said(share)} is printed.{also}", expected, values.said(share),
            unproved=Verdict.EXPLAINED if len(wrong) > 1 else Verdict.CONFLICT,
        )  # fmt: skip

    yield Check(rule.SHARE, place, covers, test)


def _cut_alone(
    rows: Sequence[tuple[Line, Quantity, Quantity]], base: Interval, values: Values
) -> tuple[Line, Interval, Quantity] | None:
    """The one row whose share is cut off where another is plainly rounded up."""
    cut: list[tuple[Line, Interval, Quantity]] = []
    up = 0
    for line, votes, share in rows:
        part = values[votes].over(base)
        if part is None or not part.high.is_finite():
            continue
        exact = part.times(100)
        if exact.low > _rounded(share, values).high:
            cut.append((line, exact, share))
        up += exact.high < values.taken(share)[0].claim.value
    return cut[0] if len(cut) == 1 and up else None


def _valid_part(ballots: Interval) -> Interval:
    """The valid votes among so many ballots, where it is not printed how many were rejected."""
    return Interval(ballots.low * (1 - REJECTED), ballots.high)


def _twice_rounded(share: Interval) -> Interval:
    """1.0467 becomes 1.05 and then 1.1: a twentieth of a unit further than one rounding leads."""
    return Interval(share.low - (share.high - share.low) / 30, share.high)


def _lost_votes(record: Record, place: str) -> Iterator[Check]:
    """What the rows without votes must have had, by their shares."""
    rows = [
        (line, v, line.cells[Measure.VOTE_SHARE])
        for line, v in record.cells(Measure.VOTES)
        if Measure.VOTE_SHARE in line.cells
    ]
    for line, share in record.cells(Measure.VOTE_SHARE):
        if record.several or Measure.VOTES in line.cells or len(rows) < 2:
            continue
        yield Check(rule.SHARE, place, (share,), _about(line, share, rows))


def _about(line: Line, share: Quantity, rows: Sequence[tuple[Line, Quantity, Quantity]]) -> Callable[[Values], Outcome]:
    def test(values: Values) -> Outcome:
        implied = [b.times(100) for _, v, s in rows if (b := values[v].over(values[s]))]
        if not implied:
            return incomplete(f"The votes of {line.name} are not printed.")
        base = most_shared(implied)
        low, high = base.low * values[share].low / 100, base.high * values[share].high / 100
        votes = Interval(low.to_integral_value(ROUND_CEILING), high.to_integral_value(ROUND_FLOOR))
        return incomplete(f"The votes of {line.name} are not printed; {values.said(share)} per cent make them {votes}.")

    return test


def _shares_sum(record: Record, place: str) -> Iterator[Check]:
    rows = record.cells(Measure.VOTE_SHARE)
    if record.several or record.get(Measure.QUOTA) or len(rows) < 2:
        return

    def test(values: Values) -> Outcome:
        said = total(values[q] for _, q in rows)
        near = total(_rounded(q, values) for _, q in rows)
        sentence = f"The {len(rows)} shares add up to {_middle(rows, values)}"
        if near.meets(_HUNDRED):
            return holds(f"{sentence}, 100 as far as they are rounded.", _HUNDRED, near)
        if said.low > _HUNDRED.high:
            return conflict(f"{sentence}, more than there are.", _HUNDRED, said)
        lacking = record.lacking(Measure.VOTE_SHARE)
        if lacking:
            return incomplete(f"{sentence}; the shares of {', '.join(lacking)} are not printed.")
        if said.meets(_HUNDRED):
            return explained(f"{sentence}: 100 only if they were cut off and not rounded.", _HUNDRED, said)
        if any(line.rest for line, _ in rows) or _votes_are_whole(record, values):
            wrong = f"{sentence}, and all others are in one of the rows."
            return conflict(wrong, _HUNDRED, said, unproved=Verdict.INCOMPLETE)
        # Rows are left out from the end of a list: what is missing would be many times the last.
        last = min(values[q].low for _, q in rows)
        ordered = record.listed and not record.national and len(rows) > 2 and _falling(rows, values)
        if ordered and (_HUNDRED - said).low > last * _LEFT_OUT:
            wrong = f"{sentence}; a row left out would stand high above the last, which has {last}."
            return conflict(wrong, _HUNDRED, said, unproved=Verdict.INCOMPLETE)
        return incomplete(f"{sentence}; rows may be left out.")

    yield Check(rule.SHARES_SUM, place, tuple(q for _, q in rows), test)


def _rounded(quantity: Quantity, values: Values) -> Interval:
    """What a share can be if it was rounded: half a unit to either side. Our intervals allow cutting too."""
    interval = values[quantity]
    wide = (interval.high - interval.low) / 3
    claim = values.taken(quantity)[0].claim
    if claim.qualifier not in ("", "exact"):
        return interval
    return Interval(interval.low, interval.high - wide) if interval.low >= 0 else interval


def _middle(rows: Sequence[tuple[Line, Quantity]], values: Values) -> Interval:
    low = total(_rounded(q, values) for _, q in rows)
    return point(((low.low + low.high) / 2).quantize(Decimal("0.01"))) if low.high.is_finite() else low


def _votes_are_whole(record: Record, values: Values) -> bool:
    """Whether the printed votes add up to the printed valid votes, so that no row is left out."""
    whole = record.get(Measure.VALID_VOTES) or record.get(Measure.TURNOUT)
    rows = record.cells(Measure.VOTES)
    full = len(rows) == len(record.lines)
    return bool(whole and full and total(values[q] for _, q in rows).meets(values[whole]))


def _falling(rows: Sequence[tuple[Line, Quantity]], values: Values) -> bool:
    ends = [values[q].low for _, q in sorted(rows, key=lambda r: r[1].prints[0].claim.span.start)]
    rises = sum(a < b for a, b in pairwise(ends))
    return rises <= 1  # the row whose digit is wrong may stand out of order


def _majority_share(record: Record, place: str) -> Iterator[Check]:
    majority = record.get(Measure.MAJORITY, percent=True)
    count = record.get(Measure.MAJORITY)
    shares = [(line, q) for line, q in record.cells(Measure.VOTE_SHARE) if not line.rest]
    votes = record.cells(Measure.VOTES)
    if majority is None or record.several or record.get(Measure.QUOTA):
        return
    whole = record.get(Measure.VALID_VOTES) or record.get(Measure.TURNOUT)
    used = [
        *(q for _, q in (shares if len(shares) > 1 else [])),
        *([count, whole] if count and whole else []),
    ]
    covers = (majority, *used)

    def test(values: Values) -> Outcome:
        said = values[majority]
        told = values.said(majority)
        expected: list[Interval] = []
        if len(shares) > 1 and (record.complete(values) or record.listed):
            first, second = sorted((values[q] for _, q in shares), key=lambda i: i.high, reverse=True)[:2]
            expected.append(first - second)
        if count and whole and (part := values[count].over(values[whole])):
            expected.append(part.times(100))
        elif count and not record.lacking(Measure.VOTES) and record.complete(values):
            part = values[count].over(total(values[q] for _, q in votes))
            expected += [part.times(100)] if part else []
        if not expected:
            return incomplete(f"A majority of {told} per cent cannot be checked: the shares are not printed.")
        sentence = f"The first two shares lie {expected[0]} points apart"
        if all(said.meets(e) for e in expected):
            return holds(f"{sentence}, and {told} is printed as the majority.", expected[0], told)
        wrong = next(e for e in expected if not said.meets(e))
        if count is None and shares and max(values[q].low for _, q in shares) < _HUNDRED.low / 2:
            return explained(
                f"{sentence}, and {told} is printed as the majority, which can be one after preferences.",
                wrong,
                told,
            )
        return conflict(f"The majority comes to {wrong} per cent, but {told} is printed.", wrong, told)

    yield Check(rule.MAJORITY_SHARE, place, covers, test)
