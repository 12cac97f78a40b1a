"""Pages of JSON Lines and of folders of HTML."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

from crawler.archive.records import MAX_BYTES, Http, Origin, Record, Skipped

HTML_SUFFIXES = (".html", ".htm", ".xhtml", ".shtml", ".html.gz", ".htm.gz")
_MAX_LINE = 2 * MAX_BYTES  # JSON escapes some characters to six bytes, most to one
_BROKEN = (EOFError, zlib.error, gzip.BadGzipFile, zstd.ZstdError)


def html_files(folder: Path) -> list[Path]:
    """The HTML files directly in a folder, in the order of their names."""
    return sorted(path for path in folder.iterdir() if path.name.lower().endswith(HTML_SUFFIXES) and path.is_file())


def read_html(folder: Path) -> Iterator[Record | Skipped]:
    """The HTML files of a folder (not of its subfolders); gzipped ones are unpacked.

    Raises:
        OSError: the folder or a file cannot be read.
    """
    for path in html_files(folder):
        origin = Origin(str(path), 0)
        try:
            with _opened(path) as file:
                body = file.read(MAX_BYTES + 1)
        except _BROKEN as error:
            yield Skipped(origin, "damaged-record", str(error))
            continue
        if len(body) > MAX_BYTES:
            yield Skipped(origin, "too-large", f"more than {MAX_BYTES // 2**20} MiB")
        else:
            yield Record(Origin(str(path), 0, digest=_digest(body)), body)


def read_jsonl(path: Path) -> Iterator[Record | Skipped]:
    """The lines of a file of JSON objects, plain, gzipped or in Zstandard.

    `html` is the page; `url` (or `uri`), `date` (ISO 8601; or `fetched_at`) and `status` are taken where they are there.

    Raises:
        OSError: the file cannot be opened or read.
    """
    offset = 0
    with _opened(path) as file:
        try:
            while line := file.readline(_MAX_LINE):
                if line.strip():
                    yield _of_line(line, Origin(str(path), offset))
                offset += len(line)
        except _BROKEN as error:
            yield Skipped(Origin(str(path), offset), "damaged-record", f"nothing can be read from here on: {error}")


def _of_line(line: bytes, origin: Origin) -> Record | Skipped:
    if len(line) >= _MAX_LINE:
        return Skipped(origin, "too-large", f"more than {_MAX_LINE // 2**20} MiB in a line")
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        return Skipped(origin, "damaged-record", f"no JSON: {error}")
    if not isinstance(value, dict) or not isinstance(value.get("html"), str):
        return Skipped(origin, "no-html-field", "no object with a text `html`")
    body = value["html"].encode("utf-8", "replace")
    uri, date = _text(value, "url", "uri"), _text(value, "date", "fetched_at") or None
    status = value.get("status") if isinstance(value.get("status"), int) else None
    return Record(Origin(origin.file, origin.offset, uri, date, _digest(body)), body, Http(status, "text/html; charset=utf-8"))


def _text(value: dict[str, Any], *names: str) -> str:
    """The first of these fields that holds text."""
    return next((found for name in names if isinstance(found := value.get(name), str) and found), "")


def _digest(body: bytes) -> str:
    return f"sha256:{hashlib.sha256(body).hexdigest()}"


def _opened(path: Path) -> BinaryIO:
    """The file's bytes, unpacked where its first bytes say that it is compressed."""
    file = path.open("rb")
    start = file.read(4)
    file.seek(0)
    if start[:2] == b"\x1f\x8b":
        return io.BufferedReader(gzip.GzipFile(fileobj=file))  # type: ignore[arg-type]
    if start == b"\x28\xb5\x2f\xfd":
        return io.BufferedReader(zstd.ZstdFile(file))
    return file
