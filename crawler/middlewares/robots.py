"""robots.txt as RFC 9309 has it: a file that can't be read forbids everything, only its first 500 KiB count."""

from __future__ import annotations

import asyncio
import logging

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached

from crawler.guard.bodies import FIRST_BYTES, FLAWS

MOST_BYTES = 500 * 1024  # what RFC 9309 asks a crawler to read at least
logger = logging.getLogger(__name__)


class RobotsRefused(IgnoreRequest):
    """robots.txt forbids the address, or could not be read."""

    code = "robots-refused"


class RobotsUnreadable(RobotsRefused):
    """robots.txt answered with an error of the server, or not at all; nothing may be fetched until it does."""

    code = "robots-unreadable"


class RobotsMiddleware:
    """Asks for a host's robots.txt once, before its first page, and obeys it; its crawl delay too.

    Scrapy's own middleware fetches everything when robots.txt fails and reads files of any size.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.agent: str = crawler.settings.get("ROBOTSTXT_USER_AGENT") or crawler.settings["USER_AGENT"]
        self._rules: dict[str, asyncio.Task[Protego | str]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsMiddleware:
        if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Refuse what robots.txt forbids.

        Raises:
            RobotsRefused, RobotsUnreadable: the request is not sent.
        """
        if request.meta.get("is_robots"):
            return
        parts = urlparse_cached(request)
        root = f"{parts.scheme}://{parts.netloc}"
        if root not in self._rules:
            self._rules[root] = asyncio.ensure_future(self._read(root))
        rules = await asyncio.shield(self._rules[root])
        if isinstance(rules, str):
            self.crawler.stats.inc_value("robotstxt/unreadable")
            raise RobotsUnreadable(f"robots.txt of {root}: {rules}")
        if not rules.can_fetch(request.url, self.agent):
            self.crawler.stats.inc_value("robotstxt/forbidden")
            raise RobotsRefused(f"robots.txt of {root} forbids {parts.path}")
        self._keep_delay(request, rules)

    async def _read(self, root: str) -> Protego | str:
        """The host's rules, or why they can't be read."""
        meta = {"is_robots": True, FIRST_BYTES: MOST_BYTES}
        request = Request(f"{root}/robots.txt", meta=meta, callback=NO_CALLBACK, priority=1000)
        try:
            response: Response = await self.crawler.engine.download_async(request)
        except Exception as error:
            return f"{type(error).__name__}: {error}".rstrip(": ")
        self.crawler.stats.inc_value(f"robotstxt/response_status_count/{response.status}")
        if response.status >= 500 or response.status == 429:
            return f"HTTP {response.status}"
        if FLAWS.intersection(response.flags):
            return "the file came cut or garbled"  # the missing part may forbid what the rest allows
        body = response.body if response.status < 300 else b""
        return Protego.parse(body.decode("utf-8", "replace"))

    def _keep_delay(self, request: Request, rules: Protego) -> None:
        """Never be faster than the host's `Crawl-delay` asks for."""
        delay = rules.crawl_delay(self.agent)
        slot = self.crawler.engine.downloader.slots.get(urlparse_cached(request).hostname or "")
        if delay and slot:
            slot.delay = max(slot.delay, min(float(delay), 60.0))
