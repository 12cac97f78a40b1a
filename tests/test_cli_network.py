"""`bullionbite clean URL` on the network: it follows redirects where a crawl would, and waits for nobody for ever."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from clikit import Shell, shell

from crawler.cli import source
from tests.hostile_server import Blog, Listener, answer
from tests.hostile_server.answers import DRIPS, FLOODS, cut_bodies
from tests.hostile_server.blog import page
from tests.test_guard_connections import spelled

__all__ = ["shell"]


def refused(shell: Shell, url: str) -> str:
    """What the command says of an address that it can't clean."""
    ran = shell("clean", url)
    assert (ran.code, ran.out, ran.err.count("\n")) == (4, "", 1)
    return ran.err


def test_no_redirect_leads_inside(shell: Shell) -> None:
    with Blog() as blog, Listener() as inside:
        # Names that a resolver would have to be asked for are left to the crawl's own test: here each costs its timeout.
        targets = [url for url in spelled(inside.port) if not re.search(r"[a-z]{3,}\.|\.[a-z]{3,}|@.*[a-z]{5,}", url.split("//")[-1])]
        for number, target in enumerate(targets):
            blog.routes[f"/{number}"] = answer("", 302, Location=target.encode("utf-8").decode("latin-1"))
            refused(shell, f"{blog.url}/{number}")
        assert len(blog.requests) >= 60
        assert inside.connections == 0
        blog.routes["/"] = answer("", 302, Location=f"http://127.0.0.1:{inside.port}/")
        assert "127.0.0.1 leads to 127.0.0.1, which is not on the public internet" in refused(shell, blog.url + "/")


def test_the_address_that_a_person_names_may_be_inside(shell: Shell) -> None:
    with Blog() as blog:
        blog.fill(1)
        blog.routes["/old"] = answer("", 301, Location=blog.posts[0])
        assert "Harbour count number 0" in shell("clean", f"{blog.url}/old", "--format", "json").out


def test_proxies_of_the_environment_see_nothing(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    with Blog() as blog, Listener() as proxy:
        blog.fill(1)
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{proxy.port}")
        assert shell("clean", blog.url + blog.posts[0]).code == 0
        assert proxy.connections == 0


@pytest.mark.parametrize("name", ["short", "chunks without an end", "a chunk cut"])
def test_a_cut_page_is_no_page(name: str, shell: Shell) -> None:
    with Blog() as blog:
        blog.routes["/cut"] = cut_bodies(page(1).encode())[name]
        refused(shell, f"{blog.url}/cut")


@pytest.mark.parametrize("name", [*DRIPS, "endless body", "endless headers", "endless interim answers"])
def test_answers_without_end_are_left(name: str, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "SECONDS", 1.0)
    with Blog() as blog:
        blog.routes["/flood"] = (DRIPS | FLOODS)[name]
        refused(shell, f"{blog.url}/flood")


def test_a_password_in_an_address_is_not_said(shell: Shell, tmp_path: Path) -> None:
    assert "secret" not in refused(shell, "http://me:secret@127.0.0.1:9/")
