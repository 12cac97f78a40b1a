"""A whole store copied into an empty one, of either back end: in batches that commit with the place they reached, so that it can be killed anywhere.

While it lasts, the target's version says so and nobody else opens it. The source is read as it was when this process began; where it has
changed since an earlier process began the copy, the comparison at the end finds out, and the copy begins anew.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import dropwhile
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    MetaData,
    Select,
    Table,
    Text,
    delete,
    func,
    literal,
    select,
    text,
    tuple_,
    update,
)

from crawler.stores import pairs, schema, words
from crawler.stores.base import StoreError
from crawler.stores.bulk import load
from crawler.stores.comparing import Compared, compare, stream
from crawler.stores.connection import Database, Row, unique_key
from crawler.stores.migrations import COPYING, HEAD, migrate, set_version, version_of
from crawler.stores.workset import add_words

BATCH_ROWS = 5_000
BATCH_BYTES = 8_000_000

TABLES = tuple(table for table in schema.metadata.sorted_tables if table is not schema.counters)
"""What is copied row by row, articles before their revisions. The counter comes last: with it the store is whole."""

copying = Table(
    "copying",
    MetaData(),
    Column("source", Text, nullable=False),  # where from, without password
    Column("current", Text, nullable=False),  # the table that is being copied, "" when all are
    Column("after", Text),  # the key (JSON) of the last row that was copied; NULL at its beginning
)
"""One row in a target, in the place of a file beside it: it commits with what it says."""


@dataclass(frozen=True, slots=True)
class Step:
    """How far a copy is: rows of a table that the target holds, of those that the source has. `total` 0: the table is being compared."""

    table: str
    rows: int
    total: int


Watch = Callable[[Step], None]


class Copy:
    """A copy of a source into a target.

    Args:
        source: a store of today's version.
        target: an empty store or none yet, or one into which a copy from this source was broken off.
        watch: is told of every batch after it is committed; what it raises ends the copy, as a kill would.
    """

    def __init__(self, source: Database, target: Database, watch: Watch = lambda step: None) -> None:
        self._source = source
        self._target = target
        self._watch = watch

    def run(self) -> list[Compared]:
        """Copy what is missing, compare both sides, open the target to everybody.

        Returns: every table with what both sides hold.

        Raises:
            StoreError: `not-empty`: the target holds something else than a copy from this source under way. `differs`: a table is not
                the same after all, or another process copies into the target. Otherwise as every use of a store.
        """
        resumed = self._begin()
        with self._source.read() as source:
            compared = self._go_on(source) if resumed else None
            if compared is None:
                self._copy(source)
                compared = self._compare(source)
        if wrong := ", ".join(table.table for table in compared if not table.same):
            raise StoreError("differs", f"{self._target.name}: not the same as in the source: {wrong}")
        self._finish()
        return compared

    def _go_on(self, source: Connection) -> list[Compared] | None:
        """End an earlier process' copy; None, and an empty target, where the source is no longer what that one copied."""
        try:
            self._copy(source)
            compared = self._compare(source)
        except StoreError as error:
            if error.code != "conflict":
                raise
        else:
            if all(table.same for table in compared):
                return compared
        self._clear()
        return None

    # -- beginning and end --------------------------------------------------------------------------------------------------------

    def _begin(self) -> bool:
        """Mark the target as a copy under way; whether it was one already."""
        with self._target.read() as connection:
            version = version_of(connection)
        if version == HEAD + COPYING:
            self._recognise()
            return True
        if version is not None and version.endswith(COPYING):
            raise StoreError("not-empty", f"{self._target.name}: another version of this program began a copy into it; empty it first")
        migrate(self._target)
        with self._target.write() as connection:
            if filled := next((table.name for table in TABLES if connection.scalar(select(table.c[0]).limit(1)) is not None), None):
                raise StoreError("not-empty", f"{self._target.name}: its table {filled} has rows; a copy needs an empty store")
            copying.create(connection)
            connection.execute(copying.insert().values(source=self._source.name, current=TABLES[0].name))
            set_version(connection, HEAD + COPYING)
        return False

    def _recognise(self) -> None:
        with self._target.read() as connection:
            source = connection.scalar(select(copying.c.source))
        if source != self._source.name:
            raise StoreError("not-empty", f"{self._target.name}: a copy from {source} into it is under way; end that one, or empty the target")

    def _clear(self) -> None:
        with self._target.write() as connection:
            for table in reversed(TABLES):
                connection.execute(delete(table))
            if connection.dialect.name == "postgresql":
                for table in (words.fts, pairs.pairs):
                    connection.execute(delete(table))
            connection.execute(update(copying).values(current=TABLES[0].name, after=None))

    def _finish(self) -> None:
        with self._target.write() as connection:
            copying.drop(connection)
            set_version(connection, HEAD)
            if connection.dialect.name == "postgresql":
                connection.execute(text("ANALYZE"))  # for the planner's sake; SQLite's needs no figures

    # -- rows ---------------------------------------------------------------------------------------------------------------------

    def _copy(self, source: Connection) -> None:
        with self._target.read() as connection:
            current, after = connection.execute(select(copying.c.current, copying.c.after)).one()
        for table in dropwhile(lambda table: table.name != current, TABLES if current else ()):
            self._copy_table(source, table, after if table.name == current else None)
        counters = schema.counters
        rows = [dict(row) for row in source.execute(select(counters)).mappings()]
        with self._target.write() as connection:
            connection.execute(delete(counters))
            load(connection, counters, rows)

    def _copy_table(self, source: Connection, table: Table, after: str | None) -> None:
        total = source.scalar(select(func.count()).select_from(table)) or 0
        with self._target.read() as connection:
            done = connection.scalar(select(func.count()).select_from(table)) or 0
        for batch in batches(stream(source, _rows_after(source, table, after))):
            reached = _key_of(table, batch[-1])
            with self._target.write() as connection:
                self._move(connection, table, after, {"after": reached})
                load(connection, table, batch)
                if table is schema.articles and connection.dialect.name == "postgresql":
                    add_words(connection, [row for row in batch if not row["held"]])
            after, done = reached, done + len(batch)
            self._watch(Step(table.name, done, total))
        following = TABLES[TABLES.index(table) + 1].name if table is not TABLES[-1] else ""
        with self._target.write() as connection:
            self._move(connection, table, after, {"current": following, "after": None})

    def _move(self, connection: Connection, table: Table, after: str | None, to: Row) -> None:
        """Move the copy's place, which no other process moves until this transaction ends."""
        is_there = copying.c.after.is_(None) if after is None else copying.c.after == after
        if not connection.execute(update(copying).where(copying.c.current == table.name, is_there).values(to)).rowcount:
            raise StoreError("differs", f"{self._target.name}: another process copies into it")

    def _compare(self, source: Connection) -> list[Compared]:
        with self._target.read() as target:
            return compare(source, target, lambda table: self._watch(Step(table, 0, 0)))


def batches(rows: Iterator[Any]) -> Iterator[list[Row]]:
    """Rows for one transaction each, bounded by their number and by the bytes of their texts and documents."""
    batch: list[Row] = []
    size = 0
    for row in rows:
        batch.append(dict(row._mapping))
        size += sum(len(value) for value in row if isinstance(value, str | bytes))
        if len(batch) >= BATCH_ROWS or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _rows_after(connection: Connection, table: Table, after: str | None) -> Select[Any]:
    """The table's rows in the order of its key on this back end, from behind a row on."""
    query = select(table).order_by(*unique_key(connection, table))
    if after is None:
        return query
    columns = list(table.primary_key)
    values = [datetime.fromisoformat(value) if isinstance(column.type, schema.Utc) else value for column, value in zip(columns, json.loads(after), strict=True)]
    place = unique_key(connection, table, [literal(value, column.type) for column, value in zip(columns, values, strict=True)])
    return query.where(_tuple(unique_key(connection, table)) > _tuple(place))


def _tuple(parts: Sequence[ColumnElement[Any]]) -> ColumnElement[Any]:
    return parts[0] if len(parts) == 1 else tuple_(*parts)


def _key_of(table: Table, row: Row) -> str:
    values = (row[column.name] for column in table.primary_key)
    return json.dumps([value.isoformat() if isinstance(value, datetime) else value for value in values])
