"""One run a site, and no article lost or doubled by killing a run at any moment."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.exit_codes import ExitCode
from crawler.stores import Query
from fixtures.replica import Fault, ReplicaOptions, ReplicaServer, load_articles
from tests.crawlkit import command, environment, read, run


@pytest.fixture
def replica() -> Iterator[ReplicaServer]:
    with ReplicaServer(options=ReplicaOptions(slow_seconds=20), articles=load_articles()[:14]) as server:
        yield server


def started(replica: ReplicaServer, folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """A crawl in the background."""
    line = command("-a", f"url={replica.url}", "-s", f"LOCK_DIR={folder}", *arguments)
    return subprocess.Popen(line, cwd=folder, env=environment(), stderr=subprocess.PIPE, text=True)


def wait_for(replica: ReplicaServer, requests: int) -> None:
    """Wait until the replica has had so many requests."""
    deadline = time.monotonic() + 60
    while len(replica.requests) < requests:
        assert time.monotonic() < deadline
        time.sleep(0.005)


def articles(folder: Path) -> dict[str, str]:
    found = read(f"sqlite:///{folder}/bullionbite.db", lambda s: s.articles(Query(limit=1000)))
    assert len({article.url for article in found}) == len(found)
    return {article.url: article.document["text"] for article in found}


def test_one_run_a_site(replica: ReplicaServer, tmp_path: Path) -> None:
    replica.faults[replica.site.posts()[0].path] = Fault.SLOW
    first = started(replica, tmp_path)
    wait_for(replica, 2)  # what comes next is slow
    second = run("-a", f"url={replica.url}/?m=1", "-s", f"LOCK_DIR={tmp_path}", folder=tmp_path)
    assert second.returncode == ExitCode.ALREADY_RUNNING
    assert second.stderr.strip() == f"scrapy crawl: already running (exit 7): another run of {replica.url[7:]} is under way"
    first.kill()
    first.wait()
    replica.faults.clear()
    third = run("-a", f"url={replica.url}", "-s", f"LOCK_DIR={tmp_path}", folder=tmp_path)
    assert third.returncode == 0  # the lock of a killed run is free
    assert len(articles(tmp_path)) == 14


@pytest.mark.parametrize("moments", [(3, 8, 13)])
def test_killed_runs_lose_and_double_nothing(moments: tuple[int, ...], replica: ReplicaServer, tmp_path: Path) -> None:
    for moment in moments:
        replica.requests.clear()
        crawl = started(replica, tmp_path, "-o", "out.jsonl", "-s", "CLEAN_WORKERS=1")
        wait_for(replica, moment)
        crawl.kill()
        crawl.wait()
    last = run("-a", f"url={replica.url}", "-s", f"LOCK_DIR={tmp_path}", "-o", "out.jsonl", folder=tmp_path)
    assert last.returncode == 0
    whole = tmp_path / "whole"
    whole.mkdir()
    assert run("-a", f"url={replica.url}", folder=whole).returncode == 0
    assert articles(tmp_path) == articles(whole)
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {line["url"]: line["text"] for line in lines} == articles(whole)
    assert len(lines) == 14
    assert not list(tmp_path.glob(".*.part"))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stopped_run_ends_soon_and_is_taken_up(number: int, replica: ReplicaServer, tmp_path: Path) -> None:
    slow = replica.site.posts()[8].path
    replica.faults[slow] = Fault.SLOW
    crawl = started(replica, tmp_path, "-O", "out.jsonl")
    wait_for(replica, 8)
    os.kill(crawl.pid, number)
    assert crawl.wait(timeout=15) == ExitCode.INTERRUPTED
    assert not (tmp_path / "out.jsonl").exists()
    replica.faults.clear()
    again = run("-a", f"url={replica.url}", "-s", f"LOCK_DIR={tmp_path}", "-O", "out.jsonl", folder=tmp_path)
    assert again.returncode == 0
    assert len(articles(tmp_path)) == 14
    assert len((tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()) == 14


def test_a_run_that_is_stopped_before_it_asked_for_anything_has_not_succeeded(replica: ReplicaServer, tmp_path: Path) -> None:
    early = "import os, signal\n\nclass Early:\n    @classmethod\n    def from_crawler(cls, crawler):\n        os.kill(os.getpid(), signal.SIGTERM)\n        return cls()\n"
    (tmp_path / "early.py").write_text(early, encoding="utf-8")
    pipelines = json.dumps({"early.Early": 1, "crawler.pipelines.clean.CleanPipeline": 300, "crawler.pipelines.store.StorePipeline": 500})
    done = run("-a", f"url={replica.url}", "-s", f"LOCK_DIR={tmp_path}", "-s", f"ITEM_PIPELINES={pipelines}", folder=tmp_path)
    assert done.returncode == ExitCode.INTERRUPTED, done.stderr


def test_a_run_that_waits_for_the_store_ends_in_time_too(replica: ReplicaServer, tmp_path: Path) -> None:
    """Another process holds the store's write lock, so that no orderly stop can come to its end."""
    crawl = started(replica, tmp_path)
    wait_for(replica, 8)
    holder = sqlite3.connect(tmp_path / "bullionbite.db", timeout=30, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    time.sleep(1)  # by now the next outcome waits for the lock
    os.kill(crawl.pid, signal.SIGTERM)
    assert crawl.wait(timeout=15) == ExitCode.INTERRUPTED
    holder.close()
    again = run("-a", f"url={replica.url}", "-s", f"LOCK_DIR={tmp_path}", folder=tmp_path)
    assert again.returncode == 0
    assert len(articles(tmp_path)) == 14
