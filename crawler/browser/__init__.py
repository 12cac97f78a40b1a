"""Pages that show nothing without their scripts, in Chromium (extra `[browser]`, `-a browser=1` or `BROWSER = True`)."""

from __future__ import annotations

from importlib.util import find_spec

from scrapy.settings import BaseSettings

from crawler.exit_codes import ConfigurationError

_HANDLER = "crawler.browser.handler.BrowserDownloadHandler"


def switch_on(settings: BaseSettings) -> None:
    """Give a crawl a browser; it starts with the first page that needs it.

    Raises:
        ConfigurationError: the extra is not installed.
    """
    if find_spec("scrapy_playwright") is None:
        raise ConfigurationError("a browser needs the extra: pip install 'bullionbite[browser]', and Chromium")
    handlers = settings.getdict("DOWNLOAD_HANDLERS") | {"http": _HANDLER, "https": _HANDLER}
    settings.set("DOWNLOAD_HANDLERS", handlers, priority="spider")
