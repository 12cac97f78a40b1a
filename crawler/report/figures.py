"""What a crawl report shows beside the store's own statistics: runs, and shares taken from a sample of the latest articles."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from crawler.stores import DeadLetter, Query, Run, Store, Stored
from crawler.stores.figures import Scope, Statistics, TemplateDay
from crawler.stores.packing import instant

SAMPLE = 2_000
"""Articles whose documents are read for confidence, field fill and lag, the latest published first: half a second."""
RUNS = 200
DEAD = 500
FIELDS = ("title", "authors", "published", "modified", "canonical_url", "site_name", "language", "section", "tags", "description")
KINDS = ("new", "revised", "unchanged", "duplicate", "gone", "dead")
LATENCIES = ("0.1", "0.25", "0.5", "1", "2", "5", "10", "more")
_LAGS = ((1 / 12, "5 min"), (1, "1 h"), (6, "6 h"), (24, "1 day"), (168, "1 week"), (720, "30 days"))


class Template(NamedTuple):
    """A template of a site: when it was first and last seen, and how it went. `fresh`: it came after the site's first day."""

    site: str
    template: str
    first: str
    last: str
    pages: int
    confidence: float
    text_chars: float
    fresh: bool


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of one report.

    Attributes:
        scope: what it is about; `made_at` when it was made.
        counts: see `Store.counts`.
        statistics: what the store counted.
        runs: the runs in scope, the latest first.
        dead: open dead letters, the latest first.
        sampled: how many articles the shares below were taken from.
        confidence: articles by confidence in tenths (0-10).
        fill: site -> field -> share of the sampled articles that have it.
        lag: how soon after publication articles were stored -> articles.
        templates: the templates seen, the newest first.
    """

    scope: Scope
    made_at: datetime
    counts: Mapping[str, int]
    statistics: Statistics
    runs: Sequence[Run]
    dead: Sequence[DeadLetter]
    sampled: int
    confidence: Mapping[int, int]
    fill: Mapping[str, Mapping[str, float]]
    lag: Mapping[str, int]
    templates: Sequence[Template]

    @property
    def latency(self) -> dict[str, int]:
        """Responses by the upper bound of their latency in seconds, over the runs in scope."""
        found: Counter[str] = Counter()
        for run in self.runs:
            found.update({bound: int(run.stats.get(f"latency/{bound}", 0)) for bound in LATENCIES})
        return {bound: found[bound] for bound in LATENCIES} if found.total() else {}


def report(store: Store, scope: Scope, now: datetime) -> Report:
    """Gather the figures of a report."""
    statistics = store.statistics(scope)
    sample = store.articles(Query(site=scope.site, since=scope.since, limit=SAMPLE))
    runs = [run for run in store.runs(scope.site, RUNS) if scope.since is None or run.started_at >= scope.since]
    dead = [
        letter
        for letter in store.dead_letters(scope.site, limit=DEAD)
        if scope.since is None or letter.last_at >= scope.since
    ]
    return Report(
        scope=scope,
        made_at=now,
        counts=store.counts(scope.site),
        statistics=statistics,
        runs=runs,
        dead=dead,
        sampled=len(sample),
        confidence=Counter(min(int(float(item.document.get("confidence") or 0) * 10), 10) for item in sample),
        fill=_fill(sample),
        lag=_lag(sample),
        templates=_templates(statistics.templates),
    )


def _fill(sample: Iterable[Stored]) -> dict[str, dict[str, float]]:
    sizes: Counter[str] = Counter()
    filled: dict[str, Counter[str]] = defaultdict(Counter)
    for item in sample:
        sizes[item.site] += 1
        filled[item.site].update(name for name in FIELDS if item.document.get(name))
    return {site: {name: filled[site][name] / size for name in FIELDS} for site, size in sizes.most_common(12)}


def _lag(sample: Iterable[Stored]) -> dict[str, int]:
    """Articles by the time from publication to the first save; those first seen when a site was new say nothing of speed, but are counted."""
    found: Counter[str] = Counter()
    for item in sample:
        published = instant(item.document.get("published"))
        if published is not None:
            hours = (item.saved_at - published) / timedelta(hours=1)
            found[next((name for bound, name in _LAGS if hours <= bound), "longer")] += 1
    return {name: found[name] for name in [*(name for _, name in _LAGS), "longer"]} if found else {}


def _templates(days: Iterable[TemplateDay]) -> list[Template]:
    groups: dict[tuple[str, str], list[TemplateDay]] = defaultdict(list)
    starts: dict[str, str] = {}
    for row in days:
        groups[row.site, row.template].append(row)
        starts[row.site] = min(row.day, starts.get(row.site, row.day))
    found = []
    for (site, name), rows in groups.items():
        pages = sum(row.pages for row in rows)
        means = [sum(getattr(row, measure) * row.pages for row in rows) / pages for measure in ("confidence", "text_chars")]
        first = min(row.day for row in rows)
        last = max(row.day for row in rows)
        found.append(Template(site, name, first, last, pages, means[0], means[1], first > starts[site]))
    return sorted(found, key=lambda row: (row.first, row.pages), reverse=True)


def stat(run: Run, kind: str) -> int:
    """How many pages of a run ended in a way (`KINDS`)."""
    value: Any = run.stats.get(f"store/{kind}", 0)
    return int(value) if isinstance(value, int | float) else 0
