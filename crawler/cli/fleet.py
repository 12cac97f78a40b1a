"""`fleet`: many sites into one store."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.live import Live
from rich.markup import escape
from rich.table import Table

from crawler.cli.app import app
from crawler.cli.errors import CliError
from crawler.cli.options import DEFAULT_STORE, StoreUrl
from crawler.exit_codes import ConfigurationError, ExitCode, most_severe
from crawler.fleet.running import Fleet, State, Status
from crawler.fleet.sites import FleetSite, by_host, read_sites
from crawler.stores import open_store

_ROWS = 30  # of the table of what is under way


@app.command(epilog="Example: [bold]bullionbite fleet sites.toml --store postgresql+psycopg://crawler@db/news --ray auto[/bold]")
def fleet(
    file: Annotated[Path, typer.Argument(metavar="SITES", help="A TOML file with a [[site]] for each site.")],
    store: StoreUrl = DEFAULT_STORE,
    at_once: Annotated[int, typer.Option("--per-core", min=1, help="Hosts crawled at once for each processor.")] = 2,
    ray: Annotated[str | None, typer.Option("--ray", metavar="ADDRESS", help="Run on a Ray cluster: auto, HOST:PORT, or local.")] = None,
    patience: Annotated[
        float, typer.Option("--patience", min=0, help="Seconds to wait for a site that another run holds.")
    ] = 60.0,
) -> None:
    """Crawl every site of a list once, each in a process of its own; sites of one host one after the other.

    The exit code is the worst of the sites'. A site that another run holds to the end of our patience is left to it.
    """
    try:
        sites = read_sites(file)
    except ConfigurationError as error:
        raise CliError(str(error)) from None
    store = _shared(store, ray)
    open_store(store).close()  # what is wrong with it is said once, and tables are made before many ask for them
    with _terminated_as_interrupted():
        ended = _run(sites, Fleet(store, patience=patience), at_once, ray)
    _tell(ended)
    if code := most_severe(ExitCode(status.code or 0) for status in ended):
        raise typer.Exit(int(code))


def _shared(url: str, ray: str | None) -> str:
    """The store's URL, good in every process."""
    path = url.removeprefix("sqlite:///")
    if path == url:
        return url
    if ray not in (None, "local"):
        raise CliError("a cluster needs one store that all nodes reach: --store postgresql+psycopg://…")
    return f"sqlite:///{Path(path).resolve()}"


@contextmanager
def _terminated_as_interrupted() -> Iterator[None]:
    """Have SIGTERM end this process as Ctrl+C does: its crawls are told to stop, and waited for."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _run(sites: list[FleetSite], plan: Fleet, per_core: int, ray: str | None) -> list[Status]:
    from crawler.fleet.engines import run_here, run_on_ray  # on demand, as Ray is

    board = _Display(sites, Console(stderr=True, highlight=False, soft_wrap=True))
    hosts = by_host(sites)
    if ray:
        ended = run_on_ray(hosts, plan, ray, per_core, board.watch)
    else:
        ended = run_here(hosts, plan, per_core * (os.cpu_count() or 1), board.watch)
    try:
        with closing(ended):
            return board.show(ended)
    except ConfigurationError as error:
        raise CliError(str(error)) from None


class _Display:
    """On a terminal a table of what is under way; everywhere a line for each site that has ended."""

    def __init__(self, sites: list[FleetSite], console: Console) -> None:
        self._sites = sites
        self._console = console
        self._read: Callable[[], Mapping[str, Status]] = dict

    def watch(self, read: Callable[[], Mapping[str, Status]]) -> None:
        """Take the function that reads the status of all sites."""
        self._read = read

    def show(self, ended: Iterable[Status]) -> list[Status]:
        """Follow the sites to their ends."""
        done: list[Status] = []
        if not self._console.is_terminal:
            for status in ended:
                self._line(status)
                done.append(status)
            return done
        with Live(console=self._console, get_renderable=self._table, refresh_per_second=1):
            for status in ended:
                self._line(status)
                done.append(status)
        return done

    def _line(self, status: Status) -> None:
        self._console.print(f"{status.url}: exit {status.code}, {status.said}", markup=False)

    def _table(self) -> Table:
        known = self._read()
        counts = Counter(known[site.url].state if site.url in known else State.WAITING for site in self._sites)
        title = ", ".join(f"{counts[state]} {state}" for state in State if counts[state])
        table = Table("site", "state", "node", "seconds", title=title, title_justify="left", box=None, header_style="bold", pad_edge=False)
        busy = sorted((s for s in known.values() if s.state in (State.CRAWLING, State.LOCKED)), key=lambda status: status.since)
        for status in busy[:_ROWS]:
            table.add_row(escape(status.url), status.state, escape(status.node), f"{time.time() - status.since:.0f}")
        if len(busy) > _ROWS:
            table.caption = f"and {len(busy) - _ROWS} more"
        return table


def _tell(ended: list[Status]) -> None:
    codes = Counter(ExitCode(status.code or 0) for status in ended)
    names = ", ".join(f"{count} {code.name.lower().replace('_', ' ')}" for code, count in sorted(codes.items()))
    print(f"{len(ended)} sites: {names}", file=sys.stderr)
