"""Rows that belong together: what their bare numbers count, who won, and the readings they come to.

A number of a table is seldom labelled itself. It waits as an ``Entry`` until its group is complete,
and is then given its measure by its label, its column, its printed form and its neighbours.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import pairwise

from extract.context import Context
from extract.lexer import COUNTS, DECIMAL, FRACTION, PERCENT, POINTS, YEAR
from extract.model import NOBODY, UNOWNED, Measure, Owner, Place, Reading, Status, Unread
from extract.readers import sizes
from extract.readers.entries import CHANGE_OF, RECORD, WHOLE, Entry, Group, is_signed, span_of
from extract.readers.prose import NAME, unit_of
from extract.segments import Outline

# Levels that no sign can belong to: with one they are changes.
_SIGNED = frozenset({Measure.SEATS, Measure.COUNCILS, Measure.COUNCILLORS})
_VOTES = 10_000  # no chamber has as many seats
_ALL, _SURE = 100, 3  # no share is above the one; so many of a list's records show what the rest begin with
_UNCLEAR = 3  # bare counts side by side in cells that a header would have to name
_ROWS = 2  # rows that more than chance made alike
_LONG = 100_000  # six digits without a comma may be two numbers of three


def readings(group: Group, contest: int, outline: Outline, context: Context) -> Iterator[Reading | Unread]:
    """What the numbers of a complete group say; one whose meaning its table does not show is left unread."""
    for entry in (e for e in group.entries if e.label not in WHOLE):
        group.sizes[entry.record] = max(group.sizes.get(entry.record, 0), entry.position + 1)
    group.shares = any(e.number.token.type in (PERCENT, DECIMAL) and e.number.bracket for e in group.entries)
    _mark_seconds(group)
    _mark_changes(group)
    _mark_years(group, context)
    bare = _bare_measure(group, outline, context)
    tallies = _tallies(group, context)
    nameless = _nameless(group)
    measures = [_measure(e, group, tallies.get(e.line, bare)) for e in group.entries]
    _mark_previous(group, measures)
    winner, shared = _winner(group.entries, measures), dict[tuple[int, int], int]()
    near = _winners(group.entries, measures)
    for entry, measure in zip(group.entries, measures, strict=True):
        if measure is None or (entry.label is None and (entry.line, entry.record) in nameless):
            yield Unread(span_of(entry.number), "its column has no name and its form says too little")
            continue
        if not entry.owners and measure in RECORD.values():
            yield Unread(span_of(entry.number), "its row names no party or person")
            continue
        if _ran_together(entry, group):
            yield Unread(span_of(entry.number), "its cells may have run together")
            continue
        owner = _owner(entry, measure, near.get(entry.number.token.start, winner), shared)
        yield _reading(entry, measure, group, owner, contest, outline, context)


def _bare_measure(group: Group, outline: Outline, context: Context) -> Measure:
    """What unlabelled whole numbers of the group count: seats in a tally of parties, else votes."""
    ints = [e for e in group.entries if e.number.token.type in (*COUNTS, YEAR) and e.label is None]
    named = [e for e in ints if any(o.candidate for o in e.owners)]
    people = bool(named) and len(named) * 3 >= len(ints)
    sums = [] if group.columns else _sums(ints)
    top = max((*(e.number.numeral.value for e in ints), *sums), default=Decimal(0))
    shares = any(e.number.token.type in (PERCENT, DECIMAL) for e in group.entries)
    labelled = {e.label for e in group.entries}
    heading = outline.place_at(group.entries[0].number.token.start)
    first = {e.record: (e.number.numeral.value, e.owners) for e in reversed(ints) if not e.number.numeral.sign}
    if not group.columns and sizes.shared_out(list(first.values()), context):
        return Measure.SEATS
    if (
        people
        or _shares_of_one_total(group)
        or top > context.chamber_seats
        or (heading is not None and not heading.kind and shares)
    ):
        return Measure.VOTES
    if "seats" in labelled:
        return Measure.SEATS
    if "votes" in labelled or (shares and heading is not None and heading.kind == "constituency"):
        return Measure.VOTES
    return Measure.SEATS


def _sums(entries: list[Entry]) -> Iterable[Decimal]:
    """What the first counts of the records of each line come to: no chamber has more seats than it has."""
    lines: dict[int, dict[int, Decimal]] = {}
    for entry in entries:
        if not entry.number.numeral.sign:
            lines.setdefault(entry.line, {}).setdefault(entry.record, entry.number.numeral.value)
    return (sum(records.values(), Decimal(0)) for records in lines.values())


def _measure(entry: Entry, group: Group, bare: Measure) -> Measure | None:
    token = entry.number.token
    number = token.number
    signed = bool(entry.arrow) or (number is not None and (bool(number.sign) or number.form == "unchanged"))
    if token.type == FRACTION:
        return None
    if entry.board is not None:
        return entry.board
    if entry.label in WHOLE:
        whole = WHOLE[entry.label]
        return Measure.TURNOUT_CHANGE if whole is Measure.TURNOUT and signed else whole
    name = entry.label
    if name is None and group.columns and _may_be_two(entry, group):
        return None
    if name is None and group.columns:
        name = _column(entry, group)
    if name in ("skip", "unknown"):
        return None
    if name is not None and name.startswith("year"):
        if name < max(group.columns):
            entry.status = Status.PREVIOUS
        return bare
    if name in WHOLE:
        return WHOLE[name]
    measure = RECORD.get(name or "")
    if name == "change":
        nearest = [*reversed(group.columns[: entry.position]), *reversed(group.columns)]
        base = next((RECORD[c] for c in nearest if c in RECORD), None)
        return CHANGE_OF.get(base or bare, Measure.VOTE_SHARE_CHANGE)
    if measure is not None:
        if signed and token.type in (PERCENT, DECIMAL) and measure is Measure.VOTE_SHARE:
            return Measure.VOTE_SHARE_CHANGE
        if signed and token.type in COUNTS and measure is Measure.VOTES:
            return Measure.VOTES_CHANGE
        return CHANGE_OF[measure] if signed and measure in _SIGNED else measure
    if token.type in (PERCENT, DECIMAL, POINTS):
        return Measure.VOTE_SHARE_CHANGE if signed or entry.second else Measure.VOTE_SHARE
    if entry.number.bracket and group.shares and entry.position and not signed and token.type in COUNTS:
        return Measure.VOTE_SHARE_CHANGE if entry.second else Measure.VOTE_SHARE
    if _round_share(entry, group):
        return Measure.VOTE_SHARE
    if signed:
        return Measure.SEATS_CHANGE if bare is Measure.SEATS else Measure.VOTE_SHARE_CHANGE
    if bare is Measure.SEATS and entry.position and number is not None and number.value >= _VOTES:
        return Measure.VOTES  # "LAB 20 +7 24.4% 4,020,646"
    return bare


def _round_share(entry: Entry, group: Group) -> bool:
    """Whether a whole number stands first in its record where nearly all others begin with a share: "Con 39"."""
    if entry.position or entry.number.token.type not in COUNTS or not 0 <= entry.number.numeral.value <= _ALL:
        return False
    if group.led_by_shares is None:  # asked for each number of a group, which is looked through once
        first = [e for e in group.entries if not e.position and not e.label and not e.number.bracket and e.record >= 0]
        shares = sum(e.number.token.type in (PERCENT, DECIMAL) and not e.number.numeral.sign for e in first)
        group.led_by_shares = shares >= _SURE and shares * 3 >= 2 * len(first) and not group.columns
    return group.led_by_shares


def _shares_of_one_total(group: Group) -> bool:
    """Whether the shares of two rows or more are those of their whole numbers in one total: then these are votes."""
    pairs: dict[int, list[Entry]] = {}
    for entry in group.entries:
        if entry.label is None and entry.record >= 0:
            pairs.setdefault(entry.record, []).append(entry)
    two = [(p[0].number.token, p[1].number.token) for p in pairs.values() if len(p) > 1]
    shares = [(a.number, b.number) for a, b in two if a.type in COUNTS and b.type in (PERCENT, DECIMAL)]
    return sizes.one_total(shares)


def _tallies(group: Group, context: Context) -> dict[int, Measure]:
    """The lines that are a tally by themselves: three parties or more, one small number each, no people, no shares."""
    lines: dict[int, list[Entry]] = {}
    for entry in () if group.columns else group.entries:
        number = entry.number.numeral
        if not number.sign and number.form != "unchanged" and not entry.arrow:
            lines.setdefault(entry.line, []).append(entry)
    found: dict[int, Measure] = {}
    for line, entries in lines.items():
        owners = {o.party for e in entries for o in e.owners if not o.candidate}
        numbers = [e.number.numeral for e in entries]
        small = all(n.value <= context.chamber_seats and not n.decimals for n in numbers)
        small = small and all(e.label is None for e in entries)
        if line >= 0 and len(owners) >= 3 and len(owners) * 5 >= len(entries) * 4 and small:
            total = sum(n.value for n in numbers)
            # votes, where no chamber has room for all of them
            found[line] = Measure.SEATS if total <= context.chamber_seats else Measure.VOTES
    return found


def _nameless(group: Group) -> set[tuple[int, int]]:
    """The rows of three bare counts or more, each in a cell of its own, under no header: they may count anything."""
    cells: dict[tuple[int, int], set[int]] = {}
    for entry in () if group.columns else group.entries:
        if entry.label is None and entry.board is None and entry.number.token.type in (*COUNTS, YEAR):
            cells.setdefault((entry.line, entry.record), set()).add(entry.number.cell)
    return {row for row, found in cells.items() if len(found) >= _UNCLEAR}


def _mark_seconds(group: Group) -> None:
    """Mark the second share of each record: it is a change printed without its sign ("39.3, 39.3")."""
    seen: dict[int, Status | None] = {}
    for entry in group.entries:
        number = entry.number.token.number
        share = entry.number.bracket and entry.label is None and number is not None and not number.sign
        if share and (entry.number.token.type in (PERCENT, DECIMAL) or (group.shares and entry.position)):
            entry.second = entry.record in seen and entry.status == seen[entry.record]  # not "(30.2; was 6.8)"
            seen.setdefault(entry.record, entry.status)


def _mark_changes(group: Group) -> None:
    """Mark what follows a share as its change, whatever its own form: "45% (+2)", "36.0%, up 34", "(33.1%, -5.3)"."""
    for left, right in pairwise(group.entries):
        one, two = left.number, right.number
        if left.label == "councils" and (left.record, right.label) == (right.record, None) and is_signed(two):
            right.board = Measure.COUNCILS_CHANGE  # "28 councils (-1); 776 seats (-11)"
        share = one.token.type in (PERCENT, DECIMAL) and not one.numeral.sign and not left.arrow
        if not share or (left.record, left.position + 1) != (right.record, right.position) or right.label is not None:
            continue
        signed = bool(two.numeral.sign) and two.bracket
        if signed and one.token.type == PERCENT and one.bracket and left.label is None:  # whatever the header names
            left.board, right.board = Measure.VOTE_SHARE, Measure.VOTE_SHARE_CHANGE
        elif (signed or right.arrow) and not group.columns:
            right.board = Measure.VOTE_SHARE_CHANGE


def _mark_years(group: Group, context: Context) -> None:
    """Mark the rows of a year before the last of them, or of the text: "Seats 2019" above "Seats 2023"."""
    latest = max((context.year or 0, *group.years.values()))
    for entry in group.entries if group.years else ():
        if group.years.get(entry.line, latest) < latest and entry.status is None:
            entry.status = Status.PREVIOUS


def _mark_previous(group: Group, measures: list[Measure | None]) -> None:
    """Mark the seats in brackets behind the seats of each party as those of before: "VVD 33 (41)", "PVV 20 (15)"."""
    pairs = [
        (one, two)
        for (one, what), (two, whats) in pairwise(zip(group.entries, measures, strict=True))
        if two.number.bracket and two.label is None and not one.number.bracket and one.record == two.record
        and what == whats == Measure.SEATS and two.status is None and not is_signed(two.number)
    ]  # fmt: skip
    now, before = (sum(pair[at].number.numeral.value for pair in pairs) for at in (0, 1))
    if len(pairs) > _ROWS and now and abs(now - before) * 2 < now:  # of about as large a house
        for _, entry in pairs:
            entry.status = Status.PREVIOUS


def _ran_together(entry: Entry, group: Group) -> bool:
    """Whether a long number without commas touches a name, with no column to say where it ends: "BJP72532"."""
    number = entry.number.numeral
    bare = number.end - number.start >= 3 and not number.percent and not number.decimals
    return number.glued == "letters" and bare and not group.columns and entry.label is None and number.form == "digits"


def _may_be_two(entry: Entry, group: Group) -> bool:
    """Whether a bare number stands alone where the header has several counts: "1842211" under Votes and Postal."""
    number = entry.number.token.number
    if group.columns[0].startswith("year"):
        return group.sizes.get(entry.record, 0) < len(group.columns)
    if number is None or number.value < _LONG or number.end - number.start != len(str(number.value)):
        return False
    if group.counts is None:  # asked for each number of a group, whose columns are looked through once
        group.counts = sum(c not in ("vote_share", "change", "swing", "turnout") for c in group.columns)
    return group.counts > 1 and group.sizes.get(entry.record, 0) < group.counts


def _owner(entry: Entry, measure: Measure, winner: Owner, shared: dict[tuple[int, int], int]) -> Owner:
    if measure in (Measure.MAJORITY, Measure.SWING):
        owner = entry.owners[0] if entry.owners else winner
        return winner if owner.candidate is None and owner.party == winner.party else owner
    if measure in WHOLE.values() or measure in UNOWNED or not entry.owners:
        return NOBODY
    if len(entry.owners) == 1:
        return entry.owners[0]
    if measure is not Measure.VOTES:  # a share or change of a party's people together
        return Owner(entry.owners[0].party)
    key = entry.record, len(entry.owners)
    turn = shared[key] = shared.get(key, -1) + 1
    return entry.owners[min(turn, len(entry.owners) - 1)]


def _reading(
    entry: Entry,
    measure: Measure,
    group: Group,
    owner: Owner,
    contest: int,
    outline: Outline,
    context: Context,
) -> Reading:
    number = entry.number.numeral
    value, low, high = number.value, number.low, number.high
    if entry.arrow < 0 and value > 0:
        value, low, high = -value, -high, -low
    return Reading(
        span=span_of(entry.number), measure=measure, value=value, low=low, high=high,
        rule=f"layout.{entry.label or 'column'}", reader=NAME,
        unit=unit_of(measure, number, entry.number.token.type), qualifier=number.qualifier, owner=owner,
        place=entry.place or group.place or outline.place_at(number.start) or context.home,
        status=entry.status or (context.standing if group.status is Status.RESULT else group.status), contest=contest,
    )  # fmt: skip


def _column(entry: Entry, group: Group) -> str | None:
    """The column an entry stands in: by position where the record is full, else the next that fits its form."""
    columns = group.columns
    if group.sizes.get(entry.record, 0) == len(columns):
        return columns[entry.position]
    token = entry.number.token
    signed = bool(token.number and token.number.sign)
    at = entry.position - group.sizes.get(entry.record, 0) + len(columns)
    if group.leads and 0 <= at < len(columns):
        return columns[at]
    wanted: tuple[str, ...]
    if token.type in (PERCENT, DECIMAL):
        wanted = ("change", "vote_share_change", "seats_change") if signed else ("vote_share", "turnout", "swing")
    elif signed:
        wanted = ("change", "seats_change")
    else:
        wanted = ("votes", "seats", "turnout", "electorate")
    return next((c for c in [*columns[entry.position :], *columns] if c in wanted), None)


def _winners(entries: list[Entry], measures: list[Measure | None]) -> dict[int, Owner]:
    """Whose each margin is, where the rows of a group are those of several places: of who won in the last of them."""
    rows: dict[Place | None, list[Entry]] = {}
    for entry, measure in zip(entries, measures, strict=True):
        if measure is Measure.VOTES:
            rows.setdefault(entry.place, []).append(entry)
    if len(rows) <= 1:
        return {}
    won = {place: _winner(here, [Measure.VOTES] * len(here)) for place, here in rows.items()}
    found: dict[int, Owner] = {}
    last: Entry | None = None
    for entry, measure in sorted(zip(entries, measures, strict=True), key=lambda pair: pair[0].number.token.start):
        if measure in (Measure.MAJORITY, Measure.SWING) and last and entry.place in (None, last.place):
            found[entry.number.token.start] = won[last.place]
        last = entry if measure is Measure.VOTES else last
    return found


def _winner(entries: list[Entry], measures: list[Measure | None]) -> Owner:
    """The owner with most votes (or the largest share, or most seats) in a group; nobody where that is not unique."""
    for wanted in (Measure.VOTES, Measure.VOTE_SHARE, Measure.SEATS):
        tally = [
            (e.number.token.number.value, e.owners[0])
            for e, m in zip(entries, measures, strict=True)
            if m is wanted and e.owners and e.number.token.number
        ]
        if tally:
            top = max(v for v, _ in tally)
            first = [o for v, o in tally if v == top]
            return first[0] if len({(o.party, o.candidate) for o in first}) == 1 else NOBODY
    return NOBODY
