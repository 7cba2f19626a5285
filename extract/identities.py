"""The identities that the figures of one document must obey: code, sentence, where it comes from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from extract.model import Verdict
from extract.records import Quantity, Values


@dataclass(frozen=True, slots=True)
class Identity:
    """A rule of arithmetic: ``equality`` tells it from a mere bound, which few wrong numbers break."""

    code: str
    sentence: str
    source: str
    equality: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one check came out on given values.

    A conflict may have causes that cannot be seen, such as a row that is not printed. It then stands only
    where one small repair makes all hold, and is otherwise what ``unproved`` says.
    """

    verdict: Verdict
    explanation: str
    expected: str = ""
    printed: str = ""
    unproved: Verdict = Verdict.CONFLICT


@dataclass(frozen=True, slots=True, eq=False)
class Check:
    """One identity on the figures of one record. ``test`` can be asked again with other values."""

    identity: Identity
    place: str
    covers: tuple[Quantity, ...]
    test: Callable[[Values], Outcome]


_OFFICER = "the returning officer's declaration of the result"
_CHAMBER = "the rules of a chamber that decides by more than half of its members"

SEATS_SUM = Identity("seats-sum", "The seats of all parties add up to the seats declared, or to all seats.", _CHAMBER)
SEATS_COUNTED = Identity(
    "seats-counted", "The seats declared and those still out add up to all seats.", "a count in progress"
)
THRESHOLD = Identity("threshold", "A majority begins at half of all seats, rounded down, and one.", _CHAMBER)
SEATS_SHORT = Identity("seats-short", "What a party lacks is the threshold less its seats.", _CHAMBER)
OVERALL = Identity("overall-majority", "A government's majority is twice its seats less all seats.", _CHAMBER)
SEATS_CHANGE = Identity("seats-change", "Seats now less seats before are the change.", "the definition of a change")
CHANGES_SUM = Identity(
    "changes-sum", "What some parties gain others lose: the changes of all add up to nothing.",
    "a chamber that kept its size",
)  # fmt: skip
SEATS_BOUND = Identity("seats-bound", "No party has more seats than there are.", _CHAMBER, equality=False)
MAJORITY = Identity("majority", "The majority is the winner's votes less those of the runner-up.", _OFFICER)
MAJORITY_SEVERAL = Identity(
    "majority-several", "With several vacancies it is the last winner's votes less the first loser's.",
    "the practice of multi-member wards",
)  # fmt: skip
MAJORITY_SHARE = Identity(
    "majority-share", "The majority in points is the winner's share less the runner-up's.", _OFFICER
)
VOTES_SUM = Identity("votes-sum", "The votes of all candidates add up to the valid votes.", _OFFICER)
BALLOTS = Identity("ballots", "Valid votes and rejected papers add up to the ballots.", _OFFICER)
TURNOUT = Identity("turnout", "Turnout is ballots in the hundred electors.", _OFFICER)
SHARE = Identity("share", "A share is votes in the hundred valid votes, so all rows imply one total.", _OFFICER)
SHARES_SUM = Identity("shares-sum", "The shares of all candidates add up to 100.", _OFFICER)
SHARE_CHANGE = Identity(
    "share-change", "The share now less the share before is the change.", "the definition of a change"
)
TURNOUT_CHANGE = Identity(
    "turnout-change", "Turnout now less turnout before is the change.", "the definition of a change"
)
VOTES_CHANGE = Identity("votes-change", "Votes now less votes before are the change.", "the definition of a change")
SWING = Identity(
    "swing", "Swing is half of what one party gained in points and the other lost.",
    "Butler's definition; Steed's two-party swing is accepted too",
)  # fmt: skip
REPEATED = Identity("repeated", "One thing printed twice is printed with one value.", "common sense")
WINNER = Identity("winner", "Who is elected alone has the most votes.", _OFFICER, equality=False)
QUOTA = Identity(
    "quota", "A Droop quota is the valid votes over the places and one, rounded down, and one.",
    "Droop, On Methods of Electing Representatives (1868)",
)  # fmt: skip
SHARE_BOUND = Identity("share-bound", "No share is above 100.", _OFFICER, equality=False)
TURNOUT_BOUND = Identity("turnout-bound", "No turnout is above 100.", _OFFICER, equality=False)
CHANGE_BOUND = Identity(
    "change-bound", "Nobody gains more than they now have: what they had before is not below nothing.",
    "the definition of a change", equality=False,
)  # fmt: skip
VOTES_BOUND = Identity(
    "votes-bound", "A part is not larger than its whole: votes, valid votes, ballots, electorate.",
    _OFFICER, equality=False,
)  # fmt: skip

#: Every identity, in the order in which findings about the same figures are listed.
IDENTITIES: tuple[Identity, ...] = (
    SEATS_SUM, SEATS_COUNTED, THRESHOLD, SEATS_SHORT, OVERALL, SEATS_CHANGE, CHANGES_SUM, SEATS_BOUND,
    MAJORITY, MAJORITY_SEVERAL, MAJORITY_SHARE, VOTES_SUM, BALLOTS, TURNOUT, SHARE, SHARES_SUM, SHARE_CHANGE,
    TURNOUT_CHANGE, VOTES_CHANGE, SWING, REPEATED, WINNER, QUOTA, SHARE_BOUND, TURNOUT_BOUND, CHANGE_BOUND,
    VOTES_BOUND,
)  # fmt: skip


def holds(explanation: str, expected: object = "", printed: object = "") -> Outcome:
    """The intervals meet."""
    return Outcome(Verdict.HOLDS, explanation, str(expected), str(printed))


def conflict(explanation: str, expected: object, printed: object, *, unproved: Verdict = Verdict.CONFLICT) -> Outcome:
    """The intervals cannot meet."""
    return Outcome(Verdict.CONFLICT, explanation, str(expected), str(printed), unproved)


def explained(explanation: str, expected: object, printed: object) -> Outcome:
    """They differ, and there is a common reason why they may."""
    return Outcome(Verdict.EXPLAINED, explanation, str(expected), str(printed))


def incomplete(explanation: str) -> Outcome:
    """Too little is printed to say."""
    return Outcome(Verdict.INCOMPLETE, explanation)


def capital(text: str) -> str:
    """``text`` with a capital first letter, as a sentence begins; the rest stays as it is."""
    return text[:1].upper() + text[1:]
