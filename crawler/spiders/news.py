"""`scrapy crawl news -a url=https://…`: any news site, with no code. Subclass it to tell it what it could not know."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from functools import lru_cache
from typing import Any, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.browser import switch_on
from crawler.discovery.frontier import Candidate, Frontier
from crawler.discovery.paging import page_number
from crawler.discovery.patterns import UNLIKELY, PatternBook
from crawler.discovery.records import Link
from crawler.discovery.shapes import shape
from crawler.discovery.sources import SourceBook, robots_sitemaps
from crawler.discovery.twins import NewsSite, key
from crawler.items import Cleaning, Follow, Page, Undelivered
from crawler.signals import robots_read
from crawler.spiders.budget import Budget
from crawler.spiders.linking import LinkSorter
from crawler.spiders.whole import Whole, is_blank, is_hollow
from crawler.stores.records import ListingState, PageState

_WINDOW, _LOOKING = 16, 4  # pages under way; those of them that nobody named as articles
_HUB = 2.5  # evidence from which a page is a list
_MOST_SECTIONS = 60  # lists that a later run looks at again


class NewsSpider(Whole, LinkSorter):
    """Discovers by REST, feeds, sitemaps and the site's own lists, and learns what its addresses mean.

    Class attributes for subclasses; all may stay as they are:

    Attributes:
        start_url: the site's address (`-a url=` wins).
        sections: paths or addresses of the lists to read (`-a sections=politics,sport`); empty for the whole site.
        feeds, sitemaps: further addresses of feeds and sitemaps.
        articles: regular expressions; an address that one is found in is an article's.
        ignored: regular expressions; an address that one is found in is never asked for.
        max_pages, max_depth, max_seconds: see `Budget`.
    """

    name = "news"
    arguments = Whole.arguments.union(("sections", "browser", "max_pages", "max_depth", "max_seconds"))
    start_url = ""
    sections: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    max_pages, max_depth, max_seconds = 10_000, 6, 0

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **arguments: Any) -> Self:
        """Build the spider of the site that arguments, class, settings or profile name.

        Raises:
            ConfigurationError: no site is named, or an argument can't be read.
        """
        budget = Budget.of(arguments, cls)
        if cls.start_url:
            arguments.setdefault("url", cls.start_url)
        spider = super().from_crawler(crawler, *args, **arguments)
        spider.browser = str(arguments.get("browser", crawler.settings.get("BROWSER"))).lower() in ("1", "true", "yes")
        if spider.browser:
            switch_on(crawler.settings)
        spider._prepare(budget, str(arguments.get("sections") or ",".join(cls.sections)))
        return spider

    def _prepare(self, budget: Budget, sections: str) -> None:
        self.budget = budget
        self.site = NewsSite(self.site.root if not self.operator_urls else self.operator_urls[0])
        self.allowed_domains = [self.site.domain]
        self.only = [self.site.url(part.strip()) if "://" not in part else part.strip() for part in sections.split(",") if part.strip()]
        self._is_article = [re.compile(pattern) for pattern in self.articles]
        self._is_ignored = [re.compile(pattern) for pattern in self.ignored]
        self.book, self.sources = PatternBook(), SourceBook()
        self.frontier = Frontier(self.book)
        self.seen: set[str] = set()
        self.listed: set[str] = set()
        self.stirred, self.first = True, True
        self._candidates: dict[str, Candidate] = {}
        self._twins: dict[str, str] = {}
        self._owned = lru_cache(maxsize=20_000)(self._judged)
        self._sections: dict[str, ListingState] = {}
        self._asks: Iterator[Request] = iter(())
        self._moved = asyncio.Event()
        self._prepare_sources()
        self._prepare_whole()
        for signal in (signals.item_dropped, signals.item_scraped, signals.item_error):
            self.crawler.signals.connect(self._wake, signal)
        self.crawler.signals.connect(self._robots, robots_read)

    def _wake(self) -> None:
        self._moved.set()

    def _robots(self, root: str, text: str) -> None:
        if root == self.site.root:
            self.named_sitemaps += robots_sitemaps(text)

    # -- the run ----------------------------------------------------------------------------------------------------------------

    async def _plan(self) -> AsyncIterator[Any]:
        """Front pages, then what they and robots.txt name, then lists and likely addresses while they yield."""
        for document in self.session.undelivered():
            yield Undelivered(document)
        self._recall()
        for url in self._fronts():
            self.seen.add(key(url))
            yield self._look(Candidate(url, "hub", certain=True))
        while self.session.open:
            await self._change()
        if not self.only and not self.session.tally.fatal:
            async for _ in self.discover():
                while len(self.session.open) < _WINDOW and (request := self._next()):
                    yield request
        while (request := self._next()) or self.session.open:
            if request:
                yield request
            if not request or len(self.session.open) >= _WINDOW:
                await self._change()
        if self.session.tally.listings:
            rechecks = self._due_requests(rechecks=self.settings.getint("RECHECK_BUDGET"))
            while self.budget.allows(len(self.session.asked)) and (request := next(rechecks, None)):
                yield request
        self._remember()

    async def _change(self) -> None:
        """Wait until a page has come to its end."""
        self._moved.clear()
        with suppress(TimeoutError):  # an end that no signal tells of must not stall the run
            await asyncio.wait_for(self._moved.wait(), 1.0)

    def _recall(self) -> None:
        """What earlier runs learned; a first run that was cut short, or went less deep, counts as none."""
        known = self.session.store.get(self.site.key, "news") or {}
        self.book = self.frontier.book = PatternBook.of(known.get("patterns"))
        self.sources = SourceBook.of(known.get("sources"))
        self.site.noise = frozenset(known.get("noise") or ())
        self.first = self.full or not known.get("complete") or known.get("depth", self.budget.depth) < self.budget.depth
        if not self.first:
            listings = self.session.store.listings(self.site.key)
            self._sections = {url: state for url, state in listings.items() if state.kind == "section"}
            self.seen.update(key(url) for url in self._sections)

    def _remember(self) -> None:
        complete = self.budget.allows(len(self.session.asked)) and not self.only
        known = {"patterns": self.book.to_json(), "sources": self.sources.to_json()}
        known["complete"] = (complete or not self.first) and not self.session.tally.spent_hosts
        known["depth"] = self.budget.depth
        known["noise"] = sorted(self.site.noise)[:50]
        self.session.store.put(self.site.key, "news", known)

    def _fronts(self) -> list[str]:
        """Where a run begins: the sections it was given, else the start page and the lists that have led to articles."""
        if self.only:
            return self.only
        fruitful = [url for url, state in self._sections.items() if (state.cursor or {}).get("led") and page_number(url) == 1]
        return list(dict.fromkeys([self.site.start, *fruitful[:_MOST_SECTIONS]]))

    def _next(self) -> Request | None:
        """The next page to ask for: listed articles first, then what the frontier finds most promising."""
        if not self.budget.allows(len(self.session.asked)) or self.session.tally.fatal:
            return None
        if request := next(self._asks, None):
            return request
        if self.stirred:
            self.stirred = False
            self._asks = self._due_requests()
            if request := next(self._asks, None):
                return request
        while len(self._candidates) < _LOOKING and (candidate := self.frontier.pop()):
            if candidate.url not in self.session.asked:
                return self._look(candidate)
        return None

    def listing_state(self, url: str) -> ListingState | None:
        """What the store remembers of a listing; nothing in a first run, which reads everything."""
        return None if self.first else super().listing_state(url)

    def _look(self, candidate: Candidate) -> Request:
        """The request for a page that nobody named as an article."""
        self.session.expect(candidate.url)
        self._candidates[candidate.url] = candidate
        known = self._sections.get(candidate.url)
        now = self._now()
        state = PageState(candidate.url, self.site.key, now, now)
        request = self.page_request(state)
        if known and known.etag:
            request.headers["If-None-Match"] = known.etag
        elif known and known.last_modified:
            request.headers["If-Modified-Since"] = known.last_modified
        return request

    # -- pages ------------------------------------------------------------------------------------------------------------------

    def wants(self, url: str) -> bool:
        """Whether an address may be an article's."""
        return not self.is_ignored(url) and not shape(url).trap and self.article(url) > UNLIKELY

    def is_ignored(self, url: str) -> bool:
        """Whether the spider was told to leave an address alone."""
        return any(pattern.search(url) for pattern in self._is_ignored)

    def article(self, url: str, link: Link | None = None) -> float:
        return 9.0 if any(pattern.search(url) for pattern in self._is_article) else self.book.article(url, link)

    def _is_same_article(self, arrived: str, asked: str) -> bool:
        own = self.site.adopt(arrived)
        return own is not None and (key(own) == key(asked) or asked in self._candidates or super()._is_same_article(arrived, asked))

    def follow(self, page: Page, cleaning: Cleaning | None) -> Follow:
        """Learn from a page, follow its links, and decide what it is."""
        url = page.fetch.url
        candidate = self._candidates.get(url)
        if cleaning is None or cleaning.links is None:
            self._arrived(candidate)
            return self._barren(page, candidate, cleaning)
        kind = self._kind(page, cleaning, candidate)
        if (kind != "hub" or is_blank(cleaning.links)) and self.more(page, cleaning):
            return Follow.LATER
        if candidate and candidate.certain and is_blank(cleaning.links):
            self.session.tally.broken_listings[url] = "shows nothing without its scripts (-a browser=1 runs them)"
        self._arrived(candidate)
        is_copy = kind == "article" and self._is_copy(url, cleaning.links.canonical)
        led_to = self.take_links(page, cleaning.links, kind, candidate)
        self.book.note(url, "other" if is_copy else kind, led_to)
        self.crawler.stats.inc_value(f"news/{kind}")
        if kind == "other" and cleaning.document is not None:
            return Follow.REJECT
        return Follow.HUB if kind == "hub" else Follow.STORE

    def _arrived(self, candidate: Candidate | None) -> None:
        """A page that was looked at has come, whole: another takes its place."""
        if candidate:
            del self._candidates[candidate.url]
            self.frontier.done(candidate.url)

    def _is_copy(self, url: str, canonical: str) -> bool:
        """Whether a page says that it is another page that was seen already."""
        own = self.site.adopt(canonical) if canonical else None
        if own is None or key(own) == key(url) or key(own) == key(self.site.start):
            return False
        self.site.learn(url, own)
        known = key(own) in self.seen
        self.seen.add(key(own))
        return known

    def _barren(self, page: Page, candidate: Candidate | None, cleaning: Cleaning | None) -> Follow:
        """A page that did not come, or came empty: its twin may do; a list that failed is a listing that can't be read."""
        url = page.fetch.url
        if (twin := self._twins.pop(url, "")) and page.fetch.status != 304:
            self.frontier.push(Candidate(twin, "probe", score=5.0))
            return Follow.HUB if candidate else Follow.STORE
        if candidate is None:
            return Follow.STORE
        if page.fetch.status == 304:
            self.session.tally.listings.append(url)
            return Follow.HUB
        self.book.note(url, "other")
        if candidate.certain and page_number(url) == 1:
            self.session.tally.broken_listings[url] = page.failure or (cleaning.code if cleaning else f"HTTP {page.fetch.status}")
        return Follow.HUB if candidate.kind == "hub" else Follow.STORE

    def _kind(self, page: Page, cleaning: Cleaning, candidate: Candidate | None) -> str:
        """`article`, `hub` or `other`: by the model's verdict, the markup, the address, and who named it."""
        assert cleaning.links is not None
        url = page.fetch.url
        if candidate and candidate.certain:
            return "hub"
        hub = cleaning.links.hub + 1.0 * shape(url).hub - 0.3 * self.article(url) - 2.0 * (url in self.listed)
        if is_hollow(cleaning):
            return "other"
        if cleaning.document is not None:
            dated = cleaning.document.get("published") or cleaning.links.claims_article
            text = "article" if dated or candidate is None or self.article(url) > 0 else "other"
            return "hub" if hub >= _HUB else text
        is_list = cleaning.code == "index-page" or (hub >= _HUB / 2 and cleaning.code in ("no-article-text", "not-an-article"))
        return "hub" if is_list and candidate else "other"

    def parse_page(self, response: Response, state: PageState | None = None) -> Iterator[Page]:
        """What came back for a page, its links wanted; without a state (`scrapy check`) as of a page never seen."""
        state = state or PageState(response.url, self.site.key, self._now(), self._now())
        for page in super().parse_page(response, state):
            yield self.followed(page)

    def page_failed(self, failure: Failure) -> Iterator[Page]:
        """A download that failed: `follow` is told of it, for it may be a list, or have a twin."""
        for page in super().page_failed(failure):
            yield self.followed(page)
        self._wake()
