"""Brings a store to today's tables: Alembic's versions in `versions/`, applied in one transaction when a store is opened.

A new version is a file `NNNN_what.py` with its `revision`, the one before as `down_revision` and an `upgrade()` that works on both back ends;
`HEAD` names it, and `crawler/stores/schema.py` has the tables as they are after it. A version never imports that: it stays as it was written.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, column, inspect, select, table, text

from crawler.stores import schema
from crawler.stores.base import StoreError
from crawler.stores.connection import Database
from crawler.stores.migrations.before_alembic import adopt

HEAD = "0004"
"""The version that this program works with."""

COPYING = " copying"
"""What the version of a store ends with while `crawler.stores.copying` fills it."""

_LOCK = 0x62756C6C  # one process at a time makes or migrates a PostgreSQL store


def migrate(database: Database, make: bool = True) -> None:
    """Make a fresh store's tables, or bring an older one up to date. A store of today's version costs one question.

    Args:
        database: where.
        make: False makes no store where none is.

    Raises:
        StoreError: `absent`, without `make`; `too-new`, when a later version of this program made the store; `copying`, when a copy into it has not ended;
            `foreign`, when the tables are not a store's.
    """
    with database.read() as connection:
        if (version := version_of(connection)) == HEAD:
            return
        if not make and version is None and not inspect(connection).has_table("counters"):
            raise StoreError("absent", f"{database.name}: there is no store yet; run `scrapy crawl` first")
    with database.write() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        version = version_of(connection)
        if version == HEAD:
            return
        if version is not None and version.endswith(COPYING):
            raise StoreError("copying", f"{database.name}: a copy into this store has not ended; run the same `bullionbite copy` again")
        tables = set(inspect(connection).get_table_names())
        if version is None and "counters" in tables:
            adopt(connection)
        elif "counters" not in tables and (others := sorted(tables & {*schema.metadata.tables, "alembic_version"})):
            raise StoreError("foreign", f"{database.name}: its table {others[0]} is not a store's; name another database")
        elif version is not None and version > HEAD:
            raise StoreError("too-new", f"the store has schema {version}, this program knows {HEAD}; upgrade it")
        _upgrade(connection)


def version_of(connection: Connection) -> str | None:
    """The version of the store's tables; None for one that Alembic has never seen."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.scalar(select(table("alembic_version", column("version_num")).c.version_num))
    return version


def set_version(connection: Connection, version: str) -> None:
    """Write the version of the store's tables."""
    connection.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})


def _upgrade(connection: Connection) -> None:
    from alembic import command  # on demand: a store of today's version never needs it
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    command.upgrade(config, "head")
