"""One row of a table or list, item by item: whose its numbers are and what it says of them, into its group."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise, zip_longest
from typing import Final

from extract.context import Context
from extract.lexer import CAPITAL, COUNTS, DECIMAL, PERCENT, PERSON, PLACE, POINTS, YEAR, Lexed, sketch
from extract.model import CHANGES, Ignored, Measure, Owner, Party, Place, Status, Unread
from extract.readers.crosstab import board_row, place_row
from extract.readers.entries import RECORD, TEXT_COLUMNS, WHOLE, Entry, Group, span_of
from extract.readers.patterns import Claim, Template, claims
from extract.readers.row_owners import dashed, lead, merge, owner_of, printed_party, rivals
from extract.readers.rows import Chunk, Gap, Item, Label, Number, fronted
from extract.segments import Unit

_OF_ALL = {measure: name for name, measure in WHOLE.items()}
_OF_A_CHAMBER = "seats.partys-of-all"  # "Punjab: Congress 77 of 117"
_SURE = 4  # evidence of an election that leaves no doubt what people are listed for
_NAMES = 4  # words that a name has at most
NO_OWNER: Final = "the row names no party or person and no label"
_BALLOTS = frozenset({"electorate", "valid_votes", "rejected_ballots", "quota"})
_COUNTED = frozenset({"votes", "seats", "seats_leading", "councils", "councillors"})
# A name with a party behind it, in brackets or as initials.
_BRACKETED = re.compile(r"(?P<name>[^\W\d_][^()\[\]\d|\t]{2,60}?)\s*[(\[](?P<party>[^()\[\]\d]{2,40})[)\]]")
_INITIALED = re.compile(r"(?P<name>[^()\d|\t]*[^\W\d_][a-z][^()\d|\t]*?)\s+(?P<party>[A-Z]{2,5})")
_DASHED = re.compile(r"\s[-–—]\s")
_LIST_NUMBER = re.compile(r"\d{1,2}[.)]")
_LEADS = re.compile(r"[^\d:|\n]{0,40}:")  # behind a label of all that follows: "National share, as projected: Lab 38"
_ENDED = re.compile(r"[ \t]*(?:[,;.()]|$)")
# What a row says in words of the whole count, whoever its columns belong to: "650 seats out of 650".
_SAID = frozenset(
    {Measure.SEATS_DECLARED, Measure.SEATS_TOTAL, Measure.SEATS_REMAINING, Measure.MAJORITY_THRESHOLD,
     Measure.SEATS_SHORT}
)  # fmt: skip


class Row:
    """The state of one reading of one row."""

    def __init__(
        self, unit: Unit, group: Group, world: Status | None, lexed: Lexed, context: Context,
        patterns: tuple[Template, ...],
    ) -> None:  # fmt: skip
        self.unit, self.group, self.world = unit, group, world
        self.lexed, self.context = lexed, context
        sentence = sketch(lexed, unit.start, unit.end, capitals=False, weak=True)
        self.claimed = {sentence.tokens[c.index].start: c for c in claims(sentence, patterns).values()}
        first = next((i for i, token in sentence.tokens.items() if token.number is not None), 0)
        bodies = "".join(lexed.lexicon.type_of(name) for name in ("chamber", "council", "councillor"))
        lead = f"-{sentence.types[:first]}"
        self.chamber = any(  # "Council now: Lab 33, SNP 27"; no part of a name
            kind in bodies and before not in (CAPITAL, PERSON, PLACE) for before, kind in pairwise(lead)
        )
        self.label, self.section = group.label, group.section
        self.whole: list[Owner] = group.whole
        self.total = self.fresh = self.money = False
        self.place: Place | None = None
        self.of_all: str | None = None
        self.led: str | None = None
        self.status: Status | None = None
        self.then: Status | None = None  # when shares in brackets are of: "60.8% (2010: 47.3%); UKIP 12.2% (4.7%)"
        self.arrow = 0
        self.listed = False
        self.last: Entry | None = None
        self.party: Party | None = None  # the last that the row has named

    def read(self, items: list[Item]) -> Iterator[Ignored | Unread]:
        """Put the numbers of the row into its group; yields those that are none of its figures."""
        group = self.group
        left = board_row(items, self.unit, group, self.lexed) if group.parties else None
        if left is not None:
            yield from left
            return
        if group.parties and place_row(items, group, self.lexed):
            return
        printed = self.lexed.text[self.unit.start : self.unit.end].strip()
        if len(items) == 1 and isinstance(items[0], Number) and _LIST_NUMBER.fullmatch(printed):
            yield Ignored(span_of(items[0]), "row.list-number")
            return
        if self._tells_of_all(items):
            return
        rank = self._rank(items)
        if rank is not None:
            yield Ignored(span_of(rank), "row.rank")
            items = items[1:]
        if (group.positions or not group.owners) and fronted(items, already=group.fronted):
            group.fronted, items = True, [items[-1], *items[:-1]]
        self.listed = sum(isinstance(i, Chunk) and bool(i.parties) for i in items) > 1
        before: Item | None = None
        for item, after, then in zip_longest(items, items[1:], items[2:]):
            if isinstance(item, Chunk):
                self._words(item, after, then, first=before is None)
            elif isinstance(item, Label):
                # what stands behind the number in "Minster (2 seats): Bell 812" is no column
                if group.owners or self.last or not (isinstance(before, Number) and item.name in _COUNTED):
                    self._labelled(item, follows=isinstance(after, Number))
            elif isinstance(item, Gap):
                group.positions += 1
                group.sizes[group.records] = group.positions
            else:
                labels_next = isinstance(after, Label) and isinstance(then, Number)
                other = self._number(item, measured=isinstance(before, Label), apart=labels_next)
                if other is not None:
                    yield other
            before = item
        group.label = None
        group.labels, group.whole = [], []

    def _tells_of_all(self, items: list[Item]) -> bool:
        """Whether a row says how many seats a chamber has: "All 58 seats to Somerset County Council"."""
        if len(items) < 3:
            return False
        first, number, label = items[:3]
        if not (isinstance(first, Chunk) and isinstance(number, Number) and isinstance(label, Label)):
            return False
        word = self.lexed.text[first.start : number.token.start].strip(" ").lower()
        if word not in self.lexed.lexicon.lists["all_words"] or label.name != "seats":
            return False
        self.group.entries.append(Entry(number, [], None, 0, -1, status=self.world, board=Measure.SEATS_TOTAL))
        return True

    def _rank(self, items: list[Item]) -> Number | None:
        """The cell a row begins with that says the how manyth of its group it is: "2 | Bell | 35,175"."""
        rank, *rest = items
        if not isinstance(rank, Number) or rank.bracket or rank.numeral.value != self.group.rank + 1:
            return None
        named = rest[0] if rest else None
        border = self.lexed.text[rank.token.end : named.start].strip(" ") if isinstance(named, Chunk) else ""
        if border not in ("|", "\t") or not any(isinstance(i, Number) for i in rest):
            return None
        self.group.rank += 1
        return rank

    def _words(self, item: Chunk, after: Item | None, then: Item | None, *, first: bool) -> None:
        """Words: the owner of what follows, or of a swing or majority, or the place of the row."""
        group, text = self.group, self.lexed.text
        self.arrow = item.arrow or self.arrow
        self.party = item.parties[-1][2] if item.parties else self.party
        if first and self.listed:
            place, item = lead(item, self.lexed, self.context)
            self.place = place or self.place
        elif first and item.parties:
            place, item = dashed(item, self.lexed, self.context)
            self.place = place or self.place
        owners = owner_of(item, self.lexed)
        against = rivals(item, self.lexed)
        if against:  # what is counted of both, the margin, is the first one's; all else stands beside the last
            self.whole = against[:1]
            owners = against[:1] if group.leads else against[-1:]
        led = text.rfind(":", item.start, item.end)  # "Totals: Keane 19,704; Holroyd 16,327"
        words = {text[a:b].lower() for a, b in item.words if item.words[-1][0] < led or a > led}
        named = self.label in WHOLE  # "BALLOTS CAST - TOTAL"
        if words & self.lexed.lexicon.lists["total_words"] and not (item.parties or named):
            self.total = True
        moved = self.label == "swing" or (self.label == "majority" and self.last is not None)
        if moved and len(item.parties) == 2:
            self.whole = [Owner(item.parties[-1][2])]  # "swing 5% Lab to Con", "Swing Lab to Con 5%"
            if self.last is not None:
                self.last.owners = self.whole
            return
        if item.places and not item.parties and (len(item.words) == 1 or item.places[0].kind != "country"):
            self.place = item.places[0]
        pending = bool(group.owners) and group.positions == 0 and group.owners[0].candidate is None
        stranger = self._stranger(item) if first and isinstance(after, Number) else None
        owners = [stranger] if stranger is not None else owners
        known = item.parties or item.people or group.named or pending or stranger is not None
        known = known or all(o.candidate in self.context.people for o in owners)
        told = after if not known and isinstance(after, Number) else None
        if told and (self._one_more(item, owners, told) or self._polled(owners, told, then)):
            owners, known = [self.context.person(owners[0].candidate or "")], True
        over = self.listed or self.section not in ("majority", "swing")
        if owners and known and item.parties and self.section in WHOLE and over:
            self.section = group.section = None
        if owners and known and not (isinstance(after, Label) and after.name in WHOLE):
            group.owners = merge(group.owners, owners) if group.positions == 0 and group.owners else owners
            group.new_record()
            self.label, self.of_all, self.status, self.last = self.led, None, None, None
            self.fresh, self.money = True, False
            for owner in group.owners:
                if owner.candidate:
                    self.context.learn(owner.candidate, owner.party)
        elif owners and item.parties:
            self.whole = against[:1] or [Owner(item.party())]
        elif owners and isinstance(after, Label) and self._is_by(after):
            self.whole = [self._winner(owners[-1])]
        elif self._unknown_owner(item, after, first=first) and not self.section:
            # The row of a party no pack knows; its numbers are not those of the row above.
            unknown = printed_party(item, self.lexed) if group.owners and not group.owners[0].candidate else None
            group.owners = [Owner(unknown)] if unknown else []
            group.new_record()
            self.label, self.last, self.fresh = None, None, unknown is not None
        elif item.words and group.positions and self.label is None and not group.label:
            self.last = None

    def _one_more(self, item: Chunk, owners: list[Owner], after: Number) -> bool:
        """Whether words are one more name, behind rows of people: "Bell 812, Roy 705, Day 32"."""
        before = self.group.owners[0].candidate if self.group.owners and self.group.records else None
        if before is None or len(owners) != 1 or item.places or after.token.type == YEAR:
            return False
        words = (owners[0].candidate or "").split()
        if not 1 <= len(words) <= _NAMES or not all(word[0].isupper() and word.isalpha() for word in words):
            return False
        return len(words) > 1 or " " not in before or words[0] in self.context.people

    def _polled(self, owners: list[Owner], after: Number, then: Item | None) -> bool:
        """Whether a name has votes behind it, in so many words or with their share: "Jo Bell, 386 (42.79%)"."""
        words = (owners[0].candidate or "").split() if len(owners) == 1 else []
        named = 1 < len(words) <= _NAMES and all(word[0].isupper() for word in words)
        if not named or self.context.evidence < _SURE or after.token.type not in (*COUNTS, YEAR):
            return False
        if any(owner.candidate is None for owner in self.group.owners):
            return False  # in a list of parties it is one no pack knows
        share = isinstance(then, Number) and then.bracket and then.token.type == PERCENT and not then.numeral.sign
        return share or (isinstance(then, Label) and then.name == "votes")

    def _is_by(self, label: Label) -> bool:
        """Whether a label is the word before a margin: "Jo Bell by 163"."""
        return self.lexed.text[label.start : label.end].lower() in self.lexed.lexicon.lists["margin_words"]

    def _winner(self, owner: Owner) -> Owner:
        """Who won by what follows: "Northland - Jo Bell", "Jo Bell, a nurse"."""
        name = _DASHED.split(owner.candidate or "")[-1].split(",")[0].strip()
        return self.context.person(name) if name and owner.party is None else owner

    def _stranger(self, item: Chunk) -> Owner | None:
        """Somebody of a party no pack knows, in a row like those before: "John Murray (Aust Rep)", "CARR, Joe FNZ"."""
        owners = self.group.owners
        if item.parties or not owners or owners[0].candidate is None or owners[0].party is None:
            return None
        match = _BRACKETED.match(self.lexed.text, item.start, self.unit.end)
        match = match or _INITIALED.fullmatch(self.lexed.text, item.start, item.end)
        if match is None or match.end() < item.end:
            return None
        return Owner(Party(match["party"]), match["name"].strip())

    def _unknown_owner(self, item: Chunk, after: Item | None, *, first: bool) -> bool:
        """Whether words before a number can only be an owner no pack knows; the row's owner before them is another."""
        if not item.words or item.places or not isinstance(after, Number) or after.token.type == YEAR:
            return False
        printed = [self.lexed.text[a:b] for a, b in item.words]
        return first or (len(printed) <= 2 and all(w[0].isupper() for w in printed))

    def _labelled(self, item: Label, *, follows: bool) -> None:
        """A label: of the number before it ("1,200 votes"), or of those after it."""
        group = self.group
        summed = self._summed(item) if follows and (group.positions or not group.owners) else None
        if summed is not None:
            self.label = self.of_all = summed
            group.owners, self.last = [], None  # what follows unlabelled is none of the last candidate's
            return
        unlabelled = self.last is not None and self.last.label is None
        if self.last is not None and unlabelled and self._is_outcome(item, self.last):
            return
        if self.last is not None and unlabelled and item.name == "winner" and self._behind(item):
            self.last.label, self.last = "seats", None  # "PUP: 4591, 0.7%, 2 elected"
            return
        if self.last is not None and unlabelled and item.name in RECORD:
            self.last.label = item.name
            self.last = None
        elif item.name in TEXT_COLUMNS or (item.name == "change" and self.label in WHOLE):
            return
        elif self.last is not None and unlabelled and item.name in WHOLE and self._behind(item):
            self.last.label, self.last.owners = item.name, self.whole or self.last.owners
        elif self.last is not None and unlabelled and not self.fresh and item.name in WHOLE:
            self.last.label = self.label = item.name
        else:
            self.label = item.name
            if item.name in RECORD and not follows and _LEADS.match(self.lexed.text, item.end, self.unit.end):
                self.led = item.name
            self.of_all = item.name if item.name in WHOLE and not self.fresh else self.of_all

    def _behind(self, label: Label) -> bool:
        """Whether a label belongs to the number it stands behind: "Con gain with an 8.1% majority, 77% turnout"."""
        text, number = self.lexed.text, self.last.number.token if self.last else None
        beside = number is not None and text[number.end : label.start] == " "
        return beside and _ENDED.match(text, label.end, self.unit.end) is not None

    def _is_outcome(self, label: Label, entry: Entry) -> bool:
        """Whether a word behind a number says what came of its row, and not how many got in: "Jo Bell 812 elected"."""
        if self.lexed.text[label.start : label.end].lower() not in self.lexed.lexicon.lists["outcome_words"]:
            return False
        number = entry.number.numeral
        if any(o.candidate for o in entry.owners) or entry.number.token.type not in COUNTS or number.sign:
            return True
        if label.name != "winner" or not self._behind(label):
            return False
        # "1,212 elected" of a party is one of its people; "4,591, 0.7%, 2 elected" tells the votes first
        votes = [e.number for e in self.group.entries if e.record == entry.record and e.label in (None, "votes")]
        return not any(n.token.type in COUNTS and n.numeral.value > number.value for n in votes)

    def _summed(self, item: Label) -> str | None:
        """What a label counts that sums up a contest, behind the rows of its candidates: "Total votes"."""
        printed = self.lexed.text[item.start : item.end].lower()
        lists = self.lexed.lexicon.lists
        return next((name for name in ("valid_votes", "turnout") if printed in lists[f"summed_{name}"]), None)

    def _number(self, item: Number, *, measured: bool, apart: bool) -> Ignored | Unread | None:
        """A number: put into the group with all the row has said of it, or given back with the reason.

        ``measured`` says that a label stands before it, ``apart`` that the label behind it is the next number's.
        """
        group = self.group
        claim = self.claimed.get(item.token.start)
        if claim is not None and claim.slot.ignored:
            self.money = claim.rule.startswith("money.")
            return Ignored(span_of(item), claim.rule)
        if self.money and item.bracket and item.token.type in (PERCENT, DECIMAL) and not self.label:
            return Ignored(span_of(item), "row.share-of-money")
        if claim is not None and claim.slot.sign and (claim.slot.change or claim.slot.measure in CHANGES):
            self.arrow = claim.slot.sign  # "up 30", "down five"
        if claim is not None and self._says_of_all(item, claim):
            return None
        if item.token.type == YEAR and self._is_year(item):
            past = self.context.year is None or item.numeral.value < self.context.year
            if past and not measured:  # not that of "9.6% since 2007"
                self.status = Status.PREVIOUS
                if self.context.year and not (self.fresh or self.group.columns or self.last):
                    self.world = Status.PREVIOUS  # "1987: Lab 24,071, SNP 3,851"
            return Ignored(span_of(item), "year")
        if self.total and self.label != "seats":
            return Ignored(span_of(item), "row.total")
        section = self.section if self.section in WHOLE or not group.columns else None
        if self.label == self.led in _COUNTED and item.token.type in (PERCENT, DECIMAL):
            self.label = None  # "First preferences: SF 24.5%"
        said = _said(self.label, self.of_all or section, self.total, item)
        whole = self.whole
        if said is None and claim is not None and claim.slot.measure is not None and not (group.columns or apart):
            said = _OF_ALL.get(claim.slot.measure)
            whole = whole or (group.owners if self.fresh else [])
        if claim is not None and claim.slot.measure is Measure.ELECTORATE:
            said = "electorate"  # behind the label of the turnout: "Turnout 38.2% of 6,120"
        owners = whole if said in WHOLE else group.owners
        spoken = item.numeral.form == "words" and not self.fresh and said not in WHOLE
        if (not owners and said is None and not group.columns) or spoken:
            return Unread(span_of(item), NO_OWNER)
        if group.leads and not self.fresh and said is None:
            return Unread(span_of(item), "its row has not named its winner yet")
        if said in _BALLOTS and (item.numeral.sign or item.token.type == PERCENT):
            return Ignored(span_of(item), "row.share-of-all")  # "Informal votes 569 (3.86%) -1.75%"
        if said == "skip":
            return Ignored(span_of(item), "row.skipped-column")
        if said == "majority" and item.numeral.sign and self.last is not None and self.last.label == said:
            return Ignored(span_of(item), "row.change-of-margin")  # "Majority 564 7.1 -26.3"
        forced = claim.slot.status if claim is not None and not item.numeral.sign else None
        if item.bracket and item.token.type == PERCENT and not item.numeral.sign:
            self.then = forced = forced or self.then
        if item.bracket and not item.numeral.sign:
            forced = forced or group.bracketed
        status = forced or (self.status if not item.numeral.sign else None) or self.world
        entry = Entry(item, list(owners), said, group.positions, group.records, self.arrow, self.place, status)
        entry.line = self.unit.start
        if claim is not None and claim.rule == _OF_A_CHAMBER and said is None:
            entry.board = Measure.SEATS
        if self.chamber and self.listed and said is None and item.token.type in COUNTS and not item.numeral.sign:
            entry.board = Measure.SEATS if not any(o.candidate for o in owners) else None
        group.entries.append(entry)
        group.positions += 1
        self.last, self.arrow = entry, 0
        if self.label in RECORD:
            self.label = None
        return None

    def _says_of_all(self, item: Number, claim: Claim) -> bool:
        """Whether the words around a number say what it counts of the whole: "650 seats out of 650"."""
        measure = claim.slot.measure
        short = measure is Measure.SEATS_SHORT  # and stands in brackets: "(Labour short by 2)"
        if measure not in _SAID or self.label not in (None, "seats") or (item.bracket and not short):
            return False
        owners = [Owner(self.party)] if short and self.party else list(self.group.owners)
        entry = Entry(item, owners, None, 0, -1, status=claim.slot.status or self.world, board=measure)
        self.group.entries.append(entry)
        return True

    def _is_year(self, item: Number) -> bool:
        """Whether a number like 1992 is a year and no count: in brackets, or not the first of a record of this row."""
        late = self.group.positions > 0 and not self.group.columns
        return item.bracket or self.label == "change" or not self.fresh or late


def _said(label: str | None, section: str | None, total: bool, item: Number) -> str | None:
    """What the words of a row and the heading above it say that its number is, taken together."""
    if total and label == "seats":
        return "seats_total"
    if section in WHOLE and label in (None, "votes", "vote_share"):
        return section
    if label is not None or section is None:
        return label
    percent = item.token.type in (PERCENT, DECIMAL, POINTS)
    counts = section in _COUNTED
    return None if percent == counts else section
