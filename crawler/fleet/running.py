"""The sites of one host, one after the other, each in a fresh process: the function that every engine runs."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from crawler.exit_codes import MEANING, ExitCode
from crawler.fleet.sites import FleetSite

_AGAIN = 2.0  # seconds between two looks at a site's lock


class State(StrEnum):
    """Where a site stands."""

    WAITING = "waiting"
    CRAWLING = "crawling"
    LOCKED = "locked"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Status:
    """What is known of a site's run.

    Attributes:
        url: the site.
        state: where it stands.
        node: host name of the machine.
        since: POSIX time at which the state began.
        code: exit code of `scrapy crawl`, once it has ended.
        said: the crawl's last line.
    """

    url: str
    state: State = State.WAITING
    node: str = ""
    since: float = 0.0
    code: int | None = None
    said: str = ""


@dataclass(frozen=True, slots=True)
class Fleet:
    """What holds for all sites.

    Attributes:
        store: its URL.
        settings: Scrapy settings, under those of a site.
        patience: seconds to wait for a site that another run holds. A crawl whose node has died takes up to ten to let go.
    """

    store: str
    settings: tuple[tuple[str, str], ...] = ()
    patience: float = 60.0


Tell = Callable[[Status], object]


def crawl_host(sites: Sequence[FleetSite], fleet: Fleet, tell: Tell) -> list[Status]:
    """Crawl the sites of a host in order; how each ended.

    Args:
        sites: all of one host.
        fleet: what holds for all sites.
        tell: is given every change of a site's status.
    """
    return [_crawl(site, fleet, tell) for site in sites]


def _crawl(site: FleetSite, fleet: Fleet, tell: Tell) -> Status:
    status = Status(site.url, State.CRAWLING, platform.node(), time.time())
    until = time.monotonic() + fleet.patience
    while True:
        tell(status)
        code, said = _run(_command(site, fleet))
        if code != ExitCode.ALREADY_RUNNING or time.monotonic() > until:
            break
        status = replace(status, state=State.LOCKED)
        time.sleep(_AGAIN)
    status = replace(status, state=State.ENDED, since=time.time(), code=code, said=said)
    tell(status)
    return status


def _command(site: FleetSite, fleet: Fleet) -> list[str]:
    settings = {"LOG_LEVEL": "ERROR", "STATS_DUMP": "False", "CLEAN_WORKERS": "1"} | dict(fleet.settings) | dict(site.settings)
    settings["STORE_URL"] = fleet.store
    options = [f"-a{name}={value}" for name, value in (dict(site.arguments) | {"url": site.url}).items()]
    options += [f"-s{name}={value}" for name, value in settings.items()]
    return [sys.executable, "-m", "crawler.fleet.child", str(os.getpid()), "crawl", site.spider, *options]


def _run(command: list[str]) -> tuple[int, str]:
    """Exit code and last line of a crawl. A code that is none of its own (a signal's) counts as unexpected."""
    environment = {**os.environ, "SCRAPY_SETTINGS_MODULE": "crawler.settings"}
    done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", check=False)
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    said = lines[-1].strip() if lines else ""
    if done.returncode in MEANING:
        return done.returncode, said
    return int(ExitCode.UNEXPECTED), said or f"the crawl's process ended with {done.returncode}"
