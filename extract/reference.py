"""An official results file: what it says of every contest, and what follows from it.

The file is read like any other table. What it does not print is computed from what it does: a majority
from the votes, a share, a turnout, and for a whole election the seats and votes of each party.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Final

from extract.load import LoadError, load_file
from extract.matching import Matcher, plain_name
from extract.model import Figure, Measure, Party, Place, Result
from extract.packs import rules
from extract.people import Person, person
from extract.tabular import PRECINCT, read_table, reads

#: A file with fewer of its election's seats says nothing of the nation.
_WHOLE_ELECTION: Final = 0.9
_HUNDRED: Final = Decimal(100)
#: An official file may be larger than any document.
_MAX_BYTES: Final = 256 * 2**20


class ReferenceFault(Exception):
    """A reference that cannot be used: names the file and the next step."""


@dataclass(frozen=True, slots=True)
class Official:
    """A value of the reference; ``derived`` says how it was computed, empty where it is printed."""

    value: Decimal
    derived: str = ""


@dataclass(slots=True)
class Standing:
    """Somebody (or some party) who stood in a contest, with the official values."""

    name: str
    who: Person | None
    party: Party | None
    values: dict[tuple[Measure, str], Official] = field(default_factory=dict)


@dataclass(slots=True)
class OfficialContest:
    """A contest of the reference: its place, those who stood, and the values of the whole."""

    place: Place
    election: str
    standings: list[Standing] = field(default_factory=list)
    values: dict[tuple[Measure, str], Official] = field(default_factory=dict)
    numbers: set[tuple[str, int]] = field(default_factory=set)

    @property
    def mixed(self) -> bool:
        """Whether its rows are of several contests in one place, and no sum of them means anything."""
        return len(self.numbers) > len({document for document, _ in self.numbers})


@dataclass(frozen=True, slots=True)
class Reference:
    """An official results file, by its name, version and date, with its contests."""

    name: str
    version: str
    date: str
    country: str
    contests: tuple[OfficialContest, ...]
    matcher: Matcher
    nation: int | None
    nation_names: frozenset[str]
    speakers: frozenset[str] = frozenset()

    @property
    def elections(self) -> frozenset[str]:
        """The elections that the file covers; one without an id is left out."""
        return frozenset(c.election for c in self.contests if c.election)


def load_reference(paths: Iterable[Path], country: str | None = None) -> Reference:
    """Read one reference, which may lie in several files (candidates in one, constituencies in another)."""
    contests: dict[tuple[str, str], OfficialContest] = {}
    results: list[Result] = []
    names: list[str] = []
    digest = hashlib.sha256()
    for path in paths:
        try:
            document = load_file(path, name=path.name, limit=_MAX_BYTES)
        except LoadError as error:
            raise ReferenceFault(str(error)) from error
        result = read_table(document, country=country) if reads(document) else None
        if result is None or not result.figures:
            raise ReferenceFault(
                f"{path}: holds no results that can be told by headers; give a CSV or TSV with a header row "
                "such as Constituency name, Candidate, Party, Votes"
            )
        digest.update(document.text.encode("utf-8", "surrogatepass"))
        names.append(path.name)
        results.append(result)
        _gather(result, contests)
    if not results:
        raise ReferenceFault("no reference was given; name its file with --reference")
    for contest in contests.values():
        if not contest.mixed:
            _derive(contest)
    found = list(contests.values())
    code = next((r.country for r in results if r.country), "")
    pack = rules().countries.get(code)
    nation = _nation(found, pack.place) if pack else None
    seats = next((e.seats for e in (pack.elections if pack else ()) if found and e.id == found[0].election), None)
    if nation is not None and seats and len(found) >= _WHOLE_ELECTION * seats:
        found.append(nation)
        at: int | None = len(found) - 1
    else:
        at = None
    return Reference(
        name=", ".join(names),
        version=digest.hexdigest()[:12],
        date=next((r.document.source.published for r in results if r.document.source.published), "")
        or next(
            (e.date.isoformat() for e in (pack.elections if pack else ()) if found and e.id == found[0].election),
            "",
        ),
        country=code,
        contests=tuple(found),
        matcher=Matcher([(c.place.name, c.place.id) for c in found]),
        nation=at,
        nation_names=frozenset(plain_name(n) for n in (pack.place.name, *pack.aliases)) if pack else frozenset(),
        speakers=frozenset(p.party.id for p in pack.parties if p.kind == "speaker") if pack else frozenset(),
    )


def _gather(result: Result, contests: dict[tuple[str, str], OfficialContest]) -> None:
    standings: dict[tuple[str, str, str, str], Standing] = {}
    for figure in result.figures:
        claim = figure.claim
        if claim.place is None:
            continue
        place = claim.place
        if place.kind == PRECINCT:  # what is compared is the county
            place = Place(place.name.rpartition(", ")[2])
        key = place.id or plain_name(place.name), figure.election
        contest = contests.setdefault(key, OfficialContest(place, figure.election))
        if claim.contest is not None:
            contest.numbers.add((result.document.name, claim.contest))
        kind = "percent" if claim.unit == "percent" and claim.measure is Measure.TURNOUT else ""
        whole = claim.measure in _WHOLE
        if whole:
            contest.values.setdefault((claim.measure, kind), Official(claim.value))
            continue
        _add(contest, standings, key, figure)


_WHOLE: Final = frozenset(
    {Measure.ELECTORATE, Measure.TURNOUT, Measure.VALID_VOTES, Measure.REJECTED_BALLOTS, Measure.MAJORITY}
)


def _add(
    contest: OfficialContest,
    standings: dict[tuple[str, str, str, str], Standing],
    key: tuple[str, str],
    figure: Figure,
) -> None:
    """Add a figure to whoever it belongs to; the votes of one person in several reporting units add up."""
    claim = figure.claim
    party = claim.owner.party
    name = claim.owner.candidate or ""
    mark = (*key, name, party.name if party else "")
    standing = standings.get(mark)
    if standing is None:
        standing = standings[mark] = Standing(name, person(name) if name else None, party)
        contest.standings.append(standing)
    slot = claim.measure, ""
    before = standing.values.get(slot)
    if before is None:
        standing.values[slot] = Official(claim.value)
    elif claim.measure is Measure.VOTES:
        standing.values[slot] = Official(before.value + claim.value, "the sum of several rows")


def _derive(contest: OfficialContest) -> None:
    """What follows from the votes of a contest, where the file does not print it."""
    votes = [s.values[Measure.VOTES, ""].value for s in contest.standings if (Measure.VOTES, "") in s.values]
    values = contest.values
    if len(votes) > 1:
        first, second = sorted(votes, reverse=True)[:2]
        values.setdefault((Measure.MAJORITY, ""), Official(first - second, f"{first} - {second}"))
        values.setdefault((Measure.VALID_VOTES, ""), Official(sum(votes, Decimal(0)), "the sum of all votes"))
    valid, electorate = values.get((Measure.VALID_VOTES, "")), values.get((Measure.ELECTORATE, ""))
    if valid is None:
        return
    if electorate is not None and electorate.value:
        share = valid.value * _HUNDRED / electorate.value
        values.setdefault((Measure.TURNOUT, "percent"), Official(share, f"{valid.value} / {electorate.value}"))
    values.setdefault((Measure.TURNOUT, ""), Official(valid.value, "the valid votes"))
    if (margin := values.get((Measure.MAJORITY, ""))) is not None and valid.value:
        values.setdefault(
            (Measure.MAJORITY, "percent"),
            Official(margin.value * _HUNDRED / valid.value, f"{margin.value} / {valid.value}"),
        )
    for standing in contest.standings:
        own = standing.values.get((Measure.VOTES, ""))
        if own is not None and valid.value:
            share = own.value * _HUNDRED / valid.value
            standing.values.setdefault((Measure.VOTE_SHARE, ""), Official(share, f"{own.value} / {valid.value}"))


def _nation(contests: list[OfficialContest], place: Place) -> OfficialContest | None:
    """The seats, votes and shares of each party in all contests of one election together."""
    if len({c.election for c in contests}) != 1:
        return None
    votes: dict[Party, Decimal] = defaultdict(Decimal)
    seats: dict[Party, int] = defaultdict(int)
    for contest in contests:
        tally = [
            (s.values[Measure.VOTES, ""].value, s.party) for s in contest.standings if (Measure.VOTES, "") in s.values
        ]
        for own, party in tally:
            if party is not None:
                votes[party] += own
        first = [party for own, party in tally if own == max(v for v, _ in tally)]
        if len(first) == 1 and first[0] is not None:
            seats[first[0]] += 1
    total = sum(votes.values(), Decimal(0))
    if not total:
        return None
    nation = OfficialContest(place, contests[0].election)
    for party, own in votes.items():
        nation.standings.append(
            Standing(
                "", None, party,
                {
                    (Measure.VOTES, ""): Official(own, "the sum of all seats"),
                    (Measure.VOTE_SHARE, ""): Official(own * _HUNDRED / total, f"{own} / {total}"),
                    (Measure.SEATS, ""): Official(Decimal(seats[party]), "the seats where it came first"),
                },
            )
        )  # fmt: skip
    nation.values[Measure.VALID_VOTES, ""] = Official(total, "the sum of all votes")
    nation.values[Measure.SEATS_TOTAL, ""] = Official(Decimal(len(contests)), "the seats of the file")
    for measure in (Measure.ELECTORATE, Measure.REJECTED_BALLOTS):
        parts = [c.values[measure, ""].value for c in contests if (measure, "") in c.values]
        if len(parts) == len(contests):
            nation.values[measure, ""] = Official(sum(parts, Decimal(0)), "the sum of all seats")
    electorate = nation.values.get((Measure.ELECTORATE, ""))
    if electorate is not None:
        nation.values[Measure.TURNOUT, "percent"] = Official(
            total * _HUNDRED / electorate.value, f"{total} / {electorate.value}"
        )
    return nation
