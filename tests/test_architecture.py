"""The shape of the house: the table in docs/architecture.md is the order, and nothing imports upwards."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "extract"
MAP = ROOT / "docs" / "architecture.md"
FILES = sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))

LONGEST = 400
FORBIDDEN = {"utils.py", "util.py", "helpers.py", "misc.py", "common.py"}

#: What reads web pages; load.py imports it only for a page.
_PAGES = {file for file in FILES if file.startswith("html")}
#: Slow to import, and not needed by most runs: where each may be imported at the top of a module.
HEAVY: dict[str, set[str]] = {
    "spacy": {"readers/ner.py", "spacy_parts.py"},
    "trafilatura": _PAGES,
    "bs4": _PAGES,
    "lxml": _PAGES,
    "htmldate": _PAGES,
    "dateparser": set(),
    "pandas": set(),
}

#: In the table by reason of the package, not of a job: they may be missing, and they need no row.
MARKERS = {"readers/__init__.py"}


def table() -> list[str]:
    """The modules in the order of the table, lowest first."""
    return re.findall(r"^\| `([\w/]+\.py)` \|", MAP.read_text(encoding="utf-8"), flags=re.MULTILINE)


@cache
def tree(file: str) -> ast.Module:
    return ast.parse((PACKAGE / file).read_text(encoding="utf-8"), filename=file)


def module_name(file: str) -> str:
    parts = ["extract", *Path(file).with_suffix("").parts]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


NAMES = {module_name(file): file for file in FILES}


def imported(file: str, node: ast.AST) -> Iterator[str]:
    """The dotted names that one statement or call imports, relative ones made absolute."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        base = node.module or ""
        if node.level:
            parents = ["extract", *Path(file).parent.parts]
            base = ".".join([*parents[: len(parents) - node.level + 1], *filter(None, [base])])
        for alias in node.names:
            dotted = f"{base}.{alias.name}"
            yield dotted if dotted in NAMES else base
    elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
        function = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if function in {"import_module", "__import__"} and isinstance(node.args[0].value, str):
            yield node.args[0].value


def at_import(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes that run when the module is imported: not those in functions, nor for type checkers only."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            yield from (inner for other in child.orelse for inner in (other, *at_import(other)))
            continue
        yield child
        yield from at_import(child)


def upward(order: list[str], file: str) -> list[str]:
    """The imports of ``file``, wherever in it they stand, that do not point to a module below it."""
    rank = {name: place for place, name in enumerate(order)}
    found = []
    for node in ast.walk(tree(file)):
        for name in imported(file, node):
            target = NAMES.get(name)
            if target is None or target in MARKERS:
                continue
            if rank.get(target, len(rank)) >= rank.get(file, -1):
                found.append(f"line {getattr(node, 'lineno', '?')} imports {target}")
    return found


def test_the_table_names_every_module_once_and_no_other() -> None:
    order = table()
    assert len(order) == len(set(order)), "a module stands twice in docs/architecture.md"
    assert set(order) - MARKERS == set(FILES) - MARKERS


@pytest.mark.parametrize("file", [file for file in FILES if file not in MARKERS])
def test_imports_only_point_downwards(file: str) -> None:
    assert upward(table(), file) == []


@pytest.mark.parametrize("file", FILES)
def test_what_is_slow_to_import_is_imported_where_it_is_needed(file: str) -> None:
    top = {name.partition(".")[0] for node in at_import(tree(file)) for name in imported(file, node)} & HEAVY.keys()
    assert {name for name in top if file not in HEAVY[name]} == set()


@pytest.mark.parametrize("file", FILES)
def test_a_module_stays_readable_in_one_sitting(file: str) -> None:
    assert Path(file).name not in FORBIDDEN, "a module is named by its one job"
    assert len((PACKAGE / file).read_text(encoding="utf-8").splitlines()) < LONGEST


@pytest.mark.parametrize("reader", sorted(set(FILES) & {"readers/prose.py", "readers/layout.py", "readers/ner.py"}))
def test_a_reader_knows_no_other_reader(reader: str) -> None:
    others = {"readers/prose.py", "readers/layout.py", "readers/ner.py"} - {reader}
    named = {NAMES.get(name) for node in ast.walk(tree(reader)) for name in imported(reader, node)}
    assert named & others == set()


@pytest.mark.parametrize(
    "statement",
    [
        "import extract.cli",
        "import extract; extract.read('Labour won 262 seats, up 30 on the last election.')",
    ],
    ids=["the command", "reading text"],
)
def test_nothing_heavy_is_loaded_before_it_is_needed(statement: str) -> None:
    program = f"import sys\n{statement}\nprint(*sorted(sys.modules.keys() & {set(HEAVY)!r}))"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert run.stdout.strip() == ""


# The checks above must be able to fail.


def test_an_upward_import_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    low = "model.py"
    for source in (
        "from extract import numerals",
        "from extract.numerals import scan",
        "import extract.numerals",
        "from .numerals import scan",
        "from . import numerals",
        "def late():\n    from extract.numerals import scan",
        "import importlib\nimportlib.import_module('extract.numerals')",
    ):
        monkeypatch.setitem(globals(), "tree", lambda _, source=source: ast.parse(source))
        monkeypatch.setitem(NAMES, "extract.numerals", "numerals.py")
        assert upward([low, "numerals.py"], low), source


def test_a_heavy_import_would_be_seen() -> None:
    source = "if True:\n    import spacy\nif TYPE_CHECKING:\n    import bs4\ndef f():\n    import lxml\n"
    seen = [name for node in at_import(ast.parse(source)) for name in imported("cli.py", node)]
    assert seen == ["spacy"]
