"""Asks for addresses with the project's settings, without the site check: what is left is the guard at the point of connection."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from typing import Any

import scrapy
from scrapy import Request
from scrapy.crawler import AsyncCrawlerRunner
from scrapy.http import Response
from scrapy.settings import Settings
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IHostnameResolver
from twisted.python.failure import Failure
from zope.interface import implementer

from crawler.guard.resolver import GuardedResolver
from crawler.spiders.failures import failure_code
from tests import crawlkit

_BARE = {
    "ROBOTSTXT_OBEY": False,
    "RETRY_ENABLED": False,
    "EXTENSIONS": {},
    "ITEM_PIPELINES": {},
    "DOWNLOAD_DELAY": 0,
    "AUTOTHROTTLE_ENABLED": False,
    "DOWNLOAD_TIMEOUT": 10,
    "STATS_DUMP": False,
    "LOG_LEVEL": "ERROR",
}


class Probe(scrapy.Spider):
    """Notes for each address the status, or the reason code of its failure."""

    name = "probe"

    def __init__(self, urls: Iterable[str], operator_urls: Sequence[str]) -> None:
        super().__init__()
        self.urls, self.operator_urls = list(urls), operator_urls
        self.outcomes: dict[str, str] = {}

    async def start(self) -> AsyncIterator[Request]:
        for url in self.urls:
            try:
                request = Request(url, self.arrived, errback=self.failed, cb_kwargs={"asked": url}, dont_filter=True)
            except ValueError:
                self.outcomes[url] = "no-url"
                continue
            yield request

    def arrived(self, response: Response, asked: str) -> None:
        self.outcomes[asked] = str(response.status)

    def failed(self, failure: Failure) -> None:
        self.outcomes[failure.request.cb_kwargs["asked"]] = failure_code(failure.value)[0]  # type: ignore[attr-defined]


def probe(
    urls: Iterable[str], operator_urls: Sequence[str] = (), names: Mapping[str, Sequence[str]] | None = None, **settings: Any
) -> dict[str, str]:
    """What came of each address; `names` is what the domain name system says, beside what this machine knows."""
    crawlkit._reactor = crawlkit._reactor or crawlkit._Reactor()
    return crawlkit._reactor.call(_probe(list(urls), operator_urls, names or {}, settings))


async def _probe(urls: list[str], operator_urls: Sequence[str], names: Mapping[str, Sequence[str]], changes: dict[str, Any]) -> dict[str, str]:
    from twisted.internet import reactor

    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    settings.setdict(_BARE | changes, priority="cmdline")
    settings["DOWNLOADER_MIDDLEWARES"].update({"crawler.middlewares.site.SiteMiddleware": None, "crawler.middlewares.robots.RobotsMiddleware": None})
    guard = GuardedResolver.on(reactor)
    real, guard.inner = guard.inner, Names(guard.inner, names)
    runner = AsyncCrawlerRunner(settings)
    crawler = runner.create_crawler(Probe)
    try:
        await runner.crawl(crawler, urls=urls, operator_urls=operator_urls)
    finally:
        guard.inner = real
    return crawler.spider.outcomes  # type: ignore[union-attr]


@implementer(IHostnameResolver)
class Names:
    """A domain name system under the guard's eyes that says what an attacker's server would."""

    def __init__(self, real: IHostnameResolver, names: Mapping[str, Sequence[str]]) -> None:
        self.real, self.names = real, names

    def resolveHostName(self, receiver: Any, host: str, port: int = 0, *rest: Any, **more: Any) -> Any:
        if host not in self.names:
            return self.real.resolveHostName(receiver, host, port, *rest, **more)
        receiver.resolutionBegan(None)
        for address in self.names[host]:
            kind = IPv6Address if ":" in address else IPv4Address
            receiver.addressResolved(kind("TCP", address, port))
        receiver.resolutionComplete()
        return None
