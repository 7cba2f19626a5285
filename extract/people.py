"""Printed names of people: whether two of them mean one person.

A list prints "Jo Bell", a table "BELL, Joanna Mary" and the story "Ms Bell". Nothing here knows who
exists; it only says which names can stand for each other.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from extract.context import fold
from extract.packs import english

_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_INITIALS_LAST = re.compile(
    r"(?P<surname>[^\W\d_][^\W\d_'’-]*(?:['’ -][^\W\d_]+){0,2}),\s*(?P<initials>[A-Z](?:[. ]{0,2}[A-Z]){0,2}\.?)"
)


@dataclass(frozen=True, slots=True)
class Person:
    """A name taken apart: ``given`` names in order, initials among them, and the ``surname``, all folded."""

    given: tuple[str, ...]
    surname: str

    @property
    def full(self) -> bool:
        """Whether more than a surname was printed."""
        return bool(self.given)

    def same(self, other: Person) -> bool:
        """Whether both can be one person: surname and first initial agree, as far as they are printed."""
        if self.surname != other.surname:  # of others only those can be one whose names are turned: "Bell Jo"
            return other.surname in self.given and set(self.words) == set(other.words)
        if set(self.words) == set(other.words):
            return True
        return not self.given or not other.given or self.given[0][0] == other.given[0][0]

    def identical(self, other: Person) -> bool:
        """As ``same``, but two given names must be alike or one an initial: father and son stay two."""
        if not self.same(other):
            return False
        if not self.given or not other.given or set(self.words) == set(other.words):
            return True
        a, b = self.given[0], other.given[0]
        return a.startswith(b) or b.startswith(a)

    @property
    def words(self) -> tuple[str, ...]:
        """Every word of the name."""
        return (*self.given, self.surname)


def person(printed: str, titles: Collection[str] = ()) -> Person | None:
    """``printed`` as a name, titles left out; None where no name is left.

    "BELL, Jo" has its surname first; "Habib Bell (known as Bill Bell)" goes by the name in brackets.
    """
    known = _known_as().search(printed) if "(" in printed else None
    if known:
        printed = known[1]
    head, comma, rest = printed.partition(",")
    words = [w for w in _WORD.findall(fold(head.replace("’", "'"))) if w not in titles]
    after = [w for w in _WORD.findall(fold(rest.replace("’", "'"))) if w not in titles] if comma else []
    if not words:
        words, after = after, []
    if not words:
        return None
    if after and (len(words) == 1 or head.isupper()):
        return Person(tuple(after), words[-1])
    return Person(tuple(words[:-1]), words[-1])


@lru_cache(maxsize=1)
def titles() -> frozenset[str]:
    """The titles of the vocabulary, for what needs nothing else of the packs."""
    return frozenset(english("vocabulary.toml")["list"]["titles"])


@lru_cache(maxsize=1)
def _known_as() -> re.Pattern[str]:
    phrases = english("names.toml")["known_as"]
    return re.compile(rf"\(\s*(?:{'|'.join(map(re.escape, phrases))}) ([^()]{{2,60}})\)", re.IGNORECASE)


def natural(printed: str) -> str:
    """A name with its initials before it: "S Bett" of "Bett, S". Others stay as they are printed."""
    turned = _INITIALS_LAST.fullmatch(printed)
    return f"{turned['initials']} {turned['surname']}" if turned else printed


def alike(a: str | None, b: str | None) -> bool:
    """Whether two printed names can be one person's: as ``Person.same``, or one has all the words of the other.

    Nobody is only nobody.
    """
    if not a or not b:
        return not a and not b
    one, other = person(a), person(b)
    if one is None or other is None:
        return one is other
    words, others = set(one.words), set(other.words)
    return one.same(other) or words <= others or others <= words
