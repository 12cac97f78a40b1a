"""The last resort of a stop: a process that was told to end (SIGTERM, SIGINT) and is still there seconds later ends at once.

An orderly stop needs the main thread, and the main thread may be held up where no signal handler runs: in SQLite, while another process
holds the store's lock; in the end of a thread that waits for a name server. Signals are therefore heard through the descriptor to which
Python writes their numbers the moment they come, and waited out in a thread. What that cuts off was never committed, so it stays due, as
after `kill -9`.
"""

from __future__ import annotations

import os
import select
import signal
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress

LIMIT = 8.0  # seconds from the signal to the end of the process; within the ten that are promised
_STOPS = frozenset({signal.SIGTERM, signal.SIGINT})


def end_in_time(code: Callable[[], int]) -> None:
    """From now on, end this process `LIMIT` seconds after the first SIGTERM or SIGINT, if it has not ended by itself.

    Call it in the main thread, once an event loop that wants the signals' descriptor for itself has started: it is passed on.

    Args:
        code: the exit code, asked for at the end.
    """
    ours, pythons = socket.socketpair()
    pythons.setblocking(False)
    before = signal.set_wakeup_fd(pythons.fileno(), warn_on_full_buffer=False)
    threading.Thread(target=_listen, args=(ours, pythons, before, code), name="end-in-time", daemon=True).start()


def _listen(ours: socket.socket, pythons: socket.socket, before: int, code: Callable[[], int]) -> None:
    """Wait for a stop, pass on what else comes. Holds on to `pythons`, which closes when nobody does."""
    while not _STOPS.intersection(numbers := ours.recv(64)):
        _pass_on(numbers, before)
    _pass_on(numbers, before)
    time.sleep(LIMIT)
    number = code()
    if select.select([], [2], [], 0)[1]:  # a pipe that nobody reads must not hold up the end
        os.write(2, f"scrapy crawl: ended {LIMIT:g} s after it was told to stop (exit {number}); the next run goes on from there\n".encode())
    os._exit(number)


def _pass_on(numbers: bytes, before: int) -> None:
    if before != -1:
        with suppress(OSError):  # the loop that it belonged to has ended
            os.write(before, numbers)
