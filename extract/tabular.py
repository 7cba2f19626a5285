"""Reads a document that is one table of results: every row by what its columns hold.

Nothing is guessed from words: a header says what a number counts, the cells beside it whose it is and
where. A column of fractions is taken as percentages, and says so in its rule.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import PurePath
from typing import Final

from extract.columns import WHOLE, Columns, cell_words, recognise
from extract.delimited import TABLE_TYPES
from extract.matching import plain_name
from extract.model import (
    NOBODY,
    Agreement,
    BlockKind,
    Candidacy,
    Contest,
    Document,
    Election,
    Figure,
    Ignored,
    Measure,
    Owner,
    Party,
    Place,
    Reading,
    Result,
    Span,
    Unread,
    content_id,
)  # fmt: skip
from extract.packs import CountryPack, PartyEntry, PlaceEntry, RulePack, rules

NAME: Final = "table"
#: The kind of a place that is a polling district of the place named after it.
PRECINCT: Final = "precinct"
_MEASURES: Final = {
    "votes": Measure.VOTES, "vote_share": Measure.VOTE_SHARE, "vote_share_change": Measure.VOTE_SHARE_CHANGE,
    "seats": Measure.SEATS, "seats_change": Measure.SEATS_CHANGE, "electorate": Measure.ELECTORATE,
    "turnout": Measure.TURNOUT, "turnout_votes": Measure.TURNOUT, "valid_votes": Measure.VALID_VOTES,
    "rejected_ballots": Measure.REJECTED_BALLOTS, "majority": Measure.MAJORITY,
}  # fmt: skip
_UNITS: Final = {
    "votes": "votes", "vote_share": "percent", "vote_share_change": "points", "seats": "seats",
    "seats_change": "seats", "turnout": "percent", "turnout_votes": "votes", "majority": "votes",
}  # fmt: skip
_SHARES: Final = ("vote_share", "vote_share_change", "turnout")
_NUMBER: Final = re.compile(r"([+\-\u2212]?)(\d{1,3}(?:,\d{3})+|\d+)?(\.\d+)?(?<=\d) ?%?")
_NUMERAL: Final = re.compile(r"\d+(?:[.,]\d+)*")
_BALLOT: Final = re.compile(r"([a-z]+)(?:\.[a-z0-9-]+)*?\.(\d{4}-\d\d-\d\d)")
_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
#: A document is about the last general election up to so many days before it came out.
_RECENT_DAYS: Final = 400
_HUNDRED: Final = Decimal(100)


def reads(document: Document) -> bool:
    """Whether ``document`` is a table that this reader reads instead of all others."""
    return document.source.media_type in TABLE_TYPES


def read_table(
    document: Document, *, country: str | None = None, date: date | None = None, pack: RulePack | None = None
) -> Result:
    """Every figure of a table with its contests and candidacies; every other numeral by its column."""
    block = next((b for b in document.blocks if b.kind is BlockKind.TABLE and b.cells), None)
    rows: list[list[Span]] = []
    for cell in block.cells if block else ():
        if cell.row >= len(rows):
            rows.append([])
        rows[cell.row].append(cell.span)
    columns = recognise([[document.text[a:b] for a, b in row] for row in rows[:5]])
    if columns is None:
        ignored = [Ignored(Span(*m.span()), "table.not-results") for m in _NUMERAL.finditer(document.text)]
        return Result(document, (), tuple(ignored), ())
    return _Table(document, rows, columns, pack or rules(), country, date).result()


@dataclass(slots=True)
class _Row:
    """One row: where, who, and the numbers in their columns."""

    place: Place | None
    owner: Owner
    election: str
    contest: int
    elected: bool | None = None
    figures: dict[str, Figure] = field(default_factory=dict)


class _Table:
    def __init__(
        self, document: Document, rows: list[list[Span]], columns: Columns, packs: RulePack,
        country: str | None, day: date | None,
    ) -> None:  # fmt: skip
        self.document, self.rows, self.columns = document, rows, columns
        self.id = document.id  # hashes the whole text: once
        self.body = rows[columns.body :]
        self.at = {role: i for i, role in enumerate(columns.roles) if role}
        self.pack = packs.countries.get(country or self._country(packs))
        self.election = _election(self.pack, day or _iso(document.source.published), document)
        general = [e for e in self.pack.elections if e.seats and not e.place] if self.pack else []
        self.years = {e.date.year: e.id for e in sorted(general, key=lambda e: e.date, reverse=True)}
        self.day = self.election.date if self.election else None
        self.parties = _party_forms(self.pack, self.day)
        self.places = _place_forms(self.pack, self.day)
        self.fraction = self._fractions()
        self.ignored: list[Ignored] = []
        self.unread: list[Unread] = []
        self.out: list[_Row] = []
        self.contests: dict[tuple[str, ...], int] = {}
        self.whole: dict[tuple[int, str], tuple[Decimal, Figure]] = {}

    # -- what the whole table says -----------------------------------------------------------------

    def _column(self, role: str) -> Iterator[str]:
        at = self.at.get(role, -1)
        return (self.document.text[r[at].start : r[at].end] for r in self.body if 0 <= at < len(r))

    def _country(self, packs: RulePack) -> str:
        names = [name for role in ("party", "party_short", "first_party") for name in self._column(role)]
        return _country(names, {*self._column("party_id"), *self._column("place_id")}, packs)

    def _fractions(self) -> bool:
        """Whether the shares are fractions of one: all of them, and some with a decimal point."""
        values = [c for c in self._column("vote_share") if c.strip().lower() not in cell_words("empty")]
        numbers = [_number(c) for c in values if not c.endswith("%")]
        known = [n.value for n in numbers if n is not None]
        return len(known) > 1 and len(known) == len(values) and max(known) <= 1 and any("." in v for v in values)

    def result(self) -> Result:
        """The table read from top to bottom."""
        text = self.document.text
        for row in self.rows[: self.columns.body]:
            for cell in row:
                self._dismiss(cell, "table.header")
        for row in self.body:
            cells = {role: text[row[i].start : row[i].end] for role, i in self.at.items() if i < len(row)}
            self.out.append(self._read(row, cells))
        figures = [f for row in self.out for f in row.figures.values()]
        contests, candidates = self._contests()
        return Result(
            self.document, tuple(sorted(figures, key=lambda f: (f.claim.span, f.id))), tuple(self.ignored),
            tuple(self.unread), self.pack.code if self.pack else "",
            self.election.id if self.election else "",
            contests, candidates,
        )  # fmt: skip

    # -- rows ------------------------------------------------------------------------------------

    def _read(self, row: list[Span], cells: Mapping[str, str]) -> _Row:
        place = self._place(cells)
        election = self._row_election(cells)
        where = place.id or plain_name(place.name) if place else ""
        # Two states may have a seat of one name, and a county votes for several offices.
        key = (where, election, *(cells.get(role, "") for role in ("state", "office", "district")))
        out = _Row(place, self._owner(cells), election, self.contests.setdefault(key, len(self.contests)))
        said = cells.get("elected", "").strip().lower()
        out.elected = True if said in cell_words("elected") else False if said in cell_words("not_elected") else None
        for index, span in enumerate(row):
            role = self.columns.roles[index] if index < len(self.columns.roles) else ""
            if role not in _MEASURES:
                self._dismiss(span, f"table.{role or 'column'}")
                continue
            printed = self.document.text[span.start : span.end]
            if printed.lower() in cell_words("empty"):
                continue
            number = _number(printed)
            if number is None:
                self.unread.extend(
                    Unread(
                        Span(span.start + m.start(), span.start + m.end()),
                        f"no number that a column of {role} can hold",
                    )
                    for m in _NUMERAL.finditer(printed)
                )
                continue
            figure = self._figure(role, Span(span.start, span.end), number, out)
            if role in WHOLE:
                first = self.whole.setdefault((out.contest, role), (number.value, figure))
                if first[1] is not figure and first[0] == number.value:
                    self._dismiss(span, "table.repeated")
                    continue
            out.figures[role] = figure
        return out

    def _figure(self, role: str, span: Span, number: _Number, row: _Row) -> Figure:
        scale = _HUNDRED if self.fraction and role in _SHARES else Decimal(1)
        measure = _MEASURES[role]
        owner = row.owner if role not in WHOLE or role == "majority" else NOBODY
        claim = Reading(
            span=span, measure=measure, value=number.value * scale, low=number.low * scale,
            high=number.high * scale, rule=f"table.{role}" + (".fraction" if scale != 1 else ""), reader=NAME,
            unit=_UNITS.get(role, ""),
            owner=owner, place=row.place, contest=row.contest,
        )  # fmt: skip
        id_ = content_id(self.id, str(span.start), "", measure.value)
        return Figure(id_, self.document.name, (claim,), Agreement.SINGLE, row.election)

    def _dismiss(self, span: Span, rule: str) -> None:
        for match in _NUMERAL.finditer(self.document.text, span.start, span.end):
            self.ignored.append(Ignored(Span(*match.span()), rule))

    def _row_election(self, cells: Mapping[str, str]) -> str:
        ballot = _BALLOT.fullmatch(cells.get("election", ""))
        if ballot:
            return ".".join(ballot.groups())
        year = cells.get("year", "").strip()
        if year.isdecimal():
            return self.years.get(int(year), year)
        return self.election.id if self.election else ""

    def _owner(self, cells: Mapping[str, str]) -> Owner:
        names = (cells.get(role, "").strip() for role in ("forenames", "surname"))
        candidate = " ".join(n for n in names if n) or cells.get("candidate", "").strip() or None
        return Owner(self._party(cells), candidate)

    def _party(self, cells: Mapping[str, str]) -> Party | None:
        id_ = cells.get("party_id", "")
        for printed in (
            id_,
            cells.get("party", ""),
            cells.get("party_short", ""),
            cells.get("first_party", ""),
        ):
            known = self.parties.get(plain_name(printed)) if printed else None
            if known is not None:
                return known
        printed = next((p for p in (cells.get("party", ""), cells.get("party_short", "")) if p.strip()), "")
        return Party(printed.strip(), id_) if printed.strip() else None

    def _place(self, cells: Mapping[str, str]) -> Place | None:
        id_ = cells.get("place_id", "").strip()
        named = (cells.get(role, "").strip() for role in ("place", "county", "state", "district"))
        name = next((n for n in named if n), "")
        if precinct := cells.get("precinct", "").strip():
            return Place(f"{precinct}, {name}" if name else precinct, "", PRECINCT)
        known = self.places.get(id_) if id_ else self.places.get(plain_name(name))
        if known is not None and (id_ or plain_name(known.name) == plain_name(name)):
            return known if plain_name(known.name) == plain_name(name) or not name else replace(known, name=name)
        if not name and not id_:
            nation = self.pack.place if self.pack and "seats" in self.at else None
            return nation
        return Place(name or id_, id_)

    # -- contests --------------------------------------------------------------------------------

    def _contests(self) -> tuple[tuple[Contest, ...], tuple[Candidacy, ...]]:
        """The contests of a table whose rows are people, with everyone who stood in them."""
        groups: dict[int, list[_Row]] = defaultdict(list)
        for row in self.out:
            groups[row.contest].append(row)
        contests: list[Contest] = []
        candidates: list[Candidacy] = []
        for number, rows in groups.items():
            place, election = rows[0].place, rows[0].election
            if place is None or not self.columns.candidates or not any(r.owner.candidate for r in rows):
                continue
            id_ = content_id(self.id, "contest", place.id or place.name, election, str(number))
            whole = tuple(
                (f.claim.measure, f.claim.value, f.id) for r in rows for role, f in r.figures.items() if role in WHOLE
            )
            status = next(iter(rows[0].figures.values())).claim.status if rows[0].figures else None
            if status is None:
                continue
            contests.append(Contest(id_, self.document.name, place, election, status, whole, len(rows)))
            candidates.extend(_candidacies(rows, id_, self.document.name))
        return tuple(contests), tuple(candidates)


def _candidacies(rows: Sequence[_Row], contest: str, document: str) -> Iterator[Candidacy]:
    votes = [r.figures["votes"].claim.value for r in rows if "votes" in r.figures]
    for row in rows:
        values = {role: f.claim.value for role, f in row.figures.items()}
        own = values.get("votes")
        yield Candidacy(
            document, contest, row.owner.candidate, row.owner.party, row.place, row.election,
            votes=own, vote_share=values.get("vote_share"), vote_share_change=values.get("vote_share_change"),
            rank=1 + sum(v > own for v in votes) if own is not None else None, elected=row.elected,
            figures=tuple(f.id for role, f in row.figures.items() if role not in WHOLE),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Number:
    value: Decimal
    low: Decimal
    high: Decimal


def _number(printed: str) -> _Number | None:
    """A cell as a number with the bounds of its print: decimals may have been rounded or cut off."""
    match = _NUMBER.fullmatch(printed.strip())
    if match is None:
        return None
    sign, whole, decimals = match.groups()
    size = Decimal((whole or "0").replace(",", "") + (decimals or ""))
    unit = Decimal(1).scaleb(1 - len(decimals)) if decimals else Decimal(0)
    low, high = size - unit / 2, size + unit
    if sign and sign != "+":
        return _Number(-size, -high, -low)
    return _Number(size, max(low, Decimal(0)) if size else low, high)


def _country(names: Iterable[str], ids: set[str], packs: RulePack) -> str:
    """The country whose parties the table names most; ids of its parties and places say more than names."""
    printed = Counter(plain_name(name) for name in names)
    score: Counter[str] = Counter()
    for code, pack in packs.countries.items():
        forms = _party_forms(pack, None)
        score[code] += sum(count for name, count in printed.items() if name in forms)
        score[code] += 10 * sum(p.party.id in ids for p in pack.parties) + sum(p.place.id in ids for p in pack.places)
    best = max(score.values(), default=0)
    return min((c for c, s in score.items() if s == best), default="") if best else ""


def _election(pack: CountryPack | None, day: date | None, document: Document) -> Election | None:
    """The general election that a table is about: of its day, or the only one of the year in its name."""
    general = [e for e in pack.elections if e.seats and not e.place] if pack else []
    if day is not None:
        before = [e for e in general if 0 <= (day - e.date).days <= _RECENT_DAYS]
        return max(before, key=lambda e: e.date, default=None)
    years = {int(y) for y in _YEAR.findall(PurePath(document.name).name)}
    of_year = [e for e in general if e.date.year in years]
    return of_year[0] if len(of_year) == 1 and len(years) == 1 else None


def _iso(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _in_force(entry: PartyEntry | PlaceEntry, day: date | None) -> bool:
    if day is None:
        return entry.end is None
    return (entry.start is None or entry.start <= day) and (entry.end is None or day <= entry.end)


def _party_forms(pack: CountryPack | None, day: date | None) -> dict[str, Party]:
    """Every printed form and id of the parties of a pack; one in force on ``day`` before one that is not."""
    found: dict[str, Party] = {}
    entries = sorted(pack.parties, key=lambda p: not _in_force(p, day)) if pack else []
    for weak in (False, True):
        for entry in (e for e in entries if e.kind != "none"):
            for form in entry.weak if weak else (entry.party.id, entry.party.name, entry.short, *entry.aliases):
                if form:
                    found.setdefault(plain_name(form), entry.party)
    return found


def _place_forms(pack: CountryPack | None, day: date | None) -> dict[str, Place]:
    """Every id and printed form of the places of a pack: in force first, seats before councils."""
    found: dict[str, Place] = {}
    entries = pack.places if pack else ()
    for entry in sorted(entries, key=lambda p: (not _in_force(p, day), p.place.kind != "constituency")):
        for form in (entry.place.id, *map(plain_name, entry.aliases)):
            if form:
                found.setdefault(form, entry.place)
    return found
