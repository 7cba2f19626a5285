"""The figures of one document -> its contests and who stood in them, each counted once.

The rows of one record block belong together; blocks and sentences about one contest are joined by place, status
and the names in them, unless their votes exclude each other. National tallies and tables of seats are no contests.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache, cached_property, partial

from extract.context import Context, place_of
from extract.lexer import Lexed
from extract.model import (
    UNOWNED,
    Candidacy,
    Contest,
    Document,
    Figure,
    Measure,
    Place,
    Reading,
    Span,
    Status,
    content_id,
)
from extract.outcome_words import Said, words
from extract.outcomes import Ballot, Elected, Standing, decide, known
from extract.people import person
from extract.segments import Outline
from extract.tallies import Row, Tally, exact_first, fits, place_key

_CELLS = (Measure.VOTES, Measure.VOTE_SHARE, Measure.VOTE_SHARE_CHANGE)
_CHAMBER = {Measure.SEATS_TOTAL, Measure.SEATS_DECLARED, Measure.SEATS_REMAINING, Measure.MAJORITY_THRESHOLD}
_WHOLE = (UNOWNED | {Measure.MAJORITY, Measure.SWING}) - _CHAMBER
_SEATS = frozenset(
    {Measure.SEATS, Measure.SEATS_CHANGE, Measure.SEATS_LEADING, Measure.COUNCILLORS,
     Measure.COUNCILLORS_CHANGE, Measure.COUNCILS, Measure.COUNCILS_CHANGE, Measure.ELECTORAL_VOTES}
)  # fmt: skip
_STATUSES = (Status.RESULT, Status.PREVIOUS)
# Places that parties are tallied over; a contest for one of them has people in it.
_WIDE = frozenset({"country", "nation", "region", "province", "state", "county", "council", "city", "chamber"})
#: So many blocks back a contest is looked for: a page of a thousand precincts must not take hours.
_NEAR = 40
#: So many rows back one is looked for: no contest has more.
_ROWS = 300
_FIRST_COUNT = frozenset({"", "1", "first"})


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
        self.outline, self.context, self.id = outline, context, cache(lambda: document.id)  # hashes the text: once
        self.person = cache(partial(person, titles=lexed.lexicon.lists["titles"]))  # each stands beside several figures
        rules = lexed.lexicon.rules
        self.nobody = words(rules.root, rules.language.code).patterns["nobody"]
        self.kinds, self.leaders = known(context.pack)
        self.election = next((f.election for f in figures if f.election), "")
        self.parties_at = [n.start for n in lexed.names if n.form.party]

    @cached_property
    def said(self) -> Said:
        """Who is said to have won, looked for where there is a contest."""
        return Said(self.lexed, self.context.year)

    def contests(self) -> tuple[tuple[Contest, ...], tuple[Candidacy, ...]]:
        tallies = self._join(self._blocks())
        self._add_sentences(tallies)
        for tally in tallies:
            tally.tidy()
        tallies = [t for t in tallies if self._is_contest(t)]
        tallies.sort(key=lambda t: t.spots[0])
        self._add_whole(tallies)
        contests: list[Contest] = []
        candidacies: list[Candidacy] = []
        places = Counter((t.status, place_key(t.place)) for t in tallies)
        for tally, passages in zip(tallies, self._passages(tallies), strict=True):
            contest = self._contest(tally)
            contests.append(contest)
            candidacies.extend(self._candidacies(tally, contest, self._outcome(tally, places, passages)))
        return tuple(contests), tuple(candidacies)

    # -- rows of one block ---------------------------------------------------------------------

    def _blocks(self) -> list[Tally]:
        """The rows of every record block, kept apart by place and status."""
        tallies: dict[tuple[int, str, Status], Tally] = {}
        for figure in self.figures:
            claim = figure.claim
            block = next((c.contest for c in figure.claims if c.contest is not None), None)
            if block is None or claim.status not in _STATUSES:
                continue
            key = block, place_key(claim.place), claim.status
            if (tally := tallies.get(key)) is None:
                tally = tallies[key] = Tally(claim.place, claim.status)
            tally.seats |= claim.measure in _SEATS and claim.owner.candidate is None
            if claim.measure in _CELLS:
                self._add(tally, claim, figure.id)
        return [t for t in tallies.values() if t.rows]

    def _add(self, tally: Tally, claim: Reading, figure: str) -> None:
        row = self._row(tally, claim)
        if row is None:
            return
        tally.spots.append(claim.span.start)
        tally.current = row
        if claim.measure is Measure.VOTES and claim.count not in _FIRST_COUNT:
            row.counts.setdefault(claim.count, (claim, figure))
        else:
            row.cells.setdefault(claim.measure, []).append((claim, figure))

    def _row(self, tally: Tally, claim: Reading) -> Row | None:
        """The row a figure belongs to, a new one if need be; None where it belongs to no single row."""
        party, name = claim.owner.party, claim.owner.candidate
        if party and not name and self.kinds.get(party.id) in ("others", "outcome"):
            return None
        who = self.person(name) if name else None
        if self.nobody.search(name or (party.name if party and not party.id else "")):
            return None
        if who is not None:
            known = (r for r in tally.rows[-_ROWS:] if r.person and r.person.identical(who) and r.allied(party))
            return next(known, None) or tally.new(party, name, who)
        if party is None:
            return None
        own = [r for r in tally.rows[-_ROWS:] if r.party == party]
        current = tally.current if tally.current in own else None
        if claim.measure is Measure.VOTES and (len(own) != 1 or own[0].cells.get(Measure.VOTES)):
            last = current.cells.get(Measure.VOTES) if current else None
            if last and not self._party_between(last[-1][0].span.end, claim.span.start):
                # "524 & 462 [26.2%]": two votes of one party, whose share is neither's alone.
                tally.shared.add(party)
            return tally.new(party, None, None)
        if party in tally.shared or (current is None and len(own) > 1):
            return None
        row = current or (own[0] if own else tally.new(party, None, None))
        return None if row.cells.get(claim.measure) or (row.candidate and len(own) > 1) else row

    def _party_between(self, start: int, end: int) -> bool:
        at = bisect_left(self.parties_at, start)
        return at < len(self.parties_at) and self.parties_at[at] < end

    # -- blocks of one contest -----------------------------------------------------------------

    def _join(self, blocks: list[Tally]) -> list[Tally]:
        """Blocks that print one contest again, or a later count of it, joined to the first."""
        joined: list[Tally] = []
        for block in blocks:
            block.split_counts()
            for tally in self._alike(joined, block):
                if self._joins(tally, block):
                    break
            else:
                joined.append(block)
        return joined

    def _alike(self, joined: list[Tally], block: Tally) -> list[Tally]:
        """The tallies that ``block`` may print again: of the same kind, and of its place or sharing a row."""
        key, marks = place_key(block.place), block.marks()
        found = [t for t in joined if (t.status, t.seats) == (block.status, block.seats)]
        if key:
            found = [t for t in found if t.place is None or place_key(t.place) == key]
        found = [t for t in found if (key and t.place) or not marks.isdisjoint(t.marks())]
        return found[-_NEAR:]

    def _joins(self, tally: Tally, block: Tally) -> bool:
        key = place_key(block.place)
        pairs = tally.pairs(block.rows)
        if not all(a.agrees(b) for a, b in pairs):
            if len(pairs) == len(block.rows) and self._later_count(tally, block, pairs):
                name = str(2 + max((len(r.counts) for r in tally.rows), default=0))
                for a, b in pairs:
                    votes = b.cell(Measure.VOTES)
                    if votes:
                        a.counts.setdefault(name, votes)
                tally.spots.extend(block.spots)
                return True
            return False
        alike = sum(a.alike(b) for a, b in pairs)
        people = sum(a.person is not None and b.person is not None for a, b in pairs)
        if not (key and tally.place) and alike + people < 2:
            return False
        tally.merge(block, pairs)
        return True

    def _later_count(self, tally: Tally, block: Tally, pairs: list[tuple[Row, Row]]) -> bool:
        """Whether ``block`` counts the same people again after others went out: nobody has fewer votes."""
        people = all(a.person and b.person for a, b in pairs)
        votes = [(a.value(Measure.VOTES), b.value(Measure.VOTES)) for a, b in pairs]
        grown = all(x is not None and y is not None and y >= x for x, y in votes)
        return people and grown and 1 < len(block.rows) < len(tally.rows)

    # -- sentences -----------------------------------------------------------------------------

    def _add_sentences(self, tallies: list[Tally]) -> None:
        """What the prose says of people: added to the contests of the blocks, else contests of their own."""
        home = self._only_place(tallies)
        own: dict[tuple[str, Status], Tally] = {}
        for figure in self.figures:
            claim = figure.claim
            if any(c.contest is not None for c in figure.claims) or claim.measure not in _CELLS:
                continue
            if claim.status not in _STATUSES or self._fill(tallies, claim, figure.id):
                continue
            # Leaders and whole parties are spoken of anywhere: without a place they say nothing of a seat.
            general = claim.owner.candidate is None if claim.place else claim.owner.candidate in self.leaders
            place = claim.place if claim.place and claim.place.kind not in _WIDE else home
            if place is None or (place is home and general):
                continue
            if any(place_key(t.place) == place_key(place) and t.status is claim.status for t in tallies):
                continue
            key = place_key(place), claim.status
            self._add(own.setdefault(key, Tally(place, claim.status, listed=False)), claim, figure.id)
        tallies.extend(t for t in own.values() if any(r.person for r in t.rows))

    def _only_place(self, tallies: list[Tally]) -> Place | None:
        """The one seat a document speaks of, if it speaks of one."""
        if tallies:
            return None
        claims = [f.claim for f in self.figures if f.claim.measure in (*_CELLS, *_WHOLE)]
        named = [c.place for c in claims if c.place and c.place.kind not in _WIDE]
        if not named:
            known = (place_of(name, self.context) for name in self.lexed.names)
            named = [p for p in known if p and p.kind == "constituency"]
        places = {place_key(p): p for p in named}
        return next(iter(places.values())) if len(places) == 1 else None

    def _fill(self, tallies: list[Tally], claim: Reading, figure: str) -> bool:
        """Add a figure of the prose to the one row that it speaks of, where it contradicts nothing there."""
        who = self.person(claim.owner.candidate) if claim.owner.candidate else None
        key = place_key(claim.place)
        found: list[tuple[Tally, Row]] = []
        for tally in tallies:
            if tally.status is not claim.status:
                continue
            here = bool(key) and key == place_key(tally.place)
            rows = [r for r in tally.rows if who and r.person and r.person.same(who)]
            if not rows and here and claim.owner.party:
                rows = [r for r in tally.rows if r.party == claim.owner.party and not (who and r.person)]
            if len(rows) == 1:
                found.append((tally, rows[0]))
        if len(found) != 1:
            return False
        tally, row = found[0]
        cells = row.cells.get(claim.measure, [])
        if (cells and fits(cells[0][0], claim)) or (not cells and claim.qualifier in ("", "exact")):
            row.cells.setdefault(claim.measure, []).append((claim, figure))
            if who and row.candidate is None:
                row.candidate, row.person = claim.owner.candidate, who
        return True

    # -- contests ------------------------------------------------------------------------------

    def _is_contest(self, tally: Tally) -> bool:
        """Whether people or parties stand against each other here, and not a whole country is summed up."""
        rows = tally.rows
        named = [row for row in rows if row.candidate]
        if not rows or (tally.seats and 2 * len(named) < len(rows)):
            return False
        if tally.place is None:
            own = 2 * len(named) >= len(rows) or any(r.candidate not in self.leaders for r in named)
            return own and len(rows) > 1
        if tally.place.kind in _WIDE:
            return 2 * len(named) >= len(rows)
        return len(rows) > 1 or (tally.listed and bool(named))

    def _add_whole(self, tallies: list[Tally]) -> None:
        """Give majority, turnout and the like to the contest they stand with."""
        for figure in self.figures:
            claim = figure.claim
            if claim.measure not in _WHOLE:
                continue
            fitting = [t for t in tallies if t.status is claim.status and self._holds(t, claim)]
            before = [t for t in fitting if t.spots[0] < claim.span.start]
            listed = any(c.contest is not None for c in figure.claims)
            if fitting and (listed or len(fitting) == 1 or claim.place):
                (before or fitting)[-1 if before else 0].whole.append((claim, figure.id))

    def _holds(self, tally: Tally, claim: Reading) -> bool:
        """Whether a figure about a whole contest can be about this one: same place, or its candidate."""
        if claim.place is not None and tally.place is not None:
            return place_key(claim.place) == place_key(tally.place)
        who = self.person(claim.owner.candidate) if claim.owner.candidate else None
        if who is not None:
            return any(row.person and row.person.same(who) for row in tally.rows)
        return claim.place is None

    def _passages(self, tallies: list[Tally]) -> list[tuple[Span, ...]]:
        """The stretches of text that speak of each contest: from the heading over its figures to the next."""
        size = len(self.document.text)
        if len(tallies) == 1:
            return [(Span(0, size),)]
        heads = [offset for offset, _ in self.outline.headings]
        runs: list[tuple[int, int, int]] = []
        for spot, number in sorted((spot, n) for n, t in enumerate(tallies) for spot in t.everywhere):
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

    def _outcome(self, tally: Tally, places: Counter[tuple[Status, str]], passages: tuple[Span, ...]) -> Elected:
        finals = tally.last_count()
        majorities = frozenset(c.value for c, _ in tally.whole if c.measure is Measure.MAJORITY)
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
            majorities,
            counts=1 + any(f is not None for f in finals),
            listed=tally.listed,
            alone=places[tally.status, place_key(tally.place)] == 1,
        )
        return decide(ballot, self.lexed, self.context, self.said)

    def _contest(self, tally: Tally) -> Contest:
        place, first = place_key(tally.place), str(tally.spots[0])
        whole = sorted(tally.whole, key=exact_first)
        return Contest(
            id=content_id(self.id(), "contest", place, tally.status, first),
            document=self.document.name,
            place=tally.place,
            election=self.election if tally.status is Status.RESULT else "",
            status=tally.status,
            figures=tuple((claim.measure, claim.value, figure) for claim, figure in whole),
            candidates=len(tally.rows),
        )

    def _candidacies(self, tally: Tally, contest: Contest, elected: Elected) -> Iterator[Candidacy]:
        strengths = sorted(row.strength for row in tally.rows if row.strength is not None)
        for row, won in zip(tally.rows, elected, strict=True):
            own = row.strength
            rank = 1 + len(strengths) - bisect_right(strengths, own) if own is not None else None
            unnamed = row.party is not None and self.kinds.get(row.party.id) == "none" and row.candidate
            first = Candidacy(
                document=self.document.name,
                contest=contest.id,
                candidate=row.candidate,
                party=None if unnamed else row.party,
                place=contest.place,
                election=contest.election,
                votes=row.value(Measure.VOTES),
                vote_share=row.value(Measure.VOTE_SHARE),
                vote_share_change=row.value(Measure.VOTE_SHARE_CHANGE),
                rank=rank,
                elected=won,
                figures=row.figures(),
            )
            yield first
            for name, (claim, figure) in row.counts.items():
                yield replace(
                    first,
                    votes=claim.value,
                    vote_share=None,
                    vote_share_change=None,
                    rank=None,
                    count=name,
                    figures=(figure,),
                )
