"""The readers' readings of one document -> its figures, each confirmed, single or disputed.

Readings are aligned by span. Two readers that give measure, value and owner alike confirm each other; where
they differ both claims are kept. Which one stands first, and whether a number is reported at all, follows from
how often claims of that kind were right on labelled documents.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from extract.ledger import standing_on
from extract.model import Agreement, Document, Election, Figure, Ignored, Measure, Reading, Unread, content_id
from extract.people import alike
from extract.reliability import TRAINED, UNSURE, Kind, Reliability, family

#: A claim that was right more seldom than this on labelled documents is not reported: it misleads more than it tells.
LEAST: Final = 0.3
#: What the trained reader says alone has more to show: nobody wrote down why it should be so.
ADDED: Final = 0.5
#: By how much another claim must have been right more often to stand before the first.
CLEARLY: Final = 0.15
AGREE, DIFFER, ALONE = "agree", "differ", "alone"
DOUBTED: Final = "claims of this kind are wrong too often to be reported"
#: Whether a body is called a council or a house is a manner of speaking.
_COUNTED = {Measure.COUNCILLORS: Measure.SEATS, Measure.COUNCILLORS_CHANGE: Measure.SEATS_CHANGE}


class Checked(NamedTuple):
    """The figures of a document, and the numbers that no claim on them is good enough for."""

    figures: tuple[Figure, ...]
    doubted: tuple[Unread, ...]


def differs(a: Reading, b: Reading) -> str:
    """In what two claims on one number differ: measure, value, owner, or (empty) in nothing."""
    if _COUNTED.get(a.measure, a.measure) is not _COUNTED.get(b.measure, b.measure):
        return "measure"
    if a.value != b.value:
        return "value"
    same = a.owner.party == b.owner.party and alike(a.owner.candidate, b.owner.candidate)
    return "" if same else "owner"


def _order(reading: Reading) -> tuple[int, int, bool, str, str, str]:
    party = reading.owner.party.name if reading.owner.party else ""
    # Where nothing was measured, what is written down comes before what was trained.
    trained = reading.reader == TRAINED
    return reading.span.start, reading.span.end, trained, party, reading.measure, reading.reader


def crosscheck(
    document: Document,
    readings: Iterable[Reading],
    election: Election | None,
    *,
    readers: str = "rules",
    dismissed: Iterable[Ignored] = (),
    table: Reliability,
) -> Checked:
    """One figure for each printed number and owner, with the claims of every reader that read it.

    ``readers`` says who read (rules, ner or both), ``dismissed`` which numbers the trained reader takes for
    no figures, and ``table`` how often claims of each kind were right.
    """
    no_figure = {item.span.start: item.rule.rpartition(".")[2] for item in dismissed}
    figures: list[Figure] = []
    doubted: list[Unread] = []
    content, held = document.id, election.id if election else ""
    for (start, owner), claims in _groups(_on_cells(readings)).items():
        kinds = _kinds(claims, readers, no_figure.get(start, ""))
        trust = [table.of(kind) for kind in kinds]  # once for every claim: calibration counts what it is asked
        # Claims that agree are one claim; the first knows time and place better.
        best = 0 if len(claims) == 1 or kinds[0].agreement.startswith(AGREE) else _best(trust)
        confidence = trust[best]
        most = max([t for t in trust if t is not None], default=1.0)
        if most < (LEAST if claims[0].reader != TRAINED else ADDED):
            doubted.append(Unread(claims[best].span, DOUBTED))
            continue
        ordered = (claims[best], *claims[:best], *claims[best + 1 :])
        figures.append(
            Figure(
                id=content_id(content, str(start), owner, ordered[0].measure),
                document=document.name,
                claims=ordered,
                agreement=_agreement(claims),
                election=held,
                confidence=confidence,
            )
        )
    return Checked(tuple(figures), tuple(doubted))


def _best(trust: Sequence[float | None]) -> int:
    """The claim to stand first: another than the first only where it was right clearly more often."""
    first = trust[0] or 0.0
    best = max(range(len(trust)), key=lambda i: (trust[i] or 0.0, -i))
    return best if (trust[best] or 0.0) > first + CLEARLY else 0


def _on_cells(readings: Iterable[Reading]) -> Iterator[Reading]:
    """The readings in their order, without what the trained reader took for one number and rows proved to be several.

    It is shown whole numerals, so a run of cells ("4218111") looks to it like a single large one.
    """
    ordered = sorted(readings, key=_order)
    others = {r.span for r in ordered if r.reader != TRAINED}
    spans = sorted(others)
    return (r for r in ordered if r.reader != TRAINED or r.span in others or not standing_on(spans, r.span))


def _groups(readings: Iterable[Reading]) -> dict[tuple[int, str], list[Reading]]:
    """The claims on each printed number. One that stands for several owners ("four seats each") is as many figures."""
    groups: dict[tuple[int, str], list[Reading]] = {}
    shared: set[int] = set()
    for reading in readings:
        start = reading.span.start
        if reading.rule.endswith(".each"):
            shared.add(start)
            name = reading.owner.party.name if reading.owner.party else reading.owner.candidate or ""
            groups.setdefault((start, name), []).append(reading)
        # The trained reader gives a number one owner: of several it has nothing to say.
        elif not (reading.reader == TRAINED and start in shared):
            groups.setdefault((start, ""), []).append(reading)
    return groups


def _kinds(claims: Sequence[Reading], readers: str, dismissed: str) -> list[Kind]:
    """The kind of each claim on one number; ``dismissed`` says how sure the trained reader is that it is no figure."""
    if len(claims) == 1 and not dismissed and claims[0].reader != TRAINED:
        return [Kind(readers, ALONE, claims[0].reader, family(claims[0].rule))]  # as most are
    trained = next((c for c in claims if c.reader == TRAINED), None)
    other = next((c for c in claims if c.reader != TRAINED), None)
    if other is None or trained is None:
        agreement = f"{ALONE}.{dismissed}" if dismissed else ALONE
    else:
        how = differs(other, trained)
        agreement = f"{DIFFER}.{how}" if how else AGREE
    sure = f".{trained.rule.rpartition('.')[2]}" if trained is not None else ""
    return [Kind(readers, agreement + sure, c.reader, "" if c is trained else family(c.rule)) for c in claims]


def _agreement(claims: Sequence[Reading]) -> Agreement:
    """What is told of all claims on one number: a reader that is not sure neither confirms nor disputes."""
    if len(claims) == 1:
        return Agreement.SINGLE
    sure = [c for c in claims if not c.rule.endswith(f".{UNSURE}")]
    if len({c.reader for c in sure}) < 2:
        return Agreement.SINGLE
    return Agreement.DISPUTED if any(differs(sure[0], c) for c in sure[1:]) else Agreement.CONFIRMED
