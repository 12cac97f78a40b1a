"""robots.txt as RFC 9309 has it: a file that can't be read forbids everything, only its first 500 KiB count."""

from __future__ import annotations

import asyncio
import logging
import re
from datetime import datetime, timedelta
from typing import TypedDict

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached

from crawler import clock
from crawler.extensions.session import Session
from crawler.guard.bodies import FIRST_BYTES, FLAWS
from crawler.signals import robots_read

MOST_BYTES = 500 * 1024  # what RFC 9309 asks a crawler to read at least
# RFC 9309, 2.4: a copy should not be used for more than a day. Blogger says max-age=0 of all it sends: an hour spares it five of six
# requests of a crawl that runs every ten minutes.
SHORTEST, LONGEST = timedelta(hours=1), timedelta(days=1)
_MAX_AGE = re.compile(rb"(?:^|,)\s*max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
logger = logging.getLogger(__name__)


class RobotsRefused(IgnoreRequest):
    """robots.txt forbids the address, or could not be read."""

    code = "robots-refused"


class RobotsUnreadable(RobotsRefused):
    """robots.txt answered with an error of the server, or not at all; nothing may be fetched until it does."""

    code = "robots-unreadable"


class _Kept(TypedDict):
    """What the store remembers of a host's robots.txt."""

    until: str
    text: str


class RobotsMiddleware:
    """Asks for a host's robots.txt before its first page, and obeys it; its crawl delay too.

    The file is kept in the store for its `max-age`, but an hour at least and a day at most: frequent runs don't ask again.

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
        reading = self._rules[root]
        rules = reading.result() if reading.done() else await asyncio.shield(reading)
        if isinstance(rules, str):
            self.crawler.stats.inc_value("robotstxt/unreadable")
            raise RobotsUnreadable(f"robots.txt of {root}: {rules}")
        if not rules.can_fetch(request.url, self.agent):
            self.crawler.stats.inc_value("robotstxt/forbidden")
            raise RobotsRefused(f"robots.txt of {root} forbids {parts.path}")
        self._keep_delay(request, rules)

    async def _read(self, root: str) -> Protego | str:
        """The host's rules, kept or fetched, or why they can't be read."""
        session = Session.of(self.crawler)
        kept: _Kept | None = session.store.get(session.site, f"robots:{root}")
        if kept and clock.now() < datetime.fromisoformat(kept["until"]) and not getattr(self.crawler.spider, "full", False):
            self.crawler.stats.inc_value("robotstxt/kept")
            return self._rules_of(root, kept["text"])
        found = await self._fetch(root)
        if isinstance(found, str):
            return found
        text = _text(found)
        session.store.put(session.site, f"robots:{root}", _Kept(until=(clock.now() + _lifetime(found)).isoformat(), text=text))
        return self._rules_of(root, text)

    def _rules_of(self, root: str, text: str) -> Protego:
        self.crawler.signals.send_catch_log(robots_read, root=root, text=text)
        return Protego.parse(text)

    async def _fetch(self, root: str) -> Response | str:
        """The answer to a request for robots.txt, or why none can be used."""
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
        return response

    def _keep_delay(self, request: Request, rules: Protego) -> None:
        """Never be faster than the host's `Crawl-delay` asks for."""
        delay = rules.crawl_delay(self.agent)
        slot = self.crawler.engine.downloader.slots.get(urlparse_cached(request).hostname or "")
        if delay and slot:
            slot.delay = max(slot.delay, min(float(delay), 60.0))


def _text(response: Response) -> str:
    """What the file says; a host without one (any 4xx) forbids nothing."""
    return response.body.decode("utf-8", "replace") if response.status < 300 else ""


def _lifetime(response: Response) -> timedelta:
    """How long the answer is kept: for its `max-age` within the bounds, `LONGEST` where it says nothing."""
    stated = _MAX_AGE.search(b",".join(response.headers.getlist("Cache-Control")))
    return max(SHORTEST, min(LONGEST, timedelta(seconds=int(stated[1])))) if stated else LONGEST
