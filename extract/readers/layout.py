"""Reads tables, lists and scoreboards: finds the record that repeats and the header that names its columns.

No site is known by name. A row is owners, labels and numbers in some order (``rows.py``); rows that
stand together form a group; what the bare numbers of a group count is decided for the group as a
whole, when it is complete.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator

from extract.context import Context
from extract.lexer import DECIMAL, PERCENT, POINTS, YEAR, Lexed, tokenize
from extract.model import CHANGES, Document, Ignored, Measure, Owner, Place, Reading, Status, Unread
from extract.readers import glued, grid, headers, scope
from extract.readers.groups import (
    CHANGE_OF,
    RECORD,
    TEXT_COLUMNS,
    WHOLE,
    Entry,
    Group,
    is_signed,
    readings,
    span_of,
)
from extract.readers.patterns import claims, templates
from extract.readers.rows import Chunk, Gap, Item, Label, Number, owner_of, owners_first, parse, printed_party
from extract.segments import Kind, Outline, Unit, stretches

_COUNTED = frozenset({"votes", "seats", "seats_leading", "councils", "councillors"})
_LIST_NUMBER = re.compile(r"\d{1,2}[.)]")
# What a row says in words of the whole count, whoever its columns belong to: "650 seats out of 650".
_SAID = frozenset(
    {
        Measure.SEATS_DECLARED,
        Measure.SEATS_TOTAL,
        Measure.SEATS_REMAINING,
        Measure.MAJORITY_THRESHOLD,
        Measure.SEATS_SHORT,
    }
)


class _Reader:
    """The state of one reading of one document."""

    def __init__(self, document: Document, lexed: Lexed, outline: Outline, context: Context) -> None:
        self.lexed, self.outline, self.context = lexed, outline, context
        self.grids = grid.find(document, lexed, outline)
        self.templates = templates(lexed.lexicon)
        self.cues = scope.cues(lexed.lexicon)
        self.group = Group()
        self.contest = self.latest = 0
        self.said: tuple[int, Status | None] = (-1, None)

    def read(self) -> Iterator[Reading | Ignored | Unread]:
        done = 0
        for index in stretches(self.outline.units, self.grids.keys(), [r.start for r in self.lexed.refused]):
            unit = self.outline.units[index]
            if unit.start < done:
                continue
            names = glued.header(self.lexed, unit.start, unit.end) if unit.kind is not Kind.PROSE else None
            if names is not None:
                yield from self._flush()
                done = yield from self._glued(names, index)
                continue
            table = self.grids.get(unit.start)
            if table is not None:
                columns = grid.columns(table, self.lexed, self.context)
                if columns is not None:
                    yield from self._flush()
                    yield from grid.fill(table, columns, self.group, self.lexed, self.context, self.outline)
                    yield from self._flush()
                    done = table.end
                    continue
                if grid.is_foreign(table, self.lexed):
                    yield from self._flush()
                    yield from grid.refuse(table, self.lexed)
                    done = table.end
                    continue
            if unit.kind is Kind.PROSE or (unit.kind is Kind.TEXT and unit.end - unit.start > 60):
                yield from self._flush()
                continue
            items = owners_first(parse(self.lexed, unit.start, unit.end, self.context))
            self._hear(unit)
            if unit.kind is Kind.HEADING:  # a number in one is that of the vacancies
                items = [i for i in items if not isinstance(i, Number)]
            numbers = [i for i in items if isinstance(i, Number)]
            if headers.is_year_column(self.lexed, unit, numbers, self.group):
                self.group.columns.append(f"year {self.lexed.text[numbers[0].token.start : numbers[0].token.end]}")
                yield Ignored(span_of(numbers[0]), "row.header")
            elif headers.is_section(self.lexed, unit, items, numbers):
                yield from self._flush()
                yield from self._section(numbers)
            elif headers.is_header(items, numbers):
                yield from self._flush()
                self.group = headers.header(items, self.group.status)
                yield from (Ignored(span_of(n), "row.header") for n in numbers)
            elif numbers:
                yield from self._row(unit, items)
            else:
                yield from self._heading(unit, items)
        yield from self._flush()

    def _glued(self, columns: list[str], index: int) -> Generator[Reading | Ignored | Unread, None, int]:
        """The rows below a header whose labels ran together; returns where they end."""
        rows = []
        for unit in self.outline.units[index + 1 :]:
            if unit.kind is Kind.PROSE or not any(map(str.isdecimal, self.lexed.text[unit.start : unit.end])):
                break
            if glued.header(self.lexed, unit.start, unit.end):
                break
            rows.append(unit)
        numeric = [c for c in columns if c not in TEXT_COLUMNS]
        known = glued.words(self.lexed.lexicon)
        text = self.lexed.text
        begins = [glued.first_number(text, u.start, u.end, numeric, known) for u in rows]
        cuts = [glued.splits(text, b, u.end, numeric, known) for b, u in zip(begins, rows, strict=True)]
        for unit, begin, split in zip(rows, begins, glued.prove(cuts), strict=True):
            chunks = [i for i in parse(self.lexed, unit.start, begin, self.context) if isinstance(i, Chunk)]
            owners = [o for c in chunks for o in owner_of(c, self.lexed)]
            self.group.records += 1
            for piece in split if split and owners else ():
                yield from glued.place(piece, owners[:1], self.group, self.lexed)
        yield from self._flush()
        return rows[-1].end if rows else self.outline.units[index].end

    def _hear(self, unit: Unit) -> None:
        """Keep what a line says of its world for the sentences after it on the same line."""
        said = headers.world(self.lexed, unit, self.cues, self.context.year)
        if said is not None or unit.paragraph != self.said[0]:
            self.said = (unit.paragraph, said)

    # -- rows without numbers ------------------------------------------------------------------

    def _section(self, numbers: list[Number]) -> Iterator[Ignored]:
        year = next(n for n in numbers if n.token.type == YEAR).token.number
        latest = self.latest = max(self.latest, self.context.year or 0, int(year.value) if year else 0)
        past = year is not None and int(year.value) < latest
        self.group = Group(status=Status.PREVIOUS if past else Status.RESULT)
        yield from (Ignored(span_of(n), "row.section-date") for n in numbers)

    def _heading(self, unit: Unit, items: list[Item]) -> Iterator[Reading | Ignored | Unread]:
        """A line without numbers: part of a record, a label for the next line, or a heading."""
        group = self.group
        labels = [i for i in items if isinstance(i, Label)]
        chunks = [i for i in items if isinstance(i, Chunk)]
        owners = [o for c in chunks for o in owner_of(c, self.lexed)]
        if any(c.parties for c in chunks) and len(owners) == 1 and headers.names_only(self.lexed, unit, items):
            if labels and labels[-1].name in WHOLE:
                group.label, group.whole = labels[-1].name, owners
                return
            group.owners = owners if not group.owners or group.positions else _merge(group.owners, owners)
            self._new_record()
        elif labels and not any(c.words for c in chunks):
            group.labels.append(labels[0].name)
            group.label = group.section = labels[0].name
            if len(group.labels) > 1 and not group.entries:
                group.label = group.section = None
            if len(group.labels) >= 2 and not group.entries:
                group.columns = [n for n in group.labels if n not in TEXT_COLUMNS]
                group.named = group.named or "candidate" in group.labels
        elif owners and group.owners and group.positions == 0 and group.owners[0].candidate is None:
            group.owners = _merge(group.owners, owners)
        else:
            yield from self._flush()
            named = [i.name for i in labels if i.name in WHOLE or i.name in RECORD]
            if named and (labels[0].start == unit.start or self.lexed.text[unit.start : unit.end].rstrip()[-1] == ":"):
                self.group.section = named[0]

    def _unknown_owner(self, item: Chunk, after: Item | None, position: int) -> bool:
        """Whether words before a number can only be an owner no pack knows; the row's owner before them is another."""
        if not item.words or item.places or not isinstance(after, Number) or after.token.type == YEAR:
            return False
        printed = [self.lexed.text[a:b] for a, b in item.words]
        return position == 0 or (len(printed) <= 2 and all(w[0].isupper() for w in printed))

    # -- rows with numbers ---------------------------------------------------------------------

    def _summed(self, item: Label) -> str | None:
        """What a label counts that sums up a contest, behind the rows of its candidates: "Total votes", "Votes cast"."""
        printed = self.lexed.text[item.start : item.end].lower()
        lists = self.lexed.lexicon.lists
        return next((name for name in ("valid_votes", "turnout") if printed in lists[f"summed_{name}"]), None)

    def _new_record(self) -> None:
        self.group.records += 1
        self.group.positions = 0

    def _row(self, unit: Unit, items: list[Item]) -> Iterator[Reading | Ignored | Unread]:
        group, text = self.group, self.lexed.text
        sentence = tokenize(self.lexed, unit.start, unit.end, weak=True)
        claimed = {sentence.tokens[c.index].start: c for c in claims(sentence, self.templates).values()}
        label = group.label
        section = group.section
        whole: list[Owner] = group.whole
        total = False
        row_place: Place | None = None
        row_whole: str | None = None
        status: Status | None = None
        arrow, fresh = 0, False
        last: Entry | None = None
        if group.parties and self._board_row(items):
            return
        if (
            len(items) == 1
            and _LIST_NUMBER.fullmatch(text[unit.start : unit.end].strip())
            and isinstance(items[0], Number)
        ):
            yield Ignored(span_of(items[0]), "row.list-number")
            return
        for position, item in enumerate(items):
            after = items[position + 1] if position + 1 < len(items) else None
            if isinstance(item, Chunk):
                arrow = item.arrow or arrow
                owners = owner_of(item, self.lexed)
                words = {text[a:b].lower() for a, b in item.words}
                named = label in WHOLE  # "BALLOTS CAST - TOTAL"
                total = total or (bool(words & self.lexed.lexicon.lists["total_words"]) and not (item.parties or named))
                if label in ("swing", "majority") and len(item.parties) == 2 and (last is not None or label == "swing"):
                    whole = [Owner(item.parties[-1][2])]  # "swing 5% Lab to Con", "Swing Lab to Con 5%"
                    if last is not None:
                        last.owners = whole
                    continue
                if item.places and not item.parties:
                    row_place = item.places[0]
                pending = bool(group.owners) and group.positions == 0 and group.owners[0].candidate is None
                known = (
                    item.parties
                    or item.people
                    or group.named
                    or pending
                    or all(o.candidate in self.context.people for o in owners)
                )
                if owners and known and item.parties and section in WHOLE and section not in ("majority", "swing"):
                    section = group.section = None
                if owners and known and not (isinstance(after, Label) and after.name in WHOLE):
                    merged = _merge(group.owners, owners) if group.positions == 0 and group.owners else owners
                    group.owners = merged
                    self._new_record()
                    label, row_whole, status, last, fresh = None, None, None, None, True
                    for owner in merged:
                        if owner.candidate:
                            self.context.learn(owner.candidate, owner.party)
                elif owners and item.parties:
                    whole = [Owner(item.party())]
                elif self._unknown_owner(item, after, position) and not section:
                    # The row of a party no pack knows; its numbers are not those of the row above.
                    unknown = (
                        printed_party(item, self.lexed) if group.owners and not group.owners[0].candidate else None
                    )
                    group.owners = [Owner(unknown)] if unknown else []
                    self._new_record()
                    label, last, fresh = None, None, unknown is not None
                elif item.words and group.positions and label is None and not group.label:
                    last = None
            elif isinstance(item, Label):
                follows = isinstance(after, Number)
                summed = self._summed(item) if follows and (group.positions or not group.owners) else None
                if summed is not None:
                    label = row_whole = summed
                    group.owners, last = [], None
                    continue
                unit_after = last is not None and last.label is None and item.name in RECORD
                if unit_after and last is not None and not (follows and last.label is not None):
                    last.label = item.name
                    last = None
                elif item.name in TEXT_COLUMNS or (item.name == "change" and label in WHOLE):
                    continue
                elif last is not None and last.label is None and not fresh and item.name in WHOLE:
                    last.label = label = item.name
                else:
                    label = item.name
                    row_whole = item.name if item.name in WHOLE and not fresh else row_whole
            elif isinstance(item, Gap):
                group.positions += 1
                group.sizes[group.records] = group.positions
            else:
                claim = claimed.get(item.token.start)
                if claim is not None and claim.slot.measure is None and not (claim.slot.change or claim.slot.level):
                    yield Ignored(span_of(item), claim.rule)
                    continue
                if claim is not None and claim.slot.sign and (claim.slot.change or claim.slot.measure in CHANGES):
                    arrow = claim.slot.sign  # "up 30", "down five"
                if claim is not None and claim.slot.measure in _SAID and label is None and not item.bracket:
                    group.entries.append(
                        Entry(
                            item,
                            list(group.owners),
                            None,
                            0,
                            -1,
                            status=claim.slot.status,
                            board=claim.slot.measure,
                        )
                    )
                    continue
                if item.token.type == YEAR and self._is_year(item, group, label, fresh):
                    year = item.token.number
                    measured = isinstance(items[position - 1], Label)  # "9.6% since 2007"
                    past = year is not None and (self.context.year is None or year.value < self.context.year)
                    if past and not measured:
                        status = Status.PREVIOUS
                    yield Ignored(span_of(item), "year")
                    continue
                if total and label != "seats":
                    yield Ignored(span_of(item), "row.total")
                    continue
                said = _said(
                    label,
                    row_whole or (section if section in WHOLE or not group.columns else None),
                    total,
                    item,
                )
                owners = whole if said in WHOLE else group.owners
                spoken = item.token.number is not None and item.token.number.form == "words"
                if (not owners and said is None and not group.columns) or (spoken and not fresh and said not in WHOLE):
                    yield Unread(span_of(item), "the row names no party or person and no label")
                    continue
                if said == "skip":
                    yield Ignored(span_of(item), "row.skipped-column")
                    continue
                last = Entry(
                    item,
                    list(owners),
                    said,
                    group.positions,
                    group.records,
                    arrow,
                    row_place,
                    (status if not item.numeral.sign else None) or self.said[1],
                )
                last.line = unit.start
                arrow = 0
                group.entries.append(last)
                group.positions += 1
                if label in RECORD:
                    label = None
        group.label = None
        group.labels, group.whole = [], []

    def _is_year(self, item: Number, group: Group, label: str | None, fresh: bool) -> bool:
        """Whether a number like 1992 is a year and no count: in brackets, or not the first of a record of this row."""
        return item.bracket or label == "change" or not fresh or (group.positions > 0 and not group.columns)

    def _board_row(self, items: list[Item]) -> bool:
        """A row of a scoreboard: a label and one number for each party of the header."""
        group = self.group
        numbers = [i for i in items if isinstance(i, Number | Gap)]
        if len(numbers) != len(group.parties):
            return False
        label = next((i.name for i in items if isinstance(i, Label)), None)
        measure = RECORD.get(label or "")
        if label == "change" or (measure is None and group.board and all(is_signed(n) for n in numbers)):
            measure = CHANGE_OF.get(group.board) if group.board else None
        if measure is None:
            return False
        group.board = measure if label != "change" else group.board
        for owner, number in zip(group.parties, numbers, strict=True):
            if isinstance(number, Number):
                group.entries.append(Entry(number, [owner], None, 0, -1, board=measure))
        return True

    def _flush(self) -> Iterator[Reading | Unread]:
        group, self.group = self.group, Group(status=self.group.status)
        if group.entries:
            self.contest += 1
            yield from readings(group, self.contest, self.outline, self.context)


def read(document: Document, lexed: Lexed, outline: Outline, context: Context) -> Iterator[Reading | Ignored | Unread]:
    """Read every table, list and scoreboard; yields a reading, a named dismissal or a reason for each number."""
    return _Reader(document, lexed, outline, context).read()


def _said(label: str | None, section: str | None, total: bool, item: Number) -> str | None:
    """What the words of a row and the heading above it say that its number is, taken together."""
    if total and label == "seats":
        return "seats_total"
    if section in WHOLE and label in (None, "votes", "vote_share"):
        return section
    if label is not None or section is None:
        return label
    percent = item.token.type in (PERCENT, DECIMAL, POINTS)
    counts = section in _COUNTED
    return None if percent == counts else section


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
