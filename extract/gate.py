"""The verbs ``check`` and ``compare``: tables in, findings out, and an exit code to stop a pipeline.

Findings go to standard output, the worst first; a summary goes to standard error. Exit code 0 is clean,
1 means findings at or above ``--fail-on``, 2 a mistake in the call or tables that cannot be read.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from extract.schema import FINDINGS

if TYPE_CHECKING:
    from extract.tables import Row

#: What ``--fail-on`` names, by the least severity that fails.
FAIL_ON: Final = {"conflict": 3, "typo": 2, "explained": 1, "never": 99}
_FINDINGS, _MISTAKE = 1, 2
_NAMES: Final = [column.name for column in FINDINGS]
_ORDER: Final = [_NAMES.index(name) for name in ("election", "place", "code", "id")]


def configure_check(parser: argparse.ArgumentParser) -> None:
    """The options of ``tallycheck check``."""
    parser.add_argument("outs", nargs="+", metavar="OUT", help="a folder that extract -o wrote")
    _shared(parser, "folder for reconciled.csv and findings.csv (default: the OUT named, if it is one)")
    parser.set_defaults(run=check)


def configure_compare(parser: argparse.ArgumentParser) -> None:
    """The options of ``tallycheck compare``."""
    parser.add_argument("outs", nargs="+", metavar="OUT", help="a folder that extract -o wrote")
    parser.add_argument(
        "--reference", action="append", required=True, metavar="FILE",
        help="official results (CSV, TSV); repeat it for candidates and constituencies in two files",
    )  # fmt: skip
    parser.add_argument("--country", metavar="CODE", help="country of the reference (default: found from its parties)")
    _shared(parser, "folder for compared.csv (default: the OUT named, if it is one)")
    parser.set_defaults(run=compare)


def _shared(parser: argparse.ArgumentParser, out: str) -> None:
    add = parser.add_argument
    add("-o", "--out", metavar="FOLDER", help=out)
    add(
        "--fail-on",
        choices=tuple(FAIL_ON),
        default="conflict",
        help="least finding that fails (default: conflict)",
    )
    add("--max-examples", type=_count, default=10, metavar="N", help="findings shown (default: 10; 0: none)")
    add("--group-failures", action="store_true", help="show findings by kind, with so many examples of each")
    add("--log", metavar="FILE", help="also write every finding as a line of JSON")
    add("-q", "--quiet", action="store_true", help="no summary; findings are still shown")


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number")
    return int(text)


class _Said(dict[str, object]):
    """A finding as it is logged; ``severity``, ``code`` and ``explanation`` are what is shown."""


def check(args: argparse.Namespace) -> int:
    """Reconcile the figures of all OUT folders, and gather what was found within their documents."""
    from extract import judged
    from extract.claims import ClaimError, from_folders
    from extract.export import ExportError
    from extract.reconcile import reconcile
    from extract.tables import finding_row

    folders = [Path(out) for out in args.outs]
    try:
        sources = from_folders(folders)
        found = reconcile(sources)
        rows = sorted([*judged.document_findings(folders), *map(finding_row, found.findings)], key=_gravest_first)
        out = _out(args)
        if out is not None:
            judged.write(
                out,
                (
                    (
                        "reconciled",
                        judged.RECONCILED,
                        (judged.reconciled_row(r, sources.origins) for r in found.rows),
                    ),
                    ("findings", FINDINGS, rows),
                    ("copies", judged.COPIES, judged.copies_rows(found)),
                ),
            )
        said = [_Said(zip(_NAMES, row, strict=True)) for row in rows]
        _log(args.log, said)
    except (ClaimError, ExportError) as error:
        return _mistake(str(error))
    agreed = sum(r.agreed is not None and r.documents > 1 for r in found.rows)
    several = sum(r.documents > 1 for r in found.rows)
    copied = sum(map(len, found.copies))
    summary = [
        f"sources    {len(sources.origins):>8}  {copied} of them copies in {len(found.copies)} clusters",
        f"figures    {len(sources.claims):>8}  of {len(found.rows)} things",
        f"compared   {several:>8}  said by several documents, {agreed} agreed",
    ]
    return _finish(args, said, summary, out)


def _gravest_first(row: Row) -> tuple[int, list[str]]:
    return -int(str(row[_NAMES.index("severity")])), [str(row[i]) for i in _ORDER]


def compare(args: argparse.Namespace) -> int:
    """Compare the figures of all OUT folders with an official file."""
    from extract import judged
    from extract.claims import ClaimError, from_folders
    from extract.comparison import Found
    from extract.comparison import compare as compared
    from extract.export import ExportError
    from extract.packs import rules
    from extract.reference import ReferenceFault, load_reference

    if args.country and args.country not in rules().countries:
        return _mistake(f"--country {args.country}: no such pack; there are {', '.join(sorted(rules().countries))}")
    try:
        sources = from_folders(map(Path, args.outs))
        reference = load_reference(map(Path, args.reference), args.country)
        items = compared(sources, reference)
        rows = [judged.compared_row(item, reference, sources.origins) for item in items]
        out = _out(args)
        if out is not None:
            judged.write(out, [("compared", judged.COMPARED, rows)])
        names = [column.name for column in judged.COMPARED]
        said = []
        for item, row in zip(items, rows, strict=True):
            if item.found is Found.OK:
                continue
            fields = _Said(zip(names, map(judged.shown, row), strict=True))
            severity = 0 if item.found is not Found.WRONG else 2 if item.reason else 3
            said.append(
                _Said(
                    severity=severity,
                    code=f"reference.{item.found.name.lower()}",
                    explanation=_told(fields),
                    **fields,
                )
            )
        _log(args.log, said)
    except (ClaimError, ExportError, ReferenceFault) as error:
        return _mistake(str(error))
    counts = Counter(item.found for item in items)
    summary = [f"reference  {reference.name}, version {reference.version}, of {reference.date or 'no date'}"]
    summary += [f"{found.value:<22}{counts[found]:>8}" for found in Found]
    said.sort(key=lambda s: -int(str(s["severity"])))
    return _finish(args, said, summary, out)


def _told(row: dict[str, object]) -> str:
    """A comparison in one sentence."""
    subject = " ".join(str(row[k]) for k in ("owner", "measure") if row[k]).replace("_", " ")
    where = f" in {row['place']}" if row["place"] else ""
    if row["flag_wrong"]:
        reason = f" ({row['reason']})" if row["reason"] else ""
        numbers = f"printed as {row['printed']}, officially {row['official']}{reason}"
        return f"{row['document']}: {subject}{where}, {numbers}"
    if row["flag_not_in_text"]:
        return f"no text prints {subject}{where}, officially {row['official']}"
    return f"{row['document']}: {subject}{where}, {row['printed']}: {row['found']} ({row['reason']})"


def _out(args: argparse.Namespace) -> Path | None:
    if args.out:
        return Path(args.out)
    return Path(args.outs[0]) if len(args.outs) == 1 else None


def _log(path: str | None, said: Iterable[_Said]) -> None:
    if path is None:
        return
    from extract.export import ExportError

    try:
        with Path(path).open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(json.dumps(item, ensure_ascii=False, default=str) + "\n" for item in said)
    except OSError as error:
        raise ExportError(f"{path}: cannot be written ({error.strerror or error}); choose another --log") from error


def _finish(args: argparse.Namespace, said: Sequence[_Said], summary: Sequence[str], out: Path | None) -> int:
    shown = [s for s in said if int(str(s["severity"])) > 0]
    for line in _lines(shown, args.max_examples, grouped=args.group_failures):
        sys.stdout.buffer.write(f"{line}\n".encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()
    failing = sum(int(str(s["severity"])) >= FAIL_ON[args.fail_on] for s in said)
    if not args.quiet:
        lines = [*summary, f"findings   {len(shown):>8}  {failing} at or above --fail-on {args.fail_on}"]
        print("\n".join([*lines, f"written to {out}"] if out else lines), file=sys.stderr)
    return _FINDINGS if failing else 0


def _lines(said: Sequence[_Said], most: int, *, grouped: bool) -> Iterable[str]:
    """The findings to show: the gravest, or some of each kind."""
    if not grouped:
        yield from (f"{s['code']}: {s['explanation']}" for s in said[:most])
        if len(said) > most:
            yield f"... and {len(said) - most} more"
        return
    kinds: dict[str, list[_Said]] = defaultdict(list)
    for item in said:
        kinds[str(item["code"])].append(item)
    for code, items in kinds.items():
        yield f"{code}: {len(items)}"
        yield from (f"  {s['explanation']}" for s in items[:most])
        if len(items) > most:
            yield f"  ... and {len(items) - most} more"


def _mistake(message: str) -> int:
    print(f"tallycheck: {' '.join(message.split())}", file=sys.stderr)
    return _MISTAKE
