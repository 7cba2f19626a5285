"""Readers of other distributions, found by their entry points, held to the promise that every row is grounded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from extract.lexer import Lexed
from extract.model import Document, Reading
from extract.packs import RulePack

GROUP = "tallycheck.readers"
Reader = Callable[[Document, RulePack], Iterable[Reading]]


class PluginError(ValueError):
    """A reader from outside that cannot be loaded, or that points at no printed number; the message names it."""


@lru_cache(maxsize=1)
def installed() -> tuple[tuple[str, Reader], ...]:
    """The readers that installed distributions register, by name."""
    from importlib.metadata import entry_points

    found: list[tuple[str, Reader]] = []
    for point in sorted(entry_points(group=GROUP), key=lambda p: p.name):
        try:
            found.append((point.name, point.load()))
        except (ImportError, AttributeError) as error:
            raise PluginError(f"reader {point.name} ({point.value}): {error}; mend or uninstall it") from error
    return tuple(found)


def read(document: Document, lexed: Lexed, readers: Sequence[tuple[str, Reader]]) -> Iterator[Reading]:
    """What ``readers`` read of ``document``, under their own names.

    A reading must stand on a number that is printed, whole: what our readers may not do, no reader may.
    """
    printed = {(n.start, n.end) for n in lexed.numerals} if readers else set()
    for name, reader in readers:
        for reading in reader(document, lexed.lexicon.rules):
            span = reading.span
            if (span.start, span.end) not in printed:
                raise PluginError(f"reader {name}: {document.name}:{span.start}-{span.end} is no printed number")
            yield replace(reading, reader=name)
