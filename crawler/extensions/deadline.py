"""A run that is told to stop (SIGTERM, SIGINT) ends within seconds, even when a server keeps it waiting."""

from __future__ import annotations

import asyncio
import logging
import os
import sys

from scrapy import Spider, signals
from scrapy.crawler import Crawler

from crawler.exit_codes import SEVERITY, ExitCode
from crawler.extensions.session import Session

logger = logging.getLogger(__name__)
_watching: set[Deadline] = set()  # of the crawls of this process, several with `-a sites=`
_LOOK = 0.25
_GRACE = 5.0  # seconds for downloads and cleaning under way; what is cut off stays due, and the store is whole at every moment


class Deadline:
    """Watches for a shutdown and, when the pages under way don't end in time, leaves without them."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._watch: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Deadline:
        deadline = cls(crawler)
        crawler.signals.connect(deadline.opened, signals.spider_opened)
        crawler.signals.connect(deadline.stopped, signals.engine_stopped)
        return deadline

    def opened(self, spider: Spider) -> None:
        """Begin to watch."""
        _watching.add(self)
        self._watch = asyncio.ensure_future(self._wait())

    def stopped(self) -> None:
        """The run ended by itself."""
        _watching.discard(self)
        if self._watch is not None:
            self._watch.cancel()

    async def _wait(self) -> None:
        while any(deadline.crawler.crawling for deadline in _watching):  # Scrapy clears it as soon as it is told to stop
            await asyncio.sleep(_LOOK)
        await asyncio.sleep(_GRACE)
        codes = {deadline._cut() for deadline in _watching}
        logger.warning("Left without the pages under way; the next run asks for them")
        logging.shutdown()
        os._exit(int(next(code for code in SEVERITY if code in codes)))

    def _cut(self) -> ExitCode:
        """End a run that did not end by itself."""
        session = Session.of(self.crawler)
        session.tally.reason = "shutdown, without waiting for the last pages"
        session.end()
        print(session.summary(), file=sys.stderr)
        return session.verdict.code if session.verdict else ExitCode.INTERRUPTED
