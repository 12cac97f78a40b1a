"""A spider for any Blogger site: posts from the posts feed and the sitemap, never from the paging that robots.txt forbids."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode

from crawler import clock
from crawler.discovery.feeds import read_feed_guarded
from crawler.discovery.records import DiscoveryError, FeedPage
from crawler.discovery.sitemaps import read_sitemap
from crawler.discovery.urls import is_blogger_post, is_static_page
from crawler.items import feed_to_hint
from crawler.spiders.site import SiteSpider
from crawler.stores.records import Sighting

_ASKED = 150  # the most that Blogger grants; it may send fewer, so paging goes by what came
_SITEMAP_PAUSE = timedelta(hours=1)  # it is the second look: what the feed hides may wait that long
_MOST_PAGES = 1000  # of a feed, and of a sitemap index: beyond lies no blog but a trap


class BloggerSpider(SiteSpider):
    """Discovers through `/feeds/posts/default` and `/sitemap.xml`.

    The feed comes by last update, so a run reads as many pages as hold something new, and at least one, conditionally. A short
    feed (summaries) names posts all the same; a feed that the owner sends on to FeedBurner is asked for with `redirect=false`.
    """

    def wants(self, url: str) -> bool:
        """Posts; static pages ("About us") are no news."""
        return is_blogger_post(url) and not is_static_page(url)

    async def discover(self) -> AsyncIterator[None]:
        """The posts feed, then the sitemap."""
        self._listed: set[str] = set()
        self._sitemaps: set[str] = set()
        async for _ in self._read_feed():
            yield
        sitemap = self.site.url("/sitemap.xml")
        if not self._may_skip(sitemap):
            async for _ in self._read_sitemap(sitemap, depth=1):
                yield

    def _may_skip(self, sitemap: str) -> bool:
        """Whether the sitemap need not be asked: the feed has not changed, and the sitemap was read a short while ago."""
        known = self.listing_state(sitemap)
        return self._is_feed_unchanged and known is not None and clock.now() - known.at < _SITEMAP_PAUSE

    def _feed_url(self, start: int) -> str:
        query = {"alt": "json", "orderby": "updated", "redirect": "false", "max-results": _ASKED, "start-index": start}
        if self.since:
            query["updated-min"] = self.since.isoformat()
        return self.site.url(f"/feeds/posts/default?{urlencode(query)}")

    async def _read_feed(self) -> AsyncIterator[None]:
        """Page after page, by the entries that came; the first page's validators count once all that is new has been seen."""
        key = self._feed_url(1)
        known = self.listing_state(key)
        first = response = await self.fetch_listing(key, known)
        self._is_feed_unchanged = response is not None and response.status == 304
        start, came = 1, set[str]()
        for _ in range(_MOST_PAGES):
            if response is None or response.status != 200:
                break
            try:
                page = await asyncio.to_thread(read_feed_guarded, response.body)
            except DiscoveryError as error:
                self.session.tally.broken_listings[key] = f"{error} (from {response.url})"
                return
            fresh = self.note(key, "feed", self._sightings(page))
            yield
            start += len(page.entries)
            # A later run stops at the first page that shows nothing new, provided that the feed does come by last update.
            enough = known is not None and not fresh and _is_by_update(page)
            repeated = came.issuperset(entry.url for entry in page.entries)
            if enough or repeated or (page.total is not None and start > page.total):
                break
            came.update(entry.url for entry in page.entries)
            response = await self.fetch_listing(self._feed_url(start))
        if first is not None and response is not None:
            self.session.tally.listings.append(key)
            if first.status == 200:
                self.note(key, "feed", [], first)

    def _sightings(self, page: FeedPage) -> list[Sighting]:
        """The feed's posts under their one address; what is no post of this site is counted."""
        found = []
        for entry in page.entries:
            url = self.site.adopt(entry.url) if entry.url else None
            if url is None or not self.wants(url):
                self.crawler.stats.inc_value("discovery/ignored")
                continue
            self._listed.add(url)
            found.append(Sighting(url, entry.updated or entry.published, feed_to_hint(replace(entry, url=url))))
        return found

    async def _read_sitemap(self, url: str, depth: int) -> AsyncIterator[None]:
        """A sitemap and, through one index, its pages; all conditionally."""
        response = await self.fetch_listing(url, self.listing_state(url))
        if response is None:
            return
        if response.status == 304:
            self.session.tally.listings.append(url)
            return
        try:
            sitemap = read_sitemap(response.body)
        except DiscoveryError as error:
            self.session.tally.broken_listings[url] = f"{error} (from {response.url})"
            return
        posts = {own: page.modified for page in sitemap.pages if (own := self.site.adopt(page.url)) and self.wants(own)}
        self.note(url, "sitemap", [Sighting(post, at) for post, at in posts.items() if post not in self._listed])
        yield
        if sitemap.cut:
            self.session.tally.cut_listings[url] = f"cut after {len(sitemap.pages) + len(sitemap.children)} addresses"
        complete = not sitemap.cut
        for child in sitemap.children if depth else ():
            child_url = self.site.adopt(child.url)
            if child_url is None or child_url in self._sitemaps or len(self._sitemaps) >= _MOST_PAGES:
                continue
            self._sitemaps.add(child_url)
            async for _ in self._read_sitemap(child_url, depth - 1):
                yield
            complete = complete and child_url in self.session.tally.listings
        self.session.tally.listings.append(url)
        if complete:
            self.note(url, "sitemap", [], response)


def _is_by_update(page: FeedPage) -> bool:
    """Whether the entries come latest update first, as asked for: a server that ignores the order hides edits of old posts."""
    instants = [entry.updated for entry in page.entries if entry.updated]
    return len(instants) == len(page.entries) and all(a >= b for a, b in itertools.pairwise(instants))
