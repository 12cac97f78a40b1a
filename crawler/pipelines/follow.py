"""Lets a spider that follows links see each cleaned page before it is stored."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from scrapy.crawler import Crawler

from crawler.extensions.session import Session
from crawler.items import CleanedPage, Follow, Page
from crawler.pipelines.reasons import Deferred, Hub


class FollowPipeline:
    """Asks the spider's `follow(page, cleaning)` what a page is, for pages that were fetched with `Page.follow`."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> FollowPipeline:
        return cls(crawler)

    def process_item(self, item: Any) -> Any:
        """Pass on what is to be stored.

        Raises:
            Hub: the page is a list of articles.
            Deferred: the spider has asked for more of the article.
        """
        page = item.page if isinstance(item, CleanedPage) else item
        if not isinstance(page, Page) or not page.follow:
            return item
        cleaning = item.cleaning if isinstance(item, CleanedPage) else None
        decision = self.crawler.spider.follow(page, cleaning)  # type: ignore[union-attr]
        if decision is Follow.STORE:
            return item
        if decision is Follow.REJECT and cleaning is not None:
            detail = "the page has no sentence of text, or neither the date nor the marks of an article"
            return replace(item, cleaning=replace(cleaning, document=None, code="no-news", detail=detail))
        if decision is Follow.LATER:
            raise Deferred(page.fetch.url)
        Session.of(self.crawler).pass_over(page.fetch.url)
        raise Hub(page.fetch.url)
