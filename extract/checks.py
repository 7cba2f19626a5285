"""The identities inside one document -> findings: what holds, what cannot, and what would mend it.

Nothing is corrected. A check runs where the record is complete enough, and otherwise says what is missing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from extract import chamber_checks, change_checks, contest_checks, share_checks
from extract.chambers import Chamber, chambers
from extract.diagnosis import Diagnosis
from extract.identities import (
    IDENTITIES,
    REPEATED,
    SEATS_SUM,
    SHARES_SUM,
    Check,
    Outcome,
    conflict,
    explained,
    holds,
    incomplete,
)
from extract.intervals import printed
from extract.model import Finding, Measure, Repair, Result, Status, Verdict, content_id
from extract.packs import RulePack
from extract.records import Quantity, Record, Values, records
from extract.tallies import place_key

#: Severities, as ``Finding`` counts them.
NOTE, EXPLAINED, TYPO, CONFLICT = range(4)

_RANK = {identity.code: place for place, identity in enumerate(IDENTITIES)}
#: Where rows may be missing, only the two commonest slips count as proof of another cause.
_LOOSE, _PROOF = (SHARES_SUM, SEATS_SUM, REPEATED), ("digit", "transposed")
#: Turnout with and without rejected papers, in points of its own size.
_REJECTED = 20
#: Two tallies nearer than this are rather two hours of a count than a slip.
_NEAR = Decimal("0.8")
#: Smaller numbers are all one slip from each other.
_TELLING = 100
_LIVE = frozenset({Measure.SEATS, Measure.COUNCILLORS, Measure.SEATS_DECLARED, Measure.SEATS_REMAINING})
_CONTESTED = frozenset({Measure.VOTES, Measure.VOTE_SHARE, Measure.MAJORITY, Measure.TURNOUT, Measure.ELECTORATE})


def check(result: Result, pack: RulePack | None = None) -> tuple[Finding, ...]:
    """The findings of one document in the order of its text, those that hold among them.

    With a ``pack`` it is known which printed parties are "others", and how many seats a chamber has where
    the document does not say.
    """
    kinds, sizes = _known(result, pack)
    rows = records(result, kinds)
    houses = chambers(result, _used(rows), sizes)
    found = list(_checks(rows, houses, kinds))
    values = _most_fitting(found, {q for c in found for q in c.covers})
    diagnosis = Diagnosis(result.document, found, values)
    document = result.document.id  # a hash of the whole text: once is enough
    findings = [_finding(result, document, one, values, diagnosis) for one in found]
    starts = {f.id: f.claim.span.start for f in result.figures}
    return tuple(sorted(findings, key=lambda f: (min(starts[i] for i in f.figures), _RANK[f.code], f.id)))


def _known(result: Result, pack: RulePack | None) -> tuple[dict[str, str], dict[str, int]]:
    """What kind each party is, by id and by name, and the seats of chambers by place."""
    country = pack.countries.get(result.country) if pack else None
    if country is None:
        return {}, {}
    kinds = {p.party.id: p.kind for p in country.parties}
    kinds |= {name: p.kind for p in country.parties for name in (p.party.name, *p.aliases)}
    sizes: dict[str, int] = {}
    election = next((e for e in country.elections if e.id == result.election), None)
    if election is not None and election.seats:
        places = (country.place, *(p.place for p in country.places))
        whose = next((p for p in places if p.name == (election.place or country.place.name)), None)
        sizes[place_key(whose)] = election.seats
    return kinds, sizes


def _used(rows: Iterable[Record]) -> frozenset[str]:
    return frozenset(p.figure for record in rows for q in record.quantities() for p in q.prints)


def _checks(rows: Sequence[Record], houses: Sequence[Chamber], kinds: Mapping[str, str]) -> Iterable[Check]:
    before: dict[str, list[Record]] = defaultdict(list)
    for record in rows:
        if record.status is Status.PREVIOUS:
            before[place_key(record.place)].append(record)
    for record in rows:
        place = record.place.name if record.place else ""
        earlier = before[place_key(record.place)] if record.status is Status.RESULT else []
        yield from contest_checks.checks(record, place)
        yield from share_checks.checks(record, place)
        yield from change_checks.checks(record, earlier[0] if len(earlier) == 1 else None, place)
        if record.status is Status.RESULT and not record.national:
            for quantity in record.quantities():
                yield from _repeated(quantity, place, live=False)
    for house in houses:
        key = place_key(house.place)
        then = (h for h in houses if h.status is Status.PREVIOUS and place_key(h.place) == key)
        yield from chamber_checks.checks(house, next(then, None), kinds)
        if house.status is Status.RESULT:
            live = house.counting(Values())
            for quantity in house.quantities():
                yield from _repeated(quantity, house.name, live=live)


def _repeated(quantity: Quantity, place: str, *, live: bool) -> Iterable[Check]:
    """Whether all prints of one quantity can be one number."""
    if len(quantity.prints) < 2:
        return

    def test(values: Values) -> Outcome:
        intervals = [values.of(p) for p in quantity.prints]
        said = " and ".join(dict.fromkeys(printed(p.claim.value) for p in quantity.prints))
        clash = next((i for i in intervals[1:] if not i.meets(intervals[0])), None)
        if clash is None:
            return holds(f"All {len(intervals)} prints of {quantity.name} agree.", intervals[0], said)
        sentence = f"For {quantity.name} the text prints {said}"
        if quantity.measure is Measure.TURNOUT:
            gap = max(i.low for i in intervals) - min(i.high for i in intervals)
            if gap * _REJECTED <= max(i.low for i in intervals):
                reason = "ballots without and with the rejected ones can explain it"
                return explained(f"{sentence}; {reason}.", intervals[0], said)
        if live and quantity.measure in _LIVE:
            return explained(f"{sentence}, of different hours of the count.", intervals[0], said)
        ends = sorted(abs(p.claim.value) for p in quantity.prints)
        close = ends[0] < _TELLING or ends[0] > ends[-1] * _NEAR
        if quantity.measure not in _CONTESTED and close:
            return incomplete(f"{sentence}, which may be of different hours of the count.")
        if quantity.measure in _CONTESTED:
            wrong = f"{sentence}; unless one is of another day or place, one of them is wrong."
            return conflict(wrong, intervals[0], said, unproved=Verdict.EXPLAINED)
        wrong = f"{sentence}; unless they are of different hours of the count, one of them is wrong."
        return conflict(wrong, intervals[0], said, unproved=Verdict.INCOMPLETE)

    yield Check(REPEATED, place, (quantity,), test)


def _most_fitting(found: Sequence[Check], quantities: Iterable[Quantity]) -> Values:
    """Of what is printed in several ways, the version with which most checks hold; else the first."""
    values = Values()
    covering: dict[Quantity, list[Check]] = defaultdict(list)
    for one in found:
        for quantity in one.covers:
            covering[quantity].append(one)
    several = [q for q in quantities if len(q.versions) > 1]
    for quantity in sorted(several, key=lambda q: q.prints[0].claim.span.start):
        scores = []
        for version in range(len(quantity.versions)):
            other = values.choosing(quantity, version)
            verdicts = [c.test(other).verdict for c in covering[quantity] if c.identity is not REPEATED]
            good = verdicts.count(Verdict.HOLDS) - verdicts.count(Verdict.CONFLICT)
            scores.append((-good, version))
        values = values.choosing(quantity, min(scores)[1])
    return values


def _finding(result: Result, document: str, one: Check, values: Values, diagnosis: Diagnosis) -> Finding:
    outcome = one.test(values)
    verdict, text = outcome.verdict, outcome.explanation
    repairs: tuple[Repair, ...] = ()
    all_hold = False
    if outcome.verdict in (Verdict.CONFLICT, Verdict.EXPLAINED):
        repairs, all_hold = diagnosis.repairs(one)
    proof = all_hold and (one.identity not in _LOOSE or any(r.kind in _PROOF for r in repairs))
    if verdict is Verdict.CONFLICT and not proof and outcome.unproved is not Verdict.CONFLICT:
        verdict = outcome.unproved
        repairs = ()
    severity = {Verdict.EXPLAINED: EXPLAINED, Verdict.CONFLICT: TYPO if repairs else CONFLICT}.get(verdict, NOTE)
    if repairs and verdict is Verdict.CONFLICT:
        fits = " or ".join(dict.fromkeys(f"{printed(r.suggested)} for {printed(r.printed)}" for r in repairs[:3]))
        more = f" (and {len(repairs) - 3} more ways)" if len(repairs) > 3 else ""
        text += f" It would hold if one read {fits}{more}."
    figures = tuple(dict.fromkeys(p.figure for q in one.covers for p in q.prints))
    return Finding(
        id=content_id("finding", document, one.identity.code, one.place, *figures),
        code=one.identity.code,
        verdict=verdict,
        severity=severity,
        explanation=text,
        documents=(result.document.name,),
        figures=figures,
        expected=outcome.expected,
        printed=outcome.printed,
        repairs=repairs,
        place=one.place,
        election=result.election,
    )
