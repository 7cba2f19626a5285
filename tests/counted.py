"""Contests made by hand: a text, and the figures a reader would find in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from extract import context, lexer, segments
from extract.contests import assemble
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
    Span,
    content_id,
)
from extract.packs import rules

CON = Party("Conservative Party", "PP52")
LAB = Party("Labour Party", "PP53")
LD = Party("Liberal Democrats", "PP90")
GREEN = Party("Green Party", "PP63")
IND = Party("Independent", "PPm12")
OTHERS = Party("Others", "")
SEAT = Place("Milton Keynes South", "E14000822", "constituency")
WARD = Place("Duke's ward")
HALL = Place("Somewhere")  # of no known kind: votes alone decide nothing there

Said = tuple[Sequence[Contest], Sequence[Candidacy]]


class Text:
    """A text and the figures a test finds in it, each where its number is first printed and not taken."""

    def __init__(self, text: str) -> None:
        self.document = Document("night.txt", text)
        self.figures: list[Figure] = []
        self.taken: set[int] = set()

    def say(self, printed: str, owner: Owner, measure: Measure = Measure.VOTES, **more: Any) -> Text:
        """Claim ``printed``: votes in SEAT from record block 1, but for ``more``."""
        start = self.document.text.index(printed)
        while start in self.taken:
            start = self.document.text.index(printed, start + 1)
        self.taken.add(start)
        number = Decimal(printed.replace(",", ""))
        claim = Reading(
            Span(start, start + len(printed)), measure, number, number, number, "row", "rules",
            owner=owner, place=SEAT, contest=1,
        )  # fmt: skip
        claim = replace(claim, **more)
        identity = content_id(self.document.id, str(start), measure)
        self.figures.append(Figure(identity, "night.txt", (claim,), Agreement.SINGLE, "parl.2017-06-08"))
        return self

    def assembled(self) -> Said:
        lexed = lexer.lex(self.document.text, rules())
        around, lexed = context.build(self.document, lexed, country="gb")
        outline = segments.outline(lexed, around)
        figures = sorted(self.figures, key=lambda f: f.claim.span)
        return assemble(self.document, figures, lexed, outline, around)


def rows(said: Said) -> list[tuple[str | None, int, bool | None]]:
    """Name, votes (-1 where none are printed) and outcome of each candidate, first counts only."""
    return [(c.candidate, int(c.votes or -1), c.elected) for c in said[1] if not c.count]


def two(text: str, **more: Any) -> Text:
    """Bell (Labour) with 900 votes and Roe (Conservative) with 400."""
    page = Text(text)
    return page.say("900", Owner(LAB, "Jo Bell"), **more).say("400", Owner(CON, "Al Roe"), **more)


def whole(page: Text, printed: str, measure: Measure, **more: Any) -> Text:
    return page.say(printed, Owner(), measure, **more)
