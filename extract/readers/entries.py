"""The numbers of rows that belong together, each waiting with all that its row says of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from extract.model import Measure, Owner, Place, Span, Status
from extract.readers.rows import Gap, Number

# Labels that speak of the whole contest, not of one record.
WHOLE = {
    m.value: m
    for m in (Measure.MAJORITY, Measure.TURNOUT, Measure.ELECTORATE, Measure.VALID_VOTES, Measure.REJECTED_BALLOTS,
              Measure.SWING, Measure.QUOTA, Measure.SEATS_TOTAL)
}  # fmt: skip
RECORD = {
    m.value: m
    for m in (Measure.VOTES, Measure.VOTES_CHANGE, Measure.VOTE_SHARE, Measure.VOTE_SHARE_CHANGE, Measure.SEATS,
              Measure.SEATS_CHANGE, Measure.SEATS_LEADING, Measure.COUNCILS, Measure.COUNCILLORS,
              Measure.COUNCILS_CHANGE, Measure.COUNCILLORS_CHANGE)
}  # fmt: skip
TEXT_COLUMNS = frozenset({"candidate", "party"})
CHANGE_OF = {
    Measure.SEATS: Measure.SEATS_CHANGE,
    Measure.VOTES: Measure.VOTE_SHARE_CHANGE,
    Measure.VOTE_SHARE: Measure.VOTE_SHARE_CHANGE,
    Measure.TURNOUT: Measure.TURNOUT_CHANGE,
    Measure.SEATS_LEADING: Measure.SEATS_CHANGE,
    Measure.COUNCILS: Measure.COUNCILS_CHANGE,
    Measure.COUNCILLORS: Measure.COUNCILLORS_CHANGE,
}


@dataclass(slots=True)
class Entry:
    """A number waiting for its measure, with all that its row says of it."""

    number: Number
    owners: list[Owner]
    label: str | None
    position: int
    record: int
    arrow: int = 0
    place: Place | None = None
    status: Status | None = None
    board: Measure | None = None
    second: bool = False
    line: int = -1


@dataclass(slots=True)
class Group:
    """Rows that stand together under one heading."""

    columns: list[str] = field(default_factory=list)
    parties: list[Owner] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    owners: list[Owner] = field(default_factory=list)
    whole: list[Owner] = field(default_factory=list)
    label: str | None = None
    section: str | None = None
    labels: list[str] = field(default_factory=list)
    board: Measure | None = None
    records: int = 0
    positions: int = 0
    rank: int = 0
    sizes: dict[int, int] = field(default_factory=dict)
    years: dict[int, int] = field(default_factory=dict)  # of which year the row of a line is, where it says so
    named: bool = False
    place: Place | None = None
    shares: bool = False
    summed: bool = False
    led_by_shares: bool | None = None
    counts: int | None = None  # columns that hold counts
    leads: bool = False
    fronted: bool = False
    party_first: bool = False
    status: Status = Status.RESULT
    bracketed: Status | None = None  # of the numbers in brackets, where a line above says when they were so

    def new_record(self) -> None:
        """Begin the record of another owner."""
        self.records, self.positions = self.records + 1, 0


_CHANGING = "seats", "councils", "councillors", "votes", "vote_share"  # columns that one of changes can be of


def changes(roles: Iterable[str]) -> tuple[str, ...]:
    """Say of each change what it changes: the seats or the share to its left."""
    out: list[str] = []
    for role in roles:
        if role == "swing":  # of a candidate's column: the change of a share
            role = "vote_share_change" if "vote_share" in out or "votes" in out else role
        if role == "change":
            left = next((r for r in reversed(out) if r in _CHANGING), "vote_share")
            role = f"{left}_change" if left in _CHANGING[:3] else "vote_share_change"
        out.append(role)
    return tuple(out)


def span_of(item: Number) -> Span:
    """Where the number of an item is printed, without the unit behind it."""
    return Span(item.token.start, item.numeral.end)


def is_signed(item: Number | Gap) -> bool:
    """Whether an item can stand in a column of changes: signed, nought, or a mark for "new"."""
    return isinstance(item, Gap) or bool(item.token.number and (item.token.number.sign or not item.token.number.value))
