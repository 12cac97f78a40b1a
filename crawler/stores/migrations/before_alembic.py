"""SQLite stores from before Alembic, handed over to it: their version, 1 or 2, was a counter named `schema`.

Frozen like the versions that follow: it knows the tables of version 1 and 2 as they were, whatever they are today.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, text

from crawler.stores.base import StoreError
from crawler.stores.packing import chunks, storable, unpack_json

TO_VERSION_2 = (
    "ALTER TABLE samples ADD COLUMN at DATETIME",
    "ALTER TABLE samples ADD COLUMN confidence FLOAT",
    "ALTER TABLE samples ADD COLUMN text_chars FLOAT",
    """
    UPDATE samples SET at = (SELECT started_at FROM runs WHERE runs.id = samples.run),
        confidence = json_extract(measures, '$.confidence'), text_chars = json_extract(measures, '$.text_chars')
    """,
    "DROP TABLE labels",
    "CREATE TABLE labels (article_id INTEGER NOT NULL, kind VARCHAR NOT NULL, value TEXT NOT NULL, PRIMARY KEY (article_id, kind, value))",
    "DROP TABLE removals",
    """
    CREATE TABLE removals (article_id INTEGER NOT NULL, reason TEXT NOT NULL, site VARCHAR NOT NULL, changed_at DATETIME NOT NULL,
        blocks INTEGER NOT NULL, chars INTEGER NOT NULL, PRIMARY KEY (article_id, reason))
    """,
    "CREATE INDEX pages_outcome ON pages (site, outcome, status, fetched_at)",
    "CREATE INDEX articles_counted ON articles (site, held, gone_at, boilerplate_changes)",
    "CREATE INDEX articles_duplicate ON articles (saved_at) WHERE duplicate_of IS NOT NULL",
    "CREATE INDEX revisions_at ON revisions (at, number, change, held, article_id)",
    "CREATE INDEX labels_value ON labels (kind, value, article_id)",
    "CREATE INDEX removals_reason ON removals (site, reason, changed_at, blocks, chars)",
    "CREATE INDEX blobs_stored ON blobs (digest, stored)",
    "CREATE INDEX samples_at ON samples (site, template, at, confidence, text_chars)",
)
"""Labels of language and kind, the ledger by site and time, samples' measures as columns, indexes for counting."""

DOCUMENTS = text(
    """
    SELECT articles.id, articles.site, articles.changed_at, revisions.document
    FROM articles JOIN revisions ON revisions.id = articles.revision_id WHERE NOT articles.held
    """
)
LABEL = text("INSERT INTO labels VALUES (:article_id, :kind, :value)")
REMOVAL = text("INSERT INTO removals VALUES (:article_id, :reason, :site, :changed_at, :blocks, :chars)")


def adopt(connection: Connection) -> None:
    """Bring such a store to version 2 and mark it as that.

    Raises:
        StoreError: `foreign`: these are not a store's tables.
    """
    version = connection.scalar(text("SELECT value FROM counters WHERE name = 'schema'")) if connection.dialect.name == "sqlite" else None
    if version not in (1, 2):
        raise StoreError("foreign", "the database has a table `counters` that is not a store's; name another database")
    if version == 1:
        for statement in TO_VERSION_2:
            connection.execute(text(statement))
        _write_details(connection)
    connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
    connection.execute(text("INSERT INTO alembic_version VALUES ('0002')"))
    connection.execute(text("DELETE FROM counters WHERE name = 'schema'"))


def _write_details(connection: Connection) -> None:
    """Labels and ledger of every article that readers see, out of its document."""
    for rows in chunks(connection.execute(DOCUMENTS)):
        documents = [(row, unpack_json(row.document)) for row in rows]
        for statement, details in ((LABEL, _labels), (REMOVAL, _removals)):
            if found := [detail for row, document in documents for detail in details(row, document)]:
                connection.execute(statement, found)


def _labels(row: Any, document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    values = {("author", storable(name).casefold()) for name in document.get("authors") or ()}
    values |= {("tag", storable(name).casefold()) for name in document.get("tags") or ()}
    values |= {(name, storable(document.get(name)).casefold()) for name in ("language", "kind")}
    return ({"article_id": row.id, "kind": kind, "value": value} for kind, value in sorted(values) if value)


def _removals(row: Any, document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    sums: dict[str, list[int]] = {}
    for removal in document.get("removed") or ():
        total = sums.setdefault(storable(removal["reason"]), [0, 0])
        total[0] += removal["blocks"]
        total[1] += removal["chars"]
    of = {"article_id": row.id, "site": row.site, "changed_at": row.changed_at}
    return (of | {"reason": reason, "blocks": blocks, "chars": chars} for reason, (blocks, chars) in sums.items())
