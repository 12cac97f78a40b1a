"""One run a site at a time: a file that the system unlocks, or a lock of the database server's session. Both end with their process."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Protocol

from filelock import FileLock, Timeout


class SiteLock(Protocol):
    """A lock that is held until it is released, or its process ends, however it ends."""

    def release(self) -> None: ...


def lock_site(store_url: str, site: str, folder: Path) -> SiteLock | None:
    """Take the lock of a site; None when another run holds it.

    With a PostgreSQL store it is an advisory lock of the server, so that runs on all machines see it; else a file in `folder`.

    Raises:
        StoreError: the server cannot be reached, or the URL is wrong.
        OSError: the file cannot be made.
    """
    if store_url.startswith("postgresql"):
        return _ServerLock.take(store_url, site)
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / f"{re.sub(r'[^a-z0-9.-]', '_', site)}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return None
    return lock


class _ServerLock:
    """A session's advisory lock: the server frees it when the connection ends."""

    def __init__(self, connection: object) -> None:
        self._connection = connection

    @classmethod
    def take(cls, url: str, site: str) -> _ServerLock | None:
        # On demand: with SQLite a lock is a file, and nobody needs the library or the driver.
        from crawler.stores.connection import failure
        from crawler.stores.postgres import connect_options, prepare, server_url

        parsed = server_url(url)
        import psycopg

        try:
            name = parsed.set(drivername="postgresql").render_as_string(hide_password=False)
            connection = psycopg.connect(name, autocommit=True, **connect_options(parsed))  # type: ignore[arg-type]
            prepare(connection)
            if connection.execute("SELECT pg_try_advisory_lock(%s)", (lock_key(site),)).fetchone() == (True,):
                return cls(connection)
            connection.close()
            return None
        except psycopg.Error as error:
            raise failure(parsed.render_as_string(), error) from error

    def release(self) -> None:
        self._connection.close()  # type: ignore[attr-defined]


def lock_key(site: str) -> int:
    """The number under which the server locks a site: 64 bits of the SHA-256 of its name, as a signed integer."""
    return int.from_bytes(hashlib.sha256(f"bullionbite:{site}".encode()).digest()[:8], "big", signed=True)
