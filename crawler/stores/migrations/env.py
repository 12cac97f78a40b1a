"""Alembic's entry: migrates over the connection that `crawler.stores.migrations` hands it, within that one transaction."""

from __future__ import annotations

from alembic import context

context.configure(connection=context.config.attributes["connection"])
with context.begin_transaction():
    context.run_migrations()
