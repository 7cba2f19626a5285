"""Which of a page's text is its subject and which is furniture: menus, related stories, cookies, comments.

The page's own markup settles what it can. trafilatura, in its precise mode, decides about the prose that is
left; the short lines it is too strict for ("Turnout: 61.2%") stay when they stand among what it chose.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree
from lxml import html as lxml_html
from trafilatura import bare_extraction
from trafilatura.settings import Extractor

from extract.html_dom import classes, names, squeezed, text_content

#: The tag of what trafilatura is not asked about, while it waits to be cut out.
_APART = "apart"
#: How trafilatura is asked. As text in another format it would also print what it found, which nobody reads.
_PRECISELY = Extractor(output_format="txt", fast=True, precision=True, comments=False, tables=False)
#: trafilatura is not asked about pages beyond these: its time grows faster than the page.
_MAX_SOURCE = 3_000_000
_MAX_DEPTH = 250
#: Where it keeps less than this share of a page that has tables, the page is no article.
_ARTICLE_SHARE = 0.2
#: A line that is a link for more than this share leads elsewhere, whatever it says.
_LINKED = 0.75
#: Shorter texts must be a whole line of the main text, not merely occur in it.
_TELLING = 25

_TAGS = names("nav footer aside menu")
_ROLES = names("navigation banner contentinfo complementary search dialog alertdialog menu menubar toolbar")
_NAMES = re.compile(
    r"(?:^|[-_])(?:cookies?|consent|gdpr|share-?(?:bar|buttons?|links?|tools?|this)|sharing|sharedaddy"
    r"|social-?(?:media|share|links?|icons?|bar|buttons?)|related|recommended|recommendations|newsletter"
    r"|subscribe|subscription|comments?|commentlist|disqus|respond|breadcrumbs?|sidebar|side-bar|navbar"
    r"|navigation|nav|menu|mainmenu|submenu|footer|promo|adverts?|advertisement|sponsored|trending|pager"
    r"|most-?(?:read|popular|viewed)|skip-?(?:link|nav|to-content)|pagination|modal|popup|login|signup"
    r"|catlinks|navbox|mw-jump|mw-editsection|jump-to-nav|sitesub|printfooter|toc|reflist|references"
    r"|noprint|site-header|masthead|ambox)(?:$|[-_])",
    re.IGNORECASE,
)
_FURNITURE_TABLES = names("navbox vertical-navbox ambox mw-editsection toc sidebar")
_CONTENT_TAGS = names("html body main article td th tr tbody thead tfoot caption")


def content_holders(root: etree._Element) -> set[etree._Element]:
    """The elements around a headline or an article, which are no furniture whatever they are called."""
    holders: set[etree._Element] = set()
    for element in root.iter("h1", "main", "article"):
        above: etree._Element | None = element
        while above is not None and above not in holders:
            holders.add(above)
            above = above.getparent()
    return holders


def is_furniture(element: etree._Element, holders: set[etree._Element]) -> bool:
    """Whether an element's own tag, role or names mark it and all it holds as furniture."""
    tag = element.tag
    if tag in _TAGS:
        return element not in holders
    if tag == "header":
        return element not in holders and not any(
            above.tag in ("article", "main", "section") for above in element.iterancestors()
        )
    if not element.attrib or tag in _CONTENT_TAGS or element in holders:
        return False
    if element.get("role") in _ROLES:
        return True
    if tag in ("table", "span"):
        return bool(classes(element) & _FURNITURE_TABLES)
    return _named_furniture(element.get("class") or "") or _named_furniture(element.get("id") or "")


@lru_cache(maxsize=4096)
def _named_furniture(listed: str) -> bool:
    return any(_NAMES.search(name) for name in listed.split())


@dataclass(slots=True)
class Judged:
    """What the walk over a page has judged: what trafilatura need not be asked about, and how to take the rest.

    ``apart`` are elements that are hidden, furniture by their own markup, or tables of data; ``layout`` are tables
    that only arrange the page. ``depth`` is how deep the elements of the page are nested.
    """

    apart: list[etree._Element] = field(default_factory=list)
    layout: list[etree._Element] = field(default_factory=list)
    depth: int = 0


@dataclass(slots=True)
class Passage:
    """A block of prose to be judged: where it belongs in the tree, its text, and how much of it is links."""

    element: etree._Element
    text: str
    linked: int
    level: str  # of the heading it is in
    furniture: bool


def mark_furniture(
    root: lxml_html.HtmlElement,
    passages: Sequence[Passage],
    tables: Sequence[etree._Element],
    judged: Judged,
    size: int,
) -> None:
    """Set ``furniture`` on every passage that is not the page's subject; ``size`` is that of the page's source.

    Of the tree only the prose is left: what was judged is cut out of it.
    """
    open_ones = [p for p in passages if not p.furniture]
    if not open_ones:
        return
    beside = {table.getparent() for table in tables}
    body, lines = _main_text(root, judged, size)
    chosen: list[int] = []
    if body:
        for index, passage in enumerate(passages):
            if not passage.furniture and _among(squeezed(passage.text), body, lines):
                chosen.append(index)
    total = sum(len(p.text) for p in open_ones)
    kept = sum(len(passages[index].text) for index in chosen)
    if not chosen or (tables and kept < _ARTICLE_SHARE * total):
        for passage in open_ones:
            passage.furniture = _mostly_links(passage) and not passage.level
        return
    parents = {passages[index].element.getparent() for index in chosen}
    parents |= beside
    inside = _common(root, [passages[index].element for index in chosen])
    first, last = chosen[0], chosen[-1]
    picked = set(chosen)
    for index, passage in enumerate(passages):
        if passage.furniture or index in picked:
            continue
        near = passage.element.getparent() in parents
        within = first < index < last and inside in (passage.element, *passage.element.iterancestors())
        if _mostly_links(passage):
            passage.furniture = not (passage.level and (near or within))
        else:
            passage.furniture = not (near or within or passage.level)


def _mostly_links(passage: Passage) -> bool:
    return passage.linked > _LINKED * len(passage.text)


def _among(text: str, body: str, lines: set[str]) -> bool:
    return text in lines or (len(text) >= _TELLING and text in body)


def _main_text(root: lxml_html.HtmlElement, judged: Judged, size: int) -> tuple[str, set[str]]:
    """The main text as trafilatura sees it, without white space: as a whole and by the line."""
    if size > _MAX_SOURCE or judged.depth > _MAX_DEPTH:
        return "", set()
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it reports an empty page as an error
    _leave_prose(root, judged)
    try:
        found = bare_extraction(root, options=_PRECISELY)
    except (RecursionError, etree.LxmlError, AttributeError, IndexError, KeyError):
        # what a broken page can make it raise; the page's own markup then has to do
        return "", set()
    body = getattr(found, "body", None)
    if body is None:
        return "", set()
    whole, lines = _squeezed_lines(body)
    for element in body.iterdescendants():
        text, among = _squeezed_lines(element)
        lines |= among
        lines.add(text)
    lines.add(whole)
    lines.discard("")
    return whole, lines


def _squeezed_lines(element: etree._Element) -> tuple[str, set[str]]:
    """The text of ``element`` without white space: as a whole and by the line."""
    lines = [squeezed(line) for line in text_content(element).split("\n")]
    return "".join(lines), set(lines)


def _leave_prose(root: lxml_html.HtmlElement, judged: Judged) -> None:
    """Cut out of the tree what is apart, and make boxes of the tables that only arrange the page."""
    for element in judged.layout:
        stack = [element]
        while stack:
            box = stack.pop()
            box.tag = "div"
            stack.extend(c for c in box if c.tag in ("tbody", "thead", "tfoot", "tr", "td", "th"))
    for element in judged.apart:
        element.tag = _APART
    etree.strip_elements(root, _APART, with_tail=False)


def _common(root: etree._Element, elements: Sequence[etree._Element]) -> etree._Element:
    """The innermost element that holds all of ``elements``."""
    path = [*reversed(list(elements[0].iterancestors())), elements[0]]
    for element in elements[1:]:
        above = {element, *element.iterancestors()}
        while path and path[-1] not in above:
            path.pop()
    return path[-1] if path else root
