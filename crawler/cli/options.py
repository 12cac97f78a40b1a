"""Options that commands share, and what their values mean."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from crawler.cli.errors import NOT_FOUND, CliError
from crawler.stores import DEFAULT_STORE_URL, Store, StoreError, open_store

StoreUrl = Annotated[
    str,
    typer.Option(
        "--store",
        envvar="STORE_URL",
        metavar="URL",
        help="The store, such as sqlite:///path/to/file.db.",
        show_default=True,
    ),
]
Site = Annotated[str | None, typer.Option("--site", help="Only this site.")]
Since = Annotated[
    str | None,
    typer.Option("--since", metavar="WHEN", help="From this day on (2026-03-01, an ISO instant, or 7d, 12h ago)."),
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]

DEFAULT_STORE = DEFAULT_STORE_URL


def existing_store(url: str) -> Store:
    """The store at a URL; unlike `open_store`, never makes one that is not there.

    Raises:
        CliError: there is none.
        StoreError: it cannot be opened.
    """
    path = url.removeprefix("sqlite:///")
    if path not in (url, "") and not Path(path).is_file():
        raise CliError(
            f"no store at {path}: run `scrapy crawl` first, or name one with --store or STORE_URL", NOT_FOUND
        )
    try:
        return open_store(url, make=False)
    except StoreError as error:
        if error.code != "absent":
            raise
        raise CliError(error.detail, NOT_FOUND) from None


def now() -> datetime:
    """The current instant, aware, in UTC."""
    return datetime.now(UTC)


def moment(text: str | None) -> datetime | None:
    """The instant that a user's WHEN names: ISO 8601 (UTC where no zone is given), or `7d`, `12h`, `30m` ago.

    Raises:
        CliError: it names none.
    """
    if text is None:
        return None
    units = {"d": "days", "h": "hours", "m": "minutes"}
    try:
        if text[-1:] in units and text[:-1].isdigit():
            return now() - timedelta(**{units[text[-1]]: int(text[:-1])})
        found = datetime.fromisoformat(text)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise CliError(f"{text!r} is no date: write 2026-03-01, 2026-03-01T12:00:00Z, 7d or 12h") from None
