"""Runs, what they changed, and their quarantine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update

from crawler.stores import schema
from crawler.stores.connection import Database, Numbers, Row
from crawler.stores.outcomes import Change, Sample
from crawler.stores.packing import chunks, unpack_json
from crawler.stores.records import Run
from crawler.stores.workset import add_details, clear_details, columns

articles, revisions, runs, samples = schema.articles, schema.revisions, schema.runs, schema.samples

PLACE = update(revisions).where(revisions.c.id == bindparam("revision")).values(position=bindparam("place"))


class Running(Database):
    """The part of a store that knows runs; see `crawler.stores.base.Store`."""

    def run_start(self, site: str, now: datetime) -> int:
        with self.write() as connection:
            run = Numbers(connection).next()
            killed = list(connection.scalars(select(runs.c.id).where(runs.c.site == site, runs.c.ended_at.is_(None))))
            if killed:
                _join(connection, killed, run)
                connection.execute(update(runs).where(runs.c.id.in_(killed)).values(ended_at=now, outcome="killed"))
            connection.execute(runs.insert().values(id=run, site=site, started_at=now, held=False, stats={}))
            return run

    def run_end(self, run: int, now: datetime, outcome: str, exit_code: int, stats: Mapping[str, Any]) -> None:
        values = {"ended_at": now, "outcome": outcome, "exit_code": exit_code, "stats": _plain(stats)}
        with self.write() as connection:
            Numbers(connection).hold()
            _publish(
                connection,
                select(revisions.c.id).where(revisions.c.run == run, ~revisions.c.held, revisions.c.position.is_(None)),
            )
            _trust(connection, run, ~select(runs.c.held).where(runs.c.id == run).scalar_subquery())
            connection.execute(update(runs).where(runs.c.id == run).values(values))

    def runs(self, site: str | None = None, limit: int = 20) -> list[Run]:
        query = select(runs).order_by(runs.c.id.desc()).limit(limit)
        if site is not None:
            query = query.where(runs.c.site == site)
        with self.read() as connection:
            return [Run(**{**row, "stats": row["stats"] or {}}) for row in connection.execute(query).mappings()]

    def hold(self, run: int) -> int:
        with self.write() as connection:
            Numbers(connection).hold()
            query = select(revisions.c.article_id, revisions.c.position).where(
                revisions.c.run == run, ~revisions.c.held
            )
            changed = connection.execute(query).all()
            connection.execute(update(revisions).where(revisions.c.run == run).values(held=True, position=None))
            refreshed = _undo_refreshes(connection, run)
            _repoint(connection, {row.article_id for row in changed} | refreshed)
            _publish_current(connection, {row.article_id for row in changed if row.position is not None})
            _forget_validators(connection, {row.article_id for row in changed})
            _trust(connection, run, False)
            connection.execute(update(runs).where(runs.c.id == run).values(held=True))
            return len(changed)

    def release(self, run: int) -> int:
        with self.write() as connection:
            Numbers(connection).hold()
            held = select(revisions.c.article_id).where(revisions.c.run == run, revisions.c.held)
            changed = list(connection.scalars(held))
            connection.execute(update(revisions).where(revisions.c.run == run).values(held=False))
            _repoint(connection, set(changed))
            current = select(articles.c.revision_id)
            _publish(connection, select(revisions.c.id).where(revisions.c.run == run, revisions.c.id.in_(current)))
            _trust(connection, run, True)
            connection.execute(update(runs).where(runs.c.id == run).values(held=False))
            return len(changed)

    def samples(self, site: str, template: str | None = None, limit: int = 500, run: int | None = None) -> list[Sample]:
        query = select(samples.c.template, samples.c.measures).where(samples.c.site == site)
        if template is not None:
            query = query.where(samples.c.template == template)
        query = query.where(samples.c.sound if run is None else samples.c.run == run)
        with self.read() as connection:
            return [Sample(*row) for row in connection.execute(query.order_by(samples.c.id.desc()).limit(limit))]


def _join(connection: Connection, killed: list[int], run: int) -> None:
    """Hand what killed runs saved, and no health gate has judged, to the run that goes on with their work."""
    unjudged = (revisions.c.run.in_(killed), revisions.c.position.is_(None), ~revisions.c.held)
    connection.execute(update(revisions).where(*unjudged).values(run=run))
    connection.execute(update(revisions).where(revisions.c.refreshed_by.in_(killed)).values(refreshed_by=run))
    connection.execute(update(samples).where(samples.c.run.in_(killed)).values(run=run))


def _trust(connection: Connection, run: int, sound: Any) -> None:
    """Say whether the run's samples are a baseline for others."""
    connection.execute(update(samples).where(samples.c.run == run).values(sound=sound))


def _publish(connection: Connection, query: Any) -> None:
    """Give these revisions, oldest first, the next places in the order of exports."""
    ids = sorted(connection.scalars(query))
    if ids:
        positions = Numbers(connection).take(len(ids))
        rows = [{"revision": number, "place": place} for number, place in zip(ids, positions, strict=True)]
        connection.execute(PLACE, rows)


def _publish_current(connection: Connection, numbers: set[int]) -> None:
    """Export again the versions that stand for what a quarantine took back."""
    for chunk in chunks(numbers):
        current = select(articles.c.revision_id).where(articles.c.id.in_(chunk), ~articles.c.held)
        _publish(connection, current)


def _undo_refreshes(connection: Connection, run: int) -> set[int]:
    """Give revisions the metadata back that the run replaced; the ids of their articles."""
    touched = (revisions.c.refreshed_by == run, revisions.c.before_refresh.is_not(None))
    numbers = set(connection.scalars(select(revisions.c.article_id).where(*touched)))
    restored = {"document": revisions.c.before_refresh, "before_refresh": None, "refreshed_by": None}
    connection.execute(update(revisions).where(*touched).values(restored))
    return numbers


def _repoint(connection: Connection, numbers: Iterable[int]) -> None:
    """Make each article's latest revision that is not held its current one; an article without any is held itself."""
    for chunk in chunks(sorted(numbers)):
        rows = {
            row["id"]: row for row in connection.execute(select(articles).where(articles.c.id.in_(chunk))).mappings()
        }
        good = (
            select(revisions.c.article_id, func.max(revisions.c.number).label("number"))
            .where(revisions.c.article_id.in_(chunk), ~revisions.c.held)
            .group_by(revisions.c.article_id)
            .subquery()
        )
        latest = select(revisions).join(
            good, (revisions.c.article_id == good.c.article_id) & (revisions.c.number == good.c.number)
        )
        current = {row["article_id"]: dict(row) for row in connection.execute(latest).mappings()}
        connection.execute(update(articles).where(articles.c.id.in_(chunk)).values(held=True))
        clear_details(connection, rows)
        standing = []
        for number, revision in current.items():
            document = unpack_json(revision["document"])
            values = _standing(revision) | columns(document, rows[number]["saved_at"])
            connection.execute(update(articles).where(articles.c.id == number).values(values))
            standing.append(({**rows[number], **values}, document))
        add_details(connection, standing)


def _standing(revision: Row) -> Row:
    """The columns of an article's row that its current revision gives."""
    gone = revision["at"] if revision["change"] == Change.REMOVAL else None
    return {
        "revision_id": revision["id"],
        "number": revision["number"],
        "change": revision["change"],
        "changed_at": revision["at"],
        "gone_at": gone,
        "held": False,
    }


def _forget_validators(connection: Connection, numbers: Iterable[int]) -> None:
    """Fetch these articles' pages whole next time: a 304 would only confirm what is held."""
    for chunk in chunks(numbers):
        pages = schema.pages
        connection.execute(update(pages).where(pages.c.article_id.in_(chunk)).values(etag=None, last_modified=None))


def _plain(value: Any) -> Any:
    """A copy that JSON can hold."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set):
        return [_plain(item) for item in value]
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)
