"""What the columns of a results table hold: by their headers, or by the shapes of what stands in them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from extract.packs import english, rules

#: Columns that say who a row is about, and those that say what it counts.
WHO: Final = frozenset({"candidate", "surname", "party", "party_id", "party_short"})
COUNTS: Final = frozenset({"votes", "vote_share", "seats"})
WHOLE: Final = frozenset({"electorate", "turnout", "turnout_votes", "valid_votes", "rejected_ballots", "majority"})

#: The labels of the vocabulary that name a column as it is.
_LABELS: Final = WHOLE | {
    "votes",
    "vote_share",
    "vote_share_change",
    "seats",
    "seats_change",
    "candidate",
    "surname",
    "forenames",
    "party",
}
_SIGNS = re.compile(r"[\s_\-./:]+")
_ROWS_TO_LOOK_AT: Final = 5

_CODE = re.compile(r"[EWSN]\d{8}")
_NUMBER = re.compile(r"\d+")
_FRACTION = re.compile(r"-?[01]?\.\d+|[01]")
_PARTY_ID = re.compile(r"(?:PP\d+)?")
_MOMENT = re.compile(r"(?:\d\d/\d\d/\d{4}(?: \d\d:\d\d)?)?")

# The candidacy and constituency tables of the House of Commons Library, which were first published without
# headers: what each of the first columns is called, and the shape that what stands in it must have.
_HEADERLESS: Final[tuple[tuple[Mapping[int, str], Mapping[int, re.Pattern[str]]], ...]] = (
    (
        {0: "place_id", 2: "place", 7: "party", 8: "party_short", 9: "party_id", 12: "forenames",
         13: "surname", 18: "votes", 19: "vote_share", 20: "vote_share_change"},
        {0: _CODE, 1: _CODE, 9: _PARTY_ID, 18: _NUMBER, 19: _FRACTION},
    ),
    (
        {0: "place_id", 2: "place", 7: "declared", 8: "forenames", 9: "surname", 11: "result",
         12: "first_party", 13: "second_party", 14: "electorate", 15: "valid_votes",
         16: "rejected_ballots", 17: "majority"},
        {0: _CODE, 1: _CODE, 7: _MOMENT, 14: _NUMBER, 15: _NUMBER, 17: _NUMBER},
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Columns:
    """The role of each column, empty where it has none that we know, and where the body begins."""

    roles: tuple[str, ...]
    body: int

    def at(self, role: str) -> int:
        """The first column with ``role``, or -1."""
        return self.roles.index(role) if role in self.roles else -1

    @property
    def candidates(self) -> bool:
        """Whether a row is a person's or a party's, with what they got."""
        return bool(WHO & set(self.roles)) and bool(COUNTS & set(self.roles))

    @property
    def contests(self) -> bool:
        """Whether a row is a whole contest's."""
        return (
            not self.candidates
            and ("place" in self.roles or "place_id" in self.roles)
            and bool(WHOLE & set(self.roles))
        )


def recognise(rows: Sequence[Sequence[str]]) -> Columns | None:
    """The columns of a table, or None where it is no table of results that we know."""
    for index, row in enumerate(rows[:_ROWS_TO_LOOK_AT]):
        roles = _settled([role_of(cell) for cell in row])
        columns = Columns(roles, index + 1)
        if columns.candidates or columns.contests:
            return columns
    return _by_shape(rows)


def role_of(header: str) -> str:
    """What a column called ``header`` holds; empty where the name is not known."""
    name = plain_header(header)
    return _names().get(name, "")


def plain_header(header: str) -> str:
    """A header without what does not matter: case, accents, the signs between its words."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", header) if not unicodedata.combining(c)).casefold()
    words = _SIGNS.sub(" ", plain.replace("%", " percent ").replace("\ufeff", ""))
    return " ".join(re.sub(r"[^\w +#]", " ", words).split())


@lru_cache
def cell_words(name: str) -> frozenset[str]:
    """What cells print for ``name``: elected, not_elected, empty."""
    return frozenset(english("columns.toml")["cells"][name])


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    labels = rules().language.labels
    found = {plain_header(word): role for role in _LABELS for word in labels.get(role, ())}
    found.update(
        (plain_header(word), role) for role, words in english("columns.toml")["columns"].items() for word in words
    )
    return {name: role for name, role in found.items() if name}


def _settled(roles: list[str]) -> tuple[str, ...]:
    """Each role once, the first column first ("Votes" before "Votes %"), and what depends on the others.

    A contest is the place where no column names one; a count is of votes where no column is called so.
    """
    if "votes" not in roles and ("contest" in roles or "place" in roles):
        who = bool(WHO & set(roles))
        roles = [("votes" if who else "valid_votes") if role == "count" else role for role in roles]
    if "place" not in roles:
        roles = ["place" if role == "contest" else role for role in roles]
    seen: set[str] = set()
    out = []
    for role in roles:
        out.append("" if role in seen else role)
        seen.add(role)
    return tuple(out)


def _by_shape(rows: Sequence[Sequence[str]]) -> Columns | None:
    """The columns of a table without a header, where every one of its first rows has a known shape."""
    sample = [row for row in rows[:_ROWS_TO_LOOK_AT] if row]
    for names, shapes in _HEADERLESS:
        width = max(max(names), max(shapes)) + 1
        if sample and all(
            len(row) >= width and all(shape.fullmatch(row[at].strip()) for at, shape in shapes.items())
            for row in sample
        ):
            return Columns(tuple(names.get(at, "") for at in range(len(sample[0]))), 0)
    return None
