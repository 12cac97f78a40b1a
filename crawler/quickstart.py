"""`make crawl`: serve the bundled replica, crawl it for real, say what was saved and where. All files stay in one folder."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

from crawler.stores import open_store
from fixtures.replica import ReplicaServer

_FIRST_PORT = 8765


def main(folder: str = "data") -> int:
    """Crawl the replica into a folder; returns the exit code of the crawl."""
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    database, lines, markdown = target / "bullionbite.db", target / "articles.jsonl", target / "markdown"
    with ReplicaServer(_port(target / "replica.port")) as replica:
        print(f"Crawling the bundled replica site at {replica.url}", flush=True)
        command = [sys.executable, "-m", "scrapy", "crawl", "bullionbite", "-a", f"url={replica.url}", "--progress"]
        command += ["-o", str(lines), "-L", "WARNING"]
        for setting in (f"STORE_URL=sqlite:///{database}", f"MARKDOWN_DIR={markdown}"):
            command += ["-s", setting]
        code = subprocess.run(command, check=False).returncode
    if code == 0:
        with open_store(f"sqlite:///{database}") as store:
            count = store.count()
        print(f"{count} articles are saved in {database} (SQLite), {lines} (JSON Lines) and {markdown}/ (Markdown, a file each).")
    return code


def _port(note: Path) -> int:
    """The port of the run before, so that the replica is the same site again; for the first run a free one.

    Raises:
        SystemExit: the port of the run before is taken.
    """
    known = note.is_file()
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        wanted = int(note.read_text()) if known else _FIRST_PORT
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError:
            if known:
                sys.exit(f"Port {wanted}, where the replica was served last time, is taken. Free it, or remove {note.parent}/ to start anew.")
            probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    note.write_text(str(port))
    return port


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
