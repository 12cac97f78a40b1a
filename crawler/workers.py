"""Worker processes for cleaning. Never threads: lxml trees in two threads corrupt memory (see docs/architecture.md)."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cleaners.errors import OutOfMemory, TimedOut, WorkerDied
from cleaners.records import Options
from crawler.items import Cleaning
from crawler.stores.packing import Packed

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

    from cleaners.guarded import GuardedPool


class CleaningPool:
    """Cleans pages in worker processes, started with the first page.

    Args:
        workers: how many processes; 0 cleans in this process, which is simpler to debug and where no limit holds.
        seconds, megabytes: limits for one page; a page that passes one costs its worker, and nothing else.
    """

    def __init__(self, workers: int, seconds: float, megabytes: int = 512) -> None:
        self.workers = workers
        self.seconds = seconds
        self.megabytes = megabytes
        self.borrowers = 0
        self._pool: GuardedPool | None = None

    async def clean(self, body: bytes, url: str, options: Options, follow: bool = False) -> Cleaning:
        """Clean one page (see `crawler.cleaning.clean_page`); a crash or a limit become reason codes.

        Raises:
            BadRule: a user's rule or profile file is invalid.
        """
        if not self.workers:
            return _clean_page(body, url, options, follow)
        try:
            return await asyncio.wrap_future(self._started().submit(_clean_page, body, url, options, follow))
        except (TimedOut, OutOfMemory, WorkerDied) as error:
            return Cleaning(code=error.code, detail=error.detail, failed=True)

    def _started(self) -> GuardedPool:
        if self._pool is None:
            from cleaners.guarded import GuardedPool, Limits  # on demand: a run with nothing new cleans nothing

            self._pool = GuardedPool(self.workers, Limits(self.seconds, self.megabytes), needs_main=False, preload="crawler.warm")
        return self._pool

    def close(self) -> None:
        """Stop the workers at once, unless others have borrowed the pool; pages still in work are lost to this run and stay due."""
        self.borrowers -= 1
        if self.borrowers <= 0 and self._pool is not None:
            self._pool.close()
            self._pool = None


def _clean_page(body: bytes, url: str, options: Options, follow: bool = False) -> Cleaning:
    """Clean and pack a page. Imports the cleaner in the worker: the crawl's own process never needs it."""
    from crawler.cleaning import clean_page

    return replace(clean_page(body, url, options, follow), packed=Packed.of(body))


_lent: dict[tuple[int, float, int], CleaningPool] = {}


def borrow_pool(settings: BaseSettings) -> CleaningPool:
    """The pool that `CLEAN_WORKERS`, `CLEAN_TIMEOUT` and `CLEAN_MEMORY_MB` ask for: crawls side by side in one process share it.

    Each borrower calls `close` once.
    """
    limits = (settings.getint("CLEAN_WORKERS"), settings.getfloat("CLEAN_TIMEOUT"), settings.getint("CLEAN_MEMORY_MB"))
    pool = _lent.setdefault(limits, CleaningPool(*limits))
    pool.borrowers += 1
    return pool


def options_of(settings: BaseSettings) -> Options:
    """What `RULES_DIR`, `PROFILES_DIR` and `CLEAN_PROFILE` say of cleaning."""
    return Options(
        rules_dir=_folder(settings.get("RULES_DIR")),
        profiles_dir=_folder(settings.get("PROFILES_DIR")),
        profile=settings.get("CLEAN_PROFILE") or None,
    )


def _folder(value: Any) -> Path | None:
    return Path(value) if value else None
