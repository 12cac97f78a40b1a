"""Sitemaps (sitemaps.org 0.9): pages and indexes, read as a stream and cut at a cap, so that no sitemap can fill the memory."""

from __future__ import annotations

import gzip
import zlib
from io import BytesIO
from typing import IO, cast

from lxml import etree

from crawler.discovery.records import DiscoveryError, Sitemap, SitemapEntry, parse_instant

MOST_BYTES = 50 * 1024 * 1024  # the protocol's own bound for one file, uncompressed


def read_sitemap(body: bytes, *, most_urls: int = 50_000) -> Sitemap:
    """Read a sitemap or a sitemap index, gzipped or not.

    Args:
        body: the response body.
        most_urls: addresses after which the rest is left unread (`Sitemap.cut` is then true); 50,000 is the protocol's bound.

    Raises:
        DiscoveryError: the body is no sitemap.
    """
    lists: dict[str, list[SitemapEntry]] = {"url": [], "sitemap": []}
    cut = False
    try:
        for name, entry in _entries(_stream(body)):
            if len(lists["url"]) + len(lists["sitemap"]) >= most_urls:
                cut = True
                break
            lists[name].append(entry)
    except (etree.XMLSyntaxError, OSError, EOFError, zlib.error) as error:
        if not any(lists.values()):
            raise DiscoveryError(f"no sitemap: {error}") from error
        cut = True
    return Sitemap(tuple(lists["url"]), tuple(lists["sitemap"]), cut)


def _stream(body: bytes) -> IO[bytes]:
    raw: IO[bytes] = BytesIO(body)
    return _Bounded(gzip.GzipFile(fileobj=raw) if body[:2] == b"\x1f\x8b" else raw)


class _Bounded(BytesIO):
    """A stream that ends after `MOST_BYTES`, whatever a gzip bomb has to say."""

    def __init__(self, source: object) -> None:
        super().__init__()
        self._source, self._left = cast("IO[bytes]", source), MOST_BYTES

    def read(self, size: int | None = -1) -> bytes:
        chunk = self._source.read(min(self._left, size if size and size > 0 else 65_536))
        self._left -= len(chunk)
        return chunk


def _entries(stream: IO[bytes]):  # type: ignore[no-untyped-def]
    """Pairs of `url` or `sitemap` and the entry, each element freed once it is read."""
    context = etree.iterparse(stream, events=("start", "end"), resolve_entities=False, no_network=True)
    root = None
    for event, element in context:
        if event == "start":
            if root is None:
                root = element
                if _local(root) not in ("urlset", "sitemapindex"):
                    raise DiscoveryError(f"no sitemap: the root element is <{_local(root)}>")
            continue
        name = _local(element)
        if name in ("url", "sitemap"):
            fields = {_local(child): (child.text or "").strip() for child in element}
            if fields.get("loc"):
                news = next((child for child in element if _local(child) == "news"), None)
                told = {_local(child): (child.text or "").strip() for child in news} if news is not None else {}
                yield name, SitemapEntry(
                    fields["loc"], parse_instant(fields.get("lastmod")), told.get("title", ""), parse_instant(told.get("publication_date"))
                )
            root.clear()  # type: ignore[union-attr]


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
