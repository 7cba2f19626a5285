"""A newsroom on election night: do checks across sources find what was planted, and nothing else?

    python -m benchmarks.newsroom

200 articles about one invented result by 20 sources at 8 points of the count: own reports, one agency's copy
printed by several papers, rounded and cut-off numbers, changes counted from two different days, the forecast
of the evening, and 30 planted errors. Each article is read like any other text before it is compared.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from extract.claims import Claim, Sources, from_results
from extract.model import Document, Measure, Result, Source
from extract.pipeline import read_document
from extract.reconcile import Reconciled, reconcile
from extract.verdicts import SEVERITY, Why

ARTICLES, PAPERS, COPIES_EACH, PLANTED = 200, 20, 4, 30
STAGES = (100, 200, 300, 400, 500, 600, 649, 650)
DAYS = dict(zip(STAGES, ("2017-06-08", *["2017-06-09"] * 6, "2017-06-10"), strict=True))

#: Final seats, and the votes behind them, of an election that never was.
SEATS = {
    "Conservatives": 311,
    "Labour": 268,
    "SNP": 38,
    "Liberal Democrats": 14,
    "DUP": 9,
    "Plaid Cymru": 5,
    "Greens": 5,
}
VOTES = {"Conservatives": 13_482_617, "Labour": 12_917_384, "Liberal Democrats": 2_418_973, "SNP": 1_037_462}
SHARES = {"Conservatives": "41.8", "Labour": "40.1", "Liberal Democrats": "7.5", "SNP": "3.2"}
CHANGES = {"Conservatives": (-19, -18), "Labour": (36, 38), "SNP": (-18, -16)}
EXIT_POLL = {"Conservatives": 322, "Labour": 257}
TURNOUT = "68.3"
HOLDS = {
    "Aberavon": ("Labour", 22_462, 16_361), "Bedford": ("Labour", 22_172, 1_789),
    "Crewe and Nantwich": ("Labour", 25_928, 4_148), "Dudley North": ("Labour", 18_090, 2_222),
    "Gloucester": ("Conservatives", 27_208, 5_520), "Hastings and Rye": ("Conservatives", 25_668, 3_346),
    "Ipswich": ("Labour", 24_224, 2_831), "Warrington South": ("Labour", 29_994, 2_549),
    "Pudsey": ("Conservatives", 25_550, 3_331), "Stirling": ("Conservatives", 18_291, 4_148),
}  # fmt: skip

_OPENINGS = (
    "With {s} of 650 seats declared, {a} have {x} seats and {b} {y}.",
    "After {s} of 650 declarations, {a} had {x} seats and {b} had {y}.",
    "{A} have won {x} seats and {b} {y}, with {s} of the 650 seats declared.",
    "With {s} of the 650 seats declared, {b} have taken {y} seats and {a} {x}.",
)
_TAKES = (
    "have won {x} seats",
    "are on {x} seats",
    "have taken {x} seats",
    "hold {x} seats",
    "have {x} seats",
    "won {x} seats",
)
_ASIDES = (
    "after a night that few had foreseen", "as the counts went on in sports halls",
    "while ministers stayed silent",
    "to the surprise of their own officers", "in a contest that turned late",
    "and party workers hugged each other",
    "as rain fell on the last of the counts", "with activists asleep in corridors",
    "despite weeks of bad headlines",
    "on the strength of younger voters", "after a campaign of many mishaps", "as returning officers read on",
    "to cheers from a crowded hall", "and the pound moved little", "though nobody claimed victory",
)  # fmt: skip
_FILLERS = (
    "Nobody slept much.", "The studio lights stayed on.", "Reporters queued for coffee.",
    "Aides spoke quietly on the stairs.",
    "There was a long silence in the hall.", "The last boxes came by road.",
    "A recount was asked for and refused.",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fact:
    """A number that an article prints, the verdicts that are right for it, and whether it was planted."""

    measure: Measure
    owner: str
    place: str
    value: Decimal
    right: frozenset[Why]
    planted: bool = False


@dataclass(slots=True)
class Article:
    """A generated article: its sentences with the facts of each, to be printed or altered."""

    name: str
    paper: str
    stage: int
    sentences: list[tuple[str, list[Fact]]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The article as it is printed."""
        return "\n\n".join(["Election 2017: the count goes on", *(s for s, _ in self.sentences)]) + "\n"

    @property
    def facts(self) -> Iterator[Fact]:
        """Everything it prints."""
        return (fact for _, facts in self.sentences for fact in facts)


def seats_at(stage: int) -> dict[str, int]:
    """The seats of each party when ``stage`` seats had declared: growing, and never more than declared."""
    return SEATS if stage == 650 else {p: n * stage // 650 for p, n in SEATS.items()}


def _the(party: str, capital: bool = False) -> str:
    named = party if party in ("Labour", "Plaid Cymru") else f"the {party}"
    return named[0].upper() + named[1:] if capital else named


def newsroom(seed: int = 1) -> list[Article]:
    """The articles, copies and errors among them, the same for every run with one ``seed``."""
    chance = random.Random(seed)
    articles: list[Article] = []
    papers = [
        f"The {w} {k}"
        for w in ("Daily", "Evening", "Sunday", "Morning")
        for k in ("Bugle", "Courier", "Signal", "Herald", "Post")
    ]
    for stage in STAGES:
        agency = _article(chance, "agency", stage, 0)
        for number in range(COPIES_EACH):
            copy = Article(f"{stage}-copy-{number}.txt", papers[(stage + number * 5) % PAPERS], stage)
            copy.sentences = agency.sentences[: len(agency.sentences) - chance.randrange(2)]
            articles.append(copy)
    number = 0
    while len(articles) < ARTICLES:
        stage = STAGES[number % len(STAGES)]
        articles.append(_article(chance, papers[number % PAPERS], stage, number))
        number += 1
    _plant(chance, [a for a in articles if "copy" not in a.name])
    return articles


def _article(chance: random.Random, paper: str, stage: int, number: int) -> Article:
    """One report: who leads, what the others have, and on the last two points what the result comes to."""
    article = Article(f"{stage}-{number:03}.txt", paper, stage)
    seats = seats_at(stage)
    one, two = "Conservatives", "Labour"
    count = frozenset({Why.AGREES}) if stage == 650 else frozenset({Why.PARTIAL})
    opening = chance.choice(_OPENINGS).format(
        s=stage, a=_the(one), A=_the(one, True), x=seats[one], b=_the(two), y=seats[two]
    )
    article.sentences.append(
        (
            f"{opening[:-1]}, {chance.choice(_ASIDES)}.",
            [_fact(Measure.SEATS, p, seats[p], count) for p in (one, two)],
        )
    )
    others = [p for p in SEATS if p not in (one, two) and seats[p] > 1]
    for party in chance.sample(others, k=min(len(others), chance.randint(2, 4))):
        take = chance.choice(_TAKES).format(x=seats[party])
        article.sentences.append(
            (
                f"{_the(party, True)} {take} {chance.choice(_ASIDES)}.",
                [_fact(Measure.SEATS, party, seats[party], count)],
            )
        )
    if stage < 300:
        shown = ", ".join(f"{n} seats for {_the(p)}" for p, n in EXIT_POLL.items())
        forecast = frozenset({Why.PROJECTION, Why.AGREES})
        article.sentences.append(
            (
                f"The exit poll had pointed to {shown}, {chance.choice(_ASIDES)}.",
                [_fact(Measure.SEATS, p, n, forecast) for p, n in EXIT_POLL.items()],
            )
        )
    if stage >= 649:
        article.sentences.extend(_result(chance))
    for place in chance.sample(sorted(HOLDS), k=2):
        party, votes, majority = HOLDS[place]
        article.sentences.append(
            (
                f"{_the(party, True)} held {place} with {votes:,} votes, "
                f"a majority of {majority:,}, {chance.choice(_ASIDES)}.",
                [
                    _fact(Measure.VOTES, party, votes, _AGREES, place),
                    _fact(Measure.MAJORITY, party, majority, _AGREES, place),
                ],
            )
        )
    article.sentences.insert(chance.randrange(1, len(article.sentences)), (chance.choice(_FILLERS), []))
    return article


_AGREES = frozenset({Why.AGREES})
_BASED = frozenset({Why.AGREES, Why.BASELINE})  # whichever day most papers count from
_NEAR = frozenset({Why.AGREES, Why.ROUNDED, Why.TRUNCATED})


def _result(chance: random.Random) -> Iterator[tuple[str, list[Fact]]]:
    """Votes, shares and changes, each as some papers print it and as others do."""
    for party in chance.sample(sorted(VOTES), k=2):
        votes = VOTES[party]
        if chance.random() < 0.5:
            printed, value = f"{votes:,}", Decimal(votes)
        else:
            value = Decimal(votes // 100_000 if chance.random() < 0.5 else round(votes / 100_000)) * 100_000
            printed = f"{value / 1_000_000:.1f} million"
        yield (
            f"{_the(party, True)} received {printed} votes, {chance.choice(_ASIDES)}.",
            [_fact(Measure.VOTES, party, value, _NEAR)],
        )
    for party in chance.sample(sorted(SHARES), k=2):
        share = Decimal(SHARES[party])
        value = share if chance.random() < 0.6 else Decimal(round(share))
        yield (
            f"{_the(party, True)} won {value} per cent of the vote, {chance.choice(_ASIDES)}.",
            [_fact(Measure.VOTE_SHARE, party, value, _NEAR)],
        )
    party = chance.choice(sorted(CHANGES))
    since_election, since_dissolution = CHANGES[party]
    dissolved = chance.random() < 0.3
    change = since_dissolution if dissolved else since_election
    verb = "lost" if change < 0 else "gained"
    day = "since parliament was dissolved" if dissolved else "on the last election"
    yield (
        f"{_the(party, True)} {verb} {abs(change)} seats {day}, {chance.choice(_ASIDES)}.",
        [_fact(Measure.SEATS_CHANGE, party, change, _BASED)],
    )


def _fact(measure: Measure, owner: str, value: object, right: frozenset[Why], place: str = "") -> Fact:
    return Fact(measure, owner, place, Decimal(str(value)), right)


def _plant(chance: random.Random, articles: Sequence[Article]) -> None:
    """Alter one number by one slip of the hand in each of ``PLANTED`` articles."""
    planted = 0
    for article in chance.sample(list(articles), k=len(articles)):
        if planted == PLANTED:
            return
        planted += _alter(chance, article)


def _alter(chance: random.Random, article: Article) -> bool:
    """Alter a number of ``article``, if a slip can be drawn that nothing but an error explains."""
    slips = frozenset(w for w in Why if SEVERITY[w] > 1)
    places = [(i, j) for i, (_, facts) in enumerate(article.sentences) for j, f in enumerate(facts) if _fit(f)]
    at, number = chance.choice(places)
    sentence, facts = article.sentences[at]
    fact = facts[number]
    for _ in range(20):
        wrong = int(_slipped(chance, str(abs(int(fact.value)))))
        old, new = f"{abs(int(fact.value)):,}", f"{wrong:,}"
        if sentence.count(old) == 1 and wrong > 0 and _contradicts(wrong, fact):
            altered = replace(fact, value=Decimal(wrong).copy_sign(fact.value), right=slips, planted=True)
            article.sentences[at] = (
                sentence.replace(old, new),
                [*facts[:number], altered, *facts[number + 1 :]],
            )
            return True
    return False


def _fit(fact: Fact) -> bool:
    """Whether a slip in a number can be told from another number at all: it has two digits, and no rivals."""
    whole = fact.value == fact.value.to_integral() and abs(fact.value) >= 12
    return whole and Why.PROJECTION not in fact.right and fact.measure is not Measure.VOTE_SHARE


def _contradicts(wrong: int, fact: Fact) -> bool:
    """Whether nothing but an error explains the number: it is not that of another count, day or rounding."""
    if fact.measure is Measure.SEATS:
        return wrong < 650 and all(wrong != seats_at(s)[fact.owner] for s in STAGES)
    if fact.measure is Measure.SEATS_CHANGE:
        return all(abs(wrong - abs(c)) > 3 for c in CHANGES[fact.owner])
    return fact.value % 100_000 != 0 or bool(fact.place)


def _slipped(chance: random.Random, digits: str) -> str:
    """``digits`` with one changed, two neighbours transposed, one dropped or one doubled."""
    at = chance.randrange(len(digits))
    kind = chance.choice(("digit", "digit", "transposed", "dropped", "doubled"))
    if kind == "digit":
        return digits[:at] + chance.choice([d for d in "123456789" if d != digits[at]]) + digits[at + 1 :]
    if kind == "transposed" and len(digits) > 1:
        at = min(at, len(digits) - 2)
        swapped = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
        return swapped if swapped != digits else "0"
    if kind == "dropped":
        return digits[:at] + digits[at + 1 :] or "0"
    return digits[:at] + digits[at] + digits[at:]


@dataclass(slots=True)
class Score:
    """What came of it."""

    planted: int = 0
    found: int = 0
    other: int = 0
    explained: int = 0
    unread: int = 0
    alarms: int = 0
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"planted errors    {self.found:>5} of {self.planted} found\n"
            f"other differences {self.explained:>5} of {self.other} given the right verdict\n"
            f"false alarms      {self.alarms:>5}\n"
            f"not read          {self.unread:>5} numbers of the articles"
        )


def read(articles: Sequence[Article]) -> list[Result]:
    """Every article read as if it had come from outside."""
    results = []
    for a in articles:
        source = Source(path=a.name, publisher="" if "copy" in a.name else a.paper, published=DAYS[a.stage])
        results.append(read_document(Document(a.name, a.text, source=source)))
    return results


def score(articles: Sequence[Article], sources: Sources, found: Reconciled) -> Score:
    """Compare the verdicts with what was planted."""
    verdicts: dict[str, Why] = {}
    for row in found.rows:
        for side in row.sides:
            for claim in side.claims:
                verdicts.setdefault(claim.id, side.why)
    claims: dict[tuple[str, Measure, Decimal], list[Claim]] = {}
    for claim in sources.claims:
        claims.setdefault((sources.origins[claim.origin].name, claim.measure, claim.value), []).append(claim)
    out = Score()
    used: Counter[tuple[str, Measure, Decimal]] = Counter()
    for article in articles:
        for fact in article.facts:
            out.planted += fact.planted
            key = article.name, fact.measure, fact.value
            same = claims.get(key, [])
            if used[key] >= len(same):
                out.unread += 1
                continue
            mine = [c for c in same if fact.owner[:5].lower() in f"{c.party} {c.text}".lower() or not c.party] or same
            claim = mine[min(used[key], len(mine) - 1)]
            used[key] += 1
            why = verdicts[claim.id]
            told = f"{article.name}: {fact.measure} {fact.owner} {fact.place} {fact.value}: {why}"
            if fact.planted:
                out.found += why in fact.right
                if why not in fact.right:
                    out.missed.append(told)
            elif fact.right != _AGREES or why is not Why.AGREES:
                out.other += 1
                out.explained += why in fact.right
                out.alarms += SEVERITY[why] > 1
                if why not in fact.right:
                    out.wrong.append(told)
    return out


def main() -> None:
    """Generate, read, reconcile and tell."""
    articles = newsroom()
    results = read(articles)
    sources = from_results(results)
    start = time.perf_counter()
    found = reconcile(sources)
    seconds = time.perf_counter() - start
    result = score(articles, sources, found)
    print(result)
    print(f"copies            {len(found.copies):>5} clusters of {sorted(map(len, found.copies))} articles")
    print(f"reconciled        {len(sources.claims):>5} figures in {seconds:.2f} seconds")
    for line in (*result.missed, *result.wrong):
        print(f"  {line}", file=sys.stderr)


if __name__ == "__main__":
    main()
