"""Who owns a number, for the trained reader: mentions near it, ranked by weights that were learned.

It looks at names and at the plain words between, never at what the rule reader found. The weights are a table
of hashed features, kept beside the spaCy pipeline.
"""

from __future__ import annotations

import re
import zlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate, chain
from math import exp
from pathlib import Path
from typing import Final, NamedTuple

import numpy
from numpy.typing import NDArray

from extract.context import Context, party_of
from extract.lexer import CAPITAL, PERSON, Lexed, sketch
from extract.model import NOBODY, UNOWNED, Measure, Owner, Party, Span
from extract.sentences import lines, sentences

#: The files of the pipeline's part that carries the weights, and the strings that spaCy numbers by hand.
WEIGHTS: Final = "owners.npy"
SYMBOLS: Final = "symbols.json"
#: Weights of one model; a power of two, as features are hashed to it.
SIZE: Final = 1 << 15
#: Mentions that are looked at on each side of a number.
BEFORE: Final = 8
AFTER: Final = 4
_WORD = re.compile(r"([^\W\d_]+|['’][^\W\d_]*|\d+|\n|[^\w\s]|_)")
_ROW = 12  # words; a longer unit is a sentence rather than a row
_WORD_LENGTH = 40  # code points; looked at no farther, or one endless unit would be looked through for each number
_SURNAME = 3  # code points; shorter words are initials of parties
_FAR = 1500  # code points
_TOLD = 12  # words between a number and a mention that tell of it
_NEAR = 20  # code points, to a word beside a mention
_REMEMBERED = 1 << 15  # features of each kind; those of news come back
_BESIDE = frozenset({"", "(", "[", "'s", "’s", "'", "’", "|", "-", "–", ":"})
_PARTY_ONLY = frozenset(
    m for m in Measure if m.value.startswith(("seats", "councillors", "councils")) and m not in UNOWNED
)

Weights = NDArray[numpy.float32]


class Mention(NamedTuple):
    """A party, a person, or both where they stand together; ``unit`` numbers the sentence or row.

    ``maybe`` marks a capitalised word: a surname if a party stands beside it, else nothing.
    """

    start: int
    end: int
    party: Party | None
    person: str
    unit: int
    weak: bool = False
    maybe: bool = False


class Asked(NamedTuple):
    """A number whose owner is wanted."""

    span: Span
    measure: Measure
    status: str


class Beside(NamedTuple):
    """What stands beside a mention: the numbers before it, its words (from, to), the word before and the one after."""

    numbers: int
    words: tuple[int, int]
    lead: str
    follows: str


@dataclass(slots=True)
class Scene:
    """The mentions and units of one document."""

    text: str
    units: list[Span]
    mentions: list[Mention]
    numbers: list[int]
    words: list[str]
    starts: list[int]
    _beside: dict[int, Beside] = field(default_factory=dict)

    def word_at(self, offset: int) -> int:
        """The first word that begins at ``offset`` or after it."""
        return bisect_left(self.starts, offset)

    def beside(self, mention: Mention) -> Beside:
        """What stands beside a mention, looked up once for all numbers near it."""
        known = self._beside.get(mention.start)
        if known is None:
            words, starts = self.words, self.starts
            first, last = self.word_at(mention.start), self.word_at(mention.end)
            lead = words[first - 1] if first and starts[first - 1] >= mention.start - _NEAR else ""
            follows = words[last] if last < len(words) and starts[last] < mention.end + _NEAR else ""
            numbers = bisect_left(self.numbers, mention.start)
            known = self._beside[mention.start] = Beside(numbers, (first, last), lead, follows)
        return known

    def is_row(self, unit: int) -> bool:
        """Whether a unit is too short for a sentence."""
        span = self.units[unit]
        return len(self.text[span.start : min(span.end, span.start + _ROW * _WORD_LENGTH)].split()) <= _ROW

    def unit_of(self, offset: int) -> int:
        """The unit ``offset`` stands in."""
        return max(bisect_left(self.units, (offset + 1,)) - 1, 0)


def scene(lexed: Lexed, context: Context, people: Sequence[Span] | None = None) -> Scene:
    """All parties and people of a text; people under their full name, with the party they stand beside.

    ``people`` are the names of people that another pipeline found, in their order; without it capitalised
    words are taken for names.
    """
    text = lexed.text
    units: list[Span] = []
    single: list[Mention] = []
    known: dict[str, str] = {}
    abbreviations = lexed.lexicon.lists["abbreviations"]
    for line in lines(text):
        for span in sentences(text, line.start, line.end, abbreviations):
            units.append(span)
            named = _named(lexed, context, span, len(units) - 1, known)
            if people is not None:
                named = _introduced(named, lexed.text, span, len(units) - 1, people, known)
            single.extend(named)
    numbers = [n.start for n in lexed.numerals]
    joined = _joined(single, text, numbers)
    stands_for: dict[str, Party] = {}
    for mention in joined:
        if mention.person and mention.party:
            stands_for.setdefault(mention.person, mention.party)
    mentions = [m if m.party else m._replace(party=stands_for.get(m.person)) for m in joined]
    return Scene(text, units, mentions, numbers, *_split(lexed.lower[: len(text)]))


def _named(lexed: Lexed, context: Context, span: Span, unit: int, known: dict[str, str]) -> Iterator[Mention]:
    """The parties and people of one unit; ``known`` gathers full names by surname."""
    text = lexed.text
    for _, token in sorted(sketch(lexed, span.start, span.end, capitals=True, weak=True).tokens.items()):
        printed = text[token.start : token.end]
        name = token.name
        if name is not None and name.form.party:
            party = party_of(name, context)
            if token.type == PERSON:
                yield Mention(token.start, token.end, party, _full(printed, known), unit)
            elif party is not None:
                yield Mention(token.start, token.end, party, "", unit, name.form.weak)
        elif token.type == PERSON and not context.is_title(printed):
            bare = _bare(printed, context)
            known.setdefault(bare.rpartition(" ")[2], bare)
            yield Mention(token.start, token.end, None, _full(bare, known), unit)
        elif token.type == CAPITAL and printed in known:
            yield Mention(token.start, token.end, None, known[printed], unit)
        elif token.type == CAPITAL and len(printed) >= _SURNAME and not context.is_title(printed):
            yield Mention(token.start, token.end, None, printed, unit, maybe=True)


def _introduced(
    named: Iterable[Mention], text: str, span: Span, unit: int, people: Sequence[Span], known: dict[str, str]
) -> Iterator[Mention]:
    """The parties of one unit, and the people in it by ``people`` instead of by their capitals."""
    found = [mention for mention in named if mention.party]
    for person in people[bisect_left(people, (span.start,)) : bisect_left(people, (span.end,))]:
        printed = text[person.start : person.end]
        known.setdefault(printed.rpartition(" ")[2], printed)
        found.append(Mention(person.start, person.end, None, _full(printed, known), unit))
    yield from sorted(found, key=_begin)


def _joined(mentions: list[Mention], text: str, numbers: list[int]) -> list[Mention]:
    """A person and a party that stand side by side as one mention: "Labour's Jo Bell", "Bell, J. (Lab)"."""
    found: list[Mention] = []
    for mention in mentions:
        last = found[-1] if found else None
        if last is not None and bool(last.person) != bool(mention.person):
            gap = text[last.end : mention.start]
            apart = mention.unit - last.unit
            beside = gap.strip() in _BESIDE or (gap.strip() == "," and bool(last.person))
            counted = bisect_left(numbers, last.end) != bisect_left(numbers, mention.start)
            if mention.maybe or last.maybe:  # "GARROW (LD)", "Lees | Con": not "Labour Group", not "Con gain"
                beside = last.maybe and gap.strip() in ("(", "[", "|", ",")
                beside = beside or (last.maybe and gap == "\t")
            if beside and apart <= 1 and not counted and not (last.person and last.party):
                party = mention.party or last.party
                person = mention.person or last.person
                found[-1] = Mention(last.start, mention.end, party, person, last.unit, last.weak)
                continue
        found.append(mention)
    return [mention for mention in found if not mention.maybe]


def _bare(printed: str, context: Context) -> str:
    words = printed.split()
    while len(words) > 1 and words[0].rstrip(".,").lower() in context.titles | context.not_names:
        words.pop(0)
    return " ".join(words)


def _full(bare: str, known: dict[str, str]) -> str:
    """The longer name that a shorter one stands for, where the text has given it."""
    longer = known.get(bare.rpartition(" ")[2])
    return longer if longer and (" " not in bare or longer[0] == bare[0]) else bare


def candidates(here: Scene, asked: Asked) -> list[Mention]:
    """The mentions that may own a number: the last before it and the first after it."""
    at = bisect_left(here.mentions, asked.span.start, key=_begin)
    near = here.mentions[max(at - BEFORE, 0) : at + AFTER]
    return [m for m in near if -_FAR < m.start - asked.span.start < _FAR / 3]


def _begin(mention: Mention) -> int:
    return mention.start


def features(here: Scene, asked: Asked, near: Sequence[Mention]) -> list[list[int]]:
    """The hashed features of a number having no owner, and of each mention near it being the one."""
    start, end = asked.span
    unit = here.unit_of(start)
    of_unit = [m.start for m in near if m.unit == unit]
    first, last = here.word_at(start), here.word_at(end)
    around = _Around(
        unit=unit,
        first=of_unit[0] if of_unit else -1,
        row=here.is_row(unit),
        number=bisect_left(here.numbers, start),
        words=(first, last),
        follows=here.words[last : here.word_at(end + 30)][:2],
    )
    measure = asked.measure.value
    none = [
        _hashed("none", measure),
        _hashed("none", measure, min(len(of_unit), 3)),
        _hashed("none", asked.status),
        _hashed("none", min(len(near), 3)),
        *(_hashed("none:w", w) for w in around.follows),
    ]
    before = bisect_left(near, start, key=_begin)
    ranks = (*range(before - 1, -1, -1), *range(len(near) - before))
    return [none, *(_of_mention(here, asked, m, around, rank) for m, rank in zip(near, ranks, strict=True))]


class _Around(NamedTuple):
    """What stands round a number: its unit, the first mention there, the words it is made of and those after it."""

    unit: int
    first: int
    row: bool
    number: int
    words: tuple[int, int]
    follows: list[str]


def _of_mention(here: Scene, asked: Asked, mention: Mention, around: _Around, rank: int) -> list[int]:
    """What tells of a mention as the owner, hashed; ``rank`` counts from the number outwards."""
    measure, status = asked.measure.value, asked.status
    beside = here.beside(mention)
    before = mention.start < asked.span.start
    if before:
        side, numbers, gap = "b", around.number - beside.numbers, here.text[mention.end : asked.span.start]
        low, high = beside.words[1], around.words[0]
    else:
        side, numbers, gap = "a", beside.numbers - around.number - 1, here.text[asked.span.end : mention.start]
        low, high = around.words[1], beside.words[0]
    many, apart = max(high - low, 0), around.unit - mention.unit
    where = f"{side}{max(min(apart, 3), -2)}"
    far = many if many < 6 else 6 + min(many // 4, 6)
    has = f"{bool(mention.party)}{bool(mention.person)}"
    found = [
        *_standing(measure, status, where, min(rank, 4), far, min(numbers, 4), around.row, has),
        *_looking(
            where, mention.start == around.first, around.row, mention.weak, min(gap.count("\n"), 4),
            f"{';' in gap}:{'(' in gap}:{')' in gap}:{',' in gap}", here.text[mention.end - 1] == "s", min(far, 3),
        ),
    ]  # fmt: skip
    if many <= 4:
        found.append(_hashed("gap", side, " ".join(here.words[low:high])))
    if apart == 0:
        if many:
            found += map(_BETWEEN[side].__getitem__, here.words[low : min(high, low + _TOLD)])
            found += _hashed("g1", side, here.words[low]), _hashed("g2", side, here.words[high - 1])
        if beside.lead:
            found += _hashed("lead", side, beside.lead, min(rank, 1)), _hashed("lead", side, beside.lead, measure)
        if beside.follows:
            found.append(_hashed("follows", side, beside.follows))
        if around.follows:
            found.append(_hashed("next", side, around.follows[0], min(rank, 2)))
        if status == "previous":
            found.append(_hashed("prev", side, has, min(far, 4)))
    return found


@lru_cache(maxsize=_REMEMBERED)
def _standing(
    measure: str, status: str, where: str, rank: int, far: int, numbers: int, row: bool, has: str
) -> tuple[int, ...]:
    """What tells of a mention by where it stands and what is asked."""
    return (
        _hashed("w", where), _hashed("r", where, rank), _hashed("d", where, far), _hashed("n", where, numbers),
        _hashed("rn", where, min(rank, 3), min(numbers, 3)), _hashed("m", measure, where, min(rank, 3)),
        _hashed("row", where, row, min(rank, 3)), _hashed("st", status, where, min(rank, 2)),
        _hashed("mr", measure, where, row, min(rank, 2)),
        _hashed("has", has, measure), _hashed("has", has, where, min(rank, 2)), _hashed("has", has, status),
    )  # fmt: skip


@lru_cache(maxsize=_REMEMBERED)
def _looking(
    where: str, first: bool, row: bool, weak: bool, ends: int, marks: str, plural: bool, far: int
) -> tuple[int, ...]:
    """What tells of a mention by its looks, and by the line ends and marks between."""
    return (
        _hashed("first", where, first, row), _hashed("weak", weak, where), _hashed("nl", ends, where),
        _hashed("p", where, marks), _hashed("plural", where[0], plural, far),
    )  # fmt: skip


def _split(lower: str) -> tuple[list[str], list[int]]:
    """The words of a text in lower case and where they begin; numbers that follow each other are one #."""
    parts = _WORD.split(lower)  # what is between words, and each word
    words = parts[1::2]
    starts = list(accumulate(map(len, parts)))[:-1:2]
    numbers = [index for index, word in enumerate(words) if word.isdigit()]
    for index in numbers:
        words[index] = "#"
    for index in reversed(numbers):
        if index and words[index - 1] == "#":
            del words[index], starts[index]
    return words, starts


@lru_cache(maxsize=_REMEMBERED)
def _hashed(*parts: str | int) -> int:
    """The weight that a feature has, by its parts."""
    return zlib.crc32(":".join(map(str, parts)).encode()) & (SIZE - 1)


class _Between(dict[str, int]):
    """The weights that words between a mention and a number have."""

    def __init__(self, side: str) -> None:
        self.side = side

    def __missing__(self, word: str) -> int:
        if len(self) >= _REMEMBERED:
            self.clear()
        found = self[word] = _hashed("g", self.side, word)
        return found


_BETWEEN = {side: _Between(side) for side in "ba"}


def choose(here: Scene, asked: Sequence[Asked], weights: Weights) -> list[tuple[Owner, float]]:
    """Whom each number belongs to, and how sure that is; the answers of a whole text are weighed at once."""
    near = [candidates(here, a) for a in asked]
    answers = list(chain.from_iterable(features(here, a, n) for a, n in zip(asked, near, strict=True)))
    if not answers:
        return []
    begins = [0, *accumulate(map(len, answers[:-1]))]
    scores = numpy.add.reduceat(weights[list(chain.from_iterable(answers))], begins).tolist()
    found: list[tuple[Owner, float]] = []
    done = 0
    for question, mentions in zip(asked, near, strict=True):
        of_it = scores[done : done + len(mentions) + 1]
        done += len(of_it)
        top = max(of_it)
        best = of_it.index(top)
        sure = 1 / sum(exp(score - top) for score in of_it)
        found.append((owner_of(mentions[best - 1], question.measure) if best else NOBODY, sure))
    return found


def owner_of(mention: Mention, measure: Measure) -> Owner:
    """The owner that a mention names; seats are a party's, even where a person is said to have won them."""
    if measure in _PARTY_ONLY and mention.party is not None:
        return Owner(mention.party)
    return Owner(mention.party, mention.person or None)


class Choice(NamedTuple):
    """One question to learn from: the features of each answer, and which of them are right."""

    answers: list[list[int]]
    right: list[int]


def learn(
    choices: Sequence[Choice], *, rounds: int = 12, rate: float = 0.15, decay: float = 1e-5, seed: int = 0
) -> Weights:
    """Weights that give the right answers most of the probability: a logistic model, by AdaGrad steps."""
    weights = numpy.zeros(SIZE, dtype=numpy.float32)
    seen = numpy.full(SIZE, 1e-2, dtype=numpy.float32)
    order = numpy.random.default_rng(seed)
    total = numpy.zeros(SIZE, dtype=numpy.float64)
    for _ in range(rounds):
        for index in order.permutation(len(choices)):
            answers, right = choices[index]
            scores = numpy.array([weights[a].sum() for a in answers])
            chance = numpy.exp(scores - scores.max())
            chance /= chance.sum()
            wanted = numpy.zeros(len(answers))
            wanted[right] = chance[right] / max(chance[right].sum(), 1e-9)
            for answer, step in zip(answers, wanted - chance, strict=True):
                if abs(step) > 1e-4:
                    slope = step - decay * weights[answer]
                    seen[answer] += slope * slope
                    weights[answer] += rate * slope / numpy.sqrt(seen[answer])
        total += weights
    return (total / rounds).astype(numpy.float32)


def save(weights: Weights, path: Path) -> None:
    """Write the weights, as half floats."""
    numpy.save(path, weights.astype(numpy.float16))


def load(path: Path) -> Weights:
    """Read the weights."""
    found = numpy.load(path, allow_pickle=False)
    if found.shape != (SIZE,):
        raise ValueError(f"{path.name} holds {found.shape} weights, not {SIZE}")
    return numpy.asarray(found, dtype=numpy.float32)
