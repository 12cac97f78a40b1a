"""`scrapy crawl news -a sites=sites.toml`: the sites of a list side by side in one process, a crawler each.

Within one crawler, Scrapy's `DownloaderAwarePriorityQueue` takes the next request from the host with the fewest under way. That is fair to
requests that wait in its queue, but what waits for a slow host's delay has left it and holds a place of `CONCURRENT_REQUESTS`; and no site could have
settings, a budget, a health gate or a verdict of its own. A crawler for each site has all of that, and one reactor serves them in turn.
"""

from __future__ import annotations

import asyncio
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from scrapy import Spider
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings

from crawler.conclusion import conclude
from crawler.exit_codes import ConfigurationError, ExitCode, Verdict, most_severe
from crawler.fleet.sites import FleetSite
from crawler.stores import SiteLock

AT_ONCE = 16
"""Sites under way at the same time (setting `SITES_AT_ONCE`): a polite crawl waits most of the time, and takes some 10 MB."""

TakeLock = Callable[[str], SiteLock | None]


@dataclass(frozen=True, slots=True)
class Ended:
    """How the crawl of one site ended."""

    site: FleetSite
    verdict: Verdict
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """What a site waits for: the sites of its host that stand before it, and a free place.

    Attributes:
        host: held by the one crawl of a host: politeness is owed to hosts.
        place: the places of the process.
        take_lock: takes the lock of the site with an address, None where another run has it.
    """

    host: asyncio.Lock
    place: asyncio.Semaphore
    take_lock: TakeLock


class _SiteCrawler(Crawler):
    """A crawler that begins when its turn has come, under its site's lock; told to stop before that, it never begins."""

    ended: Ended | None = None
    _told_to_stop = False

    def wait_for(self, site: FleetSite, turn: Turn) -> None:
        """Say what is waited for; before `crawl_async`."""
        self._site, self._turn = site, turn

    async def crawl_async(self, *args: Any, **arguments: Any) -> None:
        """Crawl, and note how it ended; only an end of the whole process is raised."""
        async with self._turn.host, self._turn.place:
            self.ended = Ended(self._site, *await self._crawl_locked(*args, **arguments))

    async def _crawl_locked(self, *args: Any, **arguments: Any) -> tuple[Verdict, str]:
        if self._told_to_stop:
            return Verdict(ExitCode.INTERRUPTED, "stopped before its turn"), ""
        lock = self._turn.take_lock(self._site.url)
        if lock is None:
            return Verdict(ExitCode.ALREADY_RUNNING, "another run of the site is under way"), ""
        try:
            await super().crawl_async(*args, **arguments)
        except Exception as error:  # one site that breaks down costs only itself; `conclude` logs it
            return conclude(self, error)
        finally:
            lock.release()
        return conclude(self, None)

    async def stop_async(self) -> None:
        """Stop, or never begin."""
        self._told_to_stop = True
        await super().stop_async()


def start_sites(
    process: AsyncCrawlerProcess, sites: Iterable[FleetSite], load: Callable[[str], type[Spider]], arguments: Mapping[str, str], lock: TakeLock
) -> Callable[[], list[Ended]]:
    """Set the crawls of all sites going, once `process` is started; gives a function that tells how they ended.

    Args:
        process: Scrapy's; its settings hold for all sites, under those of a site.
        sites: the list, in the order of their turns.
        load: the spider class of a name.
        arguments: spider arguments for all sites, under those of a site.
        lock: see `Turn`.

    Raises:
        ConfigurationError: a spider is unknown, or `SITES_AT_ONCE` is no number.
    """
    hosts: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
    place = asyncio.Semaphore(_at_once(process.settings))
    crawlers = []
    together = uuid.uuid4().hex
    for site in sites:
        settings = process.settings.copy()
        settings.setdict({**site.settings, "CRAWLED_TOGETHER": together, "PROGRESS": False}, priority="cmdline")
        crawler = _SiteCrawler(load(site.spider), settings)
        crawler.wait_for(site, Turn(hosts[site.host], place, lock))
        crawlers.append((crawler, {**arguments, **site.arguments, "url": site.url}))
    for crawler, own in crawlers:
        process.crawl(crawler, **own)
    return lambda: [crawler.ended or Ended(crawler._site, Verdict(ExitCode.INTERRUPTED, "cut off")) for crawler, _ in crawlers]


def _at_once(settings: Settings) -> int:
    value = str(settings.get("SITES_AT_ONCE", AT_ONCE))
    if not value.isdecimal() or not int(value):
        raise ConfigurationError(f"SITES_AT_ONCE must be a whole number above 0, not {value!r}")
    return int(value)


def worst(ended: Iterable[Ended]) -> ExitCode:
    """The code of a run of several sites: the most severe of theirs."""
    return most_severe(one.verdict.code for one in ended)


def told(ended: Iterable[Ended]) -> str:
    """`3 sites: 2 done, 1 degraded`."""
    counts = Counter(one.verdict.code for one in ended)
    return f"{counts.total()} sites: " + ", ".join(f"{count} {code.name.lower().replace('_', ' ')}" for code, count in sorted(counts.items()))
