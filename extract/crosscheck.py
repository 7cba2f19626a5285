"""The readers' readings of one document -> its figures, each confirmed, single or disputed.

Readings are aligned by span. Two readers that give measure, value and owner alike confirm each
other; where they differ both claims are kept, and neither is preferred in silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from extract.model import Agreement, Document, Election, Figure, Measure, Reading, content_id

#: How rules end of readers that are not sure: likely readings may confirm or dispute, but not stand alone.
LIKELY, UNSURE = ".likely", ".unsure"
#: Whether a body is called a council or a house is a manner of speaking.
_COUNTED = {Measure.COUNCILLORS: Measure.SEATS, Measure.COUNCILLORS_CHANGE: Measure.SEATS_CHANGE}


def supported(readings: Sequence[Reading]) -> list[Reading]:
    """The readings without unsure ones, and without likely ones on numbers that no other reader read."""
    readers: dict[int, set[str]] = {}
    for reading in readings:
        readers.setdefault(reading.span.start, set()).add(reading.reader)
    return [
        reading
        for reading in readings
        if not reading.rule.endswith(UNSURE)
        and not (reading.rule.endswith(LIKELY) and readers[reading.span.start] == {reading.reader})
    ]


def _same(a: Reading, b: Reading) -> bool:
    return (_COUNTED.get(a.measure, a.measure), a.value, a.owner.party) == (
        _COUNTED.get(b.measure, b.measure),
        b.value,
        b.owner.party,
    ) and _same_person(a.owner.candidate, b.owner.candidate)


def _same_person(a: str | None, b: str | None) -> bool:
    """Whether two printed names can be one person's: one has all the words of the other."""
    if not a or not b:
        return not a and not b
    first, second = set(a.lower().split()), set(b.lower().split())
    return first <= second or second <= first


def _order(reading: Reading) -> tuple[int, int, bool, str, str, str]:
    party = reading.owner.party.name if reading.owner.party else ""
    # What was trained comes after what is written down: the rules are right more often (docs/model.md).
    trained = reading.reader == "ner"
    return reading.span.start, reading.span.end, trained, party, reading.measure, reading.reader


def crosscheck(document: Document, readings: Iterable[Reading], election: Election | None) -> tuple[Figure, ...]:
    """One figure for each printed number and owner, with the claims of every reader that read it."""
    groups: dict[tuple[int, str], list[Reading]] = {}
    for reading in sorted(readings, key=_order):
        # One printed number may stand for several owners ("four seats each"): each is a figure.
        owner = reading.owner.party.name if reading.owner.party else reading.owner.candidate or ""
        shared = reading.span.start, owner if reading.rule.endswith(".each") else ""
        groups.setdefault(shared, []).append(reading)
    figures = []
    content, held = document.id, election.id if election else ""
    for (start, owner), claims in groups.items():
        if len(claims) == 1 or len({c.reader for c in claims}) == 1:
            agreement = Agreement.SINGLE
        else:
            agreement = Agreement.CONFIRMED if all(_same(claims[0], c) for c in claims) else Agreement.DISPUTED
        figures.append(
            Figure(
                id=content_id(content, str(start), owner, claims[0].measure),
                document=document.name,
                claims=tuple(claims),
                agreement=agreement,
                election=held,
            )
        )
    return tuple(figures)
