"""What one host may cost in one run."""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadTimeoutError, IgnoreRequest
from scrapy.http import Response
from scrapy.settings import BaseSettings
from scrapy.utils.httpobj import urlparse_cached

from crawler.extensions.session import Session

logger = logging.getLogger(__name__)


class HostBudgetSpent(IgnoreRequest):
    """The host has cost what it may in this run; the request was not sent, and the next run may send it."""

    code = "host-budget"


@dataclass(slots=True)
class _Cost:
    """What a host has cost, or may: bytes of bodies as they came, seconds of downloads, attempts that failed."""

    bytes: int = 0
    seconds: float = 0.0
    failures: int = 0

    @classmethod
    def allowed(cls, settings: BaseSettings) -> _Cost:
        return cls(settings.getint("HOST_MAX_BYTES"), settings.getfloat("HOST_MAX_SECONDS"), settings.getint("HOST_MAX_FAILURES"))

    def objection(self, most: _Cost) -> str:
        """Which bound has been reached, "" where none has; a bound of 0 is none."""
        if most.bytes and self.bytes >= most.bytes:
            return f"{self.bytes} bytes came (HOST_MAX_BYTES = {most.bytes})"
        if most.seconds and self.seconds >= most.seconds:
            return f"downloads took {self.seconds:.0f} s (HOST_MAX_SECONDS = {most.seconds:g})"
        if most.failures and self.failures >= most.failures:
            return f"{self.failures} attempts failed (HOST_MAX_FAILURES = {most.failures})"
        return ""


class HostBudgetMiddleware:
    """Sends no more requests to a host (`host:port`) that has cost `HOST_MAX_BYTES`, `HOST_MAX_SECONDS` or `HOST_MAX_FAILURES`.

    It stands between the retries and the downloader, so that every attempt counts: of pages, feeds, sitemaps, robots.txt and
    redirects. Downloads under way or queued when a budget is spent (`CONCURRENT_REQUESTS` at most) come to
    their end. A spent budget makes the run degraded.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.most = _Cost.allowed(crawler.settings)
        self.costs: defaultdict[str, _Cost] = defaultdict(_Cost)
        self._spent: set[str] = set()
        self._begun: WeakKeyDictionary[Request, float] = WeakKeyDictionary()  # when the headers came
        self._streamed: WeakKeyDictionary[Request, bool] = WeakKeyDictionary()
        self._failing = {int(code) for code in crawler.settings.getlist("RETRY_HTTP_CODES")}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> HostBudgetMiddleware:
        middleware = cls(crawler)
        crawler.signals.connect(middleware.headers_received, signals.headers_received)
        crawler.signals.connect(middleware.bytes_received, signals.bytes_received)
        return middleware

    def process_request(self, request: Request) -> None:
        """Refuse what goes to a host whose budget is spent.

        Raises:
            HostBudgetSpent: the request is not sent.
        """
        host = _host(request)
        if objection := self.costs[host].objection(self.most):
            self._refuse(host, objection)
        request.meta.pop("download_latency", None)  # a retry has its forerunner's

    def headers_received(self, request: Request) -> None:
        """The latency that Scrapy measures ends here; the body's time begins."""
        self._begun[request] = time.monotonic()

    def bytes_received(self, data: bytes, request: Request) -> None:
        """Count a piece of a body, also of one that is given up later."""
        self._streamed[request] = True
        self.costs[_host(request)].bytes += len(data)

    def process_response(self, request: Request, response: Response) -> Response:
        """Count the time, and the answer where it is one that is retried."""
        if "cached" in response.flags:
            return response
        cost = self.costs[_host(request)]
        cost.seconds += self._seconds(request)
        cost.failures += response.status in self._failing or "dataloss" in response.flags
        if request not in self._streamed:  # a browser's page comes in one piece
            cost.bytes += len(response.body)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Count a download that failed; a refusal of ours is none."""
        if isinstance(exception, IgnoreRequest):
            return
        cost = self.costs[_host(request)]
        cost.failures += 1
        waited = isinstance(exception, DownloadTimeoutError) and request not in self._begun
        cost.seconds += float(request.meta.get("download_timeout", 0)) if waited else self._seconds(request)

    def _seconds(self, request: Request) -> float:
        body = time.monotonic() - self._begun[request] if request in self._begun else 0.0
        return float(request.meta.get("download_latency", 0.0)) + body

    def _refuse(self, host: str, objection: str) -> None:
        stats = self.crawler.stats
        stats.inc_value("host_budget/refused")
        if host not in self._spent:
            self._spent.add(host)
            stats.inc_value("host_budget/spent")
            logger.warning("Nothing more is asked of %s in this run: %s", host, objection)
            if session := self.crawler.get_extension(Session):
                session.tally.spent_hosts[host] = objection
        raise HostBudgetSpent(f"{host}: {objection}")


def _host(request: Request) -> str:
    parts = urlparse_cached(request)
    return f"{parts.hostname}:{parts.port or (443 if parts.scheme == 'https' else 80)}"
