"""The figures of one document -> its contests and who stood in them, each counted once.

The rows of one record block belong together; blocks and sentences about one contest are joined by
place, status and the names in them, unless their votes exclude each other. National tallies and
tables of seats are no contests.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from extract.context import Context, fold
from extract.lexer import Lexed
from extract.model import (
    UNOWNED,
    Candidacy,
    Contest,
    Document,
    Figure,
    Measure,
    Party,
    Place,
    Reading,
    Span,
    Status,
    content_id,
)
from extract.outcomes import Ballot, Elected, Standing, decide
from extract.people import Person, person
from extract.segments import Outline

_CELLS = (Measure.VOTES, Measure.VOTE_SHARE, Measure.VOTE_SHARE_CHANGE)
_WHOLE = (UNOWNED | {Measure.MAJORITY, Measure.SWING}) - {
    Measure.SEATS_TOTAL, Measure.SEATS_DECLARED, Measure.SEATS_REMAINING, Measure.MAJORITY_THRESHOLD
}  # fmt: skip
_SEATS = frozenset(
    {Measure.SEATS, Measure.SEATS_CHANGE, Measure.SEATS_LEADING, Measure.COUNCILLORS, Measure.COUNCILLORS_CHANGE,
     Measure.COUNCILS, Measure.COUNCILS_CHANGE, Measure.ELECTORAL_VOTES}
)  # fmt: skip
_STATUSES = (Status.RESULT, Status.PREVIOUS)
#: Places that parties are tallied over; a contest for one of them has people in it.
_WIDE = frozenset({"country", "nation", "region", "province", "state", "county", "council", "city", "chamber"})
_FIRST_COUNT = frozenset({"", "1", "first"})

_Cell = tuple[Reading, str]


@dataclass(slots=True)
class _Row:
    """One person or party of a tally. ``counts`` holds the votes of later counts by their name."""

    party: Party | None
    candidate: str | None
    person: Person | None
    cells: dict[Measure, list[_Cell]] = field(default_factory=dict)
    counts: dict[str, _Cell] = field(default_factory=dict)

    def value(self, measure: Measure) -> Decimal | None:
        """The first exact value printed for ``measure``, else the first."""
        best = _best(self.cells.get(measure, ()))
        return best[0].value if best else None

    def figures(self) -> tuple[str, ...]:
        """The ids of all figures it rests on, in the order of the text."""
        cells = [cell for found in self.cells.values() for cell in found]
        return tuple(dict.fromkeys(i for _, i in sorted(cells, key=lambda c: c[0].span)))

    def stands(self) -> bool:
        """Whether it has votes or a share; a party with nothing but a loss did not stand this time."""
        votes, share = self.value(Measure.VOTES), self.value(Measure.VOTE_SHARE)
        if self.candidate is None and not votes and not share:
            return False
        return votes is not None or share is not None or bool(self.counts)


@dataclass(slots=True)
class _Tally:
    """Rows that belong together, of one record block to begin with, and the figures of the whole."""

    place: Place | None
    status: Status
    listed: bool = True
    rows: list[_Row] = field(default_factory=list)
    whole: list[_Cell] = field(default_factory=list)
    spots: list[int] = field(default_factory=list)
    current: _Row | None = None
    seats: bool = False
    shared: set[Party] = field(default_factory=set)


def assemble(
    document: Document, figures: Sequence[Figure], lexed: Lexed, outline: Outline, context: Context
) -> tuple[tuple[Contest, ...], tuple[Candidacy, ...]]:
    """The contests of ``document`` in the order of its text, and a candidacy for each row of each."""
    return _Assembly(document, figures, lexed, outline, context).contests()


class _Assembly:
    """The state of one assembly."""

    def __init__(
        self, document: Document, figures: Sequence[Figure], lexed: Lexed, outline: Outline, context: Context
    ) -> None:
        self.document, self.figures, self.lexed = document, figures, lexed
        self.outline, self.context = outline, context
        self.titles = lexed.lexicon.lists["titles"]
        parties = context.pack.parties if context.pack else ()
        self.kinds = {p.party.id: p.kind for p in parties}
        self.leaders = {p.name for p in context.pack.people} if context.pack else set()
        self.election = next((f.election for f in figures if f.election), "")
        self.parties_at = [n.start for n in lexed.names if any(r.kind == "party" for r in n.refs)]

    def contests(self) -> tuple[tuple[Contest, ...], tuple[Candidacy, ...]]:
        tallies = self._join(self._blocks())
        self._add_sentences(tallies)
        tallies = [t for t in tallies if self._is_contest(t)]
        for tally in tallies:
            tally.rows = [row for row in tally.rows if row.stands()]
            tally.spots.sort()
        tallies.sort(key=lambda t: t.spots[0])
        self._add_whole(tallies)
        contests: list[Contest] = []
        candidacies: list[Candidacy] = []
        for tally, passages in zip(tallies, self._passages(tallies), strict=True):
            contest = self._contest(tally)
            contests.append(contest)
            candidacies.extend(self._candidacies(tally, contest, self._outcome(tally, tallies, passages)))
        return tuple(contests), tuple(candidacies)

    # -- rows of one block ---------------------------------------------------------------------

    def _blocks(self) -> list[_Tally]:
        """The rows of every record block, kept apart by place and status."""
        tallies: dict[tuple[int, str, Status], _Tally] = {}
        for figure in self.figures:
            claim = figure.claim
            block = next((c.contest for c in figure.claims if c.contest is not None), None)
            if block is None or claim.status not in _STATUSES:
                continue
            tally = tallies.setdefault(
                (block, _place_key(claim.place), claim.status), _Tally(claim.place, claim.status)
            )
            tally.seats |= claim.measure in _SEATS and claim.owner.candidate is None
            if claim.measure in _CELLS:
                self._add(tally, claim, figure.id)
        return [t for t in tallies.values() if t.rows]

    def _add(self, tally: _Tally, claim: Reading, figure: str) -> None:
        row = self._row(tally, claim)
        if row is None:
            return
        tally.spots.append(claim.span.start)
        tally.current = row
        if claim.measure is Measure.VOTES and claim.count not in _FIRST_COUNT:
            row.counts.setdefault(claim.count, (claim, figure))
        else:
            row.cells.setdefault(claim.measure, []).append((claim, figure))

    def _row(self, tally: _Tally, claim: Reading) -> _Row | None:
        """The row a figure belongs to, a new one if need be; None where it belongs to no single row."""
        party, name = claim.owner.party, claim.owner.candidate
        if party and self.kinds.get(party.id) in ("others", "outcome"):
            return None
        who = person(name, self.titles) if name else None
        if who is not None:
            row = next((r for r in tally.rows if r.person and r.person.identical(who) and _allied(r, party)), None)
            return row or _new(tally, party, name, who)
        if party is None:
            return None
        own = [r for r in tally.rows if r.party == party]
        current = tally.current if tally.current in own else None
        if claim.measure is Measure.VOTES and (len(own) != 1 or own[0].cells.get(Measure.VOTES)):
            last = current.cells.get(Measure.VOTES) if current else None
            if last and not self._party_between(last[-1][0].span.end, claim.span.start):
                # "524 & 462 [26.2%]": two votes of one party, whose share is neither's alone.
                tally.shared.add(party)
            return _new(tally, party, None, None)
        if party in tally.shared or (current is None and len(own) > 1):
            return None
        row = current or (own[0] if own else _new(tally, party, None, None))
        return None if row.cells.get(claim.measure) or (row.candidate and len(own) > 1) else row

    def _party_between(self, start: int, end: int) -> bool:
        at = bisect_left(self.parties_at, start)
        return at < len(self.parties_at) and self.parties_at[at] < end

    # -- blocks of one contest -----------------------------------------------------------------

    def _join(self, blocks: list[_Tally]) -> list[_Tally]:
        """Blocks that print one contest again, or a later count of it, joined to the first."""
        joined: list[_Tally] = []
        for block in blocks:
            _split_counts(block)
            for tally in joined:
                if tally.seats == block.seats and self._joins(tally, block):
                    break
            else:
                joined.append(block)
        return joined

    def _joins(self, tally: _Tally, block: _Tally) -> bool:
        key = _place_key(block.place)
        if tally.status is not block.status or (tally.place and key and _place_key(tally.place) != key):
            return False
        pairs = _pairs(tally.rows, block.rows)
        if not all(_agree(a, b) for a, b in pairs):
            if len(pairs) == len(block.rows) and self._later_count(tally, block, pairs):
                name = str(2 + max((len(r.counts) for r in tally.rows), default=0))
                for a, b in pairs:
                    best = _best(b.cells.get(Measure.VOTES, ()))
                    if best:
                        a.counts.setdefault(name, best)
                tally.spots.extend(block.spots)
                return True
            return False
        alike = sum(_alike(a, b) for a, b in pairs)
        people = sum(a.person is not None and b.person is not None for a, b in pairs)
        if not (key and tally.place) and alike + people < 2:
            return False
        for a, b in pairs:
            _absorb(a, b)
        taken = {id(b) for _, b in pairs}
        tally.rows.extend(row for row in block.rows if id(row) not in taken)
        tally.spots.extend(block.spots)
        tally.place = tally.place or block.place
        return True

    def _later_count(self, tally: _Tally, block: _Tally, pairs: list[tuple[_Row, _Row]]) -> bool:
        """Whether ``block`` counts the same people again after others went out: nobody has fewer votes."""
        people = all(a.person and b.person for a, b in pairs)
        votes = [(a.value(Measure.VOTES), b.value(Measure.VOTES)) for a, b in pairs]
        grown = all(x is not None and y is not None and y >= x for x, y in votes)
        return people and grown and 1 < len(block.rows) < len(tally.rows)

    # -- sentences -----------------------------------------------------------------------------

    def _add_sentences(self, tallies: list[_Tally]) -> None:
        """What the prose says of people: added to the contests of the blocks, else contests of their own."""
        home = self._only_place(tallies)
        own: dict[tuple[str, Status], _Tally] = {}
        for figure in self.figures:
            claim = figure.claim
            if any(c.contest is not None for c in figure.claims) or claim.measure not in _CELLS:
                continue
            if claim.status not in _STATUSES or self._fill(tallies, claim, figure.id):
                continue
            place = claim.place if claim.place and claim.place.kind not in _WIDE else home
            if place is None or (claim.place and claim.place.kind in _WIDE and claim.owner.candidate is None):
                continue
            if any(_place_key(t.place) == _place_key(place) and t.status is claim.status for t in tallies):
                continue
            key = _place_key(place), claim.status
            self._add(own.setdefault(key, _Tally(place, claim.status, listed=False)), claim, figure.id)
        tallies.extend(t for t in own.values() if any(r.person for r in t.rows))

    def _only_place(self, tallies: list[_Tally]) -> Place | None:
        """The one seat a document speaks of, if it speaks of one."""
        if tallies:
            return None
        claims = [f.claim for f in self.figures if f.claim.measure in (*_CELLS, *_WHOLE)]
        places = {_place_key(c.place): c.place for c in claims if c.place and c.place.kind not in _WIDE}
        return next(iter(places.values())) if len(places) == 1 else None

    def _fill(self, tallies: list[_Tally], claim: Reading, figure: str) -> bool:
        """Add a figure of the prose to the one row that it speaks of, where it contradicts nothing there."""
        who = person(claim.owner.candidate, self.titles) if claim.owner.candidate else None
        key = _place_key(claim.place)
        found: list[tuple[_Tally, _Row]] = []
        for tally in tallies:
            if tally.status is not claim.status:
                continue
            here = bool(key) and key == _place_key(tally.place)
            rows = [r for r in tally.rows if who and r.person and r.person.same(who)]
            if not rows and here and claim.owner.party:
                rows = [r for r in tally.rows if r.party == claim.owner.party and not (who and r.person)]
            if len(rows) == 1:
                found.append((tally, rows[0]))
        if len(found) != 1:
            return False
        tally, row = found[0]
        cells = row.cells.get(claim.measure, [])
        if (cells and _fits(cells[0][0], claim)) or (not cells and claim.qualifier in ("", "exact")):
            row.cells.setdefault(claim.measure, []).append((claim, figure))
            if who and row.candidate is None:
                row.candidate, row.person = claim.owner.candidate, who
        return True

    # -- contests ------------------------------------------------------------------------------

    def _is_contest(self, tally: _Tally) -> bool:
        """Whether people or parties stand against each other here, and not a whole country is summed up."""
        rows = [row for row in tally.rows if row.stands()]
        named = [row for row in rows if row.candidate]
        if not rows or (tally.seats and 2 * len(named) < len(rows)):
            return False
        if tally.place is None:
            return 2 * len(named) >= len(rows) or any(r.candidate not in self.leaders for r in named)
        if tally.place.kind in _WIDE:
            return 2 * len(named) >= len(rows)
        return bool(named) or len(rows) > 1

    def _add_whole(self, tallies: list[_Tally]) -> None:
        """Give majority, turnout and the like to the contest they stand with."""
        for figure in self.figures:
            claim = figure.claim
            if claim.measure not in _WHOLE:
                continue
            fitting = [t for t in tallies if t.status is claim.status and _holds(t, claim, self.titles)]
            before = [t for t in fitting if t.spots[0] < claim.span.start]
            listed = any(c.contest is not None for c in figure.claims)
            if fitting and (listed or len(fitting) == 1 or claim.place):
                (before or fitting)[-1 if before else 0].whole.append((claim, figure.id))

    def _passages(self, tallies: list[_Tally]) -> list[tuple[Span, ...]]:
        """The stretches of text that speak of each contest: from the heading above its figures to the next one."""
        size = len(self.document.text)
        if len(tallies) == 1:
            return [(Span(0, size),)]
        heads = [offset for offset, _ in self.outline.headings]
        runs: list[tuple[int, int, int]] = []
        for spot, number in sorted((spot, n) for n, t in enumerate(tallies) for spot in t.spots):
            if runs and runs[-1][2] == number:
                runs[-1] = runs[-1][0], spot, number
            else:
                runs.append((spot, spot, number))
        found: list[list[Span]] = [[] for _ in tallies]
        for index, (first, last, number) in enumerate(runs):
            at = bisect_right(heads, first) - 1
            floor = self._line_end(runs[index - 1][1]) if index else 0
            start = max(heads[at] if at >= 0 else 0, floor) if index or at >= 0 else self._paragraph(first)
            after = bisect_right(heads, last)
            end = heads[after] if after < len(heads) else size
            if index + 1 < len(runs) and end > runs[index + 1][0]:
                end = self._line_end(last)
            found[number].append(Span(min(start, first), max(end, last)))
        return [tuple(spans) for spans in found]

    def _line_end(self, offset: int) -> int:
        stop = self.document.text.find("\n", offset)
        return len(self.document.text) if stop < 0 else stop + 1

    def _paragraph(self, offset: int) -> int:
        return self.document.text.rfind("\n", 0, offset) + 1

    def _outcome(self, tally: _Tally, tallies: list[_Tally], passages: tuple[Span, ...]) -> Elected:
        finals = _last_count(tally.rows)
        majority = (c.value for c, _ in sorted(tally.whole, key=_exact_first) if c.measure is Measure.MAJORITY)
        twins = [t for t in tallies if t is not tally and t.status is tally.status]
        standings = tuple(
            Standing(
                row.party, row.person, row.value(Measure.VOTES), row.value(Measure.VOTE_SHARE), final,
                tuple(c.span.start for cells in row.cells.values() for c, _ in cells),
            )
            for row, final in zip(tally.rows, finals, strict=True)
        )  # fmt: skip
        ballot = Ballot(
            standings,
            passages,
            tally.place,
            next(majority, None),
            counts=1 + any(f is not None for f in finals),
            listed=tally.listed,
            alone=all(_place_key(t.place) != _place_key(tally.place) for t in twins),
        )
        return decide(ballot, self.lexed, self.context)

    def _contest(self, tally: _Tally) -> Contest:
        key = content_id(self.document.id, "contest", _place_key(tally.place), tally.status, str(tally.spots[0]))
        whole = sorted(tally.whole, key=_exact_first)
        return Contest(
            id=key,
            document=self.document.name,
            place=tally.place,
            election=self.election if tally.status is Status.RESULT else "",
            status=tally.status,
            figures=tuple((claim.measure, claim.value, figure) for claim, figure in whole),
            candidates=len(tally.rows),
        )

    def _candidacies(self, tally: _Tally, contest: Contest, elected: Elected) -> Iterator[Candidacy]:
        strengths = [_strength(row) for row in tally.rows]
        for row, strength, won in zip(tally.rows, strengths, elected, strict=True):
            rank = 1 + sum(s > strength for s in strengths if s is not None) if strength is not None else None
            unnamed = row.party is not None and self.kinds.get(row.party.id) == "none" and row.candidate
            party = None if unnamed else row.party
            yield Candidacy(
                document=self.document.name, contest=contest.id, candidate=row.candidate, party=party,
                place=contest.place, election=contest.election, votes=row.value(Measure.VOTES),
                vote_share=row.value(Measure.VOTE_SHARE), vote_share_change=row.value(Measure.VOTE_SHARE_CHANGE),
                rank=rank, elected=won, figures=row.figures(),
            )  # fmt: skip
            for name, (claim, figure) in row.counts.items():
                yield Candidacy(
                    document=self.document.name, contest=contest.id, candidate=row.candidate, party=party,
                    place=contest.place, election=contest.election, votes=claim.value,
                    elected=won, count=name, figures=(figure,),
                )  # fmt: skip


def _new(tally: _Tally, party: Party | None, name: str | None, who: Person | None) -> _Row:
    tally.rows.append(_Row(party, name, who))
    return tally.rows[-1]


def _place_key(place: Place | None) -> str:
    return (place.id or fold(" ".join(place.name.split()))) if place else ""


def _allied(row: _Row, party: Party | None) -> bool:
    return row.party is None or party is None or row.party == party


def _exact_first(cell: _Cell) -> tuple[bool, int]:
    return cell[0].qualifier not in ("", "exact"), cell[0].span.start


def _best(cells: Sequence[_Cell]) -> _Cell | None:
    return min(cells, key=_exact_first) if cells else None


def _strength(row: _Row) -> Decimal | None:
    votes = row.value(Measure.VOTES)
    return row.value(Measure.VOTE_SHARE) if votes is None else votes


def _fits(a: Reading, b: Reading) -> bool:
    """Whether one number can stand behind both, as precisely as each is printed."""
    return a.low <= b.high and b.low <= a.high


def _agree(a: _Row, b: _Row) -> bool:
    return all(_fits(a.cells[m][0][0], b.cells[m][0][0]) for m in a.cells.keys() & b.cells.keys())


def _alike(a: _Row, b: _Row) -> int:
    return sum(a.value(m) == b.value(m) for m in (Measure.VOTES, Measure.VOTE_SHARE) if a.value(m) is not None)


def _pairs(rows: list[_Row], others: list[_Row]) -> list[tuple[_Row, _Row]]:
    """Rows of two lists that are one candidate: by name, else as the only ones of their party."""
    pairs = []
    left = Counter(r.party for r in rows)
    right = Counter(r.party for r in others)
    for b in others:
        named = [a for a in rows if a.person and b.person and a.person.same(b.person) and _allied(a, b.party)]
        if len(named) == 1:
            pairs.append((named[0], b))
        elif b.party and left[b.party] == right[b.party] == 1:
            a = next(a for a in rows if a.party == b.party)
            if not (a.person and b.person):
                pairs.append((a, b))
        elif b.party and not b.person and left[b.party] == right[b.party]:
            equal = [a for a in rows if a.party == b.party and a.value(Measure.VOTES) == b.value(Measure.VOTES)]
            pairs.extend((a, b) for a in equal[:1])
    return pairs


def _absorb(row: _Row, other: _Row) -> None:
    row.party = row.party or other.party
    if row.candidate is None or (other.person and row.person and other.person.full and not row.person.full):
        row.candidate, row.person = other.candidate, other.person
    for measure, cells in other.cells.items():
        row.cells.setdefault(measure, []).extend(cells)
    for name, cell in other.counts.items():
        row.counts.setdefault(name, cell)


def _split_counts(tally: _Tally) -> None:
    """Votes, second preferences and their sum in one row: the first are its votes, the sum a later count."""
    for row in tally.rows:
        cells = row.cells.get(Measure.VOTES, [])
        if not row.candidate or len(cells) < 2:
            continue
        row.cells[Measure.VOTES] = cells[:1]
        if len(cells) == 3 and cells[0][0].value + cells[1][0].value == cells[2][0].value:
            row.counts.setdefault("final", cells[2])


def _last_count(rows: Sequence[_Row]) -> list[Decimal | None]:
    """The votes of the last count; rows that had dropped out by then have none."""
    names = [name for row in rows for name in row.counts]
    last = "final" if "final" in names else max(names, key=lambda n: (len(n), n), default="")
    return [row.counts[last][0].value if last in row.counts else None for row in rows]


def _holds(tally: _Tally, claim: Reading, titles: frozenset[str]) -> bool:
    """Whether a figure about a whole contest can be about this one: same place, or its candidate."""
    if claim.place is not None and tally.place is not None:
        return _place_key(claim.place) == _place_key(tally.place)
    who = person(claim.owner.candidate, titles) if claim.owner.candidate else None
    if who is not None:
        return any(row.person and row.person.same(who) for row in tally.rows)
    return claim.place is None
