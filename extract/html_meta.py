"""What a page says of itself: headline, publisher, day of publication, address; and where it says so."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from htmldate import find_date
from lxml import etree
from lxml import html as lxml_html
from trafilatura.metadata import extract_metadata

#: A page whose date is not in its head is searched for one only up to this size of its source.
_MAX_SEARCHED = 1_000_000
_MAX_NODES = 10_000
_OPEN_GRAPH = {"og:url": "url", "og:site_name": "publisher", "og:title": "title"}
_SETTINGS: dict[str, Any] = {"extensive_search": False, "original_date": True, "outputformat": "%Y-%m-%d"}


@dataclass(slots=True)
class Facts:
    """The facts of a page that were found, and for each where it was found."""

    title: str = ""
    url: str = ""
    publisher: str = ""
    published: str = ""
    origin: dict[str, str] = field(default_factory=dict)

    def offer(self, name: str, value: object, origin: str) -> None:
        """Take ``value`` for ``name`` unless it is known already or no text."""
        if not isinstance(value, str) or getattr(self, name):
            return
        text = " ".join(value.split())
        if name == "published":
            text = _iso_date(text)
        if text:
            setattr(self, name, text)
            self.origin[name] = origin


def read_facts(root: lxml_html.HtmlElement, size: int) -> Facts:
    """The facts of a page: JSON-LD first, then its links and meta elements, then a search for a date."""
    facts = Facts()
    for article in _json_ld_articles(root):
        facts.offer("title", article.get("headline"), "json-ld")
        facts.offer("published", article.get("datePublished"), "json-ld")
        publisher = article.get("publisher")
        publisher = publisher[0] if isinstance(publisher, list) and publisher else publisher
        named = publisher.get("name") if isinstance(publisher, dict) else publisher
        facts.offer("publisher", named, "json-ld")
    for link in root.iterfind(".//link[@rel='canonical']"):
        facts.offer("url", link.get("href"), "link rel=canonical")
    for meta in root.iter("meta"):
        key = meta.get("property")
        if key in _OPEN_GRAPH:
            facts.offer(_OPEN_GRAPH[key], meta.get("content"), key)
    _offer_head(facts, root)
    if not facts.published and size <= _MAX_SEARCHED:
        facts.offer("published", _search_date(root), "htmldate")
    return facts


def _offer_head(facts: Facts, root: lxml_html.HtmlElement) -> None:
    """What the page's head alone gives; to search the whole page costs more than it gives."""
    head = root.find("head")
    if head is None:
        return
    facts.offer("title", head.findtext("title"), "title")
    known = facts.title and facts.publisher and facts.url
    if known and facts.published:
        return
    alone = lxml_html.Element("html")
    alone.append(deepcopy(head))
    alone.append(lxml_html.Element("body"))
    if known:  # only the day is wanted, and all else that trafilatura asks takes far longer
        facts.offer("published", _search_date(alone, facts.url), "htmldate")
        return
    _quiet()
    try:
        found = extract_metadata(alone, None, dict(_SETTINGS))
    except (ValueError, TypeError, AttributeError, RecursionError, etree.LxmlError):
        return  # a malformed head yields no facts
    facts.offer("published", found.date, "htmldate")
    facts.offer("publisher", found.sitename, "trafilatura")
    facts.offer("url", found.url, "trafilatura")
    facts.offer("title", found.title, "title")


def _search_date(root: lxml_html.HtmlElement, url: str | None = None) -> str | None:
    _quiet()
    try:
        return find_date(root, url=url, **_SETTINGS)
    except (ValueError, TypeError, AttributeError, RecursionError, OverflowError, etree.LxmlError):
        return None


def _quiet() -> None:
    """Their warnings speak of web addresses; ours name files."""
    for name in ("trafilatura", "htmldate"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


def _json_ld_articles(root: etree._Element) -> Iterator[dict[str, Any]]:
    """The JSON-LD objects of the page that describe an article, outermost first."""
    for script in root.iter("script"):
        if (script.get("type") or "").lower().split(";")[0].strip() != "application/ld+json":
            continue
        try:
            stack: list[Any] = [json.loads(script.text or "", strict=False)]
        except (ValueError, RecursionError):
            continue
        visited = 0
        while stack and visited < _MAX_NODES:
            visited += 1
            node = stack.pop()
            if isinstance(node, list):
                stack.extend(reversed(node))
            elif isinstance(node, dict):
                kinds = node.get("@type")
                kinds = kinds if isinstance(kinds, list) else [kinds]
                if any(isinstance(k, str) and k.endswith(("Article", "BlogPosting")) for k in kinds):
                    yield node
                stack.extend(reversed([node[key] for key in ("@graph", "mainEntity") if key in node]))


def _iso_date(text: str) -> str:
    """The day of an ISO date or time; empty where it is none."""
    try:
        return date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        return ""
