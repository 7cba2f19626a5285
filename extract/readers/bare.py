"""What a number that no pattern claims counts: what its neighbours in a list count, or what its form shows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from extract.context import Context, leaders
from extract.lexer import (
    CAPITAL,
    CLOSE,
    COMMA,
    COUNTS,
    DASH,
    DECIMAL,
    NUMBERS,
    OPEN,
    PARTY,
    PERCENT,
    PERSON,
    WORD,
    YEAR,
    Lexed,
    Sketch,
    Token,
)
from extract.model import CHANGES, NOBODY, UNOWNED, Measure, Owner, Party, Place, Reading, Status
from extract.numerals import Numeral
from extract.readers import carried, scores, sizes
from extract.readers.linking import SHARE_ASIDE
from extract.readers.mentions import Letters, Mention
from extract.readers.patterns import Claim, Slot

CHANGE_OF = {
    Measure.SEATS: Measure.SEATS_CHANGE,
    Measure.VOTES: Measure.VOTES_CHANGE,
    Measure.VOTE_SHARE: Measure.VOTE_SHARE_CHANGE,
    Measure.TURNOUT: Measure.TURNOUT_CHANGE,
    Measure.COUNCILLORS: Measure.COUNCILLORS_CHANGE,
    Measure.COUNCILS: Measure.COUNCILS_CHANGE,
}
LEVEL_OF = {change: level for level, change in CHANGE_OF.items()}
_TALLIED = frozenset({Measure.SEATS, Measure.VOTES, Measure.COUNCILLORS, Measure.COUNCILS})
_LISTED = frozenset({*_TALLIED, Measure.VOTE_SHARE, Measure.SEATS_LEADING,
                     Measure.ELECTORAL_VOTES, *CHANGES})  # fmt: skip
_SHARES = frozenset({Measure.VOTE_SHARE, Measure.VOTE_SHARE_CHANGE})
_SHARE = 70  # few parties have more of the votes, in percent
_POINTS = 40  # shares of votes seldom move by more
_FEW, _MOST_SEATS = 50, 10_000
_FEW_VOTED, _ALL = 10, 100  # percent of those who may
_MORE_THAN_AGES = 110
_VOTED = 32  # votes that nobody takes for seats, places or days
_VOTERS = 5_000  # as many people as can only be voters
_NATIONWIDE = 50_000  # votes; whoever has as many has seats beside them, and no few hundred votes
_LAST_NUMBER = re.compile(f".*[{NUMBERS.replace(YEAR, '')}]", re.DOTALL)  # the last that is no year
# The word right after a number; one in the plural is what the number counts ("eleven towns").
ASIDE = "form.change-aside"  # of the number right before it, and its owner's
_NEXT = re.compile(r"[ -]([^\W\d_]+)")
_BEFORE = re.compile(r"([^\W\d_]+)[ ]\Z")
_WORD_BEFORE, _SPOKEN = 12, 10


@dataclass(slots=True)
class State:
    """What the text was speaking of when a sentence began."""

    topic: Owner = NOBODY
    told: int = -1  # the paragraph that named the topic
    theme: Measure | None = None  # what the sentence before told of, where it is no votes, shares or seats
    person: Owner = NOBODY  # whom the paragraph named last
    base: Measure | None = None
    status: Status = Status.RESULT
    place: Place | None = None
    paragraph: int = -1
    level: Reading | None = None
    latest: Reading | None = None
    tag: Party | None = None
    about: Party | None = None  # the one party that the sentence before names
    height: Decimal = Decimal(0)
    quiet: bool = False  # nobody is named in the sentence
    rivals: tuple[Owner, ...] = ()


@dataclass(slots=True)
class Around:
    """The sentence a number stands in: what the patterns and the links found there, and what was read before."""

    sentence: Sketch
    lexed: Lexed
    claimed: dict[int, Claim]
    found: list[Mention]
    context: Context
    state: State
    letters: Letters


def spoken_of(
    number: Numeral, last: Reading | None, state: State, owner: Owner, context: Context, *, moved: bool
) -> Measure | None:
    """What the sentence speaks of where it says only how high that is, or (``moved``) by how much it moved."""
    if number.percent or number.points or (number.decimals and number.value < 1000):
        told = state.latest is not None and (state.latest is last or state.quiet)
        turnout = told and state.latest and state.latest.measure in (Measure.TURNOUT, Measure.TURNOUT_CHANGE)
        return Measure.TURNOUT if turnout else Measure.VOTE_SHARE
    measure = state.base
    if last is not None and last.measure is Measure.MAJORITY and last.unit == "percent" and not moved:
        return Measure.MAJORITY  # "a majority of 6,843 (17.7%), down from 8,696"
    if moved and last is not None and last.measure is Measure.MAJORITY and number.value >= _FEW:
        return None  # nobody counts what majorities in votes move by
    percent = last is not None and last.unit == "percent" and last.measure in (Measure.TURNOUT, Measure.VOTE_SHARE)
    if moved and last is not None and last.measure is Measure.VOTE_SHARE_CHANGE and last.owner != owner:
        return Measure.VOTE_SHARE  # "down nine points, Labour eight"
    if percent and last and number.value <= (_POINTS if moved else 100 if number.form == "digits" else 0):
        return last.measure  # "35%, up five"
    if last is not None and last.unit not in ("percent", "points") and last.measure not in UNOWNED:
        measure = LEVEL_OF.get(last.measure, last.measure)
    stands = owner.candidate is not None and owner.candidate in context.people  # and is no leader of a party
    nationwide = state.height >= _NATIONWIDE and not stands
    if measure is Measure.VOTES and (number.value < _FEW or (nationwide and number.value <= context.chamber_seats)):
        return Measure.SEATS  # "grows by one"
    if measure is Measure.COUNCILLORS or (measure is Measure.COUNCILS and number.value <= context.chamber_seats):
        return measure
    if context.local and context.chamber_seats < number.value < _MOST_SEATS and not stands:
        return Measure.COUNCILLORS
    if measure is None or measure not in _TALLIED or (measure is Measure.SEATS and number.value > _MOST_SEATS):
        return Measure.VOTES if stands or number.value > context.chamber_seats else Measure.SEATS
    return measure


def unclaimed(index: int, token: Token, last: Reading | None, around: Around) -> Claim | None:
    """What the number at ``index`` counts; nothing where neither its neighbours nor its form leave no doubt."""
    number = token.number
    if number is None or token.type == YEAR:
        return None
    types, state = around.sentence.types, around.state
    if last is not None and sizes.of_all(index, token, last, around.sentence, around.letters):
        return Claim(index, Slot(Measure.SEATS_TOTAL), "form.of-all")
    percent = token.type in (PERCENT, DECIMAL) or types[index + 1 : index + 3] == DASH + PERCENT
    if _answers(index, around) or (percent and _of_something_else(types, index, around.letters)):
        return None
    if percent and last is not None and carried.again_in_points(index, last, around.sentence, around.lexed.lexicon):
        return Claim(index, Slot(Measure.MAJORITY), ASIDE)
    if percent and last is not None and last.measure is Measure.TURNOUT:
        return Claim(index, Slot(Measure.TURNOUT), "list.percent")
    governed = carried.governed(index, percent, number, types, carried.cues(around.lexed.lexicon), state.theme)
    if governed is not None:
        return Claim(index, Slot(governed), "form.governed")
    again = _again(index, percent, around)
    if again is not None and number.value > 1:
        return Claim(index, again, "form.again")
    if not around.found or (not percent and _of_other_things(index, number, around)):
        return None
    if percent:
        to = types[index - 1 : index] == around.letters.to
        if (
            to
            and number.value <= 100
            and last is not None
            and last.measure in (Measure.VOTE_SHARE_CHANGE, Measure.TURNOUT_CHANGE)
        ):
            return Claim(index, Slot(LEVEL_OF[last.measure]), "list.changed-to")  # "plummeting by 20 points to 24%"
        cs = carried.cues(around.lexed.lexicon)
        sign = carried.moved(index, number, types, around.lexed.text, cs)
        if sign:
            return Claim(index, Slot(Measure.VOTE_SHARE_CHANGE, sign), "form.moved")
        if carried.hour(index, number, types, around.lexed.text, cs, last):
            return Claim(index, Slot(None), "time.of-day")
        rests = index > 0 and types[index - 1] in around.letters.get + around.letters.on
        return _percent(index, number, last, state, rests)
    if token.type not in COUNTS:
        return None
    if number.sign and _beside(types, index, around.letters) and last is not None and last.measure in CHANGE_OF:
        return Claim(index, Slot(CHANGE_OF[last.measure]), ASIDE)
    if number.sign and types[index - 1 : index] == OPEN and types[index - 2 : index - 1] in (PERCENT, DECIMAL):
        return Claim(index, Slot(Measure.VOTE_SHARE_CHANGE), "form.change-after-share")
    return _count(index, number, last, around)


def _again(index: int, percent: bool, around: Around) -> Slot | None:
    """What "it was 165 in 2001" was then the height of: the turnout or majority that the text has just told."""
    latest, types, letters = around.state.latest, around.sentence.types, around.letters
    if latest is None or not index or any(not m.pronoun for m in around.found):
        return None
    before = types[max(index - 2, 0) : index]
    dated = before[-1] == YEAR or before == YEAR + COMMA
    stood = before[-1] in letters.be or letters.previous in before or dated
    if not stood or types[index + 1 : index + 2] == letters.of:
        return None
    then = Status.PREVIOUS if any(kind in types[:index] for kind in (YEAR, letters.had, letters.previous)) else None
    number = around.sentence.tokens[index].number
    low = number is not None and _FEW_VOTED <= number.value <= _ALL and latest.unit == "percent"
    went = low and before[-1] in letters.be and latest.measure is Measure.TURNOUT  # "In Clacton it was 51"
    told = (Measure.TURNOUT, Measure.TURNOUT_CHANGE) if percent or went else (Measure.MAJORITY,)
    return Slot(told[0], status=then) if latest.measure in told else None


def _percent(index: int, number: Numeral, last: Reading | None, state: State, rests: bool) -> Claim:
    changed = last is not None and last.measure is Measure.VOTE_SHARE_CHANGE and not number.sign
    if changed and rests:
        return Claim(index, Slot(Measure.VOTE_SHARE), "list.ends-on")  # "tumbling 12 points, it polled 31%"
    if changed and last is not None and _aside(last, state):
        return Claim(index, Slot(Measure.VOTE_SHARE), "list.after-aside")
    if number.sign:
        return Claim(index, Slot(Measure.VOTE_SHARE_CHANGE), "form.signed-percent")
    if (
        last is not None
        and last.unit in ("percent", "points")
        and last.measure in (Measure.VOTE_SHARE, Measure.VOTE_SHARE_CHANGE, Measure.TURNOUT)
    ):
        return Claim(index, Slot(last.measure, _sign(last)), "list.percent")
    return Claim(index, Slot(Measure.VOTE_SHARE), "form.percent")


def _count(index: int, number: Numeral, last: Reading | None, around: Around) -> Claim | None:
    types, state, found, context = around.sentence.types, around.state, around.found, around.context
    if types[:index] == around.letters.of and types[index + 1 : index + 2] == COMMA and number.value < _MOST_SEATS:
        return Claim(index, Slot(Measure.SEATS_TOTAL), "list.of-all")  # "Of 1,223, the Greens took 425"
    opens = last is None or last.rule == "form.tally"
    told = state.latest.measure if state.latest is not None else None
    if (
        opens
        and state.base is not Measure.COUNCILS
        and types[index - 1 : index] in (PARTY, PERSON)
        and (tally := scores.tally(around.sentence, around.claimed, told, state.base, context, around.letters))
        is not None
    ):
        return Claim(index, Slot(tally), "form.tally")
    last_number = _LAST_NUMBER.match(types, 0, index)
    gap = types[last_number.end() if last_number else 0 : index]
    reach = 6 if SHARE_ASIDE.match(types[index + 1 : index + 4]) else 3  # "71,527,867 (51%) for Trump"
    beside = PARTY in gap or PERSON in gap or any(m.first > index and m.first - index <= reach for m in found)
    beside = beside or any(m.pronoun and index - len(gap) <= m.first < index for m in found)
    worded = beside and not number.sign
    cs = carried.cues(around.lexed.lexicon)
    sign = carried.worded_sign(index, number, types, around.lexed.text, cs) if worded else 0
    if sign and state.base in CHANGE_OF:
        return Claim(index, Slot(CHANGE_OF[state.base], sign), "form.worded-sign")
    if number.form == "unchanged" and state.base in CHANGE_OF:
        return Claim(index, Slot(CHANGE_OF[state.base]), "form.unchanged")
    listed = last is not None and last.measure in _LISTED and last.unit not in ("percent", "points")
    shares = last is not None and last.measure in _SHARES and last.unit in ("percent", "points")
    if last and shares and beside and number.value <= _SHARE and not number.sign and _other(index, around, last):
        return Claim(index, Slot(last.measure, _sign(last)), "list.percent")  # "40% of the vote, the Tories 35"
    rests = bool(gap) and gap[-1] in around.letters.get + around.letters.on and not number.sign
    if last is not None and rests and last.measure in (Measure.SEATS_CHANGE, Measure.COUNCILLORS_CHANGE):
        return Claim(index, Slot(LEVEL_OF[last.measure]), "list.ends-on")  # "they shed 18 and now have 53"
    if last is not None and listed and beside:
        if types[index - 1 : index] == around.letters.to and last.measure in LEVEL_OF:
            return Claim(index, Slot(LEVEL_OF[last.measure]), "list.changed-to")
        if last.measure in LEVEL_OF and _aside(last, state):
            return Claim(index, Slot(LEVEL_OF[last.measure]), "list.after-aside")
        if last.measure is Measure.SEATS_LEADING and types[index - 1 : index] == around.letters.captured:
            return Claim(index, Slot(Measure.SEATS), "list.won")  # "Labour leads in 48, the Tories have won 12"
        if not _too_many(number, last.measure, context):
            return Claim(index, Slot(last.measure, _sign(last)), "list.same-measure")
    cs = carried.cues(around.lexed.lexicon)
    if beside and types[index + 1 : index + 2] in cs.closing:
        later = (around.claimed[i].slot for i in sorted(around.claimed) if i > index)
        following = next((slot for slot in later if slot.measure in _TALLIED), None)
        if following is not None and not _too_many(number, following.measure, context):
            return Claim(index, following, "list.next-measure")
    if number.value >= 1000 and beside and state.base is Measure.COUNCILLORS and number.value < _MOST_SEATS:
        return Claim(index, Slot(Measure.COUNCILLORS), "form.councillors")
    if number.value >= 1000 and (beside or last is not None):
        return Claim(index, Slot(Measure.VOTES), "form.votes")
    led = bool(gap) and (
        gap[-1] in around.letters.get + around.letters.on or _with(index, number, types, around.letters)
    )
    if led and last is not None and last.measure in (Measure.SEATS, Measure.SEATS_CHANGE, Measure.COUNCILLORS_CHANGE):
        # "dropped one seat, ending up on four"
        return Claim(index, Slot(LEVEL_OF.get(last.measure, last.measure)), "list.ends-on")
    seats = state.base is Measure.SEATS and number.value <= context.chamber_seats
    seats = seats and types[index - 1 : index] != OPEN
    if number.form == "digits" and number.value >= _VOTED and not seats and _of_a_candidate(index, around):
        return Claim(index, Slot(Measure.VOTES), "form.person")
    members = any(m.first == index + 1 and m.plural for m in found) and types[index - 1 : index] not in (
        PARTY,
        PERSON,
    )
    others = (
        types[index - 1 : index] == around.letters.and_all
        and around.lexed.text[number.end + 1 : number.end + 2].islower()
    )
    if members and last is None and others:
        return None  # "Techiman South and seven others"
    if members and number.value <= context.chamber_seats and state.base is not Measure.VOTES:
        return Claim(index, Slot(Measure.SEATS), "form.members")
    if types[index + 1 : index + 2] in cs.closing:
        counted = state.base is Measure.SEATS and number.value <= context.chamber_seats
        if (slot := carried.ending(index, number, types, found, cs, last, counted, context)) is not None:
            return Claim(index, slot, "form.ending")
    if not beside or (number.form != "digits" and not led):
        return None
    if state.base is Measure.VOTES and number.value > 99 and state.height < _NATIONWIDE:
        return Claim(index, Slot(Measure.VOTES), "list.votes")
    if carried.other(index, number, types, around.lexed.text, found, cs):
        return None
    if (state.base is not Measure.VOTES or number.value > 99) and number.value <= context.chamber_seats:
        return Claim(index, Slot(Measure.SEATS), "form.seats")
    return None


def _with(index: int, number: Numeral, types: str, letters: Letters) -> bool:
    """Whether "with" leads to a number that ends its clause: "back with seven, the lowest ever"."""
    ends = types[index + 1 : index + 2] in ("", CLOSE, *letters.ends)
    several = number.value > 1 or types[index - 2 : index - 1] == COMMA  # and not "emerged with one"
    return types[index - 1] == letters.with_ and ends and several


def _of_a_candidate(index: int, around: Around) -> bool:
    """Whether a number is what somebody standing for election got: "Jo Bell polled 812", "Al Roy (Con) with 790".

    Nobody but a leader, whom the packs know, is said to have seats.
    """
    types, letters = around.sentence.types, around.letters
    lead = types[index - 1 : index] if index else ""
    if lead == OPEN and types[index + 1 : index + 2] == CLOSE and around.found:  # "and Al Roy (556)"
        number = around.sentence.tokens[index].number
        beside = next((m for m in around.found if m.last == index - 2), None)
        counted = number is not None and number.value >= _MORE_THAN_AGES
        return counted and beside is not None and beside.owner.candidate is not None
    leads = letters.get + letters.on + letters.person_pronoun + PERSON + around.lexed.lexicon.type_of("with")
    if not lead or lead not in leads:
        return False
    before = [m for m in around.found if m.last < index and not m.oblique]
    person = before[-1].owner.candidate if before else None
    return person is not None and person not in leaders(around.context.pack)


def _too_many(number: Numeral, measure: Measure | None, context: Context) -> bool:
    """Whether no chamber has room for a number as ``measure``: a party of 230,000 has them as votes."""
    seats = measure in (Measure.SEATS, Measure.SEATS_CHANGE, Measure.SEATS_LEADING)
    return seats and number.value > (_MOST_SEATS if context.local else max(context.chamber_seats, 1000))


def _other(index: int, around: Around, last: Reading) -> bool:
    """Whether the nearest party or person before the number at ``index`` is not the owner of the last."""
    before = [m for m in around.found if m.last < index and not m.pronoun]
    return bool(before) and before[-1].owner != last.owner


def _of_other_things(index: int, number: Numeral, around: Around) -> bool:
    """Whether the word after a number is what it counts, and nothing that elections are about: "eleven towns"."""
    types = around.sentence.types
    after = types[index + 1 : index + 2]
    letters = around.letters
    if after == letters.people:  # those of a poll, or of a street; voters come in thousands
        return number.value < _VOTERS and types[index + 2 : index + 3] not in letters.get
    if after == CAPITAL:
        return around.lexed.text[number.end : number.end + 1] in (" ", "-")
    text, lists = around.lexed.text, around.lexed.lexicon.lists
    if pointed_at(number, around.lexed):
        return True
    spoken = number.form == "words" and number.value <= _SPOKEN
    if spoken and (after == letters.of or (number.value == 1 and types[index - 1 : index] == WORD)):
        return True  # "two of them", "a better one"
    match = _NEXT.match(text, number.end)
    if match is None or after != WORD:
        return False
    word = match[1]
    if spoken and number.value == 1 and word not in lists["function_words"]:
        return True
    plural = word[-1] == "s" and len(word) > 3 and word[-2] not in "su"
    return plural and word.islower() and word not in lists["no_things"]


def _beside(types: str, index: int, letters: Letters) -> bool:
    """Whether a number stands in brackets behind another and what that counts: "63 seats (-6 on 2011)"."""
    before = types[max(index - 3, 0) : index]
    return before[-1:] == OPEN and (before[-2:-1] in COUNTS or (before[-2:-1] in letters.units and before[0] in COUNTS))


def pointed_at(number: Numeral, lexed: Lexed) -> bool:
    """Whether a number only points at some of those just told of: "the other two", "these three"."""
    before = _BEFORE.search(lexed.text, max(number.start - _WORD_BEFORE, 0), number.start)
    return before is not None and before[1].lower() in lexed.lexicon.lists["pointing_words"]


def _answers(index: int, around: Around) -> bool:
    """Whether a number goes on with the answers to a question: "51% say the Tories would and 15% Labour"."""
    before = [around.claimed[at].rule for at in around.claimed if at < index]
    return bool(before) and before[-1].startswith("poll.o")


def _of_something_else(types: str, index: int, ls: Letters) -> bool:
    """Whether a percentage is one of a thing that no votes are: "40% of the party's candidates"."""
    return types[index + 1 : index + 2] == ls.of and not set(types[index + 2 : index + 6]) & set(ls.units + ls.cast)


def _aside(last: Reading, state: State) -> bool:
    """Whether the change last read was a remark on a level just given: "Labour 266 - an advance of 34"."""
    return state.level is not None and state.level.owner == last.owner


def _sign(last: Reading) -> int:
    if last.measure not in CHANGES:
        return 0
    return -1 if last.value < 0 else 1
