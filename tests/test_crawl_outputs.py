"""Feeds as Scrapy users know them (`-o`, `-O`, `FEEDS`), whole at every moment, and what a full disk does to them."""

from __future__ import annotations

import csv
import json
import resource
import sys
from pathlib import Path
from typing import Any

import pytest

from cleaners.article import ARTICLE_FIELDS
from crawler.exit_codes import ExitCode
from crawler.stores import Query
from fixtures.replica import ReplicaServer, load_articles
from tests.crawlkit import crawl, read, run


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def rows(path: Path) -> list[dict[str, str]]:
    csv.field_size_limit(sys.maxsize)
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_appending_feeds_hold_every_article_once_in_its_latest_version(tmp_path: Path) -> None:
    store = f"sqlite:///{tmp_path}/bite.db"
    feeds = {str(tmp_path / f"out.{kind}"): {"format": kind} for kind in ("jsonlines", "json", "csv")}
    with ReplicaServer(articles=load_articles()[:6]) as replica:
        crawl(replica.url, store, FEEDS=feeds)
        edited = replica.site.edit(replica.site.posts()[2].slug, title="=SUM(A1) says the minister")
        crawl(replica.url, store, FEEDS=feeds)
        kept = {path: path.read_bytes() for path in tmp_path.glob("out.*")}
        crawl(replica.url, store, FEEDS=feeds)
        assert {path: path.read_bytes() for path in tmp_path.glob("out.*")} == kept
        url = replica.url + edited.path
    found = (lines(tmp_path / "out.jsonlines"), json.loads((tmp_path / "out.json").read_text()), rows(tmp_path / "out.csv"))
    for items in found:
        assert len({item["url"] for item in items}) == len(items) == 6
        assert all(tuple(item) == ARTICLE_FIELDS for item in items)
    assert [item["title"] for item in found[0] if item["url"] == url] == ["=SUM(A1) says the minister"]
    assert [item["title"] for item in found[2] if item["url"] == url] == ["'=SUM(A1) says the minister"]


def test_an_overwriting_feed_holds_what_the_run_brought(tmp_path: Path) -> None:
    with ReplicaServer(articles=load_articles()[:6]) as replica:
        address = ("-a", f"url={replica.url}")
        run(*address, "-O", "out.jsonl", folder=tmp_path)
        assert len(lines(tmp_path / "out.jsonl")) == 6
        replica.site.edit(replica.site.posts()[2].slug, title="A second thought")
        run(*address, "-O", "out.jsonl", folder=tmp_path)
        assert [item["title"] for item in lines(tmp_path / "out.jsonl")] == ["A second thought"]
        replica.site.edit(replica.site.posts()[3].slug, title="A third thought")
        piped = run(*address, "-o", "-:jsonlines", folder=tmp_path)
        assert [json.loads(line)["title"] for line in piped.stdout.splitlines()] == ["A third thought"]
        run(*address, "-O", "first.jsonl", folder=tmp_path)
    assert (tmp_path / "first.jsonl").read_bytes() == b""  # no article, no earlier file


@pytest.mark.parametrize("limit", [6_000, 90_000, 260_000])
def test_a_full_disk_ends_the_run_and_the_next_one_completes_it(limit: int, tmp_path: Path) -> None:
    """Every file of the run is limited to so many bytes, as a full disk would do."""

    def narrow() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    earlier = b'{"url": "https://earlier.example/"}\n'
    (tmp_path / "out.jsonl").write_bytes(earlier)
    with ReplicaServer(articles=load_articles()[:14]) as replica:
        arguments = ("-a", f"url={replica.url}", "-o", "out.jsonl", "-s", f"MARKDOWN_DIR={tmp_path}/md")
        full = run(*arguments, folder=tmp_path, preexec_fn=narrow)
        assert full.returncode == ExitCode.STORAGE_FAILURE, full.stderr
        assert (tmp_path / "out.jsonl").read_bytes() == earlier
        assert all(path.read_text(encoding="utf-8").startswith("---\n") for path in tmp_path.glob("md/*.md"))
        whole = run(*arguments, folder=tmp_path)
        assert whole.returncode == 0, whole.stderr
    assert read(f"sqlite:///{tmp_path}/bullionbite.db", lambda s: s.count(Query())) == 14
    assert read(f"sqlite:///{tmp_path}/bullionbite.db", lambda s: s.check()) == []
    assert len({item["url"] for item in lines(tmp_path / "out.jsonl")}) == 15
    assert len(list(tmp_path.glob("md/*.md"))) == 14
