"""Whether a fleet on a Ray cluster of two nodes keeps its promises when one of them is killed.

    python -m benchmarks.fleet --sites 20 --articles 8 [--store postgresql+psycopg://…] [--no-kill]

Serves replica sites on ports of their own, crawls them with `bullionbite fleet --ray`, kills (-9) the second node's raylet while it has sites under
way, and looks at what came of it: every article once, the lost node's sites finished on the other, no site crawled by two processes at once.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from benchmarks.archive import ROOT
from benchmarks.processes import descendants
from crawler.stores import Query, open_store
from fixtures.replica import ReplicaServer, load_articles

_URL = re.compile(r"-aurl=(http://127\.0\.0\.1:(\d+))")


def crawls(root: int) -> dict[int, str]:
    """The crawl processes below a process, with their sites."""
    found = {}
    for pid in descendants(root):
        try:
            line = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if "crawler.fleet.child" in line and (match := _URL.search(line)):
            found[pid] = match[1]
    return found


def connected(pid: int, port: int) -> bool:
    """Whether a process holds a connection to a port; one that waits for its site's lock holds none."""
    inodes = {
        fields[9]
        for line in Path("/proc/net/tcp").read_text().splitlines()[1:]
        if (fields := line.split())[3] == "01" and int(fields[2].split(":")[1], 16) == port
    }
    try:
        return any(os.readlink(fd)[8:-1] in inodes for fd in Path(f"/proc/{pid}/fd").iterdir() if os.readlink(fd).startswith("socket:"))
    except OSError:
        return False


class Watch(threading.Thread):
    """Looks ten times a second for sites that two processes are connected to."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.twice: set[str] = set()
        self.looks = 0
        self.stop = threading.Event()

    def run(self) -> None:
        """Look until told to stop."""
        while not self.stop.wait(0.1):
            at_work = Counter(url for pid, url in crawls(os.getpid()).items() if connected(pid, int(url.rsplit(":", 1)[1])))
            self.twice |= {url for url, count in at_work.items() if count > 1}
            self.looks += 1


@contextmanager
def nodes() -> Iterator[tuple[str, Any]]:
    """Two node processes; the address, and a function that kills the second as a power cut would."""
    os.environ.setdefault("RAY_AUTH_MODE", "disabled")
    os.environ["PYTHONPATH"] = str(ROOT)
    from ray.cluster_utils import Cluster

    made = Cluster(initialize_head=True, head_node_args={"num_cpus": 2, "include_dashboard": False})
    second = made.add_node(num_cpus=2)
    try:
        yield made.address, second
    finally:
        made.shutdown()


@contextmanager
def own_store() -> Iterator[str]:
    """An empty PostgreSQL store on a server of its own."""
    from tests.postgreskit import binaries, cluster, database

    programs = binaries()
    if programs is None:
        raise SystemExit("no PostgreSQL server on this machine: name a store with --store")
    with cluster(programs) as server, database(server) as url:
        yield url


def main() -> None:
    """Serve, crawl, kill, report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sites", type=int, default=20)
    parser.add_argument("--articles", type=int, default=8)
    parser.add_argument("--store")
    parser.add_argument("--no-kill", action="store_true")
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        few = list(load_articles())[: options.articles]
        servers = [stack.enter_context(ReplicaServer(articles=few)) for _ in range(options.sites)]
        (folder / "sites.toml").write_text("[defaults]\nspider = 'bullionbite'\n" + "".join(f'[[site]]\nurl = "{server.url}"\n' for server in servers))
        address, second = stack.enter_context(nodes())
        store = options.store or stack.enter_context(own_store())
        watch = Watch()
        watch.start()
        lost, said, code = crawl(folder, address, store, None if options.no_kill else second)
        watch.stop.set()
        watch.join()
        report(store, servers, options.articles)
        print(f"exit {code}; sites lost with the node: {len(lost)}; of them ended well elsewhere: {len(lost & ended_well(said))}")
        print(f"sites crawled by two processes at once: {len(watch.twice)} (in {watch.looks} looks)")


def crawl(folder: Path, address: str, store: str, victim: Any) -> tuple[set[str], str, int]:
    """Run the fleet; the sites under way on the node that was killed, what the command said, its exit code."""
    command = [sys.executable, "-m", "crawler.cli", "fleet", str(folder / "sites.toml"), "--per-core", "1", "--store", store, "--ray", address]
    process = subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True)
    lost: set[str] = set()
    if victim is not None:
        raylet = victim.all_processes["raylet"][0].process.pid
        until = time.monotonic() + 240
        while time.monotonic() < until and process.poll() is None:
            under_way = crawls(raylet)
            if len(under_way) >= 2 and all(connected(pid, int(url.rsplit(":", 1)[1])) for pid, url in under_way.items()):
                lost = set(under_way.values())
                os.kill(raylet, 9)
                break
            time.sleep(0.1)
    assert process.stderr
    said = process.stderr.read()
    print("\n".join(line for line in said.splitlines() if "exit 0" not in line)[-1500:])
    return lost, said, process.wait()


def ended_well(said: str) -> set[str]:
    """The sites that the command reports with exit code 0."""
    return set(re.findall(r"^(http://[\d.:]+): exit 0,", said, re.MULTILINE))


def report(store: str, servers: list[ReplicaServer], articles: int) -> None:
    """Whether every article is there once."""
    with open_store(store) as opened:
        counts = [opened.count(Query(site=server.url.removeprefix("http://"))) for server in servers]
        urls = Counter(article.source_url for server in servers for article in opened.articles(Query(site=server.url.removeprefix("http://"), limit=999)))
    whole = sum(count == articles for count in counts)
    print(f"{whole} of {len(servers)} sites have their {articles} articles; articles that are there twice: {sum(n > 1 for n in urls.values())}")


if __name__ == "__main__":
    main()
