"""`top`: what is removed most, by rule and site."""

from __future__ import annotations

import json
import sys
from itertools import groupby
from typing import Annotated

import typer
from rich.bar import Bar
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from crawler.cli.app import app
from crawler.cli.options import DEFAULT_STORE, AsJson, Since, Site, StoreUrl, existing_store, moment
from crawler.stores.figures import Removed, Scope


@app.command(epilog="Example: [bold]bullionbite top --site example.org --since 30d[/bold]")
def top(
    store: StoreUrl = DEFAULT_STORE,
    as_json: AsJson = False,
    site: Site = None,
    since: Since = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="At most so many reasons a site.")] = 15,
) -> None:
    """Show what is removed most: by site, the reasons with their articles, blocks and characters."""
    with existing_store(store) as opened:
        removed = opened.statistics(Scope(site, moment(since))).removed
    rows = sorted(removed, key=lambda row: (row.site, -row.chars))
    sites = [list(group)[:limit] for _, group in groupby(rows, lambda row: row.site)]
    if as_json:
        for row in (row for group in sites for row in group):
            sys.stdout.write(json.dumps(row._asdict(), ensure_ascii=False) + "\n")
        return
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 10_000)
    for group in sites:
        console.print(_table(group))
    if not rows:
        print("nothing has been removed", file=sys.stderr)


def _table(rows: list[Removed]) -> Table:
    table = Table("reason", box=None, header_style="bold", pad_edge=False, title=escape(rows[0].site), title_justify="left")
    for name in ("articles", "blocks", "characters"):
        table.add_column(name, justify="right")
    if sys.stdout.isatty():
        table.add_column("", width=24)
    most = max(row.chars for row in rows) or 1
    for row in rows:
        cells = [escape(row.reason), f"{row.articles:,}", f"{row.blocks:,}", f"{row.chars:,}"]
        bar = [Bar(most, 0, row.chars, width=24, color="red")] if sys.stdout.isatty() else []
        table.add_row(*cells, *bar)
    return table
