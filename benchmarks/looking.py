"""How long people wait who look at a large store: facets, search pages, the crawl report, and its first plot in the browser.

    python benchmarks/looking.py [--articles 100000] [--store FILE] [--browser]

The store is made once (FILE is used again where it exists): three sites, 500 authors, 120 tags, eight reasons a page, a run a day, one
article in thirty revised, one page in fifty dead. Prints the median and worst of seven calls; with --browser also the size of the report
file and the time from navigation until its first plot is drawn in Chromium, cold and again.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from crawler.report.crawl_report import Links, report_page
from crawler.report.figures import report
from crawler.stores import Dead, Fetch, Outcome, Query, Sample, Saved, Store, open_store
from crawler.stores.figures import Scope

END = datetime(2026, 3, 1, tzinfo=UTC)
DAYS = 200
SITES = ("gazette.example", "courier.example", "herald.example")
BATCH = 100


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--store", type=Path, help="the store's file; made where it does not exist; default a temporary one")
    parser.add_argument("--browser", action="store_true", help="also open the report in Chromium (needs playwright)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.store or Path(folder) / "store.db"
        is_new = not path.exists()
        began = time.perf_counter()
        with open_store(f"sqlite:///{path}") as store:
            print(f"opened in {time.perf_counter() - began:.1f} s")
            if is_new:
                fill(store, options.articles)
            measure(store)
            if options.browser:
                draw(store, Path(folder) / "report.html")


def fill(store: Store, count: int) -> None:
    """A run a day and site, from the oldest day on."""
    dice = random.Random(1)
    pool = [f"w{int(1 / (dice.random() + 0.0001))}" for _ in range(200_000)]
    began = time.perf_counter()
    a_run = max(1, count // (DAYS * len(SITES)))
    for day in range(DAYS):
        for site in SITES:
            at = END - timedelta(days=DAYS - day)
            run = store.run_start(site, at)
            outcomes = list(_outcomes(dice, pool, site, day, a_run, at))
            for start in range(0, len(outcomes), BATCH):
                store.save(outcomes[start : start + BATCH], run=run)
            stats = {"store/new": a_run, "store/dead": a_run // 50, "latency/0.25": a_run}
            store.run_end(run, at + timedelta(minutes=20), "done", 0, stats)
    print(f"made in {time.perf_counter() - began:.0f} s")


def _outcomes(dice: random.Random, pool: list[str], site: str, day: int, count: int, at: datetime) -> Iterator[Outcome]:
    for number in range(count):
        url = f"https://{site}/{day}/{number}"
        if number % 50 == 49:
            yield Dead(site, Fetch(f"{url}/dead", at), dice.choice(("no-article-text", "http-500", "listing")), "a page without an article")
        yield _saved(dice, pool, site, url, at)
        if day and number % 30 == 0:
            yield _saved(dice, pool, site, f"https://{site}/{day - 1}/{number}", at)


def _saved(dice: random.Random, pool: list[str], site: str, url: str, at: datetime) -> Saved:
    start = dice.randrange(len(pool) - 400)
    words = pool[start : start + dice.randint(80, 400)]
    text = "\n\n".join(" ".join(words[i : i + 50]) for i in range(0, len(words), 50))
    reasons = dice.sample(range(40), 8)
    document: dict[str, Any] = {
        "url": url, "canonical_url": url, "title": " ".join(words[:8]), "text": text, "markdown": text, "html": f"<p>{text}</p>",
        "authors": [f"Author {dice.randrange(500)}"], "tags": [f"Tag {int(120 * dice.random() ** 2)}" for _ in range(2)],
        "published": (at - timedelta(minutes=dice.randrange(1440))).isoformat(), "language": dice.choice(("en", "tr", "de")),
        "kind": dice.choice(("article", "article", "opinion")), "confidence": dice.random(), "word_count": len(words),
        "content_hash": hashlib.sha256(text.encode()).hexdigest(),
        "removed": [{"reason": f"rule:reason-{n}", "where": "div", "text": "x", "chars": 10 + n, "blocks": 2} for n in reasons],
    }  # fmt: skip
    sample = Sample(f"template-{dice.randrange(6)}", {"confidence": document["confidence"], "text_chars": len(text), "links": 40})
    return Saved(site, Fetch(url, at), document, url.encode(), sample=sample)


def measure(store: Store) -> None:
    site = SITES[0]
    month = END - timedelta(days=30)
    cases: dict[str, Callable[[], object]] = {
        "facets of everything": lambda: store.facets(),
        "facets of one site": lambda: store.facets(Query(site=site)),
        "facets of a month": lambda: store.facets(Query(since=month)),
        "facets of a tag": lambda: store.facets(Query(tag="tag 7")),
        "facets of a language": lambda: store.facets(Query(language="en")),
        "facets of a common word": lambda: store.facets(Query(text="w1")),
        "counts": lambda: store.counts(),
        "statistics of everything": lambda: store.statistics(),
        "statistics of one site": lambda: store.statistics(Scope(site)),
        "statistics of a month": lambda: store.statistics(Scope(None, month)),
        "the report, gathered and written": lambda: report_page(report(store, Scope(), END), Links()),
    }
    for name, work in cases.items():
        walls = [_seconds(work) for _ in range(7)]
        print(f"{name}: median {median(walls):.2f} s, worst {max(walls):.2f} s", flush=True)


def draw(store: Store, path: Path) -> None:
    from playwright.sync_api import sync_playwright

    path.write_text(report_page(report(store, Scope(), END), Links()), "utf-8")
    print(f"report file: {path.stat().st_size / 1e6:.2f} MB")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1280, "height": 860})
        for turn in ("cold", "again", "again"):
            began = time.perf_counter()
            page.goto(path.as_uri(), wait_until="commit")
            page.wait_for_selector("h1")
            first = time.perf_counter() - began
            page.wait_for_selector("[data-chart] svg .mark-rect path")
            print(f"in Chromium, {turn}: heading after {first:.2f} s, first plot after {time.perf_counter() - began:.2f} s")
        browser.close()


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
