"""Whether two stores hold the same rows, whatever their back ends: counted and hashed in one canonical form, a table at a time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Float, LargeBinary, Table, select

from crawler.stores import schema

STREAMED = 100
"""Rows fetched at once: raw pages are large."""

_MODULUS = 1 << 256


@dataclass(frozen=True, slots=True)
class Content:
    """What a table holds: its rows counted, and the sum of their SHA-256 (modulo 2^256), which no order changes."""

    rows: int
    digest: str


@dataclass(frozen=True, slots=True)
class Compared:
    """One table on both sides."""

    table: str
    source: Content
    target: Content

    @property
    def same(self) -> bool:
        return self.source == self.target


def compare(source: Connection, target: Connection, step: Callable[[str], None] = lambda table: None) -> list[Compared]:
    """Every table of two stores of today's version; `step` is told each table that is next."""
    found = []
    for table in schema.metadata.sorted_tables:
        step(table.name)
        found.append(Compared(table.name, content(source, table), content(target, table)))
    return found


def content(connection: Connection, table: Table) -> Content:
    """A table's rows, counted and hashed."""
    rows = total = 0
    for row in stream(connection, select(table)):
        rows += 1
        total += int.from_bytes(hashlib.sha256(canonical(table, row)).digest())
    return Content(rows, f"{total % _MODULUS:064x}")


def canonical(table: Table, row: Any) -> bytes:
    """A row as the same bytes on every back end: JSON with instants in UTC, bytes by their SHA-256, and numbers by their column's type."""
    values = [_plain(column.type, value) for column, value in zip(table.columns, row, strict=True)]
    return json.dumps(values, sort_keys=True, separators=(",", ":")).encode()


def stream(connection: Connection, query: Any) -> Iterator[Any]:
    """The rows of a query, a few in memory at a time."""
    return iter(connection.execute(query, execution_options={"yield_per": STREAMED}))


def _plain(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(kind, LargeBinary):
        return hashlib.sha256(value).hexdigest()
    return float(value) if isinstance(kind, Float) else value
