"""Archives for tests, made of the fixtures' own pages."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

ROOT = Path(__file__).resolve().parent.parent
DATE = "2026-03-01T12:00:00Z"


def fixture_pages(count: int) -> list[tuple[str, bytes]]:
    """Addresses and bytes of fixture pages that are articles."""
    found = []
    for folder in sorted((ROOT / "fixtures/pages").iterdir()):
        if (folder / "expected.txt").is_file() and (folder / "page.html").is_file():
            found.append((f"https://news.example/{folder.name}", (folder / "page.html").read_bytes()))
    return found[:count]


def response(writer: WARCWriter, url: str, body: bytes, headers: Sequence[tuple[str, str]] = (), status: str = "200 OK") -> None:
    """Write a response record."""
    lines = [("Content-Type", "text/html"), *headers] if "Content-Type" not in dict(headers) else list(headers)
    http = StatusAndHeaders(status, lines, protocol="HTTP/1.1")
    record = writer.create_warc_record(url, "response", io.BytesIO(body), http_headers=http, warc_headers_dict={"WARC-Date": DATE})
    writer.write_record(record)


def warc(pages: Iterable[tuple[str, bytes]], gzipped: bool = True) -> tuple[bytes, list[int]]:
    """A WARC of these pages with a request record before each, and where their response records begin."""
    file = io.BytesIO()
    writer = WARCWriter(file, gzip=gzipped)
    writer.write_record(writer.create_warcinfo_record("test.warc", {"software": "tests"}))
    offsets = []
    for url, body in pages:
        request = StatusAndHeaders("GET / HTTP/1.1", [("Host", "news.example")], is_http_request=True)
        writer.write_record(writer.create_warc_record(url, "request", http_headers=request))
        offsets.append(file.tell())
        response(writer, url, body)
    return file.getvalue(), offsets


def clean_archive(*arguments: object, folder: Path, trapped: bool = False) -> subprocess.Popen[str]:
    """`bullionbite clean-archive` in a process of its own; with `trapped`, pages can break the cleaner (see `hostile_server/trapped`)."""
    paths = [str(ROOT / "tests/hostile_server/trapped")] if trapped else []
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([*paths, str(ROOT), os.environ.get("PYTHONPATH", "")])}
    command = [sys.executable, "-m", "crawler.cli", "clean-archive", *map(str, arguments)]
    return subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.PIPE, text=True)


def articles(out: Path) -> list[dict[str, Any]]:
    """All that a job wrote as JSON Lines, in the order of their sources."""
    lines = [json.loads(line) for path in (out / "articles").glob("*.jsonl") for line in path.read_bytes().splitlines()]
    return sorted(lines, key=lambda line: (line["source"]["file"], line["source"]["offset"]))


def skipped(out: Path) -> list[dict[str, Any]]:
    """The records that gave no article."""
    lines = [json.loads(line) for path in (out / "skipped").glob("*.jsonl") for line in path.read_bytes().splitlines()]
    return sorted(lines, key=lambda line: (line["origin"]["file"], line["origin"]["offset"]))


def report_and_sleep() -> None:
    """Say which process this is, and hang."""
    print(os.getpid(), flush=True)
    time.sleep(600)
