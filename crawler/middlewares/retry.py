"""Retries that wait as long as the server asks for, and bodies that arrived whole."""

from __future__ import annotations

import asyncio
import time
import zlib
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import RetryMiddleware, get_retry_request
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached

TRUNCATED = "truncated"  # flag of a response whose body is known to be cut


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
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None


class WholeBodyMiddleware:
    """Retries bodies that were cut (connection closed early, gzip stream without an end) and flags them when retries don't help.

    Stands between the network and decompression, because Scrapy's gunzip hands out the half that it could read.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.most_bytes = crawler.settings.getint("DOWNLOAD_MAXSIZE")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> WholeBodyMiddleware:
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Pass whole bodies on; retry cut ones."""
        if not self._is_cut(response) or request.meta.get("is_robots"):
            return response
        assert self.crawler.spider
        self.crawler.stats.inc_value("downloader/truncated")
        retry = get_retry_request(request, spider=self.crawler.spider, reason=TRUNCATED)
        return retry or response.replace(flags=[*response.flags, TRUNCATED])

    def _is_cut(self, response: Response) -> bool:
        if "dataloss" in response.flags or "partial" in response.flags:
            return True
        encodings = b",".join(response.headers.getlist("Content-Encoding")).lower()
        return b"gzip" in encodings and bool(response.body) and not gzip_is_whole(response.body, self.most_bytes)


def gzip_is_whole(body: bytes, most_bytes: int) -> bool:
    """Whether a gzip stream has its end (of several members, the last). Reads at most `most_bytes` decompressed, then says yes."""
    produced = 0
    while body:
        stream = zlib.decompressobj(wbits=31)
        try:
            while body and not stream.eof:
                produced += len(stream.decompress(body, 65_536))
                body = stream.unconsumed_tail
                if produced > most_bytes:
                    return True
        except zlib.error:
            return produced > 0  # no gzip, or trailing junk after a whole member: the decompressor decides
        if not stream.eof:
            return False
        body = stream.unused_data
    return True
