"""A PostgreSQL server of the tests' own: a fresh cluster in a temporary folder, reached through a socket there, gone with its block."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MISSING = "no PostgreSQL server: install Debian's postgresql, or name one in TEST_POSTGRES_URL"
_QUICK = "-c listen_addresses='' -c fsync=off -c full_page_writes=off -c max_wal_size=256MB -c unix_socket_directories="


def binaries() -> Path | None:
    """The folder of the server's programs, the latest version's."""
    if found := shutil.which("initdb"):
        return Path(found).parent
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    return folders[-1] if folders else None


@contextmanager
def cluster(programs: Path) -> Iterator[str]:
    """Run a server; the URL of a database whose user may make others. Not durable: it lives for a test run."""
    user = "nobody" if os.geteuid() == 0 else None  # the server refuses to run as root
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        if user:
            shutil.chown(folder, user)
        data = folder / "data"

        def call(*command: str) -> None:
            done = subprocess.run(command, user=user, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            assert done.returncode == 0, done.stdout

        call(f"{programs}/initdb", "-D", str(data), "-U", "tests", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions")
        call(f"{programs}/pg_ctl", "-D", str(data), "-w", "-l", str(folder / "log"), "-o", f"{_QUICK}{folder}", "start")
        try:
            yield f"postgresql+psycopg://tests@/postgres?host={folder}"
        finally:
            call(f"{programs}/pg_ctl", "-D", str(data), "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def database(server: str, template: str = "template1") -> Iterator[str]:
    """A database of its own on a server, dropped with its block; its URL."""
    from sqlalchemy import create_engine, text
    from sqlalchemy.engine import make_url

    name = f"test_{uuid.uuid4().hex[:12]}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        engine.dispose()
