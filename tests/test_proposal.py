"""`bullionbite profile` and `check`: a proposed profile loads, finds the body on every page, and loses no text."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from clikit import Shell, shell
from lxml import html

import cleaners
from cleaners.profiles import read_profile
from cleaners.profiles.proposal import selectors
from cleaners.records import Options
from crawler.stores import Fetch, RawPage, open_store
from fixtures.replicas import MAKES, SiteServer, Story, stories
from fixtures.replicas.make import urlset

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


class _Guarded(MAKES["plain"]):  # type: ignore[misc]
    """A site whose articles are named by its sitemap alone, some of them off limits."""

    def prepare(self) -> None:
        self.robots("User-agent: *", "Disallow: /desk/", "Disallow: /item/1", "Crawl-delay: 7", "Sitemap: {base}/map.xml")
        super().prepare()
        self.route(r"/map\.xml", "feed", lambda request, match: urlset([(f"{self.base}{self.path(story)}", "") for story in self.stories]))

    def _rows(self, stories: list[Story]) -> str:
        return ""  # no page links an article


def test_a_sample_minds_robots_and_time_and_reads_what_the_site_names(shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("crawler.cli.sampling.time", SimpleNamespace(sleep=slept.append, monotonic=lambda: 0.0))
    monkeypatch.setattr("crawler.cli.sampling.is_loopback", lambda url: False)
    site = _Guarded(stories(12))
    with SiteServer(site) as server:
        ran = shell("profile", server.url, "--store", f"sqlite:///{tmp_path}/none.db")
        asked = server.requests
    assert ran.code == 0, ran.err
    assert asked[0] == "/robots.txt"
    assert "/map.xml" in asked
    assert len([target for target in asked if target.startswith("/item/")]) >= 5
    assert not [target for target in asked if target.startswith(("/desk/", "/item/1"))]
    assert "robots.txt forbids it" in ran.err
    assert slept[0] == 0.0
    assert slept[1] == 1.0  # after robots.txt, which has no say yet
    assert set(slept[2:]) == {7.0}


def test_names_that_a_build_makes_are_no_selectors() -> None:
    element = html.fromstring('<div id="post-4711" class="css-1ab2 entry-content sc-bdVaJa Body_text__aBcDe">x</div>')
    assert list(selectors(element)) == ["div.entry-content"]
