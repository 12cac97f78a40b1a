"""Outcomes committed in batches by a thread of their own, so that a crawl's event loop never waits for the disk or the server."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future

from crawler.stores.base import Store, StoreError
from crawler.stores.outcomes import Outcome, Result

_APART = 0.25  # seconds from one transaction to the next, unless so many outcomes wait before:
_ENOUGH = 8
_Job = tuple[Outcome, "Future[Result]"]


class Writer:
    """Saves outcomes in the order they come; what comes within a quarter of a second of a transaction is the next one.

    So a lone outcome is committed at once, and many share the cost of a commit, which is that of an outcome. An outcome's future is
    done when it is durable, hence a killed process loses nothing that anybody was told of: those pages stay due.

    Args:
        store: where to; it is not closed.
        run: the run they belong to.
        largest: outcomes in one transaction.
    """

    def __init__(self, store: Store, run: int | None = None, largest: int = 50) -> None:
        self._store = store
        self._run = run
        self._largest = largest
        self._closing = False
        self._hurry = threading.Event()
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="store-writer", daemon=True)
        self._thread.start()

    def save(self, outcome: Outcome) -> Future[Result]:
        """Have an outcome saved; its future raises what `Store.save` raises."""
        future: Future[Result] = Future()
        self._jobs.put((outcome, future))
        if self._jobs.qsize() >= _ENOUGH:
            self._hurry.set()
        return future

    def close(self) -> None:
        """Save what is still waiting, then end the thread. Calling it again does nothing."""
        if self._thread.is_alive():
            self._closing = True
            self._jobs.put(None)
            self._hurry.set()
            self._thread.join()

    def _work(self) -> None:
        going = True
        while going:
            batch: list[_Job] = []
            while len(batch) < self._largest and (not batch or not self._jobs.empty()):
                job = self._jobs.get()
                if job is None:
                    going = False
                    break
                batch.append(job)
            if batch:
                began = time.monotonic()
                self._hurry.clear()
                self._save(batch)
                if not self._closing:
                    self._hurry.wait(max(0.0, began + _APART - time.monotonic()))

    def _save(self, batch: Sequence[_Job]) -> None:
        try:
            results = self._store.save([outcome for outcome, _ in batch], run=self._run)
        except Exception as error:
            storage = isinstance(error, StoreError) and error.code not in ("failed", "conflict")  # a disk, a server: the next try would fail too
            if len(batch) == 1 or storage:
                for _, future in batch:
                    future.set_exception(error)
            else:  # a defect in one outcome costs that one alone
                for job in batch:
                    self._save([job])
            return
        for (_, future), result in zip(batch, results, strict=True):
            future.set_result(result)
