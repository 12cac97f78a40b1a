"""Which URLs are known, what listings said of them, and what is due: the crawl's whole memory between runs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, case, func, or_, select, update

from crawler.stores import schema
from crawler.stores.bulk import upsert
from crawler.stores.connection import Database, Row, rows_among
from crawler.stores.packing import chunks, pack_json, unpack_json
from crawler.stores.records import Discovered, Listing, ListingState, PageState, Sighting
from crawler.stores.rows import new_page

pages = schema.pages


class Frontier(Database):
    """The part of a store that discovery uses; see `crawler.stores.base.Store`."""

    def discover(self, listing: Listing) -> Discovered:
        sightings = {sighting.url: sighting for sighting in listing.sightings}
        new: list[str] = []
        changed: list[str] = []
        with self.write() as connection:
            for chunk in chunks(sightings):
                known = _pages(connection, chunk)
                rows = [_sighted(known.get(url), sightings[url], listing) for url in chunk]
                new += [url for url in chunk if url not in known]
                changed += [row["url"] for row in rows if row["url"] in known and row.pop("changed", False)]
                for row in rows:
                    row.pop("changed", None)
                upsert(connection, pages, rows)
            upsert(connection, schema.listings, [_listing_row(listing)])
        return Discovered(tuple(new), tuple(changed), len(sightings) - len(new) - len(changed))

    def listings(self, site: str) -> dict[str, ListingState]:
        table = schema.listings
        with self.read() as connection:
            rows = connection.execute(select(table).where(table.c.site == site)).mappings()
            return {row["url"]: ListingState(**row) for row in rows}

    def state(self, urls: Iterable[str]) -> dict[str, PageState]:
        with self.read() as connection:
            return {url: _page_state(row) for url, row in _pages(connection, list(urls)).items()}

    def due(
        self, site: str, now: datetime, limit: int = 1000, *, before: datetime | None = None, longest_first: bool = False
    ) -> list[PageState]:
        news = or_(pages.c.outcome == "pending", pages.c.fetched_at.is_(None), pages.c.updated > pages.c.fetched_at)
        rank = pages.c.next_due if longest_first else func.coalesce(pages.c.updated, pages.c.first_seen).desc()
        query = (
            select(pages)
            .where(pages.c.site == site, pages.c.next_due <= now)
            .order_by(case((news, 0), else_=1), rank, pages.c.url)
            .limit(limit)
        )
        if before is not None:
            query = query.where(or_(pages.c.fetched_at.is_(None), pages.c.fetched_at < before))
        with self.read() as connection:
            return [_page_state(dict(row)) for row in connection.execute(query).mappings()]

    def postpone(self, urls: Iterable[str], until: datetime | None) -> None:
        with self.write() as connection:
            for chunk in chunks(urls):
                connection.execute(update(pages).where(pages.c.url.in_(chunk)).values(next_due=until))

    def get(self, site: str, key: str) -> Any:
        table = schema.memory
        with self.read() as connection:
            return connection.scalar(select(table.c.value).where(table.c.site == site, table.c.key == key))

    def put(self, site: str, key: str, value: Any) -> None:
        with self.write() as connection:
            upsert(connection, schema.memory, [{"site": site, "key": key, "value": value}])


def _pages(connection: Connection, urls: list[str]) -> dict[str, Row]:
    """The rows of those of these URLs that are known."""
    found = connection.execute(rows_among(connection.dialect.name, pages.c.url), {"keys": urls}).mappings()
    return {row["url"]: dict(row) for row in found}


def _sighted(known: Row | None, sighting: Sighting, listing: Listing) -> Row:
    """The page's row after the sighting; `changed` says that a known page has to be looked at again."""
    row = known or new_page(sighting.url, listing.site, listing.at)
    row["last_seen"] = listing.at
    later = sighting.updated is not None and (row["updated"] is None or sighting.updated > row["updated"])
    # A first date for a page that was fetched after it is no news.
    news = later and not (row["updated"] is None and row["fetched_at"] and row["fetched_at"] >= sighting.updated)
    if later:
        row["updated"] = sighting.updated
    if known is None or news or listing.recheck:
        row.update(next_due=listing.at, source=listing.url, changed=known is not None)
        row["hint"] = pack_json(dict(sighting.hint)) if sighting.hint is not None else None
    return row


def _listing_row(listing: Listing) -> Row:
    return {
        "site": listing.site,
        "url": listing.url,
        "kind": listing.kind,
        "at": listing.at,
        "etag": listing.etag,
        "last_modified": listing.last_modified,
        "cursor": listing.cursor,
    }


def _page_state(row: Row) -> PageState:
    row["hint"] = unpack_json(row["hint"]) if row["hint"] else None
    return PageState(**row)
