"""The tables of version 2, frozen: what later versions change is in the files that follow, not here.

SQLite finds a URL by the primary key. PostgreSQL's B-trees take no value past 2,704 bytes, and URLs may be longer: there a URL is unique
by its SHA-256, and found through a hash index.
"""

from __future__ import annotations

from alembic import op
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

revision = "0002"
down_revision = None

metadata = MetaData()
Id = BigInteger().with_variant(Integer, "sqlite")
Utc = DateTime(timezone=True).with_variant(DateTime(), "sqlite")

Table(
    "counters",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", Id, nullable=False),
)

Table(
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
    Index("pages_outcome", "site", "outcome", "status", "fetched_at"),
)

Table(
    "articles",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("site", String, nullable=False),
    Column("url", Text, nullable=False, unique=True),
    Column("source_url", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("authors", Text, nullable=False),
    Column("tags", Text, nullable=False),
    Column("dated", Utc, nullable=False),
    Column("content_hash", String, nullable=False),
    Column("revision_id", Id, nullable=False),
    Column("number", Integer, nullable=False),
    Column("last_number", Integer, nullable=False),
    Column("change", String, nullable=False),
    Column("saved_at", Utc, nullable=False),
    Column("changed_at", Utc, nullable=False),
    Column("gone_at", Utc),
    Column("held", Boolean, nullable=False, default=False),
    Column("duplicate_of", Id),
    Column("boilerplate_changes", Integer, nullable=False, default=0),
    Index("articles_hash", "content_hash"),

    Index("articles_dated", "dated", "held"),
    Index("articles_site", "site", "dated", "held"),
    Index("articles_held", "held", sqlite_where=text("held = 1"), postgresql_where=text("held")),

    Index("articles_counted", "site", "held", "gone_at", "boilerplate_changes"),
    Index("articles_duplicate", "saved_at", sqlite_where=text("duplicate_of IS NOT NULL"), postgresql_where=text("duplicate_of IS NOT NULL")),
)

Table(
    "revisions",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("article_id", Id, ForeignKey("articles.id", deferrable=True, initially="DEFERRED"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("change", String, nullable=False),
    Column("at", Utc, nullable=False),
    Column("document", LargeBinary, nullable=False),
    Column("diff", LargeBinary),
    Column("cause", String, nullable=False),
    Column("run", Id),
    Column("held", Boolean, nullable=False, default=False),
    Column("raw_digest", String),
    Column("before_refresh", LargeBinary),
    Column("refreshed_by", Id),
    Column("position", Id),
    Index("revisions_article", "article_id", "number", unique=True),
    Index("revisions_position", "position"),
    Index("revisions_run", "run"),
    Index("revisions_refreshed", "refreshed_by"),
    Index("revisions_at", "at", "number", "change", "held", "article_id"),
)

Table(
    "labels",
    metadata,
    Column("article_id", Id, primary_key=True),
    Column("kind", String, primary_key=True),
    Column("value", Text, primary_key=True),
    Index("labels_value", "kind", "value", "article_id"),
)

Table(
    "removals",
    metadata,
    Column("article_id", Id, primary_key=True),
    Column("reason", Text, primary_key=True),
    Column("site", String, nullable=False),
    Column("changed_at", Utc, nullable=False),
    Column("blocks", Integer, nullable=False),
    Column("chars", Integer, nullable=False),
    Index("removals_reason", "site", "reason", "changed_at", "blocks", "chars"),
)

Table(
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

Table(
    "blobs",
    metadata,
    Column("digest", String, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("stored", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("blobs_stored", "digest", "stored"),
)

Table(
    "fetches",
    metadata,
    Column("url", Text, primary_key=True),
    Column("at", Utc, primary_key=True),
    Column("site", String, nullable=False),
    Column("digest", String, nullable=False),
    Column("facts", LargeBinary, nullable=False),
    Index("fetches_at", "at"),
    Index("fetches_digest", "digest"),
)

Table(
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

Table(
    "memory",
    metadata,
    Column("site", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("value", JSON),
)

Table(
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

Table(
    "samples",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("site", String, nullable=False),
    Column("template", String, nullable=False),
    Column("run", Id),
    Column("sound", Boolean, nullable=False),
    Column("measures", JSON, nullable=False),
    Column("at", Utc),
    Column("confidence", Float),
    Column("text_chars", Float),
    Index("samples_site", "site", "sound", "id"),
    Index("samples_template", "site", "template", "sound", "id"),
    Index("samples_run", "run"),
    Index("samples_at", "site", "template", "at", "confidence", "text_chars"),
)

Table(
    "exports",
    metadata,
    Column("name", String, primary_key=True),
    Column("cursor", Id, nullable=False),
    Column("at", Utc, nullable=False),
)

URL_KEY = """
CREATE FUNCTION url_key(url text) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN sha256(convert_to(url, 'UTF8'))
"""

URL_KEYS = {
    "pages": ("pages_pkey", "url_key(url)"),
    "articles": ("articles_url_key", "url_key(url)"),
    "dead_letters": ("dead_letters_pkey", "url_key(url)"),
    "fetches": ("fetches_pkey", 'url_key(url), "at"'),
    "listings": ("listings_pkey", "site, url_key(url)"),
}
"""Tables that are keyed by URL: the constraint that PostgreSQL cannot hold, and the unique index in its place."""

LONG_LABELS = (
    "ALTER TABLE labels DROP CONSTRAINT labels_pkey",
    "DROP INDEX labels_value",
    "CREATE INDEX labels_article ON labels (article_id)",
    "CREATE INDEX labels_value ON labels USING hash (value)",
)

FTS = (
    """
CREATE VIRTUAL TABLE articles_fts USING fts5(
    title, text, authors, tags, content='articles', content_rowid='id', tokenize="unicode61 remove_diacritics 2")
""",
    """
CREATE TRIGGER articles_fts_insert AFTER INSERT ON articles BEGIN
    INSERT INTO articles_fts(rowid, title, text, authors, tags) VALUES (new.id, new.title, new.text, new.authors, new.tags);
END;
""",
    """
CREATE TRIGGER articles_fts_delete AFTER DELETE ON articles BEGIN
    INSERT INTO articles_fts(articles_fts, rowid, title, text, authors, tags)
    VALUES ('delete', old.id, old.title, old.text, old.authors, old.tags);
END;
""",
    """
CREATE TRIGGER articles_fts_update AFTER UPDATE OF title, text, authors, tags ON articles
WHEN old.title <> new.title OR old.text <> new.text OR old.authors <> new.authors OR old.tags <> new.tags BEGIN
    INSERT INTO articles_fts(articles_fts, rowid, title, text, authors, tags)
    VALUES ('delete', old.id, old.title, old.text, old.authors, old.tags);
    INSERT INTO articles_fts(rowid, title, text, authors, tags) VALUES (new.id, new.title, new.text, new.authors, new.tags);
END;
""",
)
"""SQLite's full-text index and the triggers that keep it."""

WORDS = (
    "CREATE TABLE articles_fts (article_id bigint PRIMARY KEY, words tsvector NOT NULL)",
    "CREATE INDEX articles_fts_words ON articles_fts USING gin (words)",
)


def upgrade() -> None:
    metadata.create_all(op.get_bind())
    op.execute("INSERT INTO counters VALUES ('sequence', 0)")
    if op.get_context().dialect.name == "sqlite":
        for statement in FTS:
            op.get_bind().exec_driver_sql(statement)
        return
    op.execute(URL_KEY)
    for table, (constraint, key) in URL_KEYS.items():
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}")
        op.execute(f"CREATE UNIQUE INDEX {table}_key ON {table} ({key})")
        op.execute(f"CREATE INDEX {table}_url ON {table} USING hash (url)")
    for statement in (*LONG_LABELS, *WORDS):
        op.execute(statement)
