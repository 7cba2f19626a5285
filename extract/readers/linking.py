"""Who owns a number in a sentence: of all whom it mentions, the one a number belongs to."""

from __future__ import annotations

import re

from extract.lexer import (
    CAPITAL,
    CLOSE,
    COMMA,
    DECIMAL,
    NUMBERS,
    OPEN,
    OTHER,
    PARTY,
    PERCENT,
    PERSON,
    POSSESSIVE,
    SEMICOLON,
    STOP,
    WORD,
    Sketch,
)
from extract.model import NOBODY, Measure, Owner
from extract.readers.mentions import TITLE, Letters, Mention

# A share in brackets right behind votes: "71,527,867 (51%) for Trump".
SHARE_ASIDE = re.compile(f"\\A[{OPEN}][{PERCENT}{DECIMAL}][{CLOSE}]")
# A party's seats are never one person's, however the sentence puts it.
_PARTY_ONLY = frozenset(
    {Measure.SEATS, Measure.SEATS_CHANGE, Measure.SEATS_SHORT, Measure.SEATS_LEADING, Measure.COUNCILLORS,
     Measure.COUNCILLORS_CHANGE, Measure.COUNCILS, Measure.COUNCILS_CHANGE}
)  # fmt: skip
_BOTH = re.compile(r"\b(?:both|level|tied|locked|neck and neck)\b")
_FAR = 5  # tokens between "for" and whom a number is for
_NEAR = 40  # code points before a number in which such a word gives it to two
_BEHIND = 4  # tokens between a margin and whom somebody is behind: "117 votes behind the Liberal"
_LOST_HOW = ("by", "by-n", "person-down-by", "short")
LOST = frozenset({"majority.beaten-by", "majority.votes-behind"} | {f"majority.lost-{how}" for how in _LOST_HOW})
_OPENS = 3  # tokens in which "From 21 seats the Tories ..." comes to its number


def link(index: int, measure: Measure, sentence: Sketch, found: list[Mention], topic: Owner, ls: Letters) -> Owner:
    """The owner of the number at token ``index``: beside it, before it, or what the text was speaking of."""
    party_only = measure in _PARTY_ONLY
    usable = [m for m in found if m.owner.party is not None] if party_only else found
    after = _after(index, sentence.types, usable, ls)
    owned = sentence.types[max(index - 2, 0) : index] == CAPITAL + POSSESSIVE
    owned = owned and (party_only or all(m.last != index - 2 for m in usable))  # by somebody unknown
    before = None if owned else _before(index, sentence.types, usable, ls)
    if after and before and before.candidate and not after.candidate and before.party in (None, after.party):
        after = Owner(after.party, before.candidate)
    owner = after or before or _fronted(index, sentence.types, usable, ls)
    if owner is None:
        owner = NOBODY if _stranger(index, sentence.types, ls) else topic
    return Owner(owner.party) if party_only and owner.candidate else owner


def winner(index: int, sentence: Sketch, found: list[Mention], topic: Owner) -> Owner:
    """Whose a margin is that somebody lost by: of whom they trailed, or who is named before them; else of nobody known.

    "Al Roy was 117 behind Jo Bell", "Jo Bell put Al Roy out by 117".
    """
    after = next((m for m in found if index < m.first <= index + _BEHIND and not m.pronoun), None)
    if after is not None:
        return after.owner
    before = [m for m in found if m.last < index]
    if not before:
        return NOBODY
    loser = before[-1]
    others = [m.owner for m in before if m.owner != loser.owner and not m.oblique and not m.pronoun]
    if others:
        return others[-1]
    return topic if not loser.pronoun and topic != loser.owner else NOBODY


def _stranger(index: int, types: str, ls: Letters) -> bool:
    """Whether somebody no pack knows is the subject or the owner: "The Zorkists won 318 seats", "to Zork's 318"."""
    if CAPITAL not in types:
        return False
    owns = types[max(index - 2, 0) : index] == CAPITAL + POSSESSIVE
    return owns or any(types[at] == CAPITAL and types[at + 1] in ls.get for at in range(index - 1))


def sharers(index: int, types: str, found: list[Mention], ls: Letters, said: str) -> list[Owner]:
    """The owners that "each" gives a number to: "A, B and C won one seat each", "one each went to A and B".

    ``said`` is the sentence up to the number: "A and B both stand at 8", "A and B are tied on 49%".
    """
    if ls.each not in types[index + 1 : index + 4]:
        near = _BOTH.search(said, max(len(said) - _NEAR, 0))
        left = [m for m in found if m.last < index and not m.pronoun]
        ran = _run(list(reversed(left)), types, ls) if near else []
        return ran[::-1] if len(ran) == 2 and not any(c in NUMBERS for c in types[left[-2].first : index]) else []
    left = [m for m in found if m.last < index and not m.pronoun]
    right = [m for m in found if m.first > index and not m.pronoun]
    ran = _run(list(reversed(left)), types, ls)
    return ran[::-1] if len(ran) > 1 else _run(right, types, ls)


def _run(mentions: list[Mention], types: str, ls: Letters) -> list[Owner]:
    """The mentions from the first on that only commas, "and" and "to" part from each other."""
    owners: list[Owner] = []
    last: Mention | None = None
    for mention in mentions:
        if last is not None:
            between = types[min(last.last, mention.last) + 1 : max(last.first, mention.first)]
            if not between or set(between) - set(COMMA + ls.and_all + ls.to + ls.for_):
                break
        owners.append(mention.owner)
        last = mention
    return owners


def _after(index: int, types: str, found: list[Mention], ls: Letters) -> Owner | None:
    """ "34 per cent for the NDP", "10 DUP seats", "the 29 of the TMC", "17 split 9 to the NPP"."""
    for mention in found:
        if mention.first <= index or mention.pronoun:
            continue
        between = SHARE_ASIDE.sub("", types[index + 1 : mention.first], count=1)
        after = types[mention.last + 1 : mention.last + 2]
        if between == "" and after and after in ls.units:
            return mention.owner
        behind = types[index - 1 : index]
        listed = mention.plural or after in ls.ends or (after in ("", ls.in_) and behind in ("", COMMA, ls.and_all))
        if between == "" and listed and behind not in (PARTY, PERSON):
            return mention.owner  # "two Greens", "three Tories, two Labour, one Green"
        between = between.removesuffix(TITLE)
        if between[:1] == ls.for_ and len(between) <= _FAR and not set(between) & set(NUMBERS + STOP + SEMICOLON):
            return mention.owner  # "66,671,671 for the losing candidate, Kamala Harris"
        if len(between) == 2 and between[0] in ls.moves and between[1] == ls.in_:
            return mention.owner  # "a 33.5% increase in the Lib Dem share"
        core = between.rstrip("w") if between.endswith("w") and len(between) > 1 else between
        tail = core[-1:]
        inner = core[:-1]
        if tail and tail in ls.for_ + ls.of and all(c in ls.units + CLOSE + POSSESSIVE or c == "w" for c in inner):
            return mention.owner if len(inner) <= 3 else None
        if (
            tail == ls.to
            and all(c in ls.units for c in inner)
            and not (inner and after and after in NUMBERS + POSSESSIVE + OTHER)
            and not any(m.first < index for m in found[:1] if not (m.oblique or m.pronoun))
        ):
            return mention.owner
        return None
    return None


def _before(index: int, types: str, found: list[Mention], ls: Letters) -> Owner | None:
    """The nearest owner to the left; one after "from" or "than" only if it stands right beside the number."""
    count = len(found)
    while count and found[count - 1].last >= index:
        count -= 1
    if not count:
        return None
    nearest = found[count - 1]
    between = types[nearest.last + 1 : index]
    led = types[nearest.first - 1 : nearest.first]
    if led in (ls.by, ls.to) and between.lstrip(COMMA) == ls.by and led:
        return nearest.owner  # "kept by Jo Bell by 29", "went to Labour's Jo Bell, by 29"
    if not nearest.oblique or between in ("", POSSESSIVE, OPEN, OTHER):
        return nearest.owner
    if between in ls.beside and any(c in NUMBERS for c in types[: nearest.first]):
        return nearest.owner  # "on 13,745, ahead of the Conservatives on 11,024"
    for mention in reversed(found[:count]):
        if SEMICOLON in types[mention.last : index]:
            break
        if not mention.oblique:
            return mention.owner
    return nearest.owner if not any(c in NUMBERS for c in between) else None


def _fronted(index: int, types: str, found: list[Mention], ls: Letters) -> Owner | None:
    """ "With 318 seats, the Conservatives ...": the owner comes after, if no pronoun stands before."""
    if any(c in ".;" for c in types[:index]):
        return None
    right = [m for m in found if m.first > index and not m.pronoun]
    if (
        right
        and index < _OPENS
        and types[0] in ls.fronts
        and set(types[index + 1 : right[0].first]) <= {*ls.units, WORD}
    ):
        return right[0].owner  # "From 21 seats the Tories fell to ten"
    fronted = types[:index].count(COMMA) == 0 and index <= 4
    return right[0].owner if right and fronted and COMMA in types[index : right[0].first] else None
