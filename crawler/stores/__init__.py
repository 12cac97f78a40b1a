"""Stores: one protocol, one opener by URL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.stores.base import Store, StoreError
from crawler.stores.locks import SiteLock, lock_site
from crawler.stores.outcomes import (
    Change,
    Dead,
    Document,
    Fetch,
    Gone,
    Kind,
    Outcome,
    Recleaned,
    Result,
    Sample,
    Saved,
    Unchanged,
)
from crawler.stores.records import (
    MOST_MATCHES,
    DeadLetter,
    Discovered,
    ExportBatch,
    Listing,
    ListingState,
    PageState,
    Query,
    RawPage,
    Revision,
    Run,
    Sighting,
    Stored,
)

if TYPE_CHECKING:
    from crawler.stores.connection import Database

DEFAULT_STORE_URL = "sqlite:///bullionbite.db"


def open_store(url: str = DEFAULT_STORE_URL, *, make: bool = True) -> Store:
    """Open (and, where needed, create or migrate) the store at an SQLAlchemy URL such as `sqlite:///path/to/file.db`
    or `postgresql+psycopg://user@host/database`.

    Args:
        url: where it is.
        make: False raises `absent` where a database holds no store yet.

    Raises:
        StoreError: the URL is of no known kind, or the store cannot be opened.
    """
    if _is_sqlite(url):
        from crawler.stores.sqlite import SqliteStore  # opened on demand: the protocol costs no database import

        return SqliteStore(url, make)
    from crawler.stores.postgres import PostgresStore

    return PostgresStore(url, make)


def open_database(url: str) -> Database:
    """The database of a store as it stands: nothing is made or migrated, and a copy into it may be under way.

    Raises:
        StoreError: the URL is of no known kind.
    """
    from crawler.stores.connection import Database  # on demand, as above

    if _is_sqlite(url):
        from crawler.stores import sqlite

        return Database(sqlite.open_engine(url))
    from crawler.stores import postgres

    return Database(postgres.open_engine(url))


def _is_sqlite(url: str) -> bool:
    """Whether it is a file's URL, else a server's."""
    if url.startswith("sqlite:"):
        return True
    if url.startswith("postgresql"):
        return False
    known = "sqlite:///path/to/file.db or postgresql+psycopg://user@host/database"
    raise StoreError("bad-url", f"no store for {url.split(':', 1)[0]!r}; use {known}")


__all__ = [
    "DEFAULT_STORE_URL",
    "MOST_MATCHES",
    "Change",
    "Dead",
    "DeadLetter",
    "Discovered",
    "Document",
    "ExportBatch",
    "Fetch",
    "Gone",
    "Kind",
    "Listing",
    "ListingState",
    "Outcome",
    "PageState",
    "Query",
    "RawPage",
    "Recleaned",
    "Result",
    "Revision",
    "Run",
    "Sample",
    "Saved",
    "Sighting",
    "SiteLock",
    "Store",
    "StoreError",
    "Stored",
    "Unchanged",
    "lock_site",
    "open_database",
    "open_store",
]
