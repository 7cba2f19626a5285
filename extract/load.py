"""Bytes of a file -> ``Document``, or a ``LoadError`` that says in one line what is wrong and what to do.

The text is what ``open(path, encoding=source.encoding, newline="").read()`` would give: line ends stay
as they stand and a byte-order mark is not counted, so that offsets can be checked with any tool.
"""

from __future__ import annotations

import codecs
import gzip
import io
import os
import re
import stat
import sys
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path, PurePath
from typing import BinaryIO, Final, NamedTuple

from extract.model import Document, Source

#: Larger files are refused before they are read. A long article has 100 KB, a national results page 5 MB.
MAX_BYTES: Final = 32 * 2**20

#: The path that stands for standard input, and the name its document gets.
STDIN: Final = "-"
STDIN_NAME: Final = "stdin"


class LoadError(Exception):
    """A file that cannot be read: which, why, and what to do about it."""

    def __init__(self, path: str, reason: str, next_step: str) -> None:
        super().__init__(path, reason, next_step)
        self.path, self.reason, self.next_step = path, reason, next_step

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}; {self.next_step}"


class _Refused(Exception):
    """A LoadError that does not know its path yet."""

    def __init__(self, reason: str, next_step: str) -> None:
        super().__init__(reason)
        self.reason, self.next_step = reason, next_step


# What files that are no text begin with, and how to get the text out of them.
_MAGIC: Final[tuple[tuple[bytes, str, str], ...]] = (
    (b"%PDF-", "a PDF", "convert it first, for example with pdftotext -layout"),
    (b"PK\x03\x04", "a zip archive or an office document", "unpack it, or save it as plain text or HTML"),
    (b"\xd0\xcf\x11\xe0", "an old office document", "save it as plain text or HTML"),
    (b"{\\rtf", "an RTF document", "save it as plain text or HTML"),
    (b"\x89PNG", "an image", "copy its text out, or leave it out"),
    (b"\xff\xd8\xff", "an image", "copy its text out, or leave it out"),
    (b"GIF8", "an image", "copy its text out, or leave it out"),
)
_BOMS: Final[tuple[tuple[bytes, str], ...]] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    # UTF-32 LE begins with the mark of UTF-16 LE, so it comes first.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE: Final = 2**16
_CONTROLS: Final = bytes(b for b in range(32) if b not in b"\t\n\v\f\r\x1b") + b"\x7f"
#: A text has next to no control characters; compressed or machine data has one in ten or more.
_CONTROL_SHARE: Final = 0.01
#: In UTF-16 of a Latin-script text nearly every second byte is NUL, and next to none of the others.
_UTF16_NULS: Final = 0.7
_UTF16_STRAY: Final = 0.05

_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH = re.compile(rb"[\x80-\xff]+")
_NAME_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)([-_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
_LOOKS_HTML = re.compile(rb"[\s\xef\xbb\xbf]*<(?:!doctype\s+html|html|\?xml[^>]{0,200}\?>\s*<!doctype\s+html)\b", re.I)
_HAS_TABLE = re.compile(rb"<table\b", re.I)
_INVISIBLE: Final = "\ufeff\u200b\u200c\u200d\u2060\u00ad"


def load_file(path: str | os.PathLike[str], *, name: str | None = None, limit: int = MAX_BYTES) -> Document:
    """Read the file at ``path`` (``-`` is standard input) as a document called ``name``.

    Raises ``LoadError`` for whatever stands in the way. At most ``limit`` bytes are ever held.
    """
    raw = os.fspath(path)
    shown = printable(raw)
    try:
        data = _read_stdin(limit) if raw == STDIN else _read(raw, limit)
    except _Refused as refused:
        raise LoadError(shown, refused.reason, refused.next_step) from None
    except OSError as error:
        raise LoadError(shown, *_os_reason(raw, error)) from error
    return load_bytes(data, shown, name=name or (STDIN_NAME if raw == STDIN else shown), limit=limit)


def load_bytes(data: bytes, path: str, *, name: str | None = None, limit: int = MAX_BYTES) -> Document:
    """Read ``data`` as the content of ``path``, whose suffix says how; without a known suffix it is text."""
    try:
        suffix, inner = suffix_of(path), path
        if suffix.endswith(".gz"):
            data, suffix, inner = _unpack(data, limit), suffix.removesuffix(".gz"), path[: -len(".gz")]
        loader = LOADERS.get(suffix)
        if loader is None:
            loader = LOADERS[".html"] if _LOOKS_HTML.match(data, 0, _SAMPLE) else LOADERS[".txt"]
        document = loader(data, inner)
        if not document.text.strip().strip(_INVISIBLE):
            raise _Refused("holds no text", "check that the page or article was saved in full")
    except _Refused as refused:
        raise LoadError(path, refused.reason, refused.next_step) from None
    source = replace(document.source, path=path)
    if not source.published and (published := date_in_name(path)):
        source = replace(source, published=published, origin=(*source.origin, ("published", "file name")))
    return replace(document, name=name or path, source=source)


def is_known(path: str) -> bool:
    """Whether the suffix of ``path`` is one that a folder is searched for."""
    return suffix_of(path).removesuffix(".gz") in LOADERS


def suffix_of(path: str) -> str:
    """The suffix in lower case; of a compressed file both, as in ``.html.gz``."""
    suffixes = [s.lower() for s in PurePath(path).suffixes[-2:]]
    return "".join(suffixes) if suffixes[-1:] == [".gz"] else "".join(suffixes[-1:])


def date_in_name(path: str) -> str:
    """The ISO date in the last part of ``path``, if there is exactly one: ``2017-06-09``, ``20170609``."""
    found = set()
    for year, _, month, day in _NAME_DATE.findall(PurePath(path).name):
        try:
            found.add(date(int(year), int(month), int(day)).isoformat())
        except ValueError:  # 30 February
            continue
    return found.pop() if len(found) == 1 else ""


def printable(path: str) -> str:
    """``path`` as valid Unicode: bytes of a name that are no UTF-8 are shown as ``\\xff``."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


class _Decoded(NamedTuple):
    text: str
    encoding: str
    notes: tuple[str, ...] = ()


def _load_text(data: bytes, path: str) -> Document:
    text, encoding, notes = decode(data)
    return Document(path, text, source=Source(media_type="text/plain", encoding=encoding, notes=notes))


def _load_html(data: bytes, path: str) -> Document:
    from extract.html import HtmlError, load_html  # heavy: only a page needs it

    try:
        return load_html(data, path)
    except HtmlError as error:
        raise _Refused(error.reason, error.next_step) from error


def _load_markdown(data: bytes, path: str) -> Document:
    """Markdown is text, unless tables of HTML stand in it: then it is read as the page it becomes."""
    return _load_html(data, path) if _HAS_TABLE.search(data) else _load_text(data, path)


def _load_delimited(data: bytes, path: str) -> Document:
    from extract.delimited import load_delimited  # its headers are looked up in the rule packs

    text, encoding, notes = decode(data)
    return load_delimited(text, path, encoding, notes)


def _load_workbook(data: bytes, path: str) -> Document:
    from extract.delimited import TableError, load_workbook

    try:
        return load_workbook(data, path)
    except TableError as error:
        raise _Refused(error.reason, error.next_step) from error


#: How to read a file, by its suffix in lower case; each may also be compressed (``.html.gz``).
LOADERS: Final[dict[str, Callable[[bytes, str], Document]]] = {
    ".txt": _load_text,
    ".md": _load_markdown,
    ".html": _load_html,
    ".htm": _load_html,
    ".xhtml": _load_html,
    ".mhtml": _load_html,
    ".mht": _load_html,
    ".csv": _load_delimited,
    ".tsv": _load_delimited,
    ".tab": _load_delimited,
    ".xlsx": _load_workbook,
}


def decode(data: bytes) -> _Decoded:
    """``data`` as text with the encoding that was found; raises where it is no text or says NUL."""
    for magic, what, advice in _MAGIC:
        if data.startswith(magic):
            raise _Refused(f"is {what}, not text", advice)
    decoded = _by_bom(data) or _by_nuls(data) or _by_bytes(data)
    nul = decoded.text.find("\0")
    if nul >= 0:
        raise _Refused(f"NUL character at offset {nul}", "remove it (tr -d '\\000') or save the text again")
    return decoded


def _by_bom(data: bytes) -> _Decoded | None:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            try:
                return _Decoded(data.decode(encoding), encoding)
            except UnicodeDecodeError as error:
                if encoding == "utf-8-sig":
                    return _mixed(data.removeprefix(bom), encoding)
                raise _Refused(
                    f"begins as {encoding.upper()} but breaks at byte {error.start}", "save it again as UTF-8"
                ) from None
    return None


def _by_nuls(data: bytes) -> _Decoded | None:
    """UTF-16 without a mark, where the pattern of NULs leaves no doubt."""
    sample = data[:_SAMPLE]
    half = len(sample) // 2
    if not half or len(data) % 2:
        return None
    even, odd = sample[::2].count(0) / half, sample[1::2].count(0) / half
    for encoding, empty, full in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if empty >= _UTF16_NULS and full <= _UTF16_STRAY:
            try:
                return _Decoded(data.decode(encoding), encoding)
            except UnicodeDecodeError:
                return None
    return None


def _by_bytes(data: bytes) -> _Decoded:
    """UTF-8, else mostly UTF-8, else cp1252: what is not one of these is no text that we can read."""
    sample = data[:_SAMPLE]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if sample and controls > 1 and controls / len(sample) > _CONTROL_SHARE:
        raise _Refused("is binary, not text", "leave it out, or save it as plain text or HTML")
    try:
        return _Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        multibyte = sum(len(m) for m in _MULTIBYTE.findall(data))
        if multibyte > sum(len(m) for m in _HIGH.findall(data)) / 2:
            return _mixed(data, "utf-8")
    try:
        return _Decoded(data.decode("cp1252"), "cp1252")
    except UnicodeDecodeError as error:
        raise _Refused(
            f"is neither UTF-8 nor cp1252 (byte {error.start} is 0x{data[error.start]:02x})",
            "save it again as UTF-8",
        ) from None


def _mixed(data: bytes, encoding: str) -> _Decoded:
    """UTF-8 with some bytes of cp1252 among it, as pages pasted together have."""
    text = data.decode("utf-8", _STRAY_BYTES)
    return _Decoded(text, encoding, ("some bytes are not UTF-8 and were read as cp1252",))


def _stray_byte(error: UnicodeError) -> tuple[str, int]:
    """Read one byte that is no UTF-8 as cp1252: a lost minus sign would change what a number says."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    byte = error.object[error.start : error.start + 1]
    return byte.decode("cp1252", "replace"), error.start + 1


_STRAY_BYTES: Final = "tallycheck.cp1252"
codecs.register_error(_STRAY_BYTES, _stray_byte)


def _read(path: str, limit: int) -> bytes:
    mode = Path(path).stat()
    if stat.S_ISDIR(mode.st_mode):
        raise _Refused("is a folder", "name a file in it, or give the folder to tallycheck extract")
    if mode.st_size > limit:
        raise _too_large(limit)
    with Path(path).open("rb") as file:
        return _bounded(file, limit)


def _read_stdin(limit: int) -> bytes:
    if sys.stdin is None:
        raise _Refused("standard input is closed", "pipe a text into it or name a file")
    return _bounded(sys.stdin.buffer, limit)


def _bounded(file: BinaryIO, limit: int) -> bytes:
    """All of ``file``; the size that the system tells is not to be trusted for pipes and devices."""
    data = file.read(limit + 1)
    if len(data) > limit:
        raise _too_large(limit)
    return data


def _unpack(data: bytes, limit: int) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            return _bounded(file, limit)  # type: ignore[arg-type]
    except (EOFError, zlib.error, OSError) as error:
        raise _Refused(f"is a broken gzip file ({error})", "fetch or compress it again") from None


def _too_large(limit: int) -> _Refused:
    size = f"{limit / 2**20:g} MB" if limit >= 2**20 else f"{limit} bytes"
    return _Refused(f"is larger than {size}", "split it, or raise --max-size if it is one text")


def _os_reason(path: str, error: OSError) -> tuple[str, str]:
    if isinstance(error, FileNotFoundError):
        if Path(path).is_symlink():
            return (
                f"broken link to {printable(str(Path(path).readlink()))}",
                "restore the file it points to or remove it",
            )
        return "no such file or folder", "check the name"
    if isinstance(error, PermissionError):
        return "no permission to read", "change its mode (chmod u+r) or run as its owner"
    return f"cannot be read ({error.strerror or error})", "check the file and the disk it lies on"
