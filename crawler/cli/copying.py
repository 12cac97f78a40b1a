"""`copy`: a whole store into another, from a file to a server or back, and whether two stores hold the same."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crawler.cli.app import app
from crawler.cli.errors import NOT_FOUND, CliError
from crawler.cli.options import existing_store
from crawler.stores import open_database

if TYPE_CHECKING:
    from crawler.stores.comparing import Compared
    from crawler.stores.connection import Database
    from crawler.stores.copying import Step


@app.command(epilog="Example: [bold]bullionbite copy sqlite:///bullionbite.db postgresql+psycopg://crawler@db/news[/bold]")
def copy(
    source: Annotated[str, typer.Argument(metavar="FROM-URL", help="The store to copy; it is only read.")],
    target: Annotated[str, typer.Argument(metavar="TO-URL", help="An empty store, or none yet; its tables are made.")],
    verify: Annotated[bool, typer.Option("--verify", help="Copy nothing: compare what both hold.")] = False,
) -> None:
    """Copy a store whole: articles, history, raw pages, what is due, runs, exports. Every row is then counted and hashed on both sides.

    After any interruption run the same command: it goes on where it was. Until it has ended nobody else can open the target.
    """
    if _place(source) == _place(target):
        raise CliError("both URLs name the same store")
    existing_store(source).close()  # brings it to today's tables, as every command does
    if verify:
        existing_store(target).close()
    with open_database(source) as source_database, open_database(target) as target_database, _Display() as display:
        compared = _compare(source_database, target_database, display) if verify else _copy(source_database, target_database, display)
    _tell(compared)
    if not all(table.same for table in compared):
        raise typer.Exit(NOT_FOUND)


def _copy(source: Database, target: Database, display: _Display) -> Sequence[Compared]:
    from crawler.stores.copying import Copy  # on demand, as the next: other commands start without migrations

    return Copy(source, target, display.show).run()


def _compare(source: Database, target: Database, display: _Display) -> Sequence[Compared]:
    from crawler.stores.comparing import compare
    from crawler.stores.copying import Step

    with source.read() as left, target.read() as right:
        return compare(left, right, lambda table: display.show(Step(table, 0, 0)))


def _place(url: str) -> tuple[object, ...]:
    """What tells two stores apart: a file's path; a server's host, port and database."""
    from sqlalchemy import make_url  # on demand: a third of the time that any command takes to start
    from sqlalchemy.exc import ArgumentError

    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        return (url,)  # opening it says what is wrong
    if parsed.get_backend_name() == "sqlite":
        return (Path(parsed.database or "").resolve(),)
    return (parsed.host, parsed.port or 5432, parsed.database, tuple(sorted(parsed.query.items())))


def _tell(compared: Sequence[Compared]) -> None:
    for table in compared:
        rows = f"{table.source.rows:,}" if table.source.rows == table.target.rows else f"{table.source.rows:,} and {table.target.rows:,}"
        print(f"{table.table:<12} {rows:>12} rows  {'same' if table.same else 'DIFFERENT'}")
    wrong = sum(not table.same for table in compared)
    total = sum(table.source.rows for table in compared)
    print(f"{wrong} of {len(compared)} tables differ" if wrong else f"identical: {total:,} rows in {len(compared)} tables", file=sys.stderr)


class _Display:
    """A bar on a terminal: the table in hand, how far it is."""

    def __init__(self) -> None:
        from crawler.progress import progress

        self._bar = progress()
        self._task = self._bar.add_task("", total=None, words="")

    def show(self, step: Step) -> None:
        words = f"copying {step.table}" if step.total else f"comparing {step.table}"
        self._bar.update(self._task, description=step.table, completed=step.rows, total=step.total or None, words=words)

    def __enter__(self) -> _Display:
        self._bar.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._bar.stop()
