"""One unit, from its first record to its marker: the function that every engine runs, on this machine or on a cluster's."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TooSlow
from dataclasses import dataclass

from cleaners.errors import OutOfMemory, TimedOut, WorkerDied
from cleaners.guarded import GuardedPool, Limits
from crawler.archive.output import output
from crawler.archive.pages import read_html, read_jsonl
from crawler.archive.records import Cleaned, Job, Record, Report, Skipped, Unit

# A worker that is killed from outside (by the system, by a person), or is slow because the machine is, says nothing of its page: only what
# happens each time does.
ATTEMPTS = {WorkerDied: 3, TimedOut: 2}
_AHEAD = 8  # records in work for each worker, so that one that takes long does not hold up the others
_BYTES_AHEAD = 64 * 1024 * 1024
_LOST = 60.0  # seconds after which a worker that answers nothing is given up, beyond its own limit


def clean_unit(job: Job, unit: Unit, pool: GuardedPool | None = None) -> Report:
    """Clean every record of a unit and write its outputs.

    Args:
        job: what is to be done.
        unit: its records are read in order, and written in that order.
        pool: worker processes that outlive the unit; None starts and stops some.

    Returns: what became of it; an input that cannot be read costs its own unit, not the job.

    Raises:
        OSError: an output cannot be written; what was there before stays.
        BadRule: a user's rule or profile file is invalid.
    """
    own = worker_pool(job) if pool is None else pool
    try:
        with output(job, unit) as opened:
            for item in _Line(job, own).run(_records(unit)):
                opened.add(item)
        return opened.report
    except _Unreadable as error:
        return Report(unit.name, 0, 0, {}, str(error))
    finally:
        if pool is None:
            own.close()


class _Unreadable(Exception):
    """The input cannot be read: a failure of reading, told apart from one of writing."""


def _records(unit: Unit) -> Iterator[Record | Skipped]:
    try:
        if unit.kind == "warc":
            from crawler.archive.warc import read_warc  # on demand: an extra that the other kinds do not need

            yield from read_warc(unit.path)
        else:
            yield from (read_jsonl if unit.kind == "jsonl" else read_html)(unit.path)
    except OSError as error:
        raise _Unreadable(f"{error.filename or unit.path}: {error.strerror or error}") from error


def worker_pool(job: Job) -> GuardedPool:
    """Worker processes with the job's limits."""
    return GuardedPool(job.workers, Limits(job.seconds, job.megabytes), needs_main=False, preload="crawler.warm")


@dataclass(slots=True)
class _Entry:
    """A record in work. One that the reader itself skipped waits its turn without a future."""

    item: Record | Skipped
    future: Future[Cleaned | Skipped] | None
    attempts: int = 1

    @property
    def size(self) -> int:
        return len(self.item.payload) if isinstance(self.item, Record) else 0


class _Line:
    """Records in, outcomes out, in the same order; a bounded number is in work."""

    def __init__(self, job: Job, pool: GuardedPool) -> None:
        self._job = job
        self._pool = pool
        self._waiting: deque[_Entry] = deque()
        self._bytes = 0

    def run(self, items: Iterable[Record | Skipped]) -> Iterator[Cleaned | Skipped]:
        """The outcome of every record."""
        most = _AHEAD * self._job.workers
        for item in items:
            entry = _Entry(item, self._submit(item) if isinstance(item, Record) else None)
            self._waiting.append(entry)
            self._bytes += entry.size
            while len(self._waiting) > most or self._bytes > _BYTES_AHEAD:
                yield self._next()
        while self._waiting:
            yield self._next()

    def _next(self) -> Cleaned | Skipped:
        entry = self._waiting[0]
        outcome = self._outcome(entry)
        self._waiting.popleft()
        self._bytes -= entry.size
        return outcome

    def _outcome(self, entry: _Entry) -> Cleaned | Skipped:
        while isinstance(entry.item, Record) and entry.future is not None:
            try:
                return entry.future.result(timeout=3 * self._job.seconds + _LOST)
            except (WorkerDied, TimedOut) as error:
                if entry.attempts == ATTEMPTS[type(error)]:
                    return Skipped(entry.item.origin, error.code, f"{error.detail}, {entry.attempts} times")
                entry.attempts += 1
                entry.future = self._submit(entry.item)
            except OutOfMemory as error:
                return Skipped(entry.item.origin, error.code, error.detail)
            except TooSlow:
                self._restart()
        assert isinstance(entry.item, Skipped)
        return entry.item

    def _restart(self) -> None:
        """Begin anew with what is in work. A worker that is killed while it holds the pool's lock leaves it locked for all others."""
        self._pool.close()
        for entry in self._waiting:
            if isinstance(entry.item, Record) and entry.future is not None and not entry.future.done():
                entry.future = self._submit(entry.item)

    def _submit(self, item: Record) -> Future[Cleaned | Skipped]:
        return self._pool.submit(_clean, item, self._job)


def _clean(record: Record, job: Job) -> Cleaned | Skipped:
    """Imports the cleaner in the worker: the reading process never needs it."""
    from crawler.archive.cleaning import clean_record

    return clean_record(record, job)
