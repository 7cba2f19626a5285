"""Pages of the documentation that commands write into: what stands between two marks is theirs."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from extract.labels import ScoreError

END: Final = "<!-- end of what is written -->"


def write_between(path: Path, mark: str, text: str) -> None:
    """Put ``text`` between a marker of a page and the end marker after it."""
    try:
        page = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ScoreError(f"{path}: cannot be read ({error.strerror}); name a page with the markers") from None
    head, begin, rest = page.partition(mark)
    _, end, tail = rest.partition(END)
    if not begin or not end:
        raise ScoreError(f"{path}: the markers are missing; put {mark} and {END} where the tables belong")
    write_text(path, f"{head}{mark}\n\n{text}\n{END}{tail}")


def write_text(path: Path, text: str) -> None:
    """Write a file of ours; ``ScoreError`` where that cannot be done."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ScoreError(f"{path}: cannot be written ({error.strerror}); name another file") from None
