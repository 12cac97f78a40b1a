"""Who runs the hosts: threads that each watch a process, or tasks on a Ray cluster. The function that does the work is the same."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Any

from crawler.cluster import connect, each
from crawler.fleet.running import Crew, Fleet, Status, crawl_host
from crawler.fleet.sites import FleetSite

Hosts = Sequence[tuple[FleetSite, ...]]
Watch = Callable[[Callable[[], dict[str, Status]]], object]


class Board:
    """The last word on every site."""

    def __init__(self) -> None:
        self._known: dict[str, Status] = {}

    def tell(self, status: Status) -> None:
        """Take note of a status."""
        self._known[status.url] = status

    def read(self) -> dict[str, Status]:
        """All that is known, by the site's address."""
        return dict(self._known)


def run_here(hosts: Hosts, fleet: Fleet, at_once: int, watch: Watch) -> Generator[Status]:
    """Crawl some hosts at once on this machine; how each site ended, as it ends. Closed before its end, it stops what is under way and waits for that.

    Args:
        hosts: the sites of one host each.
        fleet: what holds for all sites.
        at_once: hosts crawled at the same time.
        watch: is given, once, a function that reads the status of all sites.
    """
    board = Board()
    watch(board.read)
    crew = Crew()
    with ThreadPoolExecutor(at_once) as pool:
        try:
            for ended in as_completed([pool.submit(crawl_host, sites, fleet, board.tell, crew) for sites in hosts]):
                yield from ended.result()
        finally:
            crew.stop()


def run_on_ray(hosts: Hosts, fleet: Fleet, address: str, per_core: int, watch: Watch) -> Generator[Status]:
    """Crawl on a cluster, `per_core` hosts for each of its processors; a host whose node dies is crawled again on another.

    Raises:
        ConfigurationError: Ray is not installed, or there is no cluster at the address.
    """
    ray = connect(address)
    # On the driver's own node where it has one: the board lives as long as whoever reads it.
    here = ray.util.scheduling_strategies.NodeAffinitySchedulingStrategy(ray.get_runtime_context().get_node_id(), soft=True)
    board = ray.remote(Board).options(num_cpus=0, max_restarts=-1, scheduling_strategy=here).remote()
    watch(lambda: ray.get(board.read.remote()))
    for ended in each(ray, _crawl_on_ray, [(sites, fleet, board) for sites in hosts], 1 / per_core):
        yield from ended


def _crawl_on_ray(sites: tuple[FleetSite, ...], fleet: Fleet, board: Any) -> list[Status]:
    return crawl_host(sites, fleet, board.tell.remote)
