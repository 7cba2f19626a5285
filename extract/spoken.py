"""Number words to exact values: twenty-one, a hundred and four, half a million, two-thirds, none, unchanged.

A word that counts only in company (third, hundred, no) is read where that company stands, and not else.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, getcontext
from typing import NamedTuple

from extract.numeral_words import AMOUNTS, MULTIPLIERS, PARTS, SMALL, Atom, Numeral, NumeralWords, Refused

_ZERO, _ONE, _TEN, _HUNDRED, _THOUSAND = (Decimal(n) for n in (0, 1, 10, 100, 1000))
_HALF, _TENTH, _ENDLESS = Decimal("0.5"), Decimal("0.1"), Decimal("Infinity")
_OPENING, _CLOSING = frozenset("(["), frozenset(")]")
_LONGEST_GAP = 7  # " and a ", the longest that stands inside a number
_FORMS = {"nil": "nil", "nil_before_noun": "nil", "unchanged": "unchanged", "unchanged_mark": "unchanged"}


class _Token(NamedTuple):
    start: int
    end: int
    atom: Atom


class _Amount(NamedTuple):
    """A spoken number so far; the token ``at`` comes next, and must stay below ``room`` if it is small."""

    at: int
    end: int
    total: Decimal = _ZERO
    group: Decimal = _ZERO
    room: Decimal = _THOUSAND
    scale: Decimal = _ENDLESS
    unit: Decimal = _ZERO
    form: str = "words"


def spoken(text: str, words: NumeralWords, hits: Iterable[tuple[int, int]] | None) -> list[Numeral | Refused]:
    """Every number word of ``text``; ``hits`` are the spans of known words where they were found already."""
    spans = hits if hits is not None else (match.span() for match in words.finder.finditer(text))
    tokens: list[_Token] = []
    done = 0
    for start, end in spans:
        printed = text[start:end]
        atom = words.atoms.get(printed) or words.atoms.get(" ".join(printed.lower().split()))
        inside = text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()
        if atom and start >= done and not inside:
            tokens.append(_Token(start, end, atom))
            done = end
    found: list[Numeral | Refused] = []
    at = 0
    while at < len(tokens):
        start, end, atom = tokens[at]
        item: Numeral | Refused | None = None
        alone = at + 1 == len(tokens) or tokens[at + 1].start - end > _LONGEST_GAP
        if alone and atom.kind in SMALL:
            at += 1
            if words.stands_alone(text, start, end):
                item = Numeral(start, end, atom.value, atom.value, atom.value, "words")
            else:
                item = _word_numeral(text, start, _Amount(at, end, group=atom.value), words)
        elif atom.kind in AMOUNTS:
            at, item = _amount(text, tokens, at, words)
        else:
            at += 1
            if _stands(text, start, end, atom.kind, words):
                form = _FORMS.get(atom.kind, "words")
                item = _word_numeral(text, start, _Amount(at, end, atom.value, form=form), words)
        joined = _decimal(text, found[-1], item, words) if item and found else None
        if joined:
            found[-1] = joined
        elif item:
            found.append(item)
    return found


def _decimal(text: str, whole: Numeral | Refused, part: Numeral | Refused, words: NumeralWords) -> Numeral | None:
    """The two as one number, where they are what somebody read out: "thirty-nine point six per cent"."""
    if isinstance(whole, Refused) or isinstance(part, Refused):
        return None
    if text[whole.end : part.start].lower() not in words.decimal_words or not 0 <= part.value < _TEN:
        return None
    if whole.value >= _HUNDRED or whole.value != whole.value.to_integral_value() or whole.form != "words":
        return None
    value = whole.value + part.value * _TENTH
    return part._replace(
        start=whole.start, value=value, low=value - _TENTH * _HALF, high=value + _TENTH, form="words", decimals=1,
        qualifier=whole.qualifier,
    )  # fmt: skip


def _stands(text: str, start: int, end: int, kind: str, words: NumeralWords) -> bool:
    """Whether a fixed word is a number where it stands."""
    if kind == "nil_before_noun":
        return words.noun_ahead.match(text, end) is not None
    if kind == "unchanged_mark":
        return text[start:end] in words.printed or text[start - 1 : start] in _OPENING
    return kind != "not_number"


def _amount(text: str, tokens: list[_Token], at: int, words: NumeralWords) -> tuple[int, Numeral | Refused | None]:
    """The longest number whose words begin at token ``at``, and the token after it."""
    start, end, atom = tokens[at]
    so_far = _Amount(at, start)
    if atom.kind in MULTIPLIERS | PARTS:
        article = next((a for a in words.articles if text[max(0, start - len(a)) : start].lower() == a), "")
        begin = start - len(article)
        if not article or text[max(0, begin - 1) : begin].isalnum():
            # "third" alone is an ordinal, "hundreds" no number.
            return at + 1, None if atom.kind in PARTS else Refused(start, end, "a multiplier without a count")
        start, so_far = begin, so_far._replace(group=_ONE, room=_ZERO)
    kept: _Amount | None = None
    while so_far.at < len(tokens):
        token = tokens[so_far.at]
        link: str | None = None
        if token.start - so_far.end <= _LONGEST_GAP:
            link = words.gaps.get(text[so_far.end : token.start].lower().replace("\n", " "))
            link = "" if link is None and _after_comma(text, so_far, tokens) else link
        longer = _extend(text, so_far, token, "" if so_far.at == at else link, words)
        if longer is None:
            if link == "" and token.atom.kind in MULTIPLIERS and kept:
                so_far = kept  # "a hundred and two hundred": the second count belongs to the second hundred
            break
        if token.atom.kind in SMALL and (so_far.room == _HUNDRED or not so_far.group) and so_far.at > at:
            kept = so_far
        so_far = longer
    if so_far.at == at:
        return at + 1, None
    return so_far.at, _word_numeral(text, start, so_far, words)


def _after_comma(text: str, so_far: _Amount, tokens: list[_Token]) -> bool:
    """Whether a number goes on behind a comma with its hundreds: "three thousand, seven hundred"."""
    token, following = tokens[so_far.at], tokens[so_far.at + 1] if so_far.at + 1 < len(tokens) else None
    hundreds = following is not None and following.atom.kind == "hundred" and following.start - token.end == 1
    return hundreds and bool(so_far.total) and not so_far.group and text[so_far.end : token.start] == ", "


def _extend(text: str, so_far: _Amount, token: _Token, link: str | None, words: NumeralWords) -> _Amount | None:
    """The number with one word more, or None where that word cannot belong to it."""
    kind, value, over = token.atom
    group, total, room = so_far.group, so_far.total, so_far.room
    longer = so_far._replace(at=so_far.at + 1, end=token.end)
    opening = not group and not total
    if kind in SMALL:
        joins = link == "" or (link == "and" and room >= _HUNDRED)
        if not joins or value >= room:
            return None
        return longer._replace(group=group + value, room=_TEN if kind == "ten" else _ZERO, unit=_ZERO)
    if kind == "fraction" and (opening or (link == "and a" and not total and so_far.form == "words")):
        form = "fraction" if opening else "words"
        return longer._replace(group=group + value / over, room=_ZERO, form=form)
    if kind in PARTS and link == "" and group and not total and so_far.form == "words":
        if kind == "part" and text[token.start - 1] != "-" and not words.part_ahead.match(text, token.end):
            return None  # a third term, one third place
        return longer._replace(group=group * value / over, room=_ZERO, form="fraction")
    if kind not in MULTIPLIERS or not (link == "" or (link == "a" and so_far.form == "fraction")):
        return None
    if kind == "scale":
        if group and value < so_far.scale:
            fine = value if group == group.to_integral_value() else value * _TENTH
            room = min(value, _THOUSAND)
            return longer._replace(
                total=total + group * value, group=_ZERO, room=room, scale=value, unit=fine, form="words"
            )
        if so_far.unit and value > so_far.scale and total < so_far.scale * _THOUSAND:  # one lakh crore
            return longer._replace(total=total * value, scale=value, unit=so_far.unit * value)
        return None
    if not 0 < group < _HUNDRED or (kind == "dozen" and total):
        return None
    return longer._replace(group=group * value, room=_HUNDRED if kind == "hundred" else _ZERO, form="words")


def _word_numeral(text: str, start: int, amount: _Amount, words: NumeralWords) -> Numeral:
    """The numeral of words that end at ``amount.end``, with what stands around them."""
    end, value, unit = amount.end, amount.total + amount.group, amount.unit
    if value == value.to_integral_value():
        value = value.to_integral_value()  # half a million as 500000, not 500000.0
    percent, points = False, False
    qualifier = words.qualifier_before(text, start) if start and text[start - 1] == " " else None
    close = words.close.match(text, end)
    if close and close.end() > end:
        percent, points = bool(close["sign"] or close["percent"] or close["below"]), bool(close["points"])
        if close["sign"]:
            end = close.end("sign")
        if close["after"]:
            qualifier = words.qualifier_after(close["after"])
    if (percent or points) and not unit and amount.form == "words":
        unit = _ONE
    low, high = (value - unit * _HALF, value + unit) if unit else (value, value)
    if len(value.as_tuple().digits) == getcontext().prec:
        low, high = value.next_minus(), value.next_plus()  # a third has no last digit
    if qualifier:
        low, high = qualifier.widen(value, low, high)
    bracket = text[start - 1 : start] in _OPENING and text[end : end + 1] in _CLOSING
    direction = qualifier.direction if qualifier else "exact"
    return Numeral(start, end, value, low, high, amount.form, "", percent, points, 0, direction, bracket)
