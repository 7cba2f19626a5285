"""The nouns of tallycheck: frozen values that every other module speaks in. Imports nothing of ours.

Offsets count Unicode code points into ``Document.text`` and are half open, so that
``document.text[span.start:span.end]`` is always the printed text a claim rests on.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple


class Measure(StrEnum):
    """What a figure counts. Percentages are 47.5, never 0.475; changes are signed."""

    SEATS = "seats"
    SEATS_CHANGE = "seats_change"
    SEATS_TOTAL = "seats_total"
    SEATS_DECLARED = "seats_declared"
    SEATS_REMAINING = "seats_remaining"
    SEATS_LEADING = "seats_leading"
    SEATS_SHORT = "seats_short"
    MAJORITY = "majority"
    MAJORITY_THRESHOLD = "majority_threshold"
    VOTES = "votes"
    VOTES_CHANGE = "votes_change"
    VOTE_SHARE = "vote_share"
    VOTE_SHARE_CHANGE = "vote_share_change"
    TURNOUT = "turnout"
    TURNOUT_CHANGE = "turnout_change"
    ELECTORATE = "electorate"
    VALID_VOTES = "valid_votes"
    REJECTED_BALLOTS = "rejected_ballots"
    SWING = "swing"
    QUOTA = "quota"
    ELECTORAL_VOTES = "electoral_votes"
    COUNCILS = "councils"
    COUNCILS_CHANGE = "councils_change"
    COUNCILLORS = "councillors"
    COUNCILLORS_CHANGE = "councillors_change"


#: Measures whose sign means something; all others are counts or levels and never negative.
CHANGES = frozenset(m for m in Measure if m.value.endswith("_change")) | {Measure.SWING}

#: Measures that no party or candidate owns: they belong to a place or a chamber.
UNOWNED = frozenset(
    {
        Measure.SEATS_TOTAL,
        Measure.SEATS_DECLARED,
        Measure.SEATS_REMAINING,
        Measure.MAJORITY_THRESHOLD,
        Measure.TURNOUT,
        Measure.TURNOUT_CHANGE,
        Measure.ELECTORATE,
        Measure.VALID_VOTES,
        Measure.REJECTED_BALLOTS,
        Measure.QUOTA,
    }
)


class Status(StrEnum):
    """To which world a figure belongs: what happened, what was before, what is foreseen, or what if."""

    RESULT = "result"
    PREVIOUS = "previous"
    PROJECTION = "projection"
    POLL = "poll"
    HYPOTHETICAL = "hypothetical"


class Agreement(StrEnum):
    """How the readers of one document stand to one figure."""

    CONFIRMED = "confirmed"
    SINGLE = "single"
    DISPUTED = "disputed"


class BlockKind(StrEnum):
    """What a stretch of a document is."""

    HEADLINE = "headline"
    PARAGRAPH = "paragraph"
    LIST = "list"
    TABLE = "table"
    RECORDS = "records"
    FURNITURE = "furniture"


class Span(NamedTuple):
    """A half-open range of code points in ``Document.text``."""

    start: int
    end: int


class Cell(NamedTuple):
    """One cell of a table block; ``row`` and ``column`` count from 0 on the grid with spans laid out."""

    span: Span
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1
    header: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text and what it is; a table also has its cells, in reading order."""

    span: Span
    kind: BlockKind
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Where a document came from. ``published`` is an ISO date; ``origin`` says where each fact was found."""

    path: str = ""
    media_type: str = "text/plain"
    encoding: str = "utf-8"
    title: str = ""
    url: str = ""
    publisher: str = ""
    published: str = ""
    retrieved: str = ""
    origin: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()


#: Where code points of text stand in the source: their start in the text, the start and end of their range in the
#: source, and how many they are. A page has hundreds: plain tuples of plain values cost the garbage collector nothing.
Segment = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class OffsetMap:
    """From offsets in the text to offsets in the decoded source, as sorted segments.

    In a segment as long in both, offsets move one to one; another (an entity, ``&minus;``) maps as a whole.
    """

    segments: tuple[Segment, ...]

    def source_span(self, span: Span) -> Span | None:
        """The source range that holds the text of ``span``, or None where none of it was printed there."""
        first = max(bisect_right(self.segments, span.start, key=itemgetter(0)) - 1, 0)
        low = high = -1
        for at in range(first, len(self.segments)):
            text_start, begin, end, length = self.segments[at]
            if text_start >= span.end:
                break
            if text_start + length <= span.start:
                continue
            if end - begin == length:
                end = begin + min(span.end - text_start, length)
                begin += max(span.start - text_start, 0)
            low = begin if low < 0 else min(low, begin)
            high = max(high, end)
        return None if low < 0 else Span(low, high)


@dataclass(frozen=True, slots=True)
class Document:
    """A text as it was loaded, never altered afterwards. ``name`` is the path relative to the folder named."""

    name: str
    text: str
    blocks: tuple[Block, ...] = ()
    source: Source = field(default_factory=Source)
    offsets: OffsetMap | None = None

    @property
    def id(self) -> str:
        """A hash of the content: the same text has the same id wherever it lies."""
        return content_id(self.text)

    @property
    def content(self) -> str:
        """The text with spaces for its furniture: what there is to read, at the same offsets."""
        furniture = sorted(b.span for b in self.blocks if b.kind is BlockKind.FURNITURE)
        cuts = pairwise((0, *(at for span in furniture for at in span), len(self.text)))
        return "".join(" " * (end - at) if odd % 2 else self.text[at:end] for odd, (at, end) in enumerate(cuts))


@dataclass(frozen=True, slots=True)
class Party:
    """A party as a pack names it, or (``id`` empty) as the text names it."""

    name: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A place as a pack names it, or (``id`` empty) as the text names it."""

    name: str
    id: str = ""
    kind: str = ""


class Owner(NamedTuple):
    """To whom a figure belongs: a party, a candidate, both, or neither."""

    party: Party | None = None
    candidate: str | None = None


NOBODY = Owner()


@dataclass(frozen=True, slots=True)
class Election:
    """An election as a pack lists it: a Democracy Club id where one exists, its polling day and chamber size."""

    id: str
    date: date
    name: str
    seats: int | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What ONE reader claims about one printed number.

    ``low`` and ``high`` bound what the printed precision and its qualifier allow. ``contest`` numbers
    the record block a row came from, so that the rows of one table are known to belong together.
    """

    span: Span
    measure: Measure
    value: Decimal
    low: Decimal
    high: Decimal
    rule: str
    reader: str
    unit: str = ""
    qualifier: str = ""
    owner: Owner = NOBODY
    place: Place | None = None
    status: Status = Status.RESULT
    declared: int | None = None
    declared_of: int | None = None
    contest: int | None = None
    count: str = ""


class Ignored(NamedTuple):
    """A numeral that is no election figure, and the named rule that says so."""

    span: Span
    rule: str


class Unread(NamedTuple):
    """A numeral that no reader could place, and why."""

    span: Span
    reason: str


@dataclass(frozen=True, slots=True)
class Figure:
    """What one DOCUMENT says at one place, after its readers were compared; every claim is kept."""

    id: str
    document: str
    claims: tuple[Reading, ...]
    agreement: Agreement
    election: str = ""
    confidence: float | None = None

    @property
    def claim(self) -> Reading:
        """The claim that stands in the tables: the first, in the order the cross-check gave them."""
        return self.claims[0]


@dataclass(frozen=True, slots=True)
class Candidacy:
    """One person or party standing in one contest, with what the document says of the outcome."""

    document: str
    contest: str
    candidate: str | None
    party: Party | None
    place: Place | None
    election: str
    votes: Decimal | None = None
    vote_share: Decimal | None = None
    vote_share_change: Decimal | None = None
    rank: int | None = None
    elected: bool | None = None
    count: str = ""
    figures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Contest:
    """One contest of a document: a seat, a ward, a mayoralty, with the figures that belong to it as a whole."""

    id: str
    document: str
    place: Place | None
    election: str
    status: Status
    figures: tuple[tuple[Measure, Decimal, str], ...] = ()
    candidates: int = 0


class FigureKey(NamedTuple):
    """What must agree when two sources speak of the same thing."""

    election: str
    place: str
    party: str
    candidate: str
    measure: Measure
    status: Status


class Verdict(StrEnum):
    """How a check came out."""

    HOLDS = "holds"
    EXPLAINED = "explained"
    CONFLICT = "conflict"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True, slots=True)
class Repair:
    """A hypothesis: one printed number read as another would make the arithmetic hold. Never applied in silence."""

    figure: str
    printed: Decimal
    suggested: Decimal
    kind: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """A check's outcome: what was compared, what should stand there, and the repairs that would fit.

    ``figures`` are ids of figures; ``expected`` and ``printed`` are bounds or values as text, in the
    unit of the figures. ``severity`` orders findings: 0 note, 1 explained, 2 likely typo, 3 conflict.
    """

    id: str
    code: str
    verdict: Verdict
    severity: int
    explanation: str
    documents: tuple[str, ...]
    figures: tuple[str, ...]
    expected: str = ""
    printed: str = ""
    repairs: tuple[Repair, ...] = ()
    place: str = ""
    election: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """All that was found in one document: nothing a numeral says is in none of the three lists."""

    document: Document
    figures: tuple[Figure, ...]
    ignored: tuple[Ignored, ...]
    unread: tuple[Unread, ...]
    country: str = ""
    election: str = ""
    contests: tuple[Contest, ...] = ()
    candidates: tuple[Candidacy, ...] = ()
    findings: tuple[Finding, ...] = ()


def content_id(*parts: str) -> str:
    """A short stable id: 16 hex digits of the SHA-256 of ``parts``."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
