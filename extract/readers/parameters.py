"""Lines of a template that leaked from a wiki: "| votes = 61,017", "{{Election box total"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from extract.context import Context
from extract.lexer import Lexed, Lexicon
from extract.model import Ignored, Owner
from extract.readers.entries import TEXT_COLUMNS, Group, span_of
from extract.readers.row_owners import merge, owner_of
from extract.readers.rows import Chunk, Item, Number, parse
from extract.segments import Unit

_PARAMETER = re.compile(r"\s*\|\s*(?P<key>[^\W\d][^\W\d]*(?:[ _][^\W\d]+){0,4}?)[ _]?\d*\s*=\s*(?=[^\s|])")
_INNER = re.compile(r"\{\{[^{}]*\}\}")  # a template within a value
_OPENED = re.compile(r"\s*\{\{")
_NAMES = TEXT_COLUMNS | {"winner"}


class Parameter(NamedTuple):
    """What a parameter holds, as the vocabulary names it (empty: nothing of a result), and where its value begins."""

    role: str
    value: int


@lru_cache(maxsize=4)
def _roles(lexicon: Lexicon) -> dict[str, str]:
    return {phrase: name for entries in lexicon.labels.values() for phrase, name in entries}


def find(lexed: Lexed, unit: Unit) -> Parameter | None:
    """The parameter that a line of a template is."""
    match = _PARAMETER.match(lexed.text, unit.start, unit.end)
    if match is None or "|" in _INNER.sub("", lexed.text[match.end() : unit.end]):
        return None
    key = match["key"].replace("_", " ").lower()
    return Parameter(_roles(lexed.lexicon).get(key, ""), match.end())


def opens(lexed: Lexed, unit: Unit, group: Group) -> bool:
    """Whether a line opens a template: a record of its own, or the total of those before it."""
    if _OPENED.match(lexed.text, unit.start, unit.end) is None:
        return False
    words = set(lexed.text[unit.start : unit.end].lower().split())
    group.owners, group.named = [], True
    group.new_record()
    group.summed = bool(words & lexed.lexicon.lists["total_words"])
    return True


def items(parameter: Parameter, unit: Unit, group: Group, lexed: Lexed, context: Context) -> Iterator[Item | Ignored]:
    """The items of a value that holds figures; a name is taken into ``group``, all else is dismissed."""
    found = parse(lexed, parameter.value, unit.end, context)
    role = parameter.role
    if not role or role in _NAMES:
        yield from (Ignored(span_of(i), "row.parameter") for i in found if isinstance(i, Number))
        owners = [o for i in found if isinstance(i, Chunk) for o in owner_of(i, lexed)] if role else []
        if role == "party":
            owners = [Owner(o.party) for o in owners if o.party]
        if owners:
            known = group.owners if group.positions == 0 else []
            group.owners = merge(known, owners[:1]) if known else owners[:1]
            group.new_record()
        return
    group.label = "valid_votes" if group.summed and role == "votes" else role
    if not (group.summed and role == "vote_share"):
        yield from (i for i in found if isinstance(i, Number))
    else:
        yield from (Ignored(span_of(i), "row.total") for i in found if isinstance(i, Number))
