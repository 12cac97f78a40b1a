"""`scrapy crawl news -a url=https://…`: any news site, with no code. Subclass it to tell it what it could not know."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from typing import Any, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.discovery.frontier import Candidate, Frontier
from crawler.discovery.paging import is_part, page_number
from crawler.discovery.patterns import PatternBook
from crawler.discovery.records import Link, PageLinks
from crawler.discovery.shapes import shape
from crawler.discovery.sources import SourceBook, robots_sitemaps
from crawler.discovery.twins import NewsSite, key, main_url
from crawler.items import Cleaning, Follow, Page, Undelivered
from crawler.signals import robots_read
from crawler.spiders.budget import Budget
from crawler.spiders.sources import SourceReader
from crawler.spiders.whole import Whole, is_hollow
from crawler.stores.records import Listing, ListingState, PageState, Sighting

_WINDOW, _LOOKING = 16, 4  # pages under way; those of them that nobody named as articles
_SURE, _UNLIKELY = 1.5, -2.5  # log-odds of an article: from here it is one; below, it is not asked for
_HUB = 2.5  # evidence from which a page is a list
_MOST_SECTIONS = 60  # lists that a later run looks at again
_DRY_PAGES = 3  # pages of a list without news after which a first run leaves it


class NewsSpider(Whole, SourceReader):
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
        """What earlier runs learned; a first run that was cut short counts as none."""
        known = self.session.store.get(self.site.key, "news") or {}
        self.book = self.frontier.book = PatternBook.of(known.get("patterns"))
        self.sources = SourceBook.of(known.get("sources"))
        self.site.noise = frozenset(known.get("noise") or ())
        self.first = self.full or not known.get("complete")
        if not self.first:
            listings = self.session.store.listings(self.site.key)
            self._sections = {url: state for url, state in listings.items() if state.kind == "section"}
            self.seen.update(key(url) for url in self._sections)

    def _remember(self) -> None:
        complete = self.budget.allows(len(self.session.asked)) and not self.only
        known = {"patterns": self.book.to_json(), "sources": self.sources.to_json(), "complete": complete or not self.first}
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
        return not self.is_ignored(url) and not shape(url).trap and self._article(url) > _UNLIKELY

    def is_ignored(self, url: str) -> bool:
        """Whether the spider was told to leave an address alone."""
        return any(pattern.search(url) for pattern in self._is_ignored)

    def _article(self, url: str, link: Link | None = None) -> float:
        return 9.0 if any(pattern.search(url) for pattern in self._is_article) else self.book.article(url, link)

    def _is_same_article(self, arrived: str, asked: str) -> bool:
        own = self.site.adopt(arrived)
        return own is not None and (key(own) == key(asked) or asked in self._candidates or super()._is_same_article(arrived, asked))

    def follow(self, page: Page, cleaning: Cleaning | None) -> Follow:
        """Learn from a page, follow its links, and decide what it is."""
        url = page.fetch.url
        candidate = self._candidates.pop(url, None)
        if candidate:
            self.frontier.done(url)
        if cleaning is None or cleaning.links is None:
            return self._barren(page, candidate, cleaning)
        kind = self._kind(page, cleaning, candidate)
        if kind != "hub" and self.more(page, cleaning):
            return Follow.LATER
        is_copy = kind == "article" and self._is_copy(url, cleaning.links.canonical)
        led_to = self._take_links(page, cleaning.links, kind, candidate)
        self.book.note(url, "other" if is_copy else kind, led_to)
        self.crawler.stats.inc_value(f"news/{kind}")
        if kind == "other" and cleaning.document is not None:
            return Follow.REJECT
        return Follow.HUB if kind == "hub" else Follow.STORE

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
        hub = cleaning.links.hub + 1.0 * shape(url).hub - 0.3 * self._article(url) - 2.0 * (url in self.listed)
        if is_hollow(cleaning):
            return "other"
        if cleaning.document is not None:
            dated = cleaning.document.get("published") or cleaning.links.claims_article
            text = "article" if dated or candidate is None or self._article(url) > 0 else "other"
            return "hub" if hub >= _HUB else text
        is_list = cleaning.code == "index-page" or (hub >= _HUB / 2 and cleaning.code in ("no-article-text", "not-an-article"))
        return "hub" if is_list and candidate else "other"

    def _take_links(self, page: Page, links: PageLinks, kind: str, candidate: Candidate | None) -> int:
        """Sort a page's links into articles, lists and probes; how many articles were new."""
        if page.fetch.url in self.only or key(page.fetch.url) == key(self.site.start) or (kind == "hub" and not self.only):
            self.named_feeds += [feed for feed in links.feeds if feed not in self.named_feeds and len(self.named_feeds) < 30]
        self.rest_api = self.rest_api or (links.rest_api if self.site.adopt(links.rest_api or "x:") else "")
        depth = (candidate.depth if candidate else 1) + 1
        following = self._following(links.next_page) if kind == "hub" else None
        articles, others = [], []
        for link in links.links:
            if kind == "article" and is_part(page.fetch.url, link.url):
                continue  # the article's own further pages
            self._sort(link, depth, kind, articles, others)
        known = self.session.store.state(other.url for other in others)
        for other in others:
            if other.url not in known:
                self.frontier.push(other)
        led_to = self._note_page(page, kind, articles)
        if kind == "hub":
            self._turn(following, candidate, led_to)
        return led_to

    def _sort(self, link: Link, depth: int, kind: str, articles: list[str], others: list[Candidate]) -> None:
        url = self.site.adopt(link.url)
        if url is None or not link.follow or self.is_ignored(url):
            return
        main = main_url(url)
        if main != url:
            self._twins.setdefault(main, url)
            url = main
        if key(url) in self.seen:
            return
        looks, score = shape(url), self._article(url, link)
        if score >= _SURE and not looks.trap and not looks.hub:
            self.seen.add(key(url))
            articles.append(url)
        elif depth <= self.budget.depth:
            is_list = looks.hub or link.place in ("nav", "pager")
            if not self._may_look(url, kind, is_list, score):
                return
            if looks.trap or (not is_list and score <= _UNLIKELY) or (looks.article <= -5 and not looks.hub):
                return
            self.seen.add(key(url))
            worth = (3.0 if is_list and kind == "hub" else 0.0) + min(score, 1.0) - depth
            others.append(Candidate(url, "hub" if is_list else "probe", depth, worth))

    def _may_look(self, url: str, kind: str, is_list: bool, score: float) -> bool:
        """With `sections`, only lists that lie under them are looked at, and what these lists link as an article might be."""
        if not self.only:
            return True
        inside = url.startswith(tuple(section.rstrip("/") for section in self.only))
        return kind == "hub" and (inside or (not is_list and score >= 0))

    def _following(self, next_page: str) -> str | None:
        """A list's next page, where it was not seen yet and is no trap."""
        following = self.site.adopt(next_page) if next_page else None
        if following is None or shape(following).trap or self.is_ignored(following) or key(following) in self.seen:
            return None
        self.seen.add(key(following))
        return following

    def _turn(self, following: str | None, candidate: Candidate | None, led_to: int) -> None:
        """Go on to a list's next page while its pages show something new; a first run forgives a few that don't."""
        barren = 0 if led_to else (candidate.barren if candidate else 0) + 1
        if following is not None and barren < (_DRY_PAGES if self.first else 1):
            self.frontier.push(Candidate(following, "hub", candidate.depth if candidate else 1, 2.0 - barren, True, barren))

    def _note_page(self, page: Page, kind: str, articles: list[str]) -> int:
        """Commit what a page led to; a list with its validators, so that the next run asks conditionally."""
        url, fetch = page.fetch.url, page.fetch
        sightings = [Sighting(article) for article in articles]
        if kind != "hub" and not sightings:
            return 0
        listing = Listing(self.site.key, url, "section" if kind == "hub" else "page", fetch.at, sightings=sightings)
        if kind == "hub":
            self.session.tally.listings.append(url)
        found = self.session.store.discover(listing)
        led_to = len(found.new)
        if kind == "hub":
            known = self._sections.get(url)
            led = led_to + (0.8 * ((known.cursor or {}).get("led") or 0) if known else 0.0)
            self.session.store.discover(
                Listing(self.site.key, url, "section", fetch.at, fetch.etag, fetch.last_modified, {"led": round(led, 2)})
            )
        self.stirred = self.stirred or bool(found.new)
        return led_to

    def parse_page(self, response: Response, state: PageState | None = None) -> Iterator[Page]:
        """What came back for a page, its links wanted; without a state (`scrapy check`) as of a page never seen."""
        state = state or PageState(response.url, self.site.key, self._now(), self._now())
        for page in super().parse_page(response, state):
            yield self.followed(page)

    def page_failed(self, failure: Failure) -> Iterator[Page]:
        """A download that failed: `follow` is told of it, for it may be a list, or have a twin."""
        for page in super().page_failed(failure):
            yield self.followed(page)
