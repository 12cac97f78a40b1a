"""Which JSON-LD nodes speak of this page's article, and plain values out of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from cleaners.jsonld import Node
from cleaners.metadata.strings import plain, words
from cleaners.page import Page

_ARTICLE = re.compile(r"(?:Article|Posting|Report|Recipe|Review|AnalysisNewsArticle|HowTo)$")
_VOCABULARY = re.compile(r"[/:#]")
_WEAK = frozenset(("VideoObject", "ImageGallery", "MediaGallery", "CreativeWork", "Product", "PodcastEpisode", "Event", "FAQPage", "Course"))
_PAGES = frozenset(("WebPage", "ItemPage", "AboutPage", "QAPage", "CollectionPage", "MedicalWebPage", "ProfilePage"))


def types(node: Node) -> tuple[str, ...]:
    """The node's types without their vocabulary prefix (`https://schema.org/`, `schema:`)."""
    value = node.get("@type") or node.get("type")
    listed = value if isinstance(value, list) else [value]
    return tuple(_VOCABULARY.split(one)[-1] for one in listed[:10] if isinstance(one, str))


def is_page(one: Node | str) -> bool:
    """Whether an object is the node of a web page."""
    return isinstance(one, dict) and not _PAGES.isdisjoint(types(one))


class Graph:
    """The JSON-LD nodes of a page, by role.

    Attributes:
        articles: nodes of this page's article, the most telling first; empty where no node is about it.
        pages: nodes of the page itself (`WebPage`).
    """

    def __init__(self, page: Page, references: tuple[str, ...]) -> None:
        self._by_id = {node["@id"]: node for node in reversed(page.jsonld) if isinstance(node.get("@id"), str) and len(node) > 1}
        self.nodes = page.jsonld
        typed = [(node, types(node)) for node in page.jsonld]
        self.pages = [node for node, kinds in typed if not _PAGES.isdisjoint(kinds)]
        self.articles = self._articles(typed, page, references)

    def _articles(self, typed: list[tuple[Node, tuple[str, ...]]], page: Page, references: tuple[str, ...]) -> list[Node]:
        """Article nodes that name this page's address or headline; the only one there is needs not name anything."""
        strong = [node for node, kinds in typed if any(map(_ARTICLE.search, kinds))]
        found = strong or [node for node, kinds in typed if not _WEAK.isdisjoint(kinds) and ("headline" in node or "datePublished" in node)]
        if len(found) <= 1:
            return found
        addresses = {path for url in (page.url, *_canonical(page)) if url and (path := _path(url))}
        wanted = [set(words(reference)) for reference in references if reference]
        scored = [(_fit(node, addresses, wanted), node) for node in found[:200]]
        best = max(score for score, _ in scored)
        # Several nodes may describe the one article (two plugins); others are cards of other articles.
        return [node for score, node in sorted(scored, key=lambda pair: -pair[0]) if score >= min(best, 1.0)] if best > 0 else found[:1]

    def objects(self, value: Any, depth: int = 3) -> Iterator[Node | str]:
        """The objects or strings of a property's value; references by `@id` alone are followed to the node they name."""
        for one in (value if isinstance(value, list) else [value])[:100]:
            if isinstance(one, list) and depth:
                yield from self.objects(one, depth - 1)
            elif isinstance(one, dict):
                target = self._by_id.get(one["@id"]) if isinstance(one.get("@id"), str) and "name" not in one else None
                yield target if target is not None and len(one) <= 2 else one
            elif isinstance(one, str):
                yield one

    def names(self, value: Any) -> list[str]:
        """The names of a property's value: strings as they are, objects by their `name`."""
        found = []
        for one in self.objects(value):
            name = one if isinstance(one, str) else one.get("name") or one.get("@value") or _full_name(one)
            found += [text for item in (name if isinstance(name, list) else [name]) if (text := plain(item))]
        return found

    def first(self, key: str) -> tuple[Any, Node | None]:
        """The first value of `key` that an article node has, and the node."""
        return next(((node[key], node) for node in self.articles if node.get(key)), (None, None))


def _full_name(node: Node) -> str:
    """A person's name where the page gives its parts alone."""
    return " ".join(filter(None, (plain(node.get("givenName")), plain(node.get("familyName")))))


def _fit(node: Node, addresses: set[str], wanted: list[set[str]]) -> float:
    """How surely a node is about this page: 2 by address, up to 1 by the words of its headline."""
    score = 0.0
    for key in ("url", "@id", "mainEntityOfPage"):
        value = node.get(key)
        if isinstance(value, dict):
            value = value.get("@id") or value.get("url")
        if isinstance(value, str) and _path(value) in addresses:
            score += 2.0
            break
    own = set(words(plain(node.get("headline") or node.get("name"))))
    if own and wanted:
        score += max(len(own & one) / len(own) for one in wanted)
    return score if score >= 0.5 else 0.0


def _path(url: str) -> str:
    """Path and query of an address, without trailing slash: hosts differ by `www.` and `m.`."""
    try:
        parts = urlsplit(url[:2000])
    except ValueError:
        return ""
    path = parts.path.rstrip("/")
    return f"{path}?{parts.query}" if parts.query and "=" in parts.query and len(path) < 12 else path


def _canonical(page: Page) -> list[str]:
    return [link.get("href") or "" for link in page.links.get("canonical", ())]
