"""Who runs the units: this process with its workers, or tasks on a Ray cluster. The function that does the work is the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crawler.archive.records import Job, Report, Unit
from crawler.archive.work import clean_unit, worker_pool
from crawler.cluster import connect, each


def run_here(job: Job, units: Sequence[Unit]) -> Iterator[Report]:
    """One unit after the other; all of the job's workers clean the records of one."""
    with worker_pool(job) as pool:
        for unit in units:
            yield clean_unit(job, unit, pool)


def run_on_ray(job: Job, units: Sequence[Unit], address: str) -> Iterator[Report]:
    """One task for each unit, as many at once as the cluster has processors for; inputs and output must be reachable from all nodes.

    Tasks rather than Ray Data's `map_batches`: a task reads and writes by itself, so that no page travels through the object store.

    Raises:
        ConfigurationError: Ray is not installed, or there is no cluster at the address.
    """
    ray = connect(address)
    yield from each(ray, clean_unit, [(job, unit) for unit in units], job.workers)
