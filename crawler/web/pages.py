"""The pages that people look at."""

from __future__ import annotations

import asyncio
import re
from functools import cache
from typing import Annotated, Any

from fastapi import APIRouter, Form, HTTPException, Query, Request
from jinja2 import ChoiceLoader, Environment, PackageLoader
from markupsafe import Markup, escape
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, RedirectResponse, Response

from crawler.report import diffs
from crawler.report.crawl_report import Links, values
from crawler.report.figures import report as gather
from crawler.report.inspector import Labels
from crawler.report.templates import environment
from crawler.stores import MOST_MATCHES, RawPage, Stored
from crawler.stores.figures import Scope
from crawler.stores.packing import instant
from crawler.web.filters import PAGE, Day, Filters, Word, midnight
from crawler.web.resources import now, resources
from crawler.web.retry import retry as retry_letter

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

FACETS = {"site": "Site", "day": "Day", "author": "Author", "tag": "Tag", "language": "Language", "kind": "Kind"}
DEAD = 500


@router.get("/")
def search(request: Request, filters: Annotated[Filters, Query()]) -> HTMLResponse:
    """Search results; without words, the latest articles."""
    store, query = resources(request).store, filters.query()
    count = store.count(query)
    return _page(
        request,
        "search.html.j2",
        filters=filters,
        found=store.articles(query),
        count=count,
        more=bool(query.text.strip()) and count > MOST_MATCHES,
        pages=-(-count // PAGE),
    )


@router.get("/facets")
def facets(request: Request, filters: Annotated[Filters, Query()]) -> HTMLResponse:
    """By what the results can be narrowed; asked for by the page itself, because counting takes longer than finding."""
    found = resources(request).store.facets(filters.query())
    return _page(request, "facets.html.j2", filters=filters, facets=found, names=FACETS)


@router.get("/articles/{number}")
def article(request: Request, number: int) -> HTMLResponse:
    """The reader."""
    found = _article(request, number)
    kept = resources(request).store.raw_page(found.source_url) is not None
    return _page(request, "article.html.j2", found=found, kept=kept, body=Markup(found.document.get("html") or ""))


@router.get("/articles/{number}/history")
def history(request: Request, number: int) -> HTMLResponse:
    """Every version with what it changed."""
    found = _article(request, number)
    revisions = resources(request).store.history(number)
    return _page(request, "history.html.j2", found=found, revisions=revisions[::-1], lines=diffs.lines)


@router.get("/articles/{number}/inspect")
async def inspect_article(request: Request, number: int) -> Response:
    """The inspector on the article's kept page."""
    found = await run_in_threadpool(_article, request, number)
    page = await run_in_threadpool(resources(request).store.raw_page, found.source_url)
    return await _inspector(request, page, Labels(str(number), resources(request).options, f"/articles/{number}"))


@router.get("/inspect")
async def inspect_url(request: Request, url: str) -> Response:
    """The inspector on the kept page of an address; nothing is fetched."""
    page = await run_in_threadpool(resources(request).store.raw_page, url)
    return await _inspector(request, page, Labels(url, resources(request).options, "/dead"))


@router.get("/report")
def report(request: Request, site: Word = None, since: Day = None) -> HTMLResponse:
    """The crawl report."""
    held = resources(request)
    figures = gather(held.store, Scope(site, midnight(since) if since else None), now())
    links = Links(options=held.options, article="/articles/", inspect="/inspect?url=")
    sites = [facet.value for facet in held.store.facets(limit=200)["site"]]
    return _page(request, "crawl.html.j2", sites=sites, since=since, **values(figures, links))


@router.get("/dead")
def dead(request: Request, site: Word = None, reason: Word = None, said: str = "") -> HTMLResponse:
    """Dead letters, each to be tried again."""
    letters = resources(request).store.dead_letters(site, limit=DEAD)
    reasons: dict[str, int] = {}
    for letter in letters:
        reasons[letter.reason] = reasons.get(letter.reason, 0) + 1
    shown = [letter for letter in letters if reason is None or letter.reason == reason]
    return _page(request, "dead.html.j2", letters=shown, reasons=reasons, reason=reason, site=site, said=said, limit=DEAD)


@router.post("/dead/retry")
async def retry(request: Request, url: Annotated[str, Form()]) -> Response:
    """Clean the kept page again with today's rules; where that gives no article, have the next crawl fetch it."""
    outcome = await retry_letter(resources(request), url)
    if request.headers.get("hx-request"):
        return _page(request, "retried.html.j2", outcome=outcome)
    return RedirectResponse("/dead", 303)


@router.get("/api")
def api(request: Request) -> HTMLResponse:
    """What the read API offers, from its own description."""
    return _page(request, "api.html.j2", description=request.app.openapi())


async def _inspector(request: Request, page: RawPage | None, labels: Labels) -> Response:
    if page is None:
        raise HTTPException(404, "The store has kept no raw page of this address.")
    made = await asyncio.wrap_future(resources(request).workers.inspector(page, labels))
    return HTMLResponse(made.page, headers={"Content-Security-Policy": made.policy + "; frame-ancestors 'none'"})


def _article(request: Request, number: int) -> Stored:
    found = resources(request).store.article(number) if number < 2**63 else None
    if found is None:
        raise HTTPException(404, f"There is no article {number}.")
    return found


def _page(request: Request, template: str, status: int = 200, **context: Any) -> HTMLResponse:
    return HTMLResponse(templates().get_template(template).render(path=request.url.path, **context), status)


def error_page(request: Request, status: int, message: str) -> HTMLResponse:
    """A page that says what went wrong."""
    return _page(request, "error.html.j2", status, code=status, message=message)


@cache
def templates() -> Environment:
    """The application's templates, and the report's, which they include."""
    loaders = ChoiceLoader([PackageLoader("crawler.web", "templates"), PackageLoader("crawler.report", "templates")])
    made = environment().overlay(loader=loaders)
    made.filters |= {"marked": marked, "published": _published}
    return made


def marked(snippet: str) -> Markup:
    """A snippet with its hits, which the store writes as `[…]`, marked."""
    return Markup(re.sub(r"\[([^\[\]]+)\]", r"<mark>\1</mark>", str(escape(snippet))))


def _published(item: Stored) -> str:
    moment = instant(item.document.get("published"))
    return moment.strftime("%Y-%m-%d") if moment else ""
