"""What was found, in sentences that can be printed as they stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from extract.claims import Claim, Origin
from extract.identities import capital
from extract.model import FigureKey, Measure, Status
from extract.slips import SAID
from extract.tables import plain
from extract.verdicts import SEVERITY, Side, Why

#: How each measure is spoken of, where its name with spaces is not how it is said.
_NOUN: Final = {
    Measure.SEATS: "seats",
    Measure.SEATS_CHANGE: "change in seats",
    Measure.SEATS_TOTAL: "number of seats",
    Measure.SEATS_DECLARED: "number of seats declared",
    Measure.SEATS_REMAINING: "number of seats still to declare",
    Measure.SEATS_LEADING: "number of seats led in",
    Measure.SEATS_SHORT: "number of seats short of a majority",
    Measure.MAJORITY_THRESHOLD: "number of seats needed for a majority",
    Measure.VOTES_CHANGE: "change in votes",
    Measure.VOTE_SHARE: "share of the vote",
    Measure.VOTE_SHARE_CHANGE: "change in share of the vote",
    Measure.TURNOUT_CHANGE: "change in turnout",
    Measure.COUNCILS_CHANGE: "change in councils",
    Measure.COUNCILLORS_CHANGE: "change in councillors",
}
_PERCENT: Final = frozenset({Measure.VOTE_SHARE})
_POINTS: Final = frozenset({Measure.VOTE_SHARE_CHANGE, Measure.TURNOUT_CHANGE, Measure.SWING})
_SIGNED: Final = frozenset(m for m in Measure if m.value.endswith("_change"))
_STATUS: Final = {
    Status.PREVIOUS: "the earlier ",
    Status.PROJECTION: "the forecast ",
    Status.POLL: "the polled ",
    Status.HYPOTHETICAL: "the notional ",
}
_NUMBERS: Final = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
#: So many documents are named; of more the number is told.
_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class Subject:
    """What a sentence is about."""

    key: FigureKey
    kind: str = ""

    def __str__(self) -> str:
        key = self.key
        noun = _NOUN.get(key.measure, key.measure.value.replace("_", " "))
        whose = key.candidate or key.party
        if key.candidate and key.party:
            whose = f"{key.candidate} ({key.party})"
        what = (
            f"{whose}'s {_STATUS.get(key.status, '').removeprefix('the ')}{noun}"
            if whose
            else f"{_STATUS.get(key.status) or 'the '}{noun}"
        )
        return f"{what} in {key.place}" if key.place else what

    def value(self, value: Decimal) -> str:
        """``value`` as it is printed for this measure."""
        measure = self.key.measure
        text = number(value, signed=measure in _SIGNED)
        if measure in _PERCENT or self.kind == "percent":
            return f"{text} per cent"
        return f"{text} points" if measure in _POINTS else text


def number(value: Decimal, *, signed: bool = False) -> str:
    """``value`` with commas between thousands."""
    whole, dot, places = plain(abs(value)).partition(".")
    grouped = f"{int(whole):,}" if whole.isdecimal() else whole
    sign = "-" if value < 0 else "+" if signed and value > 0 else ""
    return f"{sign}{grouped}{dot}{places}"


def voices(count: int) -> str:
    """How many sources that do not copy each other."""
    if count == 1:
        return "one source"
    return f"{_NUMBERS[count] if count < len(_NUMBERS) else count} independent sources"


def owner(claim: Claim) -> str:
    """Whose number a claim is."""
    return claim.candidate or claim.party or "the contest"


def sentence(
    subject: Subject, agreed: Decimal | None, sources: int, proofs: Sequence[str],
    sides: Sequence[Side], origins: Sequence[Origin], documents: int,
) -> str:  # fmt: skip
    """One sentence on a figure that several sources print."""
    head = capital(f"{subject} {'are' if _plural(subject) else 'is'}")
    if agreed is None:
        said = ", ".join(f"{subject.value(s.value)} in {_who(s.claims, origins)}" for s in sides if SEVERITY[s.why] > 1)
        reasons = list(dict.fromkeys(s.reason for s in sides if s.reason and SEVERITY[s.why] > 1))
        because = f" ({reasons[0]})" if reasons else ""
        return f"{head} given as {said}, and the sources leave open which is right{because}."
    rests = f"as {voices(sources)} {'prints' if sources == 1 else 'print'}"
    if documents > sources:
        rests += f" ({documents} documents, but copies count once)"
    if proofs:
        rests = f"because {proofs[0]}" + (
            f", though no more than {voices(sources)} {'prints' if sources == 1 else 'print'} it"
            if sources == 1
            else ""
        )
    clauses = [clause(subject, [s], origins) for s in sides if s.why is not Why.AGREES]
    return "; ".join([f"{head} {subject.value(agreed)}, {rests}", *clauses]) + "."


def single(subject: Subject, claim: Claim, origins: Sequence[Origin]) -> str:
    """One sentence on a figure that one source prints once."""
    verb = "are" if _plural(subject) else "is"
    return capital(f"{subject} {verb} {subject.value(claim.value)}, in {origins[claim.origin].name} and nowhere else.")


def difference(
    subject: Subject, agreed: Decimal | None, sides: Sequence[Side], origins: Sequence[Origin],
    sources: int, proofs: Sequence[str],
) -> str:  # fmt: skip
    """One sentence on a value that differs from the rest. The file name it begins with stays as it is."""
    said = clause(subject, sides, origins)
    if agreed is None:
        return f"{said}, for {subject}."
    rest = (
        f"{proofs[0]}"
        if proofs
        else f"{voices(sources)} {'prints' if sources == 1 else 'print'} {subject.value(agreed)}"
    )
    return f"{said}, for {subject}: {rest}."


def clause(subject: Subject, sides: Sequence[Side], origins: Sequence[Origin]) -> str:
    """Who prints which other value, and why."""
    side = sides[0]
    claims = [c for s in sides for c in s.claims]
    who = _who(claims, origins)
    verb = "print" if len({c.origin for c in claims}) > 1 else "prints"
    said = f"{who} {verb} {subject.value(side.value)}"
    meant = " or ".join(subject.value(v) for v in side.meant)
    return said + {
        Why.ROUNDED: ", which is rounded",
        Why.TRUNCATED: ", which is cut off and not rounded",
        Why.TYPO: f", likely a slip for {meant} ({side.reason})",
        Why.CONFLICT: f", which contradicts it ({side.reason})",
    }.get(side.why, f": {side.reason}")


def _who(claims: Iterable[Claim], origins: Sequence[Origin]) -> str:
    names = sorted({origins[c.origin].name for c in claims})
    if len(names) > _NAMED:
        return f"{', '.join(names[: _NAMED - 1])} and {len(names) - _NAMED + 1} more"
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def _plural(subject: Subject) -> bool:
    noun = _NOUN.get(subject.key.measure, subject.key.measure.value)
    return noun in (
        "seats",
        "votes",
        "councillors",
        "councils",
        "valid_votes",
        "rejected_ballots",
        "electoral_votes",
    )


def slip_said(kind: str) -> str:
    """A kind of slip as it is spoken of."""
    return SAID.get(kind, kind)
