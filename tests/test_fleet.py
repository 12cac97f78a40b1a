"""`bullionbite fleet`: every site of a list into one store, a process each, the sites of one host one after the other."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from clikit import Shell, shell
from crawlkit import ROOT, environment, read
from rich.console import Console

from crawler.cli.fleet import _Display
from crawler.exit_codes import ConfigurationError, ExitCode
from crawler.fleet import running
from crawler.fleet.running import Fleet, State, Status, crawl_host
from crawler.fleet.sites import FleetSite, by_host, read_sites
from crawler.stores import Query
from fixtures.replica import ReplicaServer
from fixtures.replica.options import Fault
from fixtures.replica.sources import load_articles

__all__ = ["shell"]


@pytest.fixture
def servers() -> Iterator[list[ReplicaServer]]:
    few = list(load_articles())[:4]
    with ReplicaServer(articles=few) as first, ReplicaServer(articles=few) as second:
        yield [first, second]


def listed(folder: Path, text: str) -> Path:
    path = folder / "sites.toml"
    path.write_text(text, encoding="utf-8")
    return path


# -- the list -----------------------------------------------------------------------------------------------------------------------


def test_a_list_of_sites(tmp_path: Path) -> None:
    path = listed(
        tmp_path,
        """
        [defaults]
        spider = "blogger"
        settings = { DOWNLOAD_DELAY = 2.5, RECHECK_BUDGET = 5 }
        [[site]]
        url = "one.example"
        [[site]]
        url = "https://two.example/news"
        spider = "bullionbite"
        arguments = { since = "2026-01-01" }
        settings = { RECHECK_BUDGET = 0 }
        """,
    )
    assert read_sites(path) == [
        FleetSite("https://one.example", "blogger", {}, {"DOWNLOAD_DELAY": "2.5", "RECHECK_BUDGET": "5"}),
        FleetSite(
            "https://two.example/news", "bullionbite", {"since": "2026-01-01"}, {"DOWNLOAD_DELAY": "2.5", "RECHECK_BUDGET": "0"}
        ),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "expected [defaults]"),
        ("[[site]]\nspider = 'blogger'", "site 1: url is missing"),
        ("[[site]]\nurl = 'https://a.example'\nname = 'A'", "site 1: unknown name"),
        ("[[site]]\nurl = 'ftp://a.example'", "site 1: url must be an http"),
        ("[[site]]\nurl = 'https://a.example'\n[[site]]\nurl = 'https://a.example/'", "stands there twice"),
        ("[[site]]\nurl = 'https://a.example'\n[sites]", "nothing else"),
        ("[[site]]\nurl = 'HTTPS://A.example:443'\n[[site]]\nurl = 'https://a.example/'", "stands there twice"),
        ("[[site]]\nurl = 'https://a.example'\nspider = 5", "site 1: spider must be the name of one"),
        ("[[site]]\nurl = 'https://a.example'\nsettings = 5", "site 1: settings must be a table"),
        ("[[site]]\nurl = 'https://a.example'\nsettings = { STORE_URL = 'x' }", "site 1: STORE_URL cannot be set here"),
        ("[[site]]\nurl = 'https://a example'", "site 1: url must be an http"),
        ("[[site]\n", "sites.toml"),
    ],
)
def test_a_wrong_list_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigurationError, match=said.replace("[", r"\[")):
        read_sites(listed(tmp_path, text))


def test_sites_of_one_host_are_crawled_by_one_task() -> None:
    a, b, c = (FleetSite(url, "blogger") for url in ("https://a.example/x", "https://b.example", "http://A.example:80/y"))
    assert by_host([a, b, c]) == [(a, c), (b,)]


# -- running ------------------------------------------------------------------------------------------------------------------------


def test_every_site_is_crawled_into_one_store(shell: Shell, servers: list[ReplicaServer], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    text = "[defaults]\nspider = 'bullionbite'\nsettings = { CLEAN_WORKERS = 0 }\n" + "".join(f'[[site]]\nurl = "{server.url}"\n' for server in servers)
    path = listed(tmp_path, text)
    ran = shell("fleet", path, "--store", "sqlite:///fleet.db")
    assert ran.code == 0, ran.err
    assert ran.err.endswith("2 sites: 2 done\n")
    store = f"sqlite:///{tmp_path}/fleet.db"
    sites = [article.site for article in read(store, lambda opened: opened.articles(Query(limit=99)))]
    assert sorted(sites) == sorted(site for server in servers for site in [server.url.removeprefix("http://")] * 4)
    servers[1].faults["*"] = Fault.BLOG_REMOVED
    ran = shell("fleet", path, "--store", store)
    assert ran.code == ExitCode.UNREACHABLE
    assert ran.err.endswith("2 sites: 1 done, 1 unreachable\n")


def test_a_site_that_another_run_holds_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [(7, "another run"), (7, "another run"), (0, "3 new")]
    monkeypatch.setattr(running, "_run", lambda command, crew: answers.pop(0))
    monkeypatch.setattr(running, "_AGAIN", 0)
    told: list[Status] = []
    (ended,) = crawl_host([FleetSite("https://a.example", "blogger")], Fleet("sqlite://"), told.append)
    assert (ended.code, ended.said) == (0, "3 new")
    assert [status.state for status in told] == [State.CRAWLING, State.LOCKED, State.LOCKED, State.ENDED]
    answers.append((7, "another run"))
    (ended,) = crawl_host([FleetSite("https://a.example", "blogger")], Fleet("sqlite://", patience=-1), told.append)
    assert ended.code == ExitCode.ALREADY_RUNNING


def test_a_fleet_that_is_told_to_stop_lets_its_crawls_end_and_begins_no_other(shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = tmp_path / "begun"
    crawl = f"import os, signal, time; open({str(begun)!r}, 'a').write('x'); signal.signal(signal.SIGTERM, lambda *_: os._exit(8)); time.sleep(60)"
    monkeypatch.setattr(running, "_command", lambda site, fleet: [sys.executable, "-c", crawl])
    main = threading.get_ident()
    threading.Thread(target=lambda: _wait_for(lambda: begun.exists() and begun.stat().st_size == 2) and signal.pthread_kill(main, signal.SIGTERM)).start()
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    ran = shell("fleet", listed(tmp_path, "".join(f"[[site]]\nurl = '{name}.example'\n" for name in "abcdef")), "--store", f"sqlite:///{tmp_path}/a.db")
    assert (ran.code, ran.err) == (8, "bullionbite: interrupted\n")
    assert begun.read_text() == "xx"
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL


def test_a_crawl_ends_with_the_process_that_watched_over_it(servers: list[ReplicaServer], tmp_path: Path) -> None:
    """Else it would go on beside the run that takes its place on another machine."""
    servers[0].options.slow_seconds = 1.0
    servers[0].faults["*"] = Fault.SLOW
    watcher = (
        "from crawler.fleet.running import *\n"
        f"crawl_host([FleetSite({servers[0].url!r}, 'bullionbite')], Fleet('sqlite:///{tmp_path}/a.db'), lambda status: None)"
    )
    process = subprocess.Popen([sys.executable, "-c", watcher], cwd=tmp_path, env=environment())
    child = _wait_for(lambda: next(iter(_children(process.pid)), None))
    assert _wait_for(lambda: servers[0].requests)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert _wait_for(lambda: not Path(f"/proc/{child}").exists())


def _children(pid: int) -> list[int]:
    return [int(number) for number in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _wait_for(question: object, seconds: float = 40) -> object:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := question():  # type: ignore[operator]
            return found
        time.sleep(0.05)
    return None


def test_a_cluster_needs_a_store_that_all_nodes_reach(shell: Shell, tmp_path: Path) -> None:
    ran = shell("fleet", listed(tmp_path, "[[site]]\nurl = 'https://a.example'"), "--ray", "auto")
    assert ran.code == 2
    assert "postgresql" in ran.err


def test_the_table_shows_what_is_under_way() -> None:
    sites = [FleetSite(f"https://{name}.example", "blogger") for name in "abc"]
    console = Console(file=io.StringIO(), width=100)
    display = _Display(sites, console)
    known = [Status(sites[0].url, State.CRAWLING, "node-1", time.time()), Status(sites[1].url, State.ENDED, "node-2", 0.0, 0, "4 new")]
    display.watch(lambda: {status.url: status for status in known})
    console.print(display._table())
    shown = console.file.getvalue()  # type: ignore[attr-defined]
    assert "1 waiting, 1 crawling, 1 ended" in shown
    assert "https://a.example" in shown
    assert "node-1" in shown
    assert "https://b.example" not in shown
