"""One address for one page: visits, trackers and the AMP, print and mobile views of a page are folded into the page's own address."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from crawler.discovery.urls import canonical_url, is_as_kept
from crawler.discovery.words import NOISE, PAGE_PARAMETERS, SESSIONS

if TYPE_CHECKING:
    from tldextract.tldextract import ExtractResult

_VIEW = re.compile(r"^/(?:amp|print|mobile|m)(?=/.)|/(?:amp|print|drucken|imprimir)(?:\.html?)?/?$|(?:\.amp|\.print|[-_]print|[-_]amp)(?=\.html?$)|\.amp$")
_PATH_SESSION = re.compile(r";[a-z]*sess[a-z]*=[^/?]*|/\(s\([a-z0-9]+\)\)", re.IGNORECASE)
_VIEWLIKE = re.compile(r"amp|print|mobile|/m/|drucken|imprimir|//(?:m|touch|wap)\.", re.IGNORECASE)  # no view's address is without one of these
_RANDOM = re.compile(r"(?=.*\d)(?=.*[a-z])[0-9a-z-]{16,}$", re.IGNORECASE)
_HOST = re.compile(r"https?://(?!xn--|(?:[a-z0-9.-]*\.)?blogspot\.)((?:[a-z0-9-]+\.)+[a-z]{2,})(?=[/?#]|$)")  # spelt as it is kept
_MOBILE = re.compile(r"^(?:m|mobile|amp|touch|wap)\.(?=.+\..)")


@lru_cache(maxsize=1)
def _suffixes() -> Callable[[str], ExtractResult]:
    """The list that comes with the library; nothing is asked for. On demand: the library loads a client for the web."""
    from tldextract import TLDExtract

    return TLDExtract(suffix_list_urls=(), cache_dir=None)


@lru_cache(maxsize=1000)
def family(host: str) -> str:
    """The registered domain of a host (`news.example.co.uk` gives `example.co.uk`); the host itself for addresses and local names."""
    return _suffixes()(host).top_domain_under_public_suffix or host


@lru_cache(maxsize=20_000)
def plain_url(url: str) -> str:
    """The address without fragment, trackers, share marks and session ids; parameters sorted."""
    url = canonical_url(_PATH_SESSION.sub("", url))
    parts = urlsplit(url)
    if not parts.query:
        return url
    query = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if not _is_noise(name.lower(), value)]
    return urlunsplit(parts._replace(query=urlencode(query)))


def _is_noise(name: str, value: str) -> bool:
    """Whether a parameter is one of visits, trackers and views; `sid` may be a story's number, and is a visit's where it looks random."""
    return name in SESSIONS or name in NOISE or (name in ("sid", "s", "session") and bool(_RANDOM.match(value)))


@lru_cache(maxsize=20_000)
def main_url(url: str) -> str:
    """The address of which this one is an AMP, print or mobile view; itself where it looks like none."""
    if not _VIEWLIKE.search(url):
        return url
    parts = urlsplit(url)
    path = _VIEW.sub("", parts.path) or "/"
    if path.count("/") < 1 or path == "/":
        path = parts.path
    netloc = _MOBILE.sub("", parts.netloc)
    return urlunsplit(parts._replace(path=path, netloc=netloc)) if (path, netloc) != (parts.path, parts.netloc) else url


@lru_cache(maxsize=20_000)
def key(url: str) -> str:
    """What addresses that differ in nothing that matters share: scheme, `www.`, trailing slash and index file are left out."""
    parts = urlsplit(url)
    path = re.sub(r"/index\.(?:html?|php)$", "/", parts.path).rstrip("/")
    return f"{(parts.hostname or '').removeprefix('www.')}:{parts.port or ''}{path}?{parts.query}"


class NewsSite:
    """A news site with its subdomains; stands where `crawler.discovery.urls.Site` does for a site of one host.

    Attributes:
        root: scheme and host of the start address, without a trailing slash.
        key: host (and port) of the start address: names the site in the store, the lock and the logs.
        domain: its registered domain.
        start: the start address.
        noise: parameters that its pages' canonical links have shown to mean nothing.
    """

    noise: frozenset[str] = frozenset()

    def __init__(self, start_url: str) -> None:
        self.start = plain_url(start_url)
        parts = urlsplit(self.start)
        self.root = f"{parts.scheme}://{parts.netloc}"
        self.key = parts.netloc
        self._own_start = self.root + "/"
        self.domain = family(parts.hostname or "")
        self._left_out: Counter[str] = Counter()

    def __str__(self) -> str:
        return self.key

    def url(self, path: str) -> str:
        """The absolute address of a path of this site."""
        return urljoin(self.root + "/", path.lstrip("/"))

    def learn(self, url: str, canonical: str) -> None:
        """Learn from a canonical link: a parameter that it leaves out for the third time means nothing on this site."""
        here, there = urlsplit(url), urlsplit(canonical)
        if not here.query or here.path.rstrip("/") != there.path.rstrip("/"):
            return
        for name in {name for name, _ in parse_qsl(here.query)} - {name for name, _ in parse_qsl(there.query)}:
            self._left_out[name] += 1
            if self._left_out[name] >= 3 and name.lower() not in PAGE_PARAMETERS:
                self.noise |= {name}

    def adopt(self, url: str) -> str | None:
        """The plain address of a page of this site or its subdomains, None when it belongs to another.

        Scheme and `www.` of the site's own host follow the start address.
        """
        if url.startswith(self._own_start) and is_as_kept(url):
            return url  # nearly all of a site's links: what the long way gives too, in a tenth of the time
        if (host := _HOST.match(url)) and family(host[1]) != self.domain:
            return None  # as are most others: another site's
        return _adopted(url, self.root, self.domain, self.noise)


@lru_cache(maxsize=20_000)
def _adopted(url: str, root: str, domain: str, noise: frozenset[str]) -> str | None:
    try:
        parts = urlsplit(plain_url(urljoin(root + "/", url)))
        host, port = parts.hostname or "", parts.port
        if parts.query and noise:
            query = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name not in noise]
            parts = parts._replace(query=urlencode(query))
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or family(host) != domain:
        return None
    own = urlsplit(root)
    if host.removeprefix("www.") == (own.hostname or "").removeprefix("www.") and (port == own.port or not (port and own.port)):
        parts = parts._replace(scheme=own.scheme, netloc=own.netloc)
    return urlunsplit(parts._replace(path=parts.path or "/", fragment=""))
