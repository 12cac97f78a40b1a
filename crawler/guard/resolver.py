"""Name resolution that delivers public addresses only: what is checked here is what is connected to, so names cannot rebind."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any, Protocol

from scrapy.settings import BaseSettings
from twisted.internet.base import ReactorBase
from twisted.internet.interfaces import IAddress, IHostnameResolver, IHostResolution, IResolutionReceiver
from zope.interface import implementer, provider

from crawler.guard.addresses import host_name
from crawler.guard.gate import Gate

_REMEMBERED = 1000


class _HasSettings(Protocol):
    settings: BaseSettings


@implementer(IHostnameResolver)
class GuardedResolver(Gate):
    """A resolver in front of the reactor's own; set as `TWISTED_DNS_RESOLVER`.

    Every connection of Scrapy goes through it, literal addresses in any spelling included, whoever asked for it: start address,
    link, redirect, feed, sitemap, robots file. The addresses it lets through are those that Twisted then connects to. There is
    one in a process; crawls that run side by side share what their operator opened.

    Args:
        reactor: where it takes its place.
        inner: the resolver that looks names up; the reactor's own where none is given.
    """

    def __init__(self, reactor: ReactorBase, inner: IHostnameResolver | None = None) -> None:
        super().__init__()
        self.reactor = reactor
        self.inner = inner or reactor.nameResolver
        self._refused: OrderedDict[tuple[str, int], str] = OrderedDict()

    @classmethod
    def from_crawler(cls, process: _HasSettings, reactor: ReactorBase) -> GuardedResolver:
        """For Scrapy, which hands over the process and not a crawler."""
        return cls(reactor)

    @classmethod
    def on(cls, reactor: ReactorBase) -> GuardedResolver:
        """The guard of the reactor, put in place where there is none (a `CrawlerRunner` installs no resolver)."""
        if not isinstance(reactor.nameResolver, cls):
            cls(reactor).install_on_reactor()
        return reactor.nameResolver

    def install_on_reactor(self) -> None:
        """Take the place of the reactor's resolver."""
        self.reactor.installNameResolver(self)

    # -- what was refused -------------------------------------------------------------------------------------------------------

    def refused(self, host: str, port: int) -> str:
        """The address for which the host was refused last, or "" where it was not."""
        return self._refused.get((host_name(host), port), "")

    def _note(self, host: str, port: int, objection: str) -> None:
        """Remember a refusal, for the middleware that says why the request failed."""
        self._refused.pop((host_name(host), port), None)
        if objection:
            self._refused[host_name(host), port] = objection
        while len(self._refused) > _REMEMBERED:
            self._refused.popitem(last=False)

    # -- Twisted's interface ----------------------------------------------------------------------------------------------------

    def resolveHostName(
        self,
        resolutionReceiver: IResolutionReceiver,
        hostName: str,
        portNumber: int = 0,
        addressTypes: Sequence[type[IAddress]] | None = None,
        transportSemantics: str = "TCP",
    ) -> IHostResolution:
        """Resolve, and hand on the addresses that nothing speaks against: all of a name's, or none."""
        receiver = self._guarding(resolutionReceiver, hostName, portNumber)
        return self.inner.resolveHostName(receiver, hostName, portNumber, addressTypes, transportSemantics)

    def _guarding(self, receiver: IResolutionReceiver, host: str, port: int) -> Any:
        found: list[IAddress] = []

        @provider(IResolutionReceiver)
        class Guarding:
            resolutionBegan = staticmethod(receiver.resolutionBegan)
            addressResolved = staticmethod(found.append)

            @staticmethod
            def resolutionComplete() -> None:
                objection = self.objection(host, port, [getattr(address, "host", "?") for address in found])
                self._note(host, port, objection)
                for address in () if objection else found:
                    receiver.addressResolved(address)
                receiver.resolutionComplete()

        return Guarding
