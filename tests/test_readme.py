"""README.md shows what really comes out, and names what is really there."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from shown import BLOCK, rewritten


@pytest.fixture
def folder(tmp_path: Path, root: Path) -> Path:
    """An empty folder with the seeds in it, as the README assumes."""
    shutil.copytree(root / "seeds", tmp_path / "seeds")
    return tmp_path


def test_every_block_shows_what_it_prints_today(root: Path, folder: Path) -> None:
    text = (root / "README.md").read_text(encoding="utf-8")
    assert {match["kind"] for match in BLOCK.finditer(text)} == {"console", "pycon", "csv"}
    assert rewritten(text, folder) == text, "run `make readme` and read the difference"


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "docs/architecture.md"])
def test_links_lead_to_files_that_are_there(root: Path, name: str) -> None:
    page = root / name
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8"))
    assert links
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_make_targets_named_in_prose_exist(root: Path) -> None:
    targets = set(re.findall(r"^(\w+):", (root / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    named: set[str] = set()
    for page in ("README.md", "CONTRIBUTING.md"):
        text = (root / page).read_text(encoding="utf-8")
        named |= set(re.findall(r"(?:`|^)make (\w+)", text, flags=re.MULTILINE))
    assert {"demo", "test"} <= named <= targets


def test_a_stale_block_would_be_seen(tmp_path: Path) -> None:
    for mark, kind, body, fresh in (
        ("run", "console", "$ echo 262\n161\n", "$ echo 262\n262\n"),
        ("run", "pycon", ">>> 2 * 131\n161\n", ">>> 2 * 131\n262\n"),
        ("rows t.csv 1 b a", "csv", "", 'b,a\n"1,5",2\n'),
    ):
        (tmp_path / "t.csv").write_text('a,b\n2,"1,5"\n3,4\n', encoding="utf-8")
        page = f"<!-- {mark} -->\n```{kind}\n{{}}```\n"
        assert rewritten(page.format(body), tmp_path) == page.format(fresh)


def test_a_failing_command_is_no_output(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="exit code 2"):
        rewritten("<!-- run -->\n```console\n$ exit 2\n```\n", tmp_path)
