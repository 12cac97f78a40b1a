"""`scrapy crawl --progress`: a line of progress on a terminal, nothing elsewhere."""

from __future__ import annotations

import sys
from typing import Any

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from crawler.extensions.session import Session
from crawler.stores.records import Kind


class ProgressBar:
    """Shows how many of the pages asked for so far have an outcome, and which."""

    def __init__(self, crawler: Crawler) -> None:
        # Imported on demand: most crawls run where nobody watches.
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        self.crawler = crawler
        self._bar = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[words]}"),
            TimeElapsedColumn(),
            console=Console(stderr=True),
        )

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ProgressBar:
        if not crawler.settings.getbool("PROGRESS") or not sys.stderr.isatty():
            raise NotConfigured
        progress = cls(crawler)
        crawler.signals.connect(progress.opened, signals.spider_opened)
        for signal in (signals.item_scraped, signals.item_dropped, signals.request_scheduled):
            crawler.signals.connect(progress.update, signal)
        crawler.signals.connect(progress.closed, signals.spider_closed)
        return progress

    def opened(self, spider: Spider) -> None:
        """Show the bar."""
        self._bar.start()
        self._task = self._bar.add_task(Session.of(self.crawler).site, total=None, words="reading feeds")

    def update(self, **_: Any) -> None:
        """Redraw with what has happened."""
        session = Session.of(self.crawler)
        kinds = session.tally.kinds
        words = f"{kinds[Kind.NEW]} new, {kinds[Kind.REVISED]} revised, {kinds[Kind.DEAD]} failed"
        done = len(session.asked) - len(session.open)
        self._bar.update(self._task, total=len(session.asked) or None, completed=done, words=words)

    def closed(self, spider: Spider) -> None:
        """Leave the last state on the screen."""
        self.update()
        self._bar.stop()
