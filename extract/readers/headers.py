"""Lines of a table or list that hold no figures: column headers, dated sections, what a line says of its world."""

from __future__ import annotations

import re

from extract.lexer import CLOSE, COLON, NUMBERS, OPEN, PARTY, PERSON, YEAR, Lexed, sketch
from extract.model import Owner, Status
from extract.readers.entries import CHANGE_OF, RECORD, TEXT_COLUMNS, WHOLE, Group
from extract.readers.rows import Chunk, Gap, Item, Label, Number
from extract.readers.scope import Cues
from extract.segments import Kind, Unit

_LEAD = 8  # tokens before the first party or number, in which a line says of which world it is
_STOPS = " .:"  # that may stand behind what a line says of itself
_LEAD_ENDS = re.compile(f"[{PARTY}{PERSON}{COLON}{NUMBERS.replace(YEAR, '')}]")
# Behind a colon, words alone: "The ward when last fought (2015): the elected in bold".
_DATED = re.compile(
    f"[^{OPEN}{COLON}{NUMBERS}{PARTY}]+[{OPEN}]?[{YEAR}][{CLOSE}]?[{COLON}][^{NUMBERS}{PARTY}{PERSON}]*"
)
_NAMES = TEXT_COLUMNS | {"winner", "ward", "surname", "forenames"}
_WIDE = 2  # columns over others, and under each of them, at least
_COLUMNS = 3  # labels that make a header of the beginning of a line
_QUOTED = 3  # fields in quotes side by side
_EMPTY = TEXT_COLUMNS | {"skip", "change"}  # labels that alone make no header


def world(lexed: Lexed, unit: Unit, within: str, cues: Cues, year: int | None) -> Status | None:
    """Of which world a line says it is before its first owner: "Exit poll.", "Before:", "(May 2015 -".

    ``within`` are the types of its tokens, and ``year`` is that of the election; where it is unknown, a year in
    brackets or after "in" is past.
    """
    if lexed.text[unit.start : unit.end].rstrip(_STOPS).lower().endswith(tuple(lexed.lexicon.lists["exit_polls"])):
        return Status.PROJECTION  # "10pm: EXIT POLL.", "Con 368, Lab 191 - exit poll"
    if cues.previous.isdisjoint(within) and not any(kind in within for kind in (cues.projection, cues.survey, YEAR)):
        return None  # as nearly always
    sentence = sketch(lexed, unit.start, _first_count(lexed, unit), capitals=False)
    types = sentence.types
    stop = _LEAD_ENDS.search(types)
    lead = stop.start() if stop else len(types)
    if lead >= _LEAD and COLON not in types[: lead + 1]:
        return None
    said = set(types[:lead])
    if cues.projection in said:
        return Status.PROJECTION
    if cues.survey in said and any(n.number and n.number.percent for n in lexed.numbers(unit.start, unit.end)):
        return Status.POLL
    numbers = [sentence.tokens[at].number for at in range(lead) if types[at] == YEAR]
    years = [int(number.value) for number in numbers if number is not None]
    past = bool(years) and (_of_then(types, cues) if year is None else max(years) < year)
    return Status.PREVIOUS if past or cues.previous & said else None


def _first_count(lexed: Lexed, unit: Unit) -> int:
    """Where the first number that is no year ends, else the unit: what follows is not looked at."""
    return next((n.end for n in lexed.numbers(unit.start, unit.end) if n.type != YEAR), unit.end)


def is_data(lexed: Lexed, unit: Unit) -> bool:
    """Whether a line is one of a file of quoted fields, without the header that names them."""
    return lexed.text.count('","', unit.start, unit.end) >= _QUOTED


def announced(lexed: Lexed, unit: Unit, cues: Cues, year: int | None) -> Status | None:
    """Of which world the lines below a sentence are that ends in a colon: "The forecast:", "In 2017 it went:"."""
    printed = lexed.text[unit.start : unit.end].rstrip()
    if ":" not in printed:
        return None
    sentence = sketch(lexed, unit.start, unit.end, capitals=False)
    types = sentence.types
    if printed[-1] != ":" and (printed[-1] == "." or not _DATED.fullmatch(types)):
        return None
    if cues.projection in types:
        return Status.PROJECTION
    numbers = [t.number for t in sentence.tokens.values() if t.type == YEAR]
    years = [int(number.value) for number in numbers if number is not None]
    if not cues.previous.isdisjoint(types) or (years and year is not None and max(years) < year):
        return Status.PREVIOUS
    return Status.POLL if cues.survey in types else None


def _of_then(types: str, cues: Cues) -> bool:
    """Whether a line opens with the year it is about: "(May 2015 - ...", "In 2012", "The ward in 2012: ..."."""
    if types[0] in OPEN + cues.inside:
        return True
    at = types.find(YEAR)
    return at > 0 and types[at - 1] == cues.inside and types[at + 1 : at + 2] == COLON


def is_year_column(lexed: Lexed, unit: Unit, numbers: list[Number], group: Group) -> bool:
    """Whether a line is a year alone in its cell, in a header with one cell to a line: "| Party", "| 2019"."""
    printed = lexed.text[unit.start : unit.end]
    alone = len(numbers) == 1 and numbers[0].token.type == YEAR and printed.strip(" |").isdecimal()
    return alone and "|" in printed and bool(group.labels) and not group.entries


def is_section(lexed: Lexed, unit: Unit, items: list[Item], numbers: list[Number]) -> bool:
    """Whether the only numbers of a line are dates: "GENERAL ELECTION, 2019", or a year alone."""
    if not numbers or any(isinstance(i, Label) and i.name in WHOLE for i in items):
        return False
    printed = lexed.text[unit.start : unit.end]
    years = [n for n in numbers if n.token.type == YEAR]
    words = {w.strip(".,:;()").lower() for w in printed.split()}
    dated = len(years) == 1 and all(n.token.type in (YEAR, "s") for n in numbers)
    if not dated or any(isinstance(i, Label) or (isinstance(i, Chunk) and i.parties) for i in items):
        return False
    alone = len(items) == 1 and "|" not in printed
    return alone or bool(words & lexed.lexicon.lists["election_words"])


def compared(items: list[Item], numbers: list[Number]) -> str | None:
    """What a line says that the rows below it count, the year before in brackets: "SEATS WON 2024 (2019):"."""
    labels = [i.name for i in items if isinstance(i, Label) and i.name in RECORD]
    if len(numbers) != 2 or len(labels) != 1 or any(isinstance(i, Chunk) and i.parties for i in items):
        return None
    now, before = numbers
    years = now.token.type == before.token.type == YEAR and now.numeral.value > before.numeral.value
    return labels[0] if years and before.bracket and not now.bracket and items[-1] is before else None


def is_header(items: list[Item], numbers: list[Number], above: list[str] | None = None) -> bool:
    """Whether a line names the columns of the rows below it, by labels or by parties; ``above`` are wider ones."""
    labels = [i for i in items if isinstance(i, Label)]
    if any(n.token.type != YEAR for n in numbers):
        return False
    chunks = [i for i in items if isinstance(i, Chunk)]
    parties = sum(len(c.parties) for c in chunks)
    if parties >= 2 and not numbers:
        named = sum(end - start for c in chunks for start, end, *_ in c.parties)
        return named * 4 >= 3 * sum(c.end - c.start for c in chunks)
    roles = {i.name for i in labels}
    if roles == {"votes", "vote_share"} and len(labels) == 2 and not any(c.words for c in chunks):
        return labels[1].start - labels[0].end > 1  # "% Votes": one column, its label on a line of its own
    told = sum(len(c.words) for c in chunks) > 2 * len(labels)  # "How the poll shares out the seats:"
    named = not roles <= _EMPTY or ("change" in roles and len(above or ()) >= _WIDE)
    return len(labels) >= 2 and parties == 0 and named and not told


def inline(lexed: Lexed, items: list[Item], status: Status) -> tuple[Group, list[Item]] | None:
    """The group of a header that its first row follows on the line, and that row: "Party Seats Votes % Lab 262 ..."."""
    at = next((i for i, item in enumerate(items) if isinstance(item, Number | Gap) or _names_party(item)), len(items))
    head = items[:at]
    labels = [i.name for i in head if isinstance(i, Label)]
    if len(labels) < _COLUMNS or not _names_party(items[at]) or not is_header(head, []):
        return None
    group = Group(status=status)
    for item in head:
        if isinstance(item, Chunk):
            group.columns += ["unknown"] * len(lexed.text[item.start : item.end].split())
        elif isinstance(item, Label) and item.name not in _NAMES:
            group.columns.append(item.name)
    return group, items[at:]


def _names_party(item: Item) -> bool:
    return isinstance(item, Chunk) and bool(item.parties)


def under(above: list[str], items: list[Item]) -> list[str]:
    """Columns under a line of wider ones, each of which has as many: "Councillors | Councils", "+/- Total +/- Total".

    None where the lines do not fit each other.
    """
    names = [i.name if isinstance(i, Label) else "" for i in items if not isinstance(i, Label) or i.name not in _NAMES]
    each, left = divmod(len(names), max(len(above), 1))
    if len(above) < _WIDE or each < _WIDE or left or any(name not in RECORD for name in above):
        return []
    bases = [RECORD[above[at // each]] for at in range(len(names))]
    changes = [CHANGE_OF.get(base, base) for base in bases]
    return [
        change.value if name == "change" else name or base.value
        for name, base, change in zip(names, bases, changes, strict=True)
    ]


def header(lexed: Lexed, items: list[Item], status: Status) -> Group:
    """The group of rows that a header begins."""
    owners = [Owner(p[2]) for i in items if isinstance(i, Chunk) for p in i.parties if p[2]]
    group = Group(status=status)
    if len(owners) >= 2:
        group.parties = owners
        return group
    cells, cell = any(isinstance(i, Label) and i.cell for i in items), -1
    group.leads = any(isinstance(i, Label) and i.name == "winner" for i in items)
    if group.leads and isinstance(items[0], Label) and items[0].name == "electorate":
        items = items[1:]  # in New Zealand, the name of a seat
    for item in items:
        if isinstance(item, Label) and item.name not in _NAMES:
            if cells and item.cell == cell and group.columns:
                group.columns[-1] = _of_one_cell(group.columns[-1], item.name)
            elif not (item.name == "change" and group.columns[-1:] == ["change"]):
                group.columns.append(item.name)
            cell = item.cell
        elif isinstance(item, Chunk) and group.columns and not cells and item.words and not _plain(lexed, item):
            group.columns.append("unknown")
    group.named = any(isinstance(i, Label) and i.name == "candidate" for i in items)
    return group


def _plain(lexed: Lexed, item: Chunk) -> bool:
    """Whether words of a header only go on from a label: "MEPs in brackets"."""
    return lexed.text[item.start : item.end].islower()


def _of_one_cell(first: str, second: str) -> str:
    """The column that two labels in one cell name together: "Votes %" is a share, "% change" a change."""
    return "change" if "change" in (first, second) else "vote_share" if "vote_share" in (first, second) else first


def names_only(lexed: Lexed, unit: Unit, items: list[Item]) -> bool:
    """Whether a line is a party and a person and no more: "Con keep it" or "CON HOLD" begins no record."""
    printed = {w.strip("().,:;[]").lower() for w in lexed.text[unit.start : unit.end].split()}
    if printed & lexed.lexicon.lists["defence_words"]:
        return False  # "Bolton: Crompton (Lab defending)"
    spans = [s for i in items if isinstance(i, Chunk) for s in (*i.words, *((p[0], p[1]) for p in i.parties))]
    spans += [(i.start, i.end) for i in items if isinstance(i, Label)]
    words = [w for w in lexed.text[unit.start : unit.end].split() if any(c.isalpha() for c in w)]
    covered = sum(len(lexed.text[a:b].split()) for a, b in spans)
    return unit.kind is Kind.HEADING and covered >= len(words)
