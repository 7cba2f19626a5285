"""Templates over typed tokens, compiled to regular expressions over strings of token types.

A template is a row of items, separated by spaces:

``seat``           one token of a vocabulary class or a built-in type (``count``, ``party``, ``comma`` ...)
``seat|vote``      one token of either
``seat?``          at most one
``..`` / ``...``   up to three / up to eight tokens that say nothing: no number, no owner, no clause end
``count=seats``    a number and the measure it yields; ``count=ignore`` names a number that is no figure
``count=seats_change-@previous``   with a forced sign and a status
``count<100=ignore``  a number below a bound, ``count>5000=...`` one of a bound or above; no other is matched
``owner=owner``    the party or person the numbers of this match belong to (``from`` and ``to`` for swings)
``!party``         first or last in a template: the match does not stand next to one of these

Types are single characters, so that a template is one small regular expression. It is tried only on a
sentence that has every class it cannot do without, and a number between two tokens that it allows there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from extract.lexer import COMMA, NUMBERS, PARTY, PERSON, Lexicon, Sentence, Sketch
from extract.model import Measure, Status
from extract.packs import Pattern

IGNORE, CHANGE, LEVEL = "ignore", "change", "level"
NEAR, FAR = "..", "..."
_EDGE = "\0"  # stands for the token before the first and after the last
_NUMBER = re.compile(f"[{NUMBERS}]")
_ROLES = frozenset({"owner", "from", "to"})
_SLOT = re.compile(r"(?P<measure>[a-z_]+)(?P<sign>[+0-]?)(?:@(?P<status>[a-z]+))?\Z")


class TemplateError(ValueError):
    """A template that cannot be compiled; the message names the pattern and the item."""


class Slot(NamedTuple):
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

    @property
    def ignored(self) -> bool:
        """Whether the number is no figure at all."""
        return self.measure is None and not (self.change or self.level)


@dataclass(frozen=True, slots=True)
class Template:
    """A compiled pattern: it ``needs`` all these types, and one of each of those that it ``wants``."""

    id: str
    regex: re.Pattern[str]
    needs: frozenset[str]
    wants: tuple[frozenset[str], ...]
    slots: Mapping[int, Slot]
    bounds: Mapping[int, tuple[int, float]]
    roles: Mapping[str, int]
    around: re.Pattern[str]
    only: Slot | None

    def asks(self) -> list[str]:
        """The types of which one each must be there."""
        return [*sorted(self.needs), *("".join(sorted(kinds)) for kinds in self.wants)]


@dataclass(slots=True)
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


class Templates(tuple[Template, ...]):
    """Templates in the order of their file: earlier ones have the first say.

    Most can be ruled out by a glance at the two neighbours of each number, and all numbers between the
    same two are alike; most of the rest by the two types that they need and fewest others do. ``fitting``
    keeps which templates are left, one bit for each.
    """

    def __init__(self, _: Iterable[Template]) -> None:
        self._around: dict[str, int] = {}
        self._by_type: dict[str, tuple[int, int]] = {}
        self._free = [0, 0]  # those that need no type, and those that need no second one
        asked = Counter(kind for template in self for kinds in template.asks() for kind in kinds)
        for at, template in enumerate(self):
            rarest = sorted(template.asks(), key=lambda kinds: sum(asked[kind] for kind in kinds))
            for which, kinds in enumerate((*rarest, "", "")[:2]):
                self._free[which] |= 0 if kinds else 1 << at
                for kind in kinds:
                    both = [*self._by_type.get(kind, (0, 0))]
                    both[which] |= 1 << at
                    self._by_type[kind] = both[0], both[1]

    def fitting(self, types: str) -> list[Template]:
        """The templates that have a place for at least one of the numbers of a sentence, and all they need."""
        closed, known, around = f"{_EDGE}{types}{_EDGE}", self._around, 0
        for match in _NUMBER.finditer(types):
            beside = closed[match.start() : match.end() + 2]
            if beside not in known:
                known[beside] = sum(1 << at for at, t in enumerate(self) if t.around.match(beside))
            around |= known[beside]
        present = frozenset(types)
        one, two = self._free
        for kind in present:
            if kind in self._by_type:
                first, second = self._by_type[kind]
                one |= first
                two |= second
        bits, at = bin(one & two & around)[:1:-1], -1
        found: list[Template] = []
        while (at := bits.find("1", at + 1)) >= 0:
            template = self[at]
            if template.needs <= present and not any(map(present.isdisjoint, template.wants)):
                found.append(template)
        return found


@dataclass(frozen=True, slots=True)
class _Item:
    """One item of a template: its types as the inside of a character class, and whether it may be missing."""

    types: str
    optional: bool
    number: bool = False


def compile_template(pattern: Pattern, lexicon: Lexicon) -> Template:
    """Compile one pattern; raises ``TemplateError`` naming the item that is wrong."""
    barrier = {c for name in lexicon.lists["barrier"] for c in lexicon.type_of(name)}
    stops = "".join(sorted(barrier | set(NUMBERS + PARTY + PERSON + ";:.()|")))
    filler = f"^{re.escape(stops + COMMA)}"
    wide = f"^{re.escape(stops)}"
    parts: list[str] = []
    items: list[_Item] = []
    slots: dict[int, Slot] = {}
    roles: dict[str, int] = {}
    bounds: dict[int, tuple[int, float]] = {}
    needs: set[str] = set()
    wants: list[frozenset[str]] = []
    for item in pattern.template.split():
        if item in (NEAR, FAR):
            types, most = (filler, 3) if item == NEAR else (wide, 8)
            parts.append(f"[{types}]{{0,{most}}}?")
            items.append(_Item(types, optional=True))
            continue
        if item.startswith("!"):
            refused = re.escape(_letters(pattern, lexicon, item, item[1:]))
            parts.append(f"(?![{refused}])" if parts else f"(?<![{refused}])")
            continue
        body, _, target = item.partition("=")
        optional = item.endswith("?")
        body, _, top = body.partition("<")
        body, _, bottom = body.partition(">")
        letters = _letters(pattern, lexicon, item, body.rstrip("?"))
        target = target.rstrip("?")
        group = 1 + len(slots) + len(roles)
        if top or bottom:
            bounds[group] = int(bottom.rstrip("?") or 0), float(top.rstrip("?") or "inf")
        if target in _ROLES:
            roles[target] = group
        elif target:
            slots[group] = _slot(pattern, item, target)
        types = re.escape(letters)
        piece = f"([{types}])" if target else f"[{types}]"
        parts.append(f"(?:{piece})?" if optional else piece)
        items.append(_Item(types, optional, number=bool(target) and target not in _ROLES))
        if not optional and len(letters) == 1:
            needs.add(letters)
        elif not optional:
            wants.append(frozenset(letters))
    around = re.compile(_around(items), re.DOTALL)
    lone = len(slots) == 1 and not bounds and not roles and not any(i.number and i.optional for i in items)
    only = slots[1] if lone else None
    regex = re.compile("".join(parts))
    return Template(pattern.id, regex, frozenset(needs), tuple(wants), slots, bounds, roles, around, only)


def _around(items: list[_Item]) -> str:
    """What must stand at a number, with one token on either side, for a template to say anything of it."""
    ways = []
    for at, item in enumerate(items):
        if item.number:
            ways.append(f"{_beside(items[:at][::-1])}[{item.types}]{_beside(items[at + 1 :])}")
            if not item.optional:
                return ways[-1]
    return "|".join(ways)


def _beside(items: list[_Item]) -> str:
    """The types that can stand next to a token that ``items`` lead away from: any, where all may be missing."""
    choices = []
    for item in items:
        choices.append(f"[{item.types}]")
        if not item.optional:
            return f"(?:{'|'.join(choices)})"
    return "."


@lru_cache(maxsize=4)
def templates(lexicon: Lexicon) -> Templates:
    """Every pattern of the language."""
    return Templates(compile_template(p, lexicon) for p in lexicon.rules.language.patterns)


def claims(sentence: Sentence | Sketch, candidates: Iterable[Template]) -> dict[int, Claim]:
    """What the templates say of the numbers of ``sentence``, by token index.

    A match counts only as a whole: if any of its numbers is claimed already, it says nothing.
    """
    types = sentence.types
    found: dict[int, Claim] = {}
    for template in candidates.fitting(types) if isinstance(candidates, Templates) else candidates:
        only = template.only
        for match in template.regex.finditer(types):
            if only is not None:  # most templates: one number, and nothing else to know of it
                index = match.start(1)
                if index not in found:
                    found[index] = Claim(index, only, template.id, None, only.status is not None)
                continue
            numbers = [(match.start(g), slot) for g, slot in template.slots.items() if match.start(g) >= 0]
            if any(index in found for index, _ in numbers):
                continue
            if template.bounds and not _within(template, match, sentence):
                continue
            role = {r: match.start(g) for r, g in template.roles.items() if match.start(g) >= 0}
            contrast = any(slot.status is not None for _, slot in numbers)
            for index, slot in numbers:
                found[index] = Claim(
                    index, slot, template.id, role.get("owner"), contrast, role.get("from"), role.get("to")
                )
    return found


def _within(template: Template, match: re.Match[str], sentence: Sentence | Sketch) -> bool:
    """Whether the numbers of a match are within the bounds of its template."""
    for group, (least, most) in template.bounds.items():
        number = sentence.tokens[match.start(group)].number if match.start(group) >= 0 else None
        if number is not None and not least <= number.value < most:
            return False
    return True
