"""Reading what is stored: articles, their history, dead letters, counts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, literal, select

from crawler.stores import schema
from crawler.stores.connection import Row
from crawler.stores.figures import Facet
from crawler.stores.outcomes import Change
from crawler.stores.packing import storable, unpack_json
from crawler.stores.records import MOST_MATCHES, DeadLetter, Query, Revision, Stored
from crawler.stores.statistics import Counting

articles, revisions, labels = schema.articles, schema.revisions, schema.labels

STORED = (
    articles.c.id,
    articles.c.site,
    articles.c.url,
    articles.c.source_url,
    articles.c.saved_at,
    articles.c.gone_at,
    articles.c.duplicate_of,
    revisions.c.document,
    revisions.c.number,
    revisions.c.change,
    revisions.c.at,
)


class Reading(Counting):
    """The part of a store that people and reports use; see `crawler.stores.base.Store`."""

    def search(self, connection: Connection, query: Query, conditions: list[ColumnElement[bool]]) -> dict[int, str]:
        """The ids of the articles that match a text, best first, with a snippet each: made here, since FTS5's own takes half a minute of 40,000 hits in a text."""
        from crawler.stores.words import snippet, terms  # on demand: a crawl searches for nothing

        ids = self.search_ids(connection, query, conditions)
        texts = {row[0]: row[1] for row in connection.execute(select(articles.c.id, articles.c.text).where(articles.c.id.in_(ids)))}
        asked = terms(query.text)
        return {number: snippet(texts.get(number, ""), asked) for number in ids}

    def search_ids(self, connection: Connection, query: Query, conditions: list[ColumnElement[bool]]) -> list[int]:
        """The same ids without snippets, which cost more than finding; every back end has its own full-text search."""
        raise NotImplementedError

    def search_count(self, connection: Connection, query: Query, conditions: list[ColumnElement[bool]]) -> int:
        """How many articles match a text, up to `MOST_MATCHES` + 1."""
        raise NotImplementedError

    def articles(self, query: Query | None = None) -> list[Stored]:
        query = query or Query()
        with self.read() as connection:
            if query.text.strip():
                snippets = self.search(connection, query, filters(query))
                found = {item.id: item for item in _fetch(connection, articles.c.id.in_(snippets), snippets)}
                return [found[number] for number in snippets if number in found]
            # Ids first: sorting and skipping must not carry whole documents along.
            page = select(articles.c.id).where(*filters(query)).order_by(articles.c.dated.desc(), articles.c.id.desc())
            ids = list(connection.scalars(page.limit(query.limit).offset(query.offset)))
            found = {item.id: item for item in _fetch(connection, articles.c.id.in_(ids))}
            return [found[number] for number in ids if number in found]

    def count(self, query: Query | None = None) -> int:
        query = query or Query()
        with self.read() as connection:
            if query.text.strip():
                return self.search_count(connection, query, filters(query))
            return connection.scalar(select(func.count()).select_from(articles).where(*filters(query))) or 0

    def article(self, url_or_id: str | int) -> Stored | None:
        with self.read() as connection:
            number = _article_id(connection, url_or_id)
            return next(iter(_fetch(connection, articles.c.id == number)), None) if number else None

    def history(self, url_or_id: str | int) -> list[Revision]:
        with self.read() as connection:
            number = _article_id(connection, url_or_id)
            query = select(revisions).where(revisions.c.article_id == number).order_by(revisions.c.number)
            return [_revision(dict(row)) for row in connection.execute(query).mappings()]

    def facets(self, query: Query | None = None, limit: int = 12) -> dict[str, list[Facet]]:
        query = query or Query()
        conditions = filters(query)
        if query.text.strip():
            with self.read() as connection:
                ids = self.search_ids(connection, replace(query, limit=MOST_MATCHES, offset=0), conditions)
            conditions.append(articles.c.id.in_(ids))
        return self.facets_of(conditions, limit)

    def dead_letters(self, site: str | None = None, *, closed: bool = False, limit: int = 1000) -> list[DeadLetter]:
        table = schema.dead_letters
        query = select(table).order_by(table.c.last_at.desc(), table.c.url).limit(limit)
        if site is not None:
            query = query.where(table.c.site == site)
        if not closed:
            query = query.where(table.c.closed_at.is_(None))
        with self.read() as connection:
            return [DeadLetter(**row) for row in connection.execute(query).mappings()]

    def counts(self, site: str | None = None) -> dict[str, int]:
        pages, dead, fetches, blobs = schema.pages, schema.dead_letters, schema.fetches, schema.blobs
        kept = select(fetches.c.digest).where(fetches.c.site == site)
        of_site = select(articles.c.id).where(articles.c.site == site)
        queries = {
            "articles": _of(articles, site, ~articles.c.held),
            "gone": _of(articles, site, ~articles.c.held, articles.c.gone_at.is_not(None)),
            "held": _of(articles, site, articles.c.held),
            "revisions": _of(revisions, None, *([] if site is None else [revisions.c.article_id.in_(of_site)])),
            "boilerplate_changes": _of(articles, site, what=func.sum(articles.c.boilerplate_changes)),
            "dead": _of(dead, site, dead.c.closed_at.is_(None)),
            "pending": _of(pages, site, pages.c.outcome == "pending"),
            "pages": _of(pages, site),
            "raw": _of(fetches, site),
            "raw_bytes": select(func.sum(blobs.c.stored)).where(*([] if site is None else [blobs.c.digest.in_(kept)])),
        }
        with self.read() as connection:
            return {name: int(connection.scalar(query) or 0) for name, query in queries.items()}

    def removals(self, site: str | None = None) -> dict[str, tuple[int, int]]:
        table = schema.removals
        query = select(table.c.reason, func.sum(table.c.blocks), func.sum(table.c.chars)).group_by(table.c.reason)
        if site is not None:
            query = query.join(articles, articles.c.id == table.c.article_id).where(articles.c.site == site)
        with self.read() as connection:
            return {row[0]: (int(row[1]), int(row[2])) for row in connection.execute(query)}


def filters(query: Query) -> list[ColumnElement[bool]]:
    """The conditions of a query other than its text."""
    conditions: list[ColumnElement[bool]] = [~articles.c.held]
    if query.site is not None:
        conditions.append(articles.c.site == query.site)
    if query.since is not None:
        conditions.append(articles.c.dated >= query.since)
    if query.until is not None:
        conditions.append(articles.c.dated < query.until)
    if not query.gone:
        conditions.append(articles.c.gone_at.is_(None))
    wanted = (("author", query.author), ("tag", query.tag), ("language", query.language), ("kind", query.kind))
    for kind, value in wanted:
        if value is not None:
            labelled = select(labels.c.article_id).where(labels.c.kind == kind, labels.c.value == value.casefold())
            conditions.append(articles.c.id.in_(labelled))
    return conditions


def stored(row: Any, snippet: str = "") -> Stored:
    """The record of a row of `STORED` columns."""
    return Stored(
        id=row.id,
        site=row.site,
        url=row.url,
        source_url=row.source_url,
        document=unpack_json(row.document),
        revision=row.number,
        change=Change(row.change),
        saved_at=row.saved_at,
        changed_at=row.at,
        gone_at=row.gone_at,
        duplicate_of=row.duplicate_of,
        snippet=snippet,
    )


def _fetch(connection: Connection, condition: Any, snippets: dict[int, str] | None = None) -> list[Stored]:
    query = select(*STORED).join(revisions, revisions.c.id == articles.c.revision_id).where(condition, ~articles.c.held)
    return [stored(row, (snippets or {}).get(row.id, "")) for row in connection.execute(query)]


def _article_id(connection: Connection, url_or_id: str | int) -> int | None:
    if isinstance(url_or_id, int):
        return url_or_id
    url = storable(url_or_id)
    by_key = select(articles.c.id).where(articles.c.url == url)
    by_page = select(schema.pages.c.article_id).where(schema.pages.c.url == url)
    return connection.scalar(by_key) or connection.scalar(by_page)


def _revision(row: Row) -> Revision:
    diff = unpack_json(row["diff"]) if row["diff"] else ()
    return Revision(
        article_id=row["article_id"],
        number=row["number"],
        change=Change(row["change"]),
        at=row["at"],
        document=unpack_json(row["document"]),
        diff=tuple((sign, value) for sign, value in diff),
        cause=row["cause"],
        run=row["run"],
        held=row["held"],
        raw_digest=row["raw_digest"],
    )


def _of(source: Any, site: str | None, *conditions: Any, what: Any = None) -> Select[Any]:
    """A count (or other aggregate) over a table, of one site or all."""
    query = select(what if what is not None else func.count(literal(1))).select_from(source).where(*conditions)
    return query if site is None else query.where(source.c.site == site)
