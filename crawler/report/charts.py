"""The report's plots, as Vega-Lite specifications; the browser draws them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from crawler.report.figures import KINDS, Report, stat

Spec = dict[str, Any]
SERIES = 8
MANY_DAYS = 120
SHORTEST = 14


class Chart(NamedTuple):
    """A plot: the name of its place on the page, its heading, what it shows in a sentence, and its specification."""

    name: str
    title: str
    says: str
    spec: Spec


def charts(report: Report) -> list[Chart]:
    """The plots that there is something to draw for."""
    made = (_published, _changes, _runs, _pages, _latency, _lag, _removed, _confidence, _fill, _templates, _dead)
    return [chart for make in made if (chart := make(report)) is not None]


def _published(report: Report) -> Chart | None:
    rows = _timed((row.day, row.name, row.count) for row in report.statistics.published)
    says = "Articles by the time of their publication, by site."
    return _chart("published", "Articles over time", says, rows, _over_time(rows, "site"))


def _changes(report: Report) -> Chart | None:
    rows = _timed((row.day, row.name, row.count) for row in report.statistics.changes)
    says = "Versions by the day they were stored: new articles, and what changed in known ones."
    return _chart("changes", "New and changed", says, rows, _over_time(rows, "change"))


def _runs(report: Report) -> Chart | None:
    rows = [
        {"run": f"{run.started_at:%m-%d %H:%M} #{run.id}", "id": run.id, "outcome": kind, "pages": count}
        for run in reversed(report.runs[:60])
        for kind in KINDS
        if (count := stat(run, kind))
    ]
    spec = {
        "mark": "bar",
        "encoding": {
            "x": {"field": "run", "type": "ordinal", "sort": {"field": "id"}, "title": None, "axis": {"labelOverlap": True, "labelAngle": -30}},
            "y": {"field": "pages", "type": "quantitative", "title": "pages"},
            "color": {"field": "outcome", "type": "nominal", "sort": list(KINDS), "legend": {"orient": "top", "title": None}},
            "tooltip": [{"field": "run"}, {"field": "outcome"}, {"field": "pages"}],
        },
    }
    return _chart("runs", "Runs", "What became of the pages of each run.", rows, spec)


def _pages(report: Report) -> Chart | None:
    rows = _top(((f"{row.outcome} {row.status or ''}".strip(), row.site, row.count) for row in report.statistics.pages), "outcome", "site", 14)
    return _chart("pages", "Fetch outcomes", "Pages by outcome and HTTP status.", rows, _ranked(rows, "outcome", "site", "pages"))


def _latency(report: Report) -> Chart | None:
    rows = [{"seconds": f"≤ {bound} s" if bound != "more" else "> 10 s", "count": count} for bound, count in report.latency.items()]
    return _chart("latency", "Latency", "Responses by the time they took to come.", rows, _columns(rows, "seconds", "responses"))


def _lag(report: Report) -> Chart | None:
    rows = [{"within": name, "count": count} for name, count in report.lag.items()]
    says = f"How soon after publication the latest {report.sampled:,} articles were stored."
    return _chart("lag", "From publication to store", says, rows, _columns(rows, "within", "articles"))


def _removed(report: Report) -> Chart | None:
    rows = _top(((row.reason, row.site, row.chars) for row in report.statistics.removed), "reason", "site", 20)
    says = "Characters removed, by reason and site; the twenty largest reasons."
    return _chart("removed", "Removed text", says, rows, _ranked(rows, "reason", "site", "characters"))


def _confidence(report: Report) -> Chart | None:
    rows = [{"confidence": f"{tenth / 10:.1f}", "count": report.confidence.get(tenth, 0)} for tenth in range(11)] if report.sampled else []
    says = f"The latest {report.sampled:,} articles by confidence, rounded down to a tenth."
    return _chart("confidence", "Confidence", says, rows, _columns(rows, "confidence", "articles"))


def _fill(report: Report) -> Chart | None:
    rows = [{"site": site, "field": name, "share": share} for site, shares in report.fill.items() for name, share in shares.items()]
    if len(report.fill) == 1:
        spec: Spec = {
            "height": {"step": 22},
            "mark": "bar",
            "encoding": {
                "y": {"field": "field", "type": "nominal", "sort": None, "title": None},
                "x": {"field": "share", "type": "quantitative", "scale": {"domain": [0, 1]}, "axis": {"format": "%"}, "title": None},
                "tooltip": [{"field": "field"}, {"field": "share", "format": ".1%"}],
            },
        }
    else:
        spec = {
            "height": {"step": 26},
            "mark": "rect",
            "encoding": {
                "y": {"field": "site", "type": "nominal", "sort": None, "title": None},
                "x": {"field": "field", "type": "nominal", "sort": None, "title": None},
                "color": {"field": "share", "type": "quantitative", "scale": {"domain": [0, 1], "scheme": "blues"}, "legend": {"format": "%", "title": None}},
                "tooltip": [{"field": "site"}, {"field": "field"}, {"field": "share", "format": ".1%"}],
            },
        }
    return _chart("fill", "Field fill", f"Share of the latest {report.sampled:,} articles that have a field.", rows, spec)


def _templates(report: Report) -> Chart | None:
    rows = _timed((row.day, f"{row.template[:6]} ({row.site})", row.pages) for row in report.statistics.templates)
    spec = _over_time(rows, "template")
    spec["encoding"]["y"]["stack"] = "normalize"
    spec["encoding"]["y"]["axis"] = {"format": "%"}
    says = "Share of pages by template, a fingerprint of the page's skeleton. A new colour is a redesign, on the day it came."
    return _chart("templates", "Template drift", says, rows, spec)


def _dead(report: Report) -> Chart | None:
    rows = _timed((row.day, row.name, row.count) for row in report.statistics.dead_days)
    return _chart("dead", "Dead letters", "Open dead letters by the day of the last try and reason.", rows, _over_time(rows, "reason"))


def _chart(name: str, title: str, says: str, rows: Sequence[dict[str, Any]], spec: Spec) -> Chart | None:
    if not rows:
        return None
    return Chart(name, title, says, {"data": {"values": list(rows)}, "width": "container", "height": 200} | spec)


def _timed(counts: Iterable[tuple[str, str, int]]) -> list[dict[str, Any]]:
    """Rows of day, series and count: the largest series by name, the others as one; months where days would be too many."""
    rows = list(counts)
    if not rows:
        return []
    named = _named((name, count) for _, name, count in rows)
    days = [date.fromisoformat(day) for day, _, _ in rows]
    monthly = (max(days) - min(days)).days > MANY_DAYS
    sums: Counter[tuple[str, str]] = Counter()
    for day, name, count in rows:
        sums[day[:7] + "-01" if monthly else day, named.get(name, "others")] += count
    unit = "yearmonth" if monthly else "yearmonthdate"
    for back in range(SHORTEST):  # at least so many days, so that a single one is a bar and no wall
        if (earlier := max(days) - timedelta(days=back)) >= min(days) - timedelta(days=SHORTEST) and not monthly:
            sums[earlier.isoformat(), rows[0][1] if rows[0][1] in named else "others"] += 0
    return [{"day": day, "series": name, "count": count, "unit": unit} for (day, name), count in sorted(sums.items())]


def _named(counts: Iterable[tuple[str, int]]) -> dict[str, str]:
    sums: Counter[str] = Counter()
    for name, count in counts:
        sums[name] += count
    return {name: name for name, _ in sums.most_common(SERIES)}


def _over_time(rows: Sequence[dict[str, Any]], series: str) -> Spec:
    unit = rows[0]["unit"] if rows else "yearmonthdate"
    only = len({row["series"] for row in rows}) == 1
    return {
        "mark": "bar",
        "encoding": {
            "x": {"field": "day", "type": "temporal", "timeUnit": f"utc{unit}", "title": None},
            "y": {"field": "count", "type": "quantitative", "title": None},
            "color": {"field": "series", "type": "nominal", "legend": None if only else {"orient": "top", "title": None, "columns": 4}},
            "tooltip": [
                {"field": "day", "type": "temporal", "timeUnit": f"utc{unit}", "title": "time"},
                {"field": "series", "title": series},
                {"field": "count"},
            ],
        },
    }


def _top(counts: Iterable[tuple[str, str, int]], name: str, series: str, limit: int) -> list[dict[str, Any]]:
    rows = list(counts)
    named = _named((site, count) for _, site, count in rows)
    totals: Counter[str] = Counter()
    cells: dict[tuple[str, str], int] = defaultdict(int)
    for key, site, count in rows:
        totals[key] += count
        cells[key, named.get(site, "others")] += count
    best = {key for key, _ in totals.most_common(limit)}
    return [{name: key, series: site, "count": count} for (key, site), count in cells.items() if key in best]


def _ranked(rows: Sequence[dict[str, Any]], name: str, series: str, unit: str) -> Spec:
    only = len({row[series] for row in rows}) == 1
    return {
        "height": {"step": 20},
        "mark": "bar",
        "encoding": {
            "y": {"field": name, "type": "nominal", "sort": "-x", "title": None, "axis": {"labelLimit": 190}},
            "x": {"field": "count", "type": "quantitative", "title": unit},
            "color": {"field": series, "type": "nominal", "legend": None if only else {"orient": "top", "title": None, "columns": 4}},
            "tooltip": [{"field": name}, {"field": series}, {"field": "count", "title": unit, "format": ","}],
        },
    }


def _columns(rows: Sequence[dict[str, Any]], name: str, unit: str) -> Spec:
    return {
        "mark": "bar",
        "encoding": {
            "x": {"field": name, "type": "ordinal", "sort": None, "title": None, "axis": {"labelAngle": 0}},
            "y": {"field": "count", "type": "quantitative", "title": unit},
            "tooltip": [{"field": name}, {"field": "count", "title": unit}],
        },
    }
