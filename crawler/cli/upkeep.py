"""`prune`, `hold` and `release`: retention of raw pages, and the end (or start) of a quarantine by hand."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from crawler.cli.app import app
from crawler.cli.errors import NOT_FOUND, CliError
from crawler.cli.options import DEFAULT_STORE, StoreUrl, existing_store, moment
from crawler.stores import Store

RunId = Annotated[int, typer.Argument(metavar="RUN", help="The run's number, from `bullionbite runs`.")]


@app.command(epilog="Example: [bold]bullionbite prune --older-than 90d --max-mb 5000[/bold]")
def prune(
    older_than: Annotated[
        str | None,
        typer.Option("--older-than", metavar="WHEN", help="Drop raw pages fetched before (90d, 2026-01-01)."),
    ] = None,
    max_mb: Annotated[
        float | None, typer.Option("--max-mb", min=0, help="Then drop the oldest until the rest fits (compressed).")
    ] = None,
    store: StoreUrl = DEFAULT_STORE,
) -> None:
    """Drop raw pages by age and size. Articles and their history stay; what is dropped can be cleaned again no more."""
    if older_than is None and max_mb is None:
        raise CliError("say what to drop: --older-than WHEN, --max-mb N, or both")
    with existing_store(store) as opened:
        freed = opened.prune_raw(moment(older_than), None if max_mb is None else int(max_mb * 1_000_000))
    print(f"{freed / 1_000_000:.1f} MB freed", file=sys.stderr)


@app.command(epilog="Example: [bold]bullionbite release 41[/bold]")
def release(run: RunId, store: StoreUrl = DEFAULT_STORE) -> None:
    """End a run's quarantine: what it changed becomes visible, and new to every export."""
    with existing_store(store) as opened:
        _require(opened, run)
        print(f"{opened.release(run)} changes released", file=sys.stderr)


@app.command(epilog="Example: [bold]bullionbite hold 41[/bold]")
def hold(run: RunId, store: StoreUrl = DEFAULT_STORE) -> None:
    """Put a run into quarantine: readers and exports go back to the versions before it."""
    with existing_store(store) as opened:
        _require(opened, run)
        print(f"{opened.hold(run)} changes held", file=sys.stderr)


def _require(store: Store, run: int) -> None:
    if all(known.id != run for known in store.runs(limit=1_000_000)):
        raise CliError(f"there is no run {run} (see `bullionbite runs`)", NOT_FOUND)
