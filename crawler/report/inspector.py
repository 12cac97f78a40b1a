"""The inspector: one self-contained page that shows what was kept of a page, what went, and why."""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from cleaners.records import Metadata
from crawler.report.inert import inert_page
from crawler.report.inspection import Inspection
from crawler.report.linking import linked
from crawler.report.templates import asset, cell, policy, render

FIELDS = (
    "title", "authors", "published", "modified", "canonical_url", "site_name", "language", "section", "tags", "description",
    "image", "kind", "paywalled",
)  # fmt: skip
ROWS = 5000
"""Blocks listed beside the page; a page of more than that is a test of our patience, and its frame still marks them all."""
EXCERPT = 400


@dataclass(frozen=True, slots=True)
class Labels:
    """What the page says of itself.

    Attributes:
        name: the page as the user named it (URL, file or id): the argument of the commands that the page offers.
        options: further options of those commands, such as `--store URL`.
        home: address that leads back to the application, "" for a page that stands alone.
    """

    name: str
    options: tuple[str, ...] = ()
    home: str = ""

    @property
    def command(self) -> str:
        """The `bullionbite case` command without the blocks that are wrong."""
        return shlex.join(["bullionbite", "case", self.name, *self.options])


def inspector_page(inspection: Inspection, labels: Labels) -> str:
    """The inspector as one HTML document without any outside reference."""
    script = asset("inspector.js")
    article = inspection.article
    return render(
        "inspector.html.j2",
        inspection=inspection,
        labels=labels,
        policy=policy(script),
        script=script,
        styles=asset("base.css") + asset("inspector.css"),
        frame=_quoted(_frame(inspection)),
        article=Markup(linked(article.html, inspection.pairs)) if article else "",
        fields=_fields(article.metadata) if article else [],
        rows=inspection.blocks[:ROWS],
        left_out=max(0, len(inspection.blocks) - ROWS),
        excerpt=EXCERPT,
        data=_data(inspection),
        blocks_kept=sum(shown.keep for shown in inspection.blocks),
    )



def _frame(inspection: Inspection) -> str:
    root = inspection.root
    return inert_page(root, inspection.pairs, asset("frame.css"), inspection.titles) if root is not None else ""


def _quoted(document: str) -> Markup:
    """A document as the value of a `srcdoc` attribute."""
    return Markup(document.replace("&", "&amp;").replace('"', "&quot;"))


def _data(inspection: Inspection) -> Markup:
    """What the page's script needs of each block; no `<` passes, so the element it stands in can't be closed from inside."""
    titles = inspection.titles
    rows = [[shown.index, int(shown.keep), shown.reason, shown.score, shown.why, int(shown.index in titles)] for shown in inspection.blocks]
    return Markup(json.dumps(rows, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"))


def _fields(metadata: Metadata) -> list[dict[str, Any]]:
    """Every metadata field: the value chosen, where it came from, and all that was offered."""
    found = []
    for name in FIELDS:
        value, source = getattr(metadata, name), metadata.provenance.get(name, "")
        offered = [candidate for candidate in metadata.candidates if candidate.field == name]
        offered.sort(key=lambda candidate: -candidate.confidence)
        chosen = next((c for c in offered if c.source == source and cell(c.value) == cell(value)), None)
        chosen = chosen or next((c for c in offered if c.source == source), None)
        found.append({"name": name, "value": cell(value), "source": source, "offered": offered, "chosen": chosen})
    return found

