"""Raw pages out to WARC files and in from them, through warcio."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.stores.outcomes import Fetch
from crawler.stores.packing import digest
from crawler.stores.records import RawPage

MAX_BYTES = 64 * 1024 * 1024

# Bodies are kept as they read after decoding, so these no longer describe them.
_TRANSPORT = ("content-encoding", "transfer-encoding", "content-length")
_SOFTWARE = "bullionbite"
_FACTS = "application/x-bullionbite-fetch+json"


def write_warc(file: BinaryIO, pages: Iterable[RawPage]) -> int:
    """Write a gzipped WARC: a response record for each page, and a metadata record with the facts that HTTP has no place for.

    Returns:
        How many pages were written.
    """
    writer = WARCWriter(file, gzip=True)
    writer.write_record(writer.create_warcinfo_record(None, {"software": _SOFTWARE, "format": "WARC File Format 1.1"}))
    count = 0
    for page in pages:
        response = _response(writer, page)
        writer.write_record(response)
        facts = {"site": page.site, "url": page.fetch.url, "at": page.fetch.at.isoformat(), "feed": page.fetch.feed}
        headers = {
            "WARC-Concurrent-To": response.rec_headers.get_header("WARC-Record-ID"),
            "WARC-Date": _date(page.fetch.at),
        }
        body = BytesIO(json.dumps(facts, default=str).encode())
        writer.write_record(
            writer.create_warc_record(
                page.fetch.url, "metadata", body, warc_content_type=_FACTS, warc_headers_dict=headers
            )
        )
        count += 1
    return count


def _response(writer: WARCWriter, page: RawPage) -> Any:
    fetch = page.fetch
    headers = [(name, value) for name, value in fetch.headers if name.lower() not in _TRANSPORT]
    known = {name.lower() for name, _ in headers}
    if "content-type" not in known:
        headers.append(("Content-Type", f"text/html; charset={fetch.charset}" if fetch.charset else "text/html"))
    for name, value in (("ETag", fetch.etag), ("Last-Modified", fetch.last_modified)):
        if value and name.lower() not in known:
            headers.append((name, value))
    headers.append(("Content-Length", str(len(page.body))))
    status = StatusAndHeaders(
        f"{fetch.status} {'OK' if fetch.status == 200 else 'Status'}", headers, protocol="HTTP/1.1"
    )
    date = {"WARC-Date": _date(fetch.at)}
    return writer.create_warc_record(
        fetch.final_url or fetch.url, "response", BytesIO(page.body), http_headers=status, warc_headers_dict=date
    )


def _date(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


@dataclass(slots=True)
class Skipped:
    """Why records of an archive were not taken: reason -> count."""

    reasons: dict[str, int]

    def count(self, reason: str) -> None:
        self.reasons[reason] = self.reasons.get(reason, 0) + 1


def read_warc(path: Path, site: str | None, skipped: Skipped) -> Iterator[RawPage]:
    """The pages of a WARC file (gzipped or not), whoever wrote it; what is damaged or no page is counted and skipped.

    Args:
        path: the file.
        site: the site the pages belong to; None takes what our own export noted, else the host's name.
        skipped: where skipped records are counted.
    """
    waiting: tuple[str, RawPage] | None = None
    ours, before = False, skipped.reasons.get("damaged", 0)
    with path.open("rb") as file:
        for record, content in _records(file, skipped):
            ours = ours or (record.rec_type == "warcinfo" and _SOFTWARE.encode() in content)
            if (
                waiting
                and record.content_type == _FACTS
                and record.rec_headers.get_header("WARC-Concurrent-To") == waiting[0]
            ):
                yield _with_facts(waiting[1], json.loads(content), site)
                waiting = None
                continue
            if waiting:
                yield waiting[1]
                waiting = None
            page = _page(record, content, site, skipped) if record.rec_type == "response" else None
            if page:
                waiting = (record.rec_headers.get_header("WARC-Record-ID"), page)
    # A page of our own export whose facts are cut off would come in under a wrong address: it counts as damaged with them.
    if waiting and not (ours and skipped.reasons.get("damaged", 0) > before):
        yield waiting[1]


def _records(file: BinaryIO, skipped: Skipped) -> Iterator[tuple[Any, bytes]]:
    """The archive's whole records and their decoded content; a damaged place ends them, because nothing after it is sure to be found."""
    start = file.read(8)
    file.seek(0)
    if start and not start.startswith((b"\x1f\x8b", b"WARC/", b"filedesc")):
        skipped.count("damaged")  # of another kind: warcio would look for a record in all of it, and warn at length
        return
    try:
        for record in ArchiveIterator(file):
            content = record.content_stream().read(MAX_BYTES + 1)
            if len(content) > MAX_BYTES:
                skipped.count("too-large")
                continue
            while record.raw_stream.read(65536):
                pass
            if record.length is None or record.raw_stream.limit > 0:
                skipped.count("damaged")
                return
            yield record, content
    except (ArchiveLoadFailed, EOFError, OSError, ValueError, AttributeError, zlib.error):
        skipped.count("damaged")


def _page(record: Any, body: bytes, site: str | None, skipped: Skipped) -> RawPage | None:
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    if not url.startswith(("http://", "https://")) or record.http_headers is None:
        skipped.count("not-http")
        return None
    http = record.http_headers
    try:
        at = datetime.fromisoformat(record.rec_headers.get_header("WARC-Date") or "")
        status = int(http.get_statuscode())
        host = urlsplit(url).hostname or ""
    except ValueError:
        skipped.count("bad-record")
        return None
    headers = tuple((name, value) for name, value in http.headers if name.lower() not in _TRANSPORT)
    charset = _charset(http.get_header("Content-Type") or "")
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    fetch = Fetch(url, at, status, "", http.get_header("ETag"), http.get_header("Last-Modified"), charset, headers)
    return RawPage(digest(body), site or host, fetch, body)


def _with_facts(page: RawPage, facts: dict[str, Any], site: str | None) -> RawPage:
    """The page with what our own export noted beside it."""
    final = page.fetch.url if page.fetch.url != facts["url"] else ""
    fetch = replace(
        page.fetch, url=facts["url"], final_url=final, at=datetime.fromisoformat(facts["at"]), feed=facts["feed"]
    )
    return replace(page, site=site or facts["site"], fetch=fetch)


def _charset(content_type: str) -> str | None:
    for part in content_type.split(";")[1:]:
        name, _, value = part.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip("\"'") or None
    return None
