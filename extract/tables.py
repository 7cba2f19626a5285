"""What comes out: every table, and the rows that one document gives it."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from extract import schema
from extract.batch import Outcome
from extract.model import (
    Candidacy,
    Contest,
    Document,
    Figure,
    Finding,
    Measure,
    Party,
    Place,
    Reading,
    Result,
    Span,
    Verdict,
)
from extract.sentences import sentences

#: What a cell may hold before it is written down; None is "not stated".
Cell = str | int | bool | Decimal | None
Row = Sequence[Cell]

#: A sentence is cut this far from its number: a page without a full stop must not come out once a figure.
_REACH: Final = 300


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns and the rows of one outcome."""

    name: str
    about: str
    columns: tuple[schema.Column, ...]
    rows: Callable[[Outcome], Iterable[Row]]


class _Sentences:
    """The sentences of a document, to show a number in."""

    def __init__(self, document: Document) -> None:
        self._text = document.text
        self._spans = list(sentences(document.text, 0, len(document.text), frozenset()))
        self._starts = [span.start for span in self._spans]

    def around(self, span: Span) -> str:
        at = bisect_right(self._starts, span.start) - 1
        sentence = self._spans[at] if at >= 0 else span
        start = max(sentence.start, span.start - _REACH)
        end = max(min(sentence.end, span.end + _REACH), span.end)
        return self._text[start:end].strip()


def _source(document: Document, span: Span) -> tuple[int | None, int | None]:
    found = document.offsets.source_span(span) if document.offsets else None
    return (found.start, found.end) if found else (None, None)


def _party(party: Party | None) -> tuple[str, str]:
    return (party.name, party.id) if party else ("", "")


def _place(place: Place | None) -> tuple[str, str]:
    return (place.name, place.id) if place else ("", "")


def _figures(outcome: Outcome) -> Iterator[Row]:
    if (result := outcome.result) is None:
        return
    document, show = result.document, _Sentences(result.document)
    for figure in result.figures:
        claim = figure.claim
        start, end = claim.span
        yield (
            figure.id, outcome.name, start, end, document.text[start:end],
            claim.measure.value, claim.value, claim.low, claim.high, claim.unit,
            *_party(claim.owner.party), claim.owner.candidate, *_place(claim.place), figure.election,
            claim.status.value, claim.declared, claim.declared_of, figure.agreement.value,
            None if figure.confidence is None else Decimal(str(round(figure.confidence, 4))),
            "|".join(dict.fromkeys(c.reader for c in figure.claims)), claim.rule, show.around(claim.span),
            *_source(document, claim.span),
        )  # fmt: skip


def _readings(outcome: Outcome) -> Iterator[Row]:
    if (result := outcome.result) is None:
        return
    for figure in result.figures:
        for claim in figure.claims:
            start, end = claim.span
            yield (
                figure.id, outcome.name, start, end, result.document.text[start:end], claim.reader,
                claim.rule, claim.measure.value, claim.value, claim.low, claim.high, claim.unit,
                claim.qualifier, *_party(claim.owner.party), claim.owner.candidate, *_place(claim.place),
                claim.status.value, claim.declared, claim.declared_of, claim.count,
            )  # fmt: skip


def _ignored(outcome: Outcome) -> Iterator[Row]:
    if outcome.result is not None:
        yield from _numerals(outcome.name, outcome.result.document, outcome.result.ignored)


def _unread(outcome: Outcome) -> Iterator[Row]:
    if outcome.result is not None:
        yield from _numerals(outcome.name, outcome.result.document, outcome.result.unread)


def _numerals(name: str, document: Document, found: Iterable[tuple[Span, str]]) -> Iterator[Row]:
    show = _Sentences(document)
    for span, why in found:
        text = document.text[span.start : span.end]
        yield name, span.start, span.end, text, why, show.around(span), *_source(document, span)


def _candidates(outcome: Outcome) -> Iterator[Row]:
    if (result := outcome.result) is None:
        return
    contests, units = {contest.id: contest for contest in result.contests}, _units(result)
    for candidacy in result.candidates:
        contest = contests.get(candidacy.contest)
        place = candidacy.place
        party_name, party_id = _party(candidacy.party)
        yield (
            candidacy.candidate, candidacy.election, _ballot(candidacy), party_name, party_id,
            place.name if place else "", place.id if place and _GSS.fullmatch(place.id) else "",
            candidacy.votes, candidacy.elected, candidacy.rank,
            _contest_value(contest, units, Measure.TURNOUT, "votes"),
            _contest_value(contest, units, Measure.REJECTED_BALLOTS),
            _contest_value(contest, units, Measure.ELECTORATE),
            _contest_value(contest, units, Measure.TURNOUT, "percent"),
            outcome.name, candidacy.contest, candidacy.vote_share, candidacy.vote_share_change,
            contest.status.value if contest else "", candidacy.count, "|".join(candidacy.figures),
        )  # fmt: skip


_GSS = re.compile(r"[EWSN]\d{8}")


def _ballot(candidacy: Candidacy) -> str:
    """The Democracy Club id of the ballot, where it follows from the election and a known constituency."""
    group, _, day = candidacy.election.partition(".")
    place = candidacy.place
    if group != "parl" or not re.fullmatch(r"[\d-]+", day) or not place or not place.id or place.kind != "constituency":
        return ""
    plain = unicodedata.normalize("NFKD", place.name).encode("ascii", "ignore").decode().lower()
    return f"parl.{'-'.join(re.sub(r'[^a-z0-9 -]', '', plain).replace('-', ' ').split())}.{day}"


def _contests(outcome: Outcome) -> Iterator[Row]:
    if (result := outcome.result) is None:
        return
    units = _units(result)
    for contest in result.contests:
        yield (
            outcome.name, contest.id, *_place(contest.place), contest.election, contest.status.value,
            contest.candidates,
            *(_contest_value(contest, units, measure, kind) for _, measure, kind in schema.CONTEST_VALUES),
            "|".join(figure for *_, figure in contest.figures if figure),
        )  # fmt: skip


def _contest_value(
    contest: Contest | None, units: Mapping[str, str], measure: Measure, kind: str = ""
) -> Decimal | None:
    """The first value of ``measure`` in a contest, of that ``kind`` of unit ('percent', 'votes', '' any)."""
    for found, value, figure in contest.figures if contest else ():
        if found == measure and kind in ("", _kind(measure, value, units.get(figure, ""))):
            return value
    return None


def is_percentage(measure: Measure, value: Decimal, unit: str) -> bool:
    """Whether a figure is printed in percent or points; a bare turnout of up to 100 is a percentage."""
    return unit in _PERCENT_UNITS or (not unit and measure is Measure.TURNOUT and value <= 100)


def _kind(measure: Measure, value: Decimal, unit: str) -> str:
    """Whether a turnout or majority counts votes."""
    return "percent" if is_percentage(measure, value, unit) else "votes"


def _units(result: Result) -> dict[str, str]:
    return {figure.id: figure.claim.unit for figure in result.figures}


_PERCENT_UNITS: Final = frozenset({"percent", "points", "%"})


def _seats(outcome: Outcome) -> Iterator[Row]:
    """Party by place. A cell is filled only where the document leaves one value standing."""
    if (result := outcome.result) is None:
        return
    rows: dict[tuple[str, str, str, str, str, str], dict[Measure, list[Figure]]] = {}
    for figure in result.figures:
        claim = figure.claim
        if claim.owner.party is None or claim.owner.candidate or claim.measure not in schema.SEAT_MEASURES:
            continue
        key = (figure.election, *_place(claim.place), *_party(claim.owner.party), claim.status.value)
        rows.setdefault(key, {}).setdefault(claim.measure, []).append(figure)
    for key, cells in rows.items():
        values: list[Cell] = []
        several: list[str] = []
        for measure in schema.SEAT_MEASURES:
            claims = [figure.claim for figure in cells.get(measure, ())]
            value = _standing(claims)
            values.append(value)
            if claims and value is None:
                several.append(f"{measure.value}={'/'.join(dict.fromkeys(plain(c.value) for c in claims))}")
        figures = "|".join(figure.id for found in cells.values() for figure in found)
        yield outcome.name, *key, *values, "|".join(several), figures


def _standing(claims: Sequence[Reading]) -> Decimal | None:
    """The value that stands: of the latest count, the most exact one that all others allow; else None."""
    counted = [c.declared for c in claims if c.declared is not None]
    if counted and len(counted) == len(claims):
        claims = [c for c in claims if c.declared == max(counted)]
    if not claims:
        return None
    best = min(claims, key=lambda c: c.high - c.low)
    return best.value if all(c.low <= best.value <= c.high for c in claims) else None


def finding_row(finding: Finding) -> list[Cell]:
    """A finding as a row of findings.csv, whoever found it."""
    repairs = [f"{plain(r.printed)} -> {plain(r.suggested)} ({r.kind})" for r in finding.repairs]
    return [
        finding.severity >= CONFLICT, finding.severity == TYPO, finding.verdict is Verdict.EXPLAINED,
        finding.id, finding.severity, finding.code, finding.verdict.value, finding.election, finding.place,
        finding.printed, finding.expected, "|".join(dict.fromkeys(repairs)), finding.explanation,
        "|".join(finding.documents), "|".join(finding.figures),
    ]  # fmt: skip


#: Severities of a finding from which a row is flagged.
TYPO, CONFLICT = 2, 3


def _checks(outcome: Outcome) -> Iterator[Row]:
    if outcome.result is not None:
        yield from map(finding_row, outcome.result.findings)


def _findings(outcome: Outcome) -> Iterator[Row]:
    if outcome.result is not None:
        yield from (finding_row(finding) for finding in outcome.result.findings if finding.severity)


def _documents(outcome: Outcome) -> Iterator[Row]:
    result = outcome.result
    if result is None:
        empty = [None] * (len(schema.DOCUMENTS) - 5)
        yield outcome.name, "error", outcome.reason, outcome.next_step, outcome.path, *empty
        return
    source = result.document.source
    yield (
        outcome.name, "ok", "", "", outcome.path, result.document.id, source.media_type, source.encoding,
        len(result.document.text), source.title, source.url, source.publisher, source.published,
        source.retrieved, "|".join(f"{what}={where}" for what, where in source.origin),
        result.country, result.election,
        len(result.figures), len(result.ignored), len(result.unread), len(result.contests),
        len(result.candidates), "|".join(source.notes),
    )  # fmt: skip


def plain(value: Decimal) -> str:
    """A number in full: no exponent, no zeros at the end of its fraction, no negative zero."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


FIGURES: Final = Table("figures", "One row for each reported figure.", schema.FIGURES, _figures)

#: Every table, in the order of datapackage.json.
TABLES: Final = (
    FIGURES,
    Table(
        "readings",
        "Every claim behind a figure, also those that disagree with its row in figures.",
        schema.READINGS,
        _readings,
    ),
    Table("candidates", "One row for each candidate of a contest.", schema.CANDIDATES, _candidates),
    Table("contests", "One row for each contest of a document.", schema.CONTESTS, _contests),
    Table(
        "seats",
        "Party by place: what each document leaves standing for a party as a whole.",
        schema.SEATS,
        _seats,
    ),
    Table(
        "findings",
        "What does not add up within a document, and what explains it.",
        schema.FINDINGS,
        _findings,
    ),
    Table(
        "checks",
        "Every identity that a document's figures were put to, those that hold among them.",
        schema.FINDINGS,
        _checks,
    ),
    Table("unread", "Every numeral that no reader could place.", schema.UNREAD, _unread),
    Table(
        "ignored",
        "Every numeral that is no election figure, with the rule that says so.",
        schema.IGNORED,
        _ignored,
    ),
    Table(
        "documents",
        "One row for each document, also for those that could not be read.",
        schema.DOCUMENTS,
        _documents,
    ),
)
