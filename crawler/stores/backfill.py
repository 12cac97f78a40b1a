"""Older stores brought up to date with what is kept for counting, out of the documents they hold."""

from __future__ import annotations

from sqlalchemy import Connection, select, text

from crawler.stores import schema
from crawler.stores.packing import chunks, unpack_json
from crawler.stores.workset import write_details

_ADDED = ("pages_outcome", "articles_counted", "articles_duplicate", "revisions_at", "blobs_stored", "samples_at")
"""Indexes that version 2 added to tables that were there; it made `labels` and `removals` anew."""


def counted(connection: Connection) -> None:
    """Version 1 to 2 (SQLite only): labels of language and kind, the ledger by site and time, samples' measures as columns, indexes."""
    for name, kind in {"at": "DATETIME", "confidence": "FLOAT", "text_chars": "FLOAT"}.items():
        connection.execute(text(f"ALTER TABLE samples ADD COLUMN {name} {kind}"))
    connection.execute(
        text(
            "UPDATE samples SET at = (SELECT started_at FROM runs WHERE runs.id = samples.run), "
            "confidence = json_extract(measures, '$.confidence'), text_chars = json_extract(measures, '$.text_chars')"
        )
    )
    for table in (schema.labels, schema.removals):
        table.drop(connection)
        table.create(connection)
    _details(connection)
    for index in (index for table in schema.metadata.sorted_tables for index in table.indexes if index.name in _ADDED):
        index.create(connection)


def _details(connection: Connection) -> None:
    """Write the labels and the ledger of every article that readers see."""
    articles, revisions = schema.articles, schema.revisions
    numbers = list(connection.scalars(select(articles.c.id).where(~articles.c.held)))
    for chunk in chunks(numbers):
        query = select(articles.c.id, articles.c.site, articles.c.changed_at, revisions.c.document)
        query = query.join(revisions, revisions.c.id == articles.c.revision_id).where(articles.c.id.in_(chunk))
        rows = connection.execute(query).mappings()
        write_details(connection, [(dict(row), unpack_json(row["document"])) for row in rows])
