"""The sites of one host, one after the other, each in a fresh process: the function that every engine runs."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import threading
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


class Crew:
    """The crawls' processes that this one watches over."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: set[subprocess.Popen[str]] = set()
        self.is_stopped = False

    def run(self, command: Sequence[str]) -> tuple[int, str]:
        """Run a crawl to its end: exit code, and what it wrote to standard error. Once stopped, nothing begins."""
        environment = {**os.environ, "SCRAPY_SETTINGS_MODULE": "crawler.settings"}
        with self._lock:
            if self.is_stopped:
                return int(ExitCode.INTERRUPTED), "stopped before its turn"
            # A group of its own, which Ctrl+C on the terminal does not reach: a crawl that is told to stop twice leaves at once.
            process = subprocess.Popen(
                command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace", process_group=0
            )
            self._running.add(process)
        said = process.communicate()[1]
        with self._lock:
            self._running.discard(process)
        return process.returncode, said

    def stop(self) -> None:
        """Tell all that run to stop, which takes them up to ten seconds."""
        with self._lock:
            self.is_stopped = True
            for process in self._running:
                process.terminate()


def crawl_host(sites: Sequence[FleetSite], fleet: Fleet, tell: Tell, crew: Crew | None = None) -> list[Status]:
    """Crawl the sites of a host in order; how each ended.

    Args:
        sites: all of one host.
        fleet: what holds for all sites.
        tell: is given every change of a site's status.
        crew: runs the processes; None for one of its own.
    """
    crew = crew or Crew()
    return [_crawl(site, fleet, tell, crew) for site in sites]


def _crawl(site: FleetSite, fleet: Fleet, tell: Tell, crew: Crew) -> Status:
    status = Status(site.url, State.CRAWLING, platform.node(), time.time())
    until = time.monotonic() + fleet.patience
    while True:
        tell(status)
        code, said = _run(_command(site, fleet), crew)
        if code != ExitCode.ALREADY_RUNNING or time.monotonic() > until or crew.is_stopped:
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


def _run(command: list[str], crew: Crew) -> tuple[int, str]:
    """Exit code and last line of a crawl. A code that is none of its own (a signal's) counts as unexpected."""
    code, told = crew.run(command)
    lines = [line for line in told.splitlines() if line.strip()]
    said = lines[-1].strip() if lines else ""
    if code in MEANING:
        return code, said
    return int(ExitCode.UNEXPECTED), said or f"the crawl's process ended with {code}"
