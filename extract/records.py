"""The figures of one document as a returning officer lays them out: one quantity for each thing counted,
and for each contest or tally its rows and the figures of the whole."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from extract.intervals import Interval, of, printed, total
from extract.model import Candidacy, Contest, Figure, Measure, Party, Place, Reading, Result, Status
from extract.people import person
from extract.tallies import place_key

#: The measures a row of a contest can have.
ROW = (Measure.VOTES, Measure.VOTES_CHANGE, Measure.VOTE_SHARE, Measure.VOTE_SHARE_CHANGE)
_HUNDRED = Decimal(100)
_FIRST_COUNT = ("", "1", "first")


@dataclass(frozen=True, slots=True)
class Print:
    """One place where a quantity is printed."""

    figure: str
    claim: Reading
    interval: Interval


@dataclass(slots=True, eq=False)
class Quantity:
    """One thing counted, and every print of it. ``name`` is what a sentence calls it."""

    name: str
    measure: Measure
    prints: tuple[Print, ...]
    versions: tuple[tuple[Print, ...], ...] = field(init=False)

    def __post_init__(self) -> None:
        # The prints, those together that one number can stand behind; exact prints come first.
        found: list[list[Print]] = []
        for one in sorted(self.prints, key=_exact_first):
            home = next((v for v in found if all(one.interval.meets(p.interval) for p in v)), None)
            if home is None:
                found.append([one])
            else:
                home.append(one)
        self.versions = tuple(map(tuple, found))


class Values:
    """What each quantity is taken to be: one of its versions, with single prints read otherwise."""

    def __init__(
        self, versions: Mapping[Quantity, int] | None = None, altered: Mapping[str, Interval] | None = None
    ) -> None:
        self._chosen = dict(versions or {})
        self._altered = dict(altered or {})
        self._known: dict[Quantity, Interval] = {}

    def __getitem__(self, quantity: Quantity) -> Interval:
        """The interval of ``quantity``: what all prints of its version allow."""
        known = self._known.get(quantity)
        if known is None:
            prints = quantity.versions[self._chosen.get(quantity, 0)]
            known = self.of(prints[0])
            for other in prints[1:]:
                known = known.within(self.of(other)) or known
            self._known[quantity] = known
        return known

    def said(self, quantity: Quantity) -> str:
        """The number as it is printed, with the word that qualifies it."""
        first = self.taken(quantity)[0]
        word = first.claim.qualifier.replace("_", " ")
        number = str(self[quantity]) if self.of(first) is not first.interval else printed(first.claim.value)
        return number if word in ("", "exact") else f"{word} {number}"

    def of(self, one: Print) -> Interval:
        """The interval of one print."""
        return self._altered.get(one.figure, one.interval)

    def taken(self, quantity: Quantity) -> tuple[Print, ...]:
        """The prints of the version that is taken."""
        return quantity.versions[self._chosen.get(quantity, 0)]

    def choosing(self, quantity: Quantity, version: int) -> Values:
        """The same, but for another version of ``quantity``."""
        return Values({**self._chosen, quantity: version}, self._altered)

    def reading(self, altered: Mapping[str, Interval]) -> Values:
        """The same, with the prints of some figures read as other intervals."""
        return Values(self._chosen, {**self._altered, **altered})


@dataclass(slots=True, eq=False)
class Line:
    """One candidate or party of a record."""

    name: str
    party: Party | None
    candidate: str | None
    cells: dict[Measure, Quantity] = field(default_factory=dict)
    counts: dict[str, Quantity] = field(default_factory=dict)
    elected: bool | None = None
    rest: bool = False

    def get(self, measure: Measure) -> Quantity | None:
        """The quantity of ``measure``, if it is printed."""
        return self.cells.get(measure)


@dataclass(slots=True, eq=False)
class Record:
    """The rows that stand against each other in one contest, or the tally of parties of one place.

    ``several``: more than one place to fill. ``listed``: the rows stand in one table or list.
    """

    place: Place | None
    status: Status
    lines: list[Line]
    whole: dict[tuple[Measure, bool], Quantity] = field(default_factory=dict)
    several: bool = False
    listed: bool = False
    national: bool = False
    majority_of: Party | None = None
    swing_to: tuple[Party | None, str | None] = (None, None)

    def get(self, measure: Measure, *, percent: bool = False) -> Quantity | None:
        """The figure of the whole contest, as a count or in percent."""
        return self.whole.get((measure, percent))

    def cells(self, measure: Measure) -> list[tuple[Line, Quantity]]:
        """The lines for which ``measure`` is printed."""
        return [(line, line.cells[measure]) for line in self.lines if measure in line.cells]

    def quantities(self) -> Iterator[Quantity]:
        """Everything printed of it."""
        yield from self.whole.values()
        for line in self.lines:
            yield from line.cells.values()
            yield from line.counts.values()

    def lacking(self, measure: Measure) -> list[str]:
        """The names of the lines for which ``measure`` is not printed."""
        return [line.name for line in self.lines if measure not in line.cells]

    def complete(self, values: Values) -> bool | None:
        """Whether all who stood are printed; None where nothing tells."""
        if any(line.rest for line in self.lines):
            return True
        shares = self.cells(Measure.VOTE_SHARE)
        if len(shares) == len(self.lines) > 1 and not self.several:
            summed = total(values[q] for _, q in shares)
            if summed.low <= _HUNDRED <= summed.high:
                return True
            if summed.high < _HUNDRED:
                return False
        return None


def records(result: Result, kinds: Mapping[str, str]) -> list[Record]:
    """The contests of ``result``, then the tallies of parties; ``kinds`` says what a party's id is."""
    figures = {f.id: f for f in result.figures}
    rows: dict[str, list[Candidacy]] = defaultdict(list)
    for candidacy in result.candidates:
        rows[candidacy.contest].append(candidacy)
    used = {f for c in result.candidates for f in c.figures} | {f for c in result.contests for *_, f in c.figures}
    rest = [f for f in result.figures if f.id not in used and _is_rest(f.claim, kinds)]
    found = [_contest(c, rows[c.id], figures, kinds) for c in result.contests]
    used |= _adopted(found, [f for f in result.figures if f.id not in used])
    for figure in rest:
        at = [
            r for r in found if r.status is figure.claim.status and place_key(r.place) == place_key(figure.claim.place)
        ]
        if len(at) == 1 and figure.claim.measure in ROW:
            _rest_line(at[0]).cells.setdefault(
                figure.claim.measure, Quantity(f"the {_word(figure.claim.measure)} of the others",
                                               figure.claim.measure, (_print(figure),))
            )  # fmt: skip
            used.add(figure.id)
    found += _tallies([f for f in result.figures if f.id not in used], kinds)
    return found


def _contest(
    contest: Contest, rows: list[Candidacy], figures: Mapping[str, Figure], kinds: Mapping[str, str]
) -> Record:
    record = Record(contest.place, contest.status, [])
    for row in rows:
        prints = [figures[f] for f in row.figures if f in figures]
        if row.count:
            line = next((x for x in record.lines if (x.candidate, x.party) == (row.candidate, row.party)), None)
            if line is not None and prints:
                name = f"the votes of {line.name} at a later count"
                line.counts[row.count] = Quantity(name, Measure.VOTES, tuple(map(_print, prints)))
            continue
        line = Line(_who(row.candidate, row.party), row.party, row.candidate, elected=row.elected)
        record.lines.append(line)
        for measure in ROW:
            alike = tuple(_print(f) for f in prints if f.claim.measure is measure and _possible(f.claim))
            if alike:
                line.cells[measure] = Quantity(f"the {_word(measure)} of {line.name}", measure, alike)
    whole: dict[tuple[Measure, bool], list[Figure]] = defaultdict(list)
    for measure, _, figure in contest.figures:
        if figure in figures:
            whole[measure, _percent(figures[figure].claim)].append(figures[figure])
    for (measure, percent), prints in whole.items():
        record.whole[measure, percent] = Quantity(f"the {_word(measure)}", measure, tuple(map(_print, prints)))
        if measure is Measure.MAJORITY:
            record.majority_of = prints[0].claim.owner.party
        if measure is Measure.SWING:
            record.swing_to = prints[0].claim.owner.party, prints[0].claim.owner.candidate
    # Three totals and more are of polling places or of hours: none of them is the contest's.
    record.whole = {key: q for key, q in record.whole.items() if len(q.versions) < 3}
    votes = [f for row in rows for f in row.figures if f in figures]
    listed = sum(_block(figures[f]) is not None for f in votes)
    record.listed = 2 * listed > len(votes)
    record.several = _several(record, kinds)
    return record


def _adopted(found: Sequence[Record], figures: Iterable[Figure]) -> set[str]:
    """Give a row what the story prints of its candidate and no contest took, for it does not fit there."""
    taken: set[str] = set()
    for figure in figures:
        claim = figure.claim
        who = person(claim.owner.candidate) if claim.owner.candidate else None
        if (
            who is None
            or claim.measure not in (Measure.VOTES, Measure.VOTE_SHARE)
            or _block(figure) is not None
            or claim.count not in _FIRST_COUNT
        ):
            continue
        homes = [
            line
            for record in found
            if record.status is claim.status and _one_place(claim.place, record.place)
            for line in record.lines
            if line.candidate and (own := person(line.candidate)) and own.full and who.full and own.same(who)
        ]
        if len(homes) == 1 and (old := homes[0].get(claim.measure)):
            homes[0].cells[claim.measure] = Quantity(old.name, old.measure, (*old.prints, _print(figure)))
            taken.add(figure.id)
    return taken


def _one_place(a: Place | None, b: Place | None) -> bool:
    """Whether two places can be one: they are, or one of them is not told."""
    return a is None or b is None or place_key(a) == place_key(b)


def _several(record: Record, kinds: Mapping[str, str]) -> bool:
    """Whether more than one place is to fill: two elected, or a party that puts up two people."""
    if sum(line.elected is True for line in record.lines) > 1:
        return True
    parties = Counter(line.party for line in record.lines if line.party)
    if len(parties) > 1 and any(n > 1 and kinds.get(p.id or p.name) == "party" for p, n in parties.items()):
        return True
    shares = record.cells(Measure.VOTE_SHARE)
    return sum(q.prints[0].interval.low for _, q in shares) > Decimal(115)


def _tallies(figures: Iterable[Figure], kinds: Mapping[str, str]) -> Iterator[Record]:
    """The votes and shares of parties in one table over a whole country or council."""
    groups: dict[tuple[int, str, Status], list[Figure]] = defaultdict(list)
    whole: dict[tuple[str, Status], list[Figure]] = defaultdict(list)
    for figure in figures:
        claim, block = figure.claim, _block(figure)
        if claim.measure not in ROW:
            if claim.measure in (Measure.VALID_VOTES, Measure.TURNOUT, Measure.ELECTORATE):
                whole[place_key(claim.place), claim.status].append(figure)
        elif claim.owner.party and not claim.owner.candidate and block is not None and _possible(claim):
            groups[block, place_key(claim.place), claim.status].append(figure)
    for (_, place, status), found in groups.items():
        record = Record(found[0].claim.place, status, [], listed=True, national=True)
        for figure in found:
            party = figure.claim.owner.party
            line = next((x for x in record.lines if x.party == party), None)
            if line is None:
                rest = _is_rest(figure.claim, kinds)
                line = Line(_who(None, party), party, None, rest=rest)
                record.lines.append(line)
            measure = figure.claim.measure
            old = line.cells.get(measure)
            name = f"the {_word(measure)} of {line.name}"
            line.cells[measure] = Quantity(name, measure, (*(old.prints if old else ()), _print(figure)))
        for figure in whole[place, status]:
            key = figure.claim.measure, _percent(figure.claim)
            again = record.whole.get(key)
            prints = (*(again.prints if again else ()), _print(figure))
            record.whole[key] = Quantity(f"the {_word(key[0])}", key[0], prints)
        if len(record.lines) > 1:
            yield record


def _rest_line(record: Record) -> Line:
    line = next((x for x in record.lines if x.rest), None)
    if line is None:
        line = Line("the others", None, None, rest=True)
        record.lines.append(line)
    return line


def _is_rest(claim: Reading, kinds: Mapping[str, str]) -> bool:
    party = claim.owner.party
    return bool(party and not claim.owner.candidate and kinds.get(party.id or party.name) == "others")


def _who(candidate: str | None, party: Party | None) -> str:
    if candidate and party:
        return f"{candidate} ({party.name})"
    return candidate or (party.name if party else "a candidate without a name")


def _possible(claim: Reading) -> bool:
    """Whether a share can be one with a slip in it: 475 for 47.5, but not a count in its column."""
    return claim.measure is not Measure.VOTE_SHARE or claim.value < 1000


def _percent(claim: Reading) -> bool:
    return claim.unit in ("percent", "points") and claim.measure is not Measure.SWING


def _word(measure: Measure) -> str:
    return WORDS.get(measure, measure.value.replace("_", " "))


def _print(figure: Figure) -> Print:
    return Print(figure.id, figure.claim, of(figure.claim))


def _block(figure: Figure) -> int | None:
    return next((c.contest for c in figure.claims if c.contest is not None), None)


def _exact_first(one: Print) -> tuple[Decimal, int]:
    return one.interval.high - one.interval.low, one.claim.span.start


#: What a sentence calls a measure.
WORDS: dict[Measure, str] = {
    Measure.VOTE_SHARE: "share",
    Measure.VOTE_SHARE_CHANGE: "change of share",
    Measure.VOTES_CHANGE: "change of votes",
    Measure.SEATS_TOTAL: "number of all seats",
    Measure.SEATS_DECLARED: "number of seats declared",
    Measure.SEATS_REMAINING: "number of seats still out",
    Measure.SEATS_SHORT: "number of seats lacking",
    Measure.SEATS_CHANGE: "change of seats",
    Measure.MAJORITY_THRESHOLD: "threshold of a majority",
    Measure.TURNOUT_CHANGE: "change of turnout",
    Measure.REJECTED_BALLOTS: "number of rejected papers",
    Measure.VALID_VOTES: "number of valid votes",
}
