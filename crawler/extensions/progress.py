"""`scrapy crawl --progress`: a line of progress on a terminal, nothing elsewhere."""

from __future__ import annotations

import logging
import sys
from typing import Any

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from crawler.extensions.session import Session
from crawler.stores.outcomes import Kind


class ProgressBar:
    """Shows how many of the pages asked for so far have an outcome, at what rate, and what came of them.

    `queued` are pages asked for and still open, `saved` new and revised articles, `removed` the blocks taken out of these, `failed`
    dead letters. The end is known only as far as pages have been listed, so that the time left grows while feeds are read.
    """

    def __init__(self, crawler: Crawler) -> None:
        from crawler.progress import progress  # on demand: most crawls run where nobody watches

        self.crawler = crawler
        self._bar = progress()
        self._removed = 0
        self._moved: list[logging.StreamHandler[Any]] = []

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ProgressBar:
        if not crawler.settings.getbool("PROGRESS") or not sys.stderr.isatty():
            raise NotConfigured
        made = cls(crawler)
        crawler.signals.connect(made.opened, signals.spider_opened)
        crawler.signals.connect(made.scraped, signals.item_scraped)
        for signal in (signals.item_dropped, signals.request_scheduled):
            crawler.signals.connect(made.update, signal)
        crawler.signals.connect(made.closed, signals.spider_closed)
        return made

    def opened(self, spider: Spider) -> None:
        """Show the bar, and let the log pass above it."""
        real = sys.stderr
        self._bar.start()
        for handler in logging.getLogger().handlers:
            if isinstance(handler, logging.StreamHandler) and handler.stream is real:
                handler.setStream(sys.stderr)  # rich's, which keeps its bar below what is written
                self._moved.append(handler)
        self._task = self._bar.add_task(Session.of(self.crawler).site, total=None, words="reading feeds")

    def scraped(self, item: Any) -> None:
        """Count what was removed from an article."""
        self._removed += sum(removal["blocks"] for removal in item.get("removed") or ())
        self.update()

    def update(self, **_: Any) -> None:
        """Redraw with what has happened."""
        from crawler.progress import counted

        session = Session.of(self.crawler)
        kinds = session.tally.kinds
        saved = kinds[Kind.NEW] + kinds[Kind.REVISED]
        words = counted(saved=saved, failed=kinds[Kind.DEAD], queued=len(session.open), removed=self._removed)
        done = len(session.asked) - len(session.open)
        self._bar.update(self._task, total=len(session.asked) or None, completed=done, words=words)

    def closed(self, spider: Spider) -> None:
        """Leave the last state on the screen."""
        self.update()
        self._bar.stop()
        for handler in self._moved:
            handler.setStream(sys.stderr)
