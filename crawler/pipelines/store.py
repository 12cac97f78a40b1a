"""Cleaned page -> store, in one transaction (with others that are ready), -> the item that feeds export: a new or revised article."""

from __future__ import annotations

from typing import Any

from scrapy.crawler import Crawler

from crawler.extensions.session import Session
from crawler.items import ArticleItem, CleanedPage, Undelivered
from crawler.outcomes import outcome_of
from crawler.pipelines.reasons import DeadLetter, Duplicate, Gone, Stopped, Unchanged
from crawler.stores.outcomes import Dead, Kind, Saved

_DROPS = {Kind.UNCHANGED: Unchanged, Kind.DUPLICATE: Duplicate, Kind.GONE: Gone, Kind.DEAD: DeadLetter}


class StorePipeline:
    """Commits what became of every page; only new and revised articles go on to the feeds."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> StorePipeline:
        return cls(crawler)

    async def process_item(self, item: Any) -> ArticleItem:
        """Store a page's outcome and give the article.

        Raises:
            Unchanged, Duplicate, Gone, DeadLetter: there is no new article.
            Stopped: the store failed; the page stays due.
        """
        if isinstance(item, Undelivered):
            return dict(item.document)
        session = Session.of(self.crawler)
        page = item.page if isinstance(item, CleanedPage) else item
        outcome = outcome_of(page, item.cleaning if isinstance(item, CleanedPage) else None)
        result = await session.save(outcome)
        if result is None:
            raise Stopped("the store failed")
        session.tally.count(page, outcome, result)
        if isinstance(outcome, Dead):
            self.crawler.stats.inc_value(f"dead_letters/{outcome.reason}")
        if result.kind is Kind.NEW and isinstance(item, CleanedPage):
            session.memories.note(page.site, page.fetch.url, item.cleaning.trace)
        if result.kind not in (Kind.NEW, Kind.REVISED):
            raise _DROPS[result.kind](getattr(outcome, "reason", "") or str(result.kind))
        assert isinstance(outcome, Saved)
        return dict(outcome.article)
