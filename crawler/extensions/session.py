"""The run's session: the store, what the run has done so far, and how it ended."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider

from crawler import clock, health
from crawler.exit_codes import ExitCode, Verdict
from crawler.guard.secrets import masked
from crawler.items import CleanedPage, Page
from crawler.schedule import next_retry
from crawler.site_memory import Memories
from crawler.stores import Result, Store, StoreError, open_store
from crawler.stores.outcomes import Dead, Document, Fetch, Outcome
from crawler.stores.writer import Writer
from crawler.verdicts import Tally, judge, summary

logger = logging.getLogger(__name__)
_DELIVERED_AT_ONCE = 200  # articles held in memory while outputs are written


class Session:
    """Opens the store with the spider, gathers the tally, gives the verdict when the spider closes, ends the run in the store.

    Spiders and pipelines find it with `Session.of(crawler)`. It is built before the feed exporter, so that the verdict stands
    before any output is published.

    Attributes:
        store: the open store.
        memories: what is known of the sites' pages, frozen while the run lasts.
        run: id of this run in the store.
        asked, open: pages that this run asked for, and those of them that have no outcome yet.
        tally: what has happened so far.
        verdict: how the run ended; None until the spider closes.
    """

    store: Store
    memories: Memories

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.store_url: str = crawler.settings["STORE_URL"]
        self.tally = Tally()
        self.verdict: Verdict | None = None
        self.run: int | None = None
        self.site = ""
        self.asked: set[str] = set()
        self.open: set[str] = set()
        self._watch = _ErrorWatch(self.tally, crawler)
        self._ended = False
        self._writer: Writer | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Session:
        session = cls(crawler)
        crawler.signals.connect(session.spider_opened, signals.spider_opened)
        crawler.signals.connect(session.item_error, signals.item_error)
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

    # -- the run ----------------------------------------------------------------------------------------------------------------

    def spider_opened(self, spider: Spider) -> None:
        """Open the store and the run.

        Raises:
            CloseSpider: the store can't be opened; the verdict names the cause.
        """
        logging.getLogger().addHandler(self._watch)
        self.site = getattr(getattr(spider, "site", None), "key", "") or spider.name  # other projects' spiders have no site
        try:
            self.store = open_store(self.store_url)
            self.memories = Memories(self.store)
            self.run = self.store.run_start(self.site, clock.now())
            self._writer = Writer(self.store, self.run)
        except StoreError as error:
            code = ExitCode.BAD_CONFIGURATION if error.is_misconfiguration else ExitCode.STORAGE_FAILURE
            self.tally.fail(code, f"STORE_URL {self._store_words(error)}")
            raise CloseSpider("store") from error

    def expect(self, url: str) -> bool:
        """Note that a page is asked for in this run; False when it already was."""
        if url in self.asked:
            return False
        self.asked.add(url)
        self.open.add(url)
        return True

    def pass_over(self, url: str) -> None:
        """Note that a page that was asked for is done with, though nothing of it is to be stored."""
        self.open.discard(url)

    async def save(self, outcome: Outcome) -> Result | None:
        """Commit the outcome of one page; None when the store failed, and then the run ends and the page stays due."""
        if self._writer is None or ExitCode.STORAGE_FAILURE in self.tally.fatal:
            return None
        try:
            return self._saved(await asyncio.wrap_future(self._writer.save(outcome)))
        except StoreError as error:
            if ExitCode.STORAGE_FAILURE not in self.tally.fatal:  # the others of its batch fail with it
                self.store_failed(error)
            return None

    def _saved(self, result: Result) -> Result:
        self.open.discard(result.url)
        self.tally.kinds[result.kind] += 1
        self.crawler.stats.inc_value(f"store/{result.kind}")
        return result

    def store_failed(self, error: StoreError) -> None:
        """End the run, because the store can't be read or written."""
        self.stop(ExitCode.STORAGE_FAILURE, self._store_words(error))

    def output_failed(self, cause: str) -> None:
        """Note that an output beside the store could not be written, after the verdict, too."""
        self.tally.fail(ExitCode.STORAGE_FAILURE, cause)
        self.verdict = judge(self.tally)

    def stop(self, code: ExitCode, cause: str) -> None:
        """End the run early for a cause."""
        self.tally.fail(code, cause)
        engine = self.crawler.engine
        if engine.spider is not None:
            self._closing = asyncio.ensure_future(engine.close_spider_async(reason=code.name.lower()))

    def item_error(self, item: Any) -> None:
        """A defect in a pipeline: the page becomes a dead letter with its bytes (the error itself is logged, and so counted)."""
        page = item.page if isinstance(item, CleanedPage) else item
        if isinstance(page, Page):
            self._bury(page.fetch, "pipeline-exception", page.body or None)

    def spider_closed(self, spider: Spider, reason: str) -> None:
        """Give the verdict, before any output is published."""
        self.tally.reason = "finished" if self.tally.fatal else reason
        if self.run is not None and ExitCode.STORAGE_FAILURE not in self.tally.fatal:
            for url in sorted(self.open) if reason == "finished" else ():
                self._bury(Fetch(url, clock.now(), status=0), "no-outcome", None)
            if self.tally.asked:
                self._examine()
        self.verdict = judge(self.tally)

    def _bury(self, fetch: Fetch, code: str, raw: bytes | None) -> None:
        self.tally.failures[code] += 1
        if self._writer is None or ExitCode.STORAGE_FAILURE in self.tally.fatal:
            return
        dead = Dead(self.site, fetch, code, "the crawl itself failed on this page, see its log", raw, next_retry(clock.now(), 0))
        try:
            self._saved(self._writer.save(dead).result())
        except StoreError as error:
            self.store_failed(error)

    def _examine(self) -> None:
        """Hold the run's articles back where the health gate says so."""
        try:
            run = self.run or 0
            baseline = self.store.samples(self.site)
            self.tally.health = health.examine(self.tally.facts(), self.store.samples(self.site, run=run), baseline)
            if self.tally.health:
                held = self.store.hold(run)
                self.crawler.stats.set_value("health/held", held)
        except StoreError as error:
            self.tally.fail(ExitCode.STORAGE_FAILURE, self._store_words(error))

    def end(self) -> None:
        """Deliver to the outputs that are not feeds, end the run in the store, close it. Calling it again does nothing."""
        if self._ended:
            return
        self._ended = True
        if self.verdict is None:
            self.tally.reason = "stopped before the site was asked"  # no spider was ever opened, or it could not be closed
        if self._writer is not None:
            self._writer.close()
        if failed := sum(v for k, v in self.crawler.stats.get_stats().items() if k.startswith("feedexport/failed_count")):
            self.tally.fail(ExitCode.STORAGE_FAILURE, f"{failed} feed files could not be written: {self._last_error()}")
        if self.run is not None:
            try:
                self._close(self.run)
            except (StoreError, OSError) as error:
                self.tally.fail(ExitCode.STORAGE_FAILURE, self._store_words(error))
        self.verdict = judge(self.tally)
        logging.getLogger().removeHandler(self._watch)

    def _close(self, run: int) -> None:
        """End the run, which publishes what it saved, then deliver it."""
        self.verdict = verdict = judge(self.tally)
        with self.store:
            self.store.run_end(run, clock.now(), verdict.code.name.lower(), int(verdict.code), self.crawler.stats.get_stats())
            if verdict.publishes:
                self._deliver()
                self.memories.learn()

    # -- delivery ---------------------------------------------------------------------------------------------------------------

    @property
    def _cursor(self) -> str:
        return f"crawl:{self.site}"

    def undelivered(self) -> Iterator[Document]:
        """Articles that earlier runs stored and never delivered: killed or stopped before their outputs were written, or held back."""
        assert self.run is not None
        cursor = None
        while (batch := self.store.export_since(self._cursor, after=cursor, limit=_DELIVERED_AT_ONCE, site=self.site)).items:
            yield from (stored.document for stored in batch.items)
            cursor = batch.cursor
        yield from (stored.document for stored in self.store.unpublished(self.run))

    def _deliver(self) -> None:
        """Write Markdown files where they are wanted, and note that all articles so far have been delivered."""
        if folder := self.crawler.settings.get("MARKDOWN_DIR"):
            from crawler.stores.markdown import write_markdown

            while (batch := self.store.export_since(self._cursor, limit=_DELIVERED_AT_ONCE, site=self.site)).items:
                for stored in batch.items:
                    write_markdown(Path(folder), stored)
                self.store.export_commit(self._cursor, batch.cursor, clock.now())
        self.store.export_commit(self._cursor, self.store.export_end(), clock.now())

    # -- words ------------------------------------------------------------------------------------------------------------------

    def summary(self) -> str:
        """One line on the run, for people and logs."""
        return summary(self.tally, masked(self.store_url).removeprefix("sqlite:///"))

    def _store_words(self, error: StoreError | OSError) -> str:
        words, name = masked(getattr(error, "detail", "") or str(error)), masked(self.store_url)
        return words if name in words else f"{name}: {words}"

    def _last_error(self) -> str:
        return self.tally.errors[-1] if self.tally.errors else "see the log"


class _ErrorWatch(logging.Handler):
    """Notes every logged error, whoever logs it: an exception anywhere must not end in success. Other crawls of the process note their own."""

    def __init__(self, tally: Tally, crawler: Crawler) -> None:
        super().__init__(logging.ERROR)
        self.tally = tally
        self.crawler = crawler

    def emit(self, record: logging.LogRecord) -> None:
        whose = getattr(record, "crawler", None) or getattr(getattr(record, "spider", None), "crawler", None)
        if whose is not None and whose is not self.crawler:
            return
        if record.exc_info and record.exc_info[1] is not None:
            line = f"{type(record.exc_info[1]).__name__}: {record.exc_info[1]}"
        else:
            line = record.getMessage()
        self.tally.errors.append(line.strip().splitlines()[0][:300] if line.strip() else record.name)
