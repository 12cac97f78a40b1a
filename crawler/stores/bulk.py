"""Many new rows at once: `COPY` on PostgreSQL, one prepared statement on SQLite."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import JSON, Connection, Table


def load(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that are not there yet; all have the columns of the first. A row that is there is the driver's integrity error."""
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        _copy_in(connection, table, rows)
    else:
        connection.execute(table.insert(), [dict(row) for row in rows])


def _copy_in(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    names = list(rows[0])
    is_json = [isinstance(table.columns[name].type, JSON) for name in names]
    columns = ", ".join(f'"{name}"' for name in names)
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({columns}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row([json.dumps(row[name]) if plain else row[name] for name, plain in zip(names, is_json, strict=True)])
