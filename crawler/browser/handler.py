"""The download handler of crawls with a browser: scrapy-playwright behind the guarded proxy, for the requests that ask for it."""

from __future__ import annotations

import asyncio
import itertools
import os
import shutil
from contextlib import suppress
from typing import Any, ClassVar
from weakref import WeakKeyDictionary

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page
from playwright.async_api import Request as BrowserRequest
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, DownloadFailedError, DownloadTimeoutError
from scrapy.http import Response
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler
from scrapy_playwright.page import PageMethod

from crawler.guard.handler import BoundedDownloadHandler
from crawler.guard.proxy import GuardedProxy
from crawler.guard.resolver import GuardedResolver

_SETTLE = 6.0  # seconds for scripts to fetch and show the text, once the page itself has come
_NOT_LOADED = frozenset({"image", "media", "font", "manifest", "texttrack", "eventsource", "websocket"})
_ARGUMENTS = [
    "--disable-quic",  # UDP knows no proxy
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--dns-prefetch-disable",
    "--disable-background-networking",
    "--disable-component-update",
]
_NO_WEBRTC = "for (const name of ['RTCPeerConnection', 'webkitRTCPeerConnection', 'WebTransport']) delete globalThis[name];"


class BrowserDownloadHandler(BoundedDownloadHandler):
    """Requests with `meta["playwright"]` go to the browser, all others the usual way."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._browser = GuardedBrowser.of(crawler)

    async def download_request(self, request: Request) -> Response:
        """The response; the browser's holds the page as its scripts have left it.

        Raises:
            DownloadTimeoutError, DownloadCancelledError, DownloadFailedError: of the browser: too slow, too large, anything else.
        """
        if request.meta.get("playwright"):
            return await self._browser.open(request)
        return await super().download_request(request)

    async def close(self) -> None:
        """Close connections and browser."""
        await super().close()
        await self._browser.close()


class GuardedBrowser:
    """One headless Chromium of a crawl, started with the first page that needs it. Every page has a context of its own: no cookie outlives it.

    Args:
        crawler: its settings `BROWSER_TIMEOUT` (seconds for a page), `BROWSER_PAGES` (at once), `BROWSER_EXECUTABLE`, `BROWSER_SANDBOX`.
    """

    _of: ClassVar[WeakKeyDictionary[Crawler, GuardedBrowser]] = WeakKeyDictionary()

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.seconds = crawler.settings.getfloat("BROWSER_TIMEOUT", 30.0)
        self._places = asyncio.Semaphore(max(1, crawler.settings.getint("BROWSER_PAGES", 2)))
        self._starting = asyncio.Lock()
        self._numbers = itertools.count()
        self._handler: ScrapyPlaywrightDownloadHandler | None = None
        self._proxy: GuardedProxy | None = None

    @classmethod
    def of(cls, crawler: Crawler) -> GuardedBrowser:
        """The browser of a crawl; `http` and `https` have a handler each."""
        return cls._of.setdefault(crawler, cls(crawler))

    async def open(self, request: Request) -> Response:
        """Open a page; for errors see `BrowserDownloadHandler.download_request`."""
        async with self._places:
            context = f"page-{next(self._numbers)}"
            try:
                handler = await self._started()  # has a time limit of its own
                async with asyncio.timeout(self.seconds):
                    response = await handler.download_request(_asking(request, context))
            except TimeoutError:
                raise DownloadTimeoutError(f"the browser took longer than {self.seconds:g} s") from None
            except PlaywrightError as error:
                raise DownloadFailedError(f"browser: {error.message.splitlines()[0]}") from None
            finally:
                await self._leave(context)
        if len(response.body) > (most := self.crawler.settings.getint("DOWNLOAD_MAXSIZE")):
            raise DownloadCancelledError(f"the page grew larger than {most} bytes")
        return response.replace(request=request)

    async def _started(self) -> ScrapyPlaywrightDownloadHandler:
        async with self._starting:
            if self._handler is None:
                from twisted.internet import reactor  # the import installs one: never before Scrapy has chosen it

                if self._proxy is None:
                    self._proxy = GuardedProxy(GuardedResolver.on(reactor), lambda: self.crawler.stats.inc_value("address_guard/refused"))
                    self._address = await self._proxy.start()
                handler = ScrapyPlaywrightDownloadHandler(self.crawler)
                handler.config.launch_options = self._launch_options(self._address)
                handler.config.max_pages_per_context = 1
                handler.abort_request = _is_not_loaded
                await handler._launch()  # which it does itself where it is built before the engine starts
                self._handler = handler
        return self._handler

    def _launch_options(self, proxy: str) -> dict[str, Any]:
        settings = self.crawler.settings
        options: dict[str, Any] = {
            "proxy": {"server": proxy, "bypass": "<-loopback>"},  # by itself a browser goes to this machine past its proxy
            "args": _ARGUMENTS,
            "chromium_sandbox": settings.getbool("BROWSER_SANDBOX", os.geteuid() != 0),
        }
        if executable := settings.get("BROWSER_EXECUTABLE") or shutil.which("chromium"):
            options["executable_path"] = executable
        return options

    async def _leave(self, context: str) -> None:
        """Close a page's context, whatever it still does."""
        wrapper = self._handler.context_wrappers.get(context) if self._handler else None
        if wrapper is not None:
            with suppress(PlaywrightError):
                await wrapper.context.close()

    async def close(self) -> None:
        """Close browser and proxy. Calling it again does nothing."""
        handler, proxy, self._handler, self._proxy = self._handler, self._proxy, None, None
        if handler is not None:
            await handler.close()
        if proxy is not None:
            await proxy.close()


def _asking(request: Request, context: str) -> Request:
    """The request as scrapy-playwright wants it."""
    return request.replace(
        meta={
            **request.meta,
            "playwright_context": context,
            "playwright_context_kwargs": {"accept_downloads": False, "service_workers": "block"},
            "playwright_page_goto_kwargs": {"wait_until": "domcontentloaded"},
            "playwright_page_init_callback": _prepare,
            "playwright_page_methods": [PageMethod(_settle)],
        }
    )


async def _prepare(page: Page, request: Request) -> None:
    await page.add_init_script(_NO_WEBRTC)


async def _settle(page: Page) -> None:
    """Wait until scripts ask for nothing more; some never stop, and what has come by then is what there is."""
    with suppress(PlaywrightError):
        await page.wait_for_load_state("networkidle", timeout=_SETTLE * 1000)


def _is_not_loaded(request: BrowserRequest) -> bool:
    return request.resource_type in _NOT_LOADED
