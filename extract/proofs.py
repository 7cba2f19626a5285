"""Proves rule packs: every pattern reads its examples exactly, and leaves its counterexamples alone.

Each text is read as one sentence by the prose reader itself, with all patterns in the order of the
file, so that a pattern that an earlier one always forestalls cannot be proven. What a pattern read
is written ``318=seats``: the printed number and its measure. A change carries its signed value
(``12=seats_change:-12``), as does a number that stands for another (``single=seats:0``); a status that
the template forces follows an @ (``56=seats@previous``); ``2017=ignore`` is a number dismissed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, NamedTuple

from extract import context, lexer
from extract.model import CHANGES, Document, Ignored, Reading, Unread
from extract.packs import PackError, Pattern, RulePack, load_rules
from extract.readers import prose
from extract.readers.patterns import IGNORE, Template, TemplateError, compile_template, templates
from extract.segments import Kind, Outline, Unit

#: The country whose parties, people and places the texts name.
COUNTRY: Final = "gb"

_ID = re.compile(r"""\s*id\s*=\s*["'](?P<id>[^"']+)["']""")


@dataclass(frozen=True, slots=True)
class Report:
    """What proving found: one line a problem, and how many patterns and texts were tried."""

    problems: tuple[str, ...]
    patterns: int
    examples: int


class _Claimed(NamedTuple):
    rule: str
    read: str


def check_folder(root: Path) -> Report:
    """Load the packs below ``root`` and prove them; a pack that cannot be loaded is a problem."""
    try:
        return check(load_rules(root))
    except PackError as error:
        return Report((str(error),), 0, 0)


def check(rules: RulePack) -> Report:
    """Prove every pattern of ``rules``; each problem names its file, its line and its pattern."""
    every = rules.language.patterns
    lines = _lines(every)
    problems = list(rules.problems)
    seen = Counter(pattern.id for pattern in every)
    problems += [_problem(p, lines, "another pattern has this id") for p in _first(every) if seen[p.id] > 1]
    sound: list[Pattern] = []
    for pattern in every:
        try:
            compile_template(pattern, lexer.compile_rules(rules))
        except TemplateError as error:
            problems.append(_problem(pattern, lines, str(error).rpartition(f"pattern {pattern.id}: ")[2]))
        else:
            sound.append(pattern)
    # A template that cannot be compiled must not hide what the others read.
    whole = replace(rules, language=replace(rules.language, patterns=tuple(sound)))
    for pattern in sound:
        problems += [_problem(pattern, lines, what) for what in prove(pattern, whole)]
    texts = sum(len(p.examples) + len(p.counterexamples) for p in every)
    return Report(tuple(problems), len(every), texts)


def prove(pattern: Pattern, rules: RulePack) -> Iterator[str]:
    """What is wrong with ``pattern``, a sentence for each of its texts that fails."""
    if not pattern.examples:
        yield "it has no example"
    if not pattern.counterexamples:
        yield "it has no counterexample"
    for text, reads in pattern.examples:
        everything = list(_claimed(text, rules))
        found = [c.read for c in everything if c.rule == pattern.id]
        if Counter(found) != Counter(reads):
            others = _listed([f"{c.read} by {c.rule}" for c in everything if c.rule != pattern.id])
            yield f"{text!r} must read {_listed(reads)}, but reads {_listed(found)} (else: {others})"
    for text in pattern.counterexamples:
        found = [c.read for c in _claimed(text, rules) if c.rule == pattern.id]
        if found:
            yield f"{text!r} must read nothing, but reads {_listed(found)}"


def _claimed(text: str, rules: RulePack) -> Iterator[_Claimed]:
    """What the prose reader makes of the numbers of ``text``, taken as one sentence, in its order."""
    document = Document("", text)
    around, lexed = context.build(document, lexer.lex(text, rules), country=COUNTRY)
    compiled = {template.id: template for template in templates(lexed.lexicon)}
    outline = Outline((Unit(0, len(text), Kind.PROSE, 0, True),), ())
    for item in prose.read(lexed, outline, around):
        if isinstance(item, Unread):
            continue
        printed = text[item.span.start : item.span.end]
        if isinstance(item, Ignored):
            yield _Claimed(item.rule, f"{printed}={IGNORE}")
        else:
            yield _Claimed(item.rule, f"{printed}={_meaning(item, lexed, compiled.get(item.rule))}")


def _meaning(reading: Reading, lexed: lexer.Lexed, template: Template | None) -> str:
    """A reading as an example writes it; the status only where the template forces it."""
    text = reading.measure.value
    forced = {slot.status for slot in template.slots.values()} if template else set()
    if reading.status in forced:
        text += f"@{reading.status.value}"
    if reading.measure in CHANGES:
        return f"{text}:{reading.value:+}"
    if reading.value != lexed.number_at[reading.span.start].value:
        return f"{text}:{reading.value}"
    return text


def _listed(reads: Sequence[str]) -> str:
    return ", ".join(reads) or "nothing"


def _first(patterns: tuple[Pattern, ...]) -> list[Pattern]:
    return list({p.id: p for p in reversed(patterns)}.values())[::-1]


def _lines(patterns: tuple[Pattern, ...]) -> Mapping[tuple[str, str], int]:
    """The line on which each pattern gives its id, by file and id; for one id given twice, the last."""
    found: dict[tuple[str, str], int] = {}
    for path in sorted({p.path for p in patterns}):
        for line, text in enumerate(Path(path).read_text(encoding="utf-8").splitlines(), 1):
            if match := _ID.match(text):
                found[path, match["id"]] = line
    return found


def _problem(pattern: Pattern, lines: Mapping[tuple[str, str], int], what: str) -> str:
    return f"{pattern.path}:{lines.get((pattern.path, pattern.id), 0)}: pattern {pattern.id}: {what}"
