"""Labelled documents, and how near a figure that was read comes to the one labelled: four levels.

``read``: the span overlaps, and measure and value are right. ``attributed``: party and candidate too.
``timed``: the status too. ``full``: the place too. A figure that its labels call ambiguous neither
rewards nor punishes.
"""

from __future__ import annotations

import csv
import json
import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any, Final, NamedTuple

from extract.people import alike

LEVELS: Final = ("read", "attributed", "timed", "full")

#: Measures that differ only in whether the body elected is a council, a list or a whole house.
ONE_MEASURE: Final = (frozenset({"seats", "councillors"}), frozenset({"seats_change", "councillors_change"}))
#: Whether these "are" or "are needed" is only a manner of speaking: any status is right.
_TIMELESS: Final = frozenset({"majority_threshold", "seats_total", "quota"})
#: Words that do not tell one party of a document from another.
_COMMON: Final = frozenset({"and", "association", "for", "in", "of", "party", "the"})
#: Nations and provinces: a party's branch there counts as the party.
_BRANCHES: Final = frozenset(
    {
        "alberta",
        "aotearoa",
        "australia",
        "australian",
        "bc",
        "british",
        "canada",
        "columbia",
        "ireland",
        "irish",
    }
    | {
        "new",
        "ni",
        "northern",
        "ontario",
        "quebec",
        "scotland",
        "scottish",
        "uk",
        "wales",
        "welsh",
        "zealand",
    }
)
_EVERYWHERE: Final = ("national", "nationwide")
_PLACE_WORDS: Final = frozenset({"council", "ward", "and"})


class ScoreError(Exception):
    """Predictions or labels that cannot be scored: names the file, the place and the next step."""


@dataclass(frozen=True, slots=True)
class Predicted:
    """One figure that was read, as a row of figures.csv has it."""

    start: int
    end: int
    measure: str
    value: float
    party: str = ""
    candidate: str = ""
    place: str = ""
    status: str = "result"
    text: str = ""


@dataclass(frozen=True, slots=True)
class Labelled:
    """One figure as somebody labelled it; the plural fields hold what else counts as right."""

    surface: str
    start: int
    end: int
    measure: str
    value: float
    party: str
    candidate: str
    place: str
    status: str
    measures: frozenset[str]
    statuses: frozenset[str]
    parties: tuple[str, ...]
    places: tuple[str, ...]
    ambiguous: bool
    party_inferred: bool

    @classmethod
    def of(cls, label: Mapping[str, Any]) -> Labelled:
        """From one entry of ``figures`` in a label file."""
        surface, start, measure = label["surface"], int(label["start"]), label["measure"]
        status, party, place = label.get("status") or "", label.get("party") or "", label.get("place") or ""
        measures = {measure, *_listed(label.get("alt_measures"))}
        twins = [pair for pair in ONE_MEASURE if measures & pair]
        return cls(
            surface=surface,
            start=start,
            end=start + len(surface),
            measure=measure,
            value=float(label["value"]),
            party=party,
            candidate=label.get("candidate") or "",
            place=place,
            status=status,
            measures=frozenset(measures).union(*twins),
            statuses=frozenset({status, *_listed(label.get("alt_status"))}),
            parties=(party, *_listed(label.get("alt_party"))),
            places=(place, *_listed(label.get("alt_place")), *_listed(label.get("ambiguous_place"))),
            ambiguous=bool(label.get("ambiguous")),
            party_inferred=bool(label.get("party_inferred")),
        )


#: Sets that only measure: the trained reader learns nothing from them.
TESTS: Final = frozenset({"dev", "fresh", "seeds"})


class Story(NamedTuple):
    """One election as several documents may tell it, and the side they all stand on: train or dev."""

    id: str
    side: str
    documents: tuple[str, ...]


def stories(corpora: Path) -> tuple[Story, ...]:
    """The stories of ``splits.toml``; a document is named by its set and stem."""
    path = corpora / "splits.toml"
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))["story"]
        return tuple(Story(s["id"], s["side"], tuple(s["documents"])) for s in found)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ScoreError(f"{path}: no split ({error!r}); run in a checkout") from None


@dataclass(frozen=True, slots=True)
class LabelledDocument:
    """The labels of one document, and where its text is."""

    name: str
    text: Path
    country: str
    figures: tuple[Labelled, ...]
    unread: tuple[tuple[int, str], ...] = ()

    @property
    def stem(self) -> str:
        """The name without its ending."""
        return PurePosixPath(self.name).stem


def _listed(value: object) -> tuple[str, ...]:
    if isinstance(value, list | tuple):
        return tuple(map(str, value))
    return (str(value),) if value else ()


def labels_in(folder: Path) -> Iterator[LabelledDocument]:
    """The labelled documents of one folder, in order of name. ``text`` may point outside the folder."""
    found = False
    for path in sorted(folder.glob("*.json")):
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            if "figures" not in data:
                continue
            text = path.parent / (data.get("text") or f"{path.stem}.txt")
            yield LabelledDocument(
                name=data.get("document") or path.stem,
                text=text,
                country=data.get("country") or "",
                figures=tuple(Labelled.of(label) for label in data["figures"]),
                unread=tuple((int(u["start"]), u["surface"]) for u in data.get("unread", ())),
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise ScoreError(f"{path}: no label file ({error!r}); mend it or move it elsewhere") from None
        found = True
    if not found:
        raise ScoreError(f"{folder}: no label files (*.json with figures); name a folder such as corpora/dev")


def predictions_in(path: Path) -> dict[str, list[Predicted]]:
    """The rows of a figures.csv or figures.jsonl, by the name of their document."""
    found: dict[str, list[Predicted]] = defaultdict(list)
    try:
        with path.open(newline="", encoding="utf-8-sig") as lines:
            rows: Iterable[Mapping[str, Any]]
            rows = csv.DictReader(lines) if path.suffix == ".csv" else map(json.loads, filter(str.strip, lines))
            for number, row in enumerate(rows, 1):
                try:
                    found[PurePosixPath(row["document"]).name].append(_predicted(row))
                except (KeyError, TypeError, ValueError) as error:
                    raise ScoreError(
                        f"{path}: row {number} is no figure ({error!r}); give figures.csv of an OUT folder"
                    ) from None
    except (OSError, ValueError) as error:
        raise ScoreError(f"{path}: cannot be read ({error}); give figures.csv of an OUT folder") from None
    return found


def _predicted(row: Mapping[str, Any]) -> Predicted:
    texts = {name: str(row.get(name) or "") for name in ("party", "candidate", "place", "text")}
    return Predicted(
        start=int(row["start"]),
        end=int(row["end"]),
        measure=row["measure"],
        value=float(row["value"]),
        status=row.get("status") or "result",
        **texts,
    )


def fold(text: str) -> str:
    """Lower case, no accents, no punctuation, single spaces."""
    plain = (c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", " ", "".join(plain).casefold()).strip()


def _core(folded: str) -> str:
    words = (w for w in folded.split() if w not in _COMMON | _BRANCHES)
    return " ".join(w[:-1] if len(w) > 4 and w[-1] == "s" and w[-2] != "s" else w for w in words)


class Names:
    """Which names are the same: folded ones without a pack, and all forms of a pack's party with one."""

    def __init__(self, parties: Mapping[str, Iterable[str]] | None = None, country: Iterable[str] = ()) -> None:
        self._ids: dict[str, set[str]] = defaultdict(set)
        for party, forms in (parties or {}).items():
            for form in forms:
                for key in (fold(form), _core(fold(form))):
                    if key:
                        self._ids[key].add(f"={party}")
        self._country = frozenset(map(fold, (*country, *_EVERYWHERE)))

    def party(self, name: str) -> frozenset[str]:
        """The keys of a party; two names mean one party if they share a key."""
        folded = fold(name)
        core = _core(folded)
        return frozenset({core or folded}) | self._ids.get(folded, set()) | self._ids.get(core, set())

    def same_party(self, a: str, b: str) -> bool:
        """One party, or both none."""
        return bool(self.party(a) & self.party(b)) if a and b else not a and not b

    def same_place(self, a: str, b: str) -> bool:
        """One place, or one of them is not told. A ward may or may not name its council."""
        a, b = fold(a), fold(b)
        if not a or not b or (a in self._country and b in self._country):
            return True
        first, second = set(a.split()) - _PLACE_WORDS, set(b.split()) - _PLACE_WORDS
        return first <= second or second <= first


@cache
def names_of(country: str) -> Names:
    """The names of a country's pack; without such a pack names are only folded."""
    from extract.packs import rules

    pack = rules().countries.get(country)
    if pack is None:
        return Names()
    parties: dict[str, list[str]] = {}
    for entry in pack.parties:
        parties[entry.party.id] = [*entry.aliases, *entry.weak, *([entry.short] if entry.short else [])]
    return Names(parties, (pack.place.name, *pack.aliases))


def level(predicted: Predicted, gold: Labelled, names: Names) -> int:
    """How many of ``LEVELS`` the prediction reaches for this labelled figure."""
    if not (predicted.start < gold.end and gold.start < predicted.end):
        return 0
    if predicted.measure not in gold.measures:
        return 0
    if abs(predicted.value - gold.value) > 1e-6 * max(1.0, abs(gold.value)):
        return 0
    if not gold.party_inferred and not any(names.same_party(predicted.party, p) for p in gold.parties):
        return 1
    if gold.candidate and not alike(predicted.candidate, gold.candidate):
        return 1
    if gold.measure not in _TIMELESS and predicted.status not in gold.statuses:
        return 2
    return 4 if any(names.same_place(predicted.place, place) for place in gold.places) else 3
