"""Rule packs: the folders under ``rules/`` read into validated values.

All that is particular to a language or a country is data there. A fault in a pack is reported by
file and line, and only that pack is left out: the others go on working.
"""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from extract.model import Election, Party, Place
from extract.numerals import NumeralWords
from extract.paths import rules_dir

_TERM = 5  # years that somebody elected sits at most


class PackError(ValueError):
    """A broken pack: the message names the file, the line and what is wrong there."""

    def __init__(self, path: Path, line: int, problem: str) -> None:
        super().__init__(f"{path}:{line}: {problem}")
        self.path, self.line, self.problem = path, line, problem


@dataclass(frozen=True, slots=True, eq=False)
class PartyEntry:
    """A party with the forms it is printed in. ``weak`` forms count only in cells and brackets."""

    party: Party
    short: str
    aliases: tuple[str, ...]
    weak: tuple[str, ...]
    kind: str
    nation: str
    start: date | None
    end: date | None


@dataclass(frozen=True, slots=True, eq=False)
class PlaceEntry:
    """A place with the forms it is printed in; a ``weak`` one is also an ordinary word or name."""

    place: Place
    parent: str
    aliases: tuple[str, ...]
    weak: bool
    start: date | None
    end: date | None


@dataclass(frozen=True, slots=True, eq=False)
class PersonEntry:
    """A person whose name stands for a party, from ``start`` to ``end``."""

    name: str
    party: str
    role: str
    aliases: tuple[str, ...]
    start: date | None
    end: date | None

    @property
    def leads(self) -> bool:
        """Whether a party's figures can be told as this person's: those of a mere member are a candidate's."""
        return self.role != "member"


class Sat(NamedTuple):
    """That somebody was elected for a party, by its id: for the first time in ``start``, for the last in ``end``."""

    party: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, eq=False)
class CountryPack:
    """All that is particular to one country."""

    code: str
    name: str
    place: Place
    aliases: tuple[str, ...]
    chamber: str
    chamber_aliases: tuple[str, ...]
    seats: int | None
    parties: tuple[PartyEntry, ...]
    places: tuple[PlaceEntry, ...]
    people: tuple[PersonEntry, ...]
    elections: tuple[Election, ...]
    members: Mapping[str, tuple[Sat, ...]]

    def party_of_member(self, name: str, year: int | None) -> Party | None:
        """For whom ``name`` sat, if for one party alone or for one alone around ``year``."""
        sat = self.members.get(name, ())
        near = [s.party for s in sat if year and s.start - _TERM <= year <= s.end + _TERM]
        ids = {s.party for s in sat} if len({s.party for s in sat}) == 1 else set(near)
        if len(ids) != 1:
            return None
        (only,) = ids
        return next((p.party for p in self.parties if p.party.id == only), None)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A template over typed tokens, with the texts that prove it. See ``extract.readers.patterns``."""

    id: str
    template: str
    examples: tuple[tuple[str, tuple[str, ...]], ...]
    counterexamples: tuple[str, ...]
    path: str


@dataclass(frozen=True, slots=True)
class Language:
    """How one language reports elections."""

    code: str
    numerals: NumeralWords
    classes: Mapping[str, tuple[str, ...]]
    groups: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, tuple[str, ...]]
    lists: Mapping[str, tuple[str, ...]]
    fields: Mapping[str, tuple[str, ...]]
    patterns: tuple[Pattern, ...]


@dataclass(frozen=True, eq=False)
class RulePack:
    """Every language and country found, and the problems of the packs that had to be left out."""

    language: Language
    countries: Mapping[str, CountryPack]
    problems: tuple[str, ...] = ()
    root: Path = Path()


def _rows(path: Path, required: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    if not path.is_file():
        raise PackError(path, 0, "missing file; every country pack needs it, if only with its header row")
    # Decoded as a whole: a reader of lines would not know in which of them the fault is.
    reader = csv.DictReader(io.StringIO(_text(path), newline=""))
    try:
        missing = [name for name in required if name not in (reader.fieldnames or ())]
        if missing:
            raise PackError(path, 1, f"missing column {', '.join(missing)}")
        for row in reader:
            if None in row or None in row.values():
                raise PackError(path, reader.line_num, "a row has another number of cells than the header")
            yield reader.line_num, row
    except csv.Error as error:
        raise PackError(path, reader.line_num, str(error)) from None


def _text(path: Path) -> str:
    """A file of the packs, which is UTF-8."""
    try:
        content = path.read_bytes()
    except OSError as error:
        missing = "missing file" if isinstance(error, FileNotFoundError) else f"cannot be read ({error.strerror})"
        raise PackError(path, 0, missing) from None
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise PackError(path, line, "is not UTF-8; save it in that encoding") from None


def _day(path: Path, line: int, text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise PackError(path, line, f"{text!r} is not an ISO date (YYYY-MM-DD)") from None


def _names(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split("|") if part)


def read_toml(path: Path) -> dict[str, Any]:
    """The content of a TOML file of the packs; raises ``PackError`` where it is missing or broken."""
    try:
        return tomllib.loads(_text(path))
    except tomllib.TOMLDecodeError as error:
        raise PackError(path, 0, str(error)) from None


@lru_cache(maxsize=8)
def english(name: str) -> dict[str, Any]:
    """The content of one file of the English pack, read once, for what needs nothing else of the packs."""
    return read_toml(rules_dir() / "lang" / "en" / name)


def _parties(path: Path) -> Iterator[PartyEntry]:
    for line, row in _rows(path, ("id", "name", "short", "aliases", "weak", "kind", "nation", "from", "to")):
        if not row["id"] or not row["name"]:
            raise PackError(path, line, "a party needs an id and a name")
        yield PartyEntry(
            party=Party(row["name"], row["id"]),
            short=row["short"],
            aliases=(row["name"], *_names(row["aliases"])),
            weak=_names(row["weak"]),
            kind=row["kind"] or "party",
            nation=row["nation"],
            start=_day(path, line, row["from"]),
            end=_day(path, line, row["to"]),
        )


def _places(path: Path) -> Iterator[PlaceEntry]:
    for line, row in _rows(path, ("id", "name", "kind", "parent", "from", "to", "aliases", "weak")):
        if not row["name"]:
            raise PackError(path, line, "a place needs a name")
        yield PlaceEntry(
            place=Place(row["name"], row["id"], row["kind"]),
            parent=row["parent"],
            aliases=(row["name"], *_names(row["aliases"])),
            weak=bool(row["weak"]),
            start=_day(path, line, row["from"]),
            end=_day(path, line, row["to"]),
        )


def _people(path: Path, parties: set[str]) -> Iterator[PersonEntry]:
    for line, row in _rows(path, ("id", "name", "party", "role", "from", "to", "aliases")):
        if row["party"] not in parties:
            raise PackError(path, line, f"party {row['party']!r} is not in parties.csv")
        yield PersonEntry(
            name=row["name"],
            party=row["party"],
            role=row["role"],
            aliases=(row["name"], *_names(row["aliases"])),
            start=_day(path, line, row["from"]),
            end=_day(path, line, row["to"]),
        )


def _members(path: Path, parties: set[str]) -> dict[str, tuple[Sat, ...]]:
    """Who sat for whom, by name; a country need not say."""
    members: dict[str, tuple[Sat, ...]] = {}
    for line, row in _rows(path, ("name", "party", "from", "to")) if path.is_file() else ():
        if row["party"] not in parties:
            raise PackError(path, line, f"party {row['party']!r} is not in parties.csv")
        if not (row["from"].isdecimal() and row["to"].isdecimal()):
            raise PackError(path, line, "a member sat from one year to another")
        sat = Sat(row["party"], int(row["from"]), int(row["to"]))
        members[row["name"]] = (*members.get(row["name"], ()), sat)
    return members


def _elections(path: Path) -> Iterator[Election]:
    for line, row in _rows(path, ("id", "date", "kind", "name", "seats", "place")):
        day = _day(path, line, row["date"])
        if day is None:
            raise PackError(path, line, "an election needs its polling day")
        if row["seats"] and not row["seats"].isdecimal():
            raise PackError(path, line, f"seats {row['seats']!r} is not a whole number")
        yield Election(row["id"], day, row["name"], int(row["seats"]) if row["seats"] else None, row["place"])


def load_country(folder: Path) -> CountryPack:
    """Read one country folder; raises ``PackError`` at its first fault."""
    head = read_toml(folder / "pack.toml")
    for key in ("code", "name", "place"):
        if not isinstance(head.get(key), str):
            raise PackError(folder / "pack.toml", 0, f"missing text {key!r}")
    parties = tuple(_parties(folder / "parties.csv"))
    return CountryPack(
        code=head["code"],
        name=head["name"],
        place=Place(head["place"], "", "country"),
        aliases=(head["name"], *head.get("aliases", ()), *head.get("demonyms", ())),
        chamber=head.get("chamber", ""),
        chamber_aliases=tuple(head.get("chamber_aliases", ())),
        seats=head.get("seats"),
        parties=parties,
        places=tuple(_places(folder / "places.csv")),
        people=tuple(_people(folder / "people.csv", {p.party.id for p in parties})),
        elections=tuple(_elections(folder / "elections.csv")),
        members=_members(folder / "members.csv", {p.party.id for p in parties}),
    )


def _patterns(path: Path) -> Iterator[Pattern]:
    for number, entry in enumerate(read_toml(path).get("pattern", ()), 1):
        try:
            yield Pattern(
                id=entry["id"],
                template=entry["template"],
                examples=tuple((e["text"], tuple(e["reads"])) for e in entry["examples"]),
                counterexamples=tuple(entry["counterexamples"]),
                path=str(path),
            )
        except KeyError as error:
            raise PackError(path, 0, f"pattern {number} ({entry.get('id', '?')}) lacks {error}") from None


def load_language(folder: Path) -> Language:
    """Read one language folder; raises ``PackError`` at its first fault."""
    numbers = folder / "numerals.csv"
    vocabulary = read_toml(folder / "vocabulary.toml")
    seen: dict[str, str] = {}
    for name, words in vocabulary["class"].items():
        for word in words:
            if seen.setdefault(word, name) != name:
                raise PackError(folder / "vocabulary.toml", 0, f"{word!r} is in {seen[word]} and in {name}")
    return Language(
        code=folder.name,
        numerals=NumeralWords.from_rows([row for _, row in _rows(numbers, ("word", "value", "kind"))]),
        classes={name: tuple(words) for name, words in vocabulary["class"].items()},
        groups={name: tuple(names) for name, names in vocabulary.get("group", {}).items()},
        labels={name: tuple(words) for name, words in vocabulary.get("label", {}).items()},
        lists={name: tuple(words) for name, words in vocabulary.get("list", {}).items()},
        fields={name: tuple(words) for name, words in read_toml(folder / "subjects.toml").items()},
        patterns=tuple(_patterns(folder / "patterns.toml")),
    )


def load_rules(root: Path) -> RulePack:
    """Read every pack below ``root``. A broken country is left out and named in ``problems``."""
    countries: dict[str, CountryPack] = {}
    problems: list[str] = []
    for folder in sorted(p for p in root.iterdir() if (p / "pack.toml").is_file()):
        try:
            pack = load_country(folder)
        except PackError as error:
            problems.append(str(error))
        else:
            countries[pack.code] = pack
    return RulePack(load_language(root / "lang" / "en"), countries, tuple(problems), root)


@lru_cache(maxsize=1)
def rules() -> RulePack:
    """The packs that ship with tallycheck, read once a process."""
    return load_rules(rules_dir())
