"""Says why a guarded request failed, and checks what a proxy would fetch for us."""

from __future__ import annotations

import socket

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError
from twisted.internet.threads import deferToThread

from crawler.guard.addresses import is_public
from crawler.guard.resolver import GuardedResolver


class AddressRefused(IgnoreRequest):
    """The request's host resolves to an address inside a network; it was not connected to."""

    reason = "address-refused"


class AddressGuardMiddleware:
    """Downloader middleware beside `GuardedResolver`; nearer to the downloader than the retry middleware, since a refusal is final."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> AddressGuardMiddleware:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Behind a proxy the proxy resolves the name, so it is resolved here too and refused if anything of it is inside."""
        if not request.meta.get("proxy"):
            return
        host, port = _target(request)
        if self._guard is None or self._guard.allowance.covers(host, port):
            return
        found: Deferred[list[str]] = deferToThread(_lookup, host, port)
        for address in await found:
            if not is_public(address):
                self._refuse(request, address)

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Turn "no address" into the refusal that it was."""
        guard = self._guard
        if isinstance(exception, DNSLookupError) and guard and (address := guard.refused(*_target(request))):
            self._refuse(request, address)

    @property
    def _guard(self) -> GuardedResolver | None:
        return getattr(self.crawler, "address_guard", None)

    def _refuse(self, request: Request, address: str) -> None:
        if self.crawler.stats is not None:
            self.crawler.stats.inc_value("address_guard/refused")
        raise AddressRefused(f"{urlparse_cached(request).hostname} is {address}, which is not on the public internet")


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
