"""The part of a news spider that reads feeds, sitemaps and WordPress' REST interface."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from dataclasses import replace
from datetime import datetime

from cleaners.records import FeedEntry
from crawler.discovery import sources, wordpress
from crawler.discovery.feeds import read_feed_guarded
from crawler.discovery.frontier import Candidate, Frontier
from crawler.discovery.patterns import PatternBook
from crawler.discovery.records import DiscoveryError, SitemapEntry
from crawler.discovery.shapes import shape
from crawler.discovery.sitemaps import read_sitemap
from crawler.discovery.sources import SourceBook
from crawler.discovery.twins import NewsSite, key, main_url
from crawler.items import feed_to_hint
from crawler.spiders.site import SiteSpider
from crawler.stores.records import Sighting

_SURE = 1.5  # log-odds from which a listed or linked address is taken for an article's
_MOST_REST_PAGES = 200


class SourceReader(SiteSpider):
    """Reads what a site offers to readers and crawlers: the best sources first, dead ones seldom.

    Attributes:
        sources_seen: what the site's own pages and robots.txt named in this run.
    """

    site: NewsSite  # type: ignore[assignment]
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    book: PatternBook
    frontier: Frontier
    sources: SourceBook
    seen: set[str]
    first: bool

    def _prepare_sources(self) -> None:
        self.named_feeds: list[str] = []
        self.named_sitemaps: list[str] = []
        self.rest_api = ""
        self._news: set[str] = set()
        self._files = 0

    async def discover(self) -> AsyncIterator[None]:
        """REST, feeds, sitemaps; yields after each file."""
        if self.rest_api:
            async for _ in self._read_rest():
                yield
        async for _ in self._read_feeds():
            yield
        async for _ in self._read_sitemaps():
            yield
        if not self.session.tally.listings or not self.sources.known("feed", "rest", "sitemap"):
            async for _ in self._guess_feeds():
                yield
        self.sources.end_run(self._news)

    # -- feeds ------------------------------------------------------------------------------------------------------------------

    async def _read_feeds(self) -> AsyncIterator[None]:
        named = [*self.feeds, *self.named_feeds, *self.sources.known("feed")]
        urls = [url for feed in named if (url := self.site.adopt(feed))]
        for url in self.sources.ranked(urls):
            if self.sources.due(url):
                await self._read_feed(url)
                yield

    async def _guess_feeds(self) -> AsyncIterator[None]:
        """Where a site names neither feed nor sitemap, the usual addresses in turn."""
        for path in sources.WELL_KNOWN_FEEDS:
            url = self.site.url(path)
            if self.sources.due(url) and await self._read_feed(url, guessed=True):
                return
            yield

    async def _read_feed(self, url: str, guessed: bool = False) -> bool:
        """Read one feed with its further pages, while they show something new; whether it is one."""
        address, fresh = url, 0
        for number in range(50):
            response = await self.fetch_listing(address, self.listing_state(url) if not number else None)
            if response is None or response.status == 304:
                return self._close_source(url, "feed", response is not None, guessed)
            try:
                page = await asyncio.to_thread(read_feed_guarded, response.body)
            except DiscoveryError as error:
                self.session.tally.broken_listings[url] = f"{error} (from {response.url})"
                return self._close_source(url, "feed", False, guessed)
            came = self._take_entries(url, page.entries, "feed")
            fresh += came
            next_url = self.site.adopt(page.next_url) if page.next_url else None
            if number == 0:
                self.note(url, "feed", [], response)
            if not came or not next_url or next_url == address:
                break
            address = next_url
        return self._close_source(url, "feed", True)

    def _take_entries(self, source: str, entries: Iterable[FeedEntry], kind: str) -> int:
        """Commit the entries of a feed or of the REST interface; how many are new."""
        sightings = []
        for entry in entries:
            url = self.site.adopt(entry.url) if entry.url else None
            if url is None or self.is_ignored(url):
                self.crawler.stats.inc_value("discovery/ignored")
                continue
            url = main_url(url)
            self.seen.add(key(url))
            hint = feed_to_hint(replace(entry, url=url)) if entry.title or entry.body else None
            sightings.append(Sighting(url, entry.updated or entry.published, hint))
        return self._commit(source, kind, sightings)

    def _commit(self, source: str, kind: str, sightings: list[Sighting]) -> int:
        self.listed.update(sighting.url for sighting in sightings)
        fresh = self.note(source, kind if kind in ("feed", "sitemap") else "feed", sightings)
        self.sources.note(source, kind, len(sightings), fresh)
        if fresh:
            self._news.add(source)
            self.stirred = True
        return fresh

    def _close_source(self, url: str, kind: str, good: bool, guessed: bool = False) -> bool:
        tally = self.session.tally
        if good:
            tally.listings.append(url)
            return True
        self.sources.failed(url, kind)
        if guessed:  # nobody said that it was there: it is asked for again when others would be given up
            tally.broken_listings.pop(url, None)
            self.sources.sources[url].failures = max(self.sources.sources[url].failures, 3)
        return False

    # -- REST -------------------------------------------------------------------------------------------------------------------

    async def _read_rest(self) -> AsyncIterator[None]:
        """WordPress' posts, latest change first, to the first page without news; everything in a first run."""
        first = wordpress.posts_url(self.rest_api, 1)
        if self.site.adopt(first) is None or not self.sources.due(first):
            return
        for number in range(1, _MOST_REST_PAGES):
            response = await self.fetch_listing(wordpress.posts_url(self.rest_api, number))
            try:
                page = wordpress.read_posts(response.body) if response is not None else None
            except DiscoveryError:
                page = None
            if page is None:
                why = self.session.tally.broken_listings.pop(wordpress.posts_url(self.rest_api, number), "")
                self.book.complete = self.first and number > 1 and why == "HTTP 400"  # what WordPress answers beyond the last page
                self._close_source(first, "rest", number > 1, guessed=True)
                return
            fresh = self._take_entries(first, page.entries, "rest")
            yield
            if len(page.entries) < wordpress.PAGE_SIZE or not (fresh or self.first):
                self.book.complete = self.first  # read to its end
                break
        self._close_source(first, "rest", True)

    # -- sitemaps ---------------------------------------------------------------------------------------------------------------

    async def _read_sitemaps(self) -> AsyncIterator[None]:
        named = [*self.sitemaps, *self.named_sitemaps]
        urls = [url for sitemap in named if (url := self.site.adopt(sitemap))]
        for url in self.sources.ranked(urls):
            async for _ in self._read_sitemap(url, 2, bool(not self.sources.due(url))):
                yield
        if urls:
            return
        for path in sources.WELL_KNOWN_SITEMAPS:
            url = self.site.url(path)
            if not self.sources.due(url):
                continue
            async for _ in self._read_sitemap(url, 2, guessed=True):
                yield
            if self.sources.sources[url].failures == 0:
                return

    async def _read_sitemap(self, url: str, depth: int, skip: bool = False, guessed: bool = False) -> AsyncIterator[None]:
        """A sitemap, or an index and its files, newest first and as many as one run takes."""
        if skip or self._files >= sources.MOST_FILES:
            return
        self._files += 1
        response = await self.fetch_listing(url, self.listing_state(url))
        if response is None or response.status == 304:
            self._close_source(url, "sitemap", response is not None, guessed)
            return
        try:
            sitemap = read_sitemap(response.body)
        except DiscoveryError as error:
            self.session.tally.broken_listings[url] = f"{error} (from {response.url})"
            self._close_source(url, "sitemap", False, guessed)
            return
        if sitemap.cut:
            self.session.tally.cut_listings[url] = f"cut after {len(sitemap.pages) + len(sitemap.children)} addresses"
        self._take_sitemap(url, sitemap.pages)
        yield
        for child in sources.children_in_order(sitemap) if depth else ():
            child_url = self.site.adopt(child.url)
            if child_url is None or sources.lists_hubs(child_url) or self._is_old(child.modified):
                continue
            async for _ in self._read_sitemap(child_url, depth - 1, bool(not self.sources.due(child_url))):
                yield
        self._close_source(url, "sitemap", True)
        self.note(url, "sitemap", [], None if sitemap.cut else response)  # a cut one is read again

    def _is_old(self, modified: datetime | None) -> bool:
        return self.since is not None and modified is not None and modified < self.since

    def _take_sitemap(self, source: str, pages: Iterable[SitemapEntry]) -> None:
        """Commit the articles of a sitemap; what may be one waits among the probes."""
        sightings = []
        for page in pages:
            url = self.site.adopt(page.url)
            if url is None or self.is_ignored(url) or key(url := main_url(url)) in self.seen:
                continue
            score = self.book.article(url)
            if page.published is not None or (score >= _SURE and not shape(url).trap):
                entry = FeedEntry(url=url, title=page.title, published=page.published, source="sitemap")
                hint = feed_to_hint(entry) if page.title else None
                sightings.append(Sighting(url, page.modified or page.published, hint))
                self.seen.add(key(url))
            elif score > -2.5 and not shape(url).hub and not self._is_old(page.modified):
                self.seen.add(key(url))
                self.frontier.push(Candidate(url, "probe", 1, score))
        self._commit(source, "sitemap", sightings)

    listed: set[str]
    stirred: bool

    def is_ignored(self, url: str) -> bool:
        """Whether the spider was told to leave an address alone."""
        raise NotImplementedError
