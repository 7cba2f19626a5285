"""Which claims speak of the same thing: one name for each election, place, party and person.

Sources print a place with or without its code, a party for its candidate, a person without the place.
What only one thing in the set can mean is taken to mean it; everything else stays apart.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from extract.claims import Claim, Origin, Sources
from extract.matching import plain_name
from extract.model import UNOWNED, Measure, Status
from extract.packs import rules
from extract.people import Person, person, titles

#: Measures of a chamber: printed without a place they are the nation's.
CHAMBER: Final = frozenset(
    {
        Measure.SEATS,
        Measure.SEATS_CHANGE,
        Measure.SEATS_TOTAL,
        Measure.SEATS_DECLARED,
        Measure.SEATS_REMAINING,
        Measure.SEATS_LEADING,
        Measure.SEATS_SHORT,
        Measure.MAJORITY_THRESHOLD,
        Measure.ELECTORAL_VOTES,
        Measure.COUNCILS,
        Measure.COUNCILS_CHANGE,
        Measure.COUNCILLORS,
        Measure.COUNCILLORS_CHANGE,
    }
)
#: The place of a figure that is about the whole nation.
NATION: Final = ""


class Key(NamedTuple):
    """What claims must share to be compared; ``place`` and ``owner`` are the names that keys share."""

    election: str
    place: str
    owner: str
    measure: Measure
    kind: str
    status: Status


@dataclass(slots=True)
class Group:
    """The claims of one key, with the stage of the count that each belongs to (None: not said)."""

    key: Key
    claims: list[Claim] = field(default_factory=list)
    stages: list[int | None] = field(default_factory=list)


@dataclass(slots=True)
class _Owner:
    """A person of one contest, under every party and name that sources print."""

    key: str
    who: Person
    parties: set[str]


@dataclass(frozen=True, slots=True)
class World:
    """All groups of a set of sources, and the seats that each election has to give."""

    groups: dict[Key, Group]
    totals: dict[str, int]
    nation: tuple[str, str] = ("", "")


def group(sources: Sources) -> World:
    """Sort the claims of ``sources`` by what they speak of."""
    names = _Names(sources)
    groups: dict[Key, Group] = {}
    for claim in sources.claims:
        key = names.key(claim)
        found = groups.get(key)
        if found is None:
            found = groups[key] = Group(key)
        found.claims.append(claim)
        found.stages.append(names.stage(claim, key))
    return World(groups, names.totals, names.nation)


class _Names:
    """The one name of everything that the claims name."""

    def __init__(self, sources: Sources) -> None:
        self.origins = sources.origins
        elections = {c.election for c in sources.claims if c.election}
        self.election = elections.pop() if len(elections) == 1 else ""
        self._places = _ids((c.place, c.place_id) for c in sources.claims)
        self._parties = _ids((c.party, c.party_id) for c in sources.claims)
        packs = [rules().countries[c] for c in self._countries(sources.origins)]
        self._nations = frozenset(plain_name(n) for pack in packs for n in (pack.place.name, *pack.aliases))
        self._single = {p.place.id for pack in packs for p in pack.places if p.place.kind == "constituency"}
        said = {(c.place, c.place_id) for c in sources.claims if c.place and self._national(c)}
        #: What the nation is called, with its code where a source knows it.
        self.nation = max(said, key=lambda n: (bool(n[1]), n), default=("", ""))
        self._wide = {
            c.origin for c in sources.claims if c.measure in CHAMBER and not c.candidate and self._national(c)
        }
        self._known: dict[tuple[str, ...], str] = {}
        self._folds: dict[str, str] = {}
        self._people: dict[tuple[str, str], dict[str, list[_Owner]]] = defaultdict(dict)
        self._alone: dict[tuple[str, Person], set[str]] = defaultdict(set)
        self._chambers = {
            (self._election(c), self._place(c)) for c in sources.claims if c.measure in CHAMBER and not c.candidate
        }
        self._whole: set[tuple[int, str]] = set()
        self._meet(sources.claims)
        self.totals = self._totals(sources.claims)
        self._whole = self._whole_chamber(sources.claims)
        self._stages = self._document_stages(sources.claims)

    def key(self, claim: Claim) -> Key:
        """What ``claim`` speaks of."""
        election = self._election(claim)
        place = self._place(claim)
        if claim.measure in CHAMBER and self._of_whole(claim, place):
            place = NATION
        elif claim.candidate and place.startswith("?"):
            place = self._where(election, claim) or place
        owner = "" if self._is_whole(claim, place) else self._owner(election, place, claim)
        return Key(election, place, owner, claim.measure, claim.unit, claim.status)

    def _of_whole(self, claim: Claim, place: str) -> bool:
        """Whether a figure is the whole chamber's, whatever its place: one seat holds no twelve."""
        return (claim.origin, claim.sentence) in self._whole or (place in self._single and abs(claim.value) > 1)

    @staticmethod
    def _is_whole(claim: Claim, place: str) -> bool:
        """Whether a contest has one such figure, whoever it is printed beside, as its majority."""
        contest = place != NATION and claim.unit != "seats"
        return claim.measure in UNOWNED or (contest and claim.measure in (Measure.MAJORITY, Measure.SWING))

    def stage(self, claim: Claim, key: Key) -> int | None:
        """How many seats had declared when ``claim`` was true, by itself or by the document it stands in."""
        if claim.status is not Status.RESULT:
            return None
        if claim.candidate or (key.place != NATION and (key.election, key.place) not in self._chambers):
            return None  # a seat has declared or has not
        if claim.declared is not None or key.place != NATION:
            return claim.declared
        return self._stages.get(claim.origin)

    # -- places and elections --------------------------------------------------------------------

    def _election(self, claim: Claim) -> str:
        return claim.election or self.election

    @staticmethod
    def _countries(origins: Sequence[Origin]) -> list[str]:
        """The countries of the sources that have a pack; packs are loaded only where there is one."""
        named = {o.country for o in origins if o.country}
        return sorted(named & rules().countries.keys()) if named else []

    def _national(self, claim: Claim) -> bool:
        return not claim.place or plain_name(claim.place) in self._nations

    def _place(self, claim: Claim) -> str:
        if not claim.place and not claim.place_id:
            whole = claim.measure in CHAMBER or claim.unit == "seats" or claim.origin in self._wide
            return NATION if whole and not claim.candidate else f"?{claim.origin}"
        cached = self._known.get(("place", claim.place, claim.place_id))
        if cached is None:
            name = plain_name(claim.place)
            cached = NATION if name in self._nations else claim.place_id or self._places.get(name) or name
            self._known["place", claim.place, claim.place_id] = cached
        return cached

    # -- parties and people ----------------------------------------------------------------------

    def _party(self, claim: Claim) -> str:
        if claim.party_id or not claim.party:
            return claim.party_id
        name = self._folds.get(claim.party)
        if name is None:
            name = self._folds[claim.party] = plain_name(claim.party)
        return self._parties.get(name) or name

    def _meet(self, claims: Iterable[Claim]) -> None:
        """Get to know the people of every contest, the fullest names first."""
        seen: set[tuple[str, str, str, str]] = set()
        for claim in claims:
            if claim.candidate:
                seen.add((self._election(claim), self._place(claim), self._party(claim), claim.candidate))
        for election, place, party, candidate in sorted(seen, key=lambda s: (s[0], s[1], -len(s[3].split()), s)):
            who = person(candidate, titles())
            if who is None:
                continue
            people = self._people[election, place].setdefault(who.surname, [])
            fits = [o for o in people if _one(o, who, party)]
            if len(fits) == 1:
                fits[0].parties.add(party)
            else:
                people.append(_Owner(f"{candidate}/{party}", who, {party}))
            if not place.startswith("?") and who.full:
                self._alone[election, who].add(place)

    def _where(self, election: str, claim: Claim) -> str:
        """The only contest in which somebody of this full name stands; empty if none or several."""
        who = person(claim.candidate, titles())
        places = self._alone.get((election, who), set()) if who else set()
        return next(iter(places)) if len(places) == 1 else ""

    def _owner(self, election: str, place: str, claim: Claim) -> str:
        if not claim.candidate and not claim.party:
            return ""
        mark = (election, place, claim.party, claim.party_id, claim.candidate)
        cached = self._known.get(mark)
        if cached is None:
            cached = self._known[mark] = self._find_owner(election, place, claim)
        return cached

    def _find_owner(self, election: str, place: str, claim: Claim) -> str:
        party = self._party(claim)
        contest = self._people.get((election, place), {})
        if not claim.candidate:
            if (election, place) in self._chambers or place == NATION:
                return party
            standing = [o for people in contest.values() for o in people if party in o.parties]
            return standing[0].key if len(standing) == 1 else party
        who = person(claim.candidate, titles())
        if who is None:
            return plain_name(claim.candidate)
        fits = [o for o in contest.get(who.surname, ()) if _one(o, who, party)]
        return fits[0].key if len(fits) == 1 else claim.candidate

    # -- the count -------------------------------------------------------------------------------

    def _totals(self, claims: Iterable[Claim]) -> dict[str, int]:
        """The seats of each election's chamber: of the packs, else what most claims say."""
        said: dict[str, Counter[int]] = defaultdict(Counter)
        for claim in claims:
            if claim.measure is Measure.SEATS_TOTAL and claim.exact and self._place(claim) == NATION:
                said[self._election(claim)][int(claim.value)] += 1
            elif claim.declared_of:
                said[self._election(claim)][claim.declared_of] += 1
        totals = {election: counts.most_common(1)[0][0] for election, counts in said.items()}
        codes = self._countries(self.origins)
        for election in (e for code in codes for e in rules().countries[code].elections):
            if election.seats and not election.place:
                totals[election.id] = election.seats
        return totals

    def _whole_chamber(self, claims: Iterable[Claim]) -> set[tuple[int, str]]:
        """The sentences on the whole chamber, whatever place they name: they print its majority mark."""
        return {
            (c.origin, c.sentence)
            for c in claims
            if c.measure is Measure.MAJORITY_THRESHOLD and c.value == self.totals.get(self._election(c), -2) // 2 + 1
        }

    def _document_stages(self, claims: Iterable[Claim]) -> dict[int, int]:
        """The stage of the documents that say it once, by the seats declared or those still to come."""
        found: dict[int, set[int]] = defaultdict(set)
        for claim in claims:
            if claim.status is not Status.RESULT:
                continue
            if claim.declared is not None:
                found[claim.origin].add(claim.declared)
            elif claim.exact and not claim.unit and self.key(claim).place == NATION:
                if claim.measure is Measure.SEATS_DECLARED:
                    found[claim.origin].add(int(claim.value))
                elif claim.measure is Measure.SEATS_REMAINING and (total := self.totals.get(self._election(claim))):
                    found[claim.origin].add(total - int(claim.value))
        return {origin: stages.pop() for origin, stages in found.items() if len(stages) == 1}


def _ids(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The id of each name that has only one."""
    found: dict[str, set[str]] = defaultdict(set)
    for name, id_ in set(pairs):
        if name and id_:
            found[plain_name(name)].add(id_)
    return {name: next(iter(ids)) for name, ids in found.items() if len(ids) == 1}


def _one(owner: _Owner, who: Person, party: str) -> bool:
    """Whether ``owner`` can be ``who`` of ``party``: names alike, and no two parties known."""
    return owner.who.identical(who) and (not party or party in owner.parties or owner.parties == {""})
