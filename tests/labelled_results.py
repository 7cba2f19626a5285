"""Labelled documents as results, so that checks can be tried on figures that no reader has touched."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from extract.labels import fold
from extract.model import (
    Agreement,
    Candidacy,
    Contest,
    Document,
    Figure,
    Measure,
    Owner,
    Party,
    Place,
    Reading,
    Result,
    Span,
    Status,
    content_id,
)
from extract.numerals import Numeral, scan
from extract.packs import rules

_COUNTS = {"final": "final", "second preferences": "2"}
_SHARES = (Measure.VOTE_SHARE, Measure.VOTE_SHARE_CHANGE, Measure.VOTES_CHANGE)
_WHOLE = (
    Measure.MAJORITY, Measure.TURNOUT, Measure.TURNOUT_CHANGE, Measure.ELECTORATE, Measure.VALID_VOTES,
    Measure.REJECTED_BALLOTS, Measure.SWING, Measure.QUOTA,
)  # fmt: skip


def result_of(path: Path) -> Result:
    """The labels of ``path`` as a result: figures with the precision of their print, contests and rows."""
    data = json.loads(path.read_text(encoding="utf-8"))
    with path.with_suffix(".txt").open(encoding="utf-8", newline="") as source:
        document = Document(path.stem, source.read())
    numerals = [n for n in scan(document.text, rules().language.numerals) if isinstance(n, Numeral)]
    labels = [x for x in data["figures"] if not x.get("ambiguous")]
    figures = tuple(_figure(document, label, numerals) for label in labels)
    pairs = list(zip(labels, figures, strict=True))
    contests: list[Contest] = []
    candidates: list[Candidacy] = []
    entries = data.get("contests") or ([data] if data.get("candidates") else [])
    names = Counter(fold(entry["contest"]["place"]) for entry in entries)
    for entry in entries:
        if names[fold(entry["contest"]["place"])] > 1:
            continue  # labels name the place only: which of its contests a figure is of cannot be told
        contest, rows = _contest(document, entry, pairs)
        contests.append(contest)
        candidates.extend(rows)
    return Result(document, figures, (), (), data.get("country") or "", "", tuple(contests), tuple(candidates))


def _figure(document: Document, label: Mapping[str, Any], numerals: Sequence[Numeral]) -> Figure:
    start, end = label["start"], label["start"] + len(label["surface"])
    value, measure = Decimal(str(label["value"])), Measure(label["measure"])
    low = high = value
    rate = measure in (Measure.MAJORITY, Measure.TURNOUT) and "." in label["surface"]
    unit, qualifier = label.get("unit") or ("percent" if rate else ""), "about" if label.get("approx") else ""
    near = next((n for n in numerals if n.start < end and start < n.end and abs(n.value) == abs(value)), None)
    if near is not None:
        low, high = (near.low, near.high) if near.value == value else (-near.high, -near.low)
        qualifier = near.qualifier
        unit = unit or ("percent" if near.percent else "")
    elif label.get("approx"):
        low, high = value - abs(value) / 20, value + abs(value) / 20
    elif "." in label["surface"]:  # digits that ran together with the next cell are one numeral
        unit_in_place = Decimal(10) ** -len(label["surface"].partition(".")[2].rstrip("%"))
        low, high = value - unit_in_place / 2, value + unit_in_place
    claim = Reading(
        span=Span(start, end), measure=measure, value=value, low=low, high=high, rule="label", reader="label",
        unit=unit, qualifier=qualifier,
        owner=Owner(Party(label["party"]) if label.get("party") else None, label.get("candidate")),
        place=Place(label["place"]) if label.get("place") else None, status=Status(label["status"]),
        count=label.get("round") or "",
    )  # fmt: skip
    identity = content_id(document.id, str(start), str(label.get("party")), measure)
    return Figure(identity, document.name, (claim,), Agreement.SINGLE)


def _contest(
    document: Document, entry: Mapping[str, Any], pairs: Sequence[tuple[Mapping[str, Any], Figure]]
) -> tuple[Contest, list[Candidacy]]:
    about = entry["contest"]
    status = Status(about.get("status") or entry.get("status") or "result")
    name = fold(about["place"])
    here = [
        (label, figure)
        for label, figure in pairs
        if figure.claim.status is status and fold(label.get("place") or "") == name
    ]
    place = next((f.claim.place for _, f in here if f.claim.place), Place(about["place"]))
    identity = content_id(document.id, "contest", name, status)
    rows = [row for candidate in entry["candidates"] for row in _rows(document, identity, place, candidate, here)]
    whole = tuple((f.claim.measure, f.claim.value, f.id) for _, f in here if f.claim.measure in _WHOLE)
    contest = Contest(identity, document.name, place, "", status, whole, len(entry["candidates"]))
    return contest, rows


def _rows(
    document: Document, contest: str, place: Place, candidate: Mapping[str, Any],
    here: Sequence[tuple[Mapping[str, Any], Figure]],
) -> Iterator[Candidacy]:  # fmt: skip
    own: list[str] = []
    later: dict[str, list[str]] = {}
    for label, figure in here:
        claim = figure.claim
        named = bool(label.get("candidate"))
        if (label.get("party") or None) != (candidate.get("party") or None) and not (
            named and label.get("candidate") == candidate.get("candidate")
        ):
            continue
        if named and candidate.get("candidate") and label["candidate"] != candidate["candidate"]:
            continue
        if claim.measure is Measure.VOTES:
            count = _COUNTS.get(claim.count, "")
            if count == "2":
                continue
            if count and claim.value == candidate.get("final_votes"):
                later.setdefault(count, []).append(figure.id)
            elif not count and candidate.get("votes") is not None and claim.value == candidate["votes"]:
                own.append(figure.id)
        elif claim.measure in _SHARES:
            key = claim.measure.value
            if candidate.get(key) is not None and Decimal(str(candidate[key])) == claim.value:
                own.append(figure.id)
    party = Party(candidate["party"]) if candidate.get("party") else None
    first = Candidacy(
        document.name, contest, candidate.get("candidate"), party, place, "",
        elected=candidate.get("elected"), figures=tuple(dict.fromkeys(own)),
    )  # fmt: skip
    yield first
    for count, figures in later.items():
        yield Candidacy(document.name, contest, first.candidate, party, place, "", count=count, figures=tuple(figures))
