"""The straight line one document travels, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from extract import context, lexer, plugins, segments, subject, tabular
from extract.completion import complete
from extract.contests import assemble
from extract.context import Context
from extract.crosscheck import crosscheck
from extract.ledger import settle
from extract.lexer import Lexed
from extract.model import Document, Ignored, Measure, Reading, Result, Unread
from extract.packs import RulePack, rules
from extract.readers import by_rules
from extract.reliability import TRAINED, Reliability, shipped
from extract.superseded import supersede


def read_document(
    document: Document,
    *,
    country: str | None = None,
    date: date | None = None,
    pack: RulePack | None = None,
    readers: str = "rules",
    model: str = "",
    table: Reliability | None = None,
) -> Result:
    """Every figure of ``document``, every numeral ignored by a named rule, and every one left unread.

    ``country`` is a pack's code and ``date`` the day of the election or of publication; both are
    found from the text where they are not given. ``readers`` is rules, ner or both, and ``model`` the
    trained pipeline in place of ours: ``extract.trained_model.ModelError`` where it cannot be opened.
    ``table`` says how far claims can be trusted, in place of what was measured of ours.
    """
    if tabular.reads(document):
        return tabular.read_table(document, country=country, date=date, pack=pack)
    lexed = lexer.lex(document.content, pack or rules())
    around, lexed = context.build(document, lexed, country=country, day=date)
    outline = segments.outline(lexed, around)
    found: list[Reading | Ignored | Unread] = list(outline.ignored)
    about_election = around.evidence >= 0
    if about_election and readers != "rules":
        found.extend(_trained(lexed, around, model))
    if about_election and readers != "ner":
        found.extend(by_rules.read(document, lexed, outline, around))
    found.extend(plugins.read(document, lexed, plugins.installed()))
    # Apart, so that neither reader learns from the other what it is then asked to confirm.
    readings = complete((f for f in found if isinstance(f, Reading) and f.reader != TRAINED), around)
    readings += complete((f for f in found if isinstance(f, Reading) and f.reader == TRAINED), around)
    readings = supersede(readings, lexed, outline)
    dismissed = [f for f in found if isinstance(f, Ignored) and f.rule.startswith(TRAINED)]
    figures, doubted = crosscheck(
        document, readings, around.election,
        readers=readers, dismissed=dismissed, table=_table(readers, model) if table is None else table,
    )  # fmt: skip
    ignored, unread = settle(
        document,
        lexed,
        (figure.claim.span for figure in figures),
        (f for f in found if isinstance(f, Ignored) and (readers == "ner" or not f.rule.startswith(TRAINED))),
        (*(f for f in found if isinstance(f, Unread)), *doubted),
        about_election=about_election,
    )
    voted = (f.claim.owner for f in figures if f.claim.measure in (Measure.VOTES, Measure.VOTE_SHARE))
    read = subject.told_of(around.evidence, len(figures), len(unread), len(document.text))
    if not read or subject.fills_no_post(lexed, voted):
        figures = ()
        ignored, unread = settle(document, lexed, (), outline.ignored, (), about_election=False)
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


def _table(readers: str, model: str) -> Reliability:
    """How far claims can be trusted: what was measured with the model that reads."""
    if readers == "rules":
        return shipped()
    from extract.trained_model import load

    return load(model).table


def _trained(lexed: Lexed, around: Context, model: str) -> Iterator[Reading | Ignored]:
    """What the trained reader reads; NumPy is imported only for it."""
    from extract.readers import ner
    from extract.trained_model import load

    return ner.read(lexed, around, load(model))
