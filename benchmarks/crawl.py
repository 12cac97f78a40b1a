"""How fast a whole crawl is, beside Scrapy that does nothing and Scrapy with trafilatura: one run, by turns, over loopback.

    python -m benchmarks.crawl DIR [DIR …] [--pages 600] [--rounds 3] [--crawls bare us trafilatura]
    python -m benchmarks.crawl DIR [DIR …] --crawls us --rounds 1 --pages 50000        memory over many pages

DIR is a folder of pages (`html/ID.html.gz`, `truth.json`); `fixtures` stands for the project's own pages. A process of its own serves them from
memory, each under as many addresses as it takes, and asks nothing else of a page than that it differs: a later copy has its number in its first
paragraph, and no page names a canonical address. What is compared, all with the same concurrency, no delay, and robots.txt obeyed:

    bare          Scrapy's own settings; the addresses are known, and the callback gives an item of the address alone
    us            the project's settings: discover (robots.txt, front page, sitemap), clean, metadata, links, deduplicate, store (SQLite)
    trafilatura   Scrapy's own settings; an item pipeline calls `trafilatura.bare_extraction` with metadata

Pages a second are counted from the opening of the spider until everything is committed, so is the CPU (user and system) of the crawl's own process;
that of its workers includes their start. `steady` are the same figures between the tenth part of the pages that was done first and the one that was
done last, without what a run costs once (and without the CPU of workers that were replaced meanwhile, as each is after 2,000 pages). On a busy machine the CPU is the better guide: pages a second of n idle cores are at most n / CPU a page.
Linux only (/proc).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.archive import environment, pages
from benchmarks.processes import cpu_of, descendants, resident

CONCURRENCY = 16
_STORY = re.compile(r"/2026/03/story-of-the-day-(\d+)\.html")
_CANONICAL = re.compile(rb"""<link\b[^>]*\brel=["']?canonical\b[^>]*>|<meta\b[^>]*\bog:url\b[^>]*>""", re.IGNORECASE)


def story(number: int) -> str:
    """The path of a page."""
    return f"/2026/03/story-of-the-day-{number}.html"


# -- the server ---------------------------------------------------------------------------------------------------------------------


class Site(asyncio.Protocol):
    """Answers from memory: pages, a front page, robots.txt and a sitemap."""

    bodies: Sequence[bytes] = ()
    count = 0
    root = ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self._transport = transport
        self._waiting = b""

    def data_received(self, data: bytes) -> None:
        """Answer every request that has come whole."""
        self._waiting += data
        while b"\r\n\r\n" in self._waiting:
            head, _, self._waiting = self._waiting.partition(b"\r\n\r\n")
            status, kind, body = self._answer(head.split(b" ", 2)[1].decode("ascii"))
            lines = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
            self._transport.write(lines.encode() + body)  # type: ignore[attr-defined]

    def _answer(self, path: str) -> tuple[str, str, bytes]:
        if found := _STORY.fullmatch(path):
            return "200 OK", "text/html", self._page(int(found[1]))
        if path == "/robots.txt":
            return "200 OK", "text/plain", f"User-agent: *\nDisallow:\nSitemap: {self.root}/sitemap.xml\n".encode()
        if path == "/sitemap.xml":
            urls = "".join(f"<url><loc>{self.root}{story(number)}</loc></url>" for number in range(self.count))
            return "200 OK", "application/xml", f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'.encode()
        if path == "/":
            return "200 OK", "text/html", b"<title>Front</title><body><h1>The Loopback Times</h1><p>Nothing but stories.</p></body>"
        return "404 Not Found", "text/plain", b""

    def _page(self, number: int) -> bytes:
        copy, place = divmod(number, len(self.bodies))
        body = self.bodies[place]
        return body.replace(b"</p>", b" No. %d.</p>" % copy, 1) if copy else body


def serve(folders: Sequence[str], count: int) -> None:
    """Serve until the standard input ends; says the address first."""
    Site.bodies = [_CANONICAL.sub(b"", body) for _, body in pages(folders)]
    Site.count = count

    async def run() -> None:
        server = await asyncio.get_running_loop().create_server(Site, "127.0.0.1", 0)
        Site.root = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        print(Site.root, flush=True)
        await asyncio.to_thread(sys.stdin.read)

    asyncio.run(run())


@contextmanager
def server(folders: Sequence[str], count: int) -> Iterator[str]:
    """The address of a server in its own process."""
    command = [sys.executable, "-m", "benchmarks.crawl", "--child", "serve", "--pages", str(count), *folders]
    with subprocess.Popen(command, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        yield process.stdout.readline().strip()
        process.stdin.close()


class Mark(NamedTuple):
    """A moment of a crawl: pages done, seconds, CPU seconds of its own process and of its workers, its megabytes."""

    pages: int
    seconds: float
    loop: float
    others: float
    memory: int

    @classmethod
    def now(cls, pages: int) -> Mark:
        """The moment that is."""
        others = sum(cpu_of(pid) for pid in descendants(os.getpid()))
        return cls(pages, time.perf_counter(), time.process_time(), others, resident(os.getpid()))

    def since(self, before: Mark) -> Mark:
        """What has come between."""
        return Mark(self.pages - before.pages, self.seconds - before.seconds, self.loop - before.loop, self.others - before.others, self.memory)


# -- the crawls, each in a process of its own ---------------------------------------------------------------------------------------


def _crawl(name: str, root: str, count: int) -> None:
    """One crawl; prints its pages and seconds."""
    from scrapy import signals
    from scrapy.crawler import CrawlerProcess

    spider, settings = _ours() if name == "us" else _plain(name)
    concurrency = {"CONCURRENT_REQUESTS": CONCURRENCY, "CONCURRENT_REQUESTS_PER_DOMAIN": CONCURRENCY, "DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": False}
    settings.update({**concurrency, "ROBOTSTXT_OBEY": True, "LOG_LEVEL": "WARNING", "TELNETCONSOLE_ENABLED": False})
    process = CrawlerProcess(settings)
    crawler = process.create_crawler(spider)
    marks: list[Mark] = []
    done = 0

    def note() -> None:
        nonlocal done
        done += 1
        if done % max(1, count // 10) == 0:
            marks.append(Mark.now(done))

    process.crawl(crawler, **({"url": root} if name == "us" else {"root": root, "count": count}))
    crawler.signals.connect(lambda: marks.append(Mark.now(0)), signals.spider_opened, weak=False)
    for ended in (signals.item_scraped, signals.item_dropped, signals.item_error):
        crawler.signals.connect(note, ended, weak=False)
    process.start()
    stats = crawler.stats.get_stats()
    pages = stats.get("store/new", 0) + stats.get("store/dead", 0) + stats.get("store/duplicate", 0) if name == "us" else done
    store = {key: value for key, value in stats.items() if key.startswith("store/")}
    print(json.dumps({"pages": pages, "marks": [*marks, Mark.now(pages)], "store": store}))


def _ours() -> tuple[type, Any]:
    from scrapy.utils.project import get_project_settings

    from crawler.collecting import settle
    from crawler.spiders.news import NewsSpider

    settle()  # as `scrapy crawl` does

    class Spider(NewsSpider):
        # Pages of other sites link to what is not here: such links are read and judged as ever, and not asked for.
        ignored = (r"^(?!.*/story-of-the-day-\d+\.html$)",)
        max_pages = 1_000_000

    os.environ["SCRAPY_SETTINGS_MODULE"] = "crawler.settings"
    return Spider, get_project_settings()


def _plain(name: str) -> tuple[type, Any]:
    import scrapy
    from scrapy.settings import Settings

    class Spider(scrapy.Spider):
        name = "plain"
        root, count = "", 0

        async def start(self) -> Any:
            for number in range(int(self.count)):
                yield scrapy.Request(self.root + story(number))

        def parse(self, response: Any) -> Any:
            return {"url": response.url, "body": response.body if with_text else b""}

    with_text = name == "trafilatura"
    return Spider, Settings({"ITEM_PIPELINES": {TextPipeline: 1}} if with_text else {})


class TextPipeline:
    """What most people do: trafilatura in the crawl's own process."""

    def process_item(self, item: Any) -> Any:
        """Extract."""
        import trafilatura

        trafilatura.bare_extraction(item.pop("body"), url=item["url"], with_metadata=True)
        return item


# -- the comparison -----------------------------------------------------------------------------------------------------------------


class Result(NamedTuple):
    """One crawl: whole, CPU of workers that have ended included, and its steady part; megabytes at each tenth, and what the store did."""

    whole: Mark
    steady: Mark
    memory: list[int]
    store: dict[str, int]

    def __str__(self) -> str:
        return f"{_rates(self.whole)}; steady {_rates(self.steady)}; {self.memory} MB {self.store or ''}"


def _rates(part: Mark) -> str:
    loop, others = (1000 * seconds / max(1, part.pages) for seconds in (part.loop, part.others))
    return f"{rate(part):6.1f} pages/s, CPU a page {loop:5.2f} ms and {others:5.2f} in workers"


def rate(part: Mark) -> float:
    """Pages a second."""
    return part.pages / part.seconds


def measure(name: str, root: str, count: int) -> Result:
    """Run one crawl in a folder of its own. CPU is sampled, because the system adds up only children that were waited for."""
    command = [sys.executable, "-m", "benchmarks.crawl", "--child", name, "--pages", str(count), root]
    used: dict[int, float] = {}
    with tempfile.TemporaryDirectory() as folder, (Path(folder) / "out").open("w+") as out:
        process = subprocess.Popen(command, cwd=folder, env=environment(), stdout=out)
        while process.poll() is None:
            for pid in descendants(process.pid):
                used[pid] = max(used.get(pid, 0.0), cpu_of(pid))
            time.sleep(0.25)
        out.seek(0)
        told = json.loads(out.read().splitlines()[-1])
    first, *tenths, last = (Mark(*mark) for mark in told["marks"])
    whole = last.since(first)._replace(others=sum(used.values()))
    return Result(whole, tenths[-1].since(tenths[0]), [mark.memory for mark in tenths], told["store"])


def compare(folders: Sequence[str], count: int, rounds: int, crawls: Sequence[str]) -> None:
    """Run the crawls by turns; each round's ratios are of figures that were taken next to each other."""
    results: dict[str, list[Result]] = {name: [] for name in crawls}
    with server(folders, count) as root:
        for _ in range(rounds):
            for name in crawls:
                result = measure(name, root, count)
                results[name].append(result)
                print(f"{name:12} {result.whole.pages:6} pages {result}", flush=True)
    for part in ("whole", "steady"):
        for name, runs in results.items():
            print(f"{part:7} {name:12} median {statistics.median(rate(getattr(run, part)) for run in runs):7.1f} pages/s")
        for other in {"bare", "trafilatura"} & results.keys() if "us" in results else ():
            ratios = [rate(getattr(ours, part)) / rate(getattr(theirs, part)) for ours, theirs in zip(results["us"], results[other], strict=True)]
            print(f"{part:7} us / {other}: median {statistics.median(ratios):.2f} ({', '.join(f'{ratio:.2f}' for ratio in ratios)})")


def main() -> None:
    """Read the arguments; children are this module too."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--pages", type=int, default=600)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--crawls", nargs="+", default=["bare", "us", "trafilatura"])
    parser.add_argument("--child", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child == "serve":
        serve(options.folders, options.pages)
    elif options.child:
        _crawl(options.child, options.folders[0], options.pages)
    else:
        compare(options.folders, options.pages, options.rounds, options.crawls)


if __name__ == "__main__":
    main()
