"""The replica on a socket: headers, conditional requests, changes while serving, and every way to fail."""

from __future__ import annotations

import gzip
import http.client
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html

from fixtures.replica import SKINS, Fault, ReplicaOptions, ReplicaServer, expected, main, parse_article
from fixtures.replica.expectations import expectation

POST = expected("copper-slips").path
PHONE = "Mozilla/5.0 (Linux; Android 13) Mobile"


@pytest.fixture
def server() -> Iterator[ReplicaServer]:
    with ReplicaServer() as running:
        yield running


def get(
    server: ReplicaServer, path: str, method: str = "GET", **headers: str
) -> tuple[int, http.client.HTTPMessage, bytes]:
    connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=10)
    try:
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        return response.status, response.headers, response.read()
    finally:
        connection.close()


def test_a_page_comes_with_bloggers_headers(server: ReplicaServer) -> None:
    status, headers, body = get(server, POST)
    assert status == 200
    assert headers["Content-Type"] == "text/html; charset=UTF-8"
    assert headers["Server"] == "GSE"
    assert headers["Cache-Control"] == "private, max-age=0"
    assert re.fullmatch(r'W/"[0-9a-f]{64}"', headers["ETag"])
    assert int(headers["Content-Length"]) == len(body)
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert {"Expires", "Last-Modified", "Date"} <= set(headers)


def test_absolute_urls_are_the_servers_own_or_the_public_one(server: ReplicaServer) -> None:
    assert html.fromstring(get(server, POST)[2]).xpath("//link[@rel='canonical']/@href") == [server.url + POST]
    assert f"Sitemap: {server.url}/sitemap.xml".encode() in get(server, "/robots.txt")[2]
    server.options.public_url = "https://bullion.example/"
    assert html.fromstring(get(server, POST)[2]).xpath("//link[@rel='canonical']/@href") == [
        f"https://bullion.example{POST}"
    ]


def test_robots_is_bloggers(server: ReplicaServer) -> None:
    status, headers, body = get(server, "/robots.txt")
    assert (status, headers["Content-Type"].split(";")[0]) == (200, "text/plain")
    assert body.decode().splitlines()[:6] == [
        "User-agent: Mediapartners-Google",
        "Disallow:",
        "",
        "User-agent: *",
        "Disallow: /search",
        "Disallow: /share-widget",
    ]


def test_gzip_only_when_accepted(server: ReplicaServer) -> None:
    _, plain_headers, plain_body = get(server, POST)
    _, headers, body = get(server, POST, Accept_Encoding="gzip, deflate")
    assert "Content-Encoding" not in plain_headers
    assert headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(body) == plain_body


def test_head_has_no_body(server: ReplicaServer) -> None:
    status, headers, body = get(server, POST, "HEAD")
    assert (status, body) == (200, b"")
    assert int(headers["Content-Length"]) > 1000


@pytest.mark.parametrize("path", [POST, "/feeds/posts/default", "/sitemap.xml", "/robots.txt", "/"])
def test_validators_give_304_until_the_blog_changes(server: ReplicaServer, path: str) -> None:
    _, headers, _ = get(server, path)
    tag, since = headers["ETag"], headers["Last-Modified"]
    assert get(server, path, If_None_Match=tag)[0] == 304
    assert get(server, path, If_None_Match=f'"other", {tag}')[2] == b""
    assert get(server, path, If_Modified_Since=since)[0] == 304
    server.site.edit("copper-slips", body="Copper rose after all.")
    assert get(server, path, If_Modified_Since=since)[0] == 200


@pytest.mark.parametrize("path", [POST, "/feeds/posts/default?orderby=updated", "/sitemap.xml?page=4"])
def test_the_tag_follows_the_content(server: ReplicaServer, path: str) -> None:
    tag = get(server, path)[1]["ETag"]
    assert get(server, path, If_None_Match=tag)[0] == 304
    server.site.edit("copper-slips", body="Copper rose after all.")
    assert get(server, path, If_None_Match=tag)[0] == 200


def test_the_tag_wins_over_the_date(server: ReplicaServer) -> None:
    since = get(server, POST)[1]["Last-Modified"]
    assert get(server, POST, If_None_Match='"stale"', If_Modified_Since=since)[0] == 200
    assert get(server, POST, If_Modified_Since="no date")[0] == 200


def test_an_edit_moves_updated_and_the_text(server: ReplicaServer) -> None:
    before = expected("copper-slips")
    after = expectation(server.site.edit("copper-slips", title="Copper rises", body="Copper rose."))
    assert (after.text, after.title, after.published) == ("Copper rose.", "Copper rises", before.published)
    assert after.updated > before.updated
    page = get(server, POST)[2].decode()
    assert "Copper rose." in page
    assert before.text not in page
    newest = json.loads(get(server, "/feeds/posts/default?alt=json&orderby=updated")[2])["feed"]["entry"][0]
    assert newest["title"]["$t"] == "Copper rises"


@pytest.mark.parametrize("status", [404, 410])
def test_a_removed_post_is_gone_everywhere_and_can_come_back(server: ReplicaServer, status: int) -> None:
    article = server.site.articles["copper-slips"]
    server.site.remove("copper-slips", status)
    assert get(server, POST)[0] == status
    assert get(server, f"/feeds/posts/default?path={POST}")[0] == 404
    assert b"copper-slips" not in b"".join(get(server, f"/sitemap.xml?page={page}")[2] for page in range(1, 9))
    server.site.publish(article)
    assert get(server, POST)[0] == 200


def test_a_new_post_leads_the_feed(server: ReplicaServer) -> None:
    source = '+++\ntitle = "New"\nauthor = "A"\nlabels = []\npublished = 2026-01-02T03:04:05-08:00\n+++\nWords.'
    server.site.publish(parse_article(source, "brand-new"))
    assert get(server, "/2026/01/brand-new.html")[0] == 200
    assert json.loads(get(server, "/feeds/posts/default?alt=json")[2])["feed"]["entry"][0]["title"]["$t"] == "New"


def test_the_skin_can_change_while_serving(server: ReplicaServer) -> None:
    pages = []
    for skin in SKINS:
        server.options.skin = skin
        pages.append(get(server, POST)[2])
    assert len(set(pages)) == len(SKINS)


@pytest.mark.parametrize("suffix", ["?m=1", "?m=0", "?showComment=1", "?spref=tw"])
def test_other_addresses_of_a_post_have_its_canonical(server: ReplicaServer, suffix: str) -> None:
    page = html.fromstring(get(server, POST + suffix)[2])
    assert page.xpath("//link[@rel='canonical']/@href") == [server.url + POST]


def test_phones_are_sent_to_the_mobile_address(server: ReplicaServer) -> None:
    status, headers, _ = get(server, POST + "?spref=tw", User_Agent=PHONE)
    assert (status, headers["Location"]) == (302, f"{server.url}{POST}?spref=tw&m=1")
    assert get(server, POST + "?m=1", User_Agent=PHONE)[0] == 200
    server.options.mobile_redirect = False
    assert get(server, POST, User_Agent=PHONE)[0] == 200


def test_requests_are_logged(server: ReplicaServer) -> None:
    get(server, "/search?q=x", User_Agent="spider/1")
    get(server, "/nowhere", User_Agent="spider/1")
    assert server.requests == [("GET", "/search?q=x", "spider/1", 200), ("GET", "/nowhere", "spider/1", 404)]


def test_unavailable_once(server: ReplicaServer) -> None:
    server.faults[POST] = Fault.UNAVAILABLE_ONCE
    status, headers, _ = get(server, POST)
    assert (status, headers["Retry-After"]) == (503, "1")
    assert [get(server, POST)[0], get(server, POST)[0]] == [200, 200]


def test_server_error_for_a_pattern(server: ReplicaServer) -> None:
    server.faults["/2023/*"] = Fault.SERVER_ERROR
    assert [get(server, POST)[0], get(server, POST)[0], get(server, "/robots.txt")[0]] == [500, 500, 200]
    server.faults.clear()
    assert get(server, POST)[0] == 200


def test_slow(server: ReplicaServer) -> None:
    server.options.slow_seconds = 30.0
    server.faults[POST] = Fault.SLOW
    connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=0.2)
    connection.request("GET", POST)
    with pytest.raises(TimeoutError):
        connection.getresponse()
    connection.close()
    server.options.slow_seconds = 0.01
    assert get(server, POST)[0] == 200


def test_wrong_charset(server: ReplicaServer) -> None:
    path = expected("sao-telmo-abre-museu-do-sal").path
    server.faults[path] = Fault.WRONG_CHARSET
    _, headers, body = get(server, path)
    assert headers["Content-Type"] == "text/html; charset=ISO-8859-1"
    assert "São Telmo" in body.decode("utf-8")


def test_truncated_gzip(server: ReplicaServer) -> None:
    server.faults[POST] = Fault.TRUNCATED_GZIP
    _, headers, body = get(server, POST, Accept_Encoding="gzip")
    assert int(headers["Content-Length"]) == len(body)
    with pytest.raises(EOFError):
        gzip.decompress(body)


def test_short_body(server: ReplicaServer) -> None:
    server.faults[POST] = Fault.SHORT_BODY
    with pytest.raises(http.client.IncompleteRead):
        get(server, POST)


@pytest.mark.parametrize("skin", ["piki", "templateify", "stock_v2"])
def test_invalid_ld_json(server: ReplicaServer, skin: str) -> None:
    server.options.skin = skin
    server.faults[POST] = Fault.INVALID_LD_JSON
    scripts = html.fromstring(get(server, POST)[2]).xpath("//script[@type='application/ld+json']/text()")
    assert scripts
    for script in scripts:
        with pytest.raises(json.JSONDecodeError):
            json.loads(script)


def test_consent_wall(server: ReplicaServer) -> None:
    server.faults["*"] = Fault.CONSENT_WALL
    status, headers, _ = get(server, POST)
    assert status == 302
    wall = get(server, headers["Location"].removeprefix(server.url))
    assert wall[0] == 200
    assert b"Before you continue" in wall[2]


def test_empty_page_and_empty_shell(server: ReplicaServer) -> None:
    server.faults[POST] = Fault.EMPTY_PAGE
    assert get(server, POST)[::2] == (200, b"")
    server.faults[POST] = Fault.EMPTY_SHELL
    status, _, body = get(server, POST)
    assert status == 200
    assert "cookies-iki" in body.decode()
    assert not "".join(html.fromstring(body).xpath("//div[@id='postBody']//text()")).strip()


def test_walls_show_the_first_paragraph(server: ReplicaServer) -> None:
    path = expected("long-read-the-canal").path
    for fault, status, walls in ((Fault.PAYMENT_REQUIRED, 402, 0), (Fault.CUT_SHORT, 200, 1)):
        server.faults[path] = fault
        answer = get(server, path)
        shown = html.fromstring(answer[2]).xpath("//div[@id='postBody']")[0]
        assert (answer[0], len(shown.xpath(".//div[@class='paywall']"))) == (status, walls)
        assert shown.text_content().strip().startswith("On the map in the pilot house")
        assert len(shown.text_content()) < 400


def test_down(server: ReplicaServer) -> None:
    server.faults["*"] = Fault.DOWN
    with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
        get(server, POST)
    assert server.requests[-1].status == 0


def test_a_stopped_server_answers_on_no_connection() -> None:
    with ReplicaServer() as server:
        connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=10)
        for _ in range(2):
            connection.request("GET", POST)
            assert connection.getresponse().read()
    assert connection.sock
    assert connection.sock.recv(1) == b""
    connection.close()


def test_blog_removed(server: ReplicaServer) -> None:
    server.faults["*"] = Fault.BLOG_REMOVED
    status, _, body = get(server, "/")
    assert status == 404
    assert b"Blog has been removed" in body


def test_posting_is_refused(server: ReplicaServer) -> None:
    assert get(server, "/consent", "POST")[0] == 405


def test_pictures(server: ReplicaServer) -> None:
    _, headers, body = get(server, "/media/snail.jpg")
    assert headers["Content-Type"] == "image/png"
    assert body.startswith(b"\x89PNG")


def test_the_command_serves_and_prints_the_address() -> None:
    command = [sys.executable, "-m", "fixtures.replica", "--skin", "stock_v1"]
    with subprocess.Popen(command, cwd=Path(__file__).parents[1], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            address = process.stdout.readline().strip().removeprefix("http://")
            connection = http.client.HTTPConnection(address, timeout=10)
            connection.request("GET", POST)
            assert b"Powered by" in connection.getresponse().read()
            connection.close()
        finally:
            process.terminate()


def test_a_taken_port_is_a_clear_error(server: ReplicaServer, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as error:
        main(["--port", server.url.rsplit(":", 1)[1]])
    assert error.value.code == 1
    assert "cannot serve on port" in capsys.readouterr().err


def test_a_server_that_never_started_can_be_stopped() -> None:
    ReplicaServer(options=ReplicaOptions()).stop()
