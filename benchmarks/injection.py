"""Slips of the hand in results whose arithmetic held: how many are found, and the number meant with them.

Run as ``python -m benchmarks.injection``. Each result is printed once as it is and once with one number
wrong, in one of ten layouts. Two sets of tables: the checks alone, on figures made with the text, and the
whole way from the text. An error is covered where an identity that held was about the number, be it so
loosely as a turnout in tenths is about the last digit of the electorate.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import extract
from benchmarks.results import LAYOUTS, Number, Outcome, Page, contest, nation
from extract.checks import check
from extract.identities import IDENTITIES
from extract.model import (
    Agreement,
    Candidacy,
    Contest,
    Document,
    Figure,
    Finding,
    Measure,
    Owner,
    Party,
    Place,
    Reading,
    Result,
    Span,
    Verdict,
    content_id,
)
from extract.packs import rules

Reader = Callable[[Page, Outcome], Result]
_EQUALITIES = frozenset(i.code for i in IDENTITIES if i.equality)
_IN_ROWS = (Measure.VOTES, Measure.VOTE_SHARE, Measure.VOTE_SHARE_CHANGE)


@dataclass(frozen=True, slots=True)
class Trial:
    """One wrong number, and what became of it."""

    layout: str
    kind: str
    error: str
    covered: bool
    found: bool
    conflict: bool
    mended: bool


def made(page: Page, outcome: Outcome) -> Result:
    """The page as a reader would have it that makes no mistake."""
    document = Document("made.txt", page.text)
    nationwide = outcome.place == "United Kingdom"
    place = Place(outcome.place, kind="country" if nationwide else "constituency")
    if nationwide:
        place = rules().countries["gb"].place
    figures = tuple(_figure(document, n, outcome, place) for n in page.numbers)
    if nationwide:
        return Result(document, figures, (), (), "gb", "parl.2017-06-08")
    whole = tuple((f.claim.measure, f.claim.value, f.id) for f in figures if f.claim.measure not in _IN_ROWS)
    identity = content_id(document.id, "contest")
    pairs = list(zip(page.numbers, figures, strict=True))
    candidates = tuple(
        Candidacy(
            document.name, identity, row.name, Party(row.party), place, "",
            figures=tuple(f.id for n, f in pairs if n.row == at and n.measure in _IN_ROWS),
        )
        for at, row in enumerate(outcome.rows)
    )  # fmt: skip
    one = Contest(identity, document.name, place, "", figures[0].claim.status, whole, len(candidates))
    return Result(document, figures, (), (), "gb", "", (one,), candidates)


def _figure(document: Document, number: Number, outcome: Outcome, place: Place) -> Figure:
    exponent = number.value.as_tuple().exponent
    unit = Decimal(10) ** int(exponent)
    low = high = number.value
    if number.percent:
        below, above = (unit, unit / 2) if number.value < 0 else (unit / 2, unit)
        low, high = low - below, high + above
    row = outcome.rows[number.row] if number.row is not None else None
    claim = Reading(
        span=Span(number.start, number.start + len(number.printed)), measure=number.measure,
        value=number.value, low=low, high=high, rule="made", reader="made",
        unit="percent" if number.percent else "",
        owner=Owner(Party(row.party), row.name or None) if row else Owner(),
        place=place, status=number.status, contest=1,
    )  # fmt: skip
    identity = content_id(document.id, str(number.start), number.measure)
    return Figure(identity, document.name, (claim,), Agreement.SINGLE)


def read(page: Page, _: Outcome) -> Result:
    """The page as tallycheck reads it."""
    return extract.read(page.text, name="read.txt", country="gb")


def slips(printed: str, error: str, chance: random.Random) -> str | None:
    """The number with one slip of a kind in it, or None where it has no room for that."""
    at_digits = [i for i, c in enumerate(printed) if c.isdigit()]
    if error == "sign":
        return printed.replace("+", "-") if "+" in printed else printed.removeprefix("-") if "-" in printed else None
    if error == "digit":
        at = chance.choice(at_digits)
        alone = at == at_digits[0] and len(at_digits) > 1 and printed[at + 1 : at + 2] != "."
        other = chance.choice([d for d in ("123456789" if alone else "0123456789") if d != printed[at]])
        wrong = printed[:at] + other + printed[at + 1 :]
        return wrong if any(c in "123456789" for c in wrong) or "." in wrong else None
    if len(at_digits) < 3:
        return None
    at = chance.randrange(len(at_digits) - 1)
    a, b = at_digits[at], at_digits[at + 1]
    if error == "transposed":
        if printed[a] == printed[b] or (at == 0 and printed[b] == "0"):
            return None
        swapped = list(printed)
        swapped[a], swapped[b] = swapped[b], swapped[a]
        return "".join(swapped)
    digits = "".join(printed[i] for i in at_digits)
    digits = digits[:at] + digits[at + 1 :] if error == "dropped" else digits[: at + 1] + digits[at:]
    return None if digits[0] == "0" else _regrouped(printed, digits)


def _regrouped(printed: str, digits: str) -> str:
    """Other digits with the sign, the decimals and the grouping of ``printed``."""
    sign = printed[0] if printed[0] in "+-" else ""
    _, point, decimals = printed.partition(".")
    if point:
        whole, rest = digits[: -len(decimals)] or "0", digits[-len(decimals) :]
        return f"{sign}{int(whole):,}.{rest}"
    return f"{sign}{int(digits):,}" if "," in printed else f"{sign}{int(digits)}"


def trials(count: int, reader: Reader, errors: Sequence[str]) -> tuple[list[Trial], int]:
    """One wrong number in each of ``count`` results, and how many right ones raised a finding."""
    chance = random.Random(1872)  # the year of the secret ballot
    names = list(LAYOUTS)
    found: list[Trial] = []
    alarms = 0
    for number in range(count):
        name = names[number % len(names)]
        layout, outcome = LAYOUTS[name], nation(chance) if name == "national" else contest(chance)
        right = layout(Page(), outcome)
        result = reader(right, outcome)
        findings = check(result, rules())
        alarms += any(f.severity for f in findings)
        for error in errors:
            for _ in range(20):
                at = chance.randrange(len(right.numbers))
                wrong = slips(right.numbers[at].printed, error, chance)
                if wrong is not None and wrong != right.numbers[at].printed:
                    page = layout(Page({at: wrong}), outcome)
                    found.append(_trial(name, error, right, page, at, _covered(findings, result), reader, outcome))
                    break
    return found, alarms


def _covered(findings: Iterable[Finding], result: Result) -> set[int]:
    """Where the numbers stand that some identity which held was about."""
    starts = {f.id: f.claim.span.start for f in result.figures}
    held = (f for f in findings if f.verdict is Verdict.HOLDS and f.code in _EQUALITIES)
    return {starts[figure] for finding in held for figure in finding.figures}


def _trial(
    layout: str,
    error: str,
    right: Page,
    wrong: Page,
    at: int,
    covered: set[int],
    reader: Reader,
    outcome: Outcome,
) -> Trial:
    result = reader(wrong, outcome)
    findings = [f for f in check(result, rules()) if f.severity]
    starts = {f.id: f.claim.span for f in result.figures}
    meant, number = right.numbers[at], wrong.numbers[at]
    mended = any(
        repair.suggested == meant.value and starts[repair.figure].start <= number.start < starts[repair.figure].end
        for finding in findings
        for repair in finding.repairs
    )
    spot = meant.start
    return Trial(
        layout=layout,
        kind=meant.measure.value + (" %" if meant.percent and meant.measure is Measure.MAJORITY else ""),
        error=error,
        covered=any(abs(spot - c) <= 1 for c in covered),  # a sign may or may not belong to the span
        found=bool(findings),
        conflict=any(f.verdict is Verdict.CONFLICT for f in findings),
        mended=mended,
    )


def table(found: Iterable[Trial], key: Callable[[Trial], str]) -> dict[str, dict[str, int]]:
    """Counts by some property of the trials."""
    rows: dict[str, Counter[str]] = defaultdict(Counter)
    for trial in found:
        for name in (key(trial), "all"):
            rows[name]["errors"] += 1
            if trial.covered:
                rows[name]["covered"] += 1
                rows[name]["found"] += trial.found
                rows[name]["conflict"] += trial.conflict
                rows[name]["mended"] += trial.mended
    ordered = sorted(rows, key=lambda n: (n == "all", n))
    columns = ("errors", "covered", "found", "conflict", "mended")
    return {name: {c: rows[name][c] for c in columns} for name in ordered}


def show(title: str, rows: dict[str, dict[str, int]]) -> None:
    """Print one table for people."""
    print(f"\n{title}\n{'':22}{'errors':>8}{'covered':>9}{'found':>14}{'as conflict':>13}{'mended':>14}")
    for name, row in rows.items():
        covered = row["covered"] or 1
        print(
            f"{name:22}{row['errors']:8}{row['covered']:9}{row['found']:7} {row['found'] / covered:6.1%}"
            f"{row['conflict']:13}{row['mended']:7} {row['mended'] / covered:6.1%}"
        )


def main() -> int:
    """Measure, print, and fail below the limits."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--results", type=int, default=600)
    parser.add_argument("--skip-reading", action="store_true", help="the checks alone")
    parser.add_argument("--found", type=float, default=0.95, help="fail when fewer digits are found")
    parser.add_argument("--mended", type=float, default=0.80, help="fail when fewer are mended")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    failed = False
    said: dict[str, object] = {}
    ways: dict[str, Reader] = {"checks alone": made} | ({} if options.skip_reading else {"from the text": read})
    for way, reader in ways.items():
        digits, alarms = trials(options.results, reader, ["digit"])
        others, _ = trials(options.results // 5, reader, ["transposed", "dropped", "doubled", "sign"])
        tables = {
            "one digit changed, by kind of number": table(digits, lambda t: t.kind),
            "one digit changed, by layout": table(digits, lambda t: t.layout),
            "other slips": table(others, lambda t: t.error),
        }
        said[way] = {"right results with a finding": alarms, **tables}
        if not options.json:
            print(f"\n== {way}: {options.results} right results, {alarms} of them with a finding")
            for title, rows in tables.items():
                show(title, rows)
        every = tables["one digit changed, by kind of number"]["all"]
        if reader is made:
            failed = (
                alarms > 0
                or every["found"] < options.found * every["covered"]
                or every["mended"] < options.mended * every["covered"]
            )
    if options.json:
        print(json.dumps(said, indent=2))
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
