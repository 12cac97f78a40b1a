"""Transactions on one engine, and the database's failures in the store's own words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, Self

from sqlalchemy import (
    ARRAY,
    JSON,
    Column,
    ColumnElement,
    Connection,
    Engine,
    Select,
    Table,
    any_,
    bindparam,
    func,
    select,
    text,
)
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from crawler.stores.base import StoreError

Row = dict[str, Any]

CAUSES = (
    ("full", ("disk is full", "no space left", "file too large", "could not extend file")),
    ("io-error", ("disk i/o error",)),
    ("locked", ("database is locked", "lock timeout", "deadlock detected")),
    ("read-only", ("readonly database", "read-only", "read-write mode during recovery", "permission denied")),
    ("timed-out", ("statement timeout",)),
    ("conflict", ("foreign key constraint", "unique constraint")),
    ("corrupt", ("malformed", "not a database", "corrupt")),
    (
        "unavailable",
        ("unable to open", "could not connect", "connection refused", "connection failed", "server closed", "terminating connection", "connection is closed", "connection is bad", "connection is lost", "conflict with recovery", "is the server running", "authentication failed"),
    ),
)


class Database:
    """An engine and the ways of reading and writing through it; the base of every back end.

    Attributes:
        name: the store's URL without its password, for messages.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.name = engine.url.render_as_string(hide_password=True)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction: committed when the block ends, rolled back when it raises."""
        with self.explained(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that only reads: it sees one moment of the store, blocks no writer and is blocked by none."""
        with self.explained(), self.engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            yield connection.execution_options(only_reads=True)

    @contextmanager
    def explained(self) -> Iterator[None]:
        """Turn the database's errors into `StoreError`."""
        try:
            yield
        except DBAPIError as error:
            raise failure(self.name, error.orig or error) from error
        except self.engine.dialect.loaded_dbapi.Error as error:
            raise failure(self.name, error) from error
        except SQLAlchemyError as error:
            raise StoreError("failed", f"{self.name}: {error}") from error

    def close(self) -> None:
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


_TAKE = text("UPDATE counters SET value = value + :count WHERE name = 'sequence' RETURNING value")
_HOLD = text("SELECT value FROM counters WHERE name = 'sequence' FOR UPDATE")


class Numbers:
    """Ids and export positions in the order of commits: the counter's row stays locked until the transaction ends.

    Database sequences give numbers out in the order of asking, so that a later number may be committed, and exported, before an earlier one.
    """

    def __init__(self, connection: Connection, reserve: int = 1) -> None:
        self._connection = connection
        self._reserve = reserve
        self._reserved: Iterator[int] = iter(())

    def take(self, count: int = 1) -> range:
        """The next `count` numbers."""
        last = int(self._connection.execute(_TAKE, {"count": count}).scalar_one())
        return range(last - count + 1, last + 1)

    def hold(self) -> None:
        """Keep other writers out until the transaction ends. SQLite has done so when it began."""
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(_HOLD)

    def next(self) -> int:
        """The next number, out of `reserve` taken at once; those left over are skipped."""
        number = next(self._reserved, None)
        if number is None:
            self._reserved = iter(self.take(self._reserve))
            number = next(self._reserved)
        return number


@cache
def among(dialect: str, column: Column[Any]) -> ColumnElement[bool]:
    """Whether a column's value is in the list that the parameter `keys` holds: one statement for lists of any length."""
    if dialect == "sqlite":
        return column.in_(select(func.json_each(bindparam("keys", type_=JSON)).table_valued("value").c.value))
    return column == any_(bindparam("keys", type_=ARRAY(column.type)))


@cache
def rows_among(dialect: str, column: Column[Any]) -> Select[Any]:
    """The whole rows of a table whose column is in the list that the parameter `keys` holds."""
    return select(column.table).where(among(dialect, column))


def unique_key(connection: Connection, table: Table, values: Sequence[ColumnElement[Any]] = ()) -> list[ColumnElement[Any]]:
    """What makes a row unique: the primary key; on PostgreSQL a URL in it by its hash (see `migrations/versions/0002_tables.py`).

    With `values` of the primary key's columns, the same made of those.
    """
    by_hash = connection.dialect.name == "postgresql"
    columns = list(table.primary_key)
    parts = zip(columns, values or columns, strict=True)
    return [func.url_key(part) if by_hash and column.name == "url" else part for column, part in parts]


def failure(name: str, error: BaseException) -> StoreError:
    """A database's error in the store's words, on one line: without the place in the statement that a server shows below its message."""
    message = " ".join(str(error).partition("\nLINE ")[0].split())
    lowered = message.lower()
    return StoreError(next((code for code, signs in CAUSES if any(sign in lowered for sign in signs)), "failed"), f"{name}: {message}")
