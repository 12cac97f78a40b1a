"""Named exports: what is new to each, by a cursor that moves only when told."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, func, select

from crawler.stores import schema
from crawler.stores.bulk import upsert
from crawler.stores.connection import Database
from crawler.stores.reading import STORED, stored
from crawler.stores.records import ExportBatch, Stored

articles, revisions, exports = schema.articles, schema.revisions, schema.exports


class Exporting(Database):
    """The part of a store that exports use; see `crawler.stores.base.Store`."""

    def export_since(self, name: str, *, after: int | None = None, limit: int | None = None, site: str | None = None) -> ExportBatch:
        with self.read() as connection:
            start = after
            if start is None:
                start = connection.scalar(select(exports.c.cursor).where(exports.c.name == name)) or 0
            later = revisions.alias()
            superseded = exists().where(
                later.c.article_id == revisions.c.article_id,
                later.c.number > revisions.c.number,
                later.c.position.is_not(None),
            )
            query = (
                select(*STORED, revisions.c.position)
                .join(revisions, revisions.c.article_id == articles.c.id)
                .where(revisions.c.position > start, ~superseded)
                .order_by(revisions.c.position)
                .limit(limit)
            )
            if site is not None:
                query = query.where(articles.c.site == site)
            rows = connection.execute(query).all()
        cursor = max([row.position for row in rows], default=start)
        return ExportBatch(tuple(stored(row) for row in rows), cursor)

    def export_end(self) -> int:
        with self.read() as connection:
            return connection.scalar(select(func.max(revisions.c.position))) or 0

    def unpublished(self, run: int) -> list[Stored]:
        query = (
            select(*STORED)
            .join(revisions, revisions.c.id == articles.c.revision_id)
            .where(revisions.c.run == run, revisions.c.position.is_(None), ~revisions.c.held)
            .order_by(revisions.c.id)
        )
        with self.read() as connection:
            return [stored(row) for row in connection.execute(query)]

    def export_commit(self, name: str, cursor: int, now: datetime) -> None:
        with self.write() as connection:
            upsert(connection, exports, [{"name": name, "cursor": cursor, "at": now}])
