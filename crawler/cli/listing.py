"""`articles`, `dead` and `runs`: what is in the store."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from crawler.cli.app import app
from crawler.cli.options import DEFAULT_STORE, AsJson, Since, Site, StoreUrl, existing_store, moment
from crawler.stores import MOST_MATCHES, DeadLetter, Query, Run, Stored
from crawler.stores.formats import json_line, plain
from crawler.stores.packing import instant, storable

Limit = Annotated[int, typer.Option("--limit", "-n", min=1, help="At most so many.")]


@app.command(epilog='Example: [bold]bullionbite articles "gold price" --since 7d --json | jq -r .title[/bold]')
def articles(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[QUERY]", help='Words that must all occur; "a phrase", or begin* too.'),
    ] = None,
    store: StoreUrl = DEFAULT_STORE,
    as_json: AsJson = False,
    site: Site = None,
    author: Annotated[str | None, typer.Option("--author", help="Only by this author.")] = None,
    tag: Annotated[str | None, typer.Option("--tag", help="Only with this label.")] = None,
    since: Since = None,
    until: Annotated[str | None, typer.Option("--until", metavar="WHEN", help="Before this day or instant.")] = None,
    limit: Limit = 50,
    offset: Annotated[int, typer.Option("--offset", min=0, help="Skip so many.")] = 0,
) -> None:
    """List the stored articles, the latest first, or search them, the best match first."""
    text = " ".join(words or ())
    query = Query(text, site, author, tag, moment(since), moment(until), limit=limit, offset=offset)
    with existing_store(store) as opened:
        found = opened.articles(query)
        if as_json:
            _print_lines(json_line(item) for item in found)
            return
        _print_articles(found)
        count = opened.count(query)
        print(f"{len(found)} of {f'more than {MOST_MATCHES}' if text and count > MOST_MATCHES else count} articles", file=sys.stderr)


@app.command(epilog="Example: [bold]bullionbite dead --json | jq -r .reason | sort | uniq -c[/bold]")
def dead(
    store: StoreUrl = DEFAULT_STORE,
    as_json: AsJson = False,
    site: Site = None,
    closed: Annotated[bool, typer.Option("--closed", help="Also those that have become articles since.")] = False,
    limit: Limit = 1000,
) -> None:
    """List the pages that gave no article, with the reason."""
    with existing_store(store) as opened:
        letters = opened.dead_letters(site, closed=closed, limit=limit)
    if as_json:
        _print_lines(json.dumps(plain(letter), ensure_ascii=False) for letter in letters)
        return
    _print_dead(letters)
    print(f"{len(letters)} dead letters", file=sys.stderr)


@app.command(epilog="Example: [bold]bullionbite runs --limit 5[/bold]")
def runs(store: StoreUrl = DEFAULT_STORE, as_json: AsJson = False, site: Site = None, limit: Limit = 20) -> None:
    """List the runs, the latest first: when, how they ended, and which are in quarantine."""
    with existing_store(store) as opened:
        found = opened.runs(site, limit)
    if as_json:
        _print_lines(json.dumps(plain(run), ensure_ascii=False) for run in found)
        return
    _print_runs(found)


def _print_articles(found: list[Stored]) -> None:
    table = _table("id", "date", "title", "address")
    for item in found:
        date = instant(item.document.get("published"))
        mark = " [red](gone)[/red]" if item.gone_at else ""
        snippet = f"\n[dim]{escape(' '.join(item.snippet.split()))}[/dim]" if item.snippet else ""
        title = escape(storable(item.document.get("title")) or "(no title)")
        table.add_row(
            str(item.id), date.strftime("%Y-%m-%d") if date else "", f"{title}{mark}{snippet}", escape(item.url)
        )
    _print_table(table)


def _print_dead(letters: list[DeadLetter]) -> None:
    table = _table("last tried", "tries", "reason", "address", "detail")
    for letter in letters:
        when = letter.last_at.strftime("%Y-%m-%d %H:%M")
        reason = f"[red]{escape(letter.reason)}[/red]" + (" [green](closed)[/green]" if letter.closed_at else "")
        table.add_row(when, str(letter.tries), reason, escape(letter.url), escape(letter.detail))
    _print_table(table)


def _print_runs(found: list[Run]) -> None:
    table = _table("run", "site", "start", "seconds", "outcome", "exit")
    for run in found:
        seconds = f"{(run.ended_at - run.started_at).total_seconds():.0f}" if run.ended_at else ""
        outcome = escape(run.outcome or "running or killed") + (" [red](held)[/red]" if run.held else "")
        code = "" if run.exit_code is None else str(run.exit_code)
        table.add_row(
            str(run.id), escape(run.site), run.started_at.strftime("%Y-%m-%d %H:%M:%S"), seconds, outcome, code
        )
    _print_table(table)


def _table(*columns: str) -> Table:
    return Table(*columns, box=None, header_style="bold", pad_edge=False)


def _print_table(table: Table) -> None:
    """Print a table; into a pipe at a width that cuts nothing."""
    Console(highlight=False, width=None if sys.stdout.isatty() else 10_000).print(table)


def _print_lines(lines: Iterable[Any]) -> None:
    for line in lines:
        sys.stdout.write(f"{line}\n")
