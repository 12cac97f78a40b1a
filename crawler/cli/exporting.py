"""`export`: hand each downstream tool exactly what is new to it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from enum import StrEnum
from itertools import chain
from pathlib import Path
from typing import Annotated, TextIO

import typer

from crawler.cli.app import app
from crawler.cli.errors import CliError
from crawler.cli.options import DEFAULT_STORE, StoreUrl, existing_store, now
from crawler.cli.watched import watched
from crawler.exit_codes import ExitCode
from crawler.stores import Store, Stored
from crawler.stores.files import replacing
from crawler.stores.formats import json_line, write_csv
from crawler.stores.markdown import write_markdown
from crawler.stores.parquet import write_parquet

PORTION = 500


class Format(StrEnum):
    """What `export` writes."""

    JSONL = "jsonl"
    CSV = "csv"
    MARKDOWN = "markdown"
    PARQUET = "parquet"


@app.command(epilog="Example: [bold]bullionbite export --since-last newsletter --format csv --out new.csv[/bold]")
def export(
    name: Annotated[
        str,
        typer.Option(
            "--since-last", metavar="NAME", help="The name of the reader: each has its own place in the stream."
        ),
    ],
    form: Annotated[
        Format, typer.Option("--format", "-f", help="jsonl and csv: one file; markdown: a file an article; parquet: by site and month.")
    ] = Format.JSONL,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="PATH", help="A file (a folder for markdown and parquet); default standard output."),
    ] = None,
    replay: Annotated[
        bool, typer.Option("--replay", help="All there is, as if nothing had been exported under this name.")
    ] = False,
    store: StoreUrl = DEFAULT_STORE,
) -> None:
    """Write the articles that are new or changed since the last export of this name, each once, as they stand now.

    The place is moved only after everything is written. With nothing new, an existing file is left as it is. What a run in quarantine
    changed, or a run that has not ended, is not handed out.
    """
    if form in (Format.MARKDOWN, Format.PARQUET) and out is None:
        raise CliError(f"--format {form} writes many files: name a folder with --out")
    with existing_store(store) as opened:
        stream = _Stream(opened, name, replay)
        try:
            _write(stream, form, out)
        except BrokenPipeError:
            raise CliError(
                "the reader of the output has gone; nothing is counted as exported", ExitCode.STORAGE_FAILURE
            ) from None
        except OSError as error:
            raise CliError(
                f"{error.filename or out}: {error.strerror}; nothing is counted as exported", ExitCode.STORAGE_FAILURE
            ) from None
        if stream.count:
            opened.export_commit(name, stream.cursor, now())
    print(f"{stream.count} articles exported for {name}", file=sys.stderr)


class _Stream:
    """What is new to an export, in portions, so that memory stays flat; remembers how far it went."""

    def __init__(self, store: Store, name: str, replay: bool) -> None:
        self._store = store
        self.name = name
        self.begin = 0 if replay else store.export_since(name, limit=0).cursor
        self._start = self.begin
        self.count = 0
        self.cursor = 0

    def __iter__(self) -> Iterator[Stored]:
        while (batch := self._store.export_since(self.name, after=self._start, limit=PORTION)).items:
            yield from batch.items
            self.count += len(batch.items)
            self._start = self.cursor = batch.cursor


def _write(stream: _Stream, form: Format, out: Path | None) -> None:
    items = watched(stream, "articles")
    first = next(items, None)
    if first is None:
        return
    if form is Format.MARKDOWN:
        assert out is not None
        for item in chain([first], items):
            write_markdown(out, item)
    elif form is Format.PARQUET:
        assert out is not None
        write_parquet(out, chain([first], items), stream.name, stream.begin)
    elif out is None or str(out) == "-":
        _write_file(sys.stdout, form, chain([first], items))
        sys.stdout.flush()
    else:
        with replacing(out) as file:
            _write_file(file, form, chain([first], items))


def _write_file(file: TextIO, form: Format, items: Iterator[Stored]) -> None:
    if form is Format.CSV:
        write_csv(file, items)
    else:
        file.writelines(f"{json_line(item)}\n" for item in items)
