"""The address guard on real sockets: nobody comes to a port inside, however its address is spelled or brought in."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from crawler.exit_codes import ConfigurationError
from crawler.guard import Allowance
from crawler.guard.resolver import GuardedResolver
from crawler.stores import Query
from tests.crawlkit import crawl, read, run
from tests.hostile_server import Blog, Listener, answer, page, sitemap
from tests.hostile_server.probe import probe

SPELLINGS = """
127.0.0.1 127.1 127.0.1 127.0.0.1. 127.255.255.254 127.000.000.001 0.0.0.0 0 0.0 0x7f.1 0x7f.0.0.1 0x7F.0x0.0x0.0x1 0x7f000001
0x000000007f000001 2130706433 017700000001 0177.0.0.1 0177.1 0177.0x0.1 00000177.0.0.01 127.0x1 127.65536 6425673729
localhost LOCALHOST localhost. LocalHost foo.localhost localhost.localdomain ip6-localhost ip6-loopback {machine} {address}
[::1] [::] [0:0:0:0:0:0:0:1] [0000:0000:0000:0000:0000:0000:0000:0001] [::ffff:127.0.0.1] [::ffff:7f00:1] [::FFFF:7F00:0001]
[0:0:0:0:0:ffff:127.0.0.1] [::ffff:0:127.0.0.1] [::127.0.0.1] [::7f00:1] [64:ff9b::127.0.0.1] [64:ff9b::7f00:1] [64:ff9b:1::7f00:1]
[2002:7f00:1::] [2002:7f00:0001::1] [fe80::1%25lo] [::1%25lo] [fc00::1] [ff02::1] [::ffff:0.0.0.0]
１２７.０.０.１ ①②⑦.⓪.⓪.① 127。0。0。1 127．0．0．1 %31%32%37.0.0.1 127.0.0.%31 ⓛocalhost ｌｏｃａｌｈｏｓｔ
user:secret@127.0.0.1 example.com@127.0.0.1 example.com%40127.0.0.1 127.0.0.1%00.example.com 127.0.0.1%2f.example.com
169.254.169.254 [::ffff:169.254.169.254] metadata.google.internal 10.0.0.1 192.168.1.1 172.16.0.1 100.64.0.1 224.0.0.1 255.255.255.255
""".split()
WHOLE_URLS = [
    "http:\\\\127.0.0.1:{port}/",
    "http:///127.0.0.1:{port}/",
    "HTTP://127.0.0.1:{port}/",
    "https://127.0.0.1:{port}/",
    " http://127.0.0.1:{port}/",
    "http://127.0.\t0.1:{port}/",
    "http://127.0.0.1:{port}\\@example.com/",
    "http://example.com\\@127.0.0.1:{port}/",
    "ftp://127.0.0.1:{port}/",
    "gopher://127.0.0.1:{port}/",
    "file:///etc/hostname",
    "data:text/html,secret",
]


@pytest.fixture
def inside() -> Iterator[Listener]:
    with Listener() as listener:
        yield listener


@pytest.fixture
def store(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/bite.db"


def spelled(port: int) -> list[str]:
    """Every spelling of an address inside, with the port of the listener."""
    machine = socket.gethostname()
    own = "127.0.0.2"
    with contextlib.suppress(OSError):
        own = socket.gethostbyname(machine)
    hosts = [spelling.format(machine=machine, address=own) for spelling in SPELLINGS]
    return [f"http://{host}:{port}/" for host in hosts] + [url.format(port=port) for url in WHOLE_URLS]


def test_no_spelling_of_an_inside_address_is_connected_to(inside: Listener) -> None:
    urls = spelled(inside.port)
    assert len(urls) >= 80
    outcomes = probe(urls)
    assert set(outcomes) == set(urls)
    assert {url: outcome for url, outcome in outcomes.items() if outcome.isdigit()} == {}
    assert inside.connections == 0
    assert sum(outcome == "address-refused" for outcome in outcomes.values()) >= 50


def test_the_spellings_do_lead_inside_where_the_operator_opens_them(inside: Listener) -> None:
    """The test above can fail: without the guard most of its addresses arrive."""
    urls = [url for url in spelled(inside.port) if _is_listable(url)]
    hosts = {urlsplit(url).netloc.rpartition("@")[2].rpartition(":")[0] for url in urls}
    outcomes = probe(urls, ADDRESS_GUARD_ALLOW=sorted(hosts), DOWNLOAD_TIMEOUT=2)
    assert sum(outcome == "200" for outcome in outcomes.values()) >= 25
    assert inside.connections >= 25


def _is_listable(url: str) -> bool:
    # Only what leads to this machine: the other addresses of the table would be looked for in the network around it.
    host = urlsplit(url).hostname or "" if "\\" not in url and "%" not in url else ""
    return url.startswith("http://") and host.startswith(("127", "0", "2130", "local", "::1", "::ffff:7f", "::ffff:127"))


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["::1"],
        ["::ffff:127.0.0.1"],
        ["8.8.8.8", "127.0.0.1"],
        ["127.0.0.1", "8.8.8.8"],
        ["2606:4700:4700::1111", "127.0.0.1"],
        ["169.254.169.254"],
        ["64:ff9b::7f00:1"],
    ],
)
def test_a_name_with_any_inside_address_is_refused_whole(addresses: list[str], inside: Listener) -> None:
    url = f"http://rebound.example:{inside.port}/"
    assert probe([url], names={"rebound.example": addresses}) == {url: "address-refused"}
    assert inside.connections == 0


def test_a_start_name_that_leads_inside_from_the_first_is_an_intranet(inside: Listener) -> None:
    url, other = f"http://intranet.example:{inside.port}/", f"http://other.example:{inside.port}/"
    names = {"intranet.example": ["127.0.0.1"], "other.example": ["127.0.0.1"]}
    assert probe([url, other], operator_urls=(url,), names=names) == {url: "200", other: "address-refused"}
    assert inside.connections == 1


def test_a_start_name_that_led_outside_cannot_be_rebound() -> None:
    guard = GuardedResolver(None, inner=object())  # type: ignore[arg-type]
    guard.open("crawl", Allowance.of(["https://news.example/"]))
    assert guard.objection("news.example", 443, ["8.8.8.8"]) == ""
    assert guard.objection("news.example", 443, ["127.0.0.1"]) == "127.0.0.1"
    assert guard.objection("NEWS.example.", 443, ["8.8.8.8", "10.0.0.1"]) == "10.0.0.1"
    assert guard.objection("news.example", 443, ["8.8.4.4"]) == ""


def test_a_start_name_never_leads_to_where_clouds_hand_out_credentials() -> None:
    guard = GuardedResolver(None, inner=object())  # type: ignore[arg-type]
    guard.open("crawl", Allowance.of(["http://news.example/", "http://169.254.169.254/"]))
    for address in ("169.254.169.254", "fd00:ec2::254", "::ffff:169.254.169.254", "fe80::1", "100.100.100.200", "192.0.0.192"):
        assert guard.objection("news.example", 80, [address]) == address
    assert guard.objection("169.254.169.254", 80, ["169.254.169.254"]) == ""  # the operator's own words
    guard.close("crawl")
    assert guard.objection("169.254.169.254", 80, ["169.254.169.254"]) == "169.254.169.254"


def test_a_proxy_does_not_fetch_from_inside_for_us(inside: Listener) -> None:
    """The proxy is the listener itself: it may be asked for no address inside, and is itself no page's to name."""
    refused = [f"http://127.0.0.1:{inside.port + 1}/", "http://2130706433/", "http://[::1]/", "http://localhost/"]
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("http_proxy", f"http://127.0.0.1:{inside.port}")
        environment.delenv("no_proxy", raising=False)
        assert set(probe(refused, ADDRESS_GUARD_ALLOW=[f"127.0.0.1:{inside.port}"], HTTPPROXY_ENABLED=True).values()) == {"address-refused"}
        assert inside.connections == 0
        assert probe(["http://8.8.8.8/"], ADDRESS_GUARD_ALLOW=[f"127.0.0.1:{inside.port}"], HTTPPROXY_ENABLED=True) == {"http://8.8.8.8/": "200"}
        assert inside.connections == 1
        assert set(probe(refused).values()) == {"address-refused"}  # the environment's proxy is not used unless it is asked for
    assert inside.connections == 1


# -- routes: what pages, feeds, sitemaps, redirects and robots files name ---------------------------------------------------------

TARGETS = ["http://127.0.0.1:{port}", "http://localhost:{port}", "http://2130706433:{port}", "http://[::ffff:7f00:1]:{port}"]
HEAD = """
<meta http-equiv="refresh" content="0;url={to}"> <link rel="canonical" href="{to}"> <meta property="og:url" content="{to}">
<base href="{to}"> <link rel="next" href="{to}"> <link rel="prefetch" href="{to}"> <link rel="alternate" href="{to}">
<meta property="og:image" content="{to}"> <script src="{to}"></script> <link rel="amphtml" href="{to}">
<script type="application/ld+json">{{"@type":"NewsArticle","url":"{to}","image":"{to}"}}</script>
<link rel="stylesheet" href="{to}"> <style>@import url({to});</style>
""".split("\n")
PAGE_HEADS = [piece.strip() + ">" for line in HEAD for piece in line.replace("> <", ">\n<").split(">\n") if piece.strip()]
REDIRECTS = [301, 302, 303, 307, 308]


@pytest.mark.parametrize("target", TARGETS)
def test_nothing_that_a_page_names_is_connected_to(target: str, inside: Listener, store: str) -> None:
    to = target.format(port=inside.port) + "/2024/05/inside.html"
    with Blog() as blog:
        blog.fill(len(PAGE_HEADS) + len(REDIRECTS) + 4)
        heads, rest = blog.posts[: len(PAGE_HEADS)], blog.posts[len(PAGE_HEADS) :]
        for number, (path, head) in enumerate(zip(heads, PAGE_HEADS, strict=True)):
            blog.routes[path] = answer(page(number, head.format(to=to)))
        for path, status in zip(rest, REDIRECTS, strict=False):
            blog.routes[path] = answer("moved", status, Location=to)
        chain, bare, refresh, alternative = rest[len(REDIRECTS) :]
        blog.routes[chain] = answer("moved", 302, Location=rest[0])
        blog.routes[bare] = answer("moved", 302, Location=to.removeprefix("http:"))
        blog.routes[refresh] = answer(page(90), Refresh=f"0; url={to}", Link=f"<{to}>; rel=canonical", Content_Location=to)
        blog.routes[alternative] = answer(page(91), Alt_Svc=f'h2="127.0.0.1:{inside.port}"')
        done = crawl(blog.url, store, CLEAN_WORKERS=0)
        reasons = {letter.url.removeprefix(blog.url): letter.reason for letter in read(store, lambda s: s.dead_letters())}
        kept = {"/" + article.url.split("/", 3)[3] for article in read(store, lambda s: s.articles(Query(limit=99)))}
    assert inside.connections == 0
    assert set(reasons) == {*rest[: len(REDIRECTS)], chain, bare}
    assert set(reasons.values()) <= {"robots-unreadable", "redirected-offsite"}  # the port's robots.txt is the first to be refused
    assert len(kept) == len({*heads, refresh, alternative})  # counted: a canonical link of the same host renames its article
    assert done.code == 3


LISTINGS: dict[str, Callable[[Blog, str], None]] = {
    "feed link": lambda blog, to: blog.list([blog.url + blog.posts[0], to]),
    "feed redirect": lambda blog, to: blog.routes.update({"/feeds/posts/default": answer("", 302, Location=to)}),
    "sitemap loc": lambda blog, to: blog.routes.update({"/sitemap.xml": answer(sitemap([to]))}),
    "sitemap index": lambda blog, to: blog.routes.update({"/sitemap.xml": answer(sitemap([to], index=True))}),
    "sitemap redirect": lambda blog, to: blog.routes.update({"/sitemap.xml": answer("", 301, Location=to)}),
    "sitemap entity": lambda blog, to: blog.routes.update(
        {"/sitemap.xml": answer(f'<!DOCTYPE urlset SYSTEM "{to}" [<!ENTITY x SYSTEM "{to}">]><urlset><url><loc>&x;</loc></url></urlset>')}
    ),
    "feed entity": lambda blog, to: blog.routes.update(
        {"/feeds/posts/default": answer(f'<!DOCTYPE rss SYSTEM "{to}" [<!ENTITY x SYSTEM "{to}">]><rss version="2.0"><channel><title>&x;</title></channel></rss>')}
    ),
    "robots sitemap": lambda blog, to: blog.routes.update({"/robots.txt": answer(f"User-agent: *\nAllow: /\nSitemap: {to}\n")}),
    "robots redirect": lambda blog, to: blog.routes.update({"/robots.txt": answer("", 302, Location=to)}),
}  # fmt: skip


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("route", LISTINGS)
def test_nothing_that_a_listing_names_is_connected_to(route: str, target: str, inside: Listener, store: str) -> None:
    with Blog() as blog:
        blog.fill(1)
        LISTINGS[route](blog, target.format(port=inside.port) + "/2024/05/inside.html")
        done = crawl(blog.url, store, CLEAN_WORKERS=0)
    assert inside.connections == 0
    assert done.code == {"robots redirect": 4, "feed redirect": 3, "sitemap redirect": 3}.get(route, 0)


def test_the_site_itself_may_not_move_inside(inside: Listener, tmp_path: Path) -> None:
    """As users run it: every answer of the start address redirects to another port of the same host."""
    with Blog() as blog:
        blog.fill(1)
        for path in ("/robots.txt", "/feeds/posts/default", "/sitemap.xml", *blog.posts):
            blog.routes[path] = answer("", 302, Location=f"http://127.0.0.1:{inside.port}{path}")
        done = run("-a", f"url={blog.url}", folder=tmp_path)
        assert (done.returncode, inside.connections) == (4, 0)
        assert "not on the public internet" in done.stderr
        opened = run("-a", f"url={blog.url}", "-s", f"ADDRESS_GUARD_ALLOW=127.0.0.1:{inside.port}", folder=tmp_path)
        assert opened.returncode == 4  # "secret" is neither feed nor sitemap
        assert inside.connections >= 3


def test_a_bad_entry_of_the_allowance_is_bad_configuration(store: str) -> None:
    with pytest.raises(ConfigurationError, match="ADDRESS_GUARD_ALLOW"):
        crawl("http://127.0.0.1:9", store, ADDRESS_GUARD_ALLOW=["http://intranet/x"])
