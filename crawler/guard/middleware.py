"""Opens for a crawl what its operator named, says why a guarded request failed, and checks what a proxy would fetch for us."""

from __future__ import annotations

import socket

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError, IgnoreRequest
from scrapy.utils.defer import maybe_deferred_to_future
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.threads import deferToThread

from crawler.exit_codes import ConfigurationError
from crawler.guard.addresses import Allowance
from crawler.guard.resolver import GuardedResolver


class AddressRefused(IgnoreRequest):
    """The request's host leads to an address inside a network; it was not connected to."""

    code = "address-refused"


class AddressGuardMiddleware:
    """Downloader middleware beside `GuardedResolver`; next to the downloader, since a refusal is final and a proxy is known there.

    The spider's attribute `operator_urls` holds the start addresses (`start_urls` where it has none), the setting
    `ADDRESS_GUARD_ALLOW` further hosts.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        named = getattr(crawler.spider, "operator_urls", None) or getattr(crawler.spider, "start_urls", None) or ()
        self.allowance = Allowance.of(named, crawler.settings.getlist("ADDRESS_GUARD_ALLOW"))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> AddressGuardMiddleware:
        """Build the middleware.

        Raises:
            ConfigurationError: an entry of `ADDRESS_GUARD_ALLOW` is no host.
        """
        try:
            middleware = cls(crawler)
        except ValueError as error:
            raise ConfigurationError(str(error)) from None
        crawler.signals.connect(middleware.closed, signals.spider_closed)
        return middleware

    @property
    def guard(self) -> GuardedResolver:
        """The guard, in place: asked for at each request, because whoever builds the process may install resolvers after us."""
        from twisted.internet import reactor  # the import installs one: never before Scrapy has chosen it

        return GuardedResolver.on(reactor)

    def closed(self) -> None:
        """Close what was open for this crawl."""
        self.guard.close(self)

    async def process_request(self, request: Request) -> None:
        """Behind a proxy the proxy resolves the name, so it is resolved here too.

        Raises:
            AddressRefused: the name, resolved here, leads inside.
        """
        guard = self.guard
        guard.open(self, self.allowance)
        if request.meta.get("proxy"):
            host, port = _target(request)
            addresses = await maybe_deferred_to_future(deferToThread(_lookup, host, port))
            if objection := guard.objection(host, port, addresses):
                self._refuse(request, objection)

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Turn "no address" into the refusal that it was.

        Raises:
            AddressRefused: the guard let no address through.
        """
        if isinstance(exception, CannotResolveHostError) and (objection := self.guard.refused(*_target(request))):
            self._refuse(request, objection)

    def _refuse(self, request: Request, address: str) -> None:
        self.crawler.stats.inc_value("address_guard/refused")
        raise AddressRefused(f"{urlparse_cached(request).hostname} leads to {address}, which is not on the public internet")


def _target(request: Request) -> tuple[str, int]:
    """Host and port that the request is for."""
    parts = urlparse_cached(request)
    return parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)


def _lookup(host: str, port: int) -> list[str]:
    """Addresses of a host; empty where it has none."""
    try:
        return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError):
        return []
