"""Retries that wait as long as the server asks for."""

from __future__ import annotations

import asyncio
import time
from email.utils import parsedate_to_datetime

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached

from crawler import clock


class PatientRetryMiddleware(RetryMiddleware):
    """Scrapy's retries, but a `Retry-After` of a 429 or 503 holds up the whole host for that long.

    A wait longer than the setting `RETRY_AFTER_MAX` (seconds) is not waited for: the page is given up for this run.
    """

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> PatientRetryMiddleware:
        middleware = super().from_crawler(crawler)
        middleware.longest = crawler.settings.getfloat("RETRY_AFTER_MAX")
        middleware._free_at = {}
        return middleware

    longest: float
    _free_at: dict[str, float]

    async def process_request(self, request: Request) -> None:
        """Wait until the host has asked us to come back."""
        wait = self._free_at.get(urlparse_cached(request).netloc, 0.0) - time.monotonic()
        if wait > 0:
            await asyncio.sleep(wait)

    def process_response(self, request: Request, response: Response, spider: Spider | None = None) -> Request | Response:
        """Retry what may succeed later; give up at once where the wait would be too long."""
        if response.status in (429, 503) and (wait := retry_after(response)) is not None:
            if wait > self.longest:
                self.crawler.stats.inc_value("retry/too_long_to_wait")
                return response
            self._free_at[urlparse_cached(request).netloc] = time.monotonic() + wait
        return super().process_response(request, response)


def retry_after(response: Response) -> float | None:
    """Seconds that a response's `Retry-After` asks to wait (never negative), None where it says nothing that can be read."""
    value = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if value.isdigit():
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - clock.now()).total_seconds())
    except (ValueError, TypeError):
        return None
