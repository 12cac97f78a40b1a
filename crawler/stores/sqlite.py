"""The embedded store: one SQLite file, written ahead (WAL) and synced at every commit, searched with FTS5."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Select,
    column,
    create_engine,
    event,
    func,
    literal_column,
    select,
    table,
    text,
)
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import QueuePool

from crawler.stores import schema
from crawler.stores.base import StoreError
from crawler.stores.exporting import Exporting
from crawler.stores.frontier import Frontier
from crawler.stores.migrations import migrate
from crawler.stores.packing import storable
from crawler.stores.rawpages import RawPages
from crawler.stores.reading import Reading
from crawler.stores.records import MOST_MATCHES, Query
from crawler.stores.running import Running
from crawler.stores.saving import Saving

BUSY_SECONDS = 30

# FULL, not NORMAL: in WAL mode NORMAL survives the process (kill -9) but may lose the last commits with the machine's power.
PRAGMAS = (
    "auto_vacuum = INCREMENTAL",  # only takes effect on a fresh file; lets retention give space back
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "journal_size_limit = 67108864",
    "cache_size = -32768",
)

fts = table("articles_fts", column("rowid"), column("rank"))
MATCH = text("articles_fts MATCH :match")
# A title says more than a text of the same words, and an author's name or a label is rarely met by chance.
RANK: ColumnElement[float] = literal_column("bm25(articles_fts, 4.0, 1.0, 2.0, 2.0)")


class SqliteStore(Frontier, Saving, Running, Reading, Exporting, RawPages):
    """A `crawler.stores.base.Store` in one SQLite file."""

    def __init__(self, url: str, make: bool = True) -> None:
        super().__init__(open_engine(url))
        migrate(self, make)

    def search_ids(self, connection: Connection, query: Query, conditions: list[ColumnElement[bool]]) -> list[int]:
        match = fts_query(query.text)
        if not match:
            return []
        matching = self._matching(connection, select(fts.c.rowid), conditions)
        # Ranking reads every match (2 us each): past so many, words tell articles apart no more, and the latest are wanted.
        if _count(connection, select(fts.c.rowid).where(MATCH), match) > MOST_MATCHES:
            return _latest(connection, matching, match, query.offset + query.limit)[query.offset :]
        best = matching.order_by(RANK).limit(query.limit).offset(query.offset)
        return list(connection.scalars(best, {"match": match}))

    def search_count(self, connection: Connection, query: Query, conditions: list[ColumnElement[bool]]) -> int:
        match = fts_query(query.text)
        if not match:
            return 0
        return _count(connection, self._matching(connection, select(fts.c.rowid), conditions), match)

    def _matching(
        self, connection: Connection, query: Select[Any], conditions: list[ColumnElement[bool]]
    ) -> Select[Any]:
        """The query over full-text matches, joined to the articles only where a condition needs them."""
        query = query.where(MATCH)
        if len(conditions) > 1 or self._any_held(connection):
            query = query.join(schema.articles, schema.articles.c.id == fts.c.rowid).where(*conditions)
        return query

    def check(self) -> list[str]:
        with self.read() as connection:
            rows = [str(row) for row in connection.scalars(text("PRAGMA integrity_check")) if row != "ok"]
            rows += [
                f"row without its parent: {row[0]} {row[1]}"
                for row in connection.execute(text("PRAGMA foreign_key_check"))
            ]
            return rows

    def reclaim(self) -> None:
        with self.explained(), closing(self.engine.raw_connection()) as connection:
            # `execute` takes one step of a statement without columns, which frees one page; a script runs to its end.
            cast(sqlite3.Connection, connection.driver_connection).executescript("PRAGMA incremental_vacuum")

    def _any_held(self, connection: Connection) -> bool:
        return connection.scalar(select(schema.articles.c.id).where(schema.articles.c.held).limit(1)) is not None


def fts_query(words: str) -> str:
    """An FTS5 query that no user input can make invalid: every word or "quoted phrase" must occur, a final `*` asks for a beginning."""
    terms = []
    for phrase, word in re.findall(r'"([^"]*)"|([^\s"]+)', storable(words)):
        term = phrase or word
        if re.search(r"\w", term):
            terms.append(f'"{term}"' + ("*" if word.endswith("*") else ""))
    return " ".join(terms)


def _count(connection: Connection, matching: Select[Any], match: str) -> int:
    """How many match, up to `MOST_MATCHES` + 1."""
    return connection.scalar(select(func.count()).select_from(matching.limit(MOST_MATCHES + 1).subquery()), {"match": match}) or 0


def _latest(connection: Connection, matching: Select[Any], match: str, limit: int) -> list[int]:
    """Matches of common words: the latest with all of them in the headline, then the latest others."""
    latest = matching.order_by(fts.c.rowid.desc()).limit(limit)
    ids = list(connection.scalars(latest, {"match": f"{{title}} : ({match})"}))
    return list(dict.fromkeys(ids + list(connection.scalars(latest, {"match": match}))))[:limit]


def open_engine(url: str) -> Engine:
    """An engine whose connections keep the store's promises.

    Raises:
        StoreError: `bad-url`.
    """
    try:
        engine = create_engine(url, poolclass=QueuePool, connect_args={"timeout": BUSY_SECONDS})
    except ArgumentError as error:
        raise StoreError("bad-url", f"{url}: {error}") from error
    if engine.url.get_backend_name() != "sqlite" or not engine.url.database or ":memory:" in engine.url.database:
        raise StoreError("bad-url", f"{url}: a store needs a file, as in sqlite:///path/to/file.db")

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None  # transactions begin where we say, below, not where the driver guesses
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A writer takes its lock at once: a reader that turns writer can be refused without waiting.
        only_reads = connection.get_execution_options().get("only_reads")
        connection.exec_driver_sql("BEGIN" if only_reads else "BEGIN IMMEDIATE")

    return engine
