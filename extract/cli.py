"""The command ``tallycheck``. Only argparse is imported here: each verb imports what it needs when it runs.

Data goes to OUT or to standard output, messages to standard error. Exit code 0 is clean, 1 means
findings, 2 a mistake in the call or an input that could not be read.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple, NoReturn, cast

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from extract.batch import Outcome

FINDINGS: Final = 1
MISTAKE: Final = 2
#: What a shell reports for a program ended by Ctrl-C or by a closed pipe.
INTERRUPTED: Final = 130
PIPE_CLOSED: Final = 141

#: The OUT that stands for standard output.
STDOUT: Final = "-"


class _Parser(argparse.ArgumentParser):
    """Says in one line what is wrong with a call."""

    def error(self, message: str) -> NoReturn:
        _say(f"{message}; see {self.prog} --help")
        self.exit(MISTAKE)


class _Version(argparse.Action):
    """Looks the version up only when it is asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        from importlib.metadata import PackageNotFoundError, version

        try:
            found = version("tallycheck")
        except PackageNotFoundError:  # run from a checkout that is not installed
            found = "(not installed)"
        print(f"tallycheck {found}")
        parser.exit()


class _Verb(NamedTuple):
    about: str
    configure: Callable[[argparse.ArgumentParser], None]


# The nets are small: threads of NumPy's library wait for each other longer than they work, and on a busy machine for
# ever. It looks here when it is first imported, which no module has done yet.
_THREADED: Final = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command with ``argv`` (default: of the process) and return its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    for library in _THREADED:
        os.environ.setdefault(library, "1")
    _open_streams()
    try:
        args = _parser(arguments).parse_args(arguments)
        code: int = args.run(args)
        sys.stdout.flush()
        return code
    except SystemExit as stop:  # argparse: help, version or a mistake
        return stop.code if isinstance(stop.code, int) else MISTAKE
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _abandon_stdout()
        return PIPE_CLOSED
    except OSError as error:  # every other file has an error of its own
        _abandon_stdout()
        _say(f"standard output cannot be written ({error.strerror or error}); give a folder with -o")
        return MISTAKE
    except ValueError as error:
        from extract.packs import PackError

        if not isinstance(error, PackError):
            raise
        _say(f"{error}; see tallycheck rules check")
        return MISTAKE


def _open_streams() -> None:
    """Python has None for a stream that was closed by the caller (``>&-``). Stand in for it: writing to
    standard output fails then as on a full disk, and messages that nobody can hear are dropped."""
    for name, flag in (("stdout", os.O_RDONLY), ("stderr", os.O_WRONLY)):
        if getattr(sys, name) is None:
            raw = io.FileIO(os.open(os.devnull, flag), "w")
            setattr(sys, name, io.TextIOWrapper(cast("BinaryIO", raw), encoding="utf-8", write_through=True))


def _abandon_stdout() -> None:
    """Point stdout elsewhere, or what is still in its buffer fails once more when the process ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _say(message: str) -> None:
    print(f"tallycheck: {' '.join(message.split())}", file=sys.stderr)


def _parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    parser = _Parser(
        prog="tallycheck",
        description="Reads election reports and writes every figure they report, with where it stands.",
        epilog="Example: tallycheck extract reports/ -o out",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version and exit")
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)
    # A verb may have to import much to know its options, so only the one that is called is asked.
    called = next((a for a in arguments if not a.startswith("-")), "")
    for name, verb in VERBS.items():
        child = verbs.add_parser(name, help=verb.about, description=verb.about, allow_abbrev=False)
        if name == called:
            verb.configure(child)
    return parser


def _configure_extract(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("paths", nargs="+", metavar="PATH", help="a file, a folder (searched to the bottom), or - for stdin")
    add(
        "-o",
        "--out",
        required=True,
        metavar="OUT",
        help="folder to write; - writes only the figures, to stdout",
    )
    add("--glob", metavar="PATTERN", help="files to read in folders (default: every text, page and table)")
    add("--format", choices=("csv", "jsonl"), default="csv", help="format of the tables (default: csv)")
    add("--country", metavar="CODE", help="country pack, such as gb (default: found from each text)")
    add(
        "--date",
        type=_day,
        metavar="DATE",
        help="polling day, YYYY-MM-DD (default: found from name and text)",
    )
    add("--readers", choices=("rules", "ner", "both"), default="both", help="what reads (default: both)")
    add("--model", default="", metavar="NAME", help="spaCy pipeline, a folder or package (default: ours)")
    add("--jobs", type=_count, metavar="N", help="processes (default: 1, more for large batches)")
    add("--max-size", type=_count, default=32, metavar="MB", help="refuse larger files (default: 32)")
    add("-q", "--quiet", action="store_true", help="no summary; errors are still shown")
    parser.set_defaults(run=_extract)


def _extract(args: argparse.Namespace) -> int:
    from extract.batch import Options, run
    from extract.export import Export, ExportError, stream
    from extract.packs import PackError, rules
    from extract.reliability import shipped

    try:
        packs = rules()  # before any process is started, so that all share them
    except (PackError, FileNotFoundError) as error:
        _say(str(error))
        return MISTAKE
    for problem in packs.problems:
        _say(f"{problem}; this pack was left out; see tallycheck rules check")
    if args.country and args.country not in packs.countries:
        _say(f"--country {args.country}: no such pack; there are {', '.join(sorted(packs.countries))}")
        return MISTAKE
    try:
        shipped()
    except ValueError as error:
        _say(str(error))
        return MISTAKE
    readers = _readers(args)
    options = Options(args.glob, args.country, args.date, args.jobs, args.max_size * 2**20, readers, args.model)
    summary = _Summary()
    outcomes = summary.watch(run(args.paths, options))
    try:
        if args.out == STDOUT:
            stream(outcomes, sys.stdout.buffer, args.format)
        else:
            with Export(args.out, args.format) as export:
                for outcome in outcomes:
                    export.add(outcome)
    except ExportError as error:
        _say(str(error))
        return MISTAKE
    if not args.quiet:
        print(summary.table(args.out), file=sys.stderr)
    return MISTAKE if summary.failed else 0


def _readers(args: argparse.Namespace) -> str:
    """The readers asked for; without a model that can be opened, the rules alone."""
    if args.readers != "rules":
        from extract.trained_model import ModelError, load

        try:
            load(args.model)  # before any process is started, so that all share it
        except ModelError as error:
            _say(f"{error}; read with the rules alone")
            return "rules"
    return str(args.readers)


class _Summary:
    """Counts what comes by, and tells of every document that could not be read."""

    def __init__(self) -> None:
        self.read = self.failed = 0
        self.counts: dict[str, int] = dict.fromkeys(
            ("confirmed", "single", "disputed", "candidates", "contests", "ignored", "unread"), 0
        )
        self.findings = [0, 0, 0, 0]  # by severity

    def watch(self, outcomes: Iterable[Outcome]) -> Iterable[Outcome]:
        """Pass ``outcomes`` on and count them."""
        for outcome in outcomes:
            self._count(outcome)
            yield outcome

    def _count(self, outcome: Outcome) -> None:
        result = outcome.result
        if result is None:
            self.failed += 1
            _say(outcome.message)
            return
        self.read += 1
        for figure in result.figures:
            self.counts[figure.agreement.value] += 1
        for name in ("candidates", "contests", "ignored", "unread"):
            self.counts[name] += len(getattr(result, name))
        for finding in result.findings:
            self.findings[finding.severity] += 1

    def table(self, out: str) -> str:
        """The counts as a short table."""
        count, found = self.counts, self.findings[1:]
        figures = count["confirmed"] + count["single"] + count["disputed"]
        rows = [
            ("documents", self.read, f"{self.failed} could not be read" if self.failed else ""),
            ("figures", figures, ", ".join(f"{count[k]} {k}" for k in ("confirmed", "single", "disputed"))),
            ("candidates", count["candidates"], f"in {count['contests']} contests"),
            ("ignored", count["ignored"], "numerals that are no election figures"),
            ("unread", count["unread"], "numerals that could not be placed"),
            ("findings", sum(found), f"{found[2]} conflicts, {found[1]} likely slips, {found[0]} explained"),
        ]
        lines = [f"{name:<11}{number:>8}  {note}".rstrip() for name, number, note in rows]
        return "\n".join(lines if out == STDOUT else [*lines, f"written to {out}"])


def _configure_explain(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("out", metavar="OUT", help="folder that extract -o wrote")
    parser.add_argument("id", metavar="ID", help="id of a figure, or the beginning of one")
    parser.set_defaults(run=_explain)


def _explain(args: argparse.Namespace) -> int:
    from pathlib import Path

    from extract.explain import ExplainError, explain

    try:
        story = explain(Path(args.out), args.id)
    except ExplainError as error:
        _say(str(error))
        return MISTAKE
    sys.stdout.buffer.write(f"{story}\n".encode())
    sys.stdout.buffer.flush()
    return 0


def _configure_rules(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)
    about = "prove every pattern of every pack on its examples and counterexamples"
    check = verbs.add_parser("check", help=about, description=about, allow_abbrev=False)
    check.add_argument("-q", "--quiet", action="store_true", help="say nothing if all is proven")
    check.set_defaults(run=_check_rules)


def _check_rules(args: argparse.Namespace) -> int:
    from extract.paths import rules_dir
    from extract.proofs import check_folder

    try:
        report = check_folder(rules_dir())
    except FileNotFoundError as error:
        _say(str(error))
        return MISTAKE
    for problem in report.problems:
        print(problem)
    if not args.quiet or report.problems:
        verdict = f"{len(report.problems)} problems" if report.problems else "all proven"
        print(f"{report.patterns} patterns, {report.examples} examples: {verdict}", file=sys.stderr)
    return FINDINGS if report.problems else 0


def _configure_score(parser: argparse.ArgumentParser) -> None:
    from extract import scoring

    scoring.configure(parser)
    parser.set_defaults(run=scoring.run)


def _configure_check(parser: argparse.ArgumentParser) -> None:
    from extract import gate

    gate.configure_check(parser)


def _configure_compare(parser: argparse.ArgumentParser) -> None:
    from extract import gate

    gate.configure_compare(parser)


def _configure_train(parser: argparse.ArgumentParser) -> None:
    from extract import training

    training.configure(parser)


def _configure_calibrate(parser: argparse.ArgumentParser) -> None:
    from extract import model_card

    model_card.configure(parser)


def _day(text: str) -> date:
    from datetime import date

    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date; write YYYY-MM-DD") from None


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return int(text)


VERBS: Final = {
    "extract": _Verb("read documents and write the figures they report", _configure_extract),
    "explain": _Verb("show one figure in its sentence, and why it was read so", _configure_explain),
    "check": _Verb("compare the figures of all sources with each other", _configure_check),
    "compare": _Verb("compare figures with an official results file", _configure_compare),
    "rules": _Verb("prove the rule packs", _configure_rules),
    "score": _Verb("score figures against labelled documents", _configure_score),
    "train": _Verb("train the second reader from the labelled corpora", _configure_train),
    "calibrate": _Verb("measure how far each kind of claim can be trusted", _configure_calibrate),
}


if __name__ == "__main__":
    sys.exit(main())
