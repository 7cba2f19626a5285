"""Reads tables, lists and scoreboards: finds the record that repeats and the header that names its columns.

No site is known by name. A row is owners, labels and numbers in some order (``rows.py``); rows that
stand together form a group; what the bare numbers of a group count is decided for the group as a
whole, when it is complete.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from extract.context import Context
from extract.lexer import COUNTS, DECIMAL, PERCENT, POINTS, YEAR, Lexed, tokenize
from extract.model import NOBODY, Ignored, Measure, Owner, Place, Reading, Span, Status, Unread
from extract.readers.patterns import Template, claims, templates
from extract.readers.prose import NAME, unit_of
from extract.readers.rows import Chunk, Gap, Item, Label, Number, owner_of, parse
from extract.segments import Kind, Outline, Unit

# Labels that speak of the whole contest, not of one record.
_WHOLE = {
    "majority": Measure.MAJORITY,
    "turnout": Measure.TURNOUT,
    "electorate": Measure.ELECTORATE,
    "valid_votes": Measure.VALID_VOTES,
    "rejected_ballots": Measure.REJECTED_BALLOTS,
    "swing": Measure.SWING,
    "quota": Measure.QUOTA,
    "seats_total": Measure.SEATS_TOTAL,
}
_RECORD = {
    "votes": Measure.VOTES,
    "vote_share": Measure.VOTE_SHARE,
    "vote_share_change": Measure.VOTE_SHARE_CHANGE,
    "seats": Measure.SEATS,
    "seats_change": Measure.SEATS_CHANGE,
    "seats_leading": Measure.SEATS_LEADING,
}
_TEXT_COLUMNS = frozenset({"candidate", "party"})
_CHANGE = {
    Measure.SEATS: Measure.SEATS_CHANGE,
    Measure.VOTES: Measure.VOTE_SHARE_CHANGE,
    Measure.VOTE_SHARE: Measure.VOTE_SHARE_CHANGE,
    Measure.TURNOUT: Measure.TURNOUT_CHANGE,
    Measure.SEATS_LEADING: Measure.SEATS_CHANGE,
}


@dataclass(slots=True)
class _Entry:
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


@dataclass(slots=True)
class _Group:
    """Rows that stand together under one heading."""

    columns: list[str] = field(default_factory=list)
    parties: list[Owner] = field(default_factory=list)
    entries: list[_Entry] = field(default_factory=list)
    owners: list[Owner] = field(default_factory=list)
    label: str | None = None
    section: str | None = None
    labels: list[str] = field(default_factory=list)
    board: Measure | None = None
    records: int = 0
    positions: int = 0
    sizes: dict[int, int] = field(default_factory=dict)
    named: bool = False
    status: Status = Status.RESULT


class _Reader:
    """The state of one reading of one document."""

    def __init__(self, lexed: Lexed, outline: Outline, context: Context) -> None:
        self.lexed, self.outline, self.context = lexed, outline, context
        self.ignores = tuple(t for t in templates(lexed.lexicon) if _dismisses(t))
        self.group = _Group()
        self.contest = 0

    def read(self) -> Iterator[Reading | Ignored | Unread]:
        for unit in self.outline.units:
            if unit.kind is Kind.PROSE or (unit.kind is Kind.TEXT and unit.end - unit.start > 60):
                yield from self._flush()
                continue
            items = parse(self.lexed, unit.start, unit.end, self.context)
            numbers = [i for i in items if isinstance(i, Number)]
            if self._is_section(unit, items, numbers):
                yield from self._flush()
                yield from self._section(numbers)
            elif self._is_header(items, numbers):
                yield from self._flush()
                self._header(items)
                yield from (Ignored(_span(n), "row.header") for n in numbers)
            elif numbers:
                yield from self._row(unit, items)
            else:
                yield from self._heading(unit, items)
        yield from self._flush()

    # -- rows without numbers ------------------------------------------------------------------

    def _is_section(self, unit: Unit, items: list[Item], numbers: list[Number]) -> bool:
        """A line such as "GENERAL ELECTION, 2019": its only numbers are dates."""
        if not numbers or any(isinstance(i, Label) and i.name in _WHOLE for i in items):
            return False
        years = [n for n in numbers if n.token.type == YEAR]
        words = {w.strip(".,:;()").lower() for w in self.lexed.text[unit.start : unit.end].split()}
        dated = len(years) == 1 and all(n.token.type in (YEAR, "s") for n in numbers)
        dated = dated and not any(isinstance(i, Label) for i in items)
        parties = any(isinstance(i, Chunk) and i.parties for i in items)
        return dated and not parties and bool(words & self.lexed.lexicon.lists["election_words"])

    def _section(self, numbers: list[Number]) -> Iterator[Ignored]:
        year = next(n for n in numbers if n.token.type == YEAR).token.number
        past = self.context.year is not None and year is not None and int(year.value) < self.context.year
        self.group = _Group(status=Status.PREVIOUS if past else Status.RESULT)
        yield from (Ignored(_span(n), "row.section-date") for n in numbers)

    def _is_header(self, items: list[Item], numbers: list[Number]) -> bool:
        labels = [i for i in items if isinstance(i, Label)]
        if any(n.token.type != YEAR for n in numbers):
            return False
        chunks = [i for i in items if isinstance(i, Chunk)]
        parties = sum(len(c.parties) for c in chunks)
        if parties >= 2 and not numbers:
            named = sum(end - start for c in chunks for start, end, *_ in c.parties)
            return named * 4 >= 3 * sum(c.end - c.start for c in chunks)
        return len(labels) >= 2 and parties == 0

    def _header(self, items: list[Item]) -> None:
        owners = [Owner(p[2]) for i in items if isinstance(i, Chunk) for p in i.parties if p[2]]
        group = _Group(status=self.group.status)
        if len(owners) >= 2:
            group.parties = owners
        else:
            cells, cell = any(isinstance(i, Label) and i.cell for i in items), -1
            for item in items:
                if isinstance(item, Label) and item.name not in _TEXT_COLUMNS:
                    if cells and item.cell == cell and group.columns:
                        group.columns[-1] = _of_one_cell(group.columns[-1], item.name)
                    elif not (item.name == "change" and group.columns[-1:] == ["change"]):
                        group.columns.append(item.name)
                    cell = item.cell
            group.named = any(isinstance(i, Label) and i.name == "candidate" for i in items)
        self.group = group

    def _heading(self, unit: Unit, items: list[Item]) -> Iterator[Reading | Ignored | Unread]:
        """A line without numbers: part of a record, a label for the next line, or a heading."""
        group = self.group
        labels = [i for i in items if isinstance(i, Label)]
        chunks = [i for i in items if isinstance(i, Chunk)]
        owners = [o for c in chunks for o in owner_of(c, self.lexed)]
        if any(c.parties for c in chunks) and len(owners) == 1:
            if labels and labels[-1].name in _WHOLE:
                group.label = labels[-1].name
            group.owners = owners if not group.owners or group.positions else _merge(group.owners, owners)
            self._new_record()
        elif labels and not any(c.words for c in chunks):
            group.labels.append(labels[0].name)
            group.label = group.section = labels[0].name
            if len(group.labels) >= 2 and not group.entries:
                group.columns = [n for n in group.labels if n not in _TEXT_COLUMNS]
                group.named = group.named or "candidate" in group.labels
        elif owners and group.owners and group.positions == 0 and group.owners[0].candidate is None:
            group.owners = _merge(group.owners, owners)
        else:
            yield from self._flush()
            named = [i.name for i in labels if i.name in _WHOLE or i.name in _RECORD]
            if named and (labels[0].start == unit.start or self.lexed.text[unit.start : unit.end].rstrip()[-1] == ":"):
                self.group.section = named[0]

    # -- rows with numbers ---------------------------------------------------------------------

    def _new_record(self) -> None:
        self.group.records += 1
        self.group.positions = 0

    def _row(self, unit: Unit, items: list[Item]) -> Iterator[Reading | Ignored | Unread]:
        group, text = self.group, self.lexed.text
        sentence = tokenize(self.lexed, unit.start, unit.end, weak=True)
        dismissed = {
            sentence.tokens[c.index].start: c.rule for c in claims(sentence, self.ignores).values()
        }
        label = group.label
        section = group.section
        whole: list[Owner] = []
        total = False
        row_place: Place | None = None
        status: Status | None = None
        arrow, fresh = 0, False
        last: _Entry | None = None
        if group.parties and self._board_row(items):
            return
        if len(items) == 1 and text[unit.start : unit.end].strip().rstrip(".)").isdecimal() and text[unit.start : unit.end].strip()[-1] in ".)":
            yield Ignored(_span(items[0]), "row.list-number")  # type: ignore[arg-type]
            return
        for position, item in enumerate(items):
            after = items[position + 1] if position + 1 < len(items) else None
            if isinstance(item, Chunk):
                arrow = item.arrow or arrow
                owners = owner_of(item, self.lexed)
                words = {text[a:b].lower() for a, b in item.words}
                total = total or bool(words & self.lexed.lexicon.lists["total_words"]) and not item.parties
                if label in ("swing", "majority") and len(item.parties) == 2 and last is not None:
                    last.owners = [Owner(item.parties[-1][2])]
                    continue
                if item.places and not item.parties:
                    row_place = item.places[0]
                pending = bool(group.owners) and group.positions == 0 and group.owners[0].candidate is None
                known = item.parties or group.named or pending or all(o.candidate in self.context.people for o in owners)
                if owners and known and item.parties and section in _WHOLE and section not in ("majority", "swing"):
                    section = group.section = None
                if owners and known and not (isinstance(after, Label) and after.name in _WHOLE):
                    merged = _merge(group.owners, owners) if group.positions == 0 and group.owners else owners
                    group.owners = merged
                    self._new_record()
                    label, status, last, fresh = None, None, None, True
                    for owner in merged:
                        if owner.candidate:
                            self.context.learn(owner.candidate, owner.party)
                elif owners and item.parties:
                    whole = [Owner(item.party())]
                elif item.words and group.positions and label is None and not group.label:
                    last = None
            elif isinstance(item, Label):
                follows = isinstance(after, Number)
                unit_after = last is not None and last.label is None and item.name in _RECORD
                if unit_after and last is not None and not (follows and last.label is not None):
                    last.label = item.name
                    last = None
                elif item.name == "change" and label in _WHOLE:
                    continue
                else:
                    label = item.name
            elif isinstance(item, Gap):
                group.positions += 1
                group.sizes[group.records] = group.positions
            else:
                rule = dismissed.get(item.token.start)
                if rule is not None:
                    yield Ignored(_span(item), rule)
                    continue
                if item.token.type == YEAR and self._is_year(item, group, label, fresh):
                    year = item.token.number
                    if year is not None and (self.context.year is None or year.value < self.context.year):
                        status = Status.PREVIOUS
                    yield Ignored(_span(item), "year")
                    continue
                if total and label != "seats":
                    yield Ignored(_span(item), "row.total")
                    continue
                said = _said(label, section, total)
                owners = whole if said in _WHOLE else group.owners
                spoken = item.token.number is not None and item.token.number.form == "words"
                if (not owners and said is None and not group.columns) or (spoken and not fresh and said not in _WHOLE):
                    yield Unread(_span(item), "the row names no party or person and no label")
                    continue
                if said == "skip":
                    yield Ignored(_span(item), "row.skipped-column")
                    continue
                last = _Entry(item, list(owners), said, group.positions, group.records, arrow, row_place, status)
                arrow = 0
                group.entries.append(last)
                group.positions += 1
                if label in _RECORD:
                    label = None
        group.label = None
        group.labels = []

    def _is_year(self, item: Number, group: _Group, label: str | None, fresh: bool) -> bool:
        """Whether a number like 1992 is a year and no count: in brackets, or not the first of a record of this row."""
        return item.bracket or label == "change" or not fresh or (group.positions > 0 and not group.columns)

    def _board_row(self, items: list[Item]) -> bool:
        """A row of a scoreboard: a label and one number for each party of the header."""
        group = self.group
        numbers = [i for i in items if isinstance(i, Number | Gap)]
        if len(numbers) != len(group.parties):
            return False
        label = next((i.name for i in items if isinstance(i, Label)), None)
        measure = _RECORD.get(label or "")
        if label == "change" or (measure is None and group.board and all(_signed(n) for n in numbers)):
            measure = _CHANGE.get(group.board) if group.board else None
        if measure is None:
            return False
        group.board = measure if label != "change" else group.board
        for owner, number in zip(group.parties, numbers, strict=True):
            if isinstance(number, Number):
                group.entries.append(_Entry(number, [owner], None, 0, -1, board=measure))
        return True

    # -- a complete group ----------------------------------------------------------------------

    def _flush(self) -> Iterator[Reading | Unread | Ignored]:
        group, self.group = self.group, _Group(status=self.group.status)
        if not group.entries:
            return
        self.contest += 1
        for entry in group.entries:
            group.sizes[entry.record] = max(group.sizes.get(entry.record, 0), entry.position + 1)
        bare = self._bare_measure(group)
        measures = [self._measure(e, group, bare) for e in group.entries]
        winner = _winner(group.entries, measures)
        shared: dict[tuple[int, int], int] = {}
        for entry, measure in zip(group.entries, measures, strict=True):
            if measure is None:
                yield Unread(_span(entry.number), "its column has no name and its form says too little")
                continue
            key = entry.record, len(entry.owners)
            yield self._reading(entry, measure, group, winner, shared, key)

    def _bare_measure(self, group: _Group) -> Measure:
        """What unlabelled whole numbers of the group count: seats in a tally of parties, else votes."""
        ints = [e for e in group.entries if e.number.token.type in (*COUNTS, YEAR) and e.label is None]
        people = any(o.candidate for e in ints for o in e.owners)
        top = max((e.number.token.number.value for e in ints if e.number.token.number), default=0)
        shares = any(e.number.token.type in (PERCENT, DECIMAL) for e in group.entries)
        labelled = {e.label for e in group.entries}
        heading = self.outline.place_at(group.entries[0].number.token.start)
        if people or top > self.context.chamber_seats or (heading is not None and not heading.kind and shares):
            return Measure.VOTES
        if "seats" in labelled:
            return Measure.SEATS
        if "votes" in labelled or (shares and heading is not None and heading.kind == "constituency"):
            return Measure.VOTES
        return Measure.SEATS

    def _measure(self, entry: _Entry, group: _Group, bare: Measure) -> Measure | None:
        token = entry.number.token
        number = token.number
        signed = bool(entry.arrow) or (number is not None and (bool(number.sign) or number.form == "unchanged"))
        if entry.board is not None:
            return entry.board
        if entry.label in _WHOLE:
            measure = _WHOLE[entry.label]
            return Measure.TURNOUT_CHANGE if measure is Measure.TURNOUT and signed else measure
        name = entry.label
        if name is None and group.columns:
            name = _column(entry, group)
        if name == "skip":
            return None
        if name in _WHOLE:
            return _WHOLE[name]
        measure = _RECORD.get(name or "")
        if name == "change":
            base = next((_RECORD[c] for c in reversed(group.columns) if c in _RECORD), None)
            return _CHANGE.get(base or bare, Measure.VOTE_SHARE_CHANGE)
        if measure is not None:
            if signed and token.type in (PERCENT, DECIMAL) and measure is Measure.VOTE_SHARE:
                return Measure.VOTE_SHARE_CHANGE
            return _CHANGE[measure] if signed and measure is Measure.SEATS else measure
        if token.type in (PERCENT, DECIMAL, POINTS):
            return Measure.VOTE_SHARE_CHANGE if signed else Measure.VOTE_SHARE
        if signed:
            return Measure.SEATS_CHANGE if bare is Measure.SEATS else Measure.VOTE_SHARE_CHANGE
        return bare

    def _reading(
        self, entry: _Entry, measure: Measure, group: _Group, winner: Owner, shared: dict[tuple[int, int], int],
        key: tuple[int, int],
    ) -> Reading:  # fmt: skip
        number = entry.number.token.number
        assert number is not None  # every Number item holds one
        owner = NOBODY
        if measure in (Measure.MAJORITY, Measure.SWING):
            owner = entry.owners[0] if entry.owners else winner
            if owner.candidate is None and owner.party == winner.party:
                owner = winner
        elif measure not in _WHOLE.values() and entry.owners:
            turn = 0
            if len(entry.owners) > 1 and measure is Measure.VOTES:
                turn = shared.get(key, 0)
                shared[key] = turn + 1
            owner = entry.owners[min(turn, len(entry.owners) - 1)]
            if len(entry.owners) > 1 and measure is not Measure.VOTES:
                owner = Owner(owner.party)
        value, low, high = number.value, number.low, number.high
        if entry.arrow < 0 and value > 0:
            value, low, high = -value, -high, -low
        place = entry.place or self.outline.place_at(number.start) or self.context.home
        return Reading(
            span=_span(entry.number), measure=measure, value=value, low=low, high=high, rule=f"layout.{entry.label or 'column'}",
            reader=NAME, unit=unit_of(measure, number, entry.number.token.type), qualifier=number.qualifier, owner=owner,
            place=place, status=entry.status or group.status, contest=self.contest,
        )  # fmt: skip


def read(lexed: Lexed, outline: Outline, context: Context) -> Iterator[Reading | Ignored | Unread]:
    """Read every table, list and scoreboard; yields a reading, a named dismissal or a reason for each number."""
    return _Reader(lexed, outline, context).read()


def _of_one_cell(first: str, second: str) -> str:
    """The column that two labels in one cell name together: "Votes %" is a share, "% change" a change."""
    return "change" if "change" in (first, second) else "vote_share" if "vote_share" in (first, second) else first


def _dismisses(template: Template) -> bool:
    return all(slot.measure is None and not slot.change and not slot.level for slot in template.slots.values())


def _said(label: str | None, section: str | None, total: bool) -> str | None:
    """What the words of a row and the heading above it say that its number is, taken together."""
    if total and label == "seats":
        return "seats_total"
    if section in _WHOLE and label in (None, "votes", "vote_share"):
        return section
    return label or section


def _span(item: Number) -> Span:
    return Span(item.token.start, item.token.number.end if item.token.number else item.token.end)


def _signed(item: Number | Gap) -> bool:
    return isinstance(item, Gap) or bool(item.token.number and (item.token.number.sign or not item.token.number.value))


def _merge(old: list[Owner], new: list[Owner]) -> list[Owner]:
    """Owners named over several lines or cells: the party of one line, the person of the next."""
    if len(old) != 1 or len(new) != 1:
        return new
    a, b = old[0], new[0]
    if a.party and b.party and a.party != b.party:
        return new
    if a.candidate and b.candidate:
        return new
    return [Owner(b.party or a.party, b.candidate or a.candidate)]


def _column(entry: _Entry, group: _Group) -> str | None:
    """The column an entry stands in: by position where the record is full, else the next that fits its form."""
    columns = group.columns
    if group.sizes.get(entry.record, 0) == len(columns):
        return columns[entry.position]
    token = entry.number.token
    signed = bool(token.number and token.number.sign)
    if token.type in (PERCENT, DECIMAL):
        wanted = ("change", "vote_share_change", "seats_change") if signed else ("vote_share", "turnout", "swing")
    elif signed:
        wanted = ("change", "seats_change")
    else:
        wanted = ("votes", "seats", "turnout", "electorate")
    fitting = [c for c in columns[entry.position :] if c in wanted] or [c for c in columns if c in wanted]
    return fitting[0] if fitting else None


def _winner(entries: list[_Entry], measures: list[Measure | None]) -> Owner:
    """The owner with most votes (or the largest share) in a group; nobody where that is not unique."""
    for wanted in (Measure.VOTES, Measure.VOTE_SHARE):
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
