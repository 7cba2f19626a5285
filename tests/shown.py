"""What README.md shows is what the command prints: runs the marked blocks and writes their output back.

    python tests/shown.py README.md      (or: make readme)

A comment directly above a fenced block says how its content comes about:

    <!-- run -->                      console: each `$ command` and all it prints; pycon: each `>>> statement`
    <!-- rows FILE N COLUMN... -->    csv: the named columns of the first N rows of a table written before

All blocks run in order in one empty folder that holds only a copy of seeds/.
"""

from __future__ import annotations

import contextlib
import csv
import doctest
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(
    r"^(?P<head><!-- (?P<mark>run|rows [^\n]+) -->\n```(?P<kind>\w+)\n)(?P<body>.*?)(?P<foot>^```$)",
    flags=re.MULTILINE | re.DOTALL,
)


def console(body: str, folder: Path) -> str:
    """Run the ``$`` lines in a shell as a user would; exit 0 and 1 are answers, others are faults."""
    bin_folder = str(Path(sys.executable).parent)
    environment = {**os.environ, "PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}", "COLUMNS": "100"}
    printed = []
    for command in re.findall(r"^\$ (.+)$", body, flags=re.MULTILINE):
        run = subprocess.run(
            ["bash", "-c", command],
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        if run.returncode > 1:
            raise RuntimeError(f"`{command}` ended with exit code {run.returncode}:\n{run.stdout}")
        printed += [f"$ {command}", *run.stdout.splitlines()]
    return "\n".join(printed) + "\n"


def session(body: str, folder: Path) -> str:
    """Run the ``>>>`` statements in one interpreter."""
    names: dict[str, object] = {}
    printed = []
    for example in doctest.DocTestParser().get_examples(body):
        out = io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.chdir(folder):
            exec(compile(example.source, "README.md", "single"), names)  # noqa: S102  our own README
        first, *rest = example.source.splitlines()
        printed += [f">>> {first}", *(f"... {line}".rstrip() for line in rest), *out.getvalue().splitlines()]
    return "\n".join(printed) + "\n"


def rows(mark: str, folder: Path) -> str:
    """Some columns and rows of a table, as CSV again."""
    _, name, count, *columns = mark.split()
    out = io.StringIO()
    with (folder / name).open(newline="", encoding="utf-8") as lines:
        table = csv.DictReader(lines)
        writer = csv.DictWriter(out, columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(row for _, row in zip(range(int(count)), table, strict=False))
    return out.getvalue()


def rewritten(markdown: str, folder: Path) -> str:
    """The text with the content of every marked block as it comes out today."""

    def block(match: re.Match[str]) -> str:
        mark, kind = match["mark"], match["kind"]
        if mark.startswith("rows "):
            body = rows(mark, folder)
        elif kind == "pycon":
            body = session(match["body"], folder)
        else:
            body = console(match["body"], folder)
        return match["head"] + body + match["foot"]

    return BLOCK.sub(block, markdown)


def main(paths: list[str]) -> int:
    """Rewrite the named files in place."""
    for path in map(Path, paths):
        with tempfile.TemporaryDirectory() as folder:
            shutil.copytree(ROOT / "seeds", Path(folder, "seeds"))
            path.write_text(rewritten(path.read_text(encoding="utf-8"), Path(folder)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
