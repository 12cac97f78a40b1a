"""Real crawls for tests: in this process on a reactor in a thread (fast), or as the command in a process of its own (`run`)."""

from __future__ import annotations

import asyncio
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from scrapy import signals
from scrapy.crawler import AsyncCrawlerRunner
from scrapy.settings import Settings
from scrapy.utils.reactor import install_reactor

from crawler.exit_codes import Verdict
from crawler.stores import Store, open_store
from crawler.verdicts import Tally, judge

T = TypeVar("T")
ROOT = Path(__file__).resolve().parent.parent


@dataclass
class Crawl:
    """A finished crawl: how it ended, what it counted, the items that feeds would get."""

    verdict: Verdict
    tally: Tally
    stats: dict[str, Any]
    items: list[dict[str, Any]] = field(default_factory=list)

    @property
    def code(self) -> int:
        return int(self.verdict.code)


class _Reactor:
    """An asyncio reactor that runs in a daemon thread for the whole test session."""

    def __init__(self) -> None:
        ready = threading.Event()
        threading.Thread(target=self._serve, args=(ready,), daemon=True, name="reactor").start()
        ready.wait()

    def _serve(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(asyncio.new_event_loop())
        install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
        from twisted.internet import reactor

        self.loop = asyncio.get_event_loop()
        reactor.callWhenRunning(ready.set)
        reactor.run(installSignalHandlers=False)

    def call(self, coroutine: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(timeout=120)


_reactor: _Reactor | None = None


def crawl(url: str, store: str, arguments: dict[str, str] | None = None, spider: Any = "bullionbite", **settings: Any) -> Crawl:
    """Crawl with the project's settings and these, and wait for the end."""
    global _reactor
    _reactor = _reactor or _Reactor()
    return _reactor.call(_crawl(spider, {"url": url} | (arguments or {}), {"STORE_URL": store, **settings}))


async def _crawl(spider: Any, arguments: dict[str, str], changes: dict[str, Any]) -> Crawl:
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    settings.setdict({"CLEAN_WORKERS": 1, "STATS_DUMP": False} | changes, priority="cmdline")
    logging.getLogger("scrapy").setLevel(logging.WARNING)
    runner = AsyncCrawlerRunner(settings)
    crawler = runner.create_crawler(spider)
    items: list[dict[str, Any]] = []

    def keep(item: Any) -> None:
        items.append(item)

    crawler.signals.connect(keep, signals.item_scraped)
    await runner.crawl(crawler, **arguments)
    from crawler.extensions.session import Session

    session = Session.of(crawler)
    return Crawl(judge(session.tally), session.tally, crawler.stats.get_stats(), items)


def run(*arguments: str, folder: Path, spider: str = "bullionbite", **keywords: Any) -> subprocess.CompletedProcess[str]:
    """`scrapy crawl` as users run it, in a working folder of its own, cleaning in its own process (which is quicker to start)."""
    return subprocess.run(
        command(*arguments, spider=spider), cwd=folder, env=environment(), capture_output=True, text=True, timeout=120, **keywords
    )


def command(*arguments: str, spider: str = "bullionbite") -> list[str]:
    return [sys.executable, "-m", "scrapy", "crawl", spider, "-L", "WARNING", "-s", "CLEAN_WORKERS=0", *arguments]


MEASURED = """
import runpy, sys
try:
    runpy.run_module("scrapy", run_name="__main__")
finally:
    peak = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
    open("peak", "w").write(peak)
"""


def measured(*arguments: str) -> list[str]:
    """`command` in a process that writes its own peak memory (kB) to the file `peak`: `getrusage` counts its parent's in."""
    python, _, _, *rest = command(*arguments)
    return [python, "-c", MEASURED, *rest]


def environment() -> dict[str, str]:
    return {**os.environ, "SCRAPY_SETTINGS_MODULE": "crawler.settings", "PYTHONPATH": f"{os.environ.get('PYTHONPATH', '')}:{ROOT}"}


def read(store: str, question: Callable[[Store], T]) -> T:
    """Ask a store something and close it."""
    with open_store(store) as opened:
        return question(opened)
