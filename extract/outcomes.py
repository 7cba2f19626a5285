"""Who won a contest: by the words beside its figures, or by arithmetic where that leaves no doubt.

A wrong winner is worse than none. Words count only in fixed phrases next to a name of the contest,
and never against its votes; most votes win only where one place is filled, all votes are there and
they are counted once. Everything else stays undecided.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import NamedTuple

from extract.context import Context, fold, leaders, party_of
from extract.lexer import Lexed, Name
from extract.model import Party, Place, Span
from extract.outcome_words import Said
from extract.packs import CountryPack
from extract.people import Person
from extract.printed import printed

Elected = tuple[bool | None, ...]
# The lists of phrases beside which the winner is named.
_NAMING = ("wins", "beats", "elected", "by", "labels")
_ROUNDING = Decimal(2)  # points that printed shares may be off 100 by rounding
_CAPITAL = re.compile(r"[^\W\d_][\w'’.-]*")
_CLOSED = re.compile(r"[ \t]*(?:$|[.,;:!*()|\t\r\n])")
# A bare "hold" or "gain" counts where its party opens a line, a cell or a clause.
_OPENS = "\n\r\t|.,;:(!?"
_ENDS = re.compile(r"[ \t]*(?:$|[.,;!)*|\t\r\n])|\s+(?:as|at|by|for|in|of|on|to|with)\b")
_BESIDE = " \t)*\"'”’"
_BETWEEN = " \t\r\n,;*)•&"
_THE = re.compile(r"\s+(?:the\s+)?", re.IGNORECASE)
_COLON = re.compile(r"[ \t]*:\s*")
# What may stand between the names of a list of winners; a name can only begin after one of these.
_LISTED = re.compile(r"(?:[\s,;*&•]|\([^()\n]{0,80}\)|\band\b)+")
_HEAD = 600  # code points in which a page says what kind of contest it shows


@dataclass(frozen=True, slots=True)
class Standing:
    """One row of a contest as far as its outcome goes. ``final`` are its votes in the last count."""

    party: Party | None
    person: Person | None
    votes: Decimal | None
    share: Decimal | None
    final: Decimal | None = None
    spots: tuple[int, ...] = ()

    @property
    def strength(self) -> Decimal | None:
        """What ranks it: votes, or the share where none are printed."""
        return self.share if self.votes is None else self.votes


@dataclass(frozen=True, slots=True)
class Ballot:
    """A contest: who stood, the ``passages`` that speak of it, and what is known of how it was held."""

    standings: tuple[Standing, ...]
    passages: tuple[Span, ...]
    place: Place | None = None
    majorities: frozenset[Decimal] = frozenset()
    counts: int = 1
    listed: bool = True
    alone: bool = True


class _Mention(NamedTuple):
    """A name in the text and the standings it can mean."""

    start: int
    end: int
    standings: frozenset[int]


@lru_cache(maxsize=64)
def known(pack: CountryPack | None) -> tuple[dict[str, str], frozenset[str]]:
    """The kind of each party of a country by its id, and the names of its leaders."""
    if pack is None:
        return {}, frozenset()
    return {p.party.id: p.kind for p in pack.parties}, leaders(pack)


def decide(ballot: Ballot, lexed: Lexed, context: Context, said: Said) -> Elected:
    """For each standing of ``ballot``: elected, not elected, or None where the document leaves doubt."""
    return _Judge(ballot, lexed, context, said).decide()


class _Judge:
    """One contest before the words of its document."""

    def __init__(self, ballot: Ballot, lexed: Lexed, context: Context, said: Said) -> None:
        self.ballot, self.lexed, self.context = ballot, lexed, context
        self.standings, self.text = ballot.standings, lexed.text
        self.said, self.phrases = said, said.patterns
        self.kinds, _ = known(context.pack)
        self.meant: dict[Person | Party | None, frozenset[int]] = {}  # the standings a name means
        self.initials: dict[tuple[str, str], frozenset[int]] = {}  # and those a surname and an initial mean
        self.several = self._repeated() > 1 or self._says("several")
        self.rounds = ballot.counts > 1 or self._says("rounds")

    def decide(self) -> Elected:
        if len(self.standings) < 2 or self._says("parts"):
            return self._undecided()
        groups = self._named()
        named = frozenset().union(*groups)
        if self.several or any(len(group) > 1 for group in groups):
            return self._of_several(named - {-1})
        if len(named) > 1:
            return self._undecided()
        winner = next(iter(named)) if named else self._by_votes()
        if winner is None or winner < 0 or not self._plausible(winner):
            return self._undecided()
        return tuple(index == winner for index in range(len(self.standings)))

    def _undecided(self) -> Elected:
        return (None,) * len(self.standings)

    def _says(self, name: str) -> bool:
        if any(self.said.within(name, span) for span in self.ballot.passages):
            return True
        return self.ballot.place is not None and bool(self.phrases[name].search(self.ballot.place.name))

    def _repeated(self) -> int:
        """How often one party stands here; independents share no list."""
        parties = Counter(
            s.party for s in self.standings if s.party and self.kinds.get(s.party.id, "party") in ("party", "alliance")
        )
        return max(parties.values(), default=0)

    # -- arithmetic ----------------------------------------------------------------------------

    def _of_several(self, named: frozenset[int]) -> Elected:
        """Of several places only the words say who is in; the others lost if every winner is named."""
        places = max(self._repeated(), len(named), 2)
        ranked = sorted((s.strength for s in self.standings if s.strength is not None), reverse=True)
        limit = ranked[min(places, len(ranked)) - 1] if ranked else Decimal(0)
        strengths = [self.standings[i].strength for i in named]
        if not self.rounds and any(s is not None and s < limit for s in strengths):
            return self._undecided()
        best = set(ranked[: len(named)])
        whole = len(named) > 1 and not self.rounds and all(s in best for s in strengths)
        whole = whole and len(ranked) == len(self.standings) > len(named) and ranked[len(named)] not in best
        return tuple(True if i in named else False if whole else None for i in range(len(self.standings)))

    def _plausible(self, winner: int) -> bool:
        """Whether the votes allow ``winner``: nobody is before it, in the last count if there are several."""
        if self.rounds:
            finals = [s.final for s in self.standings if s.final is not None]
            own = self.standings[winner].final
            return own == max(finals) if finals and own is not None else not finals
        own = self.standings[winner].strength
        if own is None:
            return True
        same = [s for s in self.standings if (s.votes is None) == (self.standings[winner].votes is None)]
        return all(s.strength is None or s.strength <= own for s in same)

    def _by_votes(self) -> int | None:
        """The one with most votes, if that wins here and nobody left out can have more."""
        if self._says("partial") or not self.ballot.alone:
            return None
        if self.rounds:
            finals = {i: s.final for i, s in enumerate(self.standings) if s.final is not None}
            half = sum(finals.values()) / 2
            return _top(finals) if len(finals) > 1 and max(finals.values()) > half else None
        votes = {i: s.votes for i, s in enumerate(self.standings) if s.votes is not None}
        shares = {i: s.share for i, s in enumerate(self.standings) if s.share is not None}
        whole = len(votes) == len(self.standings)
        chosen = votes if whole else shares
        if len(chosen) < 2 or len(chosen) < len(self.standings):
            return None
        top = _top(chosen)
        second = sorted(chosen.values())[-2]
        margin = whole and max(chosen.values()) - second in self.ballot.majorities
        if top is None or not (margin or self._one_seat()):
            return None
        if len(shares) == len(self.standings):
            left = 100 - sum(shares.values())
            return top if shares[top] == max(shares.values()) > left + _ROUNDING and left > -5 else None
        return top if whole and not shares and (margin or self.ballot.listed) else None

    def _one_seat(self) -> bool:
        kind = self.ballot.place.kind if self.ballot.place else ""
        if kind:
            return kind in ("constituency", "ward")
        return self._says("seats") or bool(self.phrases["seats"].search(self.text, 0, _HEAD))

    # -- words ---------------------------------------------------------------------------------

    def _named(self) -> list[frozenset[int]]:
        """The standings that each phrase names as winners; -1 for a winning party that has none here."""
        groups: list[set[int]] = []
        for span in self.ballot.passages:
            if not any(self.said.surely(name, span) for name in _NAMING):
                continue
            mentions = [*self._people(span), *self._parties(span)]
            by_end = {m.end: m for m in mentions}
            by_start = {m.start: m for m in reversed(mentions)}
            groups.extend(self._before_phrases(span, by_end, by_start))
            groups.extend(self._after_phrases(span, by_start))
        return [frozenset(group) for group in (*groups, *self._marked()) if group]

    def _before_phrases(
        self, span: Span, by_end: Mapping[int, _Mention], by_start: Mapping[int, _Mention]
    ) -> Iterator[set[int]]:
        """ "Labour HOLD", "Con gain from Lab", "Greens hold off Labour", "Jo Bell and Al Roe were elected"."""
        for found in self.said.surely("wins", span):
            mention = self._ending(found.start, by_end, _BESIDE)
            if mention and self._won(found, mention):
                yield _meant(mention)
        for found in self.said.surely("beats", span):
            mention = self._ending(found.start, by_end, _BESIDE)
            if mention and found.end + 1 in by_start:
                yield _meant(mention)
        for found in self.said.surely("elected", span):
            group: set[int] = set()
            # "Elected Jo Bell" is a label: what stands before it is somebody else.
            stated = _ENDS.match(self.text, found.end)
            mention = self._ending(found.start, by_end, _BETWEEN) if stated else None
            while mention:
                group |= _meant(mention)
                offset = mention.start
                if self.text[max(offset - 5, 0) : offset].rstrip().endswith(" and"):
                    offset = self.text.rindex("and", 0, offset)
                mention = self._ending(offset, by_end, _BETWEEN)
            yield group

    def _won(self, won: Span, mention: _Mention) -> bool:
        end = won.end
        rest = end + 1 if self.text[end : end + 1] == " " else end
        name = self.lexed.name_at.get(rest)
        place = name is not None and any(r.kind in ("place", "country") for r in name.refs)
        if place or self.phrases["objects"].match(self.text, rest):
            return True
        if self.phrases["needs_object"].fullmatch(self.text, *won) or not _CLOSED.match(self.text, end):
            return False
        before = self._back(mention.start, " ")
        return before == 0 or self.text[before - 1] in _OPENS

    def _ending(self, offset: int, by_end: Mapping[int, _Mention], between: str) -> _Mention | None:
        """The mention that ends right before ``offset``; of "Jo Bell (Lab)" the person."""
        mention = by_end.get(self._back(offset, between))
        if mention is not None and self.text[mention.start - 1 : mention.start] == "(":
            return by_end.get(self._back(mention.start - 1, " "), mention)
        return mention

    def _back(self, offset: int, between: str) -> int:
        while offset and self.text[offset - 1] in between:
            offset -= 1
        return offset

    def _after_phrases(self, span: Span, by_start: Mapping[int, _Mention]) -> Iterator[set[int]]:
        """ "Held by the Liberal Democrats", "Winner: Jo Bell"."""
        for found in self.said.surely("by", span):
            gap = _THE.match(self.text, found.end)
            mention = by_start.get(gap.end()) if gap else None
            if mention:
                yield _meant(mention)
        for found in self.said.surely("labels", span):
            group: set[int] = set()
            gap = _COLON.match(self.text, found.end)
            while gap and (mention := by_start.get(gap.end())):
                group |= _meant(mention)
                gap = _LISTED.match(self.text, mention.end)
            yield group

    def _marked(self) -> Iterator[set[int]]:
        """Rows that carry the word in a cell of their own line: "Jo Bell  Labour  1,234  Elected"."""
        lines: dict[int, set[int]] = {}
        for index, standing in enumerate(self.standings if self.ballot.listed else ()):
            for spot in standing.spots:
                lines.setdefault(self.text.rfind("\n", 0, spot) + 1, set()).add(index)
        marked: set[int] = set()
        for start, indexes in lines.items():
            stop = self.text.find("\n", start)
            for found in self.said.surely("elected", Span(start, len(self.text) if stop < 0 else stop)):
                before = self.text[max(self._back(found.start, " ") - 1, 0)]
                cell = before in "\t|%)" or before.isdecimal()
                if cell and len(indexes) == 1 and _CLOSED.match(self.text, found.end):
                    marked |= indexes
        yield marked

    # -- names in the text ---------------------------------------------------------------------

    def _people(self, span: Span) -> Iterator[_Mention]:
        flat, done = self.said.flat, span.start
        spots = sorted(  # of two that begin together the longer
            (spot for surname in self._surnames for spot in printed(flat, surname, *span)),
            key=lambda spot: (spot.start, -spot.end),
        )
        for start, end in spots:
            if start < done:
                continue
            done = end
            if not self.text[start].isupper():
                continue
            begin, given = self._given(start)
            meant = self._called(Person(tuple(given), flat[start:end]))
            if meant:
                yield _Mention(begin, end, meant)

    @cached_property
    def _surnames(self) -> frozenset[str]:
        """The surnames of those who stand."""
        return frozenset(s.person.surname for s in self.standings if s.person)

    def _called(self, printed: Person) -> frozenset[int]:
        """Whom a printed name can mean."""
        if printed not in self.meant:
            alike = self._of_initial(printed.surname, printed.given[0][0] if printed.given else "")
            turned = self._by_words.get(frozenset(printed.words), frozenset())  # "Bell Jo"
            self.meant[printed] = alike if turned <= alike else alike | turned
        return self.meant[printed]

    def _of_initial(self, surname: str, initial: str) -> frozenset[int]:
        """Who has a surname and a first initial, as far as both are printed: what ``Person.same`` asks for."""
        key = surname, initial
        if key not in self.initials:
            own = self._by_surname.get(surname, ())
            self.initials[key] = frozenset(i for i, first in own if not (first and initial) or first == initial)
        return self.initials[key]

    @cached_property
    def _by_surname(self) -> dict[str, list[tuple[int, str]]]:
        """The standings of each surname, with the first initial of each."""
        found: dict[str, list[tuple[int, str]]] = {}
        for index, standing in enumerate(self.standings):
            if standing.person:
                given = standing.person.given
                found.setdefault(standing.person.surname, []).append((index, given[0][0] if given else ""))
        return found

    @cached_property
    def _by_words(self) -> dict[frozenset[str], frozenset[int]]:
        """The standings of each set of words that make a name, in whichever order."""
        found: dict[frozenset[str], set[int]] = {}
        for index, standing in enumerate(self.standings):
            if standing.person:
                found.setdefault(frozenset(standing.person.words), set()).add(index)
        return {words: frozenset(own) for words, own in found.items()}

    def _given(self, start: int) -> tuple[int, list[str]]:
        """The capitalised words right before a surname: where they begin, and folded, titles left out."""
        offset = max(start - 60, 0)
        begin = start
        given: list[str] = []
        titles = self.lexed.lexicon.lists["titles"]
        for match in reversed(list(_CAPITAL.finditer(self.text, offset, start))):
            apart = begin == match.end() or self.text[match.end() : begin].strip(" .")
            if apart or not match[0][0].isupper() or match.start() in self.lexed.name_at:
                break
            begin = match.start()
            word = fold(match[0]).strip(".'’")
            if word not in titles:
                given.insert(0, word)
        return begin, given

    def _parties(self, span: Span) -> Iterator[_Mention]:
        names = self.lexed.names
        first, last = (bisect_left(names, at, key=_start) for at in span)
        meant = self.meant
        for name in names[first:last]:
            if name.form.party:
                party = party_of(name, self.context)
                if party not in meant:
                    meant[party] = frozenset(i for i, s in enumerate(self.standings) if s.party == party)
                yield _Mention(name.start, name.end, meant[party])


def _meant(mention: _Mention) -> set[int]:
    """The one standing meant, nothing where it can be several, -1 where none of this contest is meant."""
    return set(mention.standings or {-1}) if len(mention.standings) < 2 else set()


def _start(name: Name) -> int:
    return name.start


def _top(values: Mapping[int, Decimal]) -> int | None:
    best = max(values.values())
    top = [i for i, v in values.items() if v == best]
    return top[0] if len(top) == 1 else None
