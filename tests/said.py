"""Claims made by hand, for tests of what compares sources."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from extract.claims import Claim, Origin, Sources
from extract.model import Measure, Status
from extract.reconcile import Reconciled, Row, reconcile

ELECTION = "parl.2017-06-08"
NATION = "United Kingdom"


def claim(origin: int, value: object, **changes: Any) -> Claim:
    """Labour's seats in the nation, as the source numbered ``origin`` prints them, but for ``changes``."""
    number = Decimal(str(value))
    one = Claim(
        id=f"{origin}-{value}-{sorted(changes.items(), key=str)}", origin=origin, election=ELECTION,
        place=NATION,
        place_id="", party="Labour Party", party_id="PP53", candidate="", measure=Measure.SEATS,
        status=Status.RESULT, value=number, low=number, high=number, unit="", declared=None, declared_of=None,
        sentence=f"A sentence of source {origin} with {value} in it.", text=f"{number:,}",
    )  # fmt: skip
    return replace(one, **changes)


def votes(origin: int, value: object, **changes: Any) -> Claim:
    """A candidate's votes in one seat."""
    return claim(origin, value, **{"measure": Measure.VOTES, "place": "Bedford", "candidate": "Jo Bell"} | changes)


def sources(*claims: Claim, published: Iterable[str] = (), publishers: Iterable[str] = ()) -> Sources:
    """Claims with as many sources as they name: a.txt, b.txt and so on."""
    count = max(c.origin for c in claims) + 1
    days, papers = list(published), list(publishers)
    origins = [
        Origin(
            f"{chr(97 + n)}.txt", f"id{n}", papers[n] if n < len(papers) else "",
            days[n] if n < len(days) else "", "gb",
        )
        for n in range(count)
    ]  # fmt: skip
    return Sources(list(claims), origins)


def told(*claims: Claim, **about: Iterable[str]) -> Reconciled:
    """What comes of the claims."""
    return reconcile(sources(*claims, **about))


def row(found: Reconciled, measure: Measure = Measure.SEATS, status: Status = Status.RESULT) -> Row:
    """The one row of a measure."""
    (only,) = [r for r in found.rows if r.key.measure is measure and r.key.status is status]
    return only


def whys(one: Row) -> dict[str, str]:
    """The verdict on each printed value."""
    return {f"{side.value}": side.why.value for side in one.sides}
