"""One archived page, in a worker process: what HTTP did to it is undone, then it is cleaned."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import cleaners
from cleaners.article import ARTICLE_FIELDS
from cleaners.errors import BadRule, CleanerError
from cleaners.guarded import is_out_of_memory
from cleaners.records import PAYWALL_STATUSES, Options
from crawler.archive.records import MAX_BYTES, Cleaned, Http, Job, Record, Skipped
from crawler.guard.decoding import End, decode

MARKUP_FIELDS = ("markdown", "html", "images")
_LEAN_FIELDS = tuple(name for name in ARTICLE_FIELDS if name not in MARKUP_FIELDS)

# Types that never are pages. Everything else, and what comes without a type, the cleaner itself looks at.
_NO_PAGE = re.compile(r"(image|audio|video|font|model)/|(text/(css|csv|javascript|calendar)|application/(?!xhtml|xml|html|octet-stream|unknown))\b", re.I)
_MARKUP = re.compile(rb"<(!doctype html|html|head|body)\b", re.IGNORECASE)
_CHUNK = re.compile(rb"[ \t]*([0-9a-fA-F]{1,8})[ \t]*(;[^\r\n]*)?\r?\n")


def clean_record(record: Record, job: Job) -> Cleaned | Skipped:
    """The article of a record, or why there is none; every error of the cleaner becomes a reason code, save `BadRule`.

    Raises:
        BadRule: a user's rule or profile file is invalid.
        MemoryError, XMLSyntaxError: the worker has met its limit, see `cleaners.guarded.is_out_of_memory`.
    """
    http, origin = record.http or Http(None), record.origin
    walled = http.status in PAYWALL_STATUSES
    if http.status is not None and not (200 <= http.status < 300 or walled):
        return Skipped(origin, "http-status", str(http.status))
    body, end = _body(record.payload, http)
    if end is not End.WHOLE:
        return Skipped(origin, str(end), f"{len(body)} bytes could be read")
    if _NO_PAGE.match(http.content_type.strip()) and not _MARKUP.search(body[:2048]):
        return Skipped(origin, "not-html", http.content_type[:100])
    options = Options(charset=_charset(http.content_type), fetched_at=_instant(origin.date), status=http.status,
                      rules_dir=job.rules, profiles_dir=job.profiles)  # fmt: skip
    try:
        article = cleaners.clean(body, origin.uri or None, options=options)
        return Cleaned(origin, article.to_dict(ARTICLE_FIELDS if job.markup else _LEAN_FIELDS))
    except BadRule:
        raise
    except CleanerError as error:
        return Skipped(origin, "http-status", str(http.status)) if walled else Skipped(origin, error.code, error.detail)
    except Exception as error:
        if is_out_of_memory(error):
            raise
        return Skipped(origin, "cleaner-exception", f"{type(error).__name__}: {error}"[:300])


def _body(payload: bytes, http: Http) -> tuple[bytes, End]:
    """The payload without chunking and compression. Many archives keep the headers and store the body already decoded: then it stays as it is."""
    body, end = dechunk(payload) if http.chunked else (payload, End.WHOLE)
    if end is not End.WHOLE or not http.encodings:
        return body, end
    decoded = decode(body, http.encodings, MAX_BYTES)
    if decoded.end is End.UNDECODABLE and body.lstrip()[:1] == b"<":
        return body, End.WHOLE
    return decoded.body, decoded.end


def dechunk(body: bytes) -> tuple[bytes, End]:
    """A body without HTTP's chunk headers (RFC 9112, 7.1), as far as it goes; one that does not begin with a chunk stays as it is."""
    parts: list[bytes] = []
    at = 0
    while head := _CHUNK.match(body, at):
        size = int(head[1], 16)
        if not size:
            return b"".join(parts), End.WHOLE
        parts.append(body[head.end() : head.end() + size])
        at = head.end() + size
        at += 2 if body[at : at + 2] == b"\r\n" else body[at : at + 1] == b"\n"
    return (b"".join(parts), End.CUT) if parts else (body, End.WHOLE)


def _charset(content_type: str) -> str | None:
    found = re.search(r"charset\s*=\s*[\"']?([^\s;\"']+)", content_type, re.IGNORECASE)
    return found[1] if found else None


def _instant(date: str | None) -> datetime | None:
    try:
        at = datetime.fromisoformat(date or "")
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
