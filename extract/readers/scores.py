"""What numbers count that stand beside several parties or people: seats, votes, or shares that make up a hundred."""

from __future__ import annotations

from collections.abc import Container

from extract.context import Context
from extract.lexer import COUNTS, PARTY, PERSON, Sketch
from extract.model import Measure, Status
from extract.readers.mentions import Letters

_TALLY = 3  # parties with a number right after each that make a tally
_MOST_OF_ALL, _ALL = 70, 101  # percent; parties that are named have most of the votes
_TWO, _NEARLY_ALL = 2, 85  # people between whom nearly all votes are shared out


def tally(
    sentence: Sketch, claimed: Container[int], told: Measure | None, base: Measure | None,
    context: Context, letters: Letters,
) -> Measure | None:  # fmt: skip
    """What "NDP 47, Conservatives 44, Greens two" counts: seats if a chamber has room for them, else votes.

    Where the text speaks of shares of the vote, numbers that make up most of a hundred are such; and so they are
    where two people have nearly all of it: "Now it is Bell 51, Roy 48".
    """
    types = sentence.types
    people = _values(sentence, claimed, PERSON)
    if len(people) == _TWO and _NEARLY_ALL <= sum(people) < _ALL and base is not Measure.VOTES:
        return Measure.VOTE_SHARE
    values = _values(sentence, claimed, PARTY)
    if len(values) < _TALLY:
        return None
    asked = letters.survey in types or context.standing is Status.POLL
    if (told is Measure.VOTE_SHARE or asked) and _MOST_OF_ALL <= sum(values) <= _ALL:
        return Measure.VOTE_SHARE
    if sum(values) <= context.chamber_seats:
        return Measure.SEATS
    return Measure.COUNCILLORS if context.local or base is Measure.COUNCILLORS else Measure.VOTES


def _values(sentence: Sketch, claimed: Container[int], beside: str) -> list[int]:
    """The whole numbers that stand right behind somebody of a kind, and that no pattern claims."""
    types = sentence.types
    at = [i for i, kind in enumerate(types) if kind in COUNTS and types[i - 1 : i] == beside and i not in claimed]
    numbers = [sentence.tokens[i].number for i in at]
    return [int(n.value) for n in numbers if n is not None and not n.sign]
