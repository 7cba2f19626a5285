"""Templates over typed tokens, compiled to regular expressions over strings of token types.

A template is a row of items, separated by spaces:

``seat``           one token of a vocabulary class or a built-in type (``count``, ``party``, ``comma`` ...)
``seat|vote``      one token of either
``seat?``          at most one
``..`` / ``...``   up to three / up to eight tokens that say nothing: no number, no owner, no clause end
``count=seats``    a number and the measure it yields; ``count=ignore`` names a number that is no figure
``count=seats_change-@previous``   with a forced sign and a status
``count<100=ignore``  a number below a bound; a larger one is not matched
``owner=owner``    the party or person the numbers of this match belong to (``from`` and ``to`` for swings)

Types are single characters, so that a template is one small regular expression, and a template is
tried only on a sentence that has every class it cannot do without.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from extract.lexer import COMMA, NUMBERS, PARTY, PERSON, Lexicon, Sentence
from extract.model import Measure, Status
from extract.packs import Pattern

IGNORE, CHANGE, LEVEL = "ignore", "change", "level"
_ROLES = frozenset({"owner", "from", "to"})
_SLOT = re.compile(r"(?P<measure>[a-z_]+)(?P<sign>[+0-]?)(?:@(?P<status>[a-z]+))?\Z")


class TemplateError(ValueError):
    """A template that cannot be compiled; the message names the pattern and the item."""


@dataclass(frozen=True, slots=True)
class Slot:
    """What one captured number means: a measure (None: to be ignored), a forced sign and a status.

    ``nil`` says that the number, printed as one, stands for none ("failed to win a single seat");
    ``change`` that it is a change of whatever the sentence speaks of, ``level`` that it is its height.
    """

    measure: Measure | None
    sign: int = 0
    status: Status | None = None
    nil: bool = False
    change: bool = False
    level: bool = False


@dataclass(frozen=True, slots=True)
class Template:
    """A compiled pattern."""

    id: str
    regex: re.Pattern[str]
    needs: frozenset[str]
    slots: Mapping[str, Slot]
    bounds: Mapping[str, int]
    roles: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Claim:
    """A template's claim on the token at ``index``; owners are token indexes too.

    ``contrast`` says that the match sets this number against one of another status ("from 52 to 99").
    """

    index: int
    slot: Slot
    rule: str
    owner: int | None = None
    contrast: bool = False
    source: int | None = None
    target: int | None = None


def _slot(pattern: Pattern, item: str, text: str) -> Slot:
    if text == IGNORE:
        return Slot(None)
    match = _SLOT.match(text)
    try:
        if match is None:
            raise ValueError(text)
        status = Status(match["status"]) if match["status"] else None
        sign = {"+": 1, "-": -1}.get(match["sign"], 0)
        if match["measure"] == CHANGE:
            return Slot(None, sign, status, change=True)
        if match["measure"] == LEVEL:
            return Slot(None, sign, status, level=True)
        return Slot(Measure(match["measure"]), sign, status, nil=match["sign"] == "0")
    except ValueError:
        raise TemplateError(f"{pattern.path}: pattern {pattern.id}: {item!r} names no measure or status") from None


def _letters(pattern: Pattern, lexicon: Lexicon, item: str, names: str) -> str:
    try:
        return "".join(lexicon.type_of(name) for name in names.split("|"))
    except KeyError as error:
        raise TemplateError(f"{pattern.path}: pattern {pattern.id}: {item!r}: no class {error}") from None


def compile_template(pattern: Pattern, lexicon: Lexicon) -> Template:
    """Compile one pattern; raises ``TemplateError`` naming the item that is wrong."""
    barrier = {c for name in lexicon.lists["barrier"] for c in lexicon.type_of(name)}
    stops = "".join(sorted(barrier | set(NUMBERS + PARTY + PERSON + ";:.()|")))
    filler = f"[^{re.escape(stops + COMMA)}]"
    wide = f"[^{re.escape(stops)}]"
    parts: list[str] = []
    slots: dict[str, Slot] = {}
    roles: dict[str, str] = {}
    bounds: dict[str, int] = {}
    needs: set[str] = set()
    for position, item in enumerate(pattern.template.split()):
        if item == "..":
            parts.append(filler + "{0,3}?")
            continue
        if item == "...":
            parts.append(wide + "{0,8}?")
            continue
        body, _, target = item.partition("=")
        optional = item.endswith("?")
        body, _, bound = body.partition("<")
        if bound:
            bounds[f"g{position}"] = int(bound)
        letters = _letters(pattern, lexicon, item, body.rstrip("?"))
        group = f"g{position}"
        target = target.rstrip("?")
        if target in _ROLES:
            roles[group] = target
        elif target:
            slots[group] = _slot(pattern, item, target)
        piece = re.escape(letters) if len(letters) == 1 else f"[{re.escape(letters)}]"
        if target:
            piece = f"(?P<{group}>{piece})"
        parts.append(f"(?:{piece})?" if optional else piece)
        if not optional and len(letters) == 1:
            needs.add(letters)
    return Template(pattern.id, re.compile("".join(parts)), frozenset(needs), slots, bounds, roles)


@lru_cache(maxsize=4)
def templates(lexicon: Lexicon) -> tuple[Template, ...]:
    """Every pattern of the language, in the order of the file: earlier ones have the first say."""
    return tuple(compile_template(p, lexicon) for p in lexicon.rules.language.patterns)


def claims(sentence: Sentence, candidates: Iterable[Template]) -> dict[int, Claim]:
    """What the templates say of the numbers of ``sentence``, by token index.

    A match counts only as a whole: if any of its numbers is claimed already, it says nothing.
    """
    types = sentence.types
    present = frozenset(types)
    found: dict[int, Claim] = {}
    for template in candidates:
        if not template.needs <= present:
            continue
        for match in template.regex.finditer(types):
            numbers = [(match.start(g), slot) for g, slot in template.slots.items() if match.start(g) >= 0]
            if any(index in found for index, _ in numbers):
                continue
            if template.bounds and not _within(template, match, sentence):
                continue
            role = {r: match.start(g) for g, r in template.roles.items() if match.start(g) >= 0}
            contrast = any(slot.status is not None for _, slot in numbers)
            for index, slot in numbers:
                found[index] = Claim(
                    index, slot, template.id, role.get("owner"), contrast, role.get("from"), role.get("to")
                )
    return found


def _within(template: Template, match: re.Match[str], sentence: Sentence) -> bool:
    """Whether the numbers of a match are below the bounds of its template."""
    for group, bound in template.bounds.items():
        number = sentence.tokens[match.start(group)].number if match.start(group) >= 0 else None
        if number is not None and number.value >= bound:
            return False
    return True
