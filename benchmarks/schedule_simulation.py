"""What a fleet needs, by simulation: sites due every so often, a number of places to crawl them in, processors that all share.

    python -m benchmarks.schedule_simulation                                # 10,000 sites, every 15 minutes, a million articles a day
    python -m benchmarks.schedule_simulation --sites 100 --per-day 5000
    python -m benchmarks.schedule_simulation --sites-a-process 50           # `scrapy crawl news -a sites=…`: a start for fifty sites

The costs are those measured (docs/scale.md); a day's articles are spread over sites as a power law, over hours as news is. The simulation
looks for the fewest places and processors with which 99 of 100 runs begin within a minute of their time.
"""

from __future__ import annotations

import argparse
import heapq
import math
import random
from dataclasses import dataclass, replace
from statistics import mean, quantiles

from crawler.fleet.together import AT_ONCE


@dataclass(frozen=True, slots=True)
class Costs:
    """What was measured, in seconds and bytes.

    Attributes:
        start: CPU of starting a crawl's process (Python, Scrapy, settings, store).
        site: CPU of one site's run with nothing new in it, three listings.
        worker: CPU of the cleaning processes' start, paid by processes with a new page.
        page: CPU of fetching, cleaning and storing a page.
        look: CPU of fetching a page whose bytes have not changed.
        delay: between two requests to a host.
        latency: of an answer, median (log-normal, sigma 0.7).
        stored: bytes a page adds to the store, raw page included.
        idle_mb, busy_mb: memory of a process without and with cleaning ones.
        site_mb: memory of each further site in a process.
    """

    start: float = 1.1
    site: float = 0.07
    worker: float = 0.8
    page: float = 0.04
    look: float = 0.022
    delay: float = 1.0
    latency: float = 0.3
    stored: int = 35_000
    idle_mb: int = 82
    busy_mb: int = 238
    site_mb: int = 10


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked for, and with what it is tried.

    Attributes:
        sites: how many; every one is due `every` seconds.
        per_day: new articles of all sites together.
        rechecks: looks at an article after its first (the ladder of `crawler/schedule.py` has four in its first month).
        budget: of such looks in one run (`RECHECK_BUDGET`).
        listings: requests of a run before its pages (robots.txt, feed, sitemap).
        together: sites that share a process, `AT_ONCE` of them at a time (`crawler/fleet/together.py`).
        places: runs at the same time.
        cores: processors.
        hours: simulated, the first of them not counted.
    """

    sites: int = 10_000
    every: float = 900.0
    per_day: float = 1_000_000.0
    rechecks: float = 4.0
    budget: int = 20
    listings: int = 3
    together: int = 1
    places: int = 100
    cores: int = 16
    hours: float = 3.0


@dataclass(frozen=True, slots=True)
class Result:
    """What came of it; times in seconds."""

    late_p50: float
    late_p99: float
    busy_places: float
    busy_cores: float
    requests: float
    pages: float
    longest: float


def simulate(plan: Plan, costs: Costs, seed: int = 1) -> Result:
    """Run the schedule. A run holds a place from its start to its end; its CPU slows down as all processors are taken."""
    chance = random.Random(seed)
    rates = [rate / 86400 for rate in daily(plan)]
    due = [(chance.uniform(0, plan.every), site) for site in range(plan.sites)]
    heapq.heapify(due)
    free = [0.0] * plan.places
    seen = [0.0] * plan.sites
    late, lengths, cpu, requests, pages, held = [], [], 0.0, 0, 0, 0.0
    load = 0.5  # share of the processors in use, smoothed over the last runs
    while due[0][0] < plan.hours * 3600:
        at, site = heapq.heappop(due)
        begin = max(at, heapq.heappop(free))
        new = _poisson(chance, rates[site] * _by_hour(begin) * (begin - seen[site]))
        looks = min(plan.budget, _poisson(chance, rates[site] * plan.rechecks * plan.every))
        starts = costs.start + (costs.worker if new or plan.together > 1 else 0)
        work = starts / plan.together + costs.site + looks * costs.look + new * costs.page
        asked = plan.listings + new + looks
        waiting = sum(max(costs.delay, chance.lognormvariate(math.log(costs.latency), 0.7)) for _ in range(asked))
        length = waiting + work / max(0.05, 1 - min(load, 0.95) ** 4)
        heapq.heappush(free, begin + length)
        # The next time is the grid's; a run that is still under way then finds its site locked, so it takes the one after.
        heapq.heappush(due, (at + plan.every * math.ceil(max(begin + length - at, 1) / plan.every), site))
        seen[site] = begin
        if begin > 3600:
            late.append(begin - at)
            lengths.append(length)
            cpu, requests, pages = cpu + work, requests + asked, pages + new
            held += min(length, plan.hours * 3600 - begin)
        load += (plan.sites / plan.every * work / plan.cores - load) / 2000
    seconds = (plan.hours - 1) * 3600
    cut = quantiles(late, n=100)
    return Result(cut[49], cut[98], held / seconds, cpu / seconds, requests / seconds, pages / seconds, max(lengths))


def daily(plan: Plan) -> list[float]:
    """New articles a day of each site, the busiest first: a power law that gives the first of 10,000 sites about 2,000 of a million."""
    weights = [1 / (rank + 100) for rank in range(plan.sites)]
    total = sum(weights)
    return [weight / total * plan.per_day for weight in weights]


def _by_hour(at: float) -> float:
    """News through the day: half of the mean at night, half as much again at noon (time 0 is nine in the morning)."""
    return 1 + 0.5 * math.sin(2 * math.pi * (at / 86400 + 9 / 24 - 0.25))


def _poisson(chance: random.Random, expected: float) -> int:
    """A Poisson variate; by the normal distribution where it is large."""
    if expected > 50:
        return max(0, round(chance.gauss(expected, math.sqrt(expected))))
    level, count, product = math.exp(-expected), 0, chance.random()
    while product > level:
        product *= chance.random()
        count += 1
    return count


def smallest(plan: Plan, costs: Costs) -> Plan:
    """The fewest processors at 80 % of their time, then the fewest places with which 99 of 100 runs begin within a minute."""
    wide = simulate(replace(plan, places=plan.sites, cores=10_000), costs)
    plan = replace(plan, cores=max(1, math.ceil(wide.busy_cores / 0.8)))
    low, high = 1, plan.sites
    while low < high:
        middle = (low + high) // 2
        if simulate(replace(plan, places=middle), costs).late_p99 <= 60:
            high = middle
        else:
            low = middle + 1
    return replace(plan, places=low)


def memory(plan: Plan, costs: Costs) -> float:
    """Megabytes of all runs at the same time. Of processes for one site each, half are reckoned to clean."""
    if plan.together == 1:
        return plan.places * mean((costs.idle_mb, costs.busy_mb))
    return math.ceil(plan.places / min(plan.together, AT_ONCE)) * costs.busy_mb + plan.places * costs.site_mb


def main() -> None:
    """Simulate what the arguments ask for and print what it takes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    usual = Plan()
    parser.add_argument("--sites", type=int, default=usual.sites)
    parser.add_argument("--minutes", type=float, default=usual.every / 60)
    parser.add_argument("--per-day", type=float, default=usual.per_day)
    parser.add_argument("--rechecks", type=float, default=usual.rechecks)
    parser.add_argument("--sites-a-process", type=int, default=usual.together)
    parser.add_argument("--start-cpu", type=float, default=Costs().start)
    options = parser.parse_args()
    costs = Costs(start=options.start_cpu)
    plan = Plan(options.sites, options.minutes * 60, options.per_day, options.rechecks, together=options.sites_a_process)
    plan = smallest(plan, costs)
    found = simulate(plan, costs)
    runs = plan.sites / plan.every
    print(f"{plan.sites} sites every {plan.every / 60:g} minutes, {plan.per_day:,.0f} articles a day, {plan.rechecks:g} looks at each later")
    print(f"runs      {runs:.1f} a second, the longest {found.longest:.0f} s")
    print(f"places    {plan.places} (busy {found.busy_places:.0f}); late by {found.late_p50:.0f} s (median), {found.late_p99:.0f} s (99 %)")
    print(f"cores     {plan.cores} (busy {found.busy_cores:.1f}, of which starting processes {runs * costs.start / plan.together:.1f})")
    print(f"memory    {memory(plan, costs) / 1000:.0f} GB for the runs")
    print(f"requests  {found.requests:.0f} a second; names to look up {runs:.1f} a second; pages {found.pages:.1f} a second")
    print(f"store     {plan.per_day * costs.stored / 1e9:.0f} GB a day, {plan.per_day * 6_600 / 1e9:.1f} GB of it without raw pages")
    most = daily(plan)[0]
    asked = plan.listings + min(plan.budget, most * plan.rechecks * plan.every / 86400) + most * plan.every / 86400
    print(f"hosts     the busiest site has {most:,.0f} articles a day: its runs ask {asked:.0f} times, {asked * costs.delay:.0f} of {plan.every:.0f} s")


if __name__ == "__main__":
    main()
