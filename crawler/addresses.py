"""Which site a crawl is for: the spider argument, else a setting, else the site's profile."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from crawler.exit_codes import ConfigurationError
from crawler.guard.secrets import masked


def start_address(spider: str, profile: str, arguments: Mapping[str, Any], settings: Mapping[str, Any]) -> str:
    """The address of the site to crawl, with a scheme.

    Args:
        spider: the spider's name; its own setting is `<NAME>_URL`.
        profile: name of the site's profile, "" for none.
        arguments: the spider's arguments (`-a`).
        settings: Scrapy settings.

    Raises:
        ConfigurationError: there is none, or it is no http(s) address.
    """
    own = f"{spider.upper()}_URL"
    address = str(arguments.get("url") or settings.get(own) or settings.get("SITE_URL") or _profile_address(profile)).strip()
    if not address:
        raise ConfigurationError(f"no site to crawl: give -a url=https://..., or set {own} (or SITE_URL), or start_url in the profile")
    if "://" not in address:
        address = f"https://{address}"
    try:
        parts = urlsplit(address)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"\s", address) and (parts.port is None or parts.port > 0)
    except ValueError:
        valid = False
    if not valid:
        raise ConfigurationError(f"url must be an http or https address of a site, not {masked(address)!r}")
    if "@" in parts.netloc:
        raise ConfigurationError(f"url must not hold a user name or a password: {masked(address)!r}")
    return address


def _profile_address(profile: str) -> str:
    # Read as plain data: loading profiles properly imports the cleaner, which a crawl's own process never needs.
    path = files("cleaners").joinpath("data", "sites", f"{profile}.toml")
    if not profile or not path.is_file():
        return ""
    return str(tomllib.loads(path.read_text(encoding="utf-8")).get("start_url", ""))
