"""Worker processes that do not import the program's own script. For systems with a fork server."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.context import ForkServerContext, ForkServerProcess

_hiding = threading.Lock()


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


class WithoutMain(ForkServerContext):
    """The context whose processes know nothing of `__main__`: no task of theirs may be defined there."""

    Process = _Process
