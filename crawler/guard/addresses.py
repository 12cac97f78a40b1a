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
_METADATA = (
    IPv4Network("169.254.0.0/16"),  # link-local; 169.254.169.254 hands out credentials on most clouds
    IPv4Network("100.100.100.200/32"),  # Alibaba
    IPv4Network("168.63.129.16/32"),  # Azure
    IPv4Network("192.0.0.192/32"),  # Oracle
    IPv6Network("fd00:ec2::254/128"),  # AWS
    IPv6Network("fe80::/10"),
)
_DEFAULT_PORTS = {"http": 80, "https": 443}


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet.

    False for loopback, private, link-local, multicast, reserved, unspecified and shared ranges (the IANA special-purpose
    registries, as `ipaddress` knows them), and for every IPv6 form that carries such an IPv4 address: mapped, compatible, NAT64,
    6to4, Teredo. False as well for what is no IP address.
    """
    parsed = _parsed(address)
    if parsed is None:
        return False
    if isinstance(parsed, IPv6Address) and (inner := _embedded(parsed)):
        return all(is_public(str(address)) for address in inner)
    if not parsed.is_global or parsed.is_multicast or parsed.is_reserved:
        return False
    return not _within(parsed, _INSIDE_ALTHOUGH_GLOBAL)


def is_metadata(address: str) -> bool:
    """Whether an address is one on which a cloud hands secrets to its own machines, or link-local."""
    parsed = _parsed(address)
    if isinstance(parsed, IPv6Address) and (inner := _embedded(parsed)):
        return any(is_metadata(str(address)) for address in inner)
    return parsed is not None and _within(parsed, _METADATA)


def is_literal(host: str) -> bool:
    """Whether a host is an IP address in its standard spelling, and no name."""
    return _parsed(host) is not None


def _parsed(address: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(address.partition("%")[0])
    except ValueError:
        return None


def _within(address: IPv4Address | IPv6Address, networks: Iterable[IPv4Network | IPv6Network]) -> bool:
    return any(address.version == network.version and address in network for network in networks)


def _embedded(address: IPv6Address) -> list[IPv4Address]:
    """The IPv4 addresses that an IPv6 address leads to."""
    found = [inner for inner in (address.ipv4_mapped, address.sixtofour) if inner is not None]
    if address.teredo is not None:
        found += address.teredo
    if address in _IPV4_COMPATIBLE or any(address in network for network in _NAT64):
        found.append(IPv4Address(int(address) & 0xFFFFFFFF))
    return found


def host_name(host: str) -> str:
    """The one spelling hosts are compared in: lower case, without brackets and without the dot at the end."""
    return host.lower().strip("[]").rstrip(".")


@dataclass(frozen=True)
class Allowance:
    """Hosts that the operator opened by name, each with one port, or with any port (None).

    Attributes:
        named: hosts of start addresses. One that is a name is open only as long as it leads where it led first.
        listed: hosts of the setting `ADDRESS_GUARD_ALLOW`, open wherever they lead.
    """

    named: frozenset[tuple[str, int | None]] = frozenset()
    listed: frozenset[tuple[str, int | None]] = frozenset()

    @classmethod
    def of(cls, urls: Iterable[str] = (), hosts: Iterable[str] = ()) -> Allowance:
        """The allowance for start addresses, and for entries `host` or `host:port` of `ADDRESS_GUARD_ALLOW`.

        Raises:
            ValueError: an entry is no host or has no valid port; the message names it.
        """
        parts = [urlsplit(url) for url in urls]
        named = {(host_name(part.hostname or ""), part.port or _DEFAULT_PORTS.get(part.scheme)) for part in parts}
        return cls(_without_nameless(named), _without_nameless(_entry(entry) for entry in hosts))

    def covers(self, host: str, port: int) -> bool:
        """Whether the operator opened this host and port."""
        return self.names(host, port) or self.lists(host, port)

    def names(self, host: str, port: int) -> bool:
        """Whether this host and port are those of a start address."""
        return (host_name(host), port) in self.named

    def lists(self, host: str, port: int) -> bool:
        """Whether `ADDRESS_GUARD_ALLOW` lists this host, with this port or with any."""
        name = host_name(host)
        return (name, port) in self.listed or (name, None) in self.listed


def _entry(entry: str) -> tuple[str, int | None]:
    try:
        parts = urlsplit(f"//{entry.strip()}")
        if parts.path or parts.query or parts.fragment or "@" in parts.netloc:
            raise ValueError("more than a host and a port")
        return host_name(parts.hostname or ""), parts.port
    except ValueError as error:
        raise ValueError(f"ADDRESS_GUARD_ALLOW: {entry!r} is neither host nor host:port ({error})") from None


def _without_nameless(entries: Iterable[tuple[str, int | None]]) -> frozenset[tuple[str, int | None]]:
    return frozenset((host, port) for host, port in entries if host)
