"""Reads sentences: templates give a number its measure, linking its owner, scope its status and place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from extract.context import Context
from extract.lexer import (
    COUNTS,
    DECIMAL,
    NUMBERS,
    OPEN,
    POINTS,
    YEAR,
    Lexed,
    Sketch,
    sketch,
)
from extract.model import (
    NOBODY,
    UNOWNED,
    Ignored,
    Measure,
    Owner,
    Place,
    Reading,
    Span,
    Status,
    Unread,
)
from extract.numerals import Numeral
from extract.readers import aligned, bare, carried, linking, mentions, pairs, scope, sides, sizes
from extract.readers.bare import CHANGE_OF, LEVEL_OF, Around, State, unclaimed
from extract.readers.patterns import Claim, Slot, claims, templates
from extract.segments import Kind, Outline, Unit

NAME = "rules"
_BARE_COUNCILS = "councils.n"  # whose they are has to be said: "40 councils have announced their results"
_PART = 60  # code points; what a row without a name says of whom the line began with is short
_LONGEST = 2000  # code points; no sentence that somebody wrote is longer


def unit_of(measure: Measure, number: Numeral, type_: str) -> str:
    """The unit a value is in: percent, points, seats, votes or another count."""
    if type_ == POINTS or (measure is Measure.SWING):
        return "points"
    if measure in (Measure.VOTE_SHARE_CHANGE, Measure.TURNOUT_CHANGE):
        return "points"
    if number.percent or type_ == DECIMAL or measure is Measure.VOTE_SHARE:
        return "percent"
    return _UNITS[measure]


def _unit(name: str) -> str:
    if name.startswith(("seats", "majority_threshold")):
        return "seats"
    if name.startswith("councillors"):
        return "councillors"
    if name.startswith("councils"):
        return "councils"
    return "electors" if name == Measure.ELECTORATE else "votes"


_UNITS = {measure: _unit(measure.value) for measure in Measure}


def read(
    lexed: Lexed, outline: Outline, context: Context, *, apart: bool = False
) -> Iterator[Reading | Ignored | Unread]:
    """Read every sentence of prose; yields a reading, a named dismissal or a reason for each number in one.

    ``apart`` takes each sentence by itself: what others said goes on in none.
    """
    ls = mentions.letters(lexed.lexicon)
    cs = scope.cues(lexed.lexicon)
    in_letters = "".join(lexed.lexicon.type_of(c) for c in ("in", "on", "at_place", "of"))
    state = State(status=context.standing, rivals=pairs.only_two(lexed, context))
    patterns = templates(lexed.lexicon)
    names = sorted(lexed.name_at)
    themes = carried.themes(lexed)
    cursor = 0
    for unit in outline.units:
        while cursor < len(names) and names[cursor] < unit.start:
            cursor += 1
        named = cursor < len(names) and names[cursor] < unit.end
        if apart:
            state = State(status=context.standing)
        if unit.paragraph != state.paragraph:
            state.paragraph, state.place, state.tag, state.about = unit.paragraph, None, None, None
            state.person = NOBODY
            if state.latest is not None and state.latest.measure not in (Measure.TURNOUT, Measure.TURNOUT_CHANGE):
                state.latest = None  # a paragraph may go on with the turnout: "That was down on the 55.6% of 2011"
            state.status = context.standing
        if themes and not unit.numbers:
            state.theme = carried.theme(themes, unit.start, unit.end) or state.theme
        part = unit.numbers and not named and unit.paragraph == state.told and _is_part(lexed.text, unit)
        if not named and not part and not (unit.numbers and unit.kind is Kind.PROSE):
            continue
        long = unit.end - unit.start > _LONGEST
        for start, end in _parts(lexed.text, unit) if long else ((unit.start, unit.end),):
            sentence = sketch(lexed, start, end, capitals=bool(context.people))
            found = mentions.mentions(sentence, lexed.text, context, state.topic, state.person, ls)
            state.tag = sides.tag(sentence, found, lexed) or state.tag
            state.tag = sides.tagged(sentence, found, state.tag, context, ls)
            state.about = sides.supposed(sentence, found, state.about, context, ls)
            named_places = scope.places(sentence, context)
            if part and not found:
                found = [mentions.Mention(-1, -1, state.topic, oblique=False, pronoun=True)]
            if part or (unit.numbers and unit.kind is Kind.PROSE):
                claimed = claims(sentence, patterns)
                yield from _sentence(
                    sentence, claimed, found, named_places, lexed, context, outline, state, ls, cs, in_letters
                )
            if cs.projection in sentence.types and state.status is Status.RESULT:
                state.status = Status.PROJECTION
            elif state.latest is not None and state.latest.span.start >= start and state.latest.status is Status.POLL:
                state.status = Status.POLL
            state.place = scope.lasting(sentence, named_places, in_letters) or scope.left(state.place, named_places)
            if state.latest is not None and state.latest.span.start >= start:
                state.theme = state.latest.measure if state.latest.measure in carried.THEMES else None
            subject = _subject(found, sentence.types, ls)
            if subject is not None:
                state.topic, state.told = subject.owner, unit.paragraph
            state.person = next((m.owner for m in found if m.owner.candidate and not m.oblique), state.person)


def _is_part(text: str, unit: Unit) -> bool:
    """Whether a unit without a name is a part of what the line says of somebody: "SDLP: third became fifth. 9.1%."."""
    if unit.kind is not Kind.ROW or unit.end - unit.start > _PART:
        return False
    return not any(mark in text[unit.start : unit.end] for mark in "|\t:")


def _parts(text: str, unit: Unit) -> Iterator[tuple[int, int]]:
    """A sentence without an end in parts: looked through for each of its numbers, it would take for ever."""
    start, end = unit.start, unit.end
    while end - start > _LONGEST:
        cut = text.rfind(" ", start, start + _LONGEST) + 1 or start + _LONGEST
        yield start, cut
        start = cut
    yield start, end


def _sentence(
    sentence: Sketch, claimed: dict[int, Claim], found: list[mentions.Mention], named: list[tuple[int, Place]],
    lexed: Lexed, context: Context, outline: Outline, state: State, ls: mentions.Letters, cs: scope.Cues,
    in_letters: str,
) -> Iterator[Reading | Ignored | Unread]:  # fmt: skip
    last: Reading | None = None
    ahead: Reading | None = None  # seats led in of all that the number before tells: "in 154 of the 182 seats"
    state.level = None
    forced = False  # whether a pattern gave the last number its status, which goes on to nothing else
    paired = pairs.find(sentence, claimed, found, named, state.topic, state.rivals, context, lexed.lexicon)
    if paired:
        state.rivals = pairs.rivals(paired) or state.rivals
    paired |= aligned.find(sentence, claimed, found, named, state.base, lexed.text, lexed.lexicon)
    if paired:
        claimed = claimed | {index: pair.claim for index, pair in paired.items()}
    state.quiet = all(m.pronoun for m in found)
    around = Around(sentence, lexed, claimed, found, context, state, ls)
    for index, token in sentence.tokens.items():  # numbers stand in it in their order
        number = token.number
        if number is None:
            continue
        span = Span(number.start, number.end)
        claim = claimed.get(index)
        if number.glued and _in_a_name(lexed, number.start):
            yield Ignored(span, "glued.name")
            continue
        if claim is None or (claim.slot.change and bare.pointed_at(number, lexed)):
            claim = unclaimed(index, token, ahead or last, around)
        if claim is not None and claim.slot.ignored:
            yield Ignored(span, claim.rule)
            continue
        if token.type in COUNTS and number.value >= 10:
            claim = sizes.whole(index, int(number.value), sentence.types, claim, context, lexed.lexicon)
        if claim is None:
            yield (Ignored(span, "year") if token.type == YEAR else Unread(span, "no pattern says what it counts"))
            continue
        spoken_of = NOBODY
        if claim.slot.change or claim.slot.level:
            spoken_of = linking.link(index, Measure.VOTES, sentence, found, state.topic, ls)
        measure, value = _value(claim.slot, number, last, state, spoken_of, context)
        if measure is None:
            yield Unread(span, "a change of something the sentence does not name")
            continue
        owner = NOBODY
        if measure not in UNOWNED:
            aside = claim.rule == bare.ASIDE or _is_aside(sentence.types, index, ls.moves)
            aside = aside and last is not None and last.measure not in UNOWNED
            owner = (
                (paired[index].owner if index in paired else _named_owner(claim, found))
                or (last.owner if aside and last else None)
                or linking.link(index, measure, sentence, found, state.topic, ls)
            )
            if claim.rule in linking.LOST:
                owner = linking.winner(index, sentence, found, state.topic)
            if index in paired and paired[index].owner is None and last is not None and owner == last.owner:
                owner = NOBODY  # whoever lost
            unnamed = measure is Measure.COUNCILS and claim.rule == _BARE_COUNCILS and not found
            if unnamed or (owner == NOBODY and claim.rule.startswith(("form.", "list."))):
                yield Unread(span, "no words say what it counts, and nobody is named to own it")
                continue
        status = claim.slot.status or scope.status_of(
            index, measure, sentence, lexed.text, context, cs, state.status, _handed_on(claim, None if forced else last)
        )
        standing = state.place or outline.place_at(span.start)
        place = (
            (paired[index].place if index in paired else None)
            or scope.place_for(index, measure, sentence, named, in_letters, ls.of, standing, cs)
            or context.home
        )
        forced = claim.slot.status is not None
        low, high = (value, value) if claim.slot.nil else _interval(number, value)
        last = Reading(
            span=span, measure=measure, value=value, low=low, high=high, rule=claim.rule, reader=NAME,
            unit=unit_of(measure, number, token.type), qualifier=number.qualifier, owner=owner, place=place,
            status=status,
        )  # fmt: skip
        if measure is not Measure.SEATS_TOTAL:
            ahead = last if measure is Measure.SEATS_LEADING else None
        state.base = _base(last, state.base)
        if measure is not Measure.ELECTORATE or state.latest is None or state.latest.measure is not Measure.TURNOUT:
            state.latest = last  # and not the voters whose turnout was just told
        if measure is state.base:
            state.height = value
        state.level = last if measure in CHANGE_OF else state.level
        shared = (
            linking.sharers(index, sentence.types, found, ls, lexed.text[sentence.start : span.start])
            if measure not in UNOWNED
            else []
        )
        if len(shared) > 1:
            yield from (replace(last, owner=owner, rule=f"{claim.rule}.each") for owner in shared)
        else:
            yield last


def _subject(found: list[mentions.Mention], types: str, ls: mentions.Letters) -> mentions.Mention | None:
    """Whom a sentence leaves as the one spoken of: the person it goes on to call "he", else its first owner."""
    called = [m for m in found if m.pronoun and m.owner.candidate and types[m.first] == ls.person_pronoun]
    return called[-1] if called else next((m for m in found if not m.oblique and not m.pronoun), None)


def _is_aside(types: str, index: int, moves: str) -> bool:
    """Whether a number in brackets comes right after another: "Labor's 32.6% (down 0.8%)"."""
    at = index - 2 if types[index - 1 : index] in moves else index - 1
    return at > 0 and types[at] == OPEN and types[at - 1] in NUMBERS


def _handed_on(claim: Claim, last: Reading | None) -> scope.Before:
    """What the number before says of this one's status: a list goes on in it, a contrast leaves it."""
    return scope.Before(last.status if last else None, claim.rule.startswith("list."), claim.contrast)


def _in_a_name(lexed: Lexed, start: int) -> bool:
    """Whether the letters glued before a number are a name ("IndyRef2") and no word that lost its space."""
    text = lexed.text
    begin = start
    while begin and text[begin - 1].isalpha():
        begin -= 1
    letters = text[begin:start]
    return letters.lower() not in lexed.lexicon.cues and (not letters.islower() or len(letters) == 1)


def _named_owner(claim: Claim, found: list[mentions.Mention]) -> Owner | None:
    at = claim.owner if claim.owner is not None else claim.target
    if at is None:
        return None
    return next((m.owner for m in found if m.first <= at <= m.last), None)


def _interval(number: Numeral, value: Decimal) -> tuple[Decimal, Decimal]:
    """The interval of a number under the sign its value was given."""
    if (value < 0) != (number.value < 0):
        return -number.high, -number.low
    return number.low, number.high


def _base(reading: Reading, base: Measure | None) -> Measure | None:
    """What the text goes on counting after ``reading``: a level stands until another level replaces it."""
    if reading.measure in UNOWNED or reading.measure is Measure.SEATS_SHORT:
        return base
    return LEVEL_OF.get(reading.measure, reading.measure)


def _value(
    slot: Slot, number: Numeral, last: Reading | None, state: State, owner: Owner, context: Context
) -> tuple[Measure | None, Decimal]:
    """The measure and signed value a slot gives a number; an explicit sign makes a level a change."""
    measure = slot.measure
    if slot.nil:
        return measure, Decimal(0)
    if slot.change or slot.level:
        measure = bare.spoken_of(number, last, state, owner, context, moved=slot.change)
        if slot.change and measure is not None:
            measure = CHANGE_OF[measure]
    if number.sign and measure in CHANGE_OF:
        measure = CHANGE_OF[measure]
    value = number.value
    if slot.sign and not number.sign:
        value = abs(value) * slot.sign
    return measure, value
