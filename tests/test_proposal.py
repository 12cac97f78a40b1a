"""`bullionbite profile` and `check`: a proposed profile loads, finds the body on every page, and loses no text."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from clikit import Shell, shell
from lxml import html

import cleaners
from cleaners.profiles import read_profile
from cleaners.profiles.proposal import selectors
from cleaners.records import Options
from crawler.stores import Fetch, RawPage, open_store
from fixtures.replicas import MAKES, SiteServer, stories

__all__ = ["shell"]


@pytest.mark.parametrize("make", ["wordpress", "static", "paper"])
def test_a_proposed_profile_finds_the_body_of_every_stored_page(make: str, shell: Shell, tmp_path: Path) -> None:
    site = MAKES[make](stories(12))
    url = f"sqlite:///{tmp_path}/site.db"
    out = tmp_path / "site.toml"
    with SiteServer(site) as server:
        ran = shell("profile", server.url, "--out", out, "--store", f"sqlite:///{tmp_path}/none.db")
        assert ran.code == 0, ran.err
        spec = read_profile(out.read_text(), "site.toml")
        assert spec.body, out.read_text()
        name = server.url.removeprefix("http://")
        with open_store(url) as store:
            store.add_raw(
                RawPage("", name, Fetch(url=server.url + site.path(story), at=datetime(2026, 3, 1, tzinfo=UTC), status=200), site.article(story).encode())
                for story in site.stories
            )
    checked = shell("check", name, "--profile", out, "--store", url)
    assert checked.code == 0, checked.out
    options = Options(profiles_dir=tmp_path, profile=spec.name)
    whole = [story for story in site.stories if "Page 1 of" not in site.article(story)]
    assert len(whole) >= 3
    for story in whole:
        text = cleaners.clean(site.article(story), server.url + site.path(story), options=options).text
        byline = f"{story.author}, {story.published:%d %B %Y}\n\n" if make == "static" else ""  # stands unmarked in that site's one container
        assert text.removeprefix(byline) == "\n\n".join(story.paragraphs)
    out.write_text('name = "wrong"\nbody = [".no-such-part"]\n')
    lost = shell("check", name, "--profile", out, "--store", url)
    assert (lost.code, lost.err.strip()) == (1, "12 body not found")


def test_names_that_a_build_makes_are_no_selectors() -> None:
    element = html.fromstring('<div id="post-4711" class="css-1ab2 entry-content sc-bdVaJa Body_text__aBcDe">x</div>')
    assert list(selectors(element)) == ["div.entry-content"]
