"""Take the screenshots in docs/images, of the replica's articles: `python docs/make_screenshots.py` (needs the extra [test] and chromium)."""

from __future__ import annotations

import shutil
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "browser")]

from stored import filled  # noqa: E402

from crawler.stores import open_store  # noqa: E402
from crawler.web.app import application  # noqa: E402

IMAGES = ROOT / "docs" / "images"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync"]
LOOKS = {"light": ("light", 1280, 800), "dark": ("dark", 1280, 800), "phone": ("light", 390, 780)}


@contextmanager
def served(store: str) -> Iterator[str]:
    """The application on a free port of this machine."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(application(lambda: open_store(store)), log_level="error"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.05)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


def shoot(browser: Browser, address: str, revised: int, plain: int) -> None:
    """Every view in every look."""
    views = {
        "search": "/?q=ferry", "reader": f"/articles/{plain}", "history": f"/articles/{revised}/history",
        "inspector": f"/articles/{plain}/inspect", "report": "/report", "dead": "/dead",
    }  # fmt: skip
    for look, (scheme, width, height) in LOOKS.items():
        context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": height})
        page = context.new_page()
        for view, path in views.items():
            page.goto(address + path)
            _settle(page, view)
            page.screenshot(path=IMAGES / f"{view}-{look}.png")
        context.close()


def _settle(page: Page, view: str) -> None:
    if view == "search":
        page.locator(".facets summary").first.wait_for(state="attached")
    if view == "inspector":
        page.keyboard.press("n")
        page.wait_for_timeout(300)
    if view == "report":
        page.locator("#over-time").evaluate("element => element.scrollIntoView()")
        page.wait_for_timeout(800)


def main() -> None:
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        store = filled(Path(folder) / "store.db")
        with open_store(store) as opened:
            found = opened.articles()
        revised, plain = max(found, key=lambda item: item.revision).id, found[9].id
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        with served(store) as address:
            shoot(browser, address, revised, plain)
        browser.close()


if __name__ == "__main__":
    main()
