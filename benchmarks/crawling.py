"""Crawls under stress, against the bundled replica: `python -m benchmarks.crawling kill|stop|disk|overlap|idle [N]`.

    kill     kill -9 at N seeded moments (default 50), each followed by a rerun: articles lost or doubled, length of the reruns
             (by the clock, and in process time, which a busy machine disturbs less)
    stop     SIGTERM and SIGINT by turns at N seeded moments (default 10) while a server lets us wait: seconds to the end, then a rerun
    disk     limit the size of every file at N offsets (default 20), then a run without the limit
    overlap  N staggered starts of the same crawl (default 20): how many ran
    idle     process time of a run with nothing new, with 100 and N (default 100,000) stored articles
"""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cleaners.article import content_hash
from crawler.stores import Fetch, Query, Saved, Store, open_store
from fixtures.replica import Fault, ReplicaOptions, ReplicaServer, load_articles

_STORE = "bullionbite.db"


def command(url: str, *more: str) -> list[str]:
    """The crawl's command line."""
    return [sys.executable, "-m", "scrapy", "crawl", "bullionbite", "-L", "ERROR", "-a", f"url={url}", "-s", "LOCK_DIR=.", *more]


def environment() -> dict[str, str]:
    """An environment in which the project is found from any folder."""
    return {**os.environ, "SCRAPY_SETTINGS_MODULE": "crawler.settings", "PYTHONPATH": str(Path(__file__).resolve().parent.parent)}


def crawl(url: str, folder: Path, *more: str, **keywords: Any) -> tuple[int, float]:
    """Exit code and wall-clock seconds of one crawl."""
    begun = time.monotonic()
    done = subprocess.run(command(url, *more), cwd=folder, env=environment(), capture_output=True, text=True, check=False, **keywords)
    return done.returncode, time.monotonic() - begun


def articles(folder: Path) -> Counter[tuple[str, str]]:
    """Address and text of every stored article, counted."""
    with open_store(f"sqlite:///{folder / _STORE}") as store:
        found = store.articles(Query(limit=100_000))
    return Counter((article.url, article.document["text"]) for article in found)


def process_time() -> float:
    """User and system seconds of all children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def kill(count: int) -> int:
    """Kill crawls at seeded moments; the number of those whose rerun did not end with the whole set in time."""
    chance = random.Random(20260101)
    failures = 0
    with ReplicaServer() as replica, _Folders() as folder:
        before = process_time()
        code, normal = crawl(replica.url, folder("whole"), "-o", "out.jsonl")
        work, whole = process_time() - before, articles(folder("whole"))
        print(f"undisturbed: exit {code}, {len(whole)} articles, {normal:.1f} s, {work:.1f} s of process time", flush=True)
        for number in range(count):
            place, moment = folder(f"kill{number}"), chance.uniform(0.5, normal)
            process = subprocess.Popen(command(replica.url, "-o", "out.jsonl"), cwd=place, env=environment(), stderr=subprocess.DEVNULL)
            time.sleep(moment)
            process.send_signal(signal.SIGKILL)
            process.wait()
            before = process_time()
            code, seconds = crawl(replica.url, place, "-o", "out.jsonl")
            worked = process_time() - before
            lines = (place / "out.jsonl").read_text(encoding="utf-8").count("\n")
            good = code == 0 and articles(place) == whole and lines == len(whole) and seconds < 2 * normal
            failures += not good
            found = f"{len(articles(place))} articles, {lines} lines, {seconds / normal:.2f} of the time, {worked / work:.2f} of the work"
            print(f"killed after {moment:4.1f} s: rerun exit {code}, {found}", flush=True)
    print(f"{failures} of {count} failed")
    return failures


def stop(count: int) -> int:
    """Stop crawls by signals; the number of those that took over ten seconds, or whose rerun did not end with the whole set."""
    chance = random.Random(20260101)
    failures = 0
    options = ReplicaOptions(slow_seconds=60)
    with ReplicaServer(options=options, articles=load_articles()[:24]) as replica, _Folders() as folder:
        _, normal = crawl(replica.url, folder("whole"))
        whole, slow = articles(folder("whole")), replica.site.posts()[8].path
        for turn in range(count):
            number = (signal.SIGTERM, signal.SIGINT)[turn % 2]
            place, moment = folder(f"stop{turn}"), chance.uniform(1, normal)
            replica.faults[slow] = Fault.SLOW
            process = subprocess.Popen(
                command(replica.url), cwd=place, env=environment(), stderr=subprocess.DEVNULL,
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a shell's background job is born deaf to it
            )  # fmt: skip
            time.sleep(moment)
            process.send_signal(number)
            begun = time.monotonic()
            code, seconds = process.wait(), time.monotonic() - begun
            replica.faults.clear()
            after, _ = crawl(replica.url, place)
            good = code != 0 and seconds < 10 and after == 0 and articles(place) == whole
            failures += not good
            print(f"{number.name} after {moment:4.1f} s: exit {code} in {seconds:.1f} s, then {after}, {len(articles(place))} articles", flush=True)
    print(f"{failures} of {count} failed")
    return failures


def disk(count: int) -> int:
    """Limit files at offsets up to the size of the store; the number of runs that ended well, or left something broken."""
    failures = 0
    with ReplicaServer(articles=load_articles()[:40]) as replica, _Folders() as folder:
        crawl(replica.url, folder("whole"), "-o", "out.jsonl")
        whole, size = articles(folder("whole")), (folder("whole") / _STORE).stat().st_size
        for number in range(count):
            # Sizes vary a little from run to run: the last limit stays well within what every run writes.
            place, limit = folder(f"disk{number}"), 4096 + number * (9 * size // 10) // count

            def narrow(limit: int = limit) -> None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

            code, _ = crawl(replica.url, place, "-o", "out.jsonl", preexec_fn=narrow)
            damage = damaged(place)
            after, _ = crawl(replica.url, place, "-o", "out.jsonl")
            good = code == 6 and not damage and after == 0 and articles(place) == whole
            failures += not good
            print(f"limit {limit:>9,}: exit {code}, {damage or 'all files parse'}; then {after}, {len(articles(place))} articles", flush=True)
    print(f"{failures} of {count} failed")
    return failures


def damaged(folder: Path) -> str:
    """What a run left broken in its folder: the store, a line of its feed, a half file; "" for nothing."""
    if (folder / _STORE).exists() and (folder / _STORE).stat().st_size:
        with open_store(f"sqlite:///{folder / _STORE}") as store:
            if problems := store.check():
                return problems[0]
    try:
        for feed in folder.glob("*.jsonl"):
            for line in feed.read_text(encoding="utf-8").splitlines():
                json.loads(line)
    except ValueError as error:
        return str(error)
    return ", ".join(path.name for path in folder.glob(".*.part"))


def overlap(count: int) -> int:
    """Start the same crawl many times, a little apart; 0 when exactly one ran and the others left with code 7."""
    with ReplicaServer() as replica, _Folders() as folder:
        runs = []
        for _ in range(count):
            runs.append(subprocess.Popen(command(replica.url), cwd=folder("all"), env=environment(), stderr=subprocess.DEVNULL))
            time.sleep(0.05)
        codes = Counter(run.wait() for run in runs)
    print(f"exit codes of {count} overlapping runs: {dict(codes)}")
    return int(codes != {0: 1, 7: count - 1})


def idle(count: int) -> int:
    """Process time (user and system, best of 5) of runs with nothing new over stores of two sizes."""
    with ReplicaServer() as replica, _Folders() as folder:
        for size in (100, count):
            place = folder(f"idle{size}")
            with open_store(f"sqlite:///{place / _STORE}") as store:
                fill(store, replica.url, size)
            crawl(replica.url, place)
            times, requests = [], 0
            for _ in range(5):
                replica.requests.clear()
                before = process_time()
                crawl(replica.url, place)
                times.append(process_time() - before)
                requests = len(replica.requests)
            print(f"{size:>7,} articles: {min(times):.2f} s of process time, {requests} requests")
    return 0


def fill(store: Store, url: str, size: int) -> None:
    """Store made-up articles of the site."""
    now = datetime.now(UTC)
    site = url.removeprefix("http://")
    for start in range(0, size, 500):
        store.save([Saved(site, Fetch(f"{url}/1999/01/a{n}.html", now), document(url, n), None, now + timedelta(days=30)) for n in range(start, min(start + 500, size))])


def document(url: str, number: int) -> dict[str, Any]:
    """A made-up article in the form of `Article.to_dict()`."""
    text = "\n\n".join(f"Paragraph {part} of article {number} says what happened at the harbour." for part in range(6))
    address = f"{url}/1999/01/a{number}.html"
    return {
        "url": address, "canonical_url": address, "title": f"Article {number}", "text": text, "markdown": text, "html": "",
        "authors": ["Desk"], "published": "1999-01-02T00:00:00+00:00", "modified": None, "site_name": "Bite", "language": "en",
        "section": "", "tags": [], "description": "", "kind": "article", "paywalled": False, "image": None, "images": [], "entries": [], "word_count": 60,
        "content_hash": content_hash(text), "confidence": 0.9, "notes": [], "removed": [], "provenance": {},
    }  # fmt: skip


class _Folders:
    """Working folders by name below a temporary one."""

    def __enter__(self) -> Callable[[str], Path]:
        self._all = tempfile.TemporaryDirectory()
        return self._folder

    def _folder(self, name: str) -> Path:
        path = Path(self._all.name) / name
        path.mkdir(exist_ok=True)
        return path

    def __exit__(self, *_: object) -> None:
        self._all.cleanup()


def _main(arguments: list[str]) -> int:
    benchmarks: dict[str, tuple[Callable[[int], int], int]] = {
        "kill": (kill, 50), "stop": (stop, 10), "disk": (disk, 20), "overlap": (overlap, 20), "idle": (idle, 100_000)
    }  # fmt: skip
    if not arguments or arguments[0] not in benchmarks:
        print(__doc__, file=sys.stderr)
        return 2
    run, count = benchmarks[arguments[0]]
    return run(int(arguments[1]) if len(arguments) > 1 else count)


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1:]))
