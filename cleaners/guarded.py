"""Work in processes with a time and a memory limit: a page that hangs or eats memory costs its process, and nothing else.

>>> from cleaners.guarded import clean_guarded
>>> article = clean_guarded(html, "https://news.example/a", seconds=5, megabytes=512)     # doctest: +SKIP

For many pages keep a pool: `with GuardedPool(workers=4) as pool: future = pool.submit(cleaners.clean, html, url)`. Programs that use
either start from `if __name__ == "__main__":`, as `multiprocessing` asks of them.
"""

from __future__ import annotations

import atexit
import multiprocessing
import os
import threading
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TooSlow
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Self, TypeVar

from lxml import etree
from pebble import ProcessExpired, ProcessPool

from cleaners.article import Article
from cleaners.errors import OutOfMemory, TimedOut, WorkerDied
from cleaners.records import Options

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerContext

T = TypeVar("T")
_OUT_OF_MEMORY = 77  # exit code of a worker that met its limit
_TASKS_A_WORKER = 2000  # then a fresh process, so that whatever leaks stays small


@dataclass(frozen=True, slots=True)
class Limits:
    """What one task may take: seconds of wall time, and megabytes of its process's data (about 180 of them are the cleaner's own).

    The memory limit is the system's `RLIMIT_DATA`; on systems without one (Windows) it is not held.
    """

    seconds: float = 20.0
    megabytes: int = 512


class GuardedPool:
    """Runs functions in worker processes, started with the first task.

    Args:
        workers: how many processes.
        limits: for each task.
        needs_main: whether tasks need what the program's own script defines. `multiprocessing` imports the script in every worker; where
            nothing of it is needed (the script is Scrapy's command), that is half a second of each worker's start.
        preload: the module that the server loads from which workers are forked, where the system has one; the program's first pool decides.
    """

    def __init__(self, workers: int = 1, limits: Limits = Limits(), needs_main: bool = True, preload: str = "cleaners.pipeline") -> None:
        self.workers = workers
        self.limits = limits
        self.needs_main = needs_main
        self.preload = preload
        self._pool: ProcessPool | None = None
        self._lock = threading.RLock()

    def submit(self, function: Callable[..., T], *arguments: Any) -> Future[T]:
        """Run a function of a module with arguments that can be pickled.

        Its future raises what the function raises, `TimedOut`, `OutOfMemory`, or `WorkerDied` where two processes died of it.
        """
        outer: Future[T] = Future()
        self._schedule(partial(_run, function, *arguments), outer, again=True)
        return outer

    def _schedule(self, task: Callable[[], T], outer: Future[T], again: bool) -> None:
        with self._lock:
            inner = self._started().schedule(task, timeout=self.limits.seconds)
        inner.add_done_callback(lambda done: self._settle(done, outer, task, again))

    def _settle(self, done: Future[T], outer: Future[T], task: Callable[[], T], again: bool) -> None:
        with suppress(Exception):  # the caller may have cancelled meanwhile
            if done.cancelled():
                outer.cancel()
            elif (error := done.exception()) is None:
                outer.set_result(done.result())
            elif again and isinstance(self._named(error), WorkerDied):
                # Killed from outside, or with another's pool: not the task's own fault, as far as one death tells. Not from here: this
                # thread is the pool's own, and a broken pool is joined before another takes its place.
                threading.Thread(target=self._retry, args=(task, outer), daemon=True).start()
            else:
                outer.set_exception(self._named(error))

    def _retry(self, task: Callable[[], T], outer: Future[T]) -> None:
        with self._lock:
            if self._pool is not None:
                self._schedule(task, outer, again=False)
                return
        with suppress(Exception):
            outer.set_exception(WorkerDied("the pool of worker processes was closed"))

    def _named(self, error: BaseException) -> BaseException:
        if isinstance(error, TooSlow):
            return TimedOut(f"not done after {self.limits.seconds:g} s")
        if isinstance(error, BrokenProcessPool):
            return WorkerDied("the pool of worker processes broke down")
        if not isinstance(error, ProcessExpired):
            return error
        if error.exitcode == _OUT_OF_MEMORY:
            return OutOfMemory(f"needs more than {self.limits.megabytes} MB")
        return WorkerDied(f"the worker process ended with {error.exitcode}")

    def _started(self) -> ProcessPool:
        if self._pool is not None and not self._pool.active:
            self.close()  # it breaks when a worker is killed from outside at a bad moment, and does not mend itself
        if self._pool is None:
            # A fork of a process with threads or a running event loop may deadlock; the fork server has neither.
            context = multiprocessing.get_context("spawn") if os.name != "posix" else self._forking()
            self._pool = ProcessPool(
                self.workers, max_tasks=_TASKS_A_WORKER, context=context, initializer=_limit, initargs=(self.limits.megabytes,)
            )
        return self._pool

    def _forking(self) -> ForkServerContext:
        from cleaners.forking import WidePipes, WithoutMain  # which other systems do not have

        context = WidePipes() if self.needs_main else WithoutMain()
        context.set_forkserver_preload([self.preload])
        return context

    def close(self) -> None:
        """Stop the workers at once; tasks under way are cancelled."""
        with self._lock:
            if self._pool is not None:
                self._pool.stop()  # type: ignore[no-untyped-call]
                self._pool.join()
                self._pool = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


_pools: dict[Limits, GuardedPool] = {}


def clean_guarded(
    html: bytes | str, url: str | None = None, *, options: Options | None = None, seconds: float = 20.0, megabytes: int = 512
) -> Article:
    """Clean one page (see `cleaners.clean`) in a process with limits; the process is kept for the next page.

    Raises:
        TimedOut: the page took longer than `seconds`.
        OutOfMemory: it needed more than `megabytes`.
        WorkerDied: two processes crashed on it.
        EmptyPage, NotHtml, NotAnArticle, PageTooLarge, BadRule: as `clean` does.
    """
    limits = Limits(seconds, megabytes)
    if limits not in _pools:
        _pools[limits] = GuardedPool(1, limits)
    return _pools[limits].submit(_clean, html, url, options).result()


@atexit.register
def _close() -> None:
    for pool in _pools.values():
        pool.close()


def _clean(html: bytes | str, url: str | None, options: Options | None) -> Article:
    from cleaners.pipeline import clean  # in the worker: the caller's own process never needs it

    return clean(html, url, options=options)


def _run(function: Callable[..., T], *arguments: Any) -> T:
    try:
        return function(*arguments)
    except Exception as error:
        if is_out_of_memory(error):
            os._exit(_OUT_OF_MEMORY)  # what a failed allocation leaves behind is not to be trusted with the next page
        raise


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an allocation failed, in Python or in libxml2, which calls it a syntax error."""
    return isinstance(error, MemoryError) or (isinstance(error, etree.XMLSyntaxError) and getattr(error, "code", 0) == etree.ErrorTypes.ERR_NO_MEMORY)


def _limit(megabytes: int) -> None:
    threading.Thread(target=_follow_parent, daemon=True).start()
    try:
        import resource
    except ImportError:
        return
    size = megabytes * 1024 * 1024
    with suppress(ValueError, OSError):  # a lower limit of the system's own stays
        resource.setrlimit(resource.RLIMIT_DATA, (size, size))


def _follow_parent() -> None:
    """End this worker with the process that started it; one that hangs on a page would not notice, and burn on for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
