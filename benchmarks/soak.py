"""Does memory stay flat over many pages? Cleans fixture pages and hostile ones, over and over, through the guarded worker pool.

    python -m benchmarks.soak [--pages 50000] [--workers 1] [--every 2500]

Every twentieth page is one of the hostile set (those under 100 kB). Prints, every so many pages, the resident memory of this process and of
its largest worker, and what came of the pages; ends with status 1 when this process has grown by more than a tenth (and 10 MB) since a
fifth of the pages were done, or when a page ended otherwise than in an article or a `CleanerError` of its own. Linux only (/proc).
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import cleaners
from benchmarks.processes import descendants, resident
from cleaners.errors import CleanerError, OutOfMemory, TimedOut, WorkerDied
from cleaners.guarded import GuardedPool, Limits
from tests.hostile.markup import markup
from tests.hostile.shapes import shapes
from tests.hostile.texts import texts

PAGES = Path(__file__).parent.parent / "fixtures" / "pages"
HOSTILE_BYTES = 100_000
AHEAD = 8
"""Pages handed to the pool before the first result is awaited: the pool's own queue has no bound."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=50_000)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--every", type=int, default=2_500)
    options = parser.parse_args()
    ends: Counter[str] = Counter()
    sizes: list[int] = []
    worker = 0
    began = time.perf_counter()
    with GuardedPool(options.workers, Limits()) as pool:
        waiting: list[Future[dict[str, object]]] = []
        for number, body in enumerate(_pages(options.pages), start=1):
            waiting.append(pool.submit(_clean, body))
            if len(waiting) >= AHEAD * options.workers:
                ends[_end(waiting.pop(0))] += 1
            if number % 100 == 0:
                worker = max(worker, max(map(resident, descendants(os.getpid())), default=0))
            if number % options.every == 0:
                sizes.append(resident(os.getpid()))
                rate = number / (time.perf_counter() - began)
                print(f"{number} pages, {rate:.0f} a second: this process {sizes[-1]} MB, largest worker {worker} MB", flush=True)
                worker = 0
        ends.update(map(_end, waiting))
    print(", ".join(f"{count} {end}" for end, count in ends.most_common()))
    first, last = sizes[len(sizes) // 5], sizes[-1]
    broken = [error for error in (TimedOut.code, OutOfMemory.code, WorkerDied.code, "other") if ends[error]]
    print(f"this process: {first} MB after a fifth of the pages, {last} MB at the end; worker failures: {broken or 'none'}")
    return int(last > 1.1 * first + 10 or bool(broken))


def _pages(count: int) -> Iterator[bytes]:
    plain = [path.read_bytes() for path in sorted(PAGES.glob("*/page.html"))]
    hostile = [body for case in (*shapes(), *texts(), *markup()) if len(body := case.build()) <= HOSTILE_BYTES]
    dice = random.Random(1)
    for number in range(count):
        yield dice.choice(hostile if number % 20 == 19 else plain)


def _clean(body: bytes) -> dict[str, object]:
    return cleaners.clean(body, "https://soak.example/a").to_dict()


def _end(future: Future[dict[str, object]]) -> str:
    try:
        future.result()
    except (TimedOut, OutOfMemory, WorkerDied) as error:
        print(f"worker failure: {error}", flush=True)
        return error.code
    except CleanerError as error:
        return error.code
    except Exception as error:
        print(repr(error), file=sys.stderr)
        return "other"
    return "articles"


if __name__ == "__main__":
    sys.exit(main())
