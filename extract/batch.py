"""Many documents: found below the paths named, read one by one or in parallel, always in the same order.

One bad file never stops the rest: whatever is wrong with it becomes an ``Outcome`` with a reason.
"""

from __future__ import annotations

import os
import signal
import traceback
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

from extract.load import MAX_BYTES, STDIN, STDIN_NAME, LoadError, is_known, load_file, printable
from extract.model import Result
from extract.ours import PACKAGE, written_in

#: Below this many documents a second process costs more than it saves: each has to load the rule packs.
PARALLEL_FROM: Final = 64
#: Results that may wait for their turn, for each process: bounds the memory of a batch of any size.
_AHEAD: Final = 4


@dataclass(frozen=True, slots=True)
class Options:
    """How to read a batch. ``jobs`` None leaves the number of processes to us."""

    glob: str | None = None
    country: str | None = None
    date: date | None = None
    jobs: int | None = None
    limit: int = MAX_BYTES
    readers: str = "rules"
    model: str = ""


@dataclass(frozen=True, slots=True)
class Input:
    """A file to read and the name of its document; with ``reason`` it is known already that it cannot be."""

    name: str
    path: str
    reason: str = ""
    next_step: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one input: its result, or the reason why there is none."""

    name: str
    path: str
    result: Result | None = None
    reason: str = ""
    next_step: str = ""

    @property
    def message(self) -> str:
        """The failure in one line: what, where, what to do."""
        return " ".join(f"{self.path}: {self.reason}; {self.next_step}".split())


def run(paths: Iterable[str | os.PathLike[str]], options: Options | None = None) -> Iterator[Outcome]:
    """Read every document below ``paths``.

    Outcomes come one by one, sorted by name, whatever the order of ``paths`` or the number of jobs.
    """
    options = options or Options()
    inputs = expand(paths, options.glob)
    jobs = options.jobs or (_processors() if len(inputs) >= PARALLEL_FROM else 1)
    if jobs == 1 or len(inputs) < 2:
        return (read_one(item, options) for item in inputs)
    return _parallel(inputs, options, jobs)


def expand(paths: Iterable[str | os.PathLike[str]], glob: str | None = None) -> list[Input]:
    """The files that ``paths`` name, each once, sorted by name.

    A document found in a folder is named by its path relative to that folder, a file by the path as
    given. Where two files would share a name, each is named by its whole path instead.
    """
    found: dict[str, Input] = {}
    for path in paths:
        for item in _below(os.fspath(path), glob):
            real = item.path if item.path == STDIN else os.path.realpath(item.path)
            # A file reached twice keeps the name that does not depend on which way came first.
            found[real] = min(found.get(real, item), item, key=lambda i: (len(i.name), i.name, i.path))
    names: dict[str, int] = {}
    for item in found.values():
        names[item.name] = names.get(item.name, 0) + 1
    return sorted(
        (
            item if names[item.name] == 1 else Input(_posix(item.path), item.path, item.reason, item.next_step)
            for item in found.values()
        ),
        key=lambda i: (i.name, i.path),
    )


def read_one(item: Input, options: Options) -> Outcome:
    """Load and read one document."""
    shown = printable(item.path)
    if item.reason:
        return Outcome(item.name, shown, reason=item.reason, next_step=item.next_step)
    try:
        document = load_file(item.path, name=item.name, limit=options.limit)
        # The readers are heavy, and a batch may hold nothing for them to read.
        from extract.checks import check
        from extract.packs import rules
        from extract.pipeline import read_document

        result = read_document(
            document, country=options.country, date=options.date, readers=options.readers, model=options.model
        )
        result = replace(result, findings=check(result, rules()))
    except LoadError as error:
        return Outcome(item.name, shown, reason=error.reason, next_step=error.next_step)
    except Exception as error:  # the one place where a fault of ours must not cost the other documents
        return Outcome(item.name, shown, reason=_fault(error), next_step="please report it with the file")
    return Outcome(item.name, shown, result)


def _fault(error: Exception) -> str:
    """An error of our own in one line, with the place it came from but no path of this machine."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(frame.filename).name}:{frame.lineno}"
    return " ".join(f"internal error at {where} ({type(error).__name__}: {error})".split())


def _below(path: str, glob: str | None) -> Iterator[Input]:
    if path == STDIN:
        yield Input(STDIN_NAME, STDIN)
    elif Path(path).is_dir():
        yield from _folder(path, glob)
    else:
        yield Input(_posix(path), path)


def _folder(top: str, glob: str | None) -> Iterator[Input]:
    """The files in a folder and below it, linked folders entered once; hidden files are left out, and the
    tables of an earlier run, whose OUT may lie among the documents."""
    faults: list[OSError] = []
    seen = {os.path.realpath(top)}
    empty, written = True, False
    for folder, folders, files in os.walk(top, onerror=faults.append, followlinks=True):
        folders[:] = _unseen(folder, folders, seen)
        ours = written_in(Path(folder)) if PACKAGE in files else frozenset()
        written |= bool(ours)
        for file in sorted(set(files) - ours):
            path = Path(folder, file)
            name = _posix(path.relative_to(top))
            if not _wanted(name, glob):
                continue
            empty = False
            if path.exists() and not path.is_file():
                advice = "name it on the command line to read it"
                yield Input(name, str(path), "is a device, pipe or socket", advice)
            else:
                yield Input(name, str(path))
    for fault in faults:
        path = Path(os.fsdecode(fault.filename or top))
        name = _posix(top if path == Path(top) else path.relative_to(top))
        reason = f"folder cannot be listed ({fault.strerror})"
        yield Input(name, str(path), reason, "check its permissions (chmod u+rx)")
    if empty and not faults:
        what = f"matches {glob!r}" if glob else "has a suffix that is read (.txt, .html, .csv, .tsv, .xlsx)"
        beside = " but the tables of an earlier run" if written else ""
        advice = "check the folder, or name the files with --glob"
        yield Input(_posix(top), top, f"no file in it {what}{beside}", advice)


def _unseen(folder: str, folders: list[str], seen: set[str]) -> list[str]:
    """The folders to enter next, real ones before links; a link back up would never end."""
    enter = []
    for name in sorted(folders, key=lambda f: (Path(folder, f).is_symlink(), f)):
        real = os.path.realpath(Path(folder, name))
        if not name.startswith(".") and real not in seen:
            seen.add(real)
            enter.append(name)
    return enter


def _wanted(name: str, glob: str | None) -> bool:
    last = name.rpartition("/")[2]
    if last.startswith("."):
        return False
    if glob is None:
        return is_known(name)
    glob = glob.removeprefix("**/")  # folders are always searched to the bottom
    return fnmatchcase(name, glob) or fnmatchcase(last, glob)


def _posix(path: str | Path) -> str:
    return printable(str(path)).replace(os.sep, "/")


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):  # what a container leaves us; Linux only
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _quiet_worker() -> None:
    """On Ctrl-C the parent speaks; a worker just ends."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _parallel(inputs: list[Input], options: Options, jobs: int) -> Iterator[Outcome]:
    """Outcomes in the order of ``inputs``. When a process dies, the pool is made anew after the next
    document was read alone: each time at least one document further on, so one bad file costs only itself."""
    at = 0
    while at < len(inputs):
        try:
            pool = ProcessPoolExecutor(jobs, initializer=_quiet_worker)
        except (OSError, NotImplementedError):  # a system without semaphores, as some sandboxes are
            yield from (read_one(item, options) for item in inputs[at:])
            return
        waiting: deque[Future[Outcome]] = deque()
        try:
            while at < len(inputs):
                for item in inputs[at + len(waiting) : at + jobs * _AHEAD]:
                    waiting.append(_submit(pool, item, options))
                yield waiting.popleft().result()
                at += 1
        except BrokenProcessPool:
            yield _alone(inputs[at], options)
            at += 1
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _submit(pool: ProcessPoolExecutor, item: Input, options: Options) -> Future[Outcome]:
    if item.path != STDIN:
        return pool.submit(read_one, item, options)
    here: Future[Outcome] = Future()  # standard input belongs to this process
    here.set_result(read_one(item, options))
    return here


def _alone(item: Input, options: Options) -> Outcome:
    """Read one document in a process of its own, so that only the guilty one is lost."""
    with ProcessPoolExecutor(1, initializer=_quiet_worker) as pool:
        try:
            return pool.submit(read_one, item, options).result()
        except BrokenProcessPool:
            return Outcome(
                item.name,
                printable(item.path),
                reason="the process that read it died (out of memory?)",
                next_step="split the file, or free some memory",
            )
