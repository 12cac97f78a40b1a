"""Pairs of neighbouring words (PostgreSQL), for phrases of words that most articles have: see `crawler/stores/pairs.py`.

Filling takes 46 to 78 s for 100,000 articles. Readers go on meanwhile, writers wait.
"""

from __future__ import annotations

import logging

from alembic import op
from sqlalchemy import text

from crawler.stores.pairs import filter_of
from crawler.stores.words import cut

revision = "0004"
down_revision = "0003"

_logger = logging.getLogger(__name__)

_TABLES = (
    "CREATE TABLE articles_pairs (article_id bigint PRIMARY KEY, pairs bytea NOT NULL)",
    # Kept in the row as far as a page takes it: bits do not compress, and to fetch them from elsewhere takes longer than all the rest.
    "ALTER TABLE articles_pairs ALTER pairs SET STORAGE EXTERNAL, SET (toast_tuple_target = 8160)",
    "LOCK TABLE articles IN SHARE MODE",
)
_ROWS = text("SELECT id, title, text, authors, tags FROM articles WHERE NOT held ORDER BY id").execution_options(yield_per=1_000)


def upgrade() -> None:
    if op.get_context().dialect.name != "postgresql":
        return
    for statement in _TABLES:
        op.execute(statement)
    connection = op.get_bind()
    driver = connection.connection.driver_connection
    done = 0
    for rows in connection.execute(_ROWS).mappings().partitions():
        with driver.cursor() as cursor, cursor.copy("COPY articles_pairs FROM STDIN") as copy:
            for row in rows:
                copy.write_row((row["id"], filter_of(cut(row))))
        done += len(rows)
        if not done % 10_000:
            _logger.info("Pairs of words for the search of phrases: %d articles done", done)
    op.execute("ANALYZE articles_pairs")
