"""Which addresses a crawl may connect to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

_NAT64 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
_IPV4_COMPATIBLE = IPv6Network("::/96")
_INSIDE_ALTHOUGH_GLOBAL = (
    IPv4Network("168.63.129.16/32"),  # Azure's host agent answers on it inside every virtual machine
    IPv4Network("192.88.99.0/24"),  # 6to4 relays, RFC 7526
    IPv6Network("fec0::/10"),  # site-local, RFC 3879
)
_DEFAULT_PORTS = {"http": 80, "https": 443}


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet.

    False for loopback, private, link-local, multicast, reserved, unspecified and shared ranges (the IANA special-purpose
    registries, as `ipaddress` knows them), and for every IPv6 form that carries such an IPv4 address: mapped, compatible, NAT64,
    6to4, Teredo. False as well for what is no IP address.
    """
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(parsed, IPv6Address) and (inner := _embedded(parsed)):
        return all(is_public(str(address)) for address in inner)
    if not parsed.is_global or parsed.is_multicast or parsed.is_reserved:
        return False
    return not any(parsed.version == network.version and parsed in network for network in _INSIDE_ALTHOUGH_GLOBAL)


def _embedded(address: IPv6Address) -> list[IPv4Address]:
    """The IPv4 addresses that an IPv6 address leads to."""
    found = [inner for inner in (address.ipv4_mapped, address.sixtofour) if inner is not None]
    if address.teredo is not None:
        found += address.teredo
    if address in _IPV4_COMPATIBLE or any(address in network for network in _NAT64):
        found.append(IPv4Address(int(address) & 0xFFFFFFFF))
    return found


@dataclass(frozen=True)
class Allowance:
    """Hosts that the operator opened by name, each with one port, or with any port (None)."""

    opened: frozenset[tuple[str, int | None]] = frozenset()

    @classmethod
    def of(cls, urls: Iterable[str] = (), hosts: Iterable[str] = ()) -> Allowance:
        """The allowance for start addresses, and for entries `host` or `host:port` of `ADDRESS_GUARD_ALLOW`.

        Raises:
            ValueError: an entry is no host or has no valid port; the message names it.
        """
        opened: set[tuple[str, int | None]] = set()
        for url in urls:
            parts = urlsplit(url)
            if parts.hostname:
                opened.add((parts.hostname.rstrip("."), parts.port or _DEFAULT_PORTS.get(parts.scheme)))
        for entry in hosts:
            try:
                parts = urlsplit(f"//{entry.strip()}")
                opened.add(((parts.hostname or "").rstrip("."), parts.port))
            except ValueError as error:
                raise ValueError(f"ADDRESS_GUARD_ALLOW: {entry!r} is neither host nor host:port ({error})") from None
        return cls(frozenset(opened) - {("", None)})

    def covers(self, host: str, port: int) -> bool:
        """Whether the operator opened this host and port."""
        name = host.lower().strip("[]").rstrip(".")
        return (name, port) in self.opened or (name, None) in self.opened
