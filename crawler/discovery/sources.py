"""Feeds and sitemaps of a site: where to look, in which order, and which have proved dead."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from crawler.discovery.records import Sitemap, SitemapEntry

WELL_KNOWN_FEEDS = ("/feed/", "/rss.xml", "/atom.xml")
"""Tried in turn where a site names no feed, until one is a feed."""
WELL_KNOWN_SITEMAPS = ("/sitemap.xml",)
"""Tried in turn where robots.txt names no sitemap, until one is a sitemap."""
MOST_FILES = 200  # sitemap files of one run: the newest come first
_DEAD_AFTER, _ASK_AGAIN = 3, 10
_IDLE_AFTER = 5
_LISTS = re.compile(r"(?<![a-z])(?:categor|tags?(?![a-z])|post_tag|author|taxonom|users?(?![a-z])|topic)", re.IGNORECASE)
_NO_PAGES = re.compile(r"image|video|product|attachment|media|static|event|jobs|classified|obituar", re.IGNORECASE)


@dataclass(slots=True)
class Source:
    """What a feed or sitemap has given over the runs.

    Attributes:
        kind: `feed`, `sitemap`, `news-sitemap` or `rest`.
        runs: how often it was to be asked.
        failures: how often in a row it failed.
        listed, fresh: addresses that it listed, and those of them that were new.
        idle: runs in a row in which it listed pages and nothing new, while other sources had news.
    """

    kind: str
    runs: int = 0
    failures: int = 0
    listed: int = 0
    fresh: int = 0
    idle: int = 0


class SourceBook:
    """The sources of one site; `to_json` and `of` keep it between runs."""

    def __init__(self) -> None:
        self.sources: dict[str, Source] = {}

    @classmethod
    def of(cls, stored: Mapping[str, Any] | None) -> SourceBook:
        """The book that `to_json` gave."""
        book = cls()
        book.sources = {url: Source(**fields) for url, fields in (stored or {}).items()}
        return book

    def to_json(self) -> dict[str, dict[str, Any]]:
        """The hundred sources that gave most."""
        most = sorted(self.sources.items(), key=lambda item: (-item[1].fresh, item[0]))[:100]
        return {url: asdict(source) for url, source in most}

    def due(self, url: str) -> bool:
        """Whether to ask a source in this run: one that failed three times in a row, or was idle for five runs, is asked every tenth time."""
        source = self.sources.get(url)
        if source is None:
            return True
        source.runs += 1
        return (source.failures < _DEAD_AFTER and source.idle < _IDLE_AFTER) or source.runs % _ASK_AGAIN == 0

    def ranked(self, urls: Iterable[str]) -> list[str]:
        """The addresses once each, those that gave most new articles a run first."""
        unique = list(dict.fromkeys(urls))
        return sorted(unique, key=lambda url: -self._yield(url))

    def _yield(self, url: str) -> float:
        source = self.sources.get(url)
        return source.fresh / max(1, source.runs) if source else 0.0

    def known(self, *kinds: str) -> list[str]:
        """The remembered sources of some kinds that have given anything."""
        return [url for url, source in self.sources.items() if source.kind in kinds and source.listed]

    def note(self, url: str, kind: str, listed: int, fresh: int) -> None:
        """A source was read."""
        source = self.sources.setdefault(url, Source(kind, runs=1))
        source.failures = 0
        source.listed += listed
        source.fresh += fresh
        source.idle = 0 if fresh or not listed else source.idle

    def failed(self, url: str, kind: str) -> None:
        """A source could not be read."""
        self.sources.setdefault(url, Source(kind, runs=1)).failures += 1

    def end_run(self, news: set[str]) -> None:
        """Close a run in which the named sources listed something new: the others that were read and are outdone grow idle."""
        if news:
            for url, source in self.sources.items():
                if url not in news and source.kind == "sitemap" and source.failures == 0:
                    source.idle += 1


def robots_sitemaps(robots: str) -> list[str]:
    """The sitemaps that robots.txt names (RFC 9309 leaves other records to their makers; sitemaps.org defines this one)."""
    return [found.strip() for found in re.findall(r"^\s*sitemap\s*:\s*(\S+)", robots[:500_000], re.IGNORECASE | re.MULTILINE)][:100]


def children_in_order(sitemap: Sitemap) -> list[SitemapEntry]:
    """The files of a sitemap index, newest first: by date, else by the numbers in their names, highest first; lists of images and the like left out."""
    useful = [child for child in sitemap.children if not _NO_PAGES.search(child.url.rsplit("/", 1)[-1])]
    return sorted(useful, key=lambda c: (bool(re.search("news", c.url)), c.modified.isoformat() if c.modified else "", _numbers(c.url)), reverse=True)


def lists_hubs(url: str) -> bool:
    """Whether a sitemap's name says that it lists categories, tags or authors."""
    return bool(_LISTS.search(url.rsplit("/", 1)[-1]))


def _numbers(url: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d{1,12}", url.rsplit("/", 1)[-1]))
