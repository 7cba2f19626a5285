"""A line of a table or list as items: owners, labels, numbers and placeholders, in their order."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from extract.context import Context, names_none, party_of, place_of
from extract.lexer import (
    CAPITAL,
    CELL,
    CLOSE,
    COLON,
    COMMA,
    DASH,
    OPEN,
    OTHER,
    PARTY,
    PERSON,
    PLACE,
    POSSESSIVE,
    SEMICOLON,
    SMALL,
    STOP,
    WORD,
    YEAR,
    Lexed,
    Sentence,
    Token,
    label_at,
    tokenize,
)
from extract.model import Party, Place
from extract.numeral_words import Numeral
from extract.packs import PersonEntry

# A letter that is the name of somebody: "Fraser, F.", "M Bell".
_INITIAL = re.compile(r"[A-Z]\.(?![\w.])|(?<![\w,|\t] )(?<![\w,|\t])[A-Z] [A-Z][a-z]")
_ABBREVIATED = re.compile(r"\.[ \t]+([^\W\d_]+)")
_NEXT_WORD = re.compile(r"[ \t]+([^\W\d_]+)")
_OWNED = re.compile(r"['’]s $")  # before a party: it is the party of whoever stands there
# Labels of figures that belong to a whole contest, as the vocabulary names them.
WHOLE_LABELS = frozenset({"majority", "turnout", "electorate", "valid_votes", "rejected_ballots", "swing", "quota"})
_CLOSED = re.compile(f"[{STOP}]?(?:{COMMA}{WORD}[{STOP}]?)?[{CLOSE}]")
_TALLY = 3  # numbers before parties that show the order of a row


@dataclass(frozen=True, slots=True)
class Label:
    """A column or row label of the vocabulary, as printed at ``start`` in a cell of its row."""

    name: str
    start: int
    end: int
    cell: int = 0


@dataclass(frozen=True, slots=True)
class Number:
    """A number with what stands beside it: an opened bracket, and its place in the row."""

    token: Token
    bracket: bool
    cell: int

    @property
    def numeral(self) -> Numeral:
        """The value printed; a number item is made of nothing else."""
        if self.token.number is None:
            raise TypeError("a number item needs a token with a number")
        return self.token.number


@dataclass(frozen=True, slots=True)
class Gap:
    """A placeholder where a number would stand: "new", "n/a", a lone dash."""

    start: int
    word: str


@dataclass(slots=True)
class Chunk:
    """Words between numbers and labels: the parties among them, and what is left, a person perhaps."""

    start: int
    end: int
    parties: list[tuple[int, int, Party | None, bool, bool]] = field(default_factory=list)
    words: list[tuple[int, int]] = field(default_factory=list)
    people: list[tuple[str, Party | None]] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    arrow: int = 0

    def party(self) -> Party | None:
        """The party the chunk names: one in brackets first, then one at its beginning or end."""
        if not self.parties:
            return None
        bracketed = [p for p in self.parties if p[3]]
        edge = [p for p in self.parties if p[0] == self.start or p[1] == self.end]
        return (bracketed or edge or self.parties)[0][2]


Item = Label | Number | Gap | Chunk


def words_of(lexed: Lexed, start: int, end: int) -> Sentence:
    """The tokens of one row, with all that a sentence leaves out."""
    return tokenize(lexed, start, end, weak=True, keep_noise=True)


def parse(lexed: Lexed, start: int, end: int, context: Context, words: Sentence | None = None) -> list[Item]:
    """The items of one row, of ``words`` where they are known."""
    text = lexed.text
    lists = lexed.lexicon.lists
    items: list[Item] = []
    chunk: Chunk | None = None
    depth = cell = 0
    skip = start
    tokens = (words or words_of(lexed, start, end)).tokens
    for position, token in enumerate(tokens):
        if token.start < skip:
            continue
        kind = token.type
        if token.number is not None and depth and _opens_a_name(text, token):
            if chunk is None:
                chunk = Chunk(token.start, token.end)
                items.append(chunk)
            chunk.words.append((token.start, token.end))
            chunk.end = token.end
            continue
        if token.number is not None:
            items.append(Number(token, depth > 0, cell))
            chunk = None
            continue
        if kind == OPEN:
            depth += 1
        elif kind == CLOSE:
            depth = max(depth - 1, 0)
        elif kind == CELL:
            cell += 1
        word = text[token.start : token.end]
        if token.name is None or kind not in (PARTY, PERSON) or all(ref.weak for ref in token.name.refs):
            gap = _placeholder(text, token, lists["placeholders"])
            if gap is not None and items:
                items.append(gap)
                skip = gap.start + len(gap.word)
                chunk = None
                continue
            label = label_at(lexed, token.start)
            if label is not None and label[1] in WHOLE_LABELS and _goes_on(lexed, label[0], end):
                label = None
            if label is not None and word.lower() == "final" and _of_a_title(lexed, label[0], end):
                label = None
            if (
                label is None
                and chunk is not None
                and _is_margin(tokens, position, word.lower(), lists["margin_words"])
            ):
                label = (token.end, "majority")
            if label is not None and not (chunk and chunk.words and word.lower() in ("final", "since", "no")):
                items.append(Label(label[1], token.start, label[0], cell))
                skip = label[0]
                chunk = None
                continue
        if kind in (OPEN, CLOSE, COLON, SEMICOLON, CELL):
            continue
        if kind in (COMMA, STOP, DASH, OTHER, POSSESSIVE) and chunk is None:
            continue
        if chunk is None:
            chunk = Chunk(token.start, token.end)
            items.append(chunk)
        _extend(chunk, token, lexed, context, bracket=_bracketed(tokens, position))
    for item in items:
        if isinstance(item, Chunk):
            _settle(item, lexed)
    return items


def _opens_a_name(text: str, token: Token) -> bool:
    """Whether a number word in brackets is the first word of a name: "(One Leicester)"."""
    printed, after = text[token.start : token.end], text[token.end : token.end + 2]
    return printed.isalpha() and printed[0].isupper() and text[token.start - 1] in "([" and after[1:].isupper()


def owners_first(items: list[Item]) -> list[Item]:
    """The items of a row, with each number behind the party it stands before: "Council now 33 Lab, 27 SNP, 4 Ind"."""
    at = next((i for i, item in enumerate(items) if not isinstance(item, Chunk) or item.parties), 0)
    numbers, chunks = items[at::2], items[at + 1 :: 2]
    pairs = [(n, c) for n, c in zip(numbers, chunks, strict=False) if isinstance(n, Number) and isinstance(c, Chunk)]
    if len(pairs) < _TALLY or len(pairs) * 2 != len(items) - at:
        return items
    if not all(c.parties and c.parties[0][0] == c.start and not c.words for _, c in pairs):
        return items
    return [*items[:at], *(item for number, chunk in pairs for item in (chunk, number))]


def fronted(items: list[Item], *, already: bool) -> bool:
    """Whether the numbers of a row stand before its owner: "2,014 Jo Bell (Lab)"; ``already`` those of one above did.

    Ranks and years stand there too: a list of people begins with a number that is none.
    """
    *numbers, owner = items
    first = numbers[0] if numbers else None
    if not (isinstance(owner, Chunk) and isinstance(first, Number) and all(isinstance(n, Number) for n in numbers)):
        return False
    return already or (bool(owner.parties) and (not owner.words or first.token.type not in (SMALL, YEAR)))


def _settle(chunk: Chunk, lexed: Lexed) -> None:
    """Take back party names that are part of other words: "Ankit Love, Emperor of India", "Green woodpecker"."""
    lists = lexed.lexicon.lists
    known = lists["row_words"] | lists["row_terms"] | lists["function_words"]
    kept = []
    for party in chunk.parties:
        start, end, _, bracketed, weak = party
        following = _NEXT_WORD.match(lexed.text, end, chunk.end) or _ABBREVIATED.match(lexed.text, end, chunk.end)
        opened = lexed.text[start - 1 : start] in (
            "(",
            "[",
        )  # a party in brackets has them to itself: "(Con. survey)"
        if (
            following is not None
            and following[1].islower()
            and not bracketed
            and not (following[1] in known or (following[1] in lexed.lexicon.cues and not opened))
        ):
            chunk.words.append((start, end))
            continue
        inner = any(e <= start for _, e in chunk.words) and any(s >= end for s, _ in chunk.words)
        forename = following is not None and following[1][0].isupper()  # "P Glover (Grn)", "Christian Bell (Lab)"
        initial = forename and end - start == 1 and any(p[0] > end and p[1] - p[0] > 1 for p in chunk.parties)
        if weak and not bracketed and (inner or initial or (forename and any(p[3] for p in chunk.parties))):
            chunk.words.append((start, end))
        else:
            kept.append(party)
    chunk.parties = kept
    chunk.words.sort()
    if kept:
        _lead_in(chunk, kept[0][0], lexed)


def _lead_in(chunk: Chunk, party: int, lexed: Lexed) -> None:
    """Take back what only leads to the party: "In Leeds, for now: Labour 17", "Sir Ed Davey's Lib Dems"."""
    if _OWNED.search(lexed.text, max(chunk.start, party - 3), party):
        chunk.words, chunk.people = [w for w in chunk.words if w[0] >= party], []
        return
    colon = lexed.text.rfind(":", chunk.start, party)
    led = [w for w in chunk.words if w[1] <= colon]
    if any(lexed.text[start].islower() for start, _ in led):
        chunk.words = [w for w in chunk.words if w[0] > colon]


def _is_margin(tokens: tuple[Token, ...], position: int, word: str, margin: frozenset[str]) -> bool:
    """Whether a word parts a winner from the margin: the "by" of "Jo Bell (Lab) by 163"; not that of "up by 163"."""
    if word not in margin or position + 1 >= len(tokens):
        return False
    number = tokens[position + 1].number
    return (
        number is not None
        and not number.sign
        and tokens[position - 1].type in (COMMA, CAPITAL, PERSON, PARTY, PLACE, CLOSE)
    )


def _of_a_title(lexed: Lexed, at: int, end: int) -> bool:
    """Whether a word that may be a column says what follows of a title: "Final result", "FINAL SCORE"."""
    following = _NEXT_WORD.match(lexed.text, at, end)
    return following is not None and label_at(lexed, following.start(1)) is None


def _goes_on(lexed: Lexed, at: int, end: int) -> bool:
    """Whether a name goes on after what looked like a label: "Majority Capital", "Valid times"."""
    following = _NEXT_WORD.match(lexed.text, at, end)
    if following is None:
        return False
    word = following[1].lower()
    lists = lexed.lexicon.lists
    known = word in lists["function_words"] or word in lists["row_terms"] or word in lexed.lexicon.labels
    return (
        not known
        and word not in lexed.lexicon.cues
        and not any(n.start == following.start(1) for n in (lexed.name_at.get(following.start(1)),) if n)
    )


def _bracketed(tokens: tuple[Token, ...], position: int) -> bool:
    before = tokens[position - 1].type if position else ""
    after = "".join([t.type for t in tokens[position + 1 : position + 5]])
    return before == OPEN and _CLOSED.match(after) is not None  # "(Lab)", "(Lib.)", "(R, inc.)"


@lru_cache(maxsize=8)
def _by_letter(words: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """The words by their first letters: most tokens begin like none of them."""
    return {letter: tuple(sorted(w for w in words if w[0] == letter)) for letter in {w[0] for w in words}}


def _placeholder(text: str, token: Token, words: frozenset[str]) -> Gap | None:
    for word in _by_letter(words).get(text[token.start].lower(), ()):
        end = token.start + len(word)
        if text[token.start : end].lower() == word and not text[end : end + 1].isalnum():
            return Gap(token.start, text[token.start : end])
    return None


def _extend(chunk: Chunk, token: Token, lexed: Lexed, context: Context, *, bracket: bool) -> None:
    kind, text = token.type, lexed.text
    if kind == PARTY and token.name is not None:
        party = party_of(token.name, context)
        if party is not None or names_none(token.name):
            weak = all(ref.weak for ref in token.name.refs)
            chunk.parties.append((token.start, token.end, party, bracket, weak))
            chunk.end = token.end
            return
    if kind == PERSON and token.name is not None:
        entry = next((r.entry for r in token.name.refs if isinstance(r.entry, PersonEntry)), None)
        following = _NEXT_WORD.match(text, token.end)
        part = " " not in text[token.start : token.end] and following is not None and following[1][0].isupper()
        if entry is not None and not part:  # the "Cameron" of "Cameron Eadie" is nobody a pack knows
            chunk.people.append((entry.name, party_of(token.name, context)))
            chunk.end = token.end
            return
    if kind == PLACE and token.name is not None:
        place = place_of(token.name, context)
        if place is not None:
            chunk.places.append(place)
        if bracket and chunk.parties:  # "Conservative Party (UK)"
            chunk.end = token.end
            return
    if kind in (COMMA, STOP, DASH, OTHER, POSSESSIVE):
        return
    lower = text[token.start : token.end].lower()
    if lower in ("increase", "▲", "decrease", "▼"):
        chunk.arrow = 1 if lower in ("increase", "▲") else -1
    if lower not in lexed.lexicon.lists["row_words"] or _INITIAL.match(text, token.start):
        chunk.words.append((token.start, token.end))
    chunk.end = token.end
