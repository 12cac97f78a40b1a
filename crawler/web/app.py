"""The application put together."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from cleaners.records import Options
from crawler.stores import Store, StoreError
from crawler.web import api, feeds, pages
from crawler.web.access import Access, Gate
from crawler.web.resources import Resources, Workers

ABOUT = "Articles that the crawl has stored, clean: search, whole texts, versions, dead letters, runs. Nothing here writes."
STATIC: list[str | tuple[str, str]] = [("crawler.web", "static"), ("crawler.report", "static"), ("crawler.report", "vendor")]


def application(
    open_store: Callable[[], Store],
    access: Access | None = None,
    options: Options | None = None,
    further: tuple[str, ...] = (),
) -> FastAPI:
    """The ASGI application.

    Args:
        open_store: opens the store when the application starts; it is closed when it stops.
        access: who may ask.
        options: rules and profiles of the user's, for the inspector and retries.
        further: options that name the store in the commands shown to the user.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        with open_store() as store:
            workers = Workers(options or Options())
            app.state.resources = Resources(store, workers, further)
            try:
                yield
            finally:
                workers.close()

    app = FastAPI(
        title="Bullion Bite", description=ABOUT, version="1", lifespan=lifespan, docs_url=None, redoc_url=None
    )
    app.add_middleware(Gate, access=access or Access())
    app.mount("/static", StaticFiles(packages=STATIC), name="static")
    for part in (pages, feeds, api):
        app.include_router(part.router)
    app.add_exception_handler(HTTPException, _failed)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(StoreError, _store_failed)
    return app


def _answer(request: Request, status: int, message: str) -> Response:
    if request.url.path.startswith(("/api/", "/feed.")):
        return JSONResponse({"detail": message}, status)
    return pages.error_page(request, status, message)


def _failed(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return _answer(request, error.status_code, str(error.detail))


def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    told = "; ".join(f"{fault['loc'][-1]}: {fault['msg']}" for fault in error.errors())
    return _answer(request, 422, told)


def _store_failed(request: Request, error: Exception) -> Response:
    assert isinstance(error, StoreError)
    return _answer(request, 503, f"The store failed ({error.code}): {error.detail}")
