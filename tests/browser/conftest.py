"""A Chromium that may speak to this machine only, the application on a socket, and what every view is held to."""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright
from stored import filled

from crawler.stores import open_store
from crawler.web.app import application

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or ""
ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
POSTS = 30


# Not for the whole session: while it is open its event loop runs in this thread, and asyncio.run() fails in every later test.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM:
        pytest.skip("no chromium: apt-get install chromium, or name one in CHROMIUM")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


class Watched:
    """A page that notes what it must not do."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        self.strangers: list[str] = []
        page.on("console", lambda message: self._hear(message))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self._see(request.url))

    def _hear(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def _see(self, url: str) -> None:
        if not url.startswith(("http://127.0.0.1:", "data:", "blob:", "file://", "about:")):
            self.strangers.append(url)


@pytest.fixture
def watched(browser: Browser) -> Iterator[Watched]:
    """A fresh page; when the test ends it must have said nothing on the console and asked no one but this machine."""
    context = browser.new_context(viewport={"width": 1280, "height": 860})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    found = Watched(context.new_page())
    yield found
    context.close()
    assert found.complaints == []
    assert found.strangers == []


@pytest.fixture
def page(watched: Watched) -> Page:
    return watched.page


@pytest.fixture(scope="session")
def filled_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("browser") / "store.db"
    filled(path, POSTS)
    return path


@pytest.fixture
def store_url(filled_store: Path, tmp_path: Path) -> str:
    """A copy of the store, to be written to."""
    for part in filled_store.parent.glob(f"{filled_store.name}*"):
        shutil.copy(part, tmp_path / part.name)
    return f"sqlite:///{tmp_path}/{filled_store.name}"


@pytest.fixture
def site(store_url: str, page: Page) -> Iterator[str]:
    """The application's address."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(application(lambda: open_store(store_url)), log_level="error"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        page.goto("about:blank")  # what it still asks for must not meet a closed door
        server.should_exit = True
        thread.join(timeout=30)

