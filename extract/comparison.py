"""What was read against an official results file: right, wrong, not found, or not in the file.

A figure is compared with one official value or with none: where its place or its owner can mean several,
that is reported and nothing is taken.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from rapidfuzz import fuzz

from extract.claims import Claim, Sources
from extract.grouping import group
from extract.matching import plain_name
from extract.model import Measure, Status
from extract.people import Person, person, titles
from extract.reference import Official, OfficialContest, Reference, Standing
from extract.slips import slip

#: Two spellings of one name: so alike of 100.
_SPELLING: Final = 85.0
_HUNDRED: Final = Decimal(100)


class Found(StrEnum):
    """How a figure compares with the reference."""

    OK = "ok"
    WRONG = "wrong"
    AMBIGUOUS = "ambiguous"
    NOT_IN_TEXT = "not found in the text"
    NOT_IN_REFERENCE = "not in the reference"


@dataclass(frozen=True, slots=True)
class Compared:
    """One figure beside its official value; ``claim`` is None for what no text prints."""

    found: Found
    claim: Claim | None
    place: str = ""
    owner: str = ""
    measure: Measure | None = None
    kind: str = ""
    official: Official | None = None
    how: str = ""
    reason: str = ""

    @property
    def difference(self) -> Decimal | None:
        """Printed less official, where both are known."""
        if self.claim is None or self.official is None:
            return None
        return self.claim.value - self.official.value


def compare(sources: Sources, reference: Reference) -> list[Compared]:
    """Every result in ``sources`` against ``reference``, then what else its contests hold."""
    world = group(sources)
    early = {
        claim.id: stage
        for found in world.groups.values()
        for claim, stage in zip(found.claims, found.stages, strict=True)
        if stage is not None and stage != world.totals.get(found.key.election)
    }
    return list(_Comparison(reference, early).run(sources.claims))


class _Comparison:
    def __init__(self, reference: Reference, early: Mapping[str, int]) -> None:
        self.reference, self.early = reference, early
        self.seen: dict[int, set[int]] = defaultdict(set)
        self.people: dict[Person, list[int]] = defaultdict(list)
        for at, contest in enumerate(reference.contests):
            for standing in contest.standings:
                if standing.who is not None and standing.who.full:
                    self.people[standing.who].append(at)

    def run(self, claims: Iterable[Claim]) -> Iterator[Compared]:
        for claim in claims:
            if claim.status is Status.RESULT:
                yield self._one(claim)
        for at in sorted(self.seen):
            contest = self.reference.contests[at]
            for number, standing in enumerate(contest.standings):
                official = standing.values.get((Measure.VOTES, ""))
                if number not in self.seen[at] and official is not None and at != self.reference.nation:
                    yield Compared(
                        Found.NOT_IN_TEXT,
                        None,
                        contest.place.name,
                        _named(standing),
                        Measure.VOTES,
                        "",
                        official,
                    )

    def _one(self, claim: Claim) -> Compared:
        reference = self.reference
        if claim.election and reference.elections and claim.election not in reference.elections:
            return Compared(Found.NOT_IN_REFERENCE, claim, reason=f"it is about another election, {claim.election}")
        at, how, reason = self._contest(claim)
        if at is None:
            found = Found.AMBIGUOUS if how == "ambiguous" else Found.NOT_IN_REFERENCE
            return Compared(found, claim, claim.place, reason=reason)
        contest = reference.contests[at]
        if at == reference.nation and claim.id in self.early:
            reason = f"it is a partial count, at {self.early[claim.id]} seats declared"
            return Compared(Found.NOT_IN_REFERENCE, claim, contest.place.name, reason=reason)
        return self._value(claim, at, contest, how)

    # -- places ----------------------------------------------------------------------------------

    def _contest(self, claim: Claim) -> tuple[int | None, str, str]:
        """The contest that a claim is about, how it was matched, or why none was."""
        reference = self.reference
        contests = reference.contests
        if not claim.place and not claim.place_id:
            return self._by_person(claim)
        if plain_name(claim.place) in reference.nation_names:
            return (
                reference.nation,
                "nation",
                "" if reference.nation is not None else "the reference is no whole election",
            )
        match = reference.matcher.find(claim.place, claim.place_id)
        if match.at is None and claim.place_id:  # codes change with the boundaries, names need not
            match = reference.matcher.find(claim.place)
        if match.at is not None:
            return match.at, match.how, ""
        rivals = [at for at in match.rivals if not claim.election or contests[at].election in ("", claim.election)]
        if match.how in ("id", "name") and len(rivals) == 1:
            return rivals[0], match.how, ""
        if rivals:
            names = ", ".join(dict.fromkeys(contests[at].place.name for at in rivals))
            return None, "ambiguous", f"{claim.place} can mean {names}"
        return None, "", f"no place of the reference is called {claim.place}"

    def _by_person(self, claim: Claim) -> tuple[int | None, str, str]:
        if claim.measure is Measure.SEATS and not claim.candidate:
            return self.reference.nation, "nation", "it names no place"
        who = person(claim.candidate, titles()) if claim.candidate else None
        places = self.people.get(who, []) if who else []
        if len(places) == 1:
            return places[0], "person", ""
        if places:
            return (
                None,
                "ambiguous",
                f"{claim.candidate} stood in {len(places)} contests and the text names no place",
            )
        return None, "", "it names no place"

    # -- owners and values -------------------------------------------------------------------------

    def _value(self, claim: Claim, at: int, contest: OfficialContest, how: str) -> Compared:
        if claim.measure in _CONTEST:
            official = contest.values.get((claim.measure, claim.unit))
            return self._verdict(claim, contest, "", official, how)
        standings = self._standings(claim, contest)
        if len(standings) > 1:
            names = ", ".join(_named(contest.standings[n]) for n in standings)
            return Compared(Found.AMBIGUOUS, claim, contest.place.name, reason=f"it can belong to {names}")
        if not standings and how != "person" and (elsewhere := self._by_person(claim))[0] is not None:
            return self._value(claim, elsewhere[0], self.reference.contests[elsewhere[0]], "person")
        if not standings:
            who = claim.candidate or claim.party or "nobody"
            return Compared(
                Found.NOT_IN_REFERENCE,
                claim,
                contest.place.name,
                reason=f"{who} did not stand in {contest.place.name}",
            )
        standing = contest.standings[standings[0]]
        if claim.measure is Measure.VOTES:
            self.seen[at].add(standings[0])
        official = standing.values.get((claim.measure, claim.unit if claim.unit == "percent" else ""))
        return self._verdict(claim, contest, _named(standing), official, how)

    def _standings(self, claim: Claim, contest: OfficialContest) -> list[int]:
        """Those of a contest whom a claim can be about: by name and party, by name, by spelling, by party."""
        who = person(claim.candidate, titles()) if claim.candidate else None
        mine = [n for n, s in enumerate(contest.standings) if _party(claim, s)]
        if who is None:
            return mine
        named = [n for n, s in enumerate(contest.standings) if s.who and who.same(s.who)]
        if len(named) > 1:
            named = [n for n in named if n in mine] or named
        if named:
            return named
        spelled = " ".join(who.words)
        return [
            n
            for n, s in enumerate(contest.standings)
            if s.who and (not claim.party or n in mine) and fuzz.ratio(spelled, " ".join(s.who.words)) >= _SPELLING
        ]

    def _verdict(
        self, claim: Claim, contest: OfficialContest, owner: str, official: Official | None, how: str
    ) -> Compared:
        place = contest.place.name
        if official is None:
            reason = f"the reference has no {claim.measure.value.replace('_', ' ')}"
            return Compared(Found.NOT_IN_REFERENCE, claim, place, owner, claim.measure, claim.unit, reason=reason)
        if claim.low <= official.value <= claim.high or _other_turnout(claim, contest):
            return Compared(Found.OK, claim, place, owner, claim.measure, claim.unit, official, how)
        if self._with_speaker(claim, contest) == official.value:
            note = "with the Speaker's seat, which the reference counts apart"
            return Compared(Found.OK, claim, place, owner, claim.measure, claim.unit, official, how, note)
        kind = slip(claim.value, official.value) if not official.derived or claim.low == claim.high else ""
        return Compared(Found.WRONG, claim, place, owner, claim.measure, claim.unit, official, how, kind)

    def _with_speaker(self, claim: Claim, contest: OfficialContest) -> Decimal | None:
        """A party's seats less the Speaker's, whom many count with the party that the Speaker left."""
        if claim.measure is not Measure.SEATS or claim.low != claim.high:
            return None
        apart = [s for s in contest.standings if s.party and s.party.id in self.reference.speakers]
        seats = [s.values[Measure.SEATS, ""].value for s in apart if (Measure.SEATS, "") in s.values]
        return claim.value - seats[0] if len(seats) == 1 and seats[0] else None


_CONTEST: Final = frozenset(
    {
        Measure.ELECTORATE, Measure.TURNOUT, Measure.VALID_VOTES, Measure.REJECTED_BALLOTS, Measure.MAJORITY,
        Measure.SEATS_TOTAL,
    }
)  # fmt: skip


def _other_turnout(claim: Claim, contest: OfficialContest) -> bool:
    """Whether a turnout holds with the rejected ballots counted in, as some authorities count it."""
    if claim.measure is not Measure.TURNOUT:
        return False
    values = contest.values
    parts = [values.get((m, "")) for m in (Measure.VALID_VOTES, Measure.REJECTED_BALLOTS)]
    ballots = sum((p.value for p in parts if p), Decimal(0))
    if claim.unit != "percent":
        return claim.low <= ballots <= claim.high
    electorate = values.get((Measure.ELECTORATE, ""))
    return electorate is not None and claim.low <= ballots * _HUNDRED / electorate.value <= claim.high


def _party(claim: Claim, standing: Standing) -> bool:
    if standing.party is None or not (claim.party or claim.party_id):
        return False
    if claim.party_id and standing.party.id:
        return claim.party_id == standing.party.id
    return plain_name(claim.party) == plain_name(standing.party.name)


def _named(standing: Standing) -> str:
    party = standing.party.name if standing.party else ""
    return f"{standing.name} ({party})" if standing.name and party else standing.name or party
