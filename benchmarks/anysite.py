"""How `scrapy crawl news` does on five sites of different make, told nothing but the address.

python -m benchmarks.anysite [--stories 300] [--only hostile paper]

For each site: articles found, pages stored that are none, requests by what they were for, and the share of those that were for nothing.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from crawler.stores import Query, open_store
from fixtures.replicas import MAKES, SiteServer, stories

ROOT = Path(__file__).resolve().parent.parent
FOR_NOTHING = ("other", "trap", "missing", "twin")


def measure(name: str, count: int) -> tuple[Counter[str], str]:
    """Crawl one site with the command; its requests by kind, and a line on it."""
    site = MAKES[name](stories(count))
    with tempfile.TemporaryDirectory() as folder, SiteServer(site) as server:
        store = f"sqlite:///{folder}/news.db"
        began = time.monotonic()
        command = [sys.executable, "-m", "scrapy", "crawl", "news", "-a", f"url={server.url}", "-s", f"STORE_URL={store}", "-L", "WARNING"]
        settings = {**os.environ, "SCRAPY_SETTINGS_MODULE": "crawler.settings", "PYTHONPATH": str(ROOT)}
        ended = subprocess.run(command, cwd=folder, env=settings, capture_output=True, text=True)
        seconds = time.monotonic() - began
        with open_store(store) as opened:
            found = {article.source_url for article in opened.articles(Query(limit=1_000_000))}
        asked = Counter(site.kind(target) for target in server.requests)
    truth = site.article_urls()
    wasted = sum(asked[kind] for kind in FOR_NOTHING)
    line = (
        f"{name:10} {len(found & truth):5} of {len(truth)} found, {len(found - truth)} stored that are none, {asked.total()} requests, "
        f"{wasted} ({wasted / asked.total():.1%}) for nothing, {asked['trap']} in traps, exit {ended.returncode}, {seconds:.0f} s"
    )
    return asked, line


def main() -> None:
    """Print a line a site, and one over all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stories", type=int, default=300, help="articles of each site")
    parser.add_argument("--only", nargs="*", choices=list(MAKES), default=list(MAKES))
    arguments = parser.parse_args()
    total: Counter[str] = Counter()
    for name in arguments.only:
        asked, line = measure(name, arguments.stories)
        total += asked
        print(line, flush=True)
    wasted = sum(total[kind] for kind in FOR_NOTHING)
    print(f"all: {total.total()} requests, {wasted} ({wasted / total.total():.1%}) for nothing; {dict(total)}")


if __name__ == "__main__":
    main()
