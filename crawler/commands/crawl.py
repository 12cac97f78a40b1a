"""`scrapy crawl`, with one run a site at a time and exit codes that tell how the run went (see `crawler/exit_codes.py`)."""

from __future__ import annotations

import argparse
import gc
import logging
import sys
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

from scrapy import Spider
from scrapy.commands import BaseRunSpiderCommand
from scrapy.crawler import Crawler
from scrapy.exceptions import UsageError
from scrapy.spiderloader import get_spider_loader
from scrapy.utils.conf import closest_scrapy_cfg

from crawler import jsonlog
from crawler.addresses import start_address
from crawler.collecting import settle
from crawler.conclusion import conclude
from crawler.discovery.urls import Site
from crawler.exit_codes import ConfigurationError, ExitCode, Verdict
from crawler.fleet.sites import read_sites
from crawler.guard.secrets import masked
from crawler.setting_checks import check_settings
from crawler.stopping import end_in_time
from crawler.stores import SiteLock, StoreError, lock_site


class Command(BaseRunSpiderCommand):
    """Crawl a site with a spider of the project."""

    requires_project = True

    def syntax(self) -> str:
        return "[options] <spider>"

    def short_desc(self) -> str:
        return "Crawl a site; the exit code tells how it went"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Scrapy's options and our own."""
        super().add_options(parser)
        parser.add_argument("--full", action="store_true", help="read every feed and sitemap from its start, look at every article again")
        parser.add_argument("--progress", action="store_true", help="show progress (on a terminal only)")

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Check the configuration and take the site's lock, before the slow parts of Scrapy start.

        Raises:
            SystemExit: the configuration is bad, or the site is being crawled.
        """
        gc.disable()  # until the crawl begins: what is loaded stays, and looking for garbage among it took a tenth of a run without news
        super().process_options(args, opts)
        assert self.settings is not None
        if len(args) != 1:
            raise UsageError("give the name of one spider")
        if opts.full:
            opts.spargs["full"] = "1"
        if opts.progress:
            self.settings.set("PROGRESS", True, priority="cmdline")
        try:
            check_settings(self.settings)
            self._sites = read_sites(Path(opts.spargs.pop("sites")), args[0]) if "sites" in opts.spargs else []
            if not self._sites:
                self._lock = self._lock_or_leave(self._site(args[0], opts))
            self._spider(args[0])
        except ConfigurationError as error:
            _leave(ExitCode.BAD_CONFIGURATION, str(error))
        self._log = jsonlog.take_over(self.settings) if self.settings.getbool("LOG_JSON") else None

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Crawl, then say in one line what came of it."""
        assert self.crawler_process is not None
        # Here and one by one because Scrapy's TLS modules walk the whole call stack on import: from within the engine, or one from within
        # the other, that takes much longer.
        for name in ("scrapy.core.downloader.tls", "scrapy.core.downloader.contextfactory", "crawler.guard.handler"):
            import_module(name)
        settle()
        if self._sites:
            self._run_sites(opts)
            return
        crawler = self._create_crawler(args[0])
        task: Any = self.crawler_process.crawl(crawler, **opts.spargs)
        _end_in_time(crawler)
        self.crawler_process.start()
        self._tell(*conclude(crawler, task.exception() if task.done() and not task.cancelled() else None))
        self._lock.release()

    def _run_sites(self, opts: argparse.Namespace) -> None:
        """Crawl the sites of a list side by side, then say what came of each."""
        from crawler.fleet.together import start_sites, told, worst

        assert self.crawler_process is not None
        try:
            ends = start_sites(self.crawler_process, self._sites, self._spider, opts.spargs, lambda url: self._take_lock(Site(url)))
        except ConfigurationError as error:
            _leave(ExitCode.BAD_CONFIGURATION, str(error))
        _end_in_time(None)
        self.crawler_process.start()
        ended = ends()
        for one in ended:
            self._tell(one.verdict, one.summary, f"{one.site.url}: ")
        self._announce(told(ended))
        self.exitcode = int(worst(ended))

    def _tell(self, verdict: Verdict, summary: str, where: str = "") -> None:
        if summary:
            self._announce(where + summary)
        if verdict.code:
            self._announce(where + _words(verdict.code, verdict.cause), logging.ERROR)
        self.exitcode = int(verdict.code)

    def _announce(self, line: str, level: int = logging.INFO) -> None:
        """Say how the run went, whatever the level of the log."""
        if self._log is None:
            print(line, file=sys.stderr)
        else:
            jsonlog.say(self._log, line, level)

    def _site(self, name: str, opts: argparse.Namespace) -> Site:
        """The site that the named spider would crawl. Spiders are loaded only to ask for their profile: that takes its time."""
        assert self.settings is not None
        try:
            return Site(start_address(name, "", opts.spargs, self.settings))
        except ConfigurationError:
            profile = getattr(self._spider(name), "profile", "")
            return Site(start_address(name, profile, opts.spargs, self.settings))

    def _spider(self, name: str) -> type[Spider]:
        """The spider of a name.

        Raises:
            ConfigurationError: there is none.
        """
        loader = get_spider_loader(self.settings)
        try:
            return loader.load(name)
        except KeyError:
            raise ConfigurationError(f"there is no spider {name!r}; known: {', '.join(sorted(loader.list()))}") from None

    def _take_lock(self, site: Site) -> SiteLock | None:
        """The lock of the site, None where another run has it; it is free again when the process ends, however it ends."""
        assert self.settings is not None
        folder = Path(self.settings.get("LOCK_DIR") or Path(closest_scrapy_cfg()).parent / ".scrapy" / "locks")
        return lock_site(self.settings["STORE_URL"], site.key, folder)

    def _lock_or_leave(self, site: Site) -> SiteLock:
        assert self.settings is not None
        try:
            lock = self._take_lock(site)
        except OSError as error:
            _leave(ExitCode.STORAGE_FAILURE, f"the lock's folder (LOCK_DIR): {error.filename}: {error.strerror}")
        except StoreError as error:
            code = ExitCode.BAD_CONFIGURATION if error.is_misconfiguration else ExitCode.STORAGE_FAILURE
            _leave(code, f"STORE_URL {masked(error.detail)}")
        if lock is None:
            _leave(ExitCode.ALREADY_RUNNING, f"another run of {site.key} is under way")
        return lock


def _end_in_time(crawler: Crawler | None) -> None:
    """Bound the time that a stop may take, once the reactor has taken the signals' descriptor for itself; None for several crawls."""
    from twisted.internet import reactor  # the import installs one: never before Scrapy has chosen it

    from crawler.extensions.session import Session

    def code() -> int:
        session = crawler.get_extension(Session) if crawler is not None and crawler._extensions is not None else None
        return int(session.verdict.code if session and session.verdict else ExitCode.INTERRUPTED)

    reactor.callWhenRunning(end_in_time, code)


def _words(code: ExitCode, cause: str) -> str:
    return f"scrapy crawl: {code.name.lower().replace('_', ' ')} (exit {int(code)}): {cause}"


def _leave(code: ExitCode, cause: str) -> NoReturn:
    print(_words(code, cause), file=sys.stderr)
    sys.exit(int(code))
