"""Words of headlines by an index of their own (PostgreSQL): a word's weight is not in the index of all words, so that each match was read whole."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        op.execute("CREATE INDEX articles_fts_title ON articles_fts USING gin (ts_filter(words, '{a}'))")
        op.execute("ANALYZE articles_fts")  # without figures about the index the planner passes it over
