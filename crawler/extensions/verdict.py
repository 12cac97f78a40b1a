"""For other people's projects: how the run ended, in the log and in the stats, where our own `scrapy crawl` does not say it."""

from __future__ import annotations

import logging

from scrapy import Spider, signals
from scrapy.crawler import Crawler

from crawler.extensions.session import Session

logger = logging.getLogger(__name__)


class VerdictLog:
    """Stat `cleaning/verdict` (`done`, `quarantined` …), one line of summary, and a warning that names the cause of any other end than `done`."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> VerdictLog:
        made = cls(crawler)
        crawler.signals.connect(made.closed, signals.spider_closed)
        crawler.signals.connect(made.stopped, signals.engine_stopped)
        return made

    def closed(self, spider: Spider) -> None:
        """Note the verdict before Scrapy writes its stats down."""
        if verdict := Session.of(self.crawler).verdict:
            self.crawler.stats.set_value("cleaning/verdict", verdict.code.name.lower())

    def stopped(self) -> None:
        """Say what the run brought."""
        session = Session.of(self.crawler)
        logger.info("%s", session.summary())
        if session.verdict and session.verdict.code:
            logger.warning("%s (%d): %s", session.verdict.code.name.lower(), session.verdict.code, session.verdict.cause)
