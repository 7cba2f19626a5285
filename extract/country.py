"""Which country a text is about, and what its names mean there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from extract import newcomers
from extract.lexer import PARTY, PERSON, Form, Lexed, Name, NameRef
from extract.lexicon import MOST_TIMES
from extract.packs import CountryPack, PartyEntry, PersonEntry

_NEXT_WORD = re.compile(r"([ -])([^\W\d_]+)")
_TWO, _LETTERS = 2, 0.25  # two letters stand for many things: "NF" is Newfoundland too
_INITIALS = 3  # code points: forms this short are initials, and mean too much to be promoted


def find_country(lexed: Lexed) -> str:
    """The country a text is about: the one whose names it prints, each form counted at most three times."""
    forms = lexed.lexicon.forms
    score: dict[str, float] = {}
    letters = {index for index, start, end in lexed.hits if end - start <= _TWO and lexed.text[start:end].isupper()}
    whole = [hit[0] for hit in lexed.hits if forms[hit[0]].type != PERSON or not _part_of_a_name(lexed.text, *hit[1:])]
    for index, seen in Counter(whole).items():
        part, times = _LETTERS if index in letters else 1.0, min(seen, MOST_TIMES) - 1
        for country, weights in forms[index].weights:
            score[country] = score.get(country, 0.0) + part * weights[times]
    if not score:
        return ""
    best = max(score.values())
    own = lexed.lexicon.rules.language.lists["own_countries"]
    return min((c for c, s in score.items() if s == best), key=lambda c: (own.index(c) if c in own else len(own), c))


def _part_of_a_name(text: str, start: int, end: int) -> bool:
    """Whether a single word is one of several of somebody's name: the "Mo" of "Mo Akhtar" is nobody a pack knows."""
    if " " in text[start:end]:
        return False
    before, after = text[max(start - 2, 0) : start], text[end : end + 2]
    return (after[:1] == " " and after[1:].isupper()) or (before == ". " and text[start - 3 : start - 2].isupper())


def focus(lexed: Lexed, country: str) -> Lexed:
    """The same text with the names that mean something in ``country`` (or name a country), or that it introduces."""
    narrowed = lexed.lexicon.narrowed(country)
    bodies, joined = lexed.lexicon.lists["other_bodies"], lexed.lexicon.lists["party_joins"]
    names = []
    for index, start, end in lexed.hits:
        form = narrowed[index]
        if form is not None and not (form.type == PARTY and _names_a_body(lexed.text, end, bodies, joined)):
            names.append(Name(start, end, form))
    new = list(newcomers.find(lexed, names))
    if new:
        names = [n for n in names if not any(p.start < n.end and n.start < p.end for p in new)] + new
        names.sort(key=lambda n: n.start)
    lexed.know(tuple(_promote(names)))
    return lexed


def _names_a_body(text: str, end: int, bodies: frozenset[str], joined: frozenset[str]) -> bool:
    """Whether a party's name goes on as that of something else: "Conservative Club", "Con-way"; not "Con-held"."""
    following = _NEXT_WORD.match(text, end)
    if following is None:
        return False
    if following[1] == "-":
        return following[2].islower() and following[2] not in joined
    return following[2] in bodies


def _promote(names: list[Name]) -> list[Name]:
    """A weak form counts like a strong one in a text that also names its party in a strong form.

    Or several of its rivals: among the DUP and the SDLP "Alliance" is the party of Northern Ireland.
    """
    strong = parties_named(names)
    at_home = _nations_of(names, strong)
    for at, name in enumerate(names):
        if name.form.weak and name.end - name.start > _INITIALS:
            entries = [r.entry for r in name.refs if isinstance(r.entry, PartyEntry)]
            meant = {e.party.id for e in entries if e.party.id in strong or e.nation in at_home}
            if meant:
                names[at] = Name(name.start, name.end, _strong(name.form, frozenset(meant)))
    return names


def _nations_of(names: Iterable[Name], strong: set[str]) -> set[str]:
    """The nations of which a text names two parties or more that stand nowhere else."""
    refs = [r for form in {name.form for name in names if name.form.parties} for r in form.refs]
    local = {(r.entry.nation, r.entry.party.id) for r in refs if isinstance(r.entry, PartyEntry) and r.entry.nation}
    seen = Counter(nation for nation, party in local if party in strong)
    return {nation for nation, parties in seen.items() if parties > 1}


@lru_cache(maxsize=4096)
def _strong(form: Form, parties: frozenset[str]) -> Form:
    """A form with those of its meanings taken for strong that are one of ``parties``."""
    return Form.of(
        tuple(
            NameRef(r.country, r.kind, r.entry)
            if isinstance(r.entry, PartyEntry) and r.entry.party.id in parties
            else r
            for r in form.refs
        )
    )


def parties_named(names: Iterable[Name]) -> set[str]:
    """The ids of the parties that a text names beyond doubt."""
    return {party for form in {name.form for name in names} for party in form.parties}


def main_nation(names: Iterable[Name], pack: CountryPack | None) -> str:
    """The nation or province that a text names most, to tell a federal party from a provincial one.

    None where it names the country as a whole, and those who lead its federal parties, more often.
    """
    at_home = _at_home(pack) if pack is not None else {}
    if pack is None or not any(at_home.values()):
        return ""
    seen: Counter[str] = Counter()
    for name in names:
        seen.update(name.form.nations or set(_homes(name, pack, at_home)))
    return min(seen, key=lambda n: (-seen[n], n == "", n)) if seen else ""


@lru_cache(maxsize=64)
def _at_home(pack: CountryPack) -> dict[str, str]:
    """The nation of each party, by its id."""
    return {entry.party.id: entry.nation for entry in pack.parties}


def _homes(name: Name, pack: CountryPack, at_home: Mapping[str, str]) -> Iterator[str]:
    """The nation of the party that somebody leads; "" for one of the whole country, and for the country's own names."""
    for ref in name.refs if name.form.type != PARTY else ():
        if ref.country == pack.code and not ref.weak:
            if ref.kind in ("country", "chamber"):
                yield ""
            elif isinstance(ref.entry, PersonEntry) and ref.entry.leads:
                yield at_home.get(ref.entry.party, "")
