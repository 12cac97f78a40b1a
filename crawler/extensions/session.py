"""The run's session: the store, what the run has done so far, and how it ended."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider

from crawler.exit_codes import ExitCode, Verdict
from crawler.stores import Result, Store, StoreError, open_store
from crawler.stores.records import Document, Outcome
from crawler.verdicts import Tally, judge, summary

logger = logging.getLogger(__name__)


class Session:
    """Opens the store with the spider, gathers the tally, gives the verdict when the spider closes, ends the run in the store.

    Spiders and pipelines find it with `Session.of(crawler)`. It is built before the feed exporter, so that the verdict stands
    before any output is published.

    Attributes:
        store: the open store.
        run: id of this run in the store.
        asked, open: pages that this run asked for, and those of them that have no outcome yet.
        tally: what has happened so far.
        verdict: how the run ended; None until the spider closes.
    """

    store: Store

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.store_url: str = crawler.settings["STORE_URL"]
        self.tally = Tally()
        self.verdict: Verdict | None = None
        self.run: int | None = None
        self.site = ""
        self.asked: set[str] = set()
        self.open: set[str] = set()
        self._watch = _ErrorWatch(self.tally)
        self._ended = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Session:
        session = cls(crawler)
        crawler.signals.connect(session.spider_opened, signals.spider_opened)
        crawler.signals.connect(session.spider_closed, signals.spider_closed)
        crawler.signals.connect(session.end, signals.engine_stopped)
        return session

    @staticmethod
    def of(crawler: Crawler) -> Session:
        """The session of a crawler.

        Raises:
            RuntimeError: the extension is switched off.
        """
        session = crawler.get_extension(Session)
        if session is None:
            raise RuntimeError("crawler.extensions.session.Session is missing from EXTENSIONS")
        return session

    def spider_opened(self, spider: Spider) -> None:
        """Open the store and the run.

        Raises:
            CloseSpider: the store can't be opened; the verdict names the cause.
        """
        logging.getLogger().addHandler(self._watch)
        self.site = spider.site.key  # type: ignore[attr-defined]
        try:
            self.store = open_store(self.store_url)
            self.run = self.store.run_start(self.site, now())
        except StoreError as error:
            code = ExitCode.BAD_CONFIGURATION if error.code in ("bad-url", "missing-driver") else ExitCode.STORAGE_FAILURE
            self.tally.fail(code, f"STORE_URL {self.store_url}: {error.detail or error.code}")
            raise CloseSpider("store") from error

    def expect(self, url: str) -> bool:
        """Note that a page is asked for in this run; False when it already was."""
        if url in self.asked:
            return False
        self.asked.add(url)
        self.open.add(url)
        return True

    def save(self, outcome: Outcome) -> Result | None:
        """Commit the outcome of one page; None when the store failed, and then the run ends and the page stays due."""
        if ExitCode.STORAGE_FAILURE in self.tally.fatal:
            return None
        try:
            result = self.store.save([outcome], run=self.run)[0]
        except StoreError as error:
            self.stop(ExitCode.STORAGE_FAILURE, f"{self.store_url}: {error.detail or error.code}")
            return None
        self.open.discard(result.url)
        self.tally.kinds[result.kind] += 1
        self.crawler.stats.inc_value(f"store/{result.kind}")
        return result

    def undelivered(self) -> Iterator[Document]:
        """Articles that earlier runs stored and never delivered, because they were killed before their outputs were written."""
        batch = self.store.export_since(self._cursor_name)
        self._cursor = batch.cursor
        yield from (stored.document for stored in batch.items if stored.site == self.site)

    @property
    def _cursor_name(self) -> str:
        return f"crawl:{self.site}"

    def stop(self, code: ExitCode, cause: str) -> None:
        """End the run early for a cause."""
        self.tally.fail(code, cause)
        engine = self.crawler.engine
        if engine.spider is not None:
            self._closing = asyncio.ensure_future(engine.close_spider_async(reason=code.name.lower()))

    def spider_closed(self, spider: Spider, reason: str) -> None:
        """Give the verdict, before any output is published."""
        self.tally.reason = reason if not self.tally.fatal else "finished"
        self.verdict = judge(self.tally)

    def end(self) -> None:
        """End the run in the store and close it; called once the outputs are written. Calling it again does nothing."""
        if self._ended:
            return
        self._ended = True
        logging.getLogger().removeHandler(self._watch)
        self.verdict = judge(self.tally)
        store = getattr(self, "store", None)
        if store is None:
            return
        try:
            if self.run is not None:
                if self.verdict.publishes:
                    store.export_commit(self._cursor_name, store.export_since(self._cursor_name).cursor, now())
                store.run_end(self.run, now(), self.verdict.code.name.lower(), int(self.verdict.code), self._stats())
            store.close()
        except StoreError as error:
            self.tally.fail(ExitCode.STORAGE_FAILURE, f"{self.store_url}: {error.detail or error.code}")
            self.verdict = judge(self.tally)

    def _stats(self) -> dict[str, Any]:
        return dict(self.crawler.stats.get_stats())

    def summary(self) -> str:
        """One line on the run, for people and logs."""
        return summary(self.tally, self.store_url.removeprefix("sqlite:///"))


class _ErrorWatch(logging.Handler):
    """Notes every logged error, whoever logs it: an exception anywhere must not end in success."""

    def __init__(self, tally: Tally) -> None:
        super().__init__(logging.ERROR)
        self.tally = tally

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info and record.exc_info[1] is not None:
            line = f"{type(record.exc_info[1]).__name__}: {record.exc_info[1]}"
        else:
            line = record.getMessage()
        self.tally.errors.append(line.strip().splitlines()[0][:300] if line.strip() else record.name)


def now() -> datetime:
    """The current instant, aware, in UTC."""
    return datetime.now(UTC)
