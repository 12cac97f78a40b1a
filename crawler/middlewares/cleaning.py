"""For other people's projects: fills the items that a spider yields with the article of the page they come from."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from itemadapter import ItemAdapter, is_item
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.http import Response, TextResponse

from crawler.discovery.twins import key
from crawler.extensions.session import Session
from crawler.fetches import fetch_of
from crawler.fields import REASON, fill, read_field_map
from crawler.items import Cleaning, Page
from crawler.outcomes import outcome_of
from crawler.stores.outcomes import Kind
from crawler.stores.records import PageState
from crawler.workers import borrow_pool, options_of

logger = logging.getLogger(__name__)
_MOST_BYTES = 8 * 1024 * 1024  # of a page; what is larger is no article


class CleaningMiddleware:
    """Spider middleware: where an item comes, its response is at hand, which an item pipeline never sees.

    A page is cleaned once, in a worker process, when its first item comes; a page without items costs nothing. An item whose `url`
    is another page's (a spider reads a list) passes as it is. Settings: `CLEAN_FIELDS`, `CLEAN_DROP`.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.fields = read_field_map(crawler.settings.get("CLEAN_FIELDS"))
        self.drops = crawler.settings.getbool("CLEAN_DROP")
        self.options = options_of(crawler.settings)
        self.pool = borrow_pool(crawler.settings)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CleaningMiddleware:
        middleware = cls(crawler)
        crawler.signals.connect(middleware.closed, signals.spider_closed)
        return middleware

    async def closed(self) -> None:
        """Stop the workers, off the event loop: joining them may take a moment."""
        await asyncio.get_running_loop().run_in_executor(None, self.pool.close)

    async def process_spider_output(self, response: Response, result: AsyncIterator[Any]) -> AsyncIterator[Any]:
        """Pass everything on, items filled; with `CLEAN_DROP` those of pages that are no article are left out."""
        cleaning: Cleaning | None = None
        async for output in result:
            if not is_item(output):
                yield output
                continue
            if cleaning is None:
                cleaning = await self._clean(response)
                self._report(response, cleaning)
                await self._keep(response, cleaning)
            if self._filled(output, response, cleaning):
                yield output

    def _filled(self, item: Any, response: Response, cleaning: Cleaning) -> bool:
        """Fill an item; whether it is to be passed on."""
        stats = self.crawler.stats
        document = cleaning.document
        if not _is_of(item, response, document):
            stats.inc_value("cleaning/other_page")
            return True
        stats.inc_value("cleaning/filled", int(fill(item, document or {REASON: cleaning.code}, self.fields)))
        if document is None and self.drops:
            stats.inc_value("cleaning/dropped")
        return document is not None or not self.drops

    async def _clean(self, response: Response) -> Cleaning:
        """The page's article, or why there is none.

        Raises:
            BadRule: a rule or profile file is invalid.
        """
        if not isinstance(response, TextResponse):
            return Cleaning(code="no-text", detail="the response is no text")
        if len(response.body) > _MOST_BYTES:
            return Cleaning(code="too-large", detail=f"the page is larger than {_MOST_BYTES} bytes")
        fetch = fetch_of(response, response.url)
        memory = session.memories.of(_host(response)) if (session := self._session()) else None
        options = replace(self.options, charset=fetch.charset, fetched_at=fetch.at, status=fetch.status, memory=memory)
        return await self.pool.clean(response.body, response.url, options)

    def _report(self, response: Response, cleaning: Cleaning) -> None:
        if cleaning.document is not None:
            self.crawler.stats.inc_value("cleaning/articles")
            return
        self.crawler.stats.inc_value(f"cleaning/reason/{cleaning.code}")
        level = logging.WARNING if cleaning.failed else logging.INFO
        logger.log(level, "No article on %s: %s (%s)", response.url, cleaning.code, cleaning.detail, extra={"spider": self.crawler.spider})

    async def _keep(self, response: Response, cleaning: Cleaning) -> None:
        """Store what became of the page, once a run."""
        session, url = self._session(), response.url.partition("#")[0]
        if session is None or not session.expect(url):
            return
        fetch = fetch_of(response, url)
        state = session.store.state([url]).get(url) or PageState(url, session.site, fetch.at, fetch.at)
        page = Page(session.site, fetch, state, response.body)
        outcome = outcome_of(page, cleaning)
        result = await session.save(outcome)
        if result is None:
            return
        session.tally.count(page, outcome, result)
        if result.kind is Kind.NEW:
            session.memories.note(_host(response), url, cleaning.trace)

    def _session(self) -> Session | None:
        """The run's session; None where `STORE_URL` is empty."""
        return self.crawler.get_extension(Session)


def _host(response: Response) -> str:
    return urlsplit(response.url).netloc


def _is_of(item: Any, response: Response, document: dict[str, Any] | None) -> bool:
    """Whether an item is of this page: it names no address, or one of the page's own."""
    url = ItemAdapter(item).get("url")
    if not isinstance(url, str) or "://" not in url:
        return True
    own = [response.url, getattr(response.request, "url", ""), (document or {}).get("canonical_url") or ""]
    return key(url.partition("#")[0]) in {key(address.partition("#")[0]) for address in own if address}
