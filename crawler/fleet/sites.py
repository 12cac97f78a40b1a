"""The list of sites (`sites.toml`), checked before anything is crawled."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crawler.addresses import start_address
from crawler.exit_codes import ConfigurationError

_KEYS = {"url", "spider", "arguments", "settings"}


@dataclass(frozen=True, slots=True)
class FleetSite:
    """A site to crawl: its address, the spider's name, its arguments (`-a`) and Scrapy settings (`-s`)."""

    url: str
    spider: str
    arguments: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def host(self) -> str:
        """Host, and a port of its own: what politeness is owed to, by whatever scheme."""
        parts = urlsplit(self.url)
        host = parts.hostname or ""
        return host if parts.port in (None, 80, 443) else f"{host}:{parts.port}"


def read_sites(path: Path, spider: str = "news") -> list[FleetSite]:
    """The sites of a TOML file: a table `[defaults]` and a `[[site]]` each, with `url`, `spider`, `arguments` and `settings`.

    Args:
        path: the file.
        spider: the spider of sites for which the file names none.

    Raises:
        ConfigurationError: the file cannot be read or names something that is wrong; the message says which site.
    """
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(f"{path}: {getattr(error, 'strerror', None) or error}") from None
    sites, defaults = found.pop("site", []), found.pop("defaults", {})
    if found or not isinstance(sites, list) or not sites or not isinstance(defaults, dict):
        raise ConfigurationError(f"{path}: expected [defaults] and a [[site]] for each site, nothing else")
    result = [_site(entry, {"spider": spider, **defaults}, f"{path}: site {number}") for number, entry in enumerate(sites, 1)]
    _refuse_twins(result, path)
    return result


def _site(entry: Any, defaults: Mapping[str, Any], where: str) -> FleetSite:
    if not isinstance(entry, dict) or not entry.get("url"):
        raise ConfigurationError(f"{where}: url is missing")
    if unknown := (entry.keys() | defaults.keys()) - _KEYS:
        raise ConfigurationError(f"{where}: unknown {', '.join(sorted(unknown))}; known: {', '.join(sorted(_KEYS))}")
    spider = entry.get("spider") or defaults["spider"]
    tables = {name: (defaults.get(name, {}), entry.get(name, {})) for name in ("arguments", "settings")}
    if wrong := [name for name, both in tables.items() if not all(isinstance(table, dict) for table in both)]:
        raise ConfigurationError(f'{where}: {wrong[0]} must be a table, such as {wrong[0]} = {{ NAME = "value" }}')
    if not isinstance(spider, str):
        raise ConfigurationError(f"{where}: spider must be the name of one, not {spider!r}")
    try:
        url = start_address(spider, "", {"url": str(entry["url"])}, {})
    except ConfigurationError as error:
        raise ConfigurationError(f"{where}: {error}") from None
    arguments, settings = (_plain({**general, **own}) for general, own in tables.values())
    if twice := {"url"} & arguments.keys() | {"STORE_URL"} & settings.keys():
        raise ConfigurationError(f"{where}: {twice.pop()} cannot be set here: a site has one url, and all have one store (STORE_URL, or --store)")
    return FleetSite(url, spider, arguments, settings)


def _plain(table: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in table.items()}


def _refuse_twins(sites: list[FleetSite], path: Path) -> None:
    seen: set[str] = set()
    for site in sites:
        scheme, _, rest = site.url.rstrip("/").partition("://")
        _, slash, path = rest.partition("/")
        address = f"{scheme.lower()}://{site.host}{slash}{path}"
        if address in seen:
            raise ConfigurationError(f"{path}: {site.url} stands there twice")
        seen.add(address)


def by_host(sites: Iterable[FleetSite]) -> list[tuple[FleetSite, ...]]:
    """The sites, those of one host together."""
    hosts: dict[str, list[FleetSite]] = {}
    for site in sites:
        hosts.setdefault(site.host, []).append(site)
    return [tuple(group) for group in hosts.values()]
