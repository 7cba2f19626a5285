"""Whom a sentence names: its parties and people, with those joined that are one, and whom its pronouns mean."""

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
    SMALL,
    STOP,
    WORD,
    YEAR,
    Lexicon,
    Name,
    Sketch,
    Token,
)
from extract.model import Owner, Party
from extract.packs import PersonEntry

_WORDS_OF_STANDING = 2  # between what somebody did and "for" whom: "kept the seat for", "came top for"
TITLE = CAPITAL + STOP  # "Sen." and the like, before a name
_RANK = 4  # tokens that say what somebody is who is beaten: "beat the health minister Al Roy"
_OVER_THE = len(" over the ")
_CALLING = 24  # code points before a name that say whose colleague it is
_ROLE = 4  # tokens between a party and its candidate: "a Labour town councillor, Jo Bell,"
_NEXT = re.compile(r" ([^\W\d_]+(?:-[^\W\d_]+)*)")
# A surname, forenames and a party up to a colon.
_CALLED = re.compile(
    f"({CAPITAL}{COMMA}[{PERSON}{CAPITAL}]){COMMA}[^{NUMBERS}{COLON}]*{PARTY}[{WORD}]?{COLON}"
    f"|({CAPITAL}){COMMA}{PARTY}[{COLON}{COMMA}][{NUMBERS}]"
)
_AGE = re.compile(f"{COMMA}[{NUMBERS}]{COMMA}")  # "Jo Bell, 45, Labour,"


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
    captured: str
    get: str
    each: str
    by: str
    and_all: str
    who: str
    ends: str
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
    leads: str
    fronts: str
    with_: str
    role_of: str
    members: str
    beaten: str
    rival: str
    roughly: str
    outdoing: frozenset[str]
    colleagues: tuple[str, ...]
    persons: frozenset[str]
    candidates: frozenset[str]
    acts: str
    named: re.Pattern[str]
    since: re.Pattern[str]
    aside: re.Pattern[str]
    outdone: re.Pattern[str]


@lru_cache(maxsize=4)
def letters(lexicon: Lexicon) -> Letters:
    """The letters of one lexicon."""
    t = lexicon.type_of

    def all_of(*names: str) -> str:
        return "".join(map(t, names))

    verbs = all_of("win", "gain", "lose")
    told = "".join(kind for kind in NUMBERS if kind not in YEAR + SMALL)
    units = all_of("seat", "vote", "share", "councillor", "council", "pct_words", "majority", "more", "people")
    return Letters(
        of=t("of"), for_=t("for"), to=t("to"), on=t("on"), pronoun=t("pronoun"), person_pronoun=t("person_pronoun"),
        oblique=all_of("from", "to", "against", "than", "ahead", "by", "beat", "overturn", "off", "hour_past"),
        units=units, win=t("win"),
        captured=t("captured"), get=t("get"),
        each=t("each"), by=t("by"), and_all=t("and"), who=t("who"), moves=all_of("gain", "lose"),
        ends=COMMA + SEMICOLON + STOP + t("and"), leads=t("lead_in"), fronts=all_of("from", "on", "with"),
        with_=t("with"),
        members=all_of("seat", "councillor"), role_of=WORD + all_of("measure_unit", "seat", "councillor"),
        people=t("people"), be=t("be"), out=t("out"), in_=t("in"), previous=t("previous"), had=t("had"),
        survey=t("survey"), rival=t("rival"), beaten=all_of("against", "beat", "lead_in", "failed", "when"),
        roughly=t("roughly"),
        cast=all_of("electorate", "valid", "turnout", "electoral") + PLACE,
        outdoing=lexicon.lists["outdoing_words"], colleagues=tuple(sorted(lexicon.lists["colleague_words"])),
        persons=lexicon.lists["party_persons"], candidates=lexicon.lists["candidate_words"],
        acts=all_of("win", "gain", "lose", "on", "with", "who", "by", "beat", "lead_in") + COMMA + OPEN + NUMBERS,
        role=WORD + all_of("measure_unit", "rival"), beside=all_of("on", "with", "get"),
        # "Jo Bell, then of Labour,", "Jo Bell, then Labour's man,"
        since=re.compile(f"{COMMA}[{WORD}{t('then')}]?(?:{t('of')}{PARTY}|{PARTY}{POSSESSIVE}[{WORD}]{{1,2}}){COMMA}"),
        named=re.compile(f"[{PARTY}{PERSON}{CAPITAL}{all_of('pronoun', 'person_pronoun')}]"),
        outdone=re.compile(f"[{all_of('beat', 'off', 'hour_past', 'from')}]"
                           f"[{WORD}{CAPITAL}{t('person_pronoun')}]{{1,{_RANK - 1}}}\\Z"),
        aside=re.compile(f"{COMMA}{t('who')}[^{STOP}{SEMICOLON}{COMMA}{told}]{{0,30}}{COMMA}(?=[{verbs}{NUMBERS}])"),
    )  # fmt: skip


def mentions(sentence: Sketch, text: str, context: Context, topic: Owner, person: Owner, ls: Letters) -> list[Mention]:
    """Every owner named in ``sentence``, with names and parties that stand together joined to one.

    Pronouns mean the ``topic``, but "he" and "she" the ``person`` last named where the topic is a party.
    """
    tokens, types = sentence.tokens, sentence.types
    found: list[Mention] = []
    followed = ls.who in types  # whether a "who" stands behind any of them
    for match in ls.named.finditer(types):
        index = match.start()
        token = tokens.get(index)
        pronoun = False
        if token is not None:
            owner = _owner(token, text, context)
            if owner is None or (owner.party is None and owner.candidate is None):
                continue
            if token.type == PARTY and owner.candidate is None:
                owner = _the_candidate(token, owner, types[index + 1 : index + 2], text, context, ls)
            if index and types[index - 1] == ls.in_ and token.name is None and owner.party is None:
                continue  # a place no pack knows: "in Rajouri Garden"
        elif types[index] == CAPITAL:
            continue
        else:
            owner, pronoun = _antecedent(types[index] == ls.person_pronoun, found, types, topic, person), True
            if types[index - 1 : index] == POSSESSIVE and found and found[-1].last == index - 2 and owner.party:
                owner = Owner(owner.party)  # "Jo Bell's party": what it has is not hers
        led = followed and types[index + 1 : index + 3].lstrip(COMMA)[:1] == ls.who
        oblique = index > 0 and types[index - 1] in ls.oblique and not led
        if not oblique and not led and index > 1 and token is not None:
            named = token.type == PERSON or types[index + 1 : index + 2] == ls.rival  # "beat his Lib Dem opponent"
            ranked = named and ls.outdone.search(types, max(index - _RANK, 0), index) is not None
            # "beat the minister Al Roy", "a majority over the Tories"
            oblique = ranked or (types[index - 1] == ls.roughly and _is_outdone(token.start, text, ls))
        if token is not None and token.type == PERSON and owner.party is None and index:
            owner = Owner(_colleague(token.start, found, person.party or topic.party, text, ls), owner.candidate)
        plural = token is not None and token.type == PARTY and text[token.end - 1] == "s"
        mention = Mention(index, index, owner, oblique, pronoun, plural)
        joined = _join(found[-1], mention, types, ls) if found and not pronoun else None
        if joined is not None and found[-1].plural and found[-1].owner.candidate is None:
            joined = joined._replace(plural=True)
        elif joined is None and found and found[-1].plural and owner.candidate and owner.party is None:
            mention = _of_the_same(found[-1], mention, types, context, ls)
        stood = _stood_for(found, mention, types, ls) if found and joined is None and not pronoun else None
        if stood is not None:
            context.learn(stood.candidate or "", stood.party)
            before = max(at for at, m in enumerate(found) if not m.pronoun)
            found[before] = found[before]._replace(owner=stood)
            mention = mention._replace(owner=stood)
        if joined is not None:
            found[-1] = mention = joined
            if mention.owner.candidate:
                context.learn(mention.owner.candidate, mention.owner.party)
        else:
            found.append(mention)
        if followed and types[mention.last + 1 : mention.last + 3].lstrip(COMMA)[:1] == ls.who:
            found[-1] = Mention(mention.first, mention.last, mention.owner, oblique=False)
    called = _CALLED.match(types)
    if called is not None:
        found = _called_out(found, max(called.end(1), called.end(2)), sentence, text, context)
    return _without_asides(found, types, context, ls) if followed else found


def _is_outdone(start: int, text: str, ls: Letters) -> bool:
    """Whether words before somebody say that another is ahead: "a majority over the Tories"."""
    return not ls.outdoing.isdisjoint(text[max(start - _OVER_THE, 0) : start].lower().split())


def _colleague(start: int, found: list[Mention], spoken: Party | None, text: str, ls: Letters) -> Party | None:
    """The party last named, where a name is said to be that of a colleague: "and her party colleague Al Roy"."""
    if not text[max(start - _CALLING, 0) : start].rstrip(" ,").lower().endswith(ls.colleagues):
        return None
    return next((m.owner.party for m in reversed(found) if m.owner.party is not None), spoken)


def _called_out(found: list[Mention], last: int, sentence: Sketch, text: str, context: Context) -> list[Mention]:
    """Whom a returning officer calls by surname first: "Bell, Joanne Mary, Labour: four hundred and six".

    Or by surname alone: "Bell, Labour, 406", who may have been named in full before.
    """
    surname, forenames = sentence.tokens.get(0), sentence.tokens.get(last - 1)
    at = next((i for i, m in enumerate(found) if m.owner.party is not None), None)
    if surname is None or forenames is None or at is None:
        return found
    name = text[surname.start : surname.end]
    name = f"{text[forenames.start : forenames.end]} {name}" if last > 1 else context.person(name).candidate or name
    return [found[at]._replace(owner=Owner(found[at].owner.party, name))]


def _the_candidate(token: Token, owner: Owner, after: str, text: str, context: Context, ls: Letters) -> Owner:
    """The one candidate a text has named for a party, where that is called a person: "the Liberal had 812"."""
    if text[token.start - 4 : token.start].lower() != "the ":
        return owner
    behind = _NEXT.match(text, token.end)
    noun = behind is not None and behind[1] in ls.candidates
    called = text[token.start : token.end] in ls.persons and after in ls.acts
    if not (noun or called):
        return owner
    people = context.candidates.get(owner.party, ()) if owner.party else ()
    return Owner(owner.party, *people) if len(people) == 1 else owner


def _without_asides(found: list[Mention], types: str, context: Context, ls: Letters) -> list[Mention]:
    """Who stands in a clause put in: "Jo Bell, who leads Labour, had 812" is about Bell, and about nobody before."""
    for aside in ls.aside.finditer(types):
        head = next((m for m in found if m.last + 1 == aside.start()), None)
        if head is None:
            continue
        inner = [at for at, m in enumerate(found) if aside.start() < m.first < aside.end()]
        for at in inner:
            leader = found[at].first == aside.start() + 3 and types[aside.start() + 2] == ls.leads
            if leader and head.owner.candidate and head.owner.party is None:
                context.learn(head.owner.candidate, found[at].owner.party)
                owner = Owner(found[at].owner.party, head.owner.candidate)
                found = [m._replace(owner=owner) if m is head else m for m in found]
            found[at] = found[at]._replace(oblique=True)
    return found


def _antecedent(person: bool, found: list[Mention], types: str, topic: Owner, who: Owner) -> Owner:
    """Whom a pronoun means: the nearest fitting mention before it in the sentence, else the topic.

    Whoever only has something, as in "Jo Bell, with Al Roy's blessing, won: she", is meant where nobody else can be.
    """
    fitting = [m for m in reversed(found) if not m.oblique and (m.owner.candidate or not person)]
    if fitting:
        named = (m for m in fitting if not person or types[m.last + 1 : m.last + 2] != POSSESSIVE)
        return next(named, fitting[0]).owner
    if person:
        known = topic if topic.candidate or not who.candidate else who
        return next((m.owner for m in reversed(found) if m.owner.candidate), known)
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
    owner = known[meaning]
    if token.type == PERSON and owner is not None and owner.party is not None and owner.candidate:
        context.people.setdefault(owner.candidate.rpartition(" ")[2], owner)  # by surname from here on
    return owner


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
    if left.pronoun or len(between) > _ROLE + 2:  # too far for all that follows
        return None
    same = a.party is not None and a.party == b.party
    person_first = bool(a.candidate) and not b.candidate
    party_first = bool(b.candidate) and not a.candidate
    bracketed = between == OPEN and types[right.last + 1 : right.last + 2] == CLOSE
    if bracketed and (person_first or same or (not a.candidate and not b.candidate and a.party == b.party)):
        owner = Owner(b.party or a.party, a.candidate or b.candidate)
        return Mention(left.first, right.last + 1, owner, left.oblique)
    titled = between.removesuffix(TITLE) if between.endswith(TITLE) else between  # "Republican Sen. Ron Johnson"
    if party_first and (
        titled in ("", POSSESSIVE)
        or (titled == OTHER and left.plural)
        or (len(titled) <= 2 and set(titled) <= {*ls.role, *ls.members, POSSESSIVE, "L"})
    ):
        return Mention(left.first, right.last, Owner(a.party, b.candidate), left.oblique)
    if (
        party_first
        and between[-1:] == COMMA
        and len(between) <= _ROLE
        and set(between[:-1]) <= {*ls.role_of}
        and (types[right.last + 1 : right.last + 2] == COMMA or (left.plural and between == COMMA and not left.oblique))
    ):
        subject = types[right.last + 2 : right.last + 3] in [*ls.get]  # "His closest from the PDP, Al Roy, polled 812"
        return Mention(left.first, right.last, Owner(a.party, b.candidate), left.oblique and not subject)
    if person_first and between in (COMMA, ls.of, ls.for_, COMMA + ls.for_, COMMA + ls.of, ""):
        return Mention(left.first, right.last, Owner(b.party, a.candidate), left.oblique)
    following = types[right.last + 1 : right.last + 2]
    if person_first and between[:1] == COMMA and ls.since.match(types, left.last + 1):
        return Mention(left.first, right.last, Owner(b.party, a.candidate), left.oblique)
    if party_first and between == OPEN and following in (COMMA, *NUMBERS):  # "the Greens (Jo Bell, 812)"
        return Mention(left.first, right.last, Owner(a.party, b.candidate), left.oblique)
    if person_first and between == OPEN and following in (COMMA, *NUMBERS):  # "Jo Bell (Green, 812)"
        return Mention(left.first, right.last, Owner(b.party, a.candidate), left.oblique)
    described = _AGE.fullmatch(between) or (
        between[:1] == between[-1:] == COMMA and 2 < len(between) <= _ROLE + 2 and set(between[1:-1]) <= {*ls.role_of}
    )
    if person_first and described and following == COMMA:
        return Mention(left.first, right.last, Owner(b.party, a.candidate), left.oblique)
    if person_first and _is_one(between, following, ls):
        return Mention(left.first, right.last, Owner(b.party, a.candidate), left.oblique)
    if same and between == "":
        return Mention(left.first, right.last, Owner(a.party, a.candidate or b.candidate), left.oblique)
    return None


def _of_the_same(left: Mention, right: Mention, types: str, context: Context, ls: Letters) -> Mention:
    """Somebody named behind a first of a party's people: "the Tories Jo Bell (812) and Al Roy"."""
    between = types[left.last + 1 : right.first]
    listed = between and set(between) <= {*NUMBERS, OPEN, CLOSE, COMMA, *ls.units, *ls.and_all}
    if not listed or left.owner.candidate is None or left.owner.party is None:
        return right
    context.suppose(right.owner.candidate or "", left.owner.party)
    return right._replace(plural=True, owner=Owner(left.owner.party, right.owner.candidate))


def _is_one(between: str, following: str, ls: Letters) -> bool:
    """Whether somebody is said to be of a party: "Jo Bell is a Liberal", "Jo Bell became its first Liberal MP"."""
    if between == ls.be:
        return following in ("", STOP, COMMA, *ls.members, ls.and_all)
    return between[:1] == ls.be and len(between) <= _ROLE and set(between[1:]) <= {WORD} and following in [*ls.members]


def _stood_for(found: list[Mention], mention: Mention, types: str, ls: Letters) -> Owner | None:
    """Whom a party and the person before it make: "Jo Bell kept it for Labour", "Labour fell back: Jo Bell's 812"."""
    # not the "it" of "kept it"
    left = next((m for m in reversed(found) if not m.pronoun or types[m.first] == ls.person_pronoun), None)
    if left is None or left.pronoun:
        return None
    right = mention
    between = types[left.last + 1 : right.first]
    if left.owner.party is not None and left.owner.candidate is None and right.owner.party is None:
        led = between.endswith(COLON) and STOP not in between and len(found) == 1 and not left.oblique
        return Owner(left.owner.party, right.owner.candidate) if led and right.owner.candidate else None
    same = left.owner.party in (None, right.owner.party) and left.owner.candidate is not None
    if not same or right.owner.candidate is not None or not between.endswith(ls.for_):
        return None
    verb = max(between.rfind(kind) for kind in ls.get)
    after = [kind for kind in between[verb + 1 : -1] if kind not in NUMBERS]
    is_what = ls.be in between.replace(ls.be + between[verb], "", 1)  # and not "was elected for"
    if verb < 0 or len(after) > _WORDS_OF_STANDING or is_what or STOP in between:
        return None
    return Owner(right.owner.party, left.owner.candidate)
