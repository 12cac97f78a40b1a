"""The store on a PostgreSQL server: one for many crawls at once, searched with `tsvector`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Connection,
    Engine,
    Select,
    cast,
    create_engine,
    event,
    func,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from crawler.stores import schema
from crawler.stores.base import StoreError
from crawler.stores.exporting import Exporting
from crawler.stores.frontier import Frontier
from crawler.stores.migrations import migrate
from crawler.stores.pairs import has_pairs, pairs
from crawler.stores.rawpages import RawPages
from crawler.stores.reading import Reading
from crawler.stores.records import MOST_MATCHES, Query
from crawler.stores.running import Running
from crawler.stores.saving import Saving
from crawler.stores.words import Terms, apart, fts, terms, tsquery

if TYPE_CHECKING:
    import psycopg

articles = schema.articles

# Weights of D (text), C (unused), B (authors, tags), A (title): those of SQLite's ranking.
WEIGHTS = text("'{0.25, 0.25, 0.5, 1.0}'::float4[]")
TITLE = text("'{a}'")
_BY_LENGTH = 1  # of `ts_rank`: a word says more of a short text

MOST_READ = 4_000
"""Articles with all words of a phrase, by the planner's estimate, that are read for the phrase itself, at 5 us each. Of more, the pairs are asked first."""

PROBED, OFTEN, PROBED_TITLES = 5_000, 20, 1_000
"""The latest articles in which a phrase of common words is looked for, how often they must hold it, and those whose headlines are read first."""

MOST_TITLES = 100
"""Headlines with all words of a phrase that are read for the phrase itself."""

# The planner takes a long `tsvector` for a short value, and would rather read all of them than the index: 490 ms against 55 of 100,000 articles.
BY_INDEX = text("SET LOCAL enable_seqscan = off")

# A host that dies must not keep its locks for two hours, which is the system's own patience.
CONNECT = {"connect_timeout": 10, "keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3, "application_name": "bullionbite", "client_encoding": "utf8"}

ORPHANS = (
    ("revisions without their article", "SELECT count(*) FROM revisions r LEFT JOIN articles a ON a.id = r.article_id WHERE a.id IS NULL"),
    ("articles without their revision", "SELECT count(*) FROM articles a LEFT JOIN revisions r ON r.id = a.revision_id WHERE r.id IS NULL"),
    ("fetches without their bytes", "SELECT count(*) FROM fetches f LEFT JOIN blobs b USING (digest) WHERE b.digest IS NULL"),
    ("articles that search cannot find", "SELECT count(*) FROM articles a LEFT JOIN articles_fts f ON f.article_id = a.id WHERE f.article_id IS NULL AND NOT a.held"),
    ("articles whose phrases search cannot find", "SELECT count(*) FROM articles_fts f LEFT JOIN articles_pairs p USING (article_id) WHERE p.article_id IS NULL"),
)

_ESTIMATE = text("EXPLAIN (FORMAT JSON) SELECT FROM articles_fts WHERE words @@ CAST(:words AS tsquery)")


class PostgresStore(Frontier, Saving, Running, Reading, Exporting, RawPages):
    """A `crawler.stores.base.Store` in a database of a PostgreSQL server (14 or later, encoding UTF-8)."""

    def __init__(self, url: str, make: bool = True) -> None:
        super().__init__(open_engine(url))
        migrate(self, make)

    def search_ids(self, connection: Connection, query: Query, conditions: list[ColumnElement[bool]]) -> list[int]:
        sought = _sought(connection, query.text)
        if sought is None:
            return []
        wanted = query.offset + query.limit
        probed = _probed(connection, sought, wanted)
        if probed is None:
            ranked = _ranked(connection, sought, conditions)
            if len(ranked) <= MOST_MATCHES:
                return ranked[query.offset : wanted]
            probed = []
        titled = _latest_titled(connection, sought, conditions, wanted)
        if len(titled) == wanted:
            rest = []
        elif len(probed) >= wanted and len(conditions) <= 1:
            rest = probed
        else:
            rest = list(connection.scalars(_latest(sought.match, conditions, wanted)))
        return list(dict.fromkeys(titled + rest))[query.offset : wanted]

    def search_count(self, connection: Connection, query: Query, conditions: list[ColumnElement[bool]]) -> int:
        sought = _sought(connection, query.text)
        return 0 if sought is None else _count(connection, sought.match, conditions)

    def check(self) -> list[str]:
        with self.read() as connection:
            if connection.scalar(text("SELECT pg_is_in_recovery()")):
                raise StoreError("read-only", f"{self.name}: the server is a standby, which takes no writes")
            found = ((words, connection.scalar(text(query)) or 0) for words, query in ORPHANS)
            return [f"{count} {words}" for words, count in found if count]


def open_engine(url: str) -> Engine:
    """An engine for the server. Raises as `server_url`, and its connections as `prepare`."""
    server = server_url(url)
    engine = create_engine(server, connect_args=connect_options(server), pool_size=5)

    @event.listens_for(engine, "connect")
    def _prepare(connection: psycopg.Connection, _record: Any) -> None:
        prepare(connection)

    return engine


def connect_options(server: URL) -> dict[str, object]:
    """What the driver is told beside the URL, which has the last word."""
    return {name: value for name, value in CONNECT.items() if name not in server.query}


def prepare(connection: psycopg.Connection) -> None:
    """Have the server keep a session that says nothing: that of a run's lock does not, for as long as the run lasts.

    Raises:
        StoreError: `foreign`: the database cannot hold every text.
    """
    encoding = connection.info.parameter_status("server_encoding")
    if encoding not in ("UTF8", None):
        connection.close()
        raise StoreError("foreign", f"the database's encoding is {encoding}, and a store needs one WITH ENCODING 'UTF8'")
    connection.execute("SET idle_session_timeout = 0")
    connection.commit()


def server_url(url: str) -> URL:
    """The URL with the driver that is used.

    Raises:
        StoreError: `bad-url`, or `missing-driver` where psycopg is not installed.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:  # a port that is no number
        raise StoreError("bad-url", "a PostgreSQL store is named postgresql+psycopg://user@host/database") from error
    if parsed.drivername not in ("postgresql", "postgresql+psycopg") or not parsed.database:
        raise StoreError("bad-url", f"{parsed.render_as_string()}: write postgresql+psycopg://user@host/database")
    try:
        import psycopg  # noqa: F401
    except ImportError:
        raise StoreError("missing-driver", "PostgreSQL needs psycopg: pip install 'bullionbite[postgres]'") from None
    return parsed.set(drivername="postgresql+psycopg")


@dataclass(frozen=True, slots=True)
class _Sought:
    """What is asked for, and how its matches are found."""

    asked: Terms
    match: ColumnElement[bool]
    is_phrase: bool
    is_common: bool
    """A phrase of common words: found by its pairs, not by its words."""

    def among_latest(self, count: int) -> Select[Any]:
        """The ids of those of the latest articles whose pairs allow for the phrase."""
        latest = select(pairs).order_by(pairs.c.article_id.desc()).limit(count).subquery()
        return select(latest.c.article_id).where(*self.pairs_in(latest.c.pairs))

    def pairs_in(self, column: ColumnElement[Any]) -> list[ColumnElement[bool]]:
        return has_pairs(column, _whole(self.asked))


def _sought(connection: Connection, typed: str) -> _Sought | None:
    """What a user asks for, and the planner set for it; None where no word is asked for."""
    asked = terms(typed)
    if not asked:
        return None
    sought = _Sought(asked, _matches(asked), apart(asked) != asked, False)
    if signs := sought.pairs_in(pairs.c.pairs):
        [plan] = connection.scalar(_ESTIMATE, {"words": tsquery(apart(asked))})
        if plan["Plan"]["Plan Rows"] > MOST_READ:
            has_all = fts.c.article_id.in_(select(pairs.c.article_id).where(*signs))
            return replace(sought, match=has_all & _holds(fts.c.words, asked), is_common=True)
    if not any(begins for _, begins in asked):  # a beginning's matches are a union of thousands of words
        connection.execute(BY_INDEX)
    return sought


def _whole(asked: Terms) -> list[list[str]]:
    """The phrases as far as their words are not only beginnings."""
    return [term[:-1] if begins else term for term, begins in asked]


def _query(match: str) -> Any:
    return cast(match, TSQUERY)


def _matches(asked: Terms) -> ColumnElement[bool]:
    return fts.c.words.bool_op("@@")(_query(tsquery(asked)))


def _holds(column: ColumnElement[Any], asked: Terms) -> ColumnElement[bool]:
    """The same of rows that were found by other means: written so, the planner looks for no index, which would find all that have the words."""
    return func.ts_match_vq(column, _query(tsquery(asked)), type_=Boolean)


def _in_title(asked: Terms) -> ColumnElement[bool]:
    """All of them in the headline: as the index of version 3 has it, for a weight in the query would have every match read whole."""
    return func.ts_filter(fts.c.words, TITLE).bool_op("@@")(_query(tsquery(asked)))


def _matching(what: Any, match: ColumnElement[bool], conditions: Sequence[ColumnElement[bool]]) -> Select[Any]:
    """A query over full-text matches, joined to the articles only where a condition needs them: held ones have no words."""
    query = select(what).select_from(fts).where(match)
    if len(conditions) > 1:
        query = query.join(articles, articles.c.id == fts.c.article_id).where(*conditions)
    return query


def _count(connection: Connection, match: ColumnElement[bool], conditions: Sequence[ColumnElement[bool]] = ()) -> int:
    """How many match, up to `MOST_MATCHES` + 1."""
    few = _matching(fts.c.article_id, match, conditions).limit(MOST_MATCHES + 1).subquery()
    return connection.scalar(select(func.count()).select_from(few)) or 0


def _probed(connection: Connection, sought: _Sought, wanted: int) -> list[int] | None:
    """The latest matches as far as they were met in telling that the latest are wanted: so many articles hold what is asked for that the best are not looked for.

    None where the best are wanted, for which all matches are read. Words are counted in the index, which says nothing of phrases: those are looked for among the
    latest articles. It does not hang on the page of results that is asked for, or pages would be in different orders.
    """
    if not sought.is_phrase:
        return [] if _count(connection, sought.match) > MOST_MATCHES else None
    if not sought.is_common:
        return None
    hits = select(fts.c.article_id).where(fts.c.article_id.in_(sought.among_latest(PROBED)), _holds(fts.c.words, sought.asked))
    found = list(connection.scalars(hits.order_by(fts.c.article_id.desc()).limit(max(wanted, OFTEN))))
    return found if len(found) >= OFTEN else None


def _ranked(connection: Connection, sought: _Sought, conditions: Sequence[ColumnElement[bool]]) -> list[int]:
    """The matches, best first, or any `MOST_MATCHES` + 1 of more. One reading of what an index cannot tell, which takes most of the time of a phrase."""
    rank = func.ts_rank(WEIGHTS, fts.c.words, _query(tsquery(sought.asked)), _BY_LENGTH)
    found = _matching(fts.c.article_id, sought.match, conditions).add_columns(rank).limit(MOST_MATCHES + 1)
    return [row[0] for row in sorted(connection.execute(found), key=lambda row: (row[1], row[0]), reverse=True)]


def _latest_titled(connection: Connection, sought: _Sought, conditions: Sequence[ColumnElement[bool]], wanted: int) -> list[int]:
    """The latest articles with all of what is asked for in their headlines; a phrase is sought in the latest alone, or in the `MOST_TITLES` latest that meet the conditions."""
    asked, is_phrase = sought.asked, sought.is_phrase
    if len(conditions) <= 1:
        probe = select(fts.c.article_id).where(fts.c.article_id.in_(sought.among_latest(PROBED_TITLES)), _holds(func.ts_filter(fts.c.words, TITLE), asked))
        if len(found := list(connection.scalars(probe.order_by(fts.c.article_id.desc()).limit(wanted)))) == wanted or is_phrase:
            return found
    words, limit = _in_title(apart(asked)), max(wanted, MOST_TITLES) if is_phrase else wanted
    few = _matching(fts.c.article_id, words, conditions).limit(MOST_MATCHES + 1)
    found = sorted(connection.scalars(few), reverse=True)
    if len(found) > MOST_MATCHES:  # going back in time meets enough soon
        found = list(connection.scalars(_latest(words, conditions, limit)))
    found = found[:limit]
    if is_phrase:
        found = sorted(connection.scalars(select(fts.c.article_id).where(fts.c.article_id.in_(found), _in_title(asked))), reverse=True)
    return found[:wanted]


def _latest(match: ColumnElement[bool], conditions: list[ColumnElement[bool]], limit: int) -> Select[Any]:
    """Matches of common words, the latest first."""
    return _matching(fts.c.article_id, match, conditions).order_by(fts.c.article_id.desc()).limit(limit)
