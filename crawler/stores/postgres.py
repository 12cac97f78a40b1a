"""The store on a PostgreSQL server: one for many crawls at once, searched with `tsvector`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Select, cast, create_engine, func, select, text
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from crawler.stores import schema
from crawler.stores.base import StoreError
from crawler.stores.exporting import Exporting
from crawler.stores.frontier import Frontier
from crawler.stores.migrations import migrate
from crawler.stores.rawpages import RawPages
from crawler.stores.reading import Reading
from crawler.stores.records import MOST_MATCHES, Query
from crawler.stores.running import Running
from crawler.stores.saving import Saving
from crawler.stores.words import Terms, apart, fts, snippet, terms, tsquery

articles = schema.articles

# Weights of D (text), C (unused), B (authors, tags), A (title): those of SQLite's ranking.
WEIGHTS = text("'{0.25, 0.25, 0.5, 1.0}'::float4[]")
TITLE = text("'{a}'")
_BY_LENGTH = 1  # of `ts_rank`: a word says more of a short text

MOST_READ = 8_000
"""Articles with all words of a phrase that are read for the phrase itself, at 4 to 5 us each. Of more, the latest are wanted where they hold it often enough."""

PROBED, OFTEN, PROBED_TITLES = 5_000, 20, 1_000
"""The latest articles in which a phrase of common words is looked for, how often they must hold it, and those whose headlines are read first."""

_PROBE, _TITLE_PROBE = (select(fts).order_by(fts.c.article_id.desc()).limit(count).subquery() for count in (PROBED, PROBED_TITLES))

MOST_TITLES = 100
"""Headlines with all words of a phrase that are read for the phrase itself."""

# The planner takes a long `tsvector` for a short value, and would rather read all of them than the index: 490 ms against 55 of 100,000 articles.
BY_INDEX = text("SET LOCAL enable_seqscan = off")

# A host that dies must not keep its locks for two hours, which is the system's own patience.
CONNECT = {"connect_timeout": 10, "keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3, "application_name": "bullionbite"}

ORPHANS = (
    ("revisions without their article", "SELECT count(*) FROM revisions r LEFT JOIN articles a ON a.id = r.article_id WHERE a.id IS NULL"),
    ("articles without their revision", "SELECT count(*) FROM articles a LEFT JOIN revisions r ON r.id = a.revision_id WHERE r.id IS NULL"),
    ("fetches without their bytes", "SELECT count(*) FROM fetches f LEFT JOIN blobs b USING (digest) WHERE b.digest IS NULL"),
    ("articles that search cannot find", "SELECT count(*) FROM articles a LEFT JOIN articles_fts f ON f.article_id = a.id WHERE f.article_id IS NULL AND NOT a.held"),
)


class PostgresStore(Frontier, Saving, Running, Reading, Exporting, RawPages):
    """A `crawler.stores.base.Store` in a database of a PostgreSQL server (14 or later, encoding UTF-8)."""

    def __init__(self, url: str) -> None:
        super().__init__(open_engine(url))
        migrate(self)

    def search(self, connection: Connection, query: Query, conditions: list[ColumnElement[bool]]) -> dict[int, str]:
        ids = self.search_ids(connection, query, conditions)
        texts = {row[0]: row[1] for row in connection.execute(select(articles.c.id, articles.c.text).where(articles.c.id.in_(ids)))}
        asked = terms(query.text)
        return {number: snippet(texts.get(number, ""), asked) for number in ids}

    def search_ids(self, connection: Connection, query: Query, conditions: list[ColumnElement[bool]]) -> list[int]:
        asked = terms(query.text)
        if not asked:
            return []
        wanted = query.offset + query.limit
        _choose_plan(connection, asked)
        probed = _probed(connection, asked, wanted)
        if probed is None:
            ranked = _ranked(connection, asked, conditions)
            if len(ranked) <= MOST_MATCHES:
                return ranked[query.offset : wanted]
            probed = []
        titled = _latest_titled(connection, asked, conditions, wanted)
        if len(titled) == wanted:
            rest = []
        elif len(probed) >= wanted and len(conditions) <= 1:
            rest = probed
        else:
            rest = list(connection.scalars(_latest(_matches(asked), conditions, wanted)))
        return list(dict.fromkeys(titled + rest))[query.offset : wanted]

    def search_count(self, connection: Connection, query: Query, conditions: list[ColumnElement[bool]]) -> int:
        asked = terms(query.text)
        if not asked:
            return 0
        _choose_plan(connection, asked)
        return _count(connection, _matches(asked), conditions)

    def check(self) -> list[str]:
        with self.read() as connection:
            found = ((words, connection.scalar(text(query)) or 0) for words, query in ORPHANS)
            return [f"{count} {words}" for words, count in found if count]


def open_engine(url: str) -> Engine:
    """An engine for the server. Raises as `server_url`."""
    return create_engine(server_url(url), connect_args=CONNECT, pool_size=5)


def server_url(url: str) -> URL:
    """The URL with the driver that is used.

    Raises:
        StoreError: `bad-url`, or `missing-driver` where psycopg is not installed.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StoreError("bad-url", "a PostgreSQL store is named postgresql+psycopg://user@host/database") from error
    if parsed.drivername not in ("postgresql", "postgresql+psycopg") or not parsed.database:
        raise StoreError("bad-url", f"{parsed.render_as_string()}: write postgresql+psycopg://user@host/database")
    try:
        import psycopg  # noqa: F401
    except ImportError:
        raise StoreError("missing-driver", "PostgreSQL needs psycopg: pip install 'bullionbite[postgres]'") from None
    return parsed.set(drivername="postgresql+psycopg")


def _query(match: str) -> Any:
    return cast(match, TSQUERY)


def _matches(asked: Terms) -> ColumnElement[bool]:
    return fts.c.words.bool_op("@@")(_query(tsquery(asked)))


def _in_title(asked: Terms, column: ColumnElement[Any] = fts.c.words) -> ColumnElement[bool]:
    """All of them in the headline: as the index of version 3 has it, for a weight in the query would have every match read whole."""
    return func.ts_filter(column, TITLE).bool_op("@@")(_query(tsquery(asked)))


def _matching(what: Any, match: ColumnElement[bool], conditions: Sequence[ColumnElement[bool]]) -> Select[Any]:
    """A query over full-text matches, joined to the articles only where a condition needs them: held ones have no words."""
    query = select(what).select_from(fts).where(match)
    if len(conditions) > 1:
        query = query.join(articles, articles.c.id == fts.c.article_id).where(*conditions)
    return query


def _count(connection: Connection, match: ColumnElement[bool], conditions: Sequence[ColumnElement[bool]] = (), most: int | None = None) -> int:
    """How many match, up to `most` + 1, by default `MOST_MATCHES` + 1."""
    few = _matching(fts.c.article_id, match, conditions).limit((most or MOST_MATCHES) + 1).subquery()
    return connection.scalar(select(func.count()).select_from(few)) or 0


def _probed(connection: Connection, asked: Terms, wanted: int) -> list[int] | None:
    """The latest matches as far as they were met in telling that the latest are wanted: so many articles hold what is asked for that the best are not looked for.

    None where the best are wanted, for which all matches are read. Words are counted in the index, which says nothing of phrases: those are looked for among the
    latest articles. It does not hang on the page of results that is asked for, or pages would be in different orders.
    """
    if apart(asked) == asked:
        return [] if _count(connection, _matches(asked)) > MOST_MATCHES else None
    if _count(connection, _matches(apart(asked)), most=MOST_READ) <= MOST_READ:
        return None
    hits = select(_PROBE.c.article_id).where(_PROBE.c.words.bool_op("@@")(_query(tsquery(asked)))).order_by(_PROBE.c.article_id.desc())
    found = list(connection.scalars(hits.limit(max(wanted, OFTEN))))
    return found if len(found) >= OFTEN else None


def _ranked(connection: Connection, asked: Terms, conditions: Sequence[ColumnElement[bool]]) -> list[int]:
    """The matches, best first, or any `MOST_MATCHES` + 1 of more. One reading of what an index cannot tell, which takes most of the time of a phrase."""
    rank = func.ts_rank(WEIGHTS, fts.c.words, _query(tsquery(asked)), _BY_LENGTH)
    found = _matching(fts.c.article_id, _matches(asked), conditions).add_columns(rank).limit(MOST_MATCHES + 1)
    return [row[0] for row in sorted(connection.execute(found), key=lambda row: (row[1], row[0]), reverse=True)]


def _latest_titled(connection: Connection, asked: Terms, conditions: Sequence[ColumnElement[bool]], wanted: int) -> list[int]:
    """The latest articles with all of what is asked for in their headlines; a phrase is sought in the latest alone, or in the `MOST_TITLES` latest that meet the conditions."""
    words, is_phrase = _in_title(apart(asked)), apart(asked) != asked
    if len(conditions) <= 1:
        probe = select(_TITLE_PROBE.c.article_id).where(_in_title(asked, _TITLE_PROBE.c.words)).order_by(_TITLE_PROBE.c.article_id.desc()).limit(wanted)
        if len(found := list(connection.scalars(probe))) == wanted or is_phrase:
            return found
    limit = max(wanted, MOST_TITLES) if is_phrase else wanted
    few = _matching(fts.c.article_id, words, conditions).limit(MOST_MATCHES + 1)
    found = sorted(connection.scalars(few), reverse=True)
    if len(found) > MOST_MATCHES:  # going back in time meets enough soon
        found = list(connection.scalars(_latest(words, conditions, limit)))
    found = found[:limit]
    if is_phrase:
        found = sorted(connection.scalars(select(fts.c.article_id).where(fts.c.article_id.in_(found), _in_title(asked))), reverse=True)
    return found[:wanted]


def _choose_plan(connection: Connection, asked: Terms) -> None:
    if not any(begins for _, begins in asked):  # a beginning's matches are a union of thousands of words
        connection.execute(BY_INDEX)


def _latest(match: ColumnElement[bool], conditions: list[ColumnElement[bool]], limit: int) -> Select[Any]:
    """Matches of common words, the latest first."""
    return _matching(fts.c.article_id, match, conditions).order_by(fts.c.article_id.desc()).limit(limit)
