"""The transactions that store outcomes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from crawler.stores.batch import Batch
from crawler.stores.connection import Database
from crawler.stores.outcomes import Outcome, Recleaned, Result
from crawler.stores.packing import chunks


class Saving(Database):
    """The part of a store that pipelines use; see `crawler.stores.base.Store`."""

    def save(self, outcomes: Sequence[Outcome], *, run: int | None = None) -> list[Result]:
        if not outcomes:
            return []
        with self.write() as connection:
            return Batch(connection, run).apply(outcomes)

    def reclean(self, pages: Iterable[Recleaned], now: datetime) -> list[Result]:
        with self.write() as connection:
            return [
                result for chunk in chunks(pages, 200) for result in Batch(connection, recleaned_at=now).apply(chunk)
            ]
