"""Name resolution that delivers public addresses only: what is checked here is what is connected to, so names cannot rebind."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any, Protocol

from scrapy.settings import BaseSettings
from twisted.internet.base import ReactorBase
from twisted.internet.interfaces import IAddress, IHostnameResolver, IHostResolution, IResolutionReceiver
from zope.interface import implementer, provider

from crawler.guard.addresses import Allowance, host_name, is_literal, is_metadata, is_public

_REMEMBERED = 1000


class _HasSettings(Protocol):
    settings: BaseSettings


@implementer(IHostnameResolver)
class GuardedResolver:
    """A resolver in front of the reactor's own; set as `TWISTED_DNS_RESOLVER`.

    Every connection of Scrapy goes through it, literal addresses in any spelling included, whoever asked for it: start address,
    link, redirect, feed, sitemap, robots file. The addresses it lets through are those that Twisted then connects to. There is
    one in a process; crawls that run side by side share what their operator opened.

    Args:
        reactor: where it takes its place.
        inner: the resolver that looks names up; the reactor's own where none is given.
    """

    def __init__(self, reactor: ReactorBase, inner: IHostnameResolver | None = None) -> None:
        self.reactor = reactor
        self.inner = inner or reactor.nameResolver
        self._allowances: dict[object, Allowance] = {}
        self._inside_at_first: dict[tuple[str, int], bool] = {}
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

    # -- what the operator opened -----------------------------------------------------------------------------------------------

    def open(self, crawl: object, allowance: Allowance) -> None:
        """Open what the operator of a crawl named, until `close`."""
        self._allowances[crawl] = allowance

    def close(self, crawl: object) -> None:
        """Forget what the operator of a crawl opened."""
        self._allowances.pop(crawl, None)
        if not self._allowances:
            self._inside_at_first.clear()

    def objection(self, host: str, port: int, addresses: Sequence[str]) -> str:
        """The address for which a host must not be connected to, "" where nothing speaks against it.

        A name with one address inside is refused whole: it is not an honest name. The name of a start address may lead inside
        when it does so from the first (an intranet), never to where clouds hand out credentials, and one that led outside at
        first has been rebound when it leads inside later.
        """
        inside = next((address for address in addresses if not is_public(address)), "")
        if any(allowance.lists(host, port) for allowance in self._allowances.values()):
            return ""
        if not any(allowance.names(host, port) for allowance in self._allowances.values()):
            return inside
        if is_literal(host):
            return ""
        if metadata := next(filter(is_metadata, addresses), ""):
            return metadata
        allowed = self._inside_at_first.setdefault((host_name(host), port), bool(inside)) if addresses else True
        return "" if allowed else inside

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
