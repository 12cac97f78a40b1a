"""`scrapy crawl news -a sites=…`: several sites in one run, each with a budget, a state and a verdict of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from crawler.exit_codes import ExitCode, Verdict
from crawler.fleet.sites import FleetSite
from crawler.fleet.together import Ended, told, worst
from crawler.stores import Query
from fixtures.replicas import Paper, Plain, SiteServer, Static, stories
from tests.crawlkit import command, environment, read, run


class Tagged(list[str]):
    """The requests of one server, noted in the order of all servers too."""

    def __init__(self, name: str, everything: list[str]) -> None:
        self.name, self.everything = name, everything

    def append(self, target: str) -> None:
        super().append(target)
        self.everything.append(self.name)


def listed(folder: Path, *entries: str) -> None:
    (folder / "sites.toml").write_text("\n".join(f"[[site]]\n{entry}" for entry in entries))


def test_sites_are_crawled_side_by_side_and_each_has_its_own_budget_and_verdict(tmp_path: Path) -> None:
    makes = [Plain(stories(15)), Static(stories(15)), Paper(stories(30))]
    order: list[str] = []
    with SiteServer(makes[0]) as plain, SiteServer(makes[1]) as static, SiteServer(makes[2]) as paper:
        for name, server in (("plain", plain), ("static", static), ("paper", paper)):
            server.requests = Tagged(name, order)
        listed(
            tmp_path,
            f"url = '{plain.url}'",
            f"url = '{static.url}'",
            f"url = '{paper.url}'\narguments = {{ max_pages = 6 }}",
            "url = 'http://127.0.0.1:9'",
        )
        done = run("-a", "sites=sites.toml", "-O", "all.jsonl", folder=tmp_path, spider="news")
    assert done.returncode == int(ExitCode.UNREACHABLE), done.stderr
    assert done.stderr.endswith("4 sites: 3 done, 1 unreachable\n")
    assert f"{paper.url}: " in done.stderr
    # Interleaved: nobody ends before everybody has begun.
    first = {name: order.index(name) for name in ("plain", "static", "paper")}
    last = {name: len(order) - 1 - order[::-1].index(name) for name in first}
    assert max(first.values()) < min(last.values())
    store = f"sqlite:///{tmp_path}/bullionbite.db"
    found = read(store, lambda s: {(article.site, article.source_url) for article in s.articles(Query(limit=999))})
    for make in makes[:2]:
        assert {url for site, url in found if site == make.base.removeprefix("http://")} == make.article_urls()
    assert sum(makes[2].kind(target) in ("article", "hub") for target in paper.requests) == 6
    assert read(store, lambda s: {run.site for run in s.runs()}) >= {make.base.removeprefix("http://") for make in makes}
    delivered = [json.loads(line)["url"] for line in (tmp_path / "all.jsonl").read_text().splitlines()]
    assert sorted(delivered) == sorted(url for _, url in found)


def test_a_stop_reaches_the_sites_whose_turn_has_not_come(tmp_path: Path) -> None:
    with SiteServer(Plain(stories(400))) as first, SiteServer(Plain(stories(3))) as second:
        listed(tmp_path, f"url = '{first.url}'", f"url = '{second.url}'")
        process = subprocess.Popen(
            command("-a", "sites=sites.toml", "-s", "SITES_AT_ONCE=1", spider="news"),
            cwd=tmp_path, env=environment(), stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        while len(first.requests) < 5 and process.poll() is None:
            time.sleep(0.05)
        os.kill(process.pid, signal.SIGTERM)
        _, said = process.communicate(timeout=60)
        assert second.requests == []
    assert process.returncode == int(ExitCode.INTERRUPTED), said
    assert "stopped before its turn" in said


def test_a_bad_list_is_bad_configuration(tmp_path: Path) -> None:
    listed(tmp_path, "url = 'https://a.example'\nspider = 'nobody'")
    done = run("-a", "sites=sites.toml", folder=tmp_path, spider="news")
    assert done.returncode == int(ExitCode.BAD_CONFIGURATION)
    assert "there is no spider 'nobody'" in done.stderr


@pytest.mark.parametrize(
    ("codes", "expected"),
    [((0, 0), 0), ((0, 3, 0), 3), ((3, 5), 5), ((7, 0), 7), ((7, 8), 8)],
)
def test_the_worst_end_counts(codes: tuple[int, ...], expected: int) -> None:
    ended = [Ended(FleetSite(f"https://{number}.example", "news"), Verdict(ExitCode(code))) for number, code in enumerate(codes)]
    assert worst(ended) == expected
    assert told(ended).startswith(f"{len(codes)} sites: ")
