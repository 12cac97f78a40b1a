"""Extraction quality and speed on labelled pages, next to other extractors, with floors that only rise.

    python benchmarks/extraction.py FOLDER... [--peers trafilatura resiliparse ...] [--limit N] [--check] [--pin]

A folder holds `html/ID.html.gz` (bytes as fetched) and `truth.json` (`{ID: {"text", "url", "with", "without"}}`). F1 is that of
the mean precision and the mean recall over runs of four words, case ignored. Time is CPU time of one process, the extractors
taking turns page by page, garbage collection included; `cleaners` and trafilatura with their metadata, the others their text alone.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from training.metric import Outcome, mean
from training.whole import cleaned

FLOORS = Path(__file__).with_name("floors.json")
SLACK = 0.0005
"""What a figure may fall short of its floor: rounding, and libraries that change in the last digit."""

Extractor = Callable[[bytes, str | None], str]


def trafilatura(html: bytes, url: str | None) -> str:
    from trafilatura import bare_extraction

    document = bare_extraction(html, url=url, with_metadata=True)
    return (document.text or "") if document else ""


def newspaper4k(html: bytes, url: str | None) -> str:
    from newspaper import Article

    article = Article(url or "http://example.org/", fetch_images=False)
    article.download(input_html=html.decode("utf-8", "replace"))
    article.parse()
    return str(article.text)


def readability(html: bytes, url: str | None) -> str:
    from lxml import html as lxml_html
    from readability import Document

    summary = Document(html.decode("utf-8", "replace"), url=url).summary(html_partial=True)
    return "\n".join(lxml_html.fromstring(summary).itertext())


def resiliparse(html: bytes, url: str | None) -> str:
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding
    from resiliparse.parse.html import HTMLTree

    tree = HTMLTree.parse(bytes_to_str(html, detect_encoding(html)))
    return str(extract_plain_text(tree, main_content=True, alt_texts=False))


PEERS: dict[str, Extractor] = {
    "trafilatura": trafilatura, "newspaper4k": newspaper4k, "readability": readability, "resiliparse": resiliparse,
}  # fmt: skip


@dataclass
class Tally(Outcome):
    """What one extractor made of one folder, and how long it took.

    Attributes:
        seconds: CPU time of every page.
        failures: pages on which it raised an error.
    """

    seconds: list[float] = field(default_factory=list)
    failures: int = 0

    def figures(self) -> dict[str, float]:
        """The figures that floors are pinned for, each the better the higher."""
        overall = mean(self.scores)
        found = {"f1": overall.f1, "precision": overall.precision, "recall": overall.recall}
        if self.wanted:
            found["snippets_kept"] = self.kept / self.wanted
        if self.guarded:
            found["pages_without_debris"] = 1 - self.debris / self.guarded
        return {name: round(value, 4) for name, value in found.items()}

    def line(self) -> str:
        """One line of the table."""
        figures, ms = self.figures(), np.array(self.seconds) * 1000
        snippets = f"{figures['snippets_kept']:6.1%}" if self.wanted else "     -"
        leaked = f"{self.leaked:5d}" if self.unwanted else "    -"
        debris = f"{1 - figures['pages_without_debris']:6.1%}" if self.guarded else "     -"
        return (
            f"{figures['f1']:.4f}  {figures['precision']:.4f}  {figures['recall']:.4f}  {snippets}  {leaked}  {debris}"
            f"  {ms.mean():7.2f}  {np.median(ms):7.2f}  {np.percentile(ms, 99):7.2f}  {self.failures:4d}"
        )


HEADER = f"{'':14s}{'F1':>6s}  {'P':>6s}  {'R':>6s}  {'kept':>6s}  {'leak':>5s}  {'debris':>6s}  {'ms mean':>7s}  {'median':>7s}  {'p99':>7s}  fail"


def run(folder: Path, extractors: dict[str, Extractor], limit: int | None) -> dict[str, Tally]:
    """Run every extractor over every page of a folder, taking turns."""
    truth: dict[str, dict[str, Any]] = json.loads((folder / "truth.json").read_text("utf-8"))
    tallies = {name: Tally() for name in extractors}
    for page_id in list(truth)[:limit]:
        html = gzip.decompress((folder / "html" / f"{page_id}.html.gz").read_bytes())
        for name, extract in extractors.items():
            started = time.process_time()
            try:
                text = extract(html, truth[page_id].get("url"))
            except Exception:  # peers raise whatever they like; a failure is counted and scores nothing
                if name == "cleaners":
                    raise
                tallies[name].failures += 1
                text = ""
            tallies[name].seconds.append(time.process_time() - started)
            tallies[name].add(text, truth[page_id])
    return tallies


def warm_up(extractors: Iterable[Extractor]) -> None:
    """Imports and caches are no part of a page's time."""
    for extract in extractors:
        try:
            extract(b"<html><body><p>" + b"A sentence to warm up with, long enough to be one. " * 20 + b"</p></body></html>", None)
        except Exception:  # as in `run`
            continue


def page_set(folder: Path) -> str:
    """Name and content hash of a folder's truth: floors hold for exactly these pages."""
    return f"{folder.name}-{hashlib.sha256((folder / 'truth.json').read_bytes()).hexdigest()[:12]}"


def below_floor(figures: dict[str, float], floors: dict[str, float]) -> list[str]:
    """What fell below its floor, in words."""
    return [f"{name} {figures.get(name, 0.0):.4f} < {floor:.4f}" for name, floor in floors.items() if figures.get(name, 0.0) < floor - SLACK]


def pinned(figures: dict[str, float], floors: dict[str, float]) -> dict[str, float]:
    """The higher of figure and floor, for each."""
    return {name: max(value, floors.get(name, 0.0)) for name, value in figures.items()}


def main(arguments: list[str] | None = None) -> int:
    """Print a table a folder; 1 where a figure is below its floor."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--peers", nargs="*", default=[], choices=sorted(PEERS))
    parser.add_argument("--limit", type=int)
    parser.add_argument("--check", action="store_true", help="fail where a figure is below its floor")
    parser.add_argument("--pin", action="store_true", help="raise the floors to today's figures; refuses to lower one")
    options = parser.parse_args(arguments)
    if options.limit and (options.check or options.pin):
        parser.error("floors hold for whole folders: leave --limit out")
    extractors = {"cleaners": cleaned, **{name: PEERS[name] for name in options.peers}}
    warm_up(extractors.values())
    floors: dict[str, dict[str, float]] = json.loads(FLOORS.read_text("utf-8")) if FLOORS.exists() else {}
    failed = False
    for folder in options.folders:
        tallies = run(folder, extractors, options.limit)
        print(f"{folder.name} ({len(tallies['cleaners'].scores)} pages)\n{HEADER}")
        for name, tally in tallies.items():
            print(f"{name:14s}{tally.line()}", flush=True)
        figures, floor = tallies["cleaners"].figures(), floors.get(page_set(folder), {})
        if (options.check or options.pin) and (fallen := below_floor(figures, floor)):
            print(f"below the floor: {'; '.join(fallen)}", file=sys.stderr)
            failed = True
        floors[page_set(folder)] = pinned(figures, floor)
    if options.pin and not failed:
        FLOORS.write_text(json.dumps(floors, indent=1, sort_keys=True) + "\n", "utf-8")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
