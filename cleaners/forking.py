"""How worker processes are started and talked to. For systems with a fork server."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, ForkServerProcess
from typing import Any

_PIPE_BYTES = 1024 * 1024
"""What fits into a pipe before its other end reads (Linux's usual most). Pages of 260 kB went through 64 kB in five steps: at each the worker
waited until the thread that feeds it had the interpreter again, up to 5 ms beside one that is always busy."""
_hiding = threading.Lock()


class WidePipes(ForkServerContext):
    """The context with pipes that hold several pages, where the system lets a pipe have a size."""

    def Pipe(self, duplex: bool = True) -> tuple[Connection[Any, Any], Connection[Any, Any]]:
        """Two ends of a pipe."""
        ends: tuple[Connection[Any, Any], Connection[Any, Any]] = super().Pipe(duplex)
        if not duplex:
            with suppress(ImportError, OSError):  # no Linux; the user's pipes take too much together
                from fcntl import F_SETPIPE_SZ, fcntl

                fcntl(ends[1].fileno(), F_SETPIPE_SZ, _PIPE_BYTES)
        return ends


@contextmanager
def _hidden_main() -> Iterator[None]:
    """`__main__` without the name and path by which a new process would be told to import it."""
    main = sys.modules["__main__"]
    with _hiding:
        spec, path = main.__spec__, main.__dict__.pop("__file__", None)
        main.__spec__ = None
        try:
            yield
        finally:
            main.__spec__ = spec
            if path is not None:
                main.__file__ = path


class _Process(ForkServerProcess):
    def start(self) -> None:
        with _hidden_main():
            super().start()


class WithoutMain(WidePipes):
    """The context whose processes know nothing of `__main__`: no task of theirs may be defined there."""

    Process = _Process
