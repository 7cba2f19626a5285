"""What a document says of an owner elsewhere: the party of a person, the person of a party's majority.

Texts name people before they say whom they stand for, and give a majority to a party alone. Once all
of a document is read, what it said in one place completes what it left out in another.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from extract.context import Context
from extract.model import Measure, Owner, Reading, Status

# Figures of one contest: a party's share of a country belongs to no one person.
_CONTEST = frozenset({Measure.MAJORITY, Measure.VOTES, Measure.VOTE_SHARE, Measure.VOTE_SHARE_CHANGE})


def complete(readings: Iterable[Reading], context: Context) -> list[Reading]:
    """The readings, with the parties and people added that the document itself leaves no doubt about."""
    found = [_with_party(reading, context) for reading in readings]
    standing = _standing(found)
    return [_with_person(reading, standing) for reading in found]


def _with_party(reading: Reading, context: Context) -> Reading:
    owner = reading.owner
    if owner.party is not None or owner.candidate is None:
        return reading
    known = context.person(owner.candidate)
    if known.party is None:
        return reading
    return replace(reading, owner=Owner(known.party, known.candidate))


def _standing(readings: Iterable[Reading]) -> dict[tuple[int, str], set[str]]:
    """Who stands for each party in each block of rows, by the party's name."""
    standing: dict[tuple[int, str], set[str]] = {}
    for reading in readings:
        owner = reading.owner
        if owner.party is None or owner.candidate is None or reading.measure not in _CONTEST:
            continue
        standing.setdefault((reading.contest or 0, owner.party.name), set()).add(owner.candidate)
        standing.setdefault((0, owner.party.name), set()).add(owner.candidate)
    return standing


def _with_person(reading: Reading, standing: dict[tuple[int, str], set[str]]) -> Reading:
    """A winning margin in votes is one person's, if the text names just one of that party."""
    owner = reading.owner
    if reading.measure is not Measure.MAJORITY or reading.unit != "votes" or reading.status is not Status.RESULT:
        return reading
    if owner.party is None or owner.candidate is not None:
        return reading
    for key in ((reading.contest or 0, owner.party.name), (0, owner.party.name)):
        people = standing.get(key, set())
        if len(people) == 1:
            return replace(reading, owner=Owner(owner.party, next(iter(people))))
    return reading
