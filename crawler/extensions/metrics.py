"""A run's numbers for Prometheus: a text file for the node exporter's textfile collector (setting `METRICS_FILE`)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from crawler import clock
from crawler.extensions.session import Session
from crawler.stores.files import replacing
from crawler.verdicts import judge

_HELP = {
    "bullionbite_run_end_time_seconds": "When the last run ended, Unix time.",
    "bullionbite_run_exit_code": "Exit code of the last run, see docs/operations.md.",
    "bullionbite_run_stat": "Scrapy's statistics of the last run, by name.",
}


class MetricsFile:
    """Writes the file when the engine stops, after the session has ended the run."""

    def __init__(self, crawler: Crawler, path: Path) -> None:
        self.crawler = crawler
        self.path = path

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> MetricsFile:
        path = crawler.settings.get("METRICS_FILE")
        if not path:
            raise NotConfigured
        metrics = cls(crawler, Path(path))
        crawler.signals.connect(metrics.write, signals.engine_stopped)
        return metrics

    def write(self) -> None:
        """Write the file, beside and renamed; where it can't be written, the run ends with `STORAGE_FAILURE`."""
        session = Session.of(self.crawler)
        numbers = {"bullionbite_run_end_time_seconds": clock.now().timestamp(), "bullionbite_run_exit_code": int(judge(session.tally).code)}
        try:
            with replacing(Path(str(self.path).replace("%(site)s", session.site))) as file:
                file.write(render(session.site, numbers, self.crawler.stats.get_stats()))
        except OSError as error:
            session.output_failed(f"METRICS_FILE: {error.filename}: {error.strerror}")


def render(site: str, numbers: dict[str, float], stats: dict[str, Any]) -> str:
    """The metrics in Prometheus' text format; statistics that are no numbers are left out."""
    lines: list[str] = []
    label = f'site="{_escaped(site)}"'
    for name, value in numbers.items():
        lines += [f"# HELP {name} {_HELP[name]}", f"# TYPE {name} gauge", f"{name}{{{label}}} {value:.15g}"]
    name = "bullionbite_run_stat"
    lines += [f"# HELP {name} {_HELP[name]}", f"# TYPE {name} gauge"]
    for stat, value in sorted(stats.items()):
        if isinstance(value, int | float):
            lines.append(f'{name}{{{label},name="{_escaped(stat)}"}} {float(value):.15g}')
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    return re.sub(r'(["\\])', r"\\\1", text).replace("\n", r"\n")
