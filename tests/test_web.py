"""The application without a browser: feeds, API, who may ask, what a browser is told."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from lxml import etree

sys.path.insert(0, str(Path(__file__).parent / "browser"))
from stored import HOSTILE, filled

from crawler.stores import Query, open_store
from crawler.web.access import Access
from crawler.web.app import application

HOST = "http://127.0.0.1"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def store_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    return filled(tmp_path_factory.mktemp("web") / "store.db", 12)


@pytest.fixture(scope="module")
def client(store_url: str) -> Iterator[TestClient]:
    with TestClient(application(lambda: open_store(store_url)), HOST) as made:
        yield made


@pytest.fixture(scope="module")
def guarded(store_url: str) -> Iterator[TestClient]:
    with TestClient(application(lambda: open_store(store_url), Access("s3cret")), "http://crawler.lan", follow_redirects=False) as made:
        yield made


def test_search_over_the_api_is_what_the_store_says(client: TestClient, store_url: str) -> None:
    found = client.get("/api/articles", params={"q": "ferry", "limit": 3}).json()
    with open_store(store_url) as store:
        assert found["count"] == store.count(Query(text="ferry"))
    assert all("[" in article["snippet"] for article in found["articles"])


def test_every_filter_narrows(client: TestClient) -> None:
    facets = client.get("/api/facets").json()
    assert set(facets) == {"site", "day", "author", "tag", "language", "kind"}
    for name, values in facets.items():
        for value, count in values.items():
            assert client.get("/api/articles", params={name: value}).json()["count"] == count, (name, value)


def test_facets_follow_a_search(client: TestClient) -> None:
    count = client.get("/api/articles", params={"q": "ferry"}).json()["count"]
    assert sum(client.get("/api/facets", params={"q": "ferry"}).json()["site"].values()) == count


def test_atom_is_well_formed_and_filtered(client: TestClient) -> None:
    tag = next(iter(client.get("/api/facets").json()["tag"]))
    feed = etree.fromstring(client.get("/feed.atom", params={"tag": tag}).content)
    entries = feed.findall(f"{ATOM}entry")
    assert entries
    for entry in entries:
        assert tag in [category.get("term") for category in entry.findall(f"{ATOM}category")]
        for name in ("id", "title", "updated", "author", "content"):
            assert entry.find(f"{ATOM}{name}") is not None, name


def test_json_feed(client: TestClient) -> None:
    feed = client.get("/feed.json").json()
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert all(item["id"] and item["content_text"] for item in feed["items"])
    assert not any("410" in item for item in feed["items"])


def test_the_read_api_describes_itself(client: TestClient) -> None:
    description = client.get("/openapi.json").json()
    assert {"/api/articles", "/api/articles/{number}", "/api/dead", "/feed.atom"} <= set(description["paths"])
    for path, methods in description["paths"].items():
        assert set(methods) == {"get"}, path
        assert methods["get"].get("description"), path


@pytest.mark.parametrize("path", ["/?page=0", "/?since=yesterday", "/api/articles?limit=0", "/api/articles/x", "/?page=9999999999999999999999"])
def test_bad_parameters_are_answered_not_fatal(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 422


@pytest.mark.parametrize("path", ["/articles/999999", "/api/articles/999999", "/articles/99999999999999999999999", "/inspect?url=https://nowhere.example/", "/static/../app.py", "/nothing"])
def test_what_is_not_there(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("words", ['"', "NEAR(", "a AND OR", "*", "'; DROP TABLE articles; --", "\x00", "<script>", "title:x"])
def test_any_words_may_be_searched(client: TestClient, words: str) -> None:
    answer = client.get("/", params={"q": words})
    assert answer.status_code == 200
    assert "<script>" not in answer.text.split("<body>")[1].replace("<script src=", "")


def test_every_answer_carries_a_strict_policy(client: TestClient) -> None:
    for path in ("/", "/dead", "/report", "/api", "/feed.atom", "/nothing", "/static/report.js"):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
    inspector = client.get("/inspect", params={"url": HOSTILE})
    assert "script-src 'sha256-" in inspector.headers["content-security-policy"]


def test_without_a_token_only_this_machine_is_answered(client: TestClient) -> None:
    assert client.get("/", headers={"host": "127.0.0.1:8000"}).status_code == 200
    assert client.get("/", headers={"host": "[::1]:8000"}).status_code == 200
    assert client.get("/", headers={"host": "rebound.example"}).status_code == 421


def test_forms_of_other_sites_are_refused(client: TestClient) -> None:
    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}):
        assert client.post("/dead/retry", data={"url": "x"}, headers=headers).status_code == 403


def test_a_token_is_asked_for_everywhere(guarded: TestClient) -> None:
    for path in ("/", "/api/articles", "/feed.atom", "/static/report.js", "/openapi.json"):
        assert guarded.get(path).status_code == 401
        assert guarded.get(path, params={"token": "s3cre"}).status_code == 401
        assert guarded.get(path, headers={"authorization": "Bearer s3cret"}).status_code == 200
    assert guarded.get("/feed.atom", params={"token": "s3cret"}).status_code == 200


def test_a_browser_shows_the_token_once(guarded: TestClient) -> None:
    welcome = guarded.get("/", params={"token": "s3cret", "q": "ferry"})
    assert (welcome.status_code, welcome.headers["location"]) == (303, "/?q=ferry")
    assert "httponly" in welcome.headers["set-cookie"].lower()
    assert guarded.get("/").status_code == 200
    guarded.cookies.clear()
