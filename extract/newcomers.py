"""Parties that a text names in full and no pack knows: "the Zorkist Party", "United Zork Front (UZF)"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from extract.lexer import Form, Lexed, Name, NameRef
from extract.model import Party
from extract.packs import PartyEntry
from extract.printed import Search, printed

_WORD = r"[A-Z][\w'’–-]*"
_INNER = r"(?: (?:of|for|the|and|de|del|y|e|&))?"
_TAIL = rf"(?: (?:of|for)(?: the)? {_WORD}(?:(?: and)? {_WORD})?)?"
_SHORT = re.compile(r" \(([A-Z][A-Za-z-]{0,3}[A-Z][A-Za-z-]{0,3})\)")
_PERSON = re.compile(rf"{_WORD} {_WORD}?['’]s? (?=\S+ \S)")  # "Geert Wilders' Party for Freedom"
_MOST = 6  # words before the one that says what it is
_LONGEST = 200  # code points of these


@lru_cache(maxsize=4)
def _full(nouns: frozenset[str]) -> tuple[Search, re.Pattern[str]]:
    """The words for parties; and a capitalised name that ends in one, and may go on with "of Zorkia"."""
    capital = tuple(sorted(n.capitalize() for n in nouns))
    last = Search(f" {noun}" for noun in capital)
    return last, re.compile(rf"(?:\b{_WORD}{_INNER} ){{1,{_MOST}}}(?:{'|'.join(capital)})\b{_TAIL}")


def _names(text: str, nouns: frozenset[str], taken: bytearray) -> Iterator[re.Match[str]]:
    """The names that end in a word for parties, looked for before each such word that is not ``taken``."""
    last, full = _full(nouns)
    done = 0
    for at, end in last.printed(text):
        near = full.search(text, max(done, at - _LONGEST), end) if at >= done and not taken[at + 1] else None
        match = full.match(text, near.start()) if near else None  # what follows the word may belong to it
        if match:
            done = match.end()
            yield match


@lru_cache(maxsize=4096)
def _form(name: str) -> Form:
    party = Party(name)
    return Form.of((NameRef("", "party", PartyEntry(party, "", (name,), (), "party", "", None, None)),))


def find(lexed: Lexed, known: list[Name]) -> Iterator[Name]:
    """The parties that ``lexed`` introduces, wherever it prints them; none where a known party's name stands."""
    text, lists = lexed.text, lexed.lexicon.lists
    taken = bytearray(len(text) + 1)
    for name in known:
        if name.form.party and not name.form.weak:
            taken[name.start : name.end] = b"\1" * (name.end - name.start)
    introduced: dict[str, str] = {}
    for match in _names(text, lists["party_nouns"], taken):
        start, end = match.span()
        while (word := text[start:end].split(" ", 1)[0]).lower() in lists["function_words"] | lists["titles"]:
            start += len(word) + 1
        person = _PERSON.match(text, start, end)
        start = person.end() if person else start
        full = text[start:end]
        short = _SHORT.match(text, end)
        plain = full.endswith(" Party") and full.count(" ") and not lists["not_parties"] & set(full.lower().split())
        if 1 in taken[start:end] or "s and " in full or not (plain or (short and " " in full)):
            continue
        introduced[full] = full
        if short:
            introduced[short[1]] = full
    for form, full in introduced.items():
        for start, end in printed(text, form):
            if 1 not in taken[start:end]:
                taken[start:end] = b"\1" * len(form)
                yield Name(start, end, _form(full))
