"""To which world and place a number of a sentence belongs: status words and years, place names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from extract.context import Context, place_of
from extract.lexer import (
    CAPITAL,
    CLOSE,
    COLON,
    COMMA,
    DASH,
    NUMBERS,
    OPEN,
    PARTY,
    PERSON,
    PLACE,
    POSSESSIVE,
    SEMICOLON,
    STOP,
    WORD,
    YEAR,
    Lexicon,
    Sketch,
)
from extract.model import CHANGES, Measure, Place, Status

_CONTEST = frozenset(
    {Measure.VOTES, Measure.MAJORITY, Measure.TURNOUT, Measure.ELECTORATE, Measure.SWING, Measure.VOTES_CHANGE}
)
_CHAMBER = frozenset(
    {Measure.SEATS, Measure.SEATS_CHANGE, Measure.SEATS_TOTAL, Measure.SEATS_DECLARED, Measure.SEATS_REMAINING,
     Measure.SEATS_LEADING, Measure.SEATS_SHORT, Measure.MAJORITY_THRESHOLD}
)  # fmt: skip
# What no poll tells: "64% of the electorate voted in the poll".
_NOT_ASKED = frozenset({Measure.TURNOUT, Measure.TURNOUT_CHANGE, Measure.ELECTORATE, Measure.VOTES})
_SMALL = frozenset({"constituency", ""})
_TOWNS = frozenset({"city", "county", "council", "province"})
# "VANCOUVER -", "Paris, June 20:": where a report was written, which is not where it plays.
_DATELINE = re.compile(f"[{PLACE}{CAPITAL}]{{1,3}}(?:{COMMA}[^{STOP}]{{1,4}}?)?[{DASH}{OPEN}{COLON}{STOP}]")
_BRACKETS = re.compile(rf"\{OPEN}[^{OPEN}{CLOSE}]*\{CLOSE}")
_COUNTED = NUMBERS.replace(YEAR, "")
_OPENING = 3  # tokens within which a sentence says where it plays


@dataclass(frozen=True, slots=True)
class Cues:
    """The token types that move a number out of the world of results."""

    previous: frozenset[str]
    ago: frozenset[str]
    projection: str
    survey: str
    conditional: str
    foretold: frozenset[str]
    since: str
    need: str
    when: str
    splits: str
    any: frozenset[str]
    ends: re.Pattern[str]
    inside: str
    from_: str
    then: str
    verbs: str
    to: str
    had: str
    whose: str
    was: re.Pattern[str]
    elsewhere: tuple[str, ...]
    where_had: re.Pattern[str]
    when_had: re.Pattern[str]
    had_been: re.Pattern[str]
    had_done: re.Pattern[str]
    counted: re.Pattern[str]
    declared: str
    moved: re.Pattern[str]
    entitled: re.Pattern[str]


class Before(NamedTuple):
    """The status of the number read before in the sentence, and how this one follows it."""

    status: Status | None
    listed: bool
    contrast: bool


@lru_cache(maxsize=4)
def cues(lexicon: Lexicon) -> Cues:
    """The cue types of one lexicon."""
    t = lexicon.type_of
    since = t("since") + t("on") + t("than") + t("from") + t("against")
    moving = t("past"), t("projection"), t("survey"), t("conditional"), t("needed"), t("when")
    splits = t("and") + t("but") + t("than") + t("after_") + COMMA + SEMICOLON
    previous, projection, survey, conditional, need, when = moving
    ends = re.compile(f"[{splits}{POSSESSIVE}{DASH}]|[{t('qualifier')}](?=[^{NUMBERS}])")
    had, then, from_ = t("had"), t("then"), t("from")
    pronoun = t("pronoun") + t("person_pronoun")
    any_of = frozenset("".join(moving) + YEAR + had + then + from_ + OPEN)
    verbs = t("win") + t("gain") + t("lose") + t("lead_in")
    past, ago = frozenset(previous), frozenset(t("ago"))
    return Cues(
        past, ago, projection, survey, conditional, frozenset(survey + projection), since, need, when, splits, any_of,
        ends, t("in"), from_, then, verbs, t("to"), had, t("who") + t("where"),
        was=re.compile(f"[{pronoun}]?[{t('be')}{had}]$"),
        elsewhere=(from_, t("than"), t("against")),
        where_had=re.compile(f"[{NUMBERS}][{t('seat')}{t('councillor')}{t('vote')}]?[{WORD}{t('where')}][{pronoun}]{had}$"),
        when_had=re.compile(f"[^{when}]{when}[{pronoun}][{t('win')}]\\Z"),
        had_done=re.compile(f"{had}{WORD}[^{NUMBERS}{STOP}{SEMICOLON}]{{0,3}}$"),  # "had come third, with 10%"
        had_been=re.compile(f"{had}[{verbs}][^{verbs}{COLON}]*$"),
        counted=re.compile(f"[{t('seat')}{t('councillor')}]?{COMMA}[{t('gain')}{t('lose')}]"),
        declared=t("declared"),
        moved=re.compile(f"[{t('seat')}{t('vote')}{t('councillor')}{t('share')}{t('pct_words')}{PLACE}]{{0,2}}"
                         f"(?:[{t('to')}{YEAR}]|{t('in')}{YEAR})"),
        entitled=re.compile(f"[^{NUMBERS}]*[{YEAR}{t('ago')}{when}]"),
    )  # fmt: skip


def _clause(types: str, index: int, cs: Cues) -> tuple[int, int]:
    """The tokens of the clause around ``index``; what stands after "more than" is another one's."""
    start = max([types.rfind(kind, 0, index) for kind in cs.splits]) + 1
    stop = cs.ends.search(types, index)
    return start, stop.start() if stop else len(types)


def status_of(
    index: int,
    measure: Measure,
    sentence: Sketch,
    text: str,
    context: Context,
    cs: Cues,
    inherited: Status,
    before: Before,
) -> Status:
    """The status of the number at token ``index``, from the cue words and years of its clause."""
    types = sentence.types
    if before.contrast and cs.projection not in types and cs.survey not in types:
        return context.standing if measure not in CHANGES else inherited
    if cs.any.isdisjoint(types) and before.status is not Status.PREVIOUS:
        return inherited
    change = measure in CHANGES
    goes_on = before.status is Status.PREVIOUS and not change and _goes_on(index, types, before, cs)
    if OPEN in types:
        sentence = _bracketed(sentence, index, cs)
        types = sentence.types
    start, end = _clause(types, index, cs)
    clause = types[start:end]
    if not change and (
        _past_year(sentence, text, start, end, index, context, cs) or _past(index, measure, start, end, types, cs)
    ):
        return Status.PREVIOUS
    if _opens_in_past(sentence, text, context, index, cs, change=change):
        return Status.PREVIOUS
    if _when_past(sentence, text, context, index, cs):
        return Status.PREVIOUS
    if not change and cs.previous & set(types[: max(types.rfind(COLON, 0, index), 0)]):
        return Status.PREVIOUS  # "Last time, with other partners: RJD 80, JDU 71"
    if goes_on:
        return Status.PREVIOUS
    wanting = cs.need in types[:index]  # not "a majority of 87, enough to pass it"
    if measure is Measure.MAJORITY and cs.projection not in types and (wanting or cs.conditional in types):
        token = sentence.tokens.get(index)
        chamber = token is not None and token.number is not None and token.number.value * 2 <= context.chamber_seats
        if not chamber or wanting:
            return Status.PREVIOUS  # the one that stands, which a target list or a swing is measured against
    if not change and (_had(types, index, cs) or _of_that_year(sentence, text, index, context, cs)):
        return Status.PREVIOUS
    if (cs.conditional in types[start:index] and measure is not Measure.SEATS_SHORT) or (
        cs.need in clause and measure is Measure.SWING
    ):
        # in a forecast what would be is what is forecast: "Labour would get 191"
        told = inherited is Status.PROJECTION or (measure in _CHAMBER and not cs.foretold.isdisjoint(types[:index]))
        return Status.PROJECTION if told else Status.HYPOTHETICAL
    if (
        cs.survey in types
        and measure not in _NOT_ASKED
        and (cs.projection not in types or measure is Measure.VOTE_SHARE)
    ):
        return Status.POLL if not context.exit_poll else Status.PROJECTION
    if cs.projection in types:
        return Status.PROJECTION
    return inherited


def _bracketed(sentence: Sketch, index: int, cs: Cues) -> Sketch:
    """The sentence as a number in brackets sees it, or one outside: what brackets say of others is left out."""
    types = sentence.types
    opened = types.rfind(OPEN, 0, index)
    if opened <= types.rfind(CLOSE, 0, index):
        return sentence._replace(types=_BRACKETS.sub(_blank, types))
    closed = types.find(CLOSE, index)
    closed = closed if closed > 0 else len(types)
    if not cs.any.isdisjoint(types[opened + 1 : closed]) or cs.was.match(types[opened + 1 : index]):
        return sentence._replace(types=" " * (opened + 1) + types[opened + 1 : closed])
    before, after = _BRACKETS.sub(_blank, types[:opened]), _BRACKETS.sub(_blank, types[closed:])
    return sentence._replace(types=before + types[opened:closed] + after)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _past(index: int, measure: Measure, start: int, end: int, types: str, cs: Cues) -> bool:
    """Whether the clause of a number is about an earlier time by its words: "had led", "from 45.3", "nine then"."""
    clause = types[start:end].rstrip(STOP)
    if cs.previous & set(clause) or (clause[-1:] == cs.then and clause[-2:-1] not in cs.verbs):
        return True
    if cs.had_been.search(types[start:index]) or cs.had_done.search(types[start:index]):
        # not where the change since stands behind it: "with 127 declared, Labour had won 1,675 seats, up 57"
        return cs.declared not in types[:start] and cs.counted.match(types, index + 1) is None
    if types[index - 1 : index] == cs.from_:
        stood = any(kind in NUMBERS for kind in types[: index - 1]) and measure is not Measure.VOTES
        return stood or bool(cs.moved.match(types, index + 1))
    if cs.where_had.search(types[:index]) or _had(types, index, cs):
        return True
    if cs.when_had.search(types, max(index - 4, 0), index):
        return True  # "I make it 71, when they had 166"
    return types[start:index].startswith(" ") and bool(cs.was.match(types[:index].strip(" ")))


def _had(types: str, index: int, cs: Cues) -> bool:
    """Whether a number is what somebody else's sentence says they had: "thirteen MPs where it had one"."""
    before = types[max(index - 3, 0) : index]
    return before[-1:] == cs.had and any(kind in before[:-1] for kind in cs.whose)


def _of_that_year(sentence: Sketch, text: str, index: int, context: Context, cs: Cues) -> bool:
    """Whether a past year owns a number: "the lowest since 2001 (59.4%)", "down four on 2003's 30"."""
    at = index - 2
    if at < 0 or sentence.types[at] != YEAR or sentence.types[at + 1] not in (POSSESSIVE, OPEN):
        return False
    token = sentence.tokens[at]
    return _is_past(text[token.start : token.end], context)


def _goes_on(index: int, types: str, before: Before, cs: Cues) -> bool:
    """Whether a number after one of an earlier time is of that time too."""
    last = _number_before(types, index)
    between = types[last + 1 : index]
    if cs.when in types[:index] or before.listed:
        # "which was 71.5 per cent four years ago, has halved to 35.2", "had 12 then and 4 now": there the past ends
        if not {*cs.ago, cs.then}.isdisjoint(between):
            return False
        told = not set(between).isdisjoint(cs.verbs)
        return cs.entitled.match(types) is not None if told or SEMICOLON in between else True
    verb = max([types.rfind(kind, 0, last) for kind in cs.verbs])
    if verb < 0 or any(kind in _COUNTED for kind in types[verb:last]):
        return False
    return between[-1:] != cs.to and not set(between) & {*cs.verbs, cs.then, SEMICOLON, CLOSE, OPEN}


def _number_before(types: str, index: int) -> int:
    """Where the last number before ``index`` stands, years apart."""
    return max(types.rfind(kind, 0, index) for kind in _COUNTED)


def _is_past(token_text: str, context: Context) -> bool:
    if context.year is None or len(token_text) > 2:
        return context.year is None or int(token_text) < context.year
    return int(token_text) != context.year % 100  # of "in '97" and "in '24", one is this year and the rest are past


def _past_year(sentence: Sketch, text: str, start: int, end: int, index: int, context: Context, cs: Cues) -> bool:
    types = sentence.types
    for at in range(start, end):
        if types[at] != YEAR or at == index:
            continue
        if at and types[at - 1] in cs.since:
            continue
        token = sentence.tokens[at]
        if _is_past(text[token.start : token.end], context):
            return True
    if start > 3 and types[start - 4 : start] == COMMA + cs.inside + YEAR + COMMA and types[start - 2] == YEAR:
        token = sentence.tokens[start - 2]  # "its first win, in 2017, with 41 seats"
        return _is_past(text[token.start : token.end], context)
    # "(2017)" right before the number, as in "Theresa May (2017) - 13.63 million".
    return False


def _opens_in_past(sentence: Sketch, text: str, context: Context, index: int, cs: Cues, *, change: bool) -> bool:
    """Whether the sentence, or its part after a semicolon, opens with "In 2010": all that follows was then.

    So it was where it opens with "Five years ago" or "Last time".
    """
    begin = sentence.types.rfind(SEMICOLON, 0, index) + 1
    if sentence.types[begin : begin + 1] == cs.from_:
        return False  # "From 34.5 per cent in 2014 it fell to 3.4"
    opening = sentence.types[begin : min(begin + 3, index)]
    if not change and cs.ago & set(opening) and opening[:2] not in (PARTY + COMMA, PERSON + COMMA):
        return True
    for at in range(begin, min(begin + 4, index)):
        if sentence.types[at] == YEAR and at > begin and sentence.types[at - 1] not in (OPEN, CLOSE, COMMA, *cs.since):
            token = sentence.tokens[at]
            return _is_past(text[token.start : token.end], context)
    return False


def places(sentence: Sketch, context: Context) -> list[tuple[int, Place]]:
    """The places a sentence names, with their token indexes."""
    found: list[tuple[int, Place]] = []
    if PLACE in sentence.types:
        dateline = _DATELINE.match(sentence.types)
        dated = dateline is not None and not set(dateline.group()).isdisjoint(NUMBERS)  # "New Delhi, May 24:"
        for index, token in sorted(sentence.tokens.items()):
            if token.type == PLACE and token.name is not None:
                place = place_of(token.name, context)
                if place is None or (dateline and index < dateline.end() and (dated or place.kind in _TOWNS)):
                    continue
                found.append((index, place))
    return found


def _when_past(sentence: Sketch, text: str, context: Context, index: int, cs: Cues) -> bool:
    """Whether "in 2018, when" stands before the number: what follows was then."""
    at = sentence.types.rfind(cs.when, 0, index)
    for year in (*range(max(at - 2, 0), at), *range(at + 1, min(at + 4, index) if at >= 0 else 0)):
        if sentence.types[year] == YEAR:
            token = sentence.tokens[year]
            return _is_past(text[token.start : token.end], context)
    return False


def fits(measure: Measure, place: Place) -> bool:
    """Whether a figure can be one of a place: a constituency has no seats to win and no party leads in some of them."""
    return place.kind != "constituency" or measure not in _CHAMBER


def lasting(sentence: Sketch, named: list[tuple[int, Place]], ls_in: str) -> Place | None:
    """The place the sentences after this one stay in: a constituency, or one the sentence opens with ("In Wales")."""
    for index, place in reversed(named):
        opens = index <= _OPENING and (index == 0 or sentence.types[index - 1] in ls_in)
        if opens or place.kind in _SMALL:
            return place
    return None


def left(standing: Place | None, named: list[tuple[int, Place]]) -> Place | None:
    """``standing``, unless a sentence has gone on to another place like it: from Scotland to Wales."""
    if standing is None or any(p.kind == standing.kind and p != standing for _, p in named):
        return None
    return standing


def _elsewhere(at: int, types: str, cs: Cues) -> bool:
    """Whether a place is only what another one is told from; not "apart from Luton, which has two"."""
    goes_on = types[at + 1 : at + 3].lstrip(COMMA)[:1]
    return types[max(at - 1, 0) : at] in cs.elsewhere and not (goes_on and goes_on in cs.whose)


def place_for(
    index: int,
    measure: Measure,
    sentence: Sketch,
    named: list[tuple[int, Place]],
    ls_in: str,
    of: str,
    standing: Place | None,
    cs: Cues,
) -> Place | None:
    """The place a number is about: the nearest one named before it, else one introduced by "in" after it.

    ``standing`` is the place the text has been speaking of. Where somebody comes from is none of them.
    """
    standing = standing if standing is None or fits(measure, standing) else None
    if not named:
        return standing
    named = [(i, p) for i, p in named if fits(measure, p)]
    before = [(i, p) for i, p in named if i < index]
    after = [(i, p) for i, p in named if i > index]
    contest = measure in _CONTEST
    if contest:
        small = [p for i, p in (*reversed(before), *after) if p.kind in _SMALL]
        if small:
            return small[0]
    else:
        before = [(i, p) for i, p in before if not _elsewhere(i, sentence.types, cs)]
    if after and after[0][0] - index <= 4 and after[0][0] > 0 and sentence.types[after[0][0] - 1] in ls_in:
        between = sentence.types[index + 1 : after[0][0]]
        if COMMA not in between:
            return after[0][1]
    wide = before[-1][1].kind == "country" and before[0][0] == 0 if before else False
    if wide and sentence.types[before[-1][0] - 1] == of:  # "Scotland was the only part of the UK where ..."
        return before[0][1]
    if before and not (contest and standing is not None and standing.kind in _SMALL):
        return before[-1][1]
    return standing
