"""Who owns a number in a sentence: the parties and people mentioned, and the one a number belongs to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from extract.context import Context, party_of
from extract.lexer import (
    CAPITAL,
    CLOSE,
    COLON,
    COMMA,
    NUMBERS,
    OPEN,
    OTHER,
    PARTY,
    PERSON,
    PLACE,
    POSSESSIVE,
    SEMICOLON,
    STOP,
    WORD,
    Lexed,
    Lexicon,
    Name,
    Sketch,
    Token,
)
from extract.model import NOBODY, Measure, Owner, Party
from extract.packs import PersonEntry

# A party's seats are never one person's, however the sentence puts it.
_PARTY_ONLY = frozenset(
    {Measure.SEATS, Measure.SEATS_CHANGE, Measure.SEATS_SHORT, Measure.SEATS_LEADING, Measure.COUNCILLORS,
     Measure.COUNCILLORS_CHANGE, Measure.COUNCILS, Measure.COUNCILS_CHANGE}
)  # fmt: skip


_WORDS_OF_STANDING = 2  # between what somebody did and "for" whom: "kept the seat for", "came top for"
_BOTH = re.compile(r"\b(?:both|level|tied|locked|neck and neck)\b")
_NEAR = 40  # code points before a number in which such a word gives it to two
_TITLE = CAPITAL + STOP  # "Sen." and the like, before a name


class Mention(NamedTuple):
    """A party, person or pronoun at tokens ``first`` to ``last``; oblique after "from", "than" and the like."""

    first: int
    last: int
    owner: Owner
    oblique: bool
    pronoun: bool = False
    plural: bool = False


@dataclass(frozen=True, slots=True)
class Letters:
    """The token types that linking looks at, by the names of their vocabulary classes."""

    of: str
    for_: str
    to: str
    on: str
    pronoun: str
    person_pronoun: str
    oblique: str
    units: str
    cast: str
    win: str
    get: str
    each: str
    by: str
    and_all: str
    who: str
    moves: str
    people: str
    be: str
    out: str
    in_: str
    previous: str
    survey: str
    had: str
    role: str
    beside: str
    named: re.Pattern[str]


@lru_cache(maxsize=4)
def letters(lexicon: Lexicon) -> Letters:
    """The letters of one lexicon."""
    t = lexicon.type_of

    def all_of(*names: str) -> str:
        return "".join(map(t, names))

    units = all_of("seat", "vote", "share", "councillor", "council", "pct_words", "majority", "more", "people")
    return Letters(
        of=t("of"), for_=t("for"), to=t("to"), on=t("on"), pronoun=t("pronoun"), person_pronoun=t("person_pronoun"),
        oblique=all_of("from", "to", "against", "than", "ahead", "by", "beat", "overturn"), units=units, win=t("win"),
        get=t("get"), each=t("each"), by=t("by"), and_all=t("and"), who=t("who"), moves=all_of("gain", "lose"),
        people=t("people"), be=t("be"), out=t("out"), in_=t("in"), previous=t("previous"), had=t("had"),
        survey=t("survey"),
        cast=all_of("electorate", "valid", "turnout", "electoral") + PLACE,
        role=WORD + t("measure_unit"), beside=all_of("on", "with", "get"),
        named=re.compile(f"[{PARTY}{PERSON}{CAPITAL}{all_of('pronoun', 'person_pronoun')}]"),
    )  # fmt: skip


def mentions(sentence: Sketch, text: str, context: Context, topic: Owner, ls: Letters) -> list[Mention]:
    """Every owner named in ``sentence``, with names and parties that stand together joined to one."""
    tokens, types = sentence.tokens, sentence.types
    found: list[Mention] = []
    subject = topic
    for match in ls.named.finditer(types):
        index = match.start()
        token = tokens.get(index)
        pronoun = False
        if token is not None:
            owner = _owner(token, text, context)
            if owner is None or (owner.party is None and owner.candidate is None):
                continue
            if index and types[index - 1] == ls.in_ and token.name is None and owner.party is None:
                continue  # a place no pack knows: "in Rajouri Garden"
        elif types[index] == CAPITAL:
            continue
        else:
            owner, pronoun = _antecedent(types[index] == ls.person_pronoun, found, topic), True
        led = types[index + 1 : index + 3].lstrip(COMMA)[:1] == ls.who
        oblique = index > 0 and types[index - 1] in ls.oblique and not led
        plural = token is not None and token.type == PARTY and text[token.end - 1] == "s"
        mention = Mention(index, index, owner, oblique, pronoun, plural)
        joined = _join(found[-1], mention, types, ls) if found and not pronoun else None
        stood = _stood_for(found, mention, types, ls) if joined is None and not pronoun else None
        if stood is not None:
            context.learn(stood.candidate or "", stood.party)
            found[-1] = found[-1]._replace(owner=stood)
            mention = mention._replace(owner=stood)
        if joined is not None:
            found[-1] = mention = joined
            if mention.owner.candidate:
                context.learn(mention.owner.candidate, mention.owner.party)
        else:
            found.append(mention)
        if types[mention.last + 1 : mention.last + 3].lstrip(COMMA)[:1] == ls.who:
            found[-1] = mention = Mention(mention.first, mention.last, mention.owner, oblique=False)
            subject = mention.owner
        elif not pronoun and not mention.oblique and (subject is topic or joined is not None):
            subject = mention.owner
    return found


def _antecedent(person: bool, found: list[Mention], topic: Owner) -> Owner:
    """Whom a pronoun means: the nearest fitting mention before it in the sentence, else the topic."""
    for mention in reversed(found):
        if not mention.oblique and (mention.owner.candidate or not person):
            return mention.owner
    if person:
        return next((m.owner for m in reversed(found) if m.owner.candidate), topic)
    return topic


def _owner(token: Token, text: str, context: Context) -> Owner | None:
    name = token.name
    if name is None:
        printed = text[token.start : token.end]
        return context.meet(printed) if token.type == PERSON else context.people.get(printed)
    meaning = name.form, token.type
    known = context.meanings.owners
    if meaning not in known:
        known[meaning] = _known_owner(name, token.type, context)
    return known[meaning]


def _known_owner(name: Name, kind: str, context: Context) -> Owner | None:
    """Whom a name of the packs means, as a party or as a person."""
    if kind == PARTY:
        party = party_of(name, context)
        return Owner(party) if party else None
    person = next((r.entry for r in name.refs if isinstance(r.entry, PersonEntry)), None)
    return Owner(party_of(name, context), person.name) if kind == PERSON and person else None


def _join(left: Mention, right: Mention, types: str, ls: Letters) -> Mention | None:
    """``left`` and ``right`` as one owner where they stand together: "Labour's Jo Bell", "Jo Bell (Lab)"."""
    between = types[left.last + 1 : right.first]
    a, b = left.owner, right.owner
    if left.pronoun:
        return None
    same = a.party is not None and a.party == b.party
    person_first = bool(a.candidate) and not b.candidate
    party_first = bool(b.candidate) and not a.candidate
    bracketed = between == OPEN and types[right.last + 1 : right.last + 2] == CLOSE
    if bracketed and (person_first or same or (not a.candidate and not b.candidate and a.party == b.party)):
        owner = Owner(b.party or a.party, a.candidate or b.candidate)
        return Mention(left.first, right.last + 1, owner, left.oblique)
    titled = between.removesuffix(_TITLE) if between.endswith(_TITLE) else between  # "Republican Sen. Ron Johnson"
    if party_first and (
        titled in ("", POSSESSIVE) or (len(titled) <= 2 and set(titled) <= {*ls.role, POSSESSIVE, "L"})
    ):
        return Mention(left.first, right.last, Owner(a.party, b.candidate), left.oblique)
    if (
        party_first
        and between[-1:] == COMMA
        and between[:-1] in ("", *ls.role)
        and types[right.last + 1 : right.last + 2] == COMMA
    ):
        return Mention(left.first, right.last, Owner(a.party, b.candidate), left.oblique)
    if person_first and between in (COMMA, ls.of, ls.for_, COMMA + ls.for_, COMMA + ls.of, ""):
        return Mention(left.first, right.last, Owner(b.party, a.candidate), left.oblique)
    if same and between == "":
        return Mention(left.first, right.last, Owner(a.party, a.candidate or b.candidate), left.oblique)
    return None


def _stood_for(found: list[Mention], mention: Mention, types: str, ls: Letters) -> Owner | None:
    """Whom a party and the person before it make: "Jo Bell kept it for Labour", "Labour fell back: Jo Bell's 812"."""
    if not found or found[-1].pronoun:
        return None
    left, right = found[-1], mention
    between = types[left.last + 1 : right.first]
    if left.owner.party is not None and left.owner.candidate is None and right.owner.party is None:
        led = between.endswith(COLON) and STOP not in between and len(found) == 1 and not left.oblique
        return Owner(left.owner.party, right.owner.candidate) if led and right.owner.candidate else None
    if left.owner.party is not None or right.owner.candidate is not None or not between.endswith(ls.for_):
        return None
    verb = max(between.rfind(kind) for kind in ls.get)
    after = [kind for kind in between[verb + 1 : -1] if kind not in NUMBERS]
    if verb < 0 or len(after) > _WORDS_OF_STANDING or ls.be in between or STOP in between:
        return None
    return Owner(right.owner.party, left.owner.candidate)


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


def link(index: int, measure: Measure, sentence: Sketch, found: list[Mention], topic: Owner, ls: Letters) -> Owner:
    """The owner of the number at token ``index``: beside it, before it, or what the text was speaking of."""
    party_only = measure in _PARTY_ONLY
    usable = [m for m in found if m.owner.party is not None] if party_only else found
    after = _after(index, sentence.types, usable, ls)
    before = _before(index, sentence.types, usable, ls)
    if after and before and before.candidate and not after.candidate and before.party in (None, after.party):
        after = Owner(after.party, before.candidate)
    owner = after or before or _fronted(index, sentence.types, usable)
    if owner is None:
        owner = NOBODY if _stranger(index, sentence.types, ls) else topic
    return Owner(owner.party) if party_only and owner.candidate else owner


def _stranger(index: int, types: str, ls: Letters) -> bool:
    """Whether somebody no pack knows is the subject: "The Zorkists won 318 seats" says nothing of those before."""
    return any(types[at] == CAPITAL and types[at + 1] in ls.get for at in range(index - 1))


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
        between = types[index + 1 : mention.first]
        after = types[mention.last + 1 : mention.last + 2]
        if between == "" and after and after in ls.units:
            return mention.owner
        alone = types[index - 1 : index] in ("", COMMA, ls.and_all) and after in ("", COMMA, STOP, ls.and_all)
        if between == "" and alone:
            return mention.owner  # "three Tories, two Labour, one Green"
        if between == "" and mention.plural and types[index - 1 : index] not in (PARTY, PERSON):
            return mention.owner
        between = between.removesuffix(_TITLE)
        core = between.rstrip("w") if between.endswith("w") and len(between) > 1 else between
        tail = core[-1:]
        inner = core[:-1]
        if tail and tail in ls.for_ + ls.of and all(c in ls.units + CLOSE + POSSESSIVE or c == "w" for c in inner):
            return mention.owner if len(inner) <= 3 else None
        if (
            tail == ls.to
            and inner == ""
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
    if types[nearest.first - 1 : nearest.first] == ls.by and between == ls.by:  # "kept by Jo Bell by 29"
        return nearest.owner
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


def _fronted(index: int, types: str, found: list[Mention]) -> Owner | None:
    """ "With 318 seats, the Conservatives ...": the owner comes after, if no pronoun stands before."""
    if any(c in ".;" for c in types[:index]):
        return None
    right = [m for m in found if m.first > index and not m.pronoun]
    fronted = types[:index].count(COMMA) == 0 and index <= 4
    return right[0].owner if right and fronted and COMMA in types[index : right[0].first] else None
