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

CLEAN_WORKERS = os.cpu_count() or 2
"""Worker processes; 0 cleans in the crawl's own process, where no limit holds."""
CLEAN_TIMEOUT = 20.0
"""Seconds for one page."""
CLEAN_MEMORY_MB = 512
"""Megabytes for one page."""

STORE_URL = "sqlite:///bullionbite.db"
