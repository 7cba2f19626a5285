"""Reads tables, lists and scoreboards: finds the record that repeats and the header that names its columns.

No site is known by name. A row is owners, labels and numbers in some order (``rows.py``); rows that
stand together form a group; what the bare numbers of a group count is decided for the group as a
whole, when it is complete.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from functools import cache
from typing import NamedTuple

from extract.context import Context
from extract.lexer import YEAR, Lexed, label_at
from extract.model import Document, Ignored, Owner, Reading, Status, Unread
from extract.readers import cells, column_roles, crosstab, glued, grid, headers, infobox, parameters, scope
from extract.readers.entries import RECORD, TEXT_COLUMNS, WHOLE, Group, span_of
from extract.readers.groups import readings
from extract.readers.patterns import templates
from extract.readers.record import Row
from extract.readers.row_owners import Line, line_of, merge, owner_of, printed_party, without_outcome
from extract.readers.rows import Chunk, Item, Label, Number, owners_first, parse, words_of
from extract.segments import Kind, Outline, Unit, stretches

_SENTENCE = 30  # code points; shorter lines are labels
_CELL = 24  # code points; longer lines are no cells of a header
_TITLES = 3  # lines between a sentence that tells of the past and the rows it speaks of


class _Table(NamedTuple):
    """What a table of known cells says, whom it names, and the status and number of contests it leaves."""

    found: list[Reading | Ignored | Unread]
    people: list[Owner]
    status: Status
    contest: int


class Reader:
    """The rows of one document, and the state of one reading of them.

    What a line or a table says by itself does not depend on who is known: a second reading finds it again.
    """

    def __init__(self, document: Document, lexed: Lexed, outline: Outline, context: Context) -> None:
        self.lexed, self.outline, self.context = lexed, outline, context
        self.grids = cells.find(document, lexed, outline)
        self.templates = templates(lexed.lexicon)
        self.cues = scope.cues(lexed.lexicon)
        units = outline.units
        self._words = cache(lambda at: words_of(lexed, units[at].start, units[at].end))
        self._parse = cache(lambda at: parse(lexed, units[at].start, units[at].end, context, self._words(at)))
        self._header = cache(lambda at: glued.header(lexed, units[at].start, units[at].end))
        self._world = cache(lambda at: headers.world(lexed, units[at], self._words(at).types, self.cues, context.year))
        self._columns = cache(lambda start: column_roles.columns(self.grids[start], lexed, context))
        self._tables: dict[tuple[int, Status, int], _Table] = {}
        self.filled: dict[int, int] = {}  # where the tables read by their columns begin, and where they end
        self._begin()

    def _begin(self) -> None:
        self.group = Group()
        self.contest = self.latest = 0
        self.aside = self.told = -1
        self.cross: list[crosstab.Column] | None = None
        self.said: tuple[int, Status | None] = (-1, None)
        self.announced: Status | None = None
        self.announcer, self.last = 0, -1
        self.dated = False  # whether a year on a line of its own says when the numbers below it are of

    def read(self) -> Iterator[Reading | Ignored | Unread]:
        """Read every table, list and scoreboard; yields a reading, a named dismissal or a reason for each number."""
        self._begin()
        done = 0
        for index in stretches(self.outline.units, self.grids.keys(), [r.start for r in self.lexed.refused]):
            unit = self.outline.units[index]
            if index > 0 and index != self.last + 1:
                self._announce(index - 1)
            self.last = index
            if unit.start < done or cells.is_rule(self.lexed.text, unit.start, unit.end):
                continue
            box = infobox.find(self.lexed, unit, self.context) if unit.kind is Kind.HEADING else None
            boxed = (yield from self._boxed(box, index)) if box is not None else 0
            if boxed:
                done = boxed
                continue
            names = self._header(index) if unit.kind is not Kind.PROSE else None
            if names is not None:
                yield from self._flush()
                done = yield from self._glued(names, index)
                continue
            table = self.grids.get(unit.start)
            if table is not None:
                columns = self._columns(table.start)
                if columns is not None:
                    yield from self._flush()
                    yield from self._filled(table, columns)
                    done = table.end
                    continue
                if column_roles.is_foreign(table, self.lexed, self.context):
                    yield from self._flush()
                    yield from grid.refuse(table, self.lexed)
                    done = table.end
                    continue
            if unit.kind is Kind.PROSE or (unit.kind is Kind.TEXT and unit.end - unit.start > 60):
                yield from self._flush()
                self._announce(index)
                continue
            if headers.is_data(self.lexed, unit):
                yield from self._flush()
                numbers = [i for i in parse(self.lexed, unit.start, unit.end, self.context) if isinstance(i, Number)]
                yield from (
                    Unread(span_of(n), "a line of a file of data, and nothing names its fields") for n in numbers
                )
                continue
            parameter = parameters.find(self.lexed, unit)
            if parameter is None and unit.paragraph == self.aside:
                parameter = parameters.Parameter("", unit.start)  # the value goes on behind a full stop
            if parameter is not None:
                self.aside = unit.paragraph
                found = list(parameters.items(parameter, unit, self.group, self.lexed, self.context))
                yield from (i for i in found if isinstance(i, Ignored))
                yield from self._row(unit, [i for i in found if not isinstance(i, Ignored)])
                continue
            if parameters.opens(self.lexed, unit, self.group):
                continue
            items = owners_first(self._parse(index))
            self._hear(index)
            titled = self.announced is Status.PREVIOUS and index - self.announcer <= _TITLES
            if unit.kind is Kind.TEXT and not unit.numbers and unit.end - unit.start >= _SENTENCE:
                self._announce(index)
            elif not unit.numbers and unit.kind in (Kind.HEADING, Kind.TEXT) and not titled:
                self.announced = self.said[1] if self.said[1] is Status.PROJECTION else None
            if unit.kind is Kind.HEADING:  # a number in one is that of the vacancies
                items = [i for i in items if not isinstance(i, Number)]
            numbers = [i for i in items if isinstance(i, Number)]
            cross = crosstab.header(self.lexed, unit, self.context) if not numbers else None
            if cross is not None:
                yield from self._flush()
                self.cross = cross
            elif self.cross is not None and numbers:
                yield from crosstab.fill(self.cross, unit, items, self.group, self.said[1], self.lexed)
            elif headers.is_year_column(self.lexed, unit, numbers, self.group):
                self.group.columns.append(f"year {self.lexed.text[numbers[0].token.start : numbers[0].token.end]}")
                yield Ignored(span_of(numbers[0]), "row.header")
            elif (counted := headers.compared(items, numbers)) is not None:
                yield from self._flush()
                self.group.section, self.group.bracketed = counted, Status.PREVIOUS
                yield from (Ignored(span_of(n), "row.header") for n in numbers)
            elif headers.is_section(self.lexed, unit, items, numbers):
                if len(items) == 1 and self.group.owners and self._is_number(index + 1):
                    self._of_year(numbers[0])
                    yield Ignored(span_of(numbers[0]), "row.section-date")
                else:
                    yield from self._flush()
                    yield from self._section(numbers)
            elif headers.is_header(items, numbers, self._above()) and not self._is_record(index):
                above = self._above()
                yield from self._flush()
                self.group = headers.header(self.lexed, items, self.group.status)
                self.group.columns = headers.under(above, items) or self.group.columns
                yield from (Ignored(span_of(n), "row.header") for n in numbers)
            elif numbers:
                if self.dated and any(isinstance(i, Chunk) and i.parties for i in items):
                    yield from self._flush()
                    self.announced, self.dated = None, False
                headed = headers.inline(self.lexed, items, self.group.status)
                if headed is not None:
                    yield from self._flush()
                    self.group, items = headed
                yield from self._row(unit, items)
            else:
                yield from self._heading(index, unit, items)
        yield from self._flush()

    def _announce(self, index: int) -> None:
        """Keep of which world a sentence says the lines below it are."""
        self.announcer = index
        self.announced = headers.announced(self.lexed, self.outline.units[index], self.cues, self.context.year)

    def _filled(self, table: cells.Grid, columns: column_roles.Columns) -> Iterator[Reading | Ignored | Unread]:
        """What a table says under its columns, and of whom."""
        key = table.start, self.group.status, self.contest
        seen = self._tables.get(key)
        if seen is None:
            people: list[Owner] = []
            found = [*grid.fill(table, columns, self.group, people, self.lexed, self.context), *self._flush()]
            seen = self._tables[key] = _Table(found, people, self.group.status, self.contest)
        self.filled[table.start] = table.end
        self.group, self.contest = Group(status=seen.status), seen.contest
        for owner in seen.people:
            self.context.learn(owner.candidate or "", owner.party)
        yield from seen.found

    def _boxed(self, box: infobox.Box, index: int) -> Generator[Reading | Ignored | Unread, None, int]:
        """The lines of a box whose cells ran together; returns where the last that was read ends, or nought."""
        group = Group()
        units = self.outline.units[index + 1 :]
        last, ignored = infobox.fill(box, units, group, self.lexed, self.context, self.templates)
        if group.entries:
            yield from ignored
            yield from self._flush()
            before, self.group = self.group, group
            yield from self._flush()
            self.group = before
        return last if group.entries else 0

    def _glued(self, columns: list[str], index: int) -> Generator[Reading | Ignored | Unread, None, int]:
        """The rows below a header whose labels ran together; returns where they end."""
        rows = []
        for at, unit in enumerate(self.outline.units[index + 1 :], index + 1):
            if not self._is_glued(at, unit):
                break
            rows.append(unit)
        before, self.group.status = self.group.status, self.announced or self.group.status
        numeric = [c for c in columns if c not in TEXT_COLUMNS]
        counts = numeric[-2:] == ["vote_share", "skip"]  # a share of the first count, then count after count
        numeric = [*numeric[:-1], "votes"] if counts else numeric
        known = glued.words(self.lexed.lexicon)
        text = self.lexed.text
        begins = [glued.first_number(text, u.start, u.end, numeric, known) for u in rows]
        ends = [glued.last_cell(text, b, u.end) for b, u in zip(begins, rows, strict=True)]
        stops = ends
        if counts:
            ends = [min(e, text.find(" ", b, e) % (e + 1)) for b, e in zip(begins, ends, strict=True)]
        cuts = [glued.splits(text, b, e, numeric, known) for b, e in zip(begins, ends, strict=True)]
        for unit, begin, end, stop, split in zip(rows, begins, ends, stops, glued.prove(cuts), strict=True):
            twice = text.find(" / ", unit.start, begin)  # "Labour / Llafur"
            named = twice if twice > 0 else begin
            chunks = [i for i in parse(self.lexed, unit.start, named, self.context) if isinstance(i, Chunk)]
            owners = [o for c in chunks for o in owner_of(c, self.lexed)]
            self.group.records += 1
            for piece in split if split and owners else ():
                yield from glued.place(piece, owners[:1], self.group, self.lexed)
            if split and owners:
                glued.later(end, stop, owners[:1], self.group, self.lexed)
        yield from self._flush()
        self.group.status = before
        return rows[-1].end if rows else self.outline.units[index].end

    def _is_glued(self, index: int, unit: Unit) -> bool:
        """Whether a line can be a row below a glued header: where it reads like prose, its digits touch a name."""
        text = self.lexed.text
        digit = next((at for at in range(unit.start, unit.end) if text[at].isdecimal()), unit.end)
        if digit == unit.end or (unit.kind is Kind.PROSE and not text[digit - 1].isalpha()):
            return False
        name = next(at for at in range(unit.start, unit.end) if not text[at].isspace())
        return label_at(self.lexed, name) is None and self._header(index) is None

    def _hear(self, index: int) -> None:
        """Keep what a line says of its world for the sentences after it on the same line."""
        unit, said = self.outline.units[index], self._world(index)
        if said is not None or unit.paragraph != self.said[0]:
            self.said = (unit.paragraph, said)

    def _row(self, unit: Unit, items: list[Item]) -> Iterator[Ignored | Unread]:
        self.told = unit.paragraph
        if items:
            row = Row(unit, self.group, self.said[1] or self.announced, self.lexed, self.context, self.templates)
            yield from row.read(items)

    # -- rows without numbers ------------------------------------------------------------------

    def _section(self, numbers: list[Number]) -> Iterator[Ignored]:
        year = next(n for n in numbers if n.token.type == YEAR).token.number
        latest = self.latest = max(self.latest, self.context.year or 0, int(year.value) if year else 0)
        past = year is not None and int(year.value) < latest
        self.group = Group(status=Status.PREVIOUS if past else Status.RESULT)
        yield from (Ignored(span_of(n), "row.section-date") for n in numbers)

    def _of_year(self, number: Number) -> None:
        """Begin the record of the same owners in a year on a line of its own: "Labour", "2024", "33.7%", "2019"."""
        year = int(number.numeral.value)
        self.latest = max(self.latest, self.context.year or 0, year)
        self.announced, self.dated = Status.PREVIOUS if year < self.latest else None, True
        self.group.new_record()

    def _is_number(self, index: int) -> bool:
        """Whether a line holds numbers and no words."""
        unit = self.outline.units[index] if index < len(self.outline.units) else None
        if unit is None or unit.kind is Kind.PROSE or not unit.numbers:
            return False
        return not any(map(str.isalpha, self.lexed.text[unit.start : unit.end]))

    def _line(self, index: int) -> Line:
        """What a line of its own is, as a cell of a record with one cell to a line."""
        unit = self.outline.units[index] if index < len(self.outline.units) else None
        if unit is None or unit.kind is Kind.PROSE or unit.numbers:
            return Line.OTHER
        return line_of(without_outcome(self._parse(index)), self.lexed)

    def _cells(self, index: int, owners: list[Owner], items: list[Item]) -> bool:
        """Take a line for a cell of a record that has one cell to a line, where the lines below it show that it is.

        A name stands above its party, and that above its numbers; or the party, known or not, above the name.
        """
        group = self.group
        if not self._is_number(index + 2):  # before a closer look at the line between
            return False
        items = without_outcome(items)
        if not items or not isinstance(items[0], Chunk):
            return False
        below = self._line(index + 1)
        chunk, unit = items[0], self.outline.units[index]
        named = len(items) == 1 and not chunk.parties and len(owners) == 1 and owners[0].candidate is not None
        if below is Line.PARTY and named:
            group.owners = owners
        elif below is Line.NAME and chunk.parties and headers.names_only(self.lexed, unit, items):
            group.party_first = True
            return False
        elif below is Line.NAME and group.party_first and unit.kind is Kind.HEADING:
            party = chunk.party() or printed_party(Chunk(unit.start, unit.end), self.lexed)
            if party is None:
                return False
            group.owners = [Owner(party)]
        else:
            return False
        group.new_record()
        return True

    def _heading(self, index: int, unit: Unit, items: list[Item]) -> Iterator[Reading | Ignored | Unread]:
        """A line without numbers: part of a record, a label for the next line, or a heading."""
        group = self.group
        labels = [i for i in items if isinstance(i, Label)]
        chunks = [i for i in items if isinstance(i, Chunk)]
        # Whom it names is asked where that can matter, as it cannot for most lines between tables.
        asked = any(c.parties for c in chunks) or self._completes(chunks) or len(group.labels) > 1
        asked = asked or self._is_number(index + 2)
        owners = [o for c in chunks for o in owner_of(c, self.lexed)] if asked else []
        words = {w.lower() for w in self.lexed.text[unit.start : unit.end].split()}
        if self._cells(index, owners, items) or words <= self.lexed.lexicon.lists["outcome_words"]:
            return
        known = sum(len(c.parties) for c in chunks) == 1 or not self._is_record(index)
        if (
            known
            and any(c.parties for c in chunks)
            and len(owners) == 1
            and headers.names_only(self.lexed, unit, items)
        ):
            if labels and labels[-1].name in WHOLE:
                group.label, group.whole = labels[-1].name, owners
                return
            group.owners = owners if not group.owners or group.positions else merge(group.owners, owners)
            group.new_record()
        elif labels and not any(c.words for c in chunks):
            group.labels.append(labels[0].name)
            group.label = group.section = labels[0].name
            if len(group.labels) > 1 and not group.entries:
                group.label = group.section = None
            if len(group.labels) >= 2 and not group.entries:
                group.columns = [n for n in group.labels if n not in TEXT_COLUMNS]
                group.named = group.named or "candidate" in group.labels
        elif owners and self._completes(chunks):
            group.owners = merge(group.owners, owners)
        elif self._is_record(index):  # "Independent Ratepayers"
            unknown = printed_party(Chunk(unit.start, unit.end), self.lexed)
            group.owners = [Owner(unknown)] if unknown else []
            group.new_record()
        elif self._is_column(unit, owners):
            group.labels.append("unknown")
            group.columns = [n for n in group.labels if n not in TEXT_COLUMNS]
        elif unit.paragraph != self.told or not self._outcome(words):  # not "Lab hold." behind its row
            yield from self._flush()
            named = [i.name for i in labels if i.name in WHOLE or i.name in RECORD]
            if named and (labels[0].start == unit.start or self.lexed.text[unit.start : unit.end].rstrip()[-1] == ":"):
                self.group.section = named[0]

    def _outcome(self, words: set[str]) -> bool:
        """Whether words of a line say what came of the row before them: "Con gain from Lab."."""
        said = {word.strip(".").upper() for word in words}
        return bool(self.group.entries) and not said.isdisjoint(self.lexed.lexicon.lists["tag_words"])

    def _is_record(self, index: int) -> bool:
        """Whether a line is a party no pack knows, where each has a line, and one for each column below it."""
        group = self.group
        full = bool(group.columns) and group.positions == len(group.columns) and not group.named
        return full and bool(group.entries) and all(self._is_number(index + 1 + at) for at in range(group.positions))

    def _is_column(self, unit: Unit, owners: list[Owner]) -> bool:
        """Whether a line is one more column's name, unknown, in a header with one cell to a line."""
        group = self.group
        begun = len(group.labels) > 1 and not (group.entries or group.owners or owners)
        return begun and unit.end - unit.start <= _CELL

    def _completes(self, chunks: list[Chunk]) -> bool:
        """Whether a line that names somebody belongs to the party on the line above."""
        group = self.group
        begun = bool(group.owners) and group.positions == 0 and group.owners[0].candidate is None
        return begun and not any(c.parties for c in chunks)

    def _above(self) -> list[str]:
        """The columns of a header right above, with no rows below it yet."""
        return [] if self.group.entries else self.group.columns

    def _flush(self) -> Iterator[Reading | Unread]:
        group, self.group, self.cross = self.group, Group(status=self.group.status), None
        if group.entries:
            self.contest += 1
            yield from readings(group, self.contest, self.outline, self.context)
