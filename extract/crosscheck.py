"""The readers' readings of one document -> its figures, each confirmed, single or disputed.

Readings are aligned by span. Two readers that give measure, value and owner alike confirm each
other; where they differ both claims are kept, and neither is preferred in silence.
"""

from __future__ import annotations

from collections.abc import Iterable

from extract.model import Agreement, Document, Election, Figure, Reading, content_id


def _same(a: Reading, b: Reading) -> bool:
    return (a.measure, a.value, a.owner.party, a.owner.candidate) == (
        b.measure,
        b.value,
        b.owner.party,
        b.owner.candidate,
    )


def _order(reading: Reading) -> tuple[int, int, str, str, str]:
    party = reading.owner.party.name if reading.owner.party else ""
    return reading.span.start, reading.span.end, party, reading.measure, reading.reader


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
