"""For whom somebody stands whom a sentence names without saying: the tag of its line, the sentence before it."""

from __future__ import annotations

from extract.context import Context
from extract.lexer import NUMBERS, Lexed, Sketch
from extract.model import Owner, Party
from extract.readers.mentions import Letters, Mention

_SUBJECT = 4  # tokens in which a sentence comes to whom it is about


def supposed(
    sentence: Sketch, found: list[Mention], before: Party | None, context: Context, ls: Letters
) -> Party | None:
    """Suppose whom a person stands for who is named with one party, or after a sentence about it alone.

    That is less than saying so, and holds where nothing else is said. Returns the party that a sentence is about.
    """
    if not found:
        return None
    named = [m for m in found if not m.pronoun]
    parties = {m.owner.party for m in named if m.owner.party is not None and m.owner.candidate is None}
    people = [m for m in named if m.owner.candidate is not None]
    party = next(iter(parties)) if len(parties) == 1 else None
    if not people:
        return party
    person = people[0]
    if {m.owner.candidate for m in people if m.owner.party is None} != {person.owner.candidate}:
        return None
    if any(m.owner.party in (party, before) for m in people if m.owner.party is not None) or person.owner.party:
        return None
    if party is not None:
        at = next(m.first for m in named if m.owner.party is not None)
        between = sentence.types[at + 1 : person.first]
        told = sentence.types[at - 1 : at] == ls.for_ or (between and not set(between) & set(NUMBERS + ls.beaten))
        before = party if told and not person.oblique else None
    elif parties or person.first > _SUBJECT:
        before = None
    if before is not None:
        context.suppose(person.owner.candidate or "", before)
    return None


def tag(sentence: Sketch, found: list[Mention], lexed: Lexed) -> Party | None:
    """The party of the tag that a line opens with: "LAB HOLD", "CON GAIN FROM LD"."""
    first = sentence.tokens.get(0)
    if first is None or not found or found[0].last or found[0].owner.candidate is not None:
        return None
    behind = lexed.text[first.end : sentence.end].split(maxsplit=1)
    return found[0].owner.party if behind and behind[0].strip(":") in lexed.lexicon.lists["tag_words"] else None


def tagged(sentence: Sketch, found: list[Mention], party: Party | None, context: Context, ls: Letters) -> Party | None:
    """Give the party of a tag to the first person behind it who has none; returns it as long as nobody has it."""
    for at, mention in enumerate(found if party else ()):
        person = mention.owner.candidate
        if person is None or mention.owner.party is not None or mention.pronoun:
            continue
        if ls.out in sentence.types[mention.last + 1 : mention.last + 3]:  # "David Laws is out!"
            continue
        found[at] = mention._replace(owner=Owner(party, person))
        context.learn(person, party)
        return None
    return party
