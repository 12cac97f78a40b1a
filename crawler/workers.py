"""Worker processes for cleaning. Never threads: lxml trees in two threads corrupt memory (see docs/architecture.md)."""

from __future__ import annotations

import asyncio
import multiprocessing
from concurrent.futures import TimeoutError as TooSlow
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pebble import ProcessPool

from cleaners.records import Options
from crawler.items import Cleaning

_PAGES_A_WORKER = 2000  # then a fresh process, so that whatever leaks stays small


class CleaningPool:
    """Cleans pages in worker processes, started with the first page.

    Args:
        workers: how many processes; 0 cleans in this process, which is simpler to debug and can't be stopped by the time limit.
        seconds: time limit for one page; a page that passes it costs its worker, and nothing else.
    """

    def __init__(self, workers: int, seconds: float) -> None:
        self.workers = workers
        self.seconds = seconds
        self._pool: ProcessPool | None = None

    async def clean(self, body: bytes, url: str, options: Options) -> Cleaning:
        """Clean one page (see `crawler.cleaning.clean_page`); a crash or the time limit become reason codes.

        Raises:
            BadRule: a user's rule or profile file is invalid.
        """
        if not self.workers:
            from crawler.cleaning import clean_page

            return clean_page(body, url, options)
        from pebble import ProcessExpired

        future = self._started().schedule(_clean_page, args=(body, url, options), timeout=self.seconds)
        try:
            return await asyncio.wrap_future(future)
        except TooSlow:
            return Cleaning(code="cleaner-timeout", detail=f"cleaning took more than {self.seconds:g} s", failed=True)
        except ProcessExpired as error:
            return Cleaning(code="cleaner-crash", detail=f"the worker process ended with {error.exitcode}", failed=True)

    def _started(self) -> ProcessPool:
        if self._pool is None:
            from pebble import ProcessPool  # on demand, as above: a run with nothing new cleans nothing

            # A fork of a process with threads and a running reactor may deadlock; the fork server has neither.
            context = multiprocessing.get_context("forkserver")
            context.set_forkserver_preload(["crawler.cleaning"])
            self._pool = ProcessPool(self.workers, max_tasks=_PAGES_A_WORKER, context=context)
        return self._pool

    def close(self) -> None:
        """Stop the workers at once; pages still in work are lost to this run and stay due."""
        if self._pool is not None:
            self._pool.stop()
            self._pool.join()
            self._pool = None


def _clean_page(body: bytes, url: str, options: Options) -> Cleaning:
    """Imports the cleaner in the worker: the crawl's own process never needs it."""
    from crawler.cleaning import clean_page

    return clean_page(body, url, options)
