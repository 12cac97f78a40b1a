"""Feeds of clean articles, filtered like the search: Atom (RFC 4287) and JSON Feed 1.1."""

from __future__ import annotations

import re
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import JSONResponse, Response

from crawler.stores import Stored
from crawler.stores.packing import instant, scrubbed
from crawler.web.filters import Filters
from crawler.web.pages import templates
from crawler.web.resources import resources

router = APIRouter(tags=["feeds"])

ENTRIES = 50
# What XML 1.0 can't hold, escaped or not.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ATOM: dict[int | str, dict[str, Any]] = {200: {"content": {"application/atom+xml": {}}, "description": "An Atom feed."}}
_JSON: dict[int | str, dict[str, Any]] = {200: {"content": {"application/feed+json": {}}, "description": "A JSON Feed 1.1."}}


@router.get("/feed.atom", response_class=Response, responses=_ATOM)
def atom(request: Request, filters: Annotated[Filters, Query()]) -> Response:
    """The latest matching articles, whole, as Atom."""
    found = _found(request, filters)
    text = templates().get_template("feed.atom.j2").render(
        title=_title(filters),
        base=str(request.base_url),
        own=str(request.url.remove_query_params("token")),
        updated=max((item.changed_at for item in found), default=None),
        entries=[_entry(item) for item in found],
    )
    return Response(_NOT_XML.sub("", text), media_type="application/atom+xml")


@router.get("/feed.json", response_class=JSONResponse, responses=_JSON)
def json_feed(request: Request, filters: Annotated[Filters, Query()]) -> Response:
    """The latest matching articles, whole, as JSON Feed."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _title(filters),
        "home_page_url": str(request.base_url),
        "feed_url": str(request.url.remove_query_params("token")),
        "items": [_item(item) for item in _found(request, filters)],
    }
    return JSONResponse(scrubbed(feed), media_type="application/feed+json")


def _found(request: Request, filters: Filters) -> list[Stored]:
    return [item for item in resources(request).store.articles(filters.query(ENTRIES)) if item.gone_at is None]


def _title(filters: Filters) -> str:
    words = [filters.q, *filters.chosen.values()]
    return "Clean articles" + "".join(f" · {word}" for word in words if word)


def _entry(item: Stored) -> dict[str, Any]:
    published = instant(item.document.get("published"))
    return {"item": item, "document": scrubbed(item.document), "published": published.isoformat() if published else ""}


def _item(item: Stored) -> dict[str, Any]:
    document = item.document
    published, image = instant(document.get("published")), next(iter(document.get("images") or ()), None)
    found = {
        "id": item.url,
        "url": item.url,
        "title": document.get("title"),
        "content_html": document.get("html") or "",
        "content_text": document.get("text") or "",
        "summary": document.get("description"),
        "image": image["url"] if image else None,
        "date_published": published.isoformat() if published else None,
        "date_modified": item.changed_at.isoformat(),
        "authors": [{"name": name} for name in document.get("authors") or ()],
        "tags": document.get("tags"),
        "language": document.get("language"),
    }
    return {name: value for name, value in found.items() if value or name == "content_html"}
