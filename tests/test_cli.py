"""The command line: what a shell user sees of `clean`, `explain`, `articles`, `dead`, `runs`, `prune`, `warc`, `doctor`."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from clikit import Shell, shell
from pytest_httpserver import HTTPServer
from storekit import SITE, hours, saved, url
from werkzeug import Response

from crawler.cli import app as application
from crawler.cli import source
from crawler.stores import Dead, Fetch, Store, open_store

__all__ = ["shell"]

PAGE = b"""<html><head><title>Ferry plan | The Gazette</title><meta property="article:published_time" content="2026-02-28T09:30:00+03:00"></head>
<body><nav><a href="/">Home</a></nav><article><h1>Ferry plan</h1><p>The council approved the <b>ferry</b> plan on Monday after a long debate.</p>
<p>Two ferries will run from April, said the harbour master.</p></article><div id="cookies-iki">We use cookies. <a href="#">OK</a></div></body></html>"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.html"
    path.write_bytes(PAGE)
    return path


@pytest.fixture
def store_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/store.db"


@pytest.fixture
def store(store_url: str) -> Store:
    return open_store(store_url)


# -- clean and explain ------------------------------------------------------------------------------------------------------------


def test_clean_prints_headline_and_text(shell: Shell, page: Path) -> None:
    ran = shell("clean", page)

    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (
        "Ferry plan\n\nThe council approved the ferry plan on Monday after a long debate.\n\n"
        "Two ferries will run from April, said the harbour master.\n"
    )


def test_clean_reads_standard_input_and_prints_other_formats(shell: Shell) -> None:
    markdown = shell("clean", "-", "--format", "markdown", stdin=PAGE)
    html = shell("clean", "-", "--format", "html", stdin=PAGE)
    document = json.loads(shell("clean", "-", "--format", "json", "--url", "https://a.example/f", stdin=PAGE).out)

    assert markdown.out.startswith("# Ferry plan\n\nThe council approved the **ferry** plan")
    assert "<p>The council approved the <strong>ferry</strong> plan" in html.out
    assert document["url"] == "https://a.example/f"
    assert document["published"] == "2026-02-28T09:30:00+03:00"


def test_clean_takes_a_file_without_markup_for_saved_text(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "saved.txt"
    path.write_text("Ferry plan\n\nThe council approved the plan on Monday, 3 < 4 votes against.\n\n(toc)\n")

    ran = shell("clean", path)

    assert ran.out == "Ferry plan\n\nThe council approved the plan on Monday, 3 < 4 votes against.\n"
    assert "(toc)" in shell("explain", path).out


def test_clean_fetches_an_address_and_follows_redirects(shell: Shell, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/old").respond_with_response(Response(status=302, headers={"Location": "/new"}))
    httpserver.expect_request("/new").respond_with_data(PAGE, content_type="text/html; charset=utf-8")

    document = json.loads(shell("clean", httpserver.url_for("/old"), "--format", "json").out)

    assert document["url"] == httpserver.url_for("/new")
    assert document["title"] == "Ferry plan"


def test_explain_shows_what_was_kept_and_what_went_by_which_rule(shell: Shell, page: Path) -> None:
    ran = shell("explain", page)

    assert ran.code == 0
    kept = [line for line in ran.out.splitlines() if line.startswith("+")]
    assert [line.split("p ", 1)[-1].strip()[:20] for line in kept] == ["The council approved", "Two ferries will run"]
    [consent] = [line for line in ran.out.splitlines() if "We use cookies" in line]
    assert re.match(r"- rule:consent\.\S+", consent)


def test_explain_metadata_shows_values_and_their_sources(shell: Shell, page: Path) -> None:
    ran = shell("explain", page, "--metadata")

    assert ran.code == 0
    assert re.search(r"^title\s+Ferry plan\s+\S", ran.out, re.MULTILINE)
    assert re.search(r"^published\s+2026-02-28T09:30:00\+03:00\s+\S", ran.out, re.MULTILINE)


@pytest.mark.parametrize(
    ("arguments", "stdin", "code", "words"),
    [
        (("clean", "missing.html"), b"", 4, "missing.html: No such file"),
        (("clean", "."), b"", 4, "is a folder"),
        (("clean", "ftp://a.example/x"), b"", 2, "only http and https"),
        (("clean", "file:///etc/passwd"), b"", 2, "only http and https"),
        (("clean", "http://127.0.0.1:1/x"), b"", 4, "127.0.0.1:1/x: "),
        (("clean", "http://[bad/"), b"", 4, "[bad"),
        (("clean", "-"), b"", 3, "empty-page"),
        (("clean", "-"), b"<html><body></body></html>", 3, "empty-page"),
        (("clean", "-"), b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 200, 3, "not-html"),
        (("clean", "-", "--format", "pdf"), PAGE, 2, "pdf"),
        (("clean",), b"", 2, "Missing argument"),
        (("polish",), b"", 2, "polish"),
        (("articles",), b"", 1, "no store at bullionbite.db"),
        (("articles", "--store", "mysql://x/y"), b"", 2, "bad-url"),
        (("articles", "--store", "STORE", "--since", "soon"), b"", 2, "'soon' is no date"),
        (("history", "https://a.example/none", "--store", "STORE"), b"", 1, "no article of"),
        (("prune", "--store", "STORE"), b"", 2, "say what to drop"),
        (("release", "99", "--store", "STORE"), b"", 1, "there is no run 99"),
        (("demo", "--skin", "baroque"), b"", 2, "there is no skin 'baroque'"),
        (("warc", "import", "none.warc"), b"", 4, "no such file"),
        (("clean", "-"), b"%PDF-1.4 a document without a zero byte", 3, "not-html"),
        (("clean", "-"), bytes(range(256)) * 20, 3, "not-html: the bytes are no text"),
        (("check", "site.example", "--profile", "none.toml", "--store", "STORE"), b"", 4, "none.toml: No such file"),
        (("report", "--out", "nowhere/x.html", "--store", "STORE"), b"", 6, "nowhere/x.html: No such file"),
    ],
)
def test_a_failure_is_one_line_and_an_exit_code(
    shell: Shell, store: Store, store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...], stdin: bytes, code: int, words: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")

    ran = shell(*(store_url if argument == "STORE" else argument for argument in arguments), stdin=stdin)

    assert (ran.code, ran.out) == (code, "")
    assert re.fullmatch(r"bullionbite: .*\n", ran.err)
    assert words in ran.err


def test_a_page_is_fetched_within_bounds(shell: Shell, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> None:
    httpserver.expect_request("/large").respond_with_data(b"<p>" + b"x" * 5000, content_type="text/html")
    httpserver.expect_request("/gone").respond_with_data("gone", status=410)
    httpserver.expect_request("/away").respond_with_response(
        Response(status=302, headers={"Location": "file:///etc/passwd"})
    )
    monkeypatch.setattr(source, "MAX_BYTES", 4096)

    for name, words in (("/large", "larger than"), ("/gone", "HTTP 410"), ("/away", "302")):
        ran = shell("clean", httpserver.url_for(name))
        assert (ran.code, ran.out) == (4, "")
        assert words in ran.err


def test_a_bad_rule_file_is_named(shell: Shell, page: Path, tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "mine.toml").write_text('[[rule]]\nid = "Bad Id"\n')

    ran = shell("clean", page, "--rules", tmp_path / "rules")

    assert ran.code == 2
    assert "mine.toml" in ran.err


def test_a_reader_that_has_enough_ends_the_command_quietly(store: Store, store_url: str) -> None:
    store.save([saved(n, f"Text {n}. " * 500) for n in range(60)])
    command = f"{sys.executable} -m crawler.cli articles --json --store {store_url} -n 60 | head -n 1; exit ${{PIPESTATUS[0]}}"

    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["title"] == "Mill reopens"


# -- listings ---------------------------------------------------------------------------------------------------------------------


def test_articles_lists_searches_and_prints_json_lines(shell: Shell, store: Store, store_url: str) -> None:
    store.save([saved("mill"), saved("bridge", "A bridge [red]over[/red] the river.", title="[bold]Bridge")])

    listed = shell("articles", "--store", store_url)
    found = shell("articles", "river", "over", "--store", store_url)
    lines = [
        json.loads(line)
        for line in shell("articles", "--json", "--tag", "bread", "--store", store_url).out.splitlines()
    ]

    assert url("mill") in listed.out
    assert "2 of 2 articles" in listed.err
    assert "[bold]Bridge" in found.out
    assert url("mill") not in found.out
    assert {line["url"] for line in lines} == {url("mill"), url("bridge")}
    assert {line["stored"]["change"] for line in lines} == {"new"}
    assert shell("articles", "nothing", "--json", "--store", store_url).out == ""


def test_the_store_is_named_by_option_environment_or_default(
    shell: Shell, store: Store, store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.save([saved("mill")])
    monkeypatch.setenv("STORE_URL", store_url)
    assert url("mill") in shell("articles").out
    monkeypatch.delenv("STORE_URL")
    monkeypatch.chdir(tmp_path)
    store.close()
    os.rename(tmp_path / "store.db", tmp_path / "bullionbite.db")
    assert url("mill") in shell("articles").out


def test_dead_and_runs_say_what_went_wrong(shell: Shell, store: Store, store_url: str) -> None:
    run = store.run_start(SITE, hours(0))
    store.save([Dead(SITE, Fetch(url("hub"), hours(0)), "index-page", "a list of posts")], run=run)
    store.hold(run)
    store.run_end(run, hours(1), "quarantined", 5, {"pages": 1})

    assert "index-page" in shell("dead", "--store", store_url).out
    assert json.loads(shell("dead", "--json", "--store", store_url).out)["detail"] == "a list of posts"
    assert "quarantined (held)" in shell("runs", "--store", store_url).out
    assert json.loads(shell("runs", "--json", "--store", store_url).out)["stats"] == {"pages": 1}
    assert shell("release", run, "--store", store_url).code == 0
    assert "(held)" not in shell("runs", "--store", store_url).out


def test_prune_drops_old_raw_pages(shell: Shell, store: Store, store_url: str) -> None:
    store.save([saved(n, f"Text {n}.", n) for n in range(4)])

    assert shell("prune", "--older-than", hours(2).isoformat(), "--store", store_url).code == 0
    assert store.counts()["raw"] == 2
    assert shell("prune", "--max-mb", "0", "--store", store_url).code == 0
    assert (store.counts()["raw"], store.count()) == (0, 4)


# -- raw pages in and out ---------------------------------------------------------------------------------------------------------


def test_raw_pages_travel_through_warc(shell: Shell, store: Store, store_url: str, tmp_path: Path) -> None:
    headers = (("Content-Type", "text/html; charset=iso-8859-9"), ("Content-Encoding", "gzip"), ("X-Odd", "a: b"))
    fetch = Fetch(
        url("mill"),
        hours(0.5),
        200,
        url("mill?final"),
        '"e"',
        "Sun",
        "iso-8859-9",
        headers,
        {"title": "Mill", "full": True},
    )
    store.save([replace(saved("mill"), fetch=fetch, raw="İstanbul".encode("iso-8859-9")), saved("bridge", hour=2)])
    archive, copy = tmp_path / "raw.warc.gz", f"sqlite:///{tmp_path}/copy.db"

    assert shell("warc", "export", archive, "--store", store_url).code == 0
    first = shell("warc", "import", archive, "--store", copy)
    again = shell("warc", "import", archive, "--store", copy)

    assert ("2 pages added" in first.err, "0 pages added" in again.err) == (True, True)
    with open_store(copy) as other:
        pages = {page.fetch.url: page for page in other.raw_pages()}
    originals = {page.fetch.url: page for page in store.raw_pages()}
    assert {name: page.body for name, page in pages.items()} == {name: page.body for name, page in originals.items()}
    mill = pages[url("mill")]
    assert replace(mill.fetch, headers=()) == replace(fetch, headers=())
    assert ("X-Odd", "a: b") in mill.fetch.headers
    assert mill.site == SITE


def test_a_damaged_archive_gives_what_stands_before_the_damage(
    shell: Shell, store: Store, store_url: str, tmp_path: Path
) -> None:
    store.save([saved(n, f"Text {n}. {os.urandom(2000).hex()}") for n in range(6)])
    archive = tmp_path / "raw.warc.gz"
    shell("warc", "export", archive, "--store", store_url)
    archive.write_bytes(archive.read_bytes()[: archive.stat().st_size // 2])

    ran = shell("warc", "import", archive, "--store", f"sqlite:///{tmp_path}/copy.db")

    assert ran.code == 3
    assert re.match(r"[1-5] pages added, 1 skipped \(damaged\)", ran.err)


# -- doctor -----------------------------------------------------------------------------------------------------------------------


def test_doctor_finds_a_healthy_site_in_order(shell: Shell, store_url: str, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/robots.txt").respond_with_data("User-agent: *\nDisallow: /search\n")
    httpserver.expect_request("/").respond_with_data(PAGE, content_type="text/html")

    ran = shell("doctor", "--url", httpserver.url_for("/"), "--store", store_url)

    assert ran.code == 0, ran.out
    assert "failure" not in ran.out


@pytest.mark.parametrize(
    ("robots", "status", "words"),
    [("User-agent: *\nDisallow: /", 200, "forbids"), ("", 503, "HTTP 503")],
)
def test_doctor_says_when_the_site_refuses(
    shell: Shell, store_url: str, httpserver: HTTPServer, robots: str, status: int, words: str
) -> None:
    httpserver.expect_request("/robots.txt").respond_with_data(robots, status=status)

    ran = shell("doctor", "--url", httpserver.url_for("/"), "--store", store_url)

    assert ran.code == 4
    assert words in ran.out
    assert "do: " in ran.out


def test_doctor_makes_no_store(shell: Shell, tmp_path: Path) -> None:
    ran = shell("doctor", "--store", f"sqlite:///{tmp_path}/store.db")

    assert "not there yet" in ran.out
    assert "name it with --url" in ran.out
    assert not list(tmp_path.iterdir())


def test_the_version_is_told_and_no_command_at_all_shows_the_help(shell: Shell) -> None:
    assert re.fullmatch(r"bullionbite \d+\.\S+\n", shell("--version").out)
    ran = shell()
    assert (ran.code, ran.err) == (2, "")
    assert "Commands" in ran.out


def test_a_file_that_is_no_archive_counts_as_damaged(shell: Shell, store_url: str, tmp_path: Path) -> None:
    (tmp_path / "notes.warc").write_text("a line, and another\n" * 50)

    ran = shell("warc", "import", tmp_path / "notes.warc", "--store", store_url)

    assert (ran.code, ran.err) == (3, "0 pages added, 1 skipped (damaged)\n")


def test_a_port_in_use_is_a_failure(shell: Shell, store: Store, store_url: str, httpserver: HTTPServer) -> None:
    ran = shell("serve", "--port", httpserver.port, "--store", store_url)

    assert (ran.code, ran.out) == (4, "")
    assert f"cannot serve on 127.0.0.1, port {httpserver.port}" in ran.err


def test_doctor_says_when_the_store_is_no_store(shell: Shell, tmp_path: Path, httpserver: HTTPServer) -> None:
    (tmp_path / "store.db").write_text("no database " * 500)
    httpserver.expect_request("/robots.txt").respond_with_data("")
    httpserver.expect_request("/").respond_with_data(PAGE, content_type="text/html")

    ran = shell("doctor", "--url", httpserver.url_for("/"), "--store", f"sqlite:///{tmp_path}/store.db")

    assert ran.code == 6
    assert "restore a backup" in ran.out


# -- documentation ----------------------------------------------------------------------------------------------------------------


def test_every_command_has_help_an_example_and_a_place_in_the_documentation(shell: Shell) -> None:
    documentation = (Path(__file__).parent.parent / "docs" / "commands.md").read_text()
    shell("--help")  # registers the commands
    group = application.typer.main.get_command(application.app)
    names = [name for name in group.commands if name != "warc"] + ["warc export", "warc import"]  # type: ignore[attr-defined]

    for name in names:
        ran = shell(*name.split(), "--help")
        assert ran.code == 0
        assert "Example:" in ran.out, name
        assert f"`bullionbite {name}" in documentation, name
