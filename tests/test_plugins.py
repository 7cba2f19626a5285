"""Readers from outside: they stand beside ours, and must point at printed numbers."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from decimal import Decimal
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

import extract
from extract import plugins
from extract.model import Agreement, Document, Measure, Owner, Party, Reading, Span, Status
from extract.packs import RulePack

TEXT = "Labour won 262 seats at the general election, up 30 on 2015."
READER = """
from decimal import Decimal
from extract.model import Measure, NOBODY, Reading, Span, Status

def read(document, pack):
    at = document.text.index("262")
    yield Reading(span=Span(at, at + 3), measure=Measure.SEATS, value=Decimal(262), low=Decimal(262), high=Decimal(262),
                  rule="board", reader="whatever", unit="seats", owner=NOBODY, status=Status.RESULT)
"""


@pytest.fixture
def fresh() -> Iterator[None]:
    plugins.installed.cache_clear()
    yield
    plugins.installed.cache_clear()


def _reading(start: int, end: int, owner: Owner) -> Reading:
    value = Decimal(262)
    return Reading(
        span=Span(start, end), measure=Measure.SEATS, value=value, low=value, high=value, rule="mine", reader="x",
        unit="seats", owner=owner, status=Status.RESULT,
    )  # fmt: skip


def _installed(monkeypatch: pytest.MonkeyPatch, reader: plugins.Reader) -> None:
    monkeypatch.setattr(plugins, "installed", lambda: (("scoreboard", reader),))


@pytest.mark.parametrize(
    ("party", "agreement"),
    [("Labour Party", Agreement.CONFIRMED), ("Conservative Party", Agreement.DISPUTED)],
)
def test_a_reader_from_outside_confirms_or_disputes(
    monkeypatch: pytest.MonkeyPatch, party: str, agreement: Agreement
) -> None:
    ours = next(f for f in extract.read(TEXT, country="gb").figures if f.claim.value == 262)
    assert ours.agreement is Agreement.SINGLE

    def reader(document: Document, pack: RulePack) -> Iterator[Reading]:
        known = next(p.party for p in pack.countries["gb"].parties if p.party.name == party)
        at = document.text.index("262")
        yield _reading(at, at + 3, Owner(known))

    _installed(monkeypatch, reader)
    figure = next(f for f in extract.read(TEXT, country="gb").figures if f.claim.value == 262)
    assert figure.agreement is agreement
    assert {claim.reader for claim in figure.claims} == {"rules", "scoreboard"}


@pytest.mark.parametrize(("start", "end"), [(0, 6), (11, 13), (500, 503)])
def test_a_reading_that_stands_on_no_number_is_refused(monkeypatch: pytest.MonkeyPatch, start: int, end: int) -> None:
    def reader(document: Document, pack: RulePack) -> Iterator[Reading]:
        yield _reading(start, end, Owner(Party("Labour Party")))

    _installed(monkeypatch, reader)
    with pytest.raises(plugins.PluginError, match="scoreboard"):
        extract.read(TEXT, country="gb")


@pytest.mark.usefixtures("fresh")
def test_entry_points_are_loaded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "board_reader.py").write_text(READER, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    points = (EntryPoint("board", "board_reader:read", plugins.GROUP),)
    monkeypatch.setattr("importlib.metadata.entry_points", lambda group: points)
    figure = next(f for f in extract.read(TEXT, country="gb").figures if f.claim.value == 262)
    assert "board" in {claim.reader for claim in figure.claims}
    sys.modules.pop("board_reader")


@pytest.mark.usefixtures("fresh")
def test_a_reader_that_cannot_be_loaded_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    points = (EntryPoint("gone", "no_such_module:read", plugins.GROUP),)
    monkeypatch.setattr("importlib.metadata.entry_points", lambda group: points)
    with pytest.raises(plugins.PluginError, match=r"gone \(no_such_module:read\)"):
        plugins.installed()
