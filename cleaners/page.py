"""A page, decoded as a browser would and parsed once. Nothing downstream mutates its tree."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree

from cleaners import _speedups, repair
from cleaners.decoding import parser_bytes, parser_input
from cleaners.errors import EmptyPage, PageTooLarge
from cleaners.flight import Flight, read_flight
from cleaners.jsonld import META, read_jsonld
from cleaners.records import Element, Options

_PARTS = {"meta": 1, "link": 2, "title": 3, "base": 4, "script": 5, "template": 6}
_META = {"content": 0, "value": 1, "property": 2, "name": 3, "itemprop": 4, "http-equiv": 5}
MAX_BYTES = 32_000_000
"""Largest page accepted: three times the 10 MB up to which cleaning is tested to grow linearly."""


_ABSOLUTE = re.compile(r"https?://[A-Za-z0-9.-]+(?:/[^\s\x00-\x20?#;]*)?(?:\?[^\s\x00-\x20#]+)?")
"""Addresses that joining leaves as they are: absolute, without parameters, fragments, ports or anything that is trimmed."""


@dataclass(frozen=True, eq=False)
class Page:
    """One page: its tree and what its head says, read once.

    Attributes:
        root: the `<html>` element of the parsed tree.
        url: where it was fetched, or None.
        encoding: canonical name of the encoding it was decoded with.
        options: what the caller told us about it.
    """

    root: Element
    url: str | None
    encoding: str
    options: Options

    @cached_property
    def body(self) -> Element:
        """The `<body>` element, or the root where there is none."""
        found = self.root.find("body")
        return self.root if found is None else found

    @cached_property
    def _parts(self) -> dict[str, list[Element]]:
        """Elements that say something of the page, by tag, in document order."""
        if _speedups.finds is not None:
            return dict(zip(_PARTS, _speedups.finds.elements_of(self.root, _PARTS), strict=True))
        found: dict[str, list[Element]] = {tag: [] for tag in _PARTS}
        for element in self.root.iter(*_PARTS):
            found[str(element.tag)].append(element)
        return found

    @cached_property
    def metas(self) -> dict[str, list[str]]:
        """Contents of `<meta>` by lower-case name, property, itemprop or http-equiv, in document order, stripped."""
        found: dict[str, list[str]] = {}
        for key, content in (_speedups.finds.said if _speedups.finds is not None else _said)(self._parts["meta"], _META):
            found.setdefault(key, []).append(content)
        return found

    def meta(self, *names: str) -> str:
        """The first content of the first of `names` (lower case) that the page has, or ""."""
        return next((self.metas[name][0] for name in names if name in self.metas), "")

    @cached_property
    def links(self) -> dict[str, list[Element]]:
        """`<link>` elements by lower-case rel token, in document order."""
        found: dict[str, list[Element]] = {}
        for link in self._parts["link"]:
            for rel in (link.get("rel") or "").lower().split():
                found.setdefault(rel, []).append(link)
        return found

    @cached_property
    def jsonld(self) -> list[dict[str, Any]]:
        """Every JSON-LD node of the page, graphs and nesting flattened, in document order."""
        in_metas = any(META in name for name in self.metas)
        return read_jsonld(self.root.iter("script", "meta") if in_metas else self.scripts, self.flight.jsonld())

    @cached_property
    def flight(self) -> Flight:
        """What Next.js pushes for its scripts; empty on other pages."""
        return read_flight(self.scripts)

    @property
    def scripts(self) -> list[Element]:
        """`<script>` elements in document order."""
        return self._parts["script"]

    @cached_property
    def declared_language(self) -> str:
        """`<html lang>` (or `xml:lang`, or the content-language meta) as written, or ""."""
        root = self.root
        return (root.get("lang") or root.get("xml:lang") or self.meta("content-language", "og:locale") or "").strip()

    @cached_property
    def title_tag(self) -> str:
        """Text of the first `<title>` outside SVG, white space collapsed."""
        for title in self._parts["title"]:
            parent = title.getparent()
            if parent is None or parent.tag != "svg":
                text = "".join(map(str, title.itertext())) if len(title) else title.text or ""
                return " ".join(text.split())
        return ""

    @cached_property
    def base_url(self) -> str:
        """What relative links are relative to: `<base href>` joined to the page's URL."""
        base = next((href for base in self._parts["base"] if (href := base.get("href"))), None)
        return urljoin(self.url or "", base.strip()) if base else self.url or ""

    def absolute(self, href: str) -> str:
        """`href` made absolute against the base URL; "" where it cannot be parsed as a URL."""
        if _ABSOLUTE.fullmatch(href):
            return href
        try:
            return urljoin(self.base_url, href.strip())
        except ValueError:
            return ""


def _said(metas: list[Element], names: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """Key in lower case and content of `<meta>` elements, stripped; an element may have several keys, in the order of their attributes in `names`."""
    for meta in metas:
        attributes = meta.attrib
        if content := (attributes.get("content") or attributes.get("value") or "").strip():
            for name in names:
                if names[name] > 1 and (key := attributes.get(name)):
                    yield key.strip().lower(), content


def read_page(html: bytes | str, url: str | None = None, options: Options | None = None) -> Page:
    """Decode and parse a page.

    Raises:
        EmptyPage: no markup and no text.
        NotHtml: bytes of another media type (image, PDF, archive …).
        PageTooLarge: more than `MAX_BYTES`.
        TypeError: `html` is neither bytes nor text: what a failed download gave.
    """
    if not isinstance(html, bytes | str):
        raise TypeError(f"html must be bytes or str, not {type(html).__name__}")
    options = options or Options()
    if len(html) > MAX_BYTES:
        raise PageTooLarge(f"{len(html)} bytes, the bound is {MAX_BYTES}")
    data, encoding = parser_input(html, options.charset) if isinstance(html, bytes) else (parser_bytes(html), "utf-8")
    if not data or data.isspace():
        raise EmptyPage("the page has no bytes but white space")
    page = Page(_parse(data), url if _is_address(url) else None, encoding, options)
    repair.open_shadows(page._parts["template"])  # found by the one walk that finds the head's elements
    return page


def _is_address(url: str | None) -> bool:
    """Whether a URL can be taken apart: archives hold some that cannot ("http://[")."""
    try:
        return url is not None and urlsplit(url) is not None
    except ValueError:
        return False


def _parse(markup: bytes) -> Element:
    """Parse UTF-8 with libxml2's HTML parser; a fragment gets its missing html and body."""
    markup = repair.with_fewer_attributes(repair.without_end_tags(repair.without_drawings(markup)))
    root, parser = _libxml(markup)
    if repair.is_too_deep(parser):
        root, parser = _libxml(repair.flattened(markup))
    if root is None:
        raise EmptyPage("the page has no element")
    root = repair.out_of_head(root, markup)
    return repair.renest(root, markup) if repair.swallows_the_page(root) else root


def _libxml(markup: bytes) -> tuple[Element | None, etree.HTMLParser]:
    # Bytes, not str: lxml refuses a str that carries an XML encoding declaration.
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    return etree.fromstring(markup, parser), parser
