"""The straight line one document travels, and nothing else."""

from __future__ import annotations

from datetime import date

from extract import context, lexer, plugins, segments, tabular
from extract.completion import complete
from extract.contests import assemble
from extract.crosscheck import crosscheck
from extract.ledger import settle
from extract.model import Document, Ignored, Reading, Result, Unread
from extract.packs import RulePack, rules
from extract.readers import layout, prose


def read_document(
    document: Document, *, country: str | None = None, date: date | None = None, pack: RulePack | None = None
) -> Result:
    """Every figure of ``document``, every numeral ignored by a named rule, and every one left unread.

    ``country`` is a pack's code and ``date`` the day of the election or of publication; both are
    found from the text where they are not given.
    """
    if tabular.reads(document):
        return tabular.read_table(document, country=country, date=date, pack=pack)
    lexed = lexer.lex(document.text, pack or rules())
    around, lexed = context.build(document, lexed, country=country, day=date)
    outline = segments.outline(document, lexed, around)
    found: list[Reading | Ignored | Unread] = list(outline.ignored)
    if around.about_election:
        found.extend(layout.read(document, lexed, outline, around))
        found.extend(prose.read(lexed, outline, around))
    found.extend(plugins.read(document, lexed, plugins.installed()))
    readings = complete((f for f in found if isinstance(f, Reading)), around)
    figures = crosscheck(document, readings, around.election)
    ignored, unread = settle(
        lexed,
        (figure.claim.span for figure in figures),
        (f for f in found if isinstance(f, Ignored)),
        (f for f in found if isinstance(f, Unread)),
        about_election=around.about_election,
    )
    contests, candidates = assemble(document, figures, lexed, outline, around)
    return Result(
        document=document,
        figures=figures,
        ignored=ignored,
        unread=unread,
        country=around.pack.code if around.pack else "",
        election=around.election.id if around.election else "",
        contests=contests,
        candidates=candidates,
    )
