"""The read API: articles, their versions, dead letters, runs and counts, as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Path, Query, Request
from pydantic import BaseModel, Field

from crawler.stores import MOST_MATCHES, Stored
from crawler.stores.formats import plain, stored_facts
from crawler.stores.packing import scrubbed
from crawler.web.filters import Filters, Word
from crawler.web.resources import resources

router = APIRouter(prefix="/api", tags=["read"])

Number = Annotated[int, Path(ge=1, lt=2**63, description="Id of the article.")]
Limit = Annotated[int, Query(ge=1, le=1000, description="At most so many.")]
MISSING: dict[int | str, dict[str, Any]] = {404: {"description": "There is no such article."}}


class Summary(BaseModel):
    """An article in a list."""

    id: int
    site: str
    url: str
    title: str
    authors: list[str]
    published: datetime | None
    language: str
    kind: str
    word_count: int
    confidence: float
    revision: int
    changed_at: datetime
    gone_at: datetime | None
    snippet: str = Field(description="Where the words were found, hits in [brackets].")


class Found(BaseModel):
    """A page of a search."""

    count: int = Field(description=f"Articles that match, on all pages; with words, {MOST_MATCHES + 1} stands for more than {MOST_MATCHES}.")
    page: int
    articles: list[Summary]


@router.get("/articles", response_model=Found)
def articles(request: Request, filters: Annotated[Filters, Query()], limit: Limit = 25) -> Found:
    """Articles that match: by relevance with words, else the latest publication first."""
    store, query = resources(request).store, filters.query(limit)
    return Found(count=store.count(query), page=filters.page, articles=[_summary(item) for item in store.articles(query)])


@router.get("/articles/{number}", responses=MISSING)
def article(request: Request, number: Number) -> dict[str, Any]:
    """One article whole, in the form of `bullionbite schema`, with the store's facts under `stored`."""
    found = resources(request).store.article(number)
    if found is None:
        raise HTTPException(404, f"There is no article {number}.")
    return {**found.document, "stored": stored_facts(found)}


@router.get("/articles/{number}/history", responses=MISSING)
def history(request: Request, number: Number) -> list[dict[str, Any]]:
    """Every version of an article, the first first, with the paragraphs it changed."""
    revisions = resources(request).store.history(number)
    if not revisions:
        raise HTTPException(404, f"There is no article {number}.")
    return [plain(revision) for revision in revisions]


@router.get("/facets")
def facets(request: Request, filters: Annotated[Filters, Query()]) -> dict[str, dict[str, int]]:
    """By what the matching articles can be narrowed: value and count by site, day, author, tag, language and kind."""
    found = resources(request).store.facets(filters.query())
    return {name: {facet.value: facet.count for facet in values} for name, values in found.items()}


@router.get("/dead")
def dead(request: Request, site: Word = None, limit: Limit = 100) -> list[dict[str, Any]]:
    """Pages that gave no article, the latest first, with the reason."""
    return [plain(letter) for letter in resources(request).store.dead_letters(site, limit=limit)]


@router.get("/runs")
def runs(request: Request, site: Word = None, limit: Limit = 20) -> list[dict[str, Any]]:
    """Runs of the crawl, the latest first, with their statistics."""
    return [plain(run) for run in resources(request).store.runs(site, limit)]


@router.get("/counts")
def counts(request: Request, site: Word = None) -> dict[str, int]:
    """How much there is of everything."""
    return resources(request).store.counts(site)


def _summary(item: Stored) -> Summary:
    names = ("title", "authors", "published", "language", "kind", "word_count", "confidence")
    values = {name: scrubbed(item.document.get(name)) for name in names}
    return Summary(
        id=item.id,
        site=item.site,
        url=item.url,
        revision=item.revision,
        changed_at=item.changed_at,
        gone_at=item.gone_at,
        snippet=item.snippet,
        **values,
    )
