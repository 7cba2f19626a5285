"""Whom a text names and which words stand between: where the trained reader looks for the owner of a number.

It looks at names and at plain words, never at what the rule reader found.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import NamedTuple

from extract.context import Context, party_of
from extract.lexer import CAPITAL, PERSON, Lexed, sketch
from extract.model import Party, Span
from extract.sentences import units

_WORD = re.compile(r"([^\W\d_]+|['’][^\W\d_]*|\d+|\n|[^\w\s]|_)")
_ROW = 12  # words; a longer unit is a sentence rather than a row
_WORD_LENGTH = 40  # code points; looked at no farther, or one endless unit would be looked through for each number
_SURNAME = 3  # code points; shorter words are initials of parties
_NEAR = 20  # code points, to a word beside a mention
_BESIDE = frozenset({"", "(", "[", "'s", "’s", "'", "’", "|", "-", "–", ":"})


class Mention(NamedTuple):
    """A party, a person, or both where they stand together; ``unit`` numbers the sentence or row.

    ``maybe`` marks a capitalised word: a surname if a party stands beside it, else nothing.
    """

    start: int
    end: int
    party: Party | None
    person: str
    unit: int
    weak: bool = False
    maybe: bool = False


class Beside(NamedTuple):
    """What stands beside a mention: the numbers before it, its words (from, to), the word before and the one after.

    ``has`` says whether it names a party and a person, ``plural`` whether its name ends as many do.
    """

    numbers: int
    words: tuple[int, int]
    lead: str
    follows: str
    has: str
    plural: bool


@dataclass(slots=True)
class Scene:
    """The mentions and units of one document."""

    text: str
    units: list[Span]
    mentions: list[Mention]
    numbers: list[int]
    words: list[str]
    starts: list[int]
    _beside: dict[tuple[int, int, str], Beside] = field(default_factory=dict)

    def word_at(self, offset: int) -> int:
        """The first word that begins at ``offset`` or after it."""
        return bisect_left(self.starts, offset)

    def beside(self, mention: Mention) -> Beside:
        """What stands beside a mention, looked up once for all numbers near it."""
        key = mention.start, mention.end, mention.person
        known = self._beside.get(key)
        if known is None:
            words, starts = self.words, self.starts
            first, last = self.word_at(mention.start), self.word_at(mention.end)
            lead = words[first - 1] if first and starts[first - 1] >= mention.start - _NEAR else ""
            follows = words[last] if last < len(words) and starts[last] < mention.end + _NEAR else ""
            numbers = bisect_left(self.numbers, mention.start)
            has, plural = f"{bool(mention.party)}{bool(mention.person)}", self.text[mention.end - 1] == "s"
            known = self._beside[key] = Beside(numbers, (first, last), lead, follows, has, plural)
        return known

    def is_row(self, unit: int) -> bool:
        """Whether a unit is too short for a sentence."""
        span = self.units[unit]
        return len(self.text[span.start : min(span.end, span.start + _ROW * _WORD_LENGTH)].split()) <= _ROW

    def unit_of(self, offset: int) -> int:
        """The unit ``offset`` stands in."""
        return max(bisect_left(self.units, (offset + 1,)) - 1, 0)


def scene(lexed: Lexed, context: Context, people: Sequence[Span] | None = None) -> Scene:
    """All parties and people of a text; people under their full name, with the party they stand beside.

    ``people`` are the names of people that another pipeline found, in their order; without it capitalised
    words are taken for names.
    """
    text = lexed.text
    spans = [span for _, inside in units(text, lexed.lexicon.lists["abbreviations"]) for span in inside]
    single: list[Mention] = []
    known: dict[str, str] = {}
    for unit, span in enumerate(spans):
        named = _named(lexed, context, span, unit, known)
        if people is not None:
            named = _introduced(named, lexed.text, span, unit, people, known)
        single.extend(named)
    numbers = [n.start for n in lexed.numerals]
    joined = _joined(single, text, numbers)
    stands_for: dict[str, Party] = {}
    for mention in joined:
        if mention.person and mention.party:
            stands_for.setdefault(mention.person, mention.party)
    mentions = [m if m.party else m._replace(party=stands_for.get(m.person)) for m in joined]
    return Scene(text, spans, mentions, numbers, *_split(lexed.lower[: len(text)]))


def _named(lexed: Lexed, context: Context, span: Span, unit: int, known: dict[str, str]) -> Iterator[Mention]:
    """The parties and people of one unit; ``known`` gathers full names by surname."""
    text = lexed.text
    tokens = sketch(lexed, span.start, span.end, capitals=True, weak=True).tokens
    for index in sorted(tokens):
        token = tokens[index]
        printed = text[token.start : token.end]
        name = token.name
        if name is not None and name.form.party:
            party = party_of(name, context)
            if token.type == PERSON:
                yield Mention(token.start, token.end, party, _full(printed, known), unit)
            elif party is not None:
                yield Mention(token.start, token.end, party, "", unit, name.form.weak)
        elif token.type == PERSON and not context.is_title(printed):
            bare = _bare(printed, context)
            known.setdefault(bare.rpartition(" ")[2], bare)
            yield Mention(token.start, token.end, None, _full(bare, known), unit)
        elif token.type == CAPITAL and printed in known:
            yield Mention(token.start, token.end, None, known[printed], unit)
        elif token.type == CAPITAL and len(printed) >= _SURNAME and not context.is_title(printed):
            yield Mention(token.start, token.end, None, printed, unit, maybe=True)


def _introduced(
    named: Iterable[Mention], text: str, span: Span, unit: int, people: Sequence[Span], known: dict[str, str]
) -> Iterator[Mention]:
    """The parties of one unit, and the people in it by ``people`` instead of by their capitals."""
    found = [mention for mention in named if mention.party]
    for person in people[bisect_left(people, (span.start,)) : bisect_left(people, (span.end,))]:
        printed = text[person.start : person.end]
        known.setdefault(printed.rpartition(" ")[2], printed)
        found.append(Mention(person.start, person.end, None, _full(printed, known), unit))
    yield from sorted(found, key=begin)


def _joined(mentions: list[Mention], text: str, numbers: list[int]) -> list[Mention]:
    """A person and a party that stand side by side as one mention: "Labour's Jo Bell", "Bell, J. (Lab)"."""
    found: list[Mention] = []
    for mention in mentions:
        last = found[-1] if found else None
        if last is not None and bool(last.person) != bool(mention.person):
            gap = text[last.end : mention.start]
            apart = mention.unit - last.unit
            beside = gap.strip() in _BESIDE or (gap.strip() == "," and bool(last.person))
            counted = bisect_left(numbers, last.end) != bisect_left(numbers, mention.start)
            if mention.maybe or last.maybe:  # "GARROW (LD)", "Lees | Con": not "Labour Group", not "Con gain"
                beside = last.maybe and gap.strip() in ("(", "[", "|", ",")
                beside = beside or (last.maybe and gap == "\t")
            if beside and apart <= 1 and not counted and not (last.person and last.party):
                party = mention.party or last.party
                person = mention.person or last.person
                found[-1] = Mention(last.start, mention.end, party, person, last.unit, last.weak)
                continue
        found.append(mention)
    return [mention for mention in found if not mention.maybe]


def _bare(printed: str, context: Context) -> str:
    words = printed.split()
    while len(words) > 1 and words[0].rstrip(".,").lower() in context.titles | context.not_names:
        words.pop(0)
    return " ".join(words)


def _full(bare: str, known: dict[str, str]) -> str:
    """The longer name that a shorter one stands for, where the text has given it."""
    longer = known.get(bare.rpartition(" ")[2])
    return longer if longer and (" " not in bare or longer[0] == bare[0]) else bare


def begin(mention: Mention) -> int:
    """Where a mention begins: mentions are in that order."""
    return mention.start


def _split(lower: str) -> tuple[list[str], list[int]]:
    """The words of a text in lower case and where they begin; numbers that follow each other are one #."""
    parts = _WORD.split(lower)  # what is between words, and each word
    words = parts[1::2]
    starts = list(accumulate(map(len, parts)))[:-1:2]
    numbers = [index for index, word in enumerate(words) if word.isdigit()]
    for index in numbers:
        words[index] = "#"
    for index in reversed(numbers):
        if index and words[index - 1] == "#":
            del words[index], starts[index]
    return words, starts
