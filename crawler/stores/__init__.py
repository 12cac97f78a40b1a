"""Stores: one protocol, one opener by URL."""

from __future__ import annotations

from crawler.stores.base import Store, StoreError
from crawler.stores.locks import SiteLock, lock_site
from crawler.stores.records import (
    Change,
    Dead,
    DeadLetter,
    Discovered,
    Document,
    ExportBatch,
    Fetch,
    Gone,
    Kind,
    Listing,
    ListingState,
    Outcome,
    PageState,
    Query,
    RawPage,
    Recleaned,
    Result,
    Revision,
    Run,
    Sample,
    Saved,
    Sighting,
    Stored,
    Unchanged,
)

DEFAULT_STORE_URL = "sqlite:///bullionbite.db"


def open_store(url: str = DEFAULT_STORE_URL) -> Store:
    """Open (and, where needed, create or migrate) the store at an SQLAlchemy URL such as `sqlite:///path/to/file.db`
    or `postgresql+psycopg://user@host/database`.

    Raises:
        StoreError: the URL is of no known kind, or the store cannot be opened.
    """
    if url.startswith("sqlite:"):
        from crawler.stores.sqlite import SqliteStore  # opened on demand: the protocol costs no database import

        return SqliteStore(url)
    if url.startswith("postgresql"):
        from crawler.stores.postgres import PostgresStore

        return PostgresStore(url)
    known = "sqlite:///path/to/file.db or postgresql+psycopg://user@host/database"
    raise StoreError("bad-url", f"no store for {url.split(':', 1)[0]!r}; use {known}")


__all__ = [
    "DEFAULT_STORE_URL",
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
    "open_store",
]
