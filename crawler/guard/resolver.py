"""Name resolution that delivers public addresses only: what is checked here is what is connected to, so names cannot rebind."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

from scrapy.crawler import Crawler
from twisted.internet.base import ReactorBase
from twisted.internet.interfaces import IAddress, IHostnameResolver, IHostResolution, IResolutionReceiver
from zope.interface import implementer, provider

from crawler.guard.addresses import Allowance, is_public

_REMEMBERED = 1000


@implementer(IHostnameResolver)
class GuardedResolver:
    """A resolver in front of the reactor's own; set as `TWISTED_DNS_RESOLVER`.

    Every connection of Scrapy goes through it, literal addresses in any spelling included, whoever asked for it: start address,
    link, redirect, feed, sitemap, robots file. The addresses it lets through are those that Twisted then connects to.

    Args:
        inner: the resolver that looks names up.
        allowance: hosts and ports that the operator opened.
    """

    def __init__(self, inner: IHostnameResolver, allowance: Allowance) -> None:
        self.inner = inner
        self.allowance = allowance
        self._refused: OrderedDict[tuple[str, int], str] = OrderedDict()

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> GuardedResolver:
        allowance = Allowance.of(
            getattr(crawler.spider, "operator_urls", ()), crawler.settings.getlist("ADDRESS_GUARD_ALLOW")
        )
        guard = cls(reactor.nameResolver, allowance)
        guard._reactor = reactor  # type: ignore[attr-defined]
        crawler.address_guard = guard  # type: ignore[attr-defined]
        return guard

    def install_on_reactor(self) -> None:
        """Take the place of the reactor's resolver."""
        self._reactor.installNameResolver(self)  # type: ignore[attr-defined]

    def refused(self, host: str, port: int) -> str:
        """The address for which the host was refused last, or "" where it was not."""
        return self._refused.get((host.lower(), port), "")

    def resolveHostName(  # Twisted's interface
        self,
        resolutionReceiver: IResolutionReceiver,
        hostName: str,
        portNumber: int = 0,
        addressTypes: Sequence[type[IAddress]] | None = None,
        transportSemantics: str = "TCP",
    ) -> IHostResolution:
        """Resolve, and hand on public addresses, or any where the operator opened the host and port."""
        if not self.allowance.covers(hostName, portNumber):
            resolutionReceiver = _guarding(self, resolutionReceiver, hostName, portNumber)
        return self.inner.resolveHostName(resolutionReceiver, hostName, portNumber, addressTypes, transportSemantics)

    def note_refusal(self, host: str, port: int, address: str) -> None:
        """Remember a refusal, for the middleware that says why the request failed."""
        self._refused[host.lower(), port] = address
        while len(self._refused) > _REMEMBERED:
            self._refused.popitem(last=False)


def _guarding(guard: GuardedResolver, receiver: IResolutionReceiver, host: str, port: int) -> Any:
    """A receiver that hands on public addresses alone. A name with one address inside is refused whole: it is not an honest name."""

    @provider(IResolutionReceiver)
    class Guarding:
        addresses: list[IAddress] = []  # noqa: RUF012  # one class a resolution

        @staticmethod
        def resolutionBegan(resolution: IHostResolution) -> None:
            receiver.resolutionBegan(resolution)

        @staticmethod
        def addressResolved(address: IAddress) -> None:
            Guarding.addresses.append(address)

        @staticmethod
        def resolutionComplete() -> None:
            inside = [address for address in Guarding.addresses if not is_public(getattr(address, "host", ""))]
            if inside:
                guard.note_refusal(host, port, getattr(inside[0], "host", "?"))
            else:
                for address in Guarding.addresses:
                    receiver.addressResolved(address)
            receiver.resolutionComplete()

    return Guarding
