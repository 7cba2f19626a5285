"""Makes reports to learn from: sentences of ``corpora/frames.toml`` filled with figures that obey the identities.

They add volume and rare measures, not variety: what people write is in the labelled documents. Each report is
one invented election, so that its seats add up and its changes are what they are changes of.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from extract.labels import Labelled
from extract.packs import CountryPack, PartyEntry, RulePack

#: A slot of a frame: an owner, a number of an owner, a number of nobody, or (after #) what is no figure.
_SLOT: Final = re.compile(r"\{(#?)([A-Za-z]+)(?:\.([a-z_+]+))?\}")
#: What the numbers of an owner are labelled: measure, sign of the value where it is printed without, status.
_OWNED: Final = {
    "seats": ("seats", 1, ""), "before": ("seats", 1, "previous"), "gain": ("seats_change", 1, ""),
    "loss": ("seats_change", -1, ""), "change": ("seats_change", 1, ""), "short": ("seats_short", 1, ""),
    "majority": ("majority", 1, ""), "leading": ("seats_leading", 1, ""), "votes": ("votes", 1, ""),
    "share": ("vote_share", 1, ""), "then": ("vote_share", 1, "previous"), "up": ("vote_share_change", 1, ""),
    "down": ("vote_share_change", -1, ""), "up+": ("vote_share_change", 1, ""),
    "down+": ("vote_share_change", -1, ""), "sharechange": ("vote_share_change", 1, ""),
    "councillors": ("councillors", 1, ""), "councillors_gain": ("councillors_change", 1, ""),
    "councillors_loss": ("councillors_change", -1, ""), "councillors_change": ("councillors_change", 1, ""),
    "councils": ("councils", 1, ""), "councils_gain": ("councils_change", 1, ""),
    "councils_loss": ("councils_change", -1, ""), "ward": ("councillors", 1, ""),
}  # fmt: skip
_UNOWNED: Final = {
    "total": ("seats_total", ""), "threshold": ("majority_threshold", ""), "declared": ("seats_declared", ""),
    "out": ("seats_remaining", ""), "turnout": ("turnout", ""), "turnout.then": ("turnout", "previous"),
    "electorate": ("electorate", ""), "valid": ("valid_votes", ""), "rejected": ("rejected_ballots", ""),
    "quota": ("quota", ""), "swing": ("swing", ""), "majority": ("majority", ""),
    "majority.then": ("majority", "previous"), "majority.share": ("majority", ""),
}  # fmt: skip
_ROLES = "ABCGXWR"
_WORDS = (
    "ones", "tens", "ranks", "months", "first", "last", "openings", "endings", "percent", "million", "money", "chamber",
    "place",
)  # fmt: skip
_PARTIES = 5  # in one invented election
_SHARES = frozenset({"share", "then", "turnout", "turnout.then", "majority.share", "swing"})
_SIGNED = frozenset({"change", "sharechange", "councillors_change"})


class Frames(NamedTuple):
    """Sentences of one kind: how often they come, and the status of their figures."""

    weight: float
    status: str
    sentences: tuple[str, ...]


class Phrasing(NamedTuple):
    """The sentences by kind, and the words that go round them: number words, names, months, openings, endings."""

    frames: Mapping[str, Frames]
    words: Mapping[str, Sequence[str]]


@dataclass(slots=True)
class _Side:
    """A party in an invented election, or the candidate who stands for it."""

    entry: PartyEntry
    name: str
    leader: str
    numbers: dict[str, float] = field(default_factory=dict)


def phrasing(path: Path) -> Phrasing:
    """The sentences of a file; ``ValueError`` names the one with a slot that nothing fills, or a list that lacks."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        words = tables.pop("words")
        if missing := [name for name in _WORDS if not words.get(name)]:
            raise ValueError(f"[words] lacks {', '.join(missing)}")
        found = {}
        for kind, table in tables.items():
            for sentence in table["frames"]:
                for slot in _SLOT.finditer(sentence):
                    if not _known(*slot.groups(default="")):
                        raise ValueError(f"{sentence!r}: nothing fills {slot.group()}")
            found[kind] = Frames(table["weight"], table["status"], tuple(table["frames"]))
    except (OSError, KeyError, ValueError) as error:
        raise ValueError(f"{path}: {error}; mend it, see extract/synthesis.py") from None
    return Phrasing(found, words)


def _known(mark: str, name: str, part: str) -> bool:
    """Whether a slot can be filled."""
    if mark:
        return name in _OTHERS and not part
    if len(name) == 1:
        return name in _ROLES and (part in _OWNED or part in ("", "name", "leader"))
    return name in _PLAIN and not part if f"{name}.{part}".rstrip(".") not in _UNOWNED else True


class Reports:
    """Invented reports, one after the other, from one source of chance."""

    def __init__(self, pack: RulePack, said: Phrasing, chance: random.Random) -> None:
        self._said, self._chance = said, chance
        self._kinds = list(said.frames.values())
        self._countries = [c for c in pack.countries.values() if c.seats and len(_standing(c)) > _PARTIES]
        self._home = [c for c in self._countries if c.code == "gb"]

    def report(self) -> tuple[str, str, tuple[Labelled, ...]]:
        """The text of a report, the code of its country and its labels."""
        chance = self._chance
        country = chance.choice(self._home if self._home and chance.random() < 0.6 else self._countries)
        story = _Story(country, self._said.words, chance)
        text, labels = "", list[Labelled]()
        for _ in range(chance.randint(6, 16)):
            frames = chance.choices(self._kinds, [kind.weight for kind in self._kinds])[0]
            sentence = chance.choice(frames.sentences)
            if not story.can(sentence):
                continue
            listed = not sentence.endswith(".")
            if listed:
                text = text.rstrip(" ")
                text += "\n" if text and not text.endswith("\n") else ""
            elif sentence.startswith("{") and chance.random() < 0.2:
                sentence = chance.choice(self._said.words["openings"]) + sentence
            elif chance.random() < 0.08:
                sentence = sentence[:-1] + chance.choice(self._said.words["endings"]) + "."
            text, made = story.told(text, sentence, frames.status)
            labels.extend(made)
            text += "\n" if listed else chance.choice((" ", " ", " ", "\n\n"))
        return text, country.code, tuple(labels)


def _standing(country: CountryPack) -> list[PartyEntry]:
    return [p for p in country.parties if p.kind == "party" and p.aliases]


class _Story:
    """One invented election, and how its numbers are printed."""

    def __init__(self, country: CountryPack, words: Mapping[str, Sequence[str]], chance: random.Random) -> None:
        self.chance, self.country, self.words = chance, country, words
        known = {p.party for p in country.people}
        led = [p for p in _standing(country) if p.party.id in known]
        entries = chance.sample(led if len(led) >= _PARTIES else _standing(country), _PARTIES)
        self.year = chance.randint(1945, 2025)
        self.wordy = chance.random()
        self.percent = chance.choice(words["percent"])
        self.million = chance.choice(("", "", *words["million"]))
        self.grouped = chance.random() < 0.7
        self.sides = [_Side(e, self.person(), self._leader(e)) for e in entries]
        self.nobody: dict[str, float] = {}
        self._count()
        self._stand()
        ordered = sorted(self.sides, key=lambda s: s.numbers["change"])
        self.roles = dict(zip("ABC", chance.sample(self.sides, 3), strict=True))
        self.roles |= {"X": ordered[0], "G": ordered[-1], "W": self.sides[0], "R": self.sides[1]}

    def _leader(self, entry: PartyEntry) -> str:
        people = [p for p in self.country.people if p.party == entry.party.id]
        return self.chance.choice(people).name if people else self.person()

    def person(self) -> str:
        return f"{self.chance.choice(self.words['first'])} {self.chance.choice(self.words['last'])}"

    def _in_words(self, number: int) -> str:
        ones, tens = self.words["ones"], self.words["tens"]
        if number < len(ones):
            return ones[number]
        ten, one = divmod(number, 10)
        return tens[ten - 2] + (f"-{ones[one]}" if one else "")

    def _count(self) -> None:
        """Seats, votes and shares of all parties, now and before, of the whole chamber and of councils."""
        chance = self.chance
        total = self.country.seats if chance.random() < 0.6 and self.country.seats else chance.randint(40, 640)
        people = chance.randint(400, 45_000) * 1000
        electors = people if chance.random() < 0.4 else chance.randint(2_000, 110_000)
        self.nobody |= {"total": total, "threshold": total // 2 + 1, "electorate": electors}
        turnout = round(chance.uniform(30, 85), chance.randint(0, 2))
        self.nobody |= {"turnout": turnout, "turnout.then": round(turnout + chance.uniform(-9, 9), 1)}
        out = chance.randint(1, max(total // 12, 1))
        self.nobody |= {"out": out, "declared": total - out, "swing": round(chance.uniform(0.1, 14), 1)}
        now, before = (_parts(total, len(self.sides), chance) for _ in range(2))
        shares, then = (_parts(1000, len(self.sides), chance) for _ in range(2))
        places = chance.randint(0, 1)
        for side, seats, held, share, was in zip(self.sides, now, before, shares, then, strict=True):
            moved, points = seats - held, round((share - was) / 10, places)
            council, gained, halls = chance.randint(8, 2400), chance.randint(-400, 500), chance.randint(1, 70)
            side.numbers = {
                "seats": seats, "before": held, "change": moved, "gain": moved, "loss": -moved,
                "short": self.nobody["threshold"] - seats, "majority": 2 * seats - total,
                "leading": chance.randint(2, 120), "votes": people * share // 1000 + chance.randint(0, 999),
                "share": round(share / 10, places), "then": round(was / 10, places), "sharechange": points,
                "up": points, "up+": points, "down": -points, "down+": -points,
                "councillors": council, "councillors_change": gained, "councillors_gain": gained,
                "councillors_loss": -gained, "councils": halls, "councils_gain": halls // 2,
                "councils_loss": halls // 3, "ward": chance.randint(2, 40),
            }  # fmt: skip

    def _stand(self) -> None:
        """One contest between the first two: votes, majority, and the papers as a whole."""
        chance = self.chance
        win = chance.randint(300, 32_000)
        lose = win - chance.randint(1, win - 100)
        valid = win + lose + chance.randint(0, win)
        points = {"W": round(100 * win / valid, 1), "R": round(100 * lose / valid, 1)}
        self.contest = {"W": {"votes": win, "share": points["W"]}, "R": {"votes": lose, "share": points["R"]}}
        for numbers in self.contest.values():
            numbers["sharechange"] = round(chance.uniform(-20, 20), 1)
            numbers["then"] = round(chance.uniform(5, 60), 1)
        self.nobody |= {
            "majority": win - lose, "majority.then": chance.randint(5, 20_000), "valid": valid,
            "majority.share": round(100 * (win - lose) / valid, 1), "rejected": chance.randint(9, 400),
            "quota": valid // 4 + 1,
        }  # fmt: skip
        self.place = chance.choice(self.country.places).place.name if self.country.places else self.words["place"][0]

    def can(self, sentence: str) -> bool:
        """Whether every number of a sentence is there to be printed: no loss of a party that gained."""
        for mark, name, part in _SLOT.findall(sentence):
            if mark or len(name) > 1 or part not in _OWNED or part in _SIGNED:
                continue
            if self._number(name, part) <= 0:
                return False
        return True

    def _number(self, role: str, part: str) -> float:
        if role in self.contest and part in self.contest[role]:
            return self.contest[role][part]
        return self.roles[role].numbers[part]

    def told(self, text: str, sentence: str, status: str) -> tuple[str, list[Labelled]]:
        """``text`` with the sentence, and the labels of the numbers in it."""
        named = {name for mark, name, part in _SLOT.findall(sentence) if not mark and part in ("", "name", "leader")}
        labels = []
        begun, done = len(text), 0
        for slot in _SLOT.finditer(sentence):
            text += sentence[done : slot.start()]
            done = slot.end()
            mark, name, part = slot.groups(default="")
            key = f"{name}.{part}" if part else name
            if mark:
                text += _OTHERS[name](self)
                continue
            if len(name) == 1 and part in _OWNED:
                measure, sign, then = _OWNED[part]
                printed = self._print(part, self._number(name, part))
                person = name in named and part in self.contest.get(name, {}) and f"{{{name}.name}}" in sentence
                owner = self.roles[name]
                owned = {"party": owner.entry.party.name, "candidate": owner.name if person else ""}
            elif key in _UNOWNED:
                (measure, then), sign, owned = _UNOWNED[key], 1, {}
                printed = self._print(key, self.nobody[key])
            else:
                text += self._name(name, part)
                continue
            number = printed.number if len(text) > begun else printed.number.capitalize()
            entry = {"surface": number, "start": len(text), "measure": measure, "value": sign * printed.value}
            labels.append(Labelled.of(entry | owned | {"status": then or status, "party_inferred": name not in named}))
            text += number + printed.after
        text += sentence[done:]
        return text[:begun] + text[begun : begun + 1].upper() + text[begun + 1 :], labels

    def _name(self, name: str, part: str) -> str:
        if len(name) > 1:
            return _PLAIN[name](self)
        side = self.roles[name]
        if part:
            return side.name if part == "name" else side.leader
        forms = [side.entry.party.name, *side.entry.aliases]
        return self.chance.choice([f for f in forms if len(f) < 30] or forms)

    def _print(self, part: str, value: float) -> _Printed:
        """A number as this report prints it."""
        if part in _SIGNED:
            return _Printed(f"{value:+,}".replace("-", self.chance.choice("-−–")), "", value)
        if part in _SHARES:
            return _Printed(str(value), self.percent, value)
        whole = int(value)
        if value != whole:
            return _Printed(str(value), "", value)
        if whole < 100 and self.chance.random() < self.wordy * (1 if whole <= 12 else 0.3):
            return _Printed(self._in_words(whole), "", value)
        if whole >= 1_000_000 and self.million:
            rounded = round(whole / 1_000_000, 1)
            return _Printed(str(rounded), self.million, round(rounded * 1_000_000))
        return _Printed(f"{whole:,}" if whole < 1_000_000 or self.grouped else str(whole), "", value)

    def count(self, low: int, high: int) -> str:
        """A number that is no figure."""
        return self._print("", self.chance.randint(low, high)).number


class _Printed(NamedTuple):
    """A number as it stands, what is printed right after it, and its value."""

    number: str
    after: str
    value: float


#: Words that a sentence may ask for, and the numbers that are no figures.
_PLAIN: Final[Mapping[str, Callable[[_Story], str]]] = {
    "place": lambda s: s.place,
    "chamber": lambda s: s.country.chamber or s.words["chamber"][0],
    "prev": lambda s: str(s.year - 4),
    "surname": lambda s: s.person().split()[1],
    "month": lambda s: s.chance.choice(s.words["months"]),
}
_OTHERS: Final[Mapping[str, Callable[[_Story], str]]] = {
    "year": lambda s: str(s.chance.randint(1900, 2025)),
    "age": lambda s: str(s.chance.randint(21, 90)),
    "time": lambda s: f"{s.chance.randint(1, 12)}{s.chance.choice(('.30', ':15', '', '.05'))}{s.chance.choice('ap')}m",
    "days": lambda s: s.count(2, 9),
    "small": lambda s: s.count(2, 20),
    "pct": lambda s: f"{s.chance.randint(1, 99)}{s.percent}",
    "rate": lambda s: f"1.{s.chance.randint(10, 60)}",
    "money": lambda s: s.chance.choice(s.words["money"]).format(s.chance.randint(1, 900)),
    "rank": lambda s: s.chance.choice(s.words["ranks"]),
    "count": lambda s: s.count(2, 400),
    "people": lambda s: f"{s.chance.randint(600, 90_000):,}",
    "phone": lambda s: f"0{s.chance.randint(100, 999)} {s.chance.randint(100, 999)} {s.chance.randint(1000, 9999)}",
    "day": lambda s: str(s.chance.randint(1, 28)),
}


def _parts(total: int, count: int, chance: random.Random) -> list[int]:
    """``total`` in ``count`` parts of very different size."""
    weights = [chance.random() ** 3 + 0.01 for _ in range(count)]
    parts = [int(total * w / sum(weights)) for w in weights]
    parts[0] += total - sum(parts)
    return parts
