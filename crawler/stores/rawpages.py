"""Raw pages: what was fetched, compressed, each content once, until retention drops it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, select, update

from crawler.stores import schema
from crawler.stores.bulk import insert_missing
from crawler.stores.connection import Database
from crawler.stores.outcomes import Fetch
from crawler.stores.packing import Packed, chunks, unpack, unpack_json
from crawler.stores.records import RawPage
from crawler.stores.rows import new_page, raw_blob, raw_fetch

blobs, fetches, pages = schema.blobs, schema.fetches, schema.pages


class RawPages(Database):
    """The part of a store that keeps raw pages; see `crawler.stores.base.Store`."""

    def raw(self, digest: str) -> bytes | None:
        with self.read() as connection:
            body = connection.scalar(select(blobs.c.body).where(blobs.c.digest == digest))
            return unpack(body) if body is not None else None

    def raw_page(self, url: str) -> RawPage | None:
        query = (
            select(fetches, blobs.c.body)
            .join(blobs, blobs.c.digest == fetches.c.digest)
            .where(fetches.c.url == url)
            .order_by(fetches.c.at.desc())
            .limit(1)
        )
        with self.read() as connection:
            row = connection.execute(query).first()
        return _raw_page(row) if row is not None else None

    def raw_pages(
        self, site: str | None = None, since: datetime | None = None, *, latest: bool = True
    ) -> Iterator[RawPage]:
        query = select(fetches.c.url, fetches.c.at).order_by(fetches.c.at, fetches.c.url)
        if site is not None:
            query = query.where(fetches.c.site == site)
        if since is not None:
            query = query.where(fetches.c.at >= since)
        if latest:
            newest = select(fetches.c.url, func.max(fetches.c.at).label("at")).group_by(fetches.c.url).subquery()
            query = query.join(newest, (newest.c.url == fetches.c.url) & (newest.c.at == fetches.c.at))
        with self.read() as connection:
            keys = connection.execute(query).all()
        for url, at in keys:  # one page in memory at a time, and no transaction open while the caller works
            with self.read() as connection:
                row = connection.execute(
                    select(fetches, blobs.c.body)
                    .join(blobs, blobs.c.digest == fetches.c.digest)
                    .where(fetches.c.url == url, fetches.c.at == at)
                ).first()
            if row is not None:
                yield _raw_page(row)

    def add_raw(self, pages: Iterable[RawPage]) -> int:
        added = 0
        for chunk in chunks(pages, 50):
            with self.write() as connection:
                added += sum(_add(connection, page) for page in chunk)
        return added

    def prune_raw(self, before: datetime | None = None, max_bytes: int | None = None) -> int:
        with self.write() as connection:
            size = _size(connection)
            if before is not None:
                connection.execute(delete(fetches).where(fetches.c.at < before))
                _drop_orphans(connection)
            if max_bytes is not None and (excess := _size(connection) - max_bytes) > 0:
                _drop_oldest(connection, excess)
            left = _size(connection)
        self.reclaim()
        return size - left

    def reclaim(self) -> None:
        """Give freed space back to the file system, where the back end does not by itself."""


def _add(connection: Connection, page: RawPage) -> int:
    packed = Packed.of(page.body)
    row = raw_fetch(page.site, page.fetch, packed.digest)
    there = select(fetches.c.digest).where(fetches.c.url == page.fetch.url, fetches.c.at == page.fetch.at)
    if connection.scalar(there) is not None:
        return 0
    insert_missing(connection, blobs, [raw_blob(packed)])
    connection.execute(fetches.insert().values(row))
    state = new_page(page.fetch.url, page.site, page.fetch.at)
    state.update(fetched_at=page.fetch.at, status=page.fetch.status, raw_digest=packed.digest, source="import")
    insert_missing(connection, pages, [state])
    return 1


def _size(connection: Connection) -> int:
    return int(connection.scalar(select(func.sum(blobs.c.stored))) or 0)


def _drop_oldest(connection: Connection, excess: int) -> None:
    """Drop the pages whose last fetch is the longest ago until `excess` bytes are freed."""
    last = select(fetches.c.digest, func.max(fetches.c.at).label("at")).group_by(fetches.c.digest).subquery()
    query = select(blobs.c.digest, blobs.c.stored).join(last, last.c.digest == blobs.c.digest).order_by(last.c.at)
    victims = []
    for name, stored in connection.execute(query):
        if excess <= 0:
            break
        victims.append(name)
        excess -= stored
    for chunk in chunks(victims):
        connection.execute(delete(fetches).where(fetches.c.digest.in_(chunk)))
    _drop_orphans(connection)


def _drop_orphans(connection: Connection) -> None:
    connection.execute(delete(blobs).where(blobs.c.digest.not_in(select(fetches.c.digest))))
    lost = pages.c.raw_digest.is_not(None) & pages.c.raw_digest.not_in(select(blobs.c.digest))
    connection.execute(update(pages).where(lost).values(raw_digest=None))


def _raw_page(row: Any) -> RawPage:
    facts = unpack_json(row.facts)
    facts["headers"] = tuple((name, value) for name, value in facts["headers"])
    return RawPage(row.digest, row.site, Fetch(url=row.url, at=row.at, **facts), unpack(row.body))
