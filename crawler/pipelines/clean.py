"""Page -> cleaned page, in a worker process."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from typing import Any

from scrapy.crawler import Crawler

from cleaners.errors import BadRule
from crawler.exit_codes import ExitCode
from crawler.extensions.session import Session
from crawler.items import AGREEMENT_FLOOR, CleanedPage, Cleaning, Page
from crawler.outcomes import may_hold_article
from crawler.pipelines.reasons import Stopped
from crawler.workers import borrow_pool, options_of


class CleanPipeline:
    """Cleans pages; pages that need no cleaning (failed, gone, not modified) pass through."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.pool = borrow_pool(crawler.settings)
        self.options = options_of(crawler.settings)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CleanPipeline:
        return cls(crawler)

    async def process_item(self, item: Any) -> Any:
        """Clean a page.

        Raises:
            Stopped: a rule or profile file of the user is invalid; the run ends, the page stays due.
        """
        if not isinstance(item, Page) or item.failure or not may_hold_article(item.fetch.status):
            return item
        options = replace(
            self.options, charset=item.fetch.charset, fetched_at=item.fetch.at, status=item.fetch.status, feed=item.feed,
            memory=Session.of(self.crawler).memories.of(item.site),
        )  # fmt: skip
        try:
            cleaning = await self.pool.clean(item.body, item.fetch.final_url or item.fetch.url, options, item.follow)
        except BadRule as error:
            Session.of(self.crawler).stop(ExitCode.BAD_CONFIGURATION, error.detail)
            raise Stopped("a rule file is invalid") from error
        self._count(cleaning)
        return CleanedPage(item, cleaning)

    def _count(self, cleaning: Cleaning) -> None:
        stats = self.crawler.stats
        blocks: Counter[str] = Counter()
        for removal in (cleaning.document or {}).get("removed", ()):
            blocks[removal["reason"]] += removal["blocks"]
        for reason, count in blocks.items():
            stats.inc_value(f"cleaners/removed/{reason.removeprefix('rule:')}", count)
        if cleaning.agreement is not None:
            stats.inc_value("feed/compared")
            if cleaning.agreement < AGREEMENT_FLOOR:
                stats.inc_value("feed/disagreed")

    async def close_spider(self) -> None:
        """Stop the workers, off the event loop: joining them may take a moment."""
        await asyncio.get_running_loop().run_in_executor(None, self.pool.close)
