"""Results of elections that never were: their arithmetic holds, and they are printed in ten layouts.

Every number printed is remembered with its place in the text and with what it counts, so that one of them
can be printed wrong and all else stays.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from extract.model import Measure, Status

#: Parties with the names they are printed by.
PARTIES = (
    ("Conservative", "Con"),
    ("Labour", "Lab"),
    ("Liberal Democrats", "Lib Dem"),
    ("Green Party", "Green"),
    ("UKIP", "UKIP"),
    ("SNP", "SNP"),
)
PLACES = (
    "Milton Keynes South", "Luton North", "Bedford", "Richmond Park", "Hendon", "Moray", "Bolton North East",
    "Broxtowe", "Kensington", "Newark", "Eastleigh", "Peterborough", "Stockton South", "Dudley North",
)  # fmt: skip
_GIVEN = ("Anna", "Peter", "Ruth", "Colin", "Joan", "Mark", "Lucy", "Simon", "Helen", "Ian", "Clare", "Hugh")
_NAMES = ("Archer", "Bolton", "Carver", "Dalton", "Everett", "Forsyth", "Garland", "Hollis", "Kemp", "Marlow")


@dataclass(frozen=True, slots=True)
class Row:
    """One candidate, or one party of a national table, now and at the election before."""

    party: str
    short: str
    name: str
    votes: int
    before: int
    seats: int = 0
    seats_before: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """A whole result. ``rejected`` and ``electorate`` are of this election, the rest of both."""

    place: str
    rows: tuple[Row, ...]
    electorate: int
    rejected: int
    electorate_before: int

    @property
    def valid(self) -> int:
        """All valid votes."""
        return sum(row.votes for row in self.rows)

    @property
    def valid_before(self) -> int:
        """All valid votes of the election before."""
        return sum(row.before for row in self.rows)

    def share(self, row: Row, places: int = 1) -> Decimal:
        """Its share as it is printed: rounded."""
        return rounded(Decimal(100 * row.votes) / self.valid, places)

    def share_before(self, row: Row, places: int = 1) -> Decimal:
        """Its share at the election before."""
        return rounded(Decimal(100 * row.before) / self.valid_before, places)

    def change(self, row: Row, places: int = 1) -> Decimal:
        """How its share moved, computed before it is rounded."""
        moved = Decimal(100 * row.votes) / self.valid - Decimal(100 * row.before) / self.valid_before
        return rounded(moved, places)

    def swing(self, places: int = 1) -> Decimal:
        """Butler's swing from the second to the first."""
        first, second = self.rows[:2]
        moves = [Decimal(r.votes) / self.valid - Decimal(r.before) / self.valid_before for r in (first, second)]
        return rounded(50 * (moves[0] - moves[1]), places)


@dataclass(frozen=True, slots=True)
class Number:
    """One printed number: where, what it counts and of whom; ``row`` is the candidate's place or none."""

    start: int
    printed: str
    value: Decimal
    measure: Measure
    row: int | None
    percent: bool
    status: Status


@dataclass(slots=True)
class Page:
    """A text as it is printed, with its numbers. ``instead`` prints single numbers otherwise."""

    instead: Mapping[int, str] = field(default_factory=dict)
    text: str = ""
    numbers: list[Number] = field(default_factory=list)

    def say(self, words: str) -> Page:
        """Print words."""
        self.text += words
        return self

    def number(
        self,
        value: Decimal | int,
        measure: Measure,
        row: int | None = None,
        *,
        signed: bool = False,
        percent: bool = False,
        grouped: bool = True,
        status: Status = Status.RESULT,
    ) -> Page:
        """Print a number, or what stands instead of it."""
        shown = f"{value:,}" if grouped else str(value)
        if signed and value > 0:
            shown = f"+{shown}"
        shown = self.instead.get(len(self.numbers), shown)
        told = Decimal(shown.replace(",", "").replace("+", ""))
        self.numbers.append(Number(len(self.text), shown, told, measure, row, percent, status))
        self.text += shown
        return self


def rounded(value: Decimal, places: int) -> Decimal:
    """As a results page rounds; never a minus before a nought."""
    unit = Decimal(10) ** -places
    return value.quantize(unit, ROUND_HALF_UP) + Decimal(0).quantize(unit)


def contest(chance: random.Random) -> Outcome:
    """A constituency: three to six candidates, the winner first."""
    count = chance.randint(3, 6)
    parties = [*PARTIES[:2], *chance.sample(PARTIES[2:], count - 2)]
    strengths = sorted((chance.uniform(0.5, 10) ** 1.6 for _ in range(count)), reverse=True)
    turnout = chance.randint(24_000, 58_000)
    chance.shuffle(parties)
    votes = _apart([max(120, int(turnout * s / sum(strengths))) for s in strengths])
    before = [max(150, int(v * chance.uniform(0.6, 1.5))) for v in votes]
    names = chance.sample([f"{g} {n}" for g in _GIVEN for n in _NAMES], count)
    while len({n.split()[1] for n in names}) < count:
        names = chance.sample([f"{g} {n}" for g in _GIVEN for n in _NAMES], count)
    rows = tuple(
        Row(party, short, name, v, b) for (party, short), name, v, b in zip(parties, names, votes, before, strict=True)
    )
    electorate = int(sum(votes) / chance.uniform(0.55, 0.78))
    electorate_before = int(sum(before) / chance.uniform(0.55, 0.78))
    return Outcome(chance.choice(PLACES), rows, electorate, chance.randint(40, 300), electorate_before)


def nation(chance: random.Random) -> Outcome:
    """A national table of the 650 seats and the votes for them, others in the last row."""
    parties = [*PARTIES[:4], PARTIES[5]]
    total = chance.randint(27_000_000, 33_000_000)
    weights = [0.4, 0.35, 0.1, 0.04, 0.05]
    votes = sorted((int(total * w * chance.uniform(0.8, 1.15)) for w in weights), reverse=True)
    votes = [*_apart(votes), int(total * chance.uniform(0.02, 0.05))]
    before = [int(v * chance.uniform(0.75, 1.3)) for v in votes]
    seats, earlier = _seats(chance), _seats(chance)
    named = [*parties, ("Others", "Others")]
    rows = tuple(
        Row(party, short, "", v, b, s, e)
        for (party, short), v, b, s, e in zip(named, votes, before, seats, earlier, strict=True)
    )
    electorate = int(sum(votes) / chance.uniform(0.6, 0.72))
    return Outcome("United Kingdom", rows, electorate, 0, electorate)


def _seats(chance: random.Random) -> list[int]:
    first, second = chance.randint(280, 350), chance.randint(180, 240)
    third, fourth, fifth = chance.randint(20, 45), chance.randint(10, 19), chance.randint(3, 9)
    return [first, second, third, fourth, fifth, 650 - first - second - third - fourth - fifth]


def _apart(votes: list[int]) -> list[int]:
    """No ties, and the order kept."""
    for at in range(len(votes) - 2, -1, -1):
        votes[at] = max(votes[at], votes[at + 1] + 11)
    return votes


Layout = Callable[[Page, Outcome], Page]


def _brackets(page: Page, result: Outcome) -> Page:
    page.say(f"{result.place}\n\n")
    for at, row in enumerate(result.rows):
        page.say(f"{row.party} ({row.name}): ").number(row.votes, Measure.VOTES, at).say(" (")
        page.number(result.share(row), Measure.VOTE_SHARE, at, percent=True).say("%, ")
        page.number(result.change(row), Measure.VOTE_SHARE_CHANGE, at, signed=True, percent=True).say("%)\n")
    lead = result.rows[0].votes - result.rows[1].votes
    page.say("Majority: ").number(lead, Measure.MAJORITY).say("\nElectorate: ")
    page.number(result.electorate, Measure.ELECTORATE).say("\nValid votes: ")
    page.number(result.valid, Measure.VALID_VOTES).say("\nTurnout: ")
    turnout = rounded(Decimal(100 * result.valid) / result.electorate, 1)
    return page.number(turnout, Measure.TURNOUT, percent=True).say("%\n")


def _columns(page: Page, result: Outcome) -> Page:
    page.say(f"{result.place}\n\nCandidate\tParty\tVotes\t%\t±%\n")
    for at, row in enumerate(result.rows):
        page.say(f"{row.name}\t{row.party}\t").number(row.votes, Measure.VOTES, at).say("\t")
        page.number(result.share(row), Measure.VOTE_SHARE, at, percent=True).say("\t")
        page.number(result.change(row), Measure.VOTE_SHARE_CHANGE, at, signed=True, percent=True).say("\n")
    first, second = result.rows[:2]
    lead = first.votes - second.votes
    page.say("Majority\t\t").number(lead, Measure.MAJORITY).say("\t")
    page.number(rounded(Decimal(100 * lead) / result.valid, 1), Measure.MAJORITY, percent=True).say("\n")
    page.say("Turnout\t\t").number(result.valid, Measure.TURNOUT).say("\t")
    turnout = rounded(Decimal(100 * result.valid) / result.electorate, 1)
    page.number(turnout, Measure.TURNOUT, percent=True).say("\nElectorate\t\t")
    return page.number(result.electorate, Measure.ELECTORATE).say("\n")


def _markdown(page: Page, result: Outcome) -> Page:
    page.say(f"# {result.place}\n\n| Party | Candidate | Votes | % | ±% |\n|---|---|---|---|---|\n")
    for at, row in enumerate(result.rows):
        page.say(f"| {row.party} | {row.name} | ").number(row.votes, Measure.VOTES, at).say(" | ")
        page.number(result.share(row), Measure.VOTE_SHARE, at, percent=True).say(" | ")
        page.number(result.change(row), Measure.VOTE_SHARE_CHANGE, at, signed=True, percent=True).say(" |\n")
    lead = result.rows[0].votes - result.rows[1].votes
    page.say("\nMajority: ").number(lead, Measure.MAJORITY).say("\nValid votes: ")
    return page.number(result.valid, Measure.VALID_VOTES).say("\n")


def _run(page: Page, result: Outcome) -> Page:
    page.say(f"{result.place}\n\n")
    for at, row in enumerate(result.rows):
        page.say(", " if at else "").say(f"{row.short} ").number(row.votes, Measure.VOTES, at).say(" (")
        page.number(result.share(row), Measure.VOTE_SHARE, at, percent=True).say("%;")
        page.number(result.change(row), Measure.VOTE_SHARE_CHANGE, at, signed=True, percent=True).say("%)")
    lead = result.rows[0].votes - result.rows[1].votes
    page.say("\nMajority ").number(lead, Measure.MAJORITY).say(". Valid votes: ")
    return page.number(result.valid, Measure.VALID_VOTES).say(".\n")


def _hold(page: Page, result: Outcome) -> Page:
    first, second = result.rows[:2]
    page.say(f"{result.place} ({first.short} defending)\nResult: ")
    for at, row in enumerate(result.rows):
        page.say(", " if at else "").say(f"{row.short} ").number(row.votes, Measure.VOTES, at).say(" (")
        page.number(result.share(row, 2), Measure.VOTE_SHARE, at, percent=True).say("% ")
        page.number(result.change(row, 2), Measure.VOTE_SHARE_CHANGE, at, signed=True, percent=True).say("%)")
    lead = first.votes - second.votes
    page.say(f"\n{first.party} HOLD, majority ").number(lead, Measure.MAJORITY).say(" (")
    page.number(rounded(Decimal(100 * lead) / result.valid, 2), Measure.MAJORITY, percent=True).say("%)")
    swing = result.swing(2)
    to, source = (first, second) if swing >= 0 else (second, first)
    page.say(", swing of ").number(abs(swing), Measure.SWING, result.rows.index(to), percent=True)
    return page.say(f"% {source.party} to {to.party}\n")


def _abbreviated(page: Page, result: Outcome) -> Page:
    page.say(f"{result.place}\n\n")
    for at, row in enumerate(result.rows):
        page.say(f"{row.name} ({row.short}) ").number(row.votes, Measure.VOTES, at).say(" (")
        page.number(result.share(row, 2), Measure.VOTE_SHARE, at, percent=True).say("%, ")
        page.number(result.change(row, 2), Measure.VOTE_SHARE_CHANGE, at, signed=True, percent=True).say("%)\n")
    first, second = result.rows[:2]
    lead = first.votes - second.votes
    page.say(f"{first.short} maj ").number(lead, Measure.MAJORITY).say(" (")
    page.number(rounded(Decimal(100 * lead) / result.valid, 2), Measure.MAJORITY, percent=True).say("%)\n")
    page.say("Electorate ").number(result.electorate, Measure.ELECTORATE).say("; Turnout ")
    page.number(result.valid, Measure.TURNOUT).say(" (")
    turnout = rounded(Decimal(100 * result.valid) / result.electorate, 2)
    return page.number(turnout, Measure.TURNOUT, percent=True).say("%)\n")


def _cells(page: Page, result: Outcome) -> Page:
    page.say(f"{result.place}\n\nCandidate\nParty\nVotes\n%\n")
    for at, row in enumerate(result.rows):
        page.say(f"{row.name}\n{row.party}\n").number(row.votes, Measure.VOTES, at).say("\n")
        page.number(result.share(row), Measure.VOTE_SHARE, at, percent=True).say("\n")
    lead = result.rows[0].votes - result.rows[1].votes
    page.say("Majority\n").number(lead, Measure.MAJORITY).say("\nValid votes\n")
    return page.number(result.valid, Measure.VALID_VOTES).say("\n")


def _declaration(page: Page, result: Outcome) -> Page:
    page.say(f"Declaration of result of poll: {result.place}\n\nName of candidate, description, votes\n")
    for at, row in enumerate(result.rows):
        page.say(f"{row.name} ({row.party}) ").number(row.votes, Measure.VOTES, at).say("\n")
    page.say("\nElectorate: ").number(result.electorate, Measure.ELECTORATE).say("\nBallots cast: ")
    ballots = result.valid + result.rejected
    page.number(ballots, Measure.TURNOUT).say("\nRejected ballot papers: ")
    page.number(result.rejected, Measure.REJECTED_BALLOTS).say("\nValid votes: ")
    page.number(result.valid, Measure.VALID_VOTES).say("\nTurnout: ")
    turnout = rounded(Decimal(100 * ballots) / result.electorate, 2)
    return page.number(turnout, Measure.TURNOUT, percent=True).say("%\n")


def _story(page: Page, result: Outcome) -> Page:
    first, second = result.rows[:2]
    lead = first.votes - second.votes
    page.say(f"{first.party} won {result.place} with a majority of ").number(lead, Measure.MAJORITY)
    page.say(f". {first.name} ({first.party}) took ").number(first.votes, Measure.VOTES, 0)
    page.say(f" votes, ahead of {second.name} ({second.party}) with ").number(second.votes, Measure.VOTES, 1)
    page.say(" votes.\n\nFull result\n\n")
    for at, row in enumerate(result.rows):
        page.say(f"{row.name} ({row.party}) ").number(row.votes, Measure.VOTES, at).say(" ")
        page.number(result.share(row), Measure.VOTE_SHARE, at, percent=True).say("%\n")
    return page.say("Valid votes: ").number(result.valid, Measure.VALID_VOTES).say("\n")


def _national(page: Page, result: Outcome) -> Page:
    page.say("UK results\n\nAfter 650 of 650 seats\n\nParty\tSeats\tChange\tVotes\t%\n")
    for at, row in enumerate(result.rows):
        page.say(f"{row.party}\t").number(row.seats, Measure.SEATS, at).say("\t")
        page.number(row.seats - row.seats_before, Measure.SEATS_CHANGE, at, signed=True).say("\t")
        page.number(row.votes, Measure.VOTES, at).say("\t")
        page.number(result.share(row), Measure.VOTE_SHARE, at, percent=True).say("\n")
    return page


#: Nine ways to print a constituency and one to print a nation.
LAYOUTS: dict[str, Layout] = {
    "brackets": _brackets,
    "columns": _columns,
    "markdown": _markdown,
    "run": _run,
    "hold": _hold,
    "abbreviated": _abbreviated,
    "cells": _cells,
    "declaration": _declaration,
    "story": _story,
    "national": _national,
}
