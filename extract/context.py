"""What holds at each point of a text: the country, the election, the people, the places.

Built once a document, before any reader runs; readers ask it and tell it nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from extract import subject
from extract.country import find_country, focus, main_nation, parties_named
from extract.lexer import Form, Lexed, Name, NameRef
from extract.model import Document, Election, Owner, Party, Place, Status
from extract.packs import CountryPack, PartyEntry, PersonEntry, PlaceEntry

_ISO_DATE = re.compile(r"\b((?:19|20)\d\d)-([01]\d)-([0-3]\d)\b")
_CENTURY = re.compile(r"(?:19|20)\d\d")
_YEAR = re.compile(r"(?<![\d.,/-])((?:19|20)\d\d)(?![\d,%]|\.\d)")
_DATE = re.compile(
    r"\b(?:\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?[A-Z][a-z]{2,8}|[A-Z][a-z]{2,8}\.?\s+\d{1,2}(?:st|nd|rd|th)?),?\s+((?:19|20)\d\d)\b"
)
_DATELINE = 40  # code points: a full date this early in a line is its date, whatever else the line says
# A remark in brackets that goes on behind its year: "(May 2015 - C 1985, Ukip 623)" is about another election.
_ASIDE = re.compile(r"\([^()]{0,20}(?:19|20)\d\d[^()\d][^()]*\)")
_TITLE_LINES, _TITLE = 3, 120  # code points; longer lines are prose, whose years are those of other elections too
_SINCE = 60  # code points before a primary in which its time stands: "five months after she won the Republican primary"
_NEXT = 20  # code points in which the word behind a party stands
_COUNCIL = 160  # seats that few councils have more of
_HEAD = 600  # code points in which a text says what and when it is about, if it says so at all


class Meanings(NamedTuple):
    """What printed forms were found to mean, as parties, as places and (by token type) as owners."""

    parties: dict[Form, Party | None]
    places: dict[Form, Place | None]
    owners: dict[tuple[Form, str], Owner | None]


@lru_cache(maxsize=256)
def _meanings(
    pack: CountryPack | None, year: int | None, nation: str, election: Election | None, named: frozenset[str]
) -> Meanings:
    """One memory for all texts of one country and time: a form means the same in each."""
    return Meanings({}, {}, {})


@dataclass(slots=True)
class Context:
    """The world of one document."""

    pack: CountryPack | None
    election: Election | None
    year: int | None
    published: date | None
    nation: str = ""
    named: frozenset[str] = frozenset()
    home: Place | None = None
    people: dict[str, Owner] = field(default_factory=dict)
    candidates: dict[Party, set[str]] = field(default_factory=dict)
    supposed: dict[str, Party] = field(default_factory=dict)
    primary: Party | None = None
    titles: frozenset[str] = frozenset()
    not_names: frozenset[str] = frozenset()
    evidence: int = 0
    one_contest: bool = False
    world: Status = Status.RESULT
    meanings: Meanings = field(default_factory=lambda: Meanings({}, {}, {}))
    _met: dict[str, str] = field(default_factory=dict)
    exit_poll: bool = False
    standing: Status = Status.RESULT
    local: bool = False

    @property
    def chamber_seats(self) -> int:
        """The size of the chamber the document is about; 700 where it is unknown, larger than any but a few.

        A text about one contest, which never speaks of seats, can only have a council in mind.
        """
        if self.one_contest:
            return _COUNCIL
        if self.election and self.election.seats:
            return self.election.seats
        return self.pack.seats if self.pack and self.pack.seats else 700

    def learn(self, person: str, party: Party | None) -> None:
        """Remember that ``person`` stands for ``party``, under the full name and the surname."""
        name = self._bare(person)
        known = self.people.get(name)
        if known is not None and (known.party is not None or party is None):
            return
        owner = Owner(party, name)
        self.people[name] = owner
        if party is not None and name:
            self.candidates.setdefault(party, set()).add(name)
        surname = name.rpartition(" ")[2]
        other = self.people.get(surname)
        if other is None or other.candidate is None or other.party is None:
            self.people[surname] = owner

    def suppose(self, person: str, party: Party) -> None:
        """Remember that ``person`` seems to stand for ``party``, should the text never say."""
        self.supposed.setdefault(self._bare(person), party)

    def meet(self, printed: str) -> Owner | None:
        """Whom capitalised words mean, who are known from here on; nobody where they are an office."""
        name = self._met.get(printed)
        if name is None:
            name = self._met[printed] = "" if self.is_title(printed) else self._bare(printed)
            if name and " " in printed:
                self.learn(printed, None)
        return (self.people.get(name) or self.person(printed)) if name else None

    def is_title(self, printed: str) -> bool:
        """Whether capitalised words are an office or the like and no name: "Prime Minister"."""
        return all(word.lower().strip(".,") in self.not_names for word in printed.split())

    def _bare(self, printed: str) -> str:
        """A name without its titles: "Mr Ferguson" is Ferguson."""
        words = printed.split()
        while (
            len(words) > 1
            and (first := words[0].rstrip(".,").lower())
            and (first in self.titles or first in self.not_names)
        ):
            words.pop(0)
        return " ".join(words)

    def person(self, printed: str) -> Owner:
        """Whom a printed name means: the full name and party if the text has given them before."""
        name = self._bare(printed)
        found = self.people.get(name)
        if found is None:
            words = name.split(" ")
            found = self.people.get(words[-1])
            if found is not None and found.candidate and not _same_first(words, found.candidate):
                found = None
        return found or Owner(None, name)


def _same_first(words: list[str], full: str) -> bool:
    """Whether a name of several words may be the short form of ``full`` (same initial)."""
    return len(words) == 1 or words[0][0] == full[0] or words[0] in full.split()


def fold(text: str) -> str:
    """Lower case, without accents: for comparing printed names."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


def _published(document: Document) -> date | None:
    for text in (document.source.published, document.text[:_HEAD]):
        match = _ISO_DATE.search(text)
        if match:
            try:
                return date(*(int(part) for part in match.groups()))
            except ValueError:
                continue
    return None


def _year(document: Document, published: date | None, election_words: frozenset[str]) -> int | None:
    """The year of the election a text is about: of its publication, or the first year near election words."""
    if published:
        return published.year
    if not (_CENTURY.search(document.text, 0, _HEAD) or document.source.title):
        return None
    head = [line for line in document.text[:_HEAD].splitlines() if line.strip()]
    for line in (document.source.title, *head[:_TITLE_LINES]):
        years = [int(y) for y in _YEAR.findall(_ASIDE.sub(" ", line))] if len(line) <= _TITLE else []
        if years and not election_words.isdisjoint(re.findall(r"[a-z-]+", line.lower())):
            return max(years)
    for line in head:
        dated = _DATE.search(line)
        if dated and (dated.start() < _DATELINE or not election_words.isdisjoint(re.findall(r"[a-z-]+", line.lower()))):
            return int(dated[1])
    return None


def _election(pack: CountryPack | None, year: int | None, published: date | None) -> Election | None:
    """The election a document is about: the last before its publication, else the only one of its year."""
    if pack is None or year is None:
        return None
    general = [e for e in pack.elections if e.seats and not e.place]
    if published:
        before = [e for e in general if 0 <= (published - e.date).days <= 400]
        return max(before, key=lambda e: e.date) if before else None
    of_year = [e for e in general if e.date.year == year]
    return of_year[0] if of_year else None


def build(
    document: Document, lexed: Lexed, *, country: str | None = None, day: date | None = None
) -> tuple[Context, Lexed]:
    """The context of ``document`` and its names narrowed to the country it is about."""
    rules = lexed.lexicon.rules
    code = country or find_country(lexed)
    pack = rules.countries.get(code)
    lexed = focus(lexed, code)
    words = lexed.lexicon.lists["election_words"]
    published = day or _published(document)
    year = _year(document, published, words)
    election, nation = _election(pack, year, published), main_nation(lexed.names, pack)
    named = frozenset(parties_named(lexed.names)) & _changing(pack) if pack and year is None else frozenset()
    context = Context(
        pack=pack,
        election=election,
        year=year,
        published=published,
        nation=nation,
        named=named,
        meanings=_meanings(pack, year, nation, election, named),
        titles=lexed.lexicon.lists["titles"],
        not_names=lexed.lexicon.lists["not_names"],
        exit_poll=not lexed.inside.isdisjoint(lexed.lexicon.lists["exit_polls"]),
        evidence=subject.evidence(lexed),
        one_contest=subject.one_contest(lexed),
        standing=subject.standing(lexed),
        world=subject.world(lexed),
        local=subject.is_local(lexed.lower),
    )
    context.primary = _primary(lexed, context)
    return context, lexed


def _primary(lexed: Lexed, context: Context) -> Party | None:
    """The one party whose candidates a text is about, if it opens with its primary and tells of nobody else's.

    A general election, or a primary of months ago, says that the count is another: everybody in it may be of any party.
    """
    lists, lower = lexed.lexicon.lists, lexed.lower
    words = lists["primaries"]
    if not any(word in lower for word in words) or any(phrase in lower for phrase in lists["general_elections"]):
        return None
    named = [n for n in lexed.names if n.form.parties]
    behind = ((n, lower[n.end : n.end + _NEXT].split(maxsplit=1)) for n in named)
    held = [n for n, following in behind if following and following[0].rstrip(".,;:") in words]
    if not held or held[0].start > _HEAD:
        return None
    since = lower[max(held[0].start - _SINCE, 0) : held[0].start]
    parties = {party_of(n, context) for n in held}
    return parties.pop() if len(parties) == 1 and not any(phrase in since for phrase in lists["long_since"]) else None


def names_none(name: Name) -> bool:
    """Whether a printed form says that somebody stands for no party ("No description")."""
    return any(isinstance(r.entry, PartyEntry) and r.entry.kind == "none" for r in name.refs)


def party_of(name: Name, context: Context) -> Party | None:
    """The party a printed name means here: the one of this nation, in force at this time, the strong form first."""
    known = context.meanings.parties
    if name.form not in known:
        known[name.form] = _party_of(name.refs, context)
    return known[name.form]


def _party_of(refs: Iterable[NameRef], context: Context) -> Party | None:
    best: tuple[int, int, int, int] | None = None
    chosen: Party | None = None
    for ref in refs:
        entry = ref.entry
        if isinstance(entry, PersonEntry):
            party = _by_id(entry.party, context)
        elif isinstance(entry, PartyEntry) and entry.kind != "none":
            party = entry.party
        else:
            continue
        nation = entry.nation if isinstance(entry, PartyEntry) else ""
        fits = 2 if nation and nation == context.nation else 1 if not nation else 0
        held = _in_force(entry, context)
        # Where no year is known, being of the place says more than being of today.
        named = party is not None and party.id in context.named
        rank = (not ref.weak, held, fits, named) if context.year else (not ref.weak, fits, named, held)
        if best is None or rank > best:
            best, chosen = rank, party
    return chosen


def _in_force(entry: PartyEntry | PersonEntry, context: Context) -> bool:
    year = context.year
    if year is None:
        return entry.end is None
    return (entry.start is None or entry.start.year <= year) and (entry.end is None or year <= entry.end.year)


def _by_id(party_id: str, context: Context) -> Party | None:
    """A party by its id, under the name it bears at this time where it has borne several."""
    entries = _ids(context.pack).get(party_id, ()) if context.pack else ()
    return next((e.party for e in entries if _in_force(e, context)), entries[0].party if entries else None)


@lru_cache(maxsize=64)
def leaders(pack: CountryPack | None) -> frozenset[str]:
    """The names of those whose parties' figures are told as theirs."""
    return frozenset(person.name for person in pack.people if person.leads) if pack else frozenset()


@lru_cache(maxsize=64)
def _ids(pack: CountryPack) -> dict[str, tuple[PartyEntry, ...]]:
    found: dict[str, tuple[PartyEntry, ...]] = {}
    for entry in pack.parties:
        found[entry.party.id] = (*found.get(entry.party.id, ()), entry)
    return found


@lru_cache(maxsize=64)
def _changing(pack: CountryPack) -> frozenset[str]:
    """The parties that somebody has changed from or to: what a text calls them says of which time it tells."""
    parties: dict[str, set[str]] = {}
    for person in pack.people:
        parties.setdefault(person.name, set()).add(person.party)
    return frozenset(p for stood in parties.values() if len(stood) > 1 for p in stood)


def place_of(name: Name, context: Context) -> Place | None:
    """The place a printed name means here; of two with one name, the one in force and the smaller."""
    known = context.meanings.places
    if name.form not in known:
        known[name.form] = _place_of(name.refs, context)
    return known[name.form]


def _place_of(refs: Iterable[NameRef], context: Context) -> Place | None:
    found: list[tuple[bool, bool, Place]] = []
    day = context.election.date if context.election else None
    for ref in refs:
        entry = ref.entry
        if isinstance(entry, PlaceEntry):
            held = day is None or ((not entry.start or entry.start <= day) and (not entry.end or day <= entry.end))
            found.append((held, entry.place.kind == "constituency", entry.place))
        elif isinstance(entry, CountryPack):
            found.append((entry is context.pack, False, entry.place))
    return max(found, key=lambda f: (f[0], f[1], bool(f[2].id)))[2] if found else None
