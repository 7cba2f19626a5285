"""How long `tallycheck --help` takes beside an interpreter that does nothing: python -m benchmarks.startup"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path
from statistics import median

from benchmarks.pairs import interleave, show


def run(*command: str) -> None:
    """Run a command to its end and throw away what it prints."""
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def main() -> int:
    """Measure, print, and fail above the limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=21)
    parser.add_argument("--limit", type=float, default=8.0, help="fail when the ratio is above this")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()

    # The script that pip made for this interpreter, not whatever PATH finds first.
    command = Path(sys.executable).with_name("tallycheck")
    if not command.exists():
        parser.error(f"no tallycheck beside {sys.executable}; install the checkout: pip install -e .")
    pairs = interleave(lambda: run(str(command), "--help"), lambda: run(sys.executable, "-c", "pass"), options.repeats)
    rows = {
        "repeats": options.repeats,
        "tallycheck --help, ms": 1000 * median(pairs.ours),
        "python -c pass, ms": 1000 * median(pairs.yardstick),
        "median ratio": pairs.ratio,
        "limit": options.limit,
    }
    show(rows, options.json)
    return int(pairs.ratio > options.limit)


if __name__ == "__main__":
    sys.exit(main())
