"""The straight line one document travels, and nothing else."""

from __future__ import annotations

from datetime import date

from extract import context, lexer, segments
from extract.crosscheck import crosscheck
from extract.model import Document, Ignored, Reading, Result, Span, Unread
from extract.packs import RulePack, rules
from extract.readers import layout, prose


def read_document(
    document: Document, *, country: str | None = None, date: date | None = None, pack: RulePack | None = None
) -> Result:
    """Every figure of ``document``, every numeral ignored by a named rule, and every one left unread.

    ``country`` is a pack's code and ``date`` the day of the election or of publication; both are
    found from the text where they are not given.
    """
    lexed = lexer.lex(document.text, pack or rules())
    around, lexed = context.build(document, lexed, country=country, day=date)
    outline = segments.outline(document, lexed, around)
    readings: list[Reading] = []
    ignored: dict[Span, Ignored] = {}
    unread: dict[Span, Unread] = {}
    if around.about_election:
        for item in (*layout.read(document, lexed, outline, around), *prose.read(lexed, outline, around)):
            if isinstance(item, Reading):
                readings.append(item)
            elif isinstance(item, Ignored):
                ignored[item.span] = item
            else:
                unread[item.span] = item
    figures = crosscheck(document, readings, around.election)
    read = {figure.claim.span for figure in figures}
    for number in lexed.numerals:
        span = Span(number.start, number.end)
        if span not in read and span not in ignored and span not in unread:
            if around.about_election:
                unread[span] = Unread(span, "no reader read the line it stands on")
            else:
                ignored[span] = Ignored(span, "document.not-about-an-election")
    for refused in lexed.refused:
        span = Span(refused.start, refused.end)
        unread[span] = Unread(span, refused.reason)
    return Result(
        document=document,
        figures=figures,
        ignored=tuple(sorted(ignored.values())),
        unread=tuple(sorted(u for s, u in unread.items() if s not in read and s not in ignored)),
        country=around.pack.code if around.pack else "",
        election=around.election.id if around.election else "",
    )
