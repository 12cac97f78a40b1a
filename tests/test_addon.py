"""The add-on in a project that `scrapy startproject` makes: one line of settings, items of every kind, the address guard, the store."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from scrapy.exceptions import NotConfigured
from scrapy.settings import Settings

from crawler.addon import Addon
from crawler.exit_codes import ConfigurationError
from crawler.shared_settings import HOST_BUDGET_PLACE
from crawler.stores import Query
from fixtures.replicas import SiteServer, WordPress, stories
from tests.crawlkit import ROOT, read

SPIDER = '''
import dataclasses, os, attrs, pydantic, scrapy
from zyte_common_items import Article

@dataclasses.dataclass
class Data:
    url: str
    title: str = ""
    text: str | None = None
    made: str = "dataclass"

@attrs.define
class Attrs:
    url: str
    title: str | None = None
    authors: list[str] = attrs.Factory(list)
    made: str = "attrs"

class Model(pydantic.BaseModel):
    url: str
    text: str | None = None
    published: str | None = None
    made: str = "pydantic"

class Item(scrapy.Item):
    url, text, made = scrapy.Field(), scrapy.Field(), scrapy.Field()

class Paper(scrapy.Spider):
    name = "paper"
    start_urls = [os.environ["PAPER"]]

    def parse(self, response):
        links = response.css("h2 a::attr(href)").getall()
        yield {"url": response.url, "made": "front"}
        yield {"url": response.urljoin(links[0]), "made": "teaser"}
        for link in links:
            yield response.follow(link, self.parse_story)
        yield scrapy.Request(os.environ["INSIDE"], self.parse_story, errback=self.refused)
        yield scrapy.Request("file:///etc/hostname", self.parse_story, errback=self.refused)

    def refused(self, failure):
        yield {"made": "refused", "why": type(failure.value).__name__}

    async def parse_story(self, response):
        yield {"url": response.url, "title": "The spider's own", "made": "dict"}
        yield Data(response.url)
        yield Attrs(response.url)
        yield Model(url=response.url)
        yield Item(url=response.url, made="scrapy")
        yield Article(url=response.url)
'''


def project(folder: Path, settings: str) -> Path:
    """A new project with our spider and, appended to its settings, these."""
    subprocess.run([sys.executable, "-m", "scrapy", "startproject", "papers", str(folder)], check=True, capture_output=True, env=_environment())
    with (folder / "papers" / "settings.py").open("a") as file:
        file.write(f"DOWNLOAD_DELAY = 0\nAUTOTHROTTLE_ENABLED = False\nCONCURRENT_REQUESTS_PER_DOMAIN = 8\nCLEAN_WORKERS = 1\n{settings}\n")
    (folder / "papers" / "spiders" / "paper.py").write_text(SPIDER)
    return folder


def crawl(folder: Path, paper: str, inside: str) -> tuple[list[dict[str, Any]], str]:
    """The items and the log of a crawl."""
    done = scrapy(folder, paper, inside)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in (folder / "out.jsonl").read_text().splitlines()], done.stderr


def scrapy(folder: Path, paper: str, inside: str) -> subprocess.CompletedProcess[str]:
    """A crawl that is over."""
    return subprocess.run(
        [sys.executable, "-m", "scrapy", "crawl", "paper", "-O", "out.jsonl"],
        cwd=folder, env={**_environment(), "PAPER": paper, "INSIDE": inside}, capture_output=True, text=True, timeout=120,
    )  # fmt: skip


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SCRAPY_")}
    return {**kept, "PYTHONPATH": str(ROOT)}


def test_one_line_fills_items_of_every_kind_guards_and_stores(tmp_path: Path) -> None:
    site, inside = WordPress(stories(4)), WordPress(stories(1))
    folder = project(tmp_path / "papers", 'ADDONS = {"crawler.addon.Addon": 300}')
    with SiteServer(site) as server, SiteServer(inside) as other:
        items, log = crawl(folder, server.url + "/", other.url + "/")
        assert other.requests == []
    texts = {site.base + site.path(story): "\n\n".join(story.paragraphs) for story in site.stories}
    made = {kind: [item for item in items if item.get("made") == kind] for kind in ("dict", "dataclass", "attrs", "pydantic", "scrapy")}
    assert [len(found) for found in made.values()] == [4] * 5
    for kind in ("dict", "dataclass", "pydantic", "scrapy"):
        assert {item["url"]: item["text"] for item in made[kind]} == texts
    assert all(item["title"] == "The spider's own" for item in made["dict"])  # what the spider found stays
    story = {site.base + site.path(story): story for story in site.stories}
    assert all(item["authors"] == [story[item["url"]].author] and item["title"] == story[item["url"]].title for item in made["attrs"])
    articles = [item for item in items if "articleBody" in item]
    assert {item["url"]: item["articleBody"] for item in articles} == texts
    assert all(item["authors"][0]["name"] == story[item["url"]].author and item["headline"] == story[item["url"]].title for item in articles)
    # Neither the front page nor another page's item is filled; both pass on.
    assert [item for item in items if item.get("made") in ("front", "teaser") and "text" in item] == []
    assert sum(item.get("made") in ("front", "teaser") for item in items) == 2
    assert sorted(item["why"] for item in items if item.get("made") == "refused") == ["AddressRefused", "NotSupported"]
    assert f"No article on {server.url}/: " in log
    assert "'cleaning/verdict': 'done'" in log
    stored = read(f"sqlite:///{folder}/bullionbite.db", lambda s: {a.source_url: a.document["text"] for a in s.articles(Query(limit=99))})
    assert stored == texts


def test_fields_are_mapped_and_what_is_no_article_is_dropped_where_asked_for(tmp_path: Path) -> None:
    settings = 'ADDONS = {"crawler.addon.Addon": 300}\nCLEAN_FIELDS = {"body": "text", "articleBody": "text"}\nCLEAN_DROP = True\nSTORE_URL = None\n'
    site = WordPress(stories(2))
    folder = project(tmp_path / "papers", settings)
    with SiteServer(site) as server:
        items, log = crawl(folder, server.url + "/", server.url + "/about/")
    bodies = {item["url"]: item["body"] for item in items if item.get("made") == "dict" and "body" in item}
    assert {site.base + site.path(story): "\n\n".join(story.paragraphs) for story in site.stories}.items() <= bodies.items()
    assert not [item for item in items if item.get("made") == "front"]
    assert "'cleaning/dropped': " in log
    assert not (folder / "bullionbite.db").exists()


def test_what_a_project_chose_itself_stays() -> None:
    settings = Settings(
        {
            "DOWNLOAD_HANDLERS": {"https": "papers.handlers.Own", "file": "scrapy.core.downloader.handlers.file.FileDownloadHandler"},
            "DOWNLOADER_MIDDLEWARES": {"crawler.guard.middleware.AddressGuardMiddleware": 300},
            "STORE_URL": "sqlite:///own.db",
            "TWISTED_DNS_RESOLVER": "papers.Resolver",
        }
    )
    before = {name: settings[name] for name in ("DUPEFILTER_CLASS", "HTTPERROR_ALLOW_ALL", "TWISTED_DNS_RESOLVER", "ROBOTSTXT_OBEY")}
    Addon().update_settings(settings)
    handlers = settings.getdict("DOWNLOAD_HANDLERS")
    assert handlers["https"] == "papers.handlers.Own"
    assert handlers["http"] == "crawler.guard.handler.BoundedDownloadHandler"
    assert handlers["file"] is not None
    assert handlers["ftp"] is None
    assert settings["STORE_URL"] == "sqlite:///own.db"
    assert list(settings.getdict("DOWNLOADER_MIDDLEWARES").values()) == [300, HOST_BUDGET_PLACE]
    assert {name: settings[name] for name in before} == before


@pytest.mark.parametrize("chosen", [{"TWISTED_REACTOR_ENABLED": False}, {"STORE_URL": "postgresql+psycopg://db/news"}])
def test_what_is_missing_is_said_and_changes_nothing(chosen: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.addon.find_spec", lambda name: None)
    settings = Settings(chosen)
    with pytest.raises(NotConfigured, match=r"TWISTED_REACTOR_ENABLED|bullionbite\[postgres\]"):
        Addon().update_settings(settings)
    assert not settings.getdict("SPIDER_MIDDLEWARES")


@pytest.mark.parametrize("fields", [{"body": "txt"}, "text"])
def test_a_wrong_field_map_is_an_error(fields: object) -> None:
    with pytest.raises(ConfigurationError, match="CLEAN_FIELDS"):
        Addon().update_settings(Settings({"CLEAN_FIELDS": fields}))


@pytest.mark.parametrize("wrong", ["RULES_DIR", "PROFILES_DIR", "CLEAN_TIMEOUT", "BROWSER"])
def test_a_wrong_setting_is_told_before_anything_is_fetched(wrong: str, tmp_path: Path) -> None:
    settings = Settings({wrong: str(tmp_path / "missing")})
    with pytest.raises(ConfigurationError, match=r"missing"):
        Addon().update_settings(settings)
    assert not settings.getdict("SPIDER_MIDDLEWARES")


def test_a_wrong_rule_folder_ends_a_crawl_at_its_start(tmp_path: Path) -> None:
    folder = project(tmp_path / "papers", 'ADDONS = {"crawler.addon.Addon": 300}\nRULES_DIR = "nowhere"')
    with SiteServer(WordPress(stories(1))) as server:
        done = scrapy(folder, server.url + "/", server.url + "/")
        assert server.requests == []
    assert done.returncode != 0
    assert re.search("ConfigurationError: .*nowhere", done.stderr)
