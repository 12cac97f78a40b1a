"""Pages that need their scripts: opened in Chromium where that is asked for, and only there; the address guard holds for all that a page does."""

from __future__ import annotations

import asyncio
import shutil
import socket
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from crawler.exit_codes import ConfigurationError
from crawler.guard.addresses import Allowance
from crawler.guard.gate import Gate
from crawler.guard.proxy import GuardedProxy
from crawler.stores import Query
from fixtures.replica.messages import redirect
from fixtures.replicas import Scripted, SiteServer, stories
from tests.crawlkit import crawl, read
from tests.hostile_server.listener import Listener

needs_chromium = pytest.mark.skipif(not shutil.which("chromium"), reason="no chromium: apt-get install chromium")


def texts(store: str) -> dict[str, str]:
    return {article.source_url: article.document["text"] for article in read(store, lambda s: s.articles(Query(limit=99)))}


@needs_chromium
def test_scripts_are_run_only_where_asked_for(tmp_path: Path) -> None:
    site = Scripted(stories(3))
    with SiteServer(site) as server:
        blind = crawl(server.url, f"sqlite:///{tmp_path}/blind.db", spider="news")
        assert "/app.js" not in server.requests
        assert (blind.items, blind.code) == ([], 3)
        assert "shows nothing without its scripts" in blind.verdict.cause
        server.requests.clear()
        done = crawl(server.url, f"sqlite:///{tmp_path}/news.db", {"browser": "1"}, spider="news")
        asked = Counter(server.requests)
    assert texts(f"sqlite:///{tmp_path}/news.db") == {site.base + site.path(s): "\n\n".join(s.paragraphs) for s in site.stories}
    assert {item["published"][:10] for item in done.items} == {f"{s.published:%Y-%m-%d}" for s in site.stories}
    assert done.code == 0
    assert asked["/picture.png"] == 0  # images, fonts and media are not loaded
    assert all(asked[site.path(story)] == 2 for story in site.stories)  # once as it comes, once in the browser
    assert asked["/robots.txt"] == 1


@needs_chromium
def test_nothing_that_a_page_does_reaches_inside(tmp_path: Path) -> None:
    site = Scripted(stories(1))
    with SiteServer(site) as server, Listener() as inside, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams:
        datagrams.bind(("127.0.0.1", 0))
        datagrams.settimeout(0.2)
        here, turn = f"127.0.0.1:{inside.port}", f"127.0.0.1:{datagrams.getsockname()[1]}"
        site.route(r"/leap", "other", lambda request, match: redirect(f"http://{here}/leapt"))
        site.probes = (f"http://{here}/fetched", f"http://localhost:{inside.port}/", f"http://[::1]:{inside.port}/", "http://169.254.169.254/latest", "/leap")
        site.extra = (
            f'<iframe src="http://{here}/framed"></iframe><link rel="stylesheet" href="http://{here}/styled">'
            f'<link rel="prefetch" href="http://{here}/"><object data="http://{here}/object"></object>'
            f"""<img src="x" onerror="new WebSocket('ws://{here}/socket'); navigator.sendBeacon('http://{here}/beacon');
            const peer = new RTCPeerConnection({{iceServers: [{{urls: 'stun:{turn}'}}]}});
            peer.createDataChannel('c'); peer.createOffer().then(offer => peer.setLocalDescription(offer))">"""
        )
        done = crawl(server.url, f"sqlite:///{tmp_path}/news.db", {"browser": "1"}, spider="news")
        assert len(done.items) == 1
        assert inside.connections == 0
        with pytest.raises(TimeoutError):
            datagrams.recv(100)
        assert done.stats["address_guard/refused"] >= 6
        # The same page, were it allowed to: so these are ways in.
        crawl(server.url, f"sqlite:///{tmp_path}/open.db", {"browser": "1"}, spider="news", ADDRESS_GUARD_ALLOW=["127.0.0.1", "localhost", "[::1]"])
        assert inside.connections >= 5


@needs_chromium
def test_a_page_that_never_ends_is_left(tmp_path: Path) -> None:
    site = Scripted(stories(1))
    site.extra = "<img src=x onerror='for (;;) {}'>"
    with SiteServer(site) as server:
        done = crawl(server.url, f"sqlite:///{tmp_path}/news.db", {"browser": "1"}, spider="news", BROWSER_TIMEOUT=9)
    assert done.items == []
    assert done.stats["news/browser_failed"] == 1
    assert done.stats["dead_letters/empty-page"] == 1


def test_without_the_extra_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.browser.find_spec", lambda name: None)
    with pytest.raises(ConfigurationError, match=r"bullionbite\[browser\]"):
        crawl("http://127.0.0.1:9", f"sqlite:///{tmp_path}/news.db", {"browser": "1"}, spider="news")


class _Names:
    """A resolver that says something else each time."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)

    async def __call__(self, host: str, port: int, **_: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (self.answers.pop(0), port))]


async def _ask(proxy: str, request: str) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", int(proxy.rpartition(":")[2]))
    writer.write(request.encode())
    answer = await asyncio.wait_for(reader.read(), 10)
    writer.close()
    return answer


def test_a_name_is_judged_at_every_connection_and_looked_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that led outside when it was checked and inside when it was connected to has nowhere to do that."""

    async def ask(inside: Listener) -> None:
        refused: list[int] = []
        proxy = GuardedProxy(gate := Gate(), lambda: refused.append(1))
        gate.open("crawl", Allowance.of([f"http://named.example:{inside.port}"]))
        address = await proxy.start()
        loop = asyncio.get_running_loop()
        names = _Names("127.0.0.1", "127.0.0.1", "127.0.0.1", "169.254.169.254")
        monkeypatch.setattr(loop, "getaddrinfo", names)
        hosts = f"rebound.example:{inside.port}"
        assert (await _ask(address, f"GET http://{hosts}/ HTTP/1.1\r\nHost: {hosts}\r\n\r\n")).startswith(b"HTTP/1.1 403 ")
        assert (await _ask(address, f"CONNECT {hosts} HTTP/1.1\r\n\r\n")).startswith(b"HTTP/1.1 403 ")
        assert inside.connections == 0
        own = f"named.example:{inside.port}"
        assert (await _ask(address, f"GET http://{own}/a?b=1 HTTP/1.1\r\nHost: {own}\r\nProxy-Connection: keep-alive\r\n\r\n")).endswith(b"secret")
        assert (await _ask(address, f"GET http://{own}/ HTTP/1.1\r\nHost: {own}\r\n\r\n")).startswith(b"HTTP/1.1 403 ")
        assert (await _ask(address, "GET ftp://named.example/ HTTP/1.1\r\n\r\n")).startswith(b"HTTP/1.1 400 ")
        assert (len(refused), names.answers) == (3, [])
        await proxy.close()

    with Listener() as inside:
        asyncio.run(ask(inside))
