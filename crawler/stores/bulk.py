"""Many rows in one statement, which is written once a table; `COPY` where many come to PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import JSON, Connection, Table

from crawler.stores import schema

MANY = 10
"""Rows from which on PostgreSQL takes them by `COPY`, by way of a temporary table where some may be there already."""

Values = tuple[Any, ...]


class _Known(Enum):
    """What becomes of a row whose key is there already."""

    ERROR = "error"
    KEPT = "kept"
    REPLACED = "replaced"


class _Plan(NamedTuple):
    """How rows of certain columns come into a table: SQL, and what makes the driver's values of a row."""

    insert: str
    columns: str
    conflict: str
    values: Callable[[Mapping[str, Any]], Values]


def load(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that are not there yet; all have the columns of the first. A row that is there is the driver's integrity error."""
    _write(connection, table, rows, _Known.ERROR)


def upsert(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, replacing every given column of those whose primary key is there already; keys within `rows` must be distinct."""
    _write(connection, table, rows, _Known.REPLACED)


def insert_missing(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert the rows whose primary key is not there yet."""
    _write(connection, table, rows, _Known.KEPT)


def _write(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]], known: _Known) -> None:
    if not rows:
        return
    plan = _plan(connection.dialect.name, table, tuple(rows[0]), known)
    values = [plan.values(row) for row in rows]
    if connection.dialect.name != "postgresql" or len(rows) < MANY:
        connection.exec_driver_sql(plan.insert, values)
    elif known is _Known.ERROR:
        _copy(connection, table.name, plan.columns, values)
    else:
        staged = f"staged_{table.name}"
        connection.exec_driver_sql(f"CREATE TEMP TABLE IF NOT EXISTS {staged} ON COMMIT DELETE ROWS AS SELECT * FROM {table.name} WITH NO DATA")
        _copy(connection, staged, plan.columns, values)
        connection.exec_driver_sql(f"INSERT INTO {table.name} ({plan.columns}) SELECT {plan.columns} FROM {staged}{plan.conflict}")


def _copy(connection: Connection, target: str, columns: str, values: Sequence[Values]) -> None:
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {target} ({columns}) FROM STDIN") as copy:
        for row in values:
            copy.write_row(row)


@cache
def _plan(dialect: str, table: Table, names: tuple[str, ...], known: _Known) -> _Plan:
    columns = ", ".join(f'"{name}"' for name in names)
    marks = ", ".join(["?" if dialect == "sqlite" else "%s"] * len(names))
    conflict = _conflict(dialect, table, names, known)
    return _Plan(f"INSERT INTO {table.name} ({columns}) VALUES ({marks}){conflict}", columns, conflict, _values(dialect, table, names))


def _conflict(dialect: str, table: Table, names: tuple[str, ...], known: _Known) -> str:
    """What a statement does about rows that are there, by their key: see `crawler.stores.connection.unique_key`."""
    if known is _Known.ERROR:
        return ""
    keys = [column.name for column in table.primary_key]
    unique = ", ".join(f"url_key({name})" if dialect == "postgresql" and name == "url" else f'"{name}"' for name in keys)
    changes = ", ".join(f'"{name}" = excluded."{name}"' for name in names if name not in keys)
    return f" ON CONFLICT ({unique}) DO " + ("NOTHING" if known is _Known.KEPT else f"UPDATE SET {changes}")


def _values(dialect: str, table: Table, names: tuple[str, ...]) -> Callable[[Mapping[str, Any]], Values]:
    """A function that makes the driver's values of a row."""
    instant = schema.sqlite_instant if dialect == "sqlite" else schema.utc
    changed: dict[int, Callable[[Any], Any]] = {}
    for place, name in enumerate(names):
        kind = table.columns[name].type
        if isinstance(kind, schema.Utc):
            changed[place] = instant
        elif isinstance(kind, JSON):
            changed[place] = json.dumps

    def values(row: Mapping[str, Any]) -> Values:
        found = [row[name] for name in names]
        for place, change in changed.items():
            found[place] = change(found[place])
        return tuple(found)

    return values
