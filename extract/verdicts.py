"""Why one source prints another number than the rest: the verdict on a difference, with what it rests on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Final

from extract.claims import Claim, Origin
from extract.grouping import CHAMBER, NATION, Key
from extract.model import Measure
from extract.packs import english
from extract.slips import SAID, slip


class Why(StrEnum):
    """How a printed number stands to the value that the sources agree on."""

    AGREES = "agrees"
    ROUNDED = "rounded"
    TRUNCATED = "truncated"
    PARTIAL = "partial count"
    SUPERSEDED = "superseded"
    BASELINE = "baseline"
    SCOPE = "scope"
    PROJECTION = "projection"
    POLL = "poll"
    STALE = "election before"
    SWAPPED = "swapped rows"
    TYPO = "likely typo"
    CONFLICT = "conflict"


#: How grave a verdict is: 0 no difference but of print, 1 explained, 2 a likely slip of one source, 3 a conflict.
SEVERITY: Final = {
    Why.AGREES: 0, Why.ROUNDED: 0, Why.TRUNCATED: 0, Why.PARTIAL: 1, Why.SUPERSEDED: 1, Why.BASELINE: 1,
    Why.SCOPE: 1, Why.PROJECTION: 1, Why.POLL: 1, Why.STALE: 2, Why.SWAPPED: 2, Why.TYPO: 2, Why.CONFLICT: 3,
}  # fmt: skip

#: Measures that grow (or move) while a count goes on.
PROGRESSING: Final = (CHAMBER - {Measure.SEATS_TOTAL, Measure.MAJORITY_THRESHOLD}) | {
    Measure.VOTES, Measure.VOTES_CHANGE, Measure.VOTE_SHARE, Measure.VOTE_SHARE_CHANGE, Measure.TURNOUT,
    Measure.TURNOUT_CHANGE, Measure.MAJORITY, Measure.SWING,
}  # fmt: skip
_SEAT_COUNTS: Final = frozenset(
    {
        Measure.SEATS,
        Measure.SEATS_CHANGE,
        Measure.SEATS_SHORT,
        Measure.COUNCILLORS,
        Measure.COUNCILLORS_CHANGE,
    }
)
_GROWING: Final = frozenset(
    {Measure.SEATS, Measure.VOTES, Measure.COUNCILLORS, Measure.COUNCILS, Measure.SEATS_DECLARED}
)
#: The level that each change of seats is a change of.
LEVEL_OF: Final = {
    Measure.SEATS_CHANGE: Measure.SEATS,
    Measure.COUNCILLORS_CHANGE: Measure.COUNCILLORS,
    Measure.COUNCILS_CHANGE: Measure.COUNCILS,
}
#: By-elections and defections between two elections move a party by no more than this many seats.
_MOVED: Final = 15
#: ... and without a word about the baseline a difference must be smaller, or it may as well be a slip.
_MOVED_UNSAID: Final = 3


@dataclass(slots=True)
class Side:
    """One printed value at one stage of the count, who prints it, and how it stands to the rest."""

    value: Decimal
    low: Decimal
    high: Decimal
    stage: int | None
    claims: list[Claim] = field(default_factory=list)
    voices: int = 0
    why: Why = Why.AGREES
    reason: str = ""
    slip: str = ""
    meant: tuple[Decimal, ...] = ()
    impossible: bool = False

    def holds(self, value: Decimal) -> bool:
        """Whether the print leaves ``value`` possible."""
        return self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class Measured:
    """What a value is compared with: the agreed one, and what else is known of its key."""

    key: Key
    value: Decimal
    stage: int | None
    voices: int
    proofs: tuple[str, ...]
    claims: Collection[Claim]
    stages: dict[int, Decimal]
    total: int | None
    previous: frozenset[Decimal] = frozenset()
    elsewhere: tuple[tuple[str, Decimal], ...] = ()
    sides: Sequence[Side] = ()
    level: Decimal | None = None
    levels: dict[int, Decimal] = field(default_factory=dict)

    def same_level(self, side: Side) -> bool | None:
        """For a change: whether the documents of ``side`` print the agreed level beside it, if any."""
        printed = {self.levels[c.origin] for c in side.claims if c.origin in self.levels}
        return printed == {self.level} if printed and self.level is not None else None


def judge(side: Side, against: Measured, origins: list[Origin]) -> None:
    """Give ``side`` its verdict."""
    for test in (_agrees, _partial, _scope, _speaker, _baseline, _superseded, _stale, _slip):
        if test(side, against, origins):
            return
    side.why, side.reason = Why.CONFLICT, side.reason or "no explanation was found"


def _agrees(side: Side, against: Measured, _: list[Origin]) -> bool:
    if not side.holds(against.value):
        return False
    peer = against.stages.get(side.stage) if side.stage is not None else None
    moves = against.key.measure not in LEVEL_OF  # changes of one stage may be counted from two days
    if moves and peer is not None and side.stage != against.stage and not side.holds(peer):
        side.reason = f"other sources that had {side.stage} seats declared print another number"
        return False
    side.why = near(side, against.value)
    return True


def near(side: Side, value: Decimal) -> Why:
    """How a print that leaves ``value`` possible comes to its own number."""
    if side.value == value or side.low == side.high:
        return Why.AGREES
    step = _step(side.claims[0].text, side.value)
    if step is None:
        return Why.AGREES
    if (value / step).quantize(Decimal(1), ROUND_HALF_UP) * step == side.value:
        return Why.ROUNDED
    return Why.TRUNCATED if (value / step).quantize(Decimal(1), ROUND_DOWN) * step == side.value else Why.AGREES


_DECIMALS = re.compile(r"\d[.·](\d+)")
_DIGITS = re.compile(r"\d")


def _step(printed: str, value: Decimal) -> Decimal | None:
    """One in the last printed place: 100,000 for "12.8 million"; None where no digits are printed."""
    if not _DIGITS.search(printed) or not value:
        return None
    decimals = _DECIMALS.search(printed)
    places = len(decimals[1]) if decimals else 0
    digits = sum(c.isdecimal() for c in printed)
    whole = Decimal("".join(c for c in printed if c.isdecimal())).scaleb(-places)
    if not digits or not whole:
        return None
    scale = abs(value) / whole
    return scale.scaleb(-places)


def _partial(side: Side, against: Measured, _: list[Origin]) -> bool:
    """A count that had not seen as many seats: possible if those that were out make the difference."""
    measure = against.key.measure
    if measure not in PROGRESSING or against.key.place != NATION or against.same_level(side):
        return False
    if measure in LEVEL_OF and _told_apart(side, against):
        return False
    last = against.stage if against.stage is not None else against.total
    if side.stage is None:
        same = [s for s, v in against.stages.items() if side.holds(v) and s != against.stage]
        if not same or side.voices > against.voices:
            return False
        side.why, side.reason = Why.PARTIAL, f"it is the count at {max(same)} seats declared"
        return True
    if last is None or side.stage >= last:
        return False
    out = last - side.stage
    if not possible(measure, side.value, against.value, out):
        side.impossible = True
        side.reason = f"with {seats(out)} still to declare it cannot have become what it is"
        return False
    peer = against.stages.get(side.stage)
    if peer is not None and not side.holds(peer):
        side.reason = f"other sources that had {side.stage} seats declared print another number"
        return False
    of = f" of {against.total}" if against.total else ""
    side.why = Why.PARTIAL
    side.reason = f"only {side.stage}{of} seats had declared, and {seats(out)} could make the difference"
    return True


def possible(measure: Measure, early: Decimal, late: Decimal, out: int) -> bool:
    """Whether ``early`` can have become ``late`` when ``out`` more seats declared."""
    if measure in _GROWING and early > late:
        return False
    return measure not in _SEAT_COUNTS or abs(late - early) <= out


def seats(number: int) -> str:
    """A number of seats in words that agree with it."""
    return "one seat" if number == 1 else f"{number} seats"


def _scope(side: Side, against: Measured, _: list[Origin]) -> bool:
    """Another part of the country: by the words beside the number, or because it is that part's number."""
    here, there = _cues("part", side.claims), _cues("part", against.claims)
    if here != there and not slip(side.value, against.value):
        named = ", ".join(sorted(here ^ there))
        side.why, side.reason = Why.SCOPE, f"one of them counts another part of the country ({named})"
        return True
    for place, value in against.elsewhere:
        if value == side.value:
            side.why, side.reason = Why.SCOPE, f"it is the number for {place}"
            return True
    return False


def _speaker(side: Side, against: Measured, _: list[Origin]) -> bool:
    if against.key.measure not in (Measure.SEATS, Measure.SEATS_CHANGE, Measure.MAJORITY):
        return False
    if against.key.place != NATION or abs(side.value - against.value) not in (1, 2):
        return False
    if not (_cues("speaker", side.claims) or _cues("speaker", against.claims)):
        return False
    side.why, side.reason = (
        Why.BASELINE,
        "one of them counts the Speaker with the party and the other does not",
    )
    return True


def _baseline(side: Side, against: Measured, _: list[Origin]) -> bool:
    """A change measured from another day: from the last election, or from the day the house was dissolved."""
    difference = abs(side.value - against.value)
    if against.key.measure not in LEVEL_OF or not 0 < difference <= _MOVED:
        return False
    told = _told_apart(side, against)
    same_day = Counter[Decimal]()
    for other in against.sides:
        same_day[other.value] += other.voices if _day(other) == _day(side) else 0
    if any(_day(side)) and max(same_day.values()) > same_day[side.value]:
        return False  # more voices count from the same day, and come to another number
    if not told and (against.proofs or against.same_level(side) is False):
        return False
    if difference > (_MOVED if told else _MOVED_UNSAID) or (slip(side.value, against.value) == "sign"):
        return False
    side.why = Why.BASELINE
    side.reason = "one change is counted from the last election and the other from the house as it was dissolved"
    if not told:
        side.reason = "the two may count the change from different days, the last election or the dissolution"
    return True


def _day(side: Side) -> tuple[bool, bool]:
    """From which days a change is counted, as far as the sentences of a side say."""
    return bool(_cues("since_dissolution", side.claims)), bool(_cues("since_election", side.claims))


def _told_apart(side: Side, against: Measured) -> bool:
    """Whether the sentences say that two changes are counted from different days."""
    names = ("since_dissolution", "since_election")
    return any(bool(_cues(name, side.claims)) != bool(_cues(name, against.claims)) for name in names)


def _superseded(side: Side, against: Measured, origins: list[Origin]) -> bool:
    if against.key.measure not in PROGRESSING or side.stage is not None or against.key.place != NATION:
        return False
    mine = {origins[c.origin].published for c in side.claims}
    theirs = {origins[c.origin].published for c in against.claims}
    if "" in mine or "" in theirs or max(mine) >= min(theirs):
        return False
    if against.key.measure in _GROWING and side.value > against.value:
        return False
    side.why, side.reason = Why.SUPERSEDED, f"it was published earlier, by {max(mine)}"
    return True


def _stale(side: Side, against: Measured, _: list[Origin]) -> bool:
    if side.value not in against.previous:
        return False
    side.why, side.reason = Why.STALE, "it is the number of the election before"
    return True


def _slip(side: Side, against: Measured, _: list[Origin]) -> bool:
    """A slip of the hand, where arithmetic or at least twice as many voices stand on the other side."""
    if side.low != side.high:
        return False
    peer = against.stages.get(side.stage) if side.stage is not None else None
    others = [against.value, *against.stages.values()] if peer is None else [peer]
    meant = [v for v in dict.fromkeys(others) if slip(side.value, v)]
    if not meant:
        return False
    kinds = {slip(side.value, v) for v in meant}
    side.meant, side.slip = tuple(sorted(meant)), slip(side.value, meant[0])
    refuted = side.impossible and peer is not None
    if refuted or against.proofs or (against.voices >= 2 and against.voices >= 2 * side.voices):
        side.why, side.reason = Why.TYPO, SAID[side.slip]
        counted = next((s for s, v in against.stages.items() if v == meant[0]), None)
        if meant[0] != against.value and counted is not None:
            side.reason += f", from the count at {counted} seats declared"
        return True
    side.reason = f"{' or '.join(SAID[k] for k in sorted(kinds))}, but nothing tells on which side"
    return False


@lru_cache(maxsize=1)
def _words() -> dict[str, re.Pattern[str]]:
    lists = english("differences.toml")
    return {
        name: re.compile(
            r"\b(?:" + "|".join(map(re.escape, sorted(words, key=len, reverse=True))) + r")\b", re.IGNORECASE
        )
        for name, words in lists.items()
    }


def _cues(name: str, claims: Iterable[Claim]) -> frozenset[str]:
    """The words of a list that stand in the sentences of ``claims``."""
    pattern = _words()[name]
    return frozenset(m.lower() for claim in claims for m in pattern.findall(claim.sentence))
