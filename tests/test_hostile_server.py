"""Crawls of a server that cheats: nothing cut is stored as whole, nothing fills the memory, robots and waits are obeyed."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from crawler.guard.decoding import End, decode
from crawler.guard.secrets import masked
from crawler.stores import Query
from tests.crawlkit import Crawl, command, crawl, environment, measured, read
from tests.hostile_server import Blog, answer, feed_answer, page, sitemap
from tests.hostile_server.answers import (
    COMPRESS,
    DRIPS,
    FLOODS,
    MEGABYTE,
    bombs,
    cut_bodies,
    growing_redirect,
    huge,
    raw_deflate,
    whole_bodies,
)  # fmt: skip
from tests.hostile_server.certificates import self_signed

PAGE = page(7).encode() + b"<!-- " + bytes(range(48, 91)) * 40 + b" -->"


@pytest.fixture
def store(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/bite.db"


def visit(blog: Blog, store: str, arguments: dict[str, str] | None = None, **settings: object) -> Crawl:
    return crawl(blog.url, store, arguments, **({"CLEAN_WORKERS": 0, "RETRY_TIMES": 0} | settings))


def dead(store: str) -> dict[str, str]:
    """Path and reason of every dead letter."""
    return {"/" + letter.url.split("/", 3)[3]: letter.reason for letter in read(store, lambda s: s.dead_letters())}


def kept(store: str) -> set[str]:
    return {"/" + article.url.split("/", 3)[3] for article in read(store, lambda s: s.articles(Query(limit=999)))}


def serve(blog: Blog, answers: dict[str, object]) -> dict[str, str]:
    """Give each answer a post of its own, beside one sound post; path of each by name."""
    blog.fill(len(answers) + 1)
    named = dict(zip(answers, blog.posts, strict=False))
    blog.routes.update({path: answers[name] for name, path in named.items()})  # type: ignore[misc]
    return named


# -- bodies -----------------------------------------------------------------------------------------------------------------------


def test_no_cut_body_is_stored_and_what_came_is_kept(store: str) -> None:
    with Blog() as blog:
        named = serve(blog, cut_bodies(PAGE))
        done = visit(blog, store)
        assert kept(store) == {blog.posts[-1]}
        reasons = dead(store)
        assert set(reasons) == set(named.values())
        assert {name for name, path in named.items() if reasons[path] == "undecodable-body"} == {"gzip that is none", "gzip with a wrong checksum"}
        assert set(reasons.values()) == {"truncated", "undecodable-body"}
        for name in ("short", "gzip cut", "deflate cut", "no length", "chunks without an end"):
            raw = read(store, lambda s, url=blog.url + named[name]: s.raw_page(url))
            assert raw is not None
            assert PAGE.startswith(raw.body[:200])
            assert len(raw.body) >= 200
    assert done.code == 3


def test_cut_bodies_are_asked_for_again(store: str) -> None:
    with Blog() as blog:
        named = serve(blog, {"short": answer(PAGE)[:-100]})
        visit(blog, store, RETRY_TIMES=2)
        assert blog.paths().count(named["short"]) == 3


def test_whole_bodies_in_unusual_answers_are_stored(store: str) -> None:
    with Blog() as blog:
        answers = {name: given for number, (name, given) in enumerate(whole_bodies(page(50).encode()).items())}
        serve(blog, answers)
        for number, (path, name) in enumerate(zip(blog.posts, answers, strict=False)):
            blog.routes[path] = whole_bodies(page(number).encode())[name]
        done = visit(blog, store)
        assert (dead(store), kept(store), done.code) == ({}, set(blog.posts), 0)


@pytest.mark.parametrize("name", [*COMPRESS, "raw deflate"])
def test_decoding_knows_the_end(name: str) -> None:
    body = raw_deflate(PAGE) if name == "raw deflate" else COMPRESS[name](PAGE)
    encoding = name.removeprefix("raw ")
    whole = decode(body, [encoding], len(PAGE))
    assert (whole.body, whole.end) == (PAGE, End.WHOLE)
    assert decode(body, [encoding], len(PAGE) - 1).end is End.TOO_LARGE
    for length in range(len(body) - 1, 0, -7):
        cut = decode(body[:length], [encoding], len(PAGE))
        assert cut.end in (End.CUT, End.UNDECODABLE)
        assert PAGE.startswith(cut.body)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> int:
    """Peak memory of a crawl of sound pages."""
    with Blog() as blog:
        blog.fill(16)
        return _peak(blog.url, tmp_path_factory.mktemp("crawl") / "sound")


def test_bombs_are_refused_within_bounds(sound: int, tmp_path: Path) -> None:
    """The crawl, as users run it, needs at most 64 MB more for 15 bombs of 100 MB than for sound pages."""
    with Blog() as blog:
        serve(blog, bombs())
        bombed = _peak(blog.url, tmp_path / "bombed")
        store = f"sqlite:///{tmp_path}/bombed/bullionbite.db"
        assert kept(store) == {blog.posts[-1]}
        assert set(dead(store).values()) == {"too-large", "undecodable-body"}
        assert all(blog.paths().count(path) == 1 for path in blog.posts)
    assert bombed - sound < 64 * MEGABYTE


def test_floods_are_left(sound: int, tmp_path: Path) -> None:
    with Blog() as blog:
        named = serve(blog, FLOODS | {"huge": huge(200)})
        flooded = _peak(blog.url, tmp_path / "flooded")
        store = f"sqlite:///{tmp_path}/flooded/bullionbite.db"
        assert set(dead(store)) == set(named.values())
        assert "timeout" not in dead(store).values()
        assert kept(store) == {blog.posts[-1]}
    assert flooded - sound < 64 * MEGABYTE


def _peak(url: str, folder: Path) -> int:
    """Peak memory in bytes of `scrapy crawl`; asked of the process itself, since `getrusage` counts its parent's in."""
    folder.mkdir()
    arguments = ["-a", f"url={url}", "-s", "RETRY_TIMES=0", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=4"]
    done = subprocess.run(measured(*arguments), cwd=folder, env=environment(), capture_output=True, timeout=120, check=False)
    assert done.returncode in (0, 3), done.stderr
    return int((folder / "peak").read_text()) * 1024


def test_a_server_that_drips_is_left_after_the_time_limit(store: str) -> None:
    with Blog() as blog:
        named = serve(blog, DRIPS)
        visit(blog, store, DOWNLOAD_TIMEOUT=1)
        assert dead(store) == dict.fromkeys(named.values(), "timeout")
        assert kept(store) == {blog.posts[-1]}


# -- redirects, waits, budgets ----------------------------------------------------------------------------------------------------


def test_redirects_have_a_budget(store: str) -> None:
    with Blog() as blog:
        named = serve(blog, {"new each time": growing_redirect(), "to itself": b"", "to a local file": answer("", 302, Location="file:///etc/passwd"), "garbled": answer("", 302, Location="http://[")})  # fmt: skip
        blog.routes[named["to itself"]] = answer("", 302, Location=named["to itself"])
        visit(blog, store)
        assert blog.paths().count(named["new each time"]) <= 6
        assert blog.paths().count(named["to itself"]) <= 6
        reasons = dead(store)
        assert reasons[named["new each time"]] == reasons[named["to itself"]] == "redirect-loop"
        assert reasons[named["to a local file"]] == "http-302"
        assert set(reasons) == set(named.values())
        assert kept(store) == {blog.posts[-1]}


def test_a_bad_page_costs_a_bounded_number_of_requests(store: str) -> None:
    with Blog() as blog:
        named = serve(blog, {"error": answer("broken", 500), "busy": answer("busy", 503, Retry_After="0"), "closed": lambda c, s: None})
        visit(blog, store, RETRY_TIMES=2)
        assert {name: blog.paths().count(path) for name, path in named.items()} == {"error": 3, "busy": 3, "closed": 3}


@pytest.mark.parametrize("wait", ["86400", "99999999999999999999999", "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_a_wait_beyond_the_bound_is_not_waited_for(wait: str, store: str) -> None:
    with Blog() as blog:
        named = serve(blog, {"busy": answer("busy", 429, Retry_After=wait)})
        visit(blog, store, RETRY_TIMES=2)
        assert blog.paths().count(named["busy"]) == 1
        assert dead(store) == {named["busy"]: "http-429"}


@pytest.mark.parametrize("wait", ["-5", "soon", "", "١٢", "²", "Mon, 99 Foo"])
def test_a_wait_that_says_nothing_is_an_ordinary_retry(wait: str, store: str) -> None:
    with Blog() as blog:
        busy = answer("busy", 503).replace(b"Connection", b"Retry-After: " + wait.encode() + b"\r\nConnection", 1)
        named = serve(blog, {"busy": busy})
        done = visit(blog, store, RETRY_TIMES=1)
        assert blog.paths().count(named["busy"]) == 2
        assert done.tally.errors == []


# -- robots.txt -------------------------------------------------------------------------------------------------------------------

DISALLOW_ALL = "User-agent: *\nDisallow: /\n"
ROBOTS_THAT_FORBID = {
    "500": answer("", 500),
    "503": answer("", 503),
    "429": answer("", 429),
    "loop": answer("", 302, Location="/robots.txt"),
    "endless redirects": growing_redirect(),
    "closed": lambda connection, seen: None,
    "silence": DRIPS["silence"],
    "headers drop by drop": DRIPS["headers drop by drop"],
    "endless headers": FLOODS["endless headers"],
    "cut": answer("User-agent: *\nAllow: /\nDisallow: /secret" * 9)[:-40],
    "gzip that is none": answer("Allow: /", Content_Encoding="gzip"),
    "redirect elsewhere": answer("", 301, Location="http://elsewhere.example/robots.txt"),
    "disallow": answer(DISALLOW_ALL),
    "disallow by our name": answer("User-agent: bullionbite\nDisallow: /\n\nUser-agent: *\nAllow: /\n"),
    "disallow in the first 500 KiB": answer(DISALLOW_ALL + "#" * 50 * MEGABYTE),
    "disallow, then without end": FLOODS["endless body"],
    "disallow in a bomb": answer(COMPRESS["gzip"](DISALLOW_ALL.encode() + b"#" * 50 * MEGABYTE), Content_Encoding="gzip"),
    "disallow behind redirects": answer("", 301, Location="/r1"),
}  # fmt: skip
ROBOTS_THAT_ALLOW = {
    "404": answer("", 404),
    "403": answer("", 403),
    "410": answer("", 410),
    "empty": answer(""),
    "a page": answer(page(1)),
    "binary": answer(bytes(range(256)) * 99),
    "disallow beyond 500 KiB": answer("User-agent: *\nAllow: /\n" + "#" * 600_000 + "\n" + DISALLOW_ALL),
    "50 MB of rules": answer("User-agent: other\n" + "Disallow: /x\n" * 4_000_000),
}


@pytest.mark.parametrize("name", ROBOTS_THAT_FORBID)
def test_robots_that_forbid_or_cannot_be_read_stop_the_crawl(name: str, store: str) -> None:
    with Blog() as blog:
        blog.fill(1)
        blog.routes["/robots.txt"] = ROBOTS_THAT_FORBID[name]
        if name == "disallow, then without end":
            start = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n" + DISALLOW_ALL.encode()
            blog.routes["/robots.txt"] = lambda connection, seen: [connection.sendall(start), FLOODS["endless body"](connection, seen)]  # type: ignore[assignment]
        blog.routes |= {f"/r{n}": answer("", 301, Location=f"/r{n + 1}") for n in range(1, 5)} | {"/r5": answer(DISALLOW_ALL)}
        done = visit(blog, store, DOWNLOAD_TIMEOUT=1)
        assert {path for path in blog.paths() if not path.startswith(("/robots", "/r"))} == set()
        assert done.code == 4
        assert "robots" in done.verdict.cause
        assert done.tally.errors == []


@pytest.mark.parametrize("name", ROBOTS_THAT_ALLOW)
def test_robots_that_are_absent_or_say_nothing_allow(name: str, store: str) -> None:
    with Blog() as blog:
        blog.fill(1)
        blog.routes["/robots.txt"] = ROBOTS_THAT_ALLOW[name]
        done = visit(blog, store)
        assert (done.code, kept(store)) == (0, set(blog.posts))
        assert blog.paths().count("/robots.txt") == 1


# -- listings ---------------------------------------------------------------------------------------------------------------------

LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12)
) + "]>"  # fmt: skip
QUADRATIC = f'<!DOCTYPE x [<!ENTITY a "{"ha" * 50_000}">]>'
BAD_FEEDS = {
    "nested lists": b'{"feed":' + b"[" * 200_000,
    "nested objects": b'{"feed":' * 100_000,
    "not a feed": b'{"feed": 3}',
    "strings for records": b'{"feed":{"entry":["x"],"link":"y","openSearch$totalResults":"z"}}',
    "a total that is no number": '{"feed":{"openSearch$totalResults":{"$t":"²"},"entry":[]}}'.encode(),
    "a huge total": b'{"feed":{"openSearch$totalResults":{"$t":"' + b"9" * 9999 + b'"},"entry":[]}}',
    "addresses that are none": b'{"feed":{"entry":[{"link":[{"rel":"alternate","href":"http://["}]},{"link":[{"rel":"alternate","href":7}]}]}}',
    "dates at the end of time": b'{"feed":{"entry":[{"updated":{"$t":"0001-01-01T00:00:00+14:00"},"link":[{"rel":"alternate","href":"/2024/05/x.html"}]}]}}',
    "laughs": f"{LAUGHS}<rss version='2.0'><channel><title>&m;</title></channel></rss>".encode(),
    "quadratic laughs": f"{QUADRATIC}<rss version='2.0'><channel><title>{'&a;' * 5000}</title></channel></rss>".encode(),
    "nested elements": b"<rss version='2.0'><channel>" + b"<item>" * 100_000,
    "garbage": bytes(range(256)) * 999,
    "UTF-16": "<rss version='2.0'><channel></channel></rss>".encode("utf-16"),
}
BAD_SITEMAPS = {
    "laughs": f"{LAUGHS}<urlset><url><loc>&m;</loc></url></urlset>".encode(),
    "quadratic laughs": f"{QUADRATIC}<urlset><url><loc>{'&a;' * 5000}</loc></url></urlset>".encode(),
    "nested elements": b"<urlset>" + b"<url>" * 100_000,
    "bomb in gzip": COMPRESS["gzip"](b"<urlset>" + b" " * 200 * MEGABYTE),
    "garbage": bytes(range(256)) * 999,
    "its own index": b"<sitemapindex><sitemap><loc>/sitemap.xml</loc></sitemap></sitemapindex>",
    "addresses that are none": b"<urlset><url><loc>http://[</loc></url><url><loc>file:///etc/passwd</loc></url><url><loc>//[</loc></url></urlset>",
}


@pytest.mark.parametrize("name", BAD_FEEDS)
def test_a_bad_feed_costs_its_posts_alone(name: str, store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.discovery.feeds._SECONDS", 2.0)
    with Blog() as blog:
        blog.fill(2)
        blog.routes["/feeds/posts/default"] = answer(BAD_FEEDS[name])
        done = visit(blog, store)
        assert set(blog.posts) <= kept(store)
        assert done.code in (0, 3)
        assert done.tally.errors == []


@pytest.mark.parametrize("name", BAD_SITEMAPS)
def test_a_bad_sitemap_costs_its_posts_alone(name: str, store: str) -> None:
    with Blog() as blog:
        blog.fill(2)
        blog.routes["/sitemap.xml"] = answer(BAD_SITEMAPS[name])
        done = visit(blog, store)
        assert kept(store) == set(blog.posts)
        assert done.code in (0, 3)
        assert done.tally.errors == []
        assert len(blog.paths()) < 12


def test_a_cut_sitemap_is_said_and_read_again(store: str) -> None:
    with Blog() as blog:
        blog.fill(3)
        whole = sitemap([blog.url + path for path in blog.posts])
        blog.routes["/feeds/posts/default"] = feed_answer([blog.url + blog.posts[0]])
        blog.routes["/sitemap.xml"] = answer(whole[: whole.rindex("<url>") + 9], ETag='"1"')
        first = visit(blog, store)
        assert (first.code, kept(store)) == (3, set(blog.posts[:2]))
        assert "/sitemap.xml: cut after 2 addresses" in first.verdict.cause
        blog.routes["/sitemap.xml"] = answer(whole, ETag='"1"')
        assert (visit(blog, store).code, kept(store)) == (0, set(blog.posts))
        assert not [seen for seen in blog.requests if seen.path == "/sitemap.xml" and "if-none-match" in seen.headers]


def test_listings_without_end_end(store: str) -> None:
    """A feed that repeats itself for ever, a feed that says it has a billion entries, a sitemap index that leads ever deeper."""
    with Blog() as blog:
        blog.fill(2)
        blog.routes["/feeds/posts/default"] = feed_answer([blog.url + path for path in blog.posts], total=10**8)
        blog.routes["/sitemap.xml"] = answer(sitemap([f"{blog.url}/s{n}.xml" for n in range(5)], index=True))
        for n in range(5):
            blog.routes[f"/s{n}.xml"] = answer(sitemap([f"{blog.url}/deeper{n}.xml"], index=True))
        done = visit(blog, store)
        assert done.code == 0
        assert blog.paths().count("/feeds/posts/default") == 2
        assert not [path for path in blog.paths() if path.startswith("/deeper")]


# -- secrets ----------------------------------------------------------------------------------------------------------------------


def test_cookies_and_credentials_never_cross_hosts(store: str) -> None:
    with Blog() as blog, Blog() as other:
        blog.fill(2)
        other.fill(1)
        cookie = {"Set_Cookie": "session=s3cret; Path=/", "WWW_Authenticate": "Basic realm=x"}
        blog.routes[blog.posts[0]] = answer("", 302, Location=f"http://user:s3cret@127.0.0.1:{other.port}{other.posts[0]}", **cookie)
        blog.list([f"{blog.url}{blog.posts[0]}", blog.url.replace("://", "://user:s3cret@") + blog.posts[1]])
        visit(blog, store, ADDRESS_GUARD_ALLOW=["127.0.0.1"], LOG_LEVEL="DEBUG")
        sent = [seen.headers for seen in blog.requests + other.requests]
        assert not [headers for headers in sent if {"cookie", "authorization"} & set(headers)]
        assert kept(store) == set(blog.posts)
        stored = b"".join(path.read_bytes() for path in Path(store.removeprefix("sqlite:///")).parent.iterdir())
        assert b"s3cret" not in stored


def test_no_password_in_what_the_command_says(tmp_path: Path) -> None:
    arguments = ["-a", "url=http://127.0.0.1:9", "-s", "STORE_URL=postgresql://bob:s3cret@127.0.0.1:9/x", "-L", "DEBUG"]
    done = subprocess.run(command(*arguments), cwd=tmp_path, env=environment(), capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode in (2, 6)
    refused = subprocess.run(
        command("-a", "url=https://bob:s3cret@news.example/"), cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False
    )
    assert refused.returncode == 2
    assert "s3cret" not in done.stdout + done.stderr + refused.stdout + refused.stderr
    assert "bob:***@" in refused.stderr


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("postgresql://bob:s3@db:5432/x", "postgresql://bob:***@db:5432/x"),
        ("postgresql://bob:p@ss/w@db/x", "postgresql://bob:***@db/x"),
        ("postgresql://db/x?user=a&password=s3&z=1", "postgresql://db/x?user=a&password=***&z=1"),
        ("no host at http://u:s3@h:1/x: bad name u:s3@h", "no host at http://u:***@h:1/x: bad name u:***@h"),
        ("sqlite:////tmp/a@b.db", "sqlite:////tmp/a@b.db"),
        ("https://news.example/a:b@c", "https://news.example/a:b@c"),
    ],
)
def test_masking(text: str, shown: str) -> None:
    assert masked(text) == shown


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9"])
@pytest.mark.parametrize("trusted", [False, True])
def test_a_certificate_that_nobody_vouches_for_is_refused(trusted: bool, host: str, store: str, tmp_path: Path) -> None:
    """Self-signed, for the right host and a wrong one; the same server is crawled where the operator switches the check off."""
    with Blog(tls=self_signed(tmp_path, host)) as blog:
        blog.fill(1)
        done = visit(blog, store, DOWNLOAD_VERIFY_CERTIFICATES=not trusted)
        assert bool(blog.paths()) is trusted
        assert done.code == (0 if trusted else 4)
        assert trusted or "certificate verify failed" in done.verdict.cause or "VerificationError" in done.verdict.cause


def test_a_large_sitemap_is_read_to_a_bound(sound: int, tmp_path: Path) -> None:
    """500,000 addresses, of which the first count; the rest is not read, and memory stays flat."""
    with Blog() as blog:
        blog.fill(16)
        other = (f"{blog.url}/label/{number}" for number in range(500_000))
        blog.routes["/sitemap.xml"] = answer(sitemap([*(blog.url + path for path in blog.posts), *other]))
        blog.routes["/feeds/posts/default"] = huge(50)
        assert _peak(blog.url, tmp_path / "large") - sound < 128 * MEGABYTE
        assert kept(f"sqlite:///{tmp_path}/large/bullionbite.db") == set(blog.posts)


def test_the_settings_hold_what_is_promised() -> None:
    from crawler import settings

    assert {scheme for scheme, handler in settings.DOWNLOAD_HANDLERS.items() if handler} == {"http", "https"}
    assert set(settings.DOWNLOAD_HANDLERS) == {"http", "https", "data", "file", "ftp", "s3"}
    assert not settings.TELNETCONSOLE_ENABLED
    assert not settings.COOKIES_ENABLED
    assert settings.DOWNLOAD_VERIFY_CERTIFICATES
