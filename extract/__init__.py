"""tallycheck: every reported election figure, grounded in the characters it came from.

``read`` and ``read_file`` give one document's figures, ``check`` does their arithmetic; the command
``tallycheck`` does folders.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from extract.model import Finding, Result

__version__ = "0.1.0"
__all__ = ["check", "read", "read_file"]


def read(
    text: str,
    *,
    name: str = "",
    country: str | None = None,
    date: date | None = None,
    readers: str = "rules",
    model: str = "",
) -> Result:
    """Read the figures of ``text``.

    ``name`` stands in the ``document`` of each figure; ``country`` is the code of a rule pack ("gb") and
    ``date`` the day the text was published; both are found from the text where they are not given.
    ``readers`` is rules, ner or both (the command's default), and ``model`` a trained pipeline in place of
    ours. Offsets in the result count code points of ``text``.
    """
    from extract.model import Document
    from extract.pipeline import read_document

    return read_document(Document(name, text), country=country, date=date, readers=readers, model=model)


def read_file(
    path: str | Path,
    *,
    country: str | None = None,
    date: date | None = None,
    readers: str = "rules",
    model: str = "",
) -> Result:
    """Read the figures of a file, as ``read``; raises ``extract.load.LoadError`` where it cannot be read."""
    from extract.load import load_file
    from extract.pipeline import read_document

    return read_document(load_file(path), country=country, date=date, readers=readers, model=model)


def check(result: Result) -> tuple[Finding, ...]:
    """The identities that the figures of one document were put to: those that hold, fail or lack a number.

    Nothing is corrected; a finding of severity 2 (likely slip) or 3 (conflict) is one that cannot be right.
    """
    from extract.checks import check as checked
    from extract.packs import rules

    return checked(result, rules())
