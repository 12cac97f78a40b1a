"""Settings that hold for this project's crawls and for another project's with the add-on: one value each, read by both."""

from __future__ import annotations

import os

GUARD_PLACE = 760
"""Of `AddressGuardMiddleware`: next to the downloader, behind whatever chooses a proxy."""

DOWNLOAD_HANDLERS: dict[str, str | None] = {
    "http": "crawler.guard.handler.BoundedDownloadHandler",
    "https": "crawler.guard.handler.BoundedDownloadHandler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
ADDRESS_GUARD_ALLOW: list[str] = []

HOST_BUDGET_PLACE = 740
"""Of `HostBudgetMiddleware`: nearer to the downloader than what retries and redirects, so that every attempt counts."""
HOST_MAX_BYTES = 5 * 1024**3
"""Bytes of bodies that a host may send in one run; 0 for no bound, as for the others."""
HOST_MAX_SECONDS = 6 * 3600
"""Seconds that downloads from a host may take in one run, added up."""
HOST_MAX_FAILURES = 1000
"""Attempts that may fail at a host in one run."""

CLEAN_WORKERS = os.cpu_count() or 2
"""Worker processes; 0 cleans in the crawl's own process, where no limit holds."""
CLEAN_TIMEOUT = 20.0
"""Seconds for one page."""
CLEAN_MEMORY_MB = 512
"""Megabytes for one page."""

STORE_URL = "sqlite:///bullionbite.db"
