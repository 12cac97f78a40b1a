"""`python -m crawler.fleet.child PARENT crawl …`: `scrapy crawl …` that is told to stop when the process that started it has ended.

A node of a cluster may lose the process that watches over a crawl. Left alone, the crawl would go on beside the one that takes its place.
"""

from __future__ import annotations

import os
import signal
import sys

_PR_SET_PDEATHSIG = 1  # prctl(2), Linux; elsewhere the store's lock alone keeps two runs of a site apart


def main() -> None:
    """Bind to the parent, then be `scrapy`."""
    parent = int(sys.argv.pop(1))
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        sys.exit(f"the process that wanted this crawl ({parent}) has ended")
    from scrapy.cmdline import execute

    execute(["scrapy", *sys.argv[1:]])


if __name__ == "__main__":
    main()
