"""The tables as they are today, the same on every back end; `crawler/stores/migrations` makes them and brings older stores up to date."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine


class Utc(TypeDecorator[datetime]):
    """An aware instant, stored in UTC: a naive one is refused, because a guess would be stored as a fact."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(DateTime(timezone=dialect.name != "sqlite"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        moment = utc(value)
        return moment.replace(tzinfo=None) if moment and dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def utc(value: datetime | None) -> datetime | None:
    """An instant in UTC.

    Raises:
        ValueError: it is naive.
    """
    if value is None or value.tzinfo is UTC:
        return value
    if value.tzinfo is None:
        raise ValueError(f"a store takes aware instants only, got {value!r}")
    return value.astimezone(UTC)


def sqlite_instant(value: datetime | None) -> str | None:
    """An instant as it rests in SQLite."""
    moment = utc(value)
    return moment.replace(tzinfo=None).isoformat(" ", "microseconds") if moment else None


metadata = MetaData()

# BIGINT everywhere but in SQLite, where only INTEGER PRIMARY KEY is the row id itself.
Id = BigInteger().with_variant(Integer, "sqlite")

counters = Table(
    "counters",
    metadata,
    Column("name", String, primary_key=True),  # `sequence`: the last id or position given out
    Column("value", Id, nullable=False),
)

pages = Table(
    "pages",
    metadata,
    Column("url", Text, primary_key=True),
    Column("site", String, nullable=False),
    Column("first_seen", Utc, nullable=False),
    Column("last_seen", Utc, nullable=False),
    Column("outcome", String, nullable=False),
    Column("fetched_at", Utc),
    Column("status", Integer),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("content_hash", String),
    Column("raw_digest", String),
    Column("next_due", Utc),
    Column("failures", Integer, nullable=False, default=0),
    Column("source", Text, nullable=False, default=""),
    Column("updated", Utc),
    Column("article_id", Id),
    Column("hint", LargeBinary),
    Index("pages_due", "site", "next_due"),
    Index("pages_article", "article_id"),
    Index("pages_outcome", "site", "outcome", "status", "fetched_at"),  # holds all that reports ask of pages
)

articles = Table(
    "articles",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("site", String, nullable=False),
    Column("url", Text, nullable=False, unique=True),  # the key: canonical URL where it can be trusted
    Column("source_url", Text, nullable=False),  # the URL under which it was last fetched
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("authors", Text, nullable=False),
    Column("tags", Text, nullable=False),
    Column("dated", Utc, nullable=False),  # the publication, or the first save where the page gives none
    Column("content_hash", String, nullable=False),
    Column("revision_id", Id, nullable=False),
    Column("number", Integer, nullable=False),  # of the current revision
    Column("last_number", Integer, nullable=False),  # of the latest, held ones included
    Column("change", String, nullable=False),
    Column("saved_at", Utc, nullable=False),
    Column("changed_at", Utc, nullable=False),
    Column("gone_at", Utc),
    Column("held", Boolean, nullable=False, default=False),
    Column("duplicate_of", Id),
    Column("boilerplate_changes", Integer, nullable=False, default=0),
    Index("articles_hash", "content_hash"),
    # `held` comes last, for the index to hold the answer: first, it would look selective to the planner, and is 0 nearly everywhere.
    Index("articles_dated", "dated", "held"),
    Index("articles_site", "site", "dated", "held"),
    Index("articles_held", "held", sqlite_where=text("held = 1"), postgresql_where=text("held")),
    # For counting without reading rows, which hold whole texts.
    Index("articles_counted", "site", "held", "gone_at", "boilerplate_changes"),
    Index("articles_duplicate", "saved_at", sqlite_where=text("duplicate_of IS NOT NULL"), postgresql_where=text("duplicate_of IS NOT NULL")),
)

revisions = Table(
    "revisions",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("article_id", Id, ForeignKey("articles.id", deferrable=True, initially="DEFERRED"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("change", String, nullable=False),
    Column("at", Utc, nullable=False),
    Column("document", LargeBinary, nullable=False),  # the whole article
    Column("diff", LargeBinary),
    Column("cause", String, nullable=False),
    Column("run", Id),
    Column("held", Boolean, nullable=False, default=False),
    Column("raw_digest", String),
    Column("before_refresh", LargeBinary),  # the document before run `refreshed_by` brought its metadata up to date
    Column("refreshed_by", Id),
    Column("position", Id),  # place in the order of exports; NULL until its run has ended well
    Index("revisions_article", "article_id", "number", unique=True),
    Index("revisions_position", "position"),
    Index("revisions_run", "run"),
    Index("revisions_refreshed", "refreshed_by"),
    Index("revisions_at", "at", "number", "change", "held", "article_id"),  # holds all that reports ask of revisions
)

# Only articles that readers see have labels and removals: those of held ones are taken away, and come back with their release.
labels = Table(
    "labels",
    metadata,
    Column("article_id", Id, primary_key=True),
    Column("kind", String, primary_key=True),  # `author`, `tag`, `language` or `kind`
    Column("value", Text, primary_key=True),  # casefolded
    Index("labels_value", "kind", "value", "article_id"),
)

removals = Table(
    "removals",
    metadata,
    Column("article_id", Id, primary_key=True),
    Column("reason", Text, primary_key=True),
    Column("site", String, nullable=False),  # its article's, like the next: a report sums a million rows, and can't join as many
    Column("changed_at", Utc, nullable=False),
    Column("blocks", Integer, nullable=False),
    Column("chars", Integer, nullable=False),
    Index("removals_reason", "site", "reason", "changed_at", "blocks", "chars"),
)

dead_letters = Table(
    "dead_letters",
    metadata,
    Column("url", Text, primary_key=True),
    Column("site", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("detail", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("first_at", Utc, nullable=False),
    Column("last_at", Utc, nullable=False),
    Column("status", Integer),
    Column("raw_digest", String),
    Column("closed_at", Utc),
    Index("dead_letters_site", "site", "closed_at"),
)

blobs = Table(
    "blobs",
    metadata,
    Column("digest", String, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("stored", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("blobs_stored", "digest", "stored"),  # sizes without bodies
)

fetches = Table(
    "fetches",
    metadata,
    Column("url", Text, primary_key=True),
    Column("at", Utc, primary_key=True),
    Column("site", String, nullable=False),
    Column("digest", String, nullable=False),
    Column("facts", LargeBinary, nullable=False),  # the rest of `Fetch`, JSON
    Index("fetches_at", "at"),
    Index("fetches_digest", "digest"),
)

listings = Table(
    "listings",
    metadata,
    Column("site", String, primary_key=True),
    Column("url", Text, primary_key=True),
    Column("kind", String, nullable=False),
    Column("at", Utc, nullable=False),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("cursor", JSON),
)

memory = Table(
    "memory",
    metadata,
    Column("site", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("value", JSON),
)

runs = Table(
    "runs",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("site", String, nullable=False),
    Column("started_at", Utc, nullable=False),
    Column("ended_at", Utc),
    Column("outcome", String),
    Column("exit_code", Integer),
    Column("stats", JSON),
    Column("held", Boolean, nullable=False, default=False),
    Index("runs_site", "site", "id"),
    Index("runs_open", "site", sqlite_where=text("ended_at IS NULL"), postgresql_where=text("ended_at IS NULL")),
)

samples = Table(
    "samples",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("site", String, nullable=False),
    Column("template", String, nullable=False),
    Column("run", Id),
    Column("sound", Boolean, nullable=False),  # its run has ended, and is not held
    Column("measures", JSON, nullable=False),
    Column("at", Utc),  # of the fetch; with the next two what reports ask, out of the JSON
    Column("confidence", Float),
    Column("text_chars", Float),
    Index("samples_site", "site", "sound", "id"),
    Index("samples_template", "site", "template", "sound", "id"),
    Index("samples_run", "run"),
    Index("samples_at", "site", "template", "at", "confidence", "text_chars"),
)

exports = Table(
    "exports",
    metadata,
    Column("name", String, primary_key=True),
    Column("cursor", Id, nullable=False),
    Column("at", Utc, nullable=False),
)
