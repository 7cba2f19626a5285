"""Which of a page's text is its subject and which is furniture: menus, related stories, cookies, comments.

The page's own markup settles what it can. trafilatura, in its precise mode, decides about the prose that is
left; the short lines it is too strict for ("Turnout: 61.2%") stay when they stand among what it chose.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from lxml import etree
from lxml import html as lxml_html
from trafilatura import bare_extraction

from extract.html_dom import classes, names, squeezed

#: The attribute the walk leaves on elements it has judged: tables that only arrange the page, and what
#: trafilatura need not be asked about (furniture by its own markup, and tables of data).
JUDGED = "data-judged"
LAYOUT, APART = "layout", "apart"
_FIND_JUDGED = etree.XPath(f".//*[@{JUDGED}]")
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
    if tag in _CONTENT_TAGS or element in holders or not isinstance(tag, str):
        return False
    if tag in _TAGS:
        return True
    if tag == "header":
        return not any(above.tag in ("article", "main", "section") for above in element.iterancestors())
    if not element.attrib:
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
class Passage:
    """A block of prose to be judged: where it belongs in the tree, its text, and how much of it is links."""

    element: etree._Element
    text: str
    linked: int
    heading: bool
    furniture: bool


def mark_furniture(
    root: lxml_html.HtmlElement,
    passages: Sequence[Passage],
    tables: Sequence[etree._Element],
    *,
    size: int,
    depth: int,
) -> None:
    """Set ``furniture`` on every passage that is not the page's subject.

    ``size`` is that of the page's source and ``depth`` how deep its elements are nested.
    """
    open_ones = [p for p in passages if not p.furniture]
    if not open_ones:
        return
    body, lines = _main_text(root, size, depth)
    chosen: list[int] = []
    if body:
        for index, passage in enumerate(passages):
            if not passage.furniture and _among(squeezed(passage.text), body, lines):
                chosen.append(index)
    total = sum(len(p.text) for p in open_ones)
    kept = sum(len(passages[index].text) for index in chosen)
    if not chosen or (tables and kept < _ARTICLE_SHARE * total):
        for passage in open_ones:
            passage.furniture = _mostly_links(passage) and not passage.heading
        return
    parents = {passages[index].element.getparent() for index in chosen}
    parents.update(table.getparent() for table in tables)
    inside = _common(root, [passages[index].element for index in chosen])
    first, last = chosen[0], chosen[-1]
    picked = set(chosen)
    for index, passage in enumerate(passages):
        if passage.furniture or index in picked:
            continue
        near = passage.element.getparent() in parents
        within = first < index < last and inside in (passage.element, *passage.element.iterancestors())
        if _mostly_links(passage):
            passage.furniture = not (passage.heading and (near or within))
        else:
            passage.furniture = not (near or within or passage.heading)


def _mostly_links(passage: Passage) -> bool:
    return passage.linked > _LINKED * len(passage.text)


def _among(text: str, body: str, lines: set[str]) -> bool:
    return text in lines or (len(text) >= _TELLING and text in body)


def _main_text(root: lxml_html.HtmlElement, size: int, depth: int) -> tuple[str, set[str]]:
    """The main text as trafilatura sees it, without white space: as a whole and by the line."""
    if size > _MAX_SOURCE or depth > _MAX_DEPTH:
        return "", set()
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it reports an empty page as an error
    tree = _prose_only(root)
    try:
        found = bare_extraction(tree, favor_precision=True, fast=True, include_comments=False, include_tables=False)
    except (RecursionError, etree.LxmlError, AttributeError, IndexError, KeyError):
        # what a broken page can make it raise; the page's own markup then has to do
        return "", set()
    body = getattr(found, "body", None)
    if body is None:
        return "", set()
    lines: set[str] = set()
    for element in body.iter():
        lines.update(squeezed(line) for line in "".join(element.itertext()).split("\n"))
        lines.add(squeezed("".join(element.itertext())))
    lines.discard("")
    return squeezed("".join(body.itertext())), lines


def _prose_only(root: lxml_html.HtmlElement) -> lxml_html.HtmlElement:
    """A copy without what the walk has judged, in which tables that only arrange the page are boxes."""
    tree = deepcopy(root)
    judged = cast(list[lxml_html.HtmlElement], _FIND_JUDGED(tree))
    for element in judged:
        if element.get(JUDGED) == LAYOUT:
            stack = [element]
            while stack:
                box = stack.pop()
                box.tag = "div"
                stack.extend(c for c in box if c.tag in ("tbody", "thead", "tfoot", "tr", "td", "th"))
    for element in judged:
        if element.get(JUDGED) == APART and element.getparent() is not None:
            element.drop_tree()
    return tree


def _common(root: etree._Element, elements: Sequence[etree._Element]) -> etree._Element:
    """The innermost element that holds all of ``elements``."""
    path = [*reversed(list(elements[0].iterancestors())), elements[0]]
    for element in elements[1:]:
        above = {element, *element.iterancestors()}
        while path and path[-1] not in above:
            path.pop()
    return path[-1] if path else root
