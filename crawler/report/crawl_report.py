"""The crawl report: one self-contained page over a store."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from crawler.report import diffs
from crawler.report.charts import Chart, charts
from crawler.report.figures import KINDS, Report, stat
from crawler.report.templates import asset, policy, render

DRAWING = ("vega.min.js", "vega-lite.min.js", "vega-interpreter.js")


@dataclass(frozen=True, slots=True)
class Links:
    """Where the report leads: addresses of inspector pages by URL, and further options of the commands it names.

    `article` and `inspect` are prefixes of the application's addresses; "" in a report that stands alone.
    """

    pages: Mapping[str, str] = field(default_factory=dict)
    options: tuple[str, ...] = ()
    article: str = ""
    inspect: str = ""

    def command(self, url: str) -> str:
        """The command that opens the inspector on a page."""
        return shlex.join(["bullionbite", "inspect", url, *self.options])


def values(report: Report, links: Links) -> dict[str, Any]:
    """What the report's templates need."""
    drawn = charts(report)
    return {
        "report": report,
        "links": links,
        "charts": {chart.name: chart for chart in drawn},
        "specs": specs(drawn),
        "kinds": KINDS,
        "stat": stat,
        "lines": diffs.lines,
    }


def report_page(report: Report, links: Links) -> str:
    """The report as one HTML document without any outside reference."""
    library, script = [_embeddable(asset(name)) for name in DRAWING], asset("report.js")
    return render(
        "report.html.j2",
        policy=policy(script, *library),
        library=library,
        script=script,
        styles=asset("base.css") + asset("report.css"),
        **values(report, links),
    )


def specs(drawn: list[Chart]) -> Markup:
    """The charts' specifications as JSON that can stand in a script element."""
    found = {chart.name: chart.spec for chart in drawn}
    return Markup(json.dumps(found, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"))


def _embeddable(script: Markup) -> Markup:
    """A script that holds no end of the element around it."""
    return Markup(script.replace("</script", "<\\/script"))
