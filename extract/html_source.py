"""From the bytes of a page to its tree, every piece of text knowing where it stood in the source.

libxml2 keeps no offsets. So the source is scanned once for its stretches of text, each is replaced by a
numbered mark, the marked source is parsed, and the marks in the tree are then exchanged for the text they
stand for. A mark says where its text came from however the parser repaired the page; text that the scanner
took for markup carries no mark and simply has no place. A place is therefore missing or right, never wrong.
"""

from __future__ import annotations

import codecs
import email
import email.policy
import re
import zlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from html import unescape
from typing import NamedTuple

from bs4.dammit import EncodingDetector
from lxml import etree
from lxml import html as lxml_html

#: No page is read beyond this size, packed or not: a results page is far smaller, a bomb far larger.
MAX_BYTES = 32 * 1024 * 1024

_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
_MARK = re.compile(f"{_OPEN}[0-9]+{_CLOSE}")
_NAME_ENDS = r"(?![^\s/>\x00])"
#: The rest of a start tag. Quotes count only after "=", as HTML has it; possessive, so that an open quote or tag is
#: scanned once.
_ATTRIBUTES = r"[^>=]*+(?>=[ \t\n\r\f]*+(?:\"[^\"]*+\"|'[^']*+')?+[^>=]*+)*+(?:>|\Z)"
_UNREAD = ("script", "style")
_RAW = "|".join(  # elements whose content is no markup, up to their end tag
    rf"{name}{_NAME_ENDS}{_ATTRIBUTES}[^<]*+(?:<(?!/{name}[\s/>])[^<]*+)*+"
    for name in ("script", "style", "textarea", "xmp", "iframe", "noembed", "noframes")
)
#: A run of text and, before it, all that is none: blanks, end tags, raw elements, any other start tags, comments and
#: declarations. There are several tags to each run, so that this is quicker than a match for each of them; it fails
#: nowhere, and so nothing is scanned twice. Of a title the content is text, though none of it is a tag.
_RUN = re.compile(
    r"(?:\s++(?=<[A-Za-z/!?]|\Z)"
    r"|<(?:/[^>]*+(?:>|\Z)"
    rf"|(?=[sStTxXiInN])(?ai:{_RAW})"
    rf"|(?!(?ai:title){_NAME_ENDS})[A-Za-z][^\s/>\x00]*+{_ATTRIBUTES}"
    r"|!--(?:-?>|[^-]*+(?:-(?!->)[^-]*+)*+(?:-->|\Z))"
    r"|[!?][^>]*+(?:>|\Z)))*+"
    r"(?:((?:[^<]++|<(?![A-Za-z/!?]))++)"
    rf"|<(?ai:title){_NAME_ENDS}{_ATTRIBUTES}([^<]*+(?:<(?!/(?ai:title)[\s/>])[^<]*+)*+)"
    r"|\Z)",
    re.DOTALL,
)
_ENTITY = re.compile(r"&(?:#[0-9]{1,10}|#[xX][0-9a-fA-F]{1,8}|[A-Za-z][A-Za-z0-9]{1,40});?")
_PAGE_END = re.compile(r"</(?:html|body)[ \t\r\n]*>", re.IGNORECASE)
#: Characters the parser would refuse or stop at, and the two that serve as marks: one for one, so that
#: offsets into the decoded source stay what they are. A form feed, which canvass printouts put between pages, ends
#: a line.
_CONTROLS = bytes([*range(9), *range(11, 13), *range(14, 32), 127])
_NONCHARACTERS = f"{_OPEN}{_CLOSE}\ufffe\uffff"
_REPLACED = dict.fromkeys([*_CONTROLS, *map(ord, _NONCHARACTERS)], 0xFFFD) | {12: 10}
_TO_REPLACE = re.compile(f"[{re.escape(_CONTROLS.decode())}{_NONCHARACTERS}]")
#: Names that pages use for what browsers read as Windows-1252 or UTF-8.
_BROWSER_NAMES = {"iso8859-1": "cp1252", "ascii": "cp1252", "utf-16": "utf-8", "utf-16-le": "utf-8"}
#: A declared UTF-8 with at most one broken character in so many is damaged UTF-8, not another encoding.
_DAMAGE = 1000


class HtmlError(ValueError):
    """A page that cannot be read: ``reason`` says why and ``next_step`` what to do about it."""

    def __init__(self, reason: str, next_step: str) -> None:
        super().__init__(f"{reason}; {next_step}")
        self.reason = reason
        self.next_step = next_step


#: A piece of text and the source range it was printed at, or -1 and -1 where there is none. A page has thousands:
#: plain tuples of plain values are soon left alone by the garbage collector, as named ones never are.
Part = tuple[str, int, int]


class Page(NamedTuple):
    """A parsed page: its tree with plain text, and for each element the parts of its text and of its tail.

    ``lost`` counts the stretches of text that the parser left out of the tree, as it does with what is
    nested deeper than it goes.
    """

    root: lxml_html.HtmlElement
    source: str
    texts: dict[etree._Element, tuple[Part, ...]]
    tails: dict[etree._Element, tuple[Part, ...]]
    lost: int = 0


class Unpacked(NamedTuple):
    """The HTML bytes found in a file, with what their container said of them."""

    data: bytes
    charset: str = ""
    url: str = ""


def unpack(data: bytes, name: str) -> Unpacked:
    """The HTML inside ``data``: as it is, unzipped (``.gz``), or the first HTML part of an MHTML archive."""
    lowered = name.lower()
    if data[:2] == b"\x1f\x8b" or lowered.endswith(".gz"):
        data = _gunzip(data)
        lowered = lowered.removesuffix(".gz")
    if len(data) > MAX_BYTES:
        raise HtmlError(f"the page has more than {MAX_BYTES:,} bytes", "split it into smaller pages")
    if lowered.endswith((".mhtml", ".mht")):
        return _first_html_part(data)
    return Unpacked(data)


def _gunzip(data: bytes) -> bytes:
    out = bytearray()
    while data:
        inflater = zlib.decompressobj(wbits=31)
        try:
            out += inflater.decompress(data, MAX_BYTES + 1 - len(out))
        except zlib.error as error:
            if out:  # bytes after the last member are padding, as gzip itself has it
                break
            raise HtmlError(f"not readable as gzip ({error})", "unpack the file by hand") from error
        if len(out) > MAX_BYTES:
            raise HtmlError(f"unpacks to more than {MAX_BYTES:,} bytes", "unpack and split the file by hand")
        if not inflater.eof:
            raise HtmlError("the gzip data ends early", "fetch the file again")
        data = inflater.unused_data
    return bytes(out)


def _first_html_part(data: bytes) -> Unpacked:
    try:
        message = email.message_from_bytes(data, policy=email.policy.compat32)
        for part in message.walk():
            if part.get_content_type() in ("text/html", "application/xhtml+xml"):
                payload = part.get_payload(decode=True)
                if isinstance(payload, bytes):
                    location = part.get("Content-Location") or message.get("Snapshot-Content-Location")
                    return Unpacked(payload, part.get_content_charset("") or "", str(location or ""))
    except RecursionError as error:
        raise HtmlError("the parts of the archive are nested too deep", "save the page as .html") from error
    raise HtmlError("the archive holds no HTML part", "save the page as .html")


def decode(data: bytes, declared: str = "") -> tuple[str, str]:
    """The text of ``data`` and the encoding it was read with; a byte-order mark is not part of the text.

    A byte-order mark decides; then what the transport or the page declares, unless the bytes are plainly
    UTF-8; then UTF-8; then Windows-1252, in which nearly every byte is a character.
    """
    text, encoding = _decode(data, declared)
    raw = text.encode("utf-8", "surrogatepass")  # of bytes it is far sooner told whether there is one among them
    if len(raw.translate(None, _CONTROLS)) < len(raw) or any(char in text for char in _NONCHARACTERS):
        text = text.translate(_REPLACED)
    return text, encoding


def _decode(data: bytes, declared: str) -> tuple[str, str]:
    body, marked = EncodingDetector.strip_byte_order_mark(data)
    if marked:
        return body.decode(marked, "replace"), codecs.lookup(marked).name
    start = body[:200]
    if start.count(0) * 3 > len(start):  # every other byte of Latin script in two bytes a character
        wide = "utf-16-le" if start[1::2].count(0) > start[::2].count(0) else "utf-16-be"
        return body.decode(wide, "replace"), wide
    try:
        return body.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        encoding = _codec(declared or EncodingDetector.find_declared_encoding(body[:4096], is_html=True) or "")
    try:
        if encoding:
            return body.decode(encoding), encoding
    except (UnicodeDecodeError, LookupError):
        pass
    text = body.decode("utf-8", "replace")
    if encoding == "utf-8" and text.count("\ufffd") * _DAMAGE <= len(text) + _DAMAGE:
        return text, "utf-8"
    return body.decode("cp1252", "replace"), "cp1252"


def _printable(text: str) -> str:
    return text.translate(_REPLACED) if _TO_REPLACE.search(text) else text


def _codec(name: str) -> str:
    try:
        known = codecs.lookup(name).name
    except LookupError:
        return ""
    return _BROWSER_NAMES.get(known, known)


def text_runs(source: str) -> Iterator[tuple[int, int]]:
    """The stretches of ``source`` that are text and not blank, in order: no tag, comment, script or declaration.

    Tokens end where HTML says they end; what is left open runs to the end of the page, and a "<" that opens
    nothing is text ("turnout < 50%"). Nothing is searched twice, so that the time is linear whatever the
    page is made of.
    """
    for run in _RUN.finditer(source):
        if (group := run.lastindex) and (group == 1 or run[2].strip()):
            yield run.span(group)


def parse(source: str) -> Page:
    """Parse ``source`` into a tree of plain text whose parts are known by their offsets into ``source``."""
    # the parser drops what a careless page prints after its end tags; without them it drops nothing
    markup = _PAGE_END.sub(lambda end: " " * len(end.group()), source)
    runs: dict[str, tuple[Part, ...]] = {}
    marked: list[str] = []
    done = 0
    for start, end in text_runs(source):
        text = source[start:end]
        mark = f"{_OPEN}{len(runs)}{_CLOSE}"
        marked += (markup[done:start], mark)
        runs[mark] = tuple(_decoded(text, start)) if "&" in text else ((text, start, end),)
        done = end
    marked.append(markup[done:])
    try:
        root = lxml_html.document_fromstring("".join(marked).encode("utf-8", "replace"), parser=_parser())
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise HtmlError(f"no page can be made of it ({error})", "check that the file is HTML") from error
    texts: dict[etree._Element, tuple[Part, ...]] = {}
    tails: dict[etree._Element, tuple[Part, ...]] = {}
    seen = 0
    for element in root.iter(etree.Element):
        inner, tail = element.text, element.tail
        if inner:
            parts = runs.get(inner)
            if parts is not None:
                texts[element] = parts
                element.text = parts[0][0] if len(parts) == 1 else _joined(parts)
                seen += 1
            elif element.tag not in _UNREAD or _OPEN in inner:
                texts[element] = parts = _resolve(inner, runs)
                if _OPEN in inner:
                    element.text = _joined(parts)
                    seen += inner.count(_OPEN)
        if tail:
            parts = runs.get(tail)
            if parts is not None:
                tails[element] = parts
                element.tail = parts[0][0] if len(parts) == 1 else _joined(parts)
                seen += 1
            else:
                tails[element] = parts = _resolve(tail, runs)
                if _OPEN in tail:
                    element.tail = _joined(parts)
                    seen += tail.count(_OPEN)
    return Page(root, source, texts, tails, max(len(runs) - seen, 0))


def _joined(parts: Iterable[Part]) -> str:
    return "".join([text for text, _, _ in parts])


def _parser() -> lxml_html.HTMLParser:
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    # every element is the plain kind: looking for a special class for each takes as long as the parsing
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=lxml_html.HtmlElement))
    return parser


def _resolve(marked: str, runs: dict[str, tuple[Part, ...]]) -> tuple[Part, ...]:
    """The parts that the marks in a text of the tree stand for, and what of it carries no mark."""
    if marked.isspace():
        return ((marked, -1, -1),)
    parts: list[Part] = []
    done = 0
    for mark in _MARK.finditer(marked):
        known = runs.get(mark.group())
        if known is None:  # no mark of ours
            continue
        if mark.start() > done:
            parts.append((marked[done : mark.start()], -1, -1))
        parts += known
        done = mark.end()
    if done < len(marked):
        parts.append((_printable(marked[done:]), -1, -1))
    return tuple(parts)


def _decoded(text: str, at: int) -> Iterator[Part]:
    """One run, which stands at ``at``: its literal stretches, and each entity as a part of its own."""
    done = 0
    for entity in _ENTITY.finditer(text):
        plain = _character(entity.group())
        if plain == entity.group():
            continue
        start, end = entity.span()
        if start > done:
            yield text[done:start], at + done, at + start
        yield plain, at + start, at + end
        done = end
    if done < len(text):
        yield text[done:], at + done, at + len(text)


@lru_cache(maxsize=1024)
def _character(entity: str) -> str:
    """What an entity stands for; itself where it is none."""
    return _printable(unescape(entity))
