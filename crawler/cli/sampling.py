"""A few article pages of a site, asked for as a polite stranger would: robots.txt is obeyed, and no two requests come close together."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import chain, islice, zip_longest
from urllib.parse import urlsplit

from protego import Protego

from crawler.cli.errors import CliError
from crawler.cli.source import HttpStatus, Source, fetch
from crawler.discovery.feeds import read_feed_guarded
from crawler.discovery.patterns import UNLIKELY, PatternBook
from crawler.discovery.records import DiscoveryError, PageLinks
from crawler.discovery.shapes import shape
from crawler.discovery.sitemaps import read_sitemap
from crawler.discovery.sources import WELL_KNOWN_SITEMAPS, children_in_order, lists_hubs, robots_sitemaps
from crawler.discovery.twins import NewsSite, key, main_url
from crawler.discovery.urls import is_loopback
from crawler.exit_codes import ExitCode

AGENT = "bullionbite"
PAUSE = 1.0
"""Seconds between two requests to a host, unless its robots.txt asks for more; none to this machine."""
_LONGEST_PAUSE = 60.0


class Visitor:
    """Fetches pages one by one within what robots.txt allows."""

    def __init__(self) -> None:
        self._robots: dict[str, tuple[Protego, str]] = {}
        self._free_at: dict[str, float] = {}

    def get(self, url: str) -> Source:
        """One page.

        Raises:
            CliError: robots.txt forbids it or could not be read, or the page did not come.
        """
        rules, _ = self._rules(url)
        if not rules.can_fetch(url, AGENT):
            raise CliError(f"{url}: robots.txt forbids it", ExitCode.UNREACHABLE)
        return self._fetch(url, float(rules.crawl_delay(AGENT) or 0))

    def robots(self, url: str) -> str:
        """The text of the robots.txt of an address's host.

        Raises:
            CliError: it could not be read, which forbids everything (RFC 9309).
        """
        return self._rules(url)[1]

    def _rules(self, url: str) -> tuple[Protego, str]:
        parts = urlsplit(url)
        root = f"{parts.scheme}://{parts.netloc}"
        if root not in self._robots:
            try:
                text = self._fetch(f"{root}/robots.txt", 0.0).body.decode("utf-8", "replace")
            except HttpStatus as error:
                if error.status >= 500 or error.status == 429:
                    raise
                text = ""
            self._robots[root] = (Protego.parse(text), text)
        return self._robots[root]

    def _fetch(self, url: str, delay: float) -> Source:
        host = urlsplit(url).netloc
        time.sleep(max(0.0, self._free_at.get(host, 0.0) - time.monotonic()))
        try:
            return fetch(url)
        finally:
            self._free_at[host] = time.monotonic() + (0.0 if is_loopback(url) else min(max(PAUSE, delay), _LONGEST_PAUSE))


def article_pages(url: str, most: int, visitor: Visitor) -> Iterator[tuple[str, Source]]:
    """Pages that look most like articles by their addresses, and the addresses they were asked for at: from what the given page links, its feeds and the sitemaps.

    Args:
        url: the site's address, or a section's, of which only what it links counts as long as there is enough.
        most: requests for pages that are not spent on finding them.
        visitor: asks for them.

    Raises:
        CliError: the given page did not come.
    """
    from cleaners.page import read_page  # slow to import
    from crawler.links import read_links

    site = NewsSite(url)
    first = visitor.get(url)
    links = read_links(read_page(first.body, first.url))
    book = PatternBook()
    scored = [(book.article(link.url, link), link.url) for link in links.links if link.follow]
    linked = [address for score, address in sorted(scored, key=lambda pair: -pair[0]) if score > UNLIKELY]
    if urlsplit(url).path.strip("/"):
        addresses: Iterable[str] = chain(linked[:most], _named(site, links, visitor))
    else:
        pairs = zip_longest(linked, _named(site, links, visitor))
        addresses = (address for pair in pairs for address in pair if address)
    for address in islice(_own(site, addresses), most):
        try:
            yield address, visitor.get(address)
        except CliError as error:
            print(f"skipped: {error}", file=sys.stderr)


def _own(site: NewsSite, addresses: Iterable[str]) -> Iterator[str]:
    """Addresses of the site, each once."""
    seen = {key(site.start)}
    for address in addresses:
        own = site.adopt(address)
        if own is not None and key(own := main_url(own)) not in seen:
            seen.add(key(own))
            yield own


def _named(site: NewsSite, links: PageLinks, visitor: Visitor) -> Iterator[str]:
    """Addresses that feeds name, then some that sitemaps do; what cannot be read is passed over."""
    for feed in links.feeds[:2]:
        if own := site.adopt(feed):
            with suppress(CliError, DiscoveryError):
                yield from (entry.url for entry in read_feed_guarded(visitor.get(own).body).entries if entry.url)
    named = robots_sitemaps(visitor.robots(site.start)) or [site.url(path) for path in WELL_KNOWN_SITEMAPS]
    for sitemap in named[:2]:
        if own := site.adopt(sitemap):
            with suppress(CliError, DiscoveryError):
                yield from _of_sitemap(site, own, visitor)


def _of_sitemap(site: NewsSite, url: str, visitor: Visitor) -> Iterator[str]:
    """Addresses of a sitemap, or of an index' first file, spread over its length: old pages may have another template."""
    sitemap = read_sitemap(visitor.get(url).body)
    children = [own for child in children_in_order(sitemap) if (own := site.adopt(child.url)) and not lists_hubs(own)]
    if children and not sitemap.pages:
        sitemap = read_sitemap(visitor.get(children[0]).body)
    book = PatternBook()
    likely = [page.url for page in sitemap.pages if page.published or (book.article(page.url) > UNLIKELY and not shape(page.url).hub)]
    yield from likely[:: max(1, len(likely) // 10)]
