"""What the application holds while it runs: the store, and a worker process for everything that parses pages."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from pebble import ProcessPool
from starlette.requests import Request

from cleaners.records import Options
from crawler.items import Cleaning
from crawler.report.inspector import Labels
from crawler.report.kept import options_of
from crawler.stores import RawPage, Store

SECONDS = 30.0
"""Time limit for one page."""


class Made(NamedTuple):
    """An inspector page, and the policy under which it is shown."""

    page: str
    policy: str


class Workers:
    """One process that parses pages: lxml trees in the server's threads would corrupt memory (docs/architecture.md)."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._pool = ProcessPool(1, max_tasks=500, context=multiprocessing.get_context("forkserver"))

    def inspector(self, page: RawPage, labels: Labels) -> Future[Made]:
        """The inspector on a kept page."""
        return self._pool.schedule(_inspector, args=(page, options_of(page, self._options), labels), timeout=SECONDS)

    def clean(self, page: RawPage) -> Future[Cleaning]:
        """A kept page cleaned with today's rules."""
        return self._pool.schedule(_clean, args=(page, options_of(page, self._options)), timeout=SECONDS)

    def close(self) -> None:
        """End the process, and what it is at."""
        self._pool.stop()
        self._pool.join()


@dataclass(frozen=True, slots=True)
class Resources:
    """The store, the worker, and the options that name the store in commands shown to the user."""

    store: Store
    workers: Workers
    options: tuple[str, ...] = ()


def resources(request: Request) -> Resources:
    """The application's resources."""
    found: Resources = request.app.state.resources
    return found


def now() -> datetime:
    """The current instant, aware, in UTC."""
    return datetime.now(UTC)


def _inspector(page: RawPage, options: Options, labels: Labels) -> Made:
    from crawler.report.inspection import inspect
    from crawler.report.inspector import inspector_page
    from crawler.report.templates import asset, policy

    inspection = inspect(page.body, page.fetch.final_url or page.fetch.url, options)
    return Made(inspector_page(inspection, labels), policy(asset("inspector.js")))


def _clean(page: RawPage, options: Options) -> Cleaning:
    from crawler.cleaning import clean_page

    return clean_page(page.body, page.fetch.final_url or page.fetch.url, options)
