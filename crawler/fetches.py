"""The facts of a fetch, as the store keeps them, from a Scrapy response."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scrapy.http import Response

from crawler import clock
from crawler.stores.outcomes import Fetch

_KEPT_HEADERS = ("Content-Type", "Content-Language", "Date", "ETag", "Last-Modified", "Server")


def fetch_of(response: Response, url: str, final_url: str = "", hint: Mapping[str, Any] | None = None) -> Fetch:
    """The facts of a response that has come just now; for the arguments see `Fetch`."""
    headers = response.headers
    return Fetch(
        url=url,
        at=clock.now(),
        status=response.status,
        final_url=final_url,
        etag=header_text(headers.get("ETag")),
        last_modified=header_text(headers.get("Last-Modified")),
        charset=_charset(headers.get("Content-Type")),
        headers=tuple((name, value) for name in _KEPT_HEADERS if (value := header_text(headers.get(name)))),
        feed=hint,
    )


def header_text(value: bytes | None) -> str | None:
    """A header's value as text, None where there is none."""
    return value.decode("latin-1") if value else None


def _charset(content_type: bytes | None) -> str | None:
    """The charset of a Content-Type header, None where it names none."""
    for part in (content_type or b"").decode("latin-1").split(";")[1:]:
        name, _, value = part.partition("=")
        if name.strip().lower() == "charset" and value.strip(" \"'"):
            return value.strip(" \"'")
    return None
