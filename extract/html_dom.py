"""What of a page's tree is printed, and how its pieces join into lines of text.

Inline elements never insert a space, so that a number split over several spans stays one number; block
elements and line breaks do. Only markup spaces collapse: a no-break or thin space is part of what was
printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import cast

from lxml import etree

from extract.html_source import Page, Part


def names(listed: str) -> frozenset[str]:
    """A set of names written as words."""
    return frozenset(listed.split())


#: Elements whose content is not printed on the page, or is a control and not a text.
SKIPPED = names(
    "script style template noscript head title select option datalist textarea iframe object embed"
    " audio video canvas map meta link input progress meter dialog"
)
BLOCKS = names(
    "html body main article section div p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table caption thead tbody tfoot"
    " tr td th colgroup pre blockquote address figure figcaption details summary form fieldset legend hr"
    " center header footer nav aside menu hgroup search"
)
#: Names that icon sets, image files and labels give to the sign of a change. They are conventions of the
#: web, whatever language the page is in; the word printed for them is the one used in alternative texts.
SIGNS = {
    name: word
    for word, known in (
        ("Increase", names("increase up gain arrow-up caret-up chevron-up triangle-up angle-up")),
        ("Decrease", names("decrease down loss arrow-down caret-down chevron-down triangle-down angle-down")),
        ("Steady", names("steady unchanged nochange no-change arrow-right equal equals")),
    )
    for name in known
}
#: Printed arrows, which a label in words replaces.
ARROWS = "▲▼△▽▴▾↑↓⬆⬇"
_CELLS = names("td th dt dd")
#: The attributes an element shows a sign by, other than its class.
SIGNING = names("alt aria-label title data-icon src")
_ICON_PREFIXES = ("fa-", "fa-solid-", "icon-", "icon--", "bi-", "glyphicon-", "change-", "arrow-", "")
_FILE_SIGN = re.compile(r"(increase|decrease|steady)[0-9]?(?:\.svg|\.png|\.gif|$)", re.IGNORECASE)
_FILE_NAME = re.compile(r"\.(?:svg|png|jpe?g|gif|webp)$", re.IGNORECASE)
_SPACES = " \t\n\r\f"
_STRETCH = re.compile(r"[^ \t\n\r\f]+(?: [^ \t\n\r\f]+)*")
_HIDING_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_PANEL = names("tab-pane tabpanel tab-panel tab-content tabcontent accordion-content panel-collapse")
_SPOKEN = names("sr-only visually-hidden visuallyhidden screen-reader-text screenreader assistive-text")
_PHONE = names(
    "visible-xs visible-sm visible-xs-block visible-xs-inline mobile-only only-mobile phone-only mobile"
    " show-mobile show-for-small show-for-small-only hidden-desktop hidden-lg hide-desktop hide-on-desktop"
    " d-sm-none d-md-none d-lg-none md:hidden lg:hidden sm:hidden"
)
_DESK = names(
    "hidden-xs hidden-sm desktop-only only-desktop hide-mobile hidden-mobile hidden-phone hide-for-small"
    " d-sm-inline d-md-inline d-lg-inline d-md-block d-sm-block d-lg-block show-desktop"
)
#: Without one of these attributes or classes an element is shown.
_HIDING = names("hidden style aria-hidden")
_ALTERNATIVE = _SPOKEN | _PHONE
#: Characters of a page that are compared in the search for duplicates; beyond them all is kept.
_MAX_COMPARED = 300_000_000
_DIGIT = re.compile(r"\d")


_NO_CLASSES: frozenset[str] = frozenset()


class Line:
    """A stretch of text under construction that knows where its characters stood in the source."""

    __slots__ = ("_gap", "_last", "length", "linked", "parts")

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.length = 0
        self.linked = 0
        self._gap = False
        self._last = ""

    @property
    def text(self) -> str:
        """What has been printed so far."""
        parts = self.parts
        return parts[0][0] if len(parts) == 1 else "".join([text for text, _, _ in parts])

    def is_printed(self) -> bool:
        """Whether it holds more than white space."""
        return bool(self.text.strip())

    def add(self, parts: Iterable[Part], *, verbatim: bool = False, link: bool = False) -> None:
        """Append ``parts``; markup spaces collapse into one unless ``verbatim``."""
        before = self.length
        for text, start, end in parts:
            if verbatim:
                self._put(text, start, end)
                continue
            inner = text.strip(_SPACES)
            if not inner:
                self._gap = True
            elif (
                len(text) != end - start
                or "\n" in inner  # many times quicker than a pattern
                or "  " in inner
                or "\t" in inner
                or "\r" in inner
                or "\f" in inner
            ):
                self._add_stretches(text, start, end)
            else:  # printed as it stands, as nearly all
                if text[0] in _SPACES:
                    self._gap = True
                    start += text.index(inner[0])
                if self._gap and self.length and self._last not in " \n\t":
                    self.parts.append((" ", -1, -1))
                    self.length += 1
                self._gap = text[-1] in _SPACES
                self.parts.append((inner, start, start + len(inner)))
                self.length += len(inner)
                self._last = inner[-1]
        if link:
            self.linked += self.length - before

    def _add_stretches(self, text: str, start: int, end: int) -> None:
        """Append the stretches of ``text`` that markup spaces part."""
        done = 0
        for stretch in _STRETCH.finditer(text):
            first, last = stretch.span()
            if first > done:
                self._gap = True
            if self._gap:
                self._flush_gap()
            done = last
            if start >= 0 and len(text) == end - start:
                self._put(stretch.group(), start + first, start + last)
            elif last - first == len(text):
                self._put(text, start, end)
            else:
                self._put(stretch.group(), -1, -1)
        if done < len(text):
            self._gap = True

    def space(self) -> None:
        """What follows is another word."""
        self._gap = True

    def break_line(self) -> bool:
        """What follows stands on the next line; False where a line was already broken here."""
        if self._last == "\n":
            return False
        self.put("\n")
        return True

    def trim(self) -> None:
        """Drop line ends that nothing follows."""
        while self.parts and self.parts[-1][0] == "\n":
            self.parts.pop()
            self.length -= 1

    def word(self, text: str) -> None:
        """Append a word that the page shows as a picture: set apart, and with no place in the source."""
        self._gap = True
        self._flush_gap()
        self._put(text, -1, -1)
        self._gap = True

    def put(self, text: str) -> None:
        """Append ``text`` of our own making (a line end)."""
        self._gap = False
        self._put(text, -1, -1)

    def _flush_gap(self) -> None:
        if self._gap and self.length and self._last not in " \n\t":
            self._put(" ", -1, -1)
        self._gap = False

    def _put(self, text: str, start: int, end: int) -> None:
        if not text:
            return
        self.parts.append((text, start, end))
        self.length += len(text)
        self._last = text[-1]


def squeezed(text: str) -> str:
    """``text`` without any white space: what two renderings of the same words have in common."""
    return "".join(text.split())


def classes(element: etree._Element) -> frozenset[str]:
    """The class names of an element, in lower case."""
    named = element.get("class")
    return _split(named) if named else _NO_CLASSES


@lru_cache(maxsize=4096)
def _split(named: str) -> frozenset[str]:
    return frozenset(named.lower().split())


@lru_cache(maxsize=4096)
def _is_alternative(named: str) -> bool:
    """Whether one of the class names may say that the element is shown on some screens only, or to none."""
    return not _ALTERNATIVE.isdisjoint(_split(named))


@lru_cache(maxsize=4096)
def _icon_word(named: str) -> str:
    """The sign that one of the class names stands for, or ''."""
    for name in _split(named):
        for prefix in _ICON_PREFIXES:
            word = SIGNS.get(name.removeprefix(prefix)) if name.startswith(prefix) else None
            if word:
                return word
    return ""


def sign_of(element: etree._Element) -> str:
    """The word for a change that an image shows (``Increase``, ``Decrease``, ``Steady``), or ''."""
    for attribute in ("alt", "aria-label", "title", "data-icon"):
        label = element.get(attribute)
        word = SIGNS.get(label.strip().lower()) if label else None
        if word and element.tag in ("img", "svg"):
            return word
        if word:  # unless what it shows is printed
            return "" if squeezed(text_content(element)).strip(ARROWS) else word
    picture = element.get("src") if element.tag == "img" else None
    if not picture or not ("crease" in (lower := picture.lower()) or "steady" in lower):  # as nearly all
        return ""
    found = _FILE_SIGN.search(picture.rsplit("/", 1)[-1].split("?")[0])
    return found.group(1).capitalize() if found else ""


def icon_sign(element: etree._Element) -> str:
    """The same for an empty element that only its class draws (``<i class="fa fa-arrow-up">``), or ''."""
    word = _icon_word(element.get("class") or "") if element.tag in ("i", "span", "svg") else ""
    return "" if word and squeezed(text_content(element)) else word


def text_content(element: etree._Element) -> str:
    """All the text in ``element``, shown or not."""
    return "".join(cast(Iterator[str], element.itertext()))


class Visibility:
    """Decides which elements of one page are printed; what is said twice is said once."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._seen: str | None = None
        self._budget = _MAX_COMPARED

    def hidden(self, element: etree._Element) -> bool:
        """Whether the page does not show ``element``, or shows it a second time for phones or for the ear."""
        tag = element.tag
        if tag in SKIPPED:
            return True
        if tag == "sup" and _is_note_mark(element):
            return True
        attributes = element.keys()
        for attribute in attributes:
            if attribute in _HIDING or (attribute == "class" and _is_alternative(element.get("class", ""))):
                break
        else:
            return False  # as nearly all
        named = classes(element)
        if "hidden" in attributes or _HIDING_STYLE.search(element.get("style") or ""):
            # a closed tab or accordion is one click away and part of the page; anything else hidden is not
            return not (named & _PANEL or element.get("role") == "tabpanel")
        if element.get("aria-hidden") == "true":
            return self._repeated(element) and not sign_of(element)
        if named & _SPOKEN:
            text = text_content(element).strip()
            if text.strip(" :").lower() in SIGNS:
                return False
            return not _DIGIT.search(text) or self._repeated(element)
        if named & _PHONE and not named & _DESK:
            parent = element.getparent()
            beside = () if parent is None else parent
            return any(classes(other) & _DESK for other in beside) or self._repeated(element)
        return False

    def _repeated(self, element: etree._Element) -> bool:
        """Whether the same text also stands outside the elements that may be duplicates."""
        if self._budget < 0:
            return False
        text = squeezed(text_content(element))
        if not text:
            return True
        if self._seen is None:
            self._seen = squeezed(" ".join(self._plain_text()))
        self._budget -= len(self._seen) + len(text)
        return text in self._seen

    def _plain_text(self) -> Iterator[str]:
        walk = etree.iterwalk(self._page.root, events=("start", "end"))
        for event, element in walk:
            if event == "start":
                named = classes(element)
                if (
                    element.tag in SKIPPED
                    or (named & (_SPOKEN | _PHONE) and not named & _DESK)
                    or element.get("aria-hidden") == "true"
                    or "hidden" in element.attrib
                    or _HIDING_STYLE.search(element.get("style") or "")
                ):
                    walk.skip_subtree()
                elif element.text:
                    yield element.text
            elif element.tail:
                yield element.tail


def _is_note_mark(element: etree._Element) -> bool:
    """Whether a raised text is the mark of a note and so no part of the number it stands on."""
    if classes(element) & {"reference", "footnote", "noteref"}:
        return True
    return len(element) == 1 and element[0].tag == "a" and (element[0].get("href") or "").startswith("#")


def _picture_text(image: etree._Element) -> str:
    """The alternative text of an image where it says something: no file name, and no number.

    A number there is a size or a date of the picture; none is printed on the page.
    """
    text = " ".join((image.get("alt") or "").split())
    return "" if _DIGIT.search(text) or _FILE_NAME.search(text) else text[:200]


def inline_text(
    page: Page, shown: Visibility, element: etree._Element, *, apart: Iterable[etree._Element] = ()
) -> Line:
    """The text of a cell or a row's field on one line, without what stands in ``apart`` (nested tables)."""
    line = Line()
    texts, tails = page.texts, page.tails
    if len(element) == 0 and element.tag in _CELLS and SIGNING.isdisjoint(element.keys()):  # as nearly all
        if element in texts:
            line.add(texts[element])
        return line
    outside = set(apart)
    links = 0
    walk = etree.iterwalk(element, events=("start", "end"))
    skipped: etree._Element | None = None
    picture = ""
    for event, node in walk:
        tag = node.tag
        if event == "start":
            if node is not element and (node in outside or shown.hidden(node)):
                skipped = node
                walk.skip_subtree()
                continue
            if tag == "br" or (tag in BLOCKS and node is not element):
                line.space()
            elif tag == "a":
                links += 1
            attributes = node.keys()
            sign = "" if SIGNING.isdisjoint(attributes) else sign_of(node)
            if not sign and "class" in attributes:
                sign = icon_sign(node)
            if sign:
                line.word(sign)
            elif tag == "img":
                picture = picture or _picture_text(node)
            if node in texts and not (sign and tag == "svg"):
                if sign and not squeezed(node.text or "").strip(ARROWS):
                    continue
                line.add(texts[node], link=links > 0)
            elif sign and tag == "svg":
                skipped = node
                walk.skip_subtree()
        else:
            if node is element:
                break
            if node is skipped:
                skipped = None
            elif tag == "a":
                links -= 1
            if tag in BLOCKS:
                line.space()
            if node in tails:
                line.add(tails[node], link=links > 0)
    if not line.length and picture:
        line.word(picture)
    return line
