"""The health gate: what it lets pass, what it holds back, and what a held run leaves untouched."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.exit_codes import ExitCode
from crawler.health import RunFacts, examine
from crawler.stores.outcomes import Sample
from crawler.stores.records import Query
from fixtures.replica import Fault, ReplicaServer, load_articles
from tests.crawlkit import crawl, read

FACTS = RunFacts(
    pages=10, rejected={}, known=0, lost=0, vanished=0, silently_revised=0, looked_at=0, repeated={}, new=10
)


def samples(count: int, seed: int, template: str = "old", **changes: float) -> list[Sample]:
    """Pages as a news site has them: lengths that vary by the factor of e, fields nearly always filled."""
    chance = random.Random(seed)

    def one() -> dict[str, float]:
        measures = {
            "text_chars": chance.lognormvariate(7, 0.8),
            "field_fill": chance.choice((1.0, 1.0, 0.8)),
            "removed_share": chance.uniform(0.2, 0.5),
            "confidence": chance.uniform(0.85, 0.98),
        }
        return measures | {name: value * measures[name] for name, value in changes.items()}

    return [Sample(template, one()) for _ in range(count)]


BASELINE = samples(200, 1)


@pytest.mark.parametrize("seed", range(50))
def test_healthy_runs_pass(seed: int) -> None:
    assert examine(FACTS, samples(5 + seed % 30, 100 + seed), BASELINE) == ""


@pytest.mark.parametrize(
    ("current", "said"),
    [
        (samples(20, 2, text_chars=0.1), "median text chars"),
        (samples(20, 2, text_chars=12.0), "median text chars"),
        (samples(20, 2, field_fill=0.6), "median field fill"),
        (samples(20, 2, confidence=0.5), "median confidence"),
        (samples(20, 2, "new", removed_share=0.05), "on the new template new (last good one: old)"),
    ],
)
def test_measures_that_shift_are_held_back(current: list[Sample], said: str) -> None:
    assert said in examine(FACTS, current, BASELINE)


def test_a_new_template_with_the_same_measures_passes() -> None:
    assert examine(FACTS, samples(30, 3, "new"), BASELINE) == ""


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (replace(FACTS, known=8, lost=4, rejected={"consent-wall": 4}), "4 of 8 known articles are articles no more (4 consent-wall)"),
        (replace(FACTS, rejected={"empty-page": 6}), "6 of 10 pages are no articles (6 empty-page)"),
        (replace(FACTS, known=10, vanished=6), "6 of 10 known articles are said to be gone"),
        (replace(FACTS, silently_revised=6, looked_at=8), "6 of 8 articles changed although neither feed nor sitemap says so"),
        (replace(FACTS, repeated={"We use cookies to show you news.": 6}), "the same paragraph stands in 6 of 10 new articles"),
    ],
)
def test_counts_that_no_healthy_run_has_are_held_back(facts: RunFacts, said: str) -> None:
    assert said in examine(facts, [], BASELINE)
    assert examine(facts, [], BASELINE[:19]) == ""


@pytest.mark.parametrize(
    "facts",
    [
        replace(FACTS, pages=30, sent_away={"https://bite.example/": 5}),
        replace(FACTS, pages=4, sent_away={"https://bite.example/consent": 4}),
        replace(FACTS, known=30, lost=2, rejected={"empty-page": 2}),
        replace(FACTS, pages=3, rejected={"no-article-text": 3}),
        replace(FACTS, known=30, vanished=4),
        replace(FACTS, repeated={"This is a developing story.": 3}),
        replace(FACTS, silently_revised=4, looked_at=4),
    ],
)
def test_the_ordinary_losses_of_a_day_pass(facts: RunFacts) -> None:
    assert examine(facts, samples(10, 4), BASELINE) == ""


def test_a_wall_before_the_posts_needs_no_baseline() -> None:
    facts = replace(FACTS, sent_away={"https://bite.example/consent": 6, "https://bite.example/": 1})
    assert examine(facts, [], []).startswith("6 of 10 pages were sent on to https://bite.example/consent: a consent wall,")


def test_a_wall_before_the_posts_of_a_working_feed_is_held_back_and_named(tmp_path: Path) -> None:
    store, out = f"sqlite:///{tmp_path}/bite.db", tmp_path / "out.jsonl"
    settings = {"FEEDS": {str(out): {"format": "jsonlines", "overwrite": True}}, "CLEAN_WORKERS": 0}
    with ReplicaServer(articles=load_articles()[:8]) as replica:
        walled = {post.path: Fault.CONSENT_WALL for post in replica.site.posts()}
        replica.faults.update(walled)
        first = crawl(replica.url, store, CLEAN_WORKERS=0)
        assert (first.code, first.items) == (ExitCode.QUARANTINED, [])
        assert f"8 of 8 pages were sent on to {replica.url}/consent: a consent wall" in first.verdict.cause
        replica.faults.clear()
        assert crawl(replica.url, store, {"full": "1"}, **settings).code == 0
        before = out.read_bytes()
        replica.faults.update(walled)
        held = crawl(replica.url, store, {"full": "1"}, **settings)
        assert (held.code, held.items, out.read_bytes()) == (ExitCode.QUARANTINED, [], before)
        assert len(read(store, lambda s: s.articles(Query(limit=100)))) == 8


def test_a_held_run_leaves_articles_and_outputs_as_they_were(tmp_path: Path) -> None:
    store, out = f"sqlite:///{tmp_path}/bite.db", tmp_path / "out.jsonl"
    settings = {"FEEDS": {str(out): {"format": "jsonlines", "overwrite": True}}, "MARKDOWN_DIR": str(tmp_path / "md")}
    with ReplicaServer(articles=load_articles()[:24]) as replica:
        assert crawl(replica.url, store, **settings).code == 0
        before = out.read_bytes(), sorted((path.name, path.read_bytes()) for path in (tmp_path / "md").iterdir())
        for post in replica.site.posts():
            replica.faults[post.path] = Fault.EMPTY_SHELL
        replica.site.edit(replica.site.posts()[0].slug, title="A new headline")
        del replica.faults[replica.site.posts()[0].path]
        held = crawl(replica.url, store, {"full": "1"}, **settings)
        assert held.code == ExitCode.QUARANTINED
        assert re.match(r"2\d of 2\d (known )?articles", held.verdict.cause)
        after = out.read_bytes(), sorted((path.name, path.read_bytes()) for path in (tmp_path / "md").iterdir())
        assert after == before
        titles = {article.document["title"] for article in read(store, lambda s: s.articles(Query(limit=100)))}
        assert (len(titles), "A new headline" in titles) == (24, False)
        replica.faults.clear()
        mended = crawl(replica.url, store, {"full": "1"}, **settings)
        assert (mended.code, [item["title"] for item in mended.items]) == (0, ["A new headline"])
