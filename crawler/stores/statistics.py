"""What reports count, in SQL: nothing here reads an article's document, so a hundred thousand of them cost a second or less."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select

from crawler.stores import schema
from crawler.stores.connection import Database
from crawler.stores.figures import (
    LATEST,
    DayCount,
    Dead,
    Duplicate,
    Facet,
    PageCount,
    Removed,
    Revised,
    Scope,
    Statistics,
    TemplateDay,
)
from crawler.stores.packing import unpack_json

articles, revisions, labels, removals = schema.articles, schema.revisions, schema.labels, schema.removals


class Counting(Database):
    """The part of a store that counts; see `crawler.stores.base.Store`."""

    def statistics(self, scope: Scope | None = None) -> Statistics:
        scope = scope or Scope()
        with self.read() as connection:
            return _Counter(connection, scope).all()

    def facets_of(self, conditions: Iterable[ColumnElement[bool]], limit: int) -> dict[str, list[Facet]]:
        """Facets of the articles under these conditions; `Store.facets` says which."""
        conditions = list(conditions)
        with self.read() as connection:
            site = select(articles.c.site, func.count()).where(*conditions).group_by(articles.c.site)
            day = _day(connection, articles.c.dated)
            days = select(day, func.count()).where(*conditions).group_by(day).order_by(day.desc()).limit(limit)
            found = {"site": _facets(connection, site.order_by(func.count().desc(), articles.c.site).limit(limit))}
            found["day"] = _facets(connection, days)
            return found | _labelled(connection, conditions, limit)


class _Counter:
    """The statements of one report, over one moment of the store."""

    def __init__(self, connection: Connection, scope: Scope) -> None:
        self._connection = connection
        self._scope = scope

    def all(self) -> Statistics:
        return Statistics(
            published=self._days(articles, articles.c.dated, articles.c.site, ~articles.c.held),
            changes=self._changes(),
            pages=self._pages(),
            removed=self._removed(),
            templates=self._templates(),
            dead=self._dead(),
            dead_days=self._days(_DEAD, _DEAD.c.last_at, _DEAD.c.reason, _DEAD.c.closed_at.is_(None)),
            revised=self._revised(),
            duplicates=self._duplicates(),
            duplicate_count=self._duplicate_count(),
        )

    def _days(self, table: Any, at: ColumnElement[Any], name: ColumnElement[Any], *conditions: Any) -> list[DayCount]:
        day = _day(self._connection, at)
        query = select(day, name, func.count()).where(*conditions).group_by(day, name).order_by(day)
        return [DayCount(str(row[0]), row[1], row[2]) for row in self._rows(query, table.c.site, at)]

    def _changes(self) -> list[DayCount]:
        day = _day(self._connection, revisions.c.at)
        query = select(day, revisions.c.change, func.count()).where(~revisions.c.held)
        if self._scope.site is not None:  # not a join, which would read a row of text for each revision
            query = query.where(revisions.c.article_id.in_(select(articles.c.id).where(articles.c.site == self._scope.site)))
        query = query.group_by(day, revisions.c.change).order_by(day)
        return [DayCount(str(row[0]), row[1], row[2]) for row in self._rows(query, None, revisions.c.at)]

    def _pages(self) -> list[PageCount]:
        pages = schema.pages
        columns = (pages.c.site, pages.c.outcome, pages.c.status)
        query = select(*columns, func.count()).group_by(*columns).order_by(func.count().desc())
        return [PageCount(*row) for row in self._rows(query, pages.c.site, pages.c.fetched_at)]

    def _removed(self) -> list[Removed]:
        columns = removals.c.site, removals.c.reason
        sums = func.count(), func.sum(removals.c.blocks), func.sum(removals.c.chars)
        query = select(*columns, *sums).group_by(*columns).order_by(func.sum(removals.c.chars).desc(), *columns)
        return [Removed(*row) for row in self._rows(query, removals.c.site, removals.c.changed_at)]

    def _templates(self) -> list[TemplateDay]:
        samples = schema.samples
        day = _day(self._connection, samples.c.at)
        columns = samples.c.site, samples.c.template, day
        query = select(*columns, func.count(), func.avg(samples.c.confidence), func.avg(samples.c.text_chars))
        query = query.where(samples.c.at.is_not(None)).group_by(*columns).order_by(day)
        rows = self._rows(query, samples.c.site, samples.c.at)
        return [TemplateDay(row[0], row[1], str(row[2]), row[3], float(row[4] or 0), float(row[5] or 0)) for row in rows]

    def _dead(self) -> list[Dead]:
        query = (
            select(_DEAD.c.site, _DEAD.c.reason, func.count())
            .where(_DEAD.c.closed_at.is_(None))
            .group_by(_DEAD.c.site, _DEAD.c.reason)
            .order_by(func.count().desc())
        )
        return [Dead(*row) for row in self._rows(query, _DEAD.c.site, _DEAD.c.last_at)]

    def _revised(self) -> list[Revised]:
        columns = (
            revisions.c.article_id, articles.c.title, articles.c.url, articles.c.site, revisions.c.number, revisions.c.change,
            revisions.c.at, revisions.c.diff,
        )  # fmt: skip
        query = (
            select(*columns)
            .join(articles, articles.c.id == revisions.c.article_id)
            .where(revisions.c.number > 1, ~revisions.c.held)
            .order_by(revisions.c.at.desc(), revisions.c.id.desc())
            .limit(LATEST)
        )
        rows = self._rows(query, articles.c.site, revisions.c.at)
        return [Revised(*row[:7], tuple(map(tuple, unpack_json(row[7]) if row[7] else ()))) for row in rows]

    def _duplicates(self) -> list[Duplicate]:
        columns = articles.c.id, articles.c.title, articles.c.url, articles.c.site, articles.c.duplicate_of
        query = select(*columns).where(articles.c.duplicate_of.is_not(None), ~articles.c.held)
        query = query.order_by(articles.c.saved_at.desc()).limit(LATEST)
        return [Duplicate(*row) for row in self._rows(query, articles.c.site, articles.c.saved_at)]

    def _duplicate_count(self) -> int:
        query = select(func.count()).where(articles.c.duplicate_of.is_not(None), ~articles.c.held)
        return int(self._rows(query, articles.c.site, articles.c.saved_at)[0][0])

    def _rows(self, query: Select[Any], site: ColumnElement[Any] | None, at: ColumnElement[Any]) -> list[Any]:
        """The rows of a query within the scope."""
        if site is not None and self._scope.site is not None:
            query = query.where(site == self._scope.site)
        if self._scope.since is not None:
            query = query.where(at >= self._scope.since)
        return list(self._connection.execute(query))


_DEAD = schema.dead_letters


def _day(connection: Connection, column: ColumnElement[Any]) -> ColumnElement[Any]:
    """The day of an instant in UTC."""
    if connection.dialect.name == "postgresql":
        return func.date(func.timezone("UTC", column))
    return func.date(column)


def _labelled(connection: Connection, conditions: list[ColumnElement[bool]], limit: int) -> dict[str, list[Facet]]:
    """Authors, tags, languages and kinds, all in one pass over the labels, which only articles that readers see have."""
    query = select(labels.c.kind, labels.c.value, func.count().label("count"), func.min(labels.c.article_id).label("example"))
    if len(conditions) > 1:  # else every label counts
        query = query.where(labels.c.article_id.in_(select(articles.c.id).where(*conditions)))
    counted = query.group_by(labels.c.kind, labels.c.value).subquery()
    order = counted.c["count"].desc(), counted.c.value
    place = func.row_number().over(partition_by=counted.c.kind, order_by=order).label("place")
    ranked = select(counted, place).subquery()
    rows = list(connection.execute(select(ranked).where(ranked.c.place <= limit).order_by(ranked.c.place)))
    found: dict[str, list[Facet]] = {}
    for kind in ("author", "tag", "language", "kind"):
        of_kind = [row for row in rows if row.kind == kind]
        spelled = _spellings(connection, kind, {row.value: row.example for row in of_kind})
        found[kind] = [Facet(spelled.get(row.value, row.value), row[2]) for row in of_kind]
    return found


def _facets(connection: Connection, query: Select[Any]) -> list[Facet]:
    return [Facet(str(row[0]), row[1]) for row in connection.execute(query)]


def _spellings(connection: Connection, kind: str, examples: dict[str, int]) -> dict[str, str]:
    """Authors and tags as an example article writes them, by the folded form that is stored for comparison."""
    column = {"author": articles.c.authors, "tag": articles.c.tags}.get(kind)
    if column is None or not examples:
        return {}
    query = select(articles.c.id, column).where(articles.c.id.in_(examples.values()))
    written = {row[0]: {name.casefold(): name for name in row[1].split("\n")} for row in connection.execute(query)}
    return {value: written[number].get(value, value) for value, number in examples.items()}
