"""How a run ends: the verdict's table, and what `scrapy crawl` says to the shell."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from crawler.exit_codes import MEANING, SEVERITY, ExitCode
from crawler.stores.outcomes import Kind
from crawler.verdicts import Tally, judge, summary
from fixtures.replica import Fault, ReplicaServer, load_articles
from tests.crawlkit import run

GOOD = {"listings": ["feed"]}


@pytest.mark.parametrize(
    ("tally", "code", "cause"),
    [
        (Tally(**GOOD), ExitCode.DONE, ""),
        (Tally(**GOOD, kinds=Counter({Kind.NEW: 3})), ExitCode.DONE, ""),
        (Tally(**GOOD, kinds=Counter({Kind.NEW: 3, Kind.DEAD: 1}), rejections=Counter({"error-page": 1})), ExitCode.DONE, ""),
        (Tally(**GOOD, kinds=Counter({Kind.DEAD: 2}), rejections=Counter({"error-page": 2})), ExitCode.DEGRADED, "2 error-page"),
        (Tally(**GOOD, kinds=Counter({Kind.NEW: 9, Kind.DEAD: 1}), failures=Counter({"http-500": 1})), ExitCode.DEGRADED, "1 of 10"),
        (Tally(**GOOD, known=9, lost=1, rejections=Counter({"empty-page": 1})), ExitCode.DEGRADED, "1 of 9 known"),
        (Tally(**GOOD, broken_listings={"map": "HTTP 404"}), ExitCode.DONE, ""),
        (Tally(**GOOD, broken_listings={"map": "HTTP 500"}), ExitCode.DEGRADED, "map: HTTP 500"),
        (Tally(**GOOD, cut_listings={"map": "cut after 9 addresses"}), ExitCode.DEGRADED, "map: cut after 9 addresses"),
        (Tally(broken_listings={"feed": "timeout"}), ExitCode.UNREACHABLE, "feed: timeout"),
        (Tally(broken_listings={"feed": "HTTP 404", "map": "HTTP 404"}), ExitCode.UNREACHABLE, "HTTP 404"),
        (Tally(**GOOD, reason="shutdown"), ExitCode.INTERRUPTED, "shutdown"),
        (Tally(**GOOD, reason="closespider_pagecount"), ExitCode.INTERRUPTED, "closespider_pagecount"),
        (Tally(**GOOD, errors=["ValueError: x", "y"]), ExitCode.UNEXPECTED, "ValueError: x (and 1 more)"),
        (Tally(**GOOD, health="half as long"), ExitCode.QUARANTINED, "half as long"),
        (Tally(**GOOD, fatal={ExitCode.STORAGE_FAILURE: "disk full"}, errors=["x"]), ExitCode.STORAGE_FAILURE, "disk full"),
        (Tally(fatal={ExitCode.BAD_CONFIGURATION: "rule"}, broken_listings={"feed": "x"}), ExitCode.BAD_CONFIGURATION, "rule"),
    ],
)
def test_verdicts(tally: Tally, code: ExitCode, cause: str) -> None:
    verdict = judge(tally)
    assert verdict.code is code
    assert cause in verdict.cause
    assert bool(verdict.cause) == (code is not ExitCode.DONE)


def test_every_code_has_a_meaning_a_rank_and_a_line_in_the_handbook() -> None:
    handbook = (Path(__file__).parent.parent / "docs" / "operations.md").read_text(encoding="utf-8")
    assert set(MEANING) == set(ExitCode)
    assert set(SEVERITY) | {ExitCode.ALREADY_RUNNING} == set(ExitCode)
    for code in ExitCode:
        assert f"| {int(code)} | {MEANING[code]} |" in handbook


def test_the_summary_line() -> None:
    tally = Tally(kinds=Counter({Kind.NEW: 12, Kind.REVISED: 1, Kind.UNCHANGED: 51, Kind.DEAD: 2}))
    assert summary(tally, "bite.db") == "12 new, 1 revised, 51 unchanged, 2 dead letters → bite.db"
    assert summary(Tally(), "bite.db") == "nothing new → bite.db"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "no site to crawl: give -a url=https://..., or set BULLIONBITE_URL"),
        (("-a", "url=ftp://a.example"), "url must be an http or https address"),
        (("-a", "url=https://a.example", "-a", "since=yesterday"), "since must be an ISO date"),
        (("-a", "url=https://a.example", "-s", "CLEAN_TIMEOUT=soon"), "CLEAN_TIMEOUT must be a number"),
        (("-a", "url=http://127.0.0.1:9", "-s", "STORE_URL=oracle://x"), "STORE_URL oracle://x"),
        (("-a", "url=https://a.example", "-a", "sicne=2026-01-01"), "-a sicne= is no argument of bullionbite; known are full, since, url"),
        (("-a", "url=https://a.example", "-s", "HOST_MAX_BYTES=big"), "HOST_MAX_BYTES must be a number"),
        (("-a", "url=https://a.example", "-s", "LOG_JSON=maybe"), "LOG_JSON must be 1 or 0, not 'maybe'"),
        (("-a", "url=https://a.example", "-L", "LOUD"), "LOG_LEVEL (-L) must be one of DEBUG"),
        (("-a", "url=https://a.example", "-s", "LOG_FILE=nowhere/crawl.log"), "LOG_FILE: no folder nowhere"),
        (("-a", "url=https://a.example", "-s", "RULES_DIR=nowhere"), "nowhere: the rules folder does not exist"),
        (("-a", "url=https://a.example", "-s", "PROFILES_DIR=nowhere"), "nowhere: the profiles folder does not exist"),
        (("-a", "url=https://a.example", "-s", "CLEAN_PROFILE=nobody"), "no profile 'nobody'"),
    ],
)
def test_bad_configuration_is_one_line(arguments: tuple[str, ...], said: str, tmp_path: Path) -> None:
    done = run(*arguments, folder=tmp_path)
    assert done.returncode == ExitCode.BAD_CONFIGURATION
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.glob("*.db"))


def test_an_unknown_spider_is_one_line(tmp_path: Path) -> None:
    done = run(folder=tmp_path, spider="bulionbite")
    assert done.returncode == ExitCode.BAD_CONFIGURATION
    assert "there is no spider 'bulionbite'; known: bullionbite" in done.stderr


def test_a_store_that_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / "bullionbite.db").write_bytes(b"this is no database, but a file of some length" * 50)
    done = run("-a", "url=http://127.0.0.1:9", folder=tmp_path)
    assert done.returncode == ExitCode.STORAGE_FAILURE
    assert "Traceback" not in done.stderr
    assert "bullionbite.db" in done.stderr


def test_a_site_that_goes_down_leaves_the_output_as_it_was(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    with ReplicaServer(articles=load_articles()[:6]) as replica:
        first = run("-a", f"url={replica.url}", "-O", "out.jsonl", folder=tmp_path)
        assert (first.returncode, first.stderr.strip()) == (0, "6 new → bullionbite.db")
        before = out.read_bytes()
        assert len([json.loads(line) for line in before.splitlines()]) == 6
        nothing = run("-a", f"url={replica.url}", "-O", "out.jsonl", folder=tmp_path)
        assert (nothing.returncode, nothing.stderr.strip()) == (0, "nothing new → bullionbite.db")
        replica.faults["*"] = Fault.SERVER_ERROR
        down = run("-a", f"url={replica.url}", "-O", "out.jsonl", folder=tmp_path)
    assert down.returncode == ExitCode.UNREACHABLE
    assert "500" in down.stderr
    refused = run("-a", f"url={replica.url}", "-O", "out.jsonl", "-s", "RETRY_TIMES=0", folder=tmp_path)
    assert refused.returncode == ExitCode.UNREACHABLE
    assert "connection-refused" in refused.stderr or "ConnectionRefused" in refused.stderr
    assert out.read_bytes() == before


def test_an_exception_in_a_pipeline_never_ends_in_success(tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text(
        "class Broken:\n    def process_item(self, item):\n        raise KeyError('a defect')\n", encoding="utf-8"
    )
    pipelines = json.dumps({"broken.Broken": 450, "crawler.pipelines.clean.CleanPipeline": 300, "crawler.pipelines.store.StorePipeline": 500})
    with ReplicaServer(articles=load_articles()[:2]) as replica:
        done = run("-a", f"url={replica.url}", "-s", f"ITEM_PIPELINES={pipelines}", folder=tmp_path)
    assert done.returncode == ExitCode.UNEXPECTED
    assert "KeyError: 'a defect'" in done.stderr.splitlines()[-1]
    assert "2 dead letters" in done.stderr


def test_a_broken_rule_file_names_the_file(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "mine.toml").write_text("[[rule]]\nid = 3\n", encoding="utf-8")
    with ReplicaServer(articles=load_articles()[:2]) as replica:
        done = run("-a", f"url={replica.url}", "-s", f"RULES_DIR={rules}", folder=tmp_path)
        assert not replica.requests
    assert done.returncode == ExitCode.BAD_CONFIGURATION
    assert "mine.toml" in done.stderr
    assert "Traceback" not in done.stderr


def test_json_logs_and_metrics(tmp_path: Path) -> None:
    settings = ("-L", "INFO", "-s", "LOG_JSON=1", "-s", "METRICS_FILE=run.prom")
    with ReplicaServer(articles=load_articles()[:2]) as replica:
        done = run("-a", f"url={replica.url}", *settings, folder=tmp_path)
    records = [json.loads(line) for line in done.stderr.splitlines()]
    assert records[-1] == records[-1] | {"level": "INFO", "logger": "bullionbite", "message": "2 new → bullionbite.db"}
    assert len(records) > 5
    metrics = (tmp_path / "run.prom").read_text(encoding="utf-8")
    site = replica.url.removeprefix("http://")
    assert f'bullionbite_run_exit_code{{site="{site}"}} 0\n' in metrics
    assert f'bullionbite_run_stat{{site="{site}",name="item_scraped_count"}} 2\n' in metrics


def test_a_metrics_file_that_cannot_be_written_is_an_output_that_failed(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with ReplicaServer(articles=load_articles()[:2]) as replica:
        done = run("-a", f"url={replica.url}", "-s", "METRICS_FILE=file/run.prom", folder=tmp_path)
    assert done.returncode == ExitCode.STORAGE_FAILURE
    assert "2 new" in done.stderr  # the articles are stored all the same
    assert "METRICS_FILE: file" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
