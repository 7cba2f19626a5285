"""What a document says of an owner elsewhere: the party of a person, the person of a party's majority.

Texts name people before they say whom they stand for, and give a majority to a party alone. Once all
of a document is read, what it said in one place completes what it left out in another.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from extract.context import Context, leaders
from extract.model import NOBODY, Measure, Owner, Party, Reading, Status
from extract.people import natural

# Figures of one contest: a party's share of a country belongs to no one person.
_CONTEST = frozenset({Measure.MAJORITY, Measure.VOTES, Measure.VOTE_SHARE, Measure.VOTE_SHARE_CHANGE})

# What holds whoever wins.
_STANDING = frozenset({Measure.SEATS_TOTAL, Measure.MAJORITY_THRESHOLD, Measure.ELECTORATE, Measure.QUOTA})
_WORKED_OUT = frozenset({Measure.SEATS, Measure.SEATS_CHANGE, Measure.SEATS_SHORT, Measure.MAJORITY})
_MILLIONS = 2_000_000  # votes, more than anybody wins a seat with
_RIVALS = 2  # people with figures of their own that make a contest
_WIDE = frozenset({"country", "nation", "region", "state", "province"})
_NEARBY = 1200  # code points between a majority and the votes it is the difference of
_JUST_TOLD = 400  # code points before a majority of nobody that tell whose votes were the most
_TELLING = 30  # a smaller difference may be one of any two
# Rules by which a number has its measure from its form or its neighbours, or from a word that margins share.
_UNTOLD = frozenset(
    {"form.votes", "form.seats", "form.person", "votes.n", "list.same-measure", "list.votes", "change.down",
     "change.up", "change.n-more-than", "change.n-fewer", "seats.fewer-elided", "threshold.needed", "seats.short"}
)  # fmt: skip
_COMPARED = frozenset({"change.n-more-than", "change.n-fewer", "seats.fewer-elided"})  # so many more in so many words
_BESIDE = 500  # code points between such a number and the votes
_CLOSE = 12  # code points between two numbers of which one stands in brackets
_MARGIN = 100  # a smaller one may be an age, or the difference of any two
_GUESSED = ("form.", "list.", "layout.column")  # rules by which nothing says that a number counts votes
_AGES, _LISTED = range(18, 100), 4  # years; people of parties in a list of those who stand
_MOVED = 80  # points that no share changes by
_ANYWHERE = "*"  # in place of the name of a place
_CANDIDATES = 200  # more votes than this are those of a table, whose rows say whose they are


def complete(readings: Iterable[Reading], context: Context) -> list[Reading]:
    """The readings, with the parties and people added that the document itself leaves no doubt about."""
    found = [
        _of_the_party(_in_world(_with_party(reading, context), context), context)
        for reading in _but_transfers(_but_ages(list(readings)))
    ]
    found = _by_margin(_margins(_won(found)))
    found = _once(_swung(found))
    standing = _standing(found)
    alone = _alone(found)
    only = _only(context)
    return [_in_order(_as_the_person(_with_person(reading, standing), alone, only)) for reading in found]


def _in_order(reading: Reading) -> Reading:
    """A reading whose owner's name was turned for a list, turned back."""
    owner = reading.owner
    if owner.candidate is None or "," not in owner.candidate:
        return reading
    return replace(reading, owner=Owner(owner.party, natural(owner.candidate)))


def _in_world(reading: Reading, context: Context) -> Reading:
    """A figure of a text that tells of a forecast or of polls alone, unless words beside it say otherwise.

    Nobody is asked about seats: those of a poll are worked out from it.
    """
    if reading.status is Status.POLL and reading.measure in _WORKED_OUT:
        return replace(reading, status=Status.PROJECTION)
    if context.world is Status.PROJECTION and reading.status is Status.HYPOTHETICAL and reading.measure in _WORKED_OUT:
        return replace(reading, status=context.world)  # "on these figures Labour would have 191"
    if context.world is Status.RESULT or reading.status is not Status.RESULT or reading.measure in _STANDING:
        return reading
    return replace(reading, status=context.world)


def _of_the_party(reading: Reading, context: Context) -> Reading:
    """A figure of who leads a party that no contest has room for: a majority in the chamber, millions of votes."""
    owner, value = reading.owner, reading.value
    if owner.party is None or owner.candidate is None or owner.candidate not in leaders(context.pack):
        return reading
    chamber = reading.measure is Measure.MAJORITY and reading.unit == "votes" and value * 2 <= context.chamber_seats
    wide = reading.measure is Measure.VOTES and value >= _MILLIONS
    if not (chamber or wide) or (reading.place is not None and reading.place.kind not in _WIDE) or _presidents(context):
        return reading
    return replace(reading, owner=Owner(owner.party))


def _presidents(context: Context) -> bool:
    """Whether who leads a party can have won a figure alone: in one contest, or where presidents are elected."""
    return context.one_contest or any(".president." in e.id for e in (context.pack.elections if context.pack else ()))


def _with_party(reading: Reading, context: Context) -> Reading:
    owner = reading.owner
    if owner.party is not None or owner.candidate is None:
        return reading
    known = context.person(owner.candidate)
    name = known.candidate or owner.candidate
    sat = context.pack.party_of_member(name, context.year) if context.pack else None
    party = known.party or sat or context.supposed.get(name) or context.primary
    return reading if party is None else replace(reading, owner=Owner(party, known.candidate))


def _standing(readings: Iterable[Reading]) -> dict[tuple[int, str], set[str]]:
    """Who stands for each party in each block of rows, by the party's name."""
    standing: dict[tuple[int, str], set[str]] = {}
    for reading in readings:
        owner = reading.owner
        if owner.party is None or owner.candidate is None or reading.measure not in _CONTEST:
            continue
        standing.setdefault((reading.contest or 0, owner.party.name), set()).add(owner.candidate)
        standing.setdefault((0, owner.party.name), set()).add(owner.candidate)
    return standing


def _with_person(reading: Reading, standing: dict[tuple[int, str], set[str]]) -> Reading:
    """A winning margin in votes is one person's, if the text names just one of that party."""
    owner = reading.owner
    if reading.measure is not Measure.MAJORITY or reading.unit != "votes" or reading.status is not Status.RESULT:
        return reading
    if owner.party is None or owner.candidate is not None:
        return reading
    for key in ((reading.contest or 0, owner.party.name), (0, owner.party.name)):
        people = standing.get(key, set())
        if len(_surnames(people)) == 1:
            return replace(reading, owner=Owner(owner.party, max(people, key=lambda n: (len(n), n))))
    return reading


def _won(readings: list[Reading]) -> list[Reading]:
    """The readings, with the party of a majority given to whom the text puts first and names no party for."""
    winning = {r.owner.party for r in readings if r.measure is Measure.MAJORITY and r.status is Status.RESULT}
    winning.discard(None)
    if len(winning) != 1:
        return readings
    counts = [r for r in readings if r.measure is Measure.VOTES and r.status is Status.RESULT and r.owner.candidate]
    top = max((r.value for r in counts), default=None)
    first = {r.owner for r in counts if r.value == top}
    if len(first) != 1 or len({r.owner.candidate for r in counts}) < _RIVALS:
        return readings
    winner, party = first.pop(), winning.pop()
    if winner.party is not None or any(r.owner.party == party and r.owner.candidate for r in readings):
        return readings
    return [replace(r, owner=Owner(party, winner.candidate)) if r.owner == winner else r for r in readings]


def _by_margin(readings: list[Reading]) -> list[Reading]:
    """The readings, with each majority given to the one whose votes are just that many more than another's nearby."""
    votes: dict[Decimal, list[Reading]] = {}
    for reading in readings:
        if reading.measure is Measure.VOTES and reading.owner != NOBODY:
            votes.setdefault(reading.value, []).append(reading)
    if len(votes) < _RIVALS or len(votes) > _CANDIDATES:
        return readings
    return [_with_winner(r, votes) if r.measure is Measure.MAJORITY and r.unit == "votes" else r for r in readings]


def _but_ages(readings: list[Reading]) -> list[Reading]:
    """The readings without the ages of those who stand, in a text that gives nobody as many votes as a hundred.

    They are no ages where one is said to be votes, or where the contest has a majority, a turnout or shares.
    """
    votes = [r for r in readings if r.measure is Measure.VOTES]
    if len(votes) < len(readings) or not all(r.rule.startswith(_GUESSED) for r in votes):
        return readings
    stand = [r for r in votes if r.owner.candidate and r.owner.party]
    if len(stand) < _LISTED or len(stand) < len(votes) or not all(_AGES.start <= r.value < _AGES.stop for r in votes):
        return readings
    return [r for r in readings if r.measure is not Measure.VOTES]


def _but_transfers(readings: list[Reading]) -> list[Reading]:
    """The readings without what votes were moved by between two counts: "Jo Bell 2,101 (+74)" is no change of a share.

    That is so where there is a quota, and wherever no share could change by as much.
    """
    staged = any(r.measure is Measure.QUOTA for r in readings)
    votes = {r.span.end: r.owner for r in readings if r.measure is Measure.VOTES}
    return [
        r
        for r in readings
        if r.measure is not Measure.VOTE_SHARE_CHANGE
        or not r.rule.startswith("layout.")
        or not (staged or abs(r.value) > _MOVED)
        or all(votes.get(r.span.start - gap) != r.owner for gap in (1, 2))
    ]


def _once(readings: list[Reading]) -> list[Reading]:
    """The readings, with the second turnout of a row that gives two taken for that of last time: "60.2% (73.4%)"."""
    shares = [r for r in readings if r.measure is Measure.TURNOUT and r.unit == "percent" and r.status is Status.RESULT]
    then = {
        b.span
        for a, b in pairwise(sorted(shares, key=lambda r: r.span.start))
        if 0 < b.span.start - a.span.end <= _CLOSE and a.rule == b.rule and a.rule.startswith("layout.")
    }
    return [replace(r, status=Status.PREVIOUS) if r.span in then else r for r in readings] if then else readings


def _swung(readings: list[Reading]) -> list[Reading]:
    """The readings, with each swing of nobody given to the winner just told of: it is to them that seats are lost."""
    won = [r for r in readings if r.measure is Measure.MAJORITY and r.owner.party and r.status is Status.RESULT]
    if not won:
        return readings
    return [_to_winner(r, won) if r.measure is Measure.SWING and r.owner.party is None else r for r in readings]


def _to_winner(swing: Reading, won: list[Reading]) -> Reading:
    near = min(won, key=lambda r: abs(r.span.start - swing.span.start))
    if abs(near.span.start - swing.span.start) > _BESIDE:
        return swing
    return replace(swing, owner=Owner(near.owner.party))


def _margins(readings: list[Reading]) -> list[Reading]:
    """The readings, with a number that no words tell the meaning of taken for the margin that it is.

    It is just what the first of two rivals nearby has more than the second, and less than either has.
    """
    votes = {r.value: r for r in readings if r.measure is Measure.VOTES and r.owner != NOBODY and r.low == r.high}
    if len(votes) < _RIVALS or len(votes) > _CANDIDATES:
        return readings
    counts = sorted(votes)
    return [_as_margin(r, counts, votes) if r.rule in _UNTOLD and r.value >= _MARGIN else r for r in readings]


def _as_margin(reading: Reading, counts: list[Decimal], votes: dict[Decimal, Reading]) -> Reading:
    at = reading.span.start
    near = [v for v in counts if abs(votes[v].span.start - at) <= _BESIDE and votes[v].span != reading.span]
    for second, first in pairwise(near):
        told = reading.rule in _COMPARED or abs(reading.value) < second
        if first - second == abs(reading.value) and told and votes[first].owner != votes[second].owner:
            low, high = sorted((abs(reading.low), abs(reading.high)))
            return replace(
                reading, measure=Measure.MAJORITY, value=abs(reading.value), low=low, high=high, unit="votes",
                owner=votes[first].owner, status=votes[first].status,
            )  # fmt: skip
    return reading


def _with_winner(majority: Reading, votes: dict[Decimal, list[Reading]]) -> Reading:
    at = majority.span.start
    winners = [
        (abs(first.span.start - at), first.span.start, first.owner)
        for value, firsts in votes.items()
        for second in votes.get(value - majority.value, ())
        for first in firsts
        if max(abs(first.span.start - at), abs(second.span.start - at)) <= _NEARBY
        and first.status is second.status is majority.status
        and first.contest == second.contest == majority.contest
        and first.owner != second.owner
    ]
    if winners and majority.value >= _TELLING:
        return replace(majority, owner=min(winners, key=lambda w: w[:2])[2])
    if majority.owner != NOBODY:
        return majority
    told = [
        (first.value, first.owner)
        for firsts in votes.values()
        for first in firsts
        if 0 < at - first.span.start <= _JUST_TOLD and first.status is majority.status
    ]
    return replace(majority, owner=max(told, key=lambda t: t[0])[1]) if len(told) >= _RIVALS else majority


def _alone(readings: Iterable[Reading]) -> dict[tuple[str, str], list[Reading]]:
    """The figures of each party's only candidate, by the place of a contest; nothing where a party has more there."""
    people: dict[str, dict[str, set[str]]] = {}
    found: dict[tuple[str, str], list[Reading]] = {}
    for reading in readings:
        owner = reading.owner
        if owner.party is None or owner.candidate is None or not _counts(reading):
            continue
        for where in (_where(reading), _ANYWHERE):
            people.setdefault(where, {}).setdefault(owner.party.name, set()).add(owner.candidate)
            found.setdefault((where, owner.party.name), []).append(reading)
    clear = {
        place
        for place, parties in people.items()
        if len(parties) >= _RIVALS and all(len(_surnames(names)) == 1 for names in parties.values())
    }
    return {key: theirs for key, theirs in found.items() if key[0] in clear}


def _only(context: Context) -> dict[Party, str]:
    """Whom alone a text about one contest names for each party, but for those who lead one."""
    if not context.one_contest:
        return {}
    named = {party: names - leaders(context.pack) for party, names in context.candidates.items()}
    return {party: next(iter(names)) for party, names in named.items() if len(names) == 1}


def _where(reading: Reading) -> str:
    return reading.place.name if reading.place is not None else ""


def _counts(reading: Reading) -> bool:
    return reading.measure in _CONTEST and reading.status is Status.RESULT


def _as_the_person(reading: Reading, alone: dict[tuple[str, str], list[Reading]], only: dict[Party, str]) -> Reading:
    """A figure of a party where one contest is told of is that of its candidate, if it contradicts none of theirs."""
    owner = reading.owner
    if owner.party is None or owner.candidate is not None or not _counts(reading):
        return reading
    theirs = alone.get((_where(reading), owner.party.name)) or alone.get((_ANYWHERE, owner.party.name), [])
    if reading.place is not None and reading.place.kind in _WIDE:
        return reading
    if not theirs:
        return replace(reading, owner=Owner(owner.party, only[owner.party])) if owner.party in only else reading
    same = [r for r in theirs if r.measure is reading.measure and r.unit == reading.unit]
    if any(r.high < reading.low or reading.high < r.low for r in same):
        return reading
    return replace(reading, owner=max((r.owner for r in theirs), key=lambda o: len(o.candidate or "")))


def _surnames(names: Iterable[str]) -> set[str]:
    """The people of so many names: who is printed as Prior is Jocelyn Prior."""
    return {name.rpartition(" ")[2] for name in names}
