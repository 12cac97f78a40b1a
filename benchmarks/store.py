"""How fast a store is, and whether its daily work grows with what it holds.

    python benchmarks/store.py [--articles 100000] [--store URL]

Articles are made of words drawn from a Zipf-like vocabulary, so that searches meet words of every frequency. Prints the rate of saving new
articles in batches of 50, the bytes in the store an article, and the median and worst times of searches, of a run with nothing new and of
saving one revision.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from crawler.stores import Fetch, Listing, Query, Saved, Sighting, Store, open_store

START = datetime(2026, 1, 1, tzinfo=UTC)
VOCABULARY = 50_000
BATCH = 50


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--store", "--url", dest="url", help="an empty store; default a temporary SQLite file")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, open_store(options.url or f"sqlite:///{folder}/store.db") as store:
        fill(store, options.articles)
        if not options.url:
            size = sum(path.stat().st_size for path in Path(folder).iterdir()) / options.articles / 1000
            raw = store.counts()["raw_bytes"] / options.articles / 1000
            print(f"size: {size:.2f} kB an article, of it raw pages {raw:.2f} kB")
        measure(store, options.articles)


def fill(store: Store, count: int) -> None:
    wall = cpu = 0.0
    source = articles(count)
    while batch := list(islice(source, BATCH)):
        began, used = time.perf_counter(), time.process_time()
        store.save(batch)
        wall += time.perf_counter() - began
        cpu += time.process_time() - used
    print(
        f"save: {count / wall:.0f} new articles a second in batches of {BATCH}, {cpu / count * 1000:.2f} ms of CPU each"
    )


def articles(count: int) -> Iterator[Saved]:
    dice = random.Random(1)
    weights = [1 / (rank + 3) for rank in range(VOCABULARY)]
    pool = dice.choices(range(VOCABULARY), weights, k=2_000_000)
    for number in range(count):
        start = dice.randrange(len(pool) - 400)
        words = [f"w{rank}" for rank in pool[start : start + dice.randint(80, 400)]]
        text = "\n\n".join(" ".join(words[i : i + 50]) for i in range(0, len(words), 50))
        yield article(number, text)


def article(number: int, text: str, at: datetime = START) -> Saved:
    url = f"https://example.org/{number}"
    document: dict[str, Any] = {
        "url": url,
        "canonical_url": url,
        "title": " ".join(text.split()[:8]),
        "text": text,
        "markdown": text,
        "html": f"<p>{text}</p>",
        "authors": [f"Author {number % 500}"],
        "tags": [f"tag{number % 97}"],
        "published": (START - timedelta(minutes=number)).isoformat(),
        "content_hash": hashlib.sha256(text.encode()).hexdigest(),
        "removed": [{"reason": "model", "where": "div", "text": "x", "chars": 10, "blocks": 2}],
    }
    raw = f"<html><body><article>{text}</article></body></html>".encode() * 3
    return Saved("bench", Fetch(url, at, etag='"1"'), document, raw, next_due=START + timedelta(days=30))


def measure(store: Store, count: int) -> None:
    cases: dict[str, Callable[[], Any]] = {
        "search rare word": lambda: store.articles(Query(text="w9000", limit=20)),
        "search common word": lambda: store.articles(Query(text="w10", limit=20)),
        "search commonest word": lambda: store.articles(Query(text="w0", limit=20)),
        "search two words": lambda: store.articles(Query(text="w50 w700", limit=20)),
        "search phrase": lambda: store.articles(Query(text='"w0 w1"', limit=20)),
        "search common word of one site": lambda: store.articles(Query(text="w10", site="bench", limit=20)),
        "list latest": lambda: store.articles(Query(limit=20)),
        "list by tag": lambda: store.articles(Query(tag="tag7", limit=20)),
        "nothing new (feed of 25, due)": lambda: nothing_new(store),
        "save one revision": lambda: revise(store, random.randrange(count)),
    }
    for name, work in cases.items():
        walls, cpus = zip(*(timed(work) for _ in range(25)), strict=True)
        print(
            f"{name}: median {statistics.median(walls):.1f} ms, worst {max(walls):.1f} ms, CPU {statistics.median(cpus):.1f} ms"
        )


def nothing_new(store: Store) -> None:
    run = store.run_start("bench", START)
    sightings = [Sighting(f"https://example.org/{number}", START - timedelta(days=1)) for number in range(25)]
    store.discover(Listing("bench", "https://example.org/feed", "feed", START, sightings=sightings))
    store.due("bench", START + timedelta(days=1))
    store.run_end(run, START, "done", 0, {})


def revise(store: Store, number: int) -> None:
    store.save([article(number, f"Another text {random.random()}.", START + timedelta(days=1))])


def timed(work: Callable[[], Any]) -> tuple[float, float]:
    """Milliseconds on the wall and of this process's CPU."""
    began, used = time.perf_counter(), time.process_time()
    work()
    return (time.perf_counter() - began) * 1000, (time.process_time() - used) * 1000


if __name__ == "__main__":
    main()
