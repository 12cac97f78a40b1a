"""How long responses take to come: counts by upper bound in the run's stats (`latency/0.5`), which the crawl report draws."""

from __future__ import annotations

from bisect import bisect_left

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response

BOUNDS = (0.1, 0.25, 0.5, 1, 2, 5, 10)
"""Seconds; what takes longer is counted under `more`."""


class Latency:
    """Counts the download latency of every response (from the request's sending to the end of its headers, as Scrapy measures it)."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Latency:
        latency = cls(crawler)
        crawler.signals.connect(latency.count, signals.response_received)
        return latency

    def count(self, response: Response, request: Request) -> None:
        """Count one response; those that came from a cache have no latency."""
        seconds = request.meta.get("download_latency")
        if seconds is not None:
            place = bisect_left(BOUNDS, seconds)
            self.crawler.stats.inc_value(f"latency/{BOUNDS[place] if place < len(BOUNDS) else 'more'}")
