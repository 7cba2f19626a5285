"""Result papers made by hand: what a document prints of a contest or a chamber, ready to be checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from extract.checks import check
from extract.model import (
    NOBODY,
    Agreement,
    Candidacy,
    Contest,
    Document,
    Figure,
    Finding,
    Measure,
    Owner,
    Party,
    Place,
    Reading,
    Result,
    Span,
    Status,
    Verdict,
    content_id,
)
from extract.numerals import Numeral, scan
from extract.packs import rules

PEOPLE = ("Jo Bell", "Al Roe", "Cy Ash", "Di Fox", "Ed Orr")
PARTIES = ("Labour Party", "Conservative Party", "Liberal Democrats", "Green Party", "UK Independence Party")
CELLS = (Measure.VOTES, Measure.VOTE_SHARE, Measure.VOTE_SHARE_CHANGE, Measure.VOTES_CHANGE)


@dataclass(slots=True)
class Paper:
    """A document that grows number by number."""

    place: Place = field(default_factory=lambda: Place("Hendon", kind="constituency"))
    election: str = ""
    text: str = ""
    prints: list[tuple[int, int, Measure, Owner, Place, Status, int | None]] = field(default_factory=list)
    rows: list[tuple[Owner, bool | None, str, Status, list[int]]] = field(default_factory=list)
    whole: list[tuple[Status, int]] = field(default_factory=list)

    def say(
        self, printed: str, measure: Measure, owner: Owner = NOBODY, *, status: Status = Status.RESULT,
        place: Place | None = None, table: int | None = 1,
    ) -> int:  # fmt: skip
        """Print one number on a line of its own; the number of the print."""
        self.text += "with "
        start = len(self.text)
        self.text += f"{printed}\n"
        self.prints.append((start, start + len(printed), measure, owner, place or self.place, status, table))
        return len(self.prints) - 1

    def row(
        self, person: str | None, party: str | None, *printed: str, elected: bool | None = None,
        count: str = "", status: Status = Status.RESULT, table: int | None = 1,
    ) -> Paper:  # fmt: skip
        """A row: votes, share, change of share, change of votes; "" where a cell is empty."""
        owner = Owner(Party(party) if party else None, person)
        own = [
            self.say(cell, measure, owner, status=status, table=table)
            for cell, measure in zip(printed, CELLS, strict=False)
            if cell
        ]
        self.rows.append((owner, elected, count, status, own))
        return self

    def standing(self, *rows: str, elected: int = 0, table: int | None = 1) -> Paper:
        """Rows of ready-made people: cells between spaces, "." for an empty one; so many are elected."""
        for at, row in enumerate(rows):
            cells = ["" if c == "." else c for c in row.split()]
            self.row(PEOPLE[at], PARTIES[at], *cells, elected=at < elected if elected else None, table=table)
        return self

    def of(self, measure: Measure, printed: str, owner: Owner = NOBODY, status: Status = Status.RESULT) -> Paper:
        """A figure of the whole contest."""
        self.whole.append((status, self.say(printed, measure, owner, status=status)))
        return self

    def seats(
        self, *rows: tuple[str, str], measure: Measure = Measure.SEATS, table: int | None = 1,
        status: Status = Status.RESULT,
    ) -> Paper:  # fmt: skip
        """Parties with a number each."""
        for party, printed in rows:
            self.say(printed, measure, Owner(Party(party)), table=table, status=status)
        return self

    def house(self, printed: str, measure: Measure, party: str = "", status: Status = Status.RESULT) -> Paper:
        """A figure of a chamber, printed near the others."""
        self.say(printed, measure, Owner(Party(party) if party else None), table=None, status=status)
        return self

    def result(self) -> Result:
        """The document as it was read."""
        document = Document("paper.txt", self.text)
        numerals = [n for n in scan(self.text, rules().language.numerals) if isinstance(n, Numeral)]
        figures = []
        for at, (start, end, measure, owner, place, status, table) in enumerate(self.prints):
            n = next(n for n in numerals if start <= n.start < end)
            points = measure in (Measure.VOTE_SHARE_CHANGE, Measure.SWING, Measure.TURNOUT_CHANGE)
            claim = Reading(
                span=Span(n.start, n.end), measure=measure, value=n.value, low=n.low, high=n.high,
                rule="hand", reader="hand", unit="points" if points else "percent" if n.percent else "",
                qualifier=n.qualifier, owner=owner, place=place, status=status, contest=table,
            )  # fmt: skip
            figures.append(Figure(str(at), document.name, (claim,), Agreement.SINGLE))
        contests, candidates = [], []
        for status in dict.fromkeys([*(r[3] for r in self.rows), *(s for s, _ in self.whole)]):
            identity = content_id("contest", status)
            whole = tuple(
                (figures[n].claim.measure, figures[n].claim.value, str(n)) for s, n in self.whole if s is status
            )
            contests.append(Contest(identity, document.name, self.place, "", status, whole))
            candidates += [
                Candidacy(
                    document.name, identity, owner.candidate, owner.party, self.place, "", elected=elected,
                    count=count, figures=tuple(map(str, own)),
                )
                for owner, elected, count, of, own in self.rows
                if of is status
            ]  # fmt: skip
        return Result(document, tuple(figures), (), (), "gb", self.election, tuple(contests), tuple(candidates))

    def findings(self, code: str = "") -> list[Finding]:
        """What the checks say of it, or one check."""
        return [f for f in check(self.result(), rules()) if f.code == code or not code]

    def verdicts(self, code: str) -> list[Verdict]:
        """The verdicts of one check."""
        return [f.verdict for f in self.findings(code)]

    def repairs(self, code: str) -> set[tuple[Decimal, Decimal]]:
        """What is printed and what may be meant, by the repairs of one check."""
        return {(r.printed, r.suggested) for f in self.findings(code) for r in f.repairs}

    def worst(self, code: str) -> Verdict | None:
        """The worst verdict of one check, None where it was not asked."""
        order = [Verdict.HOLDS, Verdict.INCOMPLETE, Verdict.EXPLAINED, Verdict.CONFLICT]
        return max(self.verdicts(code), key=order.index, default=None)


def seat(*rows: str, elected: int = 0) -> Paper:
    """The table of one seat."""
    return Paper().standing(*rows, elected=elected)


def people(*rows: str) -> Paper:
    """Rows in a story: who else stood is not known."""
    return Paper().standing(*rows, table=None)


def ward(*rows: tuple[str, str, bool]) -> Paper:
    """Several vacancies: a party has two people."""
    paper = Paper()
    for at, (party, votes, won) in enumerate(rows):
        paper.row(f"Person {chr(65 + at)}", party, votes, elected=won)
    return paper
